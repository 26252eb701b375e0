//! `itsumo-backend alert publish|cancel`: an operator's hand on the running server.
//!
//! The worst accidents of this trade are a drill sent as real and a real one sent to the wrong city. So the
//! status has no default, and before anything leaves this machine the audience is shown and the city's name
//! has to be typed, unless `--yes` says that a script has thought about it.

use crate::{
    clock::{Clock, RealClock},
    door::{Client, Door},
};
use anyhow::bail;
use itsumo_domain::{
    Timestamp,
    alert::{Alert, Hazard, Severity, Status},
    city::City,
};
use std::io::{BufRead, Write};
use uuid::Uuid;

/// `alert publish`: says something to a whole city at once.
#[derive(Clone, Debug, clap::Args)]
pub struct PublishArgs {
    /// Where the server is.
    #[command(flatten)]
    pub door: Door,
    /// The city's code, six digits.
    #[arg(long, value_name = "CODE")]
    pub city: String,
    /// Whether to act on it: actual, drill (訓練) or test (試験, shown to nobody). There is no default.
    #[arg(long, value_parser = word::<Status>, value_name = "actual|drill|test")]
    pub status: Status,
    /// How much it matters: info, advisory, warning or emergency.
    #[arg(long, value_parser = word::<Severity>, value_name = "SEVERITY")]
    pub severity: Severity,
    /// What it is about: earthquake, tsunami, heavy_rain, landslide, flood, wind, snow, storm_surge, thunder,
    /// volcano, heat, weather, evacuation, fire, safety, lifeline or other.
    #[arg(long, value_parser = hazard, value_name = "HAZARD")]
    pub hazard: Hazard,
    /// One line, at most 120 characters.
    #[arg(long)]
    pub headline: String,
    /// More, in plain words.
    #[arg(long, default_value = "")]
    pub text: String,
    /// Something to do; may be given several times.
    #[arg(long = "do", value_name = "WORDS")]
    pub instructions: Vec<String>,
    /// Who says so, for example 危機管理課.
    #[arg(long)]
    pub sender: String,
    /// An area's id; may be given several times. Without any: the whole city.
    #[arg(long = "area", value_name = "ID")]
    pub areas: Vec<String>,
    /// When it stops being shown by itself: 30m, 6h, 2d.
    #[arg(long, default_value = "6h", value_parser = span, value_name = "TIME")]
    pub expires_in: i64,
    /// When you mean to say more: 30m, 1h.
    #[arg(long, value_parser = span, value_name = "TIME")]
    pub next_update_in: Option<i64>,
    /// Where to read more.
    #[arg(long)]
    pub url: Option<String>,
    /// An id of your own (a UUID): the same id sent again publishes nothing twice.
    #[arg(long)]
    pub id: Option<Uuid>,
    /// Do not ask. For scripts and drills that were prepared.
    #[arg(long)]
    pub yes: bool,
}

/// `alert cancel`: takes an alert back; people see that it is over.
#[derive(Clone, Debug, clap::Args)]
pub struct CancelArgs {
    /// Where the server is.
    #[command(flatten)]
    pub door: Door,
    /// The city's code, six digits.
    #[arg(long, value_name = "CODE")]
    pub city: String,
    /// The alert's id, as `publish` printed it.
    pub id: Uuid,
    /// Do not ask.
    #[arg(long)]
    pub yes: bool,
}

/// The verbs of `itsumo-backend alert`.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum AlertCommand {
    /// Publish an alert in a city.
    Publish(Box<PublishArgs>),
    /// Take an alert back.
    Cancel(CancelArgs),
}

/// Runs one of them, asking on `ask` and telling on `tell`.
///
/// # Errors
/// Anything that kept it from being done, in words.
pub async fn run(command: AlertCommand, ask: &mut dyn BufRead, tell: &mut dyn Write) -> anyhow::Result<()> {
    match command {
        AlertCommand::Publish(args) => publish(*args, ask, tell).await,
        AlertCommand::Cancel(args) => cancel(args, ask, tell).await,
    }
}

async fn publish(args: PublishArgs, ask: &mut dyn BufRead, tell: &mut dyn Write) -> anyhow::Result<()> {
    let client = Client::new(&args.door)?;
    let city = client.city(&args.city).await?;
    if let Some(unknown) = args.areas.iter().find(|id| city.area(id).is_none()) {
        let known: Vec<_> = city.areas.iter().map(|area| area.id.as_str()).collect();
        bail!("{} has no area {unknown:?}; it has: {}", city.name.ja, known.join(", "));
    }
    let now = RealClock.now();
    let alert = Alert {
        status: args.status,
        severity: args.severity,
        hazard: args.hazard,
        headline: args.headline,
        text: args.text,
        instructions: args.instructions,
        sender: args.sender,
        areas: args.areas,
        issued: now,
        expires: now.plus(args.expires_in),
        next_update: args.next_update_in.map(|span| now.plus(span)),
        url: args.url,
        cancelled: false,
    };
    writeln!(tell, "{}", audience(&city, &alert))?;
    if !args.yes {
        confirm(&city, "publish it", ask, tell)?;
    }
    let id = send_alert(&client, &args.city, args.id, &alert).await?;
    writeln!(tell, "published: {id}")?;
    Ok(())
}

async fn cancel(args: CancelArgs, ask: &mut dyn BufRead, tell: &mut dyn Write) -> anyhow::Result<()> {
    let client = Client::new(&args.door)?;
    let city = client.city(&args.city).await?;
    writeln!(tell, "Takes alert {} back; everybody in {} sees that it is over.", args.id, city.name.ja)?;
    if !args.yes {
        confirm(&city, "take it back", ask, tell)?;
    }
    take_back(&client, &args.city, args.id).await?;
    writeln!(tell, "cancelled: {}", args.id)?;
    Ok(())
}

