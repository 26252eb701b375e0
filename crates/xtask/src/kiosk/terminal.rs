//! The terminal under test: the app as a kiosk, in the real window, one life after the other.

use super::traces::{self, Mark};
use crate::{
    process::{self, Running, free_port},
    server::Server,
    window::{Page, Screen},
    workspace::program,
};
use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

const WANDER: &str = include_str!("wander.js");
/// How long a life may take to begin, on two slow cores that build beside it.
const BEGIN: Duration = Duration::from_secs(60);
/// Longer than the idle time and the warning together.
const IDLE: Duration = Duration::from_secs(75);
/// Everything a page holds that could be text of somebody.
const ALL_TEXT: &str = "document.documentElement.outerHTML + [...document.querySelectorAll('input, textarea')].map((e) => e.value).join(' ') + document.cookie + JSON.stringify(history.state) + location.href";

/// The staff's PIN on this terminal.
const PIN: &str = "2580";

/// How a session ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The person presses 終わる.
    Pressed,
    /// They walk away.
    Idle,
    /// The page's process is killed under them.
    Crash,
    /// The page's process stands still under them.
    Hang,
}

/// A running terminal.
pub struct Terminal {
    app: Running,
    page: Option<Page>,
    /// When the page of the last life was born, by its own clock: the next has another.
    born: f64,
    port: u16,
    log: PathBuf,
    own: Vec<PathBuf>,
    run: PathBuf,
    began: i64,
    before: BTreeMap<PathBuf, (u64, i64)>,
}

impl Terminal {
    /// Starts it against `server`, with everything that it could write to below `folder`.
    pub fn start(screen: &Screen, folder: &Path, server: &Server, city: &str) -> Result<Self> {
        let file = folder.join("kiosk.toml");
        fs::write(&file, settings(&server.url(), city)?)?;
        let (port, log) = (free_port()?, folder.join("kiosk.log"));
        let mut command = Command::new(program("itsumo")?);
        command.arg("--kiosk").arg(&file).args(["--kiosk-window", "1280x1024"]);
        for (name, below) in [
            ("HOME", "home"),
            ("XDG_DATA_HOME", "home/.local/share"),
            ("XDG_CONFIG_HOME", "home/.config"),
            ("XDG_CACHE_HOME", "home/.cache"),
            ("XDG_STATE_HOME", "home/.local/state"),
            ("XDG_RUNTIME_DIR", "run"),
            ("TMPDIR", "tmp"),
        ] {
            let path = folder.join("terminal").join(below);
            fs::create_dir_all(&path)?;
            command.env(name, &path);
        }
        // A kiosk names `true` as its browser. This one writes down what it was handed: nothing may ever be. Papers go the
        // way they go to a printer, and are out at once.
        let programs = [
            ("true", "echo \"$@\" > \"$TMPDIR/opened-in-a-browser\""),
            ("lp", "cat >/dev/null; echo 'request id is hall-1 (1 file(s))'"),
            ("lpstat", "exit 0"),
        ];
        command.env("PATH", process::stand_ins(&folder.join("bin"), &programs)?);
        let own = ["home", "tmp"].map(|name| folder.join("terminal").join(name)).to_vec();
        command
            .env("DISPLAY", screen.name())
            .env("WEBKIT_INSPECTOR_HTTP_SERVER", format!("127.0.0.1:{port}"))
            .env("GDK_BACKEND", "x11")
            .env("DBUS_SESSION_BUS_ADDRESS", "disabled:")
            .env("NO_AT_BRIDGE", "1")
            .env("LANG", "ja_JP.UTF-8")
            .env("LANGUAGE", "ja")
            .env("ITSUMO_LOG", "info")
            .env_remove("WAYLAND_DISPLAY");
        let before = traces::files(&own);
        let app = Running::start("the kiosk", &mut command, &log)?;
        let began = fs::metadata(&log)?.modified()?.duration_since(std::time::UNIX_EPOCH)?.as_secs();
        let began = i64::try_from(began)?;
        let mut terminal =
            Self { app, page: None, born: 0.0, port, log, own, run: folder.join("terminal/run"), began, before };
        terminal.next_life(BEGIN)?;
        Ok(terminal)
    }

    /// Its page.
    pub fn page(&mut self) -> Result<&mut Page> {
        self.page.as_mut().context("no page")
    }

    /// Waits until the next life shows the attract screen.
    fn next_life(&mut self, patience: Duration) -> Result<()> {
        self.page = None;
        let until = Instant::now() + patience;
        let last = self.born;
        let found = process::wait(until, || {
            self.app.check()?;
            let Ok(mut page) = Page::connect(self.port) else { return Ok(None) };
            let ready = "document.querySelector('.attract-begin') ? performance.timeOrigin : 0";
            let born = page.eval(ready).ok().and_then(|value| value.as_f64()).unwrap_or(0.0);
            Ok((born > 0.0 && (born - last).abs() > 0.5).then_some((page, born)))
        });
        let (page, born) =
            found.with_context(|| format!("no next life. The kiosk's last words:\n{}", self.app.last_words()))?;
        (self.page, self.born) = (Some(page), born);
        Ok(())
    }

    /// Somebody comes.
    pub fn begin(&mut self) -> Result<()> {
        self.press("the screen", ".attract-begin")?;
        self.page()?.wait_for("the menu", "document.querySelector('.kiosk-dock')")
    }

