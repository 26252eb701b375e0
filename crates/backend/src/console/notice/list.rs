//! The list: what is written, what waits, what is about to go out, what is out. And beginning a new one.

use super::{PLACE, at, writer};
use crate::{
    app::App,
    console::{
        Live, Page, Posted, Staff, Trouble, go, hidden_token,
        words::ruby,
        writing::{goes_at, moment},
    },
    school::notice::{Entry, Stage, Writer, write},
};
use axum::{extract::State, response::Response};
use dioxus::prelude::*;
use itsumo_domain::{
    Stream, Timestamp,
    i18n::{self, Arg},
    school::notice::{Draft, template},
};
use serde::Deserialize;

/// Notices of the facility that the person may see.
#[utoipa::path(get, path = "/console/{city}/{facility}/notices", tag = "console",
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility")),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 303, description = "To sign in"),
              (status = 404, body = String, content_type = "text/html", description = "No seat here that writes notices")))]
pub(in crate::console) async fn list(State(app): State<App>, staff: Staff) -> Result<Response, Trouble> {
    let writer = writer(&staff)?;
    let head = app.streams.head(&staff.city, &Stream::board(writer.seat.facility));
    let entries = write::list(&app, &staff.city, &writer).await?;
    let now = app.clock.now();
    let title = staff.words.say("notice-list");
    let body = view(&staff, &writer, &entries, now);
    Ok(Page { staff: &staff, title, live: Some(Live { head }), place: PLACE }.draw(body))
}

/// Which beginning.
#[derive(Debug, Default, Deserialize)]
pub(in crate::console) struct Begin {
    /// A template's id; empty for none.
    #[serde(default)]
    template: String,
}

/// Begins a notice, from a template or from nothing.
#[utoipa::path(post, path = "/console/{city}/{facility}/notices", tag = "console",
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "To the new notice"),
              (status = 404, body = String, content_type = "text/html", description = "No seat here that writes notices")))]
pub(in crate::console) async fn begin(
    State(app): State<App>,
    staff: Staff,
    Posted(form): Posted<Begin>,
) -> Result<Response, Trouble> {
    let writer = writer(&staff)?;
    let writes = writer.may_address_all() || writer.seat.group.is_some();
    if !writes {
        return Err(Trouble::NotThere);
    }
    let today = app.clock.now().jst_date();
    let mut draft = template::find(&form.template).map_or_else(Draft::default, |template| template.draft(today));
    // A teacher writes to their class, most of the time.
    if let Some(class) = writer.seat.group.filter(|_| !writer.may_address_all()) {
        draft.audience.groups = vec![class];
    }
    let id = write::begin(&app, &staff.city, &writer, draft).await?;
    Ok(go(&at(&staff, id, "edit"), None))
}

fn view(staff: &Staff, writer: &Writer, entries: &[Entry], now: Timestamp) -> Element {
    let words = staff.words;
    let of = |stage: Stage| -> Vec<&Entry> { entries.iter().filter(|entry| entry.stage == stage).collect() };
    let (held, waiting, drafts) = (of(Stage::Held), of(Stage::Waiting), of(Stage::Draft));
    let mut out: Vec<&Entry> = entries.iter().filter(|entry| entry.sent.is_some()).collect();
    out.sort_by_key(|entry| std::cmp::Reverse(entry.sent));
    let writes = writer.may_address_all() || writer.seat.group.is_some();
    let here = staff.at("notices");
    let nothing = entries.is_empty();
    rsx! {
        h1 { {words.show("notice-list")} }
        if writes {
            section { class: "card",
                h2 { {words.show("notice-new")} }
                div { class: "row templates",
                    for template in template::all() {
                        form { method: "post", action: "{here}",
                            {hidden_token(staff)}
                            input { r#type: "hidden", name: "template", value: "{template.id}" }
                            button { r#type: "submit", {ruby(template.name.get(words.locale))} }
                        }
                    }
                    form { method: "post", action: "{here}",
                        {hidden_token(staff)}
                        button { r#type: "submit", {words.show("notice-new-empty")} }
                    }
                }
            }
        }
        if nothing { p { class: "lead", {words.show("notice-none")} } }
        {part(staff, "notice-held", &held, now)}
        {part(staff, "notice-waiting", &waiting, now)}
        {part(staff, "notice-drafts", &drafts, now)}
        {part(staff, "notice-sent", &out, now)}
    }
}

fn part(staff: &Staff, key: &str, entries: &[&Entry], now: Timestamp) -> Element {
    let words = staff.words;
    if entries.is_empty() {
        return rsx! {};
    }
    let out = key == "notice-sent";
    rsx! {
        section { class: "stage",
            h2 { {words.show(key)} small { "{entries.len()}" } }
            ul { class: "notices",
                for entry in entries { {line(staff, entry, out, now)} }
            }
        }
    }
}

fn line(staff: &Staff, entry: &Entry, out: bool, now: Timestamp) -> Element {
    let words = staff.words;
    let shown = if out { entry.public.as_ref() } else { entry.shown() };
    let title = shown.map(|draft| draft.title.get(words.locale)).filter(|title| !title.is_empty());
    let title = title.map_or_else(|| words.marked("notice-untitled", &[]), str::to_owned);
    let page = match (out, entry.stage) {
        (true, _) => at(staff, entry.id, ""),
        (false, Stage::Draft) => at(staff, entry.id, "edit"),
        _ => at(staff, entry.id, "check"),
    };
    let undo = at(staff, entry.id, "undo");
    let when = match (out, entry.recalled, entry.edited, entry.sent) {
        (true, Some(at), _, _) => words.marked("notice-recalled-at", &[("time", Arg::Text(&moment(words, at, now)))]),
        (true, None, Some(at), _) => words.marked("notice-edited-at", &[("time", Arg::Text(&moment(words, at, now)))]),
        (true, None, None, Some(at)) => words.marked("notice-sent-at", &[("time", Arg::Text(&moment(words, at, now)))]),
        _ => words.marked("notice-changed-at", &[("time", Arg::Text(&moment(words, entry.changed, now)))]),
    };
    let count = out.then(|| {
        let number = i64::try_from(entry.children).unwrap_or(i64::MAX);
        i18n::text(words.locale, "notice-to-children", &[("count", Arg::Number(number))])
    });
    let held = !out && entry.stage == Stage::Held;
    let goes = entry.held_until.filter(|_| held).map(|at| goes_at(words, at, now));
    rsx! {
        li { class: "notice-line", id: "n-{entry.id}",
            div {
                a { class: "notice-title", href: "{page}", {ruby(&title)} }
                p { class: "hint",
                    {ruby(&when)} " · {entry.title}"
                    if let Some(count) = count { " · " {ruby(&count)} }
                    if !entry.returned.is_empty() && !out { " · " strong { {words.show("notice-returned")} } }
                }
            }
            if let Some(goes) = goes {
                div { class: "row",
                    strong { class: "goes", "data-until": entry.held_until.map(|at| at.0), "data-now": now.0, {ruby(&goes)} }
                    form { method: "post", action: "{undo}",
                        {hidden_token(staff)}
                        button { class: "primary", r#type: "submit", {words.show("notice-undo")} }
                    }
                }
            }
        }
    }
}
