//! What was begun in a form and is not sent yet. It outlives the screen, and it outlives the app: a call, a look at
//! another page, the way back, an empty battery lose nothing of it. A form that is sent forgets its draft.
//!
//! While the window lives a draft is in memory; each change goes to the engine as well, which seals it and has it on
//! the disk without anybody waiting ([`itsumo_engine::draft`]). What lay there when the window opened is read once,
//! and [`Begun`] lets forms open only then.

use super::{Icon, Skeleton};
use crate::{hooks::use_engine, i18n::use_i18n};
use dioxus::prelude::*;
use itsumo_engine::Engine;
use serde::{Serialize, de::DeserializeOwned};
use std::{
    any::Any,
    cell::RefCell,
    collections::{BTreeMap, HashMap},
    rc::Rc,
};

/// All drafts by the name of their form. Lives above the screens, which come and go.
#[derive(Clone)]
pub struct Drafts {
    home: ScopeId,
    open: Rc<RefCell<HashMap<String, Rc<dyn Any>>>>,
    /// What lay on the disk when the window opened and is not taken up yet, as JSON by name. `None`: not read yet.
    stored: Signal<Option<BTreeMap<String, String>>>,
    /// Moves when a form is begun anew.
    round: Signal<u32>,
}

impl Drafts {
    /// Makes the place to keep them, and reads what is there. Called once, above the screens.
    pub fn provide() {
        let engine = use_engine();
        let home = use_hook(dioxus::core::current_scope_id);
        let mut stored = use_signal(|| None);
        let round = use_signal(|| 0);
        use_context_provider(|| Self { home, open: Rc::default(), stored, round });
        use_hook(|| {
            spawn(async move {
                // What cannot be read stays where it is. A form that needs the same keyring does not open either.
                stored.set(Some(engine.drafts().await.unwrap_or_default()));
            })
        });
    }
}

/// Around screens with forms: shows them once it is known what was begun before, and anew when a form is begun anew.
#[component]
pub fn Begun(children: Element) -> Element {
    let drafts = use_context::<Drafts>();
    if drafts.stored.read().is_none() {
        return rsx! { div { class: "pane", div { class: "page", Skeleton { rows: 4 } } } };
    }
    let round = (drafts.round)();
    rsx! {
        for round in [round] {
            Fragment { key: "{round}", {children.clone()} }
        }
    }
}

/// A draft on the screen.
pub struct Draft<T: 'static> {
    /// What stands in it now.
    pub now: ReadSignal<T>,
    /// Whether it was begun before this screen opened.
    pub taken_up: bool,
    value: Signal<T>,
    hands: CopyValue<Hands<T>>,
}

/// What a draft needs to keep itself.
struct Hands<T> {
    name: String,
    /// The form before anything was typed.
    fresh: T,
    engine: Engine,
    drafts: Drafts,
}

impl<T> Clone for Draft<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Draft<T> {}
impl<T> PartialEq for Draft<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

/// The draft called `name`, or a new one. The name says what it is about, with ids: `growth/<child>`. One that begins
/// with [`itsumo_engine::draft::PERSON`] is the signed-in person's and goes with them. Below [`Begun`].
pub fn use_draft<T>(name: impl Into<String>, begin: impl FnOnce() -> T) -> Draft<T>
where
    T: Clone + PartialEq + Serialize + DeserializeOwned + 'static,
{
    let drafts = use_context::<Drafts>();
    let engine = use_engine();
    use_hook(move || {
        let name = name.into();
        let fresh = begin();
        let before = drafts.open.borrow().get(&name).and_then(|open| open.downcast_ref::<Draft<T>>().copied());
        // A form that was only looked at is not taken up.
        if let Some(before) = before.filter(|before| *before.value.peek() != before.hands.peek().fresh) {
            // Whoever reads it reads for the screen that is open now.
            return Draft { now: before.value.into(), taken_up: true, ..before };
        }
        let mut stored = drafts.stored;
        let stored = stored.with_mut(|stored| stored.as_mut().and_then(|stored| stored.remove(&name)));
        // A form of an older version that does not fit this one is begun anew.
        let stored = stored.and_then(|json| serde_json::from_str(&json).ok()).filter(|stored| *stored != fresh);
        let taken_up = stored.is_some();
        let value = Signal::new_in_scope(stored.unwrap_or_else(|| fresh.clone()), drafts.home);
        let home = drafts.home;
        let hands = Hands { name: name.clone(), fresh, engine, drafts: drafts.clone() };
        let draft = Draft { now: value.into(), taken_up, value, hands: CopyValue::new_in_scope(hands, home) };
        drafts.open.borrow_mut().insert(name, Rc::new(draft));
        draft
    })
}

impl<T: Clone + PartialEq + Serialize> Draft<T> {
    /// Changes it.
    pub fn change<R>(mut self, how: impl FnOnce(&mut T) -> R) -> R {
        let answer = self.value.with_mut(how);
        let hands = self.hands.peek();
        let now = self.value.peek();
        match serde_json::to_string(&*now) {
            // What stands as it began is nothing begun.
            _ if *now == hands.fresh => drop(hands.engine.drop_draft(&hands.name)),
            Ok(json) => drop(hands.engine.keep_draft(&hands.name, json)),
            // It has no place outside this window; in it nothing is lost.
            Err(_) => {}
        }
        answer
    }

    /// It is sent, and the same form stays open for the next: it begins as `fresh`.
    pub fn renew(mut self, fresh: T) {
        self.value.set(fresh.clone());
        self.hands.with_mut(|hands| hands.fresh = fresh);
        self.change(|_| ());
    }

    /// As it stands, without following it.
    pub fn peek(self) -> T {
        self.value.peek().clone()
    }
}

impl<T> Draft<T> {
    /// It is sent, or let go.
    pub fn forget(self) {
        let hands = self.hands.peek();
        hands.drafts.open.borrow_mut().remove(&hands.name);
        drop(hands.engine.drop_draft(&hands.name));
    }

    /// Lets it go and shows the form as it begins.
    pub fn begin_anew(self) {
        self.forget();
        let mut round = self.hands.peek().drafts.round;
        round.with_mut(|round| *round = round.wrapping_add(1));
    }
}

/// Says that something begun earlier is still here, and lets it go where it is not wanted any more.
#[component]
pub fn TakenUp<T: Clone + PartialEq + 'static>(draft: Draft<T>) -> Element {
    let i = use_i18n();
    if !draft.taken_up {
        return rsx! {};
    }
    rsx! {
        div { class: "note taken-up", role: "status",
            Icon { name: "pencil" }
            div { class: "stack tight",
                p { {i.show("handbook-taken-up")} }
                button { class: "button", r#type: "button", onclick: move |_| draft.begin_anew(), {i.show("handbook-begin-anew")} }
            }
        }
    }
}
