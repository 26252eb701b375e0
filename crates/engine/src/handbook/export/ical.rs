//! A calendar (RFC 5545) of what is fixed and what is planned: appointments as events with their time, and from when
//! on the next dose of each vaccine may be given as whole-day events that keep no time busy.
//!
//! Ids stay the same from one export to the next, so that a calendar that reads the file again moves events and
//! doubles none.

use super::words::Words;
use chrono::{Days, NaiveDate};
use itsumo_domain::{Timestamp, handbook::Handbook, i18n::without_ruby};
use itsumo_handbook::immunization::Assessment;
use uuid::Uuid;

/// Octets a line may have.
const LINE: usize = 75;

/// The calendar of a child.
pub(crate) fn calendar(words: Words, book: &Handbook, child: Uuid, plans: &[Assessment], now: Timestamp) -> String {
    let mut text = String::new();
    let mut say = |line: &str| fold(&mut text, line);
    let name = book.child(child).map(|(_, child)| words.name(child)).unwrap_or_default();
    say("BEGIN:VCALENDAR");
    say("VERSION:2.0");
    say("PRODID:-//Itsumo//Handbook//JA");
    say("CALSCALE:GREGORIAN");
    say(&format!("X-WR-CALNAME:{}", escaped(&words.with("paper-calendar", &[("name", &name)]))));
    for (entry, day) in book.appointments(child) {
        say("BEGIN:VEVENT");
        say(&format!("UID:{}@itsumo", entry.id));
        say(&format!("DTSTAMP:{}", moment(entry.at)));
        match day.time {
            Some(time) => {
                let begins = Timestamp::from_jst(day.date.and_time(time));
                say(&format!("DTSTART:{}", moment(begins)));
                say("DURATION:PT1H");
            }
            None => whole_day(&mut say, day.date, day.date),
        }
        say(&format!("SUMMARY:{}", escaped(&format!("{name} {}", super::purpose(words, day)))));
        if !day.place.is_empty() {
            say(&format!("LOCATION:{}", escaped(&day.place)));
        }
        if !day.note.is_empty() {
            say(&format!("DESCRIPTION:{}", escaped(&day.note)));
        }
        say("END:VEVENT");
    }
    for plan in plans {
        let Some(next) = &plan.next else { continue };
        let (series, dose) = (words.series(&plan.series), words.dose(&next.dose));
        // Seen while it is usual to give it: from the first day on, for a week.
        let from = next.standard_from.map_or(next.earliest, |usual| usual.max(next.earliest));
        say("BEGIN:VEVENT");
        say(&format!("UID:{child}-{}-{}@itsumo", plan.series, next.dose));
        say(&format!("DTSTAMP:{}", moment(now)));
        whole_day(&mut say, from, from.checked_add_days(Days::new(6)).unwrap_or(from));
        say("TRANSP:TRANSPARENT");
        let what = [("name", name.as_str()), ("series", &series), ("dose", &dose)];
        say(&format!("SUMMARY:{}", escaped(&words.with("paper-calendar-plan", &what))));
        let earliest = words.day(next.earliest);
        let until = next.last_eligible.map(|last| words.day(last)).unwrap_or_else(|| words.t("paper-no-end"));
        let told = words.with("paper-calendar-window", &[("earliest", &earliest), ("last", &until)]);
        say(&format!("DESCRIPTION:{}", escaped(&told)));
        say("END:VEVENT");
    }
    say("END:VCALENDAR");
    text
}

/// Both days included; the format wants the day after.
fn whole_day(say: &mut impl FnMut(&str), from: NaiveDate, to: NaiveDate) {
    let after = to.checked_add_days(Days::new(1)).unwrap_or(to);
    say(&format!("DTSTART;VALUE=DATE:{}", from.format("%Y%m%d")));
    say(&format!("DTEND;VALUE=DATE:{}", after.format("%Y%m%d")));
}

fn moment(at: Timestamp) -> String {
    at.to_utc().format("%Y%m%dT%H%M%SZ").to_string()
}

fn escaped(words: &str) -> String {
    without_ruby(words)
        .replace('\\', "\\\\")
        .replace(';', "\\;")
        .replace(',', "\\,")
        .replace("\r\n", "\\n")
        .replace(['\n', '\r'], "\\n")
}

/// A line, broken after 75 octets and never inside a character.
fn fold(text: &mut String, line: &str) {
    let mut octets = 0;
    for c in line.chars() {
        if octets + c.len_utf8() > LINE {
            text.push_str("\r\n ");
            octets = 1;
        }
        text.push(c);
        octets += c.len_utf8();
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_between_characters() {
        let mut text = String::new();
        let line = format!("SUMMARY:{}", "予防接種の予定".repeat(12));
        fold(&mut text, &line);
        assert!(text.lines().all(|line| line.len() <= 75) && text.lines().count() > 3);
        assert_eq!(text.replace("\r\n ", "").trim_end(), line);
        assert_eq!(escaped("駅前、さくら小児科; 2階, 奥\n受付へ"), "駅前、さくら小児科\\; 2階\\, 奥\\n受付へ");
    }
}
