//! To whom a notice goes: by groups and by single children, less those who are left out, planned before it is sent so
//! that a person can read who will get it.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// What the writer chose.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Audience {
    /// Groups of this school year: everybody, grades, classes, clubs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Uuid>,
    /// Single children.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pupils: Vec<Uuid>,
    /// Children who are left out although a group of theirs is chosen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub minus: Vec<Uuid>,
}

impl Audience {
    /// Nobody was chosen.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.pupils.is_empty()
    }
}

/// A guardian who gets what is about a child: scope `notices`, not shielded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// The person.
    pub person: Uuid,
    /// Their name as the facility knows it.
    pub name: String,
    /// 母, 父 ….
    pub relation: String,
}

/// A child of the facility, as far as an audience is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addressee {
    /// The child.
    pub pupil: Uuid,
    /// Its name.
    pub name: String,
    /// Its reading.
    pub kana: String,
    /// Its class, as people say it.
    pub class: String,
    /// 出席番号; 0 where there is none.
    pub number: u16,
    /// All its groups of today.
    pub groups: Vec<Uuid>,
    /// Who gets what is about it.
    pub readers: Vec<Reader>,
    /// A shield concerns it: what is said of it to anybody is asked of the head first.
    pub shielded: bool,
}

/// Children who share a guardian, and all their guardians.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Household {
    /// The children, in the order of the audience.
    pub pupils: Vec<Uuid>,
    /// Their guardians.
    pub persons: Vec<Uuid>,
}

/// Who gets it, and by which way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The children, by class, number and reading; none twice.
    pub children: Vec<Addressee>,
    /// Their guardians; none twice.
    pub persons: Vec<Uuid>,
    /// The children again, those together who share a guardian.
    pub households: Vec<Household>,
    /// Groups whose own stream carries it: all of their children get it.
    pub by_group: Vec<Uuid>,
    /// Guardians who get it in their own stream, and for which children.
    pub by_person: BTreeMap<Uuid, Vec<Uuid>>,
    /// What was chosen and is not of this facility today: groups, children.
    pub strangers: Vec<Uuid>,
}

impl Plan {
    /// Children for whom nobody can read it: nobody joined, or nobody who joined gets notices. They need paper.
    pub fn unjoined(&self) -> impl Iterator<Item = &Addressee> {
        self.children.iter().filter(|child| child.readers.is_empty())
    }
}

/// Plans who gets it. `members` are all children of the facility today, `groups` all its groups of today.
///
/// A group from which nobody is left out is told in its own stream, once. Everybody else is told one by one: whoever
/// reads a group's stream reads all of it, so a group with somebody left out cannot be told there.
pub fn plan_audience(members: &[Addressee], groups: &[Uuid], audience: &Audience) -> Plan {
    let known: BTreeSet<Uuid> = groups.iter().copied().collect();
    let chosen: BTreeSet<Uuid> = audience.groups.iter().copied().collect();
    let singly: BTreeSet<Uuid> = audience.pupils.iter().copied().collect();
    let minus: BTreeSet<Uuid> = audience.minus.iter().copied().collect();
    let mut seen = BTreeSet::new();
    let mut children: Vec<Addressee> = members
        .iter()
        .filter(|child| !minus.contains(&child.pupil))
        .filter(|child| singly.contains(&child.pupil) || child.groups.iter().any(|group| chosen.contains(group)))
        .filter(|child| seen.insert(child.pupil))
        .cloned()
        .collect();
    children.sort_by(|a, b| (&a.class, a.number, &a.kana, a.pupil).cmp(&(&b.class, b.number, &b.kana, b.pupil)));
    let whole = |group: &Uuid| {
        known.contains(group)
            && !members.iter().any(|child| minus.contains(&child.pupil) && child.groups.contains(group))
    };
    let by_group: Vec<Uuid> = chosen.iter().copied().filter(whole).collect();
    let mut by_person: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
    for child in children.iter().filter(|child| !child.groups.iter().any(|group| by_group.contains(group))) {
        for reader in &child.readers {
            by_person.entry(reader.person).or_default().push(child.pupil);
        }
    }
    let here: BTreeSet<Uuid> = members.iter().map(|child| child.pupil).collect();
    let strangers = chosen
        .iter()
        .filter(|group| !known.contains(group))
        .chain(singly.iter().filter(|pupil| !here.contains(pupil)))
        .copied()
        .collect();
    let persons: BTreeSet<Uuid> =
        children.iter().flat_map(|child| &child.readers).map(|reader| reader.person).collect();
    let households = households(&children);
    Plan { children, persons: persons.into_iter().collect(), households, by_group, by_person, strangers }
}

