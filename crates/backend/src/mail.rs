//! Mails: written into a table in the transaction that causes them, sent after it in the background.
//!
//! So a crash between the two loses no mail, a slow mail server slows no request, and how long a request
//! takes does not tell whether it caused a mail. A mail is sent at least once: after a crash while sending,
//! perhaps twice. [`Mailer`] is the way out; [`Memory`] is the one tests read.

use crate::{
    app::App,
    config::{MailTo, Secret},
    store::{BoxFuture, StoreError, Tx, Value},
};
use itsumo_domain::{
    Timestamp,
    account::CODE_LIFE,
    i18n::{self, Arg, Locale},
};
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Body, Mailbox, SinglePart, header},
};
use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use uuid::Uuid;

/// This part's tables. `to_addr` is empty for the mail to nobody that makes equal requests cost the same.
pub const MIGRATION: &str = "
    CREATE TABLE outgoing_mail (
        city TEXT NOT NULL, id {bytes} NOT NULL, to_addr TEXT NOT NULL, subject TEXT NOT NULL, text TEXT NOT NULL,
        created {int} NOT NULL, tries {int} NOT NULL, next_at {int} NOT NULL,
        PRIMARY KEY (city, id)
    )";

/// How long sending one mail may take before another process may try: longer than [`SENDING`], by what is left of it
/// when the mail's turn comes.
const LEASE: i64 = 2 * Timestamp::MINUTE;
/// How long a mail server may take for one mail, all its words together.
const SENDING: Duration = Duration::from_secs(60);
/// After this a mail is given up: its code is long void.
const GIVE_UP: i64 = CODE_LIFE;
/// Mails taken from the table at once.
const BATCH: i64 = 20;

/// A mail, ready to go.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// Its id, which names it in the log and in folders.
    pub id: Uuid,
    /// Who gets it.
    pub to: String,
    /// One line.
    pub subject: String,
    /// Plain text.
    pub text: String,
}

impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mail").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Why a mail did not go. The texts never hold its address.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// Worth another try: no connection, a full mailbox.
    #[error("not now: {0}")]
    Again(String),
    /// Not worth one: no such mailbox, not an address.
    #[error("never: {0}")]
    Never(String),
    /// The configuration cannot work.
    #[error("mail cannot be sent like this: {0}")]
    Config(String),
}

/// The way out for mails.
pub trait Mailer: Send + Sync {
    /// Hands a mail over. `Ok` means that it is somebody else's to deliver.
    fn send<'a>(&'a self, mail: &'a Mail) -> BoxFuture<'a, Result<(), MailError>>;
}

/// The mailer that the configuration asks for.
///
/// # Errors
/// [`MailError::Config`] when the folder cannot be made or an address cannot be read.
pub fn mailer(to: &MailTo, from: &str) -> Result<Arc<dyn Mailer>, MailError> {
    let from: Mailbox = from.parse().map_err(|_| MailError::Config(format!("not a sender: {from:?}")))?;
    Ok(match to {
        MailTo::Nowhere => Arc::new(Nowhere),
        MailTo::Folder(folder) => Arc::new(Folder::open(folder, from)?),
        MailTo::Smtp(url) => Arc::new(Smtp::open(url, from)?),
    })
}

/// Drops mails and says so.
#[derive(Debug)]
pub struct Nowhere;

impl Mailer for Nowhere {
    fn send<'a>(&'a self, mail: &'a Mail) -> BoxFuture<'a, Result<(), MailError>> {
        tracing::warn!(mail = %mail.id, "a mail was dropped: this server was started with --mail none");
        Box::pin(std::future::ready(Ok(())))
    }
}

/// Writes each mail to a file of its own: `<id>.eml`, in the order they were made, the text unencoded.
#[derive(Debug)]
pub struct Folder {
    folder: PathBuf,
    from: Mailbox,
}

impl Folder {
    fn open(folder: &Path, from: Mailbox) -> Result<Self, MailError> {
        std::fs::create_dir_all(folder).map_err(|error| MailError::Config(format!("{}: {error}", folder.display())))?;
        Ok(Self { folder: folder.to_owned(), from })
    }
}

