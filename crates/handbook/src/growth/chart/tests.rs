//! What is drawn, checked against what is printed.

use super::*;
use chrono::NaiveDate;

const PAPER: Paper = Paper { width: 360.0, panel: 220.0, text: 12.0 };

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn child(gestation_days: Option<u16>) -> Child {
    Child { birth_date: Some(day("2025-05-01")), sex: Some(Sex::Male), gestation_days, ..Child::default() }
}

fn drawn(child: &Child, period: Period, own: &[Measurement]) -> Chart {
    chart(&Wanted {
        child,
        against: Against::Printed(HandbookIssue::Survey2023),
        measures: &[Measure::Height, Measure::Weight],
        period,
        own,
        firsts: &[("sit".to_owned(), day("2025-12-01"))],
        paper: PAPER,
    })
}

#[test]
fn the_band_is_what_the_survey_prints() {
    let chart = drawn(&child(None), Period::Infant, &[]);
    let weight = &chart.panels[1];
    // The class of 3 to 4 months stands at 3.5: 5.22 and 7.84 kg.
    let x = chart.scale.at(3.5);
    let mut there = weight.band.iter().filter(|point| (point.x - x).abs() < 1e-9).map(|point| point.y);
    assert!((there.next().unwrap() - weight.scale.at(5.22)).abs() < 1e-9);
    assert!((there.next().unwrap() - weight.scale.at(7.84)).abs() < 1e-9);
    assert_eq!(there.next(), None);
    // Birth, a month, ten classes, and the edge at twelve months; there and back.
    assert_eq!(weight.band.len(), 2 * 14);
    assert!((weight.band[0].x - chart.scale.at(0.0)).abs() < 1e-9);
}

#[test]
fn children_born_small_have_a_place_in_the_new_handbook() {
    let chart = drawn(&child(None), Period::Infant, &[]);
    assert_eq!(chart.panels[0].scale.from, 20.0);
    assert_eq!(chart.panels[1].scale.from, 0.0);
}

#[test]
fn a_measurement_stands_at_its_exact_age() {
    let own = [Measurement { date: day("2025-08-16"), weight_g: Some(6_550), ..Measurement::default() }];
    let chart = drawn(&child(None), Period::Infant, &own);
    assert_eq!(chart.panels[0].marks, []);
    let [mark] = chart.panels[1].marks[..] else { panic!() };
    let expected = Point { x: chart.scale.at(3.0 + 15.0 / 31.0), y: chart.panels[1].scale.at(6.55) };
    assert_eq!((mark.actual, mark.corrected), (Some(expected), None));
}

#[test]
fn a_child_born_early_has_two_points_at_one_height() {
    let own = [
        Measurement { date: day("2025-05-20"), weight_g: Some(1_800), ..Measurement::default() },
        Measurement { date: day("2025-08-16"), weight_g: Some(4_550), ..Measurement::default() },
    ];
    let chart = drawn(&child(Some(224)), Period::Infant, &own);
    let [early, later] = chart.panels[1].marks[..] else { panic!() };
    assert!(early.actual.is_some() && early.corrected.is_none(), "before the due date there is no corrected age");
    let (actual, corrected) = (later.actual.unwrap(), later.corrected.unwrap());
    assert_eq!(actual.y, corrected.y);
    assert!(corrected.x < actual.x);
}

#[test]
fn arrows_stand_under_the_infants_chart_alone() {
    let infant = drawn(&child(None), Period::Infant, &[]);
    assert_eq!(
        infant.arrows.iter().map(|arrow| arrow.bar.item).collect::<Vec<_>>(),
        ["head-up", "roll-over", "sit", "crawl", "pull-up"]
    );
    let below = infant.panels.iter().map(|panel| panel.scale.start).fold(0.0, f64::max);
    assert!(
        infant
            .arrows
            .iter()
            .all(|arrow| arrow.from.y > below && arrow.to.y < infant.height && arrow.from.x < arrow.to.x)
    );
    let sit = infant.arrows.iter().find(|arrow| arrow.bar.item == "sit").unwrap();
    assert!((sit.own.unwrap().x - infant.scale.at(7.0)).abs() < 1e-9);
    assert_eq!(drawn(&child(None), Period::Early, &[]).arrows, []);
}

