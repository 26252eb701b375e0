//! `cargo xtask kiosk`: a terminal in a public place, used by one person after the other, and what is left of each:
//! nothing. In the real window, against a real server, with chance drawn from a seed.
//!
//! Everybody writes a mark of their own wherever one can write, some sign in, and one signs in, loses the network,
//! reports an absence and leaves. After each of them, before the next touches the screen, all marks are looked for: in
//! the page, in the memory of the app's and the page's processes, in every file. Memory and the number of processes
//! must stay as they were, and what waited to be sent must never arrive, whoever comes next.

mod terminal;
mod traces;

use crate::{
    demo::{self, FICTIONAL, Words},
    server::Server,
    setup,
    staff::Staff,
    window::Screen,
    workspace::fresh_folder,
};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::{path::Path, time::Instant};
use terminal::{End, Terminal};
use traces::Mark;

/// How to test it.
#[derive(clap::Args)]
pub struct Args {
    /// How many people come.
    #[arg(long, default_value_t = 500)]
    sessions: usize,
    /// What chance is drawn from.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Tests what was built last, and builds nothing.
    #[arg(long)]
    no_build: bool,
}

/// How many come in `cargo xtask test`: a few minutes of them, each kind at least once.
const IN_THE_TEST: usize = 24;
/// So much more memory than at the beginning is no chance any more.
const GROWTH_PER_CENT: u64 = 15;

const TEACHER: &str = "kiosk-tannin@example.jp";
const CHILD: &str = "佐藤 さくら";
/// Writes a mark into every text area of the form.
const WRITE: &str = "(mark) => { for (const field of document.querySelectorAll('textarea')) { \
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set.call(field, mark); \
    field.dispatchEvent(new InputEvent('input', { bubbles: true, data: mark, inputType: 'insertText' })); } return true; }";

/// Runs the test that a person asks for.
pub fn run(args: &Args) -> Result<()> {
    setup::run(setup::Say::OnlyTrouble)?;
    if !args.no_build {
        demo::build()?;
    }
    let sessions = people(&fresh_folder("kiosk")?, args.sessions, args.seed)?;
    println!("\n{sessions} passed, 0 failed");
    Ok(())
}

/// The step of `cargo xtask test`.
pub fn step() -> Result<(usize, usize)> {
    demo::build()?;
    people(&fresh_folder("kiosk")?, IN_THE_TEST, 1).map(|passed| (passed, 0))
}

/// Numbers that look like chance and come again with their seed (splitmix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }
}

/// What one person does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Person {
    /// Looks around and presses what is there.
    Wanders,
    /// Signs in, and then wanders.
    SignsIn,
    /// Signs in, loses the network, reports an absence that cannot be sent, and leaves.
    LeavesSomethingUnsent,
}

/// What the `n`th does, and how it ends. Each kind early, and then by turns.
fn plan(n: usize) -> (Person, End) {
    let end = match n {
        4 => End::Idle,
        _ if n % 97 == 96 => End::Idle,
        _ if n % 11 == 6 => End::Crash,
        _ if n % 53 == 10 => End::Hang,
        _ => End::Pressed,
    };
    match n % 20 {
        2 => (Person::LeavesSomethingUnsent, End::Pressed),
        1 | 5 | 8 | 13 | 16 => (Person::SignsIn, end),
        _ => (Person::Wanders, end),
    }
}

/// Lets so many people come, and answers how many left nothing.
fn people(folder: &Path, sessions: usize, seed: u64) -> Result<usize> {
    let mut server = Server::start(folder)?;
    server.wait_for_news(FICTIONAL.code(), 80)?;
    let mut chance = Chance(seed);
    // The marks of everybody begin alike, so that one look finds anybody's. The account's address and password do too.
    let all = format!("zq{:08x}", chance.next() & 0xffff_ffff);
    let mut school = School::open(&server, &all)?;
    let screen = Screen::virtual_screen()?;
    let mut terminal = Terminal::start(&screen, folder, &server, FICTIONAL.code())?;
    let mut weights = Vec::new();
    for n in 0..sessions {
        let mark = format!("{all}x{n:05}");
        let (person, end) = plan(n);
        let started = Instant::now();
        let said = one(&mut terminal, &mut server, &mut school, &mut chance, &mark, person, end)
            .and_then(|()| {
                let left = terminal.left_behind(&all).context("looking for what is left")?;
                ensure!(left.is_empty(), "something is left of somebody:\n  {}", left.join("\n  "));
                terminal.weight()
            })
            .with_context(|| format!("{n} passed, 1 failed\nsession {n} of seed {seed} ({person:?}, {end:?})"))?;
        weights.push(said);
        let (kilobytes, processes) = said;
        println!(
            "  ✓ {n}: {person:?}, {end:?}; {} MB in {processes} processes ({:.1} s)",
            kilobytes / 1024,
            started.elapsed().as_secs_f32()
        );
    }
    flat(&weights)?;
    if sessions > 3 {
        ensure!(school.absences()? == school.known, "an absence arrived that its sender had left unsent");
    }
    terminal.stop()?;
    Ok(sessions)
}

