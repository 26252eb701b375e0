//! What a page answers once something was done to what is written: on to where one looks at it now, or back to where it
//! stands.

use super::super::{Trouble, go};
use axum::response::Response;

/// Why something could not be done to what is written.
pub(in crate::console) trait Hindrance: Into<Trouble> {
    /// It went on meanwhile, by a hold that ended or by somebody else: the sentence that says so.
    fn moved(&self) -> Option<&'static str>;
    /// A file was not taken: the word for it in the page's address.
    fn file(&self) -> Option<&'static str>;
}

/// Back to where it `stands`, when it went on meanwhile.
///
/// # Errors
/// What else there is.
pub(in crate::console) fn hindered(error: impl Hindrance, stands: &str) -> Result<Response, Trouble> {
    match error.moved() {
        Some(said) => Ok(go(stands, Some(said))),
        None => Err(error.into()),
    }
}

/// On to `then`, with a word, when it was done.
///
/// # Errors
/// As [`hindered`].
pub(in crate::console) fn done<T>(
    outcome: Result<T, impl Hindrance>,
    stands: &str,
    then: &str,
    said: &str,
) -> Result<Response, Trouble> {
    match outcome {
        Ok(_) => Ok(go(then, Some(said))),
        Err(error) => hindered(error, stands),
    }
}

/// Where a file was not taken: back to the page, which says so.
///
/// # Errors
/// What else there is.
pub(in crate::console) fn not_taken(
    taken: Result<(), impl Hindrance>,
    edit: &str,
) -> Result<Option<Response>, Trouble> {
    let Err(error) = taken else { return Ok(None) };
    match error.file() {
        Some(wrong) => Ok(Some(go(&format!("{edit}?wrong={wrong}#files"), None))),
        None => Err(error.into()),
    }
}

/// Where a button of the page leads after everything was kept: to the piece of the text that changed its place, through
/// one of the `doors` (buttons and addresses), or nowhere.
pub(in crate::console) fn onwards(edit: &str, button: &str, next: Option<usize>, doors: &[(&str, String)]) -> Response {
    let door = doors.iter().find(|(name, _)| *name == button);
    match (next, door) {
        (Some(place), _) => go(&format!("{edit}#block-{place}"), None),
        (None, Some((_, address))) => go(address, None),
        (None, None) if button == "attach" => go(&format!("{edit}#files"), None),
        (None, None) => go(edit, Some("notice-kept")),
    }
}
