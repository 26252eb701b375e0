//! The arrows under the infants' chart: from the age at which half of the children do a thing to the age at which
//! nine of ten do.
//!
//! The handbook's own end points are not published as figures. These are read off the survey's shares by month class,
//! on a straight line between the classes' middles, and so are ours; the class that the survey names is always within
//! half a month.

use super::csv;
use itsumo_domain::handbook::HandbookIssue;

/// The items, in the handbook's order, by the names that entries use.
const ITEMS: [&str; 6] = ["head-up", "roll-over", "sit", "crawl", "pull-up", "walk"];

/// One arrow, in months.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MilestoneBar {
    /// `head-up`, `roll-over`, `sit`, `crawl`, `pull-up`, `walk`.
    pub item: &'static str,
    /// Half of the children do it.
    pub half: f64,
    /// Nine of ten do.
    pub most: f64,
}

/// The arrows of a survey.
pub fn milestone_bars(issue: HandbookIssue) -> Vec<MilestoneBar> {
    let text = include_str!("../../data/growth/milestones.csv");
    let year = match issue {
        HandbookIssue::Survey2010 => "2010",
        HandbookIssue::Survey2023 => "2023",
    };
    let shares = |item: &str| -> Vec<(f64, f64)> {
        csv::rows(text)
            .filter(|(_, row)| row.text("survey") == year)
            .filter_map(|(_, row)| Some(((row.number("from")? + row.number("to")?) / 2.0, row.number(item)?)))
            .collect()
    };
    let bar = |item| {
        let shares = shares(item);
        Some(MilestoneBar { item, half: reached(&shares, 50.0)?, most: reached(&shares, 90.0)? })
    };
    ITEMS.into_iter().filter_map(bar).collect()
}

/// The first age at which a share is reached, on a straight line between two points.
fn reached(shares: &[(f64, f64)], share: f64) -> Option<f64> {
    let (before, after) =
        shares.iter().zip(shares.iter().skip(1)).find(|(before, after)| before.1 < share && share <= after.1)?;
    Some(before.0 + (share - before.1) / (after.1 - before.1) * (after.0 - before.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_begin_and_end_in_or_beside_the_class_that_the_survey_names() {
        // (item, first class with at least 50 %, first with at least 90 %) of both surveys.
        let published = [
            (HandbookIssue::Survey2010, [(3, 4), (4, 6), (7, 9), (7, 9), (8, 11), (13, 15)]),
            (HandbookIssue::Survey2023, [(3, 4), (4, 6), (7, 9), (8, 10), (8, 11), (13, 16)]),
        ];
        for (issue, classes) in published {
            let bars = milestone_bars(issue);
            assert_eq!(bars.len(), 6);
            for (bar, (half, most)) in bars.iter().zip(classes) {
                for (age, class) in [(bar.half, half), (bar.most, most)] {
                    let middle = f64::from(class) + 0.5;
                    assert!(middle - 1.0 < age && age <= middle, "{issue:?} {bar:?}");
                }
                assert!(bar.half < bar.most);
            }
        }
    }

    #[test]
    fn walking_alone_comes_when_it_comes() {
        let walk = milestone_bars(HandbookIssue::Survey2023).into_iter().find(|bar| bar.item == "walk").unwrap();
        assert!((walk.half - 12.78).abs() < 0.01 && (walk.most - 15.69).abs() < 0.01, "{walk:?}");
    }
}
