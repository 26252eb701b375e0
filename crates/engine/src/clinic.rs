//! The device in somebody else's hand: a parent hands it over at the clinic, and it shows one child's plan and
//! nothing else until the family takes it back.
//!
//! That it is locked is kept in the store, so that an app started again opens locked. The PIN is a courtesy between
//! people who stand in one room: four figures keep nobody out who owns the device's files, so it lies where the other
//! secrets lie and is neither hashed nor asked anywhere else.
//!
//! **Invariant:** no lock outlives the family's patience. Who has forgotten the PIN says so and waits
//! [`FORGOTTEN_WAIT`]; nothing is erased, and nothing that the clinic can read on the screen opens it.

use crate::{
    Change, Engine, Error,
    store::{set_setting, setting, unset},
};
use itsumo_domain::Timestamp;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use uuid::Uuid;

/// How long the device stays locked after somebody said that the PIN is forgotten, in milliseconds.
pub const FORGOTTEN_WAIT: i64 = 10 * Timestamp::MINUTE;

/// After so many wrong PINs one waits.
const TRIES: u32 = 5;

/// How long, in milliseconds.
const WAIT: i64 = Timestamp::MINUTE;

const LOCK: &str = "clinic-lock";
const HAS_PIN: &str = "clinic-has-pin";
const PIN: &str = "clinic-pin";

/// The device is handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClinicLock {
    /// Whose plan it shows.
    pub child: Uuid,
    /// The pre-vaccination form it shows beside.
    pub form: Option<Uuid>,
    /// Since when.
    pub since: Timestamp,
    /// Opened by the family's PIN; else by holding a button and answering a question.
    pub pin: bool,
    /// Too many wrong PINs: not before this moment.
    pub wait_until: Option<Timestamp>,
    /// The PIN was forgotten: from this moment on it opens without one.
    pub opens_at: Option<Timestamp>,
    wrong: u32,
}

/// What came of a try to take the device back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unlocking {
    /// It is the family's again.
    Open,
    /// Not the PIN; so many tries are left before one waits.
    Wrong {
        /// Tries.
        left: u32,
    },
    /// Not before this moment.
    Wait {
        /// The moment.
        until: Timestamp,
    },
}

