//! Tables for a spreadsheet that opens them by a double click: UTF-8 with its mark, lines with CRLF, and no cell that it
//! would take for a formula: what stands in them was written by anybody.

/// What a spreadsheet takes for UTF-8.
pub const MARK: &str = "\u{feff}";

/// Adds a line.
pub fn line(text: &mut String, cells: impl Iterator<Item = String>) {
    let cells: Vec<String> = cells.map(|cell| quoted(&cell)).collect();
    text.push_str(&cells.join(","));
    text.push_str("\r\n");
}

/// A cell that begins like a formula gets an apostrophe before it, which spreadsheets show as nothing.
fn quoted(cell: &str) -> String {
    let formula = cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '|', '%'])
        && cell.chars().count() > 1;
    let control = cell.starts_with(['\t', '\r', '\n']);
    let cell = if formula || control { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains([',', '"', '\r', '\n']) || cell.trim() != cell {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_becomes_a_formula() {
        let mut out = String::new();
        line(&mut out, ["=1+1", "-2", "a,b", "い「\"」", "はい", "-"].into_iter().map(str::to_owned));
        assert_eq!(out, "'=1+1,'-2,\"a,b\",\"い「\"\"」\",はい,-\r\n");
    }
}
