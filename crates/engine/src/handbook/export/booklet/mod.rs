//! The whole booklet, in the order of the handbook that the law prescribes (母子保健法施行規則 様式第三号): cover, child,
//! pregnancy and birth, health checks by age, growth, vaccinations; then what the family wrote for itself: first
//! times and the diary.
//!
//! A part that has nothing in it says so in one line, so that who reads it knows that no page is missing.

mod growth;
mod record;

use super::{Material, words::Words};
use itsumo_domain::{
    handbook::{Child, Handbook},
    i18n::without_ruby,
};
use itsumo_paper::{Align, Cell, Column, Grid, Ink, Paper, PaperError, Picture, Style, Table, Title};
use uuid::Uuid;

/// What is asked for.
#[derive(Clone, Copy)]
pub(crate) enum Part {
    /// All of it.
    Booklet,
    /// The charts and the table behind them.
    Growth,
    /// The vaccination record, as a school or a doctor asks for it.
    Vaccinations,
}

impl Part {
    fn title(self) -> &'static str {
        match self {
            Self::Booklet => "paper-booklet-of",
            Self::Growth => "paper-growth-of",
            Self::Vaccinations => "paper-vaccinations-of",
        }
    }
}

/// One child's booklet, or a part of it.
pub(crate) struct Booklet<'a> {
    pub(crate) material: &'a Material,
    pub(crate) id: Uuid,
    pub(crate) child: &'a Child,
}

impl<'a> Booklet<'a> {
    /// The booklet of a child that is in the handbook.
    pub(crate) fn of(material: &'a Material, id: Uuid) -> Option<Self> {
        Some(Self { material, id, child: material.book.child(id)?.1 })
    }

    fn words(&self) -> Words {
        self.material.words
    }

    fn book(&self) -> &Handbook {
        &self.material.book
    }

    fn begin(&self, what: &str) -> Result<Paper, PaperError> {
        let words = self.words();
        let name = words.name(self.child);
        let title = without_ruby(&words.with(what, &[("name", &name)]));
        let footer = words.with("paper-footer", &[("name", &name), ("day", &words.day(self.material.now.jst_date()))]);
        let lang = words.locale.lang().to_owned();
        let subject = without_ruby(&words.t("paper-booklet-lead"));
        Paper::new(Title { footer: without_ruby(&footer), title, lang, subject }, (20.0, 20.0))
    }

    /// The PDF of a part, or of all.
    pub(crate) fn pdf(&self, part: Part) -> Result<Vec<u8>, PaperError> {
        let mut paper = self.begin(part.title())?;
        match part {
            Part::Booklet => self.all(&mut paper),
            Part::Growth => self.growth(&mut paper),
            Part::Vaccinations => self.vaccinations(&mut paper),
        }
        paper.finish()
    }

    fn all(&self, paper: &mut Paper) {
        self.cover(paper);
        paper.page_break();
        self.about(paper);
        self.pregnancy(paper);
        paper.page_break();
        self.checkups(paper);
        paper.page_break();
        self.growth(paper);
        paper.page_break();
        self.vaccinations(paper);
        paper.page_break();
        self.milestones(paper);
        self.diary(paper);
    }

    fn cover(&self, paper: &mut Paper) {
        let words = self.words();
        let name = words.name(self.child);
        paper.space(120.0);
        let quiet = Style::BODY.size(12.0).ink(Ink::Accent);
        paper.paragraph(&words.t("paper-booklet"), quiet.bold());
        paper.space(8.0);
        if !self.child.kana.is_empty() {
            paper.paragraph(&self.child.kana, Style::BODY.size(12.0).ink(Ink::Quiet));
        }
        paper.heading_styled(1, &words.with("paper-booklet-of", &[("name", &name)]), Style::BODY.size(28.0).bold());
        paper.space(6.0);
        if let Some(born) = self.child.birth_date {
            paper.paragraph(&words.with("paper-born-on", &[("day", &words.day(born))]), Style::BODY.size(12.0));
        }
        paper.space(18.0);
        if let Some(photo) = &self.child.photo {
            self.photo(paper, photo, 190.0, &words.with("paper-photo-of", &[("name", &name)]));
            paper.space(18.0);
        }
        paper.rule(Ink::Line, 0.6);
        paper.space(12.0);
        paper.paragraph(&words.t("paper-booklet-lead"), Style::BODY.leading(1.8));
        paper.space(10.0);
        let parts = ["about", "pregnancy", "checkups", "growth", "vaccinations", "milestones", "diary"];
        let parts: Vec<String> = parts.iter().map(|part| words.t(&format!("paper-part-{part}"))).collect();
        paper.list(&parts, Style::BODY.leading(1.7));
        paper.space(10.0);
        let made = words.with("paper-made", &[("day", &words.day(self.material.now.jst_date()))]);
        paper.paragraph(&made, Style::SMALL.align(Align::Start));
    }

    /// A table of names and values; what has no value is left out.
    fn pairs(&self, paper: &mut Paper, pairs: Vec<(String, String)>, summary: &str) {
        let rows: Vec<Vec<Cell>> = pairs
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| vec![Cell::head(name), Cell::new(value)])
            .collect();
        if rows.is_empty() {
            return self.nothing(paper);
        }
        paper.table(&Table {
            columns: vec![Column::new(2.4), Column::new(7.6)],
            rows,
            grid: Grid::All,
            size: 9.5,
            air: 3.0,
            summary: without_ruby(summary),
            ..Table::default()
        });
    }

    fn nothing(&self, paper: &mut Paper) {
        paper.paragraph(&self.words().t("paper-nothing"), Style::BODY.ink(Ink::Quiet));
    }

    /// A photo, where it could be opened; else a line that says that there is one.
    fn photo(&self, paper: &mut Paper, photo: &itsumo_domain::handbook::BlobRef, most: f32, said: &str) {
        let bytes = self.material.photos.get(&photo.sha256).cloned();
        match bytes.and_then(|bytes| Picture::read(bytes, &photo.media).ok()) {
            Some(picture) => paper.picture(&picture, most, &without_ruby(said)),
            None => paper.paragraph(&self.words().t("paper-photo-missing"), Style::SMALL),
        }
    }
}
