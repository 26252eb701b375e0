//! 予診票: what is asked before a vaccination, which answer is to be told to the doctor, and what may be kept
//! from one visit to the next.
//!
//! The questions are data (`packs/jp/form.json`) in our own wording, under ids that stay: cities word their forms
//! differently, and an answer must outlive its question's wording. A city's file of the same shape can be laid over
//! the national one.
//!
//! **Invariant:** no function here says that a child cannot be vaccinated. An answer that matters is a [`Flag`], for
//! the doctor: temperature of 37.5 °C and more, the exclusions of the law and all else are the doctor's decision.
//!
//! **Invariant:** what is about the day (temperature, how the child is, the last weeks, consent) is asked afresh every
//! time. [`Questions::carried_over`] carries only what stays true until somebody says otherwise, and the screen shows
//! it for confirmation first.

use chrono::NaiveDate;
use itsumo_domain::{
    city::LocalText,
    handbook::{Form, FormAnswer},
};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};

/// The questions, in the order they are asked: what stays first, what is about the day after it.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Questions {
    /// Names these texts; kept with every form that was filled in with them.
    pub version: String,
    /// The rule about the temperature.
    #[serde(default)]
    pub temperature: TemperatureRule,
    questions: Vec<Question>,
}

/// From which temperature on the doctor is told first.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct TemperatureRule {
    /// Tenths of a degree Celsius: 375 is 37.5 °C.
    pub limit_tenths: u16,
    /// What to do then.
    pub tell: LocalText,
}

/// One question.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Question {
    /// Stays the same for ever: answers are kept under it.
    pub id: String,
    /// The question.
    pub ask: LocalText,
    /// The answer that is to be told to the doctor; absent: neither.
    #[serde(default)]
    pub flag: Option<YesNo>,
    /// To be told before anything else: the law or the vaccine's own rules name it.
    #[serde(default)]
    pub first: bool,
    /// About the day or the last weeks: asked afresh every time.
    #[serde(default)]
    pub today: bool,
    /// Asked in words after a yes.
    #[serde(default)]
    pub detail: Option<LocalText>,
    /// What to do with a flagged answer, where that is more than telling it.
    #[serde(default)]
    pub tell: Option<LocalText>,
    /// The series it is asked for; empty: all.
    #[serde(default, rename = "for")]
    pub series: Vec<String>,
    /// Asked only after a yes to this question.
    #[serde(default)]
    pub after: Option<String>,
}

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum YesNo {
    /// はい.
    Yes,
    /// いいえ.
    No,
}

/// Something for the doctor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// What it is about.
    pub what: FlagWhat,
    /// To be told before anything else.
    pub first: bool,
}

/// What a flag is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FlagWhat {
    /// The answer to the question with this id.
    Answer(String),
    /// The temperature: tenths of a degree Celsius.
    Temperature(u16),
}

/// An answer that is not what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The question.
    pub question: String,
    /// Then.
    pub before: FormAnswer,
    /// Now.
    pub after: FormAnswer,
}

/// A file of questions that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FormError {
    /// Not JSON of the right shape.
    #[error("the questions cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    /// Two questions with one id.
    #[error("question {0:?} stands twice")]
    Twice(String),
    /// A question that follows one that is not there before it.
    #[error("question {question:?} follows {after:?}, which does not stand before it")]
    After {
        /// The question.
        question: String,
        /// What it follows.
        after: String,
    },
}

