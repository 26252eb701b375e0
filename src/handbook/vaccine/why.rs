//! One series: the next dose and why that day and no earlier, what was given and how it counts, and the rules with
//! the law or notice they come from.

use super::{
    list::moment,
    products::all_families,
    standing::{Line, case, conforms, day, days_left, group, title, when},
};
use crate::{
    handbook::{Gone, Whose, use_child, use_handbook, use_today},
    hooks::{use_command, use_engine},
    i18n::{Arg, I18n, ruby, use_i18n},
    route::Route,
    ui::{Bar, Heading, Icon},
};
use chrono::{Days, NaiveDate};
use dioxus::prelude::*;
use itsumo_domain::handbook::{Fact, ReminderChoice};
use itsumo_engine::NewEntry;
use itsumo_handbook::immunization::{
    Assessment, Category, Derivation, DoseVerdict, LegalStatus, NextDose, Pack, assess, explain,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// How long "later" is.
const QUIET_DAYS: u64 = 90;

/// Everything about one series of one child.
#[component]
pub fn VaccineWhy(child: Uuid, series: String) -> Element {
    let i = use_i18n();
    let today = use_today();
    let handbook = use_handbook();
    let known = use_child(child);
    let found = case(&handbook, child).and_then(|case| {
        let assessment = assess(Pack::japan(), &series, &case.subject, &case.history, today)?;
        Some((case, assessment))
    });
    let (Some(_), Some((case, assessment))) = (known, found) else { return rsx! { Gone {} } };
    let line = Line { child, group: group(&assessment, today).unwrap_or(super::standing::Group::Past), assessment };
    let assessment = &line.assessment;
    let visit = handbook
        .appointments(child)
        .into_iter()
        .map(|(_, visit)| visit)
        .find(|visit| visit.date >= today && visit.series.contains(&series))
        .map(|visit| (moment(i, visit, today), visit.place.clone()));
    let quiet = handbook
        .reminder_choice(child, &series)
        .map(|(entry, choice)| (entry.id, choice.quiet_until))
        .filter(|(_, until)| until.is_some_and(|until| until > today));
    let heading = title(i, assessment);
    let plain = itsumo_domain::i18n::without_ruby(&heading);
    // Of all that was given, what this series is about.
    let families = all_families(&series);
    let own: Vec<DoseVerdict> =
        assessment.doses.iter().filter(|dose| families.contains(&dose.vaccine)).cloned().collect();
    rsx! {
        document::Title { "{plain}" }
        div { class: "pane",
            Bar {}
            div { class: "page stack loose",
                div { class: "stack",
                    Heading { {ruby(&heading)} }
                    Whose { child }
                    p { class: "standing", {ruby(&when(i, assessment, today))} }
                    p { class: "soft", {i.show(if assessment.category == Category::Voluntary { "vaccine-category-voluntary" } else { "vaccine-category-routine" })} }
                    if let Some((day, place)) = visit {
                        div { class: "note good", Icon { name: "events" }
                            p { {i.show_with("vaccine-has-visit", &[("day", Arg::Text(&day)), ("place", Arg::Text(&place))])} }
                        }
                    }
                    for (at, finding) in assessment.notes.iter().enumerate() {
                        div { key: "{at}", class: "note", Icon { name: "info" }
                            p { {ruby(&explain::text_of_finding(Pack::japan(), finding, i.locale))} }
                        }
                    }
                    if assessment.legal == LegalStatus::Review {
                        div { class: "note warn", Icon { name: "info" } p { {i.show("vaccine-review-detail")} } }
                    }
                    if assessment.legal == LegalStatus::Closed {
                        div { class: "note", Icon { name: "info" } p { {i.show("vaccine-closed-detail")} } }
                    }
                }
                if let Some(next) = assessment.next.clone().filter(|_| assessment.legal != LegalStatus::Complete) {
                    Next { next, series: series.clone() }
                }
                if !own.is_empty() {
                    Given { child, series: series.clone(), verdicts: own, entries: case.entries.clone() }
                }
                Rules { assessment: assessment.clone() }
                if !matches!(assessment.legal, LegalStatus::Complete | LegalStatus::NotEligible) {
                    Quiet { child, series: series.clone(), quiet }
                }
            }
            div { class: "foot-bar",
                Link { to: Route::VisitPlanScreen { child }, class: "button", Icon { name: "events" } {i.show("vaccine-visit")} }
                Link { to: Route::RecordDoses { child }, class: "button main", Icon { name: "plus" } {i.show("vaccine-record")} }
            }
        }
    }
}

/// The next dose's days, each with its why.
#[component]
fn Next(next: NextDose, series: String) -> Element {
    let i = use_i18n();
    let today = use_today();
    let pack = Pack::japan();
    let say = |date: NaiveDate| day(i, date, today);
    let standard = match (next.standard_from, next.standard_to) {
        (None, None) => None,
        (Some(from), None) => Some(i.marked("vaccine-span-from", &[("day", Arg::Text(&say(from)))])),
        (None, Some(to)) => Some(i.marked("vaccine-span-to", &[("day", Arg::Text(&say(to)))])),
        (Some(from), Some(to)) => {
            Some(i.marked("vaccine-span", &[("from", Arg::Text(&say(from))), ("to", Arg::Text(&say(to)))]))
        }
    };
    let products: Vec<String> =
        next.products.iter().map(|product| explain::product_name(pack, product, i.locale)).collect();
    let products = products.join(&i.marked("vaccine-between", &[]));
    rsx! {
        section { class: "section",
            h2 { {i.show("vaccine-next")} }
            div { class: "group why",
                Day { icon: "forward", label: "vaccine-earliest",
                    text: format!("{}{}", day(i, next.earliest, today), days_left(i, next.earliest, today)),
                    why: next.why_earliest.clone() }
                if let Some(standard) = standard {
                    Day { icon: "star", label: "vaccine-standard", text: standard, why: next.why_standard.clone() }
                }
                if next.last_eligible_by_product.is_empty() {
                    if let Some(last) = next.last_eligible {
                        Day { icon: "clock", label: "vaccine-last",
                            text: format!("{}{}", day(i, last, today), days_left(i, last, today)), why: next.why_last.clone() }
                    } else {
                        Day { icon: "clock", label: "vaccine-last", text: i.marked("vaccine-no-last", &[]), why: next.why_last.clone() }
                    }
                } else {
                    for (product, last) in next.last_eligible_by_product.clone() {
                        Day { key: "{product}", icon: "clock", label: "vaccine-last",
                            text: i.marked("vaccine-last-of", &[
                                ("product", Arg::Text(&explain::product_name(pack, &product, i.locale))),
                                ("day", Arg::Text(&day(i, last, today))),
                            ]),
                            why: next.why_last.clone() }
                    }
                }
            }
            for (from, to) in next.windows.clone() {
                p { key: "{from}", class: "soft",
                    {i.show_with("vaccine-window", &[("from", Arg::Text(&day(i, from, today))), ("to", Arg::Text(&day(i, to, today)))])}
                }
            }
            for other in next.alternatives.clone() {
                div { key: "{other.regimen}", class: "note", Icon { name: "info" }
                    p { {i.show_with("vaccine-alternative", &[
                        ("doses", Arg::Number(i64::try_from(other.doses).unwrap_or(0))),
                        ("dose", Arg::Text(&explain::dose_name(pack, &other.dose, i.locale))),
                        ("day", Arg::Text(&day(i, other.earliest, today))),
                    ])} }
                }
            }
            if !products.is_empty() {
                p { class: "soft", {i.show_with("vaccine-products", &[("products", Arg::Text(&products))])} }
            }
        }
    }
}

/// A day, and under it, when asked, how it came about.
#[component]
pub fn Day(icon: String, label: &'static str, text: String, why: Derivation) -> Element {
    let i = use_i18n();
    let steps = explain::derivation(Pack::japan(), &why, i.locale);
    let sources = laws(i, why.steps.iter().map(|step| step.rule.as_str()));
    rsx! {
        details { class: "because",
            summary { class: "entry",
                Icon { name: icon }
                span { class: "words", small { {i.show(label)} } strong { {ruby(&text)} } }
                if !steps.is_empty() {
                    span { class: "value", {i.show("vaccine-why-short")} }
                }
            }
            if !steps.is_empty() {
                div { class: "steps-of",
                    ol {
                        for (at, step) in steps.into_iter().enumerate() {
                            li { key: "{at}", "data-decided": if at == why.decided_by { "true" } else { "false" }, {ruby(&step)} }
                        }
                    }
                    for source in sources {
                        p { key: "{source}", class: "soft", {ruby(&source)} }
                    }
                }
            }
        }
    }
}

/// The laws and notices of these rules, each once. Marked.
fn laws<'a>(_: I18n, rules: impl Iterator<Item = &'a str>) -> Vec<String> {
    let pack = Pack::japan();
    let found: BTreeSet<String> =
        rules.filter_map(|id| pack.rule(id)).map(|rule| rule.law.clone()).filter(|law| !law.is_empty()).collect();
    found.into_iter().collect()
}

