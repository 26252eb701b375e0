//! The fields of one dose, and the warning that stands over the button before anything is kept.

use super::products::{Choice, all_families, choices, families, parts, value};
use crate::{
    dates,
    handbook::photo::PhotoPicker,
    i18n::{Arg, I18n, ruby, use_i18n},
    ui::{Choice as Chips, Field, Icon, Tick},
};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_domain::{
    handbook::{BlobRef, Dose},
    i18n::Locale,
};
use itsumo_engine::history_of;
use itsumo_handbook::immunization::{DoseVerdict, Given, Kind, Pack, Subject, What, explain, would_break};
use serde::{Deserialize, Serialize};

/// Places on the body, as the paper handbook names them.
const SITES: [&str; 6] = ["left-arm", "right-arm", "left-thigh", "right-thigh", "mouth", "nose"];

/// A dose as it is being written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Written {
    /// The series it was picked under.
    pub series: String,
    /// The vaccine family.
    pub vaccine: String,
    /// The trade name.
    pub product: String,
    /// 製造番号.
    pub lot: String,
    /// Where on the body, in the words of the app's language.
    pub site: String,
    /// Paid by the family.
    pub voluntary: bool,
    /// The doctor found the shorter interval necessary.
    pub physician_exception: bool,
    /// The sticker.
    pub photo: Option<BlobRef>,
    /// Anything else.
    pub note: String,
}

/// Something written into a field of a dose.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// The product: a value of the picker.
    Product(String),
    /// 製造番号.
    Lot(String),
    /// Where on the body.
    Site(String),
    /// Anything else.
    Note(String),
    /// Paid by the family.
    Voluntary(bool),
    /// The doctor's exception.
    Exception(bool),
    /// The sticker.
    Photo(Option<BlobRef>),
}

impl Written {
    /// Takes an edit in.
    pub fn apply(&mut self, edit: Edit) {
        match edit {
            Edit::Product(value) => (self.vaccine, self.product) = parts(&value),
            Edit::Lot(lot) => self.lot = lot,
            Edit::Site(site) => self.site = site,
            Edit::Note(note) => self.note = note,
            Edit::Voluntary(on) => self.voluntary = on,
            Edit::Exception(on) => self.physician_exception = on,
            Edit::Photo(photo) => self.photo = photo,
        }
    }

    /// A dose of `series` given on `day`; `used` is the family of the dose before.
    pub fn begin(series: &str, day: NaiveDate, used: Option<&str>) -> Self {
        let vaccine = families(series, day, used)
            .into_iter()
            .next()
            .or_else(|| all_families(series).into_iter().next())
            .unwrap_or_default();
        let voluntary = Pack::japan()
            .find(series)
            .is_some_and(|series| series.category == itsumo_handbook::immunization::Category::Voluntary);
        Self { series: series.to_owned(), vaccine, voluntary, ..Self::default() }
    }

    /// As it stands in the handbook.
    pub fn of(dose: &Dose) -> Self {
        Self {
            series: super::products::series_of(&dose.vaccine).unwrap_or_default(),
            vaccine: dose.vaccine.clone(),
            product: dose.product.clone(),
            lot: dose.lot.clone(),
            site: dose.site.clone(),
            voluntary: dose.voluntary,
            physician_exception: dose.physician_exception,
            photo: dose.photo.clone(),
            note: dose.note.clone(),
        }
    }

    /// As it is to be kept.
    pub fn dose(&self, date: NaiveDate, clinic: &str, doctor: &str) -> Dose {
        let trimmed = |text: &str| text.trim().to_owned();
        Dose {
            date,
            vaccine: self.vaccine.clone(),
            product: trimmed(&self.product),
            lot: trimmed(&self.lot),
            clinic: trimmed(clinic),
            doctor: trimmed(doctor),
            site: trimmed(&self.site),
            volume_ul: None,
            voluntary: self.voluntary,
            physician_exception: self.physician_exception,
            photo: self.photo.clone(),
            note: trimmed(&self.note),
        }
    }
}

/// What would break if these doses were kept, by their place among them.
pub fn warnings(subject: &Subject, history: &[Given], new: &[Dose]) -> Vec<(usize, DoseVerdict)> {
    would_break(Pack::japan(), subject, history, &history_of(new))
}

/// Whether the doctor's exception would make a difference.
pub fn may_be_excepted(verdict: &DoseVerdict) -> bool {
    verdict.findings.iter().any(|finding| matches!(finding.what, What::NeedsException { .. }))
}

