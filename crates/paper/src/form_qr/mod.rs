//! A filled-in 予診票 as one QR code: compact, signed, readable by anybody without a server.
//!
//! The text is `ITSUMO.F1:` and base45 (whose letters a QR code packs tightly). The bytes are a version, flags, the
//! family's public key, the form field by field in a fixed order (deflated where that is shorter), and an Ed25519
//! signature over all before it. `docs/form-qr.md` says every field; `crates/backend/reader` reads it in a browser.
//!
//! What the signature means: what is read is what one family's device wrote, unchanged. It does not say who that
//! family is; for that the [`fingerprint`] of the key is printed beside the code and shown by the reader, and a
//! person compares the two. Nothing is looked up anywhere, so nobody learns who was where.
//!
//! A code is at most of version 25 at error correction M, which prints well at 5 cm. Where a form says more than fits,
//! its free words are shortened, evenly and visibly ([`Encoded::shortened`]); answers and flags never are.

mod base45;
mod known;
mod wire;

use crate::Qr;
use chrono::NaiveDate;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use itsumo_domain::{
    Timestamp,
    handbook::{Consent, Form, FormAnswer, Sex},
};
pub use known::{QUESTIONS, SERIES};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use wire::{Bytes, Reader};

/// What a code's text begins with.
pub const PREFIX: &str = "ITSUMO.F1:";
/// The largest version of a QR code that is made.
pub const LARGEST: i16 = 25;

const VERSION: u8 = 1;
const DEFLATED: u8 = 1;
const SHORTENED: u8 = 2;
const KEY: usize = 32;
const SIGNATURE: usize = 64;
/// What is signed begins with this, so that no other signature of the same key can be taken for a form's.
const DOMAIN: &[u8] = b"itsumo form 1\0";
/// No form is longer; a small code cannot make a reader fill its memory.
const LONGEST: usize = 64 * 1024;

/// What travels: the form, of whom it is, and what is to be told to the doctor.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FormQr {
    /// Signed at. Whole minutes.
    pub at: Timestamp,
    /// The child's name as written.
    pub name: String,
    /// Its kana.
    pub kana: String,
    /// Born on.
    pub birth_date: Option<NaiveDate>,
    /// For the clinic's record.
    pub sex: Option<Sex>,
    /// The form. Times are whole minutes.
    pub form: Form,
    /// Ids of the answers that are to be told to the doctor.
    pub flags: BTreeSet<String>,
}

/// A code's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoded {
    /// What the QR code says.
    pub text: String,
    /// Free words were cut to fit; the paper has them whole.
    pub shortened: bool,
}

/// What was read, and by which key it is signed.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded {
    /// The form.
    pub form: FormQr,
    /// The family's public key.
    pub key: [u8; KEY],
    /// Free words were cut to fit.
    pub shortened: bool,
}

/// Why a text is no form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormQrError {
    /// It is another kind of code.
    #[error("this is not the code of a form")]
    NotAForm,
    /// A newer app wrote it.
    #[error("the code was written by a newer version")]
    Newer,
    /// It is cut or misread.
    #[error("the code is damaged")]
    Damaged,
    /// Something in it is not what was signed.
    #[error("the signature does not fit the content")]
    Signature,
    /// Answers alone are more than a code holds.
    #[error("the form does not fit a code")]
    TooLong,
}

/// The public half of a family's signing key.
pub fn public_key(secret: &[u8; KEY]) -> [u8; KEY] {
    SigningKey::from_bytes(secret).verifying_key().to_bytes()
}

/// Four groups of four digits that two people can compare: the first eight bytes of the key's SHA-256 as a number,
/// its last sixteen decimal digits.
pub fn fingerprint(key: &[u8; KEY]) -> String {
    let hash = Sha256::digest(key);
    let number = hash.iter().take(8).fold(0u64, |number, byte| (number << 8) | u64::from(*byte));
    let digits = format!("{:016}", number % 10_000_000_000_000_000);
    let groups: Vec<String> =
        digits.as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).into_owned()).collect();
    groups.join(" ")
}

/// The text of the code for `form`, signed with the family's key.
///
/// # Errors
/// [`FormQrError::TooLong`] when not even the form without its free words fits.
pub fn encode(form: &FormQr, secret: &[u8; KEY]) -> Result<Encoded, FormQrError> {
    for most in [usize::MAX, 120, 80, 50, 30, 15, 6, 0] {
        let (form, shortened) = shortened(form, most);
        let text = sign(&form, shortened, secret);
        if Qr::version(&text).is_ok_and(|version| version <= LARGEST) {
            return Ok(Encoded { text, shortened });
        }
    }
    Err(FormQrError::TooLong)
}

fn sign(form: &FormQr, shortened: bool, secret: &[u8; KEY]) -> String {
    let key = SigningKey::from_bytes(secret);
    let body = write(form);
    let small = miniz_oxide::deflate::compress_to_vec(&body, 10);
    let deflated = small.len() < body.len();
    let flags = if deflated { DEFLATED } else { 0 } | if shortened { SHORTENED } else { 0 };
    let mut bytes = vec![VERSION, flags];
    bytes.extend(key.verifying_key().to_bytes());
    bytes.extend(if deflated { small } else { body });
    let signature = key.sign(&[DOMAIN, &bytes].concat());
    bytes.extend(signature.to_bytes());
    format!("{PREFIX}{}", base45::encode(&bytes))
}

