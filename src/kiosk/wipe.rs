//! How a session ends: the process becomes a new one.
//!
//! `exec` keeps the process's id, so that systemd and its watchdog go on watching the same process, and gives back to
//! the kernel every page of memory, every thread, every open connection: the store, the keys, the outbox, what was
//! typed. The page lives in processes of its own (WebKit's); they are ended by force before, and the next life waits
//! until none of them is left before it shows anything.
//!
//! Two things are handed on. What everybody may read, so that a machine whose network is away still shows the town's
//! notices: it lies in an anonymous file in memory, which is written *before* a person begins and sealed, so that
//! nothing of a session can come to be in it however a screen is written. And the wrong tries at the PIN.

use super::{pin::Tries, session::Machine};
use rustix::{
    fs::{MemfdFlags, SealFlags},
    process::{Pid, Resource, Rlimit, Signal, WaitOptions},
    time::ClockId,
};
use std::{
    collections::BTreeMap,
    ffi::OsString,
    fs::File,
    io::{Read, Seek, SeekFrom, Write},
    os::unix::process::CommandExt,
    path::PathBuf,
    process::{Command, Stdio},
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// The program ended because the staff wanted it; systemd is told not to start it again (`RestartPreventExitStatus`).
pub const LEFT_BY_STAFF: u8 = 10;
/// `kiosk.toml` is wrong: starting again changes nothing. `EX_CONFIG` of sysexits.
pub const WRONG_CONFIG: u8 = 78;
/// The next life could not be begun in place: systemd starts a new process.
pub const START_ANEW: u8 = 75;

/// Carries the wrong tries over.
const TRIES: &str = "ITSUMO_KIOSK_TRIES";
/// Everything that is sealed about what is handed on: nobody changes it any more.
const SEALED: SealFlags = SealFlags::WRITE.union(SealFlags::GROW).union(SealFlags::SHRINK).union(SealFlags::SEAL);
/// More than a city's public records ever are.
const MOST: u64 = 256 << 20;

/// One life of the program: from a fresh start to the end of one session.
pub struct Life {
    program: PathBuf,
    args: Vec<OsString>,
    handed_on: Mutex<HandedOn>,
}

#[derive(Default)]
struct HandedOn {
    file: Option<File>,
    begun: bool,
}

impl Life {
    /// The life of this process. The program's place is looked up now: after an update another one stands there, and
    /// the next life is that one's.
    ///
    /// # Errors
    /// When the system does not say where the program is.
    pub fn new() -> std::io::Result<Self> {
        // A crash must not write memory to the disk either.
        let none = Rlimit { current: Some(0), maximum: Some(0) };
        if let Err(error) = rustix::process::setrlimit(Resource::Core, none) {
            tracing::warn!(%error, "the system may keep an image of a crash");
        }
        Ok(Self {
            program: std::env::current_exe()?,
            args: std::env::args_os().skip(1).collect(),
            handed_on: Mutex::default(),
        })
    }

    /// Keeps `public` for the next life, in place of what was kept before. Nothing once somebody has begun, even if
    /// it was read before; says whether it was kept.
    pub fn hand_on(&self, public: &[u8]) -> bool {
        let file = match sealed(public) {
            Ok(file) => file,
            Err(error) => {
                tracing::warn!(%error, "the next life begins without what is public");
                return false;
            }
        };
        let mut handed_on = self.handed_on();
        if !handed_on.begun {
            handed_on.file = Some(file);
        }
        !handed_on.begun
    }

    /// Whether somebody has begun.
    pub fn begun(&self) -> bool {
        self.handed_on().begun
    }

    fn handed_on(&self) -> std::sync::MutexGuard<'_, HandedOn> {
        self.handed_on.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Machine for Life {
    fn now(&self) -> Duration {
        let now = rustix::time::clock_gettime(ClockId::Boottime);
        Duration::new(u64::try_from(now.tv_sec).unwrap_or(0), u32::try_from(now.tv_nsec).unwrap_or(0))
    }

    fn begin(&self) {
        self.handed_on().begun = true;
    }

    fn wipe(&self, tries: Tries) {
        // Taken out and never given back: this life is over. Who asks at the same moment waits here until it is.
        let mut handed_on = self.handed_on();
        end_children();
        let stdin = match handed_on.file.take() {
            Some(file) => Stdio::from(file),
            None => Stdio::null(),
        };
        let tries = format!("{} {}", tries.wrong, tries.not_before);
        let error = Command::new(&self.program).args(&self.args).env(TRIES, tries).stdin(stdin).exec();
        tracing::error!(%error, program = %self.program.display(), "the next life cannot begin in place");
        std::process::exit(START_ANEW.into());
    }

    fn leave(&self) {
        end_children();
        std::process::exit(LEFT_BY_STAFF.into());
    }
}

/// An anonymous file in memory that holds `bytes` and that nobody can change.
fn sealed(bytes: &[u8]) -> std::io::Result<File> {
    let fd = rustix::fs::memfd_create("itsumo-public", MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING)?;
    let mut file = File::from(fd);
    file.write_all(bytes)?;
    rustix::fs::fcntl_add_seals(&file, SEALED)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(file)
}

/// What the last life handed on as this one's standard input; `None` for the first, or for a standard input that is
/// anything but a sealed file in memory.
pub fn handed_on() -> Option<Vec<u8>> {
    let stdin = std::io::stdin();
    if !rustix::fs::fcntl_get_seals(&stdin).is_ok_and(|seals| seals.contains(SEALED)) {
        return None;
    }
    let mut bytes = Vec::new();
    stdin.lock().take(MOST).read_to_end(&mut bytes).ok()?;
    // The memory of the file goes back.
    if let Err(error) = File::open("/dev/null").and_then(|nothing| Ok(rustix::stdio::dup2_stdin(&nothing)?)) {
        tracing::debug!(%error, "standard input stays open");
    }
    Some(bytes)
}

/// The wrong tries that the last life handed on.
pub fn tries() -> Tries {
    let said = std::env::var(TRIES).unwrap_or_default();
    let mut numbers = said.split(' ');
    let wrong = numbers.next().and_then(|number| number.parse().ok());
    let not_before = numbers.next().and_then(|number| number.parse().ok());
    Tries { wrong: wrong.unwrap_or(0), not_before: not_before.unwrap_or(0) }
}

/// Ends, by force, every process that descends from this one: the page's among them.
fn end_children() {
    for pid in descendants(&parents(), std::process::id()) {
        if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
            // One that has ended by itself meanwhile is as well.
            let _ = rustix::process::kill_process(pid, Signal::KILL);
        }
    }
}

/// Each process of the machine with its parent.
fn parents() -> BTreeMap<u32, u32> {
    let Ok(processes) = std::fs::read_dir("/proc") else { return BTreeMap::new() };
    let pids = processes.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
    pids.filter_map(|pid| Some((pid, parent_of(&std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)?)))
        .collect()
}

/// The parent in a line of `/proc/PID/stat`: the second word after the name, which may hold anything, brackets too.
fn parent_of(stat: &str) -> Option<u32> {
    let (_, after) = stat.rsplit_once(')')?;
    after.split_whitespace().nth(1)?.parse().ok()
}

fn descendants(parents: &BTreeMap<u32, u32>, of: u32) -> Vec<u32> {
    let mut found = vec![of];
    let mut next = 0;
    while let Some(&parent) = found.get(next) {
        next += 1;
        let children: Vec<u32> =
            parents.iter().filter(|(pid, its)| **its == parent && !found.contains(pid)).map(|(pid, _)| *pid).collect();
        found.extend(children);
    }
    found.split_off(1)
}

/// Waits until no process of the last life is left, for at most five seconds; says whether none is. To be called
/// before this life starts any of its own.
pub fn last_life_is_over() -> bool {
    end_children();
    for _ in 0..500 {
        loop {
            match rustix::process::wait(WaitOptions::NOHANG) {
                Ok(Some(_)) => {}
                // Some are there and have not ended.
                Ok(None) => break,
                // There are none.
                Err(_) => return true,
            }
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::fd::AsFd;

    #[test]
    fn what_is_handed_on_cannot_be_changed_and_reads_from_its_start() {
        let mut file = sealed("町の掲示板".as_bytes()).unwrap();
        let mut read = String::new();
        file.read_to_string(&mut read).unwrap();
        assert_eq!(read, "町の掲示板");
        assert!(rustix::fs::fcntl_get_seals(file.as_fd()).unwrap().contains(SEALED));
        assert!(file.seek(SeekFrom::Start(0)).is_ok() && file.write_all(b"x").is_err() && file.set_len(0).is_err());
    }

    #[test]
    fn nothing_is_handed_on_from_the_first_touch_on() {
        let life = Life::new().unwrap();
        assert!(life.hand_on(b"before"));
        life.begin();
        assert!(!life.hand_on(b"something of a person"));
        let mut kept = String::new();
        life.handed_on().file.take().unwrap().read_to_string(&mut kept).unwrap();
        assert_eq!(kept, "before");
    }

    #[test]
    fn a_life_whose_standard_input_is_no_sealed_memory_takes_nothing_from_it() {
        assert_eq!(handed_on(), None);
    }

    #[test]
    fn children_of_children_are_found_and_nobody_else() {
        let parents = BTreeMap::from([(1, 0), (10, 1), (11, 10), (12, 11), (13, 10), (20, 1), (21, 20)]);
        assert_eq!(descendants(&parents, 10), [11, 13, 12]);
        assert!(descendants(&parents, 12).is_empty());
        assert_eq!(parent_of("11 (WebKit) Proc (x) S 10 11 11 0"), Some(10));
        assert_eq!(parent_of("nothing"), None);
        let mut child = Command::new("sleep").arg("60").spawn().unwrap();
        assert!(descendants(&super::parents(), std::process::id()).contains(&child.id()));
        let pid = Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
        rustix::process::kill_process(pid, Signal::KILL).unwrap();
        child.wait().unwrap();
    }
}
