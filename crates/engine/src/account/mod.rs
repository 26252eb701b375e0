//! Signing in and out. Everything public works without.
//!
//! Who is signed in stands in the database; what proves it (the session's token) stands in the keyring
//! alone. Signing out takes the person's records off the device and leaves their unsent changes in the
//! outbox, bound to them: they go when the same person signs in again, and under nobody else's name.

mod mine;

use crate::{
    Change, Engine, Error, Inner,
    api::Call,
    city,
    crypto::DeviceKey,
    http::Method,
    interests, locked, saved, settings,
    store::{self, StoreError},
};
use itsumo_domain::{
    Stream,
    account::{Confirm, Recover, RecoverConfirm, Register, Session, SignIn, check_password, normalise_email},
};
use rusqlite::{Connection, Transaction};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use uuid::Uuid;
use zeroize::Zeroizing;

/// Whether somebody is signed in on this device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountState {
    /// Nobody.
    SignedOut,
    /// Registered; the mailed code is still to be typed.
    Confirming {
        /// Where the code went.
        email: String,
    },
    /// Somebody.
    SignedIn {
        /// Their address.
        email: String,
        /// Their id.
        person: Uuid,
    },
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Person {
    pub id: Uuid,
    pub email: String,
    /// Their stream was pulled once since signing in, and what the device had was merged into it.
    pub merged: bool,
}

/// A registration whose mailed code is still to be typed.
#[derive(Serialize, Deserialize)]
struct Confirming {
    email: String,
    /// What makes the code ours ([`Register::nonce`]). Kept on disk: the mail is often read in another app, and a
    /// phone may end this one meanwhile. Without the code it is good for nothing.
    nonce: String,
}

pub(crate) const PERSON: &str = "person";
const CONFIRMING: &str = "confirming";
/// The keyring's name for the session's token.
const SESSION: &str = "session";
/// The keyring's name for the device's key.
const KEY: &str = "device-key";

/// Who is signed in.
pub(crate) fn person(db: &Connection) -> Result<Option<Person>, StoreError> {
    store::setting(db, PERSON)
}

/// Who is signed in, once what the device had is theirs too.
pub(crate) fn merged_person(db: &Connection) -> Result<Option<Person>, StoreError> {
    Ok(person(db)?.filter(|person| person.merged))
}

/// First whole pull of the person's stream: the device's interests and kept articles become theirs.
pub(crate) fn merge(tx: &Transaction<'_>, inner: &Inner) -> Result<bool, StoreError> {
    let Some(mut person) = person(tx)?.filter(|person| !person.merged) else { return Ok(false) };
    interests::merge(tx, inner, &person)?;
    saved::merge(tx, inner, &person)?;
    person.merged = true;
    store::set_setting(tx, PERSON, &person)?;
    inner.sort_again(tx)?;
    Ok(true)
}

/// The account is gone for good: what the person sees on this device becomes the device's own, as before
/// they had one. Unsent changes have nowhere to go.
fn leave_behind(tx: &Transaction<'_>, inner: &Inner) -> Result<(), StoreError> {
    let Some(person) = person(tx)? else { return Ok(()) };
    tx.execute("DELETE FROM outbox WHERE person = ?1", [person.id.to_string()])?;
    saved::leave_behind(tx, inner)?;
    interests::leave_behind(tx, inner)?;
    forget_person(tx, inner)
}

/// Takes everything of the person off the device, but not their unsent changes.
pub(crate) fn forget_person(tx: &Transaction<'_>, inner: &Inner) -> Result<(), StoreError> {
    store::unset(tx, CONFIRMING)?;
    let Some(person) = person(tx)? else { return Ok(()) };
    saved::forget(tx, person.id)?;
    crate::draft::forget(tx, inner)?;
    crate::private::forget(tx, inner)?;
    interests::forget(tx)?;
    crate::sync::drop_stream(tx, inner, &Stream::person(person.id))?;
    store::unset(tx, PERSON)?;
    inner.sort_again(tx)
}

