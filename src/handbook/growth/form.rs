//! The short form: a day and what was measured. The last values stand beside the fields; slips of the pen are asked
//! about once, and what is sent again as it stands is written down as it stands.

use super::{doubt::Doubts, said, taken};
use crate::{
    dates::{self, Toward},
    handbook::{
        Gone, Known, Slips, Whose, children,
        entry::Others,
        keep,
        numbers::{centimetres, kilograms, parts},
        replaced, use_child, use_entry, use_handbook, use_today,
    },
    hooks::use_engine,
    i18n::{Arg, ruby, use_i18n},
    route::use_back,
    ui::{
        Area, Choice, Choices, DayField, Draft, Field, FormError, Page, Submit, TakenUp, toast::use_toasts, use_draft,
        use_form,
    },
};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_domain::handbook::{Child, Fact, Handbook, Measurement, Position};
use itsumo_engine::NewEntry;
use itsumo_handbook::growth::{
    Age, Measure,
    slip::{Slip, last, slips},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// From this age on a child is measured standing.
const STANDING_FROM_MONTHS: u32 = 24;

/// The form as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct MeasurementDraft {
    date: String,
    place: String,
    note: String,
    /// The other children of the same day.
    also: Vec<String>,
    /// The figures, by child.
    pub values: BTreeMap<Uuid, Typed>,
}

/// What was typed of one child.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// kg.
    pub weight: String,
    /// cm.
    pub height: String,
    position: String,
    head: String,
    chest: String,
}

impl Typed {
    fn of(measurement: &Measurement) -> Self {
        let cm = |mm: Option<u32>| mm.map(centimetres).unwrap_or_default();
        Self {
            weight: measurement.weight_g.map(kilograms).unwrap_or_default(),
            height: cm(measurement.height_mm),
            position: measurement.position.map(position_value).unwrap_or_default().to_owned(),
            head: cm(measurement.head_mm),
            chest: cm(measurement.chest_mm),
        }
    }

    /// What was typed of a measure.
    pub fn text(&self, measure: Measure) -> &str {
        match measure {
            Measure::Weight => &self.weight,
            Measure::Height => &self.height,
            Measure::Head => &self.head,
            Measure::Chest => &self.chest,
        }
    }

    /// Writes over it.
    pub fn set(&mut self, measure: Measure, text: String) {
        match measure {
            Measure::Weight => self.weight = text,
            Measure::Height => self.height = text,
            Measure::Head => self.head = text,
            Measure::Chest => self.chest = text,
        }
    }

    /// As an entry holds it; what cannot be read is named in `slips`.
    fn read(&self, id: Uuid, on: NaiveDate, child: &Child, found: &mut Slips) -> Measurement {
        let mut value = |measure: Measure| {
            let text = self.text(measure).trim();
            let places = if measure == Measure::Weight { 3 } else { 1 };
            let value = parts(text, places).filter(|value| *value > 0);
            if !text.is_empty() && value.is_none() {
                found.add(field(id, measure), figure_slip(measure));
            }
            value
        };
        let [weight_g, height_mm, head_mm, chest_mm] = Measure::ALL.map(&mut value);
        let position = height_mm
            .map(|_| if position(self, child, on) == "standing" { Position::Standing } else { Position::Lying });
        Measurement { date: on, weight_g, height_mm, position, head_mm, chest_mm, ..Measurement::default() }
    }
}

fn field(id: Uuid, measure: Measure) -> String {
    format!("{}-{}", measure.name(), id.simple())
}

fn figure_slip(measure: Measure) -> &'static str {
    match measure {
        Measure::Weight => "growth-slip-kg",
        _ => "growth-slip-cm",
    }
}

fn position_value(position: Position) -> &'static str {
    match position {
        Position::Lying => "lying",
        Position::Standing => "standing",
    }
}

/// How the height was taken: as chosen, or as is usual at the age.
fn position(typed: &Typed, child: &Child, on: NaiveDate) -> &'static str {
    let age = || Age::on(child.birth_date?, on);
    match typed.position.as_str() {
        "lying" => "lying",
        "standing" => "standing",
        _ if age().is_some_and(|age| age.whole_months >= STANDING_FROM_MONTHS) => "standing",
        _ => "lying",
    }
}

/// A new measurement.
#[component]
pub fn NewMeasurement(child: Uuid) -> Element {
    let i = use_i18n();
    let today = use_today();
    let handbook = use_handbook();
    let Some(known) = use_child(child) else { return rsx! { Gone {} } };
    let place = handbook.measurements(child).last().map(|(_, last)| last.place.clone()).unwrap_or_default();
    rsx! {
        Page { title: i.say("growth-new"), heading: i.show("growth-new"),
            MeasurementForm { known, entry: None, before: Measurement { date: today, place, ..Measurement::default() } }
        }
    }
}

