//! Push: how a device that sleeps is told that something moved.
//!
//! A push says *stream X is at n* and nothing else ([`PushMessage`]): the makers of phones carry it, and what they
//! carry they can look at. The device wakes, syncs, filters by the interests that only it knows, and shows its own
//! notification. **Invariant:** no word of an announcement, an alert or a person is in a push; a lost one costs time,
//! never data.
//!
//! An address needs no account: emergencies reach everybody. With an account it is told of the person's streams too.
//! How loudly it is told is decided here ([`plan_urgency`], [`plan_due`]), so that a phone is woken at once for danger
//! and seldom for the rest.

use crate::{
    Timestamp,
    alert::{Alert, Severity, Status},
    association::safety::{Condition, SafetyCheck, SafetyReport},
    record::{Record, Stream, kind},
    sync::Hint,
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Longest address of a push service, in bytes.
pub const ENDPOINT_BYTES: usize = 1024;
/// Longest token of a maker's service, in bytes.
pub const TOKEN_BYTES: usize = 4096;
/// How often a device registers again what it has registered: an address that nobody renews is forgotten in time.
pub const RENEW_EVERY: i64 = 7 * Timestamp::DAY;
/// After so long without a renewal an address is forgotten.
pub const FORGOTTEN_AFTER: i64 = 180 * Timestamp::DAY;

/// Where a device is reached, as its operating system or its distributor said. Whoever knows it can wake the device, so
/// it is printed nowhere.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "transport", rename_all = "snake_case")]
pub enum PushAddress {
    /// Web Push (RFC 8030, RFC 8291), which UnifiedPush distributors on Android speak.
    WebPush {
        /// The push service's address for this device.
        endpoint: String,
        /// The device's P-256 point, uncompressed, base64url without padding.
        p256dh: String,
        /// The device's 16 random bytes, base64url without padding.
        auth: String,
    },
    /// Apple's service.
    Apns {
        /// The device's token in hex.
        token: String,
        /// A build for developers.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        sandbox: bool,
    },
    /// Google's service.
    Fcm {
        /// The device's token.
        token: String,
    },
}

impl fmt::Debug for PushAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.transport())
    }
}

impl PushAddress {
    /// `web_push`, `apns`, `fcm`.
    pub fn transport(&self) -> &'static str {
        match self {
            Self::WebPush { .. } => "web_push",
            Self::Apns { .. } => "apns",
            Self::Fcm { .. } => "fcm",
        }
    }

    /// Checks its shape. Whether a device is there is found out by a push.
    ///
    /// # Errors
    /// The field at fault and a code: `empty`, `too-long`, `not-readable`.
    pub fn validate(&self) -> Result<(), (&'static str, &'static str)> {
        match self {
            Self::WebPush { endpoint, p256dh, auth } => {
                if endpoint.is_empty() {
                    return Err(("endpoint", "empty"));
                }
                if endpoint.len() > ENDPOINT_BYTES {
                    return Err(("endpoint", "too-long"));
                }
                // 65 and 16 bytes, six bits a character.
                for (field, text, chars) in [("p256dh", p256dh, 87), ("auth", auth, 22)] {
                    let fits = text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
                    if text.len() != chars || !fits {
                        return Err((field, "not-readable"));
                    }
                }
                Ok(())
            }
            Self::Apns { token, .. } => match token.len() {
                0 => Err(("token", "empty")),
                201.. => Err(("token", "too-long")),
                _ if token.bytes().all(|b| b.is_ascii_hexdigit()) => Ok(()),
                _ => Err(("token", "not-readable")),
            },
            Self::Fcm { token } if token.is_empty() => Err(("token", "empty")),
            Self::Fcm { token } if token.len() > TOKEN_BYTES => Err(("token", "too-long")),
            Self::Fcm { token } if token.bytes().all(|b| b.is_ascii_graphic()) => Ok(()),
            Self::Fcm { .. } => Err(("token", "not-readable")),
        }
    }
}

/// `GET /v1/cities/{city}/push`: by which ways this server can reach a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PushOffer {
    /// The city's key for Web Push (VAPID, RFC 8292): an uncompressed P-256 point, base64url. A subscription is made
    /// for it, and takes pushes of nobody else.
    pub vapid: String,
    /// Apple's devices can be reached.
    pub apns: bool,
    /// Google's devices can be reached.
    pub fcm: bool,
}

