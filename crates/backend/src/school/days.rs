//! Days as the school's tables keep them.

use crate::store::{StoreError, Value};
use chrono::{Datelike, NaiveDate};

/// Stands where no last day is known.
pub const NO_END: i64 = 9_999_999;

/// A day as a column has it: counted as [`Datelike::num_days_from_ce`] does.
pub fn column(day: NaiveDate) -> i64 {
    i64::from(day.num_days_from_ce())
}

/// The same for a last day that may not be known.
pub fn end_column(day: Option<NaiveDate>) -> Value {
    Value::Int(day.map_or(NO_END, column))
}

/// Reads [`column`].
///
/// # Errors
/// [`StoreError::Shape`] for a number that is no day.
pub fn day(column: i64) -> Result<NaiveDate, StoreError> {
    let day = i32::try_from(column).ok().and_then(NaiveDate::from_num_days_from_ce_opt);
    day.ok_or_else(|| StoreError::Shape(format!("{column} is not a day")))
}

/// Reads [`end_column`].
///
/// # Errors
/// As [`day`].
pub fn end(column: i64) -> Result<Option<NaiveDate>, StoreError> {
    if column >= NO_END { Ok(None) } else { day(column).map(Some) }
}
