//! A lost seat is given anew: asked for by who shall hold it, agreed to by two officers or by the city.
//!
//! Whoever still holds the seat learns of it on their card and by mail, and has some days to say that they are there
//! after all. What is enough is [`plan_recovery`]'s to say; here it is written down and carried out. Each step is kept
//! for the seat's history.

mod read;

pub use read::{find, of_city, of_person, open};

use super::{Outgoing, block, seat, seat::Held};
use crate::{
    mail,
    store::{Store, StoreError, Tx, Value},
};
use chrono::NaiveDate;
use itsumo_domain::{
    Timestamp,
    association::{
        Act, Role,
        access::{Of, Seat, Standing, may_in_association, seat_may},
        seat::{AskedFor, RECOVERY_KEPT, RECOVERY_WAITS, Recovered, Recovery, RecoveryState, Term, plan_recovery},
        year_of,
    },
    i18n::Locale,
    sync::Refusal,
};
use read::held;
use uuid::Uuid;

/// Its tables. `association`: of the seat. `city_at`, `no_at`: 0 until said. `state`: see
/// [`itsumo_domain::association::seat::RecoveryState`].
pub const MIGRATION: &str = "
    CREATE TABLE seat_recovery (
        city TEXT NOT NULL, id {bytes} NOT NULL, association {bytes} NOT NULL, seat {bytes} NOT NULL,
        person {bytes} NOT NULL, name TEXT NOT NULL, why TEXT NOT NULL, asked {int} NOT NULL, held {int} NOT NULL,
        city_at {int} NOT NULL, no_at {int} NOT NULL, state TEXT NOT NULL, closed {int} NOT NULL,
        PRIMARY KEY (city, id)
    );
    CREATE INDEX seat_recovery_association ON seat_recovery (city, association, state);
    CREATE INDEX seat_recovery_person ON seat_recovery (city, person);
    CREATE TABLE seat_recovery_yes (
        city TEXT NOT NULL, recovery {bytes} NOT NULL, person {bytes} NOT NULL, seat {bytes} NOT NULL, at {int} NOT NULL,
        PRIMARY KEY (city, recovery, person)
    )";

/// Characters of a name, and of a reason.
const LONGEST: [usize; 2] = [40, 200];
/// How many may be open for one seat: more is a quarrel, which no machine settles.
const MOST_OPEN: usize = 5;
/// How long one that is settled is kept.
const KEPT: i64 = 2 * 366 * Timestamp::DAY;

/// A recovery as the tables have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// Its id.
    pub id: Uuid,
    /// The seat's association.
    pub association: Uuid,
    /// Who asks, by name.
    pub name: String,
    /// Why.
    pub why: String,
    /// What was said to it.
    pub said: Recovery,
    /// How it stands.
    pub state: RecoveryState,
}

impl Lost {
    /// Until when the holder may say no, where somebody holds the seat.
    pub fn waits(&self) -> Option<Timestamp> {
        self.said.held.then(|| self.said.asked.plus(RECOVERY_WAITS))
    }

    fn yeses(&self) -> u8 {
        u8::try_from(self.said.yeses.len()).unwrap_or(u8::MAX)
    }

    /// As it stands on the card of a seat that `person` holds; none if it is nothing to them.
    pub(super) fn on_card(&self, seat: &Seat, person: Uuid, title: &str) -> Option<AskedFor> {
        let own = seat.id == self.said.seat;
        let may = seat_may(seat, Act::RecoverSeats, Of::Association(self.association));
        (own || may && person != self.said.person).then(|| AskedFor {
            id: self.id,
            title: title.to_owned(),
            by: self.name.clone(),
            why: self.why.clone(),
            asked: self.said.asked,
            own,
            yeses: self.yeses(),
            said: self.said.yeses.iter().any(|yes| yes.person == person),
            waits: self.waits(),
        })
    }
}

