//! Accounts: an ID, its devices, and what may be asked of them. Everything public works with none.

use crate::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Shortest password, in characters. Length is what helps (NIST SP 800-63B-4); no rules about symbols.
pub const PASSWORD_CHARS: usize = 10;
/// Longest password, in characters.
pub const PASSWORD_MOST_CHARS: usize = 200;
/// Figures in a mailed code.
pub const CODE_DIGITS: usize = 6;
/// How long a mailed code is good for.
pub const CODE_LIFE: i64 = 30 * Timestamp::MINUTE;
/// Wrong tries before a code is void.
pub const CODE_TRIES: i64 = 5;
/// Longest nonce of a registration, in bytes. Devices draw 256 bits and send them as 64 hex digits.
pub const NONCE_BYTES: usize = 128;

/// What is wrong with something typed, as a code for `field-<code>` in the catalogues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {code}")]
pub struct FieldError {
    /// The field.
    pub field: &'static str,
    /// `empty`, `too-short`, `too-long`, `not-an-address`, `same-as-email`, `too-simple`.
    pub code: &'static str,
}

/// Brings an address to the form it is compared in: trimmed, NFKC, lower case.
///
/// # Errors
/// `empty`, `too-long` or `not-an-address`. Whether mail arrives is found out by sending one.
pub fn normalise_email(typed: &str) -> Result<String, FieldError> {
    let wrong = |code| FieldError { field: "email", code };
    let address = crate::text::nfkc(typed.trim()).to_lowercase();
    if address.is_empty() {
        return Err(wrong("empty"));
    }
    if address.len() > 254 {
        return Err(wrong("too-long"));
    }
    let fits = match address.rsplit_once('@') {
        Some((local, host)) => {
            !local.is_empty()
                && !local.contains(|c: char| c.is_whitespace() || c == '@' || c.is_control())
                && host.contains('.')
                && host.split('.').all(|part| !part.is_empty())
                && !host.contains(|c: char| c.is_whitespace() || c.is_control())
        }
        None => false,
    };
    if fits { Ok(address) } else { Err(wrong("not-an-address")) }
}

/// # Errors
/// `too-short`, `too-long`, `same-as-email` or `too-simple` (one character repeated, a run of figures).
pub fn check_password(password: &str, email: &str) -> Result<(), FieldError> {
    let wrong = |code| FieldError { field: "password", code };
    let chars: Vec<char> = password.chars().collect();
    if chars.len() < PASSWORD_CHARS {
        return Err(wrong("too-short"));
    }
    if chars.len() > PASSWORD_MOST_CHARS {
        return Err(wrong("too-long"));
    }
    if password.eq_ignore_ascii_case(email) {
        return Err(wrong("same-as-email"));
    }
    let step = |a: char, b: char| i64::from(u32::from(b)) - i64::from(u32::from(a));
    let steps: std::collections::BTreeSet<i64> =
        chars.iter().zip(chars.iter().skip(1)).map(|(a, b)| step(*a, *b)).collect();
    if steps.len() == 1 && steps.iter().all(|s| s.abs() <= 1) {
        return Err(wrong("too-simple"));
    }
    Ok(())
}

/// # Errors
/// `too-long` when it is over [`NONCE_BYTES`]. Absent (empty) is allowed: see [`Register::nonce`].
pub fn check_nonce(nonce: &str) -> Result<(), FieldError> {
    if nonce.len() > NONCE_BYTES { Err(FieldError { field: "nonce", code: "too-long" }) } else { Ok(()) }
}

/// `POST /v1/accounts`. The answer is the same whether or not the address is known.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Register {
    /// The city's code.
    pub city: String,
    /// Where the code is mailed.
    pub email: String,
    /// At least [`PASSWORD_CHARS`].
    pub password: String,
    /// Language of the mail: `ja`, `ja-easy`, `en`.
    pub locale: String,
    /// Random text that the device draws anew for each registration and keeps to itself, at most 128 bytes. The
    /// mailed code is good only together with it: somebody who registers the same address with a password of their
    /// own sends a code to the same mailbox, and typed on this device it must not make an account with that
    /// password. Empty when absent; the code then asks for none.
    #[serde(default)]
    pub nonce: String,
}

/// `POST /v1/accounts/confirm`: the code from the mail. Answers with [`Session`].
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Confirm {
    /// The city's code.
    pub city: String,
    /// The address that was registered.
    pub email: String,
    /// Six figures.
    pub code: String,
    /// What this device is called in the list of devices.
    pub device: String,
    /// The nonce that was sent with the registration; with another one every code is wrong.
    #[serde(default)]
    pub nonce: String,
}

