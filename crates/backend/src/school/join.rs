//! The codes of letters: made by a facility, printed once, good for some people and some weeks.
//!
//! A table holds what a code hashes to, never the code. Making another for the same child voids the one before, so a
//! letter that went to a wrong door is answered with a new one. What is wrong with a code is said by name: a guardian
//! before a form that only says *no* calls the school.

use crate::{
    clock::Ids,
    school::{Outgoing, facility, guardian, pupil, seat, shield},
    store::{StoreError, Tx, Value},
    stream::{chunks, values},
};
use itsumo_domain::{
    Timestamp,
    school::{JoinPupil, JoinedPupil, access::Seat, code::JoinCode},
    sync::Refusal,
    text::fold,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// For how many people a child's code is good unless somebody says otherwise.
pub const USES: i64 = 4;
/// For how many days a code is good unless somebody says otherwise.
pub const DAYS: i64 = 60;
/// Characters of a guardian's name.
const LONGEST_NAME: usize = 40;
/// Characters of what they are to the child.
const LONGEST_RELATION: usize = 20;
/// Stands for a code in whose place another was made.
const REPLACED: i64 = -1;

/// What a code opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeKind {
    /// A guardian joins a child.
    Pupil,
    /// Somebody takes a seat.
    Seat,
    /// A member joins a household of a town association's block: see [`crate::association`].
    Block,
    /// An officer of a town association takes a term of a seat.
    AssociationSeat,
}

impl CodeKind {
    fn name(self) -> &'static str {
        match self {
            Self::Pupil => "pupil",
            Self::Seat => "seat",
            Self::Block => "block",
            Self::AssociationSeat => "association_seat",
        }
    }

    /// What somebody is told who types a code of this kind where one of kind `wanted` is asked for.
    fn instead_of(found: &str, wanted: Self) -> &'static str {
        match (found, wanted) {
            ("block", _) => "code-of-a-block",
            ("association_seat", _) => "code-of-an-officer",
            (_, Self::Block | Self::AssociationSeat) => "code-of-a-school",
            (_, Self::Pupil) => "code-of-staff",
            (_, Self::Seat) => "code-of-a-child",
        }
    }
}

/// When a code that is made now ends: at the end of the day in Japan.
pub fn expires(now: Timestamp, days: i64) -> Timestamp {
    let last = now.plus(days.saturating_mul(Timestamp::DAY)).jst_date();
    Timestamp::from_jst_date(last).plus(Timestamp::DAY - 1)
}

fn hash(code: &JoinCode) -> Vec<u8> {
    Sha256::digest(code.typed()).to_vec()
}

/// Makes a code for each of `targets` (children, or seats), and voids those before.
///
/// # Errors
/// The store's.
#[allow(clippy::too_many_arguments)]
pub async fn make_codes(
    tx: &mut dyn Tx,
    ids: &dyn Ids,
    city: &str,
    facility: Uuid,
    kind: CodeKind,
    targets: &[Uuid],
    uses: i64,
    expires: Timestamp,
    by: &str,
    now: Timestamp,
) -> Result<Vec<(Uuid, JoinCode)>, StoreError> {
    void_codes(tx, city, facility, kind, targets).await?;
    forget_old(tx, city, facility, now).await?;
    let codes: Vec<(Uuid, JoinCode)> = targets.iter().map(|target| (*target, JoinCode::new(&ids.secret()))).collect();
    for chunk in chunks(&codes) {
        let mut params: Vec<Value> =
            vec![city.into(), kind.name().into(), facility.into(), uses.into(), expires.into(), by.into(), now.into()];
        params.extend(chunk.iter().flat_map(|(target, code)| [hash(code).into(), (*target).into()]));
        let rows = values(chunk.len(), 8, 2, |p| format!("($1, ${p}, $2, ${}, $3, $4, $5, $6, $7)", p + 1));
        let sql = format!(
            "INSERT INTO join_code (city, hash, kind, target, facility, uses_left, expires, made_by, made_at) VALUES {rows}"
        );
        tx.execute(&sql, &params).await?;
    }
    Ok(codes)
}

/// Voids the codes of these children or seats: when somebody's part was ended, a letter at home must not begin it anew.
///
/// # Errors
/// The store's.
pub async fn void_codes(
    tx: &mut dyn Tx,
    city: &str,
    facility: Uuid,
    kind: CodeKind,
    targets: &[Uuid],
) -> Result<(), StoreError> {
    for chunk in chunks(targets) {
        let mut params: Vec<Value> = vec![city.into(), kind.name().into(), facility.into(), REPLACED.into()];
        params.extend(chunk.iter().copied().map(Value::from));
        let targets = values(chunk.len(), 5, 1, |p| format!("${p}"));
        let sql = format!(
            "UPDATE join_code SET uses_left = $4
             WHERE city = $1 AND kind = $2 AND facility = $3 AND uses_left <> $4 AND target IN ({targets})"
        );
        tx.execute(&sql, &params).await?;
    }
    Ok(())
}