/// A measurement put right.
#[component]
pub fn EditMeasurement(child: Uuid, entry: Uuid) -> Element {
    let i = use_i18n();
    let found = use_entry(entry, |fact| match fact {
        Fact::Measurement(taken) => Some(taken),
        _ => None,
    });
    let Some((known, (_, before))) = use_child(child).zip(found) else { return rsx! { Gone {} } };
    rsx! {
        Page { title: i.say("growth-edit"), heading: i.show("growth-edit"),
            MeasurementForm { key: "{entry}", known, entry, before }
        }
    }
}

/// What was asked about, and the form as it was then: sent again unchanged, it is meant.
#[derive(Clone, Debug, PartialEq)]
struct Asked {
    draft: MeasurementDraft,
    slips: Vec<(Uuid, Slip)>,
}

#[component]
fn MeasurementForm(known: Known, entry: Option<Uuid>, before: Measurement) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let toasts = use_toasts();
    let today = use_today();
    let handbook = use_handbook();
    let back = use_back();
    let child = known.id;
    let draft = use_draft(entry.map_or_else(|| format!("growth/{child}"), |entry| format!("growth/{entry}")), || {
        MeasurementDraft {
            date: before.date.format("%Y-%m-%d").to_string(),
            place: before.place.clone(),
            note: before.note.clone(),
            also: Vec::new(),
            values: BTreeMap::from([(child, Typed::of(&before))]),
        }
    });
    let form = use_form();
    let mut wrong = use_signal(Slips::default);
    let mut asked = use_signal(|| None::<Asked>);
    // A figure put right by a tap begins its field anew.
    let mut begun = use_signal(|| 0_u32);
    let now = draft.now.read().clone();
    let on = dates::read_day(&now.date, today, Toward::Past);
    let others: Vec<Known> =
        children(&handbook).into_iter().filter(|other| other.id != child && !other.expected()).collect();
    let siblings: Vec<(String, String)> = others.iter().map(|other| (other.id.to_string(), other.name(i))).collect();
    let mut written = vec![known];
    written.extend(others.into_iter().filter(|other| now.also.contains(&other.id.to_string())));
    let many = written.len() > 1;
    let still: Option<Asked> = asked.read().clone().filter(|asked| asked.draft == now);

    let mut send = {
        let (handbook, written) = (handbook.clone(), written.clone());
        move || {
            let now = draft.peek();
            let mut found = Slips::default();
            let on = dates::read_day(&now.date, today, Toward::Past);
            if on.is_none() {
                found.add("day", "growth-slip-day");
            }
            let on_or_today = on.unwrap_or(today);
            let mut taken = Vec::new();
            for known in &written {
                let typed = now.values.get(&known.id).cloned().unwrap_or_default();
                let read = typed.read(known.id, on_or_today, &known.child, &mut found);
                if Measure::ALL.into_iter().all(|measure| typed.text(measure).trim().is_empty()) {
                    found.add(field(known.id, Measure::Weight), "growth-slip-nothing");
                }
                taken.push(Measurement {
                    place: now.place.trim().to_owned(),
                    note: now.note.trim().to_owned(),
                    ..read
                });
            }
            let fine = found.none();
            found.show_first();
            wrong.set(found);
            if !fine {
                return;
            }
            let meant = asked.peek().as_ref().is_some_and(|asked| asked.draft == now);
            let doubts: Vec<(Uuid, Slip)> = written
                .iter()
                .zip(&taken)
                .flat_map(|(known, taken)| {
                    let earlier = rest(&handbook, known.id, entry);
                    slips(&known.child, taken, &earlier, today).into_iter().map(|slip| (known.id, slip))
                })
                .collect();
            if !meant && !doubts.is_empty() {
                asked.set(Some(Asked { draft: now, slips: doubts }));
                document::eval("document.getElementById('growth-asked')?.focus()");
                return;
            }
            let supersedes = |id: Uuid| match entry {
                Some(entry) if id == child => replaced(&handbook, entry),
                _ => Vec::new(),
            };
            let entries = written.iter().zip(taken).map(|(known, taken)| {
                NewEntry::about(known.id, Fact::Measurement(taken)).replacing(supersedes(known.id))
            });
            keep(form, engine.clone(), entries.collect(), move |_| {
                draft.forget();
                toasts.say(i.marked("growth-saved", &[]));
                back.go();
            });
        }
    };
    rsx! {
        Whose { child }
        if let Some(entry) = entry {
            Others { entry }
        }
        TakenUp { draft }
        div { class: "stack",
            DayField { id: "day", label: i.show("growth-day"), initial: now.date.clone(), error: wrong.read().of(i, "day"),
                oninput: move |text| draft.change(|draft| draft.date = text) }
            for known in written.clone() {
                div { key: "{known.id}-{begun}", class: "stack",
                    if many {
                        h2 { {ruby(&known.name(i))} }
                    }
                    Values { known, draft, on: on.unwrap_or(today), wrong: wrong(), entry }
                }
            }
            if entry.is_none() && !siblings.is_empty() {
                Choices { id: "also", label: i.show("growth-also"), hint: i.show("growth-also-hint"), options: siblings, chosen: now.also.clone(),
                    onchoose: move |chosen: Vec<String>| draft.change(|draft| draft.also = chosen) }
            }
            Field { id: "place", label: i.show("growth-place"), hint: i.show("growth-place-hint"), initial: now.place.clone(),
                oninput: move |text| draft.change(|draft| draft.place = text) }
            Area { id: "note", label: i.show("growth-note"), initial: now.note.clone(),
                oninput: move |text| draft.change(|draft| draft.note = text) }
            if let Some(asked) = still.clone() {
                Doubts { slips: asked.slips, draft, written, onfixed: move |()| begun.with_mut(|begun| *begun = begun.wrapping_add(1)) }
            }
            FormError { form, fields: vec![] }
            Submit { form, onsend: move |()| send(), {i.show(if still.is_some() { "growth-save-anyway" } else { "growth-save" })} }
        }
    }
}

