//! The short form in which a telephone call is written down.

use super::{row::name, said};
use crate::console::words::{Words, ruby};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_domain::{
    i18n::Arg,
    school::absence::{Lesson, Reason, Symptom},
};
use serde::Deserialize;
use uuid::Uuid;

/// Which part of the day, as the form says it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WhichPart {
    /// 欠席.
    #[default]
    AllDay,
    /// 遅刻.
    Late,
    /// 早退.
    Leaves,
    /// 見学.
    SitsOut,
}

/// What the form sends. What people type is text, so that what cannot be read is asked again beside its field and
/// nothing else of the form is lost.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[schema(as = ToldByTelephone)]
pub struct Filled {
    /// The absence's id, made when the form was drawn: sent twice it counts once.
    pub id: Uuid,
    /// The child.
    pub pupil: Uuid,
    /// First day.
    #[serde(default)]
    pub from: String,
    /// Last day; empty for the same.
    #[serde(default)]
    pub until: String,
    /// Which part.
    #[serde(default)]
    pub part: WhichPart,
    /// Of [`WhichPart::Late`] and [`WhichPart::Leaves`].
    #[serde(default)]
    pub time: String,
    /// Of [`WhichPart::SitsOut`].
    #[serde(default)]
    pub lesson: Vec<Lesson>,
    /// Why.
    #[serde(default)]
    pub reason: Reason,
    /// What is felt.
    #[serde(default)]
    pub symptom: Vec<Symptom>,
    /// `38.5`.
    #[serde(default)]
    pub temperature: String,
    /// What was said.
    #[serde(default)]
    pub note: String,
    /// Whom to tell: `facility/desk`.
    #[serde(default)]
    pub tell: Vec<String>,
}

/// Somebody who can be told.
pub struct Ear {
    /// As the form sends it.
    pub value: String,
    /// As people call it. Marked with ruby.
    pub name: String,
}

/// The form with what surrounds it.
pub struct ToldPage<'a> {
    /// The language.
    pub words: Words,
    /// What is in the fields.
    pub filled: &'a Filled,
    /// The child's name.
    pub name: &'a str,
    /// Its reading.
    pub kana: &'a str,
    /// Who can be told.
    pub ears: &'a [Ear],
    /// The field at fault, and what to do about it. Marked with ruby.
    pub wrong: Option<(String, String)>,
    /// The form's address.
    pub here: &'a str,
    /// The board to go back to.
    pub board: &'a str,
    /// The form token.
    pub token: &'a str,
    /// A shield concerns this child.
    pub shielded: bool,
    /// The earliest and the latest day that can be chosen.
    pub days: (NaiveDate, NaiveDate),
}

