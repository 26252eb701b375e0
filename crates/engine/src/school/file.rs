//! Files of notices.

use crate::{
    Engine, Error,
    private::{Kept, Room},
};
use uuid::Uuid;

impl Engine {
    /// A file of a notice, by the SHA-256 that the notice names. Fetched once; after that it is on the device for as
    /// long as the notice is.
    ///
    /// # Errors
    /// `not-found` when the notice has no such file; `too-large`; `file-changed` when what came is not what was
    /// named; [`Error::SignedOut`]; [`Error::Offline`] when it is not here yet.
    pub async fn notice_file(&self, notice: Uuid, sha256: &str) -> Result<Vec<u8>, Error> {
        let school = self.school().await?;
        let files = school.notice(notice).map(|row| &row.notice.attachments);
        let file = files.and_then(|files| files.iter().find(|file| file.sha256 == sha256));
        let file = file.ok_or_else(|| Error::refused("not-found"))?;
        let kept = Kept { room: Room::School, key: format!("file/{notice}/{sha256}"), about: notice };
        self.kept_file(kept, format!("/v1/me/school/notices/{notice}/files/{sha256}"), file).await
    }
}
