//! One person before the machine, from the first touch to the last trace.
//!
//! A session begins by a touch of the attract screen and ends by 終わる, by nobody being there, or by the machine
//! itself. Ending is not tidying up. A list of things to clear is as good as whoever keeps it, and the next feature is
//! not on it. So a session ends by [`Machine::wipe`]: the process is replaced by a fresh one, and the kernel takes back
//! every byte, the page's too. A command that was not sent dies with it; under the next person nothing can go out.
//!
//! What there is to decide (is anybody there? how long does the warning stand?) is [`plan_phase`], which is given the
//! time. Who asks it every moment is a thread beside the window ([`super::watch`]): a page that hangs is ended too.

use super::{
    config::KioskConfig,
    pin::{PinAnswer, StaffPass, Tries},
};
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::watch;

/// Where a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Nobody is there: the town's notice board is shown, and one touch begins.
    Attract,
    /// Somebody is using it.
    Using,
    /// Nobody has touched it for a while: in so many seconds the session ends, unless [`Session::stay`] is called.
    Warning {
        /// Whole seconds left, at least one.
        seconds: u64,
    },
}

/// What a session needs of the machine. The real one never comes back from `wipe` and `leave`.
pub trait Machine: Send + Sync + 'static {
    /// Time since the machine was switched on, time asleep included.
    fn now(&self) -> Duration;
    /// Forgets everything but what is public, and the wrong tries at the PIN.
    fn wipe(&self, tries: Tries);
    /// Ends the program so that nobody starts it again.
    fn leave(&self);
    /// Somebody begins: from now on, nothing more is kept for after the session.
    fn begin(&self) {}
}

/// The session of this machine. Cheap to clone; in the root context of the window.
#[derive(Clone)]
pub struct Session(Arc<Shared>);

struct Shared {
    config: KioskConfig,
    machine: Arc<dyn Machine>,
    state: Mutex<State>,
    phase: watch::Sender<Phase>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct State {
    /// When somebody was last seen to be there; `None` while nobody is.
    touched: Option<Duration>,
    /// When the page last answered, and whether it ever did.
    beat: Duration,
    answered: bool,
    tries: Tries,
}

/// What is to be done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    /// Show this.
    Show(Phase),
    /// Nobody is there any more.
    End,
}

/// What is to be done at `now`, when somebody was last there at `touched`.
pub fn plan_phase(touched: Option<Duration>, now: Duration, idle: Duration, warning: Duration) -> Plan {
    let Some(touched) = touched else { return Plan::Show(Phase::Attract) };
    let quiet = now.saturating_sub(touched);
    if quiet < idle {
        return Plan::Show(Phase::Using);
    }
    match (idle + warning).checked_sub(quiet) {
        Some(left) if !left.is_zero() => {
            let seconds = left.as_secs() + u64::from(left.subsec_nanos() > 0);
            Plan::Show(Phase::Warning { seconds })
        }
        _ => Plan::End,
    }
}

impl Session {
    /// The session of a machine on which nobody is yet.
    pub fn new(config: KioskConfig, machine: Arc<dyn Machine>, tries: Tries) -> Self {
        let state = State { touched: None, beat: machine.now(), answered: false, tries };
        Self(Arc::new(Shared { config, machine, state: Mutex::new(state), phase: watch::Sender::new(Phase::Attract) }))
    }

    /// How the machine is set up.
    pub fn config(&self) -> &KioskConfig {
        &self.0.config
    }

    /// The first touch: nobody was there, now somebody is. While somebody is, it is a touch like others.
    pub fn begin(&self) {
        let mut state = self.state();
        if state.touched.is_some() {
            drop(state);
            return self.touch();
        }
        // First, so that nothing that follows is in what is kept.
        self.0.machine.begin();
        state.touched = Some(self.0.machine.now());
        drop(state);
        self.tick();
    }

    /// Somebody touched the screen. Nothing while nobody has begun; and nothing while the warning stands, because
    /// whoever comes by must not go on in the session of who left: that takes [`Self::stay`].
    pub fn touch(&self) {
        if self.tick() == Phase::Using {
            self.stay();
        }
    }

    /// まだ使います: the person is still there, and has all the time anew.
    pub fn stay(&self) {
        let mut state = self.state();
        if state.touched.is_some() {
            state.touched = Some(self.0.machine.now());
        }
        drop(state);
        self.tick();
    }

    /// The person is done, or gone. On a real machine this does not come back.
    pub fn end(&self) {
        let tries = self.state().tries;
        self.0.machine.wipe(tries);
        // Only a machine of a test is still here.
        self.state().touched = None;
        self.tick();
    }

    /// Where it stands.
    pub fn phase(&self) -> Phase {
        *self.0.phase.borrow()
    }

    /// Tells where it stands, and each change.
    pub fn subscribe(&self) -> watch::Receiver<Phase> {
        self.0.phase.subscribe()
    }

    /// A PIN was typed. Takes about a tenth of a second; `Wait` is answered at once.
    pub fn try_pin(&self, pin: &str) -> PinAnswer {
        let now = self.0.machine.now();
        let mut state = self.state();
        let mut tries = state.tries;
        let answer = tries.attempt(&self.0.config.pin, pin, now);
        state.tries = tries;
        answer
    }

    /// The staff leave the kiosk: the program ends, and is not started again. Does not come back on a real machine.
    pub fn leave(&self, _shown: &StaffPass) {
        self.0.machine.leave();
    }

