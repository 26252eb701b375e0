//! How app, paper, 委任状 and the hall come to one count.
//!
//! Every household is in exactly one of five ways, and every household that takes part has one vote on each proposal:
//!
//! | its ballot | it counts as | its vote is |
//! |---|---|---|
//! | votes, by app or paper | app, paper | what it says |
//! | present, marked at the hall's door | present | in the hands that were counted |
//! | present, only announced | silent: they did not come | none |
//! | 委任状 to a household that voted | proxy | as that one's |
//! | 委任状 to a household in the hall | proxy | in the hands that were counted: the holder has two votes |
//! | 委任状 to the chair | proxy | the chair's |
//! | 委任状 to one that gave a 委任状 itself | proxy | wherever that chain ends |
//! | 委任状 to one that says nothing, stays away, is no household, or leads back in a ring | proxy | the chair's |
//!
//! The last line is what 委任状 forms say (「受任者が出席しないときは議長に委任する」), so that nobody's paper is lost.

use super::{Count, Given, Meeting, Source, Tally, Vote};
use crate::sync::Refusal;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The hands that went up for one proposal. Votes that were carried for others are in them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Hands {
    /// For it.
    pub yes: u32,
    /// Against it.
    pub no: u32,
}

/// What happened in the hall.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Hall {
    /// Of each proposal, in order. Whoever is there and raises no hand abstains.
    pub hands: Vec<Hands>,
    /// How the chair of the meeting votes for those who entrusted them, on each proposal.
    pub chair: Vec<Vote>,
}

/// A ballot as it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cast {
    /// What was given.
    pub given: Given,
    /// How it came.
    pub source: Source,
}

/// Where a household's vote is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice<'a> {
    /// On its own ballot, or on that of the household it entrusted.
    Votes(&'a [Vote]),
    /// In the hall, its own or carried.
    Hall,
    /// With the chair.
    Chair,
    /// Nowhere.
    None,
}

/// Follows 委任状 to where a household's vote is.
pub fn voice<'a>(household: Uuid, households: &BTreeSet<Uuid>, cast: &'a BTreeMap<Uuid, Cast>) -> Voice<'a> {
    if !households.contains(&household) {
        return Voice::None;
    }
    let (mut at, mut seen) = (household, BTreeSet::from([household]));
    loop {
        // Where whoever was entrusted does not vote, the chair does.
        let nobody = if at == household { Voice::None } else { Voice::Chair };
        let Some(ballot) = cast.get(&at) else { return nobody };
        match (&ballot.given, ballot.source) {
            (Given::Votes { votes }, _) => return Voice::Votes(votes),
            (Given::Present, Source::Hall) => return Voice::Hall,
            (Given::Present, _) => return nobody,
            (Given::Proxy { to: Some(to) }, _) if households.contains(to) && seen.insert(*to) => at = *to,
            (Given::Proxy { .. }, _) => return Voice::Chair,
        }
    }
}

/// How many votes are in the hall: those present, and what they carry for others.
pub fn in_hall(households: &BTreeSet<Uuid>, cast: &BTreeMap<Uuid, Cast>) -> u32 {
    let there = households.iter().filter(|household| voice(**household, households, cast) == Voice::Hall).count();
    u32::try_from(there).unwrap_or(u32::MAX)
}

/// How many have entrusted the chair.
pub fn with_chair(households: &BTreeSet<Uuid>, cast: &BTreeMap<Uuid, Cast>) -> u32 {
    let with = households.iter().filter(|household| voice(**household, households, cast) == Voice::Chair).count();
    u32::try_from(with).unwrap_or(u32::MAX)
}

