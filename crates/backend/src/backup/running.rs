//! Restoring by a server that runs: the command line asks it through its operator's door.
//!
//! Where the server is stands in `DATA/server.url`, which it writes when it begins to listen; what opens its door is
//! the operator's key. The door opens to this very machine only: what is asked for is a file on it.

use super::{BackupError, Restored, restore_open};
use crate::{
    app::App,
    config::{Place, Secret},
    operator, private,
    problem::Failure,
    store::StoreError,
};
use axum::http::StatusCode;
use itsumo_domain::problem::Problem;
use serde::{Deserialize, Serialize};
use std::{
    io::Write,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::{Path, PathBuf},
};

/// Held by the restore that is under way in this process.
static RESTORING: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// `POST /v1/operator/restore`.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RestoreFrom {
    /// A backup's whole path on the server's machine.
    pub file: String,
}

/// What was restored.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RestoredFrom {
    /// Where what was there before is kept.
    pub before: Option<String>,
}

fn file_in(data: &Path) -> PathBuf {
    data.join("server.url")
}

/// Says in the data folder where this server is reached from this machine.
///
/// # Errors
/// When the file cannot be written.
pub fn announce(data: &Path, addr: SocketAddr) -> std::io::Result<()> {
    let near = match addr.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    retract(data);
    std::fs::create_dir_all(data)?;
    let mut file = private::new_file().open(file_in(data))?;
    writeln!(file, "http://{}", SocketAddr::new(near, addr.port()))
}

/// Takes it back.
pub fn retract(data: &Path) {
    // One that is not there is taken back already.
    let _ = std::fs::remove_file(file_in(data));
}

/// Asks the server that holds the folder to restore `file`.
///
/// # Errors
/// [`BackupError::Refused`] with the server's words; [`BackupError::Running`] when it cannot be asked.
pub async fn restore(place: &Place, key: Option<&Secret>, file: &Path) -> Result<Restored, BackupError> {
    let unasked = |why: String| BackupError::Running(format!("a server uses {} and {why}", place.data.display()));
    let url = std::fs::read_to_string(file_in(&place.data));
    let url = url.map_err(|_| unasked("does not say where it listens".to_owned()))?;
    let key = match key {
        Some(key) => key.reveal().trim().to_owned(),
        None => operator::kept(place).map_err(|error| unasked(format!("its operator's key is needed: {error}")))?,
    };
    let file = std::path::absolute(file).map_err(super::disk(file))?;
    let asked = RestoreFrom { file: file.display().to_string() };
    #[expect(clippy::disallowed_methods, reason = "talks to the operator's own server, not to sources")]
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build();
    let client = client.map_err(|error| unasked(error.to_string()))?;
    let sent = client.post(format!("{}/v1/operator/restore", url.trim())).bearer_auth(key).json(&asked).send().await;
    let answer = sent.map_err(|error| {
        if error.is_connect() { unasked(format!("does not answer ({error})")) } else { half_way(&error) }
    })?;
    let good = answer.status().is_success();
    let bytes = answer.bytes().await.map_err(|error| half_way(&error))?;
    if good {
        let done: RestoredFrom = serde_json::from_slice(&bytes).map_err(|error| half_way(&error))?;
        return Ok(Restored { before: done.before.map(PathBuf::from) });
    }
    let problem: Problem = serde_json::from_slice(&bytes).unwrap_or_default();
    Err(BackupError::Refused(problem.detail.unwrap_or(problem.title)))
}

/// The server went away while it was at it.
fn half_way(error: &dyn std::fmt::Display) -> BackupError {
    BackupError::Refused(format!(
        "the server broke off before it said what came of it ({error}): it has either what was there or the backup, \
         whole; look, and restore again if need be"
    ))
}

impl From<BackupError> for Failure {
    fn from(error: BackupError) -> Self {
        let words = error.to_string();
        match error {
            BackupError::Unfit { .. } | BackupError::Store(StoreError::Newer { .. }) => {
                Self::invalid("file", "not-readable").with_detail(words)
            }
            BackupError::Running(_) | BackupError::Refused(_) => {
                Self::new(StatusCode::CONFLICT, "invalid").with_detail(words)
            }
            // To the operator, whose machine this is.
            other => Self::internal(other).with_detail(words),
        }
    }
}

/// The server's side: restores into its own database while it serves.
///
/// # Errors
/// [`BackupError`]; then nothing was changed.
pub async fn restore_own(app: &App, file: &Path) -> Result<Restored, BackupError> {
    if app.config.place.database_url.is_some() {
        return Err(BackupError::Refused("a PostgreSQL is restored by the command line itself".to_owned()));
    }
    if !file.is_file() {
        return Err(BackupError::Unfit { file: file.to_owned(), why: "there is no such file".to_owned() });
    }
    // Each has its copy in the same place.
    let _one_at_a_time = RESTORING.lock().await;
    tracing::warn!("a backup is being restored");
    let restored = restore_open(&app.store, &app.config.place.data, file, &*app.clock).await?;
    app.streams.restored().await?;
    tracing::warn!("a backup was restored");
    Ok(restored)
}
