//! The list to walk with: which households get paper, boxes to tick, and the number of each one's slip.

use super::{House, Pack, file};
use itsumo_domain::{association::circular::Ask, i18n::without_ruby, text::shorten};
use itsumo_paper::{Align, Cell, Column, Grid, Ink, Paper, Style, Table};

pub(super) fn draw(paper: &mut Paper, pack: &Pack<'_>) {
    let at = &pack.circular.association_name;
    let top = paper.y;
    paper.paragraph(&format!("{at}　{}", pack.block), Style::BODY.size(14.0).bold());
    let below = paper.y;
    paper.y = top;
    paper.paragraph(&pack.numbered(), Style::BODY.size(14.0).bold().align(Align::End));
    paper.y = paper.y.max(below);
    paper.space(6.0);
    paper.heading_styled(1, &pack.say("circular-paper-list", &[]), Style::BODY.size(24.0).bold().leading(1.4));
    paper.space(4.0);
    paper.paragraph(pack.words(&pack.circular.title), Style::BODY.size(16.0).bold().leading(1.5));
    paper.space(4.0);
    let houses = pack.houses.len().to_string();
    let counted = pack.say("circular-paper-counted", &[("of", &pack.of.to_string()), ("paper", &houses)]);
    paper.paragraph(&counted, Style::BODY.size(13.0));
    if let Some(due) = pack.circular.due {
        let words = pack.say(due_key(&pack.circular.ask), &[("day", &pack.date(due))]);
        paper.paragraph(&words, Style::BODY.size(13.0).bold());
    }
    file::wanting(paper, pack);
    paper.space(10.0);
    if pack.houses.is_empty() {
        paper.paragraph(&pack.say("circular-paper-nobody", &[]), Style::BODY.size(14.0));
        return;
    }
    paper.table(&table(pack));
    paper.space(10.0);
    paper.paragraph(&pack.say("circular-paper-list-how", &[]), Style::BODY.size(12.0).leading(1.7));
}

/// How a due day is said, by what is due.
pub(super) fn due_key(ask: &Ask) -> &'static str {
    if matches!(ask, Ask::Nothing | Ask::Other) { "circular-paper-read-until" } else { "circular-paper-reply-until" }
}

fn table(pack: &Pack<'_>) -> Table {
    let asks = pack.asks();
    let plain = |key: &str| without_ruby(&pack.say(key, &[]));
    let mut columns = vec![Column::middle(0.7), Column::new(3.4), Column::new(1.5), Column::new(1.5)];
    let mut head = vec![
        Cell::new(plain("circular-paper-column-order")),
        Cell::new(plain("circular-paper-column-name")),
        Cell::new(plain("circular-paper-column-delivered")),
        Cell::new(plain("circular-paper-column-read")),
    ];
    columns.push(Column::new(2.2));
    head.push(Cell::new(plain(if asks { "circular-paper-column-reply" } else { "circular-paper-column-note" })));
    let (delivered, read) = (plain("circular-paper-delivered"), plain("circular-paper-read"));
    let row = |house: &House| {
        let below = match house.place.as_str() {
            "" => String::new(),
            place => shorten(place, 24).to_string(),
        };
        vec![
            Cell::new(house.order.to_string()),
            Cell { small: below, ..Cell::bold(shorten(&house.name, 20).to_string()) },
            Cell::choice(&[(false, &delivered)]),
            Cell::choice(&[(false, &read)]),
            Cell { small: if asks { pack.slip(house).number() } else { String::new() }, ..Cell::new("") }
                .room(34.0)
                .in_ink(Ink::Text),
        ]
    };
    Table {
        columns,
        head,
        rows: pack.houses.iter().map(row).collect(),
        grid: Grid::All,
        size: 13.0,
        air: 5.0,
        summary: plain("circular-paper-list"),
    }
}
