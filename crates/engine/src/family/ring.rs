//! The keys that this device holds, as the OS keyring keeps them: one secret for the device, and one for each
//! vault with the keys of all its epochs (small enough for every platform's keyring).
//!
//! Nothing of a family stands in the keyring before there is something to seal, and what stands there is never
//! replaced by new keys: if a keyring cannot be read, that is an error, not an invitation to begin anew.

use super::seal::EpochKey;
use crate::{
    crypto::{from_hex, to_hex},
    secrets::{Secrets, SecretsError},
    store::StoreError,
};
use crypto_box::{PublicKey, SecretKey};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;
use zeroize::Zeroizing;

const DEVICE: &str = "family-device";

fn vault_name(vault: Uuid) -> String {
    format!("family-{vault}")
}

/// What this device holds.
#[derive(Clone, Default)]
pub(crate) struct Ring {
    /// Who this device is inside its families; made with the first vault.
    pub device: Option<Device>,
    pub vaults: BTreeMap<Uuid, VaultKeys>,
}

/// This device inside its families.
#[derive(Clone)]
pub(crate) struct Device {
    pub id: Uuid,
    pub secret: SecretKey,
}

impl Device {
    pub fn public(&self) -> PublicKey {
        self.secret.public_key()
    }
}

/// A vault's keys.
#[derive(Clone, Default)]
pub(crate) struct VaultKeys {
    /// The child that it is about; absent for the family's own vault.
    pub child: Option<Uuid>,
    /// By epoch; early ones may be missing until they are handed on.
    pub epochs: BTreeMap<u32, EpochKey>,
}

impl VaultKeys {
    pub fn newest(&self) -> Option<&EpochKey> {
        self.epochs.values().next_back()
    }
    pub fn holds(&self, epoch: u32) -> bool {
        self.epochs.contains_key(&epoch)
    }
}

#[derive(Serialize, Deserialize)]
struct DeviceSecret {
    device: Uuid,
    secret: String,
    vaults: Vec<Uuid>,
}

#[derive(Serialize, Deserialize)]
struct VaultSecret {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    child: Option<Uuid>,
    keys: BTreeMap<u32, String>,
}

fn failed(error: &SecretsError) -> StoreError {
    StoreError::Io(std::io::Error::other(error.to_string()))
}

fn damaged() -> StoreError {
    StoreError::Io(std::io::Error::other("the family's keys in the keyring are damaged"))
}

impl Ring {
    /// Reads the keyring.
    pub fn read(secrets: &dyn Secrets) -> Result<Self, StoreError> {
        let Some(text) = secrets.get(DEVICE).map_err(|e| failed(&e))?.map(Zeroizing::new) else {
            return Ok(Self::default());
        };
        let device: DeviceSecret = serde_json::from_str(&text).map_err(|_| damaged())?;
        let secret = from_hex(&device.secret).ok_or_else(damaged)?;
        let mut ring = Self {
            device: Some(Device { id: device.device, secret: SecretKey::from_bytes(*secret) }),
            vaults: BTreeMap::new(),
        };
        for vault in device.vaults {
            let Some(text) = secrets.get(&vault_name(vault)).map_err(|e| failed(&e))?.map(Zeroizing::new) else {
                tracing::warn!(%vault, "the keyring has lost a vault's keys");
                continue;
            };
            let kept: VaultSecret = serde_json::from_str(&text).map_err(|_| damaged())?;
            let mut keys = VaultKeys { child: kept.child, epochs: BTreeMap::new() };
            for (epoch, key) in kept.keys {
                let key = from_hex(&key).ok_or_else(damaged)?;
                keys.epochs.insert(epoch, EpochKey::new(vault, epoch, key));
            }
            ring.vaults.insert(vault, keys);
        }
        Ok(ring)
    }

    /// Who this device is; drawn at first need.
    pub fn device(&mut self, id: impl FnOnce() -> Uuid, secret: impl FnOnce() -> [u8; 32]) -> &Device {
        self.device.get_or_insert_with(|| Device { id: id(), secret: SecretKey::from_bytes(secret()) })
    }

    /// Keeps the device and this vault. The vault first: a crash between the two leaves keys that nobody lists,
    /// not a list of keys that are not there.
    pub fn keep(&self, secrets: &dyn Secrets, vault: Uuid) -> Result<(), StoreError> {
        let (Some(device), Some(keys)) = (&self.device, self.vaults.get(&vault)) else { return Ok(()) };
        let kept = VaultSecret {
            child: keys.child,
            keys: keys.epochs.iter().map(|(epoch, key)| (*epoch, to_hex(key.bytes()))).collect(),
        };
        let text = Zeroizing::new(serde_json::to_string(&kept)?);
        secrets.set(&vault_name(vault), &text).map_err(|e| failed(&e))?;
        let kept = DeviceSecret {
            device: device.id,
            secret: to_hex(&device.secret.to_bytes()),
            vaults: self.vaults.keys().copied().collect(),
        };
        let text = Zeroizing::new(serde_json::to_string(&kept)?);
        secrets.set(DEVICE, &text).map_err(|e| failed(&e))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::MemorySecrets;

    #[test]
    fn keys_survive_the_keyring_and_damage_is_never_taken_for_none() {
        let secrets = MemorySecrets::default();
        assert!(Ring::read(&secrets).unwrap().device.is_none());
        let (vault, child) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let mut ring = Ring::default();
        ring.device(|| Uuid::from_u128(9), || [3; 32]);
        let key = |epoch| EpochKey::new(vault, epoch, Zeroizing::new([u8::try_from(epoch).unwrap(); 32]));
        let keys = VaultKeys { child: Some(child), epochs: [(0, key(0)), (3, key(3))].into() };
        ring.vaults.insert(vault, keys);
        ring.keep(&secrets, vault).unwrap();
        let again = Ring::read(&secrets).unwrap();
        assert_eq!(again.device.unwrap().id, Uuid::from_u128(9));
        let kept = &again.vaults[&vault];
        assert_eq!((kept.child, kept.newest().unwrap().epoch), (Some(child), 3));
        assert_eq!(kept.epochs[&0].bytes(), &[0; 32]);
        secrets.set(DEVICE, "{").unwrap();
        assert!(Ring::read(&secrets).is_err());
    }
}
