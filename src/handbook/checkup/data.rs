//! Which health checks there are, at which age, and what is asked at each.
//!
//! The ages: 1歳6か月 and 3歳 are those of 母子保健法 art. 12 (past 1 year 6 months and not yet 2 years; past 3 years and
//! not yet 4). 1か月 (past 27 days and not yet 6 weeks) and 5歳 (4 years 6 months to 5 years 6 months) are those of the
//! state's subsidy for them; 4か月 is what cities commonly do between 3 and 5 months. The city's own letter decides, and
//! the screens say so. The questions are of our own wording, about what any parent can see at home.

use chrono::{Days, Months, NaiveDate};

/// A health check.
pub struct Check {
    /// As entries name it.
    pub id: &'static str,
    /// The ages it is for: first day, and first day after; absent where there is no age for it.
    pub window: Option<(Age, Age)>,
    /// What is asked.
    pub items: &'static [Item],
}

/// An age at which something opens or closes.
#[derive(Clone, Copy)]
pub enum Age {
    /// So many days after birth.
    Days(u64),
    /// So many months after birth.
    Months(u32),
}

impl Age {
    /// The day on which somebody born on `born` is so old.
    pub fn of(self, born: NaiveDate) -> NaiveDate {
        match self {
            Self::Days(days) => born.checked_add_days(Days::new(days)),
            Self::Months(months) => born.checked_add_months(Months::new(months)),
        }
        .unwrap_or(born)
    }
}

/// A question, or a line to write on.
pub struct Item {
    /// As entries name it.
    pub id: &'static str,
    /// How it is answered.
    pub kind: Kind,
}

/// How an item is answered.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Yes, or not yet.
    YesNo,
    /// In words or figures.
    Line,
    /// In several lines.
    Text,
}

const fn ask(id: &'static str) -> Item {
    Item { id, kind: Kind::YesNo }
}
const fn line(id: &'static str) -> Item {
    Item { id, kind: Kind::Line }
}
const fn text(id: &'static str) -> Item {
    Item { id, kind: Kind::Text }
}

/// All of them, in the order of the child's life; the last three have no age.
pub const ALL: [Check; 8] = [
    Check { id: "1m", window: Some((Age::Days(28), Age::Days(42))), items: &ONE_MONTH },
    Check { id: "4m", window: Some((Age::Months(3), Age::Months(6))), items: &FOUR_MONTHS },
    Check { id: "18m", window: Some((Age::Months(18), Age::Months(24))), items: &EIGHTEEN_MONTHS },
    Check { id: "3y", window: Some((Age::Months(36), Age::Months(48))), items: &THREE_YEARS },
    Check { id: "5y", window: Some((Age::Months(54), Age::Months(66))), items: &FIVE_YEARS },
    Check { id: "dental", window: None, items: &DENTAL },
    Check { id: "pregnancy", window: None, items: &PREGNANCY },
    Check { id: "other", window: None, items: &OTHER },
];

const ONE_MONTH: [Item; 9] = [
    ask("drinks"),
    ask("looks"),
    ask("sound"),
    ask("moves"),
    ask("navel"),
    line("stool"),
    ask("rest"),
    text("worries"),
    text("told"),
];
const FOUR_MONTHS: [Item; 9] = [
    ask("head"),
    ask("laughs"),
    ask("follows"),
    ask("voice"),
    ask("hands"),
    ask("legs"),
    ask("rest"),
    text("worries"),
    text("told"),
];
const EIGHTEEN_MONTHS: [Item; 10] = [
    ask("walks"),
    ask("words"),
    ask("points"),
    ask("understands"),
    ask("spoon"),
    ask("cup"),
    ask("turns"),
    ask("brushing"),
    text("worries"),
    text("told"),
];
const THREE_YEARS: [Item; 10] = [
    ask("stairs"),
    ask("circle"),
    ask("name"),
    ask("pretend"),
    ask("sight"),
    ask("hearing"),
    ask("dresses"),
    ask("brushing"),
    text("worries"),
    text("told"),
];
const FIVE_YEARS: [Item; 10] = [
    ask("hops"),
    ask("tells"),
    ask("waits"),
    ask("face"),
    ask("dresses"),
    ask("toilet"),
    ask("sleeps"),
    ask("friends"),
    text("worries"),
    text("told"),
];
const DENTAL: [Item; 5] = [line("teeth"), line("decayed"), ask("fluoride"), ask("brushing"), text("told")];
const PREGNANCY: [Item; 8] = [
    line("weight"),
    line("pressure"),
    line("protein"),
    line("sugar"),
    ask("swelling"),
    line("baby"),
    text("worries"),
    text("told"),
];
const OTHER: [Item; 1] = [text("told")];
