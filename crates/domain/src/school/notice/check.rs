//! What to look at twice before a notice is sent. A warning forbids nothing: it is read, and ticked off in words, by
//! the person who sends.

use super::{
    Ask, Draft,
    audience::{Addressee, Plan},
};
use crate::writing::{self, Found, find::Names};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Most children of a single-children audience for which one name of another child is too much already.
const FEW: usize = 5;
/// From this many names of its own audience a text is a list of names.
const LIST: usize = 3;
/// Children that are more than a class, where it is not known what a seat usually sends to.
const CLASS: usize = 45;

pub use writing::{FileText, Where};

/// Something to look at twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// It goes to far more children than this seat usually sends to.
    Wide {
        /// To how many.
        children: usize,
        /// The most so far; `None` where too little was sent to know.
        usual: Option<usize>,
    },
    /// Telephone numbers that are not the facility's own.
    Phones {
        /// Where.
        place: Where,
        /// Their digits, the first ten.
        found: Vec<String>,
        /// How many in all.
        count: usize,
    },
    /// E-mail addresses.
    Mails {
        /// Where.
        place: Where,
        /// The first ten.
        found: Vec<String>,
        /// How many in all.
        count: usize,
    },
    /// Names of children of this facility to whose guardians it does *not* go.
    OthersNames {
        /// Where.
        place: Where,
        /// The first ten.
        found: Vec<String>,
        /// How many in all.
        count: usize,
    },
    /// Names of several children to whose guardians it goes: a list that each of them will read.
    OwnNames {
        /// Where.
        place: Where,
        /// The first ten.
        found: Vec<String>,
        /// How many in all.
        count: usize,
    },
    /// A file whose inside could not be read: somebody has to open it.
    Unreadable {
        /// Its name.
        file: String,
    },
    /// 「○○」: something is still to be filled in.
    Unfilled,
}

impl Warning {
    /// Its word in keys: `notice-warning-<name>` says it, `notice-tick-<name>` is what is ticked.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Wide { .. } => "wide",
            Self::Phones { .. } => "phones",
            Self::Mails { .. } => "mails",
            Self::OthersNames { .. } => "others-names",
            Self::OwnNames { .. } => "own-names",
            Self::Unreadable { .. } => "unreadable",
            Self::Unfilled => "unfilled",
        }
    }

    /// What a tick is for: another text of the same notice needs another tick.
    pub fn mark(&self) -> String {
        format!("{self:?}")
    }
}

/// What is known when a notice is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// What is to be sent.
    pub draft: &'a Draft,
    /// Its files.
    pub files: &'a [FileText],
    /// To whom.
    pub plan: &'a Plan,
    /// All children of the facility.
    pub members: &'a [Addressee],
    /// To how many children this seat sent its last notices.
    pub usual: &'a [usize],
    /// The facility's own telephone numbers.
    pub own_phones: &'a [String],
}

/// Looks.
pub fn warnings(look: Look<'_>) -> Vec<Warning> {
    let mut found = Vec::new();
    found.extend(wide(look.plan.children.len(), look.usual));
    let words = words_of(look.draft);
    if ["○○", "〇〇", "◯◯"].iter().any(|open| words.contains(open)) {
        found.push(Warning::Unfilled);
    }
    let names = Names::new(
        look.members.iter().enumerate().flat_map(|(at, child)| [(child.name.as_str(), at), (child.kana.as_str(), at)]),
    );
    for (place, text) in writing::places(&words, look.files) {
        let Some(text) = text else {
            if let Where::File(file) = place {
                found.push(Warning::Unreadable { file });
            }
            continue;
        };
        if let Some(Found { first, count }) = writing::phones(text, look.own_phones) {
            found.push(Warning::Phones { place: place.clone(), found: first, count });
        }
        if let Some(Found { first, count }) = writing::mails(text) {
            found.push(Warning::Mails { place: place.clone(), found: first, count });
        }
        found.extend(name_lists(look, &place, &names.found(text)));
    }
    found
}

fn wide(children: usize, usual: &[usize]) -> Option<Warning> {
    writing::wide(children, usual, CLASS).map(|usual| Warning::Wide { children, usual })
}

fn name_lists(look: Look<'_>, place: &Where, found: &[usize]) -> Vec<Warning> {
    let to: BTreeSet<Uuid> = look.plan.children.iter().map(|child| child.pupil).collect();
    let named: Vec<&Addressee> = found.iter().filter_map(|at| look.members.get(*at)).collect();
    let (own, others): (Vec<&Addressee>, Vec<&Addressee>) =
        named.into_iter().partition(|child| to.contains(&child.pupil));
    let shown = |children: &[&Addressee]| {
        Found::some(children.iter().map(|one| format!("{} {}", one.class, one.name)).collect())
    };
    let mut warnings = Vec::new();
    let many = if to.len() <= FEW { 1 } else { 2 };
    if let Some(Found { first, count }) = shown(&others).filter(|found| found.count >= many) {
        warnings.push(Warning::OthersNames { place: place.clone(), found: first, count });
    }
    // One household may read its own names; two must not read each other's.
    let homes = look.plan.households.iter().filter(|home| own.iter().any(|child| home.pupils.contains(&child.pupil)));
    let homes = homes.count();
    if let Some(Found { first, count }) = shown(&own).filter(|found| found.count >= LIST && homes > 1) {
        warnings.push(Warning::OwnNames { place: place.clone(), found: first, count });
    }
    warnings
}

