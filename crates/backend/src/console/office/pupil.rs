//! A child as the office keeps it: whom to call, whose child it is, its letter, and for the head what is kept from whom.

use super::{
    super::{Posted, Staff, Trouble, go},
    OfPupil, author, by, draw, id, noted, printed,
    pupil_view::{PupilPage, pupil_main},
};
use crate::{
    app::App,
    school::{
        Outgoing, guardian,
        join::{self, CodeKind},
        letter::{self, Making, Whose},
        pupil::{self, Contact, Pupil},
        shield::{self, Shield},
    },
    store::{StoreError, Tx},
};
use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use chrono::{Days, NaiveDate};
use itsumo_domain::{
    Timestamp,
    school::{Act, Scope},
    sync::Refusal,
};
use serde::Deserialize;
use uuid::Uuid;

/// Characters of a shield's reason.
const LONGEST_REASON: usize = 200;

/// A child with all that the office may see.
pub(super) struct Child {
    pub pupil: Pupil,
    pub class: String,
    pub number: u16,
    pub contacts: Vec<Contact>,
    pub parts: Vec<guardian::Part>,
    pub shields: Vec<Shield>,
    pub code: Option<Timestamp>,
}

/// The child, if it is of this facility today or will be.
async fn find(tx: &mut dyn Tx, city: &str, at: Uuid, child: Uuid, now: Timestamp) -> Result<Option<Child>, StoreError> {
    let today = now.jst_date();
    let Some(found) = pupil::pupil(tx, city, child).await? else { return Ok(None) };
    let mut here = pupil::enrolments(tx, city, &[child]).await?;
    here.retain(|enrolment| enrolment.facility == at && enrolment.until.is_none_or(|until| until >= today));
    if here.is_empty() {
        return Ok(None);
    }
    let class = here
        .iter()
        .filter(|enrolment| enrolment.group.kind == itsumo_domain::school::GroupKind::Class)
        .min_by_key(|enrolment| (!enrolment.covers(today), enrolment.since));
    let open = join::open_codes(tx, city, at, CodeKind::Pupil, now).await?;
    Ok(Some(Child {
        class: class.map(|enrolment| enrolment.group.name.clone()).unwrap_or_default(),
        number: class.map_or(0, |enrolment| enrolment.number),
        contacts: pupil::contacts(tx, city, child).await?,
        parts: guardian::parts(tx, city, &[child]).await?,
        shields: shield::of(tx, city, child).await?,
        code: open.get(&child).copied(),
        pupil: found,
    }))
}

async fn child(app: &App, staff: &Staff, at: Uuid, child: Uuid) -> Result<Child, Trouble> {
    let (city, now) = (staff.city.clone(), app.clock.now());
    let reading =
        app.store.read::<_, StoreError, _>(move |tx| Box::pin(async move { find(tx, &city, at, child, now).await }));
    reading.await?.ok_or(Trouble::NotThere)
}

/// A child.
#[utoipa::path(get, path = "/console/{city}/{facility}/office/pupils/{pupil}", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility"),
           ("pupil" = String, Path, description = "The child")),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 303, description = "Signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's")))]
pub async fn show(
    State(app): State<App>,
    staff: Staff,
    Path(OfPupil { pupil }): Path<OfPupil>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let (facility, seat) = by(&staff, Act::KeepGuardians)?;
    let mut child = child(&app, &staff, facility.id, id(&pupil)?).await?;
    noted(&app, &staff, &headers, &seat, vec![child.pupil.id]).await?;
    // Reasons are the head's.
    let head = staff.may(Act::KeepShields, facility.id, None);
    if !head {
        child.shields.clear();
    }
    let page = PupilPage { staff: &staff, today: app.clock.now().jst_date(), child: &child, head };
    Ok(draw(&staff, child.pupil.name.clone(), pupil_main(&page)))
}

/// Nothing but the token.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
pub struct LetterForm {}

/// Makes a child's letter anew, to print. The one before is void.
#[utoipa::path(post, path = "/console/{city}/{facility}/office/pupils/{pupil}/letter", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility"),
           ("pupil" = String, Path, description = "The child")),
    request_body(content = LetterForm, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = Vec<u8>, content_type = "application/pdf"),
              (status = 303, description = "Signed out: to the sign-in page"),
              (status = 403, body = String, content_type = "text/html", description = "A form of another site or session"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's")))]
pub async fn letter(
    State(app): State<App>,
    staff: Staff,
    Path(OfPupil { pupil }): Path<OfPupil>,
    headers: HeaderMap,
    Posted(LetterForm {}): Posted<LetterForm>,
) -> Result<Response, Trouble> {
    let (facility, seat) = by(&staff, Act::KeepRoster)?;
    let making = Making::new(Whose::Children(vec![id(&pupil)?]), &author(&seat));
    let slips = letter::make(&app, &staff.city, &facility, making).await?;
    if slips.is_empty() {
        return Err(Trouble::NotThere);
    }
    noted(&app, &staff, &headers, &seat, slips.iter().map(|slip| slip.pupil).collect()).await?;
    printed(&app, &staff, &facility, slips).await
}

/// What is said of a guardian's part.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(as = GuardianForm)]
pub struct GuardianForm {
    /// The part.
    edge: Uuid,
    /// `save`, or `end`: it is over from today on.
    #[serde(rename = "do", default)]
    what: String,
    /// What it is for.
    #[serde(default)]
    scope: Vec<String>,
    /// Its last day; empty for none.
    #[serde(default)]
    until: String,
}

/// Changes or ends a guardian's part.
#[utoipa::path(post, path = "/console/{city}/{facility}/office/pupils/{pupil}/guardian", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility"),
           ("pupil" = String, Path, description = "The child")),
    request_body(content = GuardianForm, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "Done: back to the child; signed out: to the sign-in page"),
              (status = 403, body = String, content_type = "text/html", description = "A form of another site or session"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's"),
              (status = 422, body = String, content_type = "text/html", description = "A day that is none")))]
