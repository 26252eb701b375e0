//! The checks of an association whose term is not over, and starting one.

use super::{
    super::{
        super::{
            Page, Posted, Trouble, go, trouble,
            writing::{Fields, ids, one},
        },
        Officer,
        acting::{act, live},
    },
    PLACE,
    list_view::{self, Wrong},
};
use crate::{
    app::App,
    association::{
        block,
        safety::{
            self,
            list::{counts, counts_of_city},
        },
    },
    store::StoreError,
};
use axum::{extract::State, http::StatusCode, response::Response};
use itsumo_domain::{
    Timestamp,
    alert::Status,
    association::{Act, AssociationCommand, SafetyCheck, access::Of},
    city::LocalText,
    sync::Refusal,
};
use uuid::Uuid;

/// Safety checks of the association, and the two ways to start one.
#[utoipa::path(get, path = "/console/{city}/association/{association}/safety", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association")),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 303, description = "Signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "No seat that keeps safety here")))]
pub(in crate::console) async fn list(State(app): State<App>, officer: Officer) -> Result<Response, Trouble> {
    page(&app, &officer, None).await
}

async fn page(app: &App, officer: &Officer, wrong: Option<Wrong>) -> Result<Response, Trouble> {
    if officer.association().is_err() {
        return city_page(app, officer, wrong).await;
    }
    let at = officer.association()?.clone();
    let starts = officer.may(Act::StartSafety, Of::Association(at.id));
    if !starts {
        officer.seat_here(Act::KeepSafety)?;
    }
    let sees = officer.seat_here(Act::KeepSafety).is_ok();
    let live = live(app, officer);
    let (city, now) = (officer.city.clone(), app.clock.now());
    let reading =
        app.store.read::<_, StoreError, _>(move |tx| Box::pin(async move { counts(tx, &city, at.id, now).await }));
    let checks = reading.await?;
    let title = officer.words.say("safety-place");
    let body = list_view::view(officer, &checks, starts, sees, wrong.as_ref(), now);
    Ok(Page { staff: officer, title, live, place: PLACE }.draw(body))
}

/// The city's: every association that has a check, in numbers, and the two ways to start one of many at once.
async fn city_page(app: &App, officer: &Officer, wrong: Option<Wrong>) -> Result<Response, Trouble> {
    officer.seat_for(Act::SeeCounts, Of::City)?;
    let (city, now) = (officer.city.clone(), app.clock.now());
    let reading = app.store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move { Ok((block::all(tx, &city).await?, counts_of_city(tx, &city, now).await?)) })
    });
    let (associations, checks) = reading.await?;
    let title = officer.words.say("safety-place");
    let body = list_view::city(officer, &associations, &checks, wrong.as_ref(), now);
    Ok(Page { staff: officer, title, live: None, place: PLACE }.draw(body))
}

/// Starts a check: a drill or a real one, each from its own form.
#[utoipa::path(post, path = "/console/{city}/association/{association}/safety", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "To the check"),
              (status = 404, body = String, content_type = "text/html", description = "No seat that starts one here"),
              (status = 422, body = String, content_type = "text/html", description = "The page again, with what was wrong")))]
pub(in crate::console) async fn start(
    State(app): State<App>,
    officer: Officer,
    Posted(fields): Posted<Fields>,
) -> Result<Response, Trouble> {
    let mut associations: Vec<Uuid> = match officer.association() {
        Ok(at) => vec![at.id],
        Err(_) => ids(&fields, "association"),
    };
    associations.sort_unstable();
    associations.dedup();
    let start = |association: &Uuid| officer.seat_for(Act::StartSafety, Of::Association(*association)).map(|_| ());
    officer.association().map_or_else(|_| officer.seat_for(Act::SeeCounts, Of::City).map(|_| ()), |_| Ok(()))?;
    associations.iter().try_for_each(start)?;
    let status = match one(&fields, "kind") {
        "real" => Status::Actual,
        "drill" => Status::Drill,
        _ => return Err(Trouble::NotThere),
    };
    let what = one(&fields, "what").trim().to_owned();
    let checks: Vec<(Uuid, Uuid)> = associations.into_iter().map(|at| (at, app.ids.new_id())).collect();
    let done = if one(&fields, "sure").is_empty() {
        Err(Refusal::of_field("not-sure", "sure"))
    } else if checks.is_empty() {
        Err(Refusal::of_field("empty", "association"))
    } else {
        // One by one: where one runs already, the others are asked all the same.
        let mut done = Ok(());
        for (association, check) in &checks {
            let start = SafetyCheck {
                association: *association,
                status,
                what: LocalText::ja(&what),
                by: String::new(),
                started: Timestamp(0),
                ended: None,
                deletes: Timestamp(0),
            };
            let command = AssociationCommand::StartSafety { check: *check, start: Box::new(start) };
            done = done.and(act(&app, &officer, command).await?);
        }
        done
    };
    match done {
        Ok(()) => {
            let shown = checks.first().filter(|_| officer.seat_here(Act::KeepSafety).is_ok());
            let page = shown.map_or_else(|| PLACE.to_owned(), |(_, check)| format!("{PLACE}/{check}"));
            Ok(go(&officer.at(&page), None))
        }
        Err(refusal) => {
            let words = trouble::refused(officer.words, &refusal);
            let mut response = page(&app, &officer, Some(Wrong { status, what, words })).await?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
    }
}

/// Where a check that runs is found first, for whoever looks.
pub(super) fn running_first(
    checks: &[(safety::Entry, itsumo_domain::association::safety::roll::Counts)],
) -> Vec<usize> {
    let mut places: Vec<usize> = (0..checks.len()).collect();
    places.sort_by_key(|place| {
        checks.get(*place).map(|(entry, _)| (entry.check.ended.is_some(), entry.check.is_drill()))
    });
    places
}
