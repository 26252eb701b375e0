//! Secrets where there is no keyring: a file beside the data, for this user's eyes alone.

use super::{Secrets, SecretsError, SecretsHome};
use crate::locked;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Mutex,
};

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

    /// Moves what is here to a place that has none of that name. What lies there already is not written over: it is
    /// the older key, and what was sealed with it opens with no other. The two that differ both stay where they are.
    pub(super) fn move_into(&self, place: &dyn Secrets) -> Result<(), SecretsError> {
        let _one_at_a_time = locked(&self.lock);
        let secrets = self.read()?;
        if secrets.is_empty() {
            return Ok(());
        }
        let mut stay = BTreeMap::new();
        for (name, secret) in secrets {
            match place.get(&name)? {
                None => place.set(&name, &secret)?,
                Some(there) if there == secret => {}
                Some(_) => {
                    tracing::warn!(name, "the keyring holds another one; that one counts, and the file keeps its own");
                    stay.insert(name, secret);
                }
            }
        }
        if !stay.is_empty() {
            return self.write(&stay);
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
