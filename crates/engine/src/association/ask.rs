//! What needs the server's word at once: joining a household with the letter's code, leaving, how a circular was
//! reached, the paper of a block, the notice board.

use crate::{
    Change, Engine, Error, Inner, account,
    api::Call,
    city,
    http::Method,
    private::{Kept, Room, keep, peek},
    store::{self, StoreError},
};
use itsumo_domain::{
    association::{
        AnswerRequest, Circular, Delivery, HouseholdPack, JoinHousehold, JoinRequest, JoinedHousehold, SetDelivery,
        circular::{Posted, reach::ReachView},
    },
    text::nfkc,
};
use rusqlite::Connection;
use serde::{Deserialize, Serialize, de::IgnoredAny};
use std::sync::Arc;
use uuid::Uuid;

/// Where requests to join are kept: they are nobody else's business either.
const REQUESTS: &str = "requests";
/// The setting that holds the notice board as it was last seen, with its city.
pub(crate) const BOARD: &str = "notice-board";

const REQUESTS_PATH: &str = "/v1/me/associations/requests";

#[derive(Deserialize)]
struct Link {
    url: String,
}

/// Requests to join, as the server last said.
pub(super) fn waiting(db: &Connection, inner: &Inner, person: Uuid) -> Result<Vec<JoinRequest>, StoreError> {
    let json = peek(db, inner, person, Room::Association, REQUESTS)?;
    Ok(json.and_then(|json| serde_json::from_slice(&json).ok()).unwrap_or_default())
}

/// What the server says of the requests to join, and who asked.
pub(crate) struct Requests {
    said: Vec<JoinRequest>,
    person: Uuid,
    /// One that waited here does not wait there: it was answered.
    pub answered: bool,
}

/// While somebody waits to be let in, each sync asks after it; `None` when nobody does.
pub(crate) async fn asked_after(inner: &Arc<Inner>) -> Option<Requests> {
    let some = inner.read(|db, inner| match account::person(db)? {
        Some(person) => Ok(!waiting(db, inner, person.id)?.is_empty()),
        None => Ok(false),
    });
    if !matches!(some.await, Ok(true)) {
        return None;
    }
    ask_requests(inner)
        .await
        .inspect_err(|error| tracing::debug!(%error, "what became of requests is asked later"))
        .ok()
}

async fn ask_requests(inner: &Arc<Inner>) -> Result<Requests, Error> {
    let proof = inner.proof().await?;
    let call = Call { token: Some(&proof.token), ..Call::new(Method::Get, REQUESTS_PATH) };
    let said: Vec<JoinRequest> = inner.call_json(call).await?;
    let person = proof.person;
    let before = inner.read(move |db, inner| waiting(db, inner, person)).await?;
    let answered = before.iter().any(|one| said.iter().all(|other| other.id != one.id));
    Ok(Requests { said, person, answered })
}

/// Remembers what was said, if it is still the same person who is signed in.
pub(crate) async fn keep_requests(inner: &Arc<Inner>, requests: Requests) -> Result<(), Error> {
    let Requests { said, person, .. } = requests;
    let moved = inner
        .write(move |tx, inner| {
            if account::person(tx)?.is_none_or(|signed_in| signed_in.id != person)
                || waiting(tx, inner, person)? == said
            {
                return Ok(false);
            }
            let kept = Kept { room: Room::Association, key: REQUESTS.to_owned(), about: person };
            keep(tx, inner, person, &kept, &serde_json::to_vec(&said)?)?;
            Ok(true)
        })
        .await?;
    if moved {
        inner.changed(Change::Association);
    }
    Ok(())
}

pub(super) fn json(ask: &impl Serialize) -> Result<Option<Vec<u8>>, Error> {
    serde_json::to_vec(ask).map(Some).map_err(Error::internal)
}

fn household_path(household: Uuid, what: &str) -> String {
    format!("/v1/me/associations/households/{household}/{what}")
}

pub(super) fn circular_path(circular: Uuid, what: &str) -> String {
    format!("/v1/me/associations/circulars/{circular}/{what}")
}

