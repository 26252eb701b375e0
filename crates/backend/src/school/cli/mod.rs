//! `itsumo-backend school …`: facilities, lists of pupils, seats and letters, by the operator's hand on the running
//! server. A list is always looked at first; what it would change is said before anything does.

mod demo;
mod said;

pub use demo::{Told, ToldFacility};
pub use said::step_key;

use crate::{
    door::{Client, Door},
    routes::school_operator::{CodesFor, PupilCode, SeatShown},
    school::{
        office::{NewSeat, SeatCode},
        roster::RosterAnswer,
    },
};
use anyhow::{Context, bail};
use chrono::NaiveDate;
use itsumo_domain::school::{Facility, Role};
use said::{say, show};
use std::{
    io::{BufRead, Write},
    path::{Path, PathBuf},
};

/// The verbs of `itsumo-backend school`.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum SchoolCommand {
    /// Write or list a city's facilities.
    #[command(subcommand)]
    Facility(FacilityCommand),
    /// Look at a list of pupils, or carry it out.
    #[command(subcommand)]
    Roster(RosterCommand),
    /// Give or list seats of the staff.
    #[command(subcommand)]
    Seat(SeatCommand),
    /// Print letters with codes for the guardians (PDF). Codes before are void.
    Letters(LettersArgs),
    /// Bring a folder's facilities, lists and seats to a server, and print all codes as JSON.
    Demo(DemoArgs),
}

/// See [`SchoolCommand::Facility`].
#[derive(Clone, Debug, clap::Subcommand)]
pub enum FacilityCommand {
    /// Write a facility from a TOML file, new or as it is now.
    Put {
        /// The server and the city.
        #[command(flatten)]
        at: City,
        /// The file.
        file: PathBuf,
    },
    /// Say which there are.
    List {
        /// The server and the city.
        #[command(flatten)]
        at: City,
    },
}

