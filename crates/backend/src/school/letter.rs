//! The letter that goes home with a child: a code in large type and as a QR code, how to join, and whom to call.
//!
//! One page a child, a class in one file. It names the child and the class and nobody else: what lies on a desk or in a
//! wrong bag tells nothing of a family.

use crate::{
    app::App,
    letter::{self, Page, say, say_in},
    problem::Failure,
    school::{
        facility, guardian,
        join::{self, CodeKind},
        pupil,
    },
    store::{StoreError, Tx},
};
use chrono::NaiveDate;
use itsumo_domain::{
    Timestamp,
    i18n::Locale,
    school::{
        Facility,
        code::{JoinCode, Letter},
    },
    text::shorten,
};
use itsumo_paper::PaperError;
use std::collections::HashSet;
use uuid::Uuid;

/// Whose letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Everybody of the facility.
    Everybody,
    /// A class.
    Class(Uuid),
    /// Some children.
    Children(Vec<Uuid>),
}

/// One child's letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// The child.
    pub pupil: Uuid,
    /// The city's number of it.
    pub number: String,
    /// Its name.
    pub name: String,
    /// Its class.
    pub class: String,
    /// The code.
    pub code: JoinCode,
    /// The last moment it is good.
    pub expires: Timestamp,
    /// For how many people.
    pub uses: i64,
}

/// What is made for whom.
#[derive(Clone, Debug)]
pub struct Making {
    /// Whose letters.
    pub whose: Whose,
    /// Leaves out children whom somebody has joined already, or whose code is still good: their letters at home stay
    /// good.
    pub lacking: bool,
    /// For how many people each code is good.
    pub uses: i64,
    /// For how many days.
    pub days: i64,
    /// Who makes them, as the table says it: `seat/<id>`, `operator`.
    pub by: String,
}

impl Making {
    /// Letters as they usually are.
    pub fn new(whose: Whose, by: &str) -> Self {
        Self { whose, lacking: false, uses: join::USES, days: join::DAYS, by: by.to_owned() }
    }
}

/// Makes codes, and voids those before: class by class, in the order of the numbers.
///
/// # Errors
/// The store's.
pub async fn make(app: &App, city: &str, at: &Facility, making: Making) -> Result<Vec<Slip>, StoreError> {
    let (city, facility, ids, now) = (city.to_owned(), at.id, app.ids.clone(), app.clock.now());
    let writing = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let children = children(tx, &city, facility, &making, now).await?;
            let expires = join::expires(now, making.days);
            let targets: Vec<Uuid> = children.iter().map(|member| member.pupil.id).collect();
            let kind = CodeKind::Pupil;
            let (uses, by) = (making.uses, making.by.as_str());
            let codes = join::make_codes(tx, &*ids, &city, facility, kind, &targets, uses, expires, by, now).await?;
            let slip = |(member, (_, code)): (pupil::Member, (Uuid, JoinCode))| Slip {
                pupil: member.pupil.id,
                number: member.pupil.code,
                name: member.pupil.name,
                class: member.class.name,
                code,
                expires,
                uses,
            };
            Ok(children.into_iter().zip(codes).map(slip).collect())
        })
    });
    writing.await
}

async fn children(
    tx: &mut dyn Tx,
    city: &str,
    facility: Uuid,
    making: &Making,
    now: Timestamp,
) -> Result<Vec<pupil::Member>, StoreError> {
    let day = now.jst_date();
    let mut children = pupil::everybody(tx, city, facility, day).await?;
    match &making.whose {
        Whose::Everybody => {}
        Whose::Class(class) => children.retain(|member| member.class.id == *class),
        Whose::Children(some) => children.retain(|member| some.contains(&member.pupil.id)),
    }
    if making.lacking {
        let ids: Vec<Uuid> = children.iter().map(|member| member.pupil.id).collect();
        let parts = guardian::parts(tx, city, &ids).await?;
        let joined: HashSet<Uuid> = parts.iter().filter(|part| part.covers(day)).map(|part| part.pupil).collect();
        let open = join::open_codes(tx, city, facility, CodeKind::Pupil, now).await?;
        children.retain(|member| !joined.contains(&member.pupil.id) && !open.contains_key(&member.pupil.id));
    }
    Ok(children)
}