impl Engine {
    /// Joins a household with the code of the block's letter, typed or scanned.
    ///
    /// # Errors
    /// `empty` of `code`, `name`, `household` or `place`; the server's word on the code: `code-wrong`, `code-used-up`,
    /// `code-expired`, `rate-limited`; [`Error::SignedOut`], [`Error::Offline`].
    pub async fn join_household(&self, ask: JoinHousehold) -> Result<JoinedHousehold, Error> {
        let typed = |text: &str| text.trim().to_owned();
        let ask = JoinHousehold {
            code: nfkc(ask.code.trim()),
            name: typed(&ask.name),
            household: typed(&ask.household),
            place: typed(&ask.place),
            far: ask.far,
        };
        let fields = [("code", &ask.code), ("name", &ask.name), ("household", &ask.household), ("place", &ask.place)];
        for (field, typed) in fields {
            if typed.is_empty() {
                return Err(Error::field(field, "empty"));
            }
        }
        let joined = self.mine(Method::Post, "/v1/me/associations/households".to_owned(), json(&ask)?).await?;
        if matches!(joined, JoinedHousehold::Waiting { .. })
            && let Err(error) = self.join_requests().await
        {
            tracing::debug!(%error, "the request is shown with the next sync");
        }
        self.catch_up(Room::Association).await;
        Ok(joined)
    }

    /// Asks the server what has become of the requests to join; what it says is in [`super::Associations::waiting`]
    /// too.
    ///
    /// # Errors
    /// [`Error::SignedOut`], [`Error::Offline`].
    pub async fn join_requests(&self) -> Result<Vec<JoinRequest>, Error> {
        let inner = self.inner();
        self.run(async move {
            let requests = ask_requests(&inner).await?;
            let said = requests.said.clone();
            if requests.answered {
                // What an officer opened is pulled while it is still known that somebody waits for it: the sync does both.
                inner.wake_sync.notify_one();
            } else {
                keep_requests(&inner, requests).await?;
            }
            Ok(said)
        })
        .await
    }

    /// Takes a request to join back.
    ///
    /// # Errors
    /// `not-found`, [`Error::SignedOut`], [`Error::Offline`].
    pub async fn take_back_request(&self, request: Uuid) -> Result<(), Error> {
        self.mine::<IgnoredAny>(Method::Delete, format!("{REQUESTS_PATH}/{request}"), None).await?;
        let inner = self.inner();
        self.run(async move { keep_requests(&inner, ask_requests(&inner).await?).await }).await
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
        self.mine::<IgnoredAny>(Method::Delete, household_path(household, &format!("members/{member}")), None).await?;
        self.catch_up(Room::Association).await;
        Ok(())
    }

    /// Who says they are of this household and waits for an answer; the longest waiting first.
    ///
    /// # Errors
    /// `not-found`, [`Error::SignedOut`], [`Error::Offline`].
    pub async fn household_requests(&self, household: Uuid) -> Result<Vec<JoinRequest>, Error> {
        self.mine(Method::Get, household_path(household, "requests"), None).await
    }

    /// Says whether somebody who waits is one of the household.
    ///
    /// # Errors
    /// As [`Self::household_requests`].
    pub async fn answer_request(&self, household: Uuid, request: Uuid, yes: bool) -> Result<(), Error> {
        let path = household_path(household, &format!("requests/{request}"));
        self.mine::<IgnoredAny>(Method::Post, path, json(&AnswerRequest { yes })?).await?;
        self.catch_up(Room::Association).await;
        Ok(())
    }

    /// Says how circulars shall come to a household.
    ///
    /// # Errors
    /// `not-found`, [`Error::SignedOut`], [`Error::Offline`].
    pub async fn set_delivery(&self, household: Uuid, delivery: Delivery) -> Result<(), Error> {
        let ask = json(&SetDelivery { delivery })?;
        self.mine::<IgnoredAny>(Method::Put, household_path(household, "delivery"), ask).await?;
        self.catch_up(Room::Association).await;
        Ok(())
    }

    /// Everything that is of the household alone, to take along when it moves.
    ///
    /// # Errors
    /// `not-found`, [`Error::SignedOut`], [`Error::Offline`].
    pub async fn household_pack(&self, household: Uuid) -> Result<HouseholdPack, Error> {
        self.mine(Method::Get, household_path(household, "pack"), None).await
    }

