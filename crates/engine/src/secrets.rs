//! Where the session's token and the device's key live: the operating system's keyring, or, where there is
//! none (a kiosk without a session, a container), a file that only this user can read. Which of the two is
//! never hidden: [`SecretsHome`] is part of `health()`.

use crate::locked;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Mutex, OnceLock},
};
use zeroize::Zeroizing;

/// The service's name in keyrings.
const SERVICE: &str = "itsumo";

/// Where secrets are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretsHome {
    /// The operating system's keyring.
    Keyring,
    /// A file with mode 0600, because no keyring could be reached.
    File(PathBuf),
}

/// A secret could not be read or kept. The reason is for logs and holds no secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("secrets: {0}")]
pub struct SecretsError(pub String);

/// Keeps secrets by name. Calls may block.
pub trait Secrets: Send + Sync {
    /// The secret, if there is one.
    ///
    /// # Errors
    /// When the place cannot be read: never to be taken for "there is none".
    fn get(&self, name: &str) -> Result<Option<String>, SecretsError>;
    /// Keeps it.
    ///
    /// # Errors
    /// When it could not be kept.
    fn set(&self, name: &str, secret: &str) -> Result<(), SecretsError>;
    /// Forgets it; forgetting what is not there is fine.
    ///
    /// # Errors
    /// When it could not be forgotten.
    fn delete(&self, name: &str) -> Result<(), SecretsError>;
    /// Where they are.
    fn home(&self) -> SecretsHome;
}

/// The keyring if it can be reached, else the file. Found out at first use, so that opening costs nothing.
pub struct PlatformSecrets {
    data: PathBuf,
    place: OnceLock<Place>,
}

enum Place {
    Keyring(String),
    File(FileSecrets),
}

impl PlatformSecrets {
    /// For the data folder `data`; two folders of one user do not see each other's secrets.
    pub fn new(data: &Path) -> Self {
        Self { data: data.to_owned(), place: OnceLock::new() }
    }

    fn place(&self) -> &Place {
        self.place.get_or_init(|| {
            let file = FileSecrets::new(&self.data.join("secrets.json"));
            let folder = std::fs::canonicalize(&self.data).unwrap_or_else(|_| self.data.clone());
            let keyring = Place::Keyring(folder.display().to_string());
            match reach_keyring() {
                Ok(()) => {
                    // What was kept in the file while there was no keyring moves in.
                    match file.take_into(&keyring) {
                        Ok(()) => keyring,
                        Err(error) => {
                            tracing::warn!(%error, "the keyring took nothing; secrets stay in the file");
                            Place::File(file)
                        }
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "no keyring; secrets are kept in a file");
                    Place::File(file)
                }
            }
        })
    }
}

fn failed(error: keyring_core::Error) -> SecretsError {
    SecretsError(error.to_string())
}

/// Sets the platform's store once and leaves a mark in it, because a store that opens may still be locked.
fn reach_keyring() -> Result<(), SecretsError> {
    static REACHED: OnceLock<Result<(), SecretsError>> = OnceLock::new();
    REACHED
        .get_or_init(|| {
            platform_store()?;
            let mark = keyring_core::Entry::new(SERVICE, "reachable").map_err(failed)?;
            match mark.get_password() {
                Ok(_) => Ok(()),
                // A keyring that answers may still take nothing: one without a collection, or locked and with
                // nobody there to ask. Better found out now than when a password was just typed.
                Err(keyring_core::Error::NoEntry) => mark.set_password("yes").map_err(failed),
                Err(error) => Err(failed(error)),
            }
        })
        .clone()
}

/// Looks for the keyring now rather than at first use, which is what [`PlatformSecrets`] does by itself. Android
/// gives it to a process only at certain moments: whoever knows them calls this in one.
///
/// # Errors
/// When there is none, or it takes nothing.
pub fn reach() -> Result<(), SecretsError> {
    reach_keyring()
}

