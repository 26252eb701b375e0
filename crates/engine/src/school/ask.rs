//! What needs the server's word at once: joining a child with the letter's code, leaving, who looked, the calendar's
//! address.

use crate::{
    Engine, Error,
    http::Method,
    private::{Kept, Room},
};
use itsumo_domain::{
    Timestamp,
    school::{JoinPupil, JoinedPupil, Looked},
};
use serde::{Deserialize, de::IgnoredAny};
use uuid::Uuid;

/// Who looked at a child's record, as of when the server was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookedView {
    /// The newest day first.
    pub lines: Vec<Looked>,
    /// When the server said so.
    pub asked_at: Timestamp,
}

#[derive(Deserialize)]
struct Link {
    url: String,
}

impl Engine {
    /// Joins a child with the code of the school's letter, typed or scanned. The child is on show when this returns,
    /// or with the next sync.
    ///
    /// # Errors
    /// `empty` of `name` or `relation`; the server's word on the code: `code-wrong`, `code-used-up`, `code-expired`,
    /// `rate-limited`; [`Error::SignedOut`], [`Error::Offline`].
    pub async fn join_pupil(&self, code: &str, name: &str, relation: &str) -> Result<JoinedPupil, Error> {
        let (name, relation) = (name.trim().to_owned(), relation.trim().to_owned());
        for (field, typed) in [("code", code.trim()), ("name", &name), ("relation", &relation)] {
            if typed.is_empty() {
                return Err(Error::field(field, "empty"));
            }
        }
        let ask = JoinPupil { code: itsumo_domain::text::nfkc(code.trim()), name, relation };
        let body = serde_json::to_vec(&ask).map_err(Error::internal)?;
        let joined = self.mine(Method::Post, "/v1/me/school/pupils".to_owned(), Some(body)).await?;
        self.catch_up(Room::School).await;
        Ok(joined)
    }

    /// Gives up this person's part in a child's life at school.
    ///
    /// # Errors
    /// `not-found`, [`Error::SignedOut`], [`Error::Offline`].
    pub async fn leave_pupil(&self, id: Uuid) -> Result<(), Error> {
        self.mine::<IgnoredAny>(Method::Delete, format!("/v1/me/school/pupils/{id}"), None).await?;
        self.catch_up(Room::School).await;
        Ok(())
    }

    /// Who of the staff looked at the child's record. Without a network, what was said last.
    ///
    /// # Errors
    /// [`Error::Offline`] when it was never asked here; `not-found` where it is not this person's to see.
    pub async fn looked(&self, pupil: Uuid) -> Result<LookedView, Error> {
        let kept = Kept { room: Room::School, key: format!("looked/{pupil}"), about: pupil };
        let (answered, _) = self.answered(kept, format!("/v1/me/school/pupils/{pupil}/looked")).await?;
        Ok(LookedView { lines: answered.said, asked_at: answered.asked_at })
    }

    /// An address at which a calendar app finds the child's events and last days. Whoever knows it reads them; asking
    /// again gives a new one, and the old one ends.
    ///
    /// # Errors
    /// `not-found`, [`Error::SignedOut`], [`Error::Offline`].
    pub async fn calendar_link(&self, pupil: Uuid) -> Result<String, Error> {
        let link: Link = self.mine(Method::Put, format!("/v1/me/school/pupils/{pupil}/calendar"), None).await?;
        Ok(link.url)
    }

    /// Ends the calendar's address.
    ///
    /// # Errors
    /// As [`Self::calendar_link`].
    pub async fn revoke_calendar(&self, pupil: Uuid) -> Result<(), Error> {
        self.mine::<IgnoredAny>(Method::Delete, format!("/v1/me/school/pupils/{pupil}/calendar"), None).await?;
        Ok(())
    }
}
