//! The city's circulars: what an association does with one before it goes out, and the burden meter: what the city laid
//! on each association in a month.

use super::{BURDEN, Of, PLACE, at, author, form, list_view::number};
use crate::{
    app::App,
    association::circular::{
        CircularError,
        city::{self, Handle},
        write::{self, Action, act},
    },
    console::{Officer, Page, Posted, Trouble, go, words::ruby, writing},
    store::StoreError,
};
use axum::{
    extract::{Query, State},
    response::Response,
};
use chrono::{Datelike, Months, NaiveDate};
use dioxus::prelude::*;
use itsumo_domain::{
    association::{Act, access::Of as What, circular::Burden},
    i18n::Arg,
};
use serde::Deserialize;

/// Holds back, sends on, moves up, or adds a remark to one of the city's.
#[utoipa::path(post, path = "/console/{city}/association/{association}/circulars/{circular}/handle", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association"),
           ("circular" = Uuid, Path, description = "The circular")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "To the list, or back to the circular"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs")))]
pub(in crate::console) async fn handle(
    State(app): State<App>,
    officer: Officer,
    Of { circular, .. }: Of,
    Posted(fields): Posted<form::Fields>,
) -> Result<Response, Trouble> {
    let author = author(&officer)?;
    let entry = write::entry(&app, &officer.city, &author, circular).await?;
    if !author.may_handle(&entry) {
        return Err(Trouble::NotThere);
    }
    let list = officer.at(PLACE);
    let page = at(&officer, circular, if entry.sent.is_some() { "" } else { "check" });
    let (how, to, said) = match form::one(&fields, "do") {
        "hold-back" => (Handle::HoldBack, list, "circular-held-back"),
        "send-now" => (Handle::SendNow, list, "circular-sends-now"),
        "earlier" => (Handle::Earlier, list, "circular-earlier"),
        "remark" => (Handle::Remark(writing::text(&fields, "remark")), page, "circular-remark"),
        _ => return Err(Trouble::Unreadable("do".to_owned())),
    };
    match act(&app, &officer.city, &author, circular, Action::Handle(how)).await {
        Err(CircularError::Refused(refusal)) if refusal.code == "circular-moved" => {
            Ok(go(&at(&officer, circular, ""), Some("circular-moved")))
        }
        other => {
            other?;
            Ok(go(&to, Some(said)))
        }
    }
}

/// Which month.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::console) struct Month {
    /// Its first day: `2026-11-01`. This month without.
    month: Option<NaiveDate>,
}

/// The burden meter.
#[utoipa::path(get, path = "/console/{city}/association/{association}/burden", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "`city`"), Month),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 303, description = "Signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "No seat of the city's")))]
pub(in crate::console) async fn burden(
    State(app): State<App>,
    officer: Officer,
    Query(asked): Query<Month>,
) -> Result<Response, Trouble> {
    if officer.association().is_ok() {
        return Err(Trouble::NotThere);
    }
    officer.seat_for(Act::SeeCounts, What::City)?;
    let today = app.clock.now().jst_date();
    let month = asked.month.unwrap_or(today);
    let month = month.with_day(1).unwrap_or(month);
    let code = officer.city.clone();
    let burdens = app
        .store
        .read::<_, StoreError, _>(move |tx| Box::pin(async move { city::burden(tx, &code, month).await }))
        .await?;
    let title = officer.words.say("console-burden");
    let body = view(&officer, &burdens, month, today);
    Ok(Page { staff: &officer, title, live: None, place: BURDEN }.draw(body))
}

fn view(officer: &Officer, burdens: &[Burden], month: NaiveDate, today: NaiveDate) -> Element {
    let words = officer.words;
    let named = |month: NaiveDate| {
        let said = words.marked(&format!("date-month-{}", month.month()), &[]);
        let year = month.year().to_string();
        words.marked("console-burden-month", &[("year", Arg::Text(&year)), ("month", Arg::Text(&said))])
    };
    let before = month.checked_sub_months(Months::new(1));
    let after = month.checked_add_months(Months::new(1)).filter(|next| *next <= today);
    let most = burdens.iter().map(|burden| burden.pieces).max().unwrap_or_default().max(1);
    let all: u32 = burdens.iter().map(|burden| burden.pieces).sum();
    let sheets: u32 = burdens.iter().map(|burden| burden.sheets).sum();
    let here = officer.at(BURDEN);
    let summed = [
        ("count", number(usize::try_from(all).unwrap_or_default())),
        ("sheets", number(usize::try_from(sheets).unwrap_or_default())),
        ("associations", number(burdens.len())),
    ];
    rsx! {
        h1 { {words.show("console-burden")} " " small { {ruby(&named(month))} } }
        p { class: "lead", {words.show("console-burden-lead")} }
        p { class: "row",
            if let Some(before) = before { a { class: "button", href: "{here}?month={before}", {ruby(&named(before))} } }
            if let Some(after) = after { a { class: "button", href: "{here}?month={after}", {ruby(&named(after))} } }
        }
        p { {ruby(&words.marked("console-burden-sum", &summed))} }
        // Nothing in it takes the focus, so it does itself: a keyboard scrolls it.
        div { class: "wide", tabindex: "0", role: "region", "aria-label": words.say("console-burden"),
            table { class: "burden",
                thead { tr {
                    th { scope: "col", {words.show("console-burden-association")} }
                    th { scope: "col", {words.show("console-burden-pieces")} }
                    th { scope: "col", class: "number", {words.show("console-burden-sheets")} }
                    th { scope: "col", class: "number", {words.show("console-burden-own")} }
                } }
                tbody {
                    for burden in burdens {
                        tr {
                            th { scope: "row", "{burden.name}" }
                            td { class: "burden-{burden.weight().name()}",
                                meter { min: "0", max: "{most}", value: "{burden.pieces}", "aria-hidden": "true" }
                                strong { "{burden.pieces}" } " "
                                span { {words.show(&format!("console-burden-{}", burden.weight().name()))} }
                            }
                            td { class: "number", "{burden.sheets}" }
                            td { class: "number", "{burden.own}" }
                        }
                    }
                }
            }
        }
    }
}
