//! The seats of an association: who holds them until when, which are empty, and those that somebody asks for because
//! their holder has vanished. The chair gives a seat by a code; whoever types it sits there.

use super::{
    super::super::{Posted, Trouble, go, hidden_token, words::ruby},
    OfRecovery, Officer, SEATS, alert, author, day, day_of, draw, id, of_field, wrong,
};
use crate::{
    app::App,
    association::{
        block, holder,
        office::{self, NewSeat, NewTerm, OfficeError, SeatCode, SeatLine},
        recovery::{self, Lost},
    },
    store::StoreError,
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use dioxus::prelude::*;
use itsumo_domain::{
    association::{
        Act, Block, Role,
        access::{NotThere, Of, Seat},
    },
    i18n::Arg,
};
use serde::Deserialize;
use uuid::Uuid;

/// The seat by which somebody gives and ends seats here: as a leader of the association, or as the city.
///
/// # Errors
/// [`NotThere`].
pub(super) fn keeper(officer: &Officer) -> Result<(Uuid, &Seat), NotThere> {
    let at = officer.association()?.id;
    let own = officer.seat_for(Act::KeepSeats, Of::Association(at));
    Ok((at, own.or_else(|NotThere| officer.seat_for(Act::KeepAssociations, Of::City))?))
}

/// Whether they may look: who keeps seats, and who may agree to give a lost one.
fn looker(officer: &Officer) -> Result<Uuid, Trouble> {
    let at = officer.association()?.id;
    if keeper(officer).is_err() {
        officer.seat_for(Act::RecoverSeats, Of::Association(at))?;
    }
    Ok(at)
}

/// The seats.
#[utoipa::path(get, path = "/console/{city}/association/{association}/office/seats", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association")),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 303, description = "Signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's")))]
pub(in crate::console) async fn show(State(app): State<App>, officer: Officer) -> Result<Response, Trouble> {
    looker(&officer)?;
    page(&app, &officer, None, None).await
}

/// A seat to be made.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(as = AssociationSeatForm)]
pub(in crate::console) struct Giving {
    /// What it is for.
    role: String,
    /// The block of a 班長, by its name.
    #[serde(default)]
    block: String,
    /// As people call it; empty for block and role.
    #[serde(default)]
    title: String,
    /// Who it is given to.
    #[serde(default)]
    name: String,
    /// First day; today if empty.
    #[serde(default)]
    since: String,
    /// Last day; empty for none.
    #[serde(default)]
    until: String,
}

/// Makes a seat, and shows its code once.
#[utoipa::path(post, path = "/console/{city}/association/{association}/office/seats", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association")),
    request_body(content = Giving, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = String, content_type = "text/html", description = "The code"),
              (status = 303, description = "Signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's"),
              (status = 422, body = String, content_type = "text/html", description = "What was wrong")))]
pub(in crate::console) async fn give(
    State(app): State<App>,
    officer: Officer,
    Posted(form): Posted<Giving>,
) -> Result<Response, Trouble> {
    let (at, by) = keeper(&officer)?;
    let by = author(by);
    let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let (Some(role), Ok(since), Ok(until)) = (Role::named(&form.role), day_of(&form.since), day_of(&form.until)) else {
        let words = officer.words.marked("field-not-readable", &[]);
        return page(&app, &officer, None, Some(words)).await;
    };
    // The list of blocks is there for 班長; whoever chose another role may have left it.
    let block = some(&form.block).filter(|_| role == Role::BlockHead);
    if role == Role::BlockHead && block.is_none() {
        let words = officer.words.marked("seat-block-needed", &[]);
        return page(&app, &officer, None, Some(words)).await;
    }
    let term = NewTerm { name: form.name.trim().to_owned(), since, until, last: None };
    let new = NewSeat { role, block, title: some(&form.title), term };
    match office::give_seat(&app, &officer.city, Some(at), new, &by).await {
        Ok(code) => page(&app, &officer, Some(code), None).await,
        Err(OfficeError::Field(error)) => page(&app, &officer, None, Some(of_field(&officer, error))).await,
        Err(error) => Err(error.into()),
    }
}

/// What an officer says to a wish.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(as = RecoveryAnswerForm)]
pub(in crate::console) struct Answer {
    /// `yes`, or, of the seat's own holder, `no`.
    #[serde(rename = "do", default)]
    what: String,
}

/// Says yes to giving a lost seat anew, or no as its holder.
#[utoipa::path(post, path = "/console/{city}/association/{association}/office/recoveries/{recovery}", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association"),
           ("recovery" = String, Path, description = "What was asked for")),
    request_body(content = Answer, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "Said: back to the seats; signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's")))]