/// Forgets the session's token. What cannot be forgotten is of no use without the person.
pub(crate) async fn forget_session(inner: &Arc<Inner>) {
    let place = Arc::clone(inner);
    let gone = inner.runtime.spawn_blocking(move || place.deps.secrets.delete(SESSION)).await;
    if !matches!(gone, Ok(Ok(()))) {
        tracing::warn!("the session's token could not be removed from the keyring");
    }
}

/// Takes the person off this device: they left, or the server no longer knows it.
pub(crate) async fn sign_out_here(inner: &Arc<Inner>) -> Result<(), Error> {
    inner.write(forget_person).await?;
    forget_session(inner).await;
    for change in [Change::Account, Change::Interests, Change::News, Change::Outbox] {
        inner.changed(change);
    }
    for room in crate::private::Room::ALL {
        inner.changed(room.change());
    }
    inner.wake_live.notify_waiters();
    Ok(())
}

/// The proof for calls, and whose it is.
pub(crate) struct Token {
    pub person: Uuid,
    pub token: Zeroizing<String>,
}

impl Inner {
    /// The signed-in person's proof; `None` when nobody is signed in or the keyring does not answer.
    pub(crate) async fn token(self: &Arc<Self>) -> Result<Option<Token>, Error> {
        let Some(person) = self.read(|db, _| person(db)).await? else { return Ok(None) };
        let inner = Arc::clone(self);
        let kept = self.runtime.spawn_blocking(move || inner.deps.secrets.get(SESSION)).await;
        match kept {
            Ok(Ok(Some(json))) => {
                let session: Option<Session> = serde_json::from_str(&json).ok();
                // A token that another process kept for another person proves nothing here.
                Ok(session
                    .filter(|session| session.person == person.id)
                    .map(|session| Token { person: person.id, token: Zeroizing::new(session.token) }))
            }
            Ok(Ok(None)) => Ok(None),
            Ok(Err(error)) => {
                tracing::warn!(%error, "the session's token cannot be read");
                Ok(None)
            }
            Err(error) => Err(Error::internal(error)),
        }
    }

    pub(crate) async fn proof(self: &Arc<Self>) -> Result<Token, Error> {
        self.token().await?.ok_or(Error::SignedOut)
    }

    /// The device's key; made at first need.
    fn key(&self) -> Result<DeviceKey, StoreError> {
        let mut cached = locked(&self.key);
        if let Some(key) = &*cached {
            return Ok(key.clone());
        }
        let secrets = |error: crate::secrets::SecretsError| StoreError::Io(std::io::Error::other(error));
        let key = match self.deps.secrets.get(KEY).map_err(secrets)? {
            Some(hex) => DeviceKey::from_hex(&hex)
                .ok_or_else(|| StoreError::Io(std::io::Error::other("the device's key is damaged")))?,
            None => {
                let key = DeviceKey::new(self.deps.ids.secret());
                self.deps.secrets.set(KEY, &key.to_hex()).map_err(secrets)?;
                key
            }
        };
        *cached = Some(key.clone());
        Ok(key)
    }

    /// Seals a private text for its place.
    pub(crate) fn seal(&self, place: &str, text: &[u8]) -> Result<Vec<u8>, StoreError> {
        Ok(self.key()?.seal(place, text, self.deps.ids.secret()))
    }

    /// Opens it; `None` when the device's key is another one now (a restored backup, a new keyring): the
    /// next sync brings the text back.
    pub(crate) fn unseal(&self, place: &str, sealed: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let opened = self.try_unseal(place, sealed)?;
        if opened.is_none() {
            tracing::warn!(place = place.split('/').next(), "sealed with a key this device no longer has");
            self.key_lost.store(true, std::sync::atomic::Ordering::SeqCst);
        }
        Ok(opened)
    }

