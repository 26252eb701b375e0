//! The households of an association, block by block as they stand along the street; who asks to be let in; letters. For
//! the city, its associations.

use super::{
    super::super::{Posted, Trouble, go, hidden_token, words::ruby},
    Officer, PLACE, alert, author, blocks, city, draw, printed, wrong,
};
use crate::{
    app::App,
    association::{
        Outgoing, block,
        household::{self, Household, MemberRow},
        letter,
        member::{self, Newcomer},
        office,
        request::{self, Request},
    },
    store::StoreError,
};
use axum::{extract::State, response::Response};
use dioxus::prelude::*;
use itsumo_domain::{
    association::{Act, Block, Delivery, access::Of},
    i18n::Arg,
    text::{fold, nfkc},
};
use serde::Deserialize;
use std::collections::BTreeMap;
use uuid::Uuid;

/// What the page shows.
struct Street {
    homes: Vec<Household>,
    members: BTreeMap<Uuid, Vec<MemberRow>>,
    waiting: Vec<Request>,
}

async fn street(app: &App, officer: &Officer, blocks: &[Block]) -> Result<Street, StoreError> {
    let (city, today) = (officer.city.clone(), app.clock.now().jst_date());
    let blocks: Vec<Uuid> = blocks.iter().map(|block| block.id).collect();
    let reading = app.store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let (mut homes, mut waiting) = (Vec::new(), Vec::new());
            for block in blocks {
                homes.extend(household::of_block(tx, &city, block, today).await?);
                waiting.extend(request::of_block(tx, &city, block).await?);
            }
            let ids: Vec<Uuid> = homes.iter().map(|home| home.id).collect();
            let members = household::members(tx, &city, &ids, today).await?;
            Ok(Street { homes, members, waiting })
        })
    });
    reading.await
}

/// The households of the association; for the city, its associations.
#[utoipa::path(get, path = "/console/{city}/association/{association}/office", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association, or `city`")),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 303, description = "Signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's")))]
pub(in crate::console) async fn show(State(app): State<App>, officer: Officer) -> Result<Response, Trouble> {
    if officer.association().is_err() {
        return city::page(&app, &officer, None).await;
    }
    page(&app, &officer, None).await
}

/// A household to be added.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[schema(as = HouseholdForm)]
pub(in crate::console) struct Adding {
    /// The block.
    #[serde(default)]
    block: Option<Uuid>,
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
    /// Somebody waits who is of it: their request.
    #[serde(default)]
    request: Option<Uuid>,
}

/// What a form says of a household, or the key of what is wrong with it.
pub(super) fn read(name: &str, kana: &str, place: &str, phone: &str) -> Result<[String; 4], &'static str> {
    let text = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let read = [text(name), fold(&text(kana)), nfkc(&text(place)), nfkc(&text(phone))];
    let [name, kana, place, phone] = &read;
    if name.is_empty() || place.is_empty() {
        return Err("directory-wrong-empty");
    }
    if read.iter().any(|text| text.chars().count() > 60 || text.chars().any(char::is_control)) {
        return Err("directory-wrong-long");
    }
    if !kana.chars().all(|c| matches!(c, 'ぁ'..='ゖ' | 'ー' | '・' | ' ')) {
        return Err("directory-wrong-kana");
    }
    if !phone.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '+' | ' ')) {
        return Err("directory-wrong-phone");
    }
    Ok(read)
}

/// Adds a household at the end of its street, and lets in who waits for it.
#[utoipa::path(post, path = "/console/{city}/association/{association}/office", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association")),
    request_body(content = Adding, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "Added: back to the households; signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's"),
              (status = 422, body = String, content_type = "text/html", description = "What was wrong")))]