fn one(
    terminal: &mut Terminal,
    server: &mut Server,
    school: &mut School,
    chance: &mut Chance,
    mark: &str,
    person: Person,
    end: End,
) -> Result<()> {
    terminal.begin().context("beginning")?;
    if person != Person::Wanders {
        school.sign_in(terminal)?;
    }
    if person == Person::LeavesSomethingUnsent {
        school.leave_unsent(terminal, server, mark)?;
        // While they are still there, the search finds what they wrote: so it would find what was left, too.
        ensure!(!terminal.in_memory(&Mark::new(mark))?.is_empty(), "what somebody just wrote is not found in memory");
    } else {
        for _ in 0..3 + chance.below(5) {
            terminal.wander(chance.next(), mark).context("wandering")?;
        }
        // A last word that stays in its field, wherever there is one.
        terminal.wander(chance.next(), mark)?;
    }
    terminal.end(end).context("ending")?;
    if person == Person::LeavesSomethingUnsent {
        server.go_on()?;
    }
    Ok(())
}

/// The school of the fictional city, who sits at its desk, and the parent who comes to the terminal.
struct School {
    words: Words,
    email: String,
    password: String,
    teacher: Staff,
    board: String,
    letter: String,
    joined: bool,
    known: usize,
}

impl School {
    fn open(server: &Server, all: &str) -> Result<Self> {
        let (email, password) = (format!("{all}@example.jp"), format!("{all}はるのうみ"));
        let told = server.school_demo(FICTIONAL.code())?;
        let mut parent = Staff::new(&server.url(), FICTIONAL.code());
        parent.register(&email, &password, || server.code_from_mail(&email))?;
        let mut teacher = Staff::new(&server.url(), FICTIONAL.code());
        teacher.register(TEACHER, "けさもげんきにおはよう", || server.code_from_mail(TEACHER))?;
        let facilities = || told["facilities"].as_array().into_iter().flatten();
        let find = |list: &str, fits: &dyn Fn(&Value) -> bool| {
            let all = facilities().filter_map(|facility| facility[list].as_array()).flatten();
            all.into_iter().find(|one| fits(one)).and_then(|one| one["code"].as_str()).map(str::to_owned)
        };
        let letter = find("pupils", &|pupil| pupil["name"] == CHILD).context("no letter for the child")?;
        let seat = find("seats", &|seat| seat["title"].as_str().is_some_and(|title| title.contains("1年2組")));
        let board = teacher.take_class(&seat.context("no seat of the class")?)?;
        let mut school =
            Self { words: Words::read("ja")?, email, password, teacher, board, letter, joined: false, known: 0 };
        school.known = school.absences()?;
        Ok(school)
    }

    /// How many of the next days have an absence to confirm.
    fn absences(&mut self) -> Result<usize> {
        let today = std::process::Command::new("date").env("TZ", "Asia/Tokyo").arg("+%s").output()?;
        let now: i64 = String::from_utf8(today.stdout)?.trim().parse()?;
        let mut count = 0;
        for ahead in 0..10 {
            let day = std::process::Command::new("date")
                .env("TZ", "Asia/Tokyo")
                .args(["-d", &format!("@{}", now + ahead * 86_400), "+%F"])
                .output()?;
            let day = String::from_utf8(day.stdout)?;
            let page = self.teacher.page(&format!("{}?day={}", self.board, day.trim()))?;
            count += usize::from(page.has("confirm-all"));
        }
        Ok(count)
    }