/// See [`SchoolCommand::Roster`].
#[derive(Clone, Debug, clap::Subcommand)]
pub enum RosterCommand {
    /// Say what a list would change, and what is wrong with it. Changes nothing.
    Check(RosterArgs),
    /// Show the same, ask, and carry it out.
    Import {
        /// The list.
        #[command(flatten)]
        list: RosterArgs,
        /// So many children leave: needed when some do.
        #[arg(long, value_name = "N")]
        leaving: Option<u32>,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
}

/// See [`SchoolCommand::Seat`].
#[derive(Clone, Debug, clap::Subcommand)]
pub enum SeatCommand {
    /// Make a seat, and print the code by which somebody takes it.
    Give {
        /// The facility.
        #[command(flatten)]
        at: Place,
        /// head, office, teacher, nurse, lunch, bus or carer.
        #[arg(long, value_parser = role)]
        role: Role,
        /// The class of a teacher: 1年2組.
        #[arg(long)]
        class: Option<String>,
        /// As people call it; made of class and role if not given.
        #[arg(long)]
        title: Option<String>,
        /// Last day, 2027-03-31.
        #[arg(long, value_name = "DAY")]
        until: Option<NaiveDate>,
    },
    /// Say which there are, and whether somebody holds them.
    List {
        /// The facility.
        #[command(flatten)]
        at: Place,
    },
}

/// A city of a server.
#[derive(Clone, Debug, clap::Args)]
pub struct City {
    /// Where the server is.
    #[command(flatten)]
    pub door: Door,
    /// The city's code, six digits.
    #[arg(long, value_name = "CODE")]
    pub city: String,
}

/// A facility of a city.
#[derive(Clone, Debug, clap::Args)]
pub struct Place {
    /// The server and the city.
    #[command(flatten)]
    pub city: City,
    /// The facility: its id, its name, or its short name.
    #[arg(long, value_name = "NAME")]
    pub facility: String,
}

/// A list of pupils.
#[derive(Clone, Debug, clap::Args)]
pub struct RosterArgs {
    /// The facility.
    #[command(flatten)]
    pub at: Place,
    /// From which day on the list holds; today if not given. A day in a new school year is the change of years.
    #[arg(long, value_name = "DAY")]
    pub day: Option<NaiveDate>,
    /// The file: CSV, UTF-8 or Shift_JIS.
    pub file: PathBuf,
}

/// `school letters`.
#[derive(Clone, Debug, clap::Args)]
pub struct LettersArgs {
    /// The facility.
    #[command(flatten)]
    pub at: Place,
    /// One class: 1年2組. Without it: everybody.
    #[arg(long)]
    pub class: Option<String>,
    /// Only children nobody has joined, and who have no code that is still good.
    #[arg(long)]
    pub lacking: bool,
    /// The file to write; it must not exist.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

/// `school demo`.
#[derive(Clone, Debug, clap::Args)]
pub struct DemoArgs {
    /// The server and the city.
    #[command(flatten)]
    pub at: City,
    /// The folder with `demo.toml`.
    #[arg(long, default_value = "cities/hinata/school", value_name = "DIR")]
    pub from: PathBuf,
}

fn role(text: &str) -> Result<Role, String> {
    let known: Vec<&str> = Role::ALL.into_iter().map(Role::name).collect();
    Role::named(text).ok_or_else(|| format!("there is no role {text:?}; there are: {}", known.join(", ")))
}

/// Runs one of them, asking on `ask` and telling on `tell`.
///
/// # Errors
/// Anything that kept it from being done, in words.
pub async fn run(command: SchoolCommand, ask: &mut dyn BufRead, tell: &mut dyn Write) -> anyhow::Result<()> {
    match command {
        SchoolCommand::Facility(FacilityCommand::Put { at, file }) => {
            let facility = facility_of(&file)?;
            put(&Client::new(&at.door)?, &at.city, &facility).await?;
            writeln!(tell, "{} {} ({})", facility.id, facility.name, facility.phone)?;
        }
        SchoolCommand::Facility(FacilityCommand::List { at }) => {
            for facility in facilities(&Client::new(&at.door)?, &at.city).await? {
                writeln!(tell, "{} {} ({})", facility.id, facility.name, facility.phone)?;
            }
        }
        SchoolCommand::Roster(RosterCommand::Check(list)) => {
            let (server, at, bytes) = opened(&list).await?;
            let answer = server.roster(&at, &bytes, list.day, None, None).await?;
            show(&answer, tell)?;
            if !answer.plan.errors.is_empty() {
                bail!("{} to put right; nothing was changed", answer.plan.errors.len());
            }
        }
        SchoolCommand::Roster(RosterCommand::Import { list, leaving, yes }) => {
            import(&list, leaving, yes, ask, tell).await?;
        }
        SchoolCommand::Seat(SeatCommand::Give { at, role, class, title, until }) => {
            let (server, facility) = at_place(&at).await?;
            let code = server.seat(&facility, &NewSeat { role, class, title, since: None, until }).await?;
            writeln!(tell, "{}  {}  (until {})", code.title, code.code, code.expires.jst_date())?;
        }
        SchoolCommand::Seat(SeatCommand::List { at }) => {
            let (server, facility) = at_place(&at).await?;
            for seat in server.seats(&facility).await? {
                let held = if seat.held { "held" } else { "free" };
                writeln!(tell, "{} {:8} {held} {}", seat.seat, seat.role.name(), seat.title)?;
            }
        }
        SchoolCommand::Letters(args) => letters(&args, tell).await?,
        SchoolCommand::Demo(args) => {
            let told = demo::demo(&args).await?;
            serde_json::to_writer_pretty(&mut *tell, &told)?;
            writeln!(tell)?;
        }
    }
    Ok(())
}

async fn import(
    list: &RosterArgs,
    leaving: Option<u32>,
    yes: bool,
    ask: &mut dyn BufRead,
    tell: &mut dyn Write,
) -> anyhow::Result<()> {
    let (server, at, bytes) = opened(list).await?;
    let shown = server.roster(&at, &bytes, list.day, leaving, None).await?;
    show(&shown, tell)?;
    if !shown.plan.errors.is_empty() {
        bail!("{} to put right; nothing was changed", shown.plan.errors.len());
    }
    if shown.plan.is_empty() {
        writeln!(tell, "Nothing to change.")?;
        return Ok(());
    }
    let leave = shown.plan.leaving.len();
    if leave > 0 && leaving.map(usize::try_from) != Some(Ok(leave)) {
        bail!("{leave} children leave: look at them, and say --leaving {leave}; nothing was changed");
    }
    if !yes {
        write!(tell, "Type the facility's name to carry it out: ")?;
        tell.flush()?;
        let mut typed = String::new();
        ask.read_line(&mut typed)?;
        if ![at.name.as_str(), at.short.as_str()].contains(&typed.trim()) {
            bail!("that is not {}: nothing was changed", at.name);
        }
    }
    // Of the day that was shown, though midnight may have passed.
    let done = server.roster(&at, &bytes, Some(shown.day), leaving, Some(&shown.shown)).await?;
    match &done.refused {
        None => writeln!(tell, "Done.")?,
        Some(reason) => bail!("{}", say(&format!("roster-refused-{reason}"), &[])),
    }
    Ok(())
}

async fn letters(args: &LettersArgs, tell: &mut dyn Write) -> anyhow::Result<()> {
    let (server, at) = at_place(&args.at).await?;
    let asked = CodesFor { class: args.class.clone(), lacking: args.lacking, ..CodesFor::default() };
    let mut file = std::fs::File::create_new(&args.out).with_context(|| args.out.display().to_string())?;
    let url = server.url(&at, "letters")?;
    let pdf = server.client.send(server.client.http.post(url).json(&asked)).await;
    let pdf = match pdf {
        Ok(response) => response.bytes().await?,
        Err(error) => {
            std::fs::remove_file(&args.out)?;
            return Err(error);
        }
    };
    file.write_all(&pdf)?;
    writeln!(tell, "{} ({} KB)", args.out.display(), pdf.len() / 1024)?;
    Ok(())
}

fn facility_of(file: &Path) -> anyhow::Result<Facility> {
    let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
    let facility: Facility = toml::from_str(&text).with_context(|| file.display().to_string())?;
    if facility.id.is_nil() {
        bail!("{}: give the facility an id (a UUID), and never change it", file.display());
    }
    Ok(facility)
}

async fn facilities(client: &Client, city: &str) -> anyhow::Result<Vec<Facility>> {
    let url = client.url(&["v1", "operator", city, "facilities"])?;
    Ok(client.send(client.http.get(url)).await?.json().await?)
}

async fn put(client: &Client, city: &str, facility: &Facility) -> anyhow::Result<()> {
    let url = client.url(&["v1", "operator", city, "facilities", &facility.id.to_string()])?;
    client.send(client.http.put(url).json(facility)).await?;
    Ok(())
}

/// A city's part of a server.
struct Server {
    client: Client,
    city: String,
}

async fn at_place(place: &Place) -> anyhow::Result<(Server, Facility)> {
    let client = Client::new(&place.city.door)?;
    let all = facilities(&client, &place.city.city).await?;
    let wanted = place.facility.trim();
    let is =
        |facility: &&Facility| facility.id.to_string() == wanted || facility.name == wanted || facility.short == wanted;
    let Some(found) = all.iter().find(is).cloned() else {
        let names: Vec<&str> = all.iter().map(|facility| facility.name.as_str()).collect();
        bail!("there is no facility {wanted:?}; there are: {}", names.join("、"));
    };
    Ok((Server { client, city: place.city.city.clone() }, found))
}

async fn opened(list: &RosterArgs) -> anyhow::Result<(Server, Facility, Vec<u8>)> {
    let bytes = std::fs::read(&list.file).with_context(|| list.file.display().to_string())?;
    let (server, at) = at_place(&list.at).await?;
    Ok((server, at, bytes))
}

impl Server {
    fn url(&self, at: &Facility, what: &str) -> anyhow::Result<url::Url> {
        self.client.url(&["v1", "operator", &self.city, "facilities", &at.id.to_string(), what])
    }

