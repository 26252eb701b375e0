//! What was begun in a form and is not sent yet. It outlives the screen: a call, a look at another page, the way
//! back lose nothing of it. A form that is sent forgets its draft.

use dioxus::prelude::*;
use std::{any::Any, cell::RefCell, collections::HashMap, rc::Rc};

/// All drafts by the name of their form. Lives in the frame, which outlives the forms.
#[derive(Clone)]
pub struct Drafts {
    home: ScopeId,
    kept: Rc<RefCell<HashMap<String, Rc<dyn Any>>>>,
}

impl Drafts {
    /// Makes the place to keep them. Called by the frame.
    pub fn provide() -> Self {
        let home = use_hook(dioxus::core::current_scope_id);
        use_context_provider(|| Self { home, kept: Rc::default() })
    }
}

/// A draft on the screen.
pub struct Draft<T: 'static> {
    /// What stands in it now.
    pub now: Signal<T>,
    /// Whether it was begun before this screen opened.
    pub taken_up: bool,
    name: CopyValue<String>,
    drafts: CopyValue<Drafts>,
}

impl<T> Clone for Draft<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Draft<T> {}
impl<T> PartialEq for Draft<T> {
    fn eq(&self, other: &Self) -> bool {
        self.now == other.now
    }
}

/// The draft called `name`, or a new one. The name says what it is about, with ids: `growth/<child>`.
pub fn use_draft<T: PartialEq + 'static>(name: impl Into<String>, begin: impl FnOnce() -> T) -> Draft<T> {
    let drafts = use_context::<Drafts>();
    use_hook(move || {
        let name = name.into();
        let before = drafts.kept.borrow().get(&name).and_then(|kept| kept.downcast_ref::<Signal<T>>().copied());
        let fresh = begin();
        // A form that was only looked at is not taken up.
        let before = before.filter(|before: &Signal<T>| *before.peek() != fresh);
        let now = before.unwrap_or_else(|| Signal::new_in_scope(fresh, drafts.home));
        drafts.kept.borrow_mut().insert(name.clone(), Rc::new(now));
        Draft { now, taken_up: before.is_some(), name: CopyValue::new(name), drafts: CopyValue::new(drafts) }
    })
}

impl<T: Clone + PartialEq> Draft<T> {
    /// Changes it.
    pub fn change(mut self, how: impl FnOnce(&mut T)) {
        self.now.with_mut(how);
    }

    /// As it stands, without following it.
    pub fn peek(self) -> T {
        self.now.peek().clone()
    }
}

impl<T> Draft<T> {
    /// It is sent, or let go.
    pub fn forget(self) {
        self.drafts.peek().kept.borrow_mut().remove(&*self.name.peek());
    }
}