pub(in crate::console) async fn add(
    State(app): State<App>,
    officer: Officer,
    Posted(form): Posted<Adding>,
) -> Result<Response, Trouble> {
    let (at, blocks) = blocks(&app, &officer, Act::KeepHouseholds).await?;
    let block = blocks.into_iter().find(|block| Some(block.id) == form.block).ok_or(Trouble::NotThere)?;
    let [name, kana, place, phone] = match read(&form.name, &form.kana, &form.place, &form.phone) {
        Ok(read) => read,
        Err(key) => return page(&app, &officer, Some(key)).await,
    };
    let (city, ids, now, request) = (officer.city.clone(), app.ids.clone(), app.clock.now(), form.request);
    let writing = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let mut out = Outgoing::default();
            let today = now.jst_date();
            let there = household::of_block(tx, &city, block.id, today).await?;
            let order = there.iter().map(|home| home.order).max().unwrap_or(0).saturating_add(1);
            let home = Household {
                id: ids.new_id(),
                association: at.id,
                block: block.id,
                order,
                name,
                kana,
                place,
                phone,
                delivery: Delivery::Paper,
                since: today,
                until: None,
            };
            household::keep(tx, &mut out, &city, &home, now).await?;
            if let Some(request) = request
                && let Some(asked) = request::find(tx, &city, request).await?.filter(|asked| asked.block == block.id)
            {
                let newcomer = Newcomer { id: ids.new_id(), person: asked.person, name: asked.name, far: asked.far };
                if crate::sync::has_account(tx, &city, newcomer.person).await? {
                    member::add(tx, &mut out, &city, home.id, &newcomer, now).await?;
                    request::forget(tx, &city, newcomer.person, Some(block.id)).await?;
                }
            }
            out.send(tx, &city, now).await
        })
    });
    writing.await?;
    Ok(go(&officer.at(PLACE), Some("directory-added")))
}

/// Whose letters.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(as = BlockLettersForm)]
pub(in crate::console) struct Letters {
    /// The block.
    block: Uuid,
    /// Not empty: those alone of whom nobody has joined.
    #[serde(default)]
    lacking: String,
}

/// Makes a block's code anew, and its letters (PDF).
#[utoipa::path(post, path = "/console/{city}/association/{association}/office/letters", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association")),
    request_body(content = Letters, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = Vec<u8>, content_type = "application/pdf"),
              (status = 303, description = "Nobody lacks a letter; signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's")))]
pub(in crate::console) async fn letters(
    State(app): State<App>,
    officer: Officer,
    Posted(form): Posted<Letters>,
) -> Result<Response, Trouble> {
    let (at, blocks) = blocks(&app, &officer, Act::MakeCodes).await?;
    let block = blocks.into_iter().find(|block| block.id == form.block).ok_or(Trouble::NotThere)?;
    let lacking = !form.lacking.is_empty();
    let there = street(&app, &officer, std::slice::from_ref(&block)).await?;
    if !there.homes.iter().any(|home| !lacking || !there.members.contains_key(&home.id)) {
        return Ok(go(&officer.at(PLACE), Some("directory-nobody-lacks")));
    }
    let by = author(officer.seat_for(Act::MakeCodes, Of::Block { association: at.id, block: block.id })?);
    let codes = office::block_codes(&app, &officer.city, at.id, Some(vec![block.id]), &by).await?;
    let pdf = letter::print_blocks(&app, &officer.city, at.id, codes, lacking).await?;
    Ok(printed(pdf, "letters"))
}

