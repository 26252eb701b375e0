//! The form that adds a child, or several of one birth, or changes one.

use super::{
    super::{Gone, Slips, entry::Others, keep, photo::PhotoPicker, replaced, use_child, use_handbook, use_today},
    draft::{Baby, ChildDraft},
    issue_of,
};
use crate::{
    dates::{self, Toward},
    hooks::use_engine,
    i18n::{I18n, use_i18n},
    route::{Route, use_back},
    ui::{
        Choice, Choices, DayField, Draft, Field, FormError, Icon, Page, Submit, TakenUp, toast::use_toasts, use_draft,
        use_form,
    },
};
use dioxus::prelude::*;
use itsumo_domain::handbook::{Child, Fact, HandbookIssue};
use itsumo_engine::NewEntry;
use uuid::Uuid;

/// Facts that the vaccination rules ask about, as the schedule's data names them.
const CONDITIONS: [&str; 6] = [
    "history_of_varicella",
    "history_of_intussusception",
    "untreated_congenital_gi_disorder",
    "scid_findings",
    "hbv_mother_positive",
    "long_term_illness",
];

/// A new child, or a new birth of several.
#[component]
pub fn NewChild() -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let toasts = use_toasts();
    let today = use_today();
    let navigator = navigator();
    let draft = use_draft("handbook/new-child", ChildDraft::empty);
    let form = use_form();
    let slips = use_signal(Slips::default);
    let send = move || {
        let Some(children) = checked(draft, &Child::default(), today, slips) else { return };
        let one = children.len() == 1;
        let entries = children.into_iter().map(NewEntry::child).collect();
        keep(form, engine.clone(), entries, move |ids| {
            draft.forget();
            toasts.say(i.marked("handbook-child-added", &[]));
            navigator.replace(match ids.first() {
                Some(child) if one => Route::ChildHome { child: *child },
                _ => Route::HandbookHome {},
            });
        });
    };
    rsx! {
        Page { title: i.say("handbook-child-new"), heading: i.show("handbook-child-new"),
            TakenUp { draft }
            Choice {
                id: "expected",
                label: i.show("handbook-field-stage"),
                options: vec![
                    ("born".to_owned(), i.marked("handbook-stage-born", &[])),
                    ("expected".to_owned(), i.marked("handbook-stage-expected", &[])),
                ],
                chosen: if draft.now.read().expected { "expected" } else { "born" },
                onchoose: move |value: String| draft.change(|draft| draft.expected = value == "expected"),
            }
            ChildFields { draft, slips: slips(), several: true }
            div { class: "stack",
                FormError { form, fields: vec![] }
                Submit { form, onsend: move |()| send(), {i.show("handbook-child-add")} }
            }
            div { class: "assure", Icon { name: "lock" } p { {i.show("handbook-private")} } }
        }
    }
}

/// A child as it stands, to be put right.
#[component]
pub fn EditChild(child: Uuid) -> Element {
    let i = use_i18n();
    let Some(known) = use_child(child) else { return rsx! { Gone {} } };
    rsx! {
        Page { title: i.say("handbook-child-edit"), heading: i.show("handbook-child-edit"),
            ChildEditor { child, entry: known.entry, before: known.child.clone(), born: false }
        }
    }
}

/// The fields of one child and the button that keeps them. With `born`, an expected child becomes a born one.
#[component]
pub fn ChildEditor(child: Uuid, entry: Uuid, before: Child, born: bool) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let toasts = use_toasts();
    let today = use_today();
    let handbook = use_handbook();
    let back = use_back();
    // What comes from another device meanwhile is not what this form was opened on: then both stand, and a person decides.
    let entry = use_hook(|| entry);
    let name = if born { format!("handbook/born/{entry}") } else { format!("handbook/child/{entry}") };
    let start = before.clone();
    let draft =
        use_draft(name, move || ChildDraft { expected: !born && start.birth_date.is_none(), ..ChildDraft::of(&start) });
    let form = use_form();
    let slips = use_signal(Slips::default);
    let send = move || {
        let Some(children) = checked(draft, &before, today, slips) else { return };
        let supersedes = replaced(&handbook, entry);
        let entries = children
            .into_iter()
            .map(|now| NewEntry::about(child, Fact::Child(now)).replacing(supersedes.clone()))
            .collect();
        keep(form, engine.clone(), entries, move |_| {
            draft.forget();
            toasts.say(i.marked(if born { "handbook-born-done" } else { "handbook-saved" }, &[]));
            back.go();
        });
    };
    rsx! {
        Others { entry }
        TakenUp { draft }
        ChildFields { draft, slips: slips(), several: false }
        div { class: "stack",
            FormError { form, fields: vec![] }
            Submit { form, onsend: move |()| send(), {i.show(if born { "handbook-born-keep" } else { "handbook-save" })} }
            if !born {
                Link { to: Route::EntryScreen { entry }, class: "button plain wide", {i.show("handbook-entry-more")} }
            }
        }
    }
}

