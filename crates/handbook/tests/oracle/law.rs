//! What the law says, series by series, as plain figures. Written from the Cabinet order's article 3, the
//! implementation guideline as of 1 October 2026 and the notices named in the pack's sources; nothing here is
//! read from the pack.

use super::calendar::Day;
use itsumo_domain::handbook::Sex;

/// A routine series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Series {
    Five,
    Hib,
    Pcv,
    HepB,
    Rota,
    Bcg,
    Mr1,
    Mr2,
    Var,
    Je1,
    Je2,
    Dt2,
    Hpv,
    Rsv,
}

/// A child, or one to be born.
#[derive(Clone, Debug)]
pub struct Child {
    /// Born on; for [`Series::Rsv`] the due date.
    pub birth: Day,
    pub sex: Sex,
    pub had_varicella: bool,
    /// A long illness ended on that day, after the window of the law.
    pub illness_ended: Option<Day>,
}

/// A dose that counts.
#[derive(Clone, Debug)]
pub struct Counted {
    pub day: Day,
    pub product: String,
    pub role: String,
}

/// Where a day lies by a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Side {
    pub opened: bool,
    pub closed: bool,
}

fn side(opened: bool, closed: bool) -> Side {
    Side { opened, closed }
}

impl Series {
    pub const ALL: [Self; 14] = [
        Self::Five,
        Self::Hib,
        Self::Pcv,
        Self::HepB,
        Self::Rota,
        Self::Bcg,
        Self::Mr1,
        Self::Mr2,
        Self::Var,
        Self::Je1,
        Self::Je2,
        Self::Dt2,
        Self::Hpv,
        Self::Rsv,
    ];