    /// [`Self::unseal`] of what no server could bring back: nothing is pulled again for it.
    pub(crate) fn try_unseal(&self, place: &str, sealed: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.key()?.open(place, sealed).ok())
    }

    /// The session came: who they are, and their token into the keyring. The token first: a crash between
    /// the two leaves a token nobody asks for, not a person without proof.
    async fn signed_in(self: &Arc<Self>, session: Session) -> Result<(), Error> {
        let keep = serde_json::to_string(&session).map_err(Error::internal)?;
        let inner = Arc::clone(self);
        let kept = self.runtime.spawn_blocking(move || inner.deps.secrets.set(SESSION, &keep)).await;
        match kept {
            Ok(Ok(())) => {}
            Ok(Err(error)) => return Err(Error::internal(error)),
            Err(error) => return Err(Error::internal(error)),
        }
        let (id, email) = (session.person, session.email);
        self.write(move |tx, inner| {
            match person(tx)? {
                // The same person once more, with a new token: nothing to merge.
                Some(before) if before.id == id => {
                    store::set_setting(tx, PERSON, &Person { id, email, merged: before.merged })?;
                }
                _ => {
                    forget_person(tx, inner)?;
                    store::set_setting(tx, PERSON, &Person { id, email, merged: false })?;
                }
            }
            store::unset(tx, CONFIRMING)
        })
        .await?;
        self.changed(Change::Account);
        self.changed(Change::Outbox);
        for room in crate::private::Room::ALL {
            self.changed(room.change());
        }
        self.wake_live.notify_waiters();
        Ok(())
    }
}

/// What this device is called in the list of devices.
fn device_name() -> String {
    let system = match std::env::consts::OS {
        "linux" => "Linux",
        "macos" => "Mac",
        "windows" => "Windows",
        "ios" => "iPhone",
        "android" => "Android",
        other => other,
    };
    format!("いつも ({system})")
}

async fn city_and_locale(inner: &Arc<Inner>) -> Result<(String, String), Error> {
    inner
        .read(|db, _| {
            let locale = settings::stored(db)?.locale.unwrap_or_default();
            Ok(city::chosen(db)?.map(|code| (code, locale.code().to_owned())))
        })
        .await?
        .ok_or_else(|| Error::refused("city-needed"))
}

