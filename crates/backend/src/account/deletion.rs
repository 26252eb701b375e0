//! Deleting an account: what goes and what stays is said first, then done in one transaction.

use super::{AccountError, Signed};
use crate::{
    app::App,
    association::{household::write_association, member, recovery, request, seat},
    mail::{self, Letter},
    push,
    school::{Outgoing, days, guardian},
    store::{StoreError, Tx, Value},
};
use itsumo_domain::{
    Stream,
    account::{DeleteAccount, Deletion, DeletionItem},
    record::kind,
};

async fn count(tx: &mut dyn Tx, sql: &str, params: &[Value]) -> Result<i64, StoreError> {
    tx.query(sql, params).await?.first().map_or(Ok(0), |row| row.int(0))
}

/// What deleting would do.
///
/// # Errors
/// The store's.
pub async fn plan_deletion(app: &App, signed: &Signed) -> Result<Deletion, AccountError> {
    let (me, today) = (signed.clone(), days::column(app.clock.now().jst_date()));
    let counts = app.store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let person = [Value::from(me.city.as_str()), me.person.into()];
            let sql = "SELECT COUNT(*) FROM device WHERE city = $1 AND person = $2";
            let devices = count(tx, sql, &person).await?;
            let stream = Stream::person(me.person);
            let kept = async |tx: &mut dyn Tx, kind: &str| {
                let sql = "SELECT COUNT(*) FROM record WHERE city = $1 AND stream = $2 AND kind = $3 AND gone = 0";
                count(tx, sql, &[me.city.as_str().into(), stream.as_str().into(), kind.into()]).await
            };
            let (interests, saved) = (kept(tx, kind::INTERESTS).await?, kept(tx, kind::SAVED).await?);
            let [city, person] = person;
            let today = [city, person, today.into()];
            let sql = "SELECT COUNT(*) FROM guardian WHERE city = $1 AND person = $2 AND until >= $3";
            let children = count(tx, sql, &today).await?;
            let sql = "SELECT COUNT(*) FROM seat WHERE city = $1 AND person = $2 AND until >= $3";
            let seats = count(tx, sql, &today).await?;
            let sql = "SELECT COUNT(*) FROM membership WHERE city = $1 AND person = $2 AND until >= $3";
            let homes = count(tx, sql, &today).await?;
            let sql = "SELECT COUNT(*) FROM seat_term WHERE city = $1 AND person = $2 AND until >= $3";
            let offices = count(tx, sql, &today).await?;
            Ok((devices, interests, saved, [children, seats, homes, offices]))
        })
    });
    let (devices, interests, saved, [children, seats, homes, offices]) = counts.await?;
    let line = |(key, count): (&str, i64)| DeletionItem { key: key.to_owned(), count };
    let mut goes = vec![("email", 1), ("devices", devices), ("interests", interests), ("saved", saved)];
    let mut stays = vec![("backups", 1), ("on-device", 1)];
    // Of schools only to those who have to do with one.
    if children > 0 {
        goes.push(("children", children));
        stays.push(("told", 1));
    }
    if seats > 0 {
        goes.push(("seats", seats));
        stays.push(("seat-work", 1));
    }
    // And of town associations.
    if homes > 0 {
        goes.push(("homes", homes));
        stays.push(("replies", 1));
    }
    if offices > 0 {
        goes.push(("offices", offices));
        stays.push(("office-work", 1));
    }
    let lines = |items: Vec<(&str, i64)>| items.into_iter().map(line).collect();
    Ok(Deletion { goes: lines(goes), stays: lines(stays) })
}

/// Deletes the account and everything of it. The record of the mail that says so goes when it is sent.
///
/// # Errors
/// [`AccountError::WrongPassword`].
pub async fn delete(app: &App, signed: &Signed, asked: DeleteAccount) -> Result<(), AccountError> {
    let now = app.clock.now();
    let city = super::city(app, &signed.city)?;
    let account = super::check(app, signed, &asked.password, "password").await?;
    let letter = Letter::Deleted.write(account.locale, city.city.name.get(account.locale));
    let (mail, me) = (app.ids.new_id(), signed.clone());
    let stream = Stream::person(me.person);
    let gone = stream.clone();
    app.store
        .write::<_, StoreError, _>(move |tx| {
            Box::pin(async move {
                let city = Value::from(me.city.as_str());
                let person = [city.clone(), me.person.into()];
                let email = [city.clone(), Value::from(account.email.as_str())];
                let code = [city.clone(), Value::from(me.person.to_string())];
                let stream = [city, Value::from(gone.as_str())];
                // The account first: whoever writes for this person waits for it and then finds nobody. Streams last: see
                // `school::Outgoing`.
                let mut out = Outgoing::default();
                tx.execute("DELETE FROM account WHERE city = $1 AND person = $2", &person).await?;
                guardian::end_all_of(tx, &mut out, &me.city, me.person).await?;
                request::forget(tx, &me.city, me.person, None).await?;
                member::forget(tx, &mut out, &me.city, me.person, now).await?;
                recovery::forget(tx, &me.city, me.person).await?;
                for association in seat::forget(tx, &mut out, &me.city, me.person).await? {
                    write_association(tx, &mut out, &me.city, association, now).await?;
                }
                for (sql, params) in [
                    ("DELETE FROM device WHERE city = $1 AND person = $2", &person),
                    ("DELETE FROM calendar_link WHERE city = $1 AND person = $2", &person),
                    ("DELETE FROM household_calendar WHERE city = $1 AND person = $2", &person),
                    ("DELETE FROM notice_reach WHERE city = $1 AND person = $2", &person),
                    ("DELETE FROM command WHERE city = $1 AND person = $2", &person),
                    ("DELETE FROM mail_code WHERE city = $1 AND subject = $2", &email),
                    ("DELETE FROM mail_code WHERE city = $1 AND subject = $2", &code),
                    ("DELETE FROM outgoing_mail WHERE city = $1 AND to_addr = $2", &email),
                    ("DELETE FROM record WHERE city = $1 AND stream = $2", &stream),
                    ("DELETE FROM stream WHERE city = $1 AND name = $2", &stream),
                ] {
                    tx.execute(sql, params).await?;
                }
                push::address::detach(tx, &me.city, me.person).await?;
                out.send(tx, &me.city, now).await?;
                // The number that counts what somebody is goes last: what moved it came before.
                let part = Stream::part(me.person);
                let counted = [Value::from(me.city.as_str()), part.as_str().into()];
                tx.execute("DELETE FROM stream WHERE city = $1 AND name = $2", &counted).await?;
                mail::queue(tx, &me.city, mail, Some(&account.email), &letter, now).await
            })
        })
        .await?;
    super::forget(app, signed.person, |_| true);
    app.mail_waits.notify_one();
    Ok(())
}
