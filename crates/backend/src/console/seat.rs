//! Taking a seat with the code of its slip.

use super::{Staff, Trouble};
use crate::app::App;
use itsumo_domain::sync::Refusal;

/// Takes the seat of `code` for the signed-in person.
///
/// # Errors
/// The store's; a refusal is an answer.
pub(super) async fn take(_app: &App, _staff: &Staff, _code: String) -> Result<Result<(), Refusal>, Trouble> {
    Ok(Err(Refusal::of_field("code-wrong", "code")))
}
