//! Reads a telegram. Pure.

use super::xml::{self, Node};
use itsumo_domain::{Timestamp, alert::Status};

/// What a telegram does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InfoType {
    /// 発表
    Issue,
    /// 訂正: the same again, without the mistake.
    Correction,
    /// 遅延: an issue that comes late.
    Late,
    /// 取消: an earlier one is taken back as a mistake.
    Cancel,
}

/// Where a telegram stands among others about the same thing. Later ones win, whenever they arrive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Order {
    /// `ReportDateTime`.
    pub report: Timestamp,
    /// `Control/DateTime`: when it was sent, to the second.
    pub sent: Timestamp,
    /// `Serial`, 0 where there is none.
    pub serial: i64,
}

/// A telegram.
#[derive(Clone, Debug)]
pub struct Telegram {
    /// `Control/Title`: which telegram this is.
    pub title: String,
    /// Real, drill or test.
    pub status: Status,
    /// `Head/Title`: 千葉県気象警報・注意報.
    pub heading: String,
    /// Who publishes it: 気象庁, or offices separated by spaces.
    pub office: String,
    /// Issue, correction or cancellation.
    pub info_type: InfoType,
    /// `Head/InfoKind`.
    pub info_kind: String,
    /// Its place in time.
    pub order: Order,
    /// `EventID`, where the kind of telegram has one.
    pub event: Option<String>,
    /// Until when it holds, if it says.
    pub valid_until: Option<Timestamp>,
    /// The headline's text.
    pub headline: String,
    /// What holds where, as the body says it.
    pub body: Vec<Statement>,
    /// What holds where, as the headline says it.
    pub head: Vec<Statement>,
    /// Measured intensities.
    pub shaking: Vec<Shaking>,
    /// Plain text of the body: cancellations, comments, what to do.
    pub texts: Vec<String>,
    /// Where an earthquake was, and how strong.
    pub hypocentre: Option<String>,
    /// Magnitude in the sender's words: Ｍ５．９.
    pub magnitude: Option<String>,
}

/// "These kinds hold in these areas."
#[derive(Clone, Debug, Default)]
pub struct Statement {
    /// `type` of the list it stands in: 気象警報・注意報（市町村等）.
    pub list: String,
    /// What holds.
    pub kinds: Vec<KindOf>,
    /// Where.
    pub areas: Vec<Area>,
}

/// One kind of warning as a telegram names it.
#[derive(Clone, Debug, Default)]
pub struct KindOf {
    /// 大雨警報
    pub name: String,
    /// Its code.
    pub code: String,
    /// 発表, 継続, 解除 (`Status`, or `Condition` where there is none).
    pub status: String,
    /// What it was before.
    pub last: Option<String>,
    /// Remarks: 土砂災害警戒.
    pub notes: Vec<String>,
}

/// An area by the code of 気象庁.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Area {
    /// 市原市
    pub name: String,
    /// 1221900
    pub code: String,
}

/// Intensity measured in a region or a municipality.
#[derive(Clone, Debug)]
pub struct Shaking {
    /// Where.
    pub area: Area,
    /// How strong.
    pub intensity: Intensity,
    /// A municipality, not a region.
    pub municipality: bool,
}

/// 震度.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Intensity {
    /// 1
    One,
    /// 2
    Two,
    /// 3
    Three,
    /// 4
    Four,
    /// 震度５弱以上未入電: stations that shook at least this hard have gone silent.
    AtLeastFiveLower,
    /// 5弱
    FiveLower,
    /// 5強
    FiveUpper,
    /// 6弱
    SixLower,
    /// 6強
    SixUpper,
    /// 7
    Seven,
}

impl Intensity {
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "1" => Self::One,
            "2" => Self::Two,
            "3" => Self::Three,
            "4" => Self::Four,
            "5-" => Self::FiveLower,
            "5+" => Self::FiveUpper,
            "6-" => Self::SixLower,
            "6+" => Self::SixUpper,
            "7" => Self::Seven,
            "!5-" | "！5-" => Self::AtLeastFiveLower,
            _ if text.contains("未入電") => Self::AtLeastFiveLower,
            _ => return None,
        })
    }

    /// As it is said: 震度5弱.
    pub fn name(self) -> &'static str {
        match self {
            Self::One => "震度1",
            Self::Two => "震度2",
            Self::Three => "震度3",
            Self::Four => "震度4",
            Self::AtLeastFiveLower => "震度5弱以上と推定",
            Self::FiveLower => "震度5弱",
            Self::FiveUpper => "震度5強",
            Self::SixLower => "震度6弱",
            Self::SixUpper => "震度6強",
            Self::Seven => "震度7",
        }
    }
}