impl Engine {
    /// Whether somebody is signed in.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn account(&self) -> Result<AccountState, Error> {
        self.read(|db, _| {
            if let Some(person) = person(db)? {
                return Ok(AccountState::SignedIn { email: person.email, person: person.id });
            }
            Ok(match store::setting(db, CONFIRMING)? {
                Some(Confirming { email, .. }) => AccountState::Confirming { email },
                None => AccountState::SignedOut,
            })
        })
        .await
    }

    /// Registers an address; a code is mailed to it, which is good on this device alone. Codes of registrations
    /// before are then good for nothing here. The answer is the same for a known address.
    ///
    /// # Errors
    /// What is wrong with the address or the password, or offline.
    pub async fn register(&self, email: &str, password: &str) -> Result<(), Error> {
        let email = normalise_email(email)?;
        check_password(password, &email)?;
        let (inner, password) = (self.inner(), password.to_owned());
        self.run(async move {
            let (city, locale) = city_and_locale(&inner).await?;
            let nonce: String = inner.deps.ids.secret().iter().map(|byte| format!("{byte:02x}")).collect();
            let ask = Register { city, email: email.clone(), password, locale, nonce: nonce.clone() };
            inner.send::<serde::de::IgnoredAny>(Method::Post, "/v1/accounts", &ask, None).await?;
            inner.write(move |tx, _| store::set_setting(tx, CONFIRMING, &Confirming { email, nonce })).await?;
            inner.changed(Change::Account);
            Ok(())
        })
        .await
    }

    /// Types the code that was mailed; signs in.
    ///
    /// # Errors
    /// When the code is wrong, too old or of somebody else's registration, nothing was registered here, or offline.
    pub async fn confirm(&self, code: &str) -> Result<(), Error> {
        let (inner, code) = (self.inner(), itsumo_domain::text::nfkc(code.trim()));
        self.run(async move {
            let waiting: Option<Confirming> = inner.read(|db, _| store::setting(db, CONFIRMING)).await?;
            let Confirming { email, nonce } = waiting.ok_or_else(|| Error::refused("nothing-to-confirm"))?;
            let (city, _) = city_and_locale(&inner).await?;
            let ask = Confirm { city, email, code, device: device_name(), nonce };
            let session = inner.send(Method::Post, "/v1/accounts/confirm", &ask, None).await?;
            inner.signed_in(session).await
        })
        .await?;
        self.first_sync().await;
        Ok(())
    }

    /// Gives up waiting for a code.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn cancel_confirming(&self) -> Result<(), Error> {
        self.write(|tx, _| store::unset(tx, CONFIRMING)).await?;
        self.changed(Change::Account);
        Ok(())
    }

    /// Signs in. What this device had (interests, kept articles) becomes the person's too.
    ///
    /// # Errors
    /// `wrong-credentials` for any pair that does not fit, or offline.
    pub async fn sign_in(&self, email: &str, password: &str) -> Result<(), Error> {
        let email = normalise_email(email)?;
        if password.is_empty() {
            return Err(Error::field("password", "empty"));
        }
        let (inner, password) = (self.inner(), password.to_owned());
        self.run(async move {
            let (city, _) = city_and_locale(&inner).await?;
            let ask = SignIn { city, email, password, device: device_name() };
            let session = inner.send(Method::Post, "/v1/sessions", &ask, None).await?;
            inner.signed_in(session).await
        })
        .await?;
        self.first_sync().await;
        Ok(())
    }

    /// The sync that merges. If it fails now it happens later; the person is signed in either way.
    async fn first_sync(&self) {
        if let Err(error) = self.sync().await {
            tracing::info!(%error, "the first sync has to wait");
            self.0.inner.wake_sync.notify_one();
        }
    }

    /// Signs out: the person's records leave the device. Unsent changes wait for them.
    ///
    /// # Errors
    /// When the store cannot be written. Being offline is no error: the server forgets the session when it
    /// is next told or signs it out from another device.
    pub async fn sign_out(&self) -> Result<(), Error> {
        let inner = self.inner();
        self.run(async move {
            // Send what waits, while we still may. Where nobody answers, nobody is waited for a second time.
            let reached = !matches!(crate::sync::run(&inner).await, Err(Error::Offline));
            if let Some(token) = inner.token().await?.filter(|_| reached) {
                let call = Call { token: Some(&token.token), ..Call::new(Method::Delete, "/v1/sessions/current") };
                if let Err(error) = inner.call_json::<serde::de::IgnoredAny>(call).await {
                    tracing::info!(%error, "the server does not know yet that this device signed out");
                }
            }
            let _no_sync_meanwhile = inner.sync_gate.lock().await;
            sign_out_here(&inner).await?;
            // From now on this device is woken for what is public, and for nobody's own.
            if reached {
                crate::push::settle(&inner).await;
            }
            Ok(())
        })
        .await
    }

    /// Mails a code for a new password. The answer is the same for an unknown address.
    ///
    /// # Errors
    /// What is wrong with the address, or offline.
    pub async fn recover(&self, email: &str) -> Result<(), Error> {
        let email = normalise_email(email)?;
        let inner = self.inner();
        self.run(async move {
            let (city, locale) = city_and_locale(&inner).await?;
            let ask = Recover { city, email, locale };
            inner.send::<serde::de::IgnoredAny>(Method::Post, "/v1/accounts/recovery", &ask, None).await?;
            Ok(())
        })
        .await
    }

    /// A new password by mailed code; signs in here and out everywhere else.
    ///
    /// # Errors
    /// When the code is wrong or too old, what is wrong with the password, or offline.
    pub async fn confirm_recovery(&self, email: &str, code: &str, password: &str) -> Result<(), Error> {
        let email = normalise_email(email)?;
        check_password(password, &email)?;
        let (inner, code, password) = (self.inner(), itsumo_domain::text::nfkc(code.trim()), password.to_owned());
        self.run(async move {
            let (city, _) = city_and_locale(&inner).await?;
            let ask = RecoverConfirm { city, email, code, password, device: device_name() };
            let session = inner.send(Method::Post, "/v1/accounts/recovery/confirm", &ask, None).await?;
            inner.signed_in(session).await
        })
        .await?;
        self.first_sync().await;
        Ok(())
    }
}
