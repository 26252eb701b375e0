//! The list: what the city sent and lies here still, what is about to go out, what is written, what is out. And
//! beginning a new one.

use super::{PLACE, at, author, form, list_view};
use crate::{
    app::App,
    association::circular::{city, write},
    console::{Live, Officer, Page, Posted, Trouble, go},
    store::StoreError,
};
use axum::{extract::State, response::Response};
use itsumo_domain::{
    Stream,
    association::circular::{CircularKind, Draft},
    city::LocalText,
    writing::Block,
};
use serde::Deserialize;

/// Circulars of the association that the person may see, or the city's own.
#[utoipa::path(get, path = "/console/{city}/association/{association}/circulars", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association, or `city`")),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 303, description = "Signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "No seat here that writes circulars")))]
pub(in crate::console) async fn list(State(app): State<App>, officer: Officer) -> Result<Response, Trouble> {
    let author = author(&officer)?;
    let live = live(&app, &officer);
    let entries = write::list(&app, &officer.city, &author).await?;
    let waiting = match officer.association() {
        Ok(at) => {
            let (code, id) = (officer.city.clone(), at.id);
            app.store
                .read::<_, StoreError, _>(move |tx| Box::pin(async move { city::waiting(tx, &code, id).await }))
                .await?
        }
        Err(_) => Vec::new(),
    };
    let waiting: Vec<_> = waiting.into_iter().filter(|entry| author.may_handle(entry)).collect();
    let title = officer.words.say("console-circulars");
    let body = list_view::view(&officer, &author, &entries, &waiting, app.clock.now());
    Ok(Page { staff: &officer, title, live, place: PLACE }.draw(body))
}

/// Where the association's board stands; the city's pages follow none.
pub(super) fn live(app: &App, officer: &Officer) -> Option<Live> {
    let at = officer.association().ok()?;
    Some(Live { head: app.streams.head(&officer.city, &Stream::board(at.id)) })
}

/// Which beginning.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[schema(as = CircularBegin)]
pub(in crate::console) struct Begin {
    /// A kind: `read`, `confirm`, ….
    #[serde(default)]
    kind: String,
}

/// Begins a circular of a kind.
#[utoipa::path(post, path = "/console/{city}/association/{association}/circulars", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association, or `city`")),
    request_body(content = Begin, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "To the new circular"),
              (status = 404, body = String, content_type = "text/html", description = "No seat here that writes circulars")))]
pub(in crate::console) async fn begin(
    State(app): State<App>,
    officer: Officer,
    Posted(begun): Posted<Begin>,
) -> Result<Response, Trouble> {
    let author = author(&officer)?;
    let kind = CircularKind::ALL.into_iter().find(|kind| kind.name() == begun.kind).unwrap_or_default();
    let blocks = vec![Block::Text { text: LocalText::default() }];
    let mut draft = Draft { kind, blocks, ask: form::usual_ask(kind), ..Draft::default() };
    // Most go to everybody; a 班長 writes to the block.
    match author.seat.block.filter(|_| !author.keeps()) {
        Some(block) => draft.audience.blocks.extend([block]),
        None => draft.audience.everybody = true,
    }
    let id = write::begin(&app, &officer.city, &author, draft).await?;
    Ok(go(&at(&officer, id, "edit"), None))
}