/// Somebody asks for a seat of an association that they read. Of one person and seat one is open: asked again it is the
/// same. Answers its id.
///
/// # Errors
/// The store's. Refused with `not-found`, `seat-held` (it is theirs), `recovery-many`, or the field that is wrong.
#[allow(clippy::too_many_arguments)]
pub async fn ask(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    person: Uuid,
    standing: &Standing,
    (id, seat): (Uuid, Uuid),
    (name, why): (&str, &str),
    mail: Mailing<'_>,
    now: Timestamp,
) -> Result<Result<Uuid, Refusal>, StoreError> {
    let refused = |code: &str| Ok(Err(Refusal::new(code)));
    let (name, why) = (name.trim(), why.trim());
    for ((field, text), most) in [("name", name), ("why", why)].into_iter().zip(LONGEST) {
        let wrong = match text {
            "" if field == "name" => "empty",
            text if text.chars().count() > most => "too-long",
            text if text.chars().any(char::is_control) => "not-readable",
            _ => continue,
        };
        return Ok(Err(Refusal::of_field(wrong, field)));
    }
    let Some(at) = seat::find(tx, city, seat).await? else { return refused("not-found") };
    let Some(association) = at.association else { return refused("not-found") };
    if may_in_association(standing, Act::ReadAssociation, Of::Association(association)).is_err() {
        return refused("not-found");
    }
    let holders = seat::holders(tx, city, seat, now.jst_date()).await?;
    if holders.contains(&person) {
        return Ok(Err(Refusal::of_field("seat-held", "seat")));
    }
    let open: Vec<Lost> =
        open(tx, city, association).await?.into_iter().filter(|lost| lost.said.seat == seat).collect();
    if let Some(same) = open.iter().find(|lost| lost.said.person == person) {
        return Ok(Ok(same.id));
    }
    if open.len() >= MOST_OPEN {
        return Ok(Err(Refusal::of_field("recovery-many", "seat")));
    }
    let sql = "INSERT INTO seat_recovery
                   (city, id, association, seat, person, name, why, asked, held, city_at, no_at, state, closed)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, $10, 0)";
    let params: [Value; 10] = [
        city.into(),
        id.into(),
        association.into(),
        seat.into(),
        person.into(),
        name.into(),
        why.into(),
        now.into(),
        (!holders.is_empty()).into(),
        RecoveryState::Open.name().into(),
    ];
    tx.execute(sql, &params).await?;
    for holder in holders {
        tell(tx, city, holder, &at.title, name, &mail, now).await?;
    }
    show(tx, out, city, association, now).await?;
    Ok(Ok(id))
}

/// What a mail to a holder needs.
#[derive(Clone, Copy)]
pub struct Mailing<'a> {
    /// Ids for mails.
    pub ids: &'a dyn crate::clock::Ids,
    /// The city's name, by language.
    pub city_name: &'a itsumo_domain::city::LocalText,
}

async fn tell(
    tx: &mut dyn Tx,
    city: &str,
    holder: Uuid,
    title: &str,
    by: &str,
    mail: &Mailing<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = "SELECT email, locale FROM account WHERE city = $1 AND person = $2";
    let rows = tx.query(sql, &[city.into(), holder.into()]).await?;
    let Some(row) = rows.first() else { return Ok(()) };
    let locale: Locale = row.text(1)?.parse().unwrap_or_default();
    let letter = mail::seat_asked(locale, mail.city_name.get(locale), title, by);
    mail::queue(tx, city, mail.ids.new_id(), Some(row.text(0)?), &letter, now).await
}

/// An officer, or the city, says that the seat shall be given; whoever holds it that it shall not. Where that is enough
/// it is done at once.
///
/// # Errors
/// The store's. Refused with `not-found`: not theirs to say, or settled already.
#[allow(clippy::too_many_arguments)]
pub async fn answer(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    person: Uuid,
    standing: &Standing,
    (recovery, yes): (Uuid, bool),
    term: Uuid,
    now: Timestamp,
) -> Result<Result<RecoveryState, Refusal>, StoreError> {
    let gone = || Ok(Err(Refusal::new("not-found")));
    let Some(lost) = held(tx, city, recovery).await? else { return gone() };
    let whole = Of::Association(lost.association);
    let mine = |seat: &&Seat| seat.id != lost.said.seat && seat_may(seat, Act::RecoverSeats, whole);
    let by = standing.seats.iter().filter(mine).max_by_key(|seat| seat.role == Role::City).cloned();
    let holds = standing.seats.iter().any(|seat| seat.id == lost.said.seat);
    let of_city = by.as_ref().is_some_and(|seat| seat.role == Role::City);
    match lost.state {
        RecoveryState::Open => {}
        // The holder's no ends it between neighbours; the city can still find out, and give the seat after all.
        RecoveryState::Refused if of_city && yes => {
            let sql = "UPDATE seat_recovery SET state = $3, closed = 0 WHERE city = $1 AND id = $2";
            tx.execute(sql, &[city.into(), recovery.into(), RecoveryState::Open.name().into()]).await?;
        }
        _ => return gone(),
    }
    match (yes, by) {
        (true, Some(seat)) if seat.role == Role::City => {
            let sql = "UPDATE seat_recovery SET city_at = $3 WHERE city = $1 AND id = $2";
            // Of a no in the same moment the city knows: it is later.
            let at = lost.said.no.map_or(now, |no| now.max(no.plus(1)));
            tx.execute(sql, &[city.into(), recovery.into(), at.into()]).await?;
        }
        (true, Some(seat)) if person != lost.said.person => {
            let sql = "INSERT INTO seat_recovery_yes (city, recovery, person, seat, at) VALUES ($1, $2, $3, $4, $5)
                       ON CONFLICT (city, recovery, person) DO NOTHING";
            tx.execute(sql, &[city.into(), recovery.into(), person.into(), seat.id.into(), now.into()]).await?;
        }
        (false, _) if holds => {
            let sql = "UPDATE seat_recovery SET no_at = $3 WHERE city = $1 AND id = $2";
            tx.execute(sql, &[city.into(), recovery.into(), now.into()]).await?;
        }
        _ => return gone(),
    }
    settle(tx, out, city, recovery, term, now).await.map(Ok)
}