/// Voids all codes of a child, of whatever facility: when a shield is set, a letter that lies at somebody's home must
/// not begin anything, under another account either. Who needs one is given a new letter.
///
/// # Errors
/// The store's.
pub async fn void_codes_of_child(tx: &mut dyn Tx, city: &str, pupil: Uuid) -> Result<(), StoreError> {
    let sql = "UPDATE join_code SET uses_left = $4 WHERE city = $1 AND kind = $2 AND target = $3 AND uses_left <> $4";
    tx.execute(sql, &[city.into(), CodeKind::Pupil.name().into(), pupil.into(), REPLACED.into()]).await?;
    Ok(())
}

/// A code as the table has it.
pub(crate) struct Kept {
    kind: String,
    /// The child, seat, block or term that it opens.
    pub(crate) target: Uuid,
    facility: Uuid,
    /// For so many people more.
    pub(crate) uses_left: i64,
    expires: Timestamp,
}

/// Finds a code that was typed or scanned, and what keeps it from being used.
///
/// # Errors
/// The store's. Refused with `code-…`.
pub(crate) async fn look_up(
    tx: &mut dyn Tx,
    city: &str,
    kind: CodeKind,
    typed: &str,
    now: Timestamp,
) -> Result<Result<(JoinCode, Kept), Refusal>, StoreError> {
    let refused = |code: &str| Ok(Err(Refusal::of_field(code, "code")));
    let code = match JoinCode::read(typed) {
        Ok(code) => code,
        Err(slip) => return refused(slip.code()),
    };
    // On PostgreSQL the row is held, so that two who use the last use of a code at once are two and not one.
    let hold = if tx.is_postgres() { " FOR UPDATE" } else { "" };
    let sql =
        format!("SELECT kind, target, facility, uses_left, expires FROM join_code WHERE city = $1 AND hash = $2{hold}");
    let rows = tx.query(&sql, &[city.into(), hash(&code).into()]).await?;
    let Some(row) = rows.first() else { return refused("code-wrong") };
    let kept = Kept {
        kind: row.text(0)?.to_owned(),
        target: row.uuid(1)?,
        facility: row.uuid(2)?,
        uses_left: row.int(3)?,
        expires: Timestamp(row.int(4)?),
    };
    if kept.kind != kind.name() {
        return refused(CodeKind::instead_of(&kept.kind, kind));
    }
    if kept.uses_left == REPLACED {
        return refused("code-replaced");
    }
    if now > kept.expires {
        return refused("code-expired");
    }
    Ok(Ok((code, kept)))
}

/// One person has used a code.
///
/// # Errors
/// The store's.
pub(crate) async fn use_once(tx: &mut dyn Tx, city: &str, code: &JoinCode) -> Result<(), StoreError> {
    let sql = "UPDATE join_code SET uses_left = uses_left - 1 WHERE city = $1 AND hash = $2";
    tx.execute(sql, &[city.into(), hash(code).into()]).await?;
    Ok(())
}

/// What is wrong with a word that a guardian typed.
pub(crate) fn typed(field: &str, words: &str, most: usize) -> Option<Refusal> {
    match words.trim() {
        "" => Some(Refusal::of_field("empty", field)),
        words if words.chars().count() > most => Some(Refusal::of_field("too-long", field)),
        words if words.chars().any(char::is_control) => Some(Refusal::of_field("not-readable", field)),
        _ => None,
    }
}

