//! What is printed so that people come in: a block's letter to each of its households, and the slip of a seat.
//!
//! A letter names the household it is put into the letter box of, so that its people type what the list has; the code is
//! the block's. A slip names the seat and who it is given to.

use super::{
    block,
    household::{self, Household},
    office::{BlockCode, SeatCode},
};
use crate::{
    app::App,
    letter::{self, Page, day, say, say_in},
    problem::Failure,
    store::StoreError,
};
use itsumo_domain::{
    association::Role,
    i18n::Locale,
    school::code::{JoinCode, Letter},
    text::shorten,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What all letters of an association have in common.
struct Sender {
    association: String,
    city: String,
    city_name: String,
    server: Option<String>,
    /// Whom to ask: the chair, or the city where the chair shows no number.
    asks: String,
}

impl Sender {
    fn new(app: &App, city: &str, association: String, chair: Option<(String, String)>) -> Self {
        let city_name = app.cities.get(city).map(|city| city.city.name.ja.clone()).unwrap_or_default();
        let asks = match chair {
            Some((title, phone)) => {
                say("directory-letter-phone", &[("name", &format!("{association} {title}")), ("phone", &phone)])
            }
            None => say("directory-letter-ask", &[("name", &association)]),
        };
        let server = app.config.public_url.as_ref().map(url::Url::to_string);
        Self { association, city: city.to_owned(), city_name, server, asks }
    }

    fn scanned(&self, code: &JoinCode) -> String {
        let letter = Letter { code: code.clone(), city: Some(self.city.clone()), server: self.server.clone() };
        letter.association_text()
    }
}

/// The letters of these blocks, a page a household in the order of the street; with `lacking`, of those alone of whom
/// nobody has joined. The codes are those that were just made.
///
/// # Errors
/// The store's, or the server's own.
pub async fn print_blocks(
    app: &App,
    city: &str,
    association: Uuid,
    codes: Vec<BlockCode>,
    lacking: bool,
) -> Result<Vec<u8>, Failure> {
    let (code_of, today) = (city.to_owned(), app.clock.now().jst_date());
    let reading = app.store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let at = block::association(tx, &code_of, association).await?;
            let mut homes = household::of_association(tx, &code_of, association, today).await?;
            if lacking {
                let ids: Vec<Uuid> = homes.iter().map(|home| home.id).collect();
                let joined: BTreeSet<Uuid> = household::members(tx, &code_of, &ids, today).await?.into_keys().collect();
                homes.retain(|home| !joined.contains(&home.id));
            }
            let officers = super::seat::officers(tx, &code_of, association, today).await?;
            let chair = officers.into_iter().find(|officer| officer.role == Role::Chair && !officer.phone.is_empty());
            Ok((at, homes, chair.map(|chair| (chair.title, chair.phone))))
        })
    });
    let (at, homes, chair) = reading.await?;
    let name = at.map(|at| at.name).unwrap_or_default();
    let sender = Sender::new(app, city, name.clone(), chair);
    let pages = homes
        .iter()
        .filter_map(|home| codes.iter().find(|code| code.block.id == home.block).map(|code| (home, code)))
        .map(|(home, code)| household_page(&sender, home, code))
        .collect();
    letter::print(app, say("directory-letter-title", &[("name", &name)]), name, pages).await
}

fn household_page(sender: &Sender, home: &Household, code: &BlockCode) -> Page {
    let args = [("name", sender.association.as_str())];
    let short = [Locale::JaEasy, Locale::En].map(|locale| say_in(locale, "directory-letter-short", &args));
    let (family, place) = (shorten(&home.name, 20), shorten(&home.place, 30));
    let last = day(code.expires.jst_date());
    Page {
        from: format!("{} {}", sender.association, code.block.name),
        title: say("directory-letter-title", &args),
        to: say("directory-letter-to", &[("name", &family), ("place", &place)]),
        lead: say("directory-letter-lead", &[]),
        code_is: say("directory-letter-code", &[("block", &code.block.name)]),
        code: code.code.typed(),
        scanned: sender.scanned(&code.code),
        qr_is: say("directory-letter-qr", &[]),
        good: say("directory-letter-good", &[("day", &last)]),
        how: say("directory-letter-how", &[]),
        steps: vec![
            say("directory-letter-step-app", &[("city", &sender.city_name)]),
            say("directory-letter-step-code", &[("tab", &say("app-tab-association", &[]))]),
            say("directory-letter-step-name", &[("name", &family), ("place", &place)]),
        ],
        each: say("directory-letter-each", &[]),
        short,
        keep: say("directory-letter-keep", &[]),
        asks: sender.asks.clone(),
    }
}

/// The slip of an association's seat, as one page.
///
/// # Errors
/// The store's, or the server's own.
pub async fn print_seat(
    app: &App,
    city: &str,
    association: Uuid,
    seat: &SeatCode,
    name: &str,
) -> Result<Vec<u8>, Failure> {
    let code_of = city.to_owned();
    let reading = app.store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move { block::association(tx, &code_of, association).await })
    });
    let from = reading.await?.map(|at| at.name).unwrap_or_default();
    let sender = Sender::new(app, city, from.clone(), None);
    let code = JoinCode::read(&seat.code).map_err(Failure::internal)?;
    let args = [("name", from.as_str()), ("title", seat.title.as_str())];
    let short = [Locale::JaEasy, Locale::En].map(|locale| say_in(locale, "seat-slip-short", &args));
    let (last, since) = (day(seat.expires.jst_date()), day(seat.since));
    let to = match name.trim() {
        "" => say("seat-slip-to", &[("title", &seat.title)]),
        name => say("seat-slip-to-name", &[("title", &seat.title), ("name", &shorten(name, 30))]),
    };
    let page = Page {
        from: from.clone(),
        title: say("seat-slip-title", &args),
        to,
        lead: say("seat-slip-lead", &[("day", &since)]),
        code_is: say("seat-slip-code", &[]),
        code: seat.code.clone(),
        scanned: sender.scanned(&code),
        qr_is: say("seat-slip-qr", &[]),
        good: say("seat-slip-good", &[("day", &last)]),
        how: say("directory-letter-how", &[]),
        steps: vec![
            say("directory-letter-step-app", &[("city", &sender.city_name)]),
            say("seat-slip-step-code", &[("tab", &say("app-tab-association", &[]))]),
            say("seat-slip-step-console", &[]),
        ],
        each: say("seat-slip-each", &[]),
        short,
        keep: say("seat-slip-keep", &[]),
        asks: sender.asks,
    };
    letter::print(app, say("seat-slip-title", &args), from, vec![page]).await
}