impl Engine {
    /// The lock, while the device is handed over.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn clinic_lock(&self) -> Result<Option<ClinicLock>, Error> {
        self.read(|db, _| setting(db, LOCK)).await
    }

    /// For what takes something of the handbook out of the device: while it is handed over, nothing goes.
    ///
    /// # Errors
    /// `handed-over`.
    pub(crate) async fn not_handed_over(&self) -> Result<(), Error> {
        match self.clinic_lock().await? {
            Some(_) => Err(Error::refused("handed-over")),
            None => Ok(()),
        }
    }

    /// Whether the family has set a PIN.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn has_clinic_pin(&self) -> Result<bool, Error> {
        self.read(|db, _| Ok(setting(db, HAS_PIN)?.unwrap_or(false))).await
    }

    /// Sets the family's PIN, four to eight figures, or with `None` does without one.
    ///
    /// # Errors
    /// When it is not a PIN, when the device is handed over, or when it cannot be kept.
    pub async fn set_clinic_pin(&self, pin: Option<String>) -> Result<(), Error> {
        if pin.as_ref().is_some_and(|pin| !(4..=8).contains(&pin.len()) || !pin.bytes().all(|c| c.is_ascii_digit())) {
            return Err(Error::field("clinic-pin", "not-a-pin"));
        }
        self.not_handed_over().await?;
        let has = pin.is_some();
        self.secret(move |secrets| match pin {
            Some(pin) => secrets.set(PIN, &pin),
            None => secrets.delete(PIN),
        })
        .await?;
        self.write(move |tx, _| set_setting(tx, HAS_PIN, &has)).await?;
        self.changed(Change::Settings);
        Ok(())
    }

    /// Hands the device over: from now on it shows `child` and, where there is one, its `form`.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn hand_over(&self, child: Uuid, form: Option<Uuid>) -> Result<(), Error> {
        let since = self.now();
        self.write(move |tx, _| {
            let pin = setting(tx, HAS_PIN)?.unwrap_or(false);
            let lock = ClinicLock { child, form, since, pin, wait_until: None, opens_at: None, wrong: 0 };
            set_setting(tx, LOCK, &lock)
        })
        .await?;
        self.changed(Change::Settings);
        Ok(())
    }

    /// Takes the device back with `pin`; where the family has none, whoever calls this has asked in another way.
    ///
    /// # Errors
    /// When the store or the place of the secrets cannot be read. It stays locked then.
    pub async fn take_back(&self, pin: String) -> Result<Unlocking, Error> {
        let now = self.now();
        let Some(lock) = self.clinic_lock().await? else { return Ok(Unlocking::Open) };
        if lock.pin && lock.opens_at.is_none_or(|opens| now < opens) {
            if let Some(until) = lock.wait_until.filter(|until| now < *until) {
                return Ok(Unlocking::Wait { until });
            }
            let right = self.secret(|secrets| secrets.get(PIN)).await?;
            if right.as_deref() != Some(pin.as_str()) {
                return self.wrong_pin(lock, now).await;
            }
        }
        self.write(|tx, _| unset(tx, LOCK)).await?;
        self.changed(Change::Settings);
        Ok(Unlocking::Open)
    }

    async fn wrong_pin(&self, mut lock: ClinicLock, now: Timestamp) -> Result<Unlocking, Error> {
        lock.wrong = lock.wrong.saturating_add(1);
        let left = TRIES - lock.wrong % TRIES;
        let waits = lock.wrong.is_multiple_of(TRIES);
        lock.wait_until = waits.then(|| now.plus(WAIT));
        let answer = lock.wait_until.map_or(Unlocking::Wrong { left }, |until| Unlocking::Wait { until });
        self.write(move |tx, _| set_setting(tx, LOCK, &lock)).await?;
        self.changed(Change::Settings);
        Ok(answer)
    }

    /// The PIN is forgotten: says when the device will open without it. Saying so again does not begin the wait anew.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn forgot_clinic_pin(&self) -> Result<Option<Timestamp>, Error> {
        let now = self.now();
        let opens = self
            .write(move |tx, _| {
                let Some(mut lock) = setting::<ClinicLock>(tx, LOCK)? else { return Ok(None) };
                let opens = *lock.opens_at.get_or_insert(now.plus(FORGOTTEN_WAIT));
                set_setting(tx, LOCK, &lock)?;
                Ok(Some(opens))
            })
            .await?;
        self.changed(Change::Settings);
        Ok(opens)
    }

    async fn secret<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&dyn crate::Secrets) -> Result<T, crate::secrets::SecretsError> + Send + 'static,
    ) -> Result<T, Error> {
        let inner = self.inner();
        let place = Arc::clone(&inner);
        match inner.runtime.spawn_blocking(move || ask(&*place.deps.secrets)).await {
            Ok(answer) => answer.map_err(Error::internal),
            Err(error) => Err(Error::internal(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Deps, HandClock, Paths, http::FakeHttp};

    fn opened(folder: &std::path::Path, clock: &HandClock, deps: Option<Deps>) -> Engine {
        let deps = deps.unwrap_or_else(|| Deps::fake(clock.clone(), Arc::new(FakeHttp::offline()), 7));
        Engine::open(Paths::at(folder), deps).unwrap()
    }

    #[tokio::test]
    async fn a_device_that_was_handed_over_is_still_so_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let clock = HandClock::at(Timestamp(1_000));
        let deps = Deps::fake(clock.clone(), Arc::new(FakeHttp::offline()), 7);
        let child = Uuid::from_u128(1);
        let engine = opened(folder.path(), &clock, Some(deps.clone()));
        engine.set_clinic_pin(Some("2468".to_owned())).await.unwrap();
        engine.hand_over(child, None).await.unwrap();
        drop(engine);

        let engine = opened(folder.path(), &clock, Some(deps));
        assert_eq!(engine.clinic_lock().await.unwrap().map(|lock| (lock.child, lock.pin)), Some((child, true)));
        assert!(engine.set_clinic_pin(None).await.is_err(), "the clinic takes the PIN away");
        assert_eq!(engine.take_back("1357".to_owned()).await.unwrap(), Unlocking::Wrong { left: 4 });
        assert_eq!(engine.take_back("2468".to_owned()).await.unwrap(), Unlocking::Open);
        assert_eq!(engine.clinic_lock().await.unwrap(), None);
    }

    #[tokio::test]
    async fn while_the_clinic_has_the_device_nothing_of_the_handbook_leaves_it() {
        let folder = tempfile::tempdir().unwrap();
        let engine = opened(folder.path(), &HandClock::at(Timestamp(1_795_305_600_000)), None);
        let known = itsumo_domain::handbook::Child {
            birth_date: chrono::NaiveDate::from_ymd_opt(2026, 6, 1),
            ..Default::default()
        };
        let child = engine.record(vec![crate::NewEntry::child(known)]).await.unwrap()[0];
        let out = folder.path().join("out");
        engine.hand_over(child, None).await.unwrap();
        let options = crate::ExportOptions::default;
        let refused = Error::refused("handed-over");
        assert_eq!(engine.booklet_pdf(child, options()).await.unwrap_err(), refused);
        assert_eq!(engine.handbook_csv(child, options()).await.unwrap_err(), refused);
        assert_eq!(engine.handbook_ical(child, options()).await.unwrap_err(), refused);
        assert_eq!(engine.handbook_fhir(child, options()).await.unwrap_err(), refused);
        assert_eq!(engine.export_handbook(&out, options()).await.unwrap_err(), refused);
        assert_eq!(engine.invitation().await.unwrap_err(), refused);
        assert_eq!(engine.make_recovery_code().await.map(drop).unwrap_err(), refused);
        assert!(!out.exists(), "a folder was begun");
        engine.take_back(String::new()).await.unwrap();
        assert!(engine.handbook_csv(child, options()).await.is_ok());
    }

    #[tokio::test]
    async fn guessing_is_slow() {
        let folder = tempfile::tempdir().unwrap();
        let clock = HandClock::at(Timestamp(1_000));
        let engine = opened(folder.path(), &clock, None);
        engine.set_clinic_pin(Some("2468".to_owned())).await.unwrap();
        engine.hand_over(Uuid::from_u128(1), None).await.unwrap();
        for _ in 0..5 {
            engine.take_back("0000".to_owned()).await.unwrap();
        }
        let until = Timestamp(1_000).plus(Timestamp::MINUTE);
        // Not even the right one, for a minute.
        assert_eq!(engine.take_back("2468".to_owned()).await.unwrap(), Unlocking::Wait { until });
        clock.set(until);
        assert_eq!(engine.take_back("2468".to_owned()).await.unwrap(), Unlocking::Open);
    }

    #[tokio::test]
    async fn a_forgotten_pin_costs_time_and_no_data() {
        let folder = tempfile::tempdir().unwrap();
        let clock = HandClock::at(Timestamp(1_000));
        let engine = opened(folder.path(), &clock, None);
        engine.set_clinic_pin(Some("2468".to_owned())).await.unwrap();
        engine.hand_over(Uuid::from_u128(1), None).await.unwrap();
        let opens = engine.forgot_clinic_pin().await.unwrap().unwrap();
        clock.set(opens.plus(-1));
        assert_eq!(engine.forgot_clinic_pin().await.unwrap(), Some(opens), "the wait began anew");
        assert_eq!(engine.take_back(String::new()).await.unwrap(), Unlocking::Wrong { left: 4 });
        clock.set(opens);
        assert_eq!(engine.take_back(String::new()).await.unwrap(), Unlocking::Open);
    }

    #[tokio::test]
    async fn without_a_pin_the_screen_itself_asks() {
        let folder = tempfile::tempdir().unwrap();
        let engine = opened(folder.path(), &HandClock::at(Timestamp(1_000)), None);
        for pin in ["", "12", "123456789", "12a4", "１２３４"] {
            assert!(engine.set_clinic_pin(Some(pin.to_owned())).await.is_err(), "{pin}");
        }
        engine.hand_over(Uuid::from_u128(1), None).await.unwrap();
        assert!(!engine.clinic_lock().await.unwrap().unwrap().pin);
        assert_eq!(engine.take_back(String::new()).await.unwrap(), Unlocking::Open);
    }
}
