//! Where the session's token and the device's key live: the operating system's keyring, or, where there is
//! none (a kiosk without a session, a container), a file that only this user can read. Which of the two is
//! never hidden: [`SecretsHome`] is part of `health()`.
//!
//! A phone always has a keyring, and what it cannot read it cannot read *yet*: after a restart, until somebody unlocked
//! it once. So there the answer is an error and the next question asks again. A file in its place would be found empty,
//! and a device that finds no key makes a new one.

mod file;

pub use file::FileSecrets;

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

/// The one app of a phone, whose keyring is the app's own.
const PHONE: bool = cfg!(any(target_os = "ios", target_os = "android"));

/// Reaches the keyring, or says why not.
type Reach = Box<dyn Fn() -> Result<Box<dyn Secrets>, SecretsError> + Send + Sync>;

/// The keyring if it can be reached, else the file; on a phone the keyring alone. Found out at first use, so that
/// opening costs nothing.
pub struct PlatformSecrets {
    file: PathBuf,
    phone: bool,
    keyring: Reach,
    place: OnceLock<Box<dyn Secrets>>,
    settling: Mutex<()>,
}

impl PlatformSecrets {
    /// For the data folder `data`; two folders of one user do not see each other's secrets.
    pub fn new(data: &Path) -> Self {
        let folder = data.to_owned();
        Self::settled_by(data, PHONE, move || {
            reach_keyring()?;
            let folder = std::fs::canonicalize(&folder).unwrap_or_else(|_| folder.clone());
            Ok(Box::new(Keyring { folder }))
        })
    }

    fn settled_by(
        data: &Path,
        phone: bool,
        keyring: impl Fn() -> Result<Box<dyn Secrets>, SecretsError> + Send + Sync + 'static,
    ) -> Self {
        Self {
            file: data.join("secrets.json"),
            phone,
            keyring: Box::new(keyring),
            place: OnceLock::new(),
            settling: Mutex::default(),
        }
    }

    /// Where the secrets are. What was found is kept; that nothing was found is asked anew.
    fn place(&self) -> Result<&dyn Secrets, SecretsError> {
        if let Some(place) = self.place.get() {
            return Ok(&**place);
        }
        let _one_at_a_time = locked(&self.settling);
        if let Some(place) = self.place.get() {
            return Ok(&**place);
        }
        let file = FileSecrets::new(&self.file);
        let found: Box<dyn Secrets> = match (self.keyring)() {
            // What was kept in the file while there was no keyring moves in.
            Ok(keyring) => match file.move_into(&*keyring) {
                Ok(()) => keyring,
                Err(error) if self.phone => {
                    tracing::warn!(%error, "what lies in a file stays there");
                    keyring
                }
                Err(error) => {
                    tracing::warn!(%error, "the keyring took nothing; secrets stay in the file");
                    Box::new(file)
                }
            },
            Err(error) if self.phone => {
                tracing::warn!(%error, "the keyring cannot be read now");
                return Err(error);
            }
            Err(error) => {
                tracing::warn!(%error, "no keyring; secrets are kept in a file");
                Box::new(file)
            }
        };
        Ok(&**self.place.get_or_init(|| found))
    }
}

fn failed(error: keyring_core::Error) -> SecretsError {
    SecretsError(error.to_string())
}

/// The name of an entry in the keyring. Computers have one keyring for everything of a user, so the data folder is part
/// of the name. A phone's holds this app's alone, and iOS gives the folder another path with each update: with the
/// folder in its name no key would be found again.
fn account(name: &str, folder: &Path, phone: bool) -> String {
    if phone { format!("{name} phone") } else { format!("{name} {}", folder.display()) }
}

fn entry(account: &str) -> Result<keyring_core::Entry, SecretsError> {
    #[cfg(not(target_os = "ios"))]
    return keyring_core::Entry::new(SERVICE, account).map_err(failed);
    // A push wakes the engine while the phone lies locked, and it needs its token then.
    #[cfg(target_os = "ios")]
    return keyring_core::Entry::new_with_modifiers(
        SERVICE,
        account,
        &std::collections::HashMap::from([("access-policy", "AfterFirstUnlockThisDeviceOnly")]),
    )
    .map_err(failed);
}

