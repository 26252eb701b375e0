//! Signing in and out.

use super::{AccountError, Signed, session::NewDevice};
use crate::{app::App, store::StoreError};
use itsumo_domain::account::{Session, SignIn, normalise_email};
use std::net::IpAddr;

/// Signs this device in. An unknown address takes as long as a wrong password and is answered the same.
///
/// # Errors
/// [`AccountError::WrongSignIn`], or what is wrong with the request itself.
pub async fn sign_in(app: &App, client: IpAddr, asked: SignIn) -> Result<Session, AccountError> {
    let now = app.clock.now();
    super::city(app, &asked.city)?;
    let email = normalise_email(&asked.email)?;
    app.desk.admit(client, now)?;
    app.desk.sign_ins.take((&asked.city, &email), now).map_err(AccountError::TooOften)?;

    let (city, address) = (asked.city.clone(), email.clone());
    let found = app
        .store
        .read::<_, StoreError, _>(move |tx| {
            Box::pin(async move {
                let sql = "SELECT person, password FROM account WHERE city = $1 AND email = $2";
                let rows = tx.query(sql, &[city.into(), address.into()]).await?;
                rows.first().map(|row| Ok((row.uuid(0)?, row.text(1)?.to_owned()))).transpose()
            })
        })
        .await?;
    let stored = found.as_ref().map(|(_, password)| password.as_str());
    let right = app.desk.passwords.check(&asked.password, stored).await?;
    let Some((person, stored)) = found.filter(|_| right) else { return Err(AccountError::WrongSignIn) };

    let device = NewDevice::draw(&*app.ids, &asked.city, &asked.device);
    let signed = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            // The password was checked outside: it must still be the one, and stay so until we are done.
            let sql = "UPDATE account SET password = password WHERE city = $1 AND person = $2 AND password = $3";
            if tx.execute(sql, &[asked.city.as_str().into(), person.into(), stored.into()]).await? == 0 {
                return Ok(None);
            }
            device.sign_in(tx, &asked.city, person, email, now).await.map(Some)
        })
    });
    signed.await?.ok_or(AccountError::WrongSignIn)
}

/// Signs the asking device out.
///
/// # Errors
/// The store's.
pub async fn sign_out(app: &App, signed: Signed) -> Result<(), AccountError> {
    super::sign_out_device(app, &signed, signed.device).await
}
