//! Registering: address and password, then the code from the mail makes the account.

use super::{
    AccountError, Desk,
    code::{self, Kept, New, Purpose},
    session::NewDevice,
};
use crate::{
    app::App,
    mail::{self, Letter},
    store::StoreError,
};
use itsumo_domain::account::{Confirm, Register, Session, check_nonce, check_password, normalise_email};
use std::net::IpAddr;

/// Mails a code to a new address, or word to the owner of a known one. Nothing that is answered tells which.
///
/// # Errors
/// What is wrong with the request itself; never that the address is known.
pub async fn register(app: &App, client: IpAddr, asked: Register) -> Result<(), AccountError> {
    let now = app.clock.now();
    let city = super::city(app, &asked.city)?;
    let email = normalise_email(&asked.email)?;
    check_password(&asked.password, &email)?;
    check_nonce(&asked.nonce)?;
    let locale = super::locale(&asked.locale)?;
    app.desk.admit(client, now)?;
    app.desk.mails.take((&asked.city, &email), now).map_err(AccountError::TooOften)?;

    let password = app.desk.passwords.hash(&asked.password, app.ids.secret()).await?;
    let (new, nobody) = (New::draw(&*app.ids, &asked.nonce), New::for_nobody(&*app.ids));
    let name = city.city.name.get(locale);
    let (welcome, known) = (Letter::Register(&new.figures).write(locale, name), Letter::Known.write(locale, name));
    let (mail, city) = (app.ids.new_id(), asked.city);
    app.store
        .write::<_, StoreError, _>(move |tx| {
            Box::pin(async move {
                let sql = "SELECT person FROM account WHERE city = $1 AND email = $2";
                let taken = !tx.query(sql, &[city.as_str().into(), email.as_str().into()]).await?.is_empty();
                let (code, letter) = if taken { (&nobody, &known) } else { (&new, &welcome) };
                let kept = Kept { locale, password: Some(password), email: None };
                code::put(tx, &city, Purpose::Register, &email, code, kept, now).await?;
                mail::queue(tx, &city, mail, Some(&email), letter, now).await
            })
        })
        .await?;
    app.mail_waits.notify_one();
    Ok(())
}

impl Desk {
    /// Counts a try of a code against the address, beside the code's own tries: new codes bring no new tries.
    pub(super) fn admit_code(
        &self,
        client: IpAddr,
        city: &str,
        subject: &str,
        now: itsumo_domain::Timestamp,
    ) -> Result<(), AccountError> {
        self.admit(client, now)?;
        self.codes.take((city, subject), now).map_err(AccountError::TooOften)
    }
}

/// Makes the account of the code that was mailed and signs this device in.
///
/// # Errors
/// [`AccountError::WrongCode`] for a wrong, old or used code, for the code of another device's registration, and for
/// an address nobody registered.
pub async fn confirm(app: &App, client: IpAddr, asked: Confirm) -> Result<Session, AccountError> {
    let now = app.clock.now();
    super::city(app, &asked.city)?;
    let email = normalise_email(&asked.email)?;
    check_nonce(&asked.nonce)?;
    app.desk.admit_code(client, &asked.city, &email, now)?;
    let (person, device) = (app.ids.new_id(), NewDevice::draw(&*app.ids, &asked.city, &asked.device));
    let made = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let kept = code::take(tx, &asked.city, Purpose::Register, &email, &asked.code, &asked.nonce, now).await?;
            let Some(Kept { locale, password: Some(password), .. }) = kept else { return Ok(None) };
            let inserted = tx
                .execute(
                    "INSERT INTO account (city, person, email, password, locale, created)
                     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (city, email) DO NOTHING",
                    &[
                        asked.city.as_str().into(),
                        person.into(),
                        email.as_str().into(),
                        password.into(),
                        locale.code().into(),
                        now.into(),
                    ],
                )
                .await?;
            if inserted == 0 {
                return Ok(None);
            }
            device.sign_in(tx, &asked.city, person, email, now).await.map(Some)
        })
    });
    made.await?.ok_or(AccountError::WrongCode)
}
