//! The seal of a family's entries: XChaCha20-Poly1305 under a key that no server has.
//!
//! From the family key of an epoch two values are derived (HKDF-SHA256, salted with the family's id): the one that
//! seals, and the *access secret* that the server knows the hash of. Neither gives the other, nor the key.
//!
//! A sealed entry is `version | key mark | entry id | nonce | ciphertext`. The stream, the id, the revision and the
//! epoch are bound as associated data: nothing opens in another's place. The *key mark* (a one-way function of
//! the key) and the id in clear are there to say *why* something does not open, which the cipher alone cannot.

use crate::crypto::to_hex;
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hkdf::Hkdf;
use sha2::Sha256;
use uuid::Uuid;
use zeroize::Zeroizing;

const VERSION: u8 = 1;
const MARK: usize = 8;
const NONCE: usize = 24;
/// Entries never change: there is one revision of each.
pub(crate) const REVISION: i64 = 1;

/// Why a sealed entry was not taken in. Each is said apart: [`Self::code`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unopened {
    /// Sealed with a key that this device does not hold.
    #[error("sealed with another key")]
    OtherKey,
    /// It says one epoch and is sealed with another's key.
    #[error("sealed under another epoch than it says")]
    OtherEpoch,
    /// It is the seal of another entry.
    #[error("the seal of another entry")]
    OtherEntry,
    /// It was changed on its way or where it lay.
    #[error("changed since it was sealed")]
    Changed,
    /// Another revision than the one there can be.
    #[error("another revision of an entry that never changes")]
    OtherRevision,
    /// The id is here already with another content.
    #[error("another content under an id that is here")]
    Differs,
    /// A seal of a newer version of this app.
    #[error("sealed by a newer version")]
    Newer,
    /// It opens and is no entry.
    #[error("not an entry")]
    NotAnEntry,
}

impl Unopened {
    /// The code of its text: `refused-<code>`.
    pub fn code(self) -> &'static str {
        match self {
            Self::OtherKey => "sealed-other-key",
            Self::OtherEpoch => "sealed-other-epoch",
            Self::OtherEntry => "sealed-other-entry",
            Self::Changed => "sealed-changed",
            Self::OtherRevision => "sealed-other-revision",
            Self::Differs => "sealed-differs",
            Self::Newer => "sealed-newer",
            Self::NotAnEntry => "sealed-not-an-entry",
        }
    }
}

/// The family key of one epoch, with what is derived from it. Wiped when dropped; never printed.
#[derive(Clone)]
pub(crate) struct EpochKey {
    pub family: Uuid,
    pub epoch: u32,
    key: Zeroizing<[u8; 32]>,
    cipher: XChaCha20Poly1305,
    mark: [u8; MARK],
}

impl std::fmt::Debug for EpochKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "EpochKey({} #{})", self.family, self.epoch)
    }
}

/// Fills `out` from `key` for `purpose`, bound to the family.
pub(crate) fn derive(key: &[u8], family: &[u8], purpose: &str, out: &mut [u8]) {
    // Fails only for more than 8,160 bytes.
    let _ = Hkdf::<Sha256>::new(Some(family), key).expand(purpose.as_bytes(), out);
}

impl EpochKey {
    pub fn new(family: Uuid, epoch: u32, key: Zeroizing<[u8; 32]>) -> Self {
        let mut sealing = Zeroizing::new([0; 32]);
        derive(&*key, family.as_bytes(), &format!("itsumo family/{family} {epoch} sealing"), &mut *sealing);
        let mut mark = [0; MARK];
        derive(&*key, family.as_bytes(), &format!("itsumo family/{family} {epoch} mark"), &mut mark);
        Self { family, epoch, cipher: XChaCha20Poly1305::new((&*sealing).into()), mark, key }
    }

    /// The key itself, to be kept or handed on.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.key
    }

    /// What proves to the server that this device holds the epoch's key.
    pub fn access(&self) -> Zeroizing<[u8; 32]> {
        let (family, epoch) = (self.family, self.epoch);
        let mut access = Zeroizing::new([0; 32]);
        derive(&*self.key, family.as_bytes(), &format!("itsumo family/{family} {epoch} access"), &mut *access);
        access
    }

    /// [`Self::access`] as it goes over the wire: `<family>.<64 digits>`.
    pub fn proof(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("{}.{}", self.family, to_hex(&*self.access())))
    }

    /// What says that whoever made `next` held this key.
    pub fn vouch(&self, next: &Self) -> [u8; 16] {
        let mut vouched = [0; 16];
        let purpose = format!("itsumo family/{} {} vouches for {}", self.family, self.epoch, to_hex(&*next.key));
        derive(&*self.key, self.family.as_bytes(), &purpose, &mut vouched);
        vouched
    }

    fn place(&self, header: &[u8]) -> Vec<u8> {
        let mut place = format!("family/{} {REVISION} {} ", self.family, self.epoch).into_bytes();
        place.extend_from_slice(header);
        place
    }

    /// Seals an entry. `random` must never repeat under one key.
    pub fn seal(&self, id: Uuid, text: &[u8], random: [u8; 32]) -> Vec<u8> {
        let mut nonce = XNonce::default();
        nonce.iter_mut().zip(random).for_each(|(to, from)| *to = from);
        let mut sealed = vec![VERSION];
        sealed.extend_from_slice(&self.mark);
        sealed.extend_from_slice(id.as_bytes());
        let place = self.place(&sealed);
        sealed.extend_from_slice(&nonce);
        // Fails only for texts of more than 256 GiB.
        sealed.extend(self.cipher.encrypt(&nonce, Payload { msg: text, aad: &place }).unwrap_or_default());
        sealed
    }

    fn open(&self, header: &[u8], nonce: &[u8], text: &[u8]) -> Result<Vec<u8>, Unopened> {
        let place = self.place(header);
        let payload = Payload { msg: text, aad: &place };
        self.cipher.decrypt(XNonce::from_slice(nonce), payload).map_err(|_| Unopened::Changed)
    }
}

