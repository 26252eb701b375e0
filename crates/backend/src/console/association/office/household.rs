//! One household: what the list says of it, who of it has joined, and its leaving: away, or to another block.

use super::{
    super::super::{Posted, Trouble, go, hidden_token, words::ruby},
    OfHousehold, Officer, PLACE, alert, blocks, day, day_of, draw,
    households::{delivery_key, fields, one, read},
    id, wrong,
};
use crate::{
    app::App,
    association::{
        Outgoing,
        household::{self, Household, MemberRow},
        member,
        moving::{self, Destination, Moved},
    },
    store::StoreError,
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use dioxus::prelude::*;
use itsumo_domain::{
    association::{Act, Block, Delivery},
    i18n::Arg,
};
use serde::Deserialize;
use uuid::Uuid;

/// One household.
#[utoipa::path(get, path = "/console/{city}/association/{association}/office/households/{household}", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association"),
           ("household" = String, Path, description = "The household")),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 303, description = "Signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's")))]
pub(in crate::console) async fn show(
    State(app): State<App>,
    officer: Officer,
    Path(OfHousehold { household }): Path<OfHousehold>,
) -> Result<Response, Trouble> {
    let (home, block) = here(&app, one(&app, &officer, Act::KeepHouseholds, id(&household)?).await?)?;
    page(&app, &officer, home, block, None).await
}

/// What the list says of a household.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(as = HouseholdChange)]
pub(in crate::console) struct Keep {
    /// Its name.
    #[serde(default)]
    name: String,
    /// Its reading.
    #[serde(default)]
    kana: String,
    /// House or flat.
    #[serde(default)]
    place: String,
    /// A telephone number.
    #[serde(default)]
    phone: String,
    /// 回覧順.
    #[serde(default)]
    order: String,
    /// `paper`, `app`, `both`.
    #[serde(default)]
    delivery: String,
}

/// Changes what the list says of a household.
#[utoipa::path(post, path = "/console/{city}/association/{association}/office/households/{household}", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association"),
           ("household" = String, Path, description = "The household")),
    request_body(content = Keep, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "Kept: back to it; signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's"),
              (status = 422, body = String, content_type = "text/html", description = "What was wrong")))]
pub(in crate::console) async fn keep(
    State(app): State<App>,
    officer: Officer,
    Path(OfHousehold { household }): Path<OfHousehold>,
    Posted(form): Posted<Keep>,
) -> Result<Response, Trouble> {
    let (home, block) = here(&app, one(&app, &officer, Act::KeepHouseholds, id(&household)?).await?)?;
    let order = form.order.trim().parse::<u16>().ok().filter(|order| (1..=999).contains(order));
    let read = read(&form.name, &form.kana, &form.place, &form.phone);
    let ([name, kana, place, phone], Some(order)) = (match read {
        Ok(read) => (read, order),
        Err(key) => return page(&app, &officer, home, block, Some(key)).await,
    }) else {
        return page(&app, &officer, home, block, Some("directory-wrong-order")).await;
    };
    let there = members(&app, &officer, home.id).await?;
    let delivery = Delivery::named(&form.delivery).unwrap_or(home.delivery);
    if delivery == Delivery::App && there.is_empty() {
        return page(&app, &officer, home, block, Some("directory-wrong-app")).await;
    }
    let (city, now) = (officer.city.clone(), app.clock.now());
    let kept = Household { name, kana, place, phone, order, delivery, ..home };
    let writing = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let mut out = Outgoing::default();
            household::keep(tx, &mut out, &city, &kept, now).await?;
            out.send(tx, &city, now).await
        })
    });
    writing.await?;
    Ok(go(&officer.at(&format!("office/households/{household}")), Some("directory-kept")))
}

/// What is done with a household or one of its members.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(as = HouseholdLeave)]
pub(in crate::console) struct Leave {
    /// `away`: it has moved. `move`: to another block. `member`: one of its members goes.
    #[serde(rename = "do", default)]
    what: String,
    /// `away`: the last day here. `move`: the first day there. Today if empty.
    #[serde(default)]
    day: String,
    /// `move`: the block.
    #[serde(default)]
    block: Option<Uuid>,
    /// `move`: house or flat there.
    #[serde(default)]
    place: String,
    /// `member`: who.
    #[serde(default)]
    member: Option<Uuid>,
}