async fn page(app: &App, officer: &Officer, error: Option<&'static str>) -> Result<Response, Trouble> {
    let (at, blocks) = blocks(app, officer, Act::KeepHouseholds).await?;
    let street = street(app, officer, &blocks).await?;
    let words = officer.words;
    let whole = officer.may(Act::KeepHouseholds, Of::Association(at.id));
    let (here, import) = (officer.at(PLACE), officer.at("office/directory"));
    let error = error.map(|key| words.marked(key, &[]));
    let failed = error.is_some();
    let waiting: Vec<Element> = street.waiting.iter().map(|asked| waits(officer, &blocks, &street, asked)).collect();
    let sections: Vec<Element> = blocks.iter().map(|block| section(officer, block, &street)).collect();
    let several = blocks.len() > 1;
    let body = rsx! {
        h1 { {words.show("directory-office")} }
        {alert(error.as_ref())}
        if whole {
            p { class: "row", a { class: "button", href: "{import}", {words.show("directory-import")} } }
        }
        if !waiting.is_empty() {
            section { class: "office", id: "waiting",
                h2 { {words.show("directory-waiting")} }
                for one in waiting { {one} }
            }
        }
        for section in sections { {section} }
        section { class: "card",
            h2 { {words.show("directory-add")} }
            form { method: "post", action: "{here}", class: "stack",
                {hidden_token(officer)}
                if several {
                    div { class: "field",
                        label { r#for: "block", {words.show("directory-block")} }
                        select { id: "block", name: "block",
                            for block in &blocks { option { value: "{block.id}", "{block.name}" } }
                        }
                    }
                } else if let Some(block) = blocks.first() {
                    input { r#type: "hidden", name: "block", value: "{block.id}" }
                }
                {fields(officer, &[String::new(), String::new(), String::new(), String::new()])}
                button { class: "primary", r#type: "submit", {words.show("directory-add")} }
            }
        }
    };
    let response = draw(officer, PLACE, words.say("directory-office"), body);
    Ok(if failed { wrong(response) } else { response })
}

/// The fields of a household: name, reading, house, telephone.
pub(super) fn fields(officer: &Officer, values: &[String; 4]) -> Element {
    let words = officer.words;
    let [name, kana, place, phone] = values;
    rsx! {
        div { class: "field",
            label { r#for: "name", {words.show("directory-field-name")} }
            input { id: "name", name: "name", required: true, maxlength: "40", autocomplete: "off", value: "{name}" }
        }
        div { class: "field",
            label { r#for: "kana", {words.show("directory-field-kana")} }
            input { id: "kana", name: "kana", maxlength: "40", autocomplete: "off", value: "{kana}" }
        }
        div { class: "field",
            label { r#for: "place", {words.show("directory-field-place")} }
            input { id: "place", name: "place", required: true, maxlength: "60", autocomplete: "off", value: "{place}", "aria-describedby": "place-hint" }
            p { class: "hint", id: "place-hint", {words.show("directory-place-hint")} }
        }
        div { class: "field",
            label { r#for: "phone", {words.show("directory-field-phone")} }
            input { class: "short", id: "phone", name: "phone", r#type: "tel", maxlength: "20", autocomplete: "off", value: "{phone}" }
        }
    }
}

/// The key of how a household gets circulars.
pub(super) fn delivery_key(delivery: Delivery) -> String {
    format!("directory-delivery-{}", delivery.name())
}

/// One block's table, and its letters.
fn section(officer: &Officer, block: &Block, street: &Street) -> Element {
    let words = officer.words;
    let homes: Vec<&Household> = street.homes.iter().filter(|home| home.block == block.id).collect();
    let paper = homes.iter().filter(|home| home.delivery == Delivery::Paper).count();
    let lacking = homes.iter().filter(|home| !street.members.contains_key(&home.id)).count();
    let counts = words.marked(
        "directory-block-counts",
        &[("count", number(homes.len())), ("paper", number(paper)), ("lacking", number(lacking))],
    );
    let empty = homes.is_empty();
    let lines: Vec<Element> = homes.into_iter().map(|home| line(officer, home, street)).collect();
    let (letters, anchor) = (officer.at("office/letters"), format!("block-{}", block.id));
    rsx! {
        section { class: "office", id: "{anchor}",
            h2 { "{block.name}" }
            p { class: "lead", {ruby(&counts)} }
            if empty {
                p { class: "card lead", {words.show("directory-block-empty")} }
            } else {
                div { class: "wide roomy",
                    table {
                        thead { tr {
                            th { scope: "col", class: "number", {words.show("directory-field-order")} }
                            th { scope: "col", {words.show("directory-field-name")} }
                            th { scope: "col", {words.show("directory-field-place")} }
                            th { scope: "col", {words.show("directory-field-delivery")} }
                            th { scope: "col", {words.show("directory-members")} }
                        } }
                        tbody { for line in lines { {line} } }
                    }
                }
                form { method: "post", action: "{letters}", class: "row",
                    {hidden_token(officer)}
                    input { r#type: "hidden", name: "block", value: "{block.id}" }
                    if lacking > 0 { button { r#type: "submit", name: "lacking", value: "1", {words.show("directory-letters-lacking")} } }
                    button { class: "quiet", r#type: "submit", {words.show("directory-letters-all")} }
                    span { class: "hint", {words.show("directory-letters-hint")} }
                }
            }
        }
    }
}

fn number(count: usize) -> Arg<'static> {
    Arg::Number(i64::try_from(count).unwrap_or(0))
}

fn line(officer: &Officer, home: &Household, street: &Street) -> Element {
    let words = officer.words;
    let href = officer.at(&format!("office/households/{}", home.id));
    let members = street.members.get(&home.id).map(Vec::as_slice).unwrap_or_default();
    let names: Vec<String> = members.iter().map(|member| member.name.clone()).collect();
    let names = words.list(&names);
    rsx! {
        tr {
            td { class: "number", "{home.order}" }
            th { scope: "row", a { href: "{href}", "{home.name}" } }
            td { "{home.place}" }
            td { {words.show(&delivery_key(home.delivery))} }
            td { if names.is_empty() { span { class: "hint", {words.show("directory-nobody")} } } else { "{names}" } }
        }
    }
}

/// Somebody who waits, and the households of the block that might be theirs.
fn waits(officer: &Officer, blocks: &[Block], street: &Street, asked: &Request) -> Element {
    let words = officer.words;
    let Some(block) = blocks.iter().find(|block| block.id == asked.block) else { return rsx! {} };
    let action = officer.at(&format!("office/requests/{}", asked.id));
    let here = officer.at(PLACE);
    let said = [
        ("name", Arg::Text(&asked.name)),
        ("household", Arg::Text(&asked.household_name)),
        ("place", Arg::Text(&asked.place)),
    ];
    let said = words.marked("directory-waits", &said);
    let known = street.homes.iter().find(|home| Some(home.id) == asked.household);
    let others: Vec<(Uuid, String)> = street
        .homes
        .iter()
        .filter(|home| home.block == block.id)
        .map(|home| (home.id, format!("{} {}（{}）", home.order, home.name, home.place)))
        .collect();
    let select = format!("household-{}", asked.id);
    let chosen = known.map(|home| home.id);
    rsx! {
        div { class: "card",
            p { strong { "{block.name}" } " " {ruby(&said)} }
            if asked.far { p { class: "hint", {words.show("directory-far")} } }
            if let Some(known) = known {
                p { class: "hint",
                    {words.show(if street.members.contains_key(&known.id) { "directory-waits-known" } else { "directory-waits-paper" })}
                }
            }
            form { method: "post", action: "{action}", class: "stack",
                {hidden_token(officer)}
                div { class: "field",
                    label { r#for: "{select}", {words.show("directory-waits-which")} }
                    select { id: "{select}", name: "household",
                        option { value: "", {words.say("roster-choose")} }
                        for (id, text) in others { option { value: "{id}", selected: chosen == Some(id), "{text}" } }
                    }
                }
                p { class: "row",
                    button { class: "primary", r#type: "submit", name: "do", value: "yes", {words.show("directory-let-in")} }
                    button { class: "danger", r#type: "submit", name: "do", value: "no", {words.show("directory-let-not")} }
                }
            }
            if known.is_none() {
                form { method: "post", action: "{here}", class: "row",
                    {hidden_token(officer)}
                    input { r#type: "hidden", name: "block", value: "{block.id}" }
                    input { r#type: "hidden", name: "name", value: "{asked.household_name}" }
                    input { r#type: "hidden", name: "place", value: "{asked.place}" }
                    input { r#type: "hidden", name: "request", value: "{asked.id}" }
                    button { class: "quiet", r#type: "submit", {words.show("directory-let-in-new")} }
                }
            }
        }
    }
}

/// The block that a household is of, if the officer may do this for it.
///
/// # Errors
/// [`Trouble::NotThere`].
pub(super) async fn one(app: &App, officer: &Officer, act: Act, home: Uuid) -> Result<(Household, Block), Trouble> {
    let at = officer.association()?.clone();
    let city = officer.city.clone();
    let reading = app.store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let Some(home) = household::find(tx, &city, home).await? else { return Ok(None) };
            let block = block::find(tx, &city, home.block).await?;
            Ok(block.map(|(_, block)| (home, block)))
        })
    });
    let (home, block) = reading.await?.filter(|(home, _)| home.association == at.id).ok_or(Trouble::NotThere)?;
    officer.seat_for(act, Of::Block { association: at.id, block: block.id })?;
    Ok((home, block))
}