impl Questions {
    /// The national questions.
    pub fn japan() -> &'static Self {
        static JAPAN: OnceLock<Questions> = OnceLock::new();
        // The file is compiled in and a test reads it: an empty form is what a phone would show instead of failing.
        JAPAN.get_or_init(|| Self::load(include_str!("../packs/jp/form.json")).unwrap_or_default())
    }

    /// Questions out of a file.
    pub fn load(text: &str) -> Result<Self, FormError> {
        let read: Self = serde_json::from_str(text)?;
        let mut seen = BTreeSet::new();
        for question in &read.questions {
            if let Some(after) = question.after.as_ref().filter(|after| !seen.contains(after.as_str())) {
                return Err(FormError::After { question: question.id.clone(), after: after.clone() });
            }
            if !seen.insert(question.id.as_str()) {
                return Err(FormError::Twice(question.id.clone()));
            }
        }
        Ok(read)
    }

    /// A city's questions over these: its wording where the ids are the same, its own questions at the end.
    #[must_use]
    pub fn with_layer(mut self, layer: Self) -> Self {
        self.version = format!("{}+{}", self.version, layer.version);
        for question in layer.questions {
            match self.questions.iter_mut().find(|own| own.id == question.id) {
                Some(own) => *own = question,
                None => self.questions.push(question),
            }
        }
        self
    }

    /// The question with this id.
    pub fn find(&self, id: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.id == id)
    }

    /// What is asked before these series are given; `A+B` names two.
    pub fn questions_for<'a>(&self, series: impl IntoIterator<Item = &'a str>) -> Vec<&Question> {
        let wanted: BTreeSet<&str> = series.into_iter().flat_map(|series| series.split('+')).collect();
        self.questions
            .iter()
            .filter(|question| {
                question.series.is_empty() || question.series.iter().any(|one| wanted.contains(one.as_str()))
            })
            .collect()
    }

    /// The questions of `form`, without those that only follow a yes that was not given.
    pub fn asked(&self, form: &Form) -> Vec<&Question> {
        self.questions_for(form.vaccines.iter().map(|(series, _)| series.as_str()))
            .into_iter()
            .filter(|question| {
                question
                    .after
                    .as_ref()
                    .is_none_or(|after| form.answers.get(after).and_then(|answer| answer.yes) == Some(true))
            })
            .collect()
    }

    /// The questions of `form` that nobody has answered yet.
    pub fn unanswered(&self, form: &Form) -> Vec<&Question> {
        let answered = |id: &str| form.answers.get(id).is_some_and(|answer| answer.yes.is_some());
        self.asked(form).into_iter().filter(|question| !answered(&question.id)).collect()
    }

    /// What is to be told to the doctor: first what comes first, then in the order of the questions.
    pub fn flags(&self, form: &Form) -> Vec<Flag> {
        let warm = form
            .temperature_tenths
            .filter(|tenths| self.temperature.limit_tenths > 0 && *tenths >= self.temperature.limit_tenths)
            .map(|tenths| Flag { what: FlagWhat::Temperature(tenths), first: true });
        let answers = self.asked(form).into_iter().filter_map(|question| {
            let yes = form.answers.get(&question.id)?.yes?;
            let flagged = question.flag? == if yes { YesNo::Yes } else { YesNo::No };
            flagged.then(|| Flag { what: FlagWhat::Answer(question.id.clone()), first: question.first })
        });
        let (first, then): (Vec<_>, Vec<_>) = warm.into_iter().chain(answers).partition(|flag| flag.first);
        first.into_iter().chain(then).collect()
    }

    /// The answers that may be offered again: not those about the day, and never temperature or consent, which are
    /// no answers. An answer whose question is gone is left behind, and so is one that only followed another's yes.
    pub fn carried_over(&self, last: &Form) -> BTreeMap<String, FormAnswer> {
        last.answers
            .iter()
            .filter(|(id, answer)| answer.yes.is_some() && self.find(id).is_some_and(|question| !question.today))
            .map(|(id, answer)| (id.clone(), answer.clone()))
            .collect()
    }

    /// A form for a visit: with what may be carried over from the last one, and without temperature and consent.
    pub fn begin(&self, date: NaiveDate, vaccines: Vec<(String, String)>, last: Option<&Form>) -> Form {
        Form {
            date,
            vaccines,
            questions: self.version.clone(),
            answers: last.map(|last| self.carried_over(last)).unwrap_or_default(),
            ..Form::default()
        }
    }

    /// What is not as it was last time, of the questions that both forms answer and that are not about the day.
    pub fn changed_since(&self, last: &Form, now: &Form) -> Vec<Change> {
        self.asked(now)
            .into_iter()
            .filter(|question| !question.today)
            .filter_map(|question| {
                let (before, after) = (last.answers.get(&question.id)?, now.answers.get(&question.id)?);
                (before != after && before.yes.is_some() && after.yes.is_some()).then(|| Change {
                    question: question.id.clone(),
                    before: before.clone(),
                    after: after.clone(),
                })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use itsumo_domain::{Timestamp, handbook::Consent, i18n::Locale};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn form(series: &[&str], answers: &[(&str, bool)]) -> Form {
        Form {
            date: day("2026-11-22"),
            vaccines: series.iter().map(|id| ((*id).to_owned(), "single".to_owned())).collect(),
            answers: answers
                .iter()
                .map(|(id, yes)| ((*id).to_owned(), FormAnswer { yes: Some(*yes), text: String::new() }))
                .collect(),
            ..Form::default()
        }
    }

    fn ids<'a>(questions: &[&'a Question]) -> Vec<&'a str> {
        questions.iter().map(|question| question.id.as_str()).collect()
    }

    #[test]
    fn the_national_questions_can_be_read_and_speak_three_languages() {
        let questions = Questions::load(include_str!("../packs/jp/form.json")).unwrap();
        assert!(questions.questions.len() > 25 && !questions.version.is_empty());
        for question in &questions.questions {
            for text in [Some(&question.ask), question.detail.as_ref(), question.tell.as_ref()].into_iter().flatten() {
                assert!(!text.ja.is_empty() && text.ja_easy.is_some() && text.en.is_some(), "{}", question.id);
                let plain = itsumo_domain::i18n::pieces(text.get(Locale::JaEasy)).into_iter().any(|piece| {
                    matches!(piece, itsumo_domain::i18n::Piece::Plain(text)
                        if text.contains(|c: char| ('\u{4e00}'..='\u{9fff}').contains(&c)))
                });
                assert!(!plain, "{}: a kanji without its reading in {}", question.id, text.get(Locale::JaEasy));
            }
        }
    }

    #[test]
    fn no_text_says_that_a_child_cannot_be_vaccinated() {
        let text = include_str!("../packs/jp/form.json");
        for word in ["受けられません", "接種できません", "cannot be vaccinated", "must not be vaccinated", "異常"]
        {
            assert!(!text.contains(word), "{word}");
        }
    }

    #[test]
    fn each_vaccine_brings_its_own_questions_and_common_ones_are_asked_once() {
        let questions = Questions::japan();
        let several = ids(&questions.questions_for(["PCV", "ROTA", "HEPB"]));
        assert!(["rota_gi", "hepb_latex", "unwell"].iter().all(|id| several.contains(id)), "{several:?}");
        assert!(!several.contains(&"bcg_keloid") && !several.contains(&"pregnant"));
        assert_eq!(several.iter().filter(|id| **id == "unwell").count(), 1);
        assert!(ids(&questions.questions_for(["DPT_IPV_HIB_1+BCG"])).contains(&"bcg_keloid"));
    }

    #[test]
    fn a_question_that_follows_another_is_asked_after_a_yes_only() {
        let questions = Questions::japan();
        assert!(!ids(&questions.asked(&form(&["PCV"], &[]))).contains(&"disease_agreed"));
        assert!(!ids(&questions.asked(&form(&["PCV"], &[("disease", false)]))).contains(&"disease_agreed"));
        let ill = form(&["PCV"], &[("disease", true)]);
        assert!(ids(&questions.asked(&ill)).contains(&"disease_agreed"));
        assert!(ids(&questions.unanswered(&ill)).contains(&"disease_agreed"));
    }

    #[test]
    fn what_the_doctor_must_hear_comes_first() {
        let questions = Questions::japan();
        let mut today =
            form(&["MR2"], &[("checkup", true), ("unwell", true), ("explained", false), ("contact", false)]);
        today.temperature_tenths = Some(375);
        let flags = questions.flags(&today);
        let what: Vec<_> = flags.iter().map(|flag| flag.what.clone()).collect();
        let answer = |id: &str| FlagWhat::Answer(id.to_owned());
        assert_eq!(what, [FlagWhat::Temperature(375), answer("unwell"), answer("checkup"), answer("explained")]);
        today.temperature_tenths = Some(374);
        assert!(questions.flags(&today).iter().all(|flag| !matches!(flag.what, FlagWhat::Temperature(_))));
    }

    #[test]
    fn consent_temperature_and_what_is_about_the_day_are_never_carried_over() {
        let questions = Questions::japan();
        let every: Vec<(&str, bool)> = questions.questions.iter().map(|q| (q.id.as_str(), true)).collect();
        let mut last = form(&["ROTA", "BCG", "HEPB", "MR2", "HPV"], &every);
        last.temperature_tenths = Some(366);
        last.temperature_at = Some(Timestamp(1));
        last.consent =
            Some(Consent { at: Timestamp(1), name: "花".to_owned(), relation: "mother".to_owned(), wishes: true });
        let next = questions.begin(day("2026-12-22"), last.vaccines.clone(), Some(&last));
        assert_eq!((next.temperature_tenths, next.temperature_at, next.consent), (None, None, None));
        for id in ["unwell", "recent_illness", "contact", "recent_vaccine", "transfusion", "pregnant", "explained"] {
            assert!(questions.find(id).is_some_and(|question| question.today), "{id}");
            assert!(!next.answers.contains_key(id), "{id}");
        }
        assert!(next.answers.contains_key("allergy") && next.answers.contains_key("bcg_keloid"));
    }

    #[test]
    fn only_what_changed_is_told_again() {
        let questions = Questions::japan();
        let last = form(&["PCV"], &[("allergy", false), ("checkup", false), ("unwell", false)]);
        let mut now = form(&["PCV"], &[("allergy", true), ("checkup", false), ("unwell", true), ("birth", false)]);
        now.answers.get_mut("allergy").unwrap().text = "卵".to_owned();
        let changes = questions.changed_since(&last, &now);
        assert_eq!(changes.iter().map(|change| change.question.as_str()).collect::<Vec<_>>(), ["allergy"]);
    }

    #[test]
    fn a_city_words_its_own_form_and_asks_more() {
        let layer = Questions::load(
            r#"{"version":"hinata-1","questions":[
                {"id":"unwell","today":true,"ask":{"ja":"きょうの体調はいかがですか"},"flag":"yes"},
                {"id":"hinata_travel","today":true,"ask":{"ja":"最近、海外に行きましたか"}}]}"#,
        )
        .unwrap();
        let questions = Questions::japan().clone().with_layer(layer);
        assert!(questions.version.ends_with("+hinata-1"));
        assert_eq!(questions.find("unwell").unwrap().ask.ja, "きょうの体調はいかがですか");
        assert!(ids(&questions.questions_for(["PCV"])).ends_with(&["hinata_travel"]));
    }

    #[test]
    fn a_file_with_a_slip_is_refused_by_name() {
        let twice = r#"{"version":"x","questions":[{"id":"a","ask":{"ja":"?"}},{"id":"a","ask":{"ja":"?"}}]}"#;
        assert!(matches!(Questions::load(twice), Err(FormError::Twice(id)) if id == "a"));
        let after = r#"{"version":"x","questions":[{"id":"a","after":"b","ask":{"ja":"?"}}]}"#;
        assert!(matches!(Questions::load(after), Err(FormError::After { after, .. }) if after == "b"));
        assert!(matches!(Questions::load("{"), Err(FormError::Json(_))));
    }
}
