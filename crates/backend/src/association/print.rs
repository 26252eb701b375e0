//! What the papers of meetings and safety checks have in common: Japanese words without readings, days, and a thread of
//! its own to draw on.

use crate::problem::Failure;
use chrono::{Datelike, NaiveDate};
use itsumo_domain::{
    Timestamp,
    i18n::{Arg, Locale, text, without_ruby},
};
use itsumo_paper::PaperError;

/// Words of the catalogue.
pub(super) fn say(key: &str, args: &[(&str, &str)]) -> String {
    let args: Vec<(&str, Arg<'_>)> = args.iter().map(|(name, value)| (*name, Arg::Text(value))).collect();
    text(Locale::Ja, key, &args)
}

/// What somebody wrote, without marks of readings.
pub(super) fn plain(text: &str) -> String {
    without_ruby(text)
}

/// 2026年12月20日（日）.
pub(super) fn day(day: NaiveDate) -> String {
    let weekday = ["月", "火", "水", "木", "金", "土", "日"];
    let weekday = weekday.get(day.weekday().num_days_from_monday() as usize).copied().unwrap_or_default();
    format!("{}（{weekday}）", day.format("%Y年%-m月%-d日"))
}

/// 12月20日 10:05.
pub(super) fn moment(at: Timestamp) -> String {
    at.to_jst().format("%-m月%-d日 %H:%M").to_string()
}

/// Draws on a thread of its own: a large association's papers take a while.
///
/// # Errors
/// The server's own: a paper that breaks a rule of paper is a mistake in it.
pub async fn drawn(draw: impl FnOnce() -> Result<Vec<u8>, PaperError> + Send + 'static) -> Result<Vec<u8>, Failure> {
    tokio::task::spawn_blocking(draw).await.map_err(Failure::internal)?.map_err(Failure::internal)
}
