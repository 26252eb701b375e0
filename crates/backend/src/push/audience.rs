//! Who is told of a private stream: the devices of those who read it now.
//!
//! The tables name those who may be meant, rather too many; what sync asks (`school::known`, `association::known`)
//! then says who of them reads it. So a shield, a class that was left or a term that ended keeps a push away at the same
//! moment as it keeps the records away.

use super::address::{COLUMNS, Known};
use crate::{
    app::App,
    association, school,
    store::{StoreError, Value},
};
use itsumo_domain::{
    Stream,
    may::{Who, may_read},
    record::Audience,
};
use std::collections::HashMap;
use uuid::Uuid;

/// SQL for the people who may read such a stream; `$2` is its id.
fn people(audience: Audience) -> Option<(&'static str, Uuid)> {
    Some(match audience {
        Audience::Person(person) => ("$2", person),
        Audience::Class(group) => (
            "SELECT g.person FROM enrolment e JOIN guardian g ON g.city = e.city AND g.pupil = e.pupil
             WHERE e.city = $1 AND e.class_group = $2",
            group,
        ),
        Audience::Household(household) => {
            ("SELECT m.person FROM membership m WHERE m.city = $1 AND m.household = $2", household)
        }
        Audience::Association(association) => (
            "SELECT m.person FROM household h JOIN membership m ON m.city = h.city AND m.household = h.id
             WHERE h.city = $1 AND h.association = $2
             UNION SELECT t.person FROM association_seat s JOIN seat_term t ON t.city = s.city AND t.seat = s.id
             WHERE s.city = $1 AND s.association = $2 AND t.person IS NOT NULL",
            association,
        ),
        Audience::Block(block) | Audience::Officers(block) => (
            "SELECT m.person FROM household h JOIN membership m ON m.city = h.city AND m.household = h.id
             WHERE h.city = $1 AND h.block = $2
             UNION SELECT t.person FROM block b
             JOIN association_seat s ON s.city = b.city AND s.association = b.association
             JOIN seat_term t ON t.city = s.city AND t.seat = s.id
             WHERE b.city = $1 AND b.id = $2 AND t.person IS NOT NULL",
            block,
        ),
        Audience::Everyone | Audience::Family(_) | Audience::Unknown => return None,
    })
}

/// The addresses of signed-in devices of those who read `stream`.
///
/// # Errors
/// The store's.
pub async fn of(app: &App, city: &str, stream: &Stream) -> Result<Vec<Known>, StoreError> {
    let found = meant(app, city, stream).await?;
    let mut reads: HashMap<Uuid, bool> = HashMap::new();
    let mut told = Vec::with_capacity(found.len());
    for known in found {
        let Some(person) = known.person else { continue };
        let may = match reads.get(&person) {
            Some(may) => *may,
            None => {
                let may = is_reader(app, city, person, stream).await?;
                reads.insert(person, may);
                may
            }
        };
        if may {
            told.push(known);
        }
    }
    Ok(told)
}

/// The addresses of signed-in devices of those who may be meant.
///
/// # Errors
/// The store's.
pub(super) async fn meant(app: &App, city: &str, stream: &Stream) -> Result<Vec<Known>, StoreError> {
    let Some((people, id)) = people(stream.audience()) else { return Ok(Vec::new()) };
    // A device that signed out, here or from another one, has no row any more.
    let sql = format!(
        "SELECT {COLUMNS} FROM push_address a JOIN device d ON d.city = a.city AND d.id = a.device AND d.person = a.person
         WHERE a.city = $1 AND a.person IN ({people}) ORDER BY a.name"
    );
    let params = [Value::from(city), id.into()];
    let reading = app.store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let rows = tx.query(&sql, &params).await?;
            rows.iter().filter_map(|row| Known::read(row).transpose()).collect::<Result<Vec<_>, _>>()
        })
    });
    reading.await
}

async fn is_reader(app: &App, city: &str, person: Uuid, stream: &Stream) -> Result<bool, StoreError> {
    Ok(match stream.audience() {
        Audience::Class(_) => school::known(app, city, person).await?.streams.contains(stream),
        Audience::Association(_) | Audience::Block(_) | Audience::Household(_) | Audience::Officers(_) => {
            association::known(app, city, person).await?.streams.contains(stream)
        }
        _ => may_read(Who::Person(person), stream),
    })
}