/// Reaches the platform's store. On a computer once and for all; a phone is asked again until it answers.
fn reach_keyring() -> Result<(), SecretsError> {
    static REACHED: Mutex<Option<Result<(), SecretsError>>> = Mutex::new(None);
    let mut reached = locked(&REACHED);
    match &*reached {
        Some(known) if known.is_ok() || !PHONE => known.clone(),
        _ => reached.insert(open_keyring()).clone(),
    }
}

/// Sets the platform's store and leaves a mark in it, because a store that opens may still be locked.
fn open_keyring() -> Result<(), SecretsError> {
    if keyring_core::get_default_store().is_none() {
        // Android's asks for the phone's context, and ends the thread where nobody has given one.
        std::panic::catch_unwind(platform_store)
            .unwrap_or_else(|_| Err(SecretsError("the keyring cannot be asked yet".into())))?;
    }
    let mark = entry("reachable")?;
    match mark.get_password() {
        Ok(_) => Ok(()),
        // A keyring that answers may still take nothing: one without a collection, or locked and with
        // nobody there to ask. Better found out now than when a password was just typed.
        Err(keyring_core::Error::NoEntry) => mark.set_password("yes").map_err(failed),
        Err(error) => Err(failed(error)),
    }
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

/// The operating system's keyring, once it was reached.
struct Keyring {
    folder: PathBuf,
}

impl Keyring {
    fn entry(&self, name: &str) -> Result<keyring_core::Entry, SecretsError> {
        entry(&account(name, &self.folder, PHONE))
    }
}

impl Secrets for Keyring {
    fn get(&self, name: &str) -> Result<Option<String>, SecretsError> {
        match self.entry(name)?.get_password() {
            Ok(secret) => Ok(Some(secret)),
            Err(keyring_core::Error::NoEntry) => Ok(None),
            Err(error) => Err(failed(error)),
        }
    }
    fn set(&self, name: &str, secret: &str) -> Result<(), SecretsError> {
        self.entry(name)?.set_password(secret).map_err(failed)
    }
    fn delete(&self, name: &str) -> Result<(), SecretsError> {
        match self.entry(name)?.delete_credential() {
            Ok(()) | Err(keyring_core::Error::NoEntry) => Ok(()),
            Err(error) => Err(failed(error)),
        }
    }
    fn home(&self) -> SecretsHome {
        SecretsHome::Keyring
    }
}

impl Secrets for PlatformSecrets {
    fn get(&self, name: &str) -> Result<Option<String>, SecretsError> {
        self.place()?.get(name)
    }
    fn set(&self, name: &str, secret: &str) -> Result<(), SecretsError> {
        self.place()?.set(name, secret)
    }
    fn delete(&self, name: &str) -> Result<(), SecretsError> {
        self.place()?.delete(name)
    }
    /// A keyring that does not answer yet is a keyring.
    fn home(&self) -> SecretsHome {
        self.place().map_or(SecretsHome::Keyring, Secrets::home)
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
    use std::sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    };

    /// A keyring that answers when it is unlocked.
    #[derive(Clone, Default)]
    struct Locked {
        open: Arc<AtomicBool>,
        inside: Arc<MemorySecrets>,
    }

    struct Inside(Arc<MemorySecrets>);

    impl Secrets for Inside {
        fn get(&self, name: &str) -> Result<Option<String>, SecretsError> {
            self.0.get(name)
        }
        fn set(&self, name: &str, secret: &str) -> Result<(), SecretsError> {
            self.0.set(name, secret)
        }
        fn delete(&self, name: &str) -> Result<(), SecretsError> {
            self.0.delete(name)
        }
        fn home(&self) -> SecretsHome {
            self.0.home()
        }
    }

    fn secrets(folder: &Path, phone: bool, keyring: &Locked) -> PlatformSecrets {
        let keyring = keyring.clone();
        PlatformSecrets::settled_by(folder, phone, move || match keyring.open.load(Ordering::SeqCst) {
            true => Ok(Box::new(Inside(keyring.inside.clone()))),
            false => Err(SecretsError("locked".into())),
        })
    }

    #[test]
    fn an_update_of_the_app_moves_its_folder_and_a_phone_finds_its_keys_all_the_same() {
        let before = Path::new("/var/mobile/Containers/Data/Application/11AA/Library/Application Support/itsumo");
        let after = Path::new("/var/mobile/Containers/Data/Application/22BB/Library/Application Support/itsumo");
        assert_eq!(account("device-key", before, true), account("device-key", after, true));
        assert_ne!(account("device-key", before, true), account("session", before, true));
        // On a computer two folders of one user are two devices.
        assert_eq!(account("device-key", Path::new("/tmp/a"), false), "device-key /tmp/a");
        assert_ne!(account("device-key", before, false), account("device-key", after, false));
    }

    #[test]
    fn a_locked_phone_is_asked_again_and_keeps_nothing_in_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let keyring = Locked::default();
        keyring.inside.set("session", "t").unwrap();
        let secrets = secrets(folder.path(), true, &keyring);
        // A push while it is locked: an error, not "there is none", and nothing is made in its place.
        assert!(secrets.get("session").is_err() && secrets.set("device-key", "new").is_err());
        assert_eq!(secrets.home(), SecretsHome::Keyring);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        // The same process, once its owner has unlocked it.
        keyring.open.store(true, Ordering::SeqCst);
        assert_eq!(secrets.get("session").unwrap().as_deref(), Some("t"));
        assert_eq!(secrets.get("device-key"), Ok(None));
    }

    #[test]
    fn a_computer_without_a_keyring_uses_the_file_and_later_moves_what_is_not_there_yet() {
        let folder = tempfile::tempdir().unwrap();
        let keyring = Locked::default();
        keyring.inside.set("device-key", "old").unwrap();
        let without = secrets(folder.path(), false, &keyring);
        for (name, secret) in [("device-key", "made meanwhile"), ("session", "t")] {
            without.set(name, secret).unwrap();
        }
        assert!(matches!(without.home(), SecretsHome::File(_)));

        keyring.open.store(true, Ordering::SeqCst);
        let with = secrets(folder.path(), false, &keyring);
        assert_eq!(with.get("session").unwrap().as_deref(), Some("t"));
        assert_eq!(with.get("device-key").unwrap().as_deref(), Some("old"), "what it sealed opens with no other");
        // What could not move is not lost either, and the next start changes nothing.
        let kept = FileSecrets::new(&folder.path().join("secrets.json"));
        assert_eq!(kept.get("device-key").unwrap().as_deref(), Some("made meanwhile"));
        assert_eq!(kept.get("session"), Ok(None));
        assert_eq!(secrets(folder.path(), false, &keyring).get("device-key").unwrap().as_deref(), Some("old"));
        keyring.inside.delete("device-key").unwrap();
        assert_eq!(
            secrets(folder.path(), false, &keyring).get("device-key").unwrap().as_deref(),
            Some("made meanwhile")
        );
        assert!(!folder.path().join("secrets.json").exists());
    }

    #[test]
    fn a_phone_whose_file_is_damaged_uses_its_keyring_and_leaves_the_file() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("secrets.json"), "{").unwrap();
        let keyring = Locked::default();
        keyring.open.store(true, Ordering::SeqCst);
        let secrets = secrets(folder.path(), true, &keyring);
        secrets.set("session", "t").unwrap();
        assert_eq!(keyring.inside.get("session").unwrap().as_deref(), Some("t"));
        assert_eq!(std::fs::read_to_string(folder.path().join("secrets.json")).unwrap(), "{");
    }
}
