//! A form on its way: busy, done, or refused with the field at fault.

use super::Icon;
use crate::{
    hooks::{error_text, field_error},
    i18n::{I18n, ruby},
};
use dioxus::prelude::*;
use itsumo_engine::Error;
use std::{future::Future, pin::Pin};

/// A wish on its way.
type Wishing<T> = Pin<Box<dyn Future<Output = Result<T, Error>>>>;

/// What a part of a screen wishes when it is asked to, without knowing of whom: the screen that holds the part says so.
pub type Wish<A, T> = Callback<A, Wishing<T>>;

/// Makes a wish of a function.
pub fn use_wish<A: 'static, T: 'static, F>(mut wish: impl FnMut(A) -> F + 'static) -> Wish<A, T>
where
    F: Future<Output = Result<T, Error>> + 'static,
{
    use_callback(move |given| -> Wishing<T> { Box::pin(wish(given)) })
}

/// The state of a form.
#[derive(Clone, Copy, PartialEq)]
pub struct Form {
    busy: Signal<bool>,
    error: Signal<Option<Error>>,
}

/// A form.
pub fn use_form() -> Form {
    Form { busy: use_signal(|| false), error: use_signal(|| None) }
}

impl Form {
    /// Sends `wish` unless one is on its way; then `done`. What was typed stays in its fields either way.
    pub fn send<T: 'static>(
        mut self,
        wish: impl Future<Output = Result<T, Error>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        if *self.busy.peek() {
            return;
        }
        self.busy.set(true);
        self.error.set(None);
        spawn(async move {
            let answer = wish.await;
            self.busy.set(false);
            match answer {
                Ok(value) => done(value),
                Err(error) => self.error.set(Some(error)),
            }
        });
    }

    /// Forgets what went wrong.
    pub fn clear(mut self) {
        self.error.set(None);
    }

    /// Whether something is on its way.
    pub fn busy(self) -> bool {
        (self.busy)()
    }

    /// What is wrong with the field called `name`, in words.
    pub fn field(self, i: I18n, name: &str) -> Option<String> {
        field_error(i, &self.error.read(), name)
    }

    /// What is wrong with the whole, or with a field that this form does not show.
    pub fn whole(self, i: I18n, fields: &[&str]) -> Option<String> {
        let error = self.error.read();
        match &*error {
            Some(Error::Refused(refusal)) if refusal.field.as_deref().is_some_and(|field| fields.contains(&field)) => {
                None
            }
            Some(error) => Some(error_text(i, error)),
            None => None,
        }
    }
}

/// What is wrong with the whole form. Offline is said, and not in red.
#[component]
pub fn FormError(form: Form, fields: Vec<&'static str>) -> Element {
    let i = crate::i18n::use_i18n();
    let offline = matches!(&*form.error.read(), Some(Error::Offline));
    match form.whole(i, &fields) {
        None => rsx! {},
        Some(text) => rsx! {
            div { class: if offline { "note" } else { "note bad" }, role: "alert",
                Icon { name: if offline { "offline" } else { "info" } }
                p { {ruby(&text)} }
            }
        },
    }
}

/// The button that sends a form: says what happens, and waits while it does.
#[component]
pub fn Submit(form: Form, #[props(default)] danger: bool, onsend: EventHandler<()>, children: Element) -> Element {
    let busy = form.busy();
    rsx! {
        button {
            class: if danger { "button main danger wide" } else { "button main wide" },
            r#type: "button",
            "aria-busy": if busy { "true" } else { "false" },
            "aria-disabled": if busy { "true" } else { "false" },
            onclick: move |_| onsend.call(()),
            {children}
        }
    }
}
