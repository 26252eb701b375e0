//! Writing a circular. Every button keeps all that was typed; leaving the page loses nothing but what was typed since.

use super::{Of, PLACE, at, author, compose_view, form};
use crate::{
    app::App,
    association::{
        circular::{Author, Stage, file, look, write},
        household::{self, Association, Household},
    },
    console::{Officer, Page, Posted, PostedFiles, Trouble, go, writing},
    routes::school_files,
    store::StoreError,
};
use axum::{
    extract::{Query, State},
    response::Response,
};
use itsumo_domain::{
    association::{
        Block,
        access::{Act, Of as What, seat_may},
    },
    writing::Fault,
};
use serde::Deserialize;

/// What the page says besides.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::console) struct Shown {
    /// Name what is missing.
    #[serde(default)]
    faults: Option<String>,
    /// Why a file was not taken: `not-a-file`, `too-much`.
    #[serde(default)]
    wrong: Option<String>,
}

/// Whom the writer may choose among.
#[derive(Debug, Default)]
pub(super) struct Choices {
    /// Everybody, and holders of seats.
    pub whole: bool,
    /// Blocks, each with its households.
    pub blocks: Vec<(Block, Vec<Household>)>,
    /// The city's associations.
    pub associations: Vec<Association>,
}

/// The page on which a circular is written.
#[utoipa::path(get, path = "/console/{city}/association/{association}/circulars/{circular}/edit", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association, or `city`"),
           ("circular" = Uuid, Path, description = "The circular"), Shown),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 303, description = "To sign in, or to the circular when it is not written any more"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs")))]
pub(in crate::console) async fn edit(
    State(app): State<App>,
    officer: Officer,
    Of { circular, .. }: Of,
    Query(shown): Query<Shown>,
) -> Result<Response, Trouble> {
    let author = author(&officer)?;
    let look = look::look(&app, &officer.city, &author, circular).await?;
    let entry = &look.entry;
    if !author.may_work_on(entry) || entry.recalled.is_some() || entry.expired.is_some() {
        return Err(Trouble::NotThere);
    }
    if matches!(entry.stage, Stage::Held | Stage::Back) {
        return Ok(go(&at(&officer, circular, "check"), None));
    }
    let choices = choices(&app, &officer, &author).await?;
    let faults: Vec<Fault> = if shown.faults.is_some() { look.faults.clone() } else { Vec::new() };
    let title =
        officer.words.say(if entry.sent.is_some() { "console-circular-edit" } else { "console-circular-write" });
    let wrong = shown.wrong.filter(|wrong| matches!(wrong.as_str(), "not-a-file" | "too-much"));
    let body = compose_view::view(&compose_view::Compose {
        officer: &officer,
        entry,
        choices: &choices,
        faults: &faults,
        wrong: wrong.as_deref(),
    });
    Ok(Page { staff: &officer, title, live: None, place: PLACE }.draw(body))
}

async fn choices(app: &App, officer: &Officer, author: &Author) -> Result<Choices, Trouble> {
    let (city, author, day) = (officer.city.clone(), author.clone(), app.clock.now().jst_date());
    let reading = app.store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let Some(association) = author.association() else {
                let associations = household::all(tx, &city).await?;
                return Ok(Choices { whole: true, associations, ..Choices::default() });
            };
            let mut blocks: Vec<(Block, Vec<Household>)> = Vec::new();
            for block in household::blocks(tx, &city, association).await? {
                let of = What::Block { association, block: block.id };
                if seat_may(&author.seat, Act::WriteCirculars, of) {
                    blocks.push((block, Vec::new()));
                }
            }
            for home in household::of_association(tx, &city, association, day).await? {
                if let Some((_, homes)) = blocks.iter_mut().find(|(block, _)| block.id == home.block) {
                    homes.push(home);
                }
            }
            Ok(Choices { whole: author.keeps(), blocks, ..Choices::default() })
        })
    });
    Ok(reading.await?)
}

/// Keeps what was typed, takes files in, and does what the button says.
#[utoipa::path(post, path = "/console/{city}/association/{association}/circulars/{circular}/edit", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association, or `city`"),
           ("circular" = Uuid, Path, description = "The circular")),
    request_body(content = String, content_type = "multipart/form-data"),
    responses((status = 303, description = "Back to the page, or on to looking at it"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs")))]
pub(in crate::console) async fn save(
    State(app): State<App>,
    officer: Officer,
    Of { circular, .. }: Of,
    PostedFiles { fields, files }: PostedFiles<form::Fields>,
) -> Result<Response, Trouble> {
    let author = author(&officer)?;
    let entry = write::entry(&app, &officer.city, &author, circular).await?;
    let today = app.clock.now().jst_date();
    let before = entry.shown().cloned().unwrap_or_default();
    let mut draft = form::read(&fields, &before, today);
    let button = form::one(&fields, "do").to_owned();
    let next = writing::change(&mut draft.blocks, &button, today);
    if let Err(error) = write::save(&app, &officer.city, &author, circular, draft).await {
        return writing::hindered(error, &at(&officer, circular, "check"));
    }
    let edit = at(&officer, circular, "edit");
    for upload in files {
        let taken = file::attach(&app, &officer.city, &author, circular, &upload.name, upload.bytes).await;
        if let Some(back) = writing::not_taken(taken, &edit)? {
            return Ok(back);
        }
    }
    if let Some(sha256) = button.strip_prefix("detach-") {
        file::detach(&app, &officer.city, &author, circular, sha256).await?;
        return Ok(go(&format!("{edit}#files"), None));
    }
    Ok(writing::onwards(&edit, &button, next, &[("check", at(&officer, circular, "check"))]))
}

/// Throws away what is worked on.
#[utoipa::path(post, path = "/console/{city}/association/{association}/circulars/{circular}/discard", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association, or `city`"),
           ("circular" = Uuid, Path, description = "The circular")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "To the list"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs")))]
pub(in crate::console) async fn discard(
    State(app): State<App>,
    officer: Officer,
    Of { circular, .. }: Of,
    Posted(_fields): Posted<form::Fields>,
) -> Result<Response, Trouble> {
    let author = author(&officer)?;
    let outcome = write::discard(&app, &officer.city, &author, circular).await;
    writing::done(outcome, &at(&officer, circular, "check"), &officer.at(PLACE), "notice-discarded")
}

/// A file of a circular, for its officers.
#[utoipa::path(get, path = "/console/{city}/association/{association}/circulars/{circular}/files/{sha256}",
    tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association, or `city`"),
           ("circular" = Uuid, Path, description = "The circular"),
           ("sha256" = String, Path, description = "The file, by its SHA-256 in 64 hex digits")),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
              (status = 303, description = "To sign in"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs")))]
pub(in crate::console) async fn file(
    State(app): State<App>,
    officer: Officer,
    Of { circular, sha256, .. }: Of,
) -> Result<Response, Trouble> {
    let author = author(&officer)?;
    let sent = file::open_for_officer(&app, &officer.city, &author, circular, &sha256).await?;
    Ok(school_files::response(sent, true))
}
