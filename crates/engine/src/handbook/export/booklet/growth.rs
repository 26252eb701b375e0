//! The booklet's growth pages: the curves as the paper handbook prints them, then every measurement in a table.

use super::Booklet;
use crate::handbook::export::{
    chart::{self, drawing, own},
    height_weight,
};
use itsumo_domain::{handbook::Position, i18n::without_ruby};
use itsumo_handbook::growth::{Birth, Corrected, Measure, Survey, chart::Period, curves_of};
use itsumo_paper::{Cell, Column, Paper, Style, Table};

impl Booklet<'_> {
    pub(super) fn growth(&self, paper: &mut Paper) {
        let words = self.words();
        paper.heading(1, &words.t("paper-part-growth"));
        let own = own(self.book(), self.id, self.child);
        let done = self.book().milestones(self.id);
        let firsts: Vec<_> = done.iter().map(|(_, done)| (done.item.clone(), done.date)).collect();
        let size = [Measure::Height, Measure::Weight];
        let head = [Measure::Head];
        // As far as the survey goes: head curves end earlier than the others.
        let survey = Survey::behind(curves_of(self.child));
        let end = self.child.sex.and_then(|sex| survey.span(Measure::Head, sex)).map_or(72.0, |(_, end)| end);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "months of childhood")]
        let heads = Period::Months(0, end.ceil() as u32);
        let pages: [(&[Measure], Period, &str); 3] = [
            (&size, Period::Infant, "paper-chart-infant"),
            (&size, Period::Early, "paper-chart-early"),
            (&head, heads, "paper-chart-head"),
        ];
        let mut drawn = 0;
        for (measures, period, title) in pages {
            if own.is_empty() && drawn > 0 {
                continue;
            }
            let wide = paper.frame().width;
            if drawn > 0 {
                paper.page_break();
            }
            paper.heading(2, &words.t(title));
            let room = paper.left_over() - 62.0;
            let high = if measures.len() > 1 { room } else { room.min(wide * 0.9) };
            let Some(drawing) = drawing(words, self.child, &own, &firsts, (measures, period), (wide, high)) else {
                continue;
            };
            paper.figure(&drawing.words, high, |canvas| drawing.paint(canvas));
            paper.space(4.0);
            paper.paragraph(&words.t(chart::source(curves_of(self.child))), Style::SMALL.size(7.5));
            paper.paragraph(&words.t("paper-chart-band"), Style::SMALL.size(7.5));
            drawn += 1;
        }
        self.height_weight(paper);
        if drawn > 0 {
            paper.page_break();
        } else {
            paper.paragraph(&words.t("paper-chart-none"), Style::BODY);
        }
        self.measurements(paper);
    }

    /// 幼児の身長体重曲線, once there is something to see on it.
    fn height_weight(&self, paper: &mut Paper) {
        let words = self.words();
        let own = own(self.book(), self.id, self.child);
        let wide = paper.frame().width;
        let Some(drawing) = height_weight::drawing(words, self.child, &own, (wide, wide)) else { return };
        paper.page_break();
        paper.heading(2, &words.t("paper-chart-height-weight"));
        paper.figure(&drawing.words, wide, |canvas| drawing.paint(canvas));
        paper.space(4.0);
        paper.paragraph(&words.t("paper-chart-standard"), Style::SMALL.size(7.5));
        paper.paragraph(&words.t("paper-chart-usual"), Style::SMALL.size(7.5));
    }

    fn measurements(&self, paper: &mut Paper) {
        let words = self.words();
        paper.heading(2, &words.t("paper-measurements"));
        let own = own(self.book(), self.id, self.child);
        if own.is_empty() {
            return self.nothing(paper);
        }
        let birth = Birth::of(self.child);
        let corrected = own
            .iter()
            .any(|taken| birth.and_then(|birth| birth.ages(taken.date)).is_some_and(|ages| ages.corrected.is_some()));
        let rows = own.iter().map(|taken| {
            let ages = birth.and_then(|birth| birth.ages(taken.date));
            let mut age = Cell::new(self.child.birth_date.map(|born| words.age(born, taken.date)).unwrap_or_default());
            if corrected && let Some(Corrected::Age(age_corrected)) = ages.and_then(|ages| ages.corrected) {
                let months = age_corrected.whole_months.to_string();
                age = age.with_small(words.with("paper-corrected", &[("months", &months)]));
            }
            let mut height = Cell::new(chart::value(words, Measure::Height, taken));
            if let Some(position) = taken.position.filter(|_| taken.height_mm.is_some()) {
                height = height.with_small(words.t(match position {
                    Position::Lying => "paper-lying",
                    Position::Standing => "paper-standing",
                }));
            }
            let said: Vec<&str> =
                [taken.place.as_str(), taken.note.as_str()].into_iter().filter(|said| !said.is_empty()).collect();
            vec![
                Cell::head(words.short(taken.date)),
                age,
                Cell::new(chart::value(words, Measure::Weight, taken)),
                height,
                Cell::new(chart::value(words, Measure::Head, taken)),
                Cell::new(chart::value(words, Measure::Chest, taken)),
                Cell::new(said.join(" ")),
            ]
        });
        let number = Column::number;
        let names =
            ["paper-date", "paper-age-head", "paper-measure-weight", "paper-measure-height", "paper-measure-head"];
        let head = names.into_iter().chain(["paper-measure-chest", "paper-note"]).map(|key| Cell::new(words.t(key)));
        paper.table(&Table {
            columns: vec![
                Column::new(2.3),
                Column::new(2.3),
                number(1.9),
                number(1.9),
                number(1.7),
                number(1.7),
                Column::new(3.2),
            ],
            head: head.collect(),
            rows: rows.collect(),
            size: 8.5,
            air: 2.6,
            summary: without_ruby(&words.t("paper-measurements")),
            ..Table::default()
        });
    }
}