/// The whole `main`.
pub fn told_main(page: &ToldPage<'_>) -> Element {
    let ToldPage { words, filled, .. } = *page;
    let wrong = |field: &str| {
        let text = page.wrong.as_ref().filter(|(at, _)| at == field).map(|(_, text)| text.clone());
        rsx! { if let Some(text) = text { p { class: "wrong", id: "{field}-wrong", {ruby(&text)} } } }
    };
    let is_wrong = |field: &str| page.wrong.as_ref().is_some_and(|(at, _)| at == field);
    let whole =
        page.wrong.as_ref().filter(|(field, _)| !FIELDS.contains(&field.as_str())).map(|(_, text)| text.clone());
    let any = page.wrong.is_some();
    let who = name(page.name, page.kana);
    let parts = [
        (WhichPart::AllDay, "all_day", "console-part-all-day"),
        (WhichPart::Late, "late", "console-part-late"),
        (WhichPart::Leaves, "leaves", "console-part-leaves"),
        (WhichPart::SitsOut, "sits_out", "console-part-sits-out"),
    ];
    let lessons = [(Lesson::Pe, "pe", "school-lesson-pe"), (Lesson::Pool, "pool", "school-lesson-pool")];
    let (least, most) = page.days;
    rsx! {
        section { class: "card narrow",
            h1 { {words.show("console-write-down")} }
            p { class: "child-name", strong { {who} } }
            if page.shielded { p { class: "wrong", {words.show("console-shielded")} } }
            if any { p { role: "alert", class: "visually-hidden", {words.show("console-look-again")} } }
            if let Some(whole) = whole { p { class: "wrong", {ruby(&whole)} } }
            form { method: "post", action: "{page.here}", class: "stack told-form",
                input { r#type: "hidden", name: "form", value: "{page.token}" }
                input { r#type: "hidden", name: "id", value: "{filled.id}" }
                input { r#type: "hidden", name: "pupil", value: "{filled.pupil}" }
                fieldset { class: "field",
                    legend { {words.show("console-part")} }
                    div { class: "options",
                        for (part, value, key) in parts {
                            label { input { r#type: "radio", name: "part", value, checked: filled.part == part } {words.show(key)} }
                        }
                    }
                }
                div { class: "field needs-time",
                    label { r#for: "time", {words.show("console-part-time")} }
                    input { class: "short", id: "time", name: "time", r#type: "time", value: "{filled.time}", "aria-invalid": is_wrong("time").then_some("true") }
                    {wrong("time")}
                }
                fieldset { class: "field needs-lessons",
                    legend { {words.show("console-part-lessons")} }
                    div { class: "options",
                        for (lesson, value, key) in lessons {
                            label { input { r#type: "checkbox", name: "lesson", value, checked: filled.lesson.contains(&lesson) } {words.show(key)} }
                        }
                    }
                    {wrong("lessons")}
                }
                div { class: "row",
                    div { class: "field",
                        label { r#for: "from", {words.show("console-from")} }
                        input { class: "short", id: "from", name: "from", r#type: "date", min: "{least}", max: "{most}", required: true,
                            value: "{filled.from}", "aria-invalid": is_wrong("from").then_some("true") }
                        {wrong("from")}
                    }
                    div { class: "field",
                        label { r#for: "until", {words.show("console-until")} }
                        input { class: "short", id: "until", name: "until", r#type: "date", min: "{least}", max: "{most}",
                            value: "{filled.until}", "aria-invalid": is_wrong("until").then_some("true") }
                        {wrong("until")}
                    }
                }
                fieldset { class: "field",
                    legend { {words.show("console-reason")} }
                    div { class: "options",
                        for reason in Reason::ALL {
                            label {
                                input { r#type: "radio", name: "reason", value: reason.name(), checked: filled.reason == reason }
                                {words.show(&format!("school-reason-{}", reason.name()))}
                            }
                        }
                    }
                }
                fieldset { class: "field",
                    legend { {words.show("console-symptoms-felt")} }
                    div { class: "options",
                        for symptom in Symptom::ALL {
                            label {
                                input { r#type: "checkbox", name: "symptom", value: symptom.name(), checked: filled.symptom.contains(&symptom) }
                                {words.show(&format!("school-symptom-{}", symptom.name()))}
                            }
                        }
                    }
                }
                div { class: "field",
                    label { r#for: "temperature", {words.show("console-temperature")} }
                    input { class: "short", id: "temperature", name: "temperature", inputmode: "decimal", autocomplete: "off",
                        placeholder: "38.5", value: "{filled.temperature}", "aria-invalid": is_wrong("temperature").then_some("true") }
                    {wrong("temperature")}
                }
                div { class: "field",
                    label { r#for: "note", {words.show("console-note")} }
                    textarea { id: "note", name: "note", rows: "3", maxlength: "1000", "{filled.note}" }
                    {wrong("note")}
                }
                if page.ears.len() > 1 {
                    fieldset { class: "field",
                        legend { {words.show("console-tell")} }
                        div { class: "options",
                            for ear in page.ears {
                                label {
                                    input { r#type: "checkbox", name: "tell", value: "{ear.value}", checked: filled.tell.contains(&ear.value) }
                                    {ruby(&ear.name)}
                                }
                            }
                        }
                        {wrong("tell")}
                    }
                } else {
                    for ear in page.ears { input { r#type: "hidden", name: "tell", value: "{ear.value}" } }
                }
                div { class: "row",
                    button { class: "primary", r#type: "submit", {words.show("console-keep")} }
                    a { class: "button quiet", href: "{page.board}#p-{filled.pupil}", {words.show("console-back")} }
                }
            }
        }
    }
}

/// The fields that can be at fault.
const FIELDS: &[&str] = &["time", "lessons", "from", "until", "temperature", "note", "tell"];

/// What one desk is called: `給食`, or with its facility where that is another one. Marked with ruby.
pub fn ear_name(words: Words, desk: &str, facility: Option<&str>) -> String {
    let desk = words.marked(desk, &[]);
    match facility {
        Some(facility) => {
            words.marked("console-desk-of", &[("facility", Arg::Text(facility)), ("desk", Arg::Text(&desk))])
        }
        None => desk,
    }
}

/// Reads `38.5`, `38,5`, `３８．５`, `38`: tenths of a degree. What cannot be one is left to the rules of an absence.
pub fn temperature(typed: &str) -> Option<u16> {
    let plain = itsumo_domain::text::nfkc(typed.trim()).replace([',', '、'], ".");
    let plain = plain.trim_end_matches(['℃', '度', '°', 'C', 'c']).trim();
    let (whole, part) = plain.split_once('.').unwrap_or((plain, "0"));
    let tenth: u16 = part.chars().next().unwrap_or('0').to_digit(10)?.try_into().ok()?;
    let fits = part.chars().all(|c| c.is_ascii_digit());
    let whole: u16 = whole.parse().ok().filter(|whole| fits && *whole < 100)?;
    Some(whole.saturating_mul(10).saturating_add(tenth))
}

/// `38.5` of tenths.
pub fn shown_temperature(tenths: Option<u16>) -> String {
    tenths.map(|tenths| said::temperature(tenths).trim_end_matches('℃').to_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_temperature_is_read_as_people_write_it() {
        for (typed, tenths) in [
            ("38.5", Some(385)),
            (" ３８．５℃ ", Some(385)),
            ("38,5", Some(385)),
            ("38", Some(380)),
            ("37.25", Some(372)),
            ("38度", Some(380)),
            ("", None),
            ("hot", None),
            ("385", None),
            ("38.x", None),
            ("-3", None),
        ] {
            assert_eq!(temperature(typed), tenths, "{typed:?}");
        }
        assert_eq!(shown_temperature(Some(385)), "38.5");
    }
}
