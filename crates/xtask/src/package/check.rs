//! Installs the packages, starts what was installed, looks at it, and removes it again.
//!
//! A program that runs from its build folder proves nothing of its package: a library that no dependency names, a
//! file that was not packed, an entry of the menu that starts nothing. So what is looked at is what dpkg laid down,
//! with an empty home, as on the day somebody installs it.

use super::{Packages, said};
use crate::{
    demo::{FICTIONAL, Words},
    process::{self, Running, free_port},
    server::Server,
    window::{Launch, PATIENCE, Page, Screen, Window},
    workspace::{fresh_folder, on_path},
};
use anyhow::{Context, Result, ensure};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

/// Checks everything, and answers how many things were.
pub fn all(packages: &Packages, debug: bool) -> Result<usize> {
    let folder = fresh_folder("package-check")?;
    let installed = Installed::new(packages, &folder)?;
    let mut passed = 0;
    let mut step = |what: &str, work: &dyn Fn() -> Result<bool>| -> Result<()> {
        let begun = Instant::now();
        if work().with_context(|| what.to_owned())? {
            passed += 1;
            println!("  ✓ {what} ({:.1} s)", begun.elapsed().as_secs_f32());
        }
        Ok(())
    };
    step(installed.how(), &|| Ok(true))?;
    step("the entry of the menu is one, and starts what is there", &|| menu(&installed))?;
    step("the description for software centres is one", &|| description(&installed))?;
    step("systemd understands the services", &|| services(&installed))?;
    step("the installed server serves a city", &|| server(&installed, &folder))?;
    let mut demo = Server::start(&folder)?;
    demo.wait_for_news(FICTIONAL.code(), 1)?;
    step("the installed window opens with an empty home and shows the city", &|| {
        window(&installed, &folder, &demo, debug)
    })?;
    step("the kiosk's session shows its first screen in cage, and says so to systemd", &|| {
        kiosk(&installed, &folder, &demo, debug)
    })?;
    demo.stop()?;
    step("nothing is left when it is removed", &|| installed.remove())?;
    println!("Pictures:  {}", folder.display());
    Ok(passed)
}

/// Where the packages' files are: on this machine, or laid out in a folder.
struct Installed {
    root: PathBuf,
    packages: Vec<String>,
}

impl Installed {
    /// Installs where we may and nothing is in the way; lays out elsewhere.
    fn new(packages: &Packages, folder: &Path) -> Result<Self> {
        let files = [&packages.app, &packages.kiosk, &packages.backend];
        let names = ["itsumo", "itsumo-kiosk", "itsumo-backend"];
        let there = names.iter().any(|name| Path::new("/var/lib/dpkg/info").join(format!("{name}.list")).exists());
        if root() && !there {
            let installed = Self { root: "/".into(), packages: names.map(str::to_owned).to_vec() };
            // Not apt: it would fetch what a dependency lacks, and a missing dependency is what we want to hear of.
            said(Command::new("dpkg").arg("--install").args(files).env("DEBIAN_FRONTEND", "noninteractive"))?;
            return Ok(installed);
        }
        let root = folder.join("root");
        for file in files {
            said(Command::new("dpkg-deb").arg("--extract").arg(file).arg(&root))?;
        }
        Ok(Self { root, packages: Vec::new() })
    }

    fn how(&self) -> &'static str {
        if self.packages.is_empty() { "the packages are laid out in a folder" } else { "the packages are installed" }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.join(name.trim_start_matches('/'))
    }

    /// The path of programs, with the installed ones first.
    fn programs(&self) -> String {
        format!("{}:{}", self.path("/usr/bin").display(), std::env::var("PATH").unwrap_or_default())
    }

    fn remove(&self) -> Result<bool> {
        if self.packages.is_empty() {
            return Ok(false);
        }
        said(Command::new("dpkg").arg("--purge").args(&self.packages))?;
        for left in
            ["/usr/bin/itsumo", "/usr/share/applications/jp.itsumo.app.desktop", "/usr/lib/itsumo-kiosk", "/etc/itsumo"]
        {
            ensure!(!Path::new(left).exists(), "{left} is still there");
        }
        Ok(true)
    }
}

impl Drop for Installed {
    fn drop(&mut self) {
        // A check that failed half way leaves no package behind; one that went well has removed them.
        if self.path("/usr/bin/itsumo").exists() && !self.packages.is_empty() {
            let _ = Command::new("dpkg").arg("--purge").args(&self.packages).status();
        }
    }
}

fn root() -> bool {
    said(Command::new("id").arg("-u")).is_ok_and(|id| id == "0")
}

/// Whether a tool is there; says what stays unchecked if not.
fn have(tool: &str) -> bool {
    let there = on_path(tool).is_some();
    if !there {
        println!("  – not checked: there is no {tool} on this machine");
    }
    there
}