impl Mailer for Folder {
    fn send<'a>(&'a self, mail: &'a Mail) -> BoxFuture<'a, Result<(), MailError>> {
        Box::pin(async move {
            let message = message(mail, &self.from, true)?;
            // Whoever watches the folder never sees half a mail.
            let (half, whole) =
                (self.folder.join(format!(".{}.half", mail.id)), self.folder.join(format!("{}.eml", mail.id)));
            let written = async {
                tokio::fs::write(&half, message.formatted()).await?;
                tokio::fs::rename(&half, &whole).await
            };
            written.await.map_err(|error| MailError::Again(error.to_string()))
        })
    }
}

/// Hands mails to a mail server.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Smtp {
    fn open(url: &Secret, from: Mailbox) -> Result<Self, MailError> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.reveal())
            .map_err(|error| MailError::Config(error.to_string()))?
            .timeout(Some(Duration::from_secs(30)))
            .build();
        Ok(Self { transport, from })
    }
}

impl Mailer for Smtp {
    fn send<'a>(&'a self, mail: &'a Mail) -> BoxFuture<'a, Result<(), MailError>> {
        Box::pin(async move {
            let message = message(mail, &self.from, false)?;
            match self.transport.send(message).await {
                Ok(_) => Ok(()),
                // What the server said may repeat the address; the log gets the status only.
                Err(error) if error.is_permanent() => Err(MailError::Never(status(&error))),
                Err(error) => Err(MailError::Again(status(&error))),
            }
        })
    }
}

fn status(error: &lettre::transport::smtp::Error) -> String {
    match error.status() {
        Some(code) => format!("the mail server answered {code}"),
        None => "no conversation with the mail server".to_owned(),
    }
}

fn message(mail: &Mail, from: &Mailbox, readable: bool) -> Result<Message, MailError> {
    let never = |what: &str| MailError::Never(what.to_owned());
    let to = Mailbox::new(None, mail.to.parse().map_err(|_| never("not an address"))?);
    let body = if readable {
        // Every line of ours is short enough for 8bit; lettre would choose base64 for Japanese.
        let text = mail.text.replace('\n', "\r\n").into_bytes();
        Body::dangerous_pre_encoded(text, header::ContentTransferEncoding::EightBit)
    } else {
        Body::new(mail.text.clone())
    };
    Message::builder()
        .from(from.clone())
        .to(to)
        .subject(&mail.subject)
        .message_id(Some(format!("<{}@{}>", mail.id, from.email.domain())))
        // Answering machines do not answer, RFC 3834.
        .raw_header(header::HeaderValue::new(
            header::HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ))
        .singlepart(SinglePart::builder().header(header::ContentType::TEXT_PLAIN).body(body))
        .map_err(|error| MailError::Never(error.to_string()))
}

/// Keeps mails in memory, for tests to read.
#[derive(Debug, Default)]
pub struct Memory {
    mails: Mutex<Vec<Mail>>,
    came: tokio::sync::Notify,
    broken: Mutex<Option<u32>>,
}

impl Memory {
    /// All mails to `address` so far.
    pub fn to(&self, address: &str) -> Vec<Mail> {
        let mails = self.mails.lock().unwrap_or_else(PoisonError::into_inner);
        mails.iter().filter(|mail| mail.to == address).cloned().collect()
    }

    /// Waits until `address` has `count` mails and answers with the last of them.
    pub async fn wait(&self, address: &str, count: usize) -> Option<Mail> {
        loop {
            let came = self.came.notified();
            let mails = self.to(address);
            if mails.len() >= count {
                return mails.into_iter().next_back();
            }
            came.await;
        }
    }

    /// The next `times` mails fail as if the mail server were away.
    pub fn fail(&self, times: u32) {
        *self.broken.lock().unwrap_or_else(PoisonError::into_inner) = Some(times);
    }
}

impl Mailer for Memory {
    fn send<'a>(&'a self, mail: &'a Mail) -> BoxFuture<'a, Result<(), MailError>> {
        let mut broken = self.broken.lock().unwrap_or_else(PoisonError::into_inner);
        let sent = match *broken {
            Some(times) if times > 0 => {
                *broken = Some(times - 1);
                Err(MailError::Again("away".to_owned()))
            }
            _ => {
                self.mails.lock().unwrap_or_else(PoisonError::into_inner).push(mail.clone());
                Ok(())
            }
        };
        self.came.notify_waiters();
        Box::pin(std::future::ready(sent))
    }
}

