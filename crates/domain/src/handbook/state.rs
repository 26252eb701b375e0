//! What a set of entries says: [`Handbook`].
//!
//! A *head* is an entry that no other takes the place of. Heads that say the same are shown once. Heads that
//! contradict each other are a [`Conflict`]: they descend from one entry, or they make the same claim (a child's
//! weight on one day at one place, a vaccine on one day, a milestone) with different content. Two measurements
//! of one day of which one has the weight and the other the height contradict nothing.
//!
//! **Invariant:** the state depends on the *set* of entries alone. Nothing here looks at when or in which order
//! they came; ids only break ties in what is shown first.
//!
//! An entry may be here before the one it supersedes. Two rules keep a set that nobody honest writes from hiding
//! anything: entries that supersede each other in a circle stay heads all of them, and an entry about one
//! child takes the place of nothing that is about another.

mod conflict;

pub use conflict::{About, Conflict, Quantity};

use super::{
    Appointment, Checkup, Child, Diary, Dose, Entry, Fact, Form, Measurement, Member, Milestone, Reaction, Recovery,
    ReminderChoice, Shared,
};
use chrono::NaiveDate;
use conflict::{Joined, Node, find_conflicts};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    mem::Discriminant,
    sync::Arc,
};
use uuid::Uuid;

/// What two entries must share to be worth comparing: whom they are about, their kind, their day.
type Likeness = (Option<Uuid>, Discriminant<Fact>, Option<NaiveDate>);

/// The state of a family's handbook.
#[derive(Clone, Debug, Default)]
pub struct Handbook {
    all: HashMap<Uuid, Arc<Entry>>,
    /// What stands, by whom it is about, newest day first.
    heads: BTreeMap<Option<Uuid>, Vec<Arc<Entry>>>,
    /// A head that is shown, and the others that say the same.
    twins: HashMap<Uuid, Vec<Uuid>>,
    conflicts: Vec<Conflict>,
    unknown: usize,
}

impl Handbook {
    /// The state of these entries.
    pub fn of(entries: impl IntoIterator<Item = Entry>) -> Self {
        let mut handbook = Self::default();
        handbook.add(entries);
        handbook
    }

    /// Adds entries and finds the state anew. An id that is here already is passed over: entries never change.
    /// Takes time in proportion to all entries; add many at once rather than one by one.
    pub fn add(&mut self, entries: impl IntoIterator<Item = Entry>) {
        let before = self.all.len();
        for entry in entries {
            self.all.entry(entry.id).or_insert_with(|| Arc::new(entry));
        }
        if self.all.len() != before {
            self.settle();
        }
    }

    /// How many entries there are, those that no longer stand too.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there is no entry at all.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// How many standing entries are of kinds that only a newer version can show.
    pub fn unknown(&self) -> usize {
        self.unknown
    }

    /// An entry by its id, whether or not it still stands.
    pub fn entry(&self, id: Uuid) -> Option<&Entry> {
        self.all.get(&id).map(Arc::as_ref)
    }

    /// Every entry, those that no longer stand too, by id.
    pub fn all(&self) -> Vec<&Entry> {
        let mut all: Vec<&Entry> = self.all.values().map(Arc::as_ref).collect();
        all.sort_unstable_by_key(|entry| entry.id);
        all
    }

    /// What contradicts itself.
    pub fn conflicts(&self) -> &[Conflict] {
        &self.conflicts
    }

    /// The conflict that `id` is part of.
    pub fn conflict_of(&self, id: Uuid) -> Option<&Conflict> {
        self.conflicts.iter().find(|conflict| conflict.entries.contains(&id))
    }

    /// `ids`, and every other head that says the same as one of them: what a new entry has to supersede so that
    /// none of them stays behind.
    pub fn with_twins(&self, ids: &[Uuid]) -> Vec<Uuid> {
        let mut all = BTreeSet::new();
        for id in ids {
            all.insert(*id);
            all.extend(self.twins.get(id).into_iter().flatten());
        }
        all.into_iter().collect()
    }

    /// What `id` took the place of, step by step, newest first, without itself.
    pub fn history(&self, id: Uuid) -> Vec<&Entry> {
        let mut seen = HashSet::from([id]);
        let mut next: Vec<Uuid> = self.entry(id).map(|entry| entry.supersedes.clone()).unwrap_or_default();
        let mut chain = Vec::new();
        while let Some(id) = next.pop() {
            if seen.insert(id)
                && let Some(entry) = self.entry(id)
            {
                next.extend(&entry.supersedes);
                chain.push(entry);
            }
        }
        chain.sort_unstable_by_key(|entry| std::cmp::Reverse((entry.at, entry.id)));
        chain
    }