/// Who asked takes it back. Answers whether there was such a one of theirs.
///
/// # Errors
/// The store's.
pub async fn take_back(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    person: Uuid,
    recovery: Uuid,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let lost = held(tx, city, recovery).await?;
    let Some(lost) = lost.filter(|lost| lost.said.person == person && lost.state == RecoveryState::Open) else {
        return Ok(false);
    };
    close(tx, city, recovery, RecoveryState::Back, now).await?;
    show(tx, out, city, lost.association, now).await?;
    Ok(true)
}

/// Does what the time has come for. `term` becomes the id of the new holder's term.
///
/// # Errors
/// The store's.
pub async fn settle(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    recovery: Uuid,
    term: Uuid,
    now: Timestamp,
) -> Result<RecoveryState, StoreError> {
    let Some(lost) = held(tx, city, recovery).await? else { return Ok(RecoveryState::Over) };
    if lost.state != RecoveryState::Open {
        return Ok(lost.state);
    }
    let state = match plan_recovery(&lost.said, now) {
        _ if is_followed(tx, city, &lost, now.jst_date()).await? => RecoveryState::Taken,
        Recovered::Lacks(_) | Recovered::Waits(_) => RecoveryState::Open,
        Recovered::Refused => RecoveryState::Refused,
        Recovered::Over => RecoveryState::Over,
        Recovered::Given if crate::sync::has_account(tx, city, lost.said.person).await? => RecoveryState::Given,
        Recovered::Given => RecoveryState::Over,
    };
    if state != RecoveryState::Open {
        close(tx, city, recovery, state, now).await?;
    }
    if state == RecoveryState::Given {
        give(tx, out, city, &lost, term, now.jst_date()).await?;
        close_of_seat(tx, city, lost.said.seat, now).await?;
    }
    show(tx, out, city, lost.association, now).await?;
    Ok(state)
}

/// Whether somebody holds the seat whose term began after it was asked for. They were never told, and had no days in
/// which to say no: what was said was said of another.
async fn is_followed(tx: &mut dyn Tx, city: &str, lost: &Lost, today: NaiveDate) -> Result<bool, StoreError> {
    let asked = lost.said.asked.jst_date();
    let mut terms = seat::terms(tx, city, &[lost.said.seat]).await?.into_iter();
    Ok(terms.any(|held| held.person.is_some() && held.term.since > asked && held.term.covers(today)))
}

/// Somebody took a seat with its slip, and holds it from now on: what was asked for before is about nobody any more. Who
/// still wants the seat asks anew, and the new holder is told.
///
/// # Errors
/// The store's.
pub async fn taken(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    seat: &Seat,
    now: Timestamp,
) -> Result<(), StoreError> {
    if close_of_seat(tx, city, seat.id, now).await?
        && let Some(association) = seat.association
    {
        show(tx, out, city, association, now).await?;
    }
    Ok(())
}

/// Closes all that is open for a seat, and what its holder said no to: the city could give that still.
async fn close_of_seat(tx: &mut dyn Tx, city: &str, seat: Uuid, now: Timestamp) -> Result<bool, StoreError> {
    let sql = "UPDATE seat_recovery SET state = $3, closed = $4
               WHERE city = $1 AND seat = $2 AND (state = $5 OR (state = $6 AND closed > $7))";
    let params: [Value; 7] = [
        city.into(),
        seat.into(),
        RecoveryState::Taken.name().into(),
        now.into(),
        RecoveryState::Open.name().into(),
        RecoveryState::Refused.name().into(),
        now.plus(-RECOVERY_KEPT).into(),
    ];
    Ok(tx.execute(sql, &params).await? > 0)
}