    /// Signs in as the parent. The words are Japanese: nobody has changed the language yet.
    fn sign_in(&self, terminal: &mut Terminal) -> Result<()> {
        terminal.press("the tile of the account", ".kiosk-tile[href$='/account/sign-in']")?;
        let page = terminal.page()?;
        page.write("textbox", &self.words.get("account-email")?, &self.email)?;
        page.write("textbox", &self.words.get("account-password")?, &self.password)?;
        page.press("button", &self.words.get("account-sign-in")?)?;
        page.wait_for("the menu again", "document.querySelector('.kiosk-menu .note')")
    }

    /// Joins the child with the code of the school's letter. Once: the server remembers it, the terminal does not.
    fn join(&mut self, terminal: &mut Terminal) -> Result<()> {
        terminal.press("the tile of the school", ".kiosk-tile[href$='/school']")?;
        let page = terminal.page()?;
        page.press("link", &self.words.get("school-join")?)?;
        page.write("textbox", &self.words.get("school-join-code")?, &self.letter)?;
        page.write("textbox", &self.words.get("school-join-name")?, "佐藤 花")?;
        page.press("radio", &self.words.get("school-relation-mother")?)?;
        page.press("button", &self.words.get("school-join-do")?)?;
        page.see("heading", &self.words.get("school-joined")?)?;
        page.press("link", &self.words.get("school-to-home")?)?;
        self.joined = true;
        Ok(())
    }

    /// Reports an absence while the server is away.
    fn leave_unsent(&mut self, terminal: &mut Terminal, server: &mut Server, mark: &str) -> Result<()> {
        if self.joined {
            terminal.press("the tile of the school", ".kiosk-tile[href$='/school']")?;
        } else {
            self.join(terminal)?;
        }
        terminal.page()?.read(CHILD)?;
        server.stop()?;
        terminal.press("the way to report an absence", ".day-card a[href*='/school/tell']")?;
        let page = terminal.page()?;
        let send = self.words.get("school-form-send")?;
        page.see("button", &send)?;
        let everywhere = format!("({WRITE})({})", Value::from(mark));
        page.eval(&everywhere)?;
        page.press("button", &send)?;
        page.read(&self.words.get("school-waiting")?)
    }
}

/// Memory and processes of the last people beside those of the first.
fn flat(weights: &[(u64, usize)]) -> Result<()> {
    let few = (weights.len() / 4).clamp(1, 20);
    let middle = |part: &[(u64, usize)]| {
        let mut sorted: Vec<_> = part.iter().map(|(kilobytes, _)| *kilobytes).collect();
        sorted.sort_unstable();
        sorted[sorted.len() / 2]
    };
    let (first, last) = (middle(&weights[..few]), middle(&weights[weights.len() - few..]));
    println!("  memory: {} MB with the first, {} MB with the last", first / 1024, last / 1024);
    ensure!(first > 0, "this kernel does not say how much memory a program has made");
    ensure!(last <= first + first * GROWTH_PER_CENT / 100, "memory grows: {first} kB at first, {last} kB at last");
    let most = weights.iter().map(|(_, processes)| *processes).max();
    ensure!(most <= weights.first().map(|(_, processes)| processes + 1), "processes are left: {most:?}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_person_and_of_end_comes_within_the_test() {
        let plans: Vec<_> = (0..IN_THE_TEST).map(plan).collect();
        for person in [Person::Wanders, Person::SignsIn, Person::LeavesSomethingUnsent] {
            assert!(plans.iter().any(|(its, _)| *its == person), "{person:?}");
        }
        for end in [End::Pressed, End::Idle, End::Crash, End::Hang] {
            assert!(plans.iter().any(|(_, its)| *its == end), "{end:?}");
        }
    }

    #[test]
    fn memory_that_grows_and_processes_that_stay_are_found() {
        assert!(flat(&[(1000, 3); 12]).is_ok());
        assert!(flat(&(0..12).map(|n| (1000 + n * 100, 3)).collect::<Vec<_>>()).is_err());
        assert!(flat(&(0..12).map(|n| (1000, 3 + n)).collect::<Vec<_>>()).is_err());
    }
}