/// `PUT /v1/cities/{city}/push`: a device says where it is reached. Said again it changes nothing. Signed in, it is
/// told of the person's streams too; not signed in (any more), of the public ones alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PushRegistration {
    /// Where.
    pub address: PushAddress,
    /// The language of what a phone shows by itself while the app cannot run: `ja`, `ja-easy`, `en`.
    #[serde(default)]
    pub locale: String,
}

/// The answer to a registration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PushRegistered {
    /// What the address is called here: the SHA-256 of it, in hex. Only who knows the address knows the name, and the
    /// name is what takes it off: `DELETE /v1/cities/{city}/push/{name}`.
    pub name: String,
}

/// What a push says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PushMessage {
    /// The city's code.
    pub city: String,
    /// Which streams moved, and where they are.
    pub hints: Vec<Hint>,
}

/// How urgently a device is woken, in the words of RFC 8030.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// When it is awake anyway.
    Low,
    /// Soon.
    #[default]
    Normal,
    /// At once: danger.
    High,
}

impl Urgency {
    /// The word of RFC 8030's header.
    pub fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Normal => "normal",
            Self::High => "high",
        }
    }

    /// As tables keep it: a higher number is more urgent.
    pub fn rank(self) -> i64 {
        match self {
            Self::Low => 0,
            Self::Normal => 1,
            Self::High => 2,
        }
    }

    /// The urgency of a rank; what no rank is counts as [`Self::Normal`].
    pub fn of_rank(rank: i64) -> Self {
        match rank {
            0 => Self::Low,
            2 => Self::High,
            _ => Self::Normal,
        }
    }
}

/// How urgent a record is that just came into its stream; `None` when nobody needs to be woken for it.
pub fn plan_urgency(record: &Record) -> Option<Urgency> {
    if record.gone {
        // What was shown has to go, but nobody needs to get up for it.
        return Some(Urgency::Low);
    }
    match record.kind.as_str() {
        kind::ALERT => record.body_as::<Alert>().map_or(Some(Urgency::Normal), |alert| of_alert(&alert)),
        kind::SAFETY => Some(match record.body_as::<SafetyCheck>() {
            Some(check) if check.is_drill() || check.ended.is_some() => Urgency::Normal,
            _ => Urgency::High,
        }),
        kind::SAFETY_REPORT => Some(match record.body_as::<SafetyReport>() {
            Some(report) if report.condition == Condition::Help => Urgency::High,
            _ => Urgency::Low,
        }),
        _ => Some(Urgency::Normal),
    }
}

fn of_alert(alert: &Alert) -> Option<Urgency> {
    match (alert.status, alert.severity) {
        (Status::Test, _) => None,
        (Status::Actual, _) if alert.cancelled => Some(Urgency::Normal),
        (Status::Actual, Severity::Emergency | Severity::Warning) => Some(Urgency::High),
        (Status::Actual, Severity::Advisory) | (Status::Drill, Severity::Emergency | Severity::Warning) => {
            Some(Urgency::Normal)
        }
        (Status::Actual | Status::Drill, _) => Some(Urgency::Low),
    }
}

/// How long news gathers before a device is woken for it.
const NEWS_GATHERS: i64 = 30 * Timestamp::SECOND;
/// How long what is a person's, a school's or an association's gathers: one act often moves several streams.
const PRIVATE_GATHERS: i64 = 3 * Timestamp::SECOND;
/// At most so often a device is woken for one private stream.
const PRIVATE_EVERY: i64 = Timestamp::MINUTE;

/// When devices are woken for a move of `stream` at `now`. `last` is when they were, or will be, woken for it before;
/// `news_every` is the operator's budget for news, in milliseconds.
///
/// Nothing is put off that is urgent, and no alert. What waits already takes along what comes meanwhile.
pub fn plan_due(
    stream: &Stream,
    urgency: Urgency,
    last: Option<Timestamp>,
    now: Timestamp,
    news_every: i64,
) -> Timestamp {
    if urgency == Urgency::High || *stream == Stream::alerts() {
        return now;
    }
    let (gathers, every) =
        if *stream == Stream::news() { (NEWS_GATHERS, news_every) } else { (PRIVATE_GATHERS, PRIVATE_EVERY) };
    let soon = now.plus(gathers);
    match last {
        Some(last) if last > now => last.min(now.plus(every.max(gathers))),
        Some(last) => soon.max(last.plus(every)),
        None => soon,
    }
}

