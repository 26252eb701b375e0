//! Random children with random records: mostly as a careful clinic would give them, now and then wrong by a
//! day, by a product, by a year. A case shrinks towards no doses and a birth on the first of January.

use super::{
    calendar::Day,
    judge::{Dose, Next, Reading},
    law::{Child, Series},
};
use itsumo_domain::handbook::Sex;
use proptest::prelude::*;

/// One question to both.
#[derive(Clone, Debug)]
pub struct Case {
    pub series: Series,
    pub child: Child,
    /// Doses of the series.
    pub doses: Vec<Dose>,
    /// Doses of other vaccines.
    pub others: Vec<Dose>,
    pub as_of: Day,
}

impl std::fmt::Display for Case {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let list = |doses: &[Dose]| {
            let one = |d: &Dose| format!("{:?} {}{}", d.day, d.product, if d.excepted { " (excepted)" } else { "" });
            doses.iter().map(one).collect::<Vec<_>>().join(", ")
        };
        let Self { series, child, doses, others, as_of } = self;
        write!(out, "{} born {:?} {:?}, as of {as_of:?}: ", series.id(), child.birth, child.sex)?;
        write!(out, "[{}] beside [{}]", list(doses), list(others))?;
        if child.had_varicella {
            write!(out, " had varicella")?;
        }
        if let Some(ended) = child.illness_ended {
            write!(out, " long ill until {ended:?}")?;
        }
        Ok(())
    }
}

/// When a dose is given.
#[derive(Clone, Copy, Debug)]
enum Aim {
    /// So many days after the first day allowed.
    After(i32),
    /// So many days too early.
    Short(i32),
    /// Around the last day.
    Last(i32),
    /// On a birthday-like day: so many months of age, and days beside it.
    Age(u32, i32),
}

#[derive(Clone, Copy, Debug)]
struct Step {
    aim: Aim,
    /// Below 0.8: what a clinic would take.
    product: f64,
    excepted: bool,
}

#[derive(Clone, Copy, Debug)]
enum Asked {
    /// So many days after the last dose, or after birth.
    After(i32),
    /// Beside the first day of the next dose.
    Earliest(i32),
    /// Beside its last day.
    Last(i32),
    /// Beside the ends of the standard period.
    From(i32),
    To(i32),
    /// Beside a month of age.
    Age(u32, i32),
}

fn aim() -> impl Strategy<Value = Aim> {
    prop_oneof![
        8 => (0..=3).prop_map(Aim::After),
        8 => (0..=120).prop_map(Aim::After),
        3 => (0..=900).prop_map(Aim::After),
        2 => (1..=9).prop_map(Aim::Short),
        2 => (-40..=2).prop_map(Aim::Last),
        3 => (1..=60_u32, -2..=2).prop_map(|(months, beside)| Aim::Age(months, beside)),
    ]
}

fn asked() -> impl Strategy<Value = Asked> {
    prop_oneof![
        3 => (0..=60).prop_map(Asked::After),
        3 => (0..=3000).prop_map(Asked::After),
        3 => (-2..=2).prop_map(Asked::Earliest),
        3 => (-2..=2).prop_map(Asked::Last),
        1 => (-2..=2).prop_map(Asked::From),
        1 => (-2..=2).prop_map(Asked::To),
        3 => (1..=200_u32, -2..=2).prop_map(|(months, beside)| Asked::Age(months, beside)),
    ]
}

/// A day of birth: any, and more often one that a calendar stumbles over.
fn birth(from: Day, to: Day) -> impl Strategy<Value = Day> {
    let length = i32::try_from(to.days_since(from)).unwrap();
    let is_hard = |day: Day| {
        let (_, month, number) = day.ymd();
        number >= 28 || number <= 2 && matches!(month, 3 | 4)
    };
    prop_oneof![
        (0..=length).prop_map(move |n| from.plus(n)),
        (0..=length).prop_map(move |n| {
            let mut day = from.plus(n);
            while !is_hard(day) && day < to {
                day = day.next();
            }
            day
        }),
        (0..=length).prop_map(move |n| {
            // The days around 29 February, of leap years and others.
            let (year, ..) = from.plus(n).ymd();
            Day::on(year, 2, 27).plus(n % 4).clamp(from, to)
        }),
    ]
}

/// The children of whom the oracle can speak: see the top of `main`.
fn births(series: Series) -> (Day, Day) {
    let latest = Day::on(2027, 12, 31);
    match series {
        Series::Five => (Day::on(2020, 8, 1), latest),
        Series::Hib | Series::Pcv | Series::Bcg => (Day::on(2020, 8, 1), latest),
        Series::HepB => (Day::on(2020, 8, 1), latest),
        Series::Rota => (Day::on(2020, 7, 1), latest),
        Series::Mr1 | Series::Var => (Day::on(2019, 10, 1), latest),
        Series::Mr2 => (Day::on(2014, 10, 2), latest),
        Series::Je1 => (Day::on(2020, 4, 1), latest),
        Series::Je2 => (Day::on(2011, 10, 2), Day::on(2022, 12, 31)),
        Series::Dt2 => (Day::on(2009, 10, 2), Day::on(2022, 12, 31)),
        Series::Hpv => (Day::on(2009, 4, 2), Day::on(2018, 12, 31)),
        Series::Rsv => (Day::on(2026, 2, 1), latest),
    }
}

