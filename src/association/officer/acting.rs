//! What somebody may do as an officer, as far as this device knows: by the seats they hold today, and by the same table
//! as on the server. A button that would be refused is not there.

use itsumo_domain::association::{
    AssociationCard, Block,
    access::{Act, Of, Seat, seat_may},
};
use uuid::Uuid;

/// The seats of today, and the associations they are in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Acting {
    seats: Vec<Seat>,
    /// Blocks of each association, in their order.
    associations: Vec<(Uuid, AssociationCard)>,
}

impl Acting {
    /// Of the seats that are held today, and the associations they are in.
    pub fn new(seats: Vec<Seat>, associations: &[(Uuid, AssociationCard)]) -> Self {
        Self { seats, associations: associations.to_vec() }
    }

    /// Whether any seat is held in an association. The city's own seats are held in front of the console.
    pub fn is_officer(&self) -> bool {
        self.seats.iter().any(|seat| seat.association.is_some())
    }

    /// Whether they may.
    pub fn may(&self, act: Act, of: Of) -> bool {
        self.seats.iter().any(|seat| seat_may(seat, act, of))
    }

    /// Whether they may, in some block of some association or in a whole one.
    pub fn may_somewhere(&self, act: Act) -> bool {
        !self.blocks(act).is_empty() || self.associations.iter().any(|(id, _)| self.may(act, Of::Association(*id)))
    }

    /// Associations as a whole of which they may.
    pub fn associations(&self, act: Act) -> Vec<(Uuid, AssociationCard)> {
        self.associations.iter().filter(|(id, _)| self.may(act, Of::Association(*id))).cloned().collect()
    }

    /// Associations of which, or of some block of which, they may.
    pub fn around(&self, act: Act) -> Vec<(Uuid, AssociationCard)> {
        let some = |(id, card): &&(Uuid, AssociationCard)| {
            let block = |block: &Block| self.may(act, Of::Block { association: *id, block: block.id });
            self.may(act, Of::Association(*id)) || card.blocks.iter().any(block)
        };
        self.associations.iter().filter(some).cloned().collect()
    }

    /// Blocks of which they may, with their association, in their order.
    pub fn blocks(&self, act: Act) -> Vec<(Uuid, Block)> {
        let all =
            self.associations.iter().flat_map(|(id, card)| card.blocks.iter().map(move |block| (*id, block.clone())));
        all.filter(|(association, block)| self.may(act, Of::Block { association: *association, block: block.id }))
            .collect()
    }

    /// Blocks of one association of which they may.
    pub fn blocks_in(&self, act: Act, association: Uuid) -> Vec<Block> {
        self.blocks(act).into_iter().filter(|(its, _)| *its == association).map(|(_, block)| block).collect()
    }

    /// The title of the seat by which they act there, as a reader of what they do sees it.
    pub fn title(&self, association: Uuid) -> String {
        let seat = self.seats.iter().find(|seat| seat.association == Some(association));
        seat.map(|seat| seat.title.clone()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use itsumo_domain::association::Role;

    #[test]
    fn a_block_s_head_has_one_block_and_a_chair_all() {
        let id = Uuid::from_u128;
        let block = |number: u128| Block { id: id(number), name: format!("{number}班"), place: 0 };
        let card = AssociationCard { blocks: vec![block(1), block(2)], ..AssociationCard::default() };
        let all = [(id(9), card)];
        let seat = |role, block| Seat { id: id(5), association: Some(id(9)), block, role, title: "班長".to_owned() };
        let acting = Acting::new(vec![seat(Role::BlockHead, Some(id(2)))], &all);
        assert_eq!(acting.blocks(Act::KeepPaper), [(id(9), block(2))]);
        assert!(acting.is_officer() && acting.associations(Act::WriteCirculars).is_empty());
        assert_eq!(acting.around(Act::WriteCirculars).len(), 1);
        assert!(!acting.may_somewhere(Act::StartSafety));
        let acting = Acting::new(vec![seat(Role::Chair, None)], &all);
        assert_eq!(acting.blocks_in(Act::KeepPaper, id(9)).len(), 2);
        assert!(acting.may(Act::StartSafety, Of::Association(id(9))));
        assert!(!Acting::default().is_officer());
    }
}
