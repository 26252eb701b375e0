//! 予診票 on one A4 page: for one child and one visit, several vaccines in one go.
//!
//! Any clinic can use it: it is what their own paper asks, in print, with room to sign. Always in Japanese, because
//! the clinic reads it. What is to be told to the doctor stands apart and first. What belongs to the day and to
//! people (the doctor's decision, consent, signatures, lot numbers) is left empty, also when the app knows it.
//!
//! **Invariant:** nothing on it says that a child cannot be vaccinated.

use super::words::Words;
use chrono::NaiveDate;
use itsumo_domain::{
    Timestamp,
    handbook::{Child, Form, Sex},
    i18n::Locale,
};
use itsumo_handbook::form::{FlagWhat, Question, Questions};
use itsumo_paper::{
    Align, Cell, Column, Frame, Grid, Ink, MM, Paper, PaperError, Qr, Style, Table, Title,
    form_qr::{self, FormQr},
};

/// Sizes of letters that are tried, the largest first. Before they get too small to read with ease, there are two
/// pages.
const SIZES: [f32; 14] = [9.4, 9.2, 9.0, 8.8, 8.6, 8.4, 8.2, 8.0, 7.8, 7.6, 7.4, 7.2, 7.0, 6.8];
/// Points that a box to sign may gain where the page has room.
const ROOM: f32 = 24.0;
const QR: f32 = 50.0 * MM;
/// More flags than this are told without the words that stand with the answers.
const MANY: usize = 6;

/// What the page is made of.
pub(crate) struct Filled<'a> {
    pub child: &'a Child,
    pub form: &'a Form,
    pub questions: &'a Questions,
    /// The family's signing key.
    pub secret: &'a [u8; 32],
    pub now: Timestamp,
}

