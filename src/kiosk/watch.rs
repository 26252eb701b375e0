//! The keeper: a thread beside the window that asks every moment whether somebody is there, whether the page answers,
//! and tells systemd that all is well only while it does.
//!
//! A page that hangs cannot end its own session, and a Dioxus task beside it is not polled while a page does not draw.
//! So nothing here needs either. The page's signs of life come by a way of their own (see `platform`'s kiosk window).

use super::session::Session;
use std::{
    os::unix::net::{SocketAddr, UnixDatagram},
    time::{Duration, Instant},
};

/// How often the keeper looks.
const MOMENT: Duration = Duration::from_millis(200);
/// A page that says nothing for so long is stuck; it speaks every two seconds.
const STUCK: Duration = Duration::from_secs(30);
/// The first word may take longer, on a small machine that has just been switched on.
const FIRST_WORD: Duration = Duration::from_secs(90);
/// While the page has spoken within this, systemd hears that all is well.
const WELL: Duration = Duration::from_secs(10);

/// How the page is, by how long it has said nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// It answers, or may still be starting.
    Well,
    /// It has said nothing for a while.
    Quiet,
    /// It will not come back by itself.
    Stuck,
}

/// How a page is that has `answered` at all and been `silent` so long.
pub fn plan_page(answered: bool, silent: Duration) -> Page {
    match (answered, silent) {
        (false, silent) if silent < FIRST_WORD => Page::Well,
        (true, silent) if silent < WELL => Page::Well,
        (true, silent) if silent < STUCK => Page::Quiet,
        _ => Page::Stuck,
    }
}

/// Starts the keeper. It ends with the process.
///
/// # Errors
/// When the system gives no thread: then nobody would end a session, and the kiosk must not open.
pub fn start(session: Session, systemd: Option<Systemd>) -> std::io::Result<()> {
    std::thread::Builder::new().name("keeper".into()).spawn(move || keep(&session, systemd)).map(drop)
}

fn keep(session: &Session, mut systemd: Option<Systemd>) {
    loop {
        session.tick();
        match plan_page(session.has_answered(), session.silent_for()) {
            Page::Well => {
                if let Some(systemd) = &mut systemd {
                    systemd.well(session.has_answered(), Instant::now());
                }
            }
            Page::Quiet => {}
            Page::Stuck => {
                tracing::error!("the page does not answer: the session is ended");
                session.end();
            }
        }
        std::thread::sleep(MOMENT);
    }
}

/// systemd's ear: the socket in `NOTIFY_SOCKET`. The messages are those of sd_notify(3).
pub struct Systemd {
    socket: UnixDatagram,
    address: SocketAddr,
    every: Duration,
    ready: bool,
    last: Option<Instant>,
}

impl Systemd {
    /// As systemd says it in the environment; `None` when it did not start us or does not listen. It may have started
    /// the session around us (cage) rather than us, so that `WATCHDOG_PID` is another's: we speak all the same, and
    /// the unit says `NotifyAccess=all`.
    pub fn from_env() -> Option<Self> {
        let every = std::env::var("WATCHDOG_USEC").ok().and_then(|micros| micros.parse().ok());
        Self::at(&std::env::var("NOTIFY_SOCKET").ok()?, every.map(Duration::from_micros))
    }

    /// At `socket`, a path or `@` and an abstract name; `watchdog` is the longest silence that systemd allows.
    pub fn at(socket: &str, watchdog: Option<Duration>) -> Option<Self> {
        let address = match socket.strip_prefix('@') {
            Some(name) => abstract_name(name)?,
            None => SocketAddr::from_pathname(socket).ok()?,
        };
        let socket = UnixDatagram::unbound().ok()?;
        socket.set_nonblocking(true).ok()?;
        // Twice within the time is what systemd advises; a third time costs nothing.
        let every = watchdog.unwrap_or(Duration::from_secs(60)) / 3;
        Some(Self { socket, address, every, ready: false, last: None })
    }

    /// All is well at `now`: said once in a while, and the first time the page has `answered`, that we are ready.
    pub fn well(&mut self, answered: bool, now: Instant) {
        if answered && !self.ready {
            self.ready = true;
            self.say("READY=1");
        }
        if self.last.is_none_or(|last| now.duration_since(last) >= self.every) {
            self.last = Some(now);
            self.say("WATCHDOG=1");
        }
    }

    fn say(&self, what: &str) {
        if let Err(error) = self.socket.send_to_addr(what.as_bytes(), &self.address) {
            tracing::debug!(%error, what, "systemd did not hear");
        }
    }
}

#[cfg(target_os = "linux")]
fn abstract_name(name: &str) -> Option<SocketAddr> {
    use std::os::linux::net::SocketAddrExt;
    SocketAddr::from_abstract_name(name).ok()
}
#[cfg(not(target_os = "linux"))]
fn abstract_name(_: &str) -> Option<SocketAddr> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(ear: &UnixDatagram) -> Vec<String> {
        ear.set_nonblocking(true).unwrap();
        let mut all = Vec::new();
        let mut buffer = [0; 100];
        while let Ok(length) = ear.recv(&mut buffer) {
            all.push(String::from_utf8(buffer[..length].to_vec()).unwrap());
        }
        all
    }

    #[test]
    fn systemd_hears_once_that_we_are_ready_and_in_time_that_all_is_well() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notify");
        let ear = UnixDatagram::bind(&path).unwrap();
        let mut systemd = Systemd::at(path.to_str().unwrap(), Some(Duration::from_secs(30))).unwrap();
        let begun = Instant::now();
        systemd.well(false, begun);
        assert_eq!(heard(&ear), ["WATCHDOG=1"], "not ready before the page has answered");
        systemd.well(true, begun + Duration::from_secs(9));
        assert_eq!(heard(&ear), ["READY=1"]);
        systemd.well(true, begun + Duration::from_secs(10));
        assert_eq!(heard(&ear), ["WATCHDOG=1"]);
        drop(ear);
        systemd.well(true, begun + Duration::from_secs(60));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn systemd_is_heard_under_an_abstract_name_too() {
        use std::os::linux::net::SocketAddrExt;
        let name = format!("itsumo-notify-{}", std::process::id());
        let ear = UnixDatagram::bind_addr(&SocketAddr::from_abstract_name(&name).unwrap()).unwrap();
        Systemd::at(&format!("@{name}"), None).unwrap().well(true, Instant::now());
        assert_eq!(heard(&ear), ["READY=1", "WATCHDOG=1"]);
    }

    #[test]
    fn a_page_is_given_time_to_start_and_less_once_it_has_spoken() {
        let seconds = Duration::from_secs;
        for (answered, silent, page) in [
            (false, 0, Page::Well),
            (false, 89, Page::Well),
            (false, 90, Page::Stuck),
            (true, 9, Page::Well),
            (true, 10, Page::Quiet),
            (true, 30, Page::Stuck),
        ] {
            assert_eq!(plan_page(answered, seconds(silent)), page, "{answered} {silent}");
        }
    }
}
