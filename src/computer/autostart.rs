//! Starting with the computer, when the person wants it: the app then opens in the background, and tells what matters.
//!
//! Each system has a place of its own for that, and what stands there is the truth: the person may have changed it with
//! the system's own settings. So nothing is remembered beside it.
//!
//! | system | where |
//! |---|---|
//! | Linux | `$XDG_CONFIG_HOME/autostart/jp.itsumo.app.desktop` (XDG Autostart) |
//! | macOS | `~/Library/LaunchAgents/jp.itsumo.app.plist` |
//! | Windows | a small script in the Startup folder of the Start menu |

use std::{
    io,
    path::{Path, PathBuf},
};

/// The app's name among the system's programs.
pub const APP_ID: &str = "jp.itsumo.app";
/// What the program is told when it starts with the computer.
pub const HIDDEN: &str = "--hidden";

/// What starts with the computer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Autostart {
    system: System,
    folder: PathBuf,
    /// The program and what it is told.
    command: Vec<String>,
}

/// Whose way it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum System {
    /// XDG Autostart.
    Linux,
    /// launchd.
    MacOs,
    /// The Startup folder.
    Windows,
}

impl Autostart {
    /// For this system and this person; `data` where the app was told to keep its data elsewhere than usual. `None`
    /// where it is not known how.
    pub fn here(data: Option<&Path>) -> Option<Self> {
        let home = std::env::home_dir().filter(|home| !home.as_os_str().is_empty())?;
        let configuration = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
        let (system, folder) = if cfg!(target_os = "linux") {
            (System::Linux, configuration.unwrap_or_else(|| home.join(".config")).join("autostart"))
        } else if cfg!(target_os = "macos") {
            (System::MacOs, home.join("Library/LaunchAgents"))
        } else if cfg!(windows) {
            let roaming = std::env::var_os("APPDATA").map(PathBuf::from)?;
            (System::Windows, roaming.join(r"Microsoft\Windows\Start Menu\Programs\Startup"))
        } else {
            return None;
        };
        Self::new(system, folder, &std::env::current_exe().ok()?, data)
    }

    /// In `folder`, starting `program`. `None` for names that are no text.
    pub fn new(system: System, folder: PathBuf, program: &Path, data: Option<&Path>) -> Option<Self> {
        let mut command = vec![program.to_str()?.to_owned(), HIDDEN.to_owned()];
        if let Some(data) = data {
            command.extend(["--data".to_owned(), data.to_str()?.to_owned()]);
        }
        Some(Self { system, folder, command })
    }

    fn file(&self) -> PathBuf {
        self.folder.join(match self.system {
            System::Linux => format!("{APP_ID}.desktop"),
            System::MacOs => format!("{APP_ID}.plist"),
            System::Windows => "Itsumo.cmd".to_owned(),
        })
    }

    /// Whether the app starts with the computer.
    pub fn is_on(&self) -> bool {
        // The Linux desktops' own settings switch an entry off by a line in it.
        std::fs::read_to_string(self.file()).is_ok_and(|text| {
            !text.lines().any(|line| matches!(line.trim(), "Hidden=true" | "X-GNOME-Autostart-enabled=false"))
        })
    }

