//! A roster: looked at first, then laid.

use super::{
    super::super::{Page, Posted, Trouble, go},
    Officer, PLACE,
    form::{self, Fields, one},
    keeps,
    list::{Wrong, page},
    list_view,
};
use crate::{
    app::App,
    association::{Outgoing, duty, household},
    store::StoreError,
};
use axum::{extract::State, response::Response};
use itsumo_domain::association::duty::{Roster, plan_roster};
use uuid::Uuid;

/// Plans a roster and shows it; lays it when that was seen (`do=lay`).
#[utoipa::path(post, path = "/console/{city}/association/{association}/duties/roster", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = String, content_type = "text/html", description = "The turns, before anybody sees them"),
              (status = 303, description = "Laid: to the calendar"),
              (status = 404, body = String, content_type = "text/html", description = "Not a block of theirs"),
              (status = 422, body = String, content_type = "text/html", description = "The page again, with what was wrong")))]
pub(in crate::console) async fn roster(
    State(app): State<App>,
    officer: Officer,
    Posted(fields): Posted<Fields>,
) -> Result<Response, Trouble> {
    let (association, today) = (officer.association()?.id, app.clock.now().jst_date());
    let roster = form::roster(&fields, association, today).ok_or(Trouble::NotThere)?;
    if !keeps(&officer, Some(roster.block)) {
        return Err(Trouble::NotThere);
    }
    let done = match one(&fields, "do") {
        "lay" => lay(&app, &officer, roster).await?,
        _ => {
            let (city, block) = (officer.city.clone(), roster.block);
            let reading = app.store.read::<_, StoreError, _>(move |tx| {
                Box::pin(async move { household::of_block(tx, &city, block, today).await })
            });
            // A block that is named in a form may be any association's.
            let street = reading.await?.into_iter().filter(|household| household.association == association);
            let street = street.map(|household| (household.id, household.name));
            match plan_roster(&roster, &street.collect::<Vec<(Uuid, String)>>()) {
                Ok(duties) => {
                    let title = officer.words.say("duty-roster");
                    let body = list_view::planned(&officer, &fields, &duties, today);
                    return Ok(Page { staff: &officer, title, live: None, place: PLACE }.draw(body));
                }
                Err(refusal) => Err(refusal),
            }
        }
    };
    match done {
        Ok(()) => Ok(go(&officer.at(PLACE), None)),
        Err(refusal) if refusal.code == "not-found" => Err(Trouble::NotThere),
        Err(refusal) => page(&app, &officer, Some(Wrong { form: "roster", refusal, fields })).await,
    }
}

async fn lay(
    app: &App,
    officer: &Officer,
    roster: Roster,
) -> Result<Result<(), itsumo_domain::sync::Refusal>, StoreError> {
    let (city, standing, now) = (officer.city.clone(), officer.standing().clone(), app.clock.now());
    let ids = app.ids.clone();
    let writing = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let mut out = Outgoing::default();
            let laid = duty::lay(tx, &mut out, &city, &standing, &roster, &*ids, now).await?;
            if laid.is_ok() {
                out.send(tx, &city, now).await?;
            }
            Ok(laid.map(|_| ()))
        })
    });
    writing.await
}
