//! The operator's key, and the doors that the command line uses on a running server.
//!
//! The key is given by flag or made once into `DATA/operator.key`, readable by its owner only: whoever reads
//! the server's data may operate it anyway. Commands such as `alert publish` go through the server's own
//! door, so that there is one writer, one check and one hint to everybody.

use crate::{
    clock::Ids,
    config::{Place, Secret},
    private,
};
use sha2::{Digest, Sha256};
use std::{io::Write, path::Path};
use subtle::ConstantTimeEq;

/// The operator's key, as its SHA-256: comparing digests tells nothing about the key by the time it takes.
pub struct Key([u8; 32]);

impl Key {
    /// The key `text`.
    pub fn new(text: &str) -> Self {
        Self(Sha256::digest(text.trim()).into())
    }

    /// Whether `text` is it.
    pub fn is(&self, text: &str) -> bool {
        Self::new(text).0.ct_eq(&self.0).into()
    }
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read or written.
    #[error("{0}: {1}")]
    File(String, std::io::Error),
    /// Somebody could guess it.
    #[error("the operator's key must have at least 16 characters")]
    Short,
}

/// The key that was given, or that of the data folder; makes that if there is none yet.
///
/// # Errors
/// [`KeyError`].
pub fn key(given: Option<&Secret>, place: &Place, ids: &dyn Ids) -> Result<String, KeyError> {
    let text = match given {
        Some(key) => key.reveal().trim().to_owned(),
        None => {
            let file = place.data.join("operator.key");
            let wrong = |error| KeyError::File(file.display().to_string(), error);
            match std::fs::read_to_string(&file) {
                Ok(text) => text.trim().to_owned(),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => make(&file, ids).map_err(wrong)?,
                Err(error) => return Err(wrong(error)),
            }
        }
    };
    if text.chars().count() < 16 { Err(KeyError::Short) } else { Ok(text) }
}

/// The key in the data folder.
///
/// # Errors
/// [`KeyError::File`].
pub fn kept(place: &Place) -> Result<String, KeyError> {
    let file = place.data.join("operator.key");
    let text = std::fs::read_to_string(&file).map_err(|error| KeyError::File(file.display().to_string(), error))?;
    Ok(text.trim().to_owned())
}

fn make(file: &Path, ids: &dyn Ids) -> std::io::Result<String> {
    let key: String = ids.secret().iter().map(|byte| format!("{byte:02x}")).collect();
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut open = private::new_file().open(file)?;
    open.write_all(key.as_bytes())?;
    open.sync_all()?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SeededIds;

    #[test]
    fn a_key_is_made_once_for_its_owner_only_and_found_again() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place { data: folder.path().join("new"), database_url: None };
        let first = key(None, &place, &SeededIds::new(1)).unwrap();
        assert_eq!(first.len(), 64);
        assert_eq!(key(None, &place, &SeededIds::new(2)).unwrap(), first);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(place.data.join("operator.key")).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        assert!(Key::new(&first).is(&first) && !Key::new(&first).is("x"));
        assert!(matches!(key(Some(&"short".into()), &place, &SeededIds::new(1)), Err(KeyError::Short)));
    }
}
