//! Sealing of private records at rest (XChaCha20-Poly1305) with a key that only this device's keyring has.
//!
//! A sealed text is `version | nonce | ciphertext`. The place it belongs to is bound as associated data, so
//! one person's record cannot be put in another's place by somebody who can write the file.

use crate::clock::Ids;
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use crypto_box::aead::rand_core::{CryptoRng, Error as NoRandomness, RngCore};
use zeroize::Zeroizing;

const VERSION: u8 = 1;
const NONCE_BYTES: usize = 24;

/// The device's key. Wiped from memory when dropped; never printed.
#[derive(Clone)]
pub struct DeviceKey(Zeroizing<[u8; 32]>);

impl std::fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeviceKey(…)")
    }
}

/// It was not sealed by this key for this place, or was changed since.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("cannot be opened with this device's key")]
pub struct CannotOpen;

impl DeviceKey {
    /// From 256 random bits.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// As the keyring holds it.
    pub fn to_hex(&self) -> Zeroizing<String> {
        Zeroizing::new(to_hex(&*self.0))
    }

    /// Reads [`Self::to_hex`].
    pub fn from_hex(hex: &str) -> Option<Self> {
        from_hex(hex).map(Self)
    }

    /// Seals `text` for `place`. `random` must never repeat under one key.
    pub fn seal(&self, place: &str, text: &[u8], random: [u8; 32]) -> Vec<u8> {
        let mut nonce = XNonce::default();
        nonce.iter_mut().zip(random).for_each(|(to, from)| *to = from);
        let payload = Payload { msg: text, aad: place.as_bytes() };
        let mut sealed = vec![VERSION];
        sealed.extend_from_slice(&nonce);
        // Fails only for texts of more than 256 GiB.
        sealed.extend(self.cipher().encrypt(&nonce, payload).unwrap_or_default());
        sealed
    }

    /// Opens what [`Self::seal`] made for the same place.
    ///
    /// # Errors
    /// [`CannotOpen`]; nothing more is known about why.
    pub fn open(&self, place: &str, sealed: &[u8]) -> Result<Vec<u8>, CannotOpen> {
        let (version, rest) = sealed.split_first().ok_or(CannotOpen)?;
        let (nonce, text) = rest.split_at_checked(NONCE_BYTES).ok_or(CannotOpen)?;
        if *version != VERSION {
            return Err(CannotOpen);
        }
        let payload = Payload { msg: text, aad: place.as_bytes() };
        self.cipher().decrypt(XNonce::from_slice(nonce), payload).map_err(|_| CannotOpen)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.0).into())
    }
}

/// The engine's randomness, as the cipher's crate wants it.
pub(crate) struct Draws<'a>(pub &'a dyn Ids);

impl RngCore for Draws<'_> {
    fn next_u32(&mut self) -> u32 {
        let mut bytes = [0; 4];
        self.fill_bytes(&mut bytes);
        u32::from_le_bytes(bytes)
    }
    fn next_u64(&mut self) -> u64 {
        let mut bytes = [0; 8];
        self.fill_bytes(&mut bytes);
        u64::from_le_bytes(bytes)
    }
    fn fill_bytes(&mut self, dest: &mut [u8]) {
        for part in dest.chunks_mut(32) {
            part.iter_mut().zip(self.0.secret()).for_each(|(to, from)| *to = from);
        }
    }
    fn try_fill_bytes(&mut self, dest: &mut [u8]) -> Result<(), NoRandomness> {
        self.fill_bytes(dest);
        Ok(())
    }
}
impl CryptoRng for Draws<'_> {}

/// Lower-case hexadecimal digits.
pub fn to_hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Reads exactly 64 hexadecimal digits.
pub fn from_hex(hex: &str) -> Option<Zeroizing<[u8; 32]>> {
    let mut bytes = Zeroizing::new([0; 32]);
    let mut digits = hex.trim().chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok()));
    for byte in bytes.iter_mut() {
        *byte = (digits.next()?? << 4) | digits.next()??;
    }
    digits.next().is_none().then_some(bytes)
}

/// SHA-256, in hexadecimal digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    use sha2::Digest;
    to_hex(&sha2::Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_key_and_place_open_what_was_sealed() {
        let key = DeviceKey::new([7; 32]);
        let sealed = key.seal("saved/1", "母子手帳".as_bytes(), [9; 32]);
        assert_eq!(key.open("saved/1", &sealed).unwrap(), "母子手帳".as_bytes());
        assert_eq!(key.open("saved/2", &sealed), Err(CannotOpen));
        assert_eq!(DeviceKey::new([8; 32]).open("saved/1", &sealed), Err(CannotOpen));
        for at in 0..sealed.len() {
            let mut bent = sealed.clone();
            bent[at] ^= 1;
            assert_eq!(key.open("saved/1", &bent), Err(CannotOpen), "byte {at}");
            assert_eq!(key.open("saved/1", &sealed[..at]), Err(CannotOpen), "cut at {at}");
        }
    }

    #[test]
    fn a_key_survives_the_keyring() {
        let key = DeviceKey::new(std::array::from_fn(|i| u8::try_from(i * 7).unwrap()));
        assert_eq!(*DeviceKey::from_hex(&key.to_hex()).unwrap().0, *key.0);
        assert!(DeviceKey::from_hex("12").is_none() && DeviceKey::from_hex(&"zz".repeat(32)).is_none());
        assert!(DeviceKey::from_hex(&"00".repeat(33)).is_none());
    }
}
