//! A school in the city: facilities, lists, letters and seats by the operator's door, and staff before a browser.

use crate::{Browser, CITY, Page, World, association::codes_by_name};
use anyhow::{Context, Result, bail};
use itsumo_domain::school::{Desk, Facility, FacilityKind, access::Role};
use reqwest::Method;
use serde_json::{Value, json};
use std::{collections::BTreeMap, ops::Deref};
use uuid::Uuid;

/// あさひ小学校: cut-off at 8:20, told are the classes and the kitchen.
pub fn asahi() -> Facility {
    Facility {
        id: Uuid::from_u128(0xA5A4_1001),
        kind: FacilityKind::School,
        name: "みほん市立あさひ小学校".to_owned(),
        short: "あさひ小".to_owned(),
        phone: "0436-00-1201".to_owned(),
        cut_off: "08:20".parse().unwrap_or_default(),
        desks: vec![Desk::Class, Desk::Lunch],
        way_minutes: 20,
        ..Facility::default()
    }
}

/// The 学童 beside it.
pub fn asahi_club() -> Facility {
    Facility {
        id: Uuid::from_u128(0xA5A4_1002),
        kind: FacilityKind::AfterSchool,
        name: "あさひ学童クラブ".to_owned(),
        short: "あさひ学童".to_owned(),
        phone: "0436-00-1202".to_owned(),
        cut_off: "14:00".parse().unwrap_or_default(),
        desks: vec![Desk::Class],
        way_minutes: 20,
        ..Facility::default()
    }
}

/// Somebody of the staff before a browser in which no script runs.
pub struct Staff {
    /// What they are called.
    pub name: String,
    facility: Uuid,
    browser: Browser,
}

impl Deref for Staff {
    type Target = Browser;
    fn deref(&self) -> &Browser {
        &self.browser
    }
}

impl Staff {
    /// Opens a page of their facility: `board`, `school`.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn page(&self, path: &str) -> Result<Page> {
        let page = self.browser.open(&format!("/console/{CITY}/{}/{path}", self.facility)).await?;
        if page.status != 200 {
            bail!("{} was shown {} at {path}: {}", self.name, page.status, page.text());
        }
        Ok(page)
    }

    /// Presses a button there, and wants to see the page after it.
    ///
    /// # Errors
    /// When there is no such button, or the answer is no page.
    pub async fn does(&self, page: &Page, words: &str, typed: &[(&str, &str)]) -> Result<Page> {
        let next = self.browser.send(page, words, typed).await?;
        if next.status != 200 {
            bail!("{} pressed {words:?} and was shown {}: {}", self.name, next.status, next.text());
        }
        Ok(next)
    }
}

impl World {
    /// Brings a facility and its list of pupils to the server, as of a day.
    ///
    /// # Errors
    /// What the server refuses; a list with an error in it says which.
    pub async fn enrol(&self, facility: &Facility, csv: &str) -> Result<()> {
        let url = self.school_url(facility.id);
        self.operator(Method::PUT, &url, Some(serde_json::to_value(facility)?)).await?;
        self.list(facility.id, csv, self.hand().now().jst_date(), 0).await
    }

    /// Brings a list of pupils that holds from `day` on, in which `leaving` children are not found any more.
    ///
    /// # Errors
    /// What the server refuses.
    pub async fn list(&self, facility: Uuid, csv: &str, day: chrono::NaiveDate, leaving: usize) -> Result<()> {
        let url = format!("{}/roster?day={day}&leaving={leaving}", self.school_url(facility));
        self.import(&url, csv).await
    }

    /// Lets a list be shown, and carries out what was shown.
    pub(crate) async fn import(&self, url: &str, csv: &str) -> Result<()> {
        let shown = self.operator_text(Method::POST, url, csv).await?;
        let name = shown.get("shown").and_then(Value::as_str).context("nothing was shown")?;
        let done = self.operator_text(Method::POST, &format!("{url}&commit=true&shown={name}"), csv).await?;
        match done.get("committed").and_then(Value::as_bool) {
            Some(true) => Ok(()),
            _ => bail!("the list was not taken: {done}"),
        }
    }

    /// The codes of the letters of all its children, by name.
    ///
    /// # Errors
    /// What the server refuses.
    pub async fn letters(&self, facility: Uuid) -> Result<BTreeMap<String, String>> {
        let url = format!("{}/codes", self.school_url(facility));
        let codes = self.operator(Method::POST, &url, Some(json!({}))).await?;
        codes_by_name(&codes)
    }

    /// Somebody with a seat: an account made in the browser, confirmed by mail, and the seat taken with its code.
    ///
    /// # Errors
    /// When any step is refused.
    pub async fn staff(&self, name: &str, facility: Uuid, role: Role, class: Option<&str>) -> Result<Staff> {
        let url = format!("{}/seats", self.school_url(facility));
        let seat = json!({ "role": role.name(), "class": class });
        let seat = self.operator(Method::POST, &url, Some(seat)).await?;
        let code = seat.get("code").and_then(Value::as_str).context("no code")?.to_owned();
        let (person, browser) = (self.person(name), Browser::new(&self.url())?);
        let form = browser.open(&format!("/console/{CITY}/account")).await?;
        let (email, password) = (person.email(), person.password());
        let typed = [("email", email.as_str()), ("password", password.as_str())];
        let form = browser.send(&form, "", &typed).await?;
        let mailed = person.code(1).await?;
        let start = browser.send(&form, "", &[("code", &mailed)]).await?;
        let taken = browser.send(&start, "担当になる", &[("code", &code)]).await?;
        if taken.status != 200 || !taken.says("担当になりました") {
            bail!("{name} did not get the seat: {} {}", taken.status, taken.text());
        }
        Ok(Staff { name: name.to_owned(), facility, browser })
    }

    fn school_url(&self, facility: Uuid) -> String {
        format!("{}/v1/operator/{CITY}/facilities/{facility}", self.url())
    }
}
