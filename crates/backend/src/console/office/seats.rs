//! The seats of a facility: who teaches, nurses, cooks. The head gives a seat by a code; whoever types it sits there.

use super::{
    super::{Posted, Staff, Trouble, go, hidden_token, words::ruby},
    author, by, day, draw,
};
use crate::{
    app::App,
    school::{
        Outgoing, facility,
        office::{self, NewSeat, OfficeError, SeatCode},
        seat,
    },
    store::StoreError,
};
use axum::{extract::State, http::StatusCode, response::Response};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_domain::{
    i18n::Arg,
    school::{Act, FacilityKind, Group, GroupKind, Role, school_year},
    sync::Refusal,
};
use serde::Deserialize;
use uuid::Uuid;

impl From<OfficeError> for Trouble {
    fn from(error: OfficeError) -> Self {
        match error {
            OfficeError::NotThere => Self::NotThere,
            error => Self::Failure(error.into()),
        }
    }
}

/// Which roles a facility of a kind has.
fn roles(kind: FacilityKind) -> &'static [Role] {
    match kind {
        FacilityKind::School | FacilityKind::Kindergarten => {
            &[Role::Teacher, Role::Nurse, Role::Office, Role::Lunch, Role::Bus, Role::Carer, Role::Head]
        }
        _ => &[Role::Carer, Role::Nurse, Role::Office, Role::Lunch, Role::Bus, Role::Teacher, Role::Head],
    }
}

/// The seats.
#[utoipa::path(get, path = "/console/{city}/{facility}/office/seats", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility")),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 303, description = "Signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's")))]
pub async fn show(State(app): State<App>, staff: Staff) -> Result<Response, Trouble> {
    by(&staff, Act::KeepSeats)?;
    page(&app, &staff, None, None).await
}

/// A seat to be made.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(as = SeatForm)]
pub struct SeatForm {
    /// What it is for.
    role: String,
    /// The class of a teacher, by its name.
    #[serde(default)]
    class: String,
    /// As people call it; empty for class and role.
    #[serde(default)]
    title: String,
    /// Last day; empty for none.
    #[serde(default)]
    until: String,
}

/// Makes a seat, and shows its code once.
#[utoipa::path(post, path = "/console/{city}/{facility}/office/seats", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility")),
    request_body(content = SeatForm, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = String, content_type = "text/html", description = "The code"),
              (status = 303, description = "Signed out: to the sign-in page"),
              (status = 403, body = String, content_type = "text/html", description = "A form of another site or session"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's"),
              (status = 422, body = String, content_type = "text/html", description = "What was wrong")))]
pub async fn give(State(app): State<App>, staff: Staff, Posted(form): Posted<SeatForm>) -> Result<Response, Trouble> {
    let (facility, seat) = by(&staff, Act::KeepSeats)?;
    let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let until = match form.until.trim() {
        "" => Ok(None),
        text => text.parse::<NaiveDate>().map(Some),
    };
    let (Some(role), Ok(until)) = (Role::named(&form.role), until) else {
        return page(&app, &staff, None, Some("field-not-readable".to_owned())).await;
    };
    // The list of classes is there for teachers; whoever chose another role may have left it.
    let class = some(&form.class).filter(|_| role == Role::Teacher);
    if role == Role::Teacher && class.is_none() {
        return page(&app, &staff, None, Some("roster-seat-class-needed".to_owned())).await;
    }
    let new = NewSeat { role, class, title: some(&form.title), since: None, until };
    match office::give_seat(&app, &staff.city, facility.id, new, &author(&seat)).await {
        Ok(code) => page(&app, &staff, Some(code), None).await,
        Err(OfficeError::Field(error)) => {
            let refusal = Refusal::of_field(error.code, error.field);
            let words = super::super::trouble::refused(staff.words, &refusal);
            page(&app, &staff, None, Some(words)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// What is done with a seat.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(as = SeatChange)]
pub struct SeatChange {
    /// Which.
    seat: Uuid,
    /// `code`: another code, the one before is void. `end`: it is none from today on.
    #[serde(rename = "do", default)]
    what: String,
}

/// Gives a seat another code, or ends it.
#[utoipa::path(post, path = "/console/{city}/{facility}/office/seats/change", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility")),
    request_body(content = SeatChange, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = String, content_type = "text/html", description = "The code"),
              (status = 303, description = "Ended: back to the seats; signed out: to the sign-in page"),
              (status = 403, body = String, content_type = "text/html", description = "A form of another site or session"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's"),
              (status = 422, body = String, content_type = "text/html", description = "The last head's seat is not ended")))]
pub async fn change(
    State(app): State<App>,
    staff: Staff,
    Posted(form): Posted<SeatChange>,
) -> Result<Response, Trouble> {
    let (facility, own) = by(&staff, Act::KeepSeats)?;
    if form.what != "end" {
        let code = office::seat_code(&app, &staff.city, facility.id, form.seat, &author(&own)).await?;
        return page(&app, &staff, Some(code), None).await;
    }
    let seats = office::seats(&app, &staff.city, facility.id).await?;
    let Some(held) = seats.iter().find(|held| held.seat.id == form.seat) else { return Err(Trouble::NotThere) };
    let heads = seats.iter().filter(|held| held.seat.role == Role::Head && held.person.is_some()).count();
    if held.seat.role == Role::Head && held.person.is_some() && heads < 2 {
        return page(&app, &staff, None, Some("roster-seat-last-head".to_owned())).await;
    }
    let (city, now, which) = (staff.city.clone(), app.clock.now(), form.seat);
    let ending = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let mut out = Outgoing::default();
            seat::end(tx, &mut out, &city, which, now.jst_date()).await?;
            out.send(tx, &city, now).await
        })
    });
    ending.await?;
    Ok(go(&staff.at("office/seats"), Some("roster-seat-ended")))
}

