//! Contradictions: which heads are at odds, and what about.

use super::super::{Entry, Fact, Position};
use chrono::NaiveDate;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};
use uuid::Uuid;

/// Heads that contradict each other. A person decides by an entry that supersedes all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Whom it is about.
    pub child: Option<Uuid>,
    /// What it is about.
    pub about: About,
    /// The heads, at least two, by id. See [`Handbook::entry`] for what they say, who wrote them and when.
    pub entries: Vec<Uuid>,
}

/// What a conflict is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum About {
    /// The child itself: name, birth, …
    Child,
    /// One quantity on one day at one place.
    Measurement {
        /// On.
        date: NaiveDate,
        /// At.
        place: String,
        /// Of what.
        quantity: Quantity,
    },
    /// A vaccine on one day.
    Dose {
        /// On.
        date: NaiveDate,
        /// The product's family.
        vaccine: String,
    },
    /// A milestone of the list.
    Milestone(String),
    /// A health check; with its day where there may be many of the sort.
    Checkup(String, Option<NaiveDate>),
    /// A pre-vaccination form of one day, for the same vaccines.
    Form {
        /// On.
        date: NaiveDate,
        /// For these series and doses.
        vaccines: Vec<(String, String)>,
    },
    /// Reminders of one series.
    Reminder(String),
    /// An entry that was changed, or removed, in different ways.
    Edited,
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quantity {
    /// Weight.
    Weight,
    /// Height, standing or not said.
    Height,
    /// Length, lying.
    Length,
    /// Head.
    Head,
    /// Chest.
    Chest,
}

/// What a head says under a claim.
#[derive(PartialEq)]
enum Said<'a> {
    Number(u32),
    Whole(&'a Fact),
}

fn claims(fact: &Fact) -> Vec<(About, Said<'_>)> {
    let whole = |about| vec![(about, Said::Whole(fact))];
    match fact {
        Fact::Child(_) => whole(About::Child),
        Fact::Measurement(taken) => {
            let height = match taken.position {
                Some(Position::Lying) => Quantity::Length,
                Some(Position::Standing) | None => Quantity::Height,
            };
            [
                (Quantity::Weight, taken.weight_g),
                (height, taken.height_mm),
                (Quantity::Head, taken.head_mm),
                (Quantity::Chest, taken.chest_mm),
            ]
            .into_iter()
            .filter_map(|(quantity, value)| {
                let about = About::Measurement { date: taken.date, place: taken.place.clone(), quantity };
                Some((about, Said::Number(value?)))
            })
            .collect()
        }
        Fact::Dose(dose) => whole(About::Dose { date: dose.date, vaccine: dose.vaccine.clone() }),
        Fact::Milestone(done) if done.item != "own" => whole(About::Milestone(done.item.clone())),
        Fact::Checkup(check) => {
            let many = matches!(check.which.as_str(), "pregnancy" | "dental" | "other");
            whole(About::Checkup(check.which.clone(), many.then_some(check.date)))
        }
        Fact::Form(form) => whole(About::Form { date: form.date, vaccines: form.vaccines.clone() }),
        Fact::Reminder(choice) => whole(About::Reminder(choice.series.clone())),
        _ => Vec::new(),
    }
}

pub(super) fn find_conflicts(
    heads: &[&Arc<Entry>],
    shown: &HashMap<Uuid, Uuid>,
    families: &mut Joined<Node>,
) -> Vec<Conflict> {
    // How the vault works is nobody's to decide about.
    let heads: Vec<&Arc<Entry>> = heads.iter().copied().filter(|head| !head.fact.is_upkeep()).collect();
    let by_id: HashMap<Uuid, &Arc<Entry>> = heads.iter().map(|head| (head.id, *head)).collect();
    let mut at_odds = Joined::<Uuid>::new();
    let mut about: Vec<(Uuid, About)> = Vec::new();
    // Those that descend from one entry.
    let mut first_of: HashMap<Node, Uuid> = HashMap::new();
    for head in &heads {
        let Some(&me) = shown.get(&head.id) else { continue };
        let other = *first_of.entry(families.root((head.about(), head.id))).or_insert(me);
        if other != me {
            at_odds.join(other, me);
            about.push((me, About::Edited));
        }
    }
    // Those that claim the same and say something else.
    let mut claimed: Claims<'_> = HashMap::new();
    for head in heads.iter().filter(|head| shown.get(&head.id) == Some(&head.id)) {
        for (claim, said) in claims(&head.fact) {
            claimed.entry((head.about(), claim)).or_default().push((head.id, said));
        }
    }
    for ((_, claim), all) in claimed {
        let Some(((first, said), others)) = all.split_first() else { continue };
        if others.iter().any(|(_, other)| other != said) {
            others.iter().for_each(|(other, _)| at_odds.join(*first, *other));
            about.push((*first, claim));
        }
    }
    let mut groups: BTreeMap<Uuid, (About, BTreeSet<Uuid>)> = BTreeMap::new();
    for (id, what) in about {
        let (least, _) = groups.entry(at_odds.root(id)).or_insert_with(|| (About::Edited, BTreeSet::new()));
        if what < *least {
            *least = what;
        }
    }
    for id in by_id.keys() {
        if let Some((_, entries)) = groups.get_mut(&at_odds.root(*id)) {
            entries.insert(*id);
        }
    }
    let mut conflicts: Vec<Conflict> = groups
        .into_values()
        .map(|(about, entries)| Conflict {
            child: entries.first().and_then(|id| by_id.get(id)).and_then(|entry| entry.about()),
            about,
            entries: entries.into_iter().collect(),
        })
        .collect();
    conflicts.sort_by(|a, b| a.entries.cmp(&b.entries));
    conflicts
}

/// Sets of ids that are joined. A root is the least id of its set, so that it does not depend on the order.
pub(super) struct Joined<Id>(HashMap<Id, Id>);

/// An entry as one that is about somebody: two children's entries that name one id not yet here are strangers.
pub(super) type Node = (Option<Uuid>, Uuid);

/// Those that make one claim about one child, and what each says.
type Claims<'a> = HashMap<(Option<Uuid>, About), Vec<(Uuid, Said<'a>)>>;

impl<Id: Copy + Ord + std::hash::Hash> Joined<Id> {
    pub fn new() -> Self {
        Self(HashMap::new())
    }

    pub fn root(&mut self, id: Id) -> Id {
        let mut root = id;
        while let Some(&above) = self.0.get(&root) {
            root = above;
        }
        let mut at = id;
        while at != root {
            match self.0.insert(at, root) {
                Some(above) => at = above,
                None => break,
            }
        }
        root
    }

    pub fn join(&mut self, a: Id, b: Id) {
        let (a, b) = (self.root(a), self.root(b));
        if a != b {
            self.0.insert(a.max(b), a.min(b));
        }
    }

    pub fn same(&mut self, a: Id, b: Id) -> bool {
        self.root(a) == self.root(b)
    }
}
