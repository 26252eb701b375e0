//! A circular on paper, for whoever wants to hold it: printed at home, or at a machine in the city hall. In large letters;
//! with the QR code of its public page where it has one.

use crate::{Engine, Error, handbook::export::Words};
use itsumo_domain::{
    association::Circular,
    city::LocalText,
    handover::{Kind, Open},
    i18n::{Locale, without_ruby},
    writing::Block,
};
use itsumo_paper::{Align, Frame, Ink, MM, Paper, PaperError, Qr, Style, Title};
use uuid::Uuid;

/// The margins of a page: above and below, left and right, in millimetres.
const MARGINS: (f32, f32) = (18.0, 20.0);
/// The QR code's side.
const CODE: f32 = 30.0 * MM;
/// What is read.
const READING: Style = Style::BODY.size(15.0).leading(1.7);

impl Engine {
    /// A circular as PDF: one of the person's own, or one of the notice board.
    ///
    /// # Errors
    /// `not-found` when it is neither.
    pub async fn circular_pdf(&self, id: Uuid, locale: Locale) -> Result<Vec<u8>, Error> {
        let own = self.associations().await?.circular(id).map(|row| row.circular.clone());
        let circular = match own {
            Some(own) => Some(own),
            None => {
                self.notice_board().await?.0.into_iter().find(|(posted, _)| *posted == id).map(|(_, posted)| posted)
            }
        };
        let circular = circular.ok_or_else(|| Error::refused("not-found"))?;
        let city = self.city().await?.map(|city| city.code);
        let page = city.filter(|_| circular.public).map(|city| Open::web(&self.server(), &city, Kind::Circular, id));
        let drawing = self.inner().runtime.spawn_blocking(move || {
            let letter = Letter { circular: &circular, words: Words::new(locale), page };
            letter.pdf()
        });
        drawing.await.map_err(Error::internal)?.map_err(Error::internal)
    }
}

struct Letter<'a> {
    circular: &'a Circular,
    words: Words,
    page: Option<String>,
}

