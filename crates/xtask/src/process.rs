//! Programs we start, and end: one by one, by their own handle, whatever way we leave.

use anyhow::{Context, Result, bail};
use std::{
    fs::File,
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// Writes small programs of the shell into `folder`, and answers with a `PATH` on which they come before the system's.
#[cfg(unix)]
pub fn stand_ins(folder: &Path, programs: &[(&str, &str)]) -> Result<std::ffi::OsString> {
    use std::{fs, os::unix::fs::PermissionsExt as _};
    fs::create_dir_all(folder)?;
    for (name, does) in programs {
        let program = folder.join(name);
        fs::write(&program, format!("#!/bin/sh\n{does}\n"))?;
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755))?;
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    Ok(std::env::join_paths(std::iter::once(folder.to_path_buf()).chain(std::env::split_paths(&path)))?)
}

/// A running program that ends when this is dropped.
pub struct Running {
    name: String,
    child: Child,
    log: PathBuf,
    /// It and all it starts are a group, and end together.
    group: bool,
}

impl Running {
    /// Starts `command` with everything it says written to `log`.
    pub fn start(name: &str, command: &mut Command, log: &Path) -> Result<Self> {
        let file = File::options().create(true).append(true).open(log)?;
        let child = command
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file)
            .spawn()
            .with_context(|| format!("starting {name}"))?;
        Ok(Self { name: name.to_owned(), child, log: log.to_path_buf(), group: false })
    }

    /// As [`Self::start`], for a program that starts others: they end with it, as those of a service do.
    #[cfg(unix)]
    pub fn start_service(name: &str, command: &mut Command, log: &Path) -> Result<Self> {
        use std::os::unix::process::CommandExt as _;
        let mut running = Self::start(name, command.process_group(0), log)?;
        running.group = true;
        Ok(running)
    }

    /// Its number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// An error, with the last it said, if it has ended by itself.
    pub fn check(&mut self) -> Result<()> {
        let Some(status) = self.child.try_wait()? else { return Ok(()) };
        bail!("{} ended by itself ({status}). The last it said:\n{}", self.name, self.last_words());
    }

    /// The last lines of its log.
    pub fn last_words(&self) -> String {
        let text =
            std::fs::read(&self.log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
        let lines: Vec<_> = text.lines().collect();
        lines.iter().skip(lines.len().saturating_sub(20)).map(|line| format!("  {line}\n")).collect()
    }

    /// Ends it as an operator would, and waits: `SIGTERM`, and after ten seconds by force.
    pub fn stop(&mut self) -> Result<()> {
        if self.child.try_wait()?.is_none() {
            let until = Instant::now() + Duration::from_secs(10);
            if self.signal("TERM") {
                wait(until, || Ok(self.child.try_wait()?)).ok();
            }
        }
        if self.group {
            self.signal("KILL");
        }
        self.child.kill().ok();
        self.child.wait()?;
        Ok(())
    }

    fn signal(&self, name: &str) -> bool {
        let whom = format!("{}{}", if self.group { "-" } else { "" }, self.child.id());
        let mut kill = Command::new("kill");
        kill.args(["-s", name, "--", &whom]).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    }

    /// Waits until it has ended well by itself, no longer than `until`.
    pub fn ended(&mut self, until: Instant) -> Result<()> {
        let status = wait(until, || Ok(self.child.try_wait()?)).with_context(|| format!("{} goes on", self.name))?;
        if !status.success() {
            bail!("{} ended with {status}. The last it said:\n{}", self.name, self.last_words());
        }
        Ok(())
    }

    /// Waits until it ends, as when a person closes the window.
    pub fn wait(&mut self) -> Result<()> {
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop().ok();
    }
}

/// Asks `ready` again and again until it answers or `until` has come.
///
/// # Errors
/// What `ready` fails with, or that the time is over.
pub fn wait<T>(until: Instant, mut ready: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    loop {
        if let Some(found) = ready()? {
            return Ok(found);
        }
        if Instant::now() >= until {
            bail!("the time is over");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A port nobody listens on.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// Runs a command to its end, shown to the person.
pub fn run(what: &str, command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("starting: {what}"))?;
    if !status.success() {
        bail!("{what}: {status}");
    }
    Ok(())
}
