//! Whom to telephone.

use super::{
    super::{Page, Staff, Trouble, looks},
    calls_view::{Call, CallsPage, calls_main},
    classes, live,
};
use crate::{
    app::App,
    school::{
        attendance::{self, Page as Purpose},
        pupil, shield,
    },
    store::StoreError,
};
use axum::{extract::State, http::HeaderMap, response::Response};
use itsumo_domain::school::{Act, Group, access::Seat, board::Row};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Children of whom nobody knows, and whom to ring about each, in order.
#[utoipa::path(get, path = "/console/{city}/{facility}/calls", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility")),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 303, description = "Signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's")))]
pub async fn show(State(app): State<App>, staff: Staff, headers: HeaderMap) -> Result<Response, Trouble> {
    let facility = staff.facility()?.clone();
    let live = live(&app, &staff)?;
    let now = app.clock.now();
    let day = now.jst_date();
    // Telephone numbers are on the children's cards: who may not see those has no list.
    let mut own: BTreeMap<Uuid, Seat> = BTreeMap::new();
    for group in classes(&app, &staff, day, Act::KeepBoard).await? {
        if let Ok(seat) = staff.seat_for(Act::SeeRoster, facility.id, Some(group.id)) {
            own.insert(group.id, seat.clone());
        }
    }
    let any = staff.seats_at(facility.id).any(|seat| staff.seat_alone(seat, Act::SeeRoster, facility.id, seat.group));
    if !any {
        return Err(Trouble::NotThere);
    }
    let mine: BTreeSet<Uuid> = own.keys().copied().collect();
    let (city, at) = (staff.city.clone(), facility.clone());
    let (past_cut_off, unknown, mut contacts, against) = app
        .store
        .read::<_, StoreError, _>(move |tx| {
            Box::pin(async move {
                let view = attendance::school_view(tx, &city, &at, day, now).await?;
                let mut unknown: Vec<(Group, Row)> = view.unknown;
                unknown.retain(|(group, _)| mine.contains(&group.id));
                let pupils: Vec<Uuid> = unknown.iter().map(|(_, row)| row.pupil).collect();
                let contacts = pupil::contacts_of(tx, &city, &pupils).await?;
                let against = shield::against(tx, &city, &pupils).await?;
                Ok((view.past_cut_off, unknown, contacts, against))
            })
        })
        .await?;
    let mut by_seat: BTreeMap<Uuid, (Seat, Vec<Uuid>)> = BTreeMap::new();
    for (group, row) in &unknown {
        if let Some(seat) = own.get(&group.id) {
            by_seat.entry(seat.id).or_insert_with(|| (seat.clone(), Vec::new())).1.push(row.pupil);
        }
    }
    for (seat, pupils) in by_seat.into_values() {
        looks::note(&app, &staff, &headers, &seat, Purpose::CallList.purpose(), pupils).await?;
    }
    let calls: Vec<Call> = unknown
        .into_iter()
        .map(|(group, row)| {
            let mut contacts = contacts.remove(&row.pupil).unwrap_or_default();
            contacts.retain(|contact| {
                !contact.phone.trim().is_empty()
                    && contact.person.is_none_or(|person| !against.contains(&(row.pupil, person)))
            });
            let board = staff.at(&format!("board/{}", group.id));
            Call { group, row, contacts, board }
        })
        .collect();
    let body =
        calls_main(&CallsPage { words: staff.words, facility: &facility.name, day, past_cut_off, calls: &calls, now });
    let title = staff.words.say("console-place-calls");
    Ok(Page { staff: &staff, title, live: Some(live), place: "calls" }.draw(body))
}
