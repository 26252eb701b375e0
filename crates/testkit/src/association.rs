//! A town association in the city: blocks, the list of households, letters and seats by the operator's door.

use crate::{CITY, World};
use anyhow::{Context, Result};
use chrono::NaiveDate;
use itsumo_domain::association::Role;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// 日の出町会.
pub const HINODE: Uuid = Uuid::from_u128(0xA55C_1001);

/// Its list: three blocks, forty households, fourteen of which want paper alone. 1班 has fourteen households and 2班 and
/// 3班 thirteen each; on paper are the last five of the first two and the last four of the third.
pub fn hinode_list() -> String {
    let mut list = "班,順,世帯名,ふりがな,番地,電話,届け方\n".to_owned();
    for (block, households, on_paper) in [(1, 14, 5), (2, 13, 5), (3, 13, 4)] {
        for order in 1..=households {
            let how = if order > households - on_paper { "紙" } else { "両方" };
            list.push_str(&format!(
                "{block}班,{order},{},{},日の出{block}-{order},,{how}\n",
                name(block, order).0,
                name(block, order).1
            ));
        }
    }
    list
}

/// A household's name and reading, each once in the town.
fn name(block: usize, order: usize) -> (String, String) {
    const FIRST: [(&str, &str); 14] = [
        ("山", "やま"),
        ("川", "かわ"),
        ("森", "もり"),
        ("岡", "おか"),
        ("石", "いし"),
        ("木", "き"),
        ("松", "まつ"),
        ("竹", "たけ"),
        ("梅", "うめ"),
        ("藤", "ふじ"),
        ("村", "むら"),
        ("中", "なか"),
        ("高", "たか"),
        ("小", "こ"),
    ];
    const SECOND: [(&str, &str); 3] = [("田", "だ"), ("本", "もと"), ("野", "の")];
    let (first, second) = (FIRST.get(order.saturating_sub(1)), SECOND.get(block.saturating_sub(1)));
    let (first, second) = (first.copied().unwrap_or_default(), second.copied().unwrap_or_default());
    (format!("{}{}", first.0, second.0), format!("{}{}", first.1, second.1))
}

impl World {
    /// Brings 日の出町会 to the server: its blocks and its forty households. The codes of its blocks' letters, by block.
    ///
    /// # Errors
    /// What the server refuses; a list with an error in it says which.
    pub async fn hinode(&self) -> Result<BTreeMap<String, String>> {
        let url = self.associations_url(&format!("associations/{HINODE}"));
        let new = json!({ "name": "日の出町会", "kana": "ひのでちょうかい", "blocks": ["1班", "2班", "3班"] });
        self.operator(Method::PUT, &url, Some(new)).await?;
        let day = self.hand().now().jst_date();
        self.import(&format!("{url}/directory?day={day}&leaving=0"), &hinode_list()).await?;
        let codes = self.operator(Method::POST, &format!("{url}/codes"), Some(json!({}))).await?;
        codes_by_name(&codes)
    }

    /// Makes a seat, or gives one that is there to somebody else: the code of its slip. `name` is whom it is
    /// given to, `term` its first and last day, `last` the last day of who holds it now.
    ///
    /// # Errors
    /// What the server refuses.
    pub async fn give_seat(
        &self,
        role: Role,
        block: Option<&str>,
        name: &str,
        term: (NaiveDate, Option<NaiveDate>),
        last: Option<NaiveDate>,
    ) -> Result<String> {
        let url = match role {
            Role::City => self.associations_url("city-seats"),
            _ => self.associations_url(&format!("associations/{HINODE}/seats")),
        };
        let mut seat = json!({ "role": role.name(), "name": name, "since": term.0 });
        for (field, value) in
            [("block", block.map(str::to_owned)), ("until", term.1.map(said)), ("last", last.map(said))]
        {
            if let (Some(seat), Some(value)) = (seat.as_object_mut(), value) {
                seat.insert(field.to_owned(), value.into());
            }
        }
        let given = self.operator(Method::POST, &url, Some(seat)).await?;
        given.get("code").and_then(Value::as_str).map(str::to_owned).context("no code")
    }

    fn associations_url(&self, what: &str) -> String {
        format!("{}/v1/operator/{CITY}/{what}", self.url())
    }
}

fn said(day: NaiveDate) -> String {
    day.to_string()
}

/// The codes of letters, by the name of whom each is for.
pub(crate) fn codes_by_name(codes: &Value) -> Result<BTreeMap<String, String>> {
    let text = |code: &Value, field: &str| code.get(field).and_then(Value::as_str).map(str::to_owned);
    let codes = codes.as_array().context("no codes")?;
    Ok(codes.iter().filter_map(|code| Some((text(code, "name")?, text(code, "code")?))).collect())
}
