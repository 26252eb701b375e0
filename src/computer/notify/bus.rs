//! Notifications over D-Bus, as every Linux desktop takes them (Desktop Notifications Specification 1.2).
//!
//! Two threads share one connection: one shows and takes back, one hears what was chosen. A desktop that has no place
//! for notifications, or a bus that went away, is tried again with the next notification.

use super::{Choice, Chosen, choices};
use crate::computer::autostart::APP_ID;
use itsumo_engine::Note;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use zbus::{
    MatchRule,
    blocking::{Connection, MessageIterator, connection},
    message::Type,
    zvariant::Value,
};

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";
/// How long the desktop may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Until somebody looks.
const FOR_EVER: i32 = 0;
const AS_USUAL: i32 = -1;

/// The desktop's notifications.
pub struct Bus {
    chosen: Chosen,
    line: Option<Line>,
}

/// A connection, and what the desktop at its end can do.
struct Line {
    connection: Connection,
    shown: Shown,
    buttons: bool,
    markup: bool,
}

/// What is shown now, by the desktop's number.
#[derive(Clone, Default)]
struct Shown(Arc<Mutex<HashMap<u32, Note>>>);

impl Shown {
    fn lock(&self) -> MutexGuard<'_, HashMap<u32, Note>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Bus {
    /// Nothing is connected before there is something to show.
    pub fn new(chosen: Chosen) -> Self {
        Self { chosen, line: None }
    }

    /// Shows a notification, in the place of the one with the same id.
    pub fn show(&mut self, note: Note) {
        if self.line.is_none() {
            let session = connection::Builder::session().map(|bus| bus.method_timeout(PATIENCE));
            match session.and_then(connection::Builder::build).and_then(|bus| Line::over(bus, self.chosen.clone())) {
                Ok(line) => self.line = Some(line),
                Err(error) => return tracing::info!(%error, "no place for notifications"),
            }
        }
        let locale = self.chosen.locale();
        if let Some(line) = &self.line
            && let Err(error) = line.show(note, |choice| choice.label(locale))
        {
            tracing::info!(%error, "a notification was not shown");
            self.line = None;
        }
    }

    /// Takes back the notification of this id, if it is shown.
    pub fn withdraw(&mut self, id: &str) {
        if let Some(line) = &self.line
            && let Err(error) = line.withdraw(id)
        {
            tracing::info!(%error, "a notification was not taken back");
        }
    }
}

impl Line {
    /// Over this connection, with a thread that hears what is chosen for as long as it lasts.
    fn over(connection: Connection, chosen: Chosen) -> zbus::Result<Self> {
        let mut rule = MatchRule::builder().msg_type(Type::Signal).interface(NAME)?;
        if connection.is_bus() {
            rule = rule.sender(NAME)?;
        }
        let signals = MessageIterator::for_match_rule(rule.build(), &connection, Some(64))?;
        let answer = connection.call_method(Some(NAME), PATH, Some(NAME), "GetCapabilities", &())?;
        let can: Vec<String> = answer.body().deserialize()?;
        let can = |what: &str| can.iter().any(|name| name == what);
        let (buttons, markup) = (can("actions"), can("body-markup"));
        let shown = Shown::default();
        let heard = shown.clone();
        std::thread::Builder::new()
            .name("notifications heard".into())
            .spawn(move || hear(signals, &heard, &chosen))
            .map_err(|error| zbus::Error::InputOutput(Arc::new(error)))?;
        Ok(Self { connection, shown, buttons, markup })
    }

    fn show(&self, note: Note, label: impl Fn(Choice) -> String) -> zbus::Result<()> {
        let labels: Vec<(Choice, String)> = match self.buttons {
            true => choices(&note).iter().map(|choice| (*choice, label(*choice))).collect(),
            false => Vec::new(),
        };
        let actions: Vec<&str> = labels.iter().flat_map(|(choice, label)| [choice.name(), label.as_str()]).collect();
        let body = if self.markup { escaped(&note.body) } else { note.body.clone() };
        let urgency: u8 = if note.urgent { 2 } else { 1 };
        let hints: HashMap<&str, Value<'_>> =
            HashMap::from([("urgency", Value::from(urgency)), ("desktop-entry", Value::from(APP_ID))]);
        let time = if note.urgent { FOR_EVER } else { AS_USUAL };
        // Held until the number is known: a choice may be heard before this call has returned.
        let mut shown = self.shown.lock();
        let replaces = shown.iter().find(|(_, other)| other.id == note.id).map_or(0, |(number, _)| *number);
        let notification = ("いつも", replaces, APP_ID, note.title.as_str(), body.as_str(), actions, hints, time);
        let answer = self.connection.call_method(Some(NAME), PATH, Some(NAME), "Notify", &notification)?;
        let number: u32 = answer.body().deserialize()?;
        shown.remove(&replaces);
        shown.insert(number, note);
        Ok(())
    }