async fn page(app: &App, staff: &Staff, code: Option<SeatCode>, wrong: Option<String>) -> Result<Response, Trouble> {
    let at = staff.facility()?.clone();
    let words = staff.words;
    let mut seats = office::seats(app, &staff.city, at.id).await?;
    seats.sort_by(|a, b| (a.seat.role, a.since, &a.seat.title).cmp(&(b.seat.role, b.since, &b.seat.title)));
    let (city, year) = (staff.city.clone(), school_year(app.clock.now().jst_date()));
    let reading = app
        .store
        .read::<_, StoreError, _>(move |tx| Box::pin(async move { facility::groups(tx, &city, at.id, year).await }));
    let classes: Vec<Group> = reading.await?.into_iter().filter(|group| group.kind == GroupKind::Class).collect();
    let kind = staff.facility()?.kind;
    let (here, change, office) = (staff.at("office/seats"), staff.at("office/seats/change"), staff.at("office"));
    let lines: Vec<(Uuid, String, bool, String)> = seats
        .into_iter()
        .map(|held| {
            let until = held.until.map(|until| day(staff, app, until)).unwrap_or_default();
            (held.seat.id, held.seat.title, held.person.is_some(), until)
        })
        .collect();
    let failed = wrong.is_some();
    // A key of the catalogue, or words already.
    let wrong =
        wrong.map(|text| if itsumo_domain::i18n::has(words.locale, &text) { words.marked(&text, &[]) } else { text });
    let code = code.map(|code| (code.title, code.code, day(staff, app, code.expires.jst_date())));
    let body = rsx! {
        h1 { {words.show("roster-office-seats")} }
        if let Some(wrong) = wrong { p { class: "wrong", role: "alert", {ruby(&wrong)} } }
        if let Some((title, code, until)) = code {
            section { class: "card", role: "status",
                h2 { "{title}" }
                p { class: "code", strong { "{code}" } }
                p { {ruby(&words.marked("roster-seat-code", &[("day", Arg::Text(&until))]))} }
            }
        }
        div { class: "wide roomy",
            table {
                thead { tr {
                    th { scope: "col", {words.show("roster-seat")} }
                    th { scope: "col", {words.show("roster-seat-state")} }
                    th { scope: "col", {words.show("roster-part-until")} }
                    th { scope: "col", span { class: "visually-hidden", {words.show("roster-change")} } }
                } }
                tbody {
                    for (id, title, held, until) in lines {
                        tr {
                            th { scope: "row", "{title}" }
                            td { if held { {words.show("roster-seat-held")} } else { {words.show("roster-seat-free")} } }
                            td { {ruby(&until)} }
                            td {
                                form { method: "post", action: "{change}", class: "row",
                                    {hidden_token(staff)}
                                    input { r#type: "hidden", name: "seat", value: "{id}" }
                                    button { r#type: "submit", name: "do", value: "code", "aria-label": words.say_with("roster-seat-new-code-of", &[("title", Arg::Text(&title))]), {words.show("roster-seat-new-code")} }
                                    button { class: "danger", r#type: "submit", name: "do", value: "end", "aria-label": words.say_with("roster-seat-end-of", &[("title", Arg::Text(&title))]), {words.show("roster-seat-end")} }
                                }
                            }
                        }
                    }
                }
            }
        }
        section { class: "card",
            h2 { {words.show("roster-seat-give")} }
            form { method: "post", action: "{here}", class: "stack",
                {hidden_token(staff)}
                div { class: "field",
                    label { r#for: "role", {words.show("roster-seat-role")} }
                    select { id: "role", name: "role",
                        for role in roles(kind) { option { value: role.name(), {words.say(&format!("roster-role-{}", role.name()))} } }
                    }
                }
                div { class: "field",
                    label { r#for: "class", {words.show("roster-seat-class")} }
                    select { id: "class", name: "class",
                        option { value: "", {words.say("roster-choose")} }
                        for class in classes { option { value: "{class.name}", "{class.name}" } }
                    }
                }
                div { class: "field",
                    label { r#for: "title", {words.show("roster-seat-title")} }
                    input { id: "title", name: "title", maxlength: "60", autocomplete: "off", "aria-describedby": "title-hint" }
                    p { class: "hint", id: "title-hint", {words.show("roster-seat-title-hint")} }
                }
                div { class: "field",
                    label { r#for: "until", {words.show("roster-part-until")} }
                    input { class: "short", id: "until", name: "until", r#type: "date" }
                }
                button { class: "primary", r#type: "submit", {words.show("roster-seat-give")} }
            }
        }
        p { a { href: "{office}", {words.show("roster-back-office")} } }
    };
    let mut response = draw(staff, words.say("roster-office-seats"), body);
    if failed {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}
