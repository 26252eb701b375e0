//! Whose live hints of schools and associations a connection gets, and what closes it when that changes.

use crate::{
    app::App,
    association,
    live::{AsOf, Reader},
    school,
    store::StoreError,
    stream::Event,
};
use itsumo_domain::{Stream, may::Who, record::Audience};
use std::sync::Arc;
use uuid::Uuid;

/// A listener of the families `families`, with all that `who` is to the city's schools and associations. `closings` is
/// [`crate::live::Hub::closings`] of before anything of this was found out.
///
/// # Errors
/// The store's.
pub async fn listens_to(
    app: &App,
    city: &str,
    who: Who,
    families: Vec<Uuid>,
    closings: u64,
) -> Result<Reader, StoreError> {
    let closings = Some(closings);
    let Who::Person(person) = who else { return Ok(Reader { families, closings, ..Reader::from(who) }) };
    // The heads first: what moves while the tables are read is asked about again.
    let as_of = AsOf::now(&app.streams, city, person);
    let school = school::known(app, city, person).await?;
    let associations = association::known(app, city, person).await?;
    Ok(Reader { who, families, audiences: audiences(&school.streams, &associations.streams), as_of, closings })
}

/// From now on those who listen are asked about when their part may have changed: who reads other streams than their
/// connection was made for is let go, and connects again.
///
/// Must be called on the runtime on which the questions shall run.
pub fn keep_listeners(app: &App) {
    let (streams, clock) = (app.streams.clone(), Arc::clone(&app.clock));
    // Not the app itself, nor a whole handle of the hub: the hub would keep itself alive.
    let (school, associations) = (Arc::clone(&app.school), Arc::clone(&app.associations));
    let hub = Arc::downgrade(&app.live);
    let runtime = tokio::runtime::Handle::current();
    let remembered = (Arc::clone(&school), Arc::clone(&associations));
    streams.tap(Box::new(move |event| {
        if matches!(event, Event::Restored) {
            remembered.0.forget();
            remembered.1.forget();
        }
    }));
    app.live.ask(Box::new(move |city, people| {
        let (streams, clock, hub) = (streams.clone(), Arc::clone(&clock), hub.clone());
        let (school, associations) = (Arc::clone(&school), Arc::clone(&associations));
        runtime.spawn(async move {
            for person in people {
                let found = async {
                    let school = school.known(&streams, &*clock, &city, person).await?;
                    let associations = associations.known(&streams, &*clock, &city, person).await?;
                    Ok::<_, StoreError>(audiences(&school.streams, &associations.streams))
                };
                let found = found.await;
                let Some(hub) = hub.upgrade() else { return };
                match found {
                    Ok(audiences) => hub.audiences_are(&city, person, audiences),
                    Err(error) => {
                        tracing::warn!(%error, "a listener whose part is not known has to connect again");
                        hub.close_person(person);
                    }
                }
            }
        });
    }));
}

/// Of whom the hints are, ascending.
fn audiences(school: &[Stream], associations: &[Stream]) -> Vec<Audience> {
    let mut audiences: Vec<Audience> = school.iter().chain(associations).map(Stream::audience).collect();
    audiences.sort_unstable();
    audiences.dedup();
    audiences
}
