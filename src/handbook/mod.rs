//! The parent–child handbook: children, growth, vaccines, checkups, the diary, and the family that keeps them.
//!
//! Everything here works without an account and without a network, and says a word of neither. What is shown comes
//! out of one value, the family's [`Handbook`], decrypted once by the engine and held by [`HandbookFrame`] for all
//! screens below it; what is written is a new entry.

pub mod appointment;
pub mod checkup;
pub mod child;
pub mod clinic;
pub mod diary;
pub mod entry;
pub mod family;
pub mod form;
pub mod growth;
pub mod home;
pub mod leave;
pub mod milestone;
pub mod numbers;
pub mod photo;
pub mod timeline;
pub mod vaccine;
pub mod words;

pub use appointment::{Appointments, EditAppointment, NewAppointment};
pub use checkup::{Checkups, EditCheckup, NewCheckup};
pub use child::{Born, ChildHome, EditChild, NewChild};
pub use clinic::ClinicScreen;
pub use diary::{DiaryPages, EditDiary, NewDiary};
pub use entry::{Decide, EntryScreen};
pub use family::{FamilyHome, Invite, JoinFamily, RecoverFamily, RecoveryScreen, ShareChild};
pub use form::{FormScreen, Forms, NewForm};
pub use growth::{EditMeasurement, GrowthReference, GrowthScreen, GrowthTable, NewMeasurement};
pub use home::HandbookHome;
pub use leave::Leave;
pub use milestone::{EditMilestone, Milestones, NewMilestone};
pub use timeline::Timeline;
pub use vaccine::{
    EditDose, FamilyVaccines, PastDoses, Reactions, RecordDoses, Reminders, VaccineWhy, Vaccines, VisitPlanScreen,
};

use crate::{
    dates,
    hooks::{Answer, use_engine, use_query},
    i18n::{ruby, use_i18n},
    route::Route,
    ui::{Begun, Failed, Icon, Skeleton, State, form::Form},
};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_domain::handbook::{BlobRef, Child, Fact, Handbook};
use itsumo_engine::{Change, Engine, Error, NewEntry, history_of, subject_of};
use itsumo_handbook::immunization::{Assessment, Pack, assess_all};
use std::sync::Arc;
use uuid::Uuid;

/// Around every screen of the handbook: holds what the handbook says, so that going from one screen to the next
/// asks for nothing.
#[component]
pub fn HandbookFrame() -> Element {
    let mut held = use_query(&[Change::Handbook], |engine| async move { engine.handbook().await });
    use_context_provider(|| Held(held));
    match &*held.read() {
        None => rsx! { div { class: "pane", div { class: "page", Skeleton { rows: 4 } } } },
        Some(Err(error)) => rsx! {
            div { class: "pane", Failed { error: error.clone(), onretry: move |()| held.restart() } }
        },
        Some(Ok(_)) => rsx! { Begun { child::Beside { Outlet::<Route> {} } } },
    }
}

/// The handbook as the frame holds it.
#[derive(Clone, Copy)]
struct Held(Answer<Arc<Handbook>>);

/// What the handbook says now. Only below [`HandbookFrame`].
pub fn use_handbook() -> Arc<Handbook> {
    let Held(held) = use_context();
    match &*held.read() {
        Some(Ok(handbook)) => Arc::clone(handbook),
        _ => Arc::default(),
    }
}

/// A child as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// Its id.
    pub id: Uuid,
    /// The entry that says so.
    pub entry: Uuid,
    /// What it says.
    pub child: Child,
}

impl Known {
    /// Its age on a day in words; of an expected child that it is expected. Marked with ruby.
    pub fn age(&self, i: crate::i18n::I18n, on: NaiveDate) -> String {
        match self.child.birth_date {
            Some(born) => dates::age_on(i, born, on),
            None => child::weeks_text(i, self.child.due_date, on),
        }
    }

    /// Its name, or what one calls a child that has none yet. Marked with ruby.
    pub fn name(&self, i: crate::i18n::I18n) -> String {
        match self.child.name.trim() {
            "" if self.child.birth_date.is_none() => i.marked("handbook-unnamed-expected", &[]),
            "" => i.marked("handbook-unnamed", &[]),
            name => name.to_owned(),
        }
    }

    /// Whether it is still expected.
    pub fn expected(&self) -> bool {
        self.child.birth_date.is_none()
    }
}

/// The children, eldest first, those expected last.
pub fn children(handbook: &Handbook) -> Vec<Known> {
    handbook
        .children()
        .into_iter()
        .filter_map(|(entry, child)| Some(Known { id: entry.about()?, entry: entry.id, child: child.clone() }))
        .collect()
}

/// The child with this id.
pub fn use_child(id: Uuid) -> Option<Known> {
    let handbook = use_handbook();
    handbook.child(id).map(|(entry, child)| Known { id, entry: entry.id, child: child.clone() })
}

/// Whom an entry is about and what it says, where `pick` takes it for one of its sort: what a form begins with that
/// puts it right.
pub fn use_entry<T: Clone>(entry: Uuid, pick: impl FnOnce(&Fact) -> Option<&T>) -> Option<(Uuid, T)> {
    let handbook = use_handbook();
    let found = handbook.entry(entry)?;
    Some((found.child?, pick(&found.fact)?.clone()))
}

