//! `cargo xtask demo`: the product on this machine, with a fictional city, and the way through it that
//! matters most. Where nobody sits before the machine the way is walked by itself and photographed.

mod walk;
mod words;

use crate::{
    process::{self, Running},
    server::Server,
    setup,
    window::{Screen, real_display},
    workspace::{cargo, fresh_folder, program, root},
};
use anyhow::Result;
use std::{path::Path, process::Command};
pub use walk::walk;
pub use words::Words;

/// A demo city: its folder's name and its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum City {
    /// ひなた市: fictional, all its announcements are of our own writing, no network needed.
    Hinata,
    /// 市原市: real, its feeds are fetched from its own site.
    Ichihara,
}

impl City {
    /// The code of 総務省.
    pub fn code(self) -> &'static str {
        match self {
            Self::Hinata => "990019",
            Self::Ichihara => "122190",
        }
    }

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hinata => "ひなた市",
            Self::Ichihara => "市原市",
        }
    }
}

/// The city that needs no network.
pub const FICTIONAL: City = City::Hinata;

/// How to show it.
#[derive(clap::Args)]
pub struct Args {
    /// Walks the main job without a person, photographs it, and ends with a truthful status.
    #[arg(long)]
    check: bool,
    /// Which city.
    #[arg(long, value_enum, default_value = "hinata")]
    city: City,
    /// Puts the pictures of this walk into the README.
    #[arg(long)]
    pictures: bool,
    /// Shows what was built last, and builds nothing.
    #[arg(long)]
    no_build: bool,
    /// Goes on serving after the walk, until interrupted.
    #[arg(long)]
    keep: bool,
}

/// The pictures of the walk that the README shows.
const PICTURES: [&str; 19] = [
    "phone-home",
    "phone-article",
    "phone-alert",
    "desktop-home",
    "phone-handbook-child",
    "phone-handbook-growth",
    "phone-handbook-vaccines",
    "phone-handbook-why",
    "phone-school",
    "phone-school-form",
    "phone-school-notice",
    "phone-association-circular",
    "phone-officer-walk-read",
    "phone-officer-reach",
    "phone-officer-safety-walk-one",
    "kiosk-attract",
    "kiosk-menu",
    "kiosk-article",
    "kiosk-danger",
];

/// Builds what the demo shows: the programs, as the dev profile makes them.
pub fn build() -> Result<()> {
    process::run("building", cargo().args(["build", "-p", "itsumo", "-p", "itsumo-backend"]))
}

/// Shows the product.
pub fn run(args: &Args) -> Result<()> {
    setup::run(setup::Say::OnlyTrouble)?;
    if !args.no_build {
        build()?;
    }
    let folder = fresh_folder("demo")?;
    if real_display() && !args.check && !args.pictures {
        return for_a_person(&folder, args.city);
    }
    println!("Walking the main job; pictures go to {}", folder.join("screenshots").display());
    let screen = Screen::virtual_screen()?;
    let passed = walk(&screen, &folder, args.city)?;
    println!("\n{passed} steps passed, 0 failed");
    println!("Pictures:  {}", folder.join("screenshots").display());
    println!("Mails:     {}", folder.join("mails").display());
    if args.pictures {
        let to = root().join("docs/pictures");
        std::fs::create_dir_all(&to)?;
        for name in PICTURES {
            let file = format!("{name}.png");
            std::fs::copy(folder.join("screenshots").join(&file), to.join(&file))?;
        }
    }
    if args.keep {
        let mut server = Server::start(&folder)?;
        println!("Server:    {}  (until interrupted)", server.url());
        server.wait()?;
    }
    Ok(())
}

fn for_a_person(folder: &Path, city: City) -> Result<()> {
    let mut server = Server::start(folder)?;
    let there = server.wait_for_news(city.code(), 1)?;
    println!("Server:    {}  ({there} announcements)", server.url());
    println!("Mails:     {}", server.mails().display());
    println!("Alert:     {} alert publish --help", program("itsumo-backend")?.display(),);
    println!("Close the window to end.");
    let mut command = Command::new(program("itsumo")?);
    command.arg("--data").arg(folder.join("device")).args(["--server", &server.url()]);
    Running::start("the app", &mut command, &folder.join("app.log"))?.wait()?;
    server.stop()
}
