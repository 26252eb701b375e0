//! The paper of one block, as a file to print.

use super::Of;
use crate::{
    app::App,
    association::paper::{Copies, Wanted, print},
    console::{Officer, Trouble},
};
use axum::{
    extract::{Query, State},
    http::header,
    response::{IntoResponse, Response},
};
use itsumo_domain::i18n::Locale;
use serde::Deserialize;

/// Which paper.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::console) struct Which {
    /// `each` for a copy for each household; one for the block otherwise.
    #[serde(default)]
    copies: String,
    /// `ja`, `ja-easy`, `en`.
    #[serde(default)]
    words: String,
}

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
    let copies = if which.copies == "each" { Copies::Each } else { Copies::Round };
    let locale = which.words.parse().unwrap_or(Locale::Ja);
    let wanted = Wanted { association: Some(at.id), circular, block, copies, locale };
    let pdf = print(&app, &officer.city, officer.standing(), wanted).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/pdf"),
        (header::CONTENT_DISPOSITION, "inline; filename=\"paper.pdf\""),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, pdf).into_response())
}
