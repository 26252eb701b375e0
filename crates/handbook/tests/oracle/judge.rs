//! Asks of every single day whether the dose may be given on it, and reads the answers off.

use super::{
    calendar::Day,
    law::{Child, Counted, Kind, Series, kind},
};
use std::{cell::RefCell, collections::HashMap};

/// Series, birth, product, and whether by the law of now.
type Asked = (&'static str, Day, Option<String>, bool);

thread_local! {
    static ASKED: RefCell<HashMap<Asked, Option<(Day, Day)>>> = RefCell::default();
}

/// A dose in a record.
#[derive(Clone, Debug)]
pub struct Dose {
    pub day: Day,
    pub product: String,
    /// The doctor found the shorter interval of Hib necessary.
    pub excepted: bool,
}

/// May it be given, and as what?
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Yes(String),
    /// Only by the doctor's exception.
    Conditional(String),
    /// By age and interval; but it breaks the principle of one product.
    Principle,
    No(&'static str),
}

/// What the day asked is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forecast {
    pub regimen: Option<String>,
    pub state: &'static str,
    pub next: Option<Next>,
    pub legal: &'static str,
    pub standard: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    pub dose: String,
    pub earliest: Day,
    pub standard: (Option<Day>, Option<Day>),
    pub last: Day,
    pub windows: Vec<(Day, Day)>,
}

/// One child's record of one series, read up to some dose.
pub struct Reading<'a> {
    pub series: Series,
    pub child: &'a Child,
    /// Doses of other vaccines.
    pub others: &'a [Dose],
    pub counted: Vec<Counted>,
    /// All doses of the series that were read, and their products.
    read: Vec<Dose>,
    products: Vec<String>,
    /// Some dose of the series broke a rule.
    pub spoiled: bool,
}

impl<'a> Reading<'a> {
    pub fn new(series: Series, child: &'a Child, others: &'a [Dose]) -> Self {
        Self { series, child, others, counted: Vec::new(), read: Vec::new(), products: Vec::new(), spoiled: false }
    }

    /// Reads the next dose of the series and says what it is.
    pub fn read(&mut self, dose: &Dose) -> Answer {
        let answer = self.ask(dose);
        match &answer {
            Answer::Yes(role) | Answer::Conditional(role) => {
                self.counted.push(Counted { day: dose.day, product: dose.product.clone(), role: role.clone() });
            }
            Answer::Principle | Answer::No(_) => self.spoiled = true,
        }
        self.read.push(dose.clone());
        self.products.push(dose.product.clone());
        answer
    }

    fn ask(&self, dose: &Dose) -> Answer {
        let day = dose.day;
        let regimen = self.series.regimen(self.child, &self.counted, &self.products, day, Some(&dose.product));
        let Some(role) = self.role_on(regimen, day) else { return Answer::No("too many") };
        if self.read.iter().any(|other| other.day == day && other.product == dose.product) {
            return Answer::No("twice");
        }
        let reopened = self.series.reopened(self.child).is_some_and(|(from, to)| (from..=to).contains(&day));
        let side = self.series.side(self.child, day, day, Some(&dose.product));
        if !reopened && (!side.opened || side.closed) {
            return Answer::No("outside the window");
        }
        if !self.old_enough(regimen, role, day) {
            return Answer::No("too young for this dose");
        }
        if !self.series.has_product(&dose.product, day) {
            return Answer::No("product");
        }
        if self.too_near_to_another(&dose.product, day) {
            return Answer::No("too near to another vaccine");
        }
        let short = self.waits(regimen, role, false).into_iter().any(|from| day < from);
        let excepted = self.waits(regimen, role, true).into_iter().all(|from| day >= from);
        if short && !excepted {
            return Answer::No("interval");
        }
        let begun = self.counted.last().map_or(dose.product.as_str(), |before| before.product.as_str());
        if !self.series.may_switch(begun, &dose.product, day) {
            return Answer::Principle;
        }
        match self.series == Series::Hib && short && !dose.excepted {
            true => Answer::Conditional(role.to_owned()),
            false => Answer::Yes(role.to_owned()),
        }
    }

