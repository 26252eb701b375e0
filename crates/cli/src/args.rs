//! The command line.

use crate::handbook::Handbook;
use chrono::NaiveDate;
use clap::{Parser, Subcommand};
use itsumo_engine::domain::i18n::Locale;
use std::path::PathBuf;
use uuid::Uuid;

/// Itsumo in a terminal.
///
/// Ends with 0 when it was done, 1 when it was not (the reason is on the error output), 2 when the command
/// line itself was wrong.
#[derive(Debug, Parser)]
#[command(name = "itsumo-cli", version)]
pub struct Args {
    /// The data folder; the system's own place by default.
    #[arg(long, global = true, env = "ITSUMO_CLI_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// The server, from now on.
    #[arg(long, global = true, env = "ITSUMO_SERVER", value_name = "URL")]
    pub server: Option<String>,
    /// The city, from now on: six digits.
    #[arg(long, global = true, env = "ITSUMO_CITY", value_name = "CODE")]
    pub city: Option<String>,
    /// A file with a certificate authority to trust beside the public ones (PEM).
    #[arg(long, global = true, env = "ITSUMO_CA", value_name = "FILE")]
    pub ca: Option<PathBuf>,
    /// Answer in JSON, one document a line.
    #[arg(long, global = true)]
    pub json: bool,
    /// Language: ja, ja-easy, en.
    #[arg(long, global = true, env = "ITSUMO_LOCALE", value_name = "LANG")]
    pub locale: Option<Locale>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// The server's cities.
    Cities,
    /// This device's city.
    City {
        /// What to do.
        #[command(subcommand)]
        command: City,
    },
    /// Announcements.
    News {
        /// What to do.
        #[command(subcommand)]
        command: News,
    },
    /// What you care about.
    Interests {
        /// What to do.
        #[command(subcommand)]
        command: Interests,
    },
    /// Deliver what waits and fetch what is new.
    Sync,
    /// Changes that are not delivered yet.
    Outbox {
        /// What to do.
        #[command(subcommand)]
        command: Outbox,
    },
    /// Make an account: a code is mailed. The password comes from ITSUMO_PASSWORD or is asked for.
    Register {
        /// Your address.
        email: String,
    },
    /// Type the code that was mailed.
    Confirm {
        /// Six figures.
        code: String,
    },
    /// Sign in. The password comes from ITSUMO_PASSWORD or is asked for.
    SignIn {
        /// Your address.
        email: String,
    },
    /// Sign out; your records leave this device.
    SignOut,
    /// Your signed-in devices.
    Devices {
        /// What to do; lists them by default.
        #[command(subcommand)]
        command: Option<Devices>,
    },
    /// Change the password: ITSUMO_PASSWORD is the one so far, ITSUMO_NEW_PASSWORD the new one.
    Password,
    /// A forgotten password: mails a code, or sets ITSUMO_NEW_PASSWORD with it.
    Recover {
        /// Your address.
        email: String,
        /// The code that was mailed.
        #[arg(long)]
        code: Option<String>,
    },
    /// Everything the server has about you, into a folder.
    Export {
        /// The folder; made when missing.
        dir: PathBuf,
    },
    /// Say what deleting the account does; with --yes, do it.
    DeleteAccount {
        /// Really.
        #[arg(long)]
        yes: bool,
    },
    /// Your children at school.
    School {
        /// What to do.
        #[command(subcommand)]
        command: School,
    },
    /// Alerts that are up now.
    Alerts,
    /// Print changes as they come, until ended.
    Watch,
    /// How the data on this device is.
    Health,
    /// Ask the handbook's engines: needs no data folder and no server.
    Handbook {
        /// What to do.
        #[command(subcommand)]
        command: Handbook,
    },
}

/// This device's city.
#[derive(Debug, Subcommand)]
pub enum City {
    /// Choose it.
    Choose {
        /// Six digits.
        code: String,
    },
    /// What is known of it: topics, areas, offices.
    Show,
}

/// Which announcements.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Tab {
    /// For you.
    ForMe,
    /// All.
    #[default]
    All,
    /// Marked by the city.
    Important,
    /// Kept.
    Saved,
}

/// Announcements.
#[derive(Debug, Subcommand)]
pub enum News {
    /// List them, newest first.
    List {
        /// Which.
        #[arg(long, value_enum, default_value_t)]
        tab: Tab,
        /// Only under this topic.
        #[arg(long)]
        topic: Option<String>,
        /// Only what was not read.
        #[arg(long)]
        unread: bool,
        /// At most so many.
        #[arg(long, default_value_t = 20)]
        limit: usize,
    },
    /// Read one.
    Show {
        /// Its id, or the end of it.
        id: String,
    },
    /// Find words in titles and texts.
    Search {
        /// All of them have to be there.
        #[arg(required = true)]
        words: Vec<String>,
        /// At most so many.
        #[arg(long, default_value_t = 20)]
        limit: usize,
    },
    /// Keep one for ever.
    Save {
        /// Its id, or the end of it.
        id: String,
    },
    /// Let a kept one go.
    Unsave {
        /// Its id, or the end of it.
        id: String,
    },
}

/// Your children at school.
#[derive(Debug, Subcommand)]
pub enum School {
    /// Children, absences, questions and notices, as they are on this device.
    Show,
    /// Join a child with the code of the school's letter.
    Join {
        /// The code.
        code: String,
        /// Your name.
        name: String,
        /// What you are to the child: 母, 父, 祖母.
        relation: String,
    },
    /// Tell that children are absent all day: the next open day if nothing else is said.
    Absent {
        /// A child's name, or the end of its id; again for siblings.
        #[arg(required = true)]
        child: Vec<String>,
        /// First day, as 2026-11-24.
        #[arg(long)]
        from: Option<NaiveDate>,
        /// Last day.
        #[arg(long)]
        until: Option<NaiveDate>,
        /// In your words.
        #[arg(long, default_value_t)]
        note: String,
    },
    /// Take an absence back.
    Withdraw {
        /// Its id, or the end of it.
        id: String,
    },
}

/// What you care about.
#[derive(Debug, Subcommand)]
pub enum Interests {
    /// Show it.
    Show,
    /// Replace it.
    Set {
        /// A topic; again for more.
        #[arg(long)]
        topic: Vec<String>,
        /// An area; again for more.
        #[arg(long)]
        area: Vec<String>,
        /// A child's month of birth, as 2024-05; again for more.
        #[arg(long)]
        child: Vec<String>,
    },
    /// Keep a topic quiet for a while, or let it speak again.
    Mute {
        /// The topic.
        topic: String,
        /// For so many days; 0 ends it.
        #[arg(long, default_value_t = 7)]
        days: u16,
    },
}

/// Changes that are not delivered yet.
#[derive(Debug, Subcommand)]
pub enum Outbox {
    /// List them.
    List,
    /// Send a refused one again.
    Retry {
        /// Its id.
        id: Uuid,
    },
    /// Let one go.
    Discard {
        /// Its id.
        id: Uuid,
    },
}

/// Your signed-in devices.
#[derive(Debug, Subcommand)]
pub enum Devices {
    /// Sign one out.
    SignOut {
        /// Its id.
        id: Uuid,
    },
}
