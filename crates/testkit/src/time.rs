//! One hand that moves the clocks of the server and of every device.

use itsumo_domain::Timestamp;
use std::sync::Arc;

/// The clock of a world.
#[derive(Clone)]
pub struct Hand {
    server: Arc<itsumo_backend::clock::HandClock>,
    devices: itsumo_engine::HandClock,
}

impl Hand {
    /// A clock that stands at `now`.
    pub fn at(now: Timestamp) -> Self {
        Self { server: Arc::new(itsumo_backend::clock::HandClock::at(now)), devices: itsumo_engine::HandClock::at(now) }
    }

    /// What it shows.
    pub fn now(&self) -> Timestamp {
        itsumo_engine::Clock::now(&self.devices)
    }

    /// Moves it on by `millis`: every timer of a device that falls due, fires.
    pub fn advance(&self, millis: i64) {
        let now = self.now().plus(millis);
        self.server.set(now);
        self.devices.set(now);
    }

    pub(crate) fn of_server(&self) -> Arc<dyn itsumo_backend::clock::Clock> {
        self.server.clone()
    }
    pub(crate) fn of_devices(&self) -> Arc<dyn itsumo_engine::Clock> {
        Arc::new(self.devices.clone())
    }
}
