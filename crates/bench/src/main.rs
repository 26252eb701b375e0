//! Every figure that Itsumo promises, measured beside its floor in the same run.
//!
//! `cargo xtask bench` builds and runs this. Figures are medians; machines are noisy: trust factors of two
//! and up. Nothing here fails for being slow: a table tells, a person decides.

mod association;
mod device;
mod floors;
mod handbook;
mod http;
mod ingest;
mod push;
mod report;
mod school;
mod server;
mod start;
mod world;

use clap::Parser;
use report::{Figure, table};
use server::Size;
use std::{io::Write, path::PathBuf};
use world::Tables;

#[derive(Parser)]
struct Args {
    /// Smaller sizes, for a look.
    #[arg(long)]
    quick: bool,
    /// Only the figures whose group contains this word: pull, push, nothing, clients, live, memory, school,
    /// association, woken, device, list, handbook, ingest, start.
    #[arg(long, value_name = "WORD")]
    only: Option<String>,
    /// Leave PostgreSQL out.
    #[arg(long)]
    no_postgres: bool,
    /// Write the figures as JSON, too.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// The floor holds both ends of every connection in this process, so half of its open files.
fn most_listeners() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let soft =
        limits.lines().find_map(|line| line.strip_prefix("Max open files")?.split_whitespace().next()?.parse().ok());
    soft.map_or(1_000, |soft: usize| soft.saturating_sub(200) / 2)
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let size = if args.quick {
        Size { records: 2_000, rounds: 3, listeners: 500 }
    } else {
        Size { records: 10_000, rounds: 7, listeners: most_listeners().min(10_000) }
    };
    let wanted = |group: &str| {
        let wanted = args.only.as_ref().is_none_or(|only| group.contains(only.as_str()));
        if wanted {
            let _ = writeln!(std::io::stderr(), "measuring: {group}");
        }
        wanted
    };
    let mut tables = vec![Tables::Sqlite];
    if !args.no_postgres {
        tables.extend([Tables::Postgres(1), Tables::Postgres(2)]);
    }
    let mut figures: Vec<Figure> = Vec::new();
    let json = device::records(size.records)?;
    for on in tables {
        if wanted("pull") {
            figures.extend(server::pull(on, size, floors::pull(&json, size.rounds)?).await?);
        }
        if wanted("push") {
            figures.extend(server::push(on, floors::push(&json)?).await?);
        }
        if wanted("nothing") {
            figures.extend(server::nothing_new(on).await?);
        }
        if wanted("clients") {
            figures.push(server::clients(on).await?);
        }
        if wanted("live") {
            figures.extend(server::live(on, size).await?);
        }
        if wanted("memory") {
            figures.push(server::memory(on, size).await?);
        }
        if wanted("school") {
            figures.extend(school::morning(on, if args.quick { 250 } else { 1_000 }, size.rounds).await?);
        }
        if wanted("association") {
            figures.extend(association::circulars(on, size.rounds).await?);
        }
        // Processes share the work by the tables alone: two of them are measured by two cores.
        if on != Tables::Postgres(2) && wanted("woken") {
            figures.extend(push::alert(on, if args.quick { 10_000 } else { 100_000 }, size.rounds).await?);
        }
    }
    if wanted("device") {
        figures.push(device::pull(size).await?);
    }
    if wanted("list") {
        figures.extend(device::list_and_search(if args.quick { 10_000 } else { 100_000 }).await?);
    }
    if wanted("handbook") {
        figures.extend(handbook::handbook(if args.quick { 100_000 } else { 1_000_000 }, size.rounds).await?);
    }
    if wanted("ingest") {
        figures.extend(ingest::ingest(size.records).await?);
    }
    if wanted("start") {
        figures.extend(start::start(size).await?);
    }
    if let Some(path) = args.json {
        std::fs::write(path, serde_json::to_string_pretty(&figures)?)?;
    }
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let memory = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let gib = memory
        .lines()
        .find_map(|line| line.strip_prefix("MemTotal:"))
        .and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<f64>().ok())
        .map_or(0.0, |kib| kib / 1024.0 / 1024.0);
    write!(std::io::stdout(), "{}\n{cores} cores, {gib:.0} GiB\n", table(&figures))?;
    Ok(())
}
