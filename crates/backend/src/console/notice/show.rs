//! A notice that is out: how it stands, whom to telephone, the answers as a table; and recalling it.

use super::{Of, PLACE, at, form, show_view, writer};
use crate::{
    app::App,
    console::{Live, Page, Posted, Staff, Trouble, go, looks, writing},
    routes::reply,
    school::notice::{board, recall, write},
};
use axum::{extract::State, http::HeaderMap, response::Response};
use itsumo_domain::{Stream, i18n};

/// How a notice stands: not reached, not seen, seen, answered, by name.
#[utoipa::path(get, path = "/console/{city}/{facility}/notices/{notice}", tag = "console",
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility"),
           ("notice" = Uuid, Path, description = "The notice")),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 303, description = "To sign in, or to writing it when it is not out yet"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs")))]
pub(in crate::console) async fn show(
    State(app): State<App>,
    staff: Staff,
    headers: HeaderMap,
    Of { notice, .. }: Of,
) -> Result<Response, Trouble> {
    let writer = writer(&staff)?;
    let head = app.streams.head(&staff.city, &Stream::board(writer.seat.facility));
    let entry = write::entry(&app, &staff.city, &writer, notice).await?;
    if entry.sent.is_none() {
        return Ok(go(&at(&staff, notice, "check"), None));
    }
    let board = board::board(&app, &staff.city, &writer, notice).await?;
    looks::note(&app, &staff, &headers, &writer.seat, "notice", pupils(&board)).await?;
    let title = board.draft.title.get(staff.words.locale).to_owned();
    let title = i18n::without_ruby(&title);
    let works = writer.may_work_on(&board.entry);
    let body = show_view::view(&staff, &board, works, app.clock.now());
    Ok(Page { staff: &staff, title, live: Some(Live { head }), place: PLACE }.draw(body))
}

/// Recalls a notice: it goes from every device, and who had opened it stays known.
#[utoipa::path(post, path = "/console/{city}/{facility}/notices/{notice}/recall", tag = "console",
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility"),
           ("notice" = Uuid, Path, description = "The notice")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "To the notice"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs")))]
pub(in crate::console) async fn recall(
    State(app): State<App>,
    staff: Staff,
    Of { notice, .. }: Of,
    Posted(_fields): Posted<form::Fields>,
) -> Result<Response, Trouble> {
    let writer = writer(&staff)?;
    let outcome = recall::recall(&app, &staff.city, &writer, notice).await;
    writing::done(outcome, &at(&staff, notice, ""), &at(&staff, notice, ""), "notice-recalled")
}

/// Whom to telephone, to be printed.
#[utoipa::path(get, path = "/console/{city}/{facility}/notices/{notice}/calls", tag = "console",
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility"),
           ("notice" = Uuid, Path, description = "The notice")),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 303, description = "To sign in"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs, or not out")))]
pub(in crate::console) async fn calls(
    State(app): State<App>,
    staff: Staff,
    headers: HeaderMap,
    Of { notice, .. }: Of,
) -> Result<Response, Trouble> {
    let writer = writer(&staff)?;
    let (board, calls) = board::calls(&app, &staff.city, &writer, notice).await?;
    let called = calls.iter().map(|call| call.child.pupil).collect();
    looks::note(&app, &staff, &headers, &writer.seat, "call-list", called).await?;
    let title = staff.words.say("notice-calls");
    let body = show_view::calls(&staff, &board, &calls, app.clock.now());
    Ok(Page { staff: &staff, title, live: None, place: PLACE }.draw(body))
}

/// All answers as CSV, for a spreadsheet.
#[utoipa::path(get, path = "/console/{city}/{facility}/notices/{notice}/answers.csv", tag = "console",
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility"),
           ("notice" = Uuid, Path, description = "The notice")),
    responses((status = 200, body = String, content_type = "text/csv"),
              (status = 303, description = "To sign in"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs, or not out")))]
pub(in crate::console) async fn answers(
    State(app): State<App>,
    staff: Staff,
    headers: HeaderMap,
    Of { notice, .. }: Of,
) -> Result<Response, Trouble> {
    let writer = writer(&staff)?;
    let board = board::board(&app, &staff.city, &writer, notice).await?;
    looks::note(&app, &staff, &headers, &writer.seat, "export", pupils(&board)).await?;
    let words = staff.words;
    let head = ["class", "number", "name", "state", "answer", "by", "at"];
    let head = head.map(|column| words.say(&format!("notice-column-{column}")));
    let [class, number, name, state, answer, by, when] = &head;
    let columns = [class.as_str(), number, name, state, answer, by, when];
    let say = |state: itsumo_domain::school::notice::State| words.say(&format!("notice-state-{}", state.name()));
    let text = board::csv(&board, columns, say, words.locale);
    Ok(reply::download("answers.csv", "text/csv; charset=utf-8", text))
}

/// The children whom a board names.
fn pupils(board: &board::Board) -> Vec<uuid::Uuid> {
    board.plan.children.iter().map(|child| child.pupil).collect()
}
