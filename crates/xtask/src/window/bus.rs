//! A message bus as a desktop has one, and on it the menu of the app's small icon. A desktop's panel draws that menu from
//! what it reads here, and says here what was chosen.

use super::PATIENCE;
use crate::process;
use anyhow::{Context, Result, ensure};
use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    time::Instant,
};

/// Where the library of such icons puts the menu of ours.
const MENU: &str = "/org/ayatana/NotificationItem/tray_icon_tray_app_itsumo/Menu";

/// A bus that ends when this is dropped.
pub struct Bus {
    daemon: Child,
    /// What programs find it by.
    pub address: String,
}

impl Bus {
    /// Starts one.
    pub fn start() -> Result<Self> {
        let mut daemon = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--nopidfile", "--print-address"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("starting dbus-daemon")?;
        let mut address = String::new();
        if let Some(said) = daemon.stdout.take() {
            BufReader::new(said).read_line(&mut address)?;
        }
        let bus = Self { daemon, address: address.trim().to_owned() };
        ensure!(!bus.address.is_empty(), "dbus-daemon did not start");
        Ok(bus)
    }

    /// Chooses the line called `name` in the menu of the app's icon, as soon as there is one.
    pub fn choose(&self, name: &str) -> Result<()> {
        let until = Instant::now() + PATIENCE;
        let (owner, id) = process::wait(until, || {
            let owners = self.call("org.freedesktop.DBus", "/", "org.freedesktop.DBus.ListNames", &[])?;
            let menus = owners.split('\'').filter(|owner| owner.starts_with(':')).filter_map(|owner| {
                let layout =
                    self.call(owner, MENU, "com.canonical.dbusmenu.GetLayout", &["0", "--", "-1", "[]"]).ok()?;
                Some((owner.to_owned(), line(&layout, name)?))
            });
            Ok(menus.into_iter().next())
        })
        .with_context(|| format!("no icon has “{name}” in its menu"))?;
        self.call(&owner, MENU, "com.canonical.dbusmenu.Event", &[&id, "clicked", "<''>", "0"])?;
        Ok(())
    }

    fn call(&self, owner: &str, path: &str, method: &str, arguments: &[&str]) -> Result<String> {
        let output = Command::new("gdbus")
            .args(["call", "--session", "--timeout", "5", "--dest", owner, "--object-path", path, "--method", method])
            .args(arguments)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.address)
            .output()
            .context("starting gdbus")?;
        ensure!(output.status.success(), "{method}: {}", String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8(output.stdout)?)
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        self.daemon.kill().ok();
        self.daemon.wait().ok();
    }
}

/// The number of a line, in `<(2, {'label': <'open'>}, @av [])>`.
fn line(layout: &str, name: &str) -> Option<String> {
    let lines = layout.split("<(").skip(1);
    let ours = lines.into_iter().find(|line| line.contains(&format!("'label': <'{name}'>")))?;
    ours.split(',').next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_a_menu_is_found_by_its_name() {
        let layout = "(uint32 2, (0, {'children-display': <'submenu'>}, [<(2, {'label': <'開く'>}, @av [])>, <(3, {'label': <'終わる'>}, @av [])>]))";
        assert_eq!(line(layout, "終わる").as_deref(), Some("3"));
        assert_eq!(line(layout, "終"), None);
    }
}