pub async fn guardian(
    State(app): State<App>,
    staff: Staff,
    Path(OfPupil { pupil }): Path<OfPupil>,
    Posted(form): Posted<GuardianForm>,
) -> Result<Response, Trouble> {
    let (facility, _) = by(&staff, Act::KeepGuardians)?;
    let child = child(&app, &staff, facility.id, id(&pupil)?).await?.pupil.id;
    let until = match form.until.trim() {
        "" => None,
        text => {
            let day = text.parse::<NaiveDate>();
            Some(day.map_err(|_| Trouble::Refused(Refusal::of_field("not-readable", "until")))?)
        }
    };
    let scopes: Vec<Scope> = form.scope.iter().filter_map(|name| Scope::named(name)).collect();
    let ends = form.what == "end";
    let (city, now, edge) = (staff.city.clone(), app.clock.now(), form.edge);
    let writing = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let mut out = Outgoing::default();
            let today = now.jst_date();
            let last = match ends {
                true => today.checked_sub_days(Days::new(1)),
                false => until,
            };
            let mut found = guardian::end(tx, &mut out, &city, child, edge, last, today, now).await?;
            if found && last.is_some_and(|last| last < today) {
                // A letter at home must not begin anew what was ended here.
                join::void_codes_of_child(tx, &city, child).await?;
            } else if found {
                found = guardian::set_scopes(tx, &mut out, &city, child, edge, &scopes, today, now).await?;
            }
            out.send(tx, &city, now).await?;
            Ok(found)
        })
    });
    if !writing.await? {
        return Err(Trouble::NotThere);
    }
    let said = if ends { "roster-guardian-ended" } else { "roster-guardian-kept" };
    Ok(go(&staff.at(&format!("office/pupils/{child}#guardians")), Some(said)))
}

/// What is said of a shield.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(as = ShieldForm)]
pub struct ShieldForm {
    /// `set` or `lift`.
    #[serde(rename = "do", default)]
    what: String,
    /// Against whom: a person who has, or had, a part in the child's life.
    against: Option<Uuid>,
    /// Why: a paper's number, a date.
    #[serde(default)]
    reason: String,
    /// The shield that is lifted.
    shield: Option<Uuid>,
}

/// Sets or lifts a shield.
#[utoipa::path(post, path = "/console/{city}/{facility}/office/pupils/{pupil}/shield", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility"),
           ("pupil" = String, Path, description = "The child")),
    request_body(content = ShieldForm, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "Done: back to the child; signed out: to the sign-in page"),
              (status = 403, body = String, content_type = "text/html", description = "A form of another site or session"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's"),
              (status = 422, body = String, content_type = "text/html", description = "No reason was given")))]
pub async fn shield(
    State(app): State<App>,
    staff: Staff,
    Path(OfPupil { pupil }): Path<OfPupil>,
    Posted(form): Posted<ShieldForm>,
) -> Result<Response, Trouble> {
    let (facility, seat) = by(&staff, Act::KeepShields)?;
    let known = child(&app, &staff, facility.id, id(&pupil)?).await?;
    let child = known.pupil.id;
    let (city, now, new) = (staff.city.clone(), app.clock.now(), app.ids.new_id());
    let back = staff.at(&format!("office/pupils/{child}#shields"));
    if form.what == "lift" {
        let Some(which) = form.shield else { return Err(Trouble::NotThere) };
        let lifting = app.store.write::<_, StoreError, _>(move |tx| {
            Box::pin(async move {
                let mut out = Outgoing::default();
                let stood = shield::lift(tx, &mut out, &city, child, which, now).await?;
                out.send(tx, &city, now).await?;
                Ok(stood)
            })
        });
        return if lifting.await? { Ok(go(&back, Some("roster-shield-lifted"))) } else { Err(Trouble::NotThere) };
    }
    let against = form.against.filter(|person| known.parts.iter().any(|part| part.guardian.person == *person));
    let Some(against) = against else { return Err(Trouble::NotThere) };
    let reason = form.reason.split_whitespace().collect::<Vec<_>>().join(" ");
    match reason.chars().count() {
        0 => return Err(Trouble::Refused(Refusal::of_field("empty", "reason"))),
        long if long > LONGEST_REASON => return Err(Trouble::Refused(Refusal::of_field("too-long", "reason"))),
        _ => {}
    }
    let setting = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let mut out = Outgoing::default();
            shield::set(tx, &mut out, &city, new, child, against, &reason, &seat, now).await?;
            out.send(tx, &city, now).await
        })
    });
    setting.await?;
    Ok(go(&back, Some("roster-shield-set")))
}
