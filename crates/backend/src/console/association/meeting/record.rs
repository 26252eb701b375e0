//! Writing down what came on paper, and who is at the hall.

use super::{
    super::{
        super::{Posted, Trouble, go},
        acting::{act, id},
    },
    OfMeeting, Officer, at,
    form::{Fields, one},
    sheet, show,
};
use crate::{
    app::App,
    association::{Outgoing, meeting},
    store::StoreError,
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use itsumo_domain::{
    association::{
        AssociationCommand,
        meeting::{Given, Source, Vote},
    },
    sync::Refusal,
};
use uuid::Uuid;

/// Writes down a household's ballot, or takes back what was written by mistake.
#[utoipa::path(post, path = "/console/{city}/association/{association}/meetings/{meeting}/record", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association"),
           ("meeting" = String, Path, description = "The meeting")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "To the meeting"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs"),
              (status = 422, body = String, content_type = "text/html", description = "The page again, with what was wrong")))]
pub(in crate::console) async fn record(
    State(app): State<App>,
    officer: Officer,
    Path(OfMeeting { meeting, .. }): Path<OfMeeting>,
    Posted(fields): Posted<Fields>,
) -> Result<Response, Trouble> {
    let sheet = sheet(&app, &officer, id(&meeting)?).await?;
    let (meeting, household) = (sheet.entry.id, id(one(&fields, "household"))?);
    let all = sheet.entry.meeting.proposals.len();
    let done = match one(&fields, "do") {
        "take-back" => take_back(&app, &officer, meeting, household).await?,
        what => match given(&fields, what, all) {
            Err(refusal) => Err(refusal),
            Ok((ballot, source)) => {
                let replace = !one(&fields, "replace").is_empty();
                let command = AssociationCommand::RecordBallot { meeting, household, ballot, source, replace };
                act(&app, &officer, command).await?
            }
        },
    };
    match done {
        Ok(()) => Ok(go(&format!("{}#h-{household}", at(&officer, meeting, "")), None)),
        Err(refusal) if refusal.code == "not-found" => Err(Trouble::NotThere),
        Err(refusal) => show::page(&app, &officer, meeting, None, &[(Some(household), refusal)]).await,
    }
}

/// A ballot as the form has it: `present`, `votes` or `proxy`.
fn given(fields: &Fields, what: &str, all: usize) -> Result<(Given, Source), Refusal> {
    match what {
        "present" => Ok((Given::Present, Source::Hall)),
        "proxy" => {
            let to = one(fields, "to");
            let to = if to.is_empty() {
                None
            } else {
                Some(Uuid::parse_str(to).map_err(|_| Refusal::of_field("not-a-household", "to"))?)
            };
            Ok((Given::Proxy { to }, Source::Paper))
        }
        "votes" => {
            let vote = |place: usize| Vote::named(one(fields, &format!("vote-{place}")));
            let votes = (0..all).map(vote).collect::<Option<Vec<Vote>>>();
            let votes = votes.ok_or_else(|| Refusal::of_field("vote-count", "votes"))?;
            Ok((Given::Votes { votes }, Source::Paper))
        }
        _ => Err(Refusal::of_field("vote-count", "votes")),
    }
}

async fn take_back(
    app: &App,
    officer: &Officer,
    meeting: Uuid,
    household: Uuid,
) -> Result<Result<(), Refusal>, StoreError> {
    let (city, standing, now) = (officer.city.clone(), officer.standing().clone(), app.clock.now());
    let writing = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let mut out = Outgoing::default();
            let done = meeting::take_back(tx, &mut out, &city, &standing, meeting, household, now).await?;
            if done.is_ok() {
                out.send(tx, &city, now).await?;
            }
            Ok(done)
        })
    });
    writing.await
}
