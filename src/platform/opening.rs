//! What somebody wants to see who is not in the window yet: a notification was chosen, an address followed, the program
//! started a second time.
//!
//! The wish may come from any thread, and while the window is hidden. Dioxus polls no task then, so the window is brought
//! up by whoever wishes ([`Openings::with_raise`]), and only what is shown in it waits for a task of its own.

use super::link::{Link, NotALink};
use crate::{
    handover::Waiting,
    hooks::error_text,
    i18n::{I18n, use_i18n},
    route::Route,
    ui::toast::{Toasts, use_toasts},
};
use dioxus::prelude::*;
use itsumo_domain::{
    handover::{Kind, Open},
    school::code::NotACode,
};
use itsumo_engine::Engine;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::broadcast;
use uuid::Uuid;

/// What to open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opening {
    /// An article.
    News(Uuid),
    /// An alert.
    Alert(Uuid),
    /// Something of the school: a notice, an absence, or what is asked on its home.
    School(Uuid),
    /// Something of a town association: a circular, a meeting, a safety check.
    Association(Uuid),
    /// An address that was followed, or why it leads nowhere.
    Link(Result<Link, NotALink>),
    /// Just the window.
    Window,
}

/// Where wishes to see something go.
#[derive(Clone)]
pub struct Openings {
    wishes: broadcast::Sender<Opening>,
    early: Arc<Mutex<Early>>,
    raise: Arc<dyn Fn() + Send + Sync>,
}

/// Before the first screen is there: after the start, and all through the first run.
#[derive(Default)]
struct Early {
    over: bool,
    wish: Option<Opening>,
}

impl Default for Openings {
    fn default() -> Self {
        Self::with_raise(|| {})
    }
}

impl Openings {
    /// Where `raise` brings up the window, whatever thread it is called on.
    pub fn with_raise(raise: impl Fn() + Send + Sync + 'static) -> Self {
        Self { wishes: broadcast::channel(8).0, early: Arc::default(), raise: Arc::new(raise) }
    }

    /// Brings up the window and shows it there. What is wished before there is anything to show it in is shown first of
    /// all; later, while nothing listens, somebody else has the device (a clinic), and it is dropped.
    pub fn open(&self, what: Opening) {
        (self.raise)();
        let mut early = self.early.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(broadcast::error::SendError(what)) = self.wishes.send(what)
            && !early.over
        {
            early.wish = Some(what);
        }
    }

    /// Follows an address.
    pub fn follow(&self, address: &str) {
        self.open(Opening::Link(Link::read(address)));
    }

    fn listen(&self) -> (Option<Opening>, broadcast::Receiver<Opening>) {
        let mut early = self.early.lock().unwrap_or_else(PoisonError::into_inner);
        early.over = true;
        (early.wish.take(), self.wishes.subscribe())
    }
}

/// The code of a letter that was scanned (or the text of a slip), until a form takes it. A code is a key: it is kept in memory alone.
#[derive(Clone, Copy)]
pub struct Handed {
    code: Signal<Option<String>>,
    waiting: Waiting,
}

/// Takes what was handed over, now and whenever something is.
pub fn use_handed(mut take: impl FnMut(String) + 'static) {
    // A machine in a hall takes no letters.
    let handed = use_hook(try_consume_context::<Handed>);
    use_effect(move || {
        let Some(Handed { code: mut handed, .. }) = handed else { return };
        let letter = handed.read().clone();
        if let Some(letter) = letter {
            handed.set(None);
            take(letter);
        }
    });
}

/// Fills `code` with what was handed over. The number grows each time: a field that has it as its key begins anew.
pub fn use_handed_code(mut code: Signal<String>) -> u32 {
    let mut round = use_signal(|| 0);
    use_handed(move |letter| {
        code.set(letter);
        round.with_mut(|round| *round += 1);
    });
    round()
}

/// Shows what is wished for. Called once, inside the router.
pub fn use_openings() {
    let openings = use_context::<Openings>();
    let engine = use_context::<Engine>();
    let waiting = Waiting::provide();
    let handed = use_context_provider(|| Handed { code: Signal::new(None), waiting });
    let toasts = use_toasts();
    let i = use_i18n();
    let (navigator, router) = (navigator(), router());
    use_hook(move || {
        let (early, mut asked) = openings.listen();
        spawn(async move {
            use broadcast::error::RecvError;
            let mut next = early;
            loop {
                if let Some(what) = next.take()
                    && let Some(route) = route_of(&engine, what, handed, toasts, i).await
                    // Who is there already stays: the way back leads to where they came from.
                    && router.current::<Route>() != route
                {
                    navigator.push(route);
                }
                match asked.recv().await {
                    Ok(what) => next = Some(what),
                    Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => break,
                }
            }
        });
    });
}

