//! The page that opens the folder: `index.html`, for any browser, with no network and no script. Prints well.
//!
//! It says what the folder holds, shows the record as tables, curves and photos, and points at the files beside it.

use super::{Material, booklet::Booklet, chart, given_before, height_weight, one_line, words::Words};
use itsumo_domain::{
    handbook::BlobRef,
    i18n::{Piece, pieces, without_ruby},
};
use itsumo_handbook::growth::{Measure, chart::Period};
use std::{collections::BTreeMap, fmt::Write};
use uuid::Uuid;

/// Letters of a cell that is not broken.
const SHORT: usize = 12;
const STYLE: &str = include_str!("page.css");

/// Words as they may stand in HTML.
pub(crate) fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Words of the catalogue, their readings above them.
fn ruby(words: &str) -> String {
    pieces(words)
        .into_iter()
        .map(|piece| match piece {
            Piece::Plain(text) => escaped(text),
            Piece::Ruby(base, reading) => format!("<ruby>{}<rt>{}</rt></ruby>", escaped(base), escaped(reading)),
        })
        .collect()
}

/// Words of the family: lines stay lines.
fn lines(words: &str) -> String {
    escaped(words).replace('\n', "<br>")
}

/// The file of a photo in the folder, by what it is.
pub(crate) fn photo_name(photo: &BlobRef) -> String {
    let end = match photo.media.as_str() {
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/webp" => "webp",
        "image/heic" => "heic",
        "application/pdf" => "pdf",
        _ => "bin",
    };
    let name: String = photo.sha256.chars().filter(char::is_ascii_hexdigit).take(24).collect();
    format!("{name}.{end}")
}

/// A child's folder beside the page.
pub(crate) struct Part {
    pub(crate) id: Uuid,
    pub(crate) folder: String,
}

/// The page.
pub(crate) fn page(material: &Material, parts: &[Part]) -> String {
    let words = material.words;
    let title = without_ruby(&words.t("paper-folder"));
    let mut html = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n",
        words.locale.lang(),
        escaped(&title)
    );
    let made = words.with("paper-made", &[("day", &words.day(material.now.jst_date()))]);
    let _ = write!(
        html,
        "<header><h1>{}</h1><p>{}</p><p class=\"quiet\">{}</p></header>\n<main>\n",
        ruby(&words.t("paper-folder")),
        ruby(&words.t("paper-folder-lead")),
        ruby(&made)
    );
    for part in parts {
        if let Some(booklet) = Booklet::of(material, part.id) {
            child(&mut html, words, &booklet, &part.folder);
        }
    }
    let _ = write!(
        html,
        "<section><h2>{}</h2><p>{}</p></section>\n</main>\n</body>\n</html>\n",
        ruby(&words.t("paper-folder-again")),
        ruby(&words.with("paper-folder-again-lead", &[("button", &words.t("handbook-import"))]))
    );
    html
}

fn child(html: &mut String, words: Words, booklet: &Booklet<'_>, folder: &str) {
    let (child, name) = (booklet.child, words.name(booklet.child));
    let _ = write!(html, "<section class=\"child\"><h2>{}</h2>", escaped(&name));
    if let Some(photo) = &child.photo {
        picture(html, words, booklet, photo, &words.with("paper-photo-of", &[("name", &name)]));
    }
    if let Some(born) = child.birth_date {
        let _ = write!(html, "<p>{}</p>", ruby(&words.with("paper-born-on", &[("day", &words.day(born))])));
    }
    let files = [
        ("booklet.pdf", "paper-booklet"),
        ("growth.pdf", "paper-part-growth"),
        ("vaccinations.pdf", "paper-part-vaccinations"),
        ("calendar.ics", "paper-file-calendar"),
        ("fhir.json", "paper-file-fhir"),
        ("doses.csv", "paper-file-doses"),
        ("measurements.csv", "paper-file-measurements"),
        ("checkups.csv", "paper-file-checkups"),
        ("milestones.csv", "paper-file-milestones"),
        ("diary.csv", "paper-file-diary"),
        ("appointments.csv", "paper-file-appointments"),
    ];
    let _ = write!(html, "<h3>{}</h3><ul class=\"files\">", ruby(&words.t("paper-files")));
    for (file, key) in files {
        let _ = write!(html, "<li><a href=\"{folder}/{file}\">{}</a> <span>{file}</span></li>", ruby(&words.t(key)));
    }
    html.push_str("</ul>");
    growth(html, words, booklet);
    vaccinations(html, words, booklet);
    checkups(html, words, booklet);
    milestones(html, words, booklet);
    diary(html, words, booklet);
    html.push_str("</section>\n");
}

fn table(html: &mut String, words: Words, title: &str, head: &[&str], rows: Vec<Vec<String>>) {
    if rows.is_empty() {
        return;
    }
    let _ = write!(html, "<h3>{}</h3><div class=\"wide\"><table><thead><tr>", ruby(&words.t(title)));
    for key in head {
        let _ = write!(html, "<th scope=\"col\">{}</th>", ruby(&words.t(key)));
    }
    html.push_str("</tr></thead><tbody>");
    for row in rows {
        html.push_str("<tr>");
        for (at, cell) in row.into_iter().enumerate() {
            // A day or a size stays on one line.
            let short = if cell.chars().count() <= SHORT { " class=\"s\"" } else { "" };
            let (tag, scope) = if at == 0 { ("th", " scope=\"row\"") } else { ("td", "") };
            let _ = write!(html, "<{tag}{scope}{short}>{cell}</{tag}>");
        }
        html.push_str("</tr>");
    }
    html.push_str("</tbody></table></div>");
}

