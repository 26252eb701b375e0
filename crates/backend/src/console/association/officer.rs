//! Whoever sits before a page of an association: the extractor, and the bar.

use super::{
    super::{
        page::Seated,
        session::{Params, Session},
        trouble::Trouble,
    },
    CITY_PLACES, PLACES,
};
use crate::{
    app::App,
    association::{
        household::{self, Association},
        standing::{self, Known},
    },
    store::StoreError,
};
use axum::{extract::FromRequestParts, http::request::Parts};
use itsumo_domain::association::{
    Act, Role,
    access::{NotThere, Of, Seat, Standing, may_in_association, seat_may},
};
use std::{ops::Deref, sync::Arc};
use uuid::Uuid;

/// What stands in the address of the city's pages where others have their association.
const CITYS: &str = "city";

/// An officer, on a page of their association; or whoever holds a seat of the city, on a page of the city's.
#[derive(Clone)]
pub struct Officer {
    session: Session,
    /// All they are to the city's associations.
    pub known: Arc<Known>,
    association: Option<Arc<Association>>,
}

impl Deref for Officer {
    type Target = Session;
    fn deref(&self) -> &Session {
        &self.session
    }
}

impl Officer {
    /// Their standing.
    pub fn standing(&self) -> &Standing {
        &self.known.standing
    }

    /// The association of the page's address.
    ///
    /// # Errors
    /// [`NotThere`] on a page of the city.
    pub fn association(&self) -> Result<&Arc<Association>, NotThere> {
        self.association.as_ref().ok_or(NotThere)
    }

    /// The seat by which they may.
    ///
    /// # Errors
    /// [`NotThere`] when no seat of theirs may; what a household's member may is for the app.
    pub fn seat_for(&self, act: Act, of: Of) -> Result<&Seat, NotThere> {
        may_in_association(self.standing(), act, of)?;
        self.standing().seats.iter().find(|seat| seat_may(seat, act, of)).ok_or(NotThere)
    }

    /// Whether a seat of theirs may, for showing or leaving out a link.
    pub fn may(&self, act: Act, of: Of) -> bool {
        self.seat_for(act, of).is_ok()
    }

    /// The seat by which they may here: of the association as a whole (of the city, on its pages), or else of a block.
    ///
    /// # Errors
    /// [`NotThere`].
    pub fn seat_here(&self, act: Act) -> Result<&Seat, NotThere> {
        let Some(at) = &self.association else { return self.seat_for(act, Of::City) };
        let whole = self.seat_for(act, Of::Association(at.id));
        whole.or_else(|NotThere| {
            let mut seats = self.seats_at(at.id);
            seats.find(|seat| block_of(seat).is_some_and(|of| seat_may(seat, act, of))).ok_or(NotThere)
        })
    }

    /// Their seats in an association.
    pub fn seats_at(&self, association: Uuid) -> impl Iterator<Item = &Seat> {
        self.standing().seats.iter().filter(move |seat| seat.association == Some(association))
    }

    /// The address of a page of this association, or of the city's: `circulars`, `office/seats`.
    pub fn at(&self, page: &str) -> String {
        match &self.association {
            Some(at) => format!("/console/{}/association/{}/{page}", self.city, at.id),
            None => format!("/console/{}/association/{CITYS}/{page}", self.city),
        }
    }
}

/// Where the holder of a seat begins.
pub(in crate::console) fn first_page(city: &str, seat: &Seat) -> String {
    match seat.association {
        Some(association) => format!("/console/{city}/association/{association}"),
        None => format!("/console/{city}/association/{CITYS}"),
    }
}

/// The block of a seat that has one.
fn block_of(seat: &Seat) -> Option<Of> {
    Some(Of::Block { association: seat.association?, block: seat.block? })
}

impl FromRequestParts<App> for Officer {
    type Rejection = Trouble;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Trouble> {
        let session = Session::from_request_parts(parts, app).await?;
        let params = Params::of(parts, app).await?;
        let citys = params.find("association").as_deref() == Some(CITYS);
        let asked = if citys { None } else { Some(params.id("association")?.ok_or(Trouble::NotThere)?) };
        let known = standing::known(app, &session.city, session.signed.person).await?;
        let of_city = known.standing.seats.iter().any(|seat| seat.role == Role::City);
        let sits = |seat: &Seat| seat.association.is_some() && seat.association == asked;
        if !of_city && !known.standing.seats.iter().any(sits) {
            return Err(Trouble::NotThere);
        }
        let association = match asked {
            None => None,
            Some(id) => Some(Arc::new(find(app, &session.city, id).await?.ok_or(Trouble::NotThere)?)),
        };
        Ok(Self { session, known, association })
    }
}

async fn find(app: &App, city: &str, id: Uuid) -> Result<Option<Association>, StoreError> {
    let city = city.to_owned();
    app.store.read(move |tx| Box::pin(async move { household::association(tx, &city, id).await })).await
}

impl Seated for Officer {
    fn session(&self) -> &Session {
        self
    }
    fn name(&self) -> &str {
        self.association.as_ref().map_or(&self.city_name, |association| &association.name)
    }
    fn titles(&self) -> Vec<&str> {
        let at = self.association.as_ref().map(|association| association.id);
        let here = self.standing().seats.iter().filter(|seat| seat.association == at || seat.role == Role::City);
        here.map(|seat| seat.title.as_str()).collect()
    }
    fn places(&self) -> Vec<(&'static str, String, &'static str)> {
        let all = if self.association.is_some() { PLACES } else { CITY_PLACES };
        let open = all.iter().filter(|place| place.acts.iter().any(|act| self.seat_here(*act).is_ok()));
        open.map(|place| (place.page, self.at(place.page), place.key)).collect()
    }
    fn events(&self) -> String {
        self.at("events")
    }
}