/// A child's other measurements: all but the one that is being put right.
fn rest(handbook: &Handbook, child: Uuid, entry: Option<Uuid>) -> Vec<Measurement> {
    let Some((_, known)) = handbook.child(child) else { return Vec::new() };
    let all = taken(handbook, child, known).into_iter();
    all.filter(|(id, _)| id.is_none() || *id != entry).map(|(_, taken)| taken).collect()
}

/// The figures of one child.
#[component]
fn Values(known: Known, draft: Draft<MeasurementDraft>, on: NaiveDate, wrong: Slips, entry: Option<Uuid>) -> Element {
    let i = use_i18n();
    let handbook = use_handbook();
    let today = use_today();
    let id = known.id;
    let typed = draft.now.read().values.get(&id).cloned().unwrap_or_default();
    let earlier = rest(&handbook, id, entry);
    let hint = |measure: Measure| {
        let (value, day) = last(&known.child, measure, on, &earlier)?;
        let value = format!("{} {}", said::written(measure, value), said::unit(measure));
        let day = dates::civil_day(i, day, today);
        Some(i.show_with("growth-last-time", &[("value", Arg::Text(&value)), ("day", Arg::Text(&day))]))
    };
    let change = move |measure: Measure, text: String| {
        draft.change(|draft| draft.values.entry(id).or_default().set(measure, text));
    };
    rsx! {
        div { class: "growth-figures",
            for measure in Measure::ALL {
                Field {
                    key: "{measure.name()}",
                    id: field(id, measure),
                    label: i.show_with("growth-in-unit", &[("what", Arg::Text(&i.marked(said::measure_key(measure), &[]))), ("unit", Arg::Text(said::unit(measure)))]),
                    hint: hint(measure),
                    error: wrong.of(i, &field(id, measure)),
                    inputmode: "decimal",
                    maxlength: 12,
                    initial: typed.text(measure).to_owned(),
                    oninput: move |text| change(measure, text),
                }
            }
        }
        if !typed.height.trim().is_empty() {
            Choice {
                id: "position-{id.simple()}",
                label: i.show("growth-position"),
                options: vec![
                    ("lying".to_owned(), i.marked("growth-lying", &[])),
                    ("standing".to_owned(), i.marked("growth-standing", &[])),
                ],
                chosen: position(&typed, &known.child, on),
                onchoose: move |chosen: String| draft.change(|draft| draft.values.entry(id).or_default().position = chosen),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_kept_as_grams_and_millimetres() {
        let typed =
            Typed { weight: "８．２５".into(), height: "70".into(), head: "44.5".into(), ..Typed::default() };
        let mut found = Slips::default();
        let on = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let child = Child { birth_date: NaiveDate::from_ymd_opt(2026, 2, 1), ..Child::default() };
        let read = typed.read(Uuid::nil(), on, &child, &mut found);
        assert!(found.none());
        assert_eq!(
            (read.weight_g, read.height_mm, read.head_mm, read.chest_mm),
            (Some(8250), Some(700), Some(445), None)
        );
        assert_eq!(read.position, Some(Position::Lying));
        // What is read is written the same.
        assert_eq!(Typed::of(&read).weight, "8.25");
    }

    #[test]
    fn who_is_two_stands_unless_said_otherwise() {
        let on = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let child = Child { birth_date: NaiveDate::from_ymd_opt(2024, 11, 22), ..Child::default() };
        let typed = Typed { height: "85".into(), ..Typed::default() };
        assert_eq!(position(&typed, &child, on), "standing");
        assert_eq!(position(&Typed { position: "lying".into(), ..typed }, &child, on), "lying");
    }

    #[test]
    fn what_is_no_figure_is_said_at_its_field() {
        let typed = Typed { weight: "8kg".into(), height: "70.55".into(), head: "0".into(), ..Typed::default() };
        let mut found = Slips::default();
        let on = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        typed.read(Uuid::nil(), on, &Child::default(), &mut found);
        assert_eq!(
            found.0.iter().map(|(_, key)| *key).collect::<Vec<_>>(),
            ["growth-slip-kg", "growth-slip-cm", "growth-slip-cm"]
        );
    }
}
