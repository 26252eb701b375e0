//! The operator's hand in a terminal, against a server that runs: associations, their lists of households, seats, letters;
//! and the fictional city's two.

use crate::{
    http::{CITY, KEY, cities},
    persons::at,
};
use clap::Parser;
use itsumo_backend::{
    association::cli::{self, AssociationCommand, Told},
    clock::{HandClock, RealIds},
    config::Config,
    serve::{self, Options, Running},
};
use std::{path::Path, sync::Arc};

#[derive(Parser)]
struct Args {
    #[command(subcommand)]
    command: AssociationCommand,
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
        let mut all = vec!["association"];
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
    Path::new(&cities()).join("hinata/association").join(name).display().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_association_a_list_a_seat_and_letters_from_a_terminal() {
    let terminal = Terminal::open().await;
    let put = ["put", "--name", "日の出町会", "--kana", "ひのでちょうかい", "--block", "1", "--block", "2班"];
    let put = terminal.run("", &put).await.unwrap();
    assert!(put.ends_with(" 日の出町会\n"), "{put}");
    let listed = terminal.run("", &["list"]).await.unwrap();
    assert!(listed.contains("日の出町会 (2 blocks, 0 households)"), "{listed}");
    let nameless = terminal.run("", &["put", "--name", "", "--kana", "a"]).await.unwrap_err();
    assert!(nameless.contains("name: empty"), "{nameless}");

    let list = demo("hinode.csv");
    let at = ["--association", "日の出町会"];
    let check = terminal.run("", &[&["directory", "check", &list], &at[..]].concat()).await.unwrap();
    assert!(check.contains("日の出町会, from 2026-11-24, UTF-8"), "{check}");
    assert!(check.contains("New blocks: 3班") && check.contains("Come new: 40"), "{check}");
    let import = [&["directory", "import", &list], &at[..]].concat();
    let wrong = terminal.run("見晴台町会\n", &import).await.unwrap_err();
    assert!(wrong.ends_with("that is not 日の出町会: nothing was changed"), "{wrong}");
    assert!(terminal.run("日の出町会\n", &import).await.unwrap().ends_with("Done.\n"));
    assert!(terminal.run("", &import).await.unwrap().ends_with("Nothing to change.\n"));

    let text = std::fs::read_to_string(&list).unwrap();
    let torn = terminal.keep("torn.csv", &text.replacen("0436-00-5001", "436005001", 1).replacen(",紙", ",鳩", 1));
    let named = terminal.run("", &[&["directory", "check", &torn], &at[..]].concat()).await.unwrap_err();
    assert!(named.contains("Line 2, “電話”") && named.contains("“鳩” is not a way to deliver"), "{named}");
    let moved = terminal.keep("moved.csv", &text.replacen("3班,13,内田", "2班,14,内田", 1));
    let named = terminal.run("", &[&["directory", "check", &moved], &at[..]].concat()).await.unwrap_err();
    assert!(named.contains("This household is in 3班 now"), "{named}");
    let fewer: String = text.lines().take(40).map(|line| format!("{line}\n")).collect();
    let fewer = terminal.keep("fewer.csv", &fewer);
    let import = [&["directory", "import", &fewer, "--yes"], &at[..]].concat();
    let refused = terminal.run("", &import).await.unwrap_err();
    assert!(refused.contains("1 households leave: look at them, and say --leaving 1"), "{refused}");
    assert!(terminal.run("", &[&import[..], &["--leaving", "1"]].concat()).await.unwrap().ends_with("Done.\n"));
    assert!(terminal.run("", &["list"]).await.unwrap().contains("(3 blocks, 39 households)"));

    let give = ["seat", "give", "--role", "block_head", "--block", "2", "--until", "2027-03-31"];
    let seat = terminal.run("", &[&give, &at[..]].concat()).await.unwrap();
    assert!(seat.starts_with("2班 班長  ") && seat.contains("code until 2027-01-23"), "{seat}");
    let seats = terminal.run("", &[&["seat", "list"], &at[..]].concat()).await.unwrap();
    assert!(seats.contains("block_head free 2班 班長"), "{seats}");
    let homeless = terminal.run("", &[&["seat", "give", "--role", "block_head"], &at[..]].concat()).await.unwrap_err();
    assert!(homeless.contains("block: missing"), "{homeless}");
    let role = terminal.run("", &[&["seat", "give", "--role", "king"], &at[..]].concat()).await.unwrap_err();
    assert!(role.contains("city, chair, vice_chair"), "{role}");
    assert!(terminal.run("", &["seat", "give", "--role", "chair"]).await.unwrap_err().contains("role: not-readable"));
    let city = terminal.run("", &["seat", "give", "--role", "city", "--title", "市民活動課"]).await.unwrap();
    assert!(city.starts_with("市民活動課  "), "{city}");

    let out = terminal.folder.path().join("letters.pdf").display().to_string();
    let letters = [&["letters", "--block", "1班", "--out", &out], &at[..]].concat();
    assert!(terminal.run("", &letters).await.unwrap().starts_with(&out));
    let pdf = std::fs::read(&out).unwrap();
    assert!(pdf.starts_with(b"%PDF"));
    if let Some(keep) = std::env::var_os("ITSUMO_KEEP_LETTERS") {
        std::fs::write(keep, &pdf).unwrap();
    }
    assert!(terminal.run("", &letters).await.is_err(), "a file that is there is not written over");
    let nowhere = terminal.run("", &["directory", "check", &list, "--association", "月の町会"]).await.unwrap_err();
    assert!(nowhere.contains("there is no association \"月の町会\"; there are: 日の出町会"), "{nowhere}");
    terminal.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demonstration_comes_by_the_same_door_and_twice_is_as_once() {
    let terminal = Terminal::open().await;
    let from = demo("");
    let told = |json: String| serde_json::from_str::<Told>(&json).unwrap();
    let first = told(terminal.run("", &["demo", "--from", &from]).await.unwrap());
    let counts: Vec<_> = first.associations.iter().map(|place| (place.seats.len(), place.blocks.len())).collect();
    assert_eq!((first.seats.len(), counts), (1, vec![(6, 3), (2, 1)]));
    let listed = terminal.run("", &["list"]).await.unwrap();
    assert!(listed.contains("(3 blocks, 40 households)") && listed.contains("(1 blocks, 8 households)"), "{listed}");
    let again = told(terminal.run("", &["demo", "--from", &from]).await.unwrap());
    let (first, again) = (&first.associations[0], &again.associations[0]);
    assert_eq!((first.seats[0].seat, first.seats[0].term), (again.seats[0].seat, again.seats[0].term));
    assert_ne!(first.blocks[0].code, again.blocks[0].code, "the letters before are void");
    assert!(again.blocks[0].text.starts_with("itsumo:association?v=1&c=990019&k="), "{}", again.blocks[0].text);
    terminal.server.stop().await;
}