/// What the rules say of a child's vaccines today. Worked out on the spot: nothing is stored, so nothing is stale.
pub fn assessed(handbook: &Handbook, known: &Known, today: NaiveDate) -> Vec<Assessment> {
    let doses = handbook.doses(known.id).into_iter().map(|(_, dose)| dose.clone()).collect::<Vec<_>>();
    assess_all(Pack::japan(), &subject_of(&known.child), &history_of(&doses), today)
}

/// Today in Japan, by the engine's clock.
pub fn use_today() -> NaiveDate {
    use_engine().now().jst_date()
}

/// Whose page it is: a link to the child's own page, with its age. Under every heading of a child's screen.
#[component]
pub fn Whose(child: Uuid) -> Element {
    let i = use_i18n();
    let today = use_today();
    let Some(known) = use_child(child) else { return rsx! {} };
    rsx! {
        Link { to: Route::ChildHome { child }, class: "whose",
            Face { name: known.child.name.clone(), photo: known.child.photo.clone(), small: true }
            span { class: "words",
                strong { {ruby(&known.name(i))} }
                " "
                span { class: "soft", {ruby(&known.age(i, today))} }
            }
        }
    }
}

/// A child's picture: its photo, or the first letter of its name.
#[component]
pub fn Face(name: String, #[props(default)] photo: Option<BlobRef>, #[props(default)] small: bool) -> Element {
    let letter: String = name.trim().chars().next().map(String::from).unwrap_or_default();
    rsx! {
        span { class: if small { "face small" } else { "face" }, "aria-hidden": "true",
            if let Some(photo) = photo {
                photo::Photo { blob: photo, alt: String::new() }
            } else if letter.is_empty() {
                Icon { name: "childcare" }
            } else {
                "{letter}"
            }
        }
    }
}

/// What is asked for is not in the handbook: from an old link, or taken away on another device.
#[component]
pub fn Gone() -> Element {
    let i = use_i18n();
    let title = i.say("handbook-gone");
    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            State { icon: "info", title: i.show("handbook-gone"), detail: i.show("handbook-gone-detail"),
                Link { to: Route::HandbookHome {}, class: "button", {i.show("handbook-to-home")} }
            }
        }
    }
}

/// What an entry that is written in place of `entry` supersedes: it, what says the same, and what contradicts it.
/// Whoever changes one of two that contradict each other has both on the screen (see [`entry::Others`]).
pub fn replaced(handbook: &Handbook, entry: Uuid) -> Vec<Uuid> {
    match handbook.conflict_of(entry) {
        Some(conflict) => handbook.with_twins(&conflict.entries),
        None => handbook.with_twins(&[entry]),
    }
}

/// A form's fact about `child`, in place of `entry` where one is put right, and the same anew for each of `also`.
pub fn for_several(
    handbook: &Handbook,
    child: Uuid,
    entry: Option<Uuid>,
    also: &[String],
    fact: &Fact,
) -> Vec<NewEntry> {
    let supersedes = entry.map(|entry| replaced(handbook, entry)).unwrap_or_default();
    let others = also.iter().filter_map(|id| id.parse().ok()).map(|id| NewEntry::about(id, fact.clone()));
    std::iter::once(NewEntry::about(child, fact.clone()).replacing(supersedes)).chain(others).collect()
}

/// Sends a form's entries; `done` gets their ids.
pub fn keep(form: Form, engine: Engine, entries: Vec<NewEntry>, done: impl FnOnce(Vec<Uuid>) + 'static) {
    form.send(async move { engine.record(entries).await }, done);
}

/// What a form found wrong with its own fields: a key of the catalogue by the field's name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Slips(pub Vec<(String, &'static str)>);

impl Slips {
    /// Adds one.
    pub fn add(&mut self, field: impl Into<String>, key: &'static str) {
        self.0.push((field.into(), key));
    }

    /// What is wrong with the field, in words. Marked with ruby.
    pub fn of(&self, i: crate::i18n::I18n, field: &str) -> Option<String> {
        self.0.iter().find(|(name, _)| name == field).map(|(_, key)| i.marked(key, &[]))
    }

    /// Whether nothing is wrong.
    pub fn none(&self) -> bool {
        self.0.is_empty()
    }

    /// Moves to the first field with a slip.
    pub fn show_first(&self) {
        if let Some((field, _)) = self.0.first() {
            let field = serde_json::to_string(field).unwrap_or_default();
            document::eval(&format!("document.getElementById({field})?.focus()"));
        }
    }
}

/// Whether an error is only that this device cannot say so yet; for texts that offer to try again.
pub fn is_offline(error: &Error) -> bool {
    matches!(error, Error::Offline)
}

/// 同じ内容を全員に: the other children that an entry is written for as well. Nothing where there is only one.
#[component]
pub fn AlsoFor(child: Uuid, chosen: Vec<String>, onchoose: EventHandler<Vec<String>>) -> Element {
    let i = use_i18n();
    let handbook = use_handbook();
    let others: Vec<(String, String)> = children(&handbook)
        .into_iter()
        .filter(|known| known.id != child)
        .map(|known| (known.id.to_string(), known.name(i)))
        .collect();
    if others.is_empty() {
        return rsx! {};
    }
    rsx! {
        crate::ui::Choices { id: "also-for", label: i.show("handbook-also-for"), hint: i.show("handbook-also-for-hint"),
            options: others, chosen, onchoose: move |chosen| onchoose.call(chosen) }
    }
}