    /// Looks at a list; with `shown` it is carried out.
    async fn roster(
        &self,
        at: &Facility,
        bytes: &[u8],
        day: Option<NaiveDate>,
        leaving: Option<u32>,
        shown: Option<&str>,
    ) -> anyhow::Result<RosterAnswer> {
        let mut url = self.url(at, "roster")?;
        {
            let mut query = url.query_pairs_mut();
            if let Some(day) = day {
                query.append_pair("day", &day.to_string());
            }
            if let Some(leaving) = leaving {
                query.append_pair("leaving", &leaving.to_string());
            }
            if let Some(shown) = shown {
                query.append_pair("commit", "true").append_pair("shown", shown);
            }
        }
        let request = self.client.http.post(url).header("content-type", "text/csv").body(bytes.to_vec());
        Ok(self.client.send(request).await?.json().await?)
    }

    async fn seat(&self, at: &Facility, seat: &NewSeat) -> anyhow::Result<SeatCode> {
        let url = self.url(at, "seats")?;
        Ok(self.client.send(self.client.http.post(url).json(seat)).await?.json().await?)
    }

    async fn seats(&self, at: &Facility) -> anyhow::Result<Vec<SeatShown>> {
        let url = self.url(at, "seats")?;
        Ok(self.client.send(self.client.http.get(url)).await?.json().await?)
    }

    async fn codes(&self, at: &Facility) -> anyhow::Result<Vec<PupilCode>> {
        let url = self.url(at, "codes")?;
        Ok(self.client.send(self.client.http.post(url).json(&CodesFor::default())).await?.json().await?)
    }
}
