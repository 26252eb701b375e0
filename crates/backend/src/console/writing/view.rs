//! The parts of a page on which something is written to many, drawn: texts in three languages, pieces of text, files,
//! what can be chosen; and the same as it will be read.
//!
//! Their words are `notice-…` of the catalogue, whatever is written.

use super::joined;
use crate::console::{
    Words,
    words::{self, ruby},
};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_domain::{
    Timestamp,
    city::LocalText,
    i18n::{self, Arg, Locale},
    writing::{Attachment, Block, Fault},
};

/// A page on which somebody writes.
#[derive(Clone, Copy)]
pub(in crate::console) struct Writing<'a> {
    /// The language.
    pub words: Words,
    /// What is missing or wrong.
    pub faults: &'a [Fault],
    /// Faults have words of their own under `<noun>-fault-…`; what has none is said as of a notice.
    pub noun: &'static str,
}

impl Writing<'_> {
    fn fault_key(self, code: &str) -> String {
        let own = format!("{}-fault-{code}", self.noun);
        if i18n::has(self.words.locale, &own) { own } else { format!("notice-fault-{code}") }
    }

    /// What is missing, each a link to its place.
    pub fn fault_list(self) -> Element {
        if self.faults.is_empty() {
            return rsx! {};
        }
        rsx! {
            section { class: "card wrongs", role: "alert",
                h2 { {self.words.show("notice-faults")} }
                ul {
                    for fault in self.faults {
                        li { a { href: "#{fault.field}", {self.words.show(&self.fault_key(fault.code))} } }
                    }
                }
            }
        }
    }

    /// What is wrong with a field, beside it.
    pub fn fault(self, field: &str) -> Element {
        let found = self.faults.iter().find(|fault| fault.field == field);
        rsx! {
            if let Some(fault) = found {
                p { class: "wrong", id: "{field}", {self.words.show(&self.fault_key(fault.code))} }
            }
        }
    }

    /// The pieces of the text, and buttons for more.
    pub fn text(self, blocks: &[Block]) -> Element {
        let words = self.words;
        rsx! {
            section { class: "card",
                h2 { {words.show("notice-text")} }
                p { class: "hint", {words.show("notice-languages-hint")} }
                for (place, block) in blocks.iter().enumerate() { {self.block_fields(place, block)} }
                {self.fault("text")}
                div { class: "row", role: "group", "aria-label": words.say("notice-add"),
                    for kind in ["heading", "text", "list", "date", "bring"] {
                        button { r#type: "submit", name: "do", value: "add-{kind}", "＋ " {words.show(&format!("notice-block-{kind}"))} }
                    }
                }
            }
        }
    }

    /// Japanese, with easy Japanese and English beside it.
    pub fn text_fields(self, name: &str, label: &str, text: &LocalText, rows: u32) -> Element {
        let easy = text.ja_easy.clone().unwrap_or_default();
        let en = text.en.clone().unwrap_or_default();
        let fields = [("ja", text.ja.clone()), ("easy", easy), ("en", en)];
        self.fields_of(name, label, &fields, rows)
    }

    /// One text in each language, as `fields` have it.
    pub fn fields_of(self, name: &str, label: &str, fields: &[(&str, String); 3], rows: u32) -> Element {
        let words = self.words;
        let wrong = self.faults.iter().any(|fault| fault.field == name);
        rsx! {
            div { class: "languages-beside",
                for (language, value) in fields {
                    div { class: "field",
                        label { r#for: "{name}-{language}",
                            span { class: "visually-hidden", {words.show(&format!("notice-field-{label}"))} " " }
                            {words.show(&format!("notice-language-{language}"))}
                        }
                        if rows == 1 {
                            input { id: "{name}-{language}", name: "{name}-{language}", value: "{value}", autocomplete: "off",
                                lang: if *language == "en" { "en" } else { "ja" },
                                "aria-invalid": (wrong && *language == "ja").then_some("true") }
                        } else {
                            textarea { id: "{name}-{language}", name: "{name}-{language}", rows: "{rows}",
                                lang: if *language == "en" { "en" } else { "ja" },
                                "aria-invalid": (wrong && *language == "ja").then_some("true"), "{value}" }
                        }
                    }
                }
            }
            {self.fault(name)}
        }
    }

    fn block_fields(self, place: usize, block: &Block) -> Element {
        let words = self.words;
        let name = format!("block-{place}");
        let (kind, on, time) = match block {
            Block::Heading { .. } => ("heading", None, None),
            Block::Text { .. } => ("text", None, None),
            Block::List { .. } => ("list", None, None),
            Block::Date { day, time, .. } => {
                ("date", Some(*day), Some(time.map(|time| time.to_string()).unwrap_or_default()))
            }
            Block::Bring { day, .. } => ("bring", Some(*day), None),
            Block::Other => return rsx! {},
        };
        let fields = match block {
            Block::Heading { text } => self.text_fields(&name, kind, text, 1),
            Block::Text { text } => self.text_fields(&name, kind, text, 4),
            Block::List { items } => self.fields_of(&name, kind, &in_languages(items), 4),
            Block::Date { what, .. } | Block::Bring { what, .. } => self.text_fields(&name, kind, what, 1),
            Block::Other => return rsx! {},
        };
        let key = format!("notice-block-{kind}");
        rsx! {
            fieldset { class: "block", id: "{name}-box",
                legend { {words.show(&key)} }
                input { r#type: "hidden", name: "{name}", value: "{kind}" }
                if kind == "list" { p { class: "hint", {words.show("notice-list-hint")} } }
                if let Some(on) = on {
                    div { class: "row",
                        div { class: "field",
                            label { r#for: "{name}-day", {words.show("notice-day")} }
                            input { class: "short", id: "{name}-day", name: "{name}-day", r#type: "date", required: true, value: "{on}" }
                        }
                        if let Some(time) = time {
                            div { class: "field",
                                label { r#for: "{name}-time", {words.show("notice-time")} }
                                input { class: "short", id: "{name}-time", name: "{name}-time", r#type: "time", value: "{time}" }
                            }
                        }
                    }
                }
                {fields}
                div { class: "row",
                    if place > 0 {
                        button { class: "quiet", r#type: "submit", name: "do", value: "up-{place}", {words.show("notice-up")} }
                    }
                    button { class: "quiet", r#type: "submit", name: "do", value: "remove-{place}", {words.show("notice-remove")} }
                }
            }
        }
    }

    /// Files: those that are there, each at `at` its SHA-256, and one more. `wrong`: why the last was not taken.
    pub fn files(self, attachments: &[Attachment], at: impl Fn(&str) -> String, wrong: Option<&str>) -> Element {
        let words = self.words;
        rsx! {
            section { class: "card", id: "files",
                h2 { {words.show("notice-files")} }
                p { class: "hint", {words.show("notice-files-hint")} }
                if let Some(wrong) = wrong { p { class: "wrong", role: "alert", {words.show(&format!("notice-wrong-{wrong}"))} } }
                if !attachments.is_empty() {
                    ul { class: "names",
                        for file in attachments {
                            li {
                                a { href: at(&file.sha256), target: "_blank", "{file.name}" }
                                button { class: "quiet", r#type: "submit", name: "do", value: "detach-{file.sha256}",
                                    "aria-label": words.say_with("notice-detach-named", &[("name", Arg::Text(&file.name))]),
                                    {words.show("notice-detach")}
                                }
                            }
                        }
                    }
                }
                {self.fault("files")}
                div { class: "field",
                    label { r#for: "file", {words.show("notice-attach")} }
                    div { class: "row",
                        input { id: "file", name: "file", r#type: "file", multiple: true,
                            accept: ".pdf,.png,.jpg,.jpeg,.csv,.xlsx,.txt" }
                        button { r#type: "submit", name: "do", value: "attach", {words.show("notice-attach-now")} }
                    }
                }
            }
        }
    }

    /// What can be chosen.
    pub fn options(self, options: &[LocalText], many: bool, open: bool) -> Element {
        let words = self.words;
        let fields = in_languages(options);
        let faulty = self.faults.iter().find(|fault| fault.field.starts_with("option-"));
        rsx! {
            details { open,
                summary { {words.show("notice-options")} }
                p { class: "hint", {words.show("notice-options-hint")} }
                {self.fields_of("options", "options", &fields, 3)}
                if let Some(fault) = faulty {
                    p { class: "wrong", id: "{fault.field}", {words.show(&self.fault_key(fault.code))} }
                }
                div { class: "options",
                    label { input { r#type: "checkbox", name: "many", checked: many } {words.show("notice-many")} }
                }
            }
        }
    }
}

/// A list, a line each, in each language.
fn in_languages(items: &[LocalText]) -> [(&'static str, String); 3] {
    [
        ("ja", joined(items, |item| Some(&item.ja))),
        ("easy", joined(items, |item| item.ja_easy.as_deref())),
        ("en", joined(items, |item| item.en.as_deref())),
    ]
}

/// A day as a field has it.
pub(in crate::console) fn day_value(day: Option<NaiveDate>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

/// The languages in which something was written, Japanese first.
pub(in crate::console) fn languages(title: &LocalText, blocks: &[Block]) -> Vec<Locale> {
    let has = |of: fn(&LocalText) -> bool| std::iter::once(title).chain(blocks.iter().flat_map(texts)).any(of);
    let mut languages = vec![Locale::Ja];
    if has(|text| text.ja_easy.is_some()) {
        languages.push(Locale::JaEasy);
    }
    if has(|text| text.en.is_some()) {
        languages.push(Locale::En);
    }
    languages
}

fn texts(block: &Block) -> &[LocalText] {
    match block {
        Block::Heading { text } | Block::Text { text } => std::slice::from_ref(text),
        Block::List { items } => items.as_slice(),
        Block::Date { what, .. } | Block::Bring { what, .. } => std::slice::from_ref(what),
        Block::Other => &[],
    }
}

/// `1.2 MB`, `34 KB`.
pub(in crate::console) fn size(bytes: i64) -> String {
    let kilo = bytes.saturating_add(1_023) / 1_024;
    if kilo < 1_000 { format!("{kilo} KB") } else { format!("{}.{} MB", kilo / 1_024, (kilo % 1_024) * 10 / 1_024) }
}

/// Title and text as they are read.
pub(in crate::console) fn read(
    words: Words,
    title: &LocalText,
    from: &str,
    blocks: &[Block],
    today: NaiveDate,
) -> Element {
    rsx! {
        h3 { {ruby(title.get(words.locale))} }
        p { class: "hint", "{from}" }
        {pieces(words, blocks, today, |text| rsx! { h4 { {text} } })}
    }
}

/// The pieces of a text as they will be read; `heading` is one of the level that fits the page.
pub(in crate::console) fn pieces(
    words: Words,
    blocks: &[Block],
    today: NaiveDate,
    heading: fn(Element) -> Element,
) -> Element {
    let of = |text: &LocalText| text.get(words.locale).to_owned();
    rsx! {
        for block in blocks {
            match block {
                Block::Heading { text } => heading(ruby(&of(text))),
                Block::Text { text } => rsx! { p { class: "typed", {ruby(&of(text))} } },
                Block::List { items } => rsx! { ul { class: "dots", for item in items { li { {ruby(&of(item))} } } } },
                Block::Date { day, time, what } => {
                    let time = time.map(|time| format!(" {}", words::hour(time))).unwrap_or_default();
                    rsx! { p { class: "on-day", strong { {ruby(&words.day(*day, today))} "{time}" } " " {ruby(&of(what))} } }
                }
                Block::Bring { day, what } => rsx! {
                    p { class: "on-day", strong { {ruby(&words.day(*day, today))} } " "
                        {ruby(&words.marked("notice-bring", &[("what", Arg::Text(&of(what)))]))} }
                },
                Block::Other => rsx! {},
            }
        }
    }
}

/// `11月24日(火) 8:05`, marked with ruby.
pub(in crate::console) fn moment(words: Words, at: Timestamp, now: Timestamp) -> String {
    let day = words.day(at.jst_date(), now.jst_date());
    format!("{day} {}", words::clock(at))
}

/// When what is held goes out, and in how many seconds.
pub(in crate::console) fn goes_at(words: Words, until: Timestamp, now: Timestamp) -> String {
    use chrono::Timelike;
    let at = until.to_jst();
    let time = format!("{}:{:02}:{:02}", at.hour(), at.minute(), at.second());
    let seconds = until.since(now).max(0).saturating_add(999) / 1_000;
    i18n::text(words.locale, "notice-goes-at", &[("time", Arg::Text(&time)), ("seconds", Arg::Number(seconds))])
}
