//! What every page of the console can answer besides its own: written into the description of the API for all of them
//! at once, so that no page forgets one.

use utoipa::openapi::{ContentBuilder, OpenApi, RefOr, Response, ResponseBuilder, path::Operation};

/// Of every page.
const ANY: [(&str, &str); 3] = [
    ("408", "It took longer than 30 seconds"),
    ("500", "The server's own fault"),
    ("503", "Busy: try again after `Retry-After` seconds"),
];
/// Of pages with something in their address to be read.
const READ: [(&str, &str); 1] = [("400", "Something in the address cannot be read")];
/// Of every form.
const FORM: [(&str, &str); 3] = [
    ("403", "A form of another site or session"),
    ("413", "The form is too large"),
    ("422", "Something in the form is wrong, or is refused; the page says what"),
];
/// Of forms for people who are signed in.
const SIGNED_FORM: [(&str, &str); 1] = [("401", "The session had ended: the sign-in page, with the form kept in it")];

/// Adds to each operation what it can answer and does not say.
pub fn complete(document: &mut OpenApi) {
    for item in document.paths.paths.values_mut() {
        if let Some(operation) = &mut item.get {
            add(operation, &ANY);
            add(operation, &READ);
        }
        if let Some(operation) = &mut item.post {
            add(operation, &ANY);
            add(operation, &READ);
            add(operation, &FORM);
            if operation.security.is_some() {
                add(operation, &SIGNED_FORM);
            }
        }
    }
}

fn add(operation: &mut Operation, answers: &[(&str, &str)]) {
    for (status, words) in answers {
        let known = &mut operation.responses.responses;
        known.entry((*status).to_owned()).or_insert_with(|| RefOr::T(page(words)));
    }
}

fn page(words: &str) -> Response {
    ResponseBuilder::new().description(words).content("text/html", ContentBuilder::new().build()).build()
}