pub(in crate::console) async fn answer(
    State(app): State<App>,
    officer: Officer,
    Path(OfRecovery { recovery }): Path<OfRecovery>,
    Posted(form): Posted<Answer>,
) -> Result<Response, Trouble> {
    looker(&officer)?;
    let (recovery, yes) = (id(&recovery)?, form.what == "yes");
    let said = holder::answer(&app, &officer.city, officer.signed.person, recovery, yes).await?;
    if said.is_err() {
        return Err(Trouble::NotThere);
    }
    Ok(go(&officer.at(SEATS), Some(if yes { "seat-agreed" } else { "seat-declined" })))
}

async fn of_the_page(app: &App, officer: &Officer, at: Uuid) -> Result<(Vec<Block>, Vec<Lost>), StoreError> {
    let (city, now) = (officer.city.clone(), app.clock.now());
    let reading = app.store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let blocks = block::blocks(tx, &city, at).await?;
            let mut lost = recovery::of_city(tx, &city, now).await?;
            lost.retain(|lost| lost.association == at);
            Ok((blocks, lost))
        })
    });
    reading.await
}

/// The roles of an association, in the order in which they are offered.
const ROLES: [Role; 7] =
    [Role::BlockHead, Role::Chair, Role::ViceChair, Role::Secretary, Role::Treasurer, Role::Auditor, Role::Welfare];

