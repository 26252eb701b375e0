//! The paper of one block, as a file to print.

use super::Of;
use crate::{
    app::App,
    association::paper::print,
    console::{Officer, Trouble},
    routes::{association_paper::Which, reply},
};
use axum::{
    extract::{Query, State},
    response::Response,
};

/// A block's paper: the list to tick, the circular, the slips.
#[utoipa::path(get, path = "/console/{city}/association/{association}/circulars/{circular}/paper/{block}", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association"),
           ("circular" = Uuid, Path, description = "The circular"),
           ("block" = Uuid, Path, description = "The block"), Which),
    responses((status = 200, body = Vec<u8>, content_type = "application/pdf"),
              (status = 303, description = "To sign in"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs, or not out")))]
pub(in crate::console) async fn paper(
    State(app): State<App>,
    officer: Officer,
    Of { circular, block, .. }: Of,
    Query(which): Query<Which>,
) -> Result<Response, Trouble> {
    let at = officer.association()?;
    let block = block.ok_or(Trouble::NotThere)?;
    let wanted = which.wanted(Some(at.id), circular, block);
    let pdf = print(&app, &officer.city, officer.standing(), wanted).await?;
    Ok(reply::pdf(pdf))
}