    /// Presses what a CSS selector names, as soon as it is there.
    pub fn press(&mut self, what: &str, selector: &str) -> Result<()> {
        let selector = Value::from(selector);
        self.page()?.wait_for(what, &format!("document.querySelector({selector})"))?;
        self.page()?.eval(&format!(
            "(() => {{ const e = document.querySelector({selector}); \
               e.dispatchEvent(new PointerEvent('pointerdown', {{ bubbles: true }})); e.click(); return true; }})()"
        ))?;
        Ok(())
    }

    /// Writes the mark where one can write, and presses something; says what.
    pub fn wander(&mut self, chance: u64, mark: &str) -> Result<String> {
        let mark = Value::from(mark);
        let said = self.page()?.eval(&format!("({WANDER})({}, {mark})", chance % 1_000_003))?;
        Ok(said.as_str().unwrap_or_default().to_owned())
    }

    /// The session ends, and the next life begins.
    pub fn end(&mut self, how: End) -> Result<()> {
        match how {
            End::Pressed => {
                self.press("終わる", ".kiosk-dock-button.end")?;
                // The page may be gone before it has answered.
                let pressed = self.press("終わる, once more", ".kiosk-over-buttons .button.main");
                self.next_life(BEGIN).map_err(|error| pressed.err().unwrap_or(error))
            }
            End::Idle => self.next_life(BEGIN + IDLE),
            End::Crash | End::Hang => {
                let all = traces::processes(self.app.id())?;
                let page = all.iter().find(|(pid, _)| traces::name(*pid).starts_with("WebKitWebProces"));
                let (pid, _) = page.context("no process of the page")?;
                let signal = if how == End::Crash { "-KILL" } else { "-STOP" };
                process::run("stopping the page's process", Command::new("kill").args([signal, &pid.to_string()]))?;
                let seen = self.seen_stuck()?;
                self.next_life(BEGIN + IDLE)?;
                ensure!(how == End::Crash || self.seen_stuck()? > seen, "it was not seen that the page hung");
                Ok(())
            }
        }
    }

    /// How often the keeper has said that a page does not answer.
    fn seen_stuck(&self) -> Result<usize> {
        Ok(fs::read_to_string(&self.log)?.matches("the page does not answer").count())
    }

    /// Whether the mark stands in what the page shows.
    pub fn shows(&mut self, mark: &str) -> Result<bool> {
        let text = self.page()?.eval(ALL_TEXT)?;
        Ok(text.as_str().is_some_and(|text| text.contains(mark)))
    }

    /// Where the mark stands in the memory of any of its processes.
    pub fn in_memory(&self, mark: &Mark) -> Result<Vec<String>> {
        let mut found = Vec::new();
        for (pid, _) in traces::processes(self.app.id())?.into_iter().filter(|(_, dead)| !dead) {
            let (places, _) = traces::in_memory(pid, mark)?;
            found.extend(places.into_iter().map(|place| format!("in memory: {place}")));
        }
        Ok(found)
    }

    /// Looks for what is left of anybody, before the next one comes; `mark` begins the marks of all of them.
    pub fn left_behind(&mut self, mark: &str) -> Result<Vec<String>> {
        let mut found = Vec::new();
        if self.shows(mark)? {
            found.push("the page shows it".to_owned());
        }
        let mark = Mark::new(mark);
        found.extend(self.in_memory(&mark)?);
        for (pid, dead) in traces::processes(self.app.id())? {
            if dead {
                found.push(format!("{pid} was left, dead"));
            } else {
                found.extend(traces::written(pid, &self.log));
            }
        }
        let now = traces::files(&self.own);
        found.extend(
            now.iter()
                .filter(|(path, about)| self.before.get(*path) != Some(about))
                .map(|(path, _)| format!("on the disk: {}", path.display())),
        );
        // Others put files there too, and the sound server makes its folder in the one of the running session, which is
        // memory.
        let shared = [PathBuf::from("/tmp"), "/var/tmp".into(), "/dev/shm".into(), self.run.clone()];
        let new = traces::in_new_files(&shared, self.began, &mark);
        if fs::read(&self.log).is_ok_and(|said| mark.is_in(&said)) {
            found.push("in the log".to_owned());
        }
        found.extend(new.into_iter().map(|path| format!("in a new file: {}", path.display())));
        Ok(found)
    }

    /// Memory of all its processes in kilobytes, and how many there are.
    pub fn weight(&self) -> Result<(u64, usize)> {
        let pids: Vec<_> = traces::processes(self.app.id())?.into_iter().map(|(pid, _)| pid).collect();
        Ok((traces::memory(&pids), pids.len()))
    }

    /// Ends it.
    pub fn stop(mut self) -> Result<()> {
        self.app.stop()
    }
}

/// The file that describes this terminal. The PIN's hash is made by the program itself, as whoever sets one up does.
fn settings(server: &str, city: &str) -> Result<String> {
    let mut maker = Command::new(program("itsumo")?)
        .arg("--kiosk-pin")
        .env("LANG", "ja_JP.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    maker.stdin.take().context("no input")?.write_all(format!("{PIN}\n").as_bytes())?;
    let output = maker.wait_with_output()?;
    ensure!(output.status.success(), "itsumo --kiosk-pin: {}", output.status);
    let pin = String::from_utf8(output.stdout)?;
    if !pin.starts_with("pin = \"$argon2id$") || pin.contains(PIN) {
        bail!("itsumo --kiosk-pin said {pin}");
    }
    Ok(format!(
        r#"name = "市役所1階"
server = "{server}"
city = "{city}"
screens = ["news", "alerts", "board", "offices", "handover", "print", "account", "school", "association"]
printer = "hall"
languages = ["ja", "ja-easy", "en"]
idle_seconds = 30
warning_seconds = 20
{pin}"#
    ))
}