    fn of_child(&self, child: Option<Uuid>) -> impl Iterator<Item = &Entry> {
        self.heads.get(&child).into_iter().flatten().map(Arc::as_ref)
    }

    /// What stands about a child, newest day first.
    pub fn entries(&self, child: Uuid) -> impl Iterator<Item = &Entry> {
        self.of_child(Some(child))
    }

    /// What stands about the family itself (what left it), newest first; not how the vault works.
    pub fn family_entries(&self) -> impl Iterator<Item = &Entry> {
        self.of_child(None).filter(|entry| !entry.fact.is_upkeep())
    }

    /// Those about `child` that `pick` picks, oldest day first.
    fn picked<'a, T>(
        &'a self,
        child: Option<Uuid>,
        pick: impl Fn(&'a Fact) -> Option<&'a T>,
    ) -> Vec<(&'a Entry, &'a T)> {
        let mut picked: Vec<_> =
            self.of_child(child).filter_map(|entry| pick(&entry.fact).map(|fact| (entry, fact))).collect();
        picked.reverse();
        picked
    }

    /// The children, eldest first, the expected last. Where two entries contradict each other about one, it is
    /// there once: see [`Self::conflicts`].
    pub fn children(&self) -> Vec<(&Entry, &Child)> {
        let mut children: Vec<_> = self.heads.keys().filter_map(|child| self.child((*child)?)).collect();
        children.sort_by_key(|(entry, child)| {
            (child.birth_date.is_none(), child.birth_date.or(child.due_date), entry.about())
        });
        children
    }

    /// A child by its id.
    pub fn child(&self, id: Uuid) -> Option<(&Entry, &Child)> {
        self.entries(id)
            .filter_map(|entry| match &entry.fact {
                Fact::Child(child) => Some((entry, child)),
                _ => None,
            })
            .min_by_key(|(entry, _)| entry.id)
    }

    /// A child's measurements, oldest first.
    pub fn measurements(&self, child: Uuid) -> Vec<(&Entry, &Measurement)> {
        self.picked(Some(child), |fact| if let Fact::Measurement(fact) = fact { Some(fact) } else { None })
    }

    /// A child's vaccines, oldest first.
    pub fn doses(&self, child: Uuid) -> Vec<(&Entry, &Dose)> {
        self.picked(Some(child), |fact| if let Fact::Dose(fact) = fact { Some(fact) } else { None })
    }

    /// What was seen after vaccines, oldest first.
    pub fn reactions(&self, child: Uuid) -> Vec<(&Entry, &Reaction)> {
        self.picked(Some(child), |fact| if let Fact::Reaction(fact) = fact { Some(fact) } else { None })
    }

    /// A child's pre-vaccination forms, oldest first.
    pub fn forms(&self, child: Uuid) -> Vec<(&Entry, &Form)> {
        self.picked(Some(child), |fact| if let Fact::Form(fact) = fact { Some(fact) } else { None })
    }

    /// A child's health checks, oldest first.
    pub fn checkups(&self, child: Uuid) -> Vec<(&Entry, &Checkup)> {
        self.picked(Some(child), |fact| if let Fact::Checkup(fact) = fact { Some(fact) } else { None })
    }

    /// A child's milestones, oldest first.
    pub fn milestones(&self, child: Uuid) -> Vec<(&Entry, &Milestone)> {
        self.picked(Some(child), |fact| if let Fact::Milestone(fact) = fact { Some(fact) } else { None })
    }

    /// A child's diary, oldest page first.
    pub fn diary(&self, child: Uuid) -> Vec<(&Entry, &Diary)> {
        self.picked(Some(child), |fact| if let Fact::Diary(fact) = fact { Some(fact) } else { None })
    }

    /// A child's appointments, oldest first.
    pub fn appointments(&self, child: Uuid) -> Vec<(&Entry, &Appointment)> {
        self.picked(Some(child), |fact| if let Fact::Appointment(fact) = fact { Some(fact) } else { None })
    }

    /// What the family chose about reminders of a series. Of two that contradict each other, the one that reminds
    /// sooner.
    pub fn reminder_choice(&self, child: Uuid, series: &str) -> Option<(&Entry, &ReminderChoice)> {
        self.picked(Some(child), |fact| if let Fact::Reminder(fact) = fact { Some(fact) } else { None })
            .into_iter()
            .filter(|(_, choice)| choice.series == series)
            .min_by_key(|(_, choice)| choice.quiet_until)
    }

    /// What left the family about a child, or (`None`) about all of it; oldest first.
    pub fn shared(&self, child: Option<Uuid>) -> Vec<(&Entry, &Shared)> {
        self.picked(child, |fact| if let Fact::Shared(fact) = fact { Some(fact) } else { None })
    }

