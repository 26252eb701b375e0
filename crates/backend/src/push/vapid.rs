//! The cities' keys for Web Push (VAPID, RFC 8292): one a city, made once and kept.
//!
//! A subscription is bound to the key it was made for. A key that is lost makes every device deaf until its app runs
//! again, so it lies in the database, is in every backup, and is never replaced; all processes on one database share
//! it. It opens nothing: with it somebody could wake devices whose addresses they know, and read nothing.

use super::{
    PushError,
    jwt::{Es256, NotAKey},
};
use crate::{
    clock::Ids,
    store::{Store, StoreError},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use itsumo_domain::Timestamp;
use serde_json::json;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// How long a statement is good; a service takes at most a day.
const GOOD: i64 = 12 * Timestamp::HOUR;
/// A statement is used until so long before its end.
const SPARE: i64 = Timestamp::HOUR;
/// Statements remembered at most: an origin is what anybody registers.
const MOST: usize = 1_000;

/// The cities' keys, and the statements signed with them.
pub struct Vapids {
    store: Store,
    ids: Arc<dyn Ids>,
    contact: String,
    keys: Mutex<HashMap<String, Arc<Es256>>>,
    signed: Mutex<Signed>,
}

/// By city and origin: the header, and until when it is used.
type Signed = HashMap<(String, String), (String, Timestamp)>;

impl Vapids {
    /// `contact` is whom a push service may write to: `mailto:…` or `https://…`.
    pub fn new(store: Store, ids: Arc<dyn Ids>, contact: String) -> Self {
        Self { store, ids, contact, keys: Mutex::default(), signed: Mutex::default() }
    }

    /// The public half of the city's key, base64url.
    ///
    /// # Errors
    /// The store's.
    pub async fn public(&self, city: &str) -> Result<String, PushError> {
        Ok(URL_SAFE_NO_PAD.encode(self.key(city).await?.point()))
    }

    /// The header that proves to the service at `origin` that the city pushes.
    ///
    /// # Errors
    /// The store's.
    pub async fn header(&self, city: &str, origin: &str, now: Timestamp) -> Result<String, PushError> {
        let of = (city.to_owned(), origin.to_owned());
        {
            let signed = self.signed.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((header, until)) = signed.get(&of)
                && (0..=GOOD).contains(&until.since(now))
            {
                return Ok(header.clone());
            }
        }
        let key = self.key(city).await?;
        let claims = json!({ "aud": origin, "exp": now.plus(GOOD).0 / Timestamp::SECOND, "sub": self.contact });
        let token = key.sign(json!({}), &claims)?;
        let header = format!("vapid t={token}, k={}", URL_SAFE_NO_PAD.encode(key.point()));
        let mut signed = self.signed.lock().unwrap_or_else(PoisonError::into_inner);
        if signed.len() >= MOST {
            signed.clear();
        }
        signed.insert(of, (header.clone(), now.plus(GOOD - SPARE)));
        Ok(header)
    }

    async fn key(&self, city: &str) -> Result<Arc<Es256>, PushError> {
        let known = self.keys.lock().unwrap_or_else(PoisonError::into_inner).get(city).cloned();
        if let Some(key) = known {
            return Ok(key);
        }
        let secret = match self.kept(city).await? {
            Some(secret) => secret,
            None => self.make(city).await?,
        };
        let secret: [u8; 32] = secret.try_into().map_err(|_| NotAKey)?;
        let key = Arc::new(Es256::of_secret(&secret)?);
        self.keys.lock().unwrap_or_else(PoisonError::into_inner).insert(city.to_owned(), Arc::clone(&key));
        Ok(key)
    }

    async fn kept(&self, city: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let city = city.to_owned();
        let reading = self.store.read::<_, StoreError, _>(move |tx| {
            Box::pin(async move {
                let rows = tx.query("SELECT secret FROM push_key WHERE city = $1", &[city.into()]).await?;
                rows.first().map(|row| row.bytes(0).map(<[u8]>::to_vec)).transpose()
            })
        });
        reading.await
    }

    /// Makes one, unless another process was faster: then it is that one's.
    async fn make(&self, city: &str) -> Result<Vec<u8>, PushError> {
        let secret = loop {
            let secret = self.ids.secret();
            if Es256::of_secret(&secret).is_ok() {
                break secret;
            }
        };
        let code = city.to_owned();
        let writing = self.store.write::<_, StoreError, _>(move |tx| {
            Box::pin(async move {
                let sql = "INSERT INTO push_key (city, secret) VALUES ($1, $2) ON CONFLICT (city) DO NOTHING";
                tx.execute(sql, &[code.into(), secret.to_vec().into()]).await
            })
        });
        writing.await?;
        Ok(self.kept(city).await?.ok_or(NotAKey)?)
    }
}
