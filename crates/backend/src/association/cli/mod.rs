//! `itsumo-backend association …`: associations, their lists of households, seats and letters, by the operator's hand on
//! the running server. A list is always looked at first; what it would change is said before anything does.

mod demo;
mod said;

pub use demo::{Told, ToldAssociation};
pub use said::step_key;

use crate::{
    association::{
        directory::DirectoryAnswer,
        office::{AssociationShown, NewAssociation, NewSeat, NewTerm, SeatCode},
    },
    door::{Client, Door},
    routes::association_operator::{BlockCodeShown, BlocksFor, SeatShown},
};
use anyhow::{Context, bail};
use chrono::NaiveDate;
use itsumo_domain::association::Role;
use said::{say, show};
use std::{
    io::{BufRead, Write},
    path::PathBuf,
};
use uuid::Uuid;

/// The verbs of `itsumo-backend association`.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum AssociationCommand {
    /// Write an association and its blocks, new or as they are now.
    Put {
        /// The server and the city.
        #[command(flatten)]
        at: City,
        /// Its id, a UUID; a new one is made if it is not given.
        #[arg(long)]
        id: Option<Uuid>,
        /// Its name: 日の出町会.
        #[arg(long)]
        name: String,
        /// Its reading, in hiragana.
        #[arg(long)]
        kana: String,
        /// A block, by its name: 1班. Once for each, in their order.
        #[arg(long = "block", value_name = "NAME")]
        blocks: Vec<String>,
    },
    /// Say which associations there are.
    List {
        /// The server and the city.
        #[command(flatten)]
        at: City,
    },
    /// Look at a list of households, or carry it out.
    #[command(subcommand)]
    Directory(DirectoryCommand),
    /// Give or list seats.
    #[command(subcommand)]
    Seat(SeatCommand),
    /// Print letters with which households join (PDF). Codes before are void.
    Letters {
        /// The association.
        #[command(flatten)]
        at: Place,
        /// A block: 1班. All of them if none is given.
        #[arg(long = "block", value_name = "NAME")]
        blocks: Vec<String>,
        /// The file to write; it must not exist.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Bring a folder's associations, lists and seats to a server, and print all codes as JSON.
    Demo {
        /// The server and the city.
        #[command(flatten)]
        at: City,
        /// The folder with `demo.toml`.
        #[arg(long, default_value = "cities/hinata/association", value_name = "DIR")]
        from: PathBuf,
    },
}

