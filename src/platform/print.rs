//! Printing a document that is in memory, and a look at it before.
//!
//! On Linux the document goes to CUPS through the standard input of `lp`: no file is made, so a machine in a hall leaves
//! none. A look at it comes from poppler's tools in the same way, where they are installed; what is printed is never
//! drawn by the web view, which is where a person's session lives. Elsewhere the document becomes a file that the person's
//! own program opens and prints.
//!
//! On a machine that many use, a paper may not come out under the next person: [`print_out`] waits until the queue has let
//! go of it and takes back what it does not, and [`take_back`] clears what an earlier life of the program left there.

/// Why nothing was printed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrintError {
    /// There is no way to a printer here.
    #[error("no printer: {0}")]
    NoPrinter(String),
    /// The printing system said no.
    #[error("not printed: {0}")]
    Refused(String),
    /// It waited in the queue for too long, and was taken back.
    #[error("taken back from the queue: {0}")]
    Stuck(String),
}

impl PrintError {
    /// The key of its words.
    pub fn key(&self) -> &'static str {
        match self {
            Self::NoPrinter(_) => "handover-print-no-printer",
            Self::Refused(_) => "handover-print-refused",
            Self::Stuck(_) => "handover-print-stuck",
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
    return linux::Tools::default().print(bytes, title, printer).map(drop);
    #[cfg(not(target_os = "linux"))]
    return elsewhere(bytes, title, printer);
}

/// As [`print_pdf`], where many print: returns when the paper is out, and takes back what does not come out within two
/// minutes, so that it does not come out later, before somebody else. Calls `still` each second meanwhile.
///
/// # Errors
/// [`PrintError`]; its reason is for the log.
pub fn print_out(bytes: &[u8], title: &str, printer: Option<&str>, still: impl Fn()) -> Result<(), PrintError> {
    #[cfg(target_os = "linux")]
    return linux::Tools::default().print_out(bytes, title, printer, still);
    #[cfg(not(target_os = "linux"))]
    {
        still();
        elsewhere(bytes, title, printer)
    }
}

/// Takes back whatever this machine's user still has waiting at a printer.
#[cfg(target_os = "linux")]
pub fn take_back() {
    linux::Tools::default().take_back();
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
        path::PathBuf,
        process::{Command, Stdio},
        sync::mpsc,
        time::{Duration, Instant},
    };

    /// How long one of the tools may take with a document that may be anybody's.
    const PATIENCE: Duration = Duration::from_secs(20);
    /// The longer side of a picture, in pixels.
    const SIDE: &str = "900";
    /// Longest answer that is read, in bytes.
    const LONGEST: u64 = 16 * 1024 * 1024;
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

    /// The printing system's tools: the system's own, or a test's.
    pub(super) struct Tools {
        folder: PathBuf,
        /// How long a paper may take to come out.
        patience: Duration,
        /// Until the queue is looked at again.
        pause: Duration,
    }

    impl Default for Tools {
        fn default() -> Self {
            Self { folder: PathBuf::new(), patience: Duration::from_mins(2), pause: Duration::from_secs(1) }
        }
    }

    impl Tools {
        fn tool(&self, name: &str, arguments: &[&str]) -> Command {
            let mut command = Command::new(self.folder.join(name));
            command.args(arguments);
            command
        }

