//! An absence as it is being written: what stands in the form, and what is told when it is sent.
//!
//! Days are kept as days and never as "today": a form that was left open over midnight would speak of another day.

use super::super::words;
use crate::{dates, handbook::Slips};
use chrono::NaiveDate;
use itsumo_domain::{
    school::{
        Absence, Part, TimeOfDay,
        absence::{Lesson, MOST_DAYS, NOTE_CHARS, Reason, Symptom, Told},
    },
    text::nfkc,
};
use itsumo_engine::school::AtSchool;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Which part of the day, before its details are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PartName {
    /// 休む.
    AllDay,
    /// 遅れる.
    Late,
    /// 早退する.
    Leaves,
    /// 見学する.
    SitsOut,
}

impl PartName {
    /// All, with their words in the catalogue.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::AllDay, "school-form-all-day"),
        (Self::Late, "school-form-late"),
        (Self::Leaves, "school-form-leaves"),
        (Self::SitsOut, "school-form-sits-out"),
    ];
}

/// The form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Written {
    /// Who.
    pub pupils: Vec<Uuid>,
    /// The day, where it is one.
    pub day: NaiveDate,
    /// First and last day as typed, where it is more than one.
    pub range: Option<(String, String)>,
    /// Which part.
    pub part: PartName,
    /// When it comes or leaves, as typed.
    pub time: String,
    /// What it sits out.
    pub lessons: Vec<Lesson>,
    /// Why.
    pub reason: Reason,
    /// What is felt.
    pub symptoms: Vec<Symptom>,
    /// As typed.
    pub temperature: String,
    /// In the guardian's words.
    pub note: String,
    /// "Please call me."
    pub call_me: bool,
    /// Desks that are not told: all others are.
    pub left_out: Vec<Told>,
}

impl Written {
    /// As the form begins: what most mornings need, so that nothing is left but to send it.
    pub fn new(pupils: Vec<Uuid>, day: NaiveDate) -> Self {
        Self {
            pupils,
            day,
            range: None,
            part: PartName::AllDay,
            time: String::new(),
            lessons: Vec::new(),
            reason: Reason::Ill,
            symptoms: Vec::new(),
            temperature: String::new(),
            note: String::new(),
            call_me: false,
            left_out: Vec::new(),
        }
    }

    /// What was told before, to be said anew. `desks` are all that could be told.
    pub fn of(absence: &Absence, desks: &[Told]) -> Self {
        let typed = |day: NaiveDate| day.format("%Y-%m-%d").to_string();
        let (part, time, lessons) = match &absence.part {
            Part::AllDay => (PartName::AllDay, String::new(), Vec::new()),
            Part::LateUntil { time } => (PartName::Late, dates::time_of_day(*time), Vec::new()),
            Part::LeavesAt { time } => (PartName::Leaves, dates::time_of_day(*time), Vec::new()),
            Part::SitsOut { lessons } => (PartName::SitsOut, String::new(), lessons.clone()),
        };
        Self {
            day: absence.from,
            range: (absence.from != absence.until).then(|| (typed(absence.from), typed(absence.until))),
            part,
            time,
            lessons,
            reason: absence.reason,
            symptoms: absence.symptoms.clone(),
            temperature: absence.temperature.map(words::degrees).unwrap_or_default(),
            note: absence.note.clone(),
            call_me: absence.call_me,
            left_out: desks.iter().filter(|told| !absence.tell.contains(told)).copied().collect(),
            ..Self::new(vec![absence.pupil], absence.from)
        }
    }

    /// First and last day, as far as they can be read.
    pub fn days(&self, today: NaiveDate) -> (Option<NaiveDate>, Option<NaiveDate>) {
        match &self.range {
            None => (Some(self.day), Some(self.day)),
            Some((from, until)) => {
                let read = |text: &str| dates::read_day(text, today, dates::Toward::Future);
                (read(from), read(until))
            }
        }
    }

    /// Whether it asks what is felt.
    pub fn asks_symptoms(&self) -> bool {
        matches!(self.reason, Reason::Ill | Reason::Infection)
    }

