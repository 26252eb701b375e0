//! A desk says that it knows.

use super::{Kept, desk_name, find, show};
use crate::{
    school::{Outgoing, attendance, guardian},
    store::{StoreError, Tx, Value},
};
use itsumo_domain::{
    Timestamp,
    school::{Act, Desk, access::Seat},
    sync::Refusal,
};
use std::{collections::BTreeSet, fmt, str::FromStr};
use uuid::Uuid;

/// An absence as somebody saw it: who confirms a page that is a minute old confirms what stood on it. Written
/// `<id>.<rev>` in forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seen {
    /// The absence.
    pub absence: Uuid,
    /// Its revision on the page.
    pub rev: i64,
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.absence, self.rev)
    }
}

/// Not written as [`Seen`] is.
#[derive(Debug, thiserror::Error)]
#[error("what was seen is written <id>.<rev>")]
pub struct NotSeen;

impl FromStr for Seen {
    type Err = NotSeen;
    fn from_str(text: &str) -> Result<Self, NotSeen> {
        let (absence, rev) = text.split_once('.').ok_or(NotSeen)?;
        Ok(Self { absence: absence.parse().map_err(|_| NotSeen)?, rev: rev.parse().map_err(|_| NotSeen)? })
    }
}

/// The desk of the seat's facility knows of these. Answers with those that say something else by now: they stay
/// unconfirmed, for somebody to look at.
///
/// # Errors
/// The store's; inside, `not-found` when one of them is not this desk's, or not the seat's to confirm. Then none is.
pub async fn confirm(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    seat: &Seat,
    seen: &[Seen],
    desk: Desk,
    now: Timestamp,
) -> Result<Result<Vec<Uuid>, Refusal>, StoreError> {
    let seen: BTreeSet<Seen> = seen.iter().copied().collect();
    let ids: Vec<Uuid> = seen.iter().map(|seen| seen.absence).collect();
    let pupils = |found: &std::collections::HashMap<Uuid, Kept>| {
        found.values().map(|kept| kept.absence.pupil).collect::<Vec<_>>()
    };
    let concerned = pupils(&find(tx, city, &ids).await?);
    guardian::hold(tx, city, &concerned, true).await?;
    let found = find(tx, city, &ids).await?;
    let own = |kept: &Kept| kept.desks.iter().any(|at| at.to.facility == seat.facility && at.to.desk == desk);
    let act = if desk == Desk::Class { Act::KeepBoard } else { Act::KeepDesk };
    if ids.iter().any(|id| !found.get(id).is_some_and(own))
        || !attendance::may_for(tx, city, seat, &pupils(&found), now.jst_date(), act).await?
    {
        return Ok(Err(Refusal::new("not-found")));
    }
    let (mut known, mut changed) = (Vec::new(), Vec::new());
    for Seen { absence, rev } in seen {
        let sql = "UPDATE absence_desk SET known_rev = $5, known_at = $6, known_by = $7
                   WHERE city = $1 AND absence = $2 AND facility = $3 AND desk = $4 AND known_rev <> $5";
        let params: [Value; 7] = [
            city.into(),
            absence.into(),
            seat.facility.into(),
            desk_name(desk).into(),
            rev.into(),
            now.into(),
            seat.id.into(),
        ];
        if found.get(&absence).is_some_and(|kept| kept.rev != rev) {
            changed.push(absence);
        } else if tx.execute(sql, &params).await? > 0 {
            known.push(absence);
        }
    }
    if !known.is_empty() {
        out.touch_board(seat.facility);
        show(tx, out, city, &known, now).await?;
    }
    Ok(Ok(changed))
}
