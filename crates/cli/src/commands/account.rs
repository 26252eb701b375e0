//! The account. Passwords come from the environment or are asked for; never from the command line, which
//! other users of the machine can see.

use super::Done;
use crate::{
    Failure,
    args::{self, Command},
    say::Say,
};
use itsumo_engine::{
    AccountState, Engine, Error,
    domain::i18n::{Arg, has},
};
use serde_json::json;
use std::{fmt::Write, path::Path};

const PASSWORD: &str = "ITSUMO_PASSWORD";
const NEW_PASSWORD: &str = "ITSUMO_NEW_PASSWORD";

/// A password from the environment, or asked for without showing it.
fn password(say: &Say, variable: &str, ask: &str) -> Result<String, Failure> {
    if let Ok(password) = std::env::var(variable) {
        return Ok(password);
    }
    rpassword::prompt_password(format!("{} ", say.text(ask, &[])))
        .map_err(|_| Failure::Typed(say.text("cli-no-password", &[("variable", Arg::Text(variable))])))
}

pub(super) async fn account(engine: &Engine, command: Command, say: &Say) -> Done {
    let plain = |key: &'static str| say.answer(|| json!({ "done": true }), || say.text(key, &[]));
    match command {
        Command::Register { email } => {
            engine.register(&email, &password(say, PASSWORD, "cli-ask-password")?).await?;
            let words = || say.text("cli-registered", &[("email", Arg::Text(&email))]);
            Ok(say.answer(|| json!({ "confirming": email }), words)?)
        }
        Command::Confirm { code } => {
            engine.confirm(&code).await?;
            signed_in(engine, say, "cli-signed-in").await
        }
        Command::SignIn { email } => {
            engine.sign_in(&email, &password(say, PASSWORD, "cli-ask-password")?).await?;
            signed_in(engine, say, "cli-signed-in").await
        }
        Command::SignOut => {
            engine.sign_out().await?;
            Ok(plain("cli-signed-out")?)
        }
        Command::Devices { command: Some(args::Devices::SignOut { id }) } => {
            engine.sign_out_device(id).await?;
            Ok(plain("cli-device-signed-out")?)
        }
        Command::Devices { command: None } => {
            let me = engine.me().await?;
            Ok(say.answer(
                || json!(me),
                || {
                    me.devices.iter().fold(format!("{}\n", me.email), |mut out, device| {
                        let this = match device.this {
                            true => format!(" ({})", say.text("cli-device-this", &[])),
                            false => String::new(),
                        };
                        let seen = say.time(device.last_seen);
                        let _ = writeln!(out, "{}  {seen}  {}{this}", device.id, device.name);
                        out
                    })
                },
            )?)
        }
        Command::Password => {
            let old = password(say, PASSWORD, "cli-ask-old-password")?;
            let new = password(say, NEW_PASSWORD, "cli-ask-new-password")?;
            engine.change_password(&old, &new).await?;
            Ok(plain("cli-password-changed")?)
        }
        Command::Recover { email, code: None } => {
            engine.recover(&email).await?;
            let words = || say.text("cli-recover-sent", &[("email", Arg::Text(&email))]);
            Ok(say.answer(|| json!({ "recovering": email }), words)?)
        }
        Command::Recover { email, code: Some(code) } => {
            let new = password(say, NEW_PASSWORD, "cli-ask-new-password")?;
            engine.confirm_recovery(&email, &code, &new).await?;
            signed_in(engine, say, "cli-recovered").await
        }
        Command::Export { dir } => export(engine, say, &dir).await,
        Command::DeleteAccount { yes } => delete_account(engine, say, yes).await,
        // The others were answered before.
        _ => Ok(()),
    }
}

async fn signed_in(engine: &Engine, say: &Say, key: &str) -> Done {
    let AccountState::SignedIn { email, person } = engine.account().await? else {
        return Err(Error::SignedOut.into());
    };
    let words = || say.text(key, &[("email", Arg::Text(&email))]);
    Ok(say.answer(|| json!({ "email": email, "person": person }), words)?)
}

async fn export(engine: &Engine, say: &Say, dir: &Path) -> Done {
    let files = engine.export_to(dir).await?;
    let place = dir.display().to_string();
    Ok(say.answer(
        || json!({ "files": files }),
        || {
            let count = Arg::Number(i64::try_from(files.len()).unwrap_or(i64::MAX));
            say.text("cli-exported", &[("count", count), ("place", Arg::Text(&place))])
        },
    )?)
}

async fn delete_account(engine: &Engine, say: &Say, yes: bool) -> Done {
    if yes {
        engine.delete_account(&password(say, PASSWORD, "cli-ask-password")?).await?;
        return Ok(say.answer(|| json!({ "deleted": true }), || say.text("cli-deleted", &[]))?);
    }
    let deletion = engine.deletion().await?;
    Ok(say.answer(
        || json!(deletion),
        || {
            let mut out = String::new();
            for (heading, items) in [("cli-delete-goes", &deletion.goes), ("cli-delete-stays", &deletion.stays)] {
                let _ = writeln!(out, "{}", say.text(heading, &[]));
                for item in items {
                    let key = format!("deletion-{}", item.key);
                    let name = match has(say.locale, &key) {
                        true => say.text(&key, &[("count", Arg::Number(item.count))]),
                        false => item.key.clone(),
                    };
                    let _ = writeln!(out, "  {name}");
                }
            }
            let _ = writeln!(out, "{}", say.text("cli-delete-sure", &[]));
            out
        },
    )?)
}