/// What a clinic would take on that day.
fn usual_product(series: Series, before: Option<&str>, day: Day) -> &'static str {
    let since = |y, m, d| day >= Day::on(y, m, d);
    match (series, before) {
        (Series::Five, None) if since(2024, 4, 1) => "DPT_IPV_HIB",
        (Series::Five, None) => "DPT_IPV",
        (Series::Five, Some("DPT_IPV")) if !since(2025, 8, 1) => "DPT_IPV",
        (Series::Five, _) => "DPT_IPV_HIB",
        (Series::Pcv, Some("PCV15")) => "PCV15",
        (Series::Pcv, _) if since(2024, 10, 1) => "PCV20",
        (Series::Pcv, _) if since(2024, 4, 1) => "PCV15",
        (Series::Pcv, _) => "PCV13",
        (Series::Rota, Some("ROTA1")) => "ROTA1",
        (Series::Rota, Some(_)) => "ROTA5",
        (Series::Rota, None) if day.ymd().2.is_multiple_of(2) => "ROTA1",
        (Series::Rota, None) => "ROTA5",
        (Series::Hpv, _) if since(2026, 4, 1) => "HPV9",
        (Series::Hpv, Some("HPV2")) => "HPV2",
        (Series::Hpv, Some("HPV4")) => "HPV4",
        (Series::Hpv, _) if since(2023, 4, 1) => "HPV9",
        (Series::Hpv, _) => "HPV4",
        _ => series.products()[0],
    }
}

fn product(series: Series, before: Option<&str>, day: Day, chance: f64) -> &'static str {
    let usual = usual_product(series, before, day);
    if chance < 0.8 {
        return usual;
    }
    let all = series.products();
    let other = all[((chance - 0.8) * 5.0 * all.len() as f64) as usize % all.len()];
    // Of going back to an older product the facts say nothing.
    match (series, before, other) {
        (Series::Five, Some("DPT_IPV_HIB"), _) | (Series::Hpv, Some("HPV9"), _) => usual,
        (Series::Pcv, Some("PCV20"), "PCV13") => usual,
        _ => other,
    }
}

/// Whether another series of the same vaccine would take the dose: the nearer of the two.
fn is_anothers(series: Series, child: &Child, day: Day) -> bool {
    let birth = child.birth;
    let between = |first_ends: Day, second_begins: Day| {
        let half = second_begins.days_since(first_ends) / 2;
        first_ends.plus(i32::try_from(half).unwrap_or(0))
    };
    let measles = || between(birth.reaches_months(24), birth.school_entry().before().fiscal_year().0);
    let encephalitis = || between(birth.reaches_months(90), birth.reaches_months(9 * 12));
    match series {
        Series::Mr1 => day >= measles().plus(-2),
        Series::Mr2 => day <= measles().plus(2),
        Series::Je1 => day >= encephalitis().plus(-2),
        Series::Je2 => day <= encephalitis().plus(2),
        _ => false,
    }
}

/// A random question about one series.
pub fn case(series: Series) -> impl Strategy<Value = Case> {
    let (from, to) = births(series);
    let step = (aim(), 0.0..1.0_f64, prop::bool::weighted(0.3)).prop_map(|(aim, product, excepted)| Step {
        aim,
        product,
        excepted,
    });
    let beside = (0..4_usize, -30..=45_i32, 0..=8_usize);
    (
        birth(from, to),
        prop::bool::weighted(0.1),
        prop::bool::weighted(0.03),
        prop::collection::vec(step, 0..=5),
        prop::collection::vec(beside, 0..=2),
        asked(),
    )
        .prop_map(move |(birth, boy, had_varicella, steps, beside, asked)| {
            let sex = if boy { Sex::Male } else { Sex::Female };
            let child = Child { birth, sex, had_varicella, illness_ended: None };
            build(series, child, &steps, &beside, asked)
        })
}

/// A random question about a child that was long ill: until some day of the year after the window's last.
pub fn after_illness(series: Series) -> impl Strategy<Value = Case> {
    (case(series), 0..400_i32, asked(), 0..700_i32).prop_map(move |(case, days, asked, late)| {
        let mut child = case.child;
        let end =
            (0..16 * 366).map(|n| child.birth.plus(n)).take_while(|day| !series.side(&child, *day, *day, None).closed);
        let end = end.last().unwrap_or(child.birth);
        child.illness_ended = Some(end.next().plus(days));
        let mut doses = case.doses;
        doses.retain(|dose| dose.day <= end);
        let asked = match asked {
            Asked::Age(..) => Asked::After(end.days_since(child.birth) as i32 + late),
            other => other,
        };
        ask(series, child, doses, case.others, asked)
    })
}

