//! Named people with devices, a real backend, a clock moved by hand: what stories, simulations and benches
//! are told with.
//!
//! Everything between a finger and the tables is the real thing: the engine, HTTP over loopback, the router,
//! the store. Only what a test must hold in its hand is not: the clock and the ids, the mails, the keyring, the
//! notifications, and the [`Wire`] between a device and the server, which can be cut and can lose answers.
//!
//! **Invariant:** nothing here sleeps. One waits for what the engine says has changed, with a deadline that
//! only a failing test ever reaches.

pub mod association;
mod browser;
mod device;
mod feed;
pub mod postgres;
pub mod school;
mod time;
mod wire;
mod world;

pub use browser::{Browser, Page};
pub use device::{Device, Person};
pub use feed::{Feed, Item};
pub use school::Staff;
pub use time::Hand;
pub use wire::Wire;
pub use world::{Server, World};

use std::time::Duration;

/// The city of the stories: みほん市.
pub const CITY: &str = "990027";

/// Its configuration.
pub const CITY_TOML: &str = include_str!("../city/city.toml");

/// How long to wait for what must come. Only a failing test waits so long.
pub const DEADLINE: Duration = Duration::from_secs(60);
