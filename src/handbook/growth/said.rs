//! Measurements in words: figures with their unit, where they lie, and the whole as a sentence for who does not see
//! the curve.

use super::ages;
use crate::{
    dates,
    handbook::numbers::{centimetres, kilograms},
    i18n::{Arg, I18n},
};
use itsumo_domain::{
    handbook::{Child, HandbookIssue, Measurement},
    i18n::without_ruby,
};
use itsumo_handbook::growth::{Ages, Body, Corrected, Measure, Place, Survey, kaup, obesity, percentile_of_z};

/// The name of a measure.
pub fn measure_key(measure: Measure) -> &'static str {
    match measure {
        Measure::Weight => "growth-weight",
        Measure::Height => "growth-height",
        Measure::Head => "growth-head",
        Measure::Chest => "growth-chest",
    }
}

/// kg or cm.
pub fn unit(measure: Measure) -> &'static str {
    match measure {
        Measure::Weight => "kg",
        _ => "cm",
    }
}

/// A figure as it is written: 8.25, 70.5.
pub fn figure(measure: Measure, value: f64) -> String {
    // Grams and millimetres of a child, which they were before.
    written(measure, (value * measure.per_unit()).round() as u32)
}

/// A figure out of an entry, g or mm: 8.25, 70.5.
pub fn written(measure: Measure, value: u32) -> String {
    match measure {
        Measure::Weight => kilograms(value),
        _ => centimetres(value),
    }
}

/// `8.25 kg`.
pub fn with_unit(measure: Measure, value: f64) -> String {
    format!("{} {}", figure(measure, value), unit(measure))
}

/// Where a value lies, in words marked with ruby; absent where no band is. `short` is for the cells of a table.
pub fn place(
    i: I18n,
    (child, issue): (&Child, HandbookIssue),
    measure: Measure,
    months: f64,
    value: f64,
    short: bool,
) -> Option<String> {
    let place = Survey::behind(issue).place(measure, child.sex?, months, value)?;
    let said = |long, brief| if short { brief } else { long };
    Some(match place {
        Place::Below { .. } => i.marked(said("growth-place-below", "growth-short-below"), &[]),
        Place::Above { .. } => i.marked(said("growth-place-above", "growth-short-above"), &[]),
        // With the outer lines alone a figure would say more than is known.
        Place::Between { low, high, .. } if low <= 3.0 && high >= 97.0 => {
            i.marked(said("growth-place-inside", "growth-short-inside"), &[])
        }
        Place::Between { z, .. } => {
            let percent = percentile_of_z(z).round().clamp(3.0, 97.0) as i64;
            i.marked(said("growth-place-about", "growth-short-about"), &[("percent", Arg::Number(percent))])
        }
    })
}

/// An age in words: as it is, or corrected and as it is. Marked with ruby.
pub fn age(i: I18n, child: &Child, day: chrono::NaiveDate, ages: &Ages) -> String {
    let actual = child.birth_date.map(|born| dates::age_on(i, born, day)).unwrap_or_default();
    match ages.corrected {
        None => actual,
        Some(Corrected::BeforeDue { gestation_days }) => {
            let (weeks, days) = (i64::from(gestation_days / 7), i64::from(gestation_days % 7));
            let args = [("age", Arg::Text(&actual)), ("weeks", Arg::Number(weeks)), ("days", Arg::Number(days))];
            i.marked("growth-age-before-due", &args)
        }
        Some(Corrected::Age(age)) => {
            let due = day.checked_sub_days(chrono::Days::new(u64::from(age.days))).unwrap_or(day);
            let corrected = dates::age_on(i, due, day);
            i.marked("growth-age-corrected", &[("age", Arg::Text(&actual)), ("corrected", Arg::Text(&corrected))])
        }
    }
}

/// What is said under the curve.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct About {
    /// The last of each measure.
    pub lines: Vec<Line>,
    /// Remarks, marked with ruby.
    pub remarks: Vec<String>,
    /// All of it in plain sentences.
    pub plain: String,
}

/// One measure's last value. Texts are marked with ruby.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// For lists.
    pub key: &'static str,
    /// 体重.
    pub what: String,
    /// 8.25 kg.
    pub value: String,
    /// Where it lies.
    pub place: String,
    /// The day and the age.
    pub when: String,
}

/// The last value of each measure, where it lies, and what else there is to say of them.
pub fn about(i: I18n, child: &Child, issue: HandbookIssue, own: &[Measurement], measures: &[Measure]) -> About {
    let mut about = About::default();
    let (mut outside, mut ends) = (false, None::<f64>);
    for &measure in measures {
        let last = own.iter().rev().find_map(|m| Some((m, measure.of(m)?)));
        let Some((measurement, value)) = last else { continue };
        let Some(ages) = ages(child, measurement.date) else { continue };
        let months = ages.reference_months();
        let survey =
            child.sex.zip(months).and_then(|(sex, months)| Survey::behind(issue).place(measure, sex, months, value));
        outside |= matches!(survey, Some(Place::Below { .. } | Place::Above { .. }));
        let end = child.sex.and_then(|sex| Survey::behind(issue).span(measure, sex)).map(|(_, end)| end);
        ends = ends.or(end.filter(|end| months.is_some_and(|months| months >= *end)));
        let place = months.and_then(|months| place(i, (child, issue), measure, months, value, false));
        let place = place.unwrap_or_else(|| match (months, child.sex) {
            (_, None) => i.marked("growth-place-no-sex", &[]),
            (None, _) => i.marked("growth-place-before-due", &[]),
            _ => i.marked("growth-place-none", &[]),
        });
        let day = dates::civil_with_year(i, measurement.date);
        let age = age(i, child, measurement.date, &ages);
        let when = i.marked("growth-when", &[("day", Arg::Text(&day)), ("age", Arg::Text(&age))]);
        let key = measure_key(measure);
        about.lines.push(Line { key, what: i.marked(key, &[]), value: with_unit(measure, value), place, when });
    }
    if measures.contains(&Measure::Weight) {
        about.lines.extend(body(i, child, own));
    }
    if about.lines.iter().any(|line| line.key != "growth-body" && line.key != "growth-kaup") && child.sex.is_some() {
        about.remarks.push(i.marked("growth-place-means", &[]));
    }
    if let Some(end) = ends {
        about.remarks.push(band_ends(i, issue, end as i64));
    }
    if outside {
        about.remarks.push(i.marked("growth-outside", &[]));
    }
    if own.last().and_then(|m| ages(child, m.date)).is_some_and(|ages| ages.corrected.is_some()) {
        about.remarks.push(i.marked("growth-by-corrected", &[]));
    }
    about.plain = plain(i, &about.lines);
    about
}