    /// An address at which a calendar app finds what is on, and whose turn it is. Whoever knows it reads it; asking
    /// again gives a new one, and the old one ends.
    ///
    /// # Errors
    /// `not-found`, [`Error::SignedOut`], [`Error::Offline`].
    pub async fn household_calendar(&self, household: Uuid) -> Result<String, Error> {
        let link: Link = self.mine(Method::Put, household_path(household, "calendar"), None).await?;
        Ok(link.url)
    }

    /// Ends the calendar's address.
    ///
    /// # Errors
    /// As [`Self::household_calendar`].
    pub async fn revoke_household_calendar(&self, household: Uuid) -> Result<(), Error> {
        self.mine::<IgnoredAny>(Method::Delete, household_path(household, "calendar"), None).await?;
        Ok(())
    }

    /// How every household of this officer stands to a circular. Without a network, what was said last: then the
    /// second part is false.
    ///
    /// # Errors
    /// [`Error::Offline`] when it was never asked here; `not-found`; [`Error::SignedOut`].
    pub async fn reach(&self, circular: Uuid) -> Result<(ReachView, bool), Error> {
        let kept = Kept { room: Room::Association, key: format!("reach/{circular}"), about: circular };
        let (answered, fresh) = self.answered(kept, circular_path(circular, "reach")).await?;
        Ok((answered.said, fresh))
    }

    /// A file of a circular, by the SHA-256 that the circular names. Fetched once; after that it is on the device for
    /// as long as the circular is.
    ///
    /// # Errors
    /// `not-found` when the circular has no such file; `too-large`; `file-changed` when what came is not what was
    /// named; [`Error::SignedOut`]; [`Error::Offline`] when it is not here yet.
    pub async fn circular_file(&self, circular: Uuid, sha256: &str) -> Result<Vec<u8>, Error> {
        let all = self.associations().await?;
        let files = all.circular(circular).map(|row| &row.circular.attachments);
        let file = files.and_then(|files| files.iter().find(|file| file.sha256 == sha256));
        let file = file.ok_or_else(|| Error::refused("not-found"))?;
        let kept = Kept { room: Room::Association, key: format!("file/{circular}/{sha256}"), about: circular };
        self.kept_file(kept, circular_path(circular, &format!("files/{sha256}")), file).await
    }

    /// The paper of one block, as a PDF: the server makes it anew for the households as they are; where there is no
    /// network, the one that was made last.
    ///
    /// # Errors
    /// `not-found`, [`Error::SignedOut`], [`Error::Offline`] when it was never asked here.
    pub async fn paper_pack(&self, circular: Uuid, block: Uuid) -> Result<Vec<u8>, Error> {
        let kept = Kept { room: Room::Association, key: format!("paper/{circular}/{block}"), about: circular };
        self.made_or_kept(kept, circular_path(circular, &format!("paper/{block}"))).await
    }

    /// The city's notice board: public circulars, the newest first. Needs no account. Without a network, what hung
    /// there last: then the second part is false.
    ///
    /// # Errors
    /// `city-needed` before a city is chosen; [`Error::Offline`] when it was never asked here.
    pub async fn notice_board(&self) -> Result<(Vec<(Uuid, Circular)>, bool), Error> {
        let inner = self.inner();
        self.run(async move {
            let city = inner.read(|db, _| city::chosen(db)).await?.ok_or_else(|| Error::refused("city-needed"))?;
            let asked =
                inner.call_json::<Vec<Posted>>(Call::new(Method::Get, format!("/v1/cities/{city}/board"))).await;
            let (posted, fresh) = match asked {
                Ok(posted) => {
                    let keep = (city, posted.clone());
                    inner.write_again(move |tx, _| store::set_setting(tx, BOARD, &keep)).await?;
                    (posted, true)
                }
                Err(Error::Offline) => {
                    let kept: Option<(String, Vec<Posted>)> = inner.read(|db, _| store::setting(db, BOARD)).await?;
                    let (_, posted) = kept.filter(|(of, _)| *of == city).ok_or(Error::Offline)?;
                    (posted, false)
                }
                Err(error) => return Err(error),
            };
            let today = inner.now().jst_date();
            let hangs = |posted: &Posted| posted.circular.expires.is_none_or(|last| today <= last);
            Ok((posted.into_iter().filter(hangs).map(|posted| (posted.id, posted.circular)).collect(), fresh))
        })
        .await
    }
}
