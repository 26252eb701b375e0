//! The notice board: public circulars, on the web and at the kiosk, for anybody.

use crate::{
    app::App,
    store::{StoreError, Tx, Value},
};
use itsumo_domain::{
    Stream, Timestamp,
    association::{Circular, circular::Posted},
};

/// Days for which a public circular without a last day hangs.
const HANGS: i64 = 60;
/// Most that hang at once.
const MOST: i64 = 200;

/// What hangs now, the newest first.
///
/// # Errors
/// The store's.
pub async fn board(tx: &mut dyn Tx, city: &str, now: Timestamp) -> Result<Vec<Posted>, StoreError> {
    let sql = "SELECT c.id, r.json FROM record r JOIN circular c ON c.city = r.city AND c.id = r.id
               WHERE r.city = $1 AND r.stream = $2 AND r.gone = 0 AND (c.sent >= $3 OR c.expires IS NOT NULL)
               ORDER BY c.sent DESC, c.id LIMIT $4";
    let since = now.plus(-HANGS.saturating_mul(Timestamp::DAY));
    let params: [Value; 4] = [city.into(), Stream::circulars().as_str().into(), since.into(), MOST.into()];
    let mut found = Vec::new();
    for row in tx.query(sql, &params).await? {
        #[derive(serde::Deserialize)]
        struct Stored {
            body: Option<Circular>,
        }
        let stored: Stored = serde_json::from_str(row.text(1)?).map_err(crate::school::unfit)?;
        let Some(circular) = stored.body else { continue };
        if circular.expires.is_none_or(|last| last >= now.jst_date()) {
            found.push(Posted { id: row.uuid(0)?, circular });
        }
    }
    Ok(found)
}

/// The same, for a door.
///
/// # Errors
/// The store's.
pub async fn posted(app: &App, city: &str) -> Result<Vec<Posted>, StoreError> {
    let (city, now) = (city.to_owned(), app.clock.now());
    app.store.read(move |tx| Box::pin(async move { board(tx, &city, now).await })).await
}
