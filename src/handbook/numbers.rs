//! Figures as parents write and read them: grams, kilograms, centimetres, weeks and days.

use itsumo_domain::text::nfkc;

/// Reads a whole number, full-width figures and `3,012` too.
pub fn whole(text: &str) -> Option<u32> {
    nfkc(text.trim()).replace([',', ' '], "").parse().ok()
}

/// Reads a number with at most `places` places after the point, as a whole number of that smallest part:
/// `49.5` with 1 place is 495.
pub fn parts(text: &str, places: u32) -> Option<u32> {
    let text = nfkc(text.trim()).replace(',', "");
    let (before, after) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    let places = usize::try_from(places).ok()?;
    if (before.is_empty() && after.is_empty()) || !digits(before) || !digits(after) || after.len() > places {
        return None;
    }
    format!("{before}{after:0<places$}").parse().ok()
}

/// Millimetres as centimetres: 495 is `49.5`.
pub fn centimetres(mm: u32) -> String {
    format!("{}.{}", mm / 10, mm % 10)
}

/// Grams as kilograms, without idle noughts: 8250 is `8.25`.
pub fn kilograms(grams: u32) -> String {
    let text = format!("{}.{:03}", grams / 1000, grams % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// `3,012`.
pub fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Tenths of a degree: 375 is `37.5`.
pub fn degrees(tenths: u16) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_as_they_are_written() {
        for (text, read) in [("3012", Some(3012)), ("３，０１２", Some(3012)), ("3.0", None), ("", None), ("三", None)]
        {
            assert_eq!(whole(text), read, "{text}");
        }
        for (text, read) in [
            ("49.5", Some(495)),
            ("49", Some(490)),
            ("４９．５", Some(495)),
            (".5", Some(5)),
            ("49.55", None),
            (".", None),
            ("-1", None),
            ("", None),
        ] {
            assert_eq!(parts(text, 1), read, "{text}");
        }
        assert_eq!(parts("8.25", 3), Some(8250));
    }

    #[test]
    fn figures_are_written_as_the_handbook_prints_them() {
        assert_eq!((centimetres(495), kilograms(8250), kilograms(10_000)), ("49.5".into(), "8.25".into(), "10".into()));
        assert_eq!(
            (grouped(3012), grouped(950), grouped(1_234_567)),
            ("3,012".into(), "950".into(), "1,234,567".into())
        );
        assert_eq!(degrees(375), "37.5");
    }
}
