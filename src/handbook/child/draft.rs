//! What stands in the form about a child: text as it was typed, checked as a whole when it is sent.

use super::super::{Slips, numbers};
use crate::dates::{self, Toward};
use chrono::{NaiveDate, NaiveTime};
use itsumo_domain::handbook::{BlobRef, Child, Sex};
use serde::{Deserialize, Serialize};

/// The form. One birth, of one child or of several.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChildDraft {
    /// Not born yet.
    pub expected: bool,
    /// Born on.
    pub birth_date: String,
    /// The due date.
    pub due_date: String,
    /// Gestation at birth: whole weeks.
    pub weeks: String,
    /// And days.
    pub days: String,
    /// When the paper handbook was handed out.
    pub issued: String,
    /// The children.
    pub babies: Vec<Baby>,
}

/// What each child has for itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Baby {
    /// Name.
    pub name: String,
    /// In kana.
    pub kana: String,
    /// `female`, `male`, or not said.
    pub sex: String,
    /// Born at.
    pub time: String,
    /// g.
    pub weight: String,
    /// cm.
    pub length: String,
    /// cm.
    pub head: String,
    /// cm.
    pub chest: String,
    /// Facts that vaccination rules ask about.
    pub conditions: Vec<String>,
    /// A photo.
    pub photo: Option<BlobRef>,
}

impl ChildDraft {
    /// An empty form for one child.
    pub fn empty() -> Self {
        Self { babies: vec![Baby::default()], ..Self::default() }
    }

    /// The form as `child` would have filled it in.
    pub fn of(child: &Child) -> Self {
        let day = |day: Option<NaiveDate>| day.map(|day| day.format("%Y-%m-%d").to_string()).unwrap_or_default();
        let cm = |mm: Option<u32>| mm.map(numbers::centimetres).unwrap_or_default();
        Self {
            expected: child.birth_date.is_none(),
            birth_date: day(child.birth_date),
            due_date: day(child.due_date),
            weeks: child.gestation_days.map(|days| (days / 7).to_string()).unwrap_or_default(),
            days: child.gestation_days.map(|days| (days % 7).to_string()).unwrap_or_default(),
            issued: day(child.handbook_issued),
            babies: vec![Baby {
                name: child.name.clone(),
                kana: child.kana.clone(),
                sex: child.sex.map(sex_value).unwrap_or_default().to_owned(),
                time: child.birth_time.map(|time| time.format("%-H:%M").to_string()).unwrap_or_default(),
                weight: child.birth_weight_g.map(|grams| grams.to_string()).unwrap_or_default(),
                length: cm(child.birth_length_mm),
                head: cm(child.birth_head_mm),
                chest: cm(child.birth_chest_mm),
                conditions: child.conditions.clone(),
                photo: child.photo.clone(),
            }],
        }
    }

    /// The children, or what is wrong. What the form does not ask is taken from `before`.
    ///
    /// # Errors
    /// A key of the catalogue for each field at fault.
    pub fn children(&self, before: &Child, today: NaiveDate) -> Result<Vec<Child>, Slips> {
        let mut slips = Slips::default();
        let birth_date = match dates::read_day(&self.birth_date, today, Toward::Birth) {
            _ if self.expected => None,
            Some(day) if day > today => slips.wrong("birth", "handbook-slip-future"),
            Some(day) => Some(day),
            None => slips.wrong("birth", "handbook-slip-birth"),
        };
        let toward = if self.expected { Toward::Future } else { Toward::Past };
        let due_date =
            slips.optional("due", &self.due_date, "handbook-slip-day", |text| dates::read_day(text, today, toward));
        let handbook_issued = slips
            .optional("issued", &self.issued, "handbook-slip-day", |text| dates::read_day(text, today, Toward::Past));
        let weeks = slips.optional("weeks", &self.weeks, "handbook-slip-weeks", |text| {
            numbers::whole(text).filter(|weeks| (20..=45).contains(weeks))
        });
        let days = slips
            .optional("weeks", &self.days, "handbook-slip-weeks", |text| numbers::whole(text).filter(|days| *days < 7));
        let gestation_days =
            weeks.and_then(|weeks| u16::try_from(weeks * 7 + days.unwrap_or(0)).ok()).filter(|_| !self.expected);
        let mut children = Vec::new();
        for (at, baby) in self.babies.iter().enumerate() {
            let field = |name: &str| format!("{name}-{at}");
            if baby.name.trim().is_empty() && !self.expected {
                slips.add(field("name"), "handbook-slip-name");
            }
            let cm = |slips: &mut Slips, name: &str, text: &str| {
                slips.optional(&field(name), text, "handbook-slip-cm", |text| {
                    numbers::parts(text, 1).filter(|mm| (150..=700).contains(mm))
                })
            };
            children.push(Child {
                name: baby.name.trim().to_owned(),
                kana: baby.kana.trim().to_owned(),
                birth_date,
                birth_time: slips
                    .optional(&field("time"), &baby.time, "handbook-slip-time", dates::read_time)
                    .filter(|_: &NaiveTime| !self.expected),
                sex: sex_of(&baby.sex),
                gestation_days,
                due_date,
                birth_weight_g: slips.optional(&field("weight"), &baby.weight, "handbook-slip-grams", |text| {
                    numbers::whole(text).filter(|grams| (200..=7000).contains(grams))
                }),
                birth_length_mm: cm(&mut slips, "length", &baby.length),
                birth_head_mm: cm(&mut slips, "head", &baby.head),
                birth_chest_mm: cm(&mut slips, "chest", &baby.chest),
                handbook_issued,
                conditions: baby.conditions.clone(),
                photo: baby.photo.clone(),
                ..before.clone()
            });
        }
        if slips.none() { Ok(children) } else { Err(slips) }
    }
}