/// Reads a code's text and checks its signature.
///
/// # Errors
/// See [`FormQrError`]; nothing is given of a form whose signature does not fit.
pub fn decode(text: &str) -> Result<Decoded, FormQrError> {
    let text = text.trim();
    let Some(coded) = text.strip_prefix(PREFIX) else {
        let newer = text.strip_prefix("ITSUMO.F").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        return Err(if newer { FormQrError::Newer } else { FormQrError::NotAForm });
    };
    let bytes = base45::decode(coded).ok_or(FormQrError::Damaged)?;
    let split = bytes.len().checked_sub(SIGNATURE).ok_or(FormQrError::Damaged)?;
    let (signed, signature) = bytes.split_at_checked(split).ok_or(FormQrError::Damaged)?;
    let [version, flags, rest @ ..] = signed else { return Err(FormQrError::Damaged) };
    if *version != VERSION {
        return Err(FormQrError::Newer);
    }
    let (key, body) = rest.split_first_chunk::<KEY>().ok_or(FormQrError::Damaged)?;
    let signature = Signature::from_slice(signature).map_err(|_| FormQrError::Damaged)?;
    VerifyingKey::from_bytes(key)
        .and_then(|verifying| verifying.verify_strict(&[DOMAIN, signed].concat(), &signature))
        .map_err(|_| FormQrError::Signature)?;
    let inflated;
    let body = if flags & DEFLATED == 0 {
        body
    } else {
        inflated =
            miniz_oxide::inflate::decompress_to_vec_with_limit(body, LONGEST).map_err(|_| FormQrError::Damaged)?;
        &inflated
    };
    let form = read(body).ok_or(FormQrError::Damaged)?;
    Ok(Decoded { form, key: *key, shortened: flags & SHORTENED != 0 })
}

/// The form with free words of at most `most` characters, and whether that changed anything.
fn shortened(form: &FormQr, most: usize) -> (FormQr, bool) {
    let mut form = form.clone();
    let mut cut = false;
    for answer in form.form.answers.values_mut() {
        if let Some((at, _)) = answer.text.char_indices().nth(most) {
            answer.text.truncate(at);
            answer.text.push('…');
            cut = true;
        }
    }
    (form, cut)
}

fn write(form: &FormQr) -> Vec<u8> {
    let FormQr { at, name, kana, birth_date, sex, form, flags } = form;
    let mut bytes = Bytes::default();
    bytes.minutes(Some(*at));
    bytes.text(name);
    bytes.text(kana);
    bytes.day(*birth_date);
    bytes.number(match sex {
        None => 0,
        Some(Sex::Female) => 1,
        Some(Sex::Male) => 2,
    });
    bytes.day(Some(form.date));
    bytes.count(form.vaccines.len());
    for (series, dose) in &form.vaccines {
        bytes.known(series, known::SERIES);
        bytes.known(dose, known::DOSES);
    }
    bytes.number(form.temperature_tenths.map_or(0, |tenths| u64::from(tenths) + 1));
    bytes.minutes(form.temperature_at);
    bytes.text(&form.questions);
    bytes.count(form.answers.len());
    for (id, answer) in &form.answers {
        bytes.known(id, known::QUESTIONS);
        let yes = match answer.yes {
            None => 0,
            Some(false) => 1,
            Some(true) => 2,
        };
        let flagged = if flags.contains(id) { 4 } else { 0 };
        let worded = if answer.text.is_empty() { 0 } else { 8 };
        bytes.number(yes | flagged | worded);
        if worded > 0 {
            bytes.text(&answer.text);
        }
    }
    match &form.consent {
        None => bytes.number(0),
        Some(consent) => {
            bytes.number(if consent.wishes { 2 } else { 1 });
            bytes.minutes(Some(consent.at));
            bytes.text(&consent.name);
            bytes.text(&consent.relation);
        }
    }
    bytes.0
}

fn read(bytes: &[u8]) -> Option<FormQr> {
    let mut reader = Reader(bytes);
    let at = reader.minutes()??;
    let (name, kana, birth_date) = (reader.text()?, reader.text()?, reader.day()?);
    let sex = match reader.number()? {
        0 => None,
        1 => Some(Sex::Female),
        2 => Some(Sex::Male),
        _ => return None,
    };
    let mut form = Form { date: reader.day()??, ..Form::default() };
    for _ in 0..reader.count()? {
        form.vaccines.push((reader.known(known::SERIES)?, reader.known(known::DOSES)?));
    }
    form.temperature_tenths = match reader.number()? {
        0 => None,
        tenths => Some(u16::try_from(tenths - 1).ok()?),
    };
    form.temperature_at = reader.minutes()?;
    form.questions = reader.text()?;
    let (mut answers, mut flags) = (BTreeMap::new(), BTreeSet::new());
    for _ in 0..reader.count()? {
        let id = reader.known(known::QUESTIONS)?;
        let bits = reader.number()?;
        let yes = match bits & 3 {
            0 => None,
            1 => Some(false),
            2 => Some(true),
            _ => return None,
        };
        if bits & 4 != 0 {
            flags.insert(id.clone());
        }
        let text = if bits & 8 != 0 { reader.text()? } else { String::new() };
        answers.insert(id, FormAnswer { yes, text });
    }
    form.answers = answers;
    form.consent = match reader.number()? {
        0 => None,
        wish @ (1 | 2) => {
            Some(Consent { wishes: wish == 2, at: reader.minutes()??, name: reader.text()?, relation: reader.text()? })
        }
        _ => return None,
    };
    // Bytes behind the last field belong to fields of a later version 1: passed over.
    Some(FormQr { at, name, kana, birth_date, sex, form, flags })
}

#[cfg(test)]
mod tests;