    /// Which dose one on that day would be; none when the branch is complete.
    fn role_on(&self, regimen: Option<&str>, day: Day) -> Option<&'static str> {
        let doses = Series::doses(regimen);
        let final_role = doses.last()?;
        if self.counted.last().is_some_and(|last| last.role == *final_role) {
            return None;
        }
        let role = doses.get(self.counted.len())?;
        let over = self.series.primaries_until(self.child).is_some_and(|until| day > until);
        let further = !self.counted.is_empty() && role.starts_with("primary");
        match further && (over || self.third_falls_away(regimen)) {
            true => Some("booster"),
            false => Some(role),
        }
    }

    /// Pneumococcus: no third primary dose when the second came after the first birthday's eve.
    fn third_falls_away(&self, regimen: Option<&str>) -> bool {
        regimen == Some("PCV_2_7M")
            && self.counted.len() == 2
            && self.counted[1].day > self.child.birth.reaches_months(12)
    }

    /// The booster of pneumococcus is not given before the first birthday's eve.
    fn old_enough(&self, regimen: Option<&str>, role: &str, day: Day) -> bool {
        let booster = matches!(regimen, Some("PCV_2_7M" | "PCV_7_12M")) && role == "booster";
        !booster || day >= self.child.birth.reaches_months(12)
    }

    /// Injected live vaccines keep four weeks from each other; until September 2020 every vaccine kept away.
    fn too_near_to_another(&self, product: &str, day: Day) -> bool {
        self.others.iter().filter(|other| other.product != product && other.day < day).any(|other| {
            let needed = match (kind(&other.product), kind(product)) {
                (Kind::InjectedLive, Kind::InjectedLive) => 27,
                _ if day >= Day::on(2020, 10, 1) => 0,
                (Kind::InjectedLive | Kind::OtherLive, _) => 27,
                (Kind::Inactivated, _) => 6,
            };
            day.clear_days_since(other.day) < needed
        })
    }

    /// The first days that the intervals to earlier doses leave. `least` takes the shortest that can count: the
    /// doctor's exception, and the short second interval of HPV that makes a third dose necessary.
    fn waits(&self, regimen: Option<&str>, role: &str, least: bool) -> Vec<Day> {
        let done = |n: usize| self.counted[n].day;
        let Some(last) = self.counted.last().map(|last| last.day) else { return Vec::new() };
        let primaries = self.counted.iter().filter(|c| c.role.starts_with("primary")).count();
        let planned = Series::doses(regimen).iter().filter(|role| role.starts_with("primary")).count();
        match (self.series, regimen, role) {
            (Series::Five, _, "booster") => vec![last.after_months(6)],
            (Series::Five, ..) => vec![last.after_clear_days(20)],
            (Series::Hib, _, "booster") if primaries == planned => vec![last.after_months(7)],
            (Series::Hib, ..) => vec![last.after_clear_days(if least { 20 } else { 27 })],
            (Series::Pcv, _, "booster") | (_, Some("PCV_12_24M"), _) => vec![last.after_clear_days(60)],
            (Series::Pcv, ..) => vec![last.after_clear_days(27)],
            (Series::HepB, _, "dose-3") => vec![done(0).after_clear_days(139)],
            (Series::HepB | Series::Rota, ..) => vec![last.after_clear_days(27)],
            (Series::Var, ..) => vec![last.after_months(3)],
            (Series::Je1, _, "booster") => vec![last.after_months(6)],
            (Series::Je1, ..) => vec![last.after_clear_days(6)],
            (Series::Hpv, Some("HPV9_2"), _) => vec![last.after_months(if least { 1 } else { 5 })],
            (Series::Hpv, _, "dose-2") => vec![last.after_months(1)],
            (Series::Hpv, Some("HPV2_3_OLD"), _) => vec![done(0).after_months(5), done(1).after_months_and_half(2)],
            (Series::Hpv, ..) => vec![last.after_months(3)],
            _ => Vec::new(),
        }
    }

    /// What is usual.
    fn usual(&self, regimen: Option<&str>, role: &str) -> (Option<Day>, Option<Day>) {
        let birth = self.child.birth;
        let months = |from: u32, to: u32| (Some(birth.reaches_months(from)), Some(birth.reaches_months(to)));
        let last = self.counted.last().map(|last| last.day);
        let days = |from: i64, to: i64| (last.map(|d| d.after_clear_days(from)), last.map(|d| d.after_clear_days(to)));
        let finished = || {
            let planned = Series::doses(regimen).iter().filter(|role| role.starts_with("primary")).count();
            self.counted.len() == planned
        };
        match (self.series, regimen, role) {
            (Series::Five, Some("5MIX_4"), "primary-1") => months(2, 7),
            (Series::Five, Some("5MIX_4"), "booster") => {
                (last.map(|d| d.after_months(6)), last.map(|d| d.after_months(18)))
            }
            (Series::Five, _, "booster") => (last.map(|d| d.after_months(12)), last.map(|d| d.after_months(18))),
            (Series::Five, ..) => days(20, 56),
            (Series::Hib, Some("HIB_2_7M"), "primary-1") => months(2, 7),
            (Series::Hib, _, "primary-2" | "primary-3") => days(27, 56),
            (Series::Hib, _, "booster") if finished() => {
                (last.map(|d| d.after_months(7)), last.map(|d| d.after_months(13)))
            }
            (Series::Pcv, Some("PCV_2_7M"), "primary-1") => months(2, 7),
            (Series::Pcv, _, "primary-2" | "primary-3") => (None, Some(birth.reaches_months(12))),
            (Series::Pcv, Some("PCV_2_7M"), "booster") => months(12, 15),
            (Series::HepB, ..) => months(2, 9),
            (Series::Rota, _, "dose-1") => (Some(birth.reaches_months(2)), Some(birth.plus(104))),
            (Series::Bcg, ..) => months(5, 8),
            (Series::Mr1, ..) => months(12, 24),
            (Series::Mr2, ..) => {
                let school = birth.school_entry();
                (Some(school.before().fiscal_year().0), Some(school.before()))
            }
            (Series::Var, _, "dose-1") => months(12, 15),
            (Series::Var, ..) => (last.map(|d| d.after_months(6)), last.map(|d| d.after_months(12))),
            (Series::Je1, _, "primary-1") => months(36, 48),
            (Series::Je1, _, "primary-2") => both(months(36, 48), days(6, 28)),
            (Series::Je1, ..) => both(months(48, 60), (last.map(|d| d.after_months(12)), None)),
            (Series::Je2, ..) => months(108, 120),
            (Series::Dt2, ..) => months(132, 144),
            (Series::Hpv, Some("HPV9_2" | "HPV9_3"), "dose-1") => {
                let (from, to) = birth.reaches_months(13 * 12).fiscal_year();
                (Some(from), Some(to))
            }
            (Series::Hpv, Some("HPV9_2"), _) => (last.map(|d| d.after_months(6)), None),
            (Series::Hpv, Some("HPV9_3" | "HPV4_3_OLD"), "dose-2") => (last.map(|d| d.after_months(2)), None),
            (Series::Hpv, Some("HPV9_3" | "HPV4_3_OLD" | "HPV2_3_OLD"), "dose-3") => {
                (Some(self.counted[0].day.after_months(6)), None)
            }
            _ => (None, None),
        }
    }

    /// What is told on a day, all doses having been read.
    pub fn forecast(&self, as_of: Day) -> Forecast {
        let without = |state, legal| Forecast { regimen: None, state, next: None, legal, standard: "n/a" };
        if !self.series.is_for(self.child) {
            return without("not_eligible", "not_eligible");
        }
        let regimen = self.series.regimen(self.child, &self.counted, &self.products, as_of, None);
        let with = |told: Forecast| Forecast { regimen: regimen.map(str::to_owned), ..told };
        if self.spoiled {
            return with(without("review", "review"));
        }
        if self.series == Series::Var && self.child.had_varicella {
            return without("not_eligible", "not_eligible");
        }
        let Some(mut role) = self.role_on(regimen, as_of) else { return with(without("complete", "complete")) };
        let until = self.series.primaries_until(self.child).filter(|_| !self.counted.is_empty());
        let mut after = until.filter(|until| role == "booster" && as_of > *until && self.is_unfinished(regimen));
        if role.starts_with("primary")
            && let Some(until) = until
            && self.first_day(regimen, role, self.child.birth, None).is_none_or(|first| first > until)
        {
            role = "booster";
            after = Some(until);
        }
        let windows = self.windows(as_of);
        let window = windows
            .iter()
            .find(|(from, to)| (*from..=*to).contains(&as_of))
            .or_else(|| windows.iter().find(|(from, _)| *from > as_of))
            .or(windows.last())
            .copied();
        let Some((opens, closes)) = window else { return with(without("no window", "closed")) };
        let last = match until {
            Some(until) if role.starts_with("primary") => closes.min(until),
            _ => closes,
        };
        let Some(earliest) = self.first_day(regimen, role, opens, after) else {
            return with(without("never", "closed"));
        };
        let usual = self.usual(regimen, role);
        let usual = if usual.1.is_some_and(|to| earliest > to) { (None, None) } else { usual };
        let legal = match () {
            () if earliest > last => "closed",
            () if as_of < earliest => "too_early",
            () if as_of > last => "closed",
            () => "open",
        };
        let standard = match usual {
            _ if legal != "open" => "n/a",
            (None, None) => "n/a",
            (Some(from), _) if as_of < from => "before",
            (_, Some(to)) if as_of > to => "past",
            _ => "within",
        };
        let state = if self.counted.is_empty() { "not_started" } else { "in_progress" };
        let next = Next {
            dose: role.to_owned(),
            earliest,
            standard: usual,
            last,
            windows: if windows.len() > 1 { windows } else { Vec::new() },
        };
        with(Forecast { regimen: None, state, next: Some(next), legal, standard })
    }

    fn is_unfinished(&self, regimen: Option<&str>) -> bool {
        let planned = Series::doses(regimen).iter().filter(|role| role.starts_with("primary")).count();
        self.counted.len() < planned && !self.third_falls_away(regimen)
    }

    /// Every day's answer, from the start of life (or of pregnancy) to 21 years.
    fn days(&self) -> impl Iterator<Item = Day> + use<> {
        let start = self.child.birth.plus(-300);
        (0..300 + 21 * 366).map(move |n| start.plus(n))
    }

    /// The windows in which the law of that day gives it, by asking every day.
    fn windows(&self, as_of: Day) -> Vec<(Day, Day)> {
        let product = match self.series {
            Series::Rota => self.counted.first().map(|first| first.product.clone()),
            _ => None,
        };
        // The law of Japan's five-in-one changed on one day; asking every day once for each law is enough.
        let law = as_of >= Day::on(2023, 4, 1);
        let key = (self.series.id(), self.child.birth, product.clone(), law);
        let known = ASKED.with_borrow(|asked| asked.get(&key).copied());
        let normal = known.unwrap_or_else(|| {
            let side = |day: &Day| self.series.side(self.child, *day, as_of, product.as_deref());
            let first = self.days().find(|day| side(day).opened);
            let last = self.days().take_while(|day| !side(day).closed).last();
            let normal = first.zip(last);
            ASKED.with_borrow_mut(|asked| asked.insert(key, normal));
            normal
        });
        normal.into_iter().chain(self.series.reopened(self.child)).collect()
    }

    /// The first day that nothing speaks against for being too early.
    fn first_day(&self, regimen: Option<&str>, role: &str, opens: Day, after: Option<Day>) -> Option<Day> {
        let waits = self.waits(regimen, role, false);
        let product = self.series.products()[0];
        let live: Vec<Day> = self
            .others
            .iter()
            .filter(|other| other.product != product)
            .filter(|other| kind(product) == Kind::InjectedLive && kind(&other.product) == Kind::InjectedLive)
            .map(|other| other.day)
            .collect();
        self.days().skip_while(|day| *day < opens).find(|day| {
            after.is_none_or(|after| *day > after)
                && self.old_enough(regimen, role, *day)
                && waits.iter().all(|from| day >= from)
                && live.iter().all(|other| day.clear_days_since(*other) >= 27)
        })
    }
}

type Span = (Option<Day>, Option<Day>);

/// The days of both; where there are none, the interval's.
fn both(age: Span, interval: Span) -> Span {
    let from = age.0.max(interval.0);
    let to = match (age.1, interval.1) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    match from.zip(to) {
        Some((from, to)) if from > to => interval,
        _ => (from, to),
    }
}
