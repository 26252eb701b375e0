//! What is told aloud: an alert at once, an announcement only if it is for this person and matters, and
//! never a flood. [`plan_notifications`] decides; the engine's background work carries it out.

use crate::{
    locked,
    private::{Aloud, Loud, Room, note_id},
    settings::QuietHours,
};
use itsumo_domain::{
    Timestamp,
    alert::{Alert, Severity, Show, Status},
    i18n::{self, Arg, Locale},
    text::shorten,
};
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};
use uuid::Uuid;

/// A notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The same id again replaces what is shown.
    pub id: String,
    /// First line.
    pub title: String,
    /// The rest; may be empty.
    pub body: String,
    /// With sound, over everything, until looked at.
    pub urgent: bool,
    /// The record to open when it is chosen.
    pub open: Option<Uuid>,
}

/// Shows notifications. Called from the engine's threads; must not block.
pub trait Notifier: Send + Sync {
    /// Shows or replaces one.
    fn notify(&self, note: Note);
    /// Takes one back, if it is still shown.
    fn withdraw(&self, id: &str);
}

/// Shows nothing: terminals, tests.
#[derive(Clone, Copy, Debug, Default)]
pub struct SilentNotifier;

impl Notifier for SilentNotifier {
    fn notify(&self, _: Note) {}
    fn withdraw(&self, _: &str) {}
}

/// The engine's way to the notifier. What is told is decided first and shown a moment later; what was taken back in
/// between, because it was recalled or read, stays away. One decides at a time.
pub(crate) struct Notes {
    notifier: Arc<dyn Notifier>,
    turn: tokio::sync::Mutex<()>,
    /// While somebody decides: the ids that were taken back meanwhile.
    taken_back: Mutex<Option<BTreeSet<String>>>,
}

/// Somebody decides what to show.
pub(crate) struct Telling<'a> {
    notes: &'a Notes,
    _turn: tokio::sync::MutexGuard<'a, ()>,
}

impl Notes {
    pub fn new(notifier: Arc<dyn Notifier>) -> Self {
        Self { notifier, turn: tokio::sync::Mutex::default(), taken_back: Mutex::default() }
    }

    /// Begins to decide: from now on, what is taken back is not shown.
    pub async fn decide(&self) -> Telling<'_> {
        let turn = self.turn.lock().await;
        *locked(&self.taken_back) = Some(BTreeSet::new());
        Telling { notes: self, _turn: turn }
    }

    /// Takes one back. After the commit of what makes it needless.
    pub fn withdraw(&self, id: &str) {
        let mut taken_back = locked(&self.taken_back);
        if let Some(ids) = &mut *taken_back {
            ids.insert(id.to_owned());
        }
        self.notifier.withdraw(id);
    }
}

impl Telling<'_> {
    /// Shows a note, unless it was taken back since the deciding began.
    pub fn show(&self, note: Note) {
        let taken_back = locked(&self.notes.taken_back);
        if !taken_back.as_ref().is_some_and(|ids| ids.contains(&note.id)) {
            self.notes.notifier.notify(note);
        }
    }
}

impl Drop for Telling<'_> {
    fn drop(&mut self) {
        *locked(&self.notes.taken_back) = None;
    }
}

/// Remembers what would be shown, for tests.
#[derive(Debug, Default)]
pub struct RecordingNotifier {
    shown: Mutex<Vec<Note>>,
    told: tokio::sync::Notify,
}

impl RecordingNotifier {
    /// What is shown now, oldest first.
    pub fn shown(&self) -> Vec<Note> {
        locked(&self.shown).clone()
    }

    /// Waits until something is shown.
    pub async fn until_shown(&self) {
        loop {
            // Listening begins before the look, so that nothing falls between the two.
            let told = self.told.notified();
            if !self.shown().is_empty() {
                return;
            }
            told.await;
        }
    }
}

impl Notifier for RecordingNotifier {
    fn notify(&self, note: Note) {
        let mut shown = locked(&self.shown);
        shown.retain(|other| other.id != note.id);
        shown.push(note);
        self.told.notify_waiters();
    }
    fn withdraw(&self, id: &str) {
        locked(&self.shown).retain(|note| note.id != id);
    }
}

/// Something new that might be told.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// An announcement that arrived unread.
    News {
        /// Its id.
        id: Uuid,
        /// Its title.
        title: String,
        /// Its summary.
        summary: String,
        /// When it was published.
        published: Timestamp,
        /// Whether it is for this person, which includes the important.
        for_me: bool,
        /// Read meanwhile.
        read: bool,
    },
    /// An alert that is new or has become graver.
    Alert {
        /// Its id.
        id: Uuid,
        /// The alert.
        alert: Box<Alert>,
        /// How it is to be shown now.
        show: Show,
    },
    /// Something private that arrived.
    Private(Aloud),
}

/// Who is told, and when not.
#[derive(Clone, Copy, Debug)]
pub struct Listener {
    /// Whether announcements are told at all. Danger always is.
    pub notify: bool,
    /// When not.
    pub quiet: Option<QuietHours>,
    /// In which language.
    pub locale: Locale,
}