impl Letter<'_> {
    fn text<'t>(&self, text: &'t LocalText) -> &'t str {
        text.get(self.words.locale)
    }

    fn number(&self) -> String {
        let number = self.circular.number;
        match number {
            0 => self.words.t("circular-paper-circular"),
            number => self.words.with("circular-paper-number", &[("number", &number.to_string())]),
        }
    }

    fn pdf(&self) -> Result<Vec<u8>, PaperError> {
        let circular = self.circular;
        let from = match circular.association_name.is_empty() {
            true => circular.from.clone(),
            false => circular.association_name.clone(),
        };
        let title = Title {
            title: without_ruby(self.text(&circular.title)),
            lang: circular.title.lang_of(self.words.locale).to_owned(),
            subject: without_ruby(&format!("{from} {}", self.number())),
            footer: without_ruby(&format!("{from}　{}", self.number())),
        };
        let mut paper = Paper::new(title, MARGINS)?;
        let top = paper.y;
        let code = self.code(&mut paper);
        let whole = paper.frame();
        let beside = if code > top { CODE + 14.0 } else { 0.0 };
        let below = paper.within(Frame { left: whole.left, width: whole.width - beside }, |paper| {
            paper.paragraph(&format!("{from}　{}", self.number()), READING.bold());
            paper.paragraph(&self.words.day(circular.sent.jst_date()), Style::BODY.size(12.0));
            paper.space(6.0);
            paper.heading_styled(1, self.text(&circular.title), Style::BODY.size(24.0).bold().leading(1.4));
            if from != circular.from && !circular.from.is_empty() {
                paper.space(4.0);
                paper.paragraph(&circular.from, Style::BODY.size(12.0).ink(Ink::Quiet));
            }
            paper.y
        });
        paper.y = below.max(code) + 12.0;
        if let Some(due) = circular.due {
            let words = self.words.with("circular-paper-read-until", &[("day", &self.words.day(due))]);
            paper.paragraph(&words, READING.bold());
            paper.space(8.0);
        }
        for block in &circular.blocks {
            self.piece(&mut paper, block);
        }
        if let Some(remark) = &circular.remark {
            paper.space(6.0);
            paper.need(70.0);
            let head = self.words.with("circular-paper-remark", &[("association", &circular.association_name)]);
            paper.heading_styled(2, &head, Style::BODY.size(17.0).bold().leading(1.5));
            paper.paragraph(self.text(remark), READING);
        }
        if !circular.attachments.is_empty() {
            paper.space(8.0);
            paper.need(70.0);
            paper.heading_styled(2, &self.words.t("circular-paper-files"), Style::BODY.size(17.0).bold().leading(1.5));
            let names: Vec<String> = circular.attachments.iter().map(|file| file.name.clone()).collect();
            paper.list(&names, READING);
        }
        paper.finish()
    }

    fn piece(&self, paper: &mut Paper, block: &Block) {
        match block {
            Block::Heading { text } => {
                paper.space(8.0);
                paper.need(70.0);
                paper.heading_styled(2, self.text(text), Style::BODY.size(18.0).bold().leading(1.5));
            }
            Block::Text { text } => paper.paragraph(self.text(text), READING),
            Block::List { items } => {
                let items: Vec<String> = items.iter().map(|item| self.text(item).to_owned()).collect();
                paper.list(&items, READING);
            }
            Block::Date { day, time, what } => {
                let time = time.map(|time| format!(" {}:{:02}", time.minutes() / 60, time.minutes() % 60));
                self.on_day(paper, &format!("{}{}", self.words.day(*day), time.unwrap_or_default()), self.text(what));
            }
            Block::Bring { day, what } => {
                let words = self.words.with("circular-paper-bring", &[("what", self.text(what))]);
                self.on_day(paper, &self.words.day(*day), &words);
            }
            Block::Other => return,
        }
        paper.space(8.0);
    }

    /// A day and what is on it, behind a line that finds it again.
    fn on_day(&self, paper: &mut Paper, day: &str, what: &str) {
        let whole = paper.frame();
        let inner = Frame { left: whole.left + 14.0, width: whole.width - 14.0 };
        let bold = READING.bold();
        let height = paper.within(inner, |paper| paper.height_of(day, bold) + paper.height_of(what, READING));
        paper.need(height + 8.0);
        let top = paper.y;
        paper.within(Frame { left: whole.left, width: 4.0 }, |paper| paper.field(height, Some(Ink::Accent), None));
        paper.within(inner, |paper| {
            paper.y = top;
            paper.paragraph(day, bold);
            paper.paragraph(what, READING);
        });
        paper.y = top + height;
    }

    /// The code of its page, at the top on the right. Gives where it ends.
    fn code(&self, paper: &mut Paper) -> f32 {
        let (whole, top) = (paper.frame(), paper.y);
        let Some(qr) = self.page.as_ref().and_then(|page| Qr::new(page).ok()) else { return top };
        paper.within(Frame { left: whole.left + whole.width - CODE, width: CODE }, |paper| {
            paper.qr(&qr, CODE, &without_ruby(&self.words.t("circular-paper-qr")));
            let style = Style::BODY.size(10.0).leading(1.5).align(Align::Middle);
            paper.paragraph(&self.words.t("circular-paper-open"), style);
            paper.y
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use itsumo_domain::Timestamp;

    #[test]
    fn a_circular_of_every_kind_of_piece_becomes_a_page_in_every_language() {
        let text = |text: &str| LocalText::ja(text);
        let day = "2026-11-29".parse().unwrap();
        let circular = Circular {
            title: text("年末の防火夜回りと、集会所の大掃除のお知らせ"),
            association_name: "日の出町会".into(),
            from: "会長 田中 実".into(),
            public: true,
            sent: Timestamp(1_795_305_600_000),
            due: Some(day),
            blocks: vec![
                Block::Heading { text: text("夜回り") },
                Block::Text { text: text("今年も夜回りをします。".repeat(20).as_str()) },
                Block::Date { day, time: None, what: text("集会所に集まります") },
                Block::Bring { day, what: text("軍手") },
                Block::List { items: vec![text("1班"), text("2班")] },
                Block::Other,
            ],
            remark: Some(text("雨のときは中止です。")),
            ..Circular::default()
        };
        for locale in Locale::ALL {
            let page = Some("https://itsumo.example.jp/open/990019/circular/1".to_owned());
            let pdf = Letter { circular: &circular, words: Words::new(locale), page }.pdf().unwrap();
            assert!(pdf.starts_with(b"%PDF-") && pdf.len() > 10_000, "{}", locale.code());
            let again = Letter { circular: &circular, words: Words::new(locale), page: None }.pdf().unwrap();
            assert_ne!(pdf, again, "the code of its page is on it");
        }
    }
}
