//! Accounts: a person's ID in one city, the devices signed in to it, and the codes mailed on the way.
//!
//! Everything public works without one. What an outsider can see never tells whether an address has an
//! account: registering, recovering and signing in answer in the same words, after the same work (a dummy
//! password hash, a code nobody gets, a mail to nobody), and mails go out after the answer.
//!
//! One file a use case. Each is one function that checks, then does all its writing in one transaction.
//!
//! **Invariant:** no table holds a password, a token or a code that could be used as it stands: passwords are
//! Argon2id, tokens and codes SHA-256. Only the mail that waits to go out holds its code, and goes from the table
//! when it is sent or, like the code, after half an hour.

mod change;
mod code;
mod deletion;
mod export;
mod me;
mod password;
mod recovery;
mod register;
mod session;
mod sign_in;

pub use change::{change_email, change_password, confirm_email};
pub use deletion::{delete, plan_deletion};
pub use export::export;
pub use me::{me, sign_out_device};
pub use recovery::{confirm_recovery, recover};
pub use register::{confirm, register};
pub use session::{Signed, signed};
pub use sign_in::{sign_in, sign_out};

use crate::{
    app::App,
    city::CityConfig,
    limits::{Limiter, client_key},
    problem::Failure,
    store::{StoreError, Tx},
};
use axum::http::StatusCode;
use itsumo_domain::{Timestamp, account::FieldError, i18n::Locale};
use std::{net::IpAddr, sync::Arc};
use uuid::Uuid;

/// This part's tables. An address belongs to one account of a city; a code to an address (`register`,
/// `recover`) or to a person (`email`), and carries what it will change.
pub const MIGRATION: &str = "
    CREATE TABLE account (
        city TEXT NOT NULL, person {bytes} NOT NULL, email TEXT NOT NULL, password TEXT NOT NULL,
        locale TEXT NOT NULL, created {int} NOT NULL,
        PRIMARY KEY (city, person)
    );
    CREATE UNIQUE INDEX account_email ON account (city, email);
    CREATE TABLE device (
        city TEXT NOT NULL, id {bytes} NOT NULL, person {bytes} NOT NULL, token {bytes} NOT NULL,
        name TEXT NOT NULL, created {int} NOT NULL, last_seen {int} NOT NULL,
        PRIMARY KEY (city, id)
    );
    CREATE UNIQUE INDEX device_token ON device (city, token);
    CREATE INDEX device_person ON device (city, person);
    CREATE TABLE mail_code (
        city TEXT NOT NULL, purpose TEXT NOT NULL, subject TEXT NOT NULL, id {bytes} NOT NULL,
        code {bytes} NOT NULL, tries {int} NOT NULL, expires {int} NOT NULL, locale TEXT NOT NULL,
        password TEXT, email TEXT,
        PRIMARY KEY (city, purpose, subject, id)
    )";

/// What an account's owner, or somebody who says so, could not do.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The tables.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Something typed.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// Not a city of this server.
    #[error("no such city")]
    UnknownCity,
    /// The token is not, or no longer, good.
    #[error("signed out")]
    SignedOut,
    /// Address or password; which of them is not said.
    #[error("the address or the password is wrong")]
    WrongSignIn,
    /// The password of the signed-in person, in the field of this name.
    #[error("the password is wrong")]
    WrongPassword(&'static str),
    /// Wrong, too old, used, or tried too often; which of them is not said.
    #[error("the code is wrong or too old")]
    WrongCode,
    /// Milliseconds until another try.
    #[error("too many tries")]
    TooOften(i64),
    /// Too many passwords are being checked at once.
    #[error("busy")]
    Busy,
    /// Not one of the person's devices.
    #[error("no such device")]
    NoDevice,
    /// A hash in the table is none, or the hashing thread died.
    #[error("hashing: {0}")]
    Hashing(String),
}

impl From<AccountError> for Failure {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Store(error) => error.into(),
            AccountError::Field(error) => error.into(),
            AccountError::UnknownCity => Self::unknown_city(),
            AccountError::SignedOut => Self::signed_out(),
            AccountError::WrongSignIn => Self::new(StatusCode::UNAUTHORIZED, "wrong-sign-in"),
            AccountError::WrongPassword(field) => {
                Self::new(StatusCode::FORBIDDEN, "wrong-password").with_field(field, "wrong-password")
            }
            AccountError::WrongCode => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "wrong-code").with_field("code", "wrong-code")
            }
            AccountError::TooOften(wait) => Self::rate_limited(wait),
            AccountError::Busy => Self::busy(),
            AccountError::NoDevice => Self::not_found("device"),
            AccountError::Hashing(cause) => Self::internal(cause),
        }
    }
}