    /// The family's devices, the removed too, in the order they came.
    pub fn members(&self) -> Vec<(&Entry, &Member)> {
        self.picked(None, |fact| if let Fact::Member(fact) = fact { Some(fact) } else { None })
    }

    /// The recovery codes that were made and not replaced: one, or several where two people made one each.
    pub fn recoveries(&self) -> Vec<(&Entry, &Recovery)> {
        self.picked(None, |fact| if let Fact::Recovery(fact) = fact { Some(fact) } else { None })
    }

    // --- finding the state ---------------------------------------------------------------------------------

    /// The entries that `entry` takes the place of, as far as the rules let it.
    fn superseded_by<'a>(&'a self, entry: &'a Entry) -> impl Iterator<Item = Uuid> + 'a {
        let about = entry.about();
        entry
            .supersedes
            .iter()
            .copied()
            .filter(move |id| *id != entry.id && self.all.get(id).is_none_or(|other| other.about() == about))
    }

    fn settle(&mut self) {
        let circle = self.circles();
        let mut superseded = HashSet::new();
        let mut families = Joined::<Node>::new();
        for entry in self.all.values() {
            for id in self.superseded_by(entry) {
                families.join((entry.about(), entry.id), (entry.about(), id));
                if !(circle.contains(&entry.id) && circle.contains(&id)) {
                    superseded.insert(id);
                }
            }
        }
        let mut heads: Vec<&Arc<Entry>> = self.all.values().filter(|entry| !superseded.contains(&entry.id)).collect();
        heads.sort_unstable_by_key(|entry| entry.id);

        // What says the same is shown once, under the least id.
        let mut same: HashMap<Likeness, Vec<&Arc<Entry>>> = HashMap::new();
        let mut shown: HashMap<Uuid, Uuid> = HashMap::new();
        let mut twins: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
        for &head in &heads {
            let key = (head.about(), std::mem::discriminant(&head.fact), head.fact.date());
            let firsts = same.entry(key).or_default();
            // What cannot be read cannot be compared; what left the family twice left it twice.
            let alone = matches!(head.fact, Fact::Unknown | Fact::Shared(_));
            let first = firsts.iter().find(|first| !alone && first.fact == head.fact);
            // Two withdrawals say the same only about the same entry.
            let first = first.filter(|first| {
                head.fact != Fact::Withdrawn || families.same((first.about(), first.id), (head.about(), head.id))
            });
            match first {
                Some(first) => {
                    shown.insert(head.id, first.id);
                    twins.entry(first.id).or_default().push(head.id);
                }
                None => {
                    shown.insert(head.id, head.id);
                    firsts.push(head);
                }
            }
        }

        let conflicts = find_conflicts(&heads, &shown, &mut families);
        let mut by_child: BTreeMap<Option<Uuid>, Vec<Arc<Entry>>> = BTreeMap::new();
        let mut unknown = 0;
        for head in heads {
            match head.fact {
                Fact::Withdrawn => {}
                Fact::Unknown => unknown += 1,
                _ if shown.get(&head.id) != Some(&head.id) => {}
                _ => by_child.entry(head.about()).or_default().push(Arc::clone(head)),
            }
        }
        for heads in by_child.values_mut() {
            heads.sort_by_cached_key(|entry| std::cmp::Reverse((entry.date(), entry.at, entry.id)));
        }
        (self.heads, self.twins, self.conflicts, self.unknown) = (by_child, twins, conflicts, unknown);
    }

    /// Entries that supersede each other in a circle, and those between two circles. Mostly none.
    fn circles(&self) -> HashSet<Uuid> {
        // First from above: what nobody supersedes is in no circle, and without it the next is not either …
        let mut above: HashMap<Uuid, usize> = HashMap::new();
        for entry in self.all.values() {
            for id in self.superseded_by(entry) {
                *above.entry(id).or_default() += 1;
            }
        }
        let mut left: HashSet<Uuid> = self.all.keys().copied().collect();
        let mut free: Vec<Uuid> = left.iter().copied().filter(|id| !above.contains_key(id)).collect();
        while let Some(id) = free.pop() {
            left.remove(&id);
            for below in self.all.get(&id).into_iter().flat_map(|entry| self.superseded_by(entry)) {
                if let Some(count) = above.get_mut(&below) {
                    *count -= 1;
                    if *count == 0 {
                        free.push(below);
                    }
                }
            }
        }
        // … then from below.
        loop {
            let ends: Vec<Uuid> = left
                .iter()
                .copied()
                .filter(|id| {
                    let below = self.all.get(id).into_iter().flat_map(|entry| self.superseded_by(entry));
                    !below.into_iter().any(|id| left.contains(&id))
                })
                .collect();
            if ends.is_empty() {
                return left;
            }
            for id in ends {
                left.remove(&id);
            }
        }
    }
}

#[cfg(test)]
mod tests;
