//! What time alone does: a circular whose last day is over and a safety check whose term has ended are gone, whether the
//! server can be asked or not.

use super::view;
use crate::{
    Change, Inner,
    private::{Room, remove},
};
use itsumo_domain::Timestamp;
use std::sync::Arc;

/// Removes what is over. From when on something is another again, by time alone: where two looks differ, it is now.
pub(crate) async fn let_time_pass(inner: &Arc<Inner>) -> Option<Timestamp> {
    let whole = inner.read(view::whole).await.ok()?;
    if !whole.over.is_empty() {
        let over = whole.over.clone();
        match inner.write(move |tx, inner| remove(tx, inner, Room::Association, &over)).await {
            Ok(notes) => notes.iter().for_each(|note| inner.notes.withdraw(note)),
            Err(error) => tracing::info!(%error, "what is over stays for now, and is not shown"),
        }
        inner.changed(Change::Association);
    }
    Some(whole.turns)
}
