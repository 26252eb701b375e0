//! A new password, a new address.

use super::{
    AccountError, Signed,
    code::{self, Kept, New, Purpose},
};
use crate::{
    app::App,
    mail::{self, Letter},
    store::StoreError,
};
use itsumo_domain::account::{
    ChangeEmail, ChangeEmailConfirm, ChangePassword, FieldError, check_password, normalise_email,
};
use std::net::IpAddr;

/// Sets a new password and signs the person's other devices out.
///
/// # Errors
/// [`AccountError::WrongPassword`] for `old`; what is wrong with `new`.
pub async fn change_password(app: &App, signed: &Signed, asked: ChangePassword) -> Result<(), AccountError> {
    let now = app.clock.now();
    let city = super::city(app, &signed.city)?;
    let account = super::check(app, signed, &asked.old, "old").await?;
    check_password(&asked.new, &account.email).map_err(|error| FieldError { field: "new", ..error })?;
    let new = app.desk.passwords.hash(&asked.new, app.ids.secret()).await?;
    let letter = Letter::PasswordChanged.write(account.locale, city.city.name.get(account.locale));
    let (mail, me) = (app.ids.new_id(), signed.clone());
    let changed = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let (city, person) = (me.city.as_str(), me.person);
            let sql = "UPDATE account SET password = $4 WHERE city = $1 AND person = $2 AND password = $3";
            let set = tx.execute(sql, &[city.into(), person.into(), account.password.into(), new.into()]).await?;
            if set == 0 {
                return Ok(false);
            }
            let sql = "DELETE FROM device WHERE city = $1 AND person = $2 AND id <> $3";
            tx.execute(sql, &[city.into(), person.into(), me.device.into()]).await?;
            code::drop_all(tx, city, Purpose::Recover, &account.email).await?;
            mail::queue(tx, city, mail, Some(&account.email), &letter, now).await?;
            Ok(true)
        })
    });
    if !changed.await? {
        return Err(AccountError::WrongPassword("old"));
    }
    super::forget(app, signed.person, |known| known.device != signed.device);
    app.mail_waits.notify_one();
    Ok(())
}

/// Mails a code to the new address and a notice to the old. An address that has an account is told so instead;
/// the asker is not.
///
/// # Errors
/// [`AccountError::WrongPassword`]; what is wrong with the address.
pub async fn change_email(app: &App, client: IpAddr, signed: &Signed, asked: ChangeEmail) -> Result<(), AccountError> {
    let now = app.clock.now();
    let city = super::city(app, &signed.city)?;
    let email = normalise_email(&asked.email)?;
    let locale = super::locale(&asked.locale)?;
    app.desk.admit(client, now)?;
    let account = super::check(app, signed, &asked.password, "password").await?;
    app.desk.mails.take((&signed.city, &email), now).map_err(AccountError::TooOften)?;

    let (new, nobody) = (New::draw(&*app.ids, ""), New::for_nobody(&*app.ids));
    let name = city.city.name.get(locale);
    let (code, known) = (Letter::NewEmail(&new.figures).write(locale, name), Letter::Known.write(locale, name));
    let notice = Letter::EmailNotice.write(account.locale, city.city.name.get(account.locale));
    let (mails, me) = ([app.ids.new_id(), app.ids.new_id()], signed.clone());
    app.store
        .write::<_, StoreError, _>(move |tx| {
            Box::pin(async move {
                let city = me.city.as_str();
                let sql = "SELECT person FROM account WHERE city = $1 AND email = $2";
                let taken = !tx.query(sql, &[city.into(), email.as_str().into()]).await?.is_empty();
                let (figures, letter) = if taken { (&nobody, &known) } else { (&new, &code) };
                let kept = Kept { locale, password: None, email: Some(email.clone()) };
                code::put(tx, city, Purpose::Email, &me.person.to_string(), figures, kept, now).await?;
                let [to_new, to_old] = mails;
                mail::queue(tx, city, to_new, Some(&email), letter, now).await?;
                mail::queue(tx, city, to_old, Some(&account.email), &notice, now).await
            })
        })
        .await?;
    app.mail_waits.notify_one();
    Ok(())
}

/// Makes the address that the code was mailed to the person's.
///
/// # Errors
/// [`AccountError::WrongCode`], also when somebody registered the address meanwhile.
pub async fn confirm_email(
    app: &App,
    client: IpAddr,
    signed: &Signed,
    asked: ChangeEmailConfirm,
) -> Result<(), AccountError> {
    let now = app.clock.now();
    let me = signed.clone();
    let subject = me.person.to_string();
    app.desk.admit_code(client, &me.city, &subject, now)?;
    let changed = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let city = me.city.as_str();
            let kept = code::take(tx, city, Purpose::Email, &subject, &asked.code, "", now).await?;
            let Some(Kept { email: Some(email), .. }) = kept else { return Ok(0) };
            tx.execute(
                "UPDATE account SET email = $3 WHERE city = $1 AND person = $2
                 AND NOT EXISTS (SELECT 1 FROM account WHERE city = $1 AND email = $3)",
                &[city.into(), me.person.into(), email.into()],
            )
            .await
        })
    });
    match changed.await {
        // Two made one address theirs at the same time: neither saw the other's, and the table let one through.
        Ok(0) | Err(StoreError::Twice(_)) => Err(AccountError::WrongCode),
        Ok(_) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
