//! The engine's answers in words. What is found out is data; here it is said in the reader's language, from the one
//! catalogue (`vaccine-…`) and the pack's own words for series, products and rules.

use super::{Derivation, Finding, Pack, Step, Sum, What};
use chrono::{Datelike, NaiveDate};
use itsumo_domain::i18n::{Arg, Locale, text};

/// A finding about a dose or a series, as one sentence.
pub fn text_of_finding(pack: &Pack, finding: &Finding, locale: Locale) -> String {
    let day = |date| day_name(date, locale);
    let dose = |label: &str| dose_name(pack, label, locale);
    let rule = || rule_text(pack, &finding.rule, locale);
    let product = |family: &str| product_name(pack, family, locale);
    let say = |key: &str, args: &[(&str, Arg<'_>)]| text(locale, key, args);
    // A dose on the same day leaves no day between; none is what people count.
    let between = |clear: i64| Arg::Number(clear.max(0));
    match &finding.what {
        What::TooEarly { opens } => say("vaccine-found-too-early", &[("day", Arg::Text(&day(*opens)))]),
        What::TooLate { closed } => say("vaccine-found-too-late", &[("day", Arg::Text(&day(*closed)))]),
        What::FewDays { clear, needed, after, .. } => {
            let after = dose(after);
            let args = [("dose", Arg::Text(&after)), ("clear", between(*clear)), ("needed", number(*needed))];
            say("vaccine-found-few-days", &args)
        }
        What::FewMonths { needed, half, after, possible } => {
            let (after, possible) = (dose(after), day(*possible));
            let args = [("dose", Arg::Text(&after)), ("needed", number(*needed)), ("day", Arg::Text(&possible))];
            let key = if *half { "vaccine-found-few-months-half" } else { "vaccine-found-few-months" };
            say(key, &args)
        }
        What::NeedsException { clear, needed, excepted } => {
            let args = [("clear", between(*clear)), ("needed", number(*needed)), ("excepted", number(*excepted))];
            say("vaccine-found-needs-exception", &args)
        }
        What::LiveGap { other, clear, needed } => {
            let other = product(other);
            let args = [("other", Arg::Text(&other)), ("clear", between(*clear)), ("needed", number(*needed))];
            say("vaccine-found-live-gap", &args)
        }
        What::ProductPeriod { vaccine, from, until } => {
            let vaccine = product(vaccine);
            let (key, edge) = match (from, until) {
                (_, Some(until)) => ("vaccine-found-product-until", *until),
                (Some(from), None) => ("vaccine-found-product-from", *from),
                (None, None) => return rule(),
            };
            say(key, &[("vaccine", Arg::Text(&vaccine)), ("day", Arg::Text(&day(edge)))])
        }
        What::ProductSwitch { from, to } => {
            let args = [("from", Arg::Text(&product(from))), ("to", Arg::Text(&product(to)))];
            say("vaccine-found-product-switch", &args)
        }
        What::TooMany { doses } => {
            let doses = Arg::Number(i64::try_from(*doses).unwrap_or(i64::MAX));
            say("vaccine-found-too-many", &[("doses", doses)])
        }
        What::Duplicate => say("vaccine-found-duplicate", &[]),
        What::InTheFuture => say("vaccine-found-in-the-future", &[]),
        What::UnknownVaccine => say("vaccine-found-unknown-vaccine", &[]),
        What::Excluded { .. } => say("vaccine-found-excluded", &[("rule", Arg::Text(&rule()))]),
        What::NotForThisChild => say("vaccine-found-not-for-this-child", &[("rule", Arg::Text(&rule()))]),
        What::NotAdvised { from } => say("vaccine-found-not-advised", &[("day", Arg::Text(&day(*from)))]),
        What::Confirm { exception } => {
            let known = pack.exceptions().iter().find(|one| one.id == *exception);
            let name = known.map_or(exception.as_str(), |one| one.name.get(locale));
            say("vaccine-found-confirm", &[("exception", Arg::Text(name))])
        }
        What::Met { clear } => say("vaccine-found-met", &[("clear", between(*clear))]),
    }
}

/// How a date came about, one line a step: the arithmetic, and the rule behind it.
pub fn derivation(pack: &Pack, derivation: &Derivation, locale: Locale) -> Vec<String> {
    derivation.steps.iter().map(|step| text_of_step(pack, step, locale)).collect()
}

/// One step of a derivation: the arithmetic, and the rule behind it.
pub fn text_of_step(pack: &Pack, step: &Step, locale: Locale) -> String {
    let sum = text_of_sum(pack, step, locale);
    let rule = rule_text(pack, &step.rule, locale);
    text(locale, "vaccine-step-by", &[("sum", Arg::Text(&sum)), ("rule", Arg::Text(&rule))])
}

fn text_of_sum(pack: &Pack, step: &Step, locale: Locale) -> String {
    let gives = day_name(step.gives, locale);
    let day = || ("day", Arg::Text(&gives));
    let say = |key: &str, args: &[(&str, Arg<'_>)]| text(locale, key, args);
    let since = |key: &str, count: (&str, u32), from: NaiveDate, after: &str| {
        let (after, from) = (dose_name(pack, after, locale), day_name(from, locale));
        let args = [("dose", Arg::Text(&after)), ("from", Arg::Text(&from)), (count.0, number(count.1)), day()];
        say(key, &args)
    };
    match &step.sum {
        Sum::Reach { months, .. } if *months >= 36 && months % 12 == 0 => {
            say("vaccine-step-reach-years", &[("years", number(months / 12)), day()])
        }
        Sum::Reach { months, .. } => say("vaccine-step-reach-months", &[("months", number(*months)), day()]),
        Sum::DayAfterReach { months, .. } => say("vaccine-step-day-after-reach", &[("months", number(*months)), day()]),
        Sum::DaysAfterBirth { days, .. } => {
            let args = [("weeks", number(days / 7)), ("days", number(days % 7)), day()];
            say("vaccine-step-days-after-birth", &args)
        }
        Sum::Birth { .. } => say("vaccine-step-birth", &[day()]),
        Sum::FiscalYear { years, end, .. } => {
            let key = if *end { "vaccine-step-fiscal-end" } else { "vaccine-step-fiscal-start" };
            say(key, &[("years", number(*years)), day()])
        }
        Sum::SchoolEntry { offset: 0, day_before: true, .. } => say("vaccine-step-school-eve", &[day()]),
        Sum::SchoolEntry { offset, day_before: false, .. } if *offset <= 0 => {
            say("vaccine-step-school-start", &[("years", number(offset.unsigned_abs())), day()])
        }
        Sum::Gestation { weeks, days, .. } => {
            let args = [("weeks", number(*weeks)), ("days", number(*days)), day()];
            say("vaccine-step-gestation", &args)
        }
        Sum::ClearDays { from, days, after } => since("vaccine-step-clear-days", ("days", *days), *from, after),
        Sum::Months { from, months, after } => since("vaccine-step-months", ("months", *months), *from, after),
        Sum::MonthsAndHalf { from, months, after } => {
            since("vaccine-step-months-half", ("months", *months), *from, after)
        }
        Sum::SchoolEntry { .. } | Sum::Named { .. } => say("vaccine-step-named", &[day()]),
    }
}

/// A rule's words; its id where the pack has none.
pub fn rule_text(pack: &Pack, id: &str, locale: Locale) -> String {
    pack.rule(id).map_or(id, |rule| rule.text.get(locale)).to_owned()
}

/// The name of a series, or of several joined by `+`.
pub fn series_name(pack: &Pack, id: &str, locale: Locale) -> String {
    let names = id.split('+').map(|id| pack.find(id).map_or(id, |series| series.name.get(locale)));
    names.collect::<Vec<_>>().join(" + ")
}

/// The name of a vaccine's family.
pub fn product_name(pack: &Pack, family: &str, locale: Locale) -> String {
    let product = pack.products().iter().find(|product| product.family == family);
    product.map_or(family, |product| product.family_name.get(locale)).to_owned()
}

/// The name of a dose: `primary-2`, `booster`; `JE1 primary-1` of another series; `DPT-IPV booster + Hib booster`; or of
/// the vaccine or series that an interval is counted from.
pub fn dose_name(pack: &Pack, label: &str, locale: Locale) -> String {
    let names = label.split(" + ").map(|label| match label.split_once(' ') {
        Some((name, label)) => format!("{} {}", series_name(pack, name, locale), plain_dose(pack, label, locale)),
        None => plain_dose(pack, label, locale),
    });
    names.collect::<Vec<_>>().join(" + ")
}

fn plain_dose(pack: &Pack, label: &str, locale: Locale) -> String {
    let nth = |key: &str, n: &str| {
        let n = n.parse().map_or(Arg::Text(n), Arg::Number);
        text(locale, key, &[("n", n)])
    };
    match label {
        "booster" => text(locale, "vaccine-dose-booster", &[]),
        "single" => text(locale, "vaccine-dose-single", &[]),
        _ => match label.split_once('-') {
            Some(("primary", n)) => nth("vaccine-dose-primary", n),
            Some(("dose", n)) => nth("vaccine-dose-nth", n),
            _ if pack.find(label).is_some() => series_name(pack, label, locale),
            _ => product_name(pack, label, locale),
        },
    }
}

/// A day, in words.
pub fn day_name(date: NaiveDate, locale: Locale) -> String {
    let year = Arg::Number(i64::from(date.year()));
    let args = [("year", year), ("month", number(date.month())), ("day", number(date.day()))];
    text(locale, "vaccine-day", &args)
}

fn number(number: u32) -> Arg<'static> {
    Arg::Number(i64::from(number))
}
