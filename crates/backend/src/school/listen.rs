//! Whose live hints of groups a connection gets, and what closes it when that changes.

use crate::{app::App, school::known, store::StoreError, stream::Event};
use itsumo_domain::{Stream, may::Who, record::Audience};
use std::sync::Arc;
use uuid::Uuid;

/// The groups whose hints `who` gets, ascending, and where `standings` stood when that was true.
///
/// # Errors
/// The store's.
pub async fn listens_to(app: &App, city: &str, who: Who) -> Result<(Vec<Uuid>, i64), StoreError> {
    let as_of = app.streams.head(city, &Stream::standings());
    let Who::Person(person) = who else { return Ok((Vec::new(), as_of)) };
    Ok((classes(&known(app, city, person).await?.streams), as_of))
}

/// From now on those who listen are asked about when their part may have changed: who is of other groups than their
/// connection was made for is let go, and connects again.
///
/// Must be called on the runtime on which the questions shall run.
pub fn keep_listeners(app: &App) {
    let (streams, clock) = (app.streams.clone(), Arc::clone(&app.clock));
    // Not the app itself, nor a whole handle of the hub: the hub would keep itself alive.
    let (school, hub) = (Arc::clone(&app.school), Arc::downgrade(&app.live));
    let runtime = tokio::runtime::Handle::current();
    let remembered = Arc::clone(&school);
    streams.tap(Box::new(move |event| {
        if matches!(event, Event::Restored) {
            remembered.forget();
        }
    }));
    app.live.ask(Box::new(move |city, people| {
        let (streams, clock, school, hub) = (streams.clone(), Arc::clone(&clock), Arc::clone(&school), hub.clone());
        runtime.spawn(async move {
            for person in people {
                let found = school.known(&streams, &*clock, &city, person).await;
                let Some(hub) = hub.upgrade() else { return };
                match found {
                    Ok(known) => hub.classes_are(&city, person, classes(&known.streams)),
                    Err(error) => {
                        tracing::warn!(%error, "a listener whose part is not known has to connect again");
                        hub.close_person(person);
                    }
                }
            }
        });
    }));
}

fn classes(streams: &[Stream]) -> Vec<Uuid> {
    let mut classes: Vec<Uuid> = streams
        .iter()
        .filter_map(|stream| match stream.audience() {
            Audience::Class(group) => Some(group),
            _ => None,
        })
        .collect();
    classes.sort_unstable();
    classes
}
