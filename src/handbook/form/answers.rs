//! The questions as they are answered: what was kept from last time first, to be looked through and put right, then
//! what is about the day.

use crate::{
    handbook::use_today,
    i18n::{Arg, I18n, ruby, use_i18n},
    ui::{Choice, Draft, Field, Icon},
};
use dioxus::prelude::*;
use itsumo_domain::{
    handbook::{Form, FormAnswer},
    i18n::Locale,
};
use itsumo_handbook::form::{Flag, FlagWhat, Question, Questions};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A form as it is being filled in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filling {
    /// What is answered so far.
    pub form: Form,
    /// The day as it was typed.
    pub day: String,
    /// Questions whose kept answer is being changed.
    pub opened: BTreeSet<String>,
    /// The kept answers were looked through.
    pub looked_through: bool,
}

impl Filling {
    /// Takes an answer in.
    pub fn answer(&mut self, id: &str, how: impl FnOnce(&mut FormAnswer)) {
        how(self.form.answers.entry(id.to_owned()).or_default());
    }
}

/// A question's words.
pub fn ask(question: &Question, locale: Locale) -> &str {
    question.ask.get(locale)
}

/// An answer in words: はい, and what was added. Marked.
pub fn said(i: I18n, answer: &FormAnswer) -> String {
    let yes = match answer.yes {
        Some(true) => i.marked("form-yes", &[]),
        Some(false) => i.marked("form-no", &[]),
        None => i.marked("form-open", &[]),
    };
    if answer.text.trim().is_empty() { yes } else { format!("{yes} — {}", answer.text.trim()) }
}

/// The answers kept from last time, each to be changed by a tap; and, at the end, the word that all is looked through.
#[component]
pub fn Kept(draft: Draft<Filling>, last: Form) -> Element {
    let i = use_i18n();
    let today = use_today();
    let filling = draft.now.read().clone();
    let questions = Questions::japan();
    let kept = questions.carried_over(&last);
    let rows: Vec<Question> = questions
        .asked(&filling.form)
        .into_iter()
        .filter(|question| !question.today && kept.contains_key(&question.id))
        .cloned()
        .collect();
    if rows.is_empty() {
        return rsx! {};
    }
    let changed: BTreeSet<String> =
        questions.changed_since(&last, &filling.form).into_iter().map(|change| change.question).collect();
    let when = crate::dates::civil_day(i, last.date, today);
    let nothing = changed.is_empty();
    rsx! {
        section { class: "section",
            h2 { {i.show("form-changed-title")} }
            p { class: "soft", {i.show_with("form-changed-lead", &[("day", Arg::Text(&when))])} }
            ul { class: "group kept",
                for question in rows {
                    li { key: "{question.id}",
                        if filling.opened.contains(&question.id) {
                            div { class: "entry", Ask { draft, question: question.clone() } }
                        } else {
                            div { class: "entry",
                                span { class: "words",
                                    {ruby(ask(&question, i.locale))}
                                    small { strong { {ruby(&said(i, &filling.form.answers.get(&question.id).cloned().unwrap_or_default()))} } }
                                }
                                button { class: "button", r#type: "button",
                                    onclick: { let id = question.id.clone(); move |_| draft.change(|filling| { filling.opened.insert(id.clone()); }) },
                                    {i.show("form-changed-do")}
                                    span { class: "hidden", ": {itsumo_domain::i18n::without_ruby(ask(&question, i.locale))}" } }
                            }
                        }
                    }
                }
            }
            label { class: "tick-line",
                input { r#type: "checkbox", id: "form-looked", checked: filling.looked_through,
                    onchange: move |event| draft.change(|filling| filling.looked_through = event.checked()) }
                span { class: "words", {i.show(if nothing { "form-changed-nothing" } else { "form-changed-rest" })} }
            }
        }
    }
}

