//! What a phone can have printed elsewhere.

use crate::{
    dates,
    handbook::children,
    hooks::use_query,
    i18n::{Arg, I18n},
};
use dioxus::prelude::*;
use itsumo_domain::{
    handbook::{Fact, Shared},
    i18n::without_ruby,
};
use itsumo_engine::{Change, Engine, Error, ExportOptions, NewEntry};
use uuid::Uuid;

/// A document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Document {
    /// 予診票.
    Form {
        /// Of whom.
        child: Uuid,
        /// Which.
        entry: Uuid,
    },
    /// The booklet of a child.
    Booklet {
        /// Of whom.
        child: Uuid,
    },
    /// A circular.
    Circular {
        /// Which.
        id: Uuid,
    },
}

impl Document {
    /// What the machine calls it: what kind of paper it is, and not whose. Its screen stands in a hall.
    fn title(self, i: I18n) -> String {
        i.say(match self {
            Self::Form { .. } => "handover-paper-form",
            Self::Booklet { .. } => "handover-paper-booklet",
            Self::Circular { .. } => "handover-paper-circular",
        })
    }

    /// Draws it, and writes down in the handbook that it leaves.
    async fn draw(self, engine: &Engine, i: I18n, to: &str) -> Result<Vec<u8>, Error> {
        match self {
            Self::Form { child, entry } => {
                let pdf = engine.form_pdf(child, entry).await?;
                let left = Shared { what: "form-pdf".to_owned(), to: to.to_owned(), of: vec![entry] };
                engine.record(vec![NewEntry::about(child, Fact::Shared(left))]).await?;
                Ok(pdf)
            }
            Self::Booklet { child } => {
                engine.booklet_pdf(child, ExportOptions { locale: i.locale, to: to.to_owned() }).await
            }
            Self::Circular { id } => engine.circular_pdf(id, i.locale).await,
        }
    }

    /// Draws it and sends it to a machine.
    ///
    /// # Errors
    /// The engine's.
    pub async fn send(self, engine: &Engine, i: I18n, to: &itsumo_engine::SeenTicket) -> Result<(), Error> {
        let pdf = self.draw(engine, i, &machine_of(i, to.name())).await?;
        engine.send_to_print(to, &self.title(i), pdf).await
    }
}

/// A machine's name, or what it is.
pub fn machine_of(i: I18n, name: &str) -> String {
    if name.is_empty() { i.say("handover-send-machine") } else { name.to_owned() }
}

/// How many circulars are offered.
const CIRCULARS: usize = 5;

/// All that can be printed from here: the newest form of each child, the booklets, the newest circulars. With words,
/// marked with ruby.
pub fn use_documents(i: I18n) -> Vec<(Document, String)> {
    let found = use_query(&[Change::Handbook, Change::Association, Change::City], |engine| async move {
        let today = engine.now().jst_date();
        // A handbook that cannot be opened has a screen of its own that says so.
        let book = engine.handbook().await.ok();
        let circulars = engine.associations().await.map(|all| all.circulars.clone()).unwrap_or_default();
        Ok((today, book, circulars))
    });
    let found = found.read();
    let Some(Ok((today, book, circulars))) = &*found else { return Vec::new() };
    let mut all = Vec::new();
    for known in book.iter().flat_map(|book| children(book)) {
        let name = known.name(i);
        let forms = book.iter().flat_map(|book| book.forms(known.id));
        if let Some((entry, form)) = forms.last() {
            let day = dates::civil_day(i, form.date, *today);
            let words = i.marked("handover-paper-form-of", &[("name", Arg::Text(&name)), ("day", Arg::Text(&day))]);
            all.push((Document::Form { child: known.id, entry: entry.id }, words));
        }
        let words = i.marked("handover-paper-booklet-of", &[("name", Arg::Text(&name))]);
        all.push((Document::Booklet { child: known.id }, words));
    }
    for row in circulars.iter().take(CIRCULARS) {
        all.push((Document::Circular { id: row.id }, without_ruby(row.circular.title.get(i.locale))));
    }
    all
}
