//! An answer to what a letter asks: one of several, some of several, a day, a number of people, a text, or just "seen".
//! A notice of a school is answered for a child, a circular of a town association for a household; the form is the same,
//! keeps what was begun, and hands what was typed to whoever asked.

use super::{
    Area, Choice, Choices, DayField, ErrorLine, FormError, Submit, TakenUp, choice::Steps, form::Wish, use_draft,
    use_form,
};
use crate::{
    dates,
    hooks::use_engine,
    i18n::{ruby, use_i18n},
};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_domain::city::LocalText;
use serde::{Deserialize, Serialize};

/// Most characters of an answer in words.
const LONGEST: usize = 2_000;
/// Most people of one household that come.
const MOST_PEOPLE: u16 = 99;

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked {
    /// That it was seen.
    Seen,
    /// One of these, or some.
    Choice {
        /// What can be chosen.
        options: Vec<LocalText>,
        /// More than one may be.
        many: bool,
    },
    /// A day.
    Date {
        /// The earliest.
        from: Option<NaiveDate>,
        /// The latest.
        until: Option<NaiveDate>,
    },
    /// How many people come.
    People,
    /// Words.
    Text,
}

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// It was seen.
    Seen,
    /// Places in the list of options, ascending.
    Choice(Vec<u16>),
    /// A day.
    Date(NaiveDate),
    /// So many come; none is an answer too.
    People(u16),
    /// Words: neither empty nor too long.
    Text(String),
}

/// An answer as it is being given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Typed {
    chosen: Vec<u16>,
    day: String,
    people: Option<u16>,
    text: String,
}

impl Typed {
    fn of(before: Option<&Given>) -> Self {
        match before {
            Some(Given::Choice(chosen)) => Self { chosen: chosen.clone(), ..Self::default() },
            Some(Given::Date(day)) => Self { day: day.format("%Y-%m-%d").to_string(), ..Self::default() },
            Some(Given::People(people)) => Self { people: Some(*people), ..Self::default() },
            Some(Given::Text(text)) => Self { text: text.clone(), ..Self::default() },
            Some(Given::Seen) | None => Self::default(),
        }
    }

    /// The answer, or what is wrong with it: a key of the catalogue.
    fn read(&self, asked: &Asked, today: NaiveDate) -> Result<Given, &'static str> {
        match asked {
            Asked::Choice { .. } if self.chosen.is_empty() => Err("answer-slip-choose"),
            Asked::Choice { .. } => {
                let mut chosen = self.chosen.clone();
                chosen.sort_unstable();
                chosen.dedup();
                Ok(Given::Choice(chosen))
            }
            Asked::Date { from, until } => {
                let day = dates::read_day(&self.day, today, dates::Toward::Future).ok_or("answer-slip-day")?;
                let early = from.is_some_and(|from| day < from);
                if early || until.is_some_and(|until| until < day) {
                    return Err("answer-slip-out-of-days");
                }
                Ok(Given::Date(day))
            }
            Asked::People => self.people.map(Given::People).ok_or("answer-slip-people"),
            Asked::Text => match self.text.trim() {
                "" => Err("answer-slip-text"),
                text if text.chars().count() > LONGEST => Err("answer-slip-text-long"),
                text => Ok(Given::Text(text.to_owned())),
            },
            Asked::Seen => Ok(Given::Seen),
        }
    }
}

