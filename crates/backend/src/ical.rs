//! iCalendar (RFC 5545), as phones subscribe to it. Timed events are of Asia/Tokyo and one hour long; others are of whole
//! days. What an event is about is the business of whoever makes it.

use chrono::NaiveDate;
use itsumo_domain::{Timestamp, school::TimeOfDay};
use std::fmt::Write;
use uuid::Uuid;

/// What a calendar says of itself.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// Its name in the list of calendars.
    pub name: &'a str,
    /// Which part of the program makes it.
    pub product: &'a str,
}

/// One line of the calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What it is of.
    pub id: Uuid,
    /// Of several of one id, which.
    pub place: usize,
    /// When it last changed.
    pub changed: Timestamp,
    /// First day.
    pub from: NaiveDate,
    /// Last day; of what has a time, the first counts.
    pub until: NaiveDate,
    /// When it begins.
    pub at: Option<TimeOfDay>,
    /// Its title.
    pub title: String,
    /// Where; empty where that is not said.
    pub location: String,
}

/// The calendar as text.
pub fn write(about: &About<'_>, events: &[Event], now: Timestamp) -> String {
    let mut out = String::new();
    fold(&mut out, "BEGIN:VCALENDAR");
    fold(&mut out, "VERSION:2.0");
    fold(&mut out, &format!("PRODID:-//Itsumo//{}//JA", about.product));
    fold(&mut out, "CALSCALE:GREGORIAN");
    fold(&mut out, "METHOD:PUBLISH");
    fold(&mut out, &format!("X-WR-CALNAME:{}", escaped(about.name)));
    fold(&mut out, "X-WR-TIMEZONE:Asia/Tokyo");
    fold(&mut out, "REFRESH-INTERVAL;VALUE=DURATION:PT6H");
    // Japan has had no summer time since 1951.
    for text in [
        "BEGIN:VTIMEZONE",
        "TZID:Asia/Tokyo",
        "BEGIN:STANDARD",
        "DTSTART:19700101T000000",
        "TZOFFSETFROM:+0900",
        "TZOFFSETTO:+0900",
        "TZNAME:JST",
        "END:STANDARD",
        "END:VTIMEZONE",
    ] {
        fold(&mut out, text);
    }
    for event in events {
        let day = |day: NaiveDate| day.format("%Y%m%d").to_string();
        fold(&mut out, "BEGIN:VEVENT");
        fold(&mut out, &format!("UID:{}-{}-{}@itsumo", event.id, day(event.from), event.place));
        fold(&mut out, &format!("DTSTAMP:{}", now.to_utc().format("%Y%m%dT%H%M%SZ")));
        fold(&mut out, &format!("LAST-MODIFIED:{}", event.changed.to_utc().format("%Y%m%dT%H%M%SZ")));
        match event.at {
            Some(time) => {
                let minutes = time.minutes();
                let stamp = format!("{}T{:02}{:02}00", day(event.from), minutes / 60, minutes % 60);
                fold(&mut out, &format!("DTSTART;TZID=Asia/Tokyo:{stamp}"));
                fold(&mut out, "DURATION:PT1H");
            }
            None => {
                let after = event.until.succ_opt().unwrap_or(event.until);
                fold(&mut out, &format!("DTSTART;VALUE=DATE:{}", day(event.from)));
                fold(&mut out, &format!("DTEND;VALUE=DATE:{}", day(after)));
                fold(&mut out, "TRANSP:TRANSPARENT");
            }
        }
        fold(&mut out, &format!("SUMMARY:{}", escaped(&event.title)));
        if !event.location.is_empty() {
            fold(&mut out, &format!("LOCATION:{}", escaped(&event.location)));
        }
        fold(&mut out, "CLASS:PRIVATE");
        fold(&mut out, "END:VEVENT");
    }
    fold(&mut out, "END:VCALENDAR");
    out
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// A content line, folded so that no line has more than 75 octets and no character is cut.
fn fold(out: &mut String, text: &str) {
    let mut room = 75usize;
    for c in text.chars() {
        if c.len_utf8() > room {
            out.push_str("\r\n ");
            room = 74;
        }
        out.push(c);
        room = room.saturating_sub(c.len_utf8());
    }
    let _ = write!(out, "\r\n");
}