#[test]
fn nothing_is_drawn_outside_the_paper() {
    let own = [Measurement {
        date: day("2026-03-01"),
        weight_g: Some(14_000),
        height_mm: Some(850),
        ..Measurement::default()
    }];
    for period in [Period::Infant, Period::Early, Period::All, Period::Months(6, 18)] {
        let chart = drawn(&child(None), period, &own);
        let points = chart.panels.iter().flat_map(|panel| {
            let marks = panel.marks.iter().flat_map(|mark| mark.actual.into_iter().chain(mark.corrected));
            panel.band.iter().copied().chain(marks)
        });
        for point in points {
            assert!((0.0..=PAPER.width).contains(&point.x) && (0.0..=chart.height).contains(&point.y), "{point:?}");
        }
    }
}

#[test]
fn without_a_sex_there_is_no_band_and_still_a_chart() {
    let child = Child { sex: None, ..child(None) };
    let own = [Measurement { date: day("2025-08-16"), weight_g: Some(6_550), ..Measurement::default() }];
    let chart = drawn(&child, Period::Infant, &own);
    assert!(chart.panels.iter().all(|panel| panel.band.is_empty()));
    assert_eq!(chart.panels[1].marks.len(), 1);
}

#[test]
fn the_surveys_end_is_the_bands_end() {
    let chart = chart(&Wanted {
        child: &child(None),
        against: Against::Printed(HandbookIssue::Survey2010),
        measures: &[Measure::Height],
        period: Period::All,
        own: &[],
        firsts: &[],
        paper: PAPER,
    });
    let last = chart.panels[0].band.iter().map(|point| point.x).fold(0.0, f64::max);
    assert!((last - chart.scale.at(30.0)).abs() < 1e-6);
}

/// Made tables: weight by day until ten months, its median 3 kg and 10 g more a day.
fn tables() -> LmsTables {
    let rows: String = (0..=304).map(|day| format!("1,{day},1,{},0.1\n", 3.0 + f64::from(day) / 100.0)).collect();
    LmsTables::read([("wfa_days.csv", format!("sex,age_days,l,m,s\n{rows}").as_str())]).unwrap()
}

fn against(tables: &LmsTables, set: LineSet, child: &Child) -> Chart {
    let own = [Measurement { date: day("2025-08-16"), weight_g: Some(6_550), ..Measurement::default() }];
    chart(&Wanted {
        child,
        against: Against::Loaded(tables, set),
        measures: &[Measure::Height, Measure::Weight],
        period: Period::Infant,
        own: &own,
        firsts: &[("sit".to_owned(), day("2025-12-01"))],
        paper: PAPER,
    })
}

#[test]
fn loaded_tables_are_five_lines_in_place_of_the_band_and_the_arrows() {
    let chart = against(&tables(), LineSet::Scores, &child(None));
    let [height, weight] = &chart.panels[..] else { panic!() };
    assert!(height.lines.is_empty() && height.band.is_empty(), "what is not in the tables is not drawn");
    assert!(weight.band.is_empty() && chart.arrows.is_empty());
    assert_eq!(weight.lines.iter().map(|line| line.value).collect::<Vec<_>>(), [-2.0, -1.0, 0.0, 1.0, 2.0]);
    // Six months are 182.625 days, the 183rd row: 4.83 kg and a tenth of it for each.
    let x = chart.scale.at(6.0);
    for line in &weight.lines {
        let y = line.points.iter().find(|point| (point.x - x).abs() < 1e-9).unwrap().y;
        assert!((y - weight.scale.at(4.83 * (1.0 + line.value / 10.0))).abs() < 1e-9, "{}", line.value);
    }
    // The rows end with day 304: a hair before ten months.
    let last = weight.lines[2].points.last().unwrap();
    assert!((chart.scale.at(9.9)..chart.scale.at(10.1)).contains(&last.x));
    assert_eq!(weight.marks.len(), 1);
    let named: Vec<_> = weight.lines.iter().map(|line| line.name).collect();
    assert!(named.is_sorted_by(|below, above| below.y - above.y >= PAPER.text - 1e-9));
    assert!(named.iter().all(|name| name.x < PAPER.width));
}

#[test]
fn loaded_tables_are_also_drawn_as_centiles_and_need_a_sex() {
    let centiles = against(&tables(), LineSet::Centiles, &child(None));
    let said: Vec<_> = centiles.panels[1].lines.iter().map(|line| line.value).collect();
    assert_eq!(said, [3.0, 15.0, 50.0, 85.0, 97.0]);
    let unsaid = against(&tables(), LineSet::Centiles, &Child { sex: None, ..child(None) });
    assert!(unsaid.panels.iter().all(|panel| panel.lines.is_empty()));
    assert_eq!(unsaid.panels[1].marks.len(), 1);
}
