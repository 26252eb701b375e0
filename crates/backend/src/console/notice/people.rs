//! Choosing single children, and leaving some out, class by class.

use super::{Of, PLACE, at, form, writer};
use crate::{
    app::App,
    console::{Page, Posted, Staff, Trouble, go, hidden_token, looks, writing},
    school::notice::{Members, Stage, Writer, approve, write},
};
use axum::{
    extract::{Query, State},
    http::HeaderMap,
    response::Response,
};
use dioxus::prelude::*;
use itsumo_domain::{
    i18n::Arg,
    school::{
        Group, GroupKind,
        notice::{Addressee, Draft},
    },
};
use serde::Deserialize;
use uuid::Uuid;

/// Which class.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::console) struct Which {
    /// The class's id; the first without.
    #[serde(default)]
    class: Option<String>,
}

/// The children of a class, to choose from.
#[utoipa::path(get, path = "/console/{city}/{facility}/notices/{notice}/people", tag = "console",
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility"),
           ("notice" = Uuid, Path, description = "The notice"), Which),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 303, description = "To sign in, or to the notice when it is not written any more"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs")))]
pub(in crate::console) async fn people(
    State(app): State<App>,
    staff: Staff,
    headers: HeaderMap,
    Of { notice, .. }: Of,
    Query(which): Query<Which>,
) -> Result<Response, Trouble> {
    let writer = writer(&staff)?;
    let entry = write::entry(&app, &staff.city, &writer, notice).await?;
    if !writer.may_work_on(&entry) || entry.sent.is_some() {
        return Err(Trouble::NotThere);
    }
    if entry.stage != Stage::Draft {
        return Ok(go(&at(&staff, notice, "check"), None));
    }
    let members = approve::members_of(&app, &staff.city, staff.facility()?).await?;
    let asked = which.class.as_deref().and_then(|class| Uuid::parse_str(class).ok());
    let classes = classes(&members, &writer);
    let class = classes.iter().find(|group| Some(group.id) == asked).or_else(|| classes.first()).copied();
    let Some(class) = class else { return Err(Trouble::NotThere) };
    let children: Vec<&Addressee> = members.children.iter().filter(|child| child.groups.contains(&class.id)).collect();
    let pupils = children.iter().map(|child| child.pupil).collect();
    looks::note(&app, &staff, &headers, &writer.seat, "notice", pupils).await?;
    let draft = entry.written.draft.unwrap_or_default();
    let title = staff.words.say("notice-people");
    let body = view(&staff, notice, &draft, &classes, class, &children);
    Ok(Page { staff: &staff, title, live: None, place: PLACE }.draw(body))
}

fn classes<'m>(members: &'m Members, writer: &Writer) -> Vec<&'m Group> {
    members.groups.iter().filter(|group| group.kind == GroupKind::Class && writer.may_address(group)).collect()
}

/// Keeps what was chosen of a class.
#[utoipa::path(post, path = "/console/{city}/{facility}/notices/{notice}/people", tag = "console",
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility"),
           ("notice" = Uuid, Path, description = "The notice")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "To the next class, or back to the notice"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs")))]
pub(in crate::console) async fn choose(
    State(app): State<App>,
    staff: Staff,
    Of { notice, .. }: Of,
    Posted(fields): Posted<form::Fields>,
) -> Result<Response, Trouble> {
    let writer = writer(&staff)?;
    let entry = write::entry(&app, &staff.city, &writer, notice).await?;
    let members = approve::members_of(&app, &staff.city, staff.facility()?).await?;
    let class = Uuid::parse_str(form::one(&fields, "class")).map_err(|_| Trouble::NotThere)?;
    let class = classes(&members, &writer).into_iter().find(|group| group.id == class).ok_or(Trouble::NotThere)?;
    let of_class: Vec<Uuid> =
        members.children.iter().filter(|child| child.groups.contains(&class.id)).map(|child| child.pupil).collect();
    let mut draft = entry.written.draft.unwrap_or_default();
    let (plus, minus) = (form::ids(&fields, "pupil"), form::ids(&fields, "minus"));
    let merge = |list: &mut Vec<Uuid>, chosen: &[Uuid]| {
        list.retain(|pupil| !of_class.contains(pupil));
        list.extend(of_class.iter().filter(|pupil| chosen.contains(pupil)));
    };
    merge(&mut draft.audience.pupils, &plus);
    merge(&mut draft.audience.minus, &minus);
    if let Err(error) = write::save(&app, &staff.city, &writer, notice, draft).await {
        return writing::hindered(error, &at(&staff, notice, "check"));
    }
    Ok(match Uuid::parse_str(form::one(&fields, "next")) {
        Ok(next) => go(&format!("{}?class={next}", at(&staff, notice, "people")), None),
        Err(_) => go(&at(&staff, notice, "edit"), Some("notice-kept")),
    })
}

fn view(
    staff: &Staff,
    notice: Uuid,
    draft: &Draft,
    classes: &[&Group],
    class: &Group,
    children: &[&Addressee],
) -> Element {
    let words = staff.words;
    let (here, edit) = (at(staff, notice, "people"), at(staff, notice, "edit"));
    let other: Vec<&&Group> = classes.iter().filter(|group| group.id != class.id).collect();
    rsx! {
        h1 { {words.show("notice-people")} small { " {class.name}" } }
        p { class: "lead", {words.show("notice-people-lead")} }
        form { class: "stack", method: "post", action: "{here}",
            {hidden_token(staff)}
            input { r#type: "hidden", name: "class", value: "{class.id}" }
            div { class: "wide",
                table { class: "people-table",
                    thead { tr {
                        th { class: "number", scope: "col", {words.show("notice-number")} }
                        th { scope: "col", {words.show("notice-name")} }
                        th { scope: "col", {words.show("notice-include")} }
                        th { scope: "col", {words.show("notice-leave-out")} }
                    } }
                    tbody {
                        for child in children {
                            tr {
                                td { class: "number", if child.number > 0 { "{child.number}" } }
                                th { scope: "row", ruby { "{child.name}" rt { "{child.kana}" } } }
                                td {
                                    label { class: "tick",
                                        input { r#type: "checkbox", name: "pupil", value: "{child.pupil}",
                                            checked: draft.audience.pupils.contains(&child.pupil) }
                                        span { class: "visually-hidden", {words.say_with("notice-include-named", &[("name", Arg::Text(&child.name))])} }
                                    }
                                }
                                td {
                                    label { class: "tick",
                                        input { r#type: "checkbox", name: "minus", value: "{child.pupil}",
                                            checked: draft.audience.minus.contains(&child.pupil) }
                                        span { class: "visually-hidden", {words.say_with("notice-leave-out-named", &[("name", Arg::Text(&child.name))])} }
                                    }
                                }
                            }
                        }
                    }
                }
            }
            div { class: "row",
                button { class: "primary", r#type: "submit", {words.show("notice-people-keep")} }
                a { class: "button quiet", href: "{edit}", {words.show("notice-back")} }
            }
            if !other.is_empty() {
                div { class: "row", role: "group", "aria-label": words.say("notice-people-other"),
                    span { {words.show("notice-people-other")} }
                    for group in other {
                        button { r#type: "submit", name: "next", value: "{group.id}", "{group.name}" }
                    }
                }
            }
        }
    }
}