/// Who took part, without what they voted: what officers see while the vote is open. `counts` is empty.
pub fn so_far(meeting: &Meeting, households: &BTreeSet<Uuid>, cast: &BTreeMap<Uuid, Cast>) -> Tally {
    let of = u32::try_from(households.len()).unwrap_or(u32::MAX);
    let mut tally = Tally { of, needed: meeting.quorum.needed(of), ..Tally::default() };
    for household in households {
        let way = match cast.get(household).map(|ballot| (&ballot.given, ballot.source)) {
            Some((Given::Proxy { .. }, _)) => &mut tally.proxy,
            Some((_, Source::Hall)) => &mut tally.present,
            Some((Given::Present, _)) | None => &mut tally.silent,
            Some((Given::Votes { .. }, Source::App)) => &mut tally.app,
            Some((Given::Votes { .. }, Source::Paper)) => &mut tally.paper,
        };
        *way = way.saturating_add(1);
    }
    tally.quorate = tally.taking_part() >= tally.needed;
    tally
}

/// The count. Ballots of households that may not vote are passed over.
///
/// # Errors
/// `hall-count` of field `hands` or `chair` unless both have one entry for each proposal (none at all will do while nobody
/// is in the hall, or with the chair); `too-many-hands` of field `hands` where more went up than there are votes.
pub fn tally(
    meeting: &Meeting,
    households: &BTreeSet<Uuid>,
    cast: &BTreeMap<Uuid, Cast>,
    hall: &Hall,
) -> Result<Tally, Refusal> {
    let mut tally = so_far(meeting, households, cast);
    let (there, entrusted) = (in_hall(households, cast), with_chair(households, cast));
    let all = meeting.proposals.len();
    let fits = |given: usize, needed: bool| given == all || (given == 0 && !needed);
    if !fits(hall.hands.len(), there > 0) {
        return Err(Refusal::of_field("hall-count", "hands"));
    }
    if !fits(hall.chair.len(), entrusted > 0) {
        return Err(Refusal::of_field("hall-count", "chair"));
    }
    for place in 0..all {
        let hands = hall.hands.get(place).copied().unwrap_or_default();
        let raised = hands.yes.saturating_add(hands.no);
        let Some(still) = there.checked_sub(raised) else { return Err(Refusal::of_field("too-many-hands", "hands")) };
        let mut count = Count { yes: hands.yes, no: hands.no, abstain: still };
        for household in households {
            match voice(*household, households, cast) {
                Voice::Votes(votes) => count.add(votes.get(place).copied().unwrap_or_default()),
                Voice::Chair => count.add(hall.chair.get(place).copied().unwrap_or_default()),
                Voice::Hall | Voice::None => {}
            }
        }
        tally.counts.push(count);
    }
    Ok(tally)
}

impl Count {
    fn add(&mut self, vote: Vote) {
        let field = match vote {
            Vote::For => &mut self.yes,
            Vote::Against => &mut self.no,
            Vote::Abstain => &mut self.abstain,
        };
        *field = field.saturating_add(1);
    }
}