fn menu(installed: &Installed) -> Result<bool> {
    let entry = installed.path("/usr/share/applications/jp.itsumo.app.desktop");
    let text = fs::read_to_string(&entry)?;
    let value = |key: &str| text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('=').map(str::to_owned));
    let exec = value("Exec").context("no Exec")?;
    let program = exec.split_whitespace().next().context("an empty Exec")?;
    ensure!(installed.path(&format!("/usr/bin/{program}")).exists(), "{program} is not installed");
    let icon = value("Icon").context("no Icon")?;
    let picture = installed.path(&format!("/usr/share/icons/hicolor/128x128/apps/{icon}.png"));
    ensure!(picture.exists(), "{} is not installed", picture.display());
    ensure!(text.contains("x-scheme-handler/itsumo"), "links that begin with itsumo:// go nowhere");
    if have("desktop-file-validate") {
        let words = said(Command::new("desktop-file-validate").arg(&entry))?;
        ensure!(words.is_empty(), "{words}");
    }
    Ok(true)
}

fn description(installed: &Installed) -> Result<bool> {
    if !have("appstreamcli") {
        return Ok(false);
    }
    let file = installed.path("/usr/share/metainfo/jp.itsumo.app.metainfo.xml");
    said(Command::new("appstreamcli").args(["validate", "--no-net"]).arg(file)).map(|_| true)
}

fn services(installed: &Installed) -> Result<bool> {
    if !have("systemd-analyze") {
        return Ok(false);
    }
    for unit in ["itsumo-kiosk.service", "itsumo-backend.service"] {
        let file = installed.path(&format!("/usr/lib/systemd/system/{unit}"));
        let output = Command::new("systemd-analyze").args(["verify", "--man=no"]).arg(&file).output()?;
        // It looks at what a unit needs of others too; what it says of them is not ours.
        let words = String::from_utf8_lossy(&output.stderr);
        let ours: Vec<_> = words.lines().filter(|line| line.contains("itsumo")).collect();
        let laid_out = installed.packages.is_empty();
        let wrong = ours.iter().find(|line| !(laid_out && line.contains("is not executable")));
        ensure!(wrong.is_none(), "{unit}: {}", ours.join("\n"));
    }
    Ok(true)
}

/// The server as its service starts it: with nothing but variables.
fn server(installed: &Installed, folder: &Path) -> Result<bool> {
    let port = free_port()?;
    let mut command = Command::new(installed.path("/usr/bin/itsumo-backend"));
    command.arg("serve").env("ITSUMO_LISTEN", format!("127.0.0.1:{port}"));
    command.env("ITSUMO_DATA", folder.join("installed-server"));
    command.env("ITSUMO_CITIES", installed.path("/usr/share/doc/itsumo-backend/examples/cities"));
    let mut running = Running::start("the installed server", &mut command, &folder.join("installed-server.log"))?;
    let url = format!("http://127.0.0.1:{port}/v1/cities");
    let cities = process::wait(Instant::now() + PATIENCE, || {
        running.check()?;
        Ok(ureq::get(&url).call().ok().and_then(|answer| answer.into_body().read_to_string().ok()))
    })?;
    running.stop()?;
    ensure!(cities.contains(FICTIONAL.code()), "the server knows no {}: {cities}", FICTIONAL.name());
    Ok(true)
}

fn window(installed: &Installed, folder: &Path, server: &Server, debug: bool) -> Result<bool> {
    let program = installed.path("/usr/bin/itsumo");
    said(Command::new(&program).arg("--version"))?;
    if !debug {
        println!("  – not looked at: a release has no inspector; `--debug --check` looks");
        return Ok(false);
    }
    let screen = Screen::virtual_screen()?;
    let mut window = Window::open(
        &screen,
        &Launch {
            program,
            data: folder.join("device"),
            server: server.url(),
            size: Some((1280, 800)),
            extra: Vec::new(),
            env: Vec::new(),
            log: folder.join("window.log"),
        },
    )?;
    let words = Words::read("ja")?;
    let page = window.page();
    page.see("heading", &words.get("app-welcome-title")?)?;
    page.picture(&folder.join("installed-first.png"))?;
    page.press("button", &words.get("app-welcome-begin")?)?;
    page.press("button", FICTIONAL.name())?;
    for next in ["app-next", "app-next", "app-skip-step", "app-welcome-open"] {
        page.press("button", &words.get(next)?)?;
    }
    page.wait_for("news of the city", "document.querySelectorAll('.rows .row').length > 2")?;
    page.picture(&folder.join("installed-window.png"))?;
    window.close()?;
    Ok(true)
}

