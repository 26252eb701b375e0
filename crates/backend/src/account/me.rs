//! What a person sees of their account: address and devices.

use super::{AccountError, Signed};
use crate::{app::App, store::StoreError};
use itsumo_domain::{
    Timestamp,
    account::{Device, Me},
};
use uuid::Uuid;

/// The account and its devices, the one heard of last first.
///
/// # Errors
/// [`AccountError::SignedOut`] when the account is gone.
pub async fn me(app: &App, signed: &Signed) -> Result<Me, AccountError> {
    let signed = signed.clone();
    app.store
        .read(move |tx| {
            Box::pin(async move {
                let account = super::find(tx, &signed.city, signed.person).await?.ok_or(AccountError::SignedOut)?;
                let sql = "SELECT id, name, created, last_seen FROM device WHERE city = $1 AND person = $2
                           ORDER BY last_seen DESC, created DESC, id";
                let rows = tx.query(sql, &[signed.city.as_str().into(), signed.person.into()]).await?;
                let devices = rows.iter().map(|row| {
                    let id = row.uuid(0)?;
                    Ok(Device {
                        id,
                        name: row.text(1)?.to_owned(),
                        since: Timestamp(row.int(2)?),
                        last_seen: Timestamp(row.int(3)?),
                        this: id == signed.device,
                    })
                });
                Ok(Me {
                    person: signed.person,
                    email: account.email,
                    since: account.created,
                    devices: devices.collect::<Result<_, StoreError>>()?,
                })
            })
        })
        .await
}

/// Signs one of the person's devices out, at once.
///
/// # Errors
/// [`AccountError::NoDevice`] when it is not one of theirs.
pub async fn sign_out_device(app: &App, signed: &Signed, device: Uuid) -> Result<(), AccountError> {
    let (city, person) = (signed.city.clone(), signed.person);
    let gone = app
        .store
        .write::<_, StoreError, _>(move |tx| {
            Box::pin(async move {
                let sql = "DELETE FROM device WHERE city = $1 AND person = $2 AND id = $3";
                tx.execute(sql, &[city.into(), person.into(), device.into()]).await
            })
        })
        .await?;
    super::forget(app, person, |known| known.device == device);
    if gone == 0 { Err(AccountError::NoDevice) } else { Ok(()) }
}