/// The form. `kept` names its draft; what is `wrong` with an answer on the server's side is said of the field of that
/// name.
#[component]
pub fn AnswerForm(
    id: String,
    kept: String,
    asked: Asked,
    before: Option<Given>,
    field: &'static str,
    #[props(default)] text_hint: Option<Element>,
    send: Wish<Given, ()>,
    ondone: EventHandler<()>,
) -> Element {
    let i = use_i18n();
    let today = use_engine().now().jst_date();
    let form = use_form();
    let mut slip = use_signal(|| None::<&'static str>);
    let draft = use_draft(kept, move || Typed::of(before.as_ref()));
    let now = draft.now.read().clone();
    let seen = asked == Asked::Seen;
    let mut hand_in = {
        let asked = asked.clone();
        move || match draft.peek().read(&asked, today) {
            Err(key) => slip.set(Some(key)),
            Ok(given) => {
                slip.set(None);
                form.send(send.call(given), move |()| {
                    draft.forget();
                    ondone.call(());
                });
            }
        }
    };
    let mut change = move |how: Box<dyn FnOnce(&mut Typed)>| {
        slip.set(None);
        draft.change(how);
    };
    let error = slip().map(|key| i.marked(key, &[])).or_else(|| form.field(i, field));
    let limits = match &asked {
        Asked::Date { from: Some(from), until: Some(until) } => Some(dates::from_until(i, *from, *until, today)),
        _ => None,
    };
    rsx! {
        TakenUp { draft }
        match asked {
            Asked::Choice { options, many } => {
                let options: Vec<(String, String)> =
                    options.iter().enumerate().map(|(at, text)| (at.to_string(), text.get(i.locale).to_owned())).collect();
                let chosen: Vec<String> = now.chosen.iter().map(u16::to_string).collect();
                rsx! {
                    if many {
                        Choices { id: id.clone(), label: i.show("answer-choose-many"), options, chosen,
                            onchoose: move |chosen: Vec<String>| change(Box::new(move |draft| draft.chosen = chosen.iter().filter_map(|at| at.parse().ok()).collect())) }
                    } else {
                        Choice { id: id.clone(), label: i.show("answer-choose"), options, chosen: chosen.first().cloned().unwrap_or_default(),
                            onchoose: move |chosen: String| change(Box::new(move |draft| draft.chosen = chosen.parse().ok().into_iter().collect())) }
                    }
                }
            }
            Asked::Date { .. } => rsx! {
                DayField { id: id.clone(), label: i.show("answer-day"), hint: limits.map(|limits| ruby(&limits)), toward: dates::Toward::Future,
                    initial: now.day.clone(), oninput: move |text: String| change(Box::new(move |draft| draft.day = text)) }
            },
            Asked::People => rsx! {
                Steps { id: id.clone(), label: i.show("answer-people"), most: MOST_PEOPLE, now: now.people,
                    none: i.show("answer-people-none"), onstep: move |people: u16| change(Box::new(move |draft| draft.people = Some(people))) }
            },
            Asked::Text => rsx! {
                Area { id: id.clone(), label: i.show("answer-text"), hint: text_hint, initial: now.text.clone(),
                    oninput: move |text: String| change(Box::new(move |draft| draft.text = text)) }
            },
            Asked::Seen => rsx! {},
        }
        ErrorLine { id: id.clone(), error }
        FormError { form, fields: vec![field] }
        Submit { form, onsend: move |()| hand_in(), {i.show(if seen { "answer-seen-do" } else { "answer-do" })} }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_or_says_what_is_wrong() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        let choice = Asked::Choice { options: Vec::new(), many: true };
        let date = Asked::Date { from: Some(day(25)), until: Some(day(27)) };
        let chosen = |chosen: &[u16]| Typed { chosen: chosen.to_vec(), ..Typed::default() };
        let on = |day: &str| Typed { day: day.to_owned(), ..Typed::default() };
        let says = |text: &str| Typed { text: text.to_owned(), ..Typed::default() };
        let come = |people| Typed { people, ..Typed::default() };
        for (asked, typed, read) in [
            (&choice, chosen(&[2, 0, 2]), Ok(Given::Choice(vec![0, 2]))),
            (&choice, chosen(&[]), Err("answer-slip-choose")),
            (&date, on("11/26"), Ok(Given::Date(day(26)))),
            (&date, on("11/28"), Err("answer-slip-out-of-days")),
            (&date, on("あした"), Err("answer-slip-day")),
            (&Asked::People, come(Some(0)), Ok(Given::People(0))),
            (&Asked::People, come(None), Err("answer-slip-people")),
            (&Asked::Text, says(" はい "), Ok(Given::Text("はい".to_owned()))),
            (&Asked::Text, says("  "), Err("answer-slip-text")),
            (&Asked::Text, says(&"あ".repeat(2_001)), Err("answer-slip-text-long")),
            (&Asked::Seen, says(""), Ok(Given::Seen)),
        ] {
            assert_eq!(typed.read(asked, day(24)), read, "{typed:?}");
        }
    }
}
