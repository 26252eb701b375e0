//! A forgotten password: a code by mail, then a new one. All devices are signed out with it.

use super::{
    AccountError,
    code::{self, Kept, New, Purpose},
    session::NewDevice,
};
use crate::{
    app::App,
    mail::{self, Letter},
    store::StoreError,
};
use itsumo_domain::account::{Recover, RecoverConfirm, Session, check_password, normalise_email};
use std::net::IpAddr;

/// Mails a code if the address has an account; does as much and answers the same if not.
///
/// # Errors
/// What is wrong with the request itself; never that the address is unknown.
pub async fn recover(app: &App, client: IpAddr, asked: Recover) -> Result<(), AccountError> {
    let now = app.clock.now();
    let city = super::city(app, &asked.city)?;
    let email = normalise_email(&asked.email)?;
    let locale = super::locale(&asked.locale)?;
    app.desk.admit(client, now)?;
    app.desk.mails.take((&asked.city, &email), now).map_err(AccountError::TooOften)?;

    let (new, nobody) = (New::draw(&*app.ids, ""), New::for_nobody(&*app.ids));
    let letter = Letter::Recover(&new.figures).write(locale, city.city.name.get(locale));
    let (mail, city) = (app.ids.new_id(), asked.city);
    app.store
        .write::<_, StoreError, _>(move |tx| {
            Box::pin(async move {
                let sql = "SELECT person FROM account WHERE city = $1 AND email = $2";
                let known = !tx.query(sql, &[city.as_str().into(), email.as_str().into()]).await?.is_empty();
                let kept = Kept { locale, password: None, email: None };
                let code = if known { &new } else { &nobody };
                code::put(tx, &city, Purpose::Recover, &email, code, kept, now).await?;
                mail::queue(tx, &city, mail, known.then_some(email.as_str()), &letter, now).await
            })
        })
        .await?;
    app.mail_waits.notify_one();
    Ok(())
}

/// Sets a new password by the mailed code, signs every device out and this one in.
///
/// # Errors
/// [`AccountError::WrongCode`] for a wrong, old or used code and for an unknown address.
pub async fn confirm_recovery(app: &App, client: IpAddr, asked: RecoverConfirm) -> Result<Session, AccountError> {
    let now = app.clock.now();
    let city = super::city(app, &asked.city)?.clone();
    let email = normalise_email(&asked.email)?;
    check_password(&asked.password, &email)?;
    app.desk.admit_code(client, &asked.city, &email, now)?;
    let password = app.desk.passwords.hash(&asked.password, app.ids.secret()).await?;
    let (device, mail) = (NewDevice::draw(&*app.ids, &asked.city, &asked.device), app.ids.new_id());
    let changed = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let Some(kept) = code::take(tx, &asked.city, Purpose::Recover, &email, &asked.code, "", now).await? else {
                return Ok(None);
            };
            let sql = "UPDATE account SET password = $3 WHERE city = $1 AND email = $2 RETURNING person";
            let rows = tx.query(sql, &[asked.city.as_str().into(), email.as_str().into(), password.into()]).await?;
            let Some(row) = rows.first() else { return Ok(None) };
            let person = row.uuid(0)?;
            let sql = "DELETE FROM device WHERE city = $1 AND person = $2";
            tx.execute(sql, &[asked.city.as_str().into(), person.into()]).await?;
            let letter = Letter::PasswordChanged.write(kept.locale, city.city.name.get(kept.locale));
            mail::queue(tx, &asked.city, mail, Some(&email), &letter, now).await?;
            device.sign_in(tx, &asked.city, person, email, now).await.map(Some)
        })
    });
    let session = changed.await?.ok_or(AccountError::WrongCode)?;
    super::forget(app, session.person, |_| true);
    app.mail_waits.notify_one();
    Ok(session)
}
