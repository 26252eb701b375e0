//! What the officers of an association do about itself, and the city's operator before it has any: the association and
//! its blocks, its seats and their codes, the codes of its blocks.

mod seats;

pub use seats::{
    NewSeat, NewTerm, SeatCode, SeatLine, end_term, give_seat, hand_over, look_at_hand_over, seats, term_code,
};

use super::{
    Outgoing,
    block::{self, Association},
    household, join,
};
use crate::{
    app::App,
    problem::Failure,
    store::{StoreError, Tx},
};
use itsumo_domain::{
    Timestamp,
    account::FieldError,
    association::{Block, directory::block_name},
    school::code::JoinCode,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Characters of a name or title.
const LONGEST: usize = 60;
/// Most blocks of an association.
const MOST_BLOCKS: usize = 200;

/// What the office could not do.
#[derive(Debug, thiserror::Error)]
pub enum OfficeError {
    /// The tables.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Something that was said.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// No such association, block, seat or term.
    #[error("not there")]
    NotThere,
}

impl From<OfficeError> for Failure {
    fn from(error: OfficeError) -> Self {
        match error {
            OfficeError::Store(error) => error.into(),
            OfficeError::Field(error) => error.into(),
            OfficeError::NotThere => Self::not_found("association"),
        }
    }
}

pub(super) fn words(field: &'static str, text: &str) -> Result<(), FieldError> {
    match text.trim() {
        "" => Err(FieldError { field, code: "empty" }),
        text if text.chars().count() > LONGEST => Err(FieldError { field, code: "too-long" }),
        text if text.chars().any(char::is_control) => Err(FieldError { field, code: "not-readable" }),
        _ => Ok(()),
    }
}

/// An association to be written: its name, and its blocks in their order.
#[derive(Clone, Debug, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAssociation {
    /// Its name: 日の出町会.
    pub name: String,
    /// Its reading, in hiragana.
    pub kana: String,
    /// Its blocks, by name: 1班. Those that are there keep their ids and take this order; none is taken away.
    #[serde(default)]
    pub blocks: Vec<String>,
}

/// An association, with how large it is.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AssociationShown {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Its reading.
    pub kana: String,
    /// Its blocks.
    pub blocks: Vec<Block>,
    /// How many households it has today.
    pub households: usize,
}

/// Writes an association and its blocks, new or as they are now.
///
/// # Errors
/// [`OfficeError`].
pub async fn put_association(app: &App, city: &str, id: Uuid, new: NewAssociation) -> Result<(), OfficeError> {
    words("name", &new.name)?;
    words("kana", &new.kana)?;
    if new.blocks.len() > MOST_BLOCKS {
        return Err(FieldError { field: "blocks", code: "too-long" }.into());
    }
    for name in &new.blocks {
        words("blocks", name)?;
    }
    let (city, ids, now) = (city.to_owned(), app.ids.clone(), app.clock.now());
    let writing = app.store.write::<_, OfficeError, _>(move |tx| {
        Box::pin(async move {
            let mut out = Outgoing::default();
            let before = block::association(tx, &city, id).await?;
            let at = Association { id, name: new.name.trim().to_owned(), kana: new.kana.trim().to_owned() };
            let renamed = before.as_ref().is_some_and(|before| before.name != at.name);
            if before.as_ref() != Some(&at) {
                block::keep_association(tx, &city, &at).await?;
            }
            let there = block::blocks(tx, &city, id).await?;
            for (place, name) in new.blocks.iter().enumerate() {
                let name = block_name(name);
                let known = there.iter().find(|block| block.name == name).map(|block| block.id);
                let id_of = known.unwrap_or_else(|| ids.new_id());
                let place = u16::try_from(place.saturating_add(1)).unwrap_or(u16::MAX);
                block::keep_block(tx, &mut out, &city, id, &Block { id: id_of, name, place }, now).await?;
            }
            if renamed {
                let homes = household::of_association(tx, &city, id, now.jst_date()).await?;
                let homes: Vec<Uuid> = homes.into_iter().map(|home| home.id).collect();
                household::write_cards(tx, &mut out, &city, &homes, now).await?;
            }
            block::write_association(tx, &mut out, &city, id, now).await?;
            Ok(out.send(tx, &city, now).await?)
        })
    });
    writing.await
}

/// The city's associations, by their reading.
///
/// # Errors
/// The store's.
pub async fn associations(app: &App, city: &str) -> Result<Vec<AssociationShown>, StoreError> {
    let (city, today) = (city.to_owned(), app.clock.now().jst_date());
    let looking = app.store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let mut shown = Vec::new();
            for at in block::all(tx, &city).await? {
                shown.push(show(tx, &city, at, today).await?);
            }
            Ok(shown)
        })
    });
    looking.await
}

/// One association.
///
/// # Errors
/// The store's.
pub async fn association(app: &App, city: &str, id: Uuid) -> Result<Option<AssociationShown>, StoreError> {
    let (city, today) = (city.to_owned(), app.clock.now().jst_date());
    let looking = app.store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            match block::association(tx, &city, id).await? {
                Some(at) => show(tx, &city, at, today).await.map(Some),
                None => Ok(None),
            }
        })
    });
    looking.await
}

async fn show(
    tx: &mut dyn Tx,
    city: &str,
    at: Association,
    today: chrono::NaiveDate,
) -> Result<AssociationShown, StoreError> {
    let blocks = block::blocks(tx, city, at.id).await?;
    let households = household::count(tx, city, at.id, today).await?;
    Ok(AssociationShown { id: at.id, name: at.name, kana: at.kana, blocks, households })
}

/// A block's code as it is printed.
#[derive(Clone, Debug)]
pub struct BlockCode {
    /// The block.
    pub block: Block,
    /// The code, with which its households join.
    pub code: JoinCode,
    /// The last moment it is good.
    pub expires: Timestamp,
}

/// Makes codes for these blocks of an association, all of them with `None`; those before are void.
///
/// # Errors
/// [`OfficeError::NotThere`] for a block of another association.
pub async fn block_codes(
    app: &App,
    city: &str,
    association: Uuid,
    which: Option<Vec<Uuid>>,
    by: &str,
) -> Result<Vec<BlockCode>, OfficeError> {
    let (city, by, ids, now) = (city.to_owned(), by.to_owned(), app.ids.clone(), app.clock.now());
    let writing = app.store.write::<_, OfficeError, _>(move |tx| {
        Box::pin(async move {
            let mut blocks = block::blocks(tx, &city, association).await?;
            if let Some(which) = which {
                blocks.retain(|block| which.contains(&block.id));
                if blocks.len() != which.len() {
                    return Err(OfficeError::NotThere);
                }
            }
            let targets: Vec<Uuid> = blocks.iter().map(|block| block.id).collect();
            let codes = join::make_codes(tx, &*ids, &city, association, &targets, &by, now).await?;
            let expires = crate::school::join::expires(now, join::DAYS);
            let with = |(block, (_, code)): (Block, (Uuid, JoinCode))| BlockCode { block, code, expires };
            Ok(blocks.into_iter().zip(codes).map(with).collect())
        })
    });
    writing.await
}
