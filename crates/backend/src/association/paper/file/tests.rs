//! What a household finds behind the circular's text, and what it is told where there is nothing.

use super::{
    super::{
        Copies, Pack, pack,
        tests::{circular, houses, keep, pages, sample},
    },
    *,
};
use itsumo_domain::{
    association::{Circular, circular::Ask},
    i18n::Locale,
};
use lopdf::{Dictionary, Document, EncryptionState, EncryptionVersion, Object, Permissions, Stream, dictionary};
use std::process::Command;

const PHOTO: &[u8] = include_bytes!("../../../../tests/fixtures/circular/upright-by-note.jpg");

/// A PDF of so many pages, each with its number on it; every second lies on its side. On the first lies a seal.
fn file(count: usize) -> Document {
    let mut file = Document::with_version("1.5");
    let root = file.new_object_id();
    let font = file.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" });
    // Resources hang above the pages, and boxes too: that is how many programs write.
    let resources = dictionary! { "Font" => dictionary! { "F1" => font } };
    let mut kids: Vec<Object> = Vec::new();
    for number in 1..=count {
        let words = format!("BT /F1 96 Tf 80 300 Td (ROUTE {number}) Tj ET 0 0 0 RG 4 w 20 20 555 300 re S");
        let contents = file.add_object(Stream::new(Dictionary::new(), words.into_bytes()));
        let mut page = dictionary! { "Type" => "Page", "Parent" => root, "Contents" => contents };
        if number % 2 == 0 {
            page.set("MediaBox", vec![0.into(), 0.into(), 842.into(), 595.into()]);
        }
        if number == 1 {
            let look = dictionary! { "Type" => "XObject", "Subtype" => "Form", "BBox" => vec![0.into(), 0.into(), 10.into(), 10.into()] };
            let look = file.add_object(Stream::new(look, b"1 0 0 rg 0 0 10 10 re f".to_vec()));
            let seal = dictionary! {
                "Type" => "Annot", "Subtype" => "Stamp", "F" => 4,
                "Rect" => vec![450.into(), 700.into(), 550.into(), 800.into()], "AP" => dictionary! { "N" => look },
            };
            page.set("Annots", vec![seal.into()]);
        }
        kids.push(file.add_object(page).into());
    }
    let count = i64::try_from(count).unwrap();
    let above = dictionary! {
        "Type" => "Pages", "Kids" => kids, "Count" => count, "Resources" => resources,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
    };
    file.objects.insert(root, above.into());
    let catalog = file.add_object(dictionary! { "Type" => "Catalog", "Pages" => root });
    file.trailer.set("Root", catalog);
    file
}

fn written(mut file: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).unwrap();
    bytes
}

fn locked() -> Vec<u8> {
    let mut file = file(1);
    let id = Object::string_literal("0123456789abcdef");
    file.trailer.set("ID", vec![id.clone(), id]);
    let version = EncryptionVersion::V2 {
        document: &file,
        owner_password: "owner",
        user_password: "himitsu",
        key_length: 128,
        permissions: Permissions::all(),
    };
    let state = EncryptionState::try_from(version).unwrap();
    file.encrypt(&state).unwrap();
    written(file)
}

fn one(name: &str, media: &str, bytes: &[u8]) -> File {
    File { name: name.to_owned(), content: read(media, bytes.to_vec()) }
}

/// The words of each page, as another program reads them, without what stands between them.
fn words(pdf: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pack.pdf");
    std::fs::write(&file, pdf).unwrap();
    let said = Command::new("pdftotext").arg("-raw").arg(&file).arg("-").output();
    let said = said.expect("poppler is missing: `cargo xtask setup` brings it");
    assert!(said.status.success() && said.stderr.is_empty(), "{}", String::from_utf8_lossy(&said.stderr));
    let said = String::from_utf8(said.stdout).unwrap();
    let pages: Vec<String> =
        said.split('\u{c}').map(|page| page.chars().filter(|c| !c.is_whitespace()).collect()).collect();
    pages[..pages.len() - 1].to_vec()
}

#[test]
fn a_photo_and_a_files_pages_lie_behind_the_text_each_with_a_line_that_says_what_it_is() {
    let (circular, houses) = (circular(), houses());
    let files = [one("順路.pdf", "application/pdf", &written(file(2))), one("公園.jpg", "image/jpeg", PHOTO)];
    let bare = pack(&sample(&circular, &houses)).unwrap();
    for locale in [Locale::Ja, Locale::JaEasy, Locale::En] {
        let with = pack(&Pack { files: &files, locale, ..sample(&circular, &houses) }).unwrap();
        keep(&format!("files-{}.pdf", locale.code()), &with);
        assert_eq!(with, pack(&Pack { files: &files, locale, ..sample(&circular, &houses) }).unwrap());
    }
    let round = pack(&Pack { files: &files, ..sample(&circular, &houses) }).unwrap();
    assert_eq!(pages(&round), pages(&bare) + 3);
    let said = words(&round);
    let at = |words: &str| said.iter().position(|page| page.contains(words)).unwrap();
    let first = at("順路.pdf1/2");
    assert!(said[first].contains("もちつき大会のお知らせ」の添付：") && said[first].contains("ROUTE1"), "{said:?}");
    assert!(said[first + 1].contains("順路.pdf2/2") && said[first + 1].contains("ROUTE2"), "{said:?}");
    assert!(said[first + 2].contains("添付：公園.jpg"), "{said:?}");
    assert!(
        at("寒くなりましたが") < first && first + 2 < at("返信票回覧"),
        "behind the text, before the slips: {said:?}"
    );
    assert!(!said.iter().any(|page| page.contains("印刷できませんでした")), "{said:?}");

    let each = pack(&Pack { files: &files, copies: Copies::Each, ..sample(&circular, &houses) }).unwrap();
    assert_eq!(words(&each).iter().filter(|page| page.contains("ROUTE2")).count(), houses.len());
    assert_eq!(String::from_utf8_lossy(&each).matches("DCTDecode").count(), 1, "a photo lies in the paper once");
}

