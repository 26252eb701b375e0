//! The booklet's parts that are words and tables: the child, pregnancy, health checks, vaccinations, first times,
//! the diary.

use super::Booklet;
use crate::handbook::export::{given_before, one_line};
use itsumo_domain::{
    handbook::Checkup,
    i18n::{has, without_ruby},
};
use itsumo_paper::{Cell, Column, Ink, Paper, Style, Table};
use std::collections::BTreeMap;

/// Health checks in the order of a life.
const CHECKS: [&str; 7] = ["1m", "4m", "18m", "3y", "5y", "dental", "other"];

impl Booklet<'_> {
    pub(super) fn about(&self, paper: &mut Paper) {
        let (words, child) = (self.words(), self.child);
        paper.heading(1, &words.t("paper-part-about"));
        let weeks = child.gestation_days.map(|days| {
            words.with("paper-weeks", &[("weeks", &(days / 7).to_string()), ("days", &(days % 7).to_string())])
        });
        let born = child.birth_date.map(|day| match child.birth_time {
            Some(time) => format!("{} {}", words.day(day), time.format("%-H:%M")),
            None => words.day(day),
        });
        let kg = |grams: Option<u32>| grams.map(|grams| format!("{} g", grouped(grams))).unwrap_or_default();
        let cm = |mm: Option<u32>| mm.map(|mm| format!("{} cm", words.cm(mm))).unwrap_or_default();
        let day = |day: Option<chrono::NaiveDate>| day.map(|day| words.day(day)).unwrap_or_default();
        let pairs = vec![
            (words.t("paper-name"), words.name(child)),
            (words.t("paper-kana"), child.kana.clone()),
            (words.t("paper-born"), born.unwrap_or_default()),
            (words.t("paper-sex"), words.sex(child.sex)),
            (words.t("paper-due"), day(child.due_date)),
            (words.t("paper-gestation"), weeks.unwrap_or_default()),
            (words.t("paper-birth-weight"), kg(child.birth_weight_g)),
            (words.t("paper-birth-length"), cm(child.birth_length_mm)),
            (words.t("paper-birth-head"), cm(child.birth_head_mm)),
            (words.t("paper-birth-chest"), cm(child.birth_chest_mm)),
            (words.t("paper-issued"), day(child.handbook_issued)),
        ];
        self.pairs(paper, pairs, &words.t("paper-part-about"));
    }

    pub(super) fn pregnancy(&self, paper: &mut Paper) {
        let words = self.words();
        paper.heading(1, &words.t("paper-part-pregnancy"));
        let checks: Vec<_> =
            self.book().checkups(self.id).into_iter().filter(|(_, check)| check.which == "pregnancy").collect();
        if checks.is_empty() {
            return self.nothing(paper);
        }
        for (_, check) in checks {
            self.checkup(paper, check);
        }
    }

    pub(super) fn checkups(&self, paper: &mut Paper) {
        let words = self.words();
        paper.heading(1, &words.t("paper-part-checkups"));
        let all: Vec<_> = self.book().checkups(self.id).into_iter().map(|(_, check)| check).collect();
        let place = |check: &Checkup| CHECKS.iter().position(|which| *which == check.which).unwrap_or(CHECKS.len());
        let mut checks: Vec<_> = all.into_iter().filter(|check| check.which != "pregnancy").collect();
        checks.sort_by_key(|check| (place(check), check.date));
        if checks.is_empty() {
            return self.nothing(paper);
        }
        for check in checks {
            self.checkup(paper, check);
        }
    }

    fn checkup(&self, paper: &mut Paper, check: &Checkup) {
        let words = self.words();
        let key = format!("paper-check-{}", check.which);
        paper.heading(2, &if has(words.locale, &key) { words.t(&key) } else { check.which.clone() });
        let age = self.child.birth_date.map(|born| words.age(born, check.date)).unwrap_or_default();
        let when = [words.day(check.date), age, check.place.clone()];
        let when: Vec<String> = when.into_iter().filter(|said| !said.is_empty()).collect();
        paper.paragraph(&when.join("　"), Style::BODY.ink(Ink::Quiet));
        paper.space(3.0);
        let item = |id: &str| {
            let keys = [format!("checkup-item-{}-{id}", check.which), format!("checkup-item-{id}")];
            keys.iter().find(|key| has(words.locale, key)).map_or_else(|| id.to_owned(), |key| words.t(key))
        };
        let (yes, no) = (words.t("paper-yes"), words.t("paper-no"));
        let rows: Vec<Vec<Cell>> = check
            .items
            .iter()
            .map(|(id, answer)| {
                let said = match answer.yes {
                    Some(true) => Cell::bold(yes.clone()),
                    Some(false) => Cell::new(no.clone()),
                    None => Cell::default(),
                };
                vec![Cell::head(item(id)), said, Cell::new(answer.text.clone())]
            })
            .collect();
        if !rows.is_empty() {
            paper.table(&Table {
                columns: vec![Column::new(5.0), Column::new(1.4), Column::new(4.6)],
                rows,
                size: 9.0,
                air: 2.6,
                summary: without_ruby(&words.t("paper-part-checkups")),
                ..Table::default()
            });
        }
        if !check.note.is_empty() {
            paper.space(3.0);
            paper.paragraph(&check.note, Style::BODY);
        }
    }

    pub(super) fn vaccinations(&self, paper: &mut Paper) {
        let words = self.words();
        paper.heading(1, &words.t("paper-part-vaccinations"));
        let doses = self.book().doses(self.id);
        if doses.is_empty() {
            self.nothing(paper);
        } else {
            let mut counts: BTreeMap<String, usize> = BTreeMap::new();
            let rows = doses.iter().map(|(_, dose)| {
                let number = given_before(&mut counts, &dose.vaccine).to_string();
                let age = self.child.birth_date.map(|born| words.age(born, dose.date)).unwrap_or_default();
                let mut notes = Vec::new();
                if dose.voluntary {
                    notes.push(words.t("paper-voluntary"));
                }
                notes.extend(dose.volume_ul.map(|volume| format!("{}.{:02} mL", volume / 1000, volume % 1000 / 10)));
                notes.extend([one_line(&dose.site), one_line(&dose.note)].into_iter().filter(|said| !said.is_empty()));
                vec![
                    Cell::head(words.vaccine(&dose.vaccine)),
                    Cell::new(words.with("paper-nth", &[("number", &number)])),
                    Cell::new(words.short(dose.date)).with_small(age),
                    Cell::new(dose.product.clone()).with_small(words.maker(&dose.product)),
                    Cell::new(dose.lot.clone()),
                    Cell::new(dose.clinic.clone()).with_small(dose.doctor.clone()),
                    Cell::new(notes.join("\n")),
                ]
            });
            let head = ["paper-vaccine", "paper-number", "paper-date", "paper-product", "paper-lot", "paper-clinic"];
            paper.table(&Table {
                columns: vec![
                    Column::new(3.0),
                    Column::new(1.1),
                    Column::new(2.1),
                    Column::new(2.7),
                    Column::new(1.7),
                    Column::new(2.7),
                    Column::new(2.2),
                ],
                head: head.into_iter().chain(["paper-note"]).map(|key| Cell::new(words.t(key))).collect(),
                rows: rows.collect(),
                size: 8.4,
                air: 3.0,
                summary: without_ruby(&words.t("paper-part-vaccinations")),
                ..Table::default()
            });
        }
        self.reactions(paper);
    }

    fn reactions(&self, paper: &mut Paper) {
        let words = self.words();
        let seen = self.book().reactions(self.id);
        if seen.is_empty() {
            return;
        }
        paper.heading(2, &words.t("paper-reactions"));
        let rows = seen.iter().map(|(_, seen)| {
            let after: Vec<String> = seen
                .doses
                .iter()
                .filter_map(|id| match &self.book().entry(*id)?.fact {
                    itsumo_domain::handbook::Fact::Dose(dose) => Some(words.vaccine(&dose.vaccine)),
                    _ => None,
                })
                .collect();
            let name = |sign: &String| {
                let known = itsumo_handbook::advice::Advice::japan().sign(sign);
                known.map_or_else(|| sign.clone(), |sign| sign.name.get(words.locale).to_owned())
            };
            let mut signs: Vec<String> = seen.signs.iter().map(name).collect();
            signs.extend(seen.temperature_tenths.map(|tenths| words.degrees(tenths)));
            vec![
                Cell::head(words.moment(seen.seen)),
                Cell::new(after.join(words.t("paper-and").as_str())),
                Cell::new(signs.join(words.t("paper-and").as_str())),
                Cell::new(seen.note.clone()),
            ]
        });
        paper.table(&Table {
            columns: vec![Column::new(2.4), Column::new(3.0), Column::new(3.0), Column::new(4.0)],
            head: ["paper-date", "paper-after", "paper-signs", "paper-note"]
                .map(|key| Cell::new(words.t(key)))
                .to_vec(),
            rows: rows.collect(),
            size: 8.6,
            air: 2.6,
            summary: without_ruby(&words.t("paper-reactions")),
            ..Table::default()
        });
    }

    pub(super) fn milestones(&self, paper: &mut Paper) {
        let words = self.words();
        paper.heading(1, &words.t("paper-part-milestones"));
        let done = self.book().milestones(self.id);
        if done.is_empty() {
            return self.nothing(paper);
        }
        let rows = done.iter().map(|(_, done)| {
            let key = format!("paper-milestone-{}", done.item);
            let name = if has(words.locale, &key) { words.t(&key) } else { done.title.clone() };
            let age = self.child.birth_date.map(|born| words.age(born, done.date)).unwrap_or_default();
            vec![Cell::head(name), Cell::new(words.short(done.date)), Cell::new(age), Cell::new(done.note.clone())]
        });
        paper.table(&Table {
            columns: vec![Column::new(3.0), Column::new(2.0), Column::new(2.0), Column::new(5.0)],
            head: ["paper-done", "paper-date", "paper-age-head", "paper-note"]
                .map(|key| Cell::new(words.t(key)))
                .to_vec(),
            rows: rows.collect(),
            size: 9.0,
            air: 3.0,
            summary: without_ruby(&words.t("paper-part-milestones")),
            ..Table::default()
        });
        for (_, done) in done {
            if let Some(photo) = &done.photo {
                paper.space(8.0);
                let key = format!("paper-milestone-{}", done.item);
                let name = if has(words.locale, &key) { words.t(&key) } else { done.title.clone() };
                self.photo(paper, photo, 170.0, &name);
                paper.space(2.0);
                paper.paragraph(&format!("{name} {}", words.day(done.date)), Style::SMALL);
            }
        }
    }

    pub(super) fn diary(&self, paper: &mut Paper) {
        let words = self.words();
        paper.heading(1, &words.t("paper-part-diary"));
        let pages = self.book().diary(self.id);
        if pages.is_empty() {
            return self.nothing(paper);
        }
        for (_, page) in pages {
            let age = self.child.birth_date.map(|born| words.age(born, page.date)).unwrap_or_default();
            paper.heading(3, &format!("{}　{age}", words.day(page.date)));
            if !page.text.is_empty() {
                paper.paragraph(&page.text, Style::BODY.leading(1.75));
            }
            for photo in &page.photos {
                paper.space(6.0);
                self.photo(paper, photo, 200.0, &words.with("paper-photo-day", &[("day", &words.day(page.date))]));
            }
            paper.space(4.0);
        }
    }
}

/// 3,250.
fn grouped(number: u32) -> String {
    if number < 1000 { number.to_string() } else { format!("{},{:03}", number / 1000, number % 1000) }
}