#[cfg(target_os = "linux")]
fn platform_store() -> Result<(), SecretsError> {
    // Without a session bus the library would wait for one that never comes.
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    let bus = std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some() || runtime.is_some_and(|r| r.join("bus").exists());
    if !bus {
        return Err(SecretsError("no session bus".into()));
    }
    // The library blocks on an executor of its own, which a thread of ours that already runs one refuses.
    let opened = std::thread::spawn(zbus_secret_service_keyring_store::Store::new)
        .join()
        .map_err(|_| SecretsError("the secret service could not be asked".into()))?;
    keyring_core::set_default_store(opened.map_err(failed)?);
    Ok(())
}

#[cfg(target_os = "windows")]
fn platform_store() -> Result<(), SecretsError> {
    keyring_core::set_default_store(windows_native_keyring_store::Store::new().map_err(failed)?);
    Ok(())
}

#[cfg(target_os = "macos")]
fn platform_store() -> Result<(), SecretsError> {
    keyring_core::set_default_store(apple_native_keyring_store::keychain::Store::new().map_err(failed)?);
    Ok(())
}

#[cfg(target_os = "ios")]
fn platform_store() -> Result<(), SecretsError> {
    keyring_core::set_default_store(apple_native_keyring_store::protected::Store::new().map_err(failed)?);
    Ok(())
}

#[cfg(target_os = "android")]
fn platform_store() -> Result<(), SecretsError> {
    keyring_core::set_default_store(android_native_keyring_store::Store::new().map_err(failed)?);
    Ok(())
}

impl Place {
    fn entry(folder: &str, name: &str) -> Result<keyring_core::Entry, SecretsError> {
        let user = format!("{name} {folder}");
        #[cfg(not(target_os = "ios"))]
        return keyring_core::Entry::new(SERVICE, &user).map_err(failed);
        // A push wakes the engine while the phone lies locked, and it needs its token then.
        #[cfg(target_os = "ios")]
        return keyring_core::Entry::new_with_modifiers(
            SERVICE,
            &user,
            &std::collections::HashMap::from([("access-policy", "AfterFirstUnlockThisDeviceOnly")]),
        )
        .map_err(failed);
    }
}

impl Secrets for Place {
    fn get(&self, name: &str) -> Result<Option<String>, SecretsError> {
        match self {
            Self::File(file) => file.get(name),
            Self::Keyring(folder) => match Self::entry(folder, name)?.get_password() {
                Ok(secret) => Ok(Some(secret)),
                Err(keyring_core::Error::NoEntry) => Ok(None),
                Err(error) => Err(failed(error)),
            },
        }
    }
    fn set(&self, name: &str, secret: &str) -> Result<(), SecretsError> {
        match self {
            Self::File(file) => file.set(name, secret),
            Self::Keyring(folder) => Self::entry(folder, name)?.set_password(secret).map_err(failed),
        }
    }
    fn delete(&self, name: &str) -> Result<(), SecretsError> {
        match self {
            Self::File(file) => file.delete(name),
            Self::Keyring(folder) => match Self::entry(folder, name)?.delete_credential() {
                Ok(()) | Err(keyring_core::Error::NoEntry) => Ok(()),
                Err(error) => Err(failed(error)),
            },
        }
    }
    fn home(&self) -> SecretsHome {
        match self {
            Self::Keyring(_) => SecretsHome::Keyring,
            Self::File(file) => file.home(),
        }
    }
}

impl Secrets for PlatformSecrets {
    fn get(&self, name: &str) -> Result<Option<String>, SecretsError> {
        self.place().get(name)
    }
    fn set(&self, name: &str, secret: &str) -> Result<(), SecretsError> {
        self.place().set(name, secret)
    }
    fn delete(&self, name: &str) -> Result<(), SecretsError> {
        self.place().delete(name)
    }
    fn home(&self) -> SecretsHome {
        self.place().home()
    }
}

/// A JSON file that only this user can read.
pub struct FileSecrets {
    path: PathBuf,
    lock: Mutex<()>,
}