/// What a mail says.
#[derive(Clone, Copy, Debug)]
pub enum Letter<'a> {
    /// The code that confirms a registration.
    Register(&'a str),
    /// Somebody registered with an address that has an account.
    Known,
    /// The code for a new password.
    Recover(&'a str),
    /// The code that confirms a new address.
    NewEmail(&'a str),
    /// To the old address: a new one is on its way.
    EmailNotice,
    /// The password was changed.
    PasswordChanged,
    /// The account is gone.
    Deleted,
}

impl Letter<'_> {
    /// Subject and text.
    pub fn write(self, locale: Locale, city: &str) -> (String, String) {
        let (key, code) = match self {
            Self::Register(code) => ("mail-register", code),
            Self::Known => ("mail-known", ""),
            Self::Recover(code) => ("mail-recover", code),
            Self::NewEmail(code) => ("mail-new-email", code),
            Self::EmailNotice => ("mail-email-notice", ""),
            Self::PasswordChanged => ("mail-password-changed", ""),
            Self::Deleted => ("mail-deleted", ""),
        };
        let minutes = CODE_LIFE / Timestamp::MINUTE;
        let args = [("code", Arg::Text(code)), ("city", Arg::Text(city)), ("minutes", Arg::Number(minutes))];
        let say = |key: &str| i18n::without_ruby(&i18n::text(locale, key, &args));
        (say(&format!("{key}-subject")), format!("{}\n\n{}\n", say(&format!("{key}-text")), say("mail-foot")))
    }
}

/// To whoever holds a seat of an association: somebody asks for it, because they think nobody is there.
pub fn seat_asked(locale: Locale, city: &str, title: &str, by: &str) -> (String, String) {
    let args = [("city", Arg::Text(city)), ("title", Arg::Text(title)), ("by", Arg::Text(by))];
    let say = |key: &str| i18n::without_ruby(&i18n::text(locale, key, &args));
    (say("mail-seat-asked-subject"), format!("{}\n\n{}\n", say("mail-seat-asked-text"), say("mail-foot")))
}

/// Writes a mail into the table. With no address it costs the same and goes nowhere.
///
/// # Errors
/// The store's.
pub async fn queue(
    tx: &mut dyn Tx,
    city: &str,
    id: Uuid,
    to: Option<&str>,
    (subject, text): &(String, String),
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO outgoing_mail (city, id, to_addr, subject, text, created, tries, next_at)
         VALUES ($1, $2, $3, $4, $5, $6, 0, $6)",
        &[
            city.into(),
            id.into(),
            to.unwrap_or_default().into(),
            subject.as_str().into(),
            text.as_str().into(),
            now.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Sends what waits, now and whenever [`App::mail_waits`] is told, until the server stops.
pub async fn run(app: App) {
    let mut stopping = app.stopping.clone();
    loop {
        let told = app.mail_waits.notified();
        match send_waiting(&app).await {
            // A full batch: there may be more.
            Ok(sent) if sent >= BATCH => continue,
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "mails could not be read"),
        }
        tokio::select! {
            () = told => {}
            // Retries, and mails that a stopped process left behind.
            () = tokio::time::sleep(Duration::from_secs(15)) => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
    }
}

/// Sends one batch of waiting mails; answers with how many it took.
///
/// # Errors
/// The store's.
pub async fn send_waiting(app: &App) -> Result<i64, StoreError> {
    let now = app.clock.now();
    // Taking a mail puts off its next try, so that no other process takes it meanwhile: where two try at
    // once, the second waits for the first's row and then finds that `next_at` is no longer due.
    let rows = app
        .store
        .write(move |tx| {
            Box::pin(async move {
                tx.query(
                    "UPDATE outgoing_mail SET tries = tries + 1, next_at = $1 WHERE next_at <= $2 AND (city, id) IN
                     (SELECT city, id FROM outgoing_mail WHERE next_at <= $2 ORDER BY next_at LIMIT $3)
                     RETURNING city, id, to_addr, subject, text, created, tries",
                    &[now.plus(LEASE).into(), now.into(), BATCH.into()],
                )
                .await
            })
        })
        .await?;
    let taken = i64::try_from(rows.len()).unwrap_or(BATCH);
    for row in rows {
        let mail = Mail {
            id: row.uuid(1)?,
            to: row.text(2)?.to_owned(),
            subject: row.text(3)?.to_owned(),
            text: row.text(4)?.to_owned(),
        };
        let (city, age, tries) = (row.text(0)?.to_owned(), now.since(Timestamp(row.int(5)?)), row.int(6)?);
        // The mails before it took their time: another process may hold this one by now.
        if app.clock.now().since(now) > LEASE / 4 && !hold_on(app, &city, mail.id, tries).await? {
            continue;
        }
        let sent = if mail.to.is_empty() {
            Ok(())
        } else {
            let sending = tokio::time::timeout(SENDING, app.mailer.send(&mail)).await;
            sending.unwrap_or_else(|_| Err(MailError::Again("the mail server is too slow".to_owned())))
        };
        let again = match sent {
            Ok(()) => None,
            Err(MailError::Again(why)) if age < GIVE_UP => {
                tracing::warn!(mail = %mail.id, why, tries, "a mail did not go and is tried again");
                Some(app.clock.now().plus(wait_after(tries)))
            }
            Err(error) => {
                tracing::error!(mail = %mail.id, %error, "a mail is given up");
                None
            }
        };
        settle(app, city, mail.id, again).await?;
    }
    Ok(taken)
}

/// Takes a mail anew for as long as one may take, if nobody else has taken it since it was for the `tries`th time.
async fn hold_on(app: &App, city: &str, id: Uuid, tries: i64) -> Result<bool, StoreError> {
    let (city, until) = (city.to_owned(), app.clock.now().plus(LEASE));
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let sql = "UPDATE outgoing_mail SET next_at = $4 WHERE city = $1 AND id = $2 AND tries = $3";
                let params = [city.into(), id.into(), tries.into(), until.into()];
                Ok(tx.execute(sql, &params).await? > 0)
            })
        })
        .await
}