/// Opens the entry `id` that says it is of `epoch`, with the key among `keys` that fits.
///
/// # Errors
/// [`Unopened`], as telling as can be.
pub(crate) fn open<'a>(
    keys: impl Iterator<Item = &'a EpochKey>,
    id: Uuid,
    epoch: u32,
    sealed: &[u8],
) -> Result<Vec<u8>, Unopened> {
    if sealed.first().is_some_and(|version| *version > VERSION) {
        return Err(Unopened::Newer);
    }
    let (header, rest) = sealed.split_at_checked(1 + MARK + 16).ok_or(Unopened::Changed)?;
    let (nonce, text) = rest.split_at_checked(NONCE).ok_or(Unopened::Changed)?;
    let (start, own_id) = header.split_at_checked(1 + MARK).ok_or(Unopened::Changed)?;
    let (version, mark) = start.split_first().ok_or(Unopened::Changed)?;
    if *version != VERSION {
        return Err(Unopened::Changed);
    }
    if own_id != id.as_bytes() {
        return Err(Unopened::OtherEntry);
    }
    let mut other_epoch = false;
    for key in keys {
        if key.mark == mark {
            if key.epoch == epoch {
                return key.open(header, nonce, text);
            }
            other_epoch = true;
        }
    }
    Err(if other_epoch { Unopened::OtherEpoch } else { Unopened::OtherKey })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAMILY: Uuid = Uuid::from_u128(1);
    const ENTRY: Uuid = Uuid::from_u128(2);

    fn key(family: Uuid, epoch: u32, byte: u8) -> EpochKey {
        EpochKey::new(family, epoch, Zeroizing::new([byte; 32]))
    }

    #[test]
    fn only_the_same_key_entry_and_epoch_open_what_was_sealed_and_each_fault_has_its_name() {
        let right = key(FAMILY, 1, 7);
        let sealed = right.seal(ENTRY, "はな 8,250g".as_bytes(), [9; 32]);
        let by = |keys: &[EpochKey], id, epoch| open(keys.iter(), id, epoch, &sealed);
        assert_eq!(by(&[key(FAMILY, 0, 5), right.clone()], ENTRY, 1).unwrap(), "はな 8,250g".as_bytes());
        assert_eq!(by(&[], ENTRY, 1), Err(Unopened::OtherKey));
        assert_eq!(by(&[key(FAMILY, 1, 8)], ENTRY, 1), Err(Unopened::OtherKey));
        assert_eq!(by(&[key(Uuid::from_u128(9), 1, 7)], ENTRY, 1), Err(Unopened::OtherKey));
        assert_eq!(by(std::slice::from_ref(&right), Uuid::from_u128(3), 1), Err(Unopened::OtherEntry));
        assert_eq!(by(std::slice::from_ref(&right), ENTRY, 0), Err(Unopened::OtherEpoch));
        let newer: Vec<u8> = [&[2], &sealed[1..]].concat();
        assert_eq!(open([&right].into_iter(), ENTRY, 1, &newer), Err(Unopened::Newer));
    }

    #[test]
    fn no_byte_can_be_changed_and_none_be_missing() {
        let right = key(FAMILY, 0, 7);
        let sealed = right.seal(ENTRY, b"weight", [9; 32]);
        for at in 0..sealed.len() {
            let mut bent = sealed.clone();
            bent[at] ^= 1;
            assert!(open([&right].into_iter(), ENTRY, 0, &bent).is_err(), "byte {at}");
            assert!(open([&right].into_iter(), ENTRY, 0, &sealed[..at]).is_err(), "cut at {at}");
        }
        // An entry's seal under another's id, with the id in clear changed to fit.
        let mut moved = sealed.clone();
        moved[1 + MARK..1 + MARK + 16].copy_from_slice(Uuid::from_u128(3).as_bytes());
        assert_eq!(open([&right].into_iter(), Uuid::from_u128(3), 0, &moved), Err(Unopened::Changed));
    }

    #[test]
    fn what_the_server_sees_tells_neither_the_key_nor_the_seal() {
        let one = key(FAMILY, 0, 7);
        assert_ne!(*one.access(), *one.key);
        assert_ne!(*one.access(), *key(FAMILY, 1, 7).access(), "another epoch");
        assert_ne!(*one.access(), *key(Uuid::from_u128(9), 0, 7).access(), "another family");
        assert!(!one.proof().contains(&to_hex(&*one.key)));
    }
}