/// Why bytes are not a telegram that can be trusted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TelegramError {
    /// Not XML, or cut off.
    #[error("not well-formed XML at byte {at}: {why}")]
    Xml {
        /// Where reading stopped.
        at: u64,
        /// What was wrong there.
        why: String,
    },
    /// Deeper or larger than any real telegram.
    #[error("nested too deep or too large for a telegram")]
    TooLarge,
    /// Some other XML.
    #[error("not a telegram of 気象庁防災情報XML: its root is <{root}>, not <Report>")]
    NotATelegram {
        /// The root element.
        root: String,
    },
    /// A part without which a telegram cannot be trusted.
    #[error("the telegram lacks {0}")]
    Missing(&'static str),
    /// Neither 通常 nor 訓練 nor 試験: it might be a drill, so it is not shown at all.
    #[error("unknown Status {0:?}: only 通常, 訓練 and 試験 are known, and a guess could show a drill as real")]
    UnknownStatus(String),
    /// Neither 発表 nor 訂正 nor 遅延 nor 取消: it might take something back, so it is not shown at all.
    #[error(
        "unknown InfoType {0:?}: only 発表, 訂正, 遅延 and 取消 are known, and a guess could raise what was taken back"
    )]
    UnknownInfoType(String),
    /// A time that is none.
    #[error("{field} is not a time: {text:?}")]
    BadTime {
        /// The element.
        field: &'static str,
        /// What it holds.
        text: String,
    },
}

/// Reads any telegram of 気象庁防災情報XML.
///
/// # Errors
/// Why it cannot be trusted. Unknown kinds and elements are no errors.
pub fn read(bytes: &[u8]) -> Result<Telegram, TelegramError> {
    let report = xml::tree(bytes)?;
    if report.name != "Report" {
        return Err(TelegramError::NotATelegram { root: report.name });
    }
    let need = |path: &[&str], what| report.text_of(path).ok_or(TelegramError::Missing(what));
    let status = match need(&["Control", "Status"], "Control/Status")? {
        "通常" => Status::Actual,
        "訓練" => Status::Drill,
        "試験" => Status::Test,
        other => return Err(TelegramError::UnknownStatus(other.to_owned())),
    };
    let info_type = match need(&["Head", "InfoType"], "Head/InfoType")? {
        "発表" => InfoType::Issue,
        "訂正" => InfoType::Correction,
        "遅延" => InfoType::Late,
        "取消" => InfoType::Cancel,
        other => return Err(TelegramError::UnknownInfoType(other.to_owned())),
    };
    let report_at = time("Head/ReportDateTime", need(&["Head", "ReportDateTime"], "Head/ReportDateTime")?)?;
    let sent = match report.text_of(&["Control", "DateTime"]) {
        Some(text) => time("Control/DateTime", text)?,
        None => report_at,
    };
    let valid_until =
        report.text_of(&["Head", "ValidDateTime"]).map(|text| time("Head/ValidDateTime", text)).transpose()?;
    let owned = |path: &[&str]| report.text_of(path).unwrap_or_default().to_owned();
    let title = need(&["Control", "Title"], "Control/Title")?.to_owned();
    let nothing = Node::default();
    let body = report.kid("Body").unwrap_or(&nothing);
    Ok(Telegram {
        status,
        info_type,
        heading: owned(&["Head", "Title"]),
        office: report
            .text_of(&["Control", "PublishingOffice"])
            .or_else(|| report.text_of(&["Control", "EditorialOffice"]))
            .unwrap_or("気象庁")
            .to_owned(),
        info_kind: owned(&["Head", "InfoKind"]),
        order: Order {
            report: report_at,
            sent,
            serial: report.text_of(&["Head", "Serial"]).and_then(|serial| serial.parse().ok()).unwrap_or(0),
        },
        event: report.text_of(&["Head", "EventID"]).map(str::to_owned),
        valid_until,
        headline: report.text_of(&["Head", "Headline", "Text"]).map(tidy).unwrap_or_default(),
        head: report.at(&["Head", "Headline"]).map(|node| statements(node, "Information")).unwrap_or_default(),
        body: body_statements(body, &title),
        shaking: body.at(&["Intensity", "Observation"]).map(shaking).unwrap_or_default(),
        texts: texts(body),
        hypocentre: body.text_of(&["Earthquake", "Hypocenter", "Area", "Name"]).map(str::to_owned),
        magnitude: body
            .at(&["Earthquake", "Magnitude"])
            .and_then(|magnitude| magnitude.attribute("description"))
            .map(str::to_owned),
        title,
    })
}

fn time(field: &'static str, text: &str) -> Result<Timestamp, TelegramError> {
    chrono::DateTime::parse_from_rfc3339(text)
        .map(|at| Timestamp::from_datetime(&at))
        .map_err(|_| TelegramError::BadTime { field, text: text.to_owned() })
}

