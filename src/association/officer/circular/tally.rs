//! How a circular stands, as this phone knows it: the server's last answer, and over it what was marked here since.

use itsumo_domain::association::{
    Block,
    circular::{
        Mark,
        reach::{Line, Reach, Totals},
    },
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A household's line with a mark that was made since the server answered.
pub fn marked(mut line: Line, mark: Option<Mark>) -> Line {
    let Some(mark) = mark.filter(|mark| *mark != line.paper) else { return line };
    line.paper = mark;
    line.reach = match (line.reach, mark) {
        (Reach::Confirmed, _) => Reach::Confirmed,
        (Reach::Opened | Reach::OnDevice, Mark::Read) => Reach::PaperRead,
        (phone @ (Reach::Opened | Reach::OnDevice), _) => phone,
        // What a phone of theirs knows was hidden by the mark; the server says it again with its next answer.
        (Reach::PaperRead | Reach::PaperDelivered | Reach::NotReached, mark) => Reach::of(false, false, false, mark),
    };
    line
}

/// How one block stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BlockTally {
    /// The block.
    pub block: Block,
    /// How its households stand.
    pub totals: Totals,
    /// Of those that get paper: how many, how many have it, how many have read it.
    pub paper: PaperTally,
    /// Each household.
    pub lines: Vec<Line>,
}

/// How far the paper is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PaperTally {
    /// Households that get paper.
    pub of: u32,
    /// That have it, read or not.
    pub delivered: u32,
    /// That have said they read it.
    pub read: u32,
}

impl PaperTally {
    /// Counts marks; each item is whether paper is printed for the household, and what was marked.
    pub fn of(all: impl IntoIterator<Item = (bool, Mark)>) -> Self {
        let mut tally = Self::default();
        // Who gets it in the app and was handed a paper all the same is counted by the phone, not here.
        for (_, mark) in all.into_iter().filter(|(on_paper, _)| *on_paper) {
            tally.of = tally.of.saturating_add(1);
            tally.delivered = tally.delivered.saturating_add(u32::from(mark != Mark::Nothing));
            tally.read = tally.read.saturating_add(u32::from(mark == Mark::Read));
        }
        tally
    }

    /// How many still wait for their paper.
    pub fn left(self) -> u32 {
        self.of.saturating_sub(self.delivered)
    }
}

/// Lines by block, in the order of `blocks`; of a block that is not known, last.
pub fn by_block(lines: Vec<Line>, blocks: &[Block], marks: &BTreeMap<Uuid, Mark>) -> Vec<BlockTally> {
    let mut found: Vec<BlockTally> =
        blocks.iter().map(|block| BlockTally { block: block.clone(), ..BlockTally::default() }).collect();
    for line in lines {
        let line = marked(line.clone(), marks.get(&line.household).copied());
        match found.iter_mut().find(|tally| tally.block.id == line.block) {
            Some(tally) => tally.lines.push(line),
            None => {
                let block = Block { id: line.block, ..Block::default() };
                found.push(BlockTally { block, lines: vec![line], ..BlockTally::default() });
            }
        }
    }
    found.retain(|tally| !tally.lines.is_empty());
    for tally in &mut found {
        tally.totals = Totals::of(tally.lines.iter().map(|line| line.reach));
        tally.paper = PaperTally::of(tally.lines.iter().map(|line| (line.on_paper, line.paper)));
    }
    found
}

/// All blocks together.
pub fn total(blocks: &[BlockTally]) -> Totals {
    Totals::of(blocks.iter().flat_map(|tally| tally.lines.iter().map(|line| line.reach)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(household: u128, block: u128, reach: Reach, paper: Mark, on_paper: bool) -> Line {
        let id = Uuid::from_u128;
        Line { household: id(household), block: id(block), reach, paper, on_paper, reply: None }
    }

    #[test]
    fn a_mark_made_since_is_counted_at_once_and_can_be_taken_back() {
        let table = [
            (Reach::NotReached, Mark::Nothing, Mark::Delivered, Reach::PaperDelivered),
            (Reach::PaperDelivered, Mark::Delivered, Mark::Read, Reach::PaperRead),
            (Reach::PaperRead, Mark::Read, Mark::Nothing, Reach::NotReached),
            (Reach::OnDevice, Mark::Nothing, Mark::Delivered, Reach::OnDevice),
            (Reach::Opened, Mark::Nothing, Mark::Read, Reach::PaperRead),
            (Reach::Confirmed, Mark::Delivered, Mark::Nothing, Reach::Confirmed),
        ];
        for (was, paper, mark, now) in table {
            assert_eq!(marked(line(1, 1, was, paper, true), Some(mark)).reach, now, "{was:?} and {mark:?}");
        }
        let same = line(1, 1, Reach::Opened, Mark::Read, true);
        assert_eq!(marked(same.clone(), Some(Mark::Read)), same);
        assert_eq!(marked(same.clone(), None), same);
    }

    #[test]
    fn blocks_add_up_to_the_whole() {
        let id = Uuid::from_u128;
        let block = |number: u128| Block { id: id(number), name: format!("{number}班"), place: 0 };
        let lines = vec![
            line(11, 1, Reach::NotReached, Mark::Nothing, true),
            line(12, 1, Reach::Opened, Mark::Nothing, false),
            line(21, 2, Reach::PaperDelivered, Mark::Delivered, true),
            line(31, 3, Reach::Confirmed, Mark::Nothing, false),
        ];
        let marks = BTreeMap::from([(id(11), Mark::Delivered)]);
        let found = by_block(lines, &[block(2), block(1), block(7)], &marks);
        assert_eq!(found.iter().map(|tally| tally.block.id).collect::<Vec<_>>(), [id(2), id(1), id(3)]);
        assert_eq!(found[1].paper, PaperTally { of: 1, delivered: 1, read: 0 });
        let whole = total(&found);
        assert_eq!((whole.of, whole.paper_delivered, whole.opened, whole.confirmed), (4, 2, 1, 1));
        assert_eq!(PaperTally::of([(true, Mark::Nothing), (true, Mark::Read), (false, Mark::Delivered)]).left(), 1);
    }
}