/// `POST /v1/sessions`. Answers with [`Session`].
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The city's code.
    pub city: String,
    /// The address.
    pub email: String,
    /// The password.
    pub password: String,
    /// What this device is called in the list of devices.
    pub device: String,
}

/// `POST /v1/accounts/recovery`: mails a code. The answer is the same whether or not the address is known.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Recover {
    /// The city's code.
    pub city: String,
    /// The address.
    pub email: String,
    /// Language of the mail.
    pub locale: String,
}

/// `POST /v1/accounts/recovery/confirm`: a new password by mailed code. Signs every device out.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RecoverConfirm {
    /// The city's code.
    pub city: String,
    /// The address.
    pub email: String,
    /// Six figures.
    pub code: String,
    /// The new password.
    pub password: String,
    /// What this device is called.
    pub device: String,
}

/// `PUT /v1/me/password`. Signs other devices out.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    /// The password so far.
    pub old: String,
    /// The new one.
    pub new: String,
}

/// `POST /v1/me/email`: mails a code to the new address and a notice to the old.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeEmail {
    /// The password.
    pub password: String,
    /// The new address.
    pub email: String,
    /// Language of the mail.
    pub locale: String,
}

/// `POST /v1/me/email/confirm`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeEmailConfirm {
    /// The code mailed to the new address.
    pub code: String,
}

/// `DELETE /v1/me`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DeleteAccount {
    /// The password, once more.
    pub password: String,
}

/// A signed-in device's proof, given once.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Session {
    /// 256 random bits; sent as `Authorization: Bearer`.
    pub token: String,
    /// The person.
    pub person: Uuid,
    /// This device's id in the list of devices.
    pub device: Uuid,
    /// The address in the form it is compared in.
    pub email: String,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("person", &self.person).field("device", &self.device).finish_non_exhaustive()
    }
}

/// `GET /v1/me`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Me {
    /// The person.
    pub person: Uuid,
    /// Their address.
    pub email: String,
    /// When they registered.
    pub since: Timestamp,
    /// Their signed-in devices.
    pub devices: Vec<Device>,
}

/// A signed-in device. `DELETE /v1/me/devices/{id}` signs it out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Device {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// When it signed in.
    pub since: Timestamp,
    /// When it was last heard of, to the hour.
    pub last_seen: Timestamp,
    /// The device that asks.
    pub this: bool,
}

/// `GET /v1/me/deletion`: what deleting does, said before it is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Deletion {
    /// What goes, as i18n keys `deletion-<key>`, with how many of each.
    pub goes: Vec<DeletionItem>,
    /// What stays, and where, as i18n keys.
    pub stays: Vec<DeletionItem>,
}

/// One line of [`Deletion`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct DeletionItem {
    /// `email`, `devices`, `interests`, `saved`, `children`, `seats`, `backups`, `on-device`, `told`, `seat-work`.
    pub key: String,
    /// How many there are.
    pub count: i64,
}

/// `GET /v1/me/export`: everything about me, as a folder's files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Export {
    /// README.md first.
    pub files: Vec<ExportFile>,
}

/// A file of an [`Export`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ExportFile {
    /// Its name: ascii letters, figures, `-`, `_`, `.`; no folders.
    pub name: String,
    /// What is in it, UTF-8.
    pub text: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_typed_on_a_phone_are_understood() {
        assert_eq!(normalise_email(" Hana@Example.JP ").unwrap(), "hana@example.jp");
        assert_eq!(normalise_email("ｈａｎａ＠ｅｘａｍｐｌｅ．ｊｐ").unwrap(), "hana@example.jp");
        for (typed, code) in [
            ("", "empty"),
            ("hana", "not-an-address"),
            ("a b@c.jp", "not-an-address"),
            ("a@jp", "not-an-address"),
            ("@c.jp", "not-an-address"),
            ("a@c..jp", "not-an-address"),
        ] {
            assert_eq!(normalise_email(typed).unwrap_err().code, code, "{typed}");
        }
    }

    #[test]
    fn a_password_is_judged_by_length_and_not_by_symbols() {
        assert!(check_password("さくらのはなびらがまう", "a@b.jp").is_ok());
        for (password, code) in [
            ("short", "too-short"),
            ("aaaaaaaaaaaa", "too-simple"),
            ("1234567890123", ""),
            ("0123456789", "too-simple"),
            ("hana@example.jp", "same-as-email"),
        ] {
            let found = check_password(password, "hana@example.jp").err().map_or("", |e| e.code);
            assert_eq!(found, code, "{password}");
        }
    }
}