/// The warning before anything is kept: which rule, with its numbers, and that it may be kept all the same.
#[component]
pub fn Warning(found: Vec<(usize, DoseVerdict)>) -> Element {
    let i = use_i18n();
    let pack = Pack::japan();
    rsx! {
        // The region is always there: screen readers announce what appears in a region they know.
        div { role: "alert", class: "warning",
            if !found.is_empty() {
                div { class: "note warn", Icon { name: "info" }
                    div { class: "stack tight",
                        strong { {i.show("vaccine-warning")} }
                        ul { class: "findings",
                            for (at, verdict) in found {
                                for (number, finding) in verdict.findings.iter().enumerate() {
                                    li { key: "{at}-{number}",
                                        {ruby(&i.marked("vaccine-warning-line", &[
                                            ("vaccine", Arg::Text(&explain::product_name(pack, &verdict.vaccine, i.locale))),
                                            ("day", Arg::Text(&dates::civil_with_year(i, verdict.date))),
                                            ("finding", Arg::Text(&explain::text_of_finding(pack, finding, i.locale))),
                                        ]))}
                                    }
                                }
                            }
                        }
                        p { {i.show("vaccine-warning-detail")} }
                    }
                }
            }
        }
    }
}

/// The fields of one dose. The product comes first: it alone decides what the rules say.
#[component]
pub fn DoseFields(
    /// Makes the ids of its fields its own.
    id: String,
    day: NaiveDate,
    written: Written,
    /// The doctor's exception would make a difference.
    excepted: bool,
    onedit: EventHandler<Edit>,
) -> Element {
    let i = use_i18n();
    let offered = offered(i, &written, day);
    let now = value(&written.vaccine, &written.product);
    let sites: Vec<(String, String)> = SITES
        .into_iter()
        .filter(|site| by_mouth(&written.vaccine) == matches!(*site, "mouth" | "nose"))
        // Kept as the paper handbook has it, shown in the person's language.
        .map(|site| format!("vaccine-site-{site}"))
        .map(|key| (I18n { locale: Locale::Ja }.say(&key), i.marked(&key, &[])))
        .collect();
    rsx! {
        div { class: "stack dose-fields",
            div { class: "field",
                label { r#for: "{id}-product", {i.show("vaccine-product")} }
                select { id: "{id}-product", onchange: move |event| onedit.call(Edit::Product(event.value())),
                    for choice in offered {
                        option { key: "{choice.value}", value: "{choice.value}", selected: choice.value == now, "{choice.text}" }
                    }
                }
            }
            Field { id: "{id}-lot", label: i.show("vaccine-lot"), hint: i.show("vaccine-lot-hint"), initial: written.lot.clone(),
                oninput: move |typed| onedit.call(Edit::Lot(typed)) }
            Chips { id: "{id}-site", label: i.show("vaccine-site"), options: sites, chosen: written.site.clone(),
                onchoose: move |site| onedit.call(Edit::Site(site)) }
            PhotoPicker { id: "{id}-photo", label: i.show("vaccine-sticker"), photos: written.photo.clone().into_iter().collect::<Vec<_>>(),
                onchange: move |photos: Vec<BlobRef>| onedit.call(Edit::Photo(photos.into_iter().next())) }
            if excepted || written.physician_exception {
                Tick { on: written.physician_exception, label: i.show("vaccine-exception"), hint: i.show("vaccine-exception-hint"),
                    onchange: move |on| onedit.call(Edit::Exception(on)) }
            }
            Tick { on: written.voluntary, label: i.show("vaccine-own-cost"), onchange: move |on| onedit.call(Edit::Voluntary(on)) }
            Field { id: "{id}-note", label: i.show("vaccine-note"), initial: written.note.clone(),
                oninput: move |typed| onedit.call(Edit::Note(typed)) }
        }
    }
}

/// What the picker offers: what was in use that day, then what the series ever took, and what is written already.
fn offered(i: I18n, written: &Written, day: NaiveDate) -> Vec<Choice> {
    let mut known = families(&written.series, day, Some(&written.vaccine));
    for family in all_families(&written.series) {
        if !known.contains(&family) {
            known.push(family);
        }
    }
    let mut offered = choices(i, &known);
    let now = value(&written.vaccine, &written.product);
    if !offered.iter().any(|choice| choice.value == now) {
        let name = itsumo_domain::i18n::without_ruby(&explain::product_name(Pack::japan(), &written.vaccine, i.locale));
        let text = if written.product.is_empty() { name } else { format!("{name} — {}", written.product) };
        offered.insert(0, Choice { value: now, text });
    }
    offered
}

/// Swallowed or sprayed, not injected.
fn by_mouth(vaccine: &str) -> bool {
    matches!(Pack::japan().kind(vaccine), Some(Kind::LiveOral | Kind::LiveNasal))
}