#[test]
fn what_cannot_be_printed_is_named_with_why_and_the_rest_is_printed() {
    let (circular, houses) = (Circular { ask: Ask::Nothing, ..circular() }, houses());
    let whole = written(file(1));
    let long = written(file(LONGEST + 1));
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR";
    let files = [
        one("鍵.pdf", "application/pdf", &locked()),
        one("破れ.pdf", "application/pdf", whole.get(..whole.len() / 3).unwrap()),
        one("冊子.pdf", "application/pdf", &long),
        one("猫.png", "image/png", png),
        one("名簿.csv", "text/csv", b"a,b"),
        File { name: "消えた.pdf".to_owned(), content: Err(Why::Gone) },
        File { name: "重い.jpg".to_owned(), content: Err(Why::Heavy) },
        one("順路.pdf", "application/pdf", &whole),
    ];
    let why: Vec<Option<Why>> = files.iter().map(|file| file.content.as_ref().err().copied()).collect();
    assert_eq!(
        why,
        [
            Some(Why::Locked),
            Some(Why::Damaged),
            Some(Why::Long(LONGEST + 1)),
            Some(Why::Damaged),
            Some(Why::Kind),
            Some(Why::Gone),
            Some(Why::Heavy),
            None
        ]
    );
    for locale in [Locale::Ja, Locale::JaEasy, Locale::En] {
        let pdf = pack(&Pack { files: &files, locale, ..sample(&circular, &houses) }).unwrap();
        keep(&format!("named-{}.pdf", locale.code()), &pdf);
        let said = words(&pdf);
        for (file, why) in files.iter().zip(&why) {
            let pages = said.iter().filter(|page| page.contains(&file.name)).count();
            assert_eq!(pages, if why.is_some() { 2 } else { 1 }, "{}: on the list and the circular", file.name);
        }
        assert!(said.iter().any(|page| page.contains("ROUTE1")));
    }
    let said = words(&pack(&Pack { files: &files, ..sample(&circular, &houses) }).unwrap()).concat();
    for named in
        ["鍵.pdf印刷できませんでした：パスワードがかかっています", "冊子.pdf印刷できませんでした：21ページあります"]
    {
        assert!(said.contains(named), "{named} in {said}");
    }
}

/// Files that are made to stop whoever reads them.
#[test]
fn a_file_with_circles_and_depths_is_a_file_that_cannot_be_read() {
    let circle = {
        let mut file = file(1);
        let root = file.catalog().unwrap().get(b"Pages").unwrap().as_reference().unwrap();
        let tree = file.get_dictionary_mut(root).unwrap();
        tree.set("Kids", vec![Object::Reference(root)]);
        written(file)
    };
    assert_eq!(read("application/pdf", circle).map(drop), Err(Why::Damaged));
    let deep = {
        let text = String::from_utf8_lossy(&written(file(1))).into_owned();
        text.replace("/Subtype/Type1", &format!("/Deep {}{}/Subtype/Type1", "[".repeat(300_000), "]".repeat(300_000)))
    };
    assert!(deep.len() > 600_000);
    // The font is lost, or the whole file: but whoever prints goes on.
    let _ = read("application/pdf", deep.into_bytes());
    let whole = written(file(3));
    // Behind the catalogue stands only the table of what lies where, which can be found again.
    let catalog = whole.windows(7).rposition(|bytes| bytes == b"Catalog").unwrap();
    let last = catalog + whole[catalog..].windows(6).position(|bytes| bytes == b"endobj").unwrap();
    for cut in (0..whole.len()).step_by(37) {
        let content = read("application/pdf", whole.get(..cut).unwrap().to_vec());
        let count = content.map(|content| match content {
            Content::Pages(pages) => pages.count(),
            Content::Picture(_) => 0,
        });
        assert_eq!(count, if cut > last { Ok(3) } else { Err(Why::Damaged) }, "broken off after {cut} of {last}");
    }
    let mut seed = 7_u32;
    for _ in 0..40 {
        let mut torn = whole.clone();
        for _ in 0..12 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let at = usize::try_from(seed >> 8).unwrap() % torn.len();
            torn[at] = seed.to_le_bytes()[3];
        }
        let files = [one("順路.pdf", "application/pdf", &torn)];
        let (circular, houses) = (circular(), houses());
        pack(&Pack { files: &files, ..sample(&circular, &houses[..1]) }).unwrap();
    }
}
