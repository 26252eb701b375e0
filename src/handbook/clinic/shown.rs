//! What the clinic sees: who, which day, what fits today and what does not and why, what was given so far, the form.

use crate::{
    dates,
    handbook::{
        Known,
        form::{Flags, ask, said},
        vaccine::{
            standing::{day, with_dose},
            wait_words,
        },
    },
    i18n::{Arg, ruby, use_i18n},
    ui::Icon,
};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_domain::handbook::{Form, Handbook};
use itsumo_handbook::{
    form::Questions,
    immunization::{Pack, VisitPlan, WaitReason, explain, plan_visit},
};
use std::sync::Arc;
use uuid::Uuid;

/// Everything that is shown, of one child on one day.
#[derive(Clone, PartialEq)]
pub struct Shown {
    /// Who.
    pub known: Known,
    /// The day.
    pub today: NaiveDate,
    /// What fits and what waits.
    pub plan: VisitPlan,
    /// What was given, newest first: day, vaccine, lot, as which dose it counts.
    pub given: Vec<Row>,
    /// The form of the day.
    pub form: Option<Form>,
}

/// A dose that was given.
#[derive(Clone, PartialEq)]
pub struct Row {
    date: NaiveDate,
    vaccine: String,
    product: String,
    lot: String,
}

/// What is shown of a child; `None` when there is no such child any more.
pub fn shown(handbook: &Arc<Handbook>, child: Uuid, form: Option<Uuid>, today: NaiveDate) -> Option<Shown> {
    let (entry, of) = handbook.child(child)?;
    let case = crate::handbook::vaccine::standing::case(handbook, child)?;
    let forms = handbook.forms(child);
    // The form may have been put right meanwhile, on another device too: then it is the one of its day.
    let form = forms
        .iter()
        .find(|(entry, _)| Some(entry.id) == form)
        .or_else(|| forms.iter().rev().find(|(_, form)| form.date == today))
        .map(|(_, form)| (*form).clone());
    let given = handbook.doses(child).into_iter().rev().map(|(_, dose)| Row {
        date: dose.date,
        vaccine: dose.vaccine.clone(),
        product: dose.product.clone(),
        lot: dose.lot.clone(),
    });
    Some(Shown {
        known: Known { id: child, entry: entry.id, child: of.clone() },
        today,
        plan: plan_visit(Pack::japan(), &case.subject, &case.history, today),
        given: given.collect(),
        form,
    })
}

/// Today's form of a child, to be shown beside.
pub fn form_of_today(handbook: &Handbook, child: Uuid, today: NaiveDate) -> Option<Uuid> {
    handbook.forms(child).into_iter().rev().find(|(_, form)| form.date == today).map(|(entry, _)| entry.id)
}

/// The clinic's view. It leads nowhere: there is no link in it.
#[component]
pub fn View(seen: Shown) -> Element {
    let i = use_i18n();
    let pack = Pack::japan();
    let today = seen.today;
    let born = seen.known.child.birth_date;
    let waits: Vec<_> = seen
        .plan
        .waits
        .iter()
        .filter(|wait| {
            matches!(wait.why, WaitReason::Review | WaitReason::LiveGap(_))
                || wait.from.is_some_and(|from| from.signed_duration_since(today).num_days() <= 365)
        })
        .cloned()
        .collect();
    rsx! {
        section { class: "clinic-who",
            p { class: "clinic-name",
                strong { {ruby(&seen.known.name(i))} }
                if !seen.known.child.kana.is_empty() {
                    " "
                    small { "{seen.known.child.kana}" }
                }
            }
            if let Some(born) = born {
                p { {i.show_with("vaccine-clinic-born", &[
                    ("day", Arg::Text(&dates::civil_with_year(i, born))),
                    ("age", Arg::Text(&dates::age_on(i, born, today))),
                ])} }
            }
            p { class: "standing", {i.show_with("vaccine-clinic-today", &[("day", Arg::Text(&dates::civil_with_year(i, today)))])} }
        }
        section { class: "section fits",
            h2 { Icon { name: "check" } {i.show("vaccine-clinic-fits")} }
            if seen.plan.fits.is_empty() {
                p { class: "soft", {i.show("vaccine-fits-none")} }
            } else {
                ul { class: "group",
                    for dose in seen.plan.fits.clone() {
                        li { key: "{dose.series}", class: "entry fit",
                            Icon { name: "check" }
                            span { class: "words",
                                strong { {ruby(&with_dose(i, &explain::series_name(pack, &dose.series, i.locale), &dose.next.dose))} }
                                if let Some(last) = dose.next.last_eligible {
                                    small { {i.show_with("vaccine-when-until", &[("day", Arg::Text(&day(i, last, today))), ("left", Arg::Text(""))])} }
                                }
                                for (at, note) in dose.notes.iter().enumerate() {
                                    small { key: "{at}", {ruby(&explain::text_of_finding(pack, note, i.locale))} }
                                }
                            }
                        }
                    }
                }
            }
        }
        if !waits.is_empty() {
            section { class: "section waits",
                h2 { Icon { name: "clock" } {i.show("vaccine-clinic-waits")} }
                ul { class: "group",
                    for wait in waits {
                        li { key: "{wait.series}", class: "entry",
                            Icon { name: "clock" }
                            span { class: "words",
                                strong { {ruby(&explain::series_name(pack, &wait.series, i.locale))} }
                                small { {ruby(&wait_words(i, &wait, today))} }
                            }
                        }
                    }
                }
            }
        }
        if let Some(form) = seen.form.clone() {
            section { class: "section",
                h2 { {i.show("form-title")} }
                Flags { form: form.clone() }
                if let Some(tenths) = form.temperature_tenths {
                    p { class: "standing", {i.show("form-temperature-title")} " " "{crate::handbook::numbers::degrees(tenths)} ℃" }
                }
                dl { class: "group answers",
                    for question in Questions::japan().asked(&form) {
                        div { key: "{question.id}", class: "entry",
                            dt { class: "words", {ruby(ask(question, i.locale))} }
                            dd { class: "value", strong { {ruby(&said(i, &form.answers.get(&question.id).cloned().unwrap_or_default()))} } }
                        }
                    }
                }
                p { class: "soft", {i.show("vaccine-clinic-consent")} }
            }
        }
        section { class: "section",
            h2 { {i.show("vaccine-clinic-given")} }
            if seen.given.is_empty() {
                p { class: "soft", {i.show("vaccine-clinic-given-none")} }
            } else {
                table { class: "given",
                    thead { tr { th { scope: "col", {i.show("vaccine-given-day")} } th { scope: "col", {i.show("vaccine-product")} } th { scope: "col", {i.show("vaccine-lot")} } } }
                    tbody {
                        for (at, row) in seen.given.clone().into_iter().enumerate() {
                            tr { key: "{at}",
                                td { {row.date.format("%Y/%m/%d").to_string()} }
                                td { {ruby(&explain::product_name(pack, &row.vaccine, i.locale))}
                                    if !row.product.is_empty() { br {} small { "{row.product}" } } }
                                td { "{row.lot}" }
                            }
                        }
                    }
                }
            }
            p { class: "soft", {i.show("vaccine-clinic-advice")} }
        }
    }
}
