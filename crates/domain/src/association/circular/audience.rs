//! To whom a circular goes.

use crate::association::Role;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

/// To whom, as it is written. What is named twice counts once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Audience {
    /// Everybody of the association (of each of [`Self::associations`], where the city writes).
    pub everybody: bool,
    /// Which associations, where the city writes; empty where one association does.
    pub associations: BTreeSet<Uuid>,
    /// Blocks.
    pub blocks: BTreeSet<Uuid>,
    /// Whoever holds such a seat: 班長 all, 会計. A household is counted by none of them: seats are.
    pub roles: BTreeSet<Role>,
    /// Single households.
    pub households: BTreeSet<Uuid>,
}

impl Audience {
    /// Nobody.
    pub fn is_empty(&self) -> bool {
        !self.everybody && self.blocks.is_empty() && self.roles.is_empty() && self.households.is_empty()
    }
}