/// The children that the form names; `None` when something is wrong, which is then said at its field.
fn checked(
    draft: Draft<ChildDraft>,
    before: &Child,
    today: chrono::NaiveDate,
    mut slips: Signal<Slips>,
) -> Option<Vec<Child>> {
    match draft.peek().children(before, today) {
        Ok(children) => {
            slips.set(Slips::default());
            Some(children)
        }
        Err(found) => {
            found.show_first();
            slips.set(found);
            None
        }
    }
}

#[component]
fn ChildFields(draft: Draft<ChildDraft>, slips: Slips, several: bool) -> Element {
    let i = use_i18n();
    let today = use_today();
    let now = draft.now.read().clone();
    let many = now.babies.len() > 1;
    rsx! {
        section { class: "stack",
            if now.expected {
                DayField { id: "due", label: i.show("handbook-field-due"), toward: Toward::Future, initial: now.due_date.clone(),
                    hint: i.show("handbook-field-due-hint"), error: slips.of(i, "due"),
                    oninput: move |text| draft.change(|draft| draft.due_date = text) }
            } else {
                DayField { id: "birth", label: i.show("handbook-field-birth"), toward: Toward::Birth, initial: now.birth_date.clone(),
                    hint: i.show("handbook-field-day-hint"), error: slips.of(i, "birth"),
                    oninput: move |text| draft.change(|draft| draft.birth_date = text) }
            }
        }
        for at in 0..now.babies.len() {
            BabyFields { key: "{at}", draft, at, many, slips: slips.clone() }
        }
        if several {
            div { class: "note",
                Icon { name: "childcare" }
                div { class: "stack", style: "gap:0.75rem;flex:1",
                    p { {i.show(if many { "handbook-twins-many" } else { "handbook-twins" })} }
                    div { class: "line",
                        button {
                            class: "button",
                            r#type: "button",
                            onclick: move |_| draft.change(|draft| draft.babies.push(Baby::default())),
                            Icon { name: "plus" }
                            {i.show("handbook-twins-add")}
                        }
                        if many {
                            button {
                                class: "button plain",
                                r#type: "button",
                                onclick: move |_| draft.change(|draft| { draft.babies.pop(); }),
                                {i.show("handbook-twins-remove")}
                            }
                        }
                    }
                }
            }
        }
        if !now.expected {
            section { class: "stack",
                h2 { {i.show("handbook-birth-more")} }
                div { class: "field", role: "group", "aria-labelledby": "gestation-label",
                    span { class: "label", id: "gestation-label", {i.show("handbook-field-gestation")} }
                    p { class: "hint", {i.show("handbook-field-gestation-hint")} }
                    div { class: "line",
                        Field { id: "weeks", class: "short", label: i.show("handbook-unit-weeks"), inputmode: "numeric", maxlength: 2, initial: now.weeks.clone(),
                            error: slips.of(i, "weeks"),
                            oninput: move |text| draft.change(|draft| draft.weeks = text) }
                        Field { id: "gestation-days", class: "short", label: i.show("handbook-unit-days"), inputmode: "numeric", maxlength: 1, initial: now.days.clone(),
                            oninput: move |text| draft.change(|draft| draft.days = text) }
                    }
                }
                DayField { id: "due-was", label: i.show("handbook-field-due"), toward: Toward::Birth, initial: now.due_date.clone(),
                    hint: i.show("handbook-field-due-born-hint"), error: slips.of(i, "due"),
                    oninput: move |text| draft.change(|draft| draft.due_date = text) }
                DayField { id: "issued", label: i.show("handbook-field-issued"), toward: Toward::Birth, initial: now.issued.clone(),
                    hint: i.show("handbook-field-issued-hint"), error: slips.of(i, "issued"),
                    oninput: move |text| draft.change(|draft| draft.issued = text) }
                p { class: "soft", role: "status", {i.show(curves(&now, today))} }
            }
        }
    }
}

/// Which curves the chart will draw, in words.
fn curves(draft: &ChildDraft, today: chrono::NaiveDate) -> &'static str {
    let day = |text: &str| dates::read_day(text, today, Toward::Birth);
    match issue_of(day(&draft.issued), day(&draft.birth_date)) {
        HandbookIssue::Survey2010 => "handbook-curves-2010",
        HandbookIssue::Survey2023 => "handbook-curves-2023",
    }
}

