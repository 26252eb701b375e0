//! Notifications of the phone: what the engine tells, in the words the native half understands, and what is done when
//! one of them is chosen.

use crate::{one, phone, place, wake};
use itsumo_engine::{
    Engine, Note, Notifier,
    domain::{
        Timestamp,
        i18n::{self, Locale},
    },
};
use serde::Serialize;
use std::sync::{Mutex, PoisonError};
use uuid::Uuid;

/// An announcement that is put off is told again so much later, in milliseconds.
const LATER: i64 = Timestamp::HOUR;
/// What the link of a notification begins with. Followed from outside it shows what is on the device, or nothing.
const LINK: &str = "itsumo://note/";

/// What a button of a notification does without opening the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// It is known.
    Read,
    /// Not now.
    Later,
}

impl Action {
    const ALL: [Self; 2] = [Self::Read, Self::Later];

    /// Its name between the phone and us.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Later => "later",
        }
    }

    /// The action of this name. Anything else is a wish to see it.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.name() == name)
    }

    fn label(self, locale: Locale) -> String {
        let key = match self {
            Self::Read => "computer-note-read",
            Self::Later => "computer-note-later",
        };
        i18n::without_ruby(&i18n::text(locale, key, &[]))
    }
}

/// How loud a phone is about it. Phones call it a channel, and let the person set each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// Danger: over everything.
    Alert,
    /// What one answers for: school, association, warnings.
    Important,
    /// Announcements.
    News,
    /// Several at once.
    Quiet,
}

impl Channel {
    /// Of a notification, by its id.
    pub fn of(note: &Note) -> Self {
        match note.id.split_once('/').map_or(note.id.as_str(), |(room, _)| room) {
            _ if note.urgent => Self::Alert,
            "alert" | "school" | "association" => Self::Important,
            "news" => Self::News,
            room if room.ends_with("-digest") => Self::Quiet,
            // Reminders of the handbook, and whatever comes to be told later on.
            _ => Self::Important,
        }
    }
}

#[derive(Serialize)]
struct Button {
    id: &'static str,
    label: String,
}

#[derive(Serialize)]
struct Shown<'a> {
    id: &'a str,
    title: &'a str,
    body: &'a str,
    channel: Channel,
    open: String,
    ongoing: bool,
    actions: Vec<Button>,
}

/// A notification as the native half takes it.
pub fn json(note: &Note, locale: Locale) -> String {
    // Danger and letters are opened: whoever answers for a child or a household has to read them.
    let actions = match (note.id.starts_with("news/"), note.open) {
        (true, Some(_)) => Action::ALL.map(|action| Button { id: action.name(), label: action.label(locale) }).into(),
        _ => Vec::new(),
    };
    let shown = Shown {
        id: &note.id,
        title: &note.title,
        body: &note.body,
        channel: Channel::of(note),
        open: NoteLink { note: note.id.clone(), open: note.open }.text(),
        ongoing: note.urgent,
        actions,
    };
    serde_json::to_string(&shown).unwrap_or_default()
}

/// Which notification was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteLink {
    /// Its id: `news/…`, `alert/…`, `school/…`, `association/…`, or a digest's.
    pub note: String,
    /// The record it is about.
    pub open: Option<Uuid>,
}

impl NoteLink {
    /// As a link.
    pub fn text(&self) -> String {
        let open = self.open.map(|id| format!("?open={id}")).unwrap_or_default();
        format!("{LINK}{}{open}", self.note)
    }

    /// Reads such a link; anything else is none.
    pub fn read(link: &str) -> Option<Self> {
        let rest = link.strip_prefix(LINK).filter(|rest| !rest.is_empty())?;
        match rest.split_once("?open=") {
            Some((note, id)) => Some(Self { note: note.to_owned(), open: Some(Uuid::parse_str(id).ok()?) }),
            None => Some(Self { note: rest.to_owned(), open: None }),
        }
    }

    /// Of a notification whose id is all that is known.
    pub fn of_id(note: &str) -> Self {
        let open = note.split_once('/').and_then(|(_, id)| Uuid::parse_str(id).ok());
        Self { note: note.to_owned(), open }
    }

    /// Before the first `/` of the id.
    pub fn room(&self) -> &str {
        self.note.split_once('/').map_or(&self.note, |(room, _)| room)
    }
}

/// Shows notifications on the phone.
#[derive(Debug, Default)]
pub struct PhoneNotifier;