    /// The page has answered.
    pub fn beat(&self) {
        let now = self.0.machine.now();
        let mut state = self.state();
        (state.beat, state.answered) = (now, true);
    }

    /// Whether the page has answered at all.
    pub fn has_answered(&self) -> bool {
        self.state().answered
    }

    /// How long ago the page last answered.
    pub fn silent_for(&self) -> Duration {
        self.0.machine.now().saturating_sub(self.state().beat)
    }

    /// Looks at the time, and does what is due: shows the warning, counts down, ends the session.
    pub fn tick(&self) -> Phase {
        let (idle, warning) = (self.0.config.idle_seconds, self.0.config.warning_seconds);
        let plan = plan_phase(
            self.state().touched,
            self.0.machine.now(),
            Duration::from_secs(idle),
            Duration::from_secs(warning),
        );
        match plan {
            Plan::Show(phase) => {
                self.0.phase.send_if_modified(|shown| std::mem::replace(shown, phase) != phase);
                phase
            }
            Plan::End => {
                self.end();
                Phase::Attract
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A machine for tests: its time is moved by hand, and it counts how often it was wiped.
#[derive(Clone, Default)]
pub struct HandMachine(Arc<Mutex<Hand>>);

#[derive(Default)]
struct Hand {
    now: Duration,
    begun: u32,
    wiped: u32,
    left: bool,
}

impl HandMachine {
    fn hand(&self) -> MutexGuard<'_, Hand> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
    /// Lets time pass. The session sees it at its next [`Session::tick`].
    pub fn pass(&self, seconds: u64) {
        self.hand().now += Duration::from_secs(seconds);
    }
    /// How often somebody began.
    pub fn begun(&self) -> u32 {
        self.hand().begun
    }
    /// How often everything was forgotten.
    pub fn wiped(&self) -> u32 {
        self.hand().wiped
    }
    /// Whether the staff left the kiosk.
    pub fn left(&self) -> bool {
        self.hand().left
    }
}

impl Machine for HandMachine {
    fn now(&self) -> Duration {
        self.hand().now
    }
    fn wipe(&self, _: Tries) {
        self.hand().wiped += 1;
    }
    fn leave(&self) {
        self.hand().left = true;
    }
    fn begin(&self) {
        self.hand().begun += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kiosk() -> (Session, HandMachine) {
        let machine = HandMachine::default();
        let config = KioskConfig::read(&crate::kiosk::config::fictional("")).unwrap();
        (Session::new(config, Arc::new(machine.clone()), Tries::default()), machine)
    }

    #[test]
    fn somebody_who_leaves_is_warned_about_and_then_forgotten() {
        let (session, machine) = kiosk();
        assert_eq!(session.tick(), Phase::Attract);
        machine.pass(1000);
        assert_eq!(session.tick(), Phase::Attract, "who is not there does not leave");
        session.begin();
        machine.pass(89);
        assert_eq!(session.tick(), Phase::Using);
        machine.pass(1);
        assert_eq!(session.tick(), Phase::Warning { seconds: 20 });
        machine.pass(19);
        assert_eq!(session.tick(), Phase::Warning { seconds: 1 });
        assert_eq!(machine.wiped(), 0);
        machine.pass(1);
        assert_eq!((session.tick(), machine.wiped()), (Phase::Attract, 1));
    }

    #[test]
    fn a_touch_does_not_go_on_in_a_session_that_was_left_but_the_button_does() {
        let (session, machine) = kiosk();
        session.touch();
        assert_eq!(session.phase(), Phase::Attract, "a touch alone begins nothing");
        session.begin();
        machine.pass(95);
        session.touch();
        assert_eq!(session.phase(), Phase::Warning { seconds: 15 });
        session.stay();
        assert_eq!(session.phase(), Phase::Using);
        machine.pass(60);
        session.touch();
        machine.pass(60);
        assert_eq!(session.tick(), Phase::Using);
    }

    #[test]
    fn a_touch_that_comes_too_late_ends_it_too() {
        let (session, machine) = kiosk();
        session.begin();
        machine.pass(3600);
        session.touch();
        assert_eq!((session.phase(), machine.wiped()), (Phase::Attract, 1));
        session.stay();
        assert_eq!(session.phase(), Phase::Attract);
    }

    #[test]
    fn who_listens_hears_each_second_of_the_warning_once() {
        let (session, machine) = kiosk();
        session.begin();
        let mut heard = session.subscribe();
        heard.mark_unchanged();
        session.tick();
        assert!(!heard.has_changed().unwrap());
        machine.pass(100);
        session.tick();
        assert!(heard.has_changed().unwrap());
        assert_eq!(*heard.borrow_and_update(), Phase::Warning { seconds: 10 });
    }

    #[test]
    fn nothing_is_kept_any_more_from_the_first_touch_on() {
        let (session, machine) = kiosk();
        session.begin();
        session.begin();
        assert_eq!(machine.begun(), 1);
        session.end();
        session.begin();
        assert_eq!((machine.begun(), machine.wiped()), (2, 1));
    }

    #[test]
    fn the_staff_get_out_by_the_pin_alone() {
        let (session, machine) = kiosk();
        assert_eq!(session.try_pin("0000"), PinAnswer::Wrong);
        assert!(!machine.left());
        let PinAnswer::Right(pass) = session.try_pin("2580") else { panic!("the PIN was not taken") };
        session.leave(&pass);
        assert!(machine.left());
    }
}
