//! A screen without a monitor.

use anyhow::{Context, Result, bail};
use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

/// A screen that ends when this is dropped.
pub struct Screen {
    server: Option<Child>,
    name: String,
}

impl Screen {
    /// Starts Xvfb on a display that it finds free itself, and says so on its first line.
    pub fn virtual_screen() -> Result<Self> {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1920x1920x24", "-nolisten", "tcp", "-dpi", "96"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("starting Xvfb")?;
        let mut line = String::new();
        if let Some(said) = server.stdout.take() {
            BufReader::new(said).read_line(&mut line)?;
        }
        let number = line.trim();
        if number.is_empty() {
            server.kill().ok();
            bail!("Xvfb did not start");
        }
        Ok(Self { name: format!(":{number}"), server: Some(server) })
    }

    /// The value of `DISPLAY` for programs on this screen.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        if let Some(server) = &mut self.server {
            server.kill().ok();
            server.wait().ok();
        }
    }
}

/// Whether a person sits before this machine.
pub fn real_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"].into_iter().any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}