impl Notifier for PhoneNotifier {
    fn notify(&self, note: Note) {
        phone().notify(&json(&note, locale()));
    }
    fn withdraw(&self, id: &str) {
        phone().withdraw(id);
    }
}

static LOCALE: Mutex<Option<Locale>> = Mutex::new(None);

/// The language of the buttons: the person's, as far as anybody said.
fn locale() -> Locale {
    LOCALE.lock().unwrap_or_else(PoisonError::into_inner).unwrap_or_default()
}

/// Looks up the person's language for what is told from now on.
pub async fn learn_locale(engine: &Engine) {
    if let Ok(settings) = engine.settings().await {
        *LOCALE.lock().unwrap_or_else(PoisonError::into_inner) = settings.locale;
    }
}

/// Carries out what a button says, on a thread of its own: the phone waits for no disk.
pub fn carry_out(id: &str, action: Action) {
    let Some(article) = NoteLink::of_id(id).open.filter(|_| id.starts_with("news/")) else { return };
    let work = move || {
        let done = one::process().lease(|| wake::open(place::paths())).map(|engine| {
            wake::wait(async {
                match action {
                    Action::Read => engine.mark_read(article).await,
                    Action::Later => engine.tell_news_later(article, LATER).await,
                }
            })
        });
        match done {
            Ok(Some(Ok(()))) => {}
            Ok(Some(Err(error))) => tracing::warn!(%error, "a notification's button did nothing"),
            Ok(None) => tracing::warn!("a notification's button found no runtime"),
            Err(error) => tracing::warn!(%error, "a notification's button found no engine"),
        }
    };
    if let Err(error) = std::thread::Builder::new().name("note".into()).spawn(work) {
        tracing::warn!(%error, "a notification's button found no thread");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: Uuid = Uuid::from_u128(7);

    fn note(id: String, urgent: bool, open: Option<Uuid>) -> Note {
        Note { id, title: "断水".into(), body: "\"駅前\"".into(), urgent, open }
    }

    #[test]
    fn a_phone_is_as_loud_as_it_matters() {
        let table = [
            (note(format!("alert/{ID}"), true, Some(ID)), Channel::Alert),
            (note(format!("alert/{ID}"), false, Some(ID)), Channel::Important),
            (note(format!("school/{ID}"), false, Some(ID)), Channel::Important),
            (note(format!("news/{ID}"), false, Some(ID)), Channel::News),
            (note("news-digest".into(), false, None), Channel::Quiet),
            (note("handbook-remind".into(), false, None), Channel::Important),
        ];
        for (note, channel) in table {
            assert_eq!(Channel::of(&note), channel, "{}", note.id);
        }
    }

    #[test]
    fn an_announcement_has_buttons_and_danger_has_none() {
        let news: serde_json::Value =
            serde_json::from_str(&json(&note(format!("news/{ID}"), false, Some(ID)), Locale::default())).unwrap();
        assert_eq!(news["channel"], "news");
        assert_eq!(news["body"], "\"駅前\"");
        assert_eq!(news["ongoing"], false);
        let buttons: Vec<_> = news["actions"].as_array().unwrap().iter().map(|action| &action["id"]).collect();
        assert_eq!(buttons, ["read", "later"]);
        assert!(news["actions"][0]["label"].as_str().is_some_and(|label| !label.is_empty() && !label.contains('｜')));
        let alert: serde_json::Value =
            serde_json::from_str(&json(&note(format!("alert/{ID}"), true, Some(ID)), Locale::default())).unwrap();
        assert_eq!((&alert["ongoing"], &alert["actions"]), (&true.into(), &serde_json::json!([])));
    }

    #[test]
    fn what_was_shown_is_what_is_opened() {
        for (id, open) in
            [(format!("news/{ID}"), Some(ID)), ("news-digest".into(), None), ("school/x".into(), Some(ID))]
        {
            let link = NoteLink { note: id, open };
            assert_eq!(NoteLink::read(&link.text()), Some(link.clone()));
        }
        for other in [
            "itsumo://open/990019/news/7",
            "itsumo://note/",
            "itsumo://note/news/7?open=seven",
            "",
            "https://itsumo://note/x",
        ] {
            assert_eq!(NoteLink::read(other), None, "{other}");
        }
        assert_eq!(NoteLink::of_id(&format!("alert/{ID}")).open, Some(ID));
        assert_eq!(NoteLink::of_id("news-digest").room(), "news-digest");
    }
}
