//! One check: how every household is, reports for others, its end, its papers.

use super::{
    super::{
        super::{
            Page, Posted, Trouble, go,
            writing::{Fields, ids, one},
        },
        Officer,
        acting::{act, id, live},
    },
    OfCheck, PLACE, show_view,
};
use crate::{
    app::App,
    association::{
        print::drawn,
        safety::{self, Listed, paper as papers},
    },
    routes::reply::pdf,
    store::StoreError,
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use itsumo_domain::{
    Timestamp,
    association::{
        Act, AssociationCommand, SafetyReport,
        access::Of,
        safety::{Condition, Witness},
    },
    text::nfkc,
};
use itsumo_paper::PaperError;
use uuid::Uuid;

async fn listed(app: &App, officer: &Officer, check: Uuid) -> Result<Listed, Trouble> {
    let at = officer.association()?.id;
    let (city, standing, now) = (officer.city.clone(), officer.standing().clone(), app.clock.now());
    let reading = app.store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move { safety::list(tx, &city, &standing, check, now).await })
    });
    let found = reading.await?.filter(|listed| listed.entry.check.association == at);
    found.ok_or(Trouble::NotThere)
}

/// A check with the households whose safety this officer keeps: who needs somebody comes first.
#[utoipa::path(get, path = "/console/{city}/association/{association}/safety/{check}", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association"),
           ("check" = String, Path, description = "The check")),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 303, description = "Signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs, or gone")))]
pub(in crate::console) async fn show(
    State(app): State<App>,
    officer: Officer,
    Path(OfCheck { check, .. }): Path<OfCheck>,
) -> Result<Response, Trouble> {
    let live = live(&app, &officer);
    let listed = listed(&app, &officer, id(&check)?).await?;
    let ends = officer.may(Act::StartSafety, Of::Association(listed.entry.check.association));
    let title = officer.words.say(itsumo_domain::association::safety::words(listed.entry.check.status).title);
    let body = show_view::view(&officer, &listed, ends, app.clock.now());
    Ok(Page { staff: &officer, title, live, place: PLACE }.draw(body))
}

/// Writes down how a household is, as somebody told it.
#[utoipa::path(post, path = "/console/{city}/association/{association}/safety/{check}/report", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association"),
           ("check" = String, Path, description = "The check")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "To the check"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs, or gone")))]
pub(in crate::console) async fn report(
    State(app): State<App>,
    officer: Officer,
    Path(OfCheck { check, .. }): Path<OfCheck>,
    Posted(fields): Posted<Fields>,
) -> Result<Response, Trouble> {
    let check = id(&check)?;
    let household = id(one(&fields, "household"))?;
    let listed = listed(&app, &officer, check).await?;
    if !listed.streets.iter().any(|(known, _)| *known == household) {
        return Err(Trouble::NotThere);
    }
    let told = SafetyReport {
        check,
        household,
        condition: Condition::named(one(&fields, "condition")).ok_or(Trouble::NotThere)?,
        people: nfkc(one(&fields, "people").trim()).parse().ok(),
        place: one(&fields, "place").trim().to_owned(),
        note: one(&fields, "note").trim().to_owned(),
        witness: Witness::named(one(&fields, "witness")).unwrap_or(Witness::Officer),
        by: String::new(),
        seen: app.clock.now(),
        settles: ids(&fields, "settles"),
    };
    // At the console an officer speaks as one, also of the household they live in.
    let told = SafetyReport {
        witness: if told.witness == Witness::Household { Witness::Officer } else { told.witness },
        ..told
    };
    let command = AssociationCommand::ReportSafety { report: app.ids.new_id(), told: Box::new(told) };
    act(&app, &officer, command).await??;
    Ok(go(&format!("{}#h-{household}", officer.at(&format!("{PLACE}/{check}"))), None))
}

/// Ends a check: nobody is asked any more.
#[utoipa::path(post, path = "/console/{city}/association/{association}/safety/{check}/end", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association"),
           ("check" = String, Path, description = "The check")),
    responses((status = 303, description = "To the checks"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs, or gone")))]
pub(in crate::console) async fn end(
    State(app): State<App>,
    officer: Officer,
    Path(OfCheck { check, .. }): Path<OfCheck>,
    Posted(_fields): Posted<Fields>,
) -> Result<Response, Trouble> {
    let check = id(&check)?;
    act(&app, &officer, AssociationCommand::EndSafety { check }).await??;
    Ok(go(&officer.at(PLACE), None))
}

/// A paper of a check: `list` for a fire officer, `round` to walk the street with.
#[utoipa::path(get, path = "/console/{city}/association/{association}/safety/{check}/papers/{paper}", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association"),
           ("check" = String, Path, description = "The check"),
           ("paper" = String, Path, description = "`list` or `round`")),
    responses((status = 200, body = Vec<u8>, content_type = "application/pdf"),
              (status = 303, description = "To sign in"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs, or gone")))]
pub(in crate::console) async fn paper(
    State(app): State<App>,
    officer: Officer,
    Path(OfCheck { check, paper }): Path<OfCheck>,
) -> Result<Response, Trouble> {
    let draw: fn(&Listed, Timestamp) -> Result<Vec<u8>, PaperError> = match paper.as_str() {
        "list" => papers::list,
        "round" => |listed, now| papers::round(listed, None, now),
        _ => return Err(Trouble::NotThere),
    };
    let listed = listed(&app, &officer, id(&check)?).await?;
    let now = app.clock.now();
    Ok(pdf(drawn(move || draw(&listed, now)).await?))
}