/// What to do with what is new.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NotePlan {
    /// Tell these now.
    pub tell: Vec<Note>,
    /// Keep these until the quiet hours end.
    pub hold: Vec<Uuid>,
}

/// Most announcements told one by one; more become one digest.
pub const SINGLE_NOTES: usize = 3;
/// An announcement older than this is no news any more.
const STALE: i64 = 3 * Timestamp::DAY;
/// The digest's id.
pub const DIGEST: &str = "news-digest";

/// The id of the one notification for many things of a room.
pub(crate) fn digest_note(room: Room) -> String {
    format!("{}-digest", room.name())
}

/// The notification's id of a news article.
pub fn news_note(id: Uuid) -> String {
    format!("news/{id}")
}
/// The notification's id of an alert.
pub fn alert_note(id: Uuid) -> String {
    format!("alert/{id}")
}

/// Decides what is told now, what waits, and what is left unsaid.
pub fn plan_notifications(items: &[Item], who: &Listener, now: Timestamp) -> NotePlan {
    let mut plan = NotePlan::default();
    let quiet = who.quiet.is_some_and(|quiet| quiet.contains(now));
    let mut news = Vec::new();
    let mut letters: Vec<&Aloud> = Vec::new();
    for item in items {
        match item {
            Item::Alert { id, alert, show } => match show {
                Show::Interrupt => plan.tell.push(alert_text(*id, alert, true, who.locale)),
                Show::Notify if quiet => plan.hold.push(*id),
                Show::Notify => plan.tell.push(alert_text(*id, alert, false, who.locale)),
                Show::Quiet | Show::Lifted | Show::No => {}
            },
            Item::News { id, for_me, read, published, .. } => {
                let matters = who.notify && *for_me && !*read && now.since(*published) <= STALE;
                match matters {
                    true if quiet => plan.hold.push(*id),
                    true => news.push(item),
                    false => {}
                }
            }
            Item::Private(aloud) => match aloud.loud {
                Loud::Now => plan.tell.push(private_text(aloud, who.locale)),
                _ if quiet => plan.hold.push(aloud.id),
                Loud::Soon => plan.tell.push(private_text(aloud, who.locale)),
                Loud::Many => letters.push(aloud),
            },
        }
    }
    letters.sort_by_key(|letter| std::cmp::Reverse(letter.at));
    for room in Room::ALL {
        let of_room: Vec<_> = letters.iter().filter(|letter| letter.room == room).collect();
        if of_room.len() > SINGLE_NOTES {
            plan.tell.push(private_digest(room, of_room.len(), who.locale));
        } else {
            plan.tell.extend(of_room.into_iter().map(|letter| private_text(letter, who.locale)));
        }
    }
    // The newest first, both in what is told and in what the digest shows.
    news.sort_by_key(|item| match item {
        Item::News { published, .. } => std::cmp::Reverse(*published),
        Item::Alert { .. } | Item::Private(_) => std::cmp::Reverse(Timestamp::default()),
    });
    if news.len() > SINGLE_NOTES {
        plan.tell.push(digest(&news, who.locale));
    } else {
        plan.tell.extend(news.into_iter().filter_map(|item| match item {
            Item::News { id, title, summary, .. } => Some(Note {
                id: news_note(*id),
                title: shorten(title, 80),
                body: shorten(summary, 160),
                urgent: false,
                open: Some(*id),
            }),
            Item::Alert { .. } | Item::Private(_) => None,
        }));
    }
    plan
}

fn digest(news: &[&Item], locale: Locale) -> Note {
    let count = i64::try_from(news.len()).unwrap_or(i64::MAX);
    let titles: Vec<String> = news
        .iter()
        .take(SINGLE_NOTES)
        .filter_map(|item| match item {
            Item::News { title, .. } => Some(shorten(title, 60)),
            Item::Alert { .. } | Item::Private(_) => None,
        })
        .collect();
    Note {
        id: DIGEST.to_owned(),
        title: words(locale, "note-digest", &[("count", Arg::Number(count))]),
        body: titles.join("\n"),
        urgent: false,
        open: None,
    }
}

/// Others may see it: it names who writes, and neither whom it is about nor what is said.
fn private_text(aloud: &Aloud, locale: Locale) -> Note {
    let room = aloud.room.name();
    let anybody = words(locale, &format!("note-{room}-from"), &[]);
    let from = if aloud.from.is_empty() { &anybody } else { &aloud.from };
    let title = words(locale, &format!("note-{room}-{}", aloud.what), &[("from", Arg::Text(&shorten(from, 40)))]);
    let body = aloud.more.map(|key| words(locale, key, &[])).unwrap_or_default();
    Note { id: note_id(aloud.room, aloud.id), title, body, urgent: aloud.loud == Loud::Now, open: Some(aloud.open) }
}

fn private_digest(room: Room, count: usize, locale: Locale) -> Note {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let title = words(locale, &format!("note-{}-digest", room.name()), &[("count", Arg::Number(count))]);
    Note { id: digest_note(room), title, body: String::new(), urgent: false, open: None }
}