fn figure(html: &mut String, title: &str, drawing: &chart::Drawing, source: &str) {
    let _ = write!(
        html,
        "<figure><figcaption>{}</figcaption>{}<p class=\"quiet\">{}</p></figure>",
        ruby(title),
        drawing.svg(),
        ruby(source)
    );
}

fn growth(html: &mut String, words: Words, booklet: &Booklet<'_>) {
    let (book, child) = (&booklet.material.book, booklet.child);
    let own = chart::own(book, booklet.id, child);
    let size = [Measure::Height, Measure::Weight];
    let firsts: Vec<_> = book.milestones(booklet.id).iter().map(|(_, done)| (done.item.clone(), done.date)).collect();
    let shown = [(Period::Infant, "paper-chart-infant"), (Period::Early, "paper-chart-early")];
    for (period, title) in shown {
        let wanted = (size.as_slice(), period);
        let drawing = chart::drawing(words, child, &own, &firsts, wanted, (480.0, 620.0)).filter(|_| !own.is_empty());
        if let Some(drawing) = drawing {
            let source = words.t(chart::source(itsumo_handbook::growth::curves_of(child)));
            figure(html, &words.t(title), &drawing, &source);
        }
    }
    if let Some(drawing) = height_weight::drawing(words, child, &own, (480.0, 480.0)) {
        figure(html, &words.t("paper-chart-height-weight"), &drawing, &words.t("paper-chart-standard"));
    }
    let rows = own.iter().map(|taken| {
        let mut row = vec![
            ruby(&words.short(taken.date)),
            ruby(&child.birth_date.map(|born| words.age(born, taken.date)).unwrap_or_default()),
        ];
        row.extend(Measure::ALL.map(|measure| chart::value(words, measure, taken)));
        row.push(lines(one_line(&format!("{} {}", taken.place, taken.note)).as_str()));
        row
    });
    let head = ["paper-date", "paper-age-head", "paper-measure-weight", "paper-measure-height", "paper-measure-head"];
    let head = [head.as_slice(), &["paper-measure-chest", "paper-note"]].concat();
    table(html, words, "paper-measurements", &head, rows.collect());
}

fn vaccinations(html: &mut String, words: Words, booklet: &Booklet<'_>) {
    let mut counts = BTreeMap::new();
    let rows = booklet.material.book.doses(booklet.id).into_iter().map(|(_, dose)| {
        let number = given_before(&mut counts, &dose.vaccine).to_string();
        vec![
            ruby(&words.vaccine(&dose.vaccine)),
            ruby(&words.with("paper-nth", &[("number", &number)])),
            ruby(&words.short(dose.date)),
            lines(&dose.product),
            lines(&dose.lot),
            lines(one_line(&format!("{} {}", dose.clinic, dose.doctor)).as_str()),
            lines(&dose.note),
        ]
    });
    let head =
        ["paper-vaccine", "paper-number", "paper-date", "paper-product", "paper-lot", "paper-clinic", "paper-note"];
    table(html, words, "paper-part-vaccinations", &head, rows.collect());
}

fn checkups(html: &mut String, words: Words, booklet: &Booklet<'_>) {
    let rows = booklet.material.book.checkups(booklet.id).into_iter().map(|(_, check)| {
        vec![
            ruby(&super::check(words, &check.which)),
            ruby(&words.short(check.date)),
            lines(&check.place),
            lines(&check.note),
        ]
    });
    let head = ["paper-check", "paper-date", "paper-place", "paper-note"];
    table(html, words, "paper-part-checkups", &head, rows.collect());
}

fn milestones(html: &mut String, words: Words, booklet: &Booklet<'_>) {
    let done = booklet.material.book.milestones(booklet.id);
    let rows = done
        .iter()
        .map(|(_, done)| vec![ruby(&super::milestone(words, done)), ruby(&words.short(done.date)), lines(&done.note)]);
    table(html, words, "paper-part-milestones", &["paper-done", "paper-date", "paper-note"], rows.collect());
    for (_, done) in &done {
        if let Some(photo) = &done.photo {
            picture(html, words, booklet, photo, &super::milestone(words, done));
        }
    }
}

fn diary(html: &mut String, words: Words, booklet: &Booklet<'_>) {
    let pages = booklet.material.book.diary(booklet.id);
    if pages.is_empty() {
        return;
    }
    let _ = write!(html, "<h3>{}</h3>", ruby(&words.t("paper-part-diary")));
    for (_, page) in pages {
        let _ = write!(html, "<article><h4>{}</h4><p>{}</p>", ruby(&words.day(page.date)), lines(&page.text));
        for photo in &page.photos {
            picture(html, words, booklet, photo, &words.with("paper-photo-day", &[("day", &words.day(page.date))]));
        }
        html.push_str("</article>");
    }
}

fn picture(html: &mut String, words: Words, booklet: &Booklet<'_>, photo: &BlobRef, said: &str) {
    if booklet.material.beside.contains(&photo.sha256) {
        let said = escaped(&without_ruby(said));
        let _ = write!(html, "<p class=\"photo\"><img src=\"photos/{}\" alt=\"{said}\"></p>", photo_name(photo));
    } else {
        let _ = write!(html, "<p class=\"quiet\">{}</p>", ruby(&words.t("paper-photo-missing")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_s_words_are_never_markup() {
        assert_eq!(lines("<script>\n\"x\" & y"), "&lt;script&gt;<br>&quot;x&quot; &amp; y");
        assert_eq!(ruby("｜手帳《てちょう》<b>"), "<ruby>手帳<rt>てちょう</rt></ruby>&lt;b&gt;");
        let photo = BlobRef { sha256: "../../x".repeat(9), key: String::new(), media: "image/jpeg".into(), bytes: 1 };
        assert!(!photo_name(&photo).contains(['/', '\\']));
    }
}
