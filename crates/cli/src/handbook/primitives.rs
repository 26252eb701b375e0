//! `handbook primitives`: the date functions by name.

use super::lines;
use crate::{Failure, say::Say};
use chrono::NaiveDate;
use itsumo_handbook::dates;
use serde_json::Value;

/// The functions, for who typed another name.
const KNOWN: &str = "reach_months, reach_years, day_after_reach_months, days_after_birth, weeks_after_birth, \
                     interval_clear_days, interval_months, interval_months_and_half, fiscal_year_of_reaching_age, \
                     school_entry, school_entry_year_offset, mr2_window, gestation";

/// Answers every line.
pub fn primitives(say: &Say) -> Result<(), Failure> {
    lines::answer(say, |question| {
        let function = question.get("function").and_then(Value::as_str).ok_or("\"function\" is missing")?;
        let args = Args(question.get("args").unwrap_or(&Value::Null));
        compute(function, &args).map(|date| Value::from(date.to_string()))
    })
}

/// The arguments of a function: an argument goes by several names.
struct Args<'a>(&'a Value);

impl Args<'_> {
    fn find(&self, names: &[&str]) -> Option<&Value> {
        names.iter().find_map(|name| self.0.get(name)).filter(|value| !value.is_null())
    }

    fn date(&self, names: &[&str]) -> Result<NaiveDate, String> {
        let name = names.first().copied().unwrap_or_default();
        let value = self.find(names).ok_or_else(|| format!("args: {name:?} is missing"))?;
        lines::date(name, value)
    }

    fn number<N: TryFrom<i64>>(&self, names: &[&str]) -> Result<N, String> {
        let name = names.first().copied().unwrap_or_default();
        let value = self.find(names).ok_or_else(|| format!("args: {name:?} is missing"))?;
        let number =
            value.as_i64().filter(|number| number.abs() <= 100_000).and_then(|number| N::try_from(number).ok());
        number.ok_or_else(|| format!("args: {name:?} is {value}, not a whole number that fits"))
    }

    fn number_or<N: TryFrom<i64>>(&self, names: &[&str], missing: N) -> Result<N, String> {
        if self.find(names).is_none() { Ok(missing) } else { self.number(names) }
    }

    /// Which end of a period.
    fn edge(&self, missing: &str) -> Result<String, String> {
        let value = self.find(&["edge", "side"]).map_or(Some(missing), Value::as_str);
        value.map(str::to_owned).ok_or_else(|| "args: \"edge\" is not a word".to_owned())
    }

    fn birth(&self) -> Result<NaiveDate, String> {
        self.date(&["birth", "birth_date", "born"])
    }

    fn from(&self) -> Result<NaiveDate, String> {
        self.date(&["from", "date", "dose", "dose_date"])
    }

    fn months(&self) -> Result<u32, String> {
        self.number(&["months", "month", "n"])
    }

    fn days(&self) -> Result<u32, String> {
        self.number(&["days", "day", "n"])
    }

    fn years(&self) -> Result<u32, String> {
        self.number(&["years", "year", "age", "n"])
    }
}

fn compute(function: &str, args: &Args<'_>) -> Result<NaiveDate, String> {
    Ok(match function {
        "reach_months" => dates::reach_months(args.birth()?, args.months()?),
        "reach_years" | "reach_age" => dates::reach_years(args.birth()?, args.years()?),
        "day_after_reach_months" => dates::day_after_reach_months(args.birth()?, args.months()?),
        "day_after_reach_years" => dates::next_day(dates::reach_years(args.birth()?, args.years()?)),
        "days_after_birth" => dates::days_after_birth(args.birth()?, args.days()?),
        "weeks_after_birth" | "weeks_days_after_birth" => {
            let weeks: u32 = args.number(&["weeks", "week", "w"])?;
            let days: u32 = args.number_or(&["days", "day", "d"], 0)?;
            dates::days_after_birth(args.birth()?, weeks * 7 + days)
        }
        "interval_clear_days" | "clear_days" | "interval_days" => {
            dates::interval_clear_days(args.from()?, args.days()?)
        }
        "interval_months" | "months" => dates::interval_months(args.from()?, args.months()?),
        "interval_months_and_half"
        | "interval_months_and_a_half"
        | "interval_months_half"
        | "interval_half_months"
        | "interval_half"
        | "months_and_half" => dates::interval_months_and_half(args.from()?, args.months()?),
        "fiscal_year_of_reaching_age" | "fiscal_year_of_reaching_years" | "fiscal_year" => {
            let end = match args.edge("start")?.as_str() {
                "start" | "first" => false,
                "end" | "last" => true,
                other => return Err(format!("args: \"edge\" is {other:?}, not \"start\" or \"end\"")),
            };
            dates::fiscal_year_of_reaching_years(args.birth()?, args.years()?, end)
        }
        "school_entry" | "school_entry_date" | "school_entry_start" => dates::school_entry(args.birth()?),
        "school_entry_year_offset" | "school_entry_offset" => school_year(args, 0)?,
        "mr2_window" | "mr2_window_start" | "mr2_window_end" => {
            // The year before school: it begins on its own 1 April and ends on the eve of the entry.
            let last = function == "mr2_window_end" || matches!(args.edge("start")?.as_str(), "end" | "day_before");
            dates::school_entry_offset(args.birth()?, if last { 0 } else { -1 }, last)
        }
        "gestation" | "gestation_date" | "gestation_day" | "pregnancy_week" | "gestational_age" => {
            let expected = args.date(&["expected_delivery_date", "edd", "due_date", "expected"])?;
            let weeks = args.number(&["weeks", "week", "w"])?;
            dates::gestation(expected, weeks, args.number_or(&["days", "day", "d"], 0)?)
        }
        other => return Err(format!("no function {other:?}; there are {KNOWN}")),
    })
}

fn school_year(args: &Args<'_>, missing: i32) -> Result<NaiveDate, String> {
    let offset = args.number_or(&["offset", "k", "years", "school_entry_year_offset"], missing)?;
    let day_before = match args.edge("start")?.as_str() {
        "start" | "first" => false,
        "day_before" | "end" | "before" => true,
        other => return Err(format!("args: \"edge\" is {other:?}, not \"start\" or \"day_before\"")),
    };
    Ok(dates::school_entry_offset(args.birth()?, offset, day_before))
}