impl Tally {
    /// Households that take part, by whatever way.
    pub fn taking_part(&self) -> u32 {
        [self.app, self.paper, self.proxy, self.present].into_iter().fold(0, u32::saturating_add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::association::meeting::{Proposal, Quorum};
    use proptest::prelude::*;

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn meeting(proposals: usize) -> Meeting {
        Meeting { proposals: vec![Proposal::default(); proposals], ..Meeting::default() }
    }

    fn votes(vote: Vote, source: Source) -> Cast {
        Cast { given: Given::Votes { votes: vec![vote] }, source }
    }

    fn proxy(to: Option<u128>) -> Cast {
        Cast { given: Given::Proxy { to: to.map(id) }, source: Source::Paper }
    }

    fn present(source: Source) -> Cast {
        Cast { given: Given::Present, source }
    }

    fn count(cast: &[(u128, Cast)], hands: (u32, u32), chair: Vote) -> Tally {
        let households = (1..=10).map(id).collect();
        let cast = cast.iter().map(|(household, ballot)| (id(*household), ballot.clone())).collect();
        let hall = Hall { hands: vec![Hands { yes: hands.0, no: hands.1 }], chair: vec![chair] };
        tally(&meeting(1), &households, &cast, &hall).unwrap()
    }

    #[test]
    fn every_way_is_counted_and_a_vote_given_away_is_where_it_was_given() {
        let (app, paper, hall) = (Source::App, Source::Paper, Source::Hall);
        type Case<'a> = (&'a str, Vec<(u128, Cast)>, (u32, u32), [u32; 5], [u32; 3]);
        let table: Vec<Case<'_>> = vec![
            ("nobody", vec![], (0, 0), [0, 0, 0, 0, 10], [0, 0, 0]),
            (
                "app and paper",
                vec![(1, votes(Vote::For, app)), (2, votes(Vote::Against, paper)), (3, votes(Vote::Abstain, paper))],
                (0, 0),
                [1, 2, 0, 0, 7],
                [1, 1, 1],
            ),
            (
                "two in the hall, one raises no hand",
                vec![(1, present(hall)), (2, present(hall))],
                (1, 0),
                [0, 0, 0, 2, 8],
                [1, 0, 1],
            ),
            ("announced and not come", vec![(1, present(app))], (0, 0), [0, 0, 0, 0, 10], [0, 0, 0]),
            ("to the chair, who is against", vec![(1, proxy(None))], (0, 0), [0, 0, 1, 0, 9], [0, 1, 0]),
            (
                "to one that voted",
                vec![(1, proxy(Some(2))), (2, votes(Vote::For, app))],
                (0, 0),
                [1, 0, 1, 0, 8],
                [2, 0, 0],
            ),
            (
                "to one in the hall, who raises two votes",
                vec![(1, proxy(Some(2))), (2, present(hall))],
                (2, 0),
                [0, 0, 1, 1, 8],
                [2, 0, 0],
            ),
            (
                "a chain of three to a vote",
                vec![(1, proxy(Some(2))), (2, proxy(Some(3))), (3, proxy(Some(4))), (4, votes(Vote::For, paper))],
                (0, 0),
                [0, 1, 3, 0, 6],
                [4, 0, 0],
            ),
            ("a ring of two", vec![(1, proxy(Some(2))), (2, proxy(Some(1)))], (0, 0), [0, 0, 2, 0, 8], [0, 2, 0]),
            ("to oneself", vec![(1, proxy(Some(1)))], (0, 0), [0, 0, 1, 0, 9], [0, 1, 0]),
            ("to one that says nothing", vec![(1, proxy(Some(2)))], (0, 0), [0, 0, 1, 0, 9], [0, 1, 0]),
            (
                "to one that only announced",
                vec![(1, proxy(Some(2))), (2, present(paper))],
                (0, 0),
                [0, 0, 1, 0, 9],
                [0, 1, 0],
            ),
            ("to one that moved away", vec![(1, proxy(Some(77)))], (0, 0), [0, 0, 1, 0, 9], [0, 1, 0]),
            ("of one that moved away", vec![(77, votes(Vote::For, app))], (0, 0), [0, 0, 0, 0, 10], [0, 0, 0]),
            ("a written vote at the door", vec![(1, votes(Vote::For, hall))], (0, 0), [0, 0, 0, 1, 9], [1, 0, 0]),
        ];
        for (what, cast, hands, ways, expected) in table {
            let found = count(&cast, hands, Vote::Against);
            assert_eq!([found.app, found.paper, found.proxy, found.present, found.silent], ways, "{what}");
            let count = found.counts[0];
            assert_eq!([count.yes, count.no, count.abstain], expected, "{what}");
        }
    }

    #[test]
    fn the_hall_is_counted_of_every_proposal_and_by_no_more_hands_than_there_are() {
        let households: BTreeSet<Uuid> = (1..=4).map(id).collect();
        let there = BTreeMap::from([(id(1), present(Source::Hall)), (id(2), proxy(None))]);
        let code = |cast: &BTreeMap<Uuid, Cast>, hall: Hall| {
            tally(&meeting(2), &households, cast, &hall).map(|_| ()).map_err(|refusal| (refusal.code, refusal.field))
        };
        let refused = |code: &str, field: &str| Err((code.to_owned(), Some(field.to_owned())));
        let (hand, two) = (Hands { yes: 1, no: 0 }, Hands { yes: 1, no: 1 });
        assert_eq!(code(&there, Hall::default()), refused("hall-count", "hands"));
        let hall = |hands: Vec<Hands>, chair: Vec<Vote>| Hall { hands, chair };
        assert_eq!(code(&there, hall(vec![hand], vec![])), refused("hall-count", "hands"));
        assert_eq!(code(&there, hall(vec![hand, hand], vec![])), refused("hall-count", "chair"));
        assert_eq!(code(&there, hall(vec![hand, two], vec![Vote::For; 2])), refused("too-many-hands", "hands"));
        assert_eq!(code(&there, hall(vec![hand, hand], vec![Vote::For; 2])), Ok(()));
        assert_eq!(code(&BTreeMap::new(), Hall::default()), Ok(()), "nobody came, nobody is entrusted");
    }

