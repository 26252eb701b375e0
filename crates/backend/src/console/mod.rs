//! The console: pages for the staff of facilities and the officers of town associations, in a browser, on a school's
//! tablet.
//!
//! Pages are drawn on the server ([`page`]), every button is a form, and a page is right after a reload without any
//! script. A handler takes [`Staff`] or [`Officer`], asks `seat_for` for the seat by which it may, calls one service, and
//! draws; a POST answers with [`page::go`] to the page it came from. What goes wrong is a [`Trouble`].
//!
//! **Invariant:** what is refused looks like what does not exist ([`trouble`]).
//! **Invariant:** a page that shows a child's record has written so into the child's access log.

pub mod assets;
pub mod association;
pub mod board;
mod described;
mod entry;
mod events;
mod list;
mod looks;
mod notice;
mod office;
mod open;
mod opened;
pub mod page;
pub mod posted;
mod seat;
pub mod session;
pub mod trouble;
mod value;
mod wall;
pub mod words;
mod writing;

pub use association::Officer;
pub use looks::Looks;
pub use page::{Live, Page, Seated, go, page};
pub use posted::{Entered, Posted, PostedFiles, Upload, hidden_token};
pub use session::{Session, Staff};
pub use trouble::Trouble;
pub use words::Words;

use crate::{app::App, problem::Failure};
use axum::{
    http::{HeaderMap, StatusCode, Uri},
    response::{IntoResponse, Response},
};
use utoipa_axum::{router::OpenApiRouter, routes};

/// All of the console's routes.
pub fn routes() -> OpenApiRouter<App> {
    let mut routes = OpenApiRouter::new()
        .routes(routes!(assets::file))
        .routes(routes!(entry::language))
        .routes(routes!(entry::cities))
        .routes(routes!(entry::start::start, entry::start::take_seat))
        .routes(routes!(entry::sign_in::sign_in_page, entry::sign_in::sign_in))
        .routes(routes!(entry::sign_in::sign_out))
        .routes(routes!(entry::account::account_page, entry::account::register))
        .routes(routes!(entry::account::confirm_page, entry::account::confirm))
        .routes(routes!(events::events))
        .routes(routes!(events::of_association))
        .merge(association::routes())
        .merge(board::routes())
        .merge(notice::routes())
        .merge(office::routes())
        .merge(open::routes())
        .merge(opened::routes())
        .merge(wall::routes())
        .layer(axum::middleware::from_fn(trouble::draw));
    described::complete(routes.get_openapi_mut());
    routes
}

/// What any address that is not one answers: a page to people, a problem to machines.
pub async fn nothing_here(uri: Uri, headers: HeaderMap) -> Response {
    if of_the_console(&uri) {
        return trouble::outside(Words::of(&headers), &Trouble::NotThere);
    }
    Failure::not_found("address").into_response()
}

/// What an address answers that is one, to a method that it does not have.
pub async fn not_so(uri: Uri, headers: HeaderMap) -> Response {
    let failure = Failure::of_status(StatusCode::METHOD_NOT_ALLOWED);
    if of_the_console(&uri) {
        return trouble::outside(Words::of(&headers), &Trouble::Failure(failure));
    }
    failure.into_response()
}

fn of_the_console(uri: &Uri) -> bool {
    uri.path() == "/console" || uri.path().starts_with("/console/")
}
