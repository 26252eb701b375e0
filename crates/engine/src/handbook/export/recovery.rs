//! The recovery code on paper: what brings everything back when the phone is gone.
//!
//! Large letters in groups, because somebody will type them one day, tired; a QR code for who has a camera. Nothing on
//! the sheet says whose it is: who finds it in the street cannot tell what it opens.

use super::words::Words;
use itsumo_domain::{Timestamp, i18n::Locale};
use itsumo_paper::{Align, Frame, Ink, MM, Paper, PaperError, Qr, Style, Title};

/// The sheet.
pub(crate) fn pdf(code: &str, now: Timestamp, locale: Locale) -> Result<Vec<u8>, PaperError> {
    let words = Words::new(locale);
    let title = Title {
        title: itsumo_domain::i18n::without_ruby(&words.t("paper-recovery")),
        lang: locale.lang().to_owned(),
        subject: itsumo_domain::i18n::without_ruby(&words.t("paper-recovery-lead")),
        footer: String::new(),
    };
    let mut paper = Paper::new(title, (24.0, 26.0))?;
    paper.heading_styled(1, &words.t("paper-recovery"), Style::BODY.size(22.0).bold().leading(1.4));
    paper.space(6.0);
    paper.paragraph(&words.t("paper-recovery-lead"), Style::BODY.size(11.5).leading(1.7));
    paper.space(14.0);
    letters(&mut paper, code);
    paper.space(16.0);
    let frame = paper.frame();
    let side = 46.0 * MM;
    let top = paper.y;
    if let Ok(qr) = Qr::new(code) {
        paper.within(Frame { left: frame.left - qr.quiet(side), width: side }, |paper| {
            paper.qr(&qr, side, &itsumo_domain::i18n::without_ruby(&words.t("paper-recovery-qr")));
        });
    }
    let beside = Frame { left: frame.left + side + 6.0 * MM, width: frame.width - side - 6.0 * MM };
    let mut end = top + side;
    paper.within(beside, |paper| {
        paper.heading_styled(2, &words.t("paper-recovery-how"), Style::BODY.size(12.0).bold().ink(Ink::Accent));
        paper.space(4.0);
        // The button is named as the app names it.
        let choose = words.with("paper-recovery-how-choose", &[("button", &words.t("family-recover"))]);
        let how = [words.t("paper-recovery-how-app"), choose, words.t("paper-recovery-how-type")];
        paper.list(&how, Style::BODY.size(10.5).leading(1.65));
        end = end.max(paper.y);
    });
    paper.y = end + 16.0;
    paper.heading(2, &words.t("paper-recovery-keep"));
    let keep =
        ["paper-recovery-keep-safe", "paper-recovery-keep-open", "paper-recovery-keep-new"].map(|key| words.t(key));
    paper.list(&keep, Style::BODY.size(10.5).leading(1.65));
    paper.space(14.0);
    let made = words.with("paper-recovery-made", &[("day", &words.day(now.jst_date()))]);
    paper.paragraph(&made, Style::SMALL.align(Align::End));
    paper.finish()
}

/// The code, a few groups a line, in a frame.
fn letters(paper: &mut Paper, code: &str) {
    let groups: Vec<&str> = code.split(['-', ' ']).filter(|group| !group.is_empty()).collect();
    let long = groups.iter().map(|group| group.chars().count()).max().unwrap_or(0);
    let style = Style::BODY.size(24.0).bold().align(Align::Middle).leading(1.6);
    let a_line = if long > 6 {
        2
    } else if groups.len().is_multiple_of(3) {
        3
    } else {
        4
    };
    let lines: Vec<String> = groups.chunks(a_line).map(|line| line.join(" - ")).collect();
    #[expect(clippy::cast_precision_loss, reason = "a handful of lines")]
    let height = lines.len() as f32 * 24.0 * 1.6 + 20.0;
    paper.field(height, Some(Ink::AccentTint), Some(Ink::Accent));
    let top = paper.y;
    paper.space(10.0);
    paper.paragraph(&lines.join("\n"), style);
    paper.y = top + height;
}
