//! What can go wrong, as the person in front of the device needs to know it.
//!
//! Every failure below ends in one small enum here, in one place each: what the server answered in
//! [`Error::from_answer`], what the store could not do in `From<StoreError>`. Details go to the log under the
//! id that [`Error::Internal`] carries, never to the screen.

use crate::store::StoreError;
use itsumo_domain::{
    i18n::{self, Locale},
    problem::Problem,
    sync::Refusal,
};
use std::path::PathBuf;
use uuid::Uuid;

/// Why something could not be done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The server cannot be reached. Normal; nothing is lost.
    #[error("offline")]
    Offline,
    /// It needs somebody signed in, or this device was signed out.
    #[error("signed out")]
    SignedOut,
    /// It was understood and refused, with a code and perhaps the field at fault.
    #[error("refused: {} {}", .0.code, .0.field.as_deref().unwrap_or(""))]
    Refused(Refusal),
    /// Somebody else changed the same thing.
    #[error("conflict")]
    Conflict,
    /// What is stored, or what the server speaks, is from a newer version of this app.
    #[error("newer data")]
    NewerData,
    /// A fault of ours; the log has more under this id.
    #[error("internal error {0}")]
    Internal(Uuid),
}

impl Error {
    /// The catalogue's key for the kind of failure.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Offline => "error-offline",
            Self::SignedOut => "error-signed-out",
            Self::Refused(_) => "error-refused",
            Self::Conflict => "error-conflict",
            Self::NewerData => "error-newer-data",
            Self::Internal(_) => "error-internal",
        }
    }

    /// The catalogue's most telling key: for a refusal the one of its code, where the catalogue has it.
    pub fn detail_key(&self) -> String {
        match self {
            Self::Refused(refusal) => refusal_key(refusal),
            _ => self.key().to_owned(),
        }
    }

    /// What to say, in the person's words: what happened and what to do.
    pub fn text(&self, locale: Locale) -> String {
        let id = match self {
            Self::Internal(id) => id.to_string(),
            _ => String::new(),
        };
        let id = id.get(..8).unwrap_or_default();
        let field = match self {
            Self::Refused(refusal) => refusal.field.as_deref().unwrap_or_default(),
            _ => "",
        };
        i18n::text(locale, &self.detail_key(), &[("id", i18n::Arg::Text(id)), ("field", i18n::Arg::Text(field))])
    }

    /// A refusal of something typed: `field-<code>`.
    pub fn field(field: &str, code: &str) -> Self {
        Self::Refused(Refusal::of_field(code, field))
    }

    /// A refusal as a whole: `refused-<code>`.
    pub fn refused(code: &str) -> Self {
        Self::Refused(Refusal::new(code))
    }

    /// A fault of ours: logs `what` under a new id.
    pub(crate) fn internal(what: impl std::fmt::Display) -> Self {
        let id = crate::clock::Ids::new_id(&crate::clock::RealIds);
        tracing::error!(%id, "{what}");
        Self::Internal(id)
    }

    /// What an answer of the server means. The only place where a [`Problem`] becomes an [`Error`].
    pub(crate) fn from_answer(status: u16, body: &[u8]) -> Self {
        let problem: Problem = serde_json::from_slice(body).unwrap_or_default();
        if problem.code.is_empty() {
            // Not our server speaking: a proxy, a captive portal, somebody else's page.
            return match status {
                429 => Self::refused("rate-limited"),
                _ => Self::Offline,
            };
        }
        match (status, problem.code.as_str()) {
            (401, "sign-in-needed" | "signed-out") => Self::SignedOut,
            (401 | 403, _) => Self::Refused(refusal_of(problem)),
            (409, "conflict") => Self::Conflict,
            (426, _) => Self::NewerData,
            (500.., _) if problem.code != "busy" => {
                tracing::warn!(status, instance = problem.instance.as_deref(), "the server failed");
                Self::Offline
            }
            _ => Self::Refused(refusal_of(problem)),
        }
    }
}

fn refusal_of(problem: Problem) -> Refusal {
    match problem.fields.into_iter().next() {
        Some(first) => Refusal { code: first.code, field: Some(first.field) },
        None => Refusal { code: problem.code, field: None },
    }
}

/// The most telling key the catalogue has for a refusal.
pub fn refusal_key(refusal: &Refusal) -> String {
    let prefixes: &[&str] = match refusal.field {
        Some(_) => &["field", "refused", "problem"],
        None => &["refused", "problem", "field"],
    };
    prefixes
        .iter()
        .map(|prefix| format!("{prefix}-{}", refusal.code))
        .find(|key| i18n::has(Locale::Ja, key))
        .unwrap_or_else(|| "error-refused".to_owned())
}

impl From<itsumo_domain::account::FieldError> for Error {
    fn from(wrong: itsumo_domain::account::FieldError) -> Self {
        Self::field(wrong.field, wrong.code)
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full => Self::refused("disk-full"),
            StoreError::ReadOnly => Self::refused("disk-read-only"),
            StoreError::Newer => Self::NewerData,
            StoreError::Refused(refusal) => Self::Refused(refusal),
            other => Self::internal(other),
        }
    }
}

/// Why the engine could not open its data.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// A newer version of the app wrote it; nothing was touched.
    #[error("the data on this device is from a newer version (schema {found}; this version knows {known})")]
    Newer {
        /// The schema found.
        found: i64,
        /// The newest this version knows.
        known: i64,
    },
    /// It is broken, could not be rebuilt, and was kept here.
    #[error("the data on this device is broken and was kept at {}", .0.display())]
    Broken(PathBuf),
    /// The disk or the folder does not allow it.
    #[error("the data folder cannot be used: {0}")]
    Disk(String),
}

impl OpenError {
    /// The catalogue's key.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Newer { .. } => "error-newer-data",
            Self::Broken(_) => "error-data-broken",
            Self::Disk(_) => "error-data-folder",
        }
    }

    /// What to say, in the person's words.
    pub fn text(&self, locale: Locale) -> String {
        let place = match self {
            Self::Newer { .. } => String::new(),
            Self::Broken(path) => path.display().to_string(),
            Self::Disk(why) => why.clone(),
        };
        i18n::text(locale, self.key(), &[("place", i18n::Arg::Text(&place))])
    }
}