/// A household moves away or to another block, or a member is taken out.
#[utoipa::path(post, path = "/console/{city}/association/{association}/office/households/{household}/leave", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association"),
           ("household" = String, Path, description = "The household")),
    request_body(content = Leave, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "Done: back; signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's"),
              (status = 422, body = String, content_type = "text/html", description = "What was wrong")))]
pub(in crate::console) async fn leave(
    State(app): State<App>,
    officer: Officer,
    Path(OfHousehold { household }): Path<OfHousehold>,
    Posted(form): Posted<Leave>,
) -> Result<Response, Trouble> {
    let (home, block) = one(&app, &officer, Act::KeepHouseholds, id(&household)?).await?;
    let Ok(when) = day_of(&form.day) else {
        return page(&app, &officer, home, block, Some("field-not-readable")).await;
    };
    let (city, now) = (officer.city.clone(), app.clock.now());
    let (when, list, itself) =
        (when.unwrap_or(now.jst_date()), officer.at(PLACE), officer.at(&format!("office/households/{household}")));
    let whose = home.id;
    match form.what.as_str() {
        "away" => {
            let writing = app.store.write::<_, StoreError, _>(move |tx| {
                Box::pin(async move {
                    let mut out = Outgoing::default();
                    let last = moving::away(tx, &mut out, &city, whose, when, now).await?;
                    out.send(tx, &city, now).await?;
                    Ok(last)
                })
            });
            match writing.await?.ok_or(Trouble::NotThere)? {
                last if last < when => page(&app, &officer, home, block, Some("directory-wrong-leaves")).await,
                _ => Ok(go(&list, Some("directory-away"))),
            }
        }
        "move" => {
            let (_, all) = blocks(&app, &officer, Act::KeepHouseholds).await?;
            let to = all.into_iter().find(|to| Some(to.id) == form.block && to.id != block.id);
            let (Some(to), false) = (to, form.place.trim().is_empty()) else {
                return page(&app, &officer, home, block, Some("directory-wrong-empty")).await;
            };
            let place = form.place.trim().to_owned();
            let writing = app.store.write::<_, StoreError, _>(move |tx| {
                Box::pin(async move {
                    let mut out = Outgoing::default();
                    let there = household::of_block(tx, &city, to.id, when).await?;
                    let order = there.iter().map(|home| home.order).max().unwrap_or(0).saturating_add(1);
                    let to = Destination { block: to.id, order, place };
                    let moved = moving::within(tx, &mut out, &city, whose, &to, when, now).await?;
                    out.send(tx, &city, now).await?;
                    Ok(moved)
                })
            });
            match writing.await? {
                Moved::To(_) => Ok(go(&list, Some("directory-moved"))),
                Moved::Leaves(_) => page(&app, &officer, home, block, Some("directory-wrong-leaves")).await,
                Moved::NotThere => Err(Trouble::NotThere),
            }
        }
        "member" => {
            let member = form.member.ok_or(Trouble::NotThere)?;
            here(&app, (home, block))?;
            let writing = app.store.write::<_, StoreError, _>(move |tx| {
                Box::pin(async move {
                    let mut out = Outgoing::default();
                    let gone = member::end(tx, &mut out, &city, whose, member, now).await?;
                    out.send(tx, &city, now).await?;
                    Ok(gone)
                })
            });
            if writing.await? { Ok(go(&itself, Some("directory-member-ended"))) } else { Err(Trouble::NotThere) }
        }
        _ => Err(Trouble::NotThere),
    }
}

/// A household that has gone is nobody's to change any more; that it has gone can be said twice.
fn here(app: &App, (home, block): (Household, Block)) -> Result<(Household, Block), Trouble> {
    let gone = home.until.is_some_and(|until| until < app.clock.now().jst_date());
    if gone { Err(Trouble::NotThere) } else { Ok((home, block)) }
}

async fn members(app: &App, officer: &Officer, home: Uuid) -> Result<Vec<MemberRow>, StoreError> {
    let (city, today) = (officer.city.clone(), app.clock.now().jst_date());
    let reading = app.store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move { household::members(tx, &city, &[home], today).await })
    });
    Ok(reading.await?.remove(&home).unwrap_or_default())
}

