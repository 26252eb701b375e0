//! Writing a notice. Every button keeps all that was typed; leaving the page loses nothing but what was typed since.

use super::{Of, PLACE, at, compose_view, form, writer};
use crate::{
    app::App,
    console::{Page, Posted, PostedFiles, Staff, Trouble, go, writing},
    routes::school_files,
    school::notice::{Stage, approve, file, write},
};
use axum::{
    extract::{Query, State},
    response::Response,
};
use itsumo_domain::school::notice::{Audience, Draft, Fault};
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

/// The page on which a notice is written.
#[utoipa::path(get, path = "/console/{city}/{facility}/notices/{notice}/edit", tag = "console",
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility"),
           ("notice" = Uuid, Path, description = "The notice"), Shown),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 303, description = "To sign in, or to the notice when it is not written any more"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs")))]
pub(in crate::console) async fn edit(
    State(app): State<App>,
    staff: Staff,
    Of { notice, .. }: Of,
    Query(shown): Query<Shown>,
) -> Result<Response, Trouble> {
    let writer = writer(&staff)?;
    let entry = write::entry(&app, &staff.city, &writer, notice).await?;
    if !writer.may_work_on(&entry) || entry.recalled.is_some() {
        return Err(Trouble::NotThere);
    }
    if matches!(entry.stage, Stage::Waiting | Stage::Held) {
        return Ok(go(&at(&staff, notice, "check"), None));
    }
    let look = approve::look(&app, &staff.city, &writer, notice).await?;
    let faults: Vec<Fault> = if shown.faults.is_some() { look.faults.clone() } else { Vec::new() };
    let title = staff.words.say(if entry.sent.is_some() { "notice-edit" } else { "notice-write" });
    let wrong = shown.wrong.filter(|wrong| matches!(wrong.as_str(), "not-a-file" | "too-much"));
    let body = compose_view::view(&compose_view::Compose {
        staff: &staff,
        writer: &writer,
        look: &look,
        faults: &faults,
        wrong: wrong.as_deref(),
    });
    Ok(Page { staff: &staff, title, live: None, place: PLACE }.draw(body))
}

/// Keeps what was typed, takes files in, and does what the button says.
#[utoipa::path(post, path = "/console/{city}/{facility}/notices/{notice}/edit", tag = "console",
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility"),
           ("notice" = Uuid, Path, description = "The notice")),
    request_body(content = String, content_type = "multipart/form-data"),
    responses((status = 303, description = "Back to the page, or on to looking at it"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs")))]
pub(in crate::console) async fn save(
    State(app): State<App>,
    staff: Staff,
    Of { notice, .. }: Of,
    PostedFiles { fields, files }: PostedFiles<form::Fields>,
) -> Result<Response, Trouble> {
    let writer = writer(&staff)?;
    let entry = write::entry(&app, &staff.city, &writer, notice).await?;
    let today = app.clock.now().jst_date();
    let before = entry.shown().cloned().unwrap_or_default();
    let mut draft = form::read(&fields, &before, today);
    let button = form::one(&fields, "do").to_owned();
    let next = writing::change(&mut draft.blocks, &button, today);
    if let Err(error) = write::save(&app, &staff.city, &writer, notice, draft).await {
        return writing::hindered(error, &at(&staff, notice, "check"));
    }
    let edit = at(&staff, notice, "edit");
    for upload in files {
        let taken = file::attach(&app, &staff.city, &writer, notice, &upload.name, upload.bytes).await;
        if let Some(back) = writing::not_taken(taken, &edit)? {
            return Ok(back);
        }
    }
    if let Some(sha256) = button.strip_prefix("detach-") {
        file::detach(&app, &staff.city, &writer, notice, sha256).await?;
        return Ok(go(&format!("{edit}#files"), None));
    }
    Ok(writing::onwards(
        &edit,
        &button,
        next,
        &[("check", at(&staff, notice, "check")), ("people", at(&staff, notice, "people"))],
    ))
}

/// Throws away what is worked on.
#[utoipa::path(post, path = "/console/{city}/{facility}/notices/{notice}/discard", tag = "console",
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility"),
           ("notice" = Uuid, Path, description = "The notice")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "To the list"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs")))]
pub(in crate::console) async fn discard(
    State(app): State<App>,
    staff: Staff,
    Of { notice, .. }: Of,
    Posted(_fields): Posted<form::Fields>,
) -> Result<Response, Trouble> {
    let writer = writer(&staff)?;
    let outcome = write::discard(&app, &staff.city, &writer, notice).await;
    writing::done(outcome, &at(&staff, notice, "check"), &staff.at("notices"), "notice-discarded")
}

/// A file of a notice, for the staff. That it was opened is written down.
#[utoipa::path(get, path = "/console/{city}/{facility}/notices/{notice}/files/{sha256}", tag = "console",
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility"),
           ("notice" = Uuid, Path, description = "The notice"),
           ("sha256" = String, Path, description = "The file, by its SHA-256 in 64 hex digits")),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs")))]
pub(in crate::console) async fn file(
    State(app): State<App>,
    staff: Staff,
    Of { notice, sha256 }: Of,
) -> Result<Response, Trouble> {
    let writer = writer(&staff)?;
    let sent = file::open_for_staff(&app, &staff.city, &writer, notice, &sha256).await?;
    Ok(school_files::response(sent, true))
}

/// What is chosen besides groups, for a line that says so.
pub(super) fn singles(draft: &Draft) -> (usize, usize) {
    let Audience { pupils, minus, .. } = &draft.audience;
    (pupils.len(), minus.len())
}