#[component]
fn BabyFields(draft: Draft<ChildDraft>, at: usize, many: bool, slips: Slips) -> Element {
    let i = use_i18n();
    let now = draft.now.read().clone();
    let expected = now.expected;
    let Some(baby) = now.babies.get(at).cloned() else { return rsx! {} };
    let change = move |how: &dyn Fn(&mut Baby)| {
        draft.change(|draft| {
            if let Some(baby) = draft.babies.get_mut(at) {
                how(baby);
            }
        });
    };
    let field = |name: &str| format!("{name}-{at}");
    let slip = |name: &str| slips.of(i, &field(name));
    rsx! {
        section { class: if many { "stack baby" } else { "stack" },
            if many {
                h2 { {i.show_with("handbook-baby-number", &[("number", crate::i18n::Arg::Number(i64::try_from(at + 1).unwrap_or(0)))])} }
            }
            Field { id: field("name"), label: i.show("handbook-field-name"), initial: baby.name.clone(), error: slip("name"),
                hint: expected.then(|| i.show("handbook-field-name-expected")),
                oninput: move |text: String| change(&|baby| baby.name.clone_from(&text)) }
            Field { id: field("kana"), label: i.show("handbook-field-kana"), initial: baby.kana.clone(), hint: i.show("handbook-field-kana-hint"),
                oninput: move |text: String| change(&|baby| baby.kana.clone_from(&text)) }
            if !expected {
                Choice { id: field("sex"), label: i.show("handbook-field-sex"), hint: i.show("handbook-field-sex-hint"),
                    options: sexes(i), chosen: baby.sex.clone(),
                    onchoose: move |value: String| change(&|baby| baby.sex.clone_from(&value)) }
                details { class: "more", open: at == 0 && has_sizes(&baby),
                    summary { {i.show("handbook-birth-size")} }
                    div { class: "stack",
                        Field { id: field("time"), class: "short", label: i.show("handbook-field-time"), initial: baby.time.clone(), error: slip("time"),
                            hint: i.show("handbook-field-time-hint"),
                            oninput: move |text: String| change(&|baby| baby.time.clone_from(&text)) }
                        div { class: "pair",
                            Field { id: field("weight"), label: i.show("handbook-field-birth-weight"), inputmode: "numeric", initial: baby.weight.clone(), error: slip("weight"),
                                oninput: move |text: String| change(&|baby| baby.weight.clone_from(&text)) }
                            Field { id: field("length"), label: i.show("handbook-field-birth-length"), inputmode: "decimal", initial: baby.length.clone(), error: slip("length"),
                                oninput: move |text: String| change(&|baby| baby.length.clone_from(&text)) }
                            Field { id: field("head"), label: i.show("handbook-field-birth-head"), inputmode: "decimal", initial: baby.head.clone(), error: slip("head"),
                                oninput: move |text: String| change(&|baby| baby.head.clone_from(&text)) }
                            Field { id: field("chest"), label: i.show("handbook-field-birth-chest"), inputmode: "decimal", initial: baby.chest.clone(), error: slip("chest"),
                                oninput: move |text: String| change(&|baby| baby.chest.clone_from(&text)) }
                        }
                    }
                }
                details { class: "more", open: !baby.conditions.is_empty(),
                    summary { {i.show("handbook-conditions")} }
                    Choices { id: field("conditions"), label: i.show("handbook-conditions-label"), hint: i.show("handbook-conditions-hint"),
                        options: CONDITIONS.map(|id| (id.to_owned(), i.marked(&condition_key(id), &[]))).to_vec(),
                        chosen: baby.conditions.clone(),
                        onchoose: move |chosen: Vec<String>| change(&|baby| baby.conditions.clone_from(&chosen)) }
                }
                PhotoPicker { id: field("photo"), label: i.show("handbook-field-photo"), photos: baby.photo.clone().into_iter().collect::<Vec<_>>(),
                    onchange: move |photos: Vec<itsumo_domain::handbook::BlobRef>| change(&|baby| baby.photo = photos.first().cloned()) }
            }
        }
    }
}

fn has_sizes(baby: &Baby) -> bool {
    [&baby.time, &baby.weight, &baby.length, &baby.head, &baby.chest].iter().any(|text| !text.is_empty())
}

/// The catalogue writes ids with hyphens.
pub fn condition_key(id: &str) -> String {
    format!("handbook-condition-{}", id.replace('_', "-"))
}

fn sexes(i: I18n) -> Vec<(String, String)> {
    [("female", "handbook-sex-female"), ("male", "handbook-sex-male"), ("", "handbook-sex-later")]
        .map(|(value, key)| (value.to_owned(), i.marked(key, &[])))
        .to_vec()
}