/// All words of a notice.
fn words_of(draft: &Draft) -> String {
    let options = if let Ask::Choice { options, .. } = &draft.ask { options.as_slice() } else { &[] };
    writing::words_of(&draft.title, &draft.blocks, options)
}

#[cfg(test)]
mod tests {
    use super::{
        super::audience::{
            Audience, plan_audience,
            tests::{child, id},
        },
        *,
    };
    use crate::{city::LocalText, school::notice::Block};

    fn members() -> Vec<Addressee> {
        let names = [
            ("佐藤 はな", "さとう はな"),
            ("鈴木 けんた", "すずき けんた"),
            ("田中 ゆい", "たなか ゆい"),
            ("高橋 そら", "たかはし そら"),
            ("伊藤 めい", "いとう めい"),
            ("渡辺 りく", "わたなべ りく"),
        ];
        let made = names.iter().enumerate().map(|(at, (name, kana))| {
            let n = u128::try_from(at).unwrap() + 1;
            let class = if at < 3 { 901 } else { 902 };
            Addressee {
                name: (*name).to_owned(),
                kana: (*kana).to_owned(),
                class: if at < 3 { "1年1組" } else { "1年2組" }.to_owned(),
                ..child(n, &[900, class], &[50 + n])
            }
        });
        made.collect()
    }

    fn look(words: &str, file: Option<Option<&str>>, groups: &[u128], usual: &[usize]) -> Vec<Warning> {
        let draft = Draft {
            title: LocalText::ja("お知らせ"),
            blocks: vec![Block::Text { text: LocalText::ja(words) }],
            ..Draft::default()
        };
        let groups: Vec<Uuid> = groups.iter().copied().map(id).collect();
        let plan = plan_audience(&members(), &groups, &Audience { groups: groups.clone(), ..Audience::default() });
        let files = file.map(|text| FileText { name: "名簿.csv".to_owned(), text: text.map(str::to_owned) });
        warnings(Look {
            draft: &draft,
            files: files.as_slice(),
            plan: &plan,
            members: &members(),
            usual,
            own_phones: &["0436-00-1000".to_owned()],
        })
    }

    #[test]
    fn a_list_of_another_class_is_named_by_name() {
        let list = "番号,姓,名\n1,高橋,そら\n2,伊藤,めい\n3,渡辺,りく\n";
        let file = Where::File("名簿.csv".to_owned());
        let found = vec!["1年2組 高橋 そら".to_owned(), "1年2組 伊藤 めい".to_owned(), "1年2組 渡辺 りく".to_owned()];
        assert_eq!(
            look("どうぞ", Some(Some(list)), &[901], &[3, 3, 3]),
            [Warning::OthersNames { place: file.clone(), found: found.clone(), count: 3 }]
        );
        // The same list to the very children on it is still a list that each of them reads.
        assert_eq!(
            look("どうぞ", Some(Some(list)), &[902], &[3, 3, 3]),
            [Warning::OwnNames { place: file, found, count: 3 }]
        );
    }

    #[test]
    fn numbers_and_addresses_are_found_and_the_school_s_own_number_is_fine() {
        assert_eq!(look("学校の電話は0436-00-1000です", None, &[901], &[]), []);
        assert_eq!(
            look("係は 0436-00-2000、a@example.jp", None, &[901], &[]),
            [
                Warning::Phones { place: Where::Text, found: vec!["0436002000".to_owned()], count: 1 },
                Warning::Mails { place: Where::Text, found: vec!["a@example.jp".to_owned()], count: 1 },
            ]
        );
    }

    #[test]
    fn what_cannot_be_read_has_to_be_opened() {
        assert_eq!(look("どうぞ", Some(None), &[901], &[]), [Warning::Unreadable { file: "名簿.csv".to_owned() }]);
        assert_eq!(look("○○を持ってきてください", None, &[901], &[]), [Warning::Unfilled]);
    }

    #[test]
    fn an_audience_is_unusual_for_who_sends() {
        type Usual<'a> = (usize, &'a [usize], Option<Option<usize>>);
        let table: [Usual<'_>; 10] = [
            (35, &[30, 33, 35], None),
            (70, &[30, 33, 35], None),
            (71, &[30, 33, 35], Some(Some(35))),
            (400, &[30, 400, 35], None),
            (9, &[1, 2, 3], None),
            (11, &[1, 2, 3], Some(Some(3))),
            (35, &[], None),
            (46, &[], Some(None)),
            (400, &[400], None),
            (400, &[35], Some(None)),
        ];
        for (children, usual, warns) in table {
            let expected = warns.map(|usual| Warning::Wide { children, usual });
            assert_eq!(wide(children, usual), expected, "{children} {usual:?}");
        }
    }
}
