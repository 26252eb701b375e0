//! The association's meetings, the last first.

use super::{
    super::super::{Page, Trouble, words::ruby},
    Officer, PLACE, at, keeps,
};
use crate::{
    app::App,
    association::meeting::{self, Entry},
    store::StoreError,
};
use axum::{extract::State, response::Response};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_domain::association::{Act, access::Of};

/// Meetings of the association.
#[utoipa::path(get, path = "/console/{city}/association/{association}/meetings", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association")),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 303, description = "Signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "No seat that sees meetings here")))]
pub(in crate::console) async fn list(State(app): State<App>, officer: Officer) -> Result<Response, Trouble> {
    let here = officer.association()?.clone();
    officer.seat_for(Act::SeeMeetings, Of::Association(here.id))?;
    let (city, today) = (officer.city.clone(), app.clock.now().jst_date());
    let reading = app
        .store
        .read::<_, StoreError, _>(move |tx| Box::pin(async move { meeting::of_association(tx, &city, here.id).await }));
    let entries = reading.await?;
    let title = officer.words.say("meeting-place");
    let body = view(&officer, &entries, today);
    Ok(Page { staff: &officer, title, live: None, place: PLACE }.draw(body))
}

fn view(officer: &Officer, entries: &[Entry], today: NaiveDate) -> Element {
    let words = officer.words;
    rsx! {
        h1 { {words.show("meeting-place")} }
        p { class: "lead", {words.show("meeting-place-lead")} }
        if keeps(officer) {
            div { class: "row", a { class: "button primary", href: officer.at("meetings/new"), {words.show("meeting-new")} } }
        }
        if entries.is_empty() { p { class: "lead", {words.show("meeting-none")} } }
        ul { class: "notices",
            for entry in entries {
                li { class: "notice-line",
                    div {
                        a { class: "notice-title", href: at(officer, entry.id, ""), {ruby(entry.meeting.title.get(words.locale))} }
                        p { class: "hint", {ruby(&words.day(entry.meeting.day, today))} " · "
                            if entry.closed.is_some() { {words.show("meeting-is-counted")} } else { {words.show("meeting-is-open")} }
                        }
                    }
                }
            }
        }
    }
}