impl Slips {
    fn wrong<T>(&mut self, field: &str, key: &'static str) -> Option<T> {
        self.add(field, key);
        None
    }

    /// Nothing typed is nothing; what is typed must be read.
    pub fn optional<T>(
        &mut self,
        field: &str,
        text: &str,
        key: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        if text.trim().is_empty() {
            return None;
        }
        read(text).or_else(|| self.wrong(field, key))
    }
}

/// The value of a choice for a sex.
pub fn sex_value(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "female",
        Sex::Male => "male",
    }
}

fn sex_of(value: &str) -> Option<Sex> {
    match value {
        "female" => Some(Sex::Female),
        "male" => Some(Sex::Male),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
    }

    #[test]
    fn what_a_form_says_of_a_child_is_the_child() {
        let child = Child {
            name: "陽葵".into(),
            kana: "ひまり".into(),
            birth_date: NaiveDate::from_ymd_opt(2025, 8, 14),
            birth_time: NaiveTime::from_hms_opt(7, 5, 0),
            sex: Some(Sex::Female),
            gestation_days: Some(275),
            birth_weight_g: Some(3012),
            birth_length_mm: Some(495),
            corrected_age: Some(true),
            ..Child::default()
        };
        assert_eq!(ChildDraft::of(&child).children(&child, today()), Ok(vec![child]));
    }

    #[test]
    fn twins_share_the_birth_and_nothing_else() {
        let mut draft =
            ChildDraft { birth_date: "令和8年5月1日".into(), weeks: "36".into(), ..ChildDraft::empty() };
        draft.babies = ["はる", "なつ"].map(|name| Baby { name: name.into(), ..Baby::default() }).to_vec();
        draft.babies[1].weight = "２４１０".into();
        let twins = draft.children(&Child::default(), today()).unwrap();
        assert_eq!(twins.iter().map(|twin| twin.name.as_str()).collect::<Vec<_>>(), ["はる", "なつ"]);
        assert!(twins.iter().all(|twin| twin.gestation_days == Some(252) && twin.birth_date.is_some()));
        assert_eq!((twins[0].birth_weight_g, twins[1].birth_weight_g), (None, Some(2410)));
    }

    #[test]
    fn every_slip_is_said_at_its_field() {
        let mut draft = ChildDraft { birth_date: "2027-01-01".into(), weeks: "60".into(), ..ChildDraft::empty() };
        draft.babies[0].weight = "3.0".into();
        draft.babies[0].length = "495".into();
        let slips = draft.children(&Child::default(), today()).unwrap_err();
        let fields: Vec<_> = slips.0.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["birth", "weeks", "name-0", "weight-0", "length-0"]);
    }

    #[test]
    fn an_expected_child_needs_no_name_and_has_no_birth() {
        let draft = ChildDraft {
            expected: true,
            due_date: "2/10".into(),
            birth_date: "typed before".into(),
            ..ChildDraft::empty()
        };
        let child = draft.children(&Child::default(), today()).unwrap().remove(0);
        assert_eq!((child.birth_date, child.due_date), (None, NaiveDate::from_ymd_opt(2027, 2, 10)));
    }
}
