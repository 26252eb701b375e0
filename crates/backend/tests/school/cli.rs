//! The operator's hand in a terminal, against a server that runs.

use crate::{
    http::{CITY, KEY, cities},
    town::at,
};
use clap::Parser;
use itsumo_backend::{
    clock::{HandClock, RealIds},
    config::Config,
    school::cli::{self, SchoolCommand, Told},
    serve::{self, Options, Running},
};
use std::{path::Path, sync::Arc};

#[derive(Parser)]
struct Args {
    #[command(subcommand)]
    command: SchoolCommand,
}

struct Terminal {
    server: Running,
    folder: tempfile::TempDir,
}

impl Terminal {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::local(folder.path().join("data"), cities());
        config.operator_key = Some(KEY.into());
        let clock = Arc::new(HandClock::at(at("08:00")));
        let server = serve::start(Options { config, clock, ids: Arc::new(RealIds), mailer: None }).await.unwrap();
        Self { server, folder }
    }

    /// What it says, or why it did not; `typed` is what the person types.
    async fn run(&self, typed: &str, words: &[&str]) -> Result<String, String> {
        let url = self.server.url().to_string();
        let mut all = vec!["school"];
        all.extend(words);
        all.extend(["--city", CITY, "--server", &url, "--operator-key", KEY]);
        let args = Args::try_parse_from(all).map_err(|error| error.to_string())?;
        let mut told = Vec::new();
        let ran = cli::run(args.command, &mut typed.as_bytes(), &mut told).await;
        let told = String::from_utf8(told).unwrap();
        ran.map(|()| told.clone()).map_err(|error| format!("{told}{error:#}"))
    }

    fn keep(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }
}

fn demo(name: &str) -> String {
    Path::new(&cities()).join("hinata/school").join(name).display().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_facility_a_list_a_seat_and_letters_from_a_terminal() {
    let terminal = Terminal::open().await;
    let put = terminal.run("", &["facility", "put", &demo("sakura-nursery.toml")]).await.unwrap();
    assert!(put.contains("さくら保育園 (0436-00-1301)"), "{put}");
    assert_eq!(terminal.run("", &["facility", "list"]).await.unwrap(), put);
    let nameless = terminal.keep("nameless.toml", "name = \"園\"\nphone = \"0436-00-1301\"\n");
    assert!(terminal.run("", &["facility", "put", &nameless]).await.unwrap_err().contains("give the facility an id"));

    let list = demo("sakura-nursery.csv");
    let at = ["--facility", "さくら園"];
    let check = terminal.run("", &[&["roster", "check", &list], &at[..]].concat()).await.unwrap();
    assert!(check.contains("さくら保育園, from 2026-11-24, UTF-8") && check.contains("New: 70"), "{check}");
    let import = [&["roster", "import", &list], &at[..]].concat();
    let wrong = terminal.run("あさひ小\n", &import).await.unwrap_err();
    assert!(wrong.ends_with("that is not さくら保育園: nothing was changed"), "{wrong}");
    assert!(terminal.run("さくら園\n", &import).await.unwrap().ends_with("Done.\n"));
    assert!(terminal.run("", &import).await.unwrap().ends_with("Nothing to change.\n"));

    let text = std::fs::read_to_string(&list).unwrap();
    let torn = terminal.keep("torn.csv", &text.replace("R7.9.13", "9月13日"));
    let named = terminal.run("", &[&["roster", "check", &torn], &at[..]].concat()).await.unwrap_err();
    assert!(named.contains("Line 2, “生年月日”: “9月13日” is not a date"), "{named}");
    let one: String = text.lines().take(70).map(|line| format!("{line}\n")).collect();
    let fewer = terminal.keep("fewer.csv", &one);
    let import = [&["roster", "import", &fewer, "--yes"], &at[..]].concat();
    assert!(
        terminal.run("", &import).await.unwrap_err().contains("1 children leave: look at them, and say --leaving 1")
    );
    assert!(terminal.run("", &[&import[..], &["--leaving", "1"]].concat()).await.unwrap().ends_with("Done.\n"));

    let seat = terminal.run("", &[&["seat", "give", "--role", "carer"], &at[..]].concat()).await.unwrap();
    assert!(seat.starts_with("保育者  ") && seat.contains("until 2027-01-23"), "{seat}");
    assert!(terminal.run("", &[&["seat", "list"], &at[..]].concat()).await.unwrap().contains("carer    free 保育者"));
    let role = terminal.run("", &[&["seat", "give", "--role", "king"], &at[..]].concat()).await.unwrap_err();
    assert!(role.contains("head, office, teacher"), "{role}");
    let out = terminal.folder.path().join("letters.pdf").display().to_string();
    let letters = [&["letters", "--class", "りす組", "--out", &out], &at[..]].concat();
    assert!(terminal.run("", &letters).await.unwrap().starts_with(&out));
    assert!(std::fs::read(&out).unwrap().starts_with(b"%PDF"));
    assert!(terminal.run("", &letters).await.is_err(), "a file that is there is not written over");
    let nowhere = terminal.run("", &["roster", "check", &list, "--facility", "月の学校"]).await.unwrap_err();
    assert!(nowhere.contains("there is no facility \"月の学校\"; there are: さくら保育園"), "{nowhere}");
    terminal.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demonstration_comes_by_the_same_door_and_twice_is_as_once() {
    let terminal = Terminal::open().await;
    let from = demo("");
    let told = |json: String| serde_json::from_str::<Told>(&json).unwrap();
    let first = told(terminal.run("", &["demo", "--from", &from]).await.unwrap());
    let counts: Vec<_> = first.facilities.iter().map(|place| (place.seats.len(), place.pupils.len())).collect();
    assert_eq!(counts, [(16, 332), (3, 70), (2, 40)]);
    let sakura = first.facilities[0].pupils.iter().find(|code| code.name == "佐藤 さくら").unwrap();
    assert_eq!(sakura.class, "1年2組");
    let again = told(terminal.run("", &["demo", "--from", &from]).await.unwrap());
    assert_eq!(again.facilities[0].seats[0].seat, first.facilities[0].seats[0].seat);
    assert_ne!(again.facilities[0].pupils[0].code, first.facilities[0].pupils[0].code);
    terminal.server.stop().await;
}
