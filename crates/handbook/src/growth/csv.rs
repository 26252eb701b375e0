//! Comma-separated tables, as packs, programs and spreadsheets write them.

use std::borrow::Cow;

/// Why a line is no row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FieldError {
    /// A quotation mark was opened and not closed.
    #[error("a quotation mark is not closed")]
    Unclosed,
}

/// The fields of a line; quotation marks around a field are taken off, doubled ones inside it are one. Spaces around a
/// field are not part of it.
///
/// # Errors
/// When a quotation mark is not closed on this line.
pub fn fields(line: &str) -> Result<Vec<Cow<'_, str>>, FieldError> {
    let line = line.trim_end_matches(['\r', '\n']);
    if !line.contains('"') {
        return Ok(line.split(',').map(|field| Cow::Borrowed(field.trim())).collect());
    }
    let (mut found, mut field, mut quoted) = (Vec::new(), String::new(), false);
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                field.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => found.push(Cow::Owned(std::mem::take(&mut field).trim().to_owned())),
            c => field.push(c),
        }
    }
    if quoted {
        return Err(FieldError::Unclosed);
    }
    found.push(Cow::Owned(field.trim().to_owned()));
    Ok(found)
}

/// A table with a header: its rows as a way to ask for a field by its name. Lines that begin with `#`, and empty
/// ones, are remarks. Gives the line's number beside.
pub(super) fn rows(text: &str) -> impl Iterator<Item = (usize, Named<'_>)> {
    let text = text.trim_start_matches('\u{feff}');
    let lines = text.lines().enumerate().map(|(number, line)| (number + 1, line));
    let mut lines = lines.filter(|(_, line)| !line.starts_with('#') && !line.trim().is_empty());
    let header = lines.next().and_then(|(_, line)| fields(line).ok()).unwrap_or_default();
    lines.map(move |(number, line)| {
        let fields = fields(line).unwrap_or_default();
        (number, Named(header.iter().cloned().zip(fields).collect()))
    })
}

/// The names of a table's columns.
pub(super) fn header(text: &str) -> Vec<Cow<'_, str>> {
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    let line = lines.find(|line| !line.starts_with('#') && !line.trim().is_empty());
    line.and_then(|line| fields(line).ok()).unwrap_or_default()
}

/// A row whose fields have names.
pub(super) struct Named<'t>(Vec<(Cow<'t, str>, Cow<'t, str>)>);

impl Named<'_> {
    /// The field of that name, whatever its case; empty when there is none.
    pub(super) fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(called, _)| called.eq_ignore_ascii_case(name)).map_or("", |(_, field)| field)
    }

    /// The number in the field of that name.
    pub(super) fn number(&self, name: &str) -> Option<f64> {
        self.text(name).parse::<f64>().ok().filter(|number| number.is_finite())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotation_marks_hold_commas_and_marks() {
        assert_eq!(fields("a, b ,,c\r\n").unwrap(), ["a", "b", "", "c"]);
        assert_eq!(fields(r#""a,1","say ""hi""",3"#).unwrap(), ["a,1", "say \"hi\"", "3"]);
        assert_eq!(fields("\"a,b"), Err(FieldError::Unclosed));
    }

    #[test]
    fn remarks_are_passed_over_and_lines_keep_their_numbers() {
        let text = "\u{feff}# where from\nname,value\n\na,1\n# more\nb,x\n";
        let read: Vec<_> = rows(text).map(|(n, row)| (n, row.text("NAME").to_owned(), row.number("value"))).collect();
        assert_eq!(read, [(4, "a".to_owned(), Some(1.0)), (6, "b".to_owned(), None)]);
    }
}