/// The last 肥満度 and what to know of it, beside the chart of weight by height.
pub fn about_height_weight(i: I18n, child: &Child, own: &[Measurement]) -> About {
    let lines: Vec<Line> = body(i, child, own).into_iter().filter(|line| line.key == "growth-body").collect();
    let means = if lines.is_empty() { "growth-body-none" } else { "growth-body-means" };
    let told = match lines.is_empty() {
        true => without_ruby(&i.marked("growth-body-none", &[])),
        false => plain(i, &lines),
    };
    let plain = i.say_with("growth-height-weight-sentence", &[("told", Arg::Text(&told))]);
    About { lines, remarks: vec![i.marked(means, &[])], plain }
}

/// Until when there is a band, for a child who is older.
fn band_ends(i: I18n, issue: HandbookIssue, months: i64) -> String {
    let (years, months) = (months / 12, months % 12);
    let age = match months {
        0 => i.marked("age-years", &[("years", Arg::Number(years))]),
        _ => i.marked("age-years-months", &[("years", Arg::Number(years)), ("months", Arg::Number(months))]),
    };
    i.marked("growth-band-ends", &[("year", Arg::Text(year(issue))), ("age", Arg::Text(&age))])
}

/// The survey's year.
pub fn year(issue: HandbookIssue) -> &'static str {
    match issue {
        HandbookIssue::Survey2010 => "2010",
        HandbookIssue::Survey2023 => "2023",
    }
}

/// Weight against height, of the last day that has both, where the age has an index for it.
fn body(i: I18n, child: &Child, own: &[Measurement]) -> Vec<Line> {
    let both = own.iter().rev().find_map(|m| Some((m, m.weight_g?, m.height_mm?)));
    let Some((measurement, grams, mm)) = both else { return Vec::new() };
    let Some(ages) = ages(child, measurement.date) else { return Vec::new() };
    let months = ages.actual.months;
    let day = dates::civil_with_year(i, measurement.date);
    let age = age(i, child, measurement.date, &ages);
    let when = i.marked("growth-when", &[("day", Arg::Text(&day)), ("age", Arg::Text(&age))]);
    let line = |key, value, place| Line { key, what: i.marked(key, &[]), value, place, when: when.clone() };
    let percent = child
        .sex
        .and_then(|sex| obesity(sex, months, grams, mm).ok())
        .map(|(percent, body)| line("growth-body", obesity_figure(percent), body_word(i, body)));
    let kaup = kaup(months, grams, mm)
        .ok()
        .map(|kaup| line("growth-kaup", format!("{kaup:.1}"), i.marked("growth-kaup-means", &[])));
    percent.into_iter().chain(kaup).collect()
}

/// 肥満度 as it is written: +3.2 %.
pub fn obesity_figure(percent: f64) -> String {
    // A hair below nothing is nothing.
    let percent = if percent.abs() < 0.05 { 0.0 } else { percent };
    format!("{percent:+.1} %")
}

/// The name of a line of 肥満度: +15%.
pub fn percent(percent: f64) -> String {
    format!("{percent:+}%").replace('-', "−")
}

/// The handbook's word, and that it is the handbook's.
fn body_word(i: I18n, body: Body) -> String {
    let word = i.marked(body_key(body), &[]);
    i.marked("growth-body-said", &[("word", Arg::Text(&word))])
}

/// The handbook's word.
pub fn body_key(body: Body) -> &'static str {
    match body {
        Body::VeryThin => "growth-body-very-thin",
        Body::Thin => "growth-body-thin",
        Body::Usual => "growth-body-usual",
        Body::Plump => "growth-body-plump",
        Body::Heavy => "growth-body-heavy",
        Body::VeryHeavy => "growth-body-very-heavy",
    }
}

/// Lines as plain sentences.
pub fn plain(i: I18n, lines: &[Line]) -> String {
    if lines.is_empty() {
        return i.say("growth-none");
    }
    let sentence = |line: &Line| {
        let args = [
            ("when", Arg::Text(&line.when)),
            ("what", Arg::Text(&line.what)),
            ("value", Arg::Text(&line.value)),
            ("place", Arg::Text(&line.place)),
        ];
        without_ruby(&i.marked("growth-sentence", &args))
    };
    lines.iter().map(sentence).collect::<Vec<_>>().join(" ")
}