impl FileSecrets {
    /// Kept at `path`.
    pub fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), lock: Mutex::new(()) }
    }

    fn read(&self) -> Result<BTreeMap<String, String>, SecretsError> {
        match std::fs::read(&self.path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|_| SecretsError("the file is damaged".into())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(BTreeMap::new()),
            Err(error) => Err(SecretsError(error.to_string())),
        }
    }

    /// Beside and then over, so that a crash leaves the old or the new file, whole.
    fn write(&self, secrets: &BTreeMap<String, String>) -> Result<(), SecretsError> {
        let beside = self.path.with_extension("json.new");
        let put = || -> std::io::Result<()> {
            use std::io::Write;
            let mut options = std::fs::OpenOptions::new();
            options.write(true).create(true).truncate(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut file = options.open(&beside)?;
            file.write_all(&serde_json::to_vec(secrets)?)?;
            file.sync_all()?;
            std::fs::rename(&beside, &self.path)
        };
        put().map_err(|error| SecretsError(error.to_string()))
    }

    fn change(&self, change: impl FnOnce(&mut BTreeMap<String, String>)) -> Result<(), SecretsError> {
        let _one_at_a_time = locked(&self.lock);
        let mut secrets = self.read()?;
        change(&mut secrets);
        self.write(&secrets)
    }

    fn take_into(&self, place: &Place) -> Result<(), SecretsError> {
        let secrets = self.read()?;
        if secrets.is_empty() {
            return Ok(());
        }
        for (name, secret) in &secrets {
            place.set(name, secret)?;
        }
        std::fs::remove_file(&self.path).map_err(|error| SecretsError(error.to_string()))
    }
}

impl Secrets for FileSecrets {
    fn get(&self, name: &str) -> Result<Option<String>, SecretsError> {
        Ok(self.read()?.remove(name))
    }
    fn set(&self, name: &str, secret: &str) -> Result<(), SecretsError> {
        self.change(|secrets| {
            secrets.insert(name.to_owned(), secret.to_owned());
        })
    }
    fn delete(&self, name: &str) -> Result<(), SecretsError> {
        self.change(|secrets| {
            secrets.remove(name);
        })
    }
    fn home(&self) -> SecretsHome {
        SecretsHome::File(self.path.clone())
    }
}

/// In memory, for a kiosk and for tests: overwritten when forgotten. Says it is a keyring, because nothing of it lies
/// in a file.
#[derive(Default)]
pub struct MemorySecrets(Mutex<BTreeMap<String, Zeroizing<String>>>);

impl Secrets for MemorySecrets {
    fn get(&self, name: &str) -> Result<Option<String>, SecretsError> {
        Ok(locked(&self.0).get(name).map(|secret| String::clone(secret)))
    }
    fn set(&self, name: &str, secret: &str) -> Result<(), SecretsError> {
        locked(&self.0).insert(name.to_owned(), Zeroizing::new(secret.to_owned()));
        Ok(())
    }
    fn delete(&self, name: &str) -> Result<(), SecretsError> {
        locked(&self.0).remove(name);
        Ok(())
    }
    fn home(&self) -> SecretsHome {
        SecretsHome::Keyring
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_this_user_s_alone_and_forgets() {
        let folder = tempfile::tempdir().unwrap();
        let secrets = FileSecrets::new(&folder.path().join("secrets.json"));
        assert_eq!(secrets.get("session"), Ok(None));
        secrets.set("session", "t").unwrap();
        secrets.set("device-key", "k").unwrap();
        assert_eq!(secrets.get("session").unwrap().as_deref(), Some("t"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(folder.path().join("secrets.json")).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        secrets.delete("session").unwrap();
        secrets.delete("session").unwrap();
        assert_eq!(secrets.get("session"), Ok(None));
        assert_eq!(secrets.get("device-key").unwrap().as_deref(), Some("k"));
    }

    #[test]
    fn a_damaged_file_is_an_error_and_never_an_empty_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secrets.json");
        std::fs::write(&path, "{").unwrap();
        let secrets = FileSecrets::new(&path);
        assert!(secrets.get("session").is_err() && secrets.set("a", "b").is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "{");
    }
}