impl Filled<'_> {
    /// The text of the code.
    pub(crate) fn code(&self) -> Result<form_qr::Encoded, form_qr::FormQrError> {
        let answers = self.questions.flags(self.form).into_iter().filter_map(|flag| match flag.what {
            FlagWhat::Answer(id) => Some(id),
            FlagWhat::Temperature(_) => None,
        });
        let Child { name, kana, birth_date, sex, .. } = self.child.clone();
        let flags = answers.collect();
        form_qr::encode(
            &FormQr { at: self.now, name, kana, birth_date, sex, form: self.form.clone(), flags },
            self.secret,
        )
    }

    /// The page. Two pages only where a form says more than letters that can be read hold on one.
    pub(crate) fn pdf(&self) -> Result<Vec<u8>, PaperError> {
        let code = self.code().ok();
        let qr = code.as_ref().and_then(|code| Qr::new(&code.text).ok());
        let shortened = code.as_ref().is_some_and(|code| code.shortened);
        let page = |size: Sizes| self.page(size, qr.as_ref(), shortened);
        for most in [1, 2] {
            for size in SIZES {
                let paper = page(Sizes::new(size))?;
                if paper.page_count() <= most {
                    // What is left goes to those who sign.
                    let room = ((paper.left_over() - 2.0) / 2.0).clamp(0.0, ROOM);
                    return page(Sizes { room, ..Sizes::new(size) })?.finish();
                }
            }
        }
        page(Sizes::new(9.0))?.finish()
    }

    fn page(&self, size: Sizes, qr: Option<&Qr>, shortened: bool) -> Result<Paper, PaperError> {
        let words = Words::new(Locale::Ja);
        let title = Title {
            title: words
                .with("paper-form-of", &[("name", &words.name(self.child)), ("day", &words.day(self.form.date))]),
            lang: "ja".into(),
            subject: words.t("paper-form"),
            footer: words.with(
                "paper-form-footer",
                &[
                    ("name", &words.name(self.child)),
                    ("born", &self.child.birth_date.map_or_else(String::new, |day| words.day(day))),
                ],
            ),
        };
        let mut paper = Paper::new(title, (12.0, 14.0))?;
        self.head(&mut paper, words, size);
        self.identity(&mut paper, words, size, qr, shortened);
        self.vaccines(&mut paper, words, size);
        self.flags(&mut paper, words, size);
        self.answers(&mut paper, words, size);
        doctor(&mut paper, words, size);
        self.guardian(&mut paper, words, size);
        Ok(paper)
    }

    fn head(&self, paper: &mut Paper, words: Words, size: Sizes) {
        let made =
            words.with("paper-form-made", &[("at", &words.moment(self.now)), ("questions", &self.form.questions)]);
        let quiet = Style::SMALL.size(size.small()).align(Align::End);
        let frame = paper.frame();
        paper.within(frame, |paper| {
            paper.space(7.0);
            paper.paragraph(&made, quiet);
        });
        paper.heading_styled(1, &words.t("paper-form"), Style::BODY.size(17.0).bold().leading(1.35));
        paper.space(size.gap());
    }

    fn identity(&self, paper: &mut Paper, words: Words, size: Sizes, qr: Option<&Qr>, shortened: bool) {
        let whole = paper.frame();
        let beside = Frame { left: whole.left + whole.width - QR, width: QR };
        let table_frame = match qr {
            Some(_) => Frame { left: whole.left, width: whole.width - QR - 3.0 * MM },
            None => whole,
        };
        let top = paper.y;
        let mut table_end = top;
        paper.within(table_frame, |paper| {
            paper.table(&self.identity_table(words, size));
            table_end = paper.y;
        });
        if let Some(qr) = qr {
            let mut code_end = top;
            paper.within(beside, |paper| {
                paper.qr(qr, QR, &words.t("paper-form-qr"));
                let digits = form_qr::fingerprint(&form_qr::public_key(self.secret));
                let small = Style::SMALL.size(7.0).align(Align::Middle).leading(1.35);
                paper.paragraph(&words.t("paper-form-digits"), small);
                paper.paragraph(&digits, Style::BODY.size(9.5).bold().align(Align::Middle).leading(1.3));
                if shortened {
                    paper.paragraph(&words.t("paper-form-shortened"), small);
                }
                code_end = paper.y;
            });
            table_end = table_end.max(code_end);
        }
        paper.y = table_end + size.gap();
    }

    fn identity_table(&self, words: Words, size: Sizes) -> Table {
        let Self { child, form, .. } = self;
        let born = child.birth_date.map(|day| words.day(day)).unwrap_or_default();
        let age = child.birth_date.map(|birth| words.age(birth, form.date)).unwrap_or_default();
        let (boy, girl) = (words.t("paper-male"), words.t("paper-female"));
        let sex = [(child.sex == Some(Sex::Male), boy.as_str()), (child.sex == Some(Sex::Female), girl.as_str())];
        let degrees = form.temperature_tenths.map(|tenths| words.degrees(tenths));
        let taken = form.temperature_at.map(|at| at.to_jst().format("%-H:%M").to_string());
        let head = |key: &str| Cell::head(words.t(key));
        Table {
            columns: vec![Column::new(2.3), Column::new(4.6), Column::new(2.3), Column::new(3.4)],
            rows: vec![
                vec![
                    head("paper-form-who"),
                    Cell { small: child.kana.clone(), ..Cell::bold(words.name(child)) }.over(3),
                ],
                vec![head("paper-born"), Cell::new(born), head("paper-form-age"), Cell::new(age)],
                vec![head("paper-sex"), Cell::choice(&sex), head("paper-form-visit"), Cell::bold(words.day(form.date))],
                vec![head("paper-form-address"), Cell::new("").over(3).room(size.line() * 3.0)],
                vec![
                    head("paper-form-phone"),
                    Cell::new("").room(size.line() * 2.2),
                    head("paper-form-guardian"),
                    Cell::new(""),
                ],
                vec![
                    head("paper-form-temperature"),
                    match degrees {
                        Some(degrees) => Cell::bold(degrees),
                        None => Cell::new("　　．　 ℃"),
                    },
                    head("paper-form-taken"),
                    Cell::new(taken.unwrap_or_else(|| "　　：".into())),
                ],
            ],
            grid: Grid::All,
            size: size.size,
            air: size.air,
            summary: words.t("paper-form-who"),
            ..Table::default()
        }
    }

    fn vaccines(&self, paper: &mut Paper, words: Words, size: Sizes) {
        size.heading(paper, &words.t("paper-form-vaccines"));
        let (may, not) = (words.t("paper-form-may"), words.t("paper-form-postpone"));
        let row = |(series, dose): &(String, String)| {
            vec![
                Cell { small: words.dose(dose), ..Cell::bold(words.series(series)) },
                Cell::choice(&[(false, may.as_str()), (false, not.as_str())]),
                Cell::new("").room(size.line() * 2.0),
                Cell::new(""),
            ]
        };
        paper.table(&Table {
            columns: vec![Column::new(4.6), Column::new(3.4), Column::new(4.2), Column::new(3.0)],
            head: ["paper-form-vaccine", "paper-form-decision", "paper-form-lot", "paper-form-volume"]
                .map(|key| Cell::new(words.t(key)))
                .to_vec(),
            rows: self.form.vaccines.iter().map(row).collect(),
            grid: Grid::All,
            size: size.size,
            air: size.air * 0.7,
            summary: words.t("paper-form-vaccines"),
        });
        paper.space(size.gap());
    }

    /// What is to be told, first what comes first.
    fn told(&self, words: Words) -> Vec<String> {
        let flags = self.questions.flags(self.form);
        // Many: then the words stand with the answers alone, below, where the questions are heavy.
        let short = flags.len() > MANY;
        let told = |what: FlagWhat| match what {
            FlagWhat::Temperature(tenths) => {
                Some(words.with("paper-form-warm", &[("degrees", &words.degrees(tenths))]))
            }
            FlagWhat::Answer(id) => {
                let question = self.questions.find(&id)?;
                let answer = self.form.answers.get(&id)?;
                let yes = words.t(if answer.yes == Some(true) { "paper-yes" } else { "paper-no" });
                let ask = question.ask.get(Locale::Ja);
                let text = if short { String::new() } else { one_line(&answer.text) };
                Some(if text.is_empty() { format!("{ask} → {yes}") } else { format!("{ask} → {yes}：{text}") })
            }
        };
        flags.into_iter().filter_map(|flag| told(flag.what)).collect()
    }

    fn flags(&self, paper: &mut Paper, words: Words, size: Sizes) {
        let told = self.told(words);
        let style = Style::BODY.size(size.size).leading(1.4);
        let whole = paper.frame();
        let inner = Frame { left: whole.left + 6.0, width: whole.width - 12.0 };
        let heading = style.bold().ink(Ink::Accent);
        let nothing = words.t("paper-form-nothing");
        let high = paper.within(Frame { width: inner.width - style.size, ..inner }, |paper| {
            let lines: f32 = told.iter().map(|line| paper.height_of(line, style)).sum();
            paper.height_of("あ", heading) + if told.is_empty() { paper.height_of(&nothing, style) } else { lines }
        });
        paper.need(high + 8.0);
        paper.field(high + 8.0, Some(Ink::AccentTint), None);
        let top = paper.y;
        paper.within(inner, |paper| {
            paper.space(4.0);
            paper.heading_styled(2, &words.t("paper-form-tell"), heading);
            if told.is_empty() {
                paper.paragraph(&nothing, style);
            } else {
                paper.list(&told, style);
            }
        });
        paper.y = top + high + 8.0 + size.gap();
    }

    fn answers(&self, paper: &mut Paper, words: Words, size: Sizes) {
        size.heading(paper, &words.t("paper-form-answers"));
        let (yes, no) = (words.t("paper-yes"), words.t("paper-no"));
        let flagged: Vec<String> = self
            .questions
            .flags(self.form)
            .into_iter()
            .filter_map(|flag| match flag.what {
                FlagWhat::Answer(id) => Some(id),
                FlagWhat::Temperature(_) => None,
            })
            .collect();
        let row = |question: &&Question| {
            let answer = self.form.answers.get(&question.id).cloned().unwrap_or_default();
            let mut ask = Cell::new(question.ask.get(Locale::Ja));
            if flagged.contains(&question.id) {
                ask = Cell::bold(question.ask.get(Locale::Ja));
            }
            let detail = question.detail.as_ref().map(|detail| detail.get(Locale::Ja)).unwrap_or_default();
            let told = one_line(&answer.text);
            vec![
                ask,
                Cell::choice(&[(answer.yes == Some(true), &yes), (answer.yes == Some(false), &no)]),
                // What is asked for stays as a hint where a hand has still to write.
                if told.is_empty() && answer.yes.is_none() {
                    Cell::new(detail).in_ink(Ink::Line)
                } else {
                    Cell::new(told)
                },
            ]
        };
        let mut rows: Vec<Vec<Cell>> = self.questions.asked(self.form).iter().map(row).collect();
        // An answer to a question that a newer or a city's file asks is kept, and told under its own name.
        for (id, answer) in &self.form.answers {
            if self.questions.find(id).is_none() {
                let ticks = [(answer.yes == Some(true), yes.as_str()), (answer.yes == Some(false), no.as_str())];
                rows.push(vec![Cell::new(id.clone()), Cell::choice(&ticks), Cell::new(one_line(&answer.text))]);
            }
        }
        paper.table(&Table {
            columns: vec![Column::new(10.1), Column::new(2.5), Column::new(3.9)],
            head: ["paper-form-question", "paper-form-answer", "paper-form-words"]
                .map(|key| Cell::new(words.t(key)))
                .to_vec(),
            rows,
            grid: Grid::Rows,
            size: size.size - 0.6,
            air: size.air * 0.34,
            summary: words.t("paper-form-answers"),
        });
        paper.space(size.gap());
    }

    fn guardian(&self, paper: &mut Paper, words: Words, size: Sizes) {
        let who = match self.child.birth_date.map(|birth| sixteen_on(birth, self.form.date)) {
            Some(true) => "paper-form-self",
            _ => "paper-form-consent",
        };
        let (yes, no) = (words.t("paper-form-wish"), words.t("paper-form-wish-not"));
        signed(
            paper,
            size,
            &words.t(who),
            &words.t("paper-form-consent-text"),
            &[(false, &yes), (false, &no)],
            &format!("{}\n\n{}", words.t("paper-form-consent-sign"), words.t("paper-form-date")),
        );
    }
}

