//! A lost seat is given anew: asked for by who shall hold it, agreed to by two officers or by the city.
//!
//! Whoever still holds the seat learns of it on their card and by mail, and has some days to say that they are there
//! after all. What is enough is [`plan_recovery`]'s to say; here it is written down and carried out. Each step is kept
//! for the seat's history.

use super::{Outgoing, block, seat, seat::Held};
use crate::{
    mail,
    store::{Row, Store, StoreError, Tx, Value},
    stream::{Sized, select_by_ids, values},
};
use chrono::NaiveDate;
use itsumo_domain::{
    Timestamp,
    association::{
        Act, Role,
        access::{Of, Seat, Standing, may_in_association, seat_may},
        seat::{AskedFor, RECOVERY_WAITS, Recovered, Recovery, RecoveryShown, RecoveryState, Term, Yes, plan_recovery},
        year_of,
    },
    i18n::Locale,
    sync::Refusal,
};
use std::collections::BTreeMap;
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

const COLUMNS: &str = "id, association, seat, person, name, why, asked, held, city_at, no_at, state";

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
            tx.execute(sql, &[city.into(), recovery.into(), now.into()]).await?;
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
        Recovered::Lacks(_) | Recovered::Waits(_) => RecoveryState::Open,
        Recovered::Refused => RecoveryState::Refused,
        Recovered::Over => RecoveryState::Over,
        Recovered::Given => RecoveryState::Given,
    };
    if state == RecoveryState::Given {
        if !crate::sync::has_account(tx, city, lost.said.person).await? {
            close(tx, city, recovery, RecoveryState::Over, now).await?;
            show(tx, out, city, lost.association, now).await?;
            return Ok(RecoveryState::Over);
        }
        give(tx, out, city, &lost, term, now.jst_date()).await?;
    }
    if state != RecoveryState::Open {
        close(tx, city, recovery, state, now).await?;
    }
    show(tx, out, city, lost.association, now).await?;
    Ok(state)
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

/// One recovery.
///
/// # Errors
/// The store's.
pub async fn find(tx: &mut dyn Tx, city: &str, id: Uuid) -> Result<Option<Lost>, StoreError> {
    one(tx, city, id, "").await
}

/// The same, held until the transaction ends: two yeses at once are two.
async fn held(tx: &mut dyn Tx, city: &str, id: Uuid) -> Result<Option<Lost>, StoreError> {
    let hold = if tx.is_postgres() { " FOR UPDATE" } else { "" };
    one(tx, city, id, hold).await
}

async fn one(tx: &mut dyn Tx, city: &str, id: Uuid, hold: &str) -> Result<Option<Lost>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM seat_recovery WHERE city = $1 AND id = $2{hold}");
    let rows = tx.query(&sql, &[city.into(), id.into()]).await?;
    Ok(with_yeses(tx, city, &rows).await?.pop())
}

/// Those that are open in an association, the longest waiting first.
///
/// # Errors
/// The store's.
pub async fn open(tx: &mut dyn Tx, city: &str, association: Uuid) -> Result<Vec<Lost>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM seat_recovery WHERE city = $1 AND association = $2 AND state = $3 ORDER BY asked, id"
    );
    let rows = tx.query(&sql, &[city.into(), association.into(), RecoveryState::Open.name().into()]).await?;
    with_yeses(tx, city, &rows).await
}

/// All that are open in a city, with those that a holder said no to in the last month: the city can telephone.
///
/// # Errors
/// The store's.
pub async fn of_city(tx: &mut dyn Tx, city: &str, now: Timestamp) -> Result<Vec<Lost>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM seat_recovery WHERE city = $1 AND (state = $2 OR (state = $3 AND closed > $4))
         ORDER BY asked, id"
    );
    let (open, refused) = (RecoveryState::Open.name(), RecoveryState::Refused.name());
    let since = now.plus(-30 * Timestamp::DAY);
    let rows = tx.query(&sql, &[city.into(), open.into(), refused.into(), since.into()]).await?;
    with_yeses(tx, city, &rows).await
}

/// What a person asked for, the newest first.
///
/// # Errors
/// The store's.
pub async fn of_person(tx: &mut dyn Tx, city: &str, person: Uuid) -> Result<Vec<RecoveryShown>, StoreError> {
    let sql =
        format!("SELECT {COLUMNS} FROM seat_recovery WHERE city = $1 AND person = $2 ORDER BY asked DESC, id DESC");
    let rows = tx.query(&sql, &[city.into(), person.into()]).await?;
    let mut shown = Vec::with_capacity(rows.len());
    for lost in with_yeses(tx, city, &rows).await? {
        let title = seat::find(tx, city, lost.said.seat).await?.map(|seat| seat.title).unwrap_or_default();
        shown.push(RecoveryShown {
            id: lost.id,
            seat: lost.said.seat,
            title,
            asked: lost.said.asked,
            state: lost.state,
            yeses: lost.yeses(),
            waits: lost.waits(),
        });
    }
    Ok(shown)
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

async fn with_yeses(tx: &mut dyn Tx, city: &str, rows: &[Row]) -> Result<Vec<Lost>, StoreError> {
    let mut lost = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let ids: Vec<Uuid> = lost.iter().map(|lost| lost.id).collect();
    let mut yeses: BTreeMap<Uuid, Vec<Yes>> = BTreeMap::new();
    for row in select_by_ids(tx, yeses_sql, &[city.into()], &ids).await? {
        let yes = Yes { person: row.uuid(1)?, seat: row.uuid(2)?, at: Timestamp(row.int(3)?) };
        yeses.entry(row.uuid(0)?).or_default().push(yes);
    }
    for lost in &mut lost {
        lost.said.yeses = yeses.remove(&lost.id).unwrap_or_default();
        lost.said.yeses.sort_by_key(|yes| (yes.at, yes.person));
    }
    Ok(lost)
}

fn yeses_sql(size: usize) -> &'static str {
    static SQL: Sized = Sized::new();
    SQL.get(size, || {
        let ids = values(size, 2, 1, |p| format!("${p}"));
        format!("SELECT recovery, person, seat, at FROM seat_recovery_yes WHERE city = $1 AND recovery IN ({ids})")
    })
}

fn read(row: &Row) -> Result<Lost, StoreError> {
    let said = |at: i64| Some(Timestamp(at)).filter(|at| at.0 > 0);
    Ok(Lost {
        id: row.uuid(0)?,
        association: row.uuid(1)?,
        name: row.text(4)?.to_owned(),
        why: row.text(5)?.to_owned(),
        said: Recovery {
            person: row.uuid(3)?,
            seat: row.uuid(2)?,
            asked: Timestamp(row.int(6)?),
            held: row.int(7)? != 0,
            yeses: Vec::new(),
            city: said(row.int(8)?),
            no: said(row.int(9)?),
        },
        state: RecoveryState::named(row.text(10)?),
    })
}
