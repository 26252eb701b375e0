//! Where an officer begins: the first place of the bar that is open to them.

use super::{
    super::{Seated, Trouble, go},
    Officer,
};
use axum::response::Response;

/// An association, or the city's associations: on to the first page.
#[utoipa::path(get, path = "/console/{city}/association/{association}", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association, or `city`")),
    responses((status = 303, description = "To the first page that is open, or signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or no seat there")))]
pub async fn start(officer: Officer) -> Result<Response, Trouble> {
    let places = officer.places();
    let (_, to, _) = places.first().ok_or(Trouble::NotThere)?;
    Ok(go(to, None))
}
