//! Mailed codes: six figures, half an hour, five tries, one use.
//!
//! Several may be alive for one address, each with what it will change: an attacker who asks after somebody with a
//! password of their own does not spoil the code already in the mailbox. Nor may their code, which lands in the
//! same mailbox and is the newest there, bring that password in: a registration's code is hashed with the nonce of
//! the device that asked for it, and typed on any other device it is a wrong one. A try counts against all of them,
//! before it is compared: tries side by side cannot win more.

use crate::{
    clock::Ids,
    store::{StoreError, Tx, Value},
};
use itsumo_domain::{
    Timestamp,
    account::{CODE_DIGITS, CODE_LIFE, CODE_TRIES},
    i18n::Locale,
};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use uuid::Uuid;

/// What a code is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Confirms an address; carries the password's hash.
    Register,
    /// Allows a new password.
    Recover,
    /// Confirms a new address of a person, and carries it.
    Email,
}

impl Purpose {
    fn word(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Recover => "recover",
            Self::Email => "email",
        }
    }
}

/// A code before it is stored.
pub(super) struct New {
    pub id: Uuid,
    /// What is mailed.
    pub figures: String,
    hash: Vec<u8>,
}

impl New {
    /// A code that is right only with `nonce`; empty where what the code changes is said when it is typed, or only
    /// who is signed in may type it.
    pub(super) fn draw(ids: &dyn Ids, nonce: &str) -> Self {
        let id = ids.new_id();
        let [a, b, c, d, e, f, g, h, ..] = ids.secret();
        // 2^64 is so much more than 10^6 that the figures are even for every purpose.
        let number = u64::from_le_bytes([a, b, c, d, e, f, g, h]) % 10_u64.pow(6);
        let figures = format!("{number:0width$}", width = CODE_DIGITS);
        let hash = digest(id, &figures, nonce);
        Self { id, figures, hash }
    }

    /// A code that nothing typed will match: for requests that must only look the same.
    pub(super) fn for_nobody(ids: &dyn Ids) -> Self {
        Self { id: ids.new_id(), figures: String::new(), hash: ids.secret().to_vec() }
    }
}

/// What a code carries.
pub(super) struct Kept {
    pub locale: Locale,
    pub password: Option<String>,
    pub email: Option<String>,
}

/// The zero byte keeps the two apart: no end of the figures can pass for the beginning of a nonce.
fn digest(id: Uuid, figures: &str, nonce: &str) -> Vec<u8> {
    Sha256::new()
        .chain_update(id.as_bytes())
        .chain_update(figures)
        .chain_update([0])
        .chain_update(nonce)
        .finalize()
        .to_vec()
}

/// Stores a code, and clears away those of the city that are over.
pub(super) async fn put(
    tx: &mut dyn Tx,
    city: &str,
    purpose: Purpose,
    subject: &str,
    new: &New,
    kept: Kept,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute("DELETE FROM mail_code WHERE city = $1 AND expires <= $2", &[city.into(), now.into()]).await?;
    tx.execute(
        "INSERT INTO mail_code (city, purpose, subject, id, code, tries, expires, locale, password, email)
         VALUES ($1, $2, $3, $4, $5, 0, $6, $7, $8, $9)",
        &[
            city.into(),
            purpose.word().into(),
            subject.into(),
            new.id.into(),
            new.hash.clone().into(),
            now.plus(CODE_LIFE).into(),
            kept.locale.code().into(),
            kept.password.into(),
            kept.email.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Tries `typed` with `nonce` and, if both are right, uses the code up: what it carried, or `None`. The transaction
/// must commit either way, or the try would not count.
pub(super) async fn take(
    tx: &mut dyn Tx,
    city: &str,
    purpose: Purpose,
    subject: &str,
    typed: &str,
    nonce: &str,
    now: Timestamp,
) -> Result<Option<Kept>, StoreError> {
    let typed: String = itsumo_domain::text::nfkc(typed).chars().filter(char::is_ascii_digit).collect();
    let key = [Value::from(city), purpose.word().into(), subject.into(), CODE_TRIES.into(), now.into()];
    let rows = tx
        .query(
            "UPDATE mail_code SET tries = tries + 1
             WHERE city = $1 AND purpose = $2 AND subject = $3 AND tries < $4 AND expires > $5
             RETURNING id, code, locale, password, email",
            &key,
        )
        .await?;
    let mut right = None;
    for row in &rows {
        if bool::from(digest(row.uuid(0)?, &typed, nonce).ct_eq(row.bytes(1)?)) {
            right = Some(row);
        }
    }
    let Some(row) = right else { return Ok(None) };
    let kept = Kept {
        locale: super::stored_locale(row.text(2)?),
        password: row.opt_text(3)?.map(str::to_owned),
        email: row.opt_text(4)?.map(str::to_owned),
    };
    drop_all(tx, city, purpose, subject).await?;
    Ok(Some(kept))
}

/// Voids every code of `subject` for `purpose`.
pub(super) async fn drop_all(tx: &mut dyn Tx, city: &str, purpose: Purpose, subject: &str) -> Result<(), StoreError> {
    let sql = "DELETE FROM mail_code WHERE city = $1 AND purpose = $2 AND subject = $3";
    tx.execute(sql, &[city.into(), purpose.word().into(), subject.into()]).await?;
    Ok(())
}
