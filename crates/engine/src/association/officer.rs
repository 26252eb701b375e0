//! What officers ask of the server at once: a lost seat, a meeting's sheet, papers to print, files of what they write.

use super::ask::{circular_path, json};
use crate::{
    Engine, Error,
    http::Method,
    private::{Kept, Room},
};
use itsumo_domain::{
    association::{
        circular::{Draft, Warned},
        meeting::SheetView,
        seat::{AnswerRecovery, AskRecovery, RecoveryShown, TakeSeat, TakenSeat},
    },
    text::nfkc,
    writing::Attachment,
};
use serde::de::IgnoredAny;
use uuid::Uuid;

const RECOVERIES: &str = "/v1/me/associations/recoveries";

impl Engine {
    /// Takes a seat with the code of its slip. Its card is here on the first day of the term.
    ///
    /// # Errors
    /// `empty` of `code`; the server's word on it; [`Error::SignedOut`], [`Error::Offline`].
    pub async fn take_seat(&self, code: &str) -> Result<TakenSeat, Error> {
        if code.trim().is_empty() {
            return Err(Error::field("code", "empty"));
        }
        let ask = json(&TakeSeat { code: nfkc(code.trim()) })?;
        let taken = self.mine(Method::Post, "/v1/me/associations/seats".to_owned(), ask).await?;
        self.catch_up(Room::Association).await;
        Ok(taken)
    }

    /// Asks for a seat whose holder has vanished, or that nobody holds: two officers agree to it, or the city.
    ///
    /// # Errors
    /// `empty` of `name`; the server's word on it; [`Error::SignedOut`], [`Error::Offline`].
    pub async fn ask_for_seat(&self, seat: Uuid, name: &str, why: &str) -> Result<RecoveryShown, Error> {
        let (name, why) = (name.trim().to_owned(), why.trim().to_owned());
        if name.is_empty() {
            return Err(Error::field("name", "empty"));
        }
        let path = format!("/v1/me/associations/seats/{seat}/recovery");
        self.mine(Method::Post, path, json(&AskRecovery { name, why })?).await
    }

    /// What this person asked for, the newest first.
    ///
    /// # Errors
    /// [`Error::SignedOut`], [`Error::Offline`].
    pub async fn seats_asked_for(&self) -> Result<Vec<RecoveryShown>, Error> {
        self.mine(Method::Get, RECOVERIES.to_owned(), None).await
    }

    /// An officer's yes to what somebody asked for, or the holder's no.
    ///
    /// # Errors
    /// `not-found` when it is not this person's to say, or settled; [`Error::SignedOut`], [`Error::Offline`].
    pub async fn answer_recovery(&self, recovery: Uuid, yes: bool) -> Result<(), Error> {
        let ask = json(&AnswerRecovery { yes })?;
        self.mine::<IgnoredAny>(Method::Post, format!("{RECOVERIES}/{recovery}"), ask).await?;
        self.catch_up(Room::Association).await;
        Ok(())
    }

    /// Takes back what this person asked for.
    ///
    /// # Errors
    /// As [`Self::answer_recovery`].
    pub async fn take_back_recovery(&self, recovery: Uuid) -> Result<(), Error> {
        self.mine::<IgnoredAny>(Method::Delete, format!("{RECOVERIES}/{recovery}"), None).await?;
        Ok(())
    }

    /// Who takes part in a meeting so far, household by household; what they voted only once it is counted. Without a
    /// network, what was said last: then the second part is false.
    ///
    /// # Errors
    /// [`Error::Offline`] when it was never asked here; `not-found`; [`Error::SignedOut`].
    pub async fn meeting_sheet(&self, meeting: Uuid) -> Result<(SheetView, bool), Error> {
        let kept = Kept { room: Room::Association, key: format!("sheet/{meeting}"), about: meeting };
        let (answered, fresh) = self.answered(kept, format!("/v1/me/associations/meetings/{meeting}")).await?;
        Ok((answered.said, fresh))
    }

    /// A paper of a meeting as PDF, by its name: `minutes`, `audit`, `ballots`. Where there is no network, the one that
    /// was made last.
    ///
    /// # Errors
    /// `not-found`, [`Error::SignedOut`], [`Error::Offline`] when it was never asked here.
    pub async fn meeting_paper(&self, meeting: Uuid, paper: &str) -> Result<Vec<u8>, Error> {
        let kept = Kept { room: Room::Association, key: format!("meeting/{meeting}/{paper}"), about: meeting };
        self.made_or_kept(kept, format!("/v1/me/associations/meetings/{meeting}/papers/{paper}")).await
    }

    /// A paper of a safety check as PDF: `list` for a fire officer, `round` to walk the street with. Where there is no
    /// network, the one that was made last; it goes with the check.
    ///
    /// # Errors
    /// As [`Self::meeting_paper`].
    pub async fn safety_paper(&self, check: Uuid, paper: &str) -> Result<Vec<u8>, Error> {
        let kept = Kept { room: Room::Association, key: format!("safety/{check}/{paper}"), about: check };
        self.made_or_kept(kept, format!("/v1/me/associations/safety/{check}/papers/{paper}")).await
    }

    /// What is to be looked at twice before a circular is sent: the server knows what stands in its files, and the whole
    /// list. `circular` is the id under which it will be written.
    ///
    /// # Errors
    /// `file-not-there`, `not-found` where this person may write none, [`Error::SignedOut`], [`Error::Offline`].
    pub async fn look_at_circular(
        &self,
        circular: Uuid,
        association: Uuid,
        draft: &Draft,
    ) -> Result<Vec<Warned>, Error> {
        let path = format!("{}?association={association}", circular_path(circular, "look"));
        self.mine(Method::Post, path, json(draft)?).await
    }

    /// Brings a file of a circular that is being written: it is named in the draft then. `circular` is the id under
    /// which it will be written.
    ///
    /// # Errors
    /// What is wrong with the file or its name, `too-large`, `not-found`, [`Error::SignedOut`], [`Error::Offline`].
    pub async fn bring_circular_file(
        &self,
        circular: Uuid,
        association: Uuid,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<Attachment, Error> {
        let named: String = form_urlencoded(name);
        let path = format!("{}?association={association}&name={named}", circular_path(circular, "files"));
        self.mine(Method::Post, path, Some(bytes)).await
    }
}

/// A value of an address's query: everything but letters and digits by its bytes.
fn form_urlencoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_file_s_name_survives_an_address() {
        assert_eq!(super::form_urlencoded("地図 1&2.pdf"), "%E5%9C%B0%E5%9B%B3%201%262.pdf");
    }
}
