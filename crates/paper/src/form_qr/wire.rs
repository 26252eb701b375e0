//! The fields of the code: numbers in groups of seven bits, words with their length before them.

use chrono::NaiveDate;
use itsumo_domain::Timestamp;

/// Day 1 of the format; 0 is "no day".
fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(1900, 1, 1).unwrap_or_default()
}

/// Minute 1 of the format is 2020-01-01 00:00 UTC; 0 is "no time".
const FIRST_MINUTE: i64 = 1_577_836_800_000 / Timestamp::MINUTE;

#[derive(Default)]
pub(crate) struct Bytes(pub(crate) Vec<u8>);

impl Bytes {
    /// Seven bits at a time, the lowest first; the eighth bit says that more follow.
    pub(crate) fn number(&mut self, mut value: u64) {
        loop {
            let low = u8::try_from(value & 0x7f).unwrap_or_default();
            value >>= 7;
            if value == 0 {
                return self.0.push(low);
            }
            self.0.push(low | 0x80);
        }
    }

    pub(crate) fn count(&mut self, count: usize) {
        self.number(count.try_into().unwrap_or(u64::MAX));
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.count(text.len());
        self.0.extend(text.as_bytes());
    }

    pub(crate) fn day(&mut self, day: Option<NaiveDate>) {
        let number = day.map_or(0, |day| (day - first_day()).num_days() + 1);
        self.number(number.try_into().unwrap_or(0));
    }

    pub(crate) fn minutes(&mut self, at: Option<Timestamp>) {
        let number = at.map_or(0, |at| at.0.div_euclid(Timestamp::MINUTE) - FIRST_MINUTE + 1);
        self.number(number.try_into().unwrap_or(0));
    }

    /// A word of a list by its place, from 1; or 0 and the word itself.
    pub(crate) fn known(&mut self, word: &str, list: &[&str]) {
        match list.iter().position(|known| *known == word) {
            Some(at) => self.count(at + 1),
            None => {
                self.number(0);
                self.text(word);
            }
        }
    }
}

pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl Reader<'_> {
    pub(crate) fn number(&mut self) -> Option<u64> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            let low = u64::from(byte & 0x7f);
            if shift == 63 && low > 1 {
                return None;
            }
            value |= low << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    pub(crate) fn count(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok()
    }

    pub(crate) fn text(&mut self) -> Option<String> {
        let length = self.count()?;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        String::from_utf8(text.to_vec()).ok()
    }

    /// The outer `None` is damage, the inner "no day".
    pub(crate) fn day(&mut self) -> Option<Option<NaiveDate>> {
        match self.number()? {
            0 => Some(None),
            number => Some(Some(first_day().checked_add_days(chrono::Days::new(number - 1))?)),
        }
    }

    /// The outer `None` is damage, the inner "no time".
    pub(crate) fn minutes(&mut self) -> Option<Option<Timestamp>> {
        match self.number()? {
            0 => Some(None),
            number => {
                let minute = i64::try_from(number - 1).ok()?.checked_add(FIRST_MINUTE)?;
                Some(Some(Timestamp(minute.checked_mul(Timestamp::MINUTE)?)))
            }
        }
    }

    pub(crate) fn known(&mut self, list: &[&str]) -> Option<String> {
        match self.count()? {
            0 => self.text(),
            place => list.get(place - 1).map(|word| (*word).to_owned()),
        }
    }
}