/// What was given, and as which dose it counts.
#[component]
fn Given(child: Uuid, series: String, verdicts: Vec<DoseVerdict>, entries: Vec<Uuid>) -> Element {
    let i = use_i18n();
    rsx! {
        section { class: "section",
            h2 { {i.show("vaccine-given")} }
            ul { class: "group",
                for verdict in verdicts {
                    if let Some(entry) = entries.get(verdict.index).copied() {
                        li { key: "{entry}",
                            Link { to: Route::EditDose { child, entry }, class: "entry",
                                Icon { name: if conforms(verdict.conforms) { "check" } else { "info" } }
                                span { class: "words", Verdict { series: series.clone(), verdict: verdict.clone() } }
                                Icon { name: "forward" }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A recorded dose in words: when, what, as which dose it counts, and every rule that it breaks.
#[component]
pub fn Verdict(series: String, verdict: DoseVerdict) -> Element {
    let i = use_i18n();
    let today = use_today();
    let pack = Pack::japan();
    let counts = verdict.counts_as.as_ref().map(|dose| explain::dose_name(pack, dose, i.locale));
    rsx! {
        strong { {ruby(&day(i, verdict.date, today))} }
        small { {ruby(&explain::product_name(pack, &verdict.vaccine, i.locale))} }
        match counts.filter(|name| !name.is_empty()) {
            Some(name) => rsx! { small { {i.show_with("vaccine-counts-as", &[("dose", Arg::Text(&name))])} } },
            None => rsx! { small { {i.show("vaccine-counts-not")} } },
        }
        for (at, finding) in verdict.findings.iter().enumerate() {
            small { key: "{at}", class: "finding", {ruby(&explain::text_of_finding(pack, finding, i.locale))} }
        }
    }
}

/// The rules that speak here, in their words, with law and sources.
#[component]
fn Rules(assessment: Assessment) -> Element {
    let i = use_i18n();
    let pack = Pack::japan();
    let mut ids: BTreeSet<&str> = BTreeSet::new();
    if let Some(next) = &assessment.next {
        for why in [&next.why_earliest, &next.why_standard, &next.why_last] {
            ids.extend(why.steps.iter().map(|step| step.rule.as_str()));
        }
    }
    let found = assessment.doses.iter().flat_map(|dose| &dose.findings).chain(&assessment.notes);
    ids.extend(found.map(|finding| finding.rule.as_str()));
    let rules: Vec<_> = ids.into_iter().filter_map(|id| Some((id.to_owned(), pack.rule(id)?))).collect();
    if rules.is_empty() {
        return rsx! {};
    }
    rsx! {
        details { class: "more",
            summary { {i.show("vaccine-rules")} }
            dl {
                for (id, rule) in rules {
                    div { key: "{id}",
                        dt { {ruby(rule.text.get(i.locale))} }
                        if !rule.law.is_empty() {
                            dd { class: "soft", lang: "ja", "{rule.law}" }
                        }
                    }
                }
            }
        }
    }
}

/// No reminders of this series for a while, or again.
#[component]
fn Quiet(child: Uuid, series: String, quiet: Option<(Uuid, Option<NaiveDate>)>) -> Element {
    let i = use_i18n();
    let today = use_today();
    let engine = use_engine();
    let command = use_command();
    let choose = {
        let series = series.clone();
        move |until: Option<NaiveDate>| {
            let (engine, series) = (engine.clone(), series.clone());
            command.in_order(
                async move {
                    // Read now, not when the button was drawn: two quick taps do not contradict each other.
                    let handbook = engine.handbook().await?;
                    let before = handbook.reminder_choice(child, &series).map(|(entry, _)| entry.id);
                    let choice = ReminderChoice { series, quiet_until: until, reason: String::new() };
                    let supersedes = handbook.with_twins(before.as_slice());
                    engine
                        .record(vec![NewEntry::about(child, Fact::Reminder(choice)).replacing(supersedes)])
                        .await
                        .map(drop)
                },
                None,
            );
        }
    };
    let until = quiet.and_then(|(_, until)| until);
    rsx! {
        div { class: "group",
            match until {
                Some(until) => rsx! {
                    div { class: "entry", Icon { name: "quiet" }
                        span { class: "words", {i.show_with("vaccine-quiet-until", &[("day", Arg::Text(&day(i, until, today)))])} }
                        button { class: "button", r#type: "button", onclick: move |_| choose(None), {i.show("vaccine-quiet-end")} }
                    }
                },
                None => rsx! {
                    div { class: "entry", Icon { name: "bell" }
                        span { class: "words", {i.show("vaccine-quiet")} small { {i.show("vaccine-quiet-detail")} } }
                        button { class: "button", r#type: "button",
                            onclick: move |_| choose(today.checked_add_days(Days::new(QUIET_DAYS))),
                            {i.show("vaccine-quiet-do")} }
                    }
                },
            }
        }
    }
}
