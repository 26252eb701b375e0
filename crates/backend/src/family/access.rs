//! Who asks: `Family <family id>.<access secret>`, compared with what the family's keys left here.

use super::{FamilyError, Standing, epoch_of, hash_of, standing};
use crate::{
    app::App,
    live::{FAMILY_HEADER, MOST_FAMILIES},
    store::{StoreError, Tx},
};
use itsumo_domain::may::{FamilyAct, KeyAge, NotInFamily, Who, may_in_family};
use sha2::{Digest, Sha256};
use std::fmt;
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use uuid::Uuid;

/// The authentication scheme's name.
pub const SCHEME: &str = "Family";

/// What a device showed. The secret itself is not kept, and neither it nor its hash is ever printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Access {
    /// The family it says it is of.
    pub family: Uuid,
    hash: [u8; 32],
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Access(…)")
    }
}

impl Access {
    /// Reads `Family <family id>.<secret, 64 hex digits>`.
    pub fn read(value: &str) -> Option<Self> {
        let (scheme, rest) = value.trim().split_once(' ')?;
        let (family, secret) = rest.trim().split_once('.')?;
        let family = Uuid::parse_str(family).ok().filter(|_| scheme.eq_ignore_ascii_case(SCHEME))?;
        Some(Self { family, hash: Sha256::digest(hash_of(secret)?).into() })
    }
}

/// Whether a transaction that enters a family keeps its row until the end, as everything that writes must.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hold {
    No,
    Yes,
}

/// Whether the device that shows `access` may do `act` in `family`, and how the family stands.
///
/// An unknown family is compared with as many hashes as one that had a single key, so that the time it takes does
/// not say which of the two was wrong.
pub(super) async fn enter(
    tx: &mut dyn Tx,
    city: &str,
    family: Uuid,
    access: &Access,
    act: FamilyAct,
    hold: Hold,
) -> Result<Standing, FamilyError> {
    let found = standing(tx, city, access.family, hold).await?;
    let (mut known, mut epoch) = (Choice::from(0), 0u32);
    let sql = "SELECT epoch, hash FROM family_access WHERE city = $1 AND family = $2 ORDER BY epoch";
    let rows = tx.query(sql, &[city.into(), access.family.into()]).await?;
    let mut hashes: Vec<(u32, [u8; 32])> = Vec::with_capacity(rows.len().max(1));
    for row in &rows {
        let hash = row.bytes(1)?.try_into().map_err(|_| StoreError::Shape("a hash of another size".to_owned()))?;
        hashes.push((epoch_of(row.int(0)?)?, hash));
    }
    if hashes.is_empty() {
        hashes.push((0, [0; 32]));
    }
    for (of, hash) in &hashes {
        let same = hash.ct_eq(&access.hash);
        epoch.conditional_assign(of, same);
        known |= same;
    }
    let Some(found) = found.filter(|_| bool::from(known)) else { return Err(NotInFamily::Stranger.into()) };
    let key = if epoch == found.newest { KeyAge::Newest } else { KeyAge::Past };
    may_in_family(Who::FamilyDevice { family: access.family, key }, family, act)?;
    Ok(found)
}

/// The families that the devices' values of `Itsumo-Family` open, each once.
///
/// # Errors
/// [`FamilyError::Access`] when one of them does not; [`FamilyError::Field`] when there are too many.
pub async fn members<'a>(
    app: &App,
    city: &str,
    shown: impl Iterator<Item = &'a str>,
) -> Result<Vec<Uuid>, FamilyError> {
    let shown: Vec<Access> = shown.map(Access::read).collect::<Option<_>>().ok_or(NotInFamily::Stranger)?;
    if shown.len() > MOST_FAMILIES {
        return Err(FamilyError::Field(FAMILY_HEADER, "too-many"));
    }
    if shown.is_empty() {
        return Ok(Vec::new());
    }
    let city = city.to_owned();
    app.store
        .read(move |tx| {
            Box::pin(async move {
                let mut families = Vec::with_capacity(shown.len());
                for access in shown {
                    enter(tx, &city, access.family, &access, FamilyAct::Read, Hold::No).await?;
                    if !families.contains(&access.family) {
                        families.push(access.family);
                    }
                }
                Ok(families)
            })
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_read_and_never_printed() {
        let id = Uuid::from_u128(7);
        let secret = "ab".repeat(32);
        let access = Access::read(&format!("family {id}.{secret}")).unwrap();
        assert_eq!(access.family, id);
        assert_eq!(access.hash, <[u8; 32]>::from(Sha256::digest([0xab; 32])));
        assert!(!format!("{access:?}").contains("ab"));
        for wrong in [
            format!("Bearer {id}.{secret}"),
            format!("Family {id}"),
            format!("Family {id}."),
            format!("Family {secret}.{id}"),
            format!("Family {id}.{secret}00"),
            String::new(),
        ] {
            assert_eq!(Access::read(&wrong), None, "{wrong}");
        }
    }
}