async fn page(
    app: &App,
    officer: &Officer,
    code: Option<SeatCode>,
    error: Option<String>,
) -> Result<Response, Trouble> {
    let at = looker(officer)?;
    let words = officer.words;
    let keeps = keeper(officer).is_ok();
    let lines = office::seats(app, &officer.city, Some(at)).await?;
    let (blocks, lost) = of_the_page(app, officer, at).await?;
    let of_city = officer.seat_for(Act::KeepAssociations, Of::City).is_ok();
    let failed = error.is_some();
    let code = code.map(|code| shown(app, officer, &code));
    let lost: Vec<Element> = lost
        .iter()
        .filter(|lost| of_city || lost.said.no.is_none())
        .map(|lost| asked(app, officer, &lines, lost))
        .collect();
    let rows: Vec<Element> = lines.iter().map(|line| row(app, officer, line, keeps)).collect();
    let here = officer.at(SEATS);
    let body = rsx! {
        h1 { {words.show("seat-page")} }
        {alert(error.as_ref())}
        if let Some(code) = code { {code} }
        if !lost.is_empty() {
            section { class: "office", id: "lost",
                h2 { {words.show("seat-lost")} }
                p { class: "lead", {words.show("seat-lost-lead")} }
                for one in lost { {one} }
            }
        }
        div { class: "wide roomy",
            table {
                thead { tr {
                    th { scope: "col", {words.show("seat-title")} }
                    th { scope: "col", {words.show("seat-holder")} }
                    th { scope: "col", {words.show("seat-until")} }
                    th { scope: "col", {words.show("seat-checklist")} }
                } }
                tbody { for row in rows { {row} } }
            }
        }
        if keeps {
            section { class: "card",
                h2 { {words.show("seat-give")} }
                form { method: "post", action: "{here}", class: "stack",
                    {hidden_token(officer)}
                    div { class: "field",
                        label { r#for: "role", {words.show("seat-role")} }
                        select { id: "role", name: "role",
                            for role in ROLES { option { value: role.name(), {words.say(&format!("seat-role-{}", role.name()))} } }
                        }
                    }
                    div { class: "field",
                        label { r#for: "block", {words.show("seat-block")} }
                        select { id: "block", name: "block",
                            option { value: "", {words.say("roster-choose")} }
                            for block in blocks { option { value: "{block.name}", "{block.name}" } }
                        }
                    }
                    div { class: "field",
                        label { r#for: "title", {words.show("seat-called")} }
                        input { id: "title", name: "title", maxlength: "60", autocomplete: "off", "aria-describedby": "title-hint" }
                        p { class: "hint", id: "title-hint", {words.show("seat-called-hint")} }
                    }
                    div { class: "field",
                        label { r#for: "name", {words.show("seat-name")} }
                        input { id: "name", name: "name", maxlength: "60", autocomplete: "off", "aria-describedby": "name-hint" }
                        p { class: "hint", id: "name-hint", {words.show("seat-name-hint")} }
                    }
                    div { class: "field",
                        label { r#for: "since", {words.show("seat-since")} }
                        input { class: "short", id: "since", name: "since", r#type: "date" }
                    }
                    div { class: "field",
                        label { r#for: "until", {words.show("seat-until")} }
                        input { class: "short", id: "until", name: "until", r#type: "date" }
                    }
                    button { class: "primary", r#type: "submit", {words.show("seat-give")} }
                }
            }
        }
    };
    let response = draw(officer, SEATS, words.say("seat-page"), body);
    Ok(if failed { wrong(response) } else { response })
}

/// A code, shown once.
pub(super) fn shown(app: &App, officer: &Officer, code: &SeatCode) -> Element {
    let words = officer.words;
    let until = day(officer, app, code.expires.jst_date());
    let since = day(officer, app, code.since);
    let args = [("day", Arg::Text(&until)), ("since", Arg::Text(&since))];
    rsx! {
        section { class: "card", role: "status",
            h2 { "{code.title}" }
            p { class: "code", strong { "{code.code}" } }
            p { {ruby(&words.marked("seat-code", &args))} }
        }
    }
}

fn row(app: &App, officer: &Officer, line: &SeatLine, keeps: bool) -> Element {
    let words = officer.words;
    let today = app.clock.now().jst_date();
    let href = officer.at(&format!("{SEATS}/{}", line.seat.id));
    let named = |held: &crate::association::seat::Held| match held.name.as_str() {
        "" => words.marked("seat-nameless", &[]),
        name => name.to_owned(),
    };
    let holders: Vec<(String, String)> = line
        .terms
        .iter()
        .rev()
        .filter(|held| held.person.is_some() && held.term.covers(today))
        .map(|held| (named(held), held.term.until.map(|until| day(officer, app, until)).unwrap_or_default()))
        .collect();
    let coming: Vec<String> = line
        .terms
        .iter()
        .filter(|held| {
            held.term.until.is_none_or(|until| until >= today) && !(held.person.is_some() && held.term.covers(today))
        })
        .map(|held| {
            let since = day(officer, app, held.term.since);
            let name = named(held);
            let key = if held.person.is_some() { "seat-coming" } else { "seat-coming-free" };
            words.marked(key, &[("name", Arg::Text(&name)), ("day", Arg::Text(&since))])
        })
        .collect();
    let (all, done) = line.checklist;
    let handing = holders.len() > 1 || !coming.is_empty();
    let empty = holders.is_empty();
    rsx! {
        tr {
            th { scope: "row", if keeps { a { href: "{href}", "{line.seat.title}" } } else { "{line.seat.title}" } }
            td {
                for (name, _) in &holders { p { {ruby(name)} } }
                if empty { p { class: "wrong", {words.show("seat-empty")} } }
                for text in &coming { p { class: "hint", {ruby(text)} } }
            }
            td { for (_, until) in &holders { p { {ruby(until)} } } }
            td { if handing && all > 0 { "{done}/{all}" } }
        }
    }
}

/// A seat that somebody asks for.
fn asked(app: &App, officer: &Officer, lines: &[SeatLine], lost: &Lost) -> Element {
    let words = officer.words;
    let Some(line) = lines.iter().find(|line| line.seat.id == lost.said.seat) else { return rsx! {} };
    let me = officer.signed.person;
    let action = officer.at(&format!("office/recoveries/{}", lost.id));
    let yeses = i64::try_from(lost.said.yeses.len()).unwrap_or(0);
    let said = lost.said.yeses.iter().any(|yes| yes.person == me);
    let may = lost.said.person != me
        && (officer.seat_for(Act::KeepAssociations, Of::City).is_ok()
            || officer.seats_at(lost.association).any(|seat| {
                seat.id != lost.said.seat
                    && itsumo_domain::association::access::seat_may(
                        seat,
                        Act::RecoverSeats,
                        Of::Association(lost.association),
                    )
            }));
    let holds = officer.standing().seats.iter().any(|seat| seat.id == lost.said.seat);
    let waits = lost.waits().map(|until| {
        let text = day(officer, app, until.jst_date());
        words.marked("seat-lost-waits", &[("day", Arg::Text(&text))])
    });
    let lead =
        words.marked("seat-lost-asks", &[("name", Arg::Text(&lost.name)), ("title", Arg::Text(&line.seat.title))]);
    let refused = lost.said.no.is_some();
    rsx! {
        div { class: "card",
            p { strong { {ruby(&lead)} } }
            if !lost.why.is_empty() { p { "{lost.why}" } }
            p { class: "hint", {words.show_with("seat-lost-yeses", &[("count", Arg::Number(yeses))])} }
            if let Some(waits) = waits { p { class: "hint", {ruby(&waits)} } }
            if refused { p { class: "wrong", {words.show("seat-lost-refused")} } }
            if said { p { class: "lead", {words.show("seat-lost-said")} } }
            form { method: "post", action: "{action}", class: "row",
                {hidden_token(officer)}
                if may && !said { button { class: "primary", r#type: "submit", name: "do", value: "yes", {words.show("seat-lost-yes")} } }
                if holds && !refused { button { class: "danger", r#type: "submit", name: "do", value: "no", {words.show("seat-lost-no")} } }
            }
        }
    }
}
