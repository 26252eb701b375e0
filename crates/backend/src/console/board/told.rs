//! An absence told by telephone: the form, and writing it down.

use super::{
    super::{Page, Posted, Staff, Trouble, go, looks, trouble},
    OfClass, class as read_class, id,
    told_view::{Ear, Filled, ToldPage, WhichPart, ear_name, temperature, told_main},
};
use crate::{
    app::App,
    school::{
        Outgoing, absence,
        attendance::{self, Page as Purpose},
        guardian::Author,
        pupil,
    },
    store::StoreError,
};
use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use chrono::{Days, NaiveDate};
use itsumo_domain::{
    school::{
        Absence, Act, Desk, Facility, FacilityKind, Part, TimeOfDay,
        absence::{MOST_DAYS, Told},
        access::Seat,
    },
    sync::Refusal,
};
use serde::Deserialize;
use uuid::Uuid;

/// Of whom a call is written down.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OfPupil {
    /// The child.
    pub pupil: Uuid,
    /// The day that is offered; today if not given.
    pub day: Option<NaiveDate>,
}

/// What is known of the child before anything is written down.
struct About {
    pupil: pupil::Pupil,
    shielded: bool,
    /// Every desk of every facility of the child's, the own one's class desk first.
    told: Vec<(Told, FacilityKind, String)>,
}

/// The form for a telephone call.
#[utoipa::path(get, path = "/console/{city}/{facility}/board/{class}/told", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility"),
           ("class" = String, Path, description = "The class"), OfPupil),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 303, description = "Signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's")))]
pub async fn form(
    State(app): State<App>,
    staff: Staff,
    Path(OfClass { class }): Path<OfClass>,
    Query(of): Query<OfPupil>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let class = id(&class)?;
    let day = of.day.unwrap_or(app.clock.now().jst_date());
    let (seat, about) = about(&app, &staff, class, of.pupil, day).await?;
    looks::note(&app, &staff, &headers, &seat, Purpose::Absence.purpose(), vec![of.pupil]).await?;
    let filled = Filled {
        id: app.ids.new_id(),
        pupil: of.pupil,
        from: day.to_string(),
        tell: about.told.iter().map(|(told, _, _)| told_value(*told)).collect(),
        ..Filled::default()
    };
    Ok(draw(&app, &staff, class, &filled, &about, None))
}

/// Writes a telephone call down as an absence.
#[utoipa::path(post, path = "/console/{city}/{facility}/board/{class}/told", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility"),
           ("class" = String, Path, description = "The class")),
    request_body(content = Filled, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "Done: back to the board"),
              (status = 403, body = String, content_type = "text/html", description = "A form of another site or session"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's"),
              (status = 422, body = String, content_type = "text/html", description = "The form again, with what was wrong")))]
pub async fn write_down(
    State(app): State<App>,
    staff: Staff,
    Path(OfClass { class }): Path<OfClass>,
    headers: HeaderMap,
    Posted(filled): Posted<Filled>,
) -> Result<Response, Trouble> {
    let class = id(&class)?;
    let now = app.clock.now();
    let (seat, about) = about(&app, &staff, class, filled.pupil, now.jst_date()).await?;
    let absence = match read(&filled, now.jst_date()) {
        Ok(absence) => absence,
        Err(refusal) => return Ok(again(&app, &staff, class, &filled, &about, &refusal)),
    };
    let (city, absence_id, from) = (staff.city.clone(), filled.id, absence.from);
    let writing = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let mut out = Outgoing::default();
            let author = Author::Seat(seat);
            let done = absence::report(tx, &mut out, &city, &author, absence_id, absence, now).await?;
            out.send(tx, &city, now).await?;
            Ok(done)
        })
    });
    match writing.await? {
        Ok(()) => {
            let day = if from == now.jst_date() { String::new() } else { format!("?day={from}") };
            Ok(go(&staff.at(&format!("board/{class}{day}#p-{}", filled.pupil)), Some("told")))
        }
        Err(refusal) if refusal.code == "not-found" => Err(Trouble::NotThere),
        Err(refusal) => {
            let seat = staff.seat_for(Act::KeepBoard, staff.facility()?.id, Some(class))?.clone();
            looks::note(&app, &staff, &headers, &seat, Purpose::Absence.purpose(), vec![filled.pupil]).await?;
            Ok(again(&app, &staff, class, &filled, &about, &refusal))
        }
    }
}

