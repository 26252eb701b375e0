//! The city's associations: how large they are, which seats are empty, which seats somebody asks for; and adding one.
//!
//! No household's name stands here.

use super::{
    super::super::{Posted, Trouble, go, hidden_token, words::ruby},
    Officer, PLACE, alert, draw, of_field, wrong,
};
use crate::{
    app::App,
    association::{
        block, household,
        office::{self, NewAssociation, OfficeError},
        recovery,
        seat::{self},
    },
    store::StoreError,
};
use axum::{extract::State, response::Response};
use dioxus::prelude::*;
use itsumo_domain::{
    association::{Act, access::Of},
    i18n::Arg,
};
use serde::Deserialize;
use uuid::Uuid;

/// One association, in numbers.
struct Line {
    id: Uuid,
    name: String,
    blocks: usize,
    households: usize,
    /// The titles of seats that nobody holds.
    empty: Vec<String>,
    /// So many seats are asked for.
    lost: usize,
}

async fn lines(app: &App, officer: &Officer) -> Result<Vec<Line>, StoreError> {
    let (city, now) = (officer.city.clone(), app.clock.now());
    let reading = app.store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let today = now.jst_date();
            let lost = recovery::of_city(tx, &city, now).await?;
            let mut lines = Vec::new();
            for at in block::all(tx, &city).await? {
                let seats = seat::of_association(tx, &city, Some(at.id)).await?;
                let ids: Vec<Uuid> = seats.iter().map(|seat| seat.id).collect();
                let terms = seat::terms(tx, &city, &ids).await?;
                let held = |id: Uuid| {
                    terms.iter().any(|held| held.seat == id && held.person.is_some() && held.term.covers(today))
                };
                let empty = seats.iter().filter(|seat| !held(seat.id)).map(|seat| seat.title.clone()).collect();
                lines.push(Line {
                    blocks: block::blocks(tx, &city, at.id).await?.len(),
                    households: household::count(tx, &city, at.id, today).await?,
                    lost: lost.iter().filter(|lost| lost.association == at.id).count(),
                    empty,
                    id: at.id,
                    name: at.name,
                });
            }
            Ok(lines)
        })
    });
    reading.await
}

/// The page.
///
/// # Errors
/// [`Trouble::NotThere`] for whoever holds no seat of the city's.
pub(super) async fn page(app: &App, officer: &Officer, error: Option<String>) -> Result<Response, Trouble> {
    officer.seat_for(Act::KeepAssociations, Of::City)?;
    let words = officer.words;
    let failed = error.is_some();
    let lines = lines(app, officer).await?;
    let here = officer.at("office/associations");
    let rows: Vec<(String, Line, String)> = lines
        .into_iter()
        .map(|line| {
            let href = format!("/console/{}/association/{}/office/seats", officer.city, line.id);
            let empty = words.list(&line.empty);
            (href, line, empty)
        })
        .collect();
    let body = rsx! {
        h1 { {words.show("directory-associations")} }
        {alert(error.as_ref())}
        if rows.is_empty() {
            p { class: "card lead", {words.show("directory-associations-none")} }
        } else {
            div { class: "wide roomy",
                table {
                    thead { tr {
                        th { scope: "col", {words.show("directory-association")} }
                        th { scope: "col", class: "number", {words.show("directory-blocks")} }
                        th { scope: "col", class: "number", {words.show("directory-households")} }
                        th { scope: "col", {words.show("directory-empty-seats")} }
                    } }
                    tbody {
                        for (href, line, empty) in rows {
                            tr {
                                th { scope: "row", a { href: "{href}", "{line.name}" } }
                                td { class: "number", "{line.blocks}" }
                                td { class: "number", "{line.households}" }
                                td {
                                    "{empty}"
                                    if line.lost > 0 {
                                        p { class: "wrong", {ruby(&words.marked("directory-lost-seats", &[("count", Arg::Number(i64::try_from(line.lost).unwrap_or(0)))]))} }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        section { class: "card",
            h2 { {words.show("directory-association-add")} }
            form { method: "post", action: "{here}", class: "stack",
                {hidden_token(officer)}
                div { class: "field",
                    label { r#for: "name", {words.show("directory-association-name")} }
                    input { id: "name", name: "name", required: true, maxlength: "60", autocomplete: "off" }
                }
                div { class: "field",
                    label { r#for: "kana", {words.show("directory-field-kana")} }
                    input { id: "kana", name: "kana", required: true, maxlength: "60", autocomplete: "off" }
                }
                div { class: "field",
                    label { r#for: "blocks", {words.show("directory-association-blocks")} }
                    textarea { id: "blocks", name: "blocks", rows: "4", "aria-describedby": "blocks-hint" }
                    p { class: "hint", id: "blocks-hint", {words.show("directory-association-blocks-hint")} }
                }
                button { class: "primary", r#type: "submit", {words.show("directory-association-add")} }
            }
        }
    };
    let response = draw(officer, PLACE, words.say("directory-associations"), body);
    Ok(if failed { wrong(response) } else { response })
}

/// An association to be added.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(as = AssociationForm)]
pub(in crate::console) struct Adding {
    /// Its name.
    #[serde(default)]
    name: String,
    /// Its reading.
    #[serde(default)]
    kana: String,
    /// Its blocks, a line each.
    #[serde(default)]
    blocks: String,
}

/// Adds an association. Its first seats are given on its own page.
#[utoipa::path(post, path = "/console/{city}/association/{association}/office/associations", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "`city`")),
    request_body(content = Adding, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "Added: on to its seats; signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "No seat of the city's"),
              (status = 422, body = String, content_type = "text/html", description = "What was wrong")))]
pub(in crate::console) async fn add(
    State(app): State<App>,
    officer: Officer,
    Posted(form): Posted<Adding>,
) -> Result<Response, Trouble> {
    officer.seat_for(Act::KeepAssociations, Of::City)?;
    if officer.association().is_ok() {
        return Err(Trouble::NotThere);
    }
    let blocks = form.blocks.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    let new = NewAssociation { name: form.name, kana: form.kana, blocks };
    let id = app.ids.new_id();
    match office::put_association(&app, &officer.city, id, new).await {
        Ok(()) => {
            let seats = format!("/console/{}/association/{id}/office/seats", officer.city);
            Ok(go(&seats, Some("directory-association-added")))
        }
        Err(OfficeError::Field(error)) => page(&app, &officer, Some(of_field(&officer, error))).await,
        Err(error) => Err(error.into()),
    }
}
