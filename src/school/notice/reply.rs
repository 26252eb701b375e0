//! What is asked back: one item however many children, with one answer per child inside. An answer can be changed as
//! long as one likes; who is late is told so, and may answer all the same.

use super::super::{parts::DeliveryLine, use_school, use_today, words};
use crate::{
    dates,
    hooks::use_engine,
    i18n::{Arg, ruby, use_i18n},
    ui::{Area, Choice, Choices, DayField, ErrorLine, FormError, Icon, Submit, TakenUp, use_draft, use_form},
};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_domain::school::{
    Answer,
    notice::{Ask, CountPer},
};
use itsumo_engine::school::{AnswerRow, NoticeRow};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What is asked, for every child or for all together.
#[component]
pub fn Reply(row: NoticeRow) -> Element {
    let i = use_i18n();
    let today = use_today();
    let late = row.due.is_some_and(|due| due < today) && !row.open_for.is_empty();
    // "I have seen it" of two children is one tap.
    let at_once = matches!(row.notice.ask, Ask::Seen) && row.open_for.len() > 1;
    rsx! {
        section { class: "reply",
            h2 { {i.show(match row.notice.ask { Ask::Seen => "school-reply-seen", _ => "school-reply" })} }
            match row.notice.per {
                CountPer::Household => rsx! { p { class: "soft", {i.show("school-reply-household")} } },
                CountPer::Guardian => rsx! { p { class: "soft", {i.show("school-reply-guardian")} } },
                CountPer::Child | CountPer::Other => rsx! {},
            }
            if late {
                div { class: "note warn", Icon { name: "clock" } p { {i.show("school-reply-late")} } }
            }
            if at_once {
                SeenAll { notice: row.id, slots: row.open_for.clone() }
            }
            for slot in row.slots() {
                if !at_once || !row.open_for.contains(&slot) {
                    Slot { key: "{slot:?}", row: row.clone(), slot }
                }
            }
        }
    }
}

/// One tap for all children.
#[component]
fn SeenAll(notice: Uuid, slots: Vec<Option<Uuid>>) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let school = use_school();
    let form = use_form();
    let children = slots.iter().flatten().filter_map(|id| school.child(*id));
    let names: Vec<String> = children.map(|child| words::name(i, &child.card)).collect();
    let send = move || {
        let (engine, slots) = (engine.clone(), slots.clone());
        form.send(
            async move {
                for slot in slots {
                    engine.answer_notice(notice, slot, Answer::Seen).await?;
                }
                Ok(())
            },
            |()| {},
        );
    };
    rsx! {
        p { {i.show_with("school-reply-for", &[("names", Arg::Text(&words::together(i, &names)))])} }
        FormError { form, fields: vec![] }
        Submit { form, onsend: move |()| send(), {i.show("school-reply-seen-do")} }
    }
}

/// The answers that count for one child, or for all together: one's own first.
fn given(row: &NoticeRow, slot: Option<Uuid>) -> Vec<AnswerRow> {
    let mut given: Vec<AnswerRow> = row.answers.iter().filter(|answer| answer.pupil == slot).cloned().collect();
    given.sort_by_key(|answer| !answer.by.me);
    given
}

#[component]
fn Slot(row: NoticeRow, slot: Option<Uuid>) -> Element {
    let i = use_i18n();
    let school = use_school();
    let today = use_today();
    let mut changing = use_signal(|| false);
    let given = given(&row, slot);
    let open = row.open_for.contains(&slot);
    let name = slot.and_then(|id| school.child(id)).map(|child| words::name(i, &child.card));
    let seen_only = matches!(row.notice.ask, Ask::Seen);
    rsx! {
        div { class: "slot", role: "group", "aria-label": name.as_ref().map(|name| itsumo_domain::i18n::without_ruby(name)),
            if let Some(name) = &name {
                h3 { {ruby(name)} }
            }
            for (at, answer) in given.iter().enumerate() {
                div { key: "{at}", class: "answer-given",
                    p { strong { {ruby(&words::answer(i, &row.notice, &answer.answer, today))} } " " span { class: "soft", {ruby(&words::by(i, &answer.by))} } }
                    DeliveryLine { delivery: answer.delivery.clone() }
                }
            }
            if open || changing() {
                AnswerForm { row: row.clone(), slot, before: given.first().map(|answer| answer.answer.clone()), ondone: move |()| changing.set(false) }
            } else if !seen_only {
                button { class: "button", r#type: "button",
                    onclick: move |_| changing.set(true),
                    if let Some(name) = &name {
                        span { class: "hidden", "{itsumo_domain::i18n::without_ruby(name)} " }
                    }
                    {i.show("school-reply-change")}
                }
            }
        }
    }
}

/// An answer as it is being given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Typed {
    chosen: Vec<u16>,
    day: String,
    text: String,
}

impl Typed {
    fn of(before: Option<&Answer>) -> Self {
        match before {
            Some(Answer::Choice { chosen }) => Self { chosen: chosen.clone(), ..Self::default() },
            Some(Answer::Date { day }) => Self { day: day.format("%Y-%m-%d").to_string(), ..Self::default() },
            Some(Answer::Text { text }) => Self { text: text.clone(), ..Self::default() },
            Some(Answer::Seen) | None => Self::default(),
        }
    }

