//! Itsumo in a terminal: the app's engine with words instead of a window. People use it over ssh; scripts,
//! tests and measurements use it with `--json`.
//!
//! Ends with 0 when it was done, 1 when it was not (offline, refused, not found: the reason is on the error
//! output, in words, and as one JSON object with `--json`), 2 when the command line itself was wrong.

mod args;
mod commands;
mod handbook;
mod say;

use clap::Parser;
use itsumo_engine::{
    Deps, Engine, Error, ExtraCa, OpenError, Paths,
    domain::i18n::{Arg, Locale},
};
use say::Say;
use std::process::ExitCode;

/// Why a command was not done.
enum Failure {
    /// The engine says so.
    Engine(Error),
    /// The data folder says so.
    Open(OpenError),
    /// What was typed fits nothing: already in words.
    Typed(String),
    /// The output is gone: nobody reads any more, as in `… | head`.
    Output,
    /// A check found something, and has said so: ends with 1.
    Found,
    /// A check could not even begin or go on, already in words: ends with 2.
    Unusable(String),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Engine(error)
    }
}
impl From<std::io::Error> for Failure {
    fn from(_: std::io::Error) -> Self {
        Self::Output
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let args = args::Args::parse();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(tracing_subscriber::EnvFilter::try_from_env("ITSUMO_LOG").unwrap_or_else(|_| "off".into()))
        .init();
    let mut say = Say::new(args.json, args.locale.unwrap_or_else(system_locale));
    match run(args, &mut say).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            report(&say, &failure);
            match failure {
                Failure::Unusable(_) => ExitCode::from(2),
                _ => ExitCode::FAILURE,
            }
        }
    }
}

async fn run(args: args::Args, say: &mut Say) -> Result<(), Failure> {
    if let args::Command::Handbook { command } = &args.command {
        return handbook::run(command, say);
    }
    let paths = args.data.map_or_else(Paths::standard, Paths::at);
    let extra = match args.ca {
        Some(path) => ExtraCa::read(&path).map_err(Failure::Typed)?,
        None => ExtraCa::default(),
    };
    let deps = Deps::real(&paths, extra);
    let engine = Engine::open(paths, deps).map_err(Failure::Open)?;
    if args.locale.is_none()
        && let Some(chosen) = engine.settings().await?.locale
    {
        say.locale = chosen;
    }
    let outcome = async {
        if let Some(server) = args.server {
            engine.set_server(&server).await?;
        }
        if let Some(city) = args.city {
            engine.choose_city(&city).await?;
        }
        commands::run(&engine, args.command, say).await
    }
    .await;
    // What hints need to know is known while the engine is still there.
    say.server = engine.server();
    outcome
}

fn system_locale() -> Locale {
    let said = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| std::env::var(name).ok());
    said.and_then(|said| said.parse().ok()).unwrap_or_default()
}

fn report(say: &Say, failure: &Failure) {
    use std::io::Write;
    let (key, code, field, text) = match failure {
        Failure::Output | Failure::Found => return,
        Failure::Typed(text) | Failure::Unusable(text) => ("error-refused", None, None, text.clone()),
        Failure::Open(error) => (error.key(), None, None, error.text(say.locale)),
        Failure::Engine(error) => {
            let (code, field) = match error {
                Error::Refused(refusal) => (Some(refusal.code.clone()), refusal.field.clone()),
                _ => (None, None),
            };
            (error.key(), code, field, error.text(say.locale))
        }
    };
    let hint = match (key, code.as_deref()) {
        ("error-signed-out", _) | (_, Some("sign-in-needed")) => Some(say.text("cli-hint-signed-out", &[])),
        ("error-offline", _) => Some(say.text("cli-hint-offline", &[("server", Arg::Text(&say.server))])),
        (_, Some("city-needed")) => Some(say.text("cli-hint-city-needed", &[])),
        _ => None,
    };
    let mut out = std::io::stderr().lock();
    // If even this cannot be written, the exit status still says it.
    let _ = if say.json {
        let text = say.plain(&text);
        writeln!(out, "{}", serde_json::json!({ "error": key, "code": code, "field": field, "text": text }))
    } else {
        let field = field.map(|field| format!("{field}: ")).unwrap_or_default();
        let hint = hint.map(|hint| format!("\n{hint}")).unwrap_or_default();
        writeln!(out, "{}", say::harmless(&format!("{field}{}{hint}", say.plain(&text))))
    };
}
