//! One day of a letter as a calendar's file (RFC 5545), for the phone's own calendar.

use chrono::{Days, NaiveDate};
use itsumo_domain::{Timestamp, school::TimeOfDay};
use uuid::Uuid;

/// Most bytes of a line; what is longer goes on in the next, after a space.
const LINE: usize = 73;

/// Something on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Of which letter.
    pub letter: Uuid,
    /// The day.
    pub day: NaiveDate,
    /// When it begins; a whole day without.
    pub time: Option<TimeOfDay>,
    /// What.
    pub what: String,
    /// Who says so.
    pub from: String,
}

/// The file. The same event again is the same entry of the calendar, so that nothing is there twice.
pub fn file(event: &Event, now: Timestamp) -> String {
    let Event { letter, day, time, what, from } = event;
    let utc = |at: Timestamp| {
        let local = at.plus(-9 * Timestamp::HOUR).to_jst();
        local.format("%Y%m%dT%H%M%SZ").to_string()
    };
    let when = match time {
        Some(time) => {
            let begins = time.on(*day);
            format!("DTSTART:{}\r\nDTEND:{}", utc(begins), utc(begins.plus(Timestamp::HOUR)))
        }
        None => {
            let next = day.checked_add_days(Days::new(1)).unwrap_or(*day);
            format!("DTSTART;VALUE=DATE:{}\r\nDTEND;VALUE=DATE:{}", day.format("%Y%m%d"), next.format("%Y%m%d"))
        }
    };
    // One letter may name several days and several things of one day.
    let number = what.bytes().fold(0u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
    let lines = [
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//itsumo//school//JA".to_owned(),
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{letter}-{}-{number:08x}@itsumo", day.format("%Y%m%d")),
        format!("DTSTAMP:{}", utc(now)),
        when,
        format!("SUMMARY:{}", escaped(what)),
        format!("DESCRIPTION:{}", escaped(from)),
        "END:VEVENT".to_owned(),
        "END:VCALENDAR".to_owned(),
    ];
    lines.iter().flat_map(|line| line.split("\r\n")).map(|line| format!("{}\r\n", folded(line))).collect()
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n")
}

/// No line longer than the format allows, and no character cut in two.
fn folded(line: &str) -> String {
    let mut folded = String::with_capacity(line.len());
    let mut length = 0;
    for c in line.chars() {
        if length + c.len_utf8() > LINE {
            folded.push_str("\r\n ");
            length = 1;
        }
        folded.push(c);
        length += c.len_utf8();
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_and_an_hour_are_said_as_calendars_read_them() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 26).unwrap();
        let event = Event {
            letter: Uuid::from_u128(1),
            day,
            time: TimeOfDay::new(13, 30),
            what: "授業参観, 懇談会; 体育館にて、上履きと筆記用具をお持ちください".to_owned(),
            from: "あさひ小".to_owned(),
        };
        let now = Timestamp::from_jst_date(day);
        let text = file(&event, now);
        assert!(text.contains("DTSTART:20261126T043000Z\r\nDTEND:20261126T053000Z\r\n"), "{text}");
        assert!(text.contains("授業参観\\, 懇談会\\; "), "{text}");
        assert!(text.lines().all(|line| line.len() <= 75), "{text}");
        let whole = file(&Event { time: None, ..event }, now);
        assert!(whole.contains("DTSTART;VALUE=DATE:20261126\r\nDTEND;VALUE=DATE:20261127\r\n"), "{whole}");
        assert!(whole.ends_with("END:VCALENDAR\r\n"));
    }
}
