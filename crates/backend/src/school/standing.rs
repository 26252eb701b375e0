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
    standing::Memory,
    store::{StoreError, Tx},
    stream::Streams,
};
use chrono::NaiveDate;
use itsumo_domain::{
    Stream,
    school::{Scope, access::Standing},
};
use std::{collections::BTreeSet, sync::Arc};
use uuid::Uuid;

/// What somebody is, and which groups' streams they read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Seats and children.
    pub standing: Standing,
    /// Streams of children's groups.
    pub streams: Vec<Stream>,
}

/// What is known of people's parts at schools.
pub type Remembered = crate::standing::Remembered<Known>;

impl Remembered {
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
        let (day, head) = (now.jst_date(), streams.head(city, &Stream::standings()));
        let looked_today = match self.recall(city, person, head, day) {
            Memory::Same(known) => return Ok(known),
            Memory::Moved => true,
            Memory::NotToday => false,
        };
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
        self.keep(city, person, head, day, &known);
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