/// What accounts need in memory.
pub struct Desk {
    pub(crate) passwords: password::Hasher,
    pub(crate) sessions: session::Sessions,
    by_client: Limiter,
    sign_ins: Limiter,
    mails: Limiter,
    codes: Limiter,
}

impl Desk {
    /// A desk that lets one client address try `rate` times a minute; 0 for no limit.
    ///
    /// # Errors
    /// [`AccountError::Hashing`] when this machine cannot hash at all.
    pub fn new(rate: u32) -> Result<Self, AccountError> {
        let every = if rate == 0 { 0 } else { (Timestamp::MINUTE / i64::from(rate)).max(1) };
        Ok(Self {
            passwords: password::Hasher::new()?,
            sessions: session::Sessions::default(),
            by_client: Limiter::new(rate, every),
            sign_ins: Limiter::new(10, Timestamp::MINUTE),
            mails: Limiter::new(5, 10 * Timestamp::MINUTE),
            codes: Limiter::new(10, 5 * Timestamp::MINUTE),
        })
    }

    fn admit(&self, client: IpAddr, now: Timestamp) -> Result<(), AccountError> {
        self.by_client.take(client_key(client), now).map_err(AccountError::TooOften)
    }
}

/// The city, if this server has it.
fn city<'a>(app: &'a App, code: &str) -> Result<&'a Arc<CityConfig>, AccountError> {
    app.cities.get(code).ok_or(AccountError::UnknownCity)
}

fn locale(code: &str) -> Result<Locale, AccountError> {
    let known = Locale::ALL.into_iter().find(|locale| locale.code() == code);
    known.ok_or_else(|| FieldError { field: "locale", code: "unknown" }.into())
}

/// The language kept with an account; a row written by a newer version may hold one we lack.
fn stored_locale(code: &str) -> Locale {
    code.parse().unwrap_or_default()
}

/// The language kept with an account; Japanese for one that is gone.
///
/// # Errors
/// The store's.
pub(crate) async fn locale_of(tx: &mut dyn Tx, city: &str, person: Uuid) -> Result<Locale, StoreError> {
    let sql = "SELECT locale FROM account WHERE city = $1 AND person = $2";
    let rows = tx.query(sql, &[city.into(), person.into()]).await?;
    rows.first().map_or(Ok(Locale::default()), |row| row.text(0).map(stored_locale))
}

/// A device's name as it is listed: short, on one line.
fn device_name(typed: &str) -> String {
    let line: String = typed.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    match itsumo_domain::text::shorten(line.trim(), 60) {
        name if name.is_empty() => "?".to_owned(),
        name => name,
    }
}

/// One account as the tables have it.
struct Account {
    email: String,
    password: String,
    locale: Locale,
    created: Timestamp,
}

async fn find(tx: &mut dyn Tx, city: &str, person: Uuid) -> Result<Option<Account>, StoreError> {
    let sql = "SELECT email, password, locale, created FROM account WHERE city = $1 AND person = $2";
    let rows = tx.query(sql, &[city.into(), person.into()]).await?;
    let account = |row: &crate::store::Row| {
        Ok(Account {
            email: row.text(0)?.to_owned(),
            password: row.text(1)?.to_owned(),
            locale: stored_locale(row.text(2)?),
            created: Timestamp(row.int(3)?),
        })
    };
    rows.first().map(account).transpose()
}

/// Makes this process forget sessions of `person` that are signed out, and ends what they listen to. Devices
/// that are still signed in connect again by themselves.
fn forget(app: &App, person: Uuid, gone: impl Fn(&Signed) -> bool) {
    app.desk.sessions.forget(|known| known.person == person && gone(known));
    app.live.close_person(person);
}

/// Checks the password of a signed-in person and answers with their account.
async fn check(app: &App, signed: &Signed, password: &str, field: &'static str) -> Result<Account, AccountError> {
    let limit = ("check", signed.person);
    app.desk.sign_ins.take(limit, app.clock.now()).map_err(AccountError::TooOften)?;
    let (city, person) = (signed.city.clone(), signed.person);
    let account = app
        .store
        .read(move |tx| Box::pin(async move { find(tx, &city, person).await }))
        .await?
        .ok_or(AccountError::SignedOut)?;
    if app.desk.passwords.check(password, Some(&account.password)).await? {
        Ok(account)
    } else {
        Err(AccountError::WrongPassword(field))
    }
}
