//! `itsumo-backend`: one binary for whoever runs a server.

use clap::{Parser, Subcommand};
use itsumo_backend::{
    alert::cli::AlertCommand,
    association::cli::AssociationCommand,
    backup::{self, BackupError, BlobsCopied},
    blob::Blobs,
    city::{self, Cities},
    clock::{Clock, RealClock},
    config::{Config, LogFormat, Place, Secret},
    ingest::{
        check::{self, CheckArgs},
        state::{self, SourceStatus},
    },
    openapi,
    school::cli::SchoolCommand,
    serve::{self, Options},
    store,
};
use itsumo_domain::Timestamp;
use std::{
    io::{IsTerminal, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Itsumo's server: a city's announcements and alerts for its residents.
#[derive(Parser)]
#[command(name = "itsumo-backend", version)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve cities until told to stop (SIGTERM or Ctrl-C).
    Serve(Box<Config>),
    /// Write everything into a file, while the server runs or not; families' photos and documents beside it.
    Backup {
        /// Where the tables are.
        #[command(flatten)]
        place: Place,
        /// Where photos and documents are.
        #[command(flatten)]
        blobs: BlobArgs,
        /// The file to write; it must not exist.
        file: PathBuf,
    },
    /// Put a backup in the place of what is there, while the server runs or not. What was there is kept and named.
    Restore {
        /// Where the tables are.
        #[command(flatten)]
        place: Place,
        /// Where photos and documents are.
        #[command(flatten)]
        blobs: BlobArgs,
        /// The operator's key, for a server that runs; read from DATA/operator.key if not given.
        #[arg(long, env = "ITSUMO_OPERATOR_KEY", hide_env_values = true, value_name = "KEY")]
        operator_key: Option<Secret>,
        /// A file that `backup` wrote.
        file: PathBuf,
    },
    /// Say how each source of each city is doing.
    Sources {
        /// Where the tables are.
        #[command(flatten)]
        place: Place,
        /// Folder of city folders.
        #[arg(long, env = "ITSUMO_CITIES", default_value = "cities", value_name = "DIR")]
        cities: PathBuf,
        /// One JSON object a line.
        #[arg(long)]
        json: bool,
    },
    /// Look at sources before a city uses them.
    #[command(subcommand)]
    Ingest(IngestCommand),
    /// Publish an alert, or take one back.
    #[command(subcommand)]
    Alert(AlertCommand),
    /// Facilities, lists of pupils, seats of the staff, letters to guardians.
    #[command(subcommand)]
    School(Box<SchoolCommand>),
    /// Town associations: their lists of households, seats of officers, letters to households.
    #[command(subcommand)]
    Association(Box<AssociationCommand>),
    /// Look at cities' folders before a server uses them.
    #[command(subcommand)]
    Cities(CitiesCommand),
    /// Measure how announcements are sorted under topics.
    #[command(subcommand)]
    Classify(ClassifyCommand),
    /// Print the description of the API, OpenAPI 3.1.
    Openapi,
}

/// Where photos and documents are, and where they are copied.
#[derive(clap::Args)]
struct BlobArgs {
    /// Where the server keeps families' photos and documents: as for serve; DATA/blobs if not given.
    #[arg(long, env = "ITSUMO_BLOBS", hide_env_values = true, value_name = "URL")]
    blobs: Option<Secret>,
    /// Where they are backed up, those that are not there yet; FILE.blobs if not given. Backups may share it.
    #[arg(long, value_name = "DIR")]
    blob_backup: Option<PathBuf>,
    /// Leave photos and documents out.
    #[arg(long)]
    no_blobs: bool,
}

impl BlobArgs {
    fn folder(&self, file: &Path) -> PathBuf {
        self.blob_backup.clone().unwrap_or_else(|| {
            let mut name = file.as_os_str().to_owned();
            name.push(".blobs");
            PathBuf::from(name)
        })
    }
}

#[derive(Subcommand)]
enum IngestCommand {
    /// Read feeds and telegrams without a server and report what would be taken, repaired and left out.
    Check(CheckArgs),
}

#[derive(Subcommand)]
enum CitiesCommand {
    /// Read a folder of city folders and say what is wrong, by file and line.
    Check {
        /// The folder.
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// One JSON object a line.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Subcommand)]
enum ClassifyCommand {
    /// Sort announcements that people sorted by hand, and report precision and recall by topic.
    Evaluate(city::evaluate::Options),
}

fn main() -> ExitCode {
    let args = Args::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error.into()),
    };
    match runtime.block_on(run(args.command)) {
        Ok(code) => code,
        Err(error) => fail(&error),
    }
}

fn fail(error: &anyhow::Error) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "itsumo-backend: {error:#}");
    ExitCode::FAILURE
}

async fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Serve(config) => serve(*config).await,
        Command::Backup { place, blobs, file } => backup(&place, &blobs, &file).await,
        Command::Restore { place, blobs, operator_key, file } => {
            restore(&place, &blobs, operator_key.as_ref(), &file).await
        }
        Command::Sources { place, cities, json } => sources(&place, &cities, json).await,
        Command::Ingest(IngestCommand::Check(args)) => {
            checked(check::run(&args, RealClock.now(), &mut std::io::stdout().lock()).await)
        }
        Command::Alert(command) => {
            itsumo_backend::alert::cli::run(command, &mut std::io::stdin().lock(), &mut std::io::stdout()).await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::School(command) => {
            itsumo_backend::school::cli::run(*command, &mut std::io::stdin().lock(), &mut std::io::stdout()).await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Association(command) => {
            let (ask, tell) = (&mut std::io::stdin().lock(), &mut std::io::stdout());
            itsumo_backend::association::cli::run(*command, ask, tell).await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Cities(CitiesCommand::Check { folder, json }) => {
            checked(city::check::run(&folder, json, &mut std::io::stdout().lock()))
        }
        Command::Classify(ClassifyCommand::Evaluate(options)) => {
            checked(city::evaluate::command(&options, &mut std::io::stdout().lock()))
        }
        Command::Openapi => {
            say(&openapi::text(None)?)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

async fn backup(place: &Place, args: &BlobArgs, file: &Path) -> anyhow::Result<ExitCode> {
    let at = serve::place(place);
    backup::backup(&at, file).await?;
    say(&format!("backed up to {}", file.display()))?;
    if !args.no_blobs {
        let folder = args.folder(file);
        let from = Blobs::open(args.blobs.as_ref(), &place.data)?;
        let done = backup::keep_blobs(&at, &from, &folder).await?;
        if done != BlobsCopied::default() {
            say(&format!("photos and documents in {}: {}", folder.display(), counts(done)))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn restore(place: &Place, args: &BlobArgs, key: Option<&Secret>, file: &Path) -> anyhow::Result<ExitCode> {
    let at = serve::place(place);
    let restored = match backup::restore(&at, file, &RealClock).await {
        Err(BackupError::Running(_)) if place.database_url.is_none() => {
            backup::running::restore(place, key, file).await?
        }
        other => other?,
    };
    say(&format!("restored from {}", file.display()))?;
    if let Some(before) = restored.before {
        say(&format!("what was there before is kept in {}", before.display()))?;
    }
    let folder = args.folder(file);
    if !args.no_blobs && folder.is_dir() {
        let to = Blobs::open(args.blobs.as_ref(), &place.data)?;
        let done = backup::put_blobs(&at, &folder, &to).await?;
        say(&format!("photos and documents from {}: {}", folder.display(), counts(done)))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn counts(done: BlobsCopied) -> String {
    format!("{} copied, {} were there, {} missing", done.copied, done.there, done.missing)
}

/// A check's answer as an exit status: 1 when something is wrong with what was checked.
fn checked(found: std::io::Result<bool>) -> anyhow::Result<ExitCode> {
    match found {
        Ok(true) => Ok(ExitCode::SUCCESS),
        Ok(false) => Ok(ExitCode::FAILURE),
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        Err(error) => Err(error.into()),
    }
}

async fn sources(place: &Place, cities: &Path, json: bool) -> anyhow::Result<ExitCode> {
    let cities = Cities::load(cities).map_err(serve::StartError::Cities)?;
    let store = store::open_to_read(&serve::place(place)).await?;
    let mut well = true;
    for city in cities.iter() {
        for source in state::sources(&store, city).await? {
            well &= source.failures == 0;
            say(&if json { serde_json::to_string(&source)? } else { source_line(&source) })?;
        }
    }
    store.close().await;
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn source_line(source: &SourceStatus) -> String {
    let at = |at: Option<Timestamp>| at.map_or("never".to_owned(), |at| at.to_jst().format("%m-%d %H:%M").to_string());
    let mut line = format!(
        "{} {:16} {} items, asked {}, read {}, again {}",
        source.city,
        source.id,
        source.items,
        at(source.last_try),
        at(source.last_ok),
        at(source.next),
    );
    if source.left_out > 0 {
        line.push_str(&format!(", {} left out", source.left_out));
    }
    if source.failures > 0 {
        line.push_str(&format!("; FAILED {} times", source.failures));
    }
    if let Some(error) = &source.last_error {
        line.push_str(&format!("; {error}"));
    }
    for reason in &source.reasons {
        line.push_str(&format!("\n    left out: {reason}"));
    }
    for repair in &source.repairs {
        line.push_str(&format!("\n    repaired: {repair}"));
    }
    line
}

/// Prints a line; a reader that went away (`| head`) is not an error.
fn say(line: &str) -> std::io::Result<()> {
    match writeln!(std::io::stdout(), "{line}") {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

async fn serve(config: Config) -> anyhow::Result<ExitCode> {
    log(config.log_format);
    let running = serve::start(Options::real(config)).await?;
    // For whoever started us on port 0.
    say(&format!("listening on {}", running.url()))?;
    asked_to_stop().await?;
    running.stop().await;
    Ok(ExitCode::SUCCESS)
}

/// The log goes to stderr; `RUST_LOG` chooses more or less of it.
fn log(format: LogFormat) {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(std::io::stderr().is_terminal());
    let log = log.with_writer(std::io::stderr);
    match format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().flatten_event(true).init(),
    }
}

#[cfg(unix)]
async fn asked_to_stop() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut term = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = term.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn asked_to_stop() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