/// See [`AssociationCommand::Directory`].
#[derive(Clone, Debug, clap::Subcommand)]
pub enum DirectoryCommand {
    /// Say what a list would change, and what is wrong with it. Changes nothing.
    Check(DirectoryArgs),
    /// Show the same, ask, and carry it out.
    Import {
        /// The list.
        #[command(flatten)]
        list: DirectoryArgs,
        /// So many households leave: needed when some do.
        #[arg(long, value_name = "N")]
        leaving: Option<u32>,
        /// So many households get another name and are the same people: needed when some do.
        #[arg(long, value_name = "N")]
        renamed: Option<u32>,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
}

/// See [`AssociationCommand::Seat`].
#[derive(Clone, Debug, clap::Subcommand)]
pub enum SeatCommand {
    /// Make a seat or hand one over, and print the code by which somebody takes it.
    Give {
        /// The server and the city.
        #[command(flatten)]
        at: City,
        /// The association: its id or its name. Not for the city's own seats.
        #[arg(long, value_name = "NAME")]
        association: Option<String>,
        /// city, chair, vice_chair, secretary, treasurer, auditor, block_head or welfare.
        #[arg(long, value_parser = role)]
        role: Role,
        /// The block of a 班長: 1班.
        #[arg(long)]
        block: Option<String>,
        /// As people call it; made of block and role if not given.
        #[arg(long)]
        title: Option<String>,
        /// Who it is given to.
        #[arg(long, default_value = "")]
        name: String,
        /// First day, 2027-04-01; today if not given.
        #[arg(long, value_name = "DAY")]
        since: Option<NaiveDate>,
        /// Last day, 2028-03-31.
        #[arg(long, value_name = "DAY")]
        until: Option<NaiveDate>,
    },
    /// Say which there are, and whether somebody holds them.
    List {
        /// The server and the city.
        #[command(flatten)]
        at: City,
        /// The association: its id or its name. The city's own seats if it is not given.
        #[arg(long, value_name = "NAME")]
        association: Option<String>,
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

/// An association of a city.
#[derive(Clone, Debug, clap::Args)]
pub struct Place {
    /// The server and the city.
    #[command(flatten)]
    pub city: City,
    /// The association: its id or its name.
    #[arg(long, value_name = "NAME")]
    pub association: String,
}

/// A list of households.
#[derive(Clone, Debug, clap::Args)]
pub struct DirectoryArgs {
    /// The association.
    #[command(flatten)]
    pub at: Place,
    /// From which day on the list holds; today if not given.
    #[arg(long, value_name = "DAY")]
    pub day: Option<NaiveDate>,
    /// The file: CSV, UTF-8 or Shift_JIS.
    pub file: PathBuf,
}

fn role(text: &str) -> Result<Role, String> {
    let known: Vec<&str> = Role::ALL.into_iter().map(Role::name).collect();
    Role::named(text).ok_or_else(|| format!("there is no role {text:?}; there are: {}", known.join(", ")))
}

/// Runs one of them, asking on `ask` and telling on `tell`.
///
/// # Errors
/// Anything that kept it from being done, in words.
pub async fn run(command: AssociationCommand, ask: &mut dyn BufRead, tell: &mut dyn Write) -> anyhow::Result<()> {
    match command {
        AssociationCommand::Put { at, id, name, kana, blocks } => {
            let (server, id) = (Server::new(&at)?, id.unwrap_or_else(new_id));
            server.put(id, &NewAssociation { name: name.clone(), kana, blocks }).await?;
            writeln!(tell, "{id} {name}")?;
        }
        AssociationCommand::List { at } => {
            for at in Server::new(&at)?.associations().await? {
                writeln!(tell, "{} {} ({} blocks, {} households)", at.id, at.name, at.blocks.len(), at.households)?;
            }
        }
        AssociationCommand::Directory(DirectoryCommand::Check(list)) => {
            let (server, at, bytes) = opened(&list).await?;
            let answer = server.directory(at.id, &bytes, list.day, Seen::default(), None).await?;
            show(&answer, tell)?;
            if !answer.plan.errors.is_empty() {
                bail!("{} to put right; nothing was changed", answer.plan.errors.len());
            }
        }
        AssociationCommand::Directory(DirectoryCommand::Import { list, leaving, renamed, yes }) => {
            import(&list, Seen { leaving, renamed }, yes, ask, tell).await?;
        }
        AssociationCommand::Seat(SeatCommand::Give { at, association, role, block, title, name, since, until }) => {
            let server = Server::new(&at)?;
            let association = server.named(association.as_deref()).await?;
            let seat = NewSeat { role, block, title, term: NewTerm { name, since, until, last: None } };
            let code = server.seat(association, &seat).await?;
            writeln!(
                tell,
                "{}  {}  (from {}, code until {})",
                code.title,
                code.code,
                code.since,
                code.expires.jst_date()
            )?;
        }
        AssociationCommand::Seat(SeatCommand::List { at, association }) => {
            let server = Server::new(&at)?;
            let association = server.named(association.as_deref()).await?;
            for seat in server.seats(association).await? {
                let held = match seat.held {
                    0 => "free",
                    1 => "held",
                    _ => "handed over",
                };
                writeln!(tell, "{} {:10} {held} {}", seat.seat, seat.role.name(), seat.title)?;
            }
        }
        AssociationCommand::Letters { at, blocks, out } => letters(&at, blocks, &out, tell).await?,
        AssociationCommand::Demo { at, from } => {
            let told = demo::demo(&Server::new(&at)?, &from).await?;
            serde_json::to_writer_pretty(&mut *tell, &told)?;
            writeln!(tell)?;
        }
    }
    Ok(())
}

/// An id for what the operator makes by hand.
fn new_id() -> Uuid {
    use crate::clock::{Ids, RealIds};
    RealIds.new_id()
}

/// How many households were seen to leave a list, or to get another name by it.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    leaving: Option<u32>,
    renamed: Option<u32>,
}

async fn import(
    list: &DirectoryArgs,
    seen: Seen,
    yes: bool,
    ask: &mut dyn BufRead,
    tell: &mut dyn Write,
) -> anyhow::Result<()> {
    let (server, at, bytes) = opened(list).await?;
    let shown = server.directory(at.id, &bytes, list.day, seen, None).await?;
    show(&shown, tell)?;
    if !shown.plan.errors.is_empty() {
        bail!("{} to put right; nothing was changed", shown.plan.errors.len());
    }
    if shown.plan.is_empty() {
        writeln!(tell, "Nothing to change.")?;
        return Ok(());
    }
    let is = |said: Option<u32>, count: usize| count == 0 || said.map(usize::try_from) == Some(Ok(count));
    let (leave, renamed) = (shown.plan.leaving.len(), shown.plan.renamed().count());
    if !is(seen.leaving, leave) {
        bail!("{leave} households leave: look at them, and say --leaving {leave}; nothing was changed");
    }
    if !is(seen.renamed, renamed) {
        bail!(
            "{renamed} households get another name: if the same people live there, say --renamed {renamed}; \
             nothing was changed"
        );
    }
    if !yes {
        write!(tell, "Type the association's name to carry it out: ")?;
        tell.flush()?;
        let mut typed = String::new();
        ask.read_line(&mut typed)?;
        if at.name != typed.trim() {
            bail!("that is not {}: nothing was changed", at.name);
        }
    }
    // Of the day that was shown, though midnight may have passed.
    let done = server.directory(at.id, &bytes, Some(shown.day), seen, Some(&shown.shown)).await?;
    match &done.refused {
        None => writeln!(tell, "Done.")?,
        Some(reason) => bail!("{}", say(&format!("directory-refused-{reason}"), &[])),
    }
    Ok(())
}

async fn letters(at: &Place, blocks: Vec<String>, out: &PathBuf, tell: &mut dyn Write) -> anyhow::Result<()> {
    let server = Server::new(&at.city)?;
    let at = server.find(&at.association).await?;
    let asked = BlocksFor { blocks: Some(blocks).filter(|blocks| !blocks.is_empty()) };
    let mut file = std::fs::File::create_new(out).with_context(|| out.display().to_string())?;
    let url = server.url(Some(at.id), "letters")?;
    let pdf = match server.client.send(server.client.http.post(url).json(&asked)).await {
        Ok(response) => response.bytes().await?,
        Err(error) => {
            std::fs::remove_file(out)?;
            return Err(error);
        }
    };
    file.write_all(&pdf)?;
    writeln!(tell, "{} ({} KB)", out.display(), pdf.len() / 1024)?;
    Ok(())
}

async fn opened(list: &DirectoryArgs) -> anyhow::Result<(Server, AssociationShown, Vec<u8>)> {
    let bytes = std::fs::read(&list.file).with_context(|| list.file.display().to_string())?;
    let server = Server::new(&list.at.city)?;
    let at = server.find(&list.at.association).await?;
    Ok((server, at, bytes))
}

/// A city's part of a server.
struct Server {
    client: Client,
    city: String,
}

impl Server {
    fn new(at: &City) -> anyhow::Result<Self> {
        Ok(Self { client: Client::new(&at.door)?, city: at.city.clone() })
    }