/// Who will see what.
fn audience(city: &City, alert: &Alert) -> String {
    let what = match (alert.status, alert.severity) {
        (Status::Actual, Severity::Emergency | Severity::Warning) => {
            "THIS IS REAL. Every device interrupts its owner, at night too."
        }
        (Status::Actual, _) => "This is real. Every device shows it; none makes a loud noise.",
        (Status::Drill, _) => "This is a drill (訓練). Every device says so first.",
        (Status::Test, _) => "This is a test (試験). Devices receive it and show nothing.",
    };
    let areas: Vec<_> = alert.areas.iter().filter_map(|id| city.area(id)).map(|area| area.name.ja.as_str()).collect();
    format!(
        "{what}\n  to:      {}{}, {}\n  message: {} [{}]\n  sender:  {}\n  until:   {}",
        city.name.ja,
        if city.fictional { " (fictional)" } else { "" },
        if areas.is_empty() { "the whole city".to_owned() } else { areas.join("、") },
        alert.headline,
        alert.hazard.slug(),
        alert.sender,
        alert.expires.to_jst().format("%Y-%m-%d %H:%M"),
    )
}

fn confirm(city: &City, what: &str, ask: &mut dyn BufRead, tell: &mut dyn Write) -> anyhow::Result<()> {
    write!(tell, "Type the city's name to {what}: ")?;
    tell.flush()?;
    let mut typed = String::new();
    ask.read_line(&mut typed)?;
    let typed = typed.trim();
    let named = typed == city.name.ja
        || city.name.en.as_deref().is_some_and(|name| !typed.is_empty() && name.eq_ignore_ascii_case(typed));
    if named { Ok(()) } else { bail!("that is not {}: nothing was sent", city.name.ja) }
}

/// Reads one of the wire's own words.
fn word<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_value(serde_json::Value::String(text.replace('-', "_")))
        .map_err(|error| error.to_string().replace('`', ""))
}

/// On the wire an unknown hazard is "other"; on the command line it is a slip of the hand.
fn hazard(text: &str) -> Result<Hazard, String> {
    match word(text)? {
        Hazard::Other if text != "other" => {
            let known: Vec<_> = Hazard::ALL.iter().map(|hazard| hazard.slug()).collect();
            Err(format!("there is no hazard {text:?}; there are: {}", known.join(", ")))
        }
        hazard => Ok(hazard),
    }
}

/// Reads 30m, 6h, 2d as milliseconds.
fn span(text: &str) -> Result<i64, String> {
    let said = || format!("{text:?} is not a span of time: write 30m, 6h or 2d");
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    let unit = match text.strip_prefix(digits.as_str()) {
        Some("m") => Timestamp::MINUTE,
        Some("h") => Timestamp::HOUR,
        Some("d") => Timestamp::DAY,
        _ => return Err(said()),
    };
    digits.parse::<i64>().ok().and_then(|number| number.checked_mul(unit)).filter(|span| *span > 0).ok_or_else(said)
}

#[derive(serde::Deserialize)]
struct Published {
    id: Uuid,
}

async fn send_alert(client: &Client, city: &str, id: Option<Uuid>, alert: &Alert) -> anyhow::Result<Uuid> {
    let mut url = client.url(&["v1", "operator", city, "alerts"])?;
    if let Some(id) = id {
        url.query_pairs_mut().append_pair("id", &id.to_string());
    }
    Ok(client.send(client.http.post(url).json(alert)).await?.json::<Published>().await?.id)
}

async fn take_back(client: &Client, city: &str, id: Uuid) -> anyhow::Result<()> {
    let url = client.url(&["v1", "operator", city, "alerts", &id.to_string()])?;
    client.send(client.http.delete(url)).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use itsumo_domain::city::LocalText;

    fn hinata() -> City {
        let name = LocalText { ja: "ひなた市".to_owned(), en: Some("Hinata City".to_owned()), ja_easy: None };
        City { name, ..City::default() }
    }

    #[test]
    fn nothing_is_sent_until_the_city_s_name_is_typed() {
        for (typed, sent) in
            [("ひなた市\n", true), ("hinata city\n", true), ("市原市\n", false), ("\n", false), ("", false)]
        {
            let mut told = Vec::new();
            let answer = confirm(&hinata(), "publish it", &mut typed.as_bytes(), &mut told);
            assert_eq!(answer.is_ok(), sent, "{typed:?}");
        }
    }

    #[test]
    fn a_real_emergency_and_a_drill_do_not_look_alike() {
        let alert = |status| Alert { status, severity: Severity::Emergency, ..Alert::default() };
        assert!(audience(&hinata(), &alert(Status::Actual)).starts_with("THIS IS REAL"));
        assert!(audience(&hinata(), &alert(Status::Drill)).starts_with("This is a drill"));
    }

    #[test]
    fn spans_and_words_are_read_or_named() {
        assert_eq!(span("90m"), Ok(90 * Timestamp::MINUTE));
        assert_eq!(span("2d"), Ok(2 * Timestamp::DAY));
        for bad in ["", "6", "h", "-1h", "6 h", "0h", "99999999999999999999d", "６h"] {
            assert!(span(bad).is_err(), "{bad}");
        }
        assert_eq!(hazard("heavy-rain"), Ok(Hazard::HeavyRain));
        assert_eq!(hazard("other"), Ok(Hazard::Other));
        assert!(hazard("fludd").unwrap_err().contains("flood"));
        assert!(word::<Status>("real").is_err());
    }
}