fn alert_text(id: Uuid, alert: &Alert, urgent: bool, locale: Locale) -> Note {
    // Whether to act comes before everything else, so that a glance cannot get it wrong.
    let key = match (alert.status, alert.severity) {
        (Status::Drill, _) => "note-alert-drill",
        (Status::Test, _) => "note-alert-test",
        (Status::Actual, Severity::Emergency) => "note-alert-emergency",
        (Status::Actual, _) => "note-alert",
    };
    let title = words(locale, key, &[("headline", Arg::Text(&shorten(&alert.headline, 100)))]);
    let body = match alert.text.is_empty() {
        true => alert.sender.clone(),
        false => format!("{}\n{}", shorten(&alert.text, 200), alert.sender),
    };
    Note { id: alert_note(id), title, body, urgent, open: Some(id) }
}

fn words(locale: Locale, key: &str, args: &[(&str, Arg<'_>)]) -> String {
    i18n::without_ruby(&i18n::text(locale, key, args))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn at(hour: u32, minute: u32) -> Timestamp {
        Timestamp::from_jst(NaiveDate::from_ymd_opt(2026, 11, 22).unwrap().and_hms_opt(hour, minute, 0).unwrap())
    }
    fn item(n: u128, now: Timestamp) -> Item {
        Item::News {
            id: Uuid::from_u128(n),
            title: format!("題 {n}"),
            summary: "要約".into(),
            published: now,
            for_me: true,
            read: false,
        }
    }
    fn alert(show: Show) -> Item {
        Item::Alert { id: Uuid::from_u128(99), alert: Box::new(Alert::default()), show }
    }
    const NIGHT: QuietHours = QuietHours { from_minute: 22 * 60, to_minute: 7 * 60 };
    const HANA: Listener = Listener { notify: true, quiet: Some(NIGHT), locale: Locale::Ja };

    #[tokio::test]
    async fn what_is_taken_back_while_somebody_decides_to_show_it_stays_away() {
        let shown = Arc::new(RecordingNotifier::default());
        let notes = Notes::new(Arc::clone(&shown) as Arc<dyn Notifier>);
        let note = |id: &str| Note { id: id.into(), title: id.into(), body: String::new(), urgent: false, open: None };
        let telling = notes.decide().await;
        notes.withdraw("recalled");
        telling.show(note("recalled"));
        telling.show(note("new"));
        drop(telling);
        assert_eq!(shown.shown(), [note("new")]);
        // It may come again later, and be decided anew.
        notes.decide().await.show(note("recalled"));
        assert_eq!(shown.shown(), [note("new"), note("recalled")]);
    }

    #[test]
    fn quiet_hours_hold_everything_but_danger() {
        let table = [
            (at(21, 59), 1, 0),
            (at(22, 0), 0, 1),
            (at(23, 59), 0, 1),
            (at(0, 0), 0, 1),
            (at(6, 59), 0, 1),
            (at(7, 0), 1, 0),
        ];
        for (now, told, held) in table {
            for calm in [item(1, now), alert(Show::Notify)] {
                let plan = plan_notifications(&[calm], &HANA, now);
                assert_eq!((plan.tell.len(), plan.hold.len()), (told, held), "{}", now.to_jst());
            }
            let danger = plan_notifications(&[alert(Show::Interrupt)], &HANA, now);
            assert!(danger.tell.len() == 1 && danger.tell[0].urgent && danger.hold.is_empty());
        }
    }

    #[test]
    fn three_are_told_one_by_one_and_more_become_a_digest() {
        let now = at(12, 0);
        for (count, told) in [(0, 0), (1, 1), (3, 3), (4, 1), (50, 1)] {
            let items: Vec<_> = (0..count).map(|n| item(n, now)).collect();
            let plan = plan_notifications(&items, &HANA, now);
            assert_eq!(plan.tell.len(), told, "{count}");
            assert_eq!(plan.tell.iter().any(|note| note.id == DIGEST), count > 3);
        }
    }

    #[test]
    fn what_does_not_matter_is_left_unsaid() {
        let now = at(12, 0);
        let fresh = |change: fn(&mut bool, &mut bool, &mut Timestamp)| {
            let mut one = item(1, now);
            if let Item::News { for_me, read, published, .. } = &mut one {
                change(for_me, read, published);
            }
            plan_notifications(&[one], &HANA, now)
        };
        assert_eq!(fresh(|_, _, _| ()).tell.len(), 1);
        assert_eq!(fresh(|for_me, _, _| *for_me = false), NotePlan::default());
        assert_eq!(fresh(|_, read, _| *read = true), NotePlan::default());
        assert_eq!(fresh(|_, _, at| *at = at.plus(-4 * Timestamp::DAY)), NotePlan::default());
        let off = Listener { notify: false, ..HANA };
        assert_eq!(plan_notifications(&[item(1, now)], &off, now), NotePlan::default());
        assert_eq!(plan_notifications(&[alert(Show::Interrupt)], &off, now).tell.len(), 1);
        for show in [Show::Quiet, Show::Lifted, Show::No] {
            assert_eq!(plan_notifications(&[alert(show)], &HANA, now), NotePlan::default());
        }
    }
}
