//! Who asks to be let in: an officer of the block says which household they are of, or no.

use super::{
    super::super::{Posted, Trouble, go},
    OfRequest, Officer, PLACE, id,
};
use crate::{
    app::App,
    association::{
        Outgoing, block,
        request::{self, Request},
    },
    store::StoreError,
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use itsumo_domain::association::{Act, access::Of};
use serde::Deserialize;
use uuid::Uuid;

/// What is said to somebody who waits.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(as = RequestAnswerForm)]
pub(in crate::console) struct Answer {
    /// Their household; empty for none.
    #[serde(default)]
    household: String,
    /// `yes` or `no`.
    #[serde(rename = "do", default)]
    what: String,
}

/// Lets somebody into a household of the block, or says no.
#[utoipa::path(post, path = "/console/{city}/association/{association}/office/requests/{request}", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association"),
           ("request" = String, Path, description = "The request")),
    request_body(content = Answer, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "Back to the households; signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's")))]
pub(in crate::console) async fn answer(
    State(app): State<App>,
    officer: Officer,
    Path(OfRequest { request }): Path<OfRequest>,
    Posted(form): Posted<Answer>,
) -> Result<Response, Trouble> {
    let at = officer.association()?.clone();
    let asked = find(&app, &officer, id(&request)?).await?.ok_or(Trouble::NotThere)?;
    officer.seat_for(Act::KeepHouseholds, Of::Block { association: at.id, block: asked.block })?;
    let (city, now, member) = (officer.city.clone(), app.clock.now(), app.ids.new_id());
    let here = officer.at(PLACE);
    let household = Uuid::parse_str(form.household.trim()).ok();
    let said = match (form.what.as_str(), household) {
        ("no", _) => {
            let writing = app.store.write::<_, StoreError, _>(move |tx| {
                Box::pin(async move { request::refuse(tx, &city, asked.id, now).await })
            });
            writing.await?;
            "directory-refused"
        }
        ("yes", Some(household)) => {
            let writing = app.store.write::<_, StoreError, _>(move |tx| {
                Box::pin(async move {
                    let mut out = Outgoing::default();
                    let done = request::let_in(tx, &mut out, &city, asked.id, household, member, now).await?;
                    out.send(tx, &city, now).await?;
                    Ok(done)
                })
            });
            if writing.await?.is_err() {
                return Err(Trouble::NotThere);
            }
            "directory-let-in"
        }
        _ => "directory-choose-household",
    };
    Ok(go(&here, Some(said)))
}

/// The request, if somebody waits with it before a block of this association.
async fn find(app: &App, officer: &Officer, request: Uuid) -> Result<Option<Request>, Trouble> {
    let (city, here) = (officer.city.clone(), officer.association()?.id);
    let reading = app.store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let Some(asked) = request::find(tx, &city, request).await? else { return Ok(None) };
            let of = block::find(tx, &city, asked.block).await?.map(|(association, _)| association);
            Ok(Some(asked).filter(|asked| of == Some(here) && !asked.refused))
        })
    });
    Ok(reading.await?)
}
