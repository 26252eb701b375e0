//! What somebody is to the city's facilities today, remembered until it moves.
//!
//! Every sync of a signed-in person asks this, so it is in memory: good for as long as the stream `standings` stands
//! where it stood and the day in Japan is the same. The first question of a day also looks whether the person's cards
//! still say what is: a part that ended yesterday takes its card, and what came with it, out of the person's stream
//! before anything of it is read. So the turn of a day needs no work at midnight, and no server that was asleep then
//! shows what is over.

use crate::{
    app::App,
    clock::Clock,
    school::{Outgoing, guardian, pupil, seat},
    store::{StoreError, Tx},
    stream::Streams,
};
use chrono::NaiveDate;
use itsumo_domain::{
    Stream,
    school::{Scope, access::Standing},
};
use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, PoisonError, RwLock},
};
use uuid::Uuid;

/// People remembered at most: about 300 bytes each.
const MOST: usize = 100_000;

/// What somebody is, and which groups' streams they read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Seats and children.
    pub standing: Standing,
    /// Streams of children's groups.
    pub streams: Vec<Stream>,
}

/// What is known of people, per city.
#[derive(Debug, Default)]
pub struct Remembered(RwLock<HashMap<(String, Uuid), Entry>>);

#[derive(Debug)]
struct Entry {
    head: i64,
    day: NaiveDate,
    known: Arc<Known>,
}

impl Remembered {
    /// Forgets everybody, as after a restart: another database may be behind.
    pub fn forget(&self) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// What `person` is today. Touches no table when it was asked before and nothing moved.
    ///
    /// # Errors
    /// The store's.
    pub async fn known(
        &self,
        streams: &Streams,
        clock: &dyn Clock,
        city: &str,
        person: Uuid,
    ) -> Result<Arc<Known>, StoreError> {
        let now = clock.now();
        let (day, key) = (now.jst_date(), (city.to_owned(), person));
        // The head first: what moves while the tables are read makes the answer old at once.
        let head = streams.head(city, &Stream::standings());
        let mut looked_today = false;
        if let Some(entry) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            if (entry.head, entry.day) == (head, day) {
                return Ok(Arc::clone(&entry.known));
            }
            looked_today = entry.day == day;
        }
        let code = city.to_owned();
        let (known, due) = streams
            .store()
            .read::<_, StoreError, _>(move |tx| {
                Box::pin(async move {
                    let due = match looked_today {
                        true => Vec::new(),
                        false => guardian::is_due(tx, &code, person, day).await?,
                    };
                    let standing = standing(tx, &code, person, day).await?;
                    let streams = streams_of(tx, &code, &standing, day).await?;
                    Ok((Known { standing, streams }, due))
                })
            })
            .await?;
        if !due.is_empty() {
            let code = city.to_owned();
            let writing = streams.store().write::<_, StoreError, _>(move |tx| {
                Box::pin(async move {
                    let mut out = Outgoing::default();
                    guardian::write_cards(tx, &mut out, &code, &due, day, now).await?;
                    out.send(tx, &code, now).await
                })
            });
            writing.await?;
        }
        let known = Arc::new(known);
        let mut people = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if people.len() >= MOST && !people.contains_key(&key) {
            people.clear();
        }
        people.insert(key, Entry { head, day, known: Arc::clone(&known) });
        Ok(known)
    }
}

/// What `person` is today, from memory if it can be.
///
/// # Errors
/// The store's.
pub async fn known(app: &App, city: &str, person: Uuid) -> Result<Arc<Known>, StoreError> {
    app.school.known(&app.streams, &*app.clock, city, person).await
}

/// The same inside a transaction, from the tables.
///
/// # Errors
/// The store's.
pub async fn standing(tx: &mut dyn Tx, city: &str, person: Uuid, day: NaiveDate) -> Result<Standing, StoreError> {
    Ok(Standing {
        seats: seat::of_person(tx, city, person, day).await?,
        children: guardian::edges(tx, city, person, day).await?,
    })
}

/// The groups' streams that `person` reads today: of children of whom they may read notices, those of past years too.
///
/// # Errors
/// The store's.
pub async fn streams(tx: &mut dyn Tx, city: &str, person: Uuid, day: NaiveDate) -> Result<Vec<Stream>, StoreError> {
    let standing = standing(tx, city, person, day).await?;
    streams_of(tx, city, &standing, day).await
}

async fn streams_of(
    tx: &mut dyn Tx,
    city: &str,
    standing: &Standing,
    day: NaiveDate,
) -> Result<Vec<Stream>, StoreError> {
    let read = standing.children.iter().filter(|edge| !edge.shielded && edge.scopes.contains(&Scope::Notices));
    let pupils: BTreeSet<Uuid> = read.map(|edge| edge.pupil).collect();
    let pupils: Vec<Uuid> = pupils.into_iter().collect();
    let enrolments = pupil::enrolments(tx, city, &pupils).await?;
    let groups: BTreeSet<Uuid> =
        enrolments.iter().filter(|enrolment| enrolment.is_read_on(day)).map(|enrolment| enrolment.group.id).collect();
    Ok(groups.into_iter().map(Stream::class).collect())
}
