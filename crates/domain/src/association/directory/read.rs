//! From the cells of a spreadsheet to households.

use super::super::{Delivery, door};
use crate::{
    list::{Cells, Headings, ListError, Sheet, below, plain},
    text::{fold, nfkc},
};
use std::collections::{BTreeMap, BTreeSet};

/// Most households one list may have.
pub const MOST_ROWS: usize = 5_000;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// 班.
    Block,
    /// 回覧順.
    Order,
    /// 世帯名.
    Name,
    /// ふりがな.
    Kana,
    /// 番地・部屋.
    Place,
    /// 電話.
    Phone,
    /// 回覧の届け方.
    Delivery,
}

fn column(heading: &str) -> Option<Column> {
    Some(match plain(heading).as_str() {
        "班" | "組" | "班名" | "組名" | "ブロック" | "block" => Column::Block,
        "順" | "回覧順" | "順番" | "番号" | "no" | "order" => Column::Order,
        "世帯名" | "世帯" | "世帯主" | "氏名" | "名前" | "お名前" | "姓" | "name" | "household" => {
            Column::Name
        }
        "ふりがな" | "フリガナ" | "よみがな" | "ヨミガナ" | "よみ" | "かな" | "カナ" | "kana" | "reading" => {
            Column::Kana
        }
        "番地" | "住所" | "部屋" | "番地部屋" | "番地・部屋" | "place" | "address" => Column::Place,
        "電話" | "電話番号" | "phone" | "tel" => Column::Phone,
        "届け方" | "回覧" | "回覧の届け方" | "配布" | "配布方法" | "delivery" => Column::Delivery,
        _ => return None,
    })
}

/// One household of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct DirectoryRow {
    /// Where it stands in the file, from 1, the heading counted.
    pub line: u32,
    /// The block: 1班.
    pub block: String,
    /// 回覧順: the file's column, or the order of the lines.
    pub order: u16,
    /// The household's name.
    pub name: String,
    /// Its reading, in hiragana.
    pub kana: String,
    /// House or flat.
    pub place: String,
    /// A telephone number.
    pub phone: String,
    /// How it gets circulars; `None` where the file says nothing.
    pub delivery: Option<Delivery>,
}

/// A list as it was understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// What the file says something about. What it has no column for stays as it is.
    pub columns: BTreeSet<Column>,
    /// Its households, those without an error alone.
    pub rows: Vec<DirectoryRow>,
    /// What was wrong.
    pub errors: Vec<ListError>,
    /// Headings that mean nothing here; their columns are passed over.
    pub passed_over: Vec<String>,
}

/// A block as people write it: a bare figure is that 班.
pub fn block_name(cell: &str) -> String {
    let name = nfkc(cell.trim());
    match !name.is_empty() && name.chars().all(|c| c.is_ascii_digit()) {
        true => format!("{name}班"),
        false => name,
    }
}

/// Reads a list of households.
pub fn read_directory(sheet: &Sheet) -> Read {
    let mut read = Read::default();
    let (head, body) = match below(sheet, column, "世帯名", MOST_ROWS) {
        Ok(lines) => lines,
        Err(error) => {
            read.errors.push(error);
            return read;
        }
    };
    let headings = Headings::read(head, column, &mut read.errors);
    for (needed, words) in [(Column::Block, "班"), (Column::Name, "世帯名"), (Column::Place, "番地")] {
        if !headings.has(needed) {
            read.errors.push(ListError::new(head.line, "", "column-missing", words));
        }
    }
    read.columns = headings.columns().collect();
    read.passed_over.clone_from(&headings.passed_over);
    if !read.errors.is_empty() {
        return read;
    }
    for (n, line) in body.iter().enumerate() {
        match Cells::open(sheet, &headings, line, n.saturating_add(1) == body.len()) {
            Err(error) => read.errors.push(error),
            Ok(mut cells) => {
                let row = row(&mut cells);
                if cells.errors.is_empty() {
                    read.rows.push(row);
                }
                read.errors.append(&mut cells.errors);
            }
        }
    }
    if read.rows.is_empty() && read.errors.is_empty() {
        read.errors.push(ListError::of_file("no-households", ""));
    }
    twice(&mut read);
    place(&mut read.rows);
    read
}

fn row(cells: &mut Cells<'_, Column>) -> DirectoryRow {
    if !cells.fits(&[Column::Block, Column::Name, Column::Place]) {
        return DirectoryRow::default();
    }
    let block = block_name(&cells.words(Column::Block));
    if block.is_empty() {
        cells.slip(Column::Block, "block-missing");
    }
    let name = cells.words(Column::Name);
    if name.is_empty() {
        cells.slip(Column::Name, "name-missing");
    }
    let kana = cells.words(Column::Kana);
    DirectoryRow {
        line: cells.line.line,
        block,
        order: cells.number(Column::Order, &['番']),
        name,
        kana: cells.kana(Column::Kana, &kana),
        place: nfkc(&cells.words(Column::Place)),
        phone: cells.phone(Column::Phone),
        delivery: delivery(cells),
    }
}

fn delivery(cells: &mut Cells<'_, Column>) -> Option<Delivery> {
    let cell = fold(cells.cell(Column::Delivery)).replace([' ', '・', '+'], "");
    Some(match cell.as_str() {
        "" => return None,
        "紙" | "かみ" | "紙で" | "回覧板" | "paper" => Delivery::Paper,
        "あぷり" | "電子" | "すまほ" | "app" => Delivery::App,
        "両方" | "紙とあぷり" | "紙あぷり" | "あぷりと紙" | "both" => Delivery::Both,
        _ => {
            cells.slip(Column::Delivery, "delivery");
            return None;
        }
    })
}

/// What tells one household from another of its block.
pub(super) fn key(name: &str, place: &str) -> (String, String) {
    (door::name(name), door::place(place))
}

/// The same household on two lines: the later is named, with the line of the other.
fn twice(read: &mut Read) {
    let mut seen: BTreeMap<(String, (String, String)), u32> = BTreeMap::new();
    let errors = &mut read.errors;
    read.rows.retain(|row| {
        match seen.insert((row.block.clone(), key(&row.name, &row.place)), row.line) {
            Some(line) => errors.push(ListError::new(row.line, "", "twice", &line.to_string())),
            None => return true,
        }
        false
    });
}

/// Who has no number stands behind the line before: the list is in the order of the street.
fn place(rows: &mut [DirectoryRow]) {
    let mut last: BTreeMap<String, u16> = BTreeMap::new();
    for row in rows {
        let before = last.entry(row.block.clone()).or_default();
        if row.order == 0 {
            row.order = before.saturating_add(1);
        }
        *before = row.order;
    }
}