    /// An association's door, or that of the city's own seats.
    fn url(&self, association: Option<Uuid>, what: &str) -> anyhow::Result<url::Url> {
        match association {
            Some(id) => self.client.url(&["v1", "operator", &self.city, "associations", &id.to_string(), what]),
            None => self.client.url(&["v1", "operator", &self.city, &format!("city-{what}")]),
        }
    }

    async fn associations(&self) -> anyhow::Result<Vec<AssociationShown>> {
        let url = self.client.url(&["v1", "operator", &self.city, "associations"])?;
        Ok(self.client.send(self.client.http.get(url)).await?.json().await?)
    }

    async fn find(&self, wanted: &str) -> anyhow::Result<AssociationShown> {
        let all = self.associations().await?;
        let is = |at: &&AssociationShown| at.id.to_string() == wanted.trim() || at.name == wanted.trim();
        match all.iter().find(is) {
            Some(found) => Ok(found.clone()),
            None => {
                let names: Vec<&str> = all.iter().map(|at| at.name.as_str()).collect();
                bail!("there is no association {wanted:?}; there are: {}", names.join(", "))
            }
        }
    }

    async fn named(&self, wanted: Option<&str>) -> anyhow::Result<Option<Uuid>> {
        match wanted {
            Some(wanted) => Ok(Some(self.find(wanted).await?.id)),
            None => Ok(None),
        }
    }

    async fn put(&self, id: Uuid, new: &NewAssociation) -> anyhow::Result<()> {
        let url = self.client.url(&["v1", "operator", &self.city, "associations", &id.to_string()])?;
        self.client.send(self.client.http.put(url).json(new)).await?;
        Ok(())
    }

    /// Looks at a list; with `shown` it is carried out.
    async fn directory(
        &self,
        at: Uuid,
        bytes: &[u8],
        day: Option<NaiveDate>,
        seen: Seen,
        shown: Option<&str>,
    ) -> anyhow::Result<DirectoryAnswer> {
        let mut url = self.url(Some(at), "directory")?;
        {
            let mut query = url.query_pairs_mut();
            if let Some(day) = day {
                query.append_pair("day", &day.to_string());
            }
            for (name, count) in [("leaving", seen.leaving), ("renamed", seen.renamed)] {
                if let Some(count) = count {
                    query.append_pair(name, &count.to_string());
                }
            }
            if let Some(shown) = shown {
                query.append_pair("commit", "true").append_pair("shown", shown);
            }
        }
        let request = self.client.http.post(url).header("content-type", "text/csv").body(bytes.to_vec());
        Ok(self.client.send(request).await?.json().await?)
    }

    async fn seat(&self, association: Option<Uuid>, seat: &NewSeat) -> anyhow::Result<SeatCode> {
        let url = self.url(association, "seats")?;
        Ok(self.client.send(self.client.http.post(url).json(seat)).await?.json().await?)
    }

    async fn seats(&self, association: Option<Uuid>) -> anyhow::Result<Vec<SeatShown>> {
        let url = self.url(association, "seats")?;
        Ok(self.client.send(self.client.http.get(url)).await?.json().await?)
    }

    async fn codes(&self, at: Uuid) -> anyhow::Result<Vec<BlockCodeShown>> {
        let url = self.url(Some(at), "codes")?;
        Ok(self.client.send(self.client.http.post(url).json(&BlocksFor::default())).await?.json().await?)
    }
}