fn build(series: Series, child: Child, steps: &[Step], beside: &[(usize, i32, usize)], asked: Asked) -> Case {
    let birth = child.birth;
    let mut doses: Vec<Dose> = Vec::new();
    let mut others = first_period(series, &child);
    {
        let mut reading = Reading::new(series, &child, &[]);
        let start = if series == Series::Rsv { birth.plus(-280) } else { birth };
        let mut latest = start;
        for step in steps {
            let next = reading.forecast(latest).next;
            let day = match (step.aim, next) {
                (Aim::After(days), Some(next)) => next.earliest.plus(days),
                (Aim::Short(days), Some(next)) => next.earliest.plus(-days),
                (Aim::Last(days), Some(next)) => next.last.plus(days),
                (Aim::Age(months, days), Some(_)) if series != Series::Rsv => birth.reaches_months(months).plus(days),
                (Aim::After(days) | Aim::Short(days) | Aim::Last(days) | Aim::Age(_, days), _) => {
                    latest.plus(days.abs())
                }
            };
            // Of a vaccine that two series share, one dose more after the last is nobody's question.
            let shared = matches!(series, Series::Mr1 | Series::Mr2 | Series::Je1 | Series::Je2);
            let extra = shared && reading.forecast(day).state == "complete";
            if day < latest || extra || is_anothers(series, &child, day) || day.ymd().0 > 2045 {
                continue;
            }
            let before = doses.last().map(|dose: &Dose| dose.product.as_str());
            let product = product(series, before, day, step.product).to_owned();
            let dose = Dose { day, product, excepted: step.excepted && series == Series::Hib };
            reading.read(&dose);
            doses.push(dose);
            latest = day;
        }
    }
    for (to, days, what) in beside {
        let anchor = doses.get(*to).map_or(birth.plus(370), |dose| dose.day);
        let product = ["BCG", "MUMPS", "VAR", "HEPB", "FLU_LAIV", "PCV20", "HIB", "ROTA1", "ROTA5"][*what];
        let day = anchor.plus(*days);
        // The five-in-one that follows a Hib dose is a question to two series; the nasal vaccine came in 2023.
        let asked_elsewhere = series == Series::Five && product == "HIB";
        let unknown_yet = product == "FLU_LAIV" && day < Day::on(2023, 4, 1);
        if day >= birth && !series.products().contains(&product) && !asked_elsewhere && !unknown_yet {
            others.push(Dose { day, product: product.to_owned(), excepted: false });
        }
    }
    if series == Series::Rsv {
        others.clear();
    }
    ask(series, child, doses, others, asked)
}

/// Sets the day of the question.
fn ask(series: Series, child: Child, doses: Vec<Dose>, mut others: Vec<Dose>, asked: Asked) -> Case {
    let birth = child.birth;
    others.sort_by_key(|dose| dose.day);
    let latest = doses.iter().chain(&others).map(|dose| dose.day).max();
    let mut reading = Reading::new(series, &child, &others);
    for dose in &doses {
        reading.read(dose);
    }
    let start = latest.unwrap_or(if series == Series::Rsv { birth.plus(-280) } else { birth });
    let next = reading.forecast(start).next;
    let wished = match (asked, next) {
        (Asked::Earliest(days), Some(next)) => next.earliest.plus(days),
        (Asked::Last(days), Some(next)) => next.last.plus(days),
        (Asked::From(days), Some(Next { standard: (Some(from), _), .. })) => from.plus(days),
        (Asked::To(days), Some(Next { standard: (_, Some(to)), .. })) => to.plus(days),
        (Asked::Age(months, days), _) => birth.reaches_months(months).plus(days),
        (Asked::After(days) | Asked::Earliest(days) | Asked::Last(days) | Asked::From(days) | Asked::To(days), _) => {
            start.plus(days)
        }
    };
    let as_of = wished.max(start).min(Day::on(2050, 1, 1));
    Case { series, child, doses, others, as_of }
}

/// A second period follows a first one, with most children.
fn first_period(series: Series, child: &Child) -> Vec<Dose> {
    let birth = child.birth;
    let days = match series {
        Series::Mr2 if !birth.ymd().2.is_multiple_of(3) => vec![birth.reaches_months(12).plus(9)],
        Series::Je2 if !birth.ymd().2.is_multiple_of(3) => {
            let first = birth.reaches_months(37);
            vec![first, first.plus(14), first.plus(400)]
        }
        _ => Vec::new(),
    };
    let product = series.products()[0].to_owned();
    days.into_iter().map(|day| Dose { day, product: product.clone(), excepted: false }).collect()
}