/// Milliseconds before try number `tries + 1`: soon at first, people are waiting for their code.
fn wait_after(tries: i64) -> i64 {
    let doubled = 5 * Timestamp::SECOND.saturating_mul(1_i64 << tries.clamp(1, 10));
    doubled.min(5 * Timestamp::MINUTE)
}

async fn settle(app: &App, city: String, id: Uuid, again: Option<Timestamp>) -> Result<(), StoreError> {
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let key = [Value::from(city), Value::from(id)];
                match again {
                    None => tx.execute("DELETE FROM outgoing_mail WHERE city = $1 AND id = $2", &key).await?,
                    Some(at) => {
                        let [city, id] = key;
                        tx.execute(
                            "UPDATE outgoing_mail SET next_at = $3 WHERE city = $1 AND id = $2",
                            &[city, id, at.into()],
                        )
                        .await?
                    }
                };
                Ok(())
            })
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Letter<'static>; 7] = [
        Letter::Register("012345"),
        Letter::Known,
        Letter::Recover("012345"),
        Letter::NewEmail("012345"),
        Letter::EmailNotice,
        Letter::PasswordChanged,
        Letter::Deleted,
    ];

    #[test]
    fn every_letter_is_written_in_every_language_without_ruby() {
        for locale in Locale::ALL {
            for letter in ALL {
                let (subject, text) = letter.write(locale, "ひなた市");
                assert!(!subject.contains("mail-") && !text.contains("mail-"), "{letter:?}: {subject}\n{text}");
                assert!(!text.contains(['｜', '《', '{']), "{text}");
                assert!(text.contains("ひなた市") && subject.lines().count() == 1);
                if let Letter::Register(code) | Letter::Recover(code) | Letter::NewEmail(code) = letter {
                    assert!(subject.contains(code) && text.contains(code) && text.contains("30"), "{text}");
                }
            }
        }
    }

    #[test]
    fn a_mail_becomes_a_message_that_people_can_read() {
        let (subject, text) = Letter::Register("012345").write(Locale::Ja, "ひなた市");
        let mail = Mail { id: Uuid::from_u128(1), to: "hana@example.jp".to_owned(), subject, text };
        let from = "Itsumo <itsumo@example.jp>".parse().unwrap();
        let message = String::from_utf8(message(&mail, &from, true).unwrap().formatted()).unwrap();
        assert!(message.contains("確認コード: 012345"), "{message}");
        assert!(message.contains("Auto-Submitted: auto-generated"), "{message}");
    }

    #[test]
    fn tries_come_soon_at_first_and_then_seldom() {
        let waits: Vec<i64> = (1..8).map(|tries| wait_after(tries) / Timestamp::SECOND).collect();
        assert_eq!(waits, [10, 20, 40, 80, 160, 300, 300]);
    }
}
