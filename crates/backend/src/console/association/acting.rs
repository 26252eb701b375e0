//! What the pages of meetings, the calendar and safety checks have in common: an officer's command, done as one from
//! their phone is, and where a page's live data stands.

use super::{
    super::{Live, Trouble},
    Officer,
};
use crate::{
    app::App,
    association::{Outgoing, command},
    store::StoreError,
};
use itsumo_domain::{Stream, association::AssociationCommand, sync::Refusal};
use uuid::Uuid;

/// Does a command of the officer before the page.
///
/// # Errors
/// The store's; inside, why it is refused: then nothing was written.
pub(super) async fn act(
    app: &App,
    officer: &Officer,
    command: AssociationCommand,
) -> Result<Result<(), Refusal>, StoreError> {
    if let Err(refusal) = command.validate() {
        return Ok(Err(refusal));
    }
    let (city, person, now) = (officer.city.clone(), officer.signed.person, app.clock.now());
    let writing = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let mut out = Outgoing::default();
            let done = command::run(tx, &mut out, &city, person, command, now).await?;
            if done.is_ok() {
                out.send(tx, &city, now).await?;
            }
            Ok(done)
        })
    });
    writing.await
}

/// Where the association's board stands; the city's pages follow none.
pub(super) fn live(app: &App, officer: &Officer) -> Option<Live> {
    let at = officer.association().ok()?;
    Some(Live { head: app.streams.head(&officer.city, &Stream::board(at.id)) })
}

/// What is no id names nothing that is there.
pub(super) fn id(text: &str) -> Result<Uuid, Trouble> {
    Uuid::parse_str(text).map_err(|_| Trouble::NotThere)
}