/// Until when a push is worth delivering: a device that was off for longer finds out by itself.
pub fn plan_until(stream: &Stream, alert: Option<&Alert>, now: Timestamp) -> Timestamp {
    const SHORTEST: i64 = Timestamp::HOUR;
    const LONGEST: i64 = 3 * Timestamp::DAY;
    match alert {
        Some(alert) => Timestamp(alert.expires.0.clamp(now.plus(SHORTEST).0, now.plus(LONGEST).0)),
        None if *stream == Stream::news() => now.plus(12 * Timestamp::HOUR),
        None => now.plus(LONGEST),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn web() -> (String, String, String) {
        ("https://push.example.jp/x".to_owned(), "B".repeat(87), "a".repeat(22))
    }

    #[test]
    fn an_address_that_cannot_be_one_is_named_by_its_field() {
        let (endpoint, p256dh, auth) = web();
        let of = |endpoint: &str, p256dh: &str, auth: &str| PushAddress::WebPush {
            endpoint: endpoint.to_owned(),
            p256dh: p256dh.to_owned(),
            auth: auth.to_owned(),
        };
        let token = |token: &str| PushAddress::Apns { token: token.to_owned(), sandbox: false };
        let fcm = |token: &str| PushAddress::Fcm { token: token.to_owned() };
        assert!(of(&endpoint, &p256dh, &auth).validate().is_ok());
        assert!(token("00fFa9").validate().is_ok() && fcm("abc:APA91_-x").validate().is_ok());
        let table = [
            (of("", &p256dh, &auth), ("endpoint", "empty")),
            (of(&"x".repeat(ENDPOINT_BYTES + 1), &p256dh, &auth), ("endpoint", "too-long")),
            (of(&endpoint, &p256dh[1..], &auth), ("p256dh", "not-readable")),
            (of(&endpoint, &p256dh.replace('B', "="), &auth), ("p256dh", "not-readable")),
            (of(&endpoint, &p256dh, ""), ("auth", "not-readable")),
            (token(""), ("token", "empty")),
            (token("xyz"), ("token", "not-readable")),
            (token(&"0".repeat(201)), ("token", "too-long")),
            (fcm(""), ("token", "empty")),
            (fcm("a b"), ("token", "not-readable")),
            (fcm(&"a".repeat(TOKEN_BYTES + 1)), ("token", "too-long")),
        ];
        for (address, fault) in table {
            assert_eq!(address.validate(), Err(fault), "{address:?}");
        }
    }

    #[test]
    fn an_address_is_printed_nowhere_and_travels_with_its_transport() {
        let (endpoint, p256dh, auth) = web();
        let address = PushAddress::WebPush { endpoint, p256dh, auth };
        assert_eq!(format!("{address:?}"), "web_push");
        let json = serde_json::to_value(&address).unwrap();
        assert_eq!(json["transport"], "web_push");
        assert_eq!(serde_json::from_value::<PushAddress>(json).unwrap(), address);
        let apns = serde_json::json!({ "transport": "apns", "token": "00" });
        let read: PushAddress = serde_json::from_value(apns).unwrap();
        assert_eq!(read, PushAddress::Apns { token: "00".to_owned(), sandbox: false });
    }

    fn record(kind: &str, body: Option<serde_json::Value>) -> Record {
        Record {
            seq: 1,
            id: Uuid::from_u128(1),
            rev: 1,
            kind: kind.to_owned(),
            at: Timestamp(0),
            author: "operator".to_owned(),
            gone: body.is_none(),
            body: body.map(|body| serde_json::value::to_raw_value(&body).unwrap()),
        }
    }

    #[test]
    fn danger_wakes_at_once_a_drill_does_not_and_a_test_wakes_nobody() {
        let alert = |status, severity, cancelled| {
            let alert = Alert { status, severity, cancelled, ..Alert::default() };
            plan_urgency(&record(kind::ALERT, Some(serde_json::to_value(alert).unwrap())))
        };
        assert_eq!(alert(Status::Actual, Severity::Emergency, false), Some(Urgency::High));
        assert_eq!(alert(Status::Actual, Severity::Warning, false), Some(Urgency::High));
        assert_eq!(alert(Status::Actual, Severity::Warning, true), Some(Urgency::Normal));
        assert_eq!(alert(Status::Actual, Severity::Advisory, false), Some(Urgency::Normal));
        assert_eq!(alert(Status::Actual, Severity::Info, false), Some(Urgency::Low));
        assert_eq!(alert(Status::Drill, Severity::Emergency, false), Some(Urgency::Normal));
        assert_eq!(alert(Status::Drill, Severity::Info, false), Some(Urgency::Low));
        assert_eq!(alert(Status::Test, Severity::Emergency, false), None);
        assert_eq!(plan_urgency(&record(kind::ALERT, None)), Some(Urgency::Low));
        assert_eq!(plan_urgency(&record(kind::NOTICE, Some(serde_json::json!({})))), Some(Urgency::Normal));
        // What cannot be read (a newer version wrote it) is not taken for nothing.
        assert_eq!(plan_urgency(&record(kind::ALERT, Some(serde_json::json!(7)))), Some(Urgency::Normal));
        assert_eq!(plan_urgency(&record(kind::SAFETY, Some(serde_json::json!(7)))), Some(Urgency::High));
    }

    #[test]
    fn alerts_go_at_once_and_news_within_its_budget() {
        const BUDGET: i64 = 30 * Timestamp::MINUTE;
        let now = Timestamp(1_000_000_000);
        let due = |stream: &Stream, urgency, last: Option<i64>| {
            plan_due(stream, urgency, last.map(|ago| now.plus(-ago)), now, BUDGET).since(now)
        };
        let (alerts, news, mine) = (Stream::alerts(), Stream::news(), Stream::person(Uuid::from_u128(1)));
        for urgency in [Urgency::Low, Urgency::Normal, Urgency::High] {
            assert_eq!(due(&alerts, urgency, Some(0)), 0);
        }
        assert_eq!(due(&news, Urgency::Normal, None), NEWS_GATHERS);
        assert_eq!(due(&news, Urgency::Normal, Some(Timestamp::DAY)), NEWS_GATHERS);
        assert_eq!(due(&news, Urgency::Normal, Some(10 * Timestamp::MINUTE)), 20 * Timestamp::MINUTE);
        // One that waits already takes this along.
        assert_eq!(due(&news, Urgency::Normal, Some(-5 * Timestamp::MINUTE)), 5 * Timestamp::MINUTE);
        // A clock that was set back puts nothing off for longer than the budget.
        assert_eq!(due(&news, Urgency::Normal, Some(-5 * Timestamp::DAY)), BUDGET);
        assert_eq!(due(&mine, Urgency::Normal, None), PRIVATE_GATHERS);
        assert_eq!(due(&mine, Urgency::Normal, Some(Timestamp::SECOND)), PRIVATE_EVERY - Timestamp::SECOND);
        assert_eq!(due(&mine, Urgency::High, Some(Timestamp::SECOND)), 0);
    }

    #[test]
    fn a_push_is_carried_for_as_long_as_it_says_something() {
        let now = Timestamp(1_000_000_000);
        let until = |expires: i64| {
            let alert = Alert { expires: now.plus(expires), ..Alert::default() };
            plan_until(&Stream::alerts(), Some(&alert), now).since(now)
        };
        assert_eq!(until(5 * Timestamp::HOUR), 5 * Timestamp::HOUR);
        assert_eq!(until(-Timestamp::DAY), Timestamp::HOUR);
        assert_eq!(until(7 * Timestamp::DAY), 3 * Timestamp::DAY);
        assert_eq!(plan_until(&Stream::news(), None, now).since(now), 12 * Timestamp::HOUR);
    }

    #[test]
    fn a_rank_is_read_as_the_urgency_it_was_written_from() {
        for urgency in [Urgency::Low, Urgency::Normal, Urgency::High] {
            assert_eq!(Urgency::of_rank(urgency.rank()), urgency);
        }
        assert_eq!(Urgency::of_rank(77), Urgency::Normal);
    }
}