/// Who holds the seat holds it no more; who asked does from today, to the end of that term or of the association's year.
async fn give(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    lost: &Lost,
    term: Uuid,
    today: NaiveDate,
) -> Result<(), StoreError> {
    let yesterday = today.pred_opt().unwrap_or(today);
    let all = seat::terms(tx, city, &[lost.said.seat]).await?;
    let now: Vec<&Held> = all.iter().filter(|held| held.term.covers(today)).collect();
    let ends = now.iter().filter_map(|held| held.term.until).max();
    let next =
        all.iter().filter(|held| held.term.is_one() && held.term.since > today).map(|held| held.term.since).min();
    for held in now {
        seat::end(tx, out, city, held, yesterday).await?;
    }
    let year_end = NaiveDate::from_ymd_opt(year_of(today).saturating_add(1), 3, 31);
    let until = match next {
        Some(next) => next.pred_opt(),
        None => ends.or(year_end),
    };
    let held = Held {
        id: term,
        seat: lost.said.seat,
        person: Some(lost.said.person),
        term: Term { since: today, until },
        name: lost.name.clone(),
        shows_name: String::new(),
        shows_phone: String::new(),
        given_by: format!("recovery/{}", lost.id),
    };
    seat::give(tx, out, city, &held).await
}

async fn close(
    tx: &mut dyn Tx,
    city: &str,
    recovery: Uuid,
    state: RecoveryState,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = "UPDATE seat_recovery SET state = $3, closed = $4 WHERE city = $1 AND id = $2";
    tx.execute(sql, &[city.into(), recovery.into(), state.name().into(), now.into()]).await?;
    Ok(())
}

/// Writes it on the cards of everybody whom it is something to.
async fn show(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    association: Uuid,
    now: Timestamp,
) -> Result<(), StoreError> {
    let seats = seat::of_association(tx, city, Some(association)).await?;
    let ids: Vec<Uuid> = seats.into_iter().map(|seat| seat.id).collect();
    seat::write_cards(tx, out, city, &ids, now).await?;
    block::write_association(tx, out, city, association, now).await
}

/// An account was deleted: what it asked for is nobody's wish any more. What it agreed to stays agreed to.
///
/// # Errors
/// The store's.
pub async fn forget(tx: &mut dyn Tx, city: &str, person: Uuid) -> Result<(), StoreError> {
    tx.execute("DELETE FROM seat_recovery WHERE city = $1 AND person = $2", &[city.into(), person.into()]).await?;
    Ok(())
}

/// Settles all whose days have passed, and forgets old ones. Answers how many were given or are over.
///
/// # Errors
/// The store's.
pub async fn settle_due(
    store: &Store,
    ids: &dyn crate::clock::Ids,
    city: &str,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let code = city.to_owned();
    let open = store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let sql = "SELECT id FROM seat_recovery WHERE city = $1 AND state = $2 AND asked <= $3";
            let before = now.plus(-RECOVERY_WAITS);
            let rows = tx.query(sql, &[code.into(), RecoveryState::Open.name().into(), before.into()]).await?;
            rows.iter().map(|row| row.uuid(0)).collect::<Result<Vec<_>, _>>()
        })
    });
    let mut settled = 0_usize;
    for recovery in open.await? {
        let (code, term) = (city.to_owned(), ids.new_id());
        let writing = store.write::<_, StoreError, _>(move |tx| {
            Box::pin(async move {
                let mut out = Outgoing::default();
                let state = settle(tx, &mut out, &code, recovery, term, now).await?;
                out.send(tx, &code, now).await?;
                Ok(state)
            })
        });
        settled = settled.saturating_add(usize::from(writing.await? != RecoveryState::Open));
    }
    let code = city.to_owned();
    let pruning = store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let old = [code.as_str().into(), now.plus(-KEPT).into()];
            let sql = "DELETE FROM seat_recovery_yes WHERE city = $1 AND at < $2";
            tx.execute(sql, &old).await?;
            tx.execute("DELETE FROM seat_recovery WHERE city = $1 AND closed > 0 AND closed < $2", &old).await?;
            Ok(())
        })
    });
    pruning.await?;
    Ok(settled)
}