/// The session as the service starts it, on a screen that exists in memory alone, under an account that owns nothing.
#[cfg(unix)]
fn kiosk(installed: &Installed, folder: &Path, server: &Server, debug: bool) -> Result<bool> {
    use std::os::unix::net::UnixDatagram;
    if !debug || !have("cage") || !have("Xwayland") {
        return Ok(false);
    }
    if root() && installed.packages.is_empty() {
        println!("  – not checked: these packages are installed here already, and cage refuses root");
        return Ok(false);
    }
    // The account can reach nothing of ours, and no path of a socket may be longer than some hundred letters.
    let room = Room::new()?;
    let config = room.folder.join("kiosk.toml");
    fs::write(&config, settings(installed, server)?)?;
    let told = UnixDatagram::bind(room.folder.join("notify"))?;
    told.set_read_timeout(Some(std::time::Duration::from_millis(100)))?;
    room.hand_over()?;

    let port = free_port()?;
    let mut command = room.command(installed);
    command.env("NOTIFY_SOCKET", room.folder.join("notify")).env("WATCHDOG_USEC", "3000000");
    command.env("WEBKIT_INSPECTOR_HTTP_SERVER", format!("127.0.0.1:{port}"));
    let log = folder.join("kiosk.log");
    let mut session = Running::start_service(
        "the kiosk",
        command.arg(installed.path("/usr/lib/itsumo-kiosk/session")).arg(&config),
        &log,
    )?;
    let until = Instant::now() + PATIENCE;
    let hears = |session: &mut Running, word: &str| {
        process::wait(until, || {
            session.check()?;
            let mut message = [0; 4096];
            let length = told.recv(&mut message).unwrap_or(0);
            let message = String::from_utf8_lossy(message.get(..length).unwrap_or_default()).into_owned();
            Ok(message.lines().any(|line| line == word).then_some(()))
        })
        .with_context(|| format!("systemd is not told {word}. The session's last words:\n{}", session.last_words()))
    };
    hears(&mut session, "READY=1")?;
    let mut page = process::wait(until, || Ok(Page::connect(port).ok()))?;
    page.wait_for("something drawn", "document.querySelector('#main')?.childElementCount > 0")?;
    page.read(FICTIONAL.name())?;
    page.picture(&folder.join("installed-kiosk.png"))?;
    hears(&mut session, "WATCHDOG=1")?;
    session.stop()?;

    // What systemd must not try again has a status of its own, and it comes through the compositor.
    fs::write(&config, "idle_second = 90\n")?;
    let output = room.command(installed).arg(installed.path("/usr/lib/itsumo-kiosk/session")).arg(&config).output()?;
    let words = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.code() == Some(78), "a wrong kiosk.toml ends with {}, not 78:\n{words}", output.status);
    ensure!(words.contains("idle_second"), "a wrong kiosk.toml is not explained:\n{words}");
    Ok(true)
}

#[cfg(not(unix))]
fn kiosk(_: &Installed, _: &Path, _: &Server, _: bool) -> Result<bool> {
    Ok(false)
}

/// The example that is installed, with a PIN as the installed program makes it and the server of this check.
fn settings(installed: &Installed, server: &Server) -> Result<String> {
    use std::io::Write as _;
    use std::process::Stdio;
    let mut pin = Command::new(installed.path("/usr/bin/itsumo"))
        .arg("--kiosk-pin")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("itsumo --kiosk-pin")?;
    pin.stdin.take().context("a pipe")?.write_all(b"258036\n")?;
    let hash = String::from_utf8(pin.wait_with_output()?.stdout)?;
    let hash = hash
        .lines()
        .map(|line| line.trim().trim_start_matches("pin = ").trim_matches('"'))
        .find(|line| line.starts_with('$'));
    let hash = hash.context("`itsumo --kiosk-pin` printed no hash")?;
    let example = fs::read_to_string(installed.path("/usr/share/doc/itsumo-kiosk/examples/kiosk.toml"))?;
    let example = example.replace("pin = \"\"", &format!("pin = \"{hash}\""));
    let lines = example.lines().map(|line| match line.starts_with("server = ") {
        true => format!("server = \"{}\"\n", server.url()),
        false => format!("{line}\n"),
    });
    Ok(lines.collect())
}

/// A small folder for the kiosk's account, away from everything; gone at the end.
struct Room {
    folder: PathBuf,
}

impl Room {
    fn new() -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("itsumo-kiosk-{}", std::process::id()));
        fs::create_dir(&folder).with_context(|| folder.display().to_string())?;
        Ok(Self { folder })
    }

    /// Gives it to the account, when we are somebody else: cage refuses to be run by root.
    fn hand_over(&self) -> Result<()> {
        said(Command::new("chmod").args(["-R", "u=rwX,go="]).arg(&self.folder))?;
        if root() {
            said(Command::new("chown").args(["-R", "nobody:nogroup"]).arg(&self.folder))?;
        }
        Ok(())
    }

    fn command(&self, installed: &Installed) -> Command {
        let mut command = if root() {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups", "env"]);
            command
        } else {
            Command::new("env")
        };
        // A screen in memory, drawn without a graphics card, and no other screen within reach.
        command.env_clear().envs([("WLR_BACKENDS", "headless"), ("WLR_RENDERER", "pixman")]);
        command.envs([
            ("WLR_LIBINPUT_NO_DEVICES", "1"),
            ("DBUS_SESSION_BUS_ADDRESS", "disabled:"),
            ("NO_AT_BRIDGE", "1"),
        ]);
        command.envs([("GSETTINGS_BACKEND", "memory"), ("LANG", "C.UTF-8"), ("LANGUAGE", "ja")]);
        command.env("PATH", installed.programs()).env("HOME", &self.folder).env("XDG_RUNTIME_DIR", &self.folder);
        command
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}