    /// Has it start with the computer, or not.
    ///
    /// # Errors
    /// When the system's folder cannot be written.
    pub fn set(&self, on: bool) -> io::Result<()> {
        if on {
            return super::write_whole(&self.file(), &self.text());
        }
        match std::fs::remove_file(self.file()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn text(&self) -> String {
        match self.system {
            System::Linux => desktop_entry(&self.command),
            System::MacOs => launch_agent(&self.command),
            System::Windows => script(&self.command),
        }
    }
}

/// A desktop entry. An argument stands in quotes, and what means something in there behind a backslash; the value of the
/// key is then escaped once more, and a per cent sign is doubled (Desktop Entry Specification 1.5, "The Exec key").
fn desktop_entry(command: &[String]) -> String {
    let quoted = |argument: &String| {
        let inside: String = argument.chars().fold(String::new(), |mut out, c| {
            if matches!(c, '"' | '`' | '$' | '\\') {
                out.push('\\');
            }
            out.push(c);
            out
        });
        format!("\"{inside}\"").replace('\\', "\\\\").replace('%', "%%")
    };
    let command: Vec<_> = command.iter().map(quoted).collect();
    format!(
        "[Desktop Entry]\nType=Application\nName=Itsumo\nName[ja]=いつも\nExec={}\nIcon={APP_ID}\nTerminal=false\n\
         NoDisplay=true\nX-GNOME-Autostart-enabled=true\n",
        command.join(" ")
    )
}

/// A property list for launchd: once, at login.
fn launch_agent(command: &[String]) -> String {
    let escaped = |text: &String| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let command: String =
        command.iter().map(|argument| format!("    <string>{}</string>\n", escaped(argument))).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n\
         <plist version=\"1.0\">\n<dict>\n  <key>Label</key>\n  <string>{APP_ID}</string>\n  \
         <key>ProgramArguments</key>\n  <array>\n{command}  </array>\n  <key>RunAtLoad</key>\n  <true/>\n  \
         <key>ProcessType</key>\n  <string>Interactive</string>\n</dict>\n</plist>\n"
    )
}

/// A script of two lines. In UTF-8, as Windows is told first; a per cent sign is doubled.
fn script(command: &[String]) -> String {
    let command: Vec<_> = command.iter().map(|argument| format!("\"{}\"", argument.replace('%', "%%"))).collect();
    format!("@chcp 65001 >nul\r\n@start \"\" {}\r\n", command.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn autostart(system: System, folder: &Path, program: &str) -> Autostart {
        Autostart::new(system, folder.to_owned(), Path::new(program), None).unwrap()
    }

    #[test]
    fn the_choice_is_what_stands_in_the_system_s_own_place() {
        for system in [System::Linux, System::MacOs, System::Windows] {
            let folder = tempfile::tempdir().unwrap();
            let place = folder.path().join("does/not/exist/yet");
            let autostart = autostart(system, &place, "/usr/bin/itsumo");
            assert!(!autostart.is_on());
            autostart.set(false).unwrap();
            autostart.set(true).unwrap();
            assert!(autostart.is_on());
            let text = std::fs::read_to_string(autostart.file()).unwrap();
            assert!(text.contains("/usr/bin/itsumo") && text.contains(HIDDEN), "{text}");
            autostart.set(false).unwrap();
            assert!(!autostart.is_on());
            assert_eq!(std::fs::read_dir(&place).unwrap().count(), 0, "nothing is left behind");
        }
    }

    #[test]
    fn what_the_desktop_s_own_settings_switched_off_is_off() {
        let folder = tempfile::tempdir().unwrap();
        let autostart = autostart(System::Linux, folder.path(), "/usr/bin/itsumo");
        for line in ["Hidden=true", "X-GNOME-Autostart-enabled=false"] {
            autostart.set(true).unwrap();
            let text = std::fs::read_to_string(autostart.file()).unwrap();
            std::fs::write(autostart.file(), text.replace("X-GNOME-Autostart-enabled=true", line)).unwrap();
            assert!(!autostart.is_on(), "{line}");
        }
    }

    #[test]
    fn a_program_may_lie_anywhere() {
        let odd = "/opt/100% \"いつも\" $HOME\\x/itsumo";
        let entry = autostart(System::Linux, Path::new("/"), odd).text();
        assert!(entry.contains(r#"Exec="/opt/100%% \\"いつも\\" \\$HOME\\\\x/itsumo" "--hidden""#), "{entry}");
        let agent = autostart(System::MacOs, Path::new("/"), "/Applications/A & B.app/itsumo").text();
        assert!(agent.contains("<string>/Applications/A &amp; B.app/itsumo</string>"), "{agent}");
        let elsewhere = Autostart::new(
            System::Windows,
            PathBuf::new(),
            Path::new(r"C:\a b\itsumo.exe"),
            Some(Path::new(r"D:\100%")),
        );
        let script = elsewhere.unwrap().text();
        assert!(script.contains(r#""C:\a b\itsumo.exe" "--hidden" "--data" "D:\100%%""#), "{script}");
    }
}
