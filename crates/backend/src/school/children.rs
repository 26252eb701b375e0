//! What a guardian does with regard to their own children, beside what they tell by commands: joins, leaves, asks who
//! looked.

use crate::{
    account::Signed,
    app::App,
    limits::{Limiter, client_key},
    school::{Outgoing, guardian, join, known, looked},
    store::StoreError,
    sync::has_account,
};
use itsumo_domain::{
    Timestamp,
    school::{
        Act, JoinPupil, JoinedPupil, Looked,
        access::{Of, may_at_school},
    },
    sync::Refusal,
};
use std::net::IpAddr;
use uuid::Uuid;

/// Why somebody did not join a child.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    /// The tables.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The account was deleted meanwhile.
    #[error("signed out")]
    SignedOut,
    /// Milliseconds until another try.
    #[error("too many tries")]
    TooOften(i64),
    /// The code, or what was typed beside it.
    #[error("refused: {}", .0.code)]
    Refused(Refusal),
}

/// Who tried how often to join a child.
pub struct Tries {
    by_client: Limiter,
    by_person: Limiter,
}

impl Tries {
    /// One client address may try `rate` times a minute (a school's evening for parents is one address), one person
    /// ten times at once and then once a minute; 0 for no limit. A code has far more than a million million forms.
    pub fn new(rate: u32) -> Self {
        let every = |span: i64| if rate == 0 { 0 } else { span };
        Self {
            by_client: Limiter::new(rate, every((Timestamp::MINUTE / i64::from(rate.max(1))).max(1))),
            by_person: Limiter::new(10, every(Timestamp::MINUTE)),
        }
    }

    /// Counts one try.
    ///
    /// # Errors
    /// [`JoinError::TooOften`].
    pub fn take(&self, client: IpAddr, person: Uuid, now: Timestamp) -> Result<(), JoinError> {
        self.by_client.take(client_key(client), now).map_err(JoinError::TooOften)?;
        self.by_person.take(person, now).map_err(JoinError::TooOften)
    }
}

/// Joins a child with the code of a letter.
///
/// # Errors
/// [`JoinError`].
pub async fn join(app: &App, client: IpAddr, signed: &Signed, asked: JoinPupil) -> Result<JoinedPupil, JoinError> {
    let now = app.clock.now();
    app.joins.take(client, signed.person, now)?;
    let (city, person) = (signed.city.clone(), signed.person);
    app.store
        .write(move |tx| {
            Box::pin(async move {
                if !has_account(tx, &city, person).await? {
                    return Err(JoinError::SignedOut);
                }
                let mut out = Outgoing::default();
                let joined = join::redeem_pupil(tx, &mut out, &city, person, &asked, now).await?;
                let joined = joined.map_err(JoinError::Refused)?;
                out.send(tx, &city, now).await?;
                Ok(joined)
            })
        })
        .await
}

/// Goes from a child's life here. Answers whether the person had a part in it.
///
/// # Errors
/// The store's.
pub async fn leave(app: &App, signed: &Signed, pupil: Uuid) -> Result<bool, StoreError> {
    if may(app, signed, Act::SeeChild, pupil).await?.is_none() {
        return Ok(false);
    }
    let now = app.clock.now();
    let (city, person) = (signed.city.clone(), signed.person);
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let mut out = Outgoing::default();
                let had = guardian::leave(tx, &mut out, &city, pupil, person, now.jst_date(), now).await?;
                out.send(tx, &city, now).await?;
                Ok(had)
            })
        })
        .await
}

/// Who of the staff looked at a child's record; `None` when it is not one whose records this person may see. Against
/// whom a shield stands there is nobody: so it is with a child that goes nowhere.
///
/// # Errors
/// The store's.
pub async fn looked(app: &App, signed: &Signed, pupil: Uuid) -> Result<Option<Vec<Looked>>, StoreError> {
    let Some(open) = may(app, signed, Act::SeeLooked, pupil).await? else { return Ok(None) };
    if !open {
        return Ok(Some(Vec::new()));
    }
    let city = signed.city.clone();
    app.store.read(move |tx| Box::pin(async move { looked::of(tx, &city, pupil).await.map(Some) })).await
}

/// Whether the person may do `act`, and then whether the child's places are open to them.
async fn may(app: &App, signed: &Signed, act: Act, pupil: Uuid) -> Result<Option<bool>, StoreError> {
    let known = known(app, &signed.city, signed.person).await?;
    if may_at_school(&known.standing, act, Of::Child(pupil)).is_err() {
        return Ok(None);
    }
    Ok(Some(known.standing.children.iter().any(|edge| edge.pupil == pupil && !edge.shielded)))
}