        /// Gives it to the queue; answers with the name that the queue gives it.
        pub(super) fn print(
            &self,
            bytes: &[u8],
            title: &str,
            printer: Option<&str>,
        ) -> Result<Option<String>, PrintError> {
            let mut lp = self.tool("lp", &[]);
            if let Some(printer) = printer {
                lp.args(["-d", printer]);
            }
            // `lp` reads the document from its standard input where no file is named.
            lp.args(["-t", title, "-o", "fit-to-page"]);
            match through(lp, bytes) {
                Ok((true, out, _)) => Ok(job_of(&String::from_utf8_lossy(&out))),
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

        pub(super) fn print_out(
            &self,
            bytes: &[u8],
            title: &str,
            printer: Option<&str>,
            still: impl Fn(),
        ) -> Result<(), PrintError> {
            let Some(job) = self.print(bytes, title, printer)? else { return Ok(()) };
            let until = Instant::now() + self.patience;
            // A queue that does not answer may still hold it.
            while self.waiting(&[]).is_none_or(|jobs| jobs.contains(&job)) {
                if Instant::now() >= until {
                    self.cancel(std::slice::from_ref(&job));
                    return Err(PrintError::Stuck(job));
                }
                still();
                std::thread::sleep(self.pause);
            }
            Ok(())
        }

        pub(super) fn take_back(&self) {
            // `cancel -a` would ask for everybody's, and be refused.
            let Ok((true, name, _)) = through(self.tool("id", &["-un"]), b"") else { return };
            let name = String::from_utf8_lossy(&name).trim().to_owned();
            let left = self.waiting(&["-u", &name]).unwrap_or_default();
            if !left.is_empty() {
                tracing::warn!(count = left.len(), "papers of an earlier session waited at the printer");
                self.cancel(&left);
            }
        }

        /// The jobs that are not through: all, or those of `whose`.
        fn waiting(&self, whose: &[&str]) -> Option<Vec<String>> {
            let mut list = self.tool("lpstat", &["-W", "not-completed"]);
            list.args(whose).arg("-o");
            let (fine, out, _) = through(list, b"").ok()?;
            let out = String::from_utf8_lossy(&out).into_owned();
            fine.then(|| out.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect())
        }

        fn cancel(&self, jobs: &[String]) {
            let mut cancel = self.tool("cancel", &[]);
            cancel.args(jobs);
            match through(cancel, b"") {
                Ok((true, ..)) => {}
                Ok((_, _, said)) => tracing::error!(%said, "a paper stays in the queue"),
                Err(error) => tracing::error!(%error, "a paper stays in the queue"),
            }
        }
    }

    /// The name in `request id is lobby-12 (1 file(s))`.
    fn job_of(said: &str) -> Option<String> {
        said.split_once("request id is ")?.1.split_whitespace().next().map(str::to_owned)
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
        use std::{fs, os::unix::fs::PermissionsExt};

        /// A printing system of a few lines, in a folder of its own.
        struct Hall(tempfile::TempDir);

        impl Hall {
            fn new(tools: &[(&str, &str)]) -> Self {
                let folder = tempfile::tempdir().unwrap();
                for (name, script) in tools {
                    let path = folder.path().join(name);
                    let home = folder.path().display();
                    fs::write(&path, format!("#!/bin/sh\ncd {home}\n{script}\n")).unwrap();
                    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
                }
                Self(folder)
            }

            fn tools(&self) -> Tools {
                let folder = self.0.path().to_owned();
                Tools { folder, patience: Duration::from_millis(300), pause: Duration::from_millis(10) }
            }

            fn kept(&self, name: &str) -> String {
                fs::read_to_string(self.0.path().join(name)).unwrap_or_default()
            }
        }

        #[test]
        fn a_document_goes_to_the_named_printer_and_touches_no_disk() {
            let hall = Hall::new(&[("lp", "printf '%s ' \"$@\" >asked; cat >printed")]);
            let document = vec![7; 500_000];
            hall.tools().print(&document, "いつも", Some("lobby")).unwrap();
            assert_eq!(hall.kept("asked"), "-d lobby -t いつも -o fit-to-page ");
            assert!(fs::read(hall.0.path().join("printed")).unwrap() == document);
            hall.tools().print(&document, "x", None).unwrap();
            assert_eq!(hall.kept("asked"), "-t x -o fit-to-page ");
        }

        #[test]
        fn what_a_printing_system_cannot_do_is_told_apart() {
            let says =
                |script: &str| Hall::new(&[("lp", script)]).tools().print(b"%PDF-", "x", Some("lobby")).unwrap_err();
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
            let missing = Hall::new(&[]).tools().print(b"%PDF-", "x", None).unwrap_err();
            assert_eq!(missing.key(), "handover-print-no-printer");
        }

        /// As CUPS speaks.
        const LP: &str = "cat >/dev/null; echo lobby-12 hall 1024 >>queue; echo 'request id is lobby-12 (1 file(s))'";
        const CANCEL: &str = "echo \"$@\" >>cancelled; : >queue";

        #[test]
        fn a_paper_counts_as_printed_when_the_queue_has_let_go_of_it() {
            // Out at the third look.
            let lpstat = "cat queue; echo x >>looks; [ $(wc -l <looks) -lt 2 ] || : >queue";
            let hall = Hall::new(&[("lp", LP), ("lpstat", lpstat), ("cancel", CANCEL)]);
            let touches = std::cell::Cell::new(0);
            hall.tools().print_out(b"%PDF-", "x", Some("lobby"), || touches.set(touches.get() + 1)).unwrap();
            assert_eq!((touches.get(), hall.kept("looks").lines().count()), (2, 3));
            assert_eq!(hall.kept("cancelled"), "");
        }

        #[test]
        fn a_printer_without_paper_gives_the_document_back_instead_of_printing_it_before_the_next_person() {
            let hall = Hall::new(&[("lp", LP), ("lpstat", "cat queue"), ("cancel", CANCEL)]);
            let stuck = hall.tools().print_out(b"%PDF-", "x", Some("lobby"), || {}).unwrap_err();
            assert_eq!((stuck.clone(), stuck.key()), (PrintError::Stuck("lobby-12".into()), "handover-print-stuck"));
            assert_eq!(hall.kept("cancelled"), "lobby-12\n");
        }

        #[test]
        fn what_a_session_left_at_the_printer_is_taken_back_and_nobody_elses() {
            let lpstat = "[ \"$4\" = hall ] && echo 'lobby-3 hall 1024' && echo 'lobby-5 hall 1024'; exit 0";
            let tools = [("id", "echo hall"), ("lpstat", lpstat), ("cancel", CANCEL)];
            let hall = Hall::new(&tools);
            hall.tools().take_back();
            assert_eq!(hall.kept("cancelled"), "lobby-3 lobby-5\n");
            let nobody = Hall::new(&[("id", "echo other"), ("lpstat", lpstat), ("cancel", CANCEL)]);
            nobody.tools().take_back();
            assert_eq!(nobody.kept("cancelled"), "");
        }

        #[test]
        fn what_is_no_document_is_not_drawn() {
            assert_eq!(look(b"%PDF-1.7 and nothing more", 3).pictures, Vec::<Vec<u8>>::new());
        }
    }
}
