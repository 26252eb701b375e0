//! A class as the office sees it: who has joined, whose letter is still good; and its letters.

use super::{
    super::{Posted, Staff, Trouble, hidden_token},
    OfClass, author, by, draw, id, noted, open_code, printed,
};
use crate::{
    app::App,
    school::{
        facility, guardian,
        join::{self, CodeKind},
        letter::{self, Making, Whose},
        pupil::{self, Member},
    },
    store::{StoreError, Tx},
};
use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_domain::{
    i18n::Arg,
    school::{Act, Group, GroupKind},
};
use serde::Deserialize;
use std::collections::HashMap;
use uuid::Uuid;

/// How many have joined each child. Whoever a shield stands against is none of them.
pub(super) async fn joined(
    tx: &mut dyn Tx,
    city: &str,
    members: &[Member],
    day: NaiveDate,
) -> Result<HashMap<Uuid, usize>, StoreError> {
    let ids: Vec<Uuid> = members.iter().map(|member| member.pupil.id).collect();
    let mut joined = HashMap::new();
    for part in guardian::parts(tx, city, &ids).await? {
        if part.covers(day) && !part.guardian.shielded {
            *joined.entry(part.pupil).or_insert(0_usize) += 1;
        }
    }
    Ok(joined)
}

/// The class, if it is one of this facility.
async fn class_of(app: &App, staff: &Staff, at: Uuid, class: Uuid) -> Result<Group, Trouble> {
    let city = staff.city.clone();
    let reading =
        app.store.read::<_, StoreError, _>(move |tx| Box::pin(async move { facility::group(tx, &city, class).await }));
    match reading.await? {
        Some((whose, group)) if whose == at && group.kind == GroupKind::Class => Ok(group),
        _ => Err(Trouble::NotThere),
    }
}

/// A class: its children, who has joined, whose letter is good.
#[utoipa::path(get, path = "/console/{city}/{facility}/office/classes/{class}", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility"),
           ("class" = String, Path, description = "The class")),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 303, description = "Signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's")))]
pub async fn show(
    State(app): State<App>,
    staff: Staff,
    Path(OfClass { class }): Path<OfClass>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let (facility, seat) = by(&staff, Act::KeepRoster)?;
    let group = class_of(&app, &staff, facility.id, id(&class)?).await?;
    let (city, at, class, now) = (staff.city.clone(), facility.id, group.id, app.clock.now());
    let reading = app.store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let members = pupil::members(tx, &city, class, now.jst_date()).await?;
            let joined = joined(tx, &city, &members, now.jst_date()).await?;
            let open = join::open_codes(tx, &city, at, CodeKind::Pupil, now).await?;
            Ok((members, joined, open))
        })
    });
    let (members, joined, open) = reading.await?;
    noted(&app, &staff, &headers, &seat, members.iter().map(|member| member.pupil.id).collect()).await?;
    let words = staff.words;
    let lines: Vec<_> = members
        .iter()
        .map(|member| {
            let child = &member.pupil;
            let href = staff.at(&format!("office/pupils/{}", child.id));
            let number = if member.number > 0 { member.number.to_string() } else { String::new() };
            let guardians = joined.get(&child.id).copied().unwrap_or(0);
            (
                href,
                number,
                child.name.clone(),
                child.kana.clone(),
                guardians,
                open_code(&staff, &app, open.get(&child.id)),
            )
        })
        .collect();
    let letters = staff.at(&format!("office/classes/{class}/letters"));
    let count = i64::try_from(lines.len()).unwrap_or(0);
    let lacking = lines.iter().filter(|line| line.4 == 0).count();
    let office = staff.at("office");
    let body = rsx! {
        h1 { "{group.name}" " " small { {words.show_with("roster-count", &[("count", Arg::Number(count))])} } }
        if lines.is_empty() {
            p { class: "card lead", {words.show("roster-class-empty")} }
        } else {
            section { class: "card",
                h2 { {words.show("roster-letters")} }
                p { class: "lead", {words.show("roster-letters-lead")} }
                form { method: "post", action: "{letters}", class: "row",
                    {hidden_token(&staff)}
                    button { class: "primary", r#type: "submit", name: "only", value: "lacking", disabled: lacking == 0,
                        {words.show("roster-letters-lacking")}
                    }
                    button { r#type: "submit", name: "only", value: "all", {words.show("roster-letters-all")} }
                }
                p { class: "hint", {words.show("roster-letters-hint")} }
            }
            div { class: "wide roomy",
                table {
                    thead { tr {
                        th { scope: "col", class: "number", {words.show("roster-field-number")} }
                        th { scope: "col", {words.show("roster-field-name")} }
                        th { scope: "col", class: "number", {words.show("roster-joined")} }
                        th { scope: "col", {words.show("roster-letter")} }
                    } }
                    tbody {
                        for (href, number, name, kana, guardians, code) in lines {
                            tr {
                                td { class: "number", "{number}" }
                                th { scope: "row", a { href: "{href}", "{name}" } " " small { class: "hint", "{kana}" } }
                                td { class: "number", "{guardians}" }
                                td { {code}
                            }
                        }
                    }
                }
            } }
        }
        p { a { href: "{office}", {words.show("roster-back-office")} } }
    };
    Ok(draw(&staff, group.name.clone(), body))
}

/// Whose letters are made.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
pub struct LettersForm {
    /// `lacking`: those nobody has joined and who have no code that is still good. `all`: everybody's, anew.
    #[serde(default)]
    only: String,
}

/// Makes a class's letters, to print.
#[utoipa::path(post, path = "/console/{city}/{facility}/office/classes/{class}/letters", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility"),
           ("class" = String, Path, description = "The class")),
    request_body(content = LettersForm, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = Vec<u8>, content_type = "application/pdf", description = "A page a child"),
              (status = 303, description = "Nobody lacks a letter: back to the class; signed out: to the sign-in page"),
              (status = 403, body = String, content_type = "text/html", description = "A form of another site or session"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's")))]
pub async fn letters(
    State(app): State<App>,
    staff: Staff,
    Path(OfClass { class }): Path<OfClass>,
    headers: HeaderMap,
    Posted(form): Posted<LettersForm>,
) -> Result<Response, Trouble> {
    let (facility, seat) = by(&staff, Act::KeepRoster)?;
    let group = class_of(&app, &staff, facility.id, id(&class)?).await?;
    let making = Making { lacking: form.only != "all", ..Making::new(Whose::Class(group.id), &author(&seat)) };
    let slips = letter::make(&app, &staff.city, &facility, making).await?;
    if slips.is_empty() {
        let back = staff.at(&format!("office/classes/{}", group.id));
        return Ok(super::super::go(&back, Some("roster-nobody-lacks")));
    }
    noted(&app, &staff, &headers, &seat, slips.iter().map(|slip| slip.pupil).collect()).await?;
    printed(&app, &staff, &facility, slips).await
}