    /// What is told of each child, in their order.
    ///
    /// # Errors
    /// What is wrong, by field.
    pub fn read(&self, children: &[AtSchool], today: NaiveDate) -> Result<Vec<Absence>, Slips> {
        let mut slips = Slips::default();
        if self.pupils.is_empty() {
            slips.add("who", "school-slip-who");
        }
        let (from, until) = self.days(today);
        if from.is_none() {
            slips.add("from", "school-slip-day");
        }
        match (from, until) {
            (_, None) => slips.add("until", "school-slip-day"),
            (Some(from), Some(until)) if until < from => slips.add("until", "school-slip-order"),
            (Some(from), Some(until)) if until.signed_duration_since(from).num_days() >= MOST_DAYS => {
                slips.add("until", "school-slip-long");
            }
            _ => {}
        }
        let part = match self.part {
            PartName::AllDay => Some(Part::AllDay),
            PartName::SitsOut if self.lessons.is_empty() => {
                slips.add("lessons", "school-slip-lessons");
                None
            }
            PartName::SitsOut => Some(Part::SitsOut { lessons: self.lessons.clone() }),
            PartName::Late | PartName::Leaves => match read_time(&self.time) {
                None => {
                    slips.add("time", "school-slip-time");
                    None
                }
                Some(time) if self.part == PartName::Late => Some(Part::LateUntil { time }),
                Some(time) => Some(Part::LeavesAt { time }),
            },
        };
        let felt = self.asks_symptoms();
        let temperature = match self.temperature.trim() {
            "" => None,
            _ if !felt => None,
            typed => {
                let read = read_temperature(typed);
                if read.is_none() {
                    slips.add("temperature", "school-slip-temperature");
                }
                read
            }
        };
        if self.note.chars().count() > NOTE_CHARS {
            slips.add("note", "school-slip-note");
        }
        let told: Vec<(Uuid, Vec<Told>)> = children
            .iter()
            .filter(|child| self.pupils.contains(&child.id))
            .map(|child| (child.id, self.told(child, today)))
            .collect();
        if told.iter().any(|(_, desks)| desks.is_empty()) {
            slips.add("tell", "school-slip-tell");
        }
        match (from, until, part) {
            (Some(from), Some(until), Some(part)) if slips.none() => Ok(told
                .into_iter()
                .map(|(pupil, tell)| Absence {
                    pupil,
                    from,
                    until,
                    part: part.clone(),
                    reason: self.reason,
                    symptoms: if felt { self.symptoms.clone() } else { Vec::new() },
                    temperature,
                    note: self.note.trim().to_owned(),
                    call_me: self.call_me,
                    tell,
                })
                .collect()),
            _ => Err(slips),
        }
    }

    /// Which desks are told of this child.
    pub fn told(&self, child: &AtSchool, today: NaiveDate) -> Vec<Told> {
        let mut desks = match self.days(today) {
            (Some(from), Some(until)) => child.desks(from, until),
            _ => child.desks(today, today),
        };
        desks.retain(|told| !self.left_out.contains(told));
        desks
    }
}

/// A time of day as people write it: 10:30, 1030, 10時.
pub fn read_time(text: &str) -> Option<TimeOfDay> {
    use chrono::Timelike;
    let time = dates::read_time(text)?;
    TimeOfDay::new(u16::try_from(time.hour()).ok()?, u16::try_from(time.minute()).ok()?)
}

/// A temperature in tenths of a degree, as people write it: 38.5, 38,5, 38度5分, 385, 38. `None` outside 34.0–43.0.
pub fn read_temperature(text: &str) -> Option<u16> {
    let text = nfkc(text.trim()).replace(['℃', 'C', 'c', '分', ' '], "").replace(['。', ',', '度'], ".");
    let text = text.trim_end_matches('.').trim_end_matches('°');
    let tenths = match text.split_once('.') {
        Some((whole, tenth)) if (1..=2).contains(&tenth.len()) => {
            let tenth: String = tenth.chars().take(1).collect();
            whole.parse::<u16>().ok()?.checked_mul(10)?.checked_add(tenth.parse().ok()?)?
        }
        Some(_) => return None,
        None => match text.parse::<u16>().ok()? {
            whole @ 34..=43 => whole * 10,
            tenths => tenths,
        },
    };
    (340..=430).contains(&tenths).then_some(tenths)
}