    #[test]
    fn enough_is_more_than_half_or_what_the_rules_say() {
        let quorum = |of, out_of, more| Quorum { of, out_of, more };
        let table = [
            (quorum(1, 2, true), 40, 21),
            (quorum(1, 2, true), 41, 21),
            (quorum(1, 2, false), 41, 21),
            (quorum(1, 2, false), 40, 20),
            (quorum(2, 3, false), 40, 27),
            (quorum(3, 4, false), 40, 30),
            (quorum(1, 3, true), 0, 1),
            (quorum(1, 0, true), 40, 40),
        ];
        for (quorum, all, needed) in table {
            assert_eq!(quorum.needed(all), needed, "{quorum:?} of {all}");
        }
        let proposal = Proposal { passes: quorum(3, 4, false), ..Proposal::default() };
        let count = |yes, no| Count { yes, no, abstain: 0 };
        assert!(count(30, 10).passed(&proposal) && !count(29, 11).passed(&proposal));
        assert!(count(21, 19).passed(&Proposal::default()) && !count(20, 20).passed(&Proposal::default()));
        assert!(!count(0, 0).passed(&Proposal::default()), "nobody voted: nothing passes");
    }

    fn any_cast() -> impl Strategy<Value = BTreeMap<Uuid, Cast>> {
        let vote = prop::sample::select(Vote::ALL.to_vec());
        let given = prop_oneof![
            prop::collection::vec(vote, 2).prop_map(|votes| Given::Votes { votes }),
            prop::option::of(0u128..14).prop_map(|to| Given::Proxy { to: to.map(id) }),
            Just(Given::Present),
        ];
        let source = prop::sample::select(vec![Source::App, Source::Paper, Source::Hall]);
        let one =
            (0u128..14, given, source).prop_map(|(household, given, source)| (id(household), Cast { given, source }));
        prop::collection::vec(one, 0..20).prop_map(|all| all.into_iter().collect())
    }

    proptest! {
        /// Whatever chains and rings 委任状 make: each household is in one way, and each that takes part has one vote on
        /// each proposal, no more and no less.
        #[test]
        fn one_vote_a_household(cast in any_cast(), share in 0.0f64..=1.0, chair in prop::sample::select(Vote::ALL.to_vec())) {
            let households: BTreeSet<Uuid> = (0..10).map(id).collect();
            let there = in_hall(&households, &cast);
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a small number")]
            let yes = (f64::from(there) * share) as u32;
            let hands = vec![Hands { yes, no: there - yes }; 2];
            let found = tally(&meeting(2), &households, &cast, &Hall { hands, chair: vec![chair; 2] }).unwrap();
            prop_assert_eq!(found.of, 10);
            prop_assert_eq!(found.taking_part() + found.silent, 10);
            for count in &found.counts {
                prop_assert_eq!(count.voted(), found.taking_part());
            }
            prop_assert_eq!(found.quorate, found.taking_part() >= 6);
        }

        /// What is not known is never taken for a vote: more ballots never make fewer households take part.
        #[test]
        fn a_ballot_more_never_takes_a_household_away(cast in any_cast(), more in any_cast()) {
            let households: BTreeSet<Uuid> = (0..10).map(id).collect();
            let before = so_far(&meeting(2), &households, &cast).taking_part();
            let mut both = more;
            both.extend(cast);
            prop_assert!(so_far(&meeting(2), &households, &both).taking_part() >= before);
        }
    }
}
