//! What loaded tables say of a measurement: z, the percentile, or why there is neither.

use super::{ages, said};
use crate::{
    dates,
    i18n::{Arg, I18n},
};
use itsumo_domain::handbook::{Child, Measurement};
use itsumo_engine::LoadedReference;
use itsumo_handbook::growth::{Indicator, Measure, Note, Reference, Rules, Scored, percentile_of_z};

/// What weight says beside height, in tables that have it.
pub const BESIDE: [(Indicator, &str); 2] =
    [(Indicator::BmiForAge, "growth-bmi"), (Indicator::WeightForLengthHeight, "growth-weight-for-length")];

/// The indicator of a measure, where there is one.
pub fn indicator(measure: Measure) -> Option<Indicator> {
    match measure {
        Measure::Weight => Some(Indicator::WeightForAge),
        Measure::Height => Some(Indicator::LengthHeightForAge),
        Measure::Head => Some(Indicator::HeadForAge),
        Measure::Chest => None,
    }
}

/// The name of whose tables they are.
pub fn rules_key(rules: Rules) -> &'static str {
    match rules {
        Rules::Who => "growth-reference-who",
        Rules::Jspe => "growth-reference-jspe",
    }
}

/// What the tables say of one indicator of a measurement.
pub fn scored(child: &Child, taken: &Measurement, reference: &LoadedReference, indicator: Indicator) -> Scored {
    Reference::Loaded(reference.tables.clone()).score(indicator, &reference.tables.row_of(child, taken))
}

/// A score in words, marked with ruby; absent where nothing was measured for it. `short` is for the cells of a table.
pub fn words(i: I18n, scored: &Scored, short: bool) -> Option<String> {
    let Some(z) = scored.z else {
        return match scored.note {
            Some(Note::NotMeasured(_)) | None => None,
            Some(Note::NoSex) => Some(i.marked("growth-score-no-sex", &[])),
            Some(Note::NoAge) => Some(i.marked("growth-score-before-due", &[])),
            Some(_) => Some(i.marked(if short { "growth-score-none-short" } else { "growth-score-none" }, &[])),
        };
    };
    let key = if short { "growth-score-short" } else { "growth-score" };
    // The nearest of a hundred; nobody is the nought-th.
    let percent = percentile_of_z(z).round().clamp(1.0, 99.0) as i64;
    // A hair below nothing is nothing.
    let z = if z.abs() < 0.005 { 0.0 } else { z };
    let told = i.marked(key, &[("z", Arg::Text(&format!("{z:+.2}"))), ("percent", Arg::Number(percent))]);
    Some(match scored.note {
        Some(Note::Flagged(..)) => [told, i.marked("growth-score-far", &[])].join(" "),
        _ => told,
    })
}

/// The last value of each measure and what the tables say of it, in place of where it lies in the band.
pub fn about(
    i: I18n,
    child: &Child,
    own: &[Measurement],
    measures: &[Measure],
    reference: &LoadedReference,
) -> said::About {
    let line = |key: &'static str, taken: &Measurement, value: String, place: String| {
        let ages = ages(child, taken.date)?;
        let day = dates::civil_with_year(i, taken.date);
        let age = said::age(i, child, taken.date, &ages);
        let when = i.marked("growth-when", &[("day", Arg::Text(&day)), ("age", Arg::Text(&age))]);
        Some(said::Line { key, what: i.marked(key, &[]), value, place, when })
    };
    let measured = measures.iter().filter_map(|&measure| {
        let (taken, value) = own.iter().rev().find_map(|taken| Some((taken, measure.of(taken)?)))?;
        let place = words(i, &scored(child, taken, reference, indicator(measure)?), false)?;
        line(said::measure_key(measure), taken, said::with_unit(measure, value), place)
    });
    let mut lines: Vec<said::Line> = measured.collect();
    let both = own.iter().rev().find(|taken| taken.weight_g.is_some() && taken.height_mm.is_some());
    if let Some(taken) = both.filter(|_| measures.contains(&Measure::Weight)) {
        let beside = BESIDE.iter().filter_map(|(indicator, key)| {
            let scored = scored(child, taken, reference, *indicator);
            scored.z?;
            line(key, taken, beside(*indicator, taken)?, words(i, &scored, false)?)
        });
        lines.extend(beside);
    }
    let mut remarks = Vec::new();
    if !lines.is_empty() && child.sex.is_some() {
        remarks.push(i.marked("growth-score-means", &[]));
    }
    if own.last().and_then(|taken| ages(child, taken.date)).is_some_and(|ages| ages.corrected.is_some()) {
        remarks.push(i.marked("growth-score-by-corrected", &[]));
    }
    let plain = said::plain(i, &lines);
    said::About { lines, remarks, plain }
}

/// The figure that stands beside what weight says beside height: BMI, or the weight itself.
fn beside(indicator: Indicator, taken: &Measurement) -> Option<String> {
    let (kg, cm) = (Measure::Weight.of(taken)?, Measure::Height.of(taken)?);
    match indicator {
        Indicator::BmiForAge => Some(format!("{:.1}", kg / (cm / 100.0).powi(2))),
        _ => Some(said::with_unit(Measure::Weight, kg)),
    }
}