/// Text without the indentation of the file and with single line breaks.
fn tidy(text: &str) -> String {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Everything of the form `<list type="…"><Item>…`.
fn statements(node: &Node, list: &str) -> Vec<Statement> {
    node.all(list)
        .into_iter()
        .flat_map(|list| {
            let name = list.attribute("type").unwrap_or_default();
            list.each("Item").map(|item| statement(name, item))
        })
        .collect()
}

fn body_statements(body: &Node, title: &str) -> Vec<Statement> {
    let mut found = statements(body, "Warning");
    found.extend(statements(body, "VolcanoInfo"));
    if let Some(forecast) = body.at(&["Tsunami", "Forecast"]) {
        found.extend(forecast.each("Item").map(|item| statement("津波予報区", item)));
    }
    // Forecasts put every hour of every place into the same elements; only here do they hold a warning.
    if title.contains("気象防災速報") {
        found.extend(statements(body, "MeteorologicalInfo"));
    }
    found
}

fn statement(list: &str, item: &Node) -> Statement {
    // A tsunami forecast wraps its kinds in a category.
    let holder = item.kid("Category").unwrap_or(item);
    let last_beside = holder.text_of(&["LastKind", "Name"]);
    let kinds = holder
        .each("Kind")
        .map(|kind| {
            let notes = ["Attention", "Addition"].into_iter().filter_map(|name| kind.kid(name));
            let notes = notes.flat_map(|holder| holder.each("Note")).map(|note| note.text().to_owned());
            let owned = |name: &str| kind.text_of(&[name]).unwrap_or_default().to_owned();
            KindOf {
                name: owned("Name"),
                code: owned("Code"),
                status: kind
                    .text_of(&["Status"])
                    .or_else(|| kind.text_of(&["Condition"]))
                    .unwrap_or_default()
                    .to_owned(),
                last: kind.text_of(&["LastKind", "Name"]).or(last_beside).map(str::to_owned),
                notes: notes.chain(heights(item)).filter(|note| !note.is_empty()).collect(),
            }
        })
        .collect();
    let areas = item.each("Area").chain(item.each("Areas").flat_map(|areas| areas.each("Area")));
    let areas = areas
        .flat_map(|area| {
            let name = area.text_of(&["Name"]).unwrap_or_default();
            // A flooded district has a code of its own and that of its municipality.
            ["Code", "CityCode"].into_iter().filter_map(move |code| {
                area.text_of(&[code]).map(|code| Area { name: name.to_owned(), code: code.to_owned() })
            })
        })
        .collect();
    Statement { list: list.to_owned(), kinds, areas }
}

/// When a tsunami reaches a coast, and how high.
fn heights(item: &Node) -> Vec<String> {
    let first = item.kid("FirstHeight").and_then(|first| {
        let at = first.text_of(&["ArrivalTime"]).and_then(|text| time("ArrivalTime", text).ok());
        let at = at.map(|at| format!("到達予想: {}ごろ", at.to_jst().format("%H:%M")));
        first.text_of(&["Condition"]).map(str::to_owned).or(at)
    });
    let height = item.at(&["MaxHeight", "TsunamiHeight"]).and_then(|height| height.attribute("description"));
    let height = height.filter(|height| !height.is_empty());
    first.into_iter().chain(height.map(|height| format!("予想される高さ: {height}"))).collect()
}

fn shaking(observation: &Node) -> Vec<Shaking> {
    let one = |node: &Node, municipality| {
        let measured = node.text_of(&["MaxInt"]).and_then(Intensity::parse);
        let silent = node.text_of(&["Condition"]).and_then(Intensity::parse);
        let area = Area {
            name: node.text_of(&["Name"]).unwrap_or_default().to_owned(),
            code: node.text_of(&["Code"])?.to_owned(),
        };
        Some(Shaking { area, intensity: measured.max(silent)?, municipality })
    };
    let mut found = Vec::new();
    for region in observation.each("Pref").flat_map(|prefecture| prefecture.each("Area")) {
        found.extend(one(region, false));
        found.extend(region.each("City").filter_map(|city| one(city, true)));
    }
    found
}

/// The body's prose, in document order, each text once.
fn texts(body: &Node) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let prose = ["Text", "VolcanoPrevention", "VolcanoActivity"];
    for part in ["Warning", "Comment", "Comments", "VolcanoInfoContent"] {
        for holder in body.each(part) {
            for name in prose {
                found.extend(holder.all(name).into_iter().map(|text| tidy(text.text())));
            }
        }
    }
    found.extend(body.each("Text").map(|text| tidy(text.text())));
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|text| !text.is_empty() && seen.insert(text.clone()));
    found
}
