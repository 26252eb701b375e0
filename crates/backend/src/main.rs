//! `itsumo-backend`: one binary for whoever runs a server.

use clap::{Parser, Subcommand};
use itsumo_backend::{
    config::{Config, LogFormat},
    openapi,
    serve::{self, Options},
};
use std::{
    io::{IsTerminal, Write},
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
    /// Print the description of the API, OpenAPI 3.1.
    Openapi,
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
        Command::Openapi => {
            say(&openapi::text()?)?;
            Ok(ExitCode::SUCCESS)
        }
    }
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