    fn withdraw(&self, id: &str) -> zbus::Result<()> {
        let number = self.shown.lock().iter().find(|(_, note)| note.id == id).map(|(number, _)| *number);
        let Some(number) = number else { return Ok(()) };
        self.shown.lock().remove(&number);
        self.connection.call_method(Some(NAME), PATH, Some(NAME), "CloseNotification", &number).map(drop)
    }
}

fn hear(signals: MessageIterator, shown: &Shown, chosen: &Chosen) {
    for signal in signals {
        let Ok(signal) = signal else { return };
        let header = signal.header();
        match header.member().map(|member| member.as_str()) {
            Some("ActionInvoked") => {
                let Ok((number, name)) = signal.body().deserialize::<(u32, String)>() else { continue };
                let note = shown.lock().get(&number).cloned();
                if let (Some(note), Some(choice)) = (note, Choice::of_name(&name)) {
                    chosen.carry_out(&note, choice);
                }
            }
            Some("NotificationClosed") => {
                let Ok((number, _)) = signal.body().deserialize::<(u32, u32)>() else { continue };
                shown.lock().remove(&number);
            }
            _ => {}
        }
    }
}

/// A text as the desktop's own small markup writes it.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::Openings;
    use itsumo_domain::Timestamp;
    use itsumo_engine::{Deps, Engine, HandClock, Paths, http::FakeHttp};
    use std::{os::unix::net::UnixStream, sync::mpsc};
    use uuid::Uuid;

    /// A desktop that shows nothing and tells what it was asked.
    struct Desktop {
        asked: mpsc::Sender<String>,
        capabilities: Vec<String>,
        last: u32,
    }

    #[zbus::interface(name = "org.freedesktop.Notifications")]
    impl Desktop {
        fn get_capabilities(&self) -> Vec<String> {
            self.capabilities.clone()
        }

        #[allow(clippy::too_many_arguments, reason = "the specification's")]
        fn notify(
            &mut self,
            _app: String,
            replaces: u32,
            _icon: String,
            summary: String,
            body: String,
            actions: Vec<String>,
            hints: HashMap<String, zbus::zvariant::OwnedValue>,
            time: i32,
        ) -> u32 {
            let urgency: u8 = hints.get("urgency").and_then(|value| u8::try_from(value).ok()).unwrap_or(0);
            self.asked.send(format!("{replaces} {summary} / {body} {actions:?} {urgency} {time}")).unwrap();
            if replaces > 0 {
                return replaces;
            }
            self.last += 1;
            self.last
        }

        fn close_notification(&self, number: u32) {
            self.asked.send(format!("close {number}")).unwrap();
        }
    }

    struct Meeting {
        line: Line,
        desktop: Connection,
        asked: mpsc::Receiver<String>,
        engine: Option<Engine>,
        openings: mpsc::Receiver<()>,
        _folder: tempfile::TempDir,
    }

    /// A bus of its own, as a session has one. Ends with the test.
    struct Session(std::process::Child, String);

    impl Session {
        fn start() -> Option<Self> {
            use std::io::{BufRead, BufReader};
            let mut command = std::process::Command::new("dbus-daemon");
            command.args(["--session", "--nofork", "--nopidfile", "--print-address=1"]);
            let mut daemon = command.stdout(std::process::Stdio::piped()).spawn().ok()?;
            let mut address = String::new();
            BufReader::new(daemon.stdout.take()?).read_line(&mut address).ok()?;
            Some(Self(daemon, address.trim().to_owned()))
        }

        fn connect(&self) -> connection::Builder<'_> {
            connection::Builder::address(self.1.as_str()).unwrap()
        }
    }

    impl Drop for Session {
        fn drop(&mut self) {
            self.0.kill().ok();
            self.0.wait().ok();
        }
    }

    fn meet(capabilities: &[&str]) -> Meeting {
        meet_on(None, capabilities)
    }

    fn meet_on(session: Option<&Session>, capabilities: &[&str]) -> Meeting {
        let (say, asked) = mpsc::channel();
        let capabilities = capabilities.iter().map(|name| (*name).to_owned()).collect();
        let desktop = Desktop { asked: say, capabilities, last: 6 };
        let (connection, desktop) = match session {
            Some(session) => {
                let desktop = session.connect().name(NAME).unwrap().serve_at(PATH, desktop).unwrap().build().unwrap();
                (session.connect().build().unwrap(), desktop)
            }
            None => {
                let (ours, theirs) = UnixStream::pair().unwrap();
                let id = zbus::Guid::generate();
                let other = std::thread::spawn(move || {
                    let server = connection::Builder::async_io_unix_stream(theirs).server(id).unwrap().p2p();
                    server.serve_at(PATH, desktop).unwrap().build().unwrap()
                });
                (connection::Builder::async_io_unix_stream(ours).p2p().build().unwrap(), other.join().unwrap())
            }
        };
        let folder = tempfile::tempdir().unwrap();
        let deps = Deps::fake(HandClock::at(Timestamp(0)), Arc::new(FakeHttp::offline()), 1);
        let engine = Engine::open(Paths::at(folder.path()), deps).unwrap();
        let (raised, openings) = mpsc::channel();
        let chosen = Chosen::new(Openings::with_raise(move || raised.send(()).unwrap()));
        chosen.attach(engine.downgrade());
        let line = Line::over(connection, chosen).unwrap();
        Meeting { line, desktop, asked, engine: Some(engine), openings, _folder: folder }
    }

    impl Meeting {
        fn asked(&self) -> String {
            self.asked.recv_timeout(PATIENCE).unwrap()
        }
        fn choose(&self, number: u32, name: &str) {
            self.desktop.emit_signal(None::<&str>, PATH, NAME, "ActionInvoked", &(number, name)).unwrap();
        }
        fn closed(&self, number: u32) {
            self.desktop.emit_signal(None::<&str>, PATH, NAME, "NotificationClosed", &(number, 2_u32)).unwrap();
        }
    }

    fn note(id: &str, title: &str) -> Note {
        let open = Some(Uuid::from_u128(7));
        Note { id: id.to_owned(), title: title.to_owned(), body: "A & <b>".into(), urgent: false, open }
    }

    #[test]
    fn a_notification_is_shown_replaced_chosen_and_taken_back() {
        let here = meet(&["actions", "body-markup"]);
        here.line.show(note("news/7", "断水"), |choice| choice.name().to_uppercase()).unwrap();
        assert_eq!(
            here.asked(),
            r#"0 断水 / A &amp; &lt;b&gt; ["default", "DEFAULT", "read", "READ", "later", "LATER"] 1 -1"#
        );
        here.line.show(note("news/7", "断水(訂正)"), |_| String::new()).unwrap();
        assert!(here.asked().starts_with("7 断水(訂正)"), "the same notification is replaced");
        here.line.show(Note { urgent: true, ..note("alert/9", "避難指示") }, |_| "開く".into()).unwrap();
        assert_eq!(here.asked(), r#"0 避難指示 / A &amp; &lt;b&gt; ["default", "開く"] 2 0"#);

        here.choose(8, "default");
        here.openings.recv_timeout(PATIENCE).unwrap();
        here.line.withdraw("news/7").unwrap();
        assert_eq!(here.asked(), "close 7");
        here.line.withdraw("news/7").unwrap();
        here.closed(8);
        // Neither is shown any more: neither can be chosen. Signals come in order, so the third answers for both.
        here.line.show(note("news/8", "断水"), |_| String::new()).unwrap();
        here.asked();
        for number in [7, 8, 9] {
            here.choose(number, "default");
        }
        here.openings.recv_timeout(PATIENCE).unwrap();
        assert!(here.openings.try_recv().is_err());
        drop(here.engine);
    }

    #[test]
    fn on_a_real_bus_a_notification_is_chosen_and_taken_back() {
        let Some(session) = Session::start() else {
            return println!("not tried: there is no dbus-daemon on this machine");
        };
        let here = meet_on(Some(&session), &["actions"]);
        here.line.show(note("news/7", "断水"), |choice| choice.name().to_owned()).unwrap();
        assert!(here.asked().starts_with("0 断水"));
        here.choose(7, "default");
        here.openings.recv_timeout(PATIENCE).unwrap();
        here.line.withdraw("news/7").unwrap();
        assert_eq!(here.asked(), "close 7");
    }

    #[test]
    fn a_desktop_without_buttons_and_markup_gets_neither() {
        let here = meet(&["body"]);
        here.line.show(note("news/7", "断水"), |_| String::new()).unwrap();
        assert_eq!(here.asked(), "0 断水 / A & <b> [] 1 -1");
    }

    #[test]
    fn after_the_engine_has_ended_a_button_does_nothing_and_breaks_nothing() {
        let mut here = meet(&["actions"]);
        here.line.show(note("news/7", "断水"), |_| String::new()).unwrap();
        here.engine.take().unwrap().close();
        here.choose(7, "read");
        here.choose(7, "default");
        here.openings.recv_timeout(PATIENCE).unwrap();
    }
}
