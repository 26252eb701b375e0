//! What needs the server's word at once: joining a child with the letter's code, leaving, who looked, the calendar's
//! address.

use super::store;
use crate::{Change, Engine, Error, account, http::Method, store::StoreError};
use itsumo_domain::{
    Timestamp,
    school::{JoinPupil, JoinedPupil, Looked},
};
use serde::{Deserialize, Serialize, de::IgnoredAny};
use uuid::Uuid;

/// Who looked at a child's record, as of when the server was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

fn looked_key(pupil: Uuid) -> String {
    format!("looked/{pupil}")
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
        self.catch_up().await;
        Ok(joined)
    }

    /// Gives up this person's part in a child's life at school.
    ///
    /// # Errors
    /// `not-found`, [`Error::SignedOut`], [`Error::Offline`].
    pub async fn leave_pupil(&self, id: Uuid) -> Result<(), Error> {
        self.mine::<IgnoredAny>(Method::Delete, format!("/v1/me/school/pupils/{id}"), None).await?;
        self.catch_up().await;
        Ok(())
    }

    /// What was done is done; its records come now or with the next sync.
    async fn catch_up(&self) {
        if let Err(error) = self.sync().await {
            tracing::debug!(%error, "the records come later");
            self.0.inner.wake_sync.notify_one();
        }
        self.changed(Change::School);
    }

    /// Who of the staff looked at the child's record. Without a network, what was said last.
    ///
    /// # Errors
    /// [`Error::Offline`] when it was never asked here; `not-found` where it is not this person's to see.
    pub async fn looked(&self, pupil: Uuid) -> Result<LookedView, Error> {
        let key = looked_key(pupil);
        match self.mine::<Vec<Looked>>(Method::Get, format!("/v1/me/school/pupils/{pupil}/looked"), None).await {
            Ok(lines) => {
                let view = LookedView { lines, asked_at: self.now() };
                let keep = view.clone();
                self.write(move |tx, inner| {
                    let Some(person) = account::person(tx)? else { return Ok(()) };
                    // A child that left meanwhile leaves nothing behind.
                    if !store::lies_somewhere(tx, pupil)? {
                        return Ok(());
                    }
                    super::file::keep(tx, inner, person.id, &key, pupil, &serde_json::to_vec(&keep)?)
                })
                .await?;
                Ok(view)
            }
            Err(Error::Offline) => {
                let kept = self.write(move |tx, inner| {
                    let Some(person) = account::person(tx)? else { return Ok(None) };
                    let json = super::file::kept(tx, inner, person.id, &key)?;
                    Ok(json.and_then(|json| serde_json::from_slice(&json).ok()))
                });
                kept.await?.ok_or(Error::Offline)
            }
            Err(error) => {
                let gone = move |tx: &rusqlite::Transaction<'_>, _: &crate::Inner| -> Result<(), StoreError> {
                    tx.execute("DELETE FROM school_kept WHERE key = ?1", [key])?;
                    Ok(())
                };
                if error == Error::refused("not-found") {
                    self.write(gone).await?;
                }
                Err(error)
            }
        }
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