async fn route_of(engine: &Engine, what: Opening, handed: Handed, toasts: Toasts, i: I18n) -> Option<Route> {
    match what {
        Opening::News(id) => Some(Route::HomeArticle { id }),
        Opening::Alert(id) => Some(Route::AlertScreen { id }),
        Opening::School(id) => Some(of_school(engine, id).await),
        Opening::Association(id) => Some(of_association(engine, id).await),
        Opening::Window | Opening::Link(Ok(Link::App)) => None,
        Opening::Link(Ok(link)) => of_link(engine, link, handed, toasts, i).await,
        // Half a code was read: the rest stands on the letter.
        Opening::Link(Err(NotALink::Letter(why))) if why != NotACode::Newer => {
            toasts.say(i.marked("computer-link-letter", &[]));
            None
        }
        Opening::Link(Err(NotALink::Other | NotALink::Letter(_))) => {
            toasts.say(i.marked("computer-link-unknown", &[]));
            None
        }
    }
}

async fn of_link(engine: &Engine, link: Link, handed: Handed, toasts: Toasts, i: I18n) -> Option<Route> {
    let Handed { mut code, waiting } = handed;
    match link {
        Link::App => None,
        Link::School(letter) => {
            code.set(Some(letter));
            Some(Route::JoinChild {})
        }
        Link::Association(letter) => {
            code.set(Some(letter));
            Some(Route::JoinAssociation {})
        }
        Link::Open(Open { city, kind, id, .. }) => {
            let here = engine.city().await.ok().flatten();
            if here.is_none_or(|here| here.code != city) {
                toasts.say(i.marked("computer-link-other-city", &[]));
                return Some(Route::CitySettings {});
            }
            // What is on paper today may not have come to this device yet; the screen asks again when it has.
            let fetching = engine.clone();
            spawn(async move { drop(fetching.sync().await) });
            Some(match kind {
                Kind::News => Route::HomeArticle { id },
                Kind::Alert => Route::AlertScreen { id },
                Kind::Circular => match of_association(engine, id).await {
                    Route::AssociationHome {} => Route::NoticeBoard {},
                    own => own,
                },
            })
        }
        // Whoever keeps the paper of that street takes it in; a household replies on its own screen.
        Link::Slip(slip) => {
            let all = engine.associations().await.ok()?;
            if all.circular(slip.circular).is_some() && all.streets.iter().any(|row| row.household == slip.household) {
                code.set(Some(slip.text()));
                return Some(Route::SlipEntry { id: slip.circular });
            }
            Some(of_association(engine, slip.circular).await)
        }
        // What is to be printed is chosen there.
        Link::Print(ticket) => match engine.read_ticket(&ticket.text()) {
            Ok(seen) => {
                waiting.keep(seen, engine.now());
                Some(Route::MachineWaits {})
            }
            Err(error) => {
                toasts.say(error_text(i, &error));
                None
            }
        },
    }
}

/// Where something of the school stands. A notification says as little of it as its lock screen.
async fn of_school(engine: &Engine, id: Uuid) -> Route {
    match engine.school().await {
        Ok(school) if school.notice(id).is_some() => Route::NoticeScreen { id },
        Ok(school) if school.absence(id).is_some() => Route::AbsenceScreen { id },
        // A question stands first on the school's home; what is gone meanwhile is nowhere.
        _ => Route::SchoolHome {},
    }
}

/// Where something of an association stands.
async fn of_association(engine: &Engine, id: Uuid) -> Route {
    let Ok(all) = engine.associations().await else { return Route::AssociationHome {} };
    if all.circular(id).is_some() {
        return Route::CircularScreen { id };
    }
    if all.meeting(id).is_some() {
        return Route::MeetingScreen { id };
    }
    if all.duty(id).is_some() {
        return Route::DutyScreen { id };
    }
    match all.check(id) {
        // Who has not said how they are says so first; an officer then sees who calls.
        Some(check) if check.own.iter().any(|(_, merged, _)| merged.condition.is_none()) => Route::SafetyScreen { id },
        Some(_) if !all.streets.is_empty() => Route::SafetyList { check: id },
        Some(_) => Route::SafetyScreen { id },
        None => Route::AssociationHome {},
    }
}
