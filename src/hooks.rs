//! The two ways a component meets the engine: it reads through [`use_query`] and writes through
//! [`use_command`].
//!
//! Events from the engine carry ids, never data. One task at the root hears them and moves a number per kind;
//! a query that depends on that kind asks again. Dioxus polls no task while the window is hidden, so after a
//! long sleep the receiver has missed events: then every number moves, and every query asks again.

use crate::{
    i18n::use_i18n,
    ui::toast::{Toasts, use_toasts},
};
use dioxus::prelude::*;
use itsumo_domain::city::City;
use itsumo_engine::{Change, Engine, Error, Settings};
use std::{future::Future, rc::Rc};

/// How often each kind of thing has changed since the window opened.
#[derive(Clone, Copy)]
pub struct Heard {
    city: Signal<u64>,
    news: Signal<u64>,
    alerts: Signal<u64>,
    interests: Signal<u64>,
    settings: Signal<u64>,
    account: Signal<u64>,
    handbook: Signal<u64>,
    family: Signal<u64>,
    school: Signal<u64>,
    association: Signal<u64>,
    outbox: Signal<u64>,
    sync: Signal<u64>,
}

impl Heard {
    const KINDS: [Change; 12] = [
        Change::City,
        Change::News,
        Change::Alerts,
        Change::Interests,
        Change::Settings,
        Change::Account,
        Change::Handbook,
        Change::Family,
        Change::School,
        Change::Association,
        Change::Outbox,
        Change::Sync,
    ];

    fn of(&self, change: &Change) -> Signal<u64> {
        match change {
            Change::City => self.city,
            Change::News => self.news,
            Change::Alerts => self.alerts,
            Change::Interests => self.interests,
            Change::Settings => self.settings,
            Change::Account => self.account,
            Change::Handbook => self.handbook,
            Change::Family => self.family,
            Change::School => self.school,
            Change::Association => self.association,
            Change::Outbox => self.outbox,
            Change::Sync => self.sync,
        }
    }

    fn moved(&self, change: &Change) {
        let mut signal = self.of(change);
        let next = signal.peek().wrapping_add(1);
        signal.set(next);
    }
}

/// Listens to the engine for as long as the window lives. Called once, at the root.
pub fn use_changes() {
    let engine = use_context::<Engine>();
    let heard = use_context_provider(|| Heard {
        city: Signal::new(0),
        news: Signal::new(0),
        alerts: Signal::new(0),
        interests: Signal::new(0),
        settings: Signal::new(0),
        account: Signal::new(0),
        handbook: Signal::new(0),
        family: Signal::new(0),
        school: Signal::new(0),
        association: Signal::new(0),
        outbox: Signal::new(0),
        sync: Signal::new(0),
    });
    // Subscribed before the first query asks, so that nothing falls between the two.
    use_hook(move || {
        let mut changes = engine.changes();
        spawn(async move {
            use tokio::sync::broadcast::error::RecvError;
            loop {
                match changes.recv().await {
                    Ok(change) => heard.moved(&change),
                    Err(RecvError::Lagged(_)) => Heard::KINDS.iter().for_each(|change| heard.moved(change)),
                    Err(RecvError::Closed) => break,
                }
            }
        });
    });
}

/// The engine.
pub fn use_engine() -> Engine {
    use_context::<Engine>()
}

/// What a query has come to.
pub type Answer<T> = Resource<Result<T, Error>>;

/// Asks the engine, and asks again when one of `on` changes or a signal that `ask` reads does. The old answer
/// stays until the new one is there, so nothing flickers.
pub fn use_query<T, F, Fut>(on: &'static [Change], ask: F) -> Answer<T>
where
    T: 'static,
    F: Fn(Engine) -> Fut + 'static,
    Fut: Future<Output = Result<T, Error>> + 'static,
{
    let engine = use_engine();
    let heard = use_context::<Heard>();
    use_resource(move || {
        for change in on {
            heard.of(change).read();
        }
        ask(engine.clone())
    })
}

/// Sends a person's wish to the engine and says how it went.
#[derive(Clone, Copy)]
pub struct Commands {
    toasts: Toasts,
    i: crate::i18n::I18n,
    queue: Signal<Queue>,
}

/// The queue of small writes. Two quick taps start two tasks, and the second must not overtake the first.
type Queue = Rc<tokio::sync::Mutex<()>>;

/// Makes the queue. Called once, at the root.
pub fn use_command_queue() {
    use_context_provider(|| Signal::new(Queue::default()));
}

/// The way to write.
pub fn use_command() -> Commands {
    Commands { toasts: use_toasts(), i: use_i18n(), queue: use_context() }
}

impl Commands {
    /// Runs `wish` to its end even if the screen goes away meanwhile; `done` is the key of what to say after.
    pub fn run(self, wish: impl Future<Output = Result<(), Error>> + 'static, done: Option<&'static str>) {
        let Self { toasts, i, .. } = self;
        dioxus::core::spawn_forever(async move {
            match wish.await {
                Ok(()) => {
                    if let Some(key) = done {
                        toasts.say(i.marked(key, &[]));
                    }
                }
                Err(error) => toasts.say(error_text(i, &error)),
            }
        });
    }

    /// As [`Self::run`], after the wishes before it that were to be kept in order. For what only touches this
    /// device: nothing here may wait for a network.
    pub fn in_order(self, wish: impl Future<Output = Result<(), Error>> + 'static, done: Option<&'static str>) {
        let queue = self.queue.peek().clone();
        self.run(
            async move {
                let _turn = queue.lock().await;
                wish.await
            },
            done,
        );
    }

    /// As [`Self::run`], then `after`.
    pub fn then(
        self,
        wish: impl Future<Output = Result<(), Error>> + 'static,
        done: Option<&'static str>,
        after: impl FnOnce() + 'static,
    ) {
        self.run(
            async move {
                wish.await?;
                after();
                Ok(())
            },
            done,
        );
    }
}

/// An error in words, marked with ruby.
pub fn error_text(i: crate::i18n::I18n, error: &Error) -> String {
    error.text(i.locale)
}

/// The error of the field `name`, in words; `None` when it is another's or the whole form's.
pub fn field_error(i: crate::i18n::I18n, error: &Option<Error>, name: &str) -> Option<String> {
    match error {
        Some(Error::Refused(refusal)) if refusal.field.as_deref() == Some(name) => {
            error.as_ref().map(|error| error_text(i, error))
        }
        _ => None,
    }
}

/// The person's settings.
pub fn use_settings() -> Settings {
    use_context::<Signal<Settings>>()()
}

/// The city, once chosen.
pub fn use_city() -> Option<City> {
    use_context::<Signal<Option<City>>>()()
}

/// Changes settings: reads them freshly, so that two quick taps do not undo each other.
pub fn change_settings(commands: Commands, engine: Engine, change: impl FnOnce(&mut Settings) + 'static) {
    commands.in_order(
        async move {
            let mut settings = engine.settings().await?;
            change(&mut settings);
            engine.set_settings(settings).await
        },
        None,
    );
}