/// The name that a facility's office knows of a class on a day: its group.
///
/// # Errors
/// The store's.
pub async fn class_named(
    tx: &mut dyn Tx,
    city: &str,
    facility: Uuid,
    name: &str,
    day: NaiveDate,
) -> Result<Option<Uuid>, StoreError> {
    let year = itsumo_domain::school::school_year(day);
    let groups = facility::groups(tx, city, facility, year).await?;
    let class = |group: &&itsumo_domain::school::Group| {
        group.kind == itsumo_domain::school::GroupKind::Class && group.name == name
    };
    Ok(groups.iter().find(class).map(|group| group.id))
}

/// Where a letter is good.
#[derive(Clone, Copy, Debug)]
pub struct Sender<'a> {
    /// The facility.
    pub facility: &'a Facility,
    /// The city's code.
    pub city: &'a str,
    /// The city's name.
    pub city_name: &'a str,
    /// The address people reach the server by, if it has one of its own.
    pub server: Option<&'a str>,
    /// Today.
    pub day: NaiveDate,
}

/// The letters, one page each.
///
/// # Errors
/// [`PaperError`].
pub fn pdf(sender: &Sender<'_>, slips: &[Slip]) -> Result<Vec<u8>, PaperError> {
    let pages: Vec<Page> = slips.iter().map(|slip| page(sender, slip)).collect();
    letter::pdf(&say("roster-letter-title", &[]), &sender.facility.name, sender.day, &pages)
}

fn page(sender: &Sender<'_>, slip: &Slip) -> Page {
    let at = sender.facility;
    let letter = Letter {
        code: slip.code.clone(),
        city: Some(sender.city.to_owned()),
        server: sender.server.map(str::to_owned),
    };
    let named = format!("{} {}", slip.class, shorten(&slip.name, 30));
    let (last, uses) = (letter::day(slip.expires.jst_date()), slip.uses.to_string());
    let args = [("name", at.name.as_str()), ("phone", at.phone.as_str())];
    let short = [Locale::JaEasy, Locale::En].map(|locale| say_in(locale, "roster-letter-short", &args));
    Page {
        from: at.name.clone(),
        title: say("roster-letter-title", &[]),
        to: say("roster-letter-to", &[("name", &named)]),
        lead: say("roster-letter-lead", &[]),
        code_is: say("roster-letter-code", &[]),
        code: slip.code.typed(),
        scanned: letter.text(),
        qr_is: say("roster-letter-qr", &[]),
        good: say("roster-letter-good", &[("day", &last), ("uses", &uses)]),
        how: say("roster-letter-how", &[]),
        steps: vec![
            say("roster-letter-step-app", &[("city", sender.city_name)]),
            // Tab and button are called as the app calls them.
            say(
                "roster-letter-step-code",
                &[("tab", &say("app-tab-school", &[])), ("button", &say("school-join", &[]))],
            ),
            say("roster-letter-step-name", &[]),
        ],
        each: say("roster-letter-each", &[]),
        short,
        keep: say("roster-letter-keep", &[]),
        asks: say("roster-letter-phone", &[("facility", &at.name), ("phone", &at.phone)]),
    }
}

/// The letters as bytes.
///
/// # Errors
/// The server's own.
pub async fn print(app: &App, city: &str, at: &Facility, slips: Vec<Slip>) -> Result<Vec<u8>, Failure> {
    let name = app.cities.get(city).map(|city| city.city.name.ja.clone()).unwrap_or_default();
    let server = app.config.public_url.as_ref().map(url::Url::to_string);
    let day = app.clock.now().jst_date();
    let sender = Sender { facility: at, city, city_name: &name, server: server.as_deref(), day };
    let pages = slips.iter().map(|slip| page(&sender, slip)).collect();
    letter::print(app, say("roster-letter-title", &[]), at.name.clone(), pages).await
}