/// A guardian joins a child with the code of a letter. Who is of the child already uses nothing up.
///
/// # Errors
/// The store's. Refused with `code-…`, each by its name, or the field that was wrong.
pub async fn redeem_pupil(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    person: Uuid,
    asked: &JoinPupil,
    now: Timestamp,
) -> Result<Result<JoinedPupil, Refusal>, StoreError> {
    let wrong =
        typed("name", &asked.name, LONGEST_NAME).or_else(|| typed("relation", &asked.relation, LONGEST_RELATION));
    if let Some(refusal) = wrong {
        return Ok(Err(refusal));
    }
    let (code, kept) = match look_up(tx, city, CodeKind::Pupil, &asked.code, now).await? {
        Ok(found) => found,
        Err(refusal) => return Ok(Err(refusal)),
    };
    // Against whom a shield of this child stands learns nothing by a letter, not even whether it still goes there.
    if shield::against(tx, city, &[kept.target]).await?.contains(&(kept.target, person)) {
        return Ok(Err(Refusal::of_field("code-wrong", "code")));
    }
    let day = now.jst_date();
    let gone = Refusal::of_field("code-child-left", "code");
    let at = facility::find(tx, city, kept.facility).await?;
    let (Some(at), Some(child)) = (at, pupil::pupil(tx, city, kept.target).await?) else { return Ok(Err(gone)) };
    let comes = pupil::enrolments(tx, city, &[child.id])
        .await?
        .into_iter()
        .any(|enrolment| enrolment.facility == at.id && enrolment.until.is_none_or(|until| until >= day));
    if !comes {
        return Ok(Err(gone));
    }
    let parts = guardian::parts(tx, city, &[child.id]).await?;
    let has = parts.iter().any(|part| part.guardian.person == person && part.covers(day));
    if !has {
        if kept.uses_left < 1 {
            return Ok(Err(Refusal::of_field("code-used-up", "code")));
        }
        use_once(tx, city, &code).await?;
    }
    let (name, relation) = (asked.name.trim(), asked.relation.trim());
    guardian::join(tx, out, city, child.id, person, name, relation, day, now).await?;
    meet_contact(tx, city, child.id, person, name).await?;
    Ok(Ok(JoinedPupil { pupil: child.id, name: child.name, facility: at.name }))
}

/// Somebody the roster names and nobody has joined as is this person, if they have the same name.
async fn meet_contact(tx: &mut dyn Tx, city: &str, child: Uuid, person: Uuid, name: &str) -> Result<(), StoreError> {
    let plain = |name: &str| fold(name).replace(' ', "");
    let contacts = pupil::contacts(tx, city, child).await?;
    if contacts.iter().any(|contact| contact.person == Some(person)) {
        return Ok(());
    }
    let same = contacts.iter().find(|contact| contact.person.is_none() && plain(&contact.name) == plain(name));
    if let Some(contact) = same {
        let sql = "UPDATE contact SET person = $4 WHERE city = $1 AND pupil = $2 AND place = $3";
        let params = [city.into(), child.into(), i64::from(contact.place).into(), person.into()];
        tx.execute(sql, &params).await?;
    }
    Ok(())
}

/// Somebody takes a seat with the code they were given. The holder before holds it no more.
///
/// # Errors
/// The store's. Refused with `code-…`.
pub async fn redeem_seat(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    person: Uuid,
    code: &str,
    now: Timestamp,
) -> Result<Result<Seat, Refusal>, StoreError> {
    let (code, kept) = match look_up(tx, city, CodeKind::Seat, code, now).await? {
        Ok(found) => found,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let refused = |code: &str| Ok(Err(Refusal::of_field(code, "code")));
    let Some(held) = seat::find(tx, city, kept.target).await? else { return refused("code-seat-over") };
    if held.until.is_some_and(|until| until < now.jst_date()) {
        return refused("code-seat-over");
    }
    if held.person != Some(person) {
        if kept.uses_left < 1 {
            return refused("code-used-up");
        }
        use_once(tx, city, &code).await?;
        seat::hold(tx, out, city, held.seat.id, Some(person)).await?;
    }
    Ok(Ok(held.seat))
}

/// How a facility's children stand: who has a code that is still good, and until when.
///
/// # Errors
/// The store's.
pub async fn open_codes(
    tx: &mut dyn Tx,
    city: &str,
    facility: Uuid,
    kind: CodeKind,
    now: Timestamp,
) -> Result<std::collections::HashMap<Uuid, Timestamp>, StoreError> {
    let sql = "SELECT target, expires FROM join_code
               WHERE city = $1 AND facility = $2 AND kind = $3 AND uses_left > 0 AND expires >= $4";
    let rows = tx.query(sql, &[city.into(), facility.into(), kind.name().into(), now.into()]).await?;
    rows.iter().map(|row| Ok((row.uuid(0)?, Timestamp(row.int(1)?)))).collect()
}

/// Forgets codes that ended long ago.
async fn forget_old(tx: &mut dyn Tx, city: &str, facility: Uuid, now: Timestamp) -> Result<(), StoreError> {
    let before = now.plus(-180 * Timestamp::DAY);
    let sql = "DELETE FROM join_code WHERE city = $1 AND facility = $2 AND expires < $3";
    tx.execute(sql, &[city.into(), facility.into(), before.into()]).await?;
    Ok(())
}

/// The column of who made something by the operator's door.
pub const OPERATOR: &str = "operator";
