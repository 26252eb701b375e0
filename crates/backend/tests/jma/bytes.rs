//! Bytes as they come: encodings, damage, and what is something else.

use super::*;

#[test]
fn encodings_prefixes_and_blank_lines_make_no_difference() {
    let text = String::from_utf8(file("weather/1-issued")).unwrap();
    let plain = read(text.as_bytes()).unwrap();
    let declared = text.replace("UTF-8", "Shift_JIS");
    let (shift_jis, _, _) = encoding_rs::SHIFT_JIS.encode(&declared);
    let declared_euc = text.replace("UTF-8", "EUC-JP");
    let (euc, _, _) = encoding_rs::EUC_JP.encode(&declared_euc);
    let prefixed = text
        .replace("<Report xmlns=", "<jmx:Report xmlns:jmx=")
        .replace(" xmlns:jmx=\"http://xml.kishou.go.jp/jmaxml1/\">", ">")
        .replace("</Report>", "</jmx:Report>")
        .replace("<Control>", "<jmx:Control>")
        .replace("</Control>", "</jmx:Control>");
    let variants: [(&str, Vec<u8>); 6] = [
        ("Shift_JIS", shift_jis.into_owned()),
        ("EUC-JP", euc.into_owned()),
        ("declared wrongly", declared.clone().into_bytes()),
        ("prefixes", prefixed.into_bytes()),
        ("blank lines first", format!("\n\n  {text}").into_bytes()),
        ("a mark of byte order", format!("\u{feff}{text}").into_bytes()),
    ];
    for (name, bytes) in variants {
        let telegram = read(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(telegram.headline, plain.headline, "{name}");
        assert_eq!(telegram.body.len(), plain.body.len(), "{name}");
    }
}

#[test]
fn what_is_cut_off_nested_or_something_else_is_an_error_with_a_name() {
    let text = file("weather/1-issued");
    for length in (0..text.len()).step_by(97) {
        assert!(matches!(read(&text[..length]), Err(TelegramError::Xml { .. })), "cut at {length}");
    }
    let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    assert_eq!(read(deep.as_bytes()).unwrap_err(), TelegramError::TooLarge);
    assert_eq!(read(b"<html/>").unwrap_err(), TelegramError::NotATelegram { root: "html".to_owned() });
    let bomb = "<!DOCTYPE Report [<!ENTITY a \"aaaaaaaaaa\">]><Report><Control><Title>&a;</Title></Control></Report>";
    assert_eq!(read(bomb.as_bytes()).unwrap_err(), TelegramError::Missing("Control/Status"));
    for noise in [&b""[..], b"\0\0\0", b"{}", "こんにちは".as_bytes(), &[0xff; 64]] {
        assert!(read(noise).is_err());
    }
}

proptest::proptest! {
    #[test]
    fn any_damage_is_an_error_or_a_telegram_but_never_a_crash(
        name in proptest::sample::select(vec!["weather/2-upgraded", "quake/3-intensities", "tsunami/1-warning", "river/1-danger"]),
        blows in proptest::collection::vec((0_usize..6_000, 0_u8..=255, 0_usize..40), 1..8),
    ) {
        let mut bytes = file(name);
        for (at, byte, cut) in blows {
            let at = at % bytes.len();
            bytes[at] = byte;
            let end = (at + cut).min(bytes.len() - 1);
            bytes.drain(at..end);
        }
        if let Ok(telegram) = read(&bytes) {
            let city = hinata_codes();
            for change in plan_alerts(&telegram, Place { city: &city.0, jma: &city.1 }).unwrap_or_default() {
                if let Change::Raise(alert) = change.change {
                    proptest::prop_assert_eq!(alert.validate(), Ok(()));
                }
            }
        }
    }
}

#[test]
fn what_is_no_alert_says_so_by_name() {
    assert_eq!(plan("forecast"), Err(NotShown::Kind("府県天気予報（Ｒ１）".to_owned())));
    assert_eq!(plan("weather/elsewhere"), Err(NotShown::Elsewhere));
    assert_eq!(plan("bulletin/record-rain-elsewhere"), Err(NotShown::Elsewhere));
    assert_eq!(plan("weather/cancel-unnamed"), Err(NotShown::CancelsUnnamed));
}