async fn about(app: &App, staff: &Staff, class: Uuid, child: Uuid, day: NaiveDate) -> Result<(Seat, About), Trouble> {
    let facility = staff.facility()?.clone();
    let seat = staff.seat_for(Act::KeepBoard, facility.id, Some(class))?.clone();
    read_class(app, staff, class).await?;
    let (city, by) = (staff.city.clone(), seat.clone());
    let reading = app.store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            if !attendance::may_for(tx, &city, &by, &[child], day, Act::KeepBoard).await? {
                return Ok(None);
            }
            let Some(pupil) = pupil::pupil(tx, &city, child).await? else { return Ok(None) };
            let shielded = attendance::shielded(tx, &city, facility.id).await?.contains(&child);
            let mut at: Vec<Facility> =
                pupil::facilities_of(tx, &city, child, day).await?.into_iter().map(|(at, _)| at).collect();
            at.sort_by_key(|at| at.id != facility.id);
            let told = at.iter().flat_map(|at| {
                let desks = at.desks.iter().copied().filter(|desk| *desk != Desk::Other);
                desks.map(|desk| (Told { facility: at.id, desk }, at.kind, at.short.clone()))
            });
            Ok(Some(About { pupil, shielded, told: told.collect() }))
        })
    });
    Ok((seat, reading.await?.ok_or(Trouble::NotThere)?))
}

fn told_value(told: Told) -> String {
    format!("{}/{}", told.facility, absence::desk_name(told.desk))
}

fn read_told(text: &str) -> Option<Told> {
    let (facility, desk) = text.split_once('/')?;
    Some(Told { facility: facility.parse().ok()?, desk: absence::desk_named(desk)? })
}

/// What was typed as an absence, or the field that cannot be one.
fn read(filled: &Filled, today: NaiveDate) -> Result<Absence, Refusal> {
    let date = |text: &str, field: &str| match text.trim() {
        "" => Ok(None),
        text => text.parse::<NaiveDate>().map(Some).map_err(|_| Refusal::of_field("not-readable", field)),
    };
    let from = date(&filled.from, "from")?.unwrap_or(today);
    let until = date(&filled.until, "until")?.unwrap_or(from);
    let time = || {
        let text = itsumo_domain::text::nfkc(filled.time.trim());
        text.parse::<TimeOfDay>().map_err(|_| Refusal::of_field("time-needed", "time"))
    };
    let part = match filled.part {
        WhichPart::AllDay => Part::AllDay,
        WhichPart::Late => Part::LateUntil { time: time()? },
        WhichPart::Leaves => Part::LeavesAt { time: time()? },
        WhichPart::SitsOut => Part::SitsOut { lessons: filled.lesson.clone() },
    };
    let temperature = match filled.temperature.trim() {
        "" => None,
        text => Some(temperature(text).ok_or_else(|| Refusal::of_field("not-a-temperature", "temperature"))?),
    };
    let absence = Absence {
        pupil: filled.pupil,
        from,
        until,
        part,
        reason: filled.reason,
        symptoms: filled.symptom.clone(),
        temperature,
        note: filled.note.replace("\r\n", "\n").trim().to_owned(),
        call_me: false,
        tell: filled.tell.iter().filter_map(|text| read_told(text)).collect(),
    };
    absence.validate()?;
    Ok(absence)
}

fn again(app: &App, staff: &Staff, class: Uuid, filled: &Filled, about: &About, refusal: &Refusal) -> Response {
    let text = match refusal.code.as_str() {
        "time-needed" => staff.words.marked("console-time-needed", &[]),
        _ => trouble::refused(staff.words, refusal),
    };
    let field = refusal.field.clone().unwrap_or_default();
    let mut response = draw(app, staff, class, filled, about, Some((field, text)));
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    response
}

fn draw(
    app: &App,
    staff: &Staff,
    class: Uuid,
    filled: &Filled,
    about: &About,
    wrong: Option<(String, String)>,
) -> Response {
    let words = staff.words;
    let own = staff.facility.as_ref().map(|facility| facility.id);
    let ear = |(told, kind, short): &(Told, FacilityKind, String)| {
        let desk = match (told.desk, kind) {
            (Desk::Class, FacilityKind::School | FacilityKind::Kindergarten) => "school-desk-class",
            (Desk::Class, _) => "school-desk-carers",
            (Desk::Lunch, _) => "school-desk-lunch",
            (Desk::Bus, _) => "school-desk-bus",
            (Desk::Other, _) => "school-desk-other",
        };
        let elsewhere = (own != Some(told.facility)).then_some(short.as_str());
        Ear { value: told_value(*told), name: ear_name(words, desk, elsewhere) }
    };
    let ears: Vec<Ear> = about.told.iter().map(ear).collect();
    let today = app.clock.now().jst_date();
    let most = today.checked_add_days(Days::new(MOST_DAYS.unsigned_abs())).unwrap_or(today);
    let least = today.checked_sub_days(Days::new(31)).unwrap_or(today);
    let body = told_main(&ToldPage {
        words,
        filled,
        name: &about.pupil.name,
        kana: &about.pupil.kana,
        ears: &ears,
        wrong,
        here: &staff.at(&format!("board/{class}/told")),
        board: &staff.at(&format!("board/{class}")),
        token: &staff.form_token(),
        shielded: about.shielded,
        days: (least, most),
    });
    let title = words.say("console-write-down");
    Page { staff, title, live: None, place: "board" }.draw(body)
}
