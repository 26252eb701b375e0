//! The morning board and what belongs to it.
//!
//! What a page shows is drawn by a pure function of a plan of the domain (`…_view`, [`class`], [`row`]); the handlers
//! ask for the seat, read, note in the access log, and draw. What staff do goes to the school's services, which ask
//! again, inside their transaction, whether the seat may.

mod after_school;
pub mod after_school_view;
mod calls;
pub mod calls_view;
pub mod class;
mod class_page;
mod desk;
pub mod desk_view;
mod register;
pub mod register_view;
mod roll;
pub mod roll_view;
pub mod row;
pub mod said;
mod school;
pub mod school_view;
mod told;
pub mod told_view;

use super::{Live, Staff, Trouble};
use crate::{
    app::App,
    school::{absence::Seen, facility, pupil},
    store::StoreError,
};
use chrono::NaiveDate;
use itsumo_domain::{
    Stream,
    school::{Act, Group, GroupKind, Role},
};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

/// The board's routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(class_page::boards))
        .routes(routes!(class_page::show))
        .routes(routes!(class_page::mark))
        .routes(routes!(class_page::confirm))
        .routes(routes!(class_page::ask))
        .routes(routes!(roll::form, roll::take))
        .routes(routes!(told::form, told::write_down))
        .routes(routes!(school::show))
        .routes(routes!(desk::show, desk::confirm))
        .routes(routes!(after_school::show, after_school::mark))
        .routes(routes!(after_school::confirm))
        .routes(routes!(calls::show))
        .routes(routes!(register::registers))
        .routes(routes!(register::show))
        .routes(routes!(register::download))
}

/// The class in a page's address.
#[derive(Debug, Deserialize)]
pub struct OfClass {
    class: String,
}

/// The desk in a page's address.
#[derive(Debug, Deserialize)]
pub struct OfDesk {
    desk: String,
}

/// A day of a page.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OfDay {
    /// Another day than today.
    pub day: Option<NaiveDate>,
}

/// What one button of the page's form for marks sends.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct Marking {
    /// `present <pupil>`, `left …`, `absent …`, `cleared …`.
    set: String,
}

/// What the form for confirming sends.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct Confirming {
    /// `<absence>.<rev>`, several with spaces between.
    #[serde(default)]
    absence: Vec<String>,
}

impl Confirming {
    fn seen(&self) -> Result<Vec<Seen>, Trouble> {
        let all = self.absence.iter().flat_map(|texts| texts.split_ascii_whitespace());
        all.map(|text| text.parse().map_err(|_| Trouble::Unreadable("absence".to_owned()))).collect()
    }
}

/// An id in an address: what is none is not there.
fn id(text: &str) -> Result<Uuid, Trouble> {
    Uuid::parse_str(text).map_err(|_| Trouble::NotThere)
}

/// Where the facility's board stands: asked before its tables are read.
fn live(app: &App, staff: &Staff) -> Result<Live, Trouble> {
    let head = app.streams.head(&staff.city, &Stream::board(staff.facility()?.id));
    Ok(Live { head })
}

/// A class of the facility.
async fn class(app: &App, staff: &Staff, class: Uuid) -> Result<Group, Trouble> {
    let (city, facility) = (staff.city.clone(), staff.facility()?.id);
    let found =
        app.store.read::<_, StoreError, _>(move |tx| Box::pin(async move { facility::group(tx, &city, class).await }));
    match found.await? {
        Some((whose, group)) if whose == facility && group.kind == GroupKind::Class => Ok(group),
        _ => Err(Trouble::NotThere),
    }
}

/// The classes of a day for which somebody may do `act`, in their order.
async fn classes(app: &App, staff: &Staff, day: NaiveDate, act: Act) -> Result<Vec<Group>, Trouble> {
    let (city, facility) = (staff.city.clone(), staff.facility()?.id);
    let reading = app
        .store
        .read::<_, StoreError, _>(move |tx| Box::pin(async move { pupil::classes(tx, &city, facility, day).await }));
    let mut classes = reading.await?;
    classes.retain(|group| staff.may(act, facility, Some(group.id)));
    Ok(classes)
}

/// The class that somebody most likely wants: their own, or the first.
fn likely<'c>(staff: &Staff, classes: &'c [Group]) -> Option<&'c Group> {
    let facility = staff.facility.as_ref()?.id;
    let own = |group: &&Group| {
        staff.seats_at(facility).any(|seat| seat.role == Role::Teacher && seat.group == Some(group.id))
    };
    classes.iter().find(own).or_else(|| classes.first())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod samples;
