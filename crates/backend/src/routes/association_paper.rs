//! A block's paper for an officer's phone: the same file as the console prints.

use crate::{
    app::App,
    association::{
        known,
        paper::{Copies, Wanted, print},
    },
    openapi::{Always, NeedsAccount},
    problem::Failure,
    routes::{
        caller::Me,
        reply::{self, id},
    },
};
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use itsumo_domain::{i18n::Locale, problem::Problem};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(paper))
}

/// Which paper.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// `each` for a copy for each household; one for the block otherwise.
    #[serde(default)]
    pub copies: String,
    /// `ja`, `ja-easy`, `en`; Japanese without.
    #[serde(default)]
    pub words: String,
}

impl Which {
    /// What is printed.
    pub fn wanted(&self, association: Option<Uuid>, circular: Uuid, block: Uuid) -> Wanted {
        let copies = if self.copies == "each" { Copies::Each } else { Copies::Round };
        Wanted { association, circular, block, copies, locale: self.words.parse().unwrap_or(Locale::Ja) }
    }
}

/// The paper of one block: the list of the households that want it, the circular, the slips.
#[utoipa::path(get, path = "/v1/me/associations/circulars/{circular}/paper/{block}", tag = "association",
    security(("device" = [])),
    params(("circular" = Uuid, Path, description = "The circular"), ("block" = Uuid, Path, description = "The block"), Which),
    responses((status = 200, body = Vec<u8>, content_type = "application/pdf"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`not-found`: not out, not for this block, or no seat that keeps its paper"),
              NeedsAccount, Always))]
pub async fn paper(
    State(app): State<App>,
    Me(signed): Me,
    Path((circular, block)): Path<(String, String)>,
    Query(which): Query<Which>,
) -> Result<Response, Failure> {
    let wanted = which.wanted(None, id(&circular, "paper")?, id(&block, "paper")?);
    let known = known(&app, &signed.city, signed.person).await?;
    let pdf = print(&app, &signed.city, &known.standing, wanted).await?;
    Ok(reply::pdf(pdf))
}
