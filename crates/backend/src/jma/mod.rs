//! 気象庁防災情報XML: the telegrams by which 気象庁 warns of weather, earthquakes, tsunami and volcanoes.
//!
//! Three pure steps, so that each can be tested by table: [`read()`] turns bytes into a [`Telegram`],
//! [`plan_alerts`] says what a telegram changes for one city, and [`source`] fetches and carries it out.
//!
//! ## What is strict and what is not
//! A telegram without a known `Status` (通常, 訓練, 試験) or `InfoType` (発表, 訂正, 遅延, 取消) is an error with a
//! name: guessing could show a drill as real, or raise what was taken back. Everything else is tolerant:
//! namespaces, encodings, unknown elements, unknown kinds. A kind that is not shown as an alert says so by name
//! ([`NotShown`]); nothing is passed over in silence.
//!
//! ## Severity
//! 特別警報 and 警戒レベル4 and 5 are an emergency: at level 4 everybody leaves, at level 5 it is nearly too late.
//! 警報 and level 3 warn, 注意報 and level 2 advise. 津波警報 and 大津波警報 are both an emergency, because both mean
//! "run now". Earthquakes go by the measured intensity in the city: 6弱 and up emergency, 5弱 and up warning, 3
//! and 4 advisory; below 3 nothing is shown, for few places in Japan go a month without.
//!
//! ## One alert, many telegrams
//! An [`AlertChange`] carries a key (`weather/heavy-rain`, `quake/20260101123456`): telegrams about the same
//! thing revise the same alert. Drills and tests have keys of their own (`drill/…`, `test/…`), so that lifting a
//! drill never lifts a real warning. A telegram about weather is a *complete statement* of the kinds it speaks
//! for: what it no longer names is lifted, so a telegram that we missed does not leave a warning standing.
//! Order is by when telegrams were reported ([`Order`]), not by when they arrived.

mod hazard;
mod plan;
mod read;
pub mod source;
mod xml;

pub use hazard::{Family, Kind};
pub use plan::{AlertChange, Change, NotShown, Place, plan_alerts};
pub use read::{Area, InfoType, Intensity, KindOf, Order, Shaking, Statement, Telegram, TelegramError, read};