/// Puts children together who share a guardian, directly or over another child. A child with no guardian is one
/// household of its own.
fn households(children: &[Addressee]) -> Vec<Household> {
    // Each child points at an earlier one of its household, or at itself.
    let mut points: Vec<usize> = Vec::with_capacity(children.len());
    let mut first_of: HashMap<Uuid, usize> = HashMap::new();
    let root = |points: &[usize], mut at: usize| {
        while let Some(&next) = points.get(at).filter(|next| **next != at) {
            at = next;
        }
        at
    };
    for (place, child) in children.iter().enumerate() {
        points.push(place);
        for reader in &child.readers {
            let other = *first_of.entry(reader.person).or_insert(place);
            let (a, b) = (root(&points, place), root(&points, other));
            if let Some(later) = points.get_mut(a.max(b)) {
                *later = a.min(b);
            }
        }
    }
    let mut found: BTreeMap<usize, (Vec<Uuid>, BTreeSet<Uuid>)> = BTreeMap::new();
    for (place, child) in children.iter().enumerate() {
        let home = found.entry(root(&points, place)).or_default();
        home.0.push(child.pupil);
        home.1.extend(child.readers.iter().map(|reader| reader.person));
    }
    found.into_values().map(|(pupils, persons)| Household { pupils, persons: persons.into_iter().collect() }).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::{Just, Strategy, prop, prop_assert, prop_assert_eq, proptest};

    pub fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    /// Child `n` of `groups`, with guardians.
    pub fn child(n: u128, groups: &[u128], persons: &[u128]) -> Addressee {
        Addressee {
            pupil: id(n),
            name: format!("児童 {n}"),
            kana: format!("じどう {n:03}"),
            class: "1年1組".to_owned(),
            number: u16::try_from(n).unwrap(),
            groups: groups.iter().copied().map(id).collect(),
            readers: persons
                .iter()
                .map(|p| Reader { person: id(*p), name: format!("保護者 {p}"), relation: "母".to_owned() })
                .collect(),
            shielded: false,
        }
    }

    fn chosen(groups: &[u128], pupils: &[u128], minus: &[u128]) -> Audience {
        let ids = |list: &[u128]| list.iter().copied().map(id).collect();
        Audience { groups: ids(groups), pupils: ids(pupils), minus: ids(minus) }
    }

    const WHOLE: u128 = 900;
    const ONE: u128 = 901;
    const TWO: u128 = 902;

    fn school() -> Vec<Addressee> {
        vec![
            // Siblings in both classes; their mother and father.
            child(1, &[WHOLE, ONE], &[51, 52]),
            child(2, &[WHOLE, TWO], &[51]),
            child(3, &[WHOLE, ONE], &[53]),
            // Nobody joined yet.
            child(4, &[WHOLE, TWO], &[]),
        ]
    }

    #[test]
    fn an_audience_is_planned_by_name_and_number() {
        let groups = [id(WHOLE), id(ONE), id(TWO)];
        let of = |audience: &Audience| {
            let plan = plan_audience(&school(), &groups, audience);
            let ids = |list: &[Uuid]| list.iter().map(Uuid::as_u128).collect::<Vec<_>>();
            (
                plan.children.iter().map(|child| child.pupil.as_u128()).collect::<Vec<_>>(),
                ids(&plan.persons),
                plan.households.len(),
                ids(&plan.by_group),
                plan.by_person.keys().map(Uuid::as_u128).collect::<Vec<_>>(),
            )
        };
        // Everybody: three households, one of them without anybody who could read it.
        assert_eq!(of(&chosen(&[WHOLE], &[], &[])), (vec![1, 2, 3, 4], vec![51, 52, 53], 3, vec![WHOLE], vec![]));
        assert_eq!(of(&chosen(&[ONE], &[], &[])), (vec![1, 3], vec![51, 52, 53], 2, vec![ONE], vec![]));
        // A class and a child of another: the class in its stream, the child's guardian in hers.
        assert_eq!(of(&chosen(&[ONE], &[2], &[])), (vec![1, 2, 3], vec![51, 52, 53], 2, vec![ONE], vec![51]));
        // Somebody left out: their class's stream is read by them too, so nothing goes there.
        assert_eq!(of(&chosen(&[ONE], &[], &[3])), (vec![1], vec![51, 52], 1, vec![], vec![51, 52]));
        // A child chosen with its class is there once.
        assert_eq!(of(&chosen(&[ONE], &[1], &[])), (vec![1, 3], vec![51, 52, 53], 2, vec![ONE], vec![]));
        assert_eq!(of(&chosen(&[], &[], &[])), (vec![], vec![], 0, vec![], vec![]));
    }

    #[test]
    fn what_is_not_of_this_facility_is_named() {
        let plan = plan_audience(&school(), &[id(ONE)], &chosen(&[ONE, 999], &[77], &[]));
        assert_eq!(plan.strangers, [id(999), id(77)]);
        let unjoined = plan_audience(&school(), &[id(TWO)], &chosen(&[TWO], &[], &[]));
        assert_eq!(unjoined.unjoined().map(|child| child.pupil).collect::<Vec<_>>(), [id(4)]);
    }

    /// A school of some children, each in everybody and a class, with none to three of nine guardians.
    pub fn schools() -> impl Strategy<Value = Vec<Addressee>> {
        let one = (901u128..904, prop::collection::btree_set(50u128..59, 0..3));
        prop::collection::vec(one, 0..12).prop_map(|made| {
            let made = made.into_iter().enumerate();
            made.map(|(n, (class, persons))| {
                let persons: Vec<u128> = persons.into_iter().collect();
                child(u128::try_from(n).unwrap() + 1, &[WHOLE, class], &persons)
            })
            .collect()
        })
    }

    pub fn audiences() -> impl Strategy<Value = Audience> {
        let some = |from: u128, to: u128| prop::collection::vec(from..to, 0..4);
        (some(900, 904), some(1, 13), some(1, 13), Just(()))
            .prop_map(|(groups, pupils, minus, ())| chosen(&groups, &pupils, &minus))
    }

    proptest! {
        #[test]
        fn nobody_is_told_who_is_not_of_the_audience_and_everybody_who_is(school in schools(), audience in audiences()) {
            let groups: Vec<Uuid> = (900..904).map(id).collect();
            let plan = plan_audience(&school, &groups, &audience);
            for child in &school {
                let wanted = !audience.minus.contains(&child.pupil)
                    && (audience.pupils.contains(&child.pupil)
                        || child.groups.iter().any(|group| audience.groups.contains(group)));
                let in_stream = child.groups.iter().any(|group| plan.by_group.contains(group));
                prop_assert_eq!(plan.children.iter().any(|c| c.pupil == child.pupil), wanted);
                prop_assert!(!in_stream || wanted, "a stream that {} reads carries it", child.pupil);
                for reader in &child.readers {
                    let told = plan.by_person.get(&reader.person).is_some_and(|list| list.contains(&child.pupil));
                    prop_assert_eq!(in_stream || told, wanted);
                }
            }
            // Each child lies in one household, and no guardian in two.
            let pupils: Vec<Uuid> = plan.households.iter().flat_map(|home| home.pupils.clone()).collect();
            let persons: Vec<Uuid> = plan.households.iter().flat_map(|home| home.persons.clone()).collect();
            prop_assert_eq!(pupils.len(), plan.children.len());
            prop_assert_eq!(persons.len(), plan.persons.len());
            prop_assert_eq!(persons.into_iter().collect::<BTreeSet<_>>().len(), plan.persons.len());
        }
    }
}
