//! The letter that goes home with a child: a code in large type and as a QR code, how to join, and whom to call.
//!
//! One page a child, a class in one file. It names the child and the class and nobody else: what lies on a desk or in a
//! wrong bag tells nothing of a family.

use crate::{
    app::App,
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
    i18n::{self, Arg, Locale},
    school::{
        Facility,
        code::{JoinCode, Letter},
    },
    text::shorten,
};
use itsumo_paper::{Frame, Ink, MM, Paper, PaperError, Qr, Style, Title};
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
    let title = Title {
        title: say("roster-letter-title", &[]),
        lang: "ja".to_owned(),
        subject: sender.facility.name.clone(),
        footer: String::new(),
    };
    let mut paper = Paper::new(title, (18.0, 20.0))?;
    for slip in slips {
        paper.page_break();
        paper.section();
        page(&mut paper, sender, slip);
        paper.end();
    }
    paper.finish()
}

fn say(key: &str, args: &[(&str, &str)]) -> String {
    say_in(Locale::Ja, key, args)
}

fn say_in(locale: Locale, key: &str, args: &[(&str, &str)]) -> String {
    let args: Vec<(&str, Arg<'_>)> = args.iter().map(|(name, value)| (*name, Arg::Text(value))).collect();
    i18n::text(locale, key, &args)
}

fn day(day: NaiveDate) -> String {
    day.format("%Y年%-m月%-d日").to_string()
}

fn page(paper: &mut Paper, sender: &Sender<'_>, slip: &Slip) {
    let at = sender.facility;
    let whole = paper.frame();
    let top = paper.y;
    paper.paragraph(&at.name, Style::BODY.size(10.5));
    paper.y = top;
    paper.paragraph(&day(sender.day), Style::BODY.size(10.5).align(itsumo_paper::Align::End));
    paper.space(12.0);
    paper.heading_styled(1, &say("roster-letter-title", &[]), Style::BODY.size(20.0).bold().leading(1.4));
    paper.space(8.0);
    let named = format!("{} {}", slip.class, shorten(&slip.name, 30));
    paper.paragraph(&say("roster-letter-to", &[("name", &named)]), Style::BODY.size(14.0).bold());
    paper.space(6.0);
    paper.paragraph(&say("roster-letter-lead", &[]), Style::BODY.size(11.5).leading(1.7));
    paper.space(14.0);
    code(paper, sender, slip);
    paper.space(18.0);
    paper.heading_styled(2, &say("roster-letter-how", &[]), Style::BODY.size(13.0).bold().ink(Ink::Accent));
    paper.space(4.0);
    let steps = [
        say("roster-letter-step-app", &[("city", sender.city_name)]),
        // Tab and button are called as the app calls them.
        say("roster-letter-step-code", &[("tab", &say("app-tab-school", &[])), ("button", &say("school-join", &[]))]),
        say("roster-letter-step-name", &[]),
    ];
    for (number, words) in ["①", "②", "③"].into_iter().zip(&steps) {
        let (style, indent) = (Style::BODY.size(11.5).leading(1.7), 18.0);
        let top = paper.y;
        paper.paragraph(number, style.ink(Ink::Accent).bold());
        paper.y = top;
        let inner = Frame { left: whole.left + indent, width: whole.width - indent };
        let height = paper.within(inner, |paper| {
            paper.paragraph(words, style);
            paper.y - top
        });
        paper.y = top + height + 2.0;
    }
    paper.paragraph(&say("roster-letter-each", &[]), Style::BODY.size(11.0).leading(1.7));
    paper.space(12.0);
    short(paper, sender);
    paper.space(12.0);
    paper.paragraph(&say("roster-letter-keep", &[]), Style::BODY.size(10.0).leading(1.7));
    paper.space(8.0);
    paper.rule(Ink::Line, 0.6);
    paper.space(6.0);
    let asks = say("roster-letter-phone", &[("facility", &at.name), ("phone", &at.phone)]);
    paper.paragraph(&asks, Style::BODY.size(11.0).bold());
}

/// The QR code, and the code in large type beside it.
fn code(paper: &mut Paper, sender: &Sender<'_>, slip: &Slip) {
    let whole = paper.frame();
    let (side, air) = (46.0 * MM, 5.0 * MM);
    let top = paper.y;
    paper.field(side + 2.0 * air, Some(Ink::AccentTint), None);
    let letter = Letter {
        code: slip.code.clone(),
        city: Some(sender.city.to_owned()),
        server: sender.server.map(str::to_owned),
    };
    paper.y = top + air;
    if let Ok(qr) = Qr::new(&letter.text()) {
        paper.within(Frame { left: whole.left + air, width: side }, |paper| {
            paper.qr(&qr, side, &say("roster-letter-qr", &[]));
        });
    }
    let left = whole.left + side + 2.0 * air;
    paper.within(Frame { left, width: whole.left + whole.width - left - air }, |paper| {
        paper.y = top + air + 20.0;
        paper.paragraph(&say("roster-letter-code", &[]), Style::BODY.size(11.0).bold());
        paper.space(4.0);
        paper.paragraph(&slip.code.typed(), Style::BODY.size(27.0).bold().leading(1.4));
        paper.space(6.0);
        let (last, uses) = (day(slip.expires.jst_date()), slip.uses.to_string());
        let good = say("roster-letter-good", &[("day", &last), ("uses", &uses)]);
        paper.paragraph(&good, Style::BODY.size(11.5));
    });
    paper.y = top + side + 2.0 * air;
}

/// The same in short for who reads little Japanese, and in English.
fn short(paper: &mut Paper, sender: &Sender<'_>) {
    let args = [("name", sender.facility.name.as_str()), ("phone", sender.facility.phone.as_str())];
    let easy = say_in(Locale::JaEasy, "roster-letter-short", &args);
    let english = say_in(Locale::En, "roster-letter-short", &args);
    let style = Style::BODY.size(11.0).leading(1.7);
    let whole = paper.frame();
    let inner = Frame { left: whole.left + 10.0, width: whole.width - 20.0 };
    let height = paper.within(inner, |paper| paper.height_of(&easy, style) + paper.height_of(&english, style)) + 22.0;
    let top = paper.y;
    paper.field(height, None, Some(Ink::Line));
    paper.within(inner, |paper| {
        paper.y = top + 8.0;
        paper.paragraph(&easy, style);
        paper.space(4.0);
        paper.paragraph(&english, style);
    });
    paper.y = top + height;
}

/// The letters as bytes, drawn on a thread of their own: a whole school's take a while.
///
/// # Errors
/// The server's own: a letter that breaks a rule of paper is a mistake in it.
pub async fn print(app: &App, city: &str, at: &Facility, slips: Vec<Slip>) -> Result<Vec<u8>, Failure> {
    let name = app.cities.get(city).map(|city| city.city.name.ja.clone()).unwrap_or_default();
    let server = app.config.public_url.as_ref().map(url::Url::to_string);
    let (city, at, day) = (city.to_owned(), at.clone(), app.clock.now().jst_date());
    let drawing = tokio::task::spawn_blocking(move || {
        let sender = Sender { facility: &at, city: &city, city_name: &name, server: server.as_deref(), day };
        pdf(&sender, &slips)
    });
    drawing.await.map_err(Failure::internal)?.map_err(Failure::internal)
}