#[cfg(test)]
mod tests {
    use super::*;
    use itsumo_domain::school::{Desk, Facility, Place, PupilCard};

    fn date(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
    }

    fn child(id: u128, desks: &[Desk]) -> AtSchool {
        let facility = Facility { id: Uuid::from_u128(9), desks: desks.to_vec(), ..Facility::default() };
        let card = PupilCard { places: vec![Place { facility, ..Place::default() }], ..PupilCard::default() };
        AtSchool { id: Uuid::from_u128(id), card }
    }

    #[test]
    fn a_form_that_nobody_touched_tells_everybody_of_today() {
        let hina = child(1, &[Desk::Class, Desk::Lunch]);
        let told = Written::new(vec![hina.id], date(24)).read(&[hina, child(2, &[Desk::Class])], date(24)).unwrap();
        assert_eq!(told.len(), 1, "the other child is not meant");
        assert_eq!((told[0].from, told[0].until, &told[0].part), (date(24), date(24), &Part::AllDay));
        assert_eq!(told[0].tell.len(), 2);
        assert_eq!(told[0].validate(), Ok(()));
    }

    #[test]
    fn every_slip_has_its_field() {
        let hina = child(1, &[Desk::Class]);
        let fine = Written::new(vec![hina.id], date(24));
        let desk = Told { facility: Uuid::from_u128(9), desk: Desk::Class };
        let typed = |from: &str, until: &str| Some((from.to_owned(), until.to_owned()));
        for (field, written) in [
            ("who", Written { pupils: Vec::new(), ..fine.clone() }),
            ("from", Written { range: typed("x", "11/25"), ..fine.clone() }),
            ("until", Written { range: typed("11/25", ""), ..fine.clone() }),
            ("until", Written { range: typed("2026-11-26", "2026-11-25"), ..fine.clone() }),
            ("until", Written { range: typed("2026-11-26", "2027-11-25"), ..fine.clone() }),
            ("time", Written { part: PartName::Late, time: "25:00".to_owned(), ..fine.clone() }),
            ("lessons", Written { part: PartName::SitsOut, ..fine.clone() }),
            ("temperature", Written { temperature: "50".to_owned(), ..fine.clone() }),
            ("note", Written { note: "あ".repeat(NOTE_CHARS + 1), ..fine.clone() }),
            ("tell", Written { left_out: vec![desk], ..fine.clone() }),
        ] {
            let slips = written.read(std::slice::from_ref(&hina), date(24)).unwrap_err();
            assert_eq!(slips.0.len(), 1, "{field}: {slips:?}");
            assert_eq!(slips.0[0].0, field);
        }
    }

    #[test]
    fn what_was_told_comes_back_into_the_form_and_out_again() {
        let hina = child(1, &[Desk::Class, Desk::Lunch]);
        let written = Written {
            range: Some(("2026-11-24".to_owned(), "2026-11-26".to_owned())),
            part: PartName::Leaves,
            time: "14:00".to_owned(),
            symptoms: vec![Symptom::Fever],
            temperature: "38.5".to_owned(),
            note: "朝から".to_owned(),
            call_me: true,
            left_out: vec![Told { facility: Uuid::from_u128(9), desk: Desk::Lunch }],
            ..Written::new(vec![hina.id], date(24))
        };
        let told = written.read(std::slice::from_ref(&hina), date(24)).unwrap().remove(0);
        assert_eq!((told.temperature, told.tell.len(), told.until), (Some(385), 1, date(26)));
        let again = Written::of(&told, &hina.desks(date(24), date(26))).read(&[hina], date(24)).unwrap().remove(0);
        assert_eq!(again, told);
    }

    #[test]
    fn a_temperature_is_read_however_it_is_written() {
        for (text, tenths) in [
            ("38.5", Some(385)),
            ("３８．５℃", Some(385)),
            ("38度5分", Some(385)),
            ("38度", Some(380)),
            ("38,5", Some(385)),
            ("385", Some(385)),
            ("37", Some(370)),
            ("37.25", Some(372)),
            ("", None),
            ("高い", None),
            ("33.9", None),
            ("43.1", None),
            ("3850", None),
        ] {
            assert_eq!(read_temperature(text), tenths, "{text}");
        }
    }
}