    /// The answer, or what is wrong with it: a key of the catalogue.
    fn read(&self, ask: &Ask, today: NaiveDate) -> Result<Answer, &'static str> {
        match ask {
            Ask::Choice { .. } if self.chosen.is_empty() => Err("school-slip-choose"),
            Ask::Choice { .. } => {
                let mut chosen = self.chosen.clone();
                chosen.sort_unstable();
                chosen.dedup();
                Ok(Answer::Choice { chosen })
            }
            Ask::Date { from, until } => {
                let day = dates::read_day(&self.day, today, dates::Toward::Future).ok_or("school-slip-day")?;
                let early = from.is_some_and(|from| day < from);
                if early || until.is_some_and(|until| until < day) {
                    return Err("school-slip-out-of-days");
                }
                Ok(Answer::Date { day })
            }
            Ask::Text => {
                let text = self.text.trim().to_owned();
                let answer = Answer::Text { text };
                match answer.validate() {
                    Ok(()) => Ok(answer),
                    Err(refusal) if refusal.code == "empty" => Err("school-slip-text"),
                    Err(_) => Err("school-slip-text-long"),
                }
            }
            Ask::Seen | Ask::Nothing | Ask::Other => Ok(Answer::Seen),
        }
    }
}

#[component]
fn AnswerForm(row: NoticeRow, slot: Option<Uuid>, before: Option<Answer>, ondone: EventHandler<()>) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let today = use_today();
    let form = use_form();
    let mut slip = use_signal(|| None::<&'static str>);
    let id = format!("answer-{}", slot.map(|id| id.to_string()).unwrap_or_default());
    let kept = format!("{}notice/{}/{}", itsumo_engine::draft::PERSON, row.id, slot.unwrap_or_default());
    let draft = use_draft(kept, move || Typed::of(before.as_ref()));
    let now = draft.now.read().clone();
    let ask = row.notice.ask.clone();
    let notice = row.id;
    let mut send = {
        let ask = ask.clone();
        move || match draft.peek().read(&ask, today) {
            Err(key) => slip.set(Some(key)),
            Ok(answer) => {
                slip.set(None);
                let engine = engine.clone();
                form.send(async move { engine.answer_notice(notice, slot, answer).await }, move |()| {
                    draft.forget();
                    ondone.call(());
                });
            }
        }
    };
    let error = slip().map(|key| i.marked(key, &[])).or_else(|| form.field(i, "answer"));
    let limits = match &ask {
        Ask::Date { from: Some(from), until: Some(until) } => Some(words::days(i, *from, *until, today)),
        _ => None,
    };
    rsx! {
        TakenUp { draft }
        match ask {
            Ask::Choice { options, many } => {
                let options: Vec<(String, String)> =
                    options.iter().enumerate().map(|(at, text)| (at.to_string(), text.get(i.locale).to_owned())).collect();
                let chosen: Vec<String> = now.chosen.iter().map(u16::to_string).collect();
                rsx! {
                    if many {
                        Choices { id: id.clone(), label: i.show("school-reply-choose-many"), options, chosen,
                            onchoose: move |chosen: Vec<String>| { slip.set(None); draft.change(|draft| draft.chosen = chosen.iter().filter_map(|at| at.parse().ok()).collect()) } }
                    } else {
                        Choice { id: id.clone(), label: i.show("school-reply-choose"), options, chosen: chosen.first().cloned().unwrap_or_default(),
                            onchoose: move |chosen: String| { slip.set(None); draft.change(|draft| draft.chosen = chosen.parse().ok().into_iter().collect()) } }
                    }
                }
            }
            Ask::Date { .. } => rsx! {
                DayField { id: id.clone(), label: i.show("school-reply-day"), hint: limits.map(|limits| ruby(&limits)), toward: dates::Toward::Future,
                    initial: now.day.clone(), oninput: move |text: String| { slip.set(None); draft.change(|draft| draft.day = text) } }
            },
            Ask::Text => rsx! {
                Area { id: id.clone(), label: i.show("school-reply-text"), hint: i.show("school-reply-text-hint"), initial: now.text.clone(),
                    oninput: move |text: String| { slip.set(None); draft.change(|draft| draft.text = text) } }
            },
            Ask::Seen | Ask::Nothing | Ask::Other => rsx! {},
        }
        ErrorLine { id: id.clone(), error }
        FormError { form, fields: vec!["answer"] }
        Submit { form, onsend: move |()| send(), {i.show(if matches!(row.notice.ask, Ask::Seen) { "school-reply-seen-do" } else { "school-reply-do" })} }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_or_says_what_is_wrong() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        let choice = Ask::Choice { options: Vec::new(), many: true };
        let date = Ask::Date { from: Some(day(25)), until: Some(day(27)) };
        let chosen = |chosen: &[u16]| Typed { chosen: chosen.to_vec(), ..Typed::default() };
        let on = |day: &str| Typed { day: day.to_owned(), ..Typed::default() };
        let says = |text: &str| Typed { text: text.to_owned(), ..Typed::default() };
        for (ask, typed, read) in [
            (&choice, chosen(&[2, 0, 2]), Ok(Answer::Choice { chosen: vec![0, 2] })),
            (&choice, chosen(&[]), Err("school-slip-choose")),
            (&date, on("11/26"), Ok(Answer::Date { day: day(26) })),
            (&date, on("11/28"), Err("school-slip-out-of-days")),
            (&date, on("あした"), Err("school-slip-day")),
            (&Ask::Text, says(" はい "), Ok(Answer::Text { text: "はい".to_owned() })),
            (&Ask::Text, says("  "), Err("school-slip-text")),
            (&Ask::Text, says(&"あ".repeat(2_001)), Err("school-slip-text-long")),
            (&Ask::Seen, says(""), Ok(Answer::Seen)),
        ] {
            assert_eq!(typed.read(ask, day(24)), read, "{typed:?}");
        }
    }
}
