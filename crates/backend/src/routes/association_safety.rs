//! Officers' papers of a safety check. Starting, ending and reporting go by commands, so that they work from a phone that
//! was offline. See [`crate::association::safety`].
//!
//! **Invariant:** a check that is gone, never was, or is none of theirs answers everybody the very same.

use super::reply::{id, pdf};
use crate::{
    app::App,
    association::{
        print::drawn,
        safety::{self, Listed, paper},
        standing,
    },
    openapi::{Always, NeedsAccount},
    problem::Failure,
    routes::caller::Me,
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use itsumo_domain::{Timestamp, problem::Problem};
use itsumo_paper::PaperError;

fn not_there() -> Failure {
    Failure::not_found("check")
}

/// A paper of a safety check as PDF: `list` (for a fire officer: who needs somebody comes first), `round` (to walk the
/// street with). Households are those of the blocks whose safety this person keeps.
#[utoipa::path(get, path = "/v1/me/associations/safety/{check}/papers/{paper}", tag = "association",
    security(("device" = [])),
    params(("check" = Uuid, Path, description = "The check"), ("paper" = String, Path, description = "`list` or `round`")),
    responses((status = 200, body = Vec<u8>, content_type = "application/pdf"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`not-found`: not a check of streets that this person keeps, gone after its term, or no such paper"),
              NeedsAccount, Always))]
pub async fn paper(
    State(app): State<App>,
    Me(signed): Me,
    Path((check, kind)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let draw: fn(&Listed, Timestamp) -> Result<Vec<u8>, PaperError> = match kind.trim_end_matches(".pdf") {
        "list" => paper::list,
        "round" => |listed, now| paper::round(listed, None, now),
        _ => return Err(not_there()),
    };
    let check = id(&check, "check")?;
    let now = app.clock.now();
    let reading = app.store.read::<_, Failure, _>(move |tx| {
        Box::pin(async move {
            let standing = standing::standing(tx, &signed.city, signed.person, now.jst_date()).await?;
            Ok(safety::list(tx, &signed.city, &standing, check, now).await?)
        })
    });
    let listed = reading.await?.ok_or_else(not_there)?;
    Ok(pdf(drawn(move || draw(&listed, now)).await?))
}
