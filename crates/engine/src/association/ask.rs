//! What needs the server's word at once: joining a household with the letter's code, leaving, how a circular was
//! reached, the paper of a block, the notice board.

use crate::{Change, Engine, Error, http::Method};
use itsumo_domain::association::{
    Circular, Delivery, JoinHousehold, JoinRequest, JoinedHousehold, circular::reach::ReachView,
};
use serde::{Deserialize, de::IgnoredAny};
use uuid::Uuid;

/// The seat that a code gave.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct SeatTaken {
    /// Its id.
    pub seat: Uuid,
    /// The association's name; empty for the city's seats.
    pub association: String,
    /// As people call it: 会長.
    pub title: String,
}

impl Engine {
    /// Joins a household with the code of the block's letter, typed or scanned.
    ///
    /// # Errors
    /// `empty` of `code`, `name`, `household` or `place`; the server's word on the code: `code-wrong`, `code-used-up`,
    /// `code-expired`, `rate-limited`; [`Error::SignedOut`], [`Error::Offline`].
    pub async fn join_household(&self, ask: JoinHousehold) -> Result<JoinedHousehold, Error> {
        let body = serde_json::to_vec(&ask).map_err(Error::internal)?;
        self.mine(Method::Post, "/v1/me/associations/households".to_owned(), Some(body)).await
    }

    /// Asks the server what has become of the requests to join; what it says is in [`super::Associations::waiting`]
    /// too.
    ///
    /// # Errors
    /// [`Error::SignedOut`], [`Error::Offline`].
    pub async fn join_requests(&self) -> Result<Vec<JoinRequest>, Error> {
        self.mine(Method::Get, "/v1/me/associations/requests".to_owned(), None).await
    }

    /// Takes a request to join back.
    ///
    /// # Errors
    /// `not-found`, [`Error::SignedOut`], [`Error::Offline`].
    pub async fn take_back_request(&self, request: Uuid) -> Result<(), Error> {
        self.mine::<IgnoredAny>(Method::Delete, format!("/v1/me/associations/requests/{request}"), None).await?;
        self.changed(Change::Association);
        Ok(())
    }

    /// Leaves a household: this person's own membership ends.
    ///
    /// # Errors
    /// `not-found`, [`Error::SignedOut`], [`Error::Offline`].
    pub async fn leave_household(&self, household: Uuid) -> Result<(), Error> {
        self.delete_member(household, "me").await
    }

    /// Takes another member out of a household of this person.
    ///
    /// # Errors
    /// As [`Self::leave_household`].
    pub async fn take_out_member(&self, household: Uuid, member: Uuid) -> Result<(), Error> {
        self.delete_member(household, &member.to_string()).await
    }

    async fn delete_member(&self, household: Uuid, member: &str) -> Result<(), Error> {
        let path = format!("/v1/me/associations/households/{household}/members/{member}");
        self.mine::<IgnoredAny>(Method::Delete, path, None).await?;
        self.changed(Change::Association);
        Ok(())
    }

    /// Says how circulars shall come to a household.
    ///
    /// # Errors
    /// `not-found`, [`Error::SignedOut`], [`Error::Offline`].
    pub async fn set_delivery(&self, household: Uuid, delivery: Delivery) -> Result<(), Error> {
        let body = serde_json::to_vec(&serde_json::json!({ "delivery": delivery })).map_err(Error::internal)?;
        let path = format!("/v1/me/associations/households/{household}/delivery");
        self.mine::<IgnoredAny>(Method::Put, path, Some(body)).await?;
        self.changed(Change::Association);
        Ok(())
    }

    /// Everything that is of the household alone, to take along when it moves: a text of JSON.
    ///
    /// # Errors
    /// `not-found`, [`Error::SignedOut`], [`Error::Offline`].
    pub async fn household_pack(&self, household: Uuid) -> Result<Vec<u8>, Error> {
        let pack: serde_json::Value =
            self.mine(Method::Get, format!("/v1/me/associations/households/{household}/pack"), None).await?;
        serde_json::to_vec_pretty(&pack).map_err(Error::internal)
    }

    /// An address at which a calendar app finds what is on, and whose turn it is. Whoever knows it reads it; asking
    /// again gives a new one, and the old one ends.
    ///
    /// # Errors
    /// `not-found`, [`Error::SignedOut`], [`Error::Offline`].
    pub async fn household_calendar(&self, _household: Uuid) -> Result<String, Error> {
        Err(Error::Offline)
    }

    /// Ends the calendar's address.
    ///
    /// # Errors
    /// As [`Self::household_calendar`].
    pub async fn revoke_household_calendar(&self, household: Uuid) -> Result<(), Error> {
        let path = format!("/v1/me/associations/households/{household}/calendar");
        self.mine::<IgnoredAny>(Method::Delete, path, None).await?;
        Ok(())
    }

    /// Takes a seat with the code of its slip.
    ///
    /// # Errors
    /// `empty` of `code`; the server's word on it; [`Error::SignedOut`], [`Error::Offline`].
    pub async fn take_seat(&self, code: &str) -> Result<SeatTaken, Error> {
        let body = serde_json::to_vec(&serde_json::json!({ "code": code.trim() })).map_err(Error::internal)?;
        self.mine(Method::Post, "/v1/me/associations/seats".to_owned(), Some(body)).await
    }

    /// How every household of this officer stands to a circular. Without a network, what was said last: then the
    /// second part is false.
    ///
    /// # Errors
    /// [`Error::Offline`] when it was never asked here; `not-found`; [`Error::SignedOut`].
    pub async fn reach(&self, circular: Uuid) -> Result<(ReachView, bool), Error> {
        let path = format!("/v1/me/associations/circulars/{circular}/reach");
        Ok((self.mine(Method::Get, path, None).await?, true))
    }

    /// A file of a circular, by the SHA-256 that the circular names. Fetched once; after that it is on the device for
    /// as long as the circular is.
    ///
    /// # Errors
    /// `not-found` when the circular has no such file; `too-large`; `file-changed` when what came is not what was
    /// named; [`Error::SignedOut`]; [`Error::Offline`] when it is not here yet.
    pub async fn circular_file(&self, _circular: Uuid, _sha256: &str) -> Result<Vec<u8>, Error> {
        Err(Error::Offline)
    }

    /// The paper of one block, as a PDF: fetched once, and on the device for as long as the circular is, so that it
    /// can be printed where there is no network.
    ///
    /// # Errors
    /// `not-found`, [`Error::SignedOut`], [`Error::Offline`] when it is not here yet.
    pub async fn paper_pack(&self, _circular: Uuid, _block: Uuid) -> Result<Vec<u8>, Error> {
        Err(Error::Offline)
    }

    /// The city's notice board: public circulars, the newest first. Needs no account. Without a network, what was
    /// there last: then the second part is false.
    ///
    /// # Errors
    /// `city-needed` before a city is chosen; [`Error::Offline`] when it was never asked here.
    pub async fn notice_board(&self) -> Result<(Vec<(Uuid, Circular)>, bool), Error> {
        Err(Error::Offline)
    }
}