/// The doctor's part: an examination and a decision of the day, signed by hand.
fn doctor(paper: &mut Paper, words: Words, size: Sizes) {
    let (may, not) = (words.t("paper-form-may"), words.t("paper-form-postpone-why"));
    signed(
        paper,
        size,
        &words.t("paper-form-doctor"),
        &words.t("paper-form-doctor-text"),
        &[(false, &may), (false, &not)],
        &words.t("paper-form-doctor-sign"),
    );
    paper.space(size.gap());
}

fn signed(paper: &mut Paper, size: Sizes, who: &str, text: &str, choices: &[(bool, &str)], sign: &str) {
    let choices: Vec<(bool, String)> = choices.iter().map(|(ticked, words)| (*ticked, (*words).to_owned())).collect();
    let table = Table {
        columns: vec![Column::new(2.2), Column::new(9.3), Column::new(4.5)],
        rows: vec![vec![
            Cell::head(who),
            Cell { ticks: choices, ..Cell::new(text) },
            Cell { small: sign.to_owned(), ..Cell::default() }.room(size.line() * 3.4 + size.room),
        ]],
        grid: Grid::All,
        size: size.size - 0.4,
        air: size.air,
        summary: who.to_owned(),
        ..Table::default()
    };
    paper.table(&table);
}

/// Sizes that shrink together.
#[derive(Clone, Copy)]
struct Sizes {
    size: f32,
    air: f32,
    /// More for a box to sign.
    room: f32,
}

impl Sizes {
    fn new(size: f32) -> Self {
        Self { size, air: (size - 6.0).max(0.8) * 0.85, room: 0.0 }
    }
    fn line(self) -> f32 {
        self.size * 1.42
    }
    fn small(self) -> f32 {
        self.size * 0.84
    }
    fn gap(self) -> f32 {
        (self.size - 5.4).max(1.0) * 1.9
    }
    fn heading(self, paper: &mut Paper, words: &str) {
        paper.heading_styled(2, words, Style::BODY.size(self.size + 0.8).bold().leading(1.5));
    }
}

/// Words as they are, on one line: a form has no room for a poem.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// From sixteen on the person signs (the day before the birthday, as ages are reached by law).
fn sixteen_on(birth: NaiveDate, day: NaiveDate) -> bool {
    birth
        .checked_add_months(chrono::Months::new(16 * 12))
        .is_some_and(|birthday| day >= birthday - chrono::Days::new(1))
}