async fn page(
    app: &App,
    officer: &Officer,
    home: Household,
    block: Block,
    error: Option<&'static str>,
) -> Result<Response, Trouble> {
    let words = officer.words;
    let there = members(app, officer, home.id).await?;
    let (_, mut others) = blocks(app, officer, Act::KeepHouseholds).await?;
    others.retain(|other| other.id != block.id);
    let (list, here) = (officer.at(PLACE), officer.at(&format!("office/households/{}", home.id)));
    let leave = format!("{here}/leave");
    let today = app.clock.now().jst_date();
    let error = error.map(|key| words.marked(key, &[]));
    let failed = error.is_some();
    let until =
        home.until.map(|until| words.marked("directory-until", &[("day", Arg::Text(&day(officer, app, until)))]));
    let ways = [Delivery::Paper, Delivery::App, Delivery::Both].map(|way| (way, words.show(&delivery_key(way))));
    let lines: Vec<(Uuid, String, bool, String)> =
        there.into_iter().map(|member| (member.id, member.name, member.far, day(officer, app, member.since))).collect();
    let values = [home.name.clone(), home.kana.clone(), home.place.clone(), home.phone.clone()];
    let body = rsx! {
        h1 { "{block.name} {home.name}" }
        {alert(error.as_ref())}
        if let Some(until) = until { p { class: "lead", {ruby(&until)} } }
        section { class: "card",
            h2 { {words.show("directory-members")} }
            if lines.is_empty() {
                p { class: "lead", {words.show("directory-members-none")} }
            } else {
                div { class: "wide",
                    table {
                        tbody {
                            for (id, name, far, since) in lines {
                                tr {
                                    th { scope: "row", "{name}" if far { " " span { class: "hint", {words.show("directory-far")} } } }
                                    td { {ruby(&words.marked("directory-since", &[("day", Arg::Text(&since))]))} }
                                    td {
                                        form { method: "post", action: "{leave}",
                                            {hidden_token(officer)}
                                            input { r#type: "hidden", name: "member", value: "{id}" }
                                            button { class: "danger", r#type: "submit", name: "do", value: "member", "aria-label": words.say_with("directory-member-end-of", &[("name", Arg::Text(&name))]), {words.show("directory-member-end")} }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        section { class: "card",
            h2 { {words.show("directory-what-list-says")} }
            form { method: "post", action: "{here}", class: "stack",
                {hidden_token(officer)}
                {fields(officer, &values)}
                div { class: "field",
                    label { r#for: "order", {words.show("directory-field-order")} }
                    input { class: "short", id: "order", name: "order", inputmode: "numeric", required: true, maxlength: "3", value: "{home.order}" }
                }
                fieldset {
                    legend { {words.show("directory-field-delivery")} }
                    div { class: "options",
                        for (way, text) in ways {
                            label { input { r#type: "radio", name: "delivery", value: way.name(), checked: way == home.delivery } {text} }
                        }
                    }
                }
                button { class: "primary", r#type: "submit", {words.show("directory-keep")} }
            }
        }
        section { class: "card",
            h2 { {words.show("directory-leaves")} }
            p { class: "lead", {words.show("directory-leaves-lead")} }
            form { method: "post", action: "{leave}", class: "stack",
                {hidden_token(officer)}
                div { class: "field",
                    label { r#for: "away-day", {words.show("directory-last-day")} }
                    input { class: "short", id: "away-day", name: "day", r#type: "date", value: "{today}" }
                }
                button { class: "danger", r#type: "submit", name: "do", value: "away", {words.show("directory-away")} }
            }
            if !others.is_empty() {
                details {
                    summary { {words.show("directory-move")} }
                    form { method: "post", action: "{leave}", class: "stack",
                        {hidden_token(officer)}
                        div { class: "field",
                            label { r#for: "move-block", {words.show("directory-block")} }
                            select { id: "move-block", name: "block",
                                for other in others { option { value: "{other.id}", "{other.name}" } }
                            }
                        }
                        div { class: "field",
                            label { r#for: "move-place", {words.show("directory-field-place")} }
                            input { id: "move-place", name: "place", required: true, maxlength: "60", autocomplete: "off" }
                        }
                        div { class: "field",
                            label { r#for: "move-day", {words.show("directory-first-day")} }
                            input { class: "short", id: "move-day", name: "day", r#type: "date", value: "{today}" }
                        }
                        button { r#type: "submit", name: "do", value: "move", {words.show("directory-move")} }
                    }
                }
            }
        }
        p { a { href: "{list}", {words.show("directory-back")} } }
    };
    let response = draw(officer, PLACE, home.name.clone(), body);
    Ok(if failed { wrong(response) } else { response })
}
