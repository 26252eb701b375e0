//! Printing a document that is in memory, and a look at it before.
//!
//! On Linux the document goes to CUPS through the standard input of `lp`: no file is made, so a machine in a hall leaves
//! none. A look at it comes from poppler's tools in the same way, where they are installed; what is printed is never
//! drawn by the web view, which is where a person's session lives. Elsewhere the document becomes a file that the person's
//! own program opens and prints.

/// Why nothing was printed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrintError {
    /// There is no way to a printer here.
    #[error("no printer: {0}")]
    NoPrinter(String),
    /// The printing system said no.
    #[error("not printed: {0}")]
    Refused(String),
}

impl PrintError {
    /// The key of its words.
    pub fn key(&self) -> &'static str {
        match self {
            Self::NoPrinter(_) => "handover-print-no-printer",
            Self::Refused(_) => "handover-print-refused",
        }
    }
}

/// A look at a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// How many pages it has, if that is known.
    pub pages: Option<usize>,
    /// The first of them, each a PNG.
    pub pictures: Vec<Vec<u8>>,
}

/// Prints a PDF on `printer`, or where none is named on the one that the person or the machine prefers. `title` is what
/// the queue calls it. Returns when the printing system has it; waits for that, so not on the window's own thread.
///
/// # Errors
/// [`PrintError`]; its reason is for the log.
pub fn print_pdf(bytes: &[u8], title: &str, printer: Option<&str>) -> Result<(), PrintError> {
    #[cfg(target_os = "linux")]
    return linux::print("lp", bytes, title, printer);
    #[cfg(not(target_os = "linux"))]
    return elsewhere(bytes, title, printer);
}

/// Pictures of the first `most` pages of a PDF. Empty where there is nothing to draw them with.
pub fn look_at(bytes: &[u8], most: usize) -> Look {
    #[cfg(target_os = "linux")]
    return linux::look(bytes, most);
    #[cfg(not(target_os = "linux"))]
    {
        let _ = (bytes, most);
        Look::default()
    }
}

/// A file that the person's own program opens. It stays until the system tidies up: the program may read it late.
#[cfg(not(target_os = "linux"))]
fn elsewhere(bytes: &[u8], title: &str, _: Option<&str>) -> Result<(), PrintError> {
    let place = super::Downloads(std::env::temp_dir().join("itsumo"));
    let name: String = title.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).take(60).collect();
    let refused = |error: std::io::Error| PrintError::Refused(error.to_string());
    let path = place.keep(&format!("{name}.pdf"), bytes).map_err(refused)?;
    if super::open_file(&path) { Ok(()) } else { Err(PrintError::NoPrinter("no program opens it".to_owned())) }
}

#[cfg(target_os = "linux")]
mod linux {
    use super::{Look, PrintError};
    use std::{
        io::{self, Read, Write},
        process::{Command, Stdio},
        sync::mpsc,
        time::Duration,
    };

    /// How long one of the tools may take with a document that may be anybody's.
    const PATIENCE: Duration = Duration::from_secs(20);
    /// The longer side of a picture, in pixels.
    const SIDE: &str = "900";
    /// Longest answer that is read, in bytes.
    const LONGEST: u64 = 16 * 1024 * 1024;
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

    pub(super) fn print(program: &str, bytes: &[u8], title: &str, printer: Option<&str>) -> Result<(), PrintError> {
        let mut lp = Command::new(program);
        if let Some(printer) = printer {
            lp.args(["-d", printer]);
        }
        // `lp` reads the document from its standard input where no file is named.
        lp.args(["-t", title, "-o", "fit-to-page"]);
        match through(lp, bytes) {
            Ok((true, _, _)) => Ok(()),
            Ok((false, _, said)) => {
                tracing::warn!(%said, "the printing system said no");
                Err(if said.contains("does not exist") || said.contains("No default destination") {
                    PrintError::NoPrinter(said)
                } else {
                    PrintError::Refused(said)
                })
            }
            Err(error) => {
                tracing::warn!(%error, "nothing to print with");
                Err(PrintError::NoPrinter(error.to_string()))
            }
        }
    }

    pub(super) fn look(bytes: &[u8], most: usize) -> Look {
        let told = through(tool("pdfinfo", &["-"]), bytes).ok().filter(|(fine, ..)| *fine);
        let told = told.map(|(_, out, _)| String::from_utf8_lossy(&out).into_owned()).unwrap_or_default();
        let pages = told.lines().find_map(|line| line.strip_prefix("Pages:")?.trim().parse::<usize>().ok());
        let mut pictures = Vec::new();
        for page in 1..=pages.unwrap_or(0).min(most) {
            let page = page.to_string();
            let drawing = tool("pdftoppm", &["-png", "-scale-to", SIDE, "-f", &page, "-l", &page, "-"]);
            match through(drawing, bytes) {
                Ok((true, png, _)) if png.starts_with(PNG) => pictures.push(png),
                _ => break,
            }
        }
        Look { pages, pictures }
    }

