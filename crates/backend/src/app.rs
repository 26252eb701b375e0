//! What every route and background task shares.

use crate::{
    account::{AccountError, Desk},
    association,
    blob::Blobs,
    city::Cities,
    clock::{Clock, Ids},
    config::Config,
    console::Looks,
    family::Counter,
    handover,
    limits::Limiter,
    live::Hub,
    mail::Mailer,
    operator::Key,
    push,
    school::{Remembered, children::Tries},
    store::Store,
    stream::{Reach, Streams},
};
use itsumo_domain::Timestamp;
use std::{ops::Deref, sync::Arc};
use tokio::sync::{Notify, watch};

/// The server's parts, behind one pointer: cheap to clone, reached as `app.store`, `app.streams`, …
#[derive(Clone)]
pub struct App(Arc<Parts>);

impl Deref for App {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// See [`App`].
pub struct Parts {
    deps: Deps,
    /// What accounts need in memory.
    pub desk: Desk,
    /// Who tried how often to make or find a family.
    pub families: Counter,
    /// Who opened and filled how many drops.
    pub drops: handover::Counter,
    /// What people are to schools, for as long as it does not move.
    pub school: Arc<Remembered>,
    /// What people are to associations, for as long as it does not move.
    pub associations: Arc<association::Remembered>,
    /// How far people's devices are in streams with notices and circulars.
    pub reach: Reach,
    /// Who tried how often to join a child.
    pub joins: Tries,
    /// How often which address of a school's calendar was asked for.
    pub calendars: Limiter,
    /// Of whom which seat has looked at today.
    pub looks: Looks,
    /// Told when a mail was written into its table.
    pub mail_waits: Notify,
}

impl Deref for Parts {
    type Target = Deps;
    fn deref(&self) -> &Deps {
        &self.deps
    }
}

/// What [`App::new`] is made of, apart from what it makes itself.
pub struct Deps {
    /// The tables.
    pub store: Store,
    /// Families' sealed photos and documents.
    pub blobs: Blobs,
    /// Heads, pages and hints of all streams.
    pub streams: Streams,
    /// Everybody who listens for live hints.
    pub live: Arc<Hub>,
    /// The cities this process serves.
    pub cities: Arc<Cities>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// New ids and secrets.
    pub ids: Arc<dyn Ids>,
    /// The way out for mails.
    pub mailer: Arc<dyn Mailer>,
    /// What wakes devices that do not listen.
    pub push: push::Desk,
    /// What the operator decided.
    pub config: Arc<Config>,
    /// The operator's key.
    pub operator: Key,
    /// True once the server stops: streams end, background work comes to its end.
    pub stopping: watch::Receiver<bool>,
}

impl App {
    /// Puts the parts together.
    ///
    /// # Errors
    /// When this machine cannot hash passwords.
    pub fn new(deps: Deps) -> Result<Self, AccountError> {
        let desk = Desk::new(deps.config.auth_rate)?;
        let families = Counter::new(deps.config.auth_rate);
        let drops = handover::Counter::new(deps.config.auth_rate);
        let joins = Tries::new(deps.config.auth_rate);
        // Whoever subscribes asks every few hours; some programs ask with every glance.
        let every = if deps.config.auth_rate == 0 { 0 } else { Timestamp::MINUTE };
        let calendars = Limiter::new(10, every);
        let school = Arc::default();
        Ok(Self(Arc::new(Parts {
            deps,
            desk,
            families,
            drops,
            school,
            associations: Arc::default(),
            reach: Reach::default(),
            joins,
            calendars,
            looks: Looks::default(),
            mail_waits: Notify::new(),
        })))
    }
}