    pub fn id(self) -> &'static str {
        match self {
            Self::Five => "DPT_IPV_HIB_1",
            Self::Hib => "HIB",
            Self::Pcv => "PCV",
            Self::HepB => "HEPB",
            Self::Rota => "ROTA",
            Self::Bcg => "BCG",
            Self::Mr1 => "MR1",
            Self::Mr2 => "MR2",
            Self::Var => "VAR",
            Self::Je1 => "JE1",
            Self::Je2 => "JE2",
            Self::Dt2 => "DT2",
            Self::Hpv => "HPV",
            Self::Rsv => "RSV_MATERNAL",
        }
    }

    pub fn products(self) -> &'static [&'static str] {
        match self {
            Self::Five => &["DPT_IPV", "DPT_IPV_HIB"],
            Self::Hib => &["HIB"],
            Self::Pcv => &["PCV13", "PCV15", "PCV20"],
            Self::HepB => &["HEPB"],
            Self::Rota => &["ROTA1", "ROTA5"],
            Self::Bcg => &["BCG"],
            Self::Mr1 | Self::Mr2 => &["MR"],
            Self::Var => &["VAR"],
            Self::Je1 | Self::Je2 => &["JE"],
            Self::Dt2 => &["DT"],
            Self::Hpv => &["HPV2", "HPV4", "HPV9"],
            Self::Rsv => &["RSV_MATERNAL"],
        }
    }

    /// Whether the law gives it to such children at all.
    pub fn is_for(self, child: &Child) -> bool {
        match self {
            Self::HepB => child.birth >= Day::on(2016, 4, 1),
            Self::Rota => child.birth >= Day::on(2020, 8, 1),
            Self::Hpv => child.sex == Sex::Female,
            _ => true,
        }
    }

    /// Where a day lies by the age that the law of `law` names: of the dose's day, or of the day a forecast is made.
    /// The end of rotavirus depends on the product.
    pub fn side(self, child: &Child, day: Day, law: Day, product: Option<&str>) -> Side {
        let birth = child.birth;
        let months = |from: u32, to: u32| side(day >= birth.reaches_months(from), day > birth.reaches_months(to));
        match self {
            Self::Five => {
                // Until March 2023 from three months on.
                let from = if law >= Day::on(2023, 4, 1) { 2 } else { 3 };
                side(day >= birth.reaches_months(from), day > birth.reaches_months(90))
            }
            Self::Hib | Self::Pcv => months(2, 60),
            Self::HepB => side(day >= birth && day >= Day::on(2016, 10, 1), day > birth.reaches_months(12)),
            Self::Rota => {
                let end = if product == Some("ROTA1") { 168 } else { 224 };
                let age = day.days_since(birth);
                side(age >= 42 && day >= Day::on(2020, 10, 1), age > end)
            }
            Self::Bcg => side(day >= birth, day > birth.reaches_months(12)),
            Self::Mr1 => months(12, 24),
            Self::Mr2 => {
                let school = birth.school_entry();
                side(day >= school.before().fiscal_year().0, day >= school)
            }
            Self::Var => months(12, 36),
            Self::Je1 => months(6, 90),
            Self::Je2 => months(9 * 12, 13 * 12),
            Self::Dt2 => months(11 * 12, 13 * 12),
            Self::Hpv => {
                let first = birth.reaches_months(12 * 12).fiscal_year().0;
                let last = birth.reaches_months(16 * 12).fiscal_year().1;
                side(day >= first, day > last)
            }
            Self::Rsv => {
                // 28 weeks are 12 weeks before the due date, 36 weeks and 6 days 22 days before it.
                let to_go = birth.days_since(day);
                side(to_go <= 84 && day >= Day::on(2026, 4, 1), to_go < 22)
            }
        }
    }

    /// The window that is re-opened for the cohort of the vaccine shortage, or after a long illness: two years from
    /// the day it ended, and for some vaccines not beyond an age.
    pub fn reopened(self, child: &Child) -> Option<(Day, Day)> {
        if let Some(ended) = child.illness_ended {
            let two_years = ended.reaches_months(24);
            let last = match self {
                Self::Five => two_years.min(child.birth.reaches_months(15 * 12)),
                Self::Hib => two_years.min(child.birth.reaches_months(10 * 12)),
                Self::Pcv => two_years.min(child.birth.reaches_months(6 * 12)),
                Self::Bcg => two_years.min(child.birth.reaches_months(4 * 12)),
                Self::Rota | Self::Rsv => return None,
                _ => two_years,
            };
            return (ended <= last).then_some((ended, last));
        }
        let born = |from: Day, to: Day| (from..=to).contains(&child.birth);
        let cohort = match self {
            Self::Mr1 => born(Day::on(2022, 4, 2), Day::on(2023, 4, 1)),
            Self::Mr2 => born(Day::on(2018, 4, 2), Day::on(2019, 4, 1)),
            _ => false,
        };
        cohort.then(|| (Day::on(2025, 4, 1), Day::on(2027, 3, 31)))
    }

    /// Whether the product was part of the programme on that day.
    pub fn has_product(self, product: &str, day: Day) -> bool {
        match product {
            "PCV13" => day <= Day::on(2024, 9, 30),
            "PCV15" | "DPT_IPV_HIB" => day >= Day::on(2024, 4, 1),
            "PCV20" => day >= Day::on(2024, 10, 1),
            "HPV2" | "HPV4" => day <= Day::on(2026, 3, 31),
            "HPV9" => day >= Day::on(2023, 4, 1),
            _ => self.products().contains(&product),
        }
    }

    /// Whether going on with another product keeps to the principle of one product.
    pub fn may_switch(self, begun: &str, product: &str, day: Day) -> bool {
        match (self, begun, product) {
            (_, a, b) if a == b => true,
            (Self::Pcv, "PCV13", _) => true,
            (Self::Pcv | Self::Rota, ..) => false,
            (Self::Five, "DPT_IPV", "DPT_IPV_HIB") => day >= Day::on(2025, 2, 27),
            _ => true,
        }
    }

    /// The name of the branch, given what was counted, every product that was given, and the day and product asked
    /// about.
    pub fn regimen(
        self,
        child: &Child,
        counted: &[Counted],
        given: &[String],
        day: Day,
        product: Option<&str>,
    ) -> Option<&'static str> {
        let first = counted.first().map_or(day, |first| first.day);
        let begun = counted.first().map(|first| first.product.as_str()).or(product);
        let by = |months: u32| first <= child.birth.reaches_months(months);
        Some(match self {
            Self::Five => match begun {
                Some("DPT_IPV") => "DPTIPV_4",
                _ => "5MIX_4",
            },
            Self::Hib if by(7) => "HIB_2_7M",
            Self::Hib if by(12) => "HIB_7_12M",
            Self::Hib => "HIB_12_60M",
            Self::Pcv if by(7) => "PCV_2_7M",
            Self::Pcv if by(12) => "PCV_7_12M",
            Self::Pcv if by(24) => "PCV_12_24M",
            Self::Pcv => "PCV_24_60M",
            Self::HepB => "HEPB_3",
            Self::Rota => match begun? {
                "ROTA1" => "ROTA1_2",
                _ => "ROTA5_3",
            },
            Self::Bcg => "BCG_1",
            Self::Mr1 => "MR1_1",
            Self::Mr2 => "MR2_1",
            Self::Var => "VAR_2",
            Self::Je1 => "JE1_3",
            Self::Je2 => "JE2_1",
            Self::Dt2 => "DT2_1",
            Self::Rsv => "RSV_1",
            Self::Hpv => {
                let all = |name: &str| {
                    begun == Some(name) && given.iter().all(|p| p == name) && product.is_none_or(|p| p == name)
                };
                let complete = counted.len() == 3;
                let last = if complete { counted[2].day } else { day };
                let old = last <= Day::on(2026, 3, 31);
                match begun {
                    Some("HPV4") if old && all("HPV4") => "HPV4_3_OLD",
                    Some("HPV2") if old && all("HPV2") => "HPV2_3_OLD",
                    Some("HPV2" | "HPV4") => "HPV_MIXED_3",
                    _ if !by(15 * 12) => "HPV9_3",
                    _ => match counted {
                        [one, two, ..] if two.day < one.day.after_months(5) => "HPV9_3",
                        _ => "HPV9_2",
                    },
                }
            }
        })
    }

    /// The doses of a branch.
    pub fn doses(regimen: Option<&str>) -> &'static [&'static str] {
        match regimen.unwrap_or("ROTA5_3") {
            "5MIX_4" | "DPTIPV_4" | "HIB_2_7M" | "PCV_2_7M" => &["primary-1", "primary-2", "primary-3", "booster"],
            "HIB_7_12M" | "PCV_7_12M" | "JE1_3" => &["primary-1", "primary-2", "booster"],
            "PCV_12_24M" | "VAR_2" | "ROTA1_2" | "HPV9_2" => &["dose-1", "dose-2"],
            "HEPB_3" | "ROTA5_3" | "HPV9_3" | "HPV_MIXED_3" | "HPV4_3_OLD" | "HPV2_3_OLD" => {
                &["dose-1", "dose-2", "dose-3"]
            }
            _ => &["single"],
        }
    }

    /// The age after which no further primary dose is given and the booster takes its place.
    pub fn primaries_until(self, child: &Child) -> Option<Day> {
        match self {
            Self::Hib => Some(child.birth.reaches_months(12)),
            Self::Pcv => Some(child.birth.reaches_months(24)),
            _ => None,
        }
    }
}

/// A vaccine's kind, for the gap between different vaccines.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    InjectedLive,
    OtherLive,
    Inactivated,
}

pub fn kind(product: &str) -> Kind {
    match product {
        "BCG" | "MR" | "VAR" | "MUMPS" | "MEASLES" | "RUBELLA" => Kind::InjectedLive,
        "ROTA1" | "ROTA5" | "FLU_LAIV" => Kind::OtherLive,
        _ => Kind::Inactivated,
    }
}