    fn tool(name: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(name);
        command.args(arguments);
        command
    }

    /// Whether it went well, what it gave and what it said.
    fn through(mut command: Command, bytes: &[u8]) -> io::Result<(bool, Vec<u8>, String)> {
        // From where nobody may write: a tool that thinks of a file of its own leaves none.
        let mut child = command
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .env("LC_ALL", "C")
            .spawn()?;
        let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (done, waiting) = mpsc::channel();
        std::thread::scope(|scope| {
            // A program that stops reading, or never answers, holds nobody up for longer than this.
            let (ended, running) = mpsc::channel::<()>();
            scope.spawn(move || {
                if let Some(mut stdin) = stdin {
                    // Who has read enough hangs up: the exit status says how it went.
                    let _ = stdin.write_all(bytes);
                }
            });
            scope.spawn(move || {
                let _ = done.send(read(stdout));
            });
            let said = scope.spawn(move || String::from_utf8_lossy(&read(stderr)).into_owned());
            let child = scope.spawn(move || {
                if running.recv_timeout(PATIENCE).is_err_and(|error| error == mpsc::RecvTimeoutError::Timeout) {
                    let _ = child.kill();
                }
                child.wait()
            });
            let given = waiting.recv().unwrap_or_default();
            drop(ended);
            let status = child.join().unwrap_or_else(|_| Err(io::ErrorKind::Other.into()))?;
            Ok((status.success(), given, said.join().unwrap_or_default().trim().to_owned()))
        })
    }

    fn read(from: Option<impl Read>) -> Vec<u8> {
        let mut bytes = Vec::new();
        if let Some(from) = from {
            // What was read until it broke off is what there is.
            let _ = from.take(LONGEST).read_to_end(&mut bytes);
        }
        bytes
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use std::{fs, os::unix::fs::PermissionsExt, path::Path};

        /// A printing system of three lines, in a folder of its own.
        fn lp(folder: &Path, script: &str) -> String {
            let path = folder.join("lp");
            fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
            path.display().to_string()
        }

        #[test]
        fn a_document_goes_to_the_named_printer_and_touches_no_disk() {
            let folder = tempfile::tempdir().unwrap();
            let kept = folder.path().display();
            let program = lp(folder.path(), &format!("printf '%s ' \"$@\" >{kept}/asked; cat >{kept}/printed"));
            let document = vec![7; 500_000];
            print(&program, &document, "いつも", Some("lobby")).unwrap();
            assert_eq!(fs::read_to_string(folder.path().join("asked")).unwrap(), "-d lobby -t いつも -o fit-to-page ");
            assert!(fs::read(folder.path().join("printed")).unwrap() == document);
            print(&program, &document, "x", None).unwrap();
            assert_eq!(fs::read_to_string(folder.path().join("asked")).unwrap(), "-t x -o fit-to-page ");
        }

        #[test]
        fn what_a_printing_system_cannot_do_is_told_apart() {
            let folder = tempfile::tempdir().unwrap();
            let says = |script: &str| print(&lp(folder.path(), script), b"%PDF-", "x", Some("lobby")).unwrap_err();
            let none = says("echo 'lp: Error - The printer or class does not exist.' >&2; exit 1");
            assert_eq!(none.key(), "handover-print-no-printer");
            let none = says("echo 'lp: Error - No default destination.' >&2; exit 1");
            assert_eq!(none.key(), "handover-print-no-printer");
            let refused = says("echo 'lp: Unsupported document-format' >&2; exit 1");
            assert_eq!(
                (refused.key(), refused.to_string().contains("document-format")),
                ("handover-print-refused", true)
            );
            // One that hangs up early has still said how it went.
            assert_eq!(says("exit 3").key(), "handover-print-refused");
            let missing = print("/nowhere/lp", b"%PDF-", "x", None).unwrap_err();
            assert_eq!(missing.key(), "handover-print-no-printer");
        }

        #[test]
        fn what_is_no_document_is_not_drawn() {
            assert_eq!(look(b"%PDF-1.7 and nothing more", 3).pictures, Vec::<Vec<u8>>::new());
        }
    }
}
