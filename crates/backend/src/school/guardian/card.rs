//! A child's card in each guardian's own stream, made for this one reader, and what is taken back when a part ends, is
//! narrowed, or a shield is set.
//!
//! A card that says what it said is not written again, so that whoever is unsure may write it. Where somebody reads more
//! of a child than before, or less, the modules that keep its records write them again for all who read them: what was
//! taken comes back, and whose name stands on what follows the shields that stand now.

use super::{Part, hold, parts};
use crate::{
    school::{Outgoing, absence, facility, facility::order, notice, pupil, pupil::Enrolment, question, unfit},
    store::{StoreError, Tx},
    stream,
};
use chrono::NaiveDate;
use itsumo_domain::{
    Stream, Timestamp,
    record::kind,
    school::{AbsenceView, Notice, Place, PupilCard, Question, Scope, notice::AnswerView},
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// Who wrote it, in the stream.
const AUTHOR: &str = "school";

/// Writes the cards of these children for all their guardians past and present, where they say something else than
/// before. From who may no longer read them they are taken, and with them the child's absences, questions, notices and
/// answers that the part no longer covers.
///
/// # Errors
/// The store's.
pub async fn write_cards(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    pupils: &[Uuid],
    day: NaiveDate,
    now: Timestamp,
) -> Result<(), StoreError> {
    write(tx, out, city, pupils, day, now, false).await
}

/// The same, and all records of these children again, for whoever reads them: names on them may be others.
///
/// # Errors
/// The store's.
pub(in crate::school) async fn write_all(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    pupils: &[Uuid],
    day: NaiveDate,
    now: Timestamp,
) -> Result<(), StoreError> {
    write(tx, out, city, pupils, day, now, true).await
}

async fn write(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    pupils: &[Uuid],
    day: NaiveDate,
    now: Timestamp,
    all: bool,
) -> Result<(), StoreError> {
    hold(tx, city, pupils, true).await?;
    let mut again: BTreeSet<Uuid> = if all { pupils.iter().copied().collect() } else { BTreeSet::new() };
    let mut notices = again.clone();
    let (read, cards) = plan(tx, city, pupils, day).await?;
    for ((person, pupil), card) in cards {
        let stream = Stream::person(person);
        let body = card.as_ref().map(serde_json::to_string).transpose().map_err(unfit)?;
        let said = match out.said(&stream, pupil) {
            Some(said) => said.map(str::to_owned),
            None => said(tx, city, &stream, pupil).await?,
        };
        if said != body {
            let before: Option<PupilCard> = said.and_then(|said| serde_json::from_str(&said).ok());
            if reads(Scope::Absence, before.as_ref()) != reads(Scope::Absence, card.as_ref()) {
                again.insert(pupil);
            }
            if reads(Scope::Notices, before.as_ref()) != reads(Scope::Notices, card.as_ref()) {
                notices.insert(pupil);
            }
            out.put(stream.clone(), pupil, kind::PUPIL, AUTHOR, body);
        }
        let of = read.get(&(person, pupil)).cloned().unwrap_or_default();
        if !of.contains(&Scope::Absence) || !of.contains(&Scope::Notices) {
            take_back(tx, out, city, &stream, pupil, &of).await?;
        }
    }
    let again: Vec<Uuid> = again.into_iter().collect();
    if !again.is_empty() {
        absence::show_all(tx, out, city, &again, now).await?;
        question::show_all(tx, out, city, &again, now).await?;
    }
    let notices: Vec<Uuid> = notices.into_iter().collect();
    if !notices.is_empty() {
        notice::show_all(tx, out, city, &notices, now).await?;
    }
    out.touch_standings();
    Ok(())
}

/// Whether this is the card of somebody to whom comes what is of this scope.
fn reads(scope: Scope, card: Option<&PupilCard>) -> bool {
    card.is_some_and(|card| card.scopes.contains(&scope) && !card.places.is_empty())
}

/// Whether one of `person`'s cards is not as it should be on `day`, because the day is another one than that on which
/// it was written: a part ended, a school year began.
///
/// # Errors
/// The store's.
pub async fn is_due(tx: &mut dyn Tx, city: &str, person: Uuid, day: NaiveDate) -> Result<Vec<Uuid>, StoreError> {
    let pupils: BTreeSet<Uuid> = super::parts_of(tx, city, person).await?.iter().map(|part| part.pupil).collect();
    let pupils: Vec<Uuid> = pupils.into_iter().collect();
    if pupils.is_empty() {
        return Ok(Vec::new());
    }
    let (_, cards) = plan(tx, city, &pupils, day).await?;
    let stream = Stream::person(person);
    let mut due = Vec::new();
    for ((_, pupil), card) in cards.into_iter().filter(|((whose, _), _)| *whose == person) {
        let body = card.as_ref().map(serde_json::to_string).transpose().map_err(unfit)?;
        if said(tx, city, &stream, pupil).await? != body {
            due.push(pupil);
        }
    }
    Ok(due)
}

type Of = (Uuid, Uuid);

/// What each person reads of each child, and their card; `None` for none any more.
async fn plan(
    tx: &mut dyn Tx,
    city: &str,
    pupils: &[Uuid],
    day: NaiveDate,
) -> Result<(HashMap<Of, Vec<Scope>>, BTreeMap<Of, Option<PupilCard>>), StoreError> {
    let named = pupil::pupils(tx, city, pupils).await?;
    let parts = parts(tx, city, pupils).await?;
    if parts.is_empty() {
        return Ok(Default::default());
    }
    let concerned: BTreeSet<Uuid> = parts.iter().map(|part| part.pupil).collect();
    let concerned: Vec<Uuid> = concerned.into_iter().collect();
    let mut enrolments: HashMap<Uuid, Vec<Enrolment>> = HashMap::new();
    for enrolment in pupil::enrolments(tx, city, &concerned).await? {
        enrolments.entry(enrolment.pupil).or_default().push(enrolment);
    }
    let mut facilities = HashMap::new();
    let ids: BTreeSet<Uuid> = enrolments.values().flatten().map(|enrolment| enrolment.facility).collect();
    for id in ids {
        if let Some(facility) = facility::find(tx, city, id).await? {
            facilities.insert(id, facility);
        }
    }
    let (mut reads, mut cards) = (HashMap::new(), BTreeMap::new());
    for part in &parts {
        let of = (part.guardian.person, part.pupil);
        cards.entry(of).or_insert(None);
        let Some(child) = named.get(&part.pupil).filter(|_| part.covers(day)) else { continue };
        let mut places = Vec::new();
        if !part.guardian.shielded {
            reads.insert(of, part.guardian.scopes.clone());
            let enrolments = enrolments.get(&part.pupil).map_or(&[][..], Vec::as_slice);
            places = places_of(part, enrolments, day, |id| facilities.get(&id).cloned());
        }
        let card = PupilCard {
            name: child.name.clone(),
            kana: child.kana.clone(),
            // A shield looks like a child that goes nowhere: what could be done there is not said either way.
            scopes: part.guardian.scopes.clone(),
            until: part.until,
            places,
        };
        cards.insert(of, Some(card));
    }
    Ok((reads, cards))
}

/// Where a child goes, as this part lets its guardian see it: the groups for who reads of the child's days or the
/// notices, the bare facility for who only tells absences or fetches.
fn places_of(
    part: &Part,
    enrolments: &[Enrolment],
    day: NaiveDate,
    facility: impl Fn(Uuid) -> Option<itsumo_domain::school::Facility>,
) -> Vec<Place> {
    let has = |scope| part.guardian.scopes.contains(&scope);
    let sees_groups = has(Scope::Records) || has(Scope::Notices);
    let mut places: BTreeMap<Uuid, Place> = BTreeMap::new();
    for enrolment in enrolments {
        let place = places.entry(enrolment.facility).or_insert_with(|| Place {
            since: enrolment.since,
            until: enrolment.until,
            ..Place::default()
        });
        place.since = place.since.min(enrolment.since);
        place.until = place.until.zip(enrolment.until).map(|(a, b)| a.max(b));
        if sees_groups && enrolment.is_read_on(day) && place.groups.iter().all(|group| group.id != enrolment.group.id) {
            place.groups.push(enrolment.group.clone());
        }
    }
    let mut named: Vec<Place> = Vec::with_capacity(places.len());
    for (id, mut place) in places {
        if let Some(facility) = facility(id) {
            place.groups.sort_by(|a, b| order(a).cmp(&order(b)));
            named.push(Place { facility, ..place });
        }
    }
    named.sort_by(|a, b| (a.facility.kind, &a.facility.name).cmp(&(b.facility.kind, &b.facility.name)));
    named
}

/// The card of this child that lies in the stream.
async fn said(tx: &mut dyn Tx, city: &str, stream: &Stream, pupil: Uuid) -> Result<Option<String>, StoreError> {
    let known = stream::find(tx, city, stream, pupil).await?.filter(|record| !record.gone);
    Ok(known.and_then(|record| record.body).map(|raw| raw.get().to_owned()))
}

/// Takes from a reader what is of this child and of a scope that they have not. What this transaction said before counts
/// as said: of two children that end together the second takes from what the first has left.
async fn take_back(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    stream: &Stream,
    pupil: Uuid,
    scopes: &[Scope],
) -> Result<(), StoreError> {
    let sql = "SELECT COUNT(*) FROM record WHERE city = $1 AND stream = $2 AND gone = 0
               AND kind IN ('absence', 'question', 'notice', 'answer')";
    let rows = tx.query(sql, &[city.into(), stream.as_str().into()]).await?;
    let lie = rows.first().map_or(Ok(0), |row| row.int(0))? > 0;
    let records = if lie { stream::all(tx, city, stream).await? } else { Vec::new() };
    let lies = records.iter().filter(|record| !record.gone).filter_map(|record| {
        let body = record.body.as_deref()?.get();
        Some((record.id, (record.kind.as_str(), body)))
    });
    let mut said: BTreeMap<Uuid, (&str, &str)> = lies.collect();
    for draft in out.drafts(stream) {
        match &draft.body {
            Some(body) => said.insert(draft.id, (draft.kind, body)),
            None => said.remove(&draft.id),
        };
    }
    let mut taken = Vec::new();
    for (id, (kind, body)) in said {
        let Some((scope, kind, about)) = about(kind, body) else { continue };
        if scopes.contains(&scope) {
            continue;
        }
        match about {
            About::Child(child) if child == pupil => taken.push((id, kind, None)),
            // Counted for a household: what another guardian answered is a trace of theirs.
            About::Another if scopes.is_empty() => taken.push((id, kind, None)),
            About::Notice(notice) if notice.pupils.contains(&pupil) => {
                let rest = without(tx, city, *notice, pupil).await?;
                taken.push((id, kind, rest.map(|rest| serde_json::to_string(&rest)).transpose().map_err(unfit)?));
            }
            _ => {}
        }
    }
    for (id, kind, body) in taken {
        out.put(stream.clone(), id, kind, AUTHOR, body);
    }
    Ok(())
}

/// A notice that was told for several children, for those that are left; `None` when none is. It names them alone.
async fn without(tx: &mut dyn Tx, city: &str, mut notice: Notice, pupil: Uuid) -> Result<Option<Notice>, StoreError> {
    notice.pupils.retain(|child| *child != pupil);
    if notice.pupils.is_empty() {
        return Ok(None);
    }
    let named = pupil::pupils(tx, city, &notice.pupils).await?;
    notice.to = notice.pupils.iter().filter_map(|child| named.get(child)).map(|child| child.name.clone()).collect();
    Ok(Some(notice))
}

enum About {
    Child(Uuid),
    Another,
    Notice(Box<Notice>),
}

/// Of whom a record speaks, and by which scope it was sent. An answer that was counted for a household or a guardian
/// names no child; the reader's own is theirs.
fn about(kind: &str, body: &str) -> Option<(Scope, &'static str, About)> {
    match kind {
        kind::ABSENCE => {
            let view: AbsenceView = serde_json::from_str(body).ok()?;
            Some((Scope::Absence, kind::ABSENCE, About::Child(view.absence.pupil)))
        }
        kind::QUESTION => {
            let question: Question = serde_json::from_str(body).ok()?;
            Some((Scope::Absence, kind::QUESTION, About::Child(question.pupil)))
        }
        kind::NOTICE => Some((Scope::Notices, kind::NOTICE, About::Notice(Box::new(serde_json::from_str(body).ok()?)))),
        kind::ANSWER => {
            let view: AnswerView = serde_json::from_str(body).ok()?;
            let about = view.pupil.map_or(About::Another, About::Child);
            (view.pupil.is_some() || !view.by.me).then_some((Scope::Notices, kind::ANSWER, about))
        }
        _ => None,
    }
}
