//! One round of what otherwise goes on in the background: for a phone that wakes the engine for some seconds and
//! shows no window. A push only says that there is something; what, is asked here, of the server and of time.

use crate::{Change, Engine, Error, SyncReport, association, background, handbook, sync};

impl Engine {
    /// Syncs once, lets time pass, and tells what is new: alerts, announcements, letters, reminders. It needs no
    /// [`Engine::start`], and beside one it does no harm: whatever both see is told once.
    ///
    /// Dropped half way, what was stored stays stored, and the next round goes on from there.
    ///
    /// # Errors
    /// As [`Engine::sync`]; what needs no network (what quiet hours held back, reminders) was told all the same.
    pub async fn wake(&self) -> Result<SyncReport, Error> {
        let inner = self.inner();
        self.run(async move {
            let outcome = sync::run(&inner).await;
            if matches!(inner.sort_if_old().await, Ok(true)) {
                inner.changed(Change::News);
            }
            association::let_time_pass(&inner).await;
            background::tell_what_is_new(&inner).await;
            handbook::remind::tell_if_due(&inner).await;
            association::remind::tell_if_due(&inner).await;
            outcome
        })
        .await
    }
}