/// The questions that have to be asked: those about the day, and those that nobody was asked before.
#[component]
pub fn Asked(draft: Draft<Filling>, last: Option<Form>) -> Element {
    let i = use_i18n();
    let filling = draft.now.read().clone();
    let questions = Questions::japan();
    let kept = last.as_ref().map(|last| questions.carried_over(last)).unwrap_or_default();
    let (today, new): (Vec<Question>, Vec<Question>) = questions
        .asked(&filling.form)
        .into_iter()
        .filter(|question| !kept.contains_key(&question.id))
        .cloned()
        .partition(|question| question.today);
    rsx! {
        if !new.is_empty() {
            section { class: "section",
                h2 { {i.show(if last.is_some() { "form-new-title" } else { "form-child-title" })} }
                div { class: "asked",
                    for question in new {
                        Ask { key: "{question.id}", draft, question }
                    }
                }
            }
        }
        section { class: "section",
            h2 { {i.show("form-today-title")} }
            p { class: "soft", {i.show("form-today-lead")} }
            div { class: "asked",
                for question in today {
                    Ask { key: "{question.id}", draft, question }
                }
            }
        }
    }
}

/// One question: yes or no, and the words after a yes.
#[component]
pub fn Ask(draft: Draft<Filling>, question: Question) -> Element {
    let i = use_i18n();
    let id = question.id.clone();
    let answer = draft.now.read().form.answers.get(&id).cloned().unwrap_or_default();
    let chosen = match answer.yes {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    };
    let field = format!("q-{id}");
    let (picked, typed) = (id.clone(), id.clone());
    rsx! {
        div { class: "ask",
            Choice {
                id: field.clone(),
                label: ruby(ask(&question, i.locale)),
                options: vec![
                    ("no".to_owned(), i.marked("form-no", &[])),
                    ("yes".to_owned(), i.marked("form-yes", &[])),
                ],
                chosen,
                onchoose: move |value: String| draft.change(|filling| filling.answer(&picked, |answer| {
                    answer.yes = Some(value == "yes");
                    // Words that explained a yes explain no no.
                    if value != "yes" {
                        answer.text.clear();
                    }
                })),
            }
            if let Some(detail) = question.detail.clone().filter(|_| answer.yes == Some(true)) {
                Field { id: "{field}-text", label: ruby(detail.get(i.locale)), initial: answer.text.clone(),
                    oninput: move |text| draft.change(|filling| filling.answer(&typed, |answer| answer.text = text)) }
            }
        }
    }
}

/// What to tell the doctor. Never more than that.
#[component]
pub fn Flags(form: Form) -> Element {
    let i = use_i18n();
    let questions = Questions::japan();
    let flags = questions.flags(&form);
    rsx! {
        div { role: "status",
            if flags.is_empty() {
                if questions.unanswered(&form).is_empty() {
                    div { class: "note", Icon { name: "info" } p { {i.show("form-flags-none")} } }
                }
            } else {
                div { class: "note warn", Icon { name: "info" }
                    div { class: "stack tight",
                        strong { {i.show("form-flags-title")} }
                        ul { class: "findings",
                            for flag in flags {
                                li { key: "{flag_id(&flag)}", FlagLine { flag, form: form.clone() } }
                            }
                        }
                        p { class: "soft", {i.show("form-flags-lead")} }
                    }
                }
            }
        }
    }
}

fn flag_id(flag: &Flag) -> String {
    match &flag.what {
        FlagWhat::Answer(id) => id.clone(),
        FlagWhat::Temperature(_) => "temperature".to_owned(),
    }
}

#[component]
fn FlagLine(flag: Flag, form: Form) -> Element {
    let i = use_i18n();
    let questions = Questions::japan();
    match &flag.what {
        FlagWhat::Temperature(_) => rsx! { {ruby(questions.temperature.tell.get(i.locale))} },
        FlagWhat::Answer(id) => {
            let Some(question) = questions.find(id) else { return rsx! {} };
            let answer = form.answers.get(id).cloned().unwrap_or_default();
            let tell = question.tell.as_ref().map(|tell| tell.get(i.locale).to_owned());
            rsx! {
                {ruby(ask(question, i.locale))}
                " "
                strong { {ruby(&said(i, &answer))} }
                if let Some(tell) = tell {
                    br {}
                    {ruby(&tell)}
                }
            }
        }
    }
}
