//! Web Push's envelope: a message that only the device can open (RFC 8291), in one record of `aes128gcm` (RFC 8188).
//!
//! A push service sees whom it wakes and how urgently; what is in the envelope it does not see, and all envelopes are
//! of a few lengths, so that their length tells nothing either.

use aws_lc_rs::{
    aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree},
    hkdf::{HKDF_SHA256, KeyType, Salt},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use itsumo_domain::push::PushAddress;

/// The record size that the header names; a push service takes at least this much.
const RECORD: u32 = 4096;
/// Messages are filled up to a multiple of this, with their delimiter.
pub const STEP: usize = 256;
/// Longest message: with delimiter, tag and header the envelope has the 4,096 bytes that every push service takes.
pub const MOST_BYTES: usize = 15 * STEP - 1;

/// A device's half of a subscription.
#[derive(Clone)]
pub struct Keys {
    point: [u8; 65],
    auth: [u8; 16],
}

/// Why nothing was sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// `p256dh` or `auth` is not what it should be.
    #[error("{0} is no key")]
    Key(&'static str),
    /// More than an envelope holds.
    #[error("a push has at most {MOST_BYTES} bytes")]
    TooLong,
    /// The drawn secret is none of this curve: about one in four thousand million. Draw another.
    #[error("not a secret of this curve")]
    Secret,
}

impl Keys {
    /// Reads both from base64url.
    ///
    /// # Errors
    /// [`SealError::Key`] with the field's name. Whether the point lies on the curve shows when something is sealed.
    pub fn read(p256dh: &str, auth: &str) -> Result<Self, SealError> {
        let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap_or_default();
        let point: [u8; 65] = bytes(p256dh).try_into().map_err(|_| SealError::Key("p256dh"))?;
        let auth: [u8; 16] = bytes(auth).try_into().map_err(|_| SealError::Key("auth"))?;
        Ok(Self { point, auth })
    }
}

/// Seals `message` for a device. `secret` and `salt` are drawn anew for each.
///
/// # Errors
/// [`SealError`].
pub fn seal(to: &Keys, message: &[u8], secret: &[u8; 32], salt: [u8; 16]) -> Result<Vec<u8>, SealError> {
    let filled = (message.len() + 1).next_multiple_of(STEP) - 1;
    seal_filled(to, message, filled, secret, salt)
}

/// The same, filled up to `filled` bytes.
fn seal_filled(
    to: &Keys,
    message: &[u8],
    filled: usize,
    secret: &[u8; 32],
    salt: [u8; 16],
) -> Result<Vec<u8>, SealError> {
    if message.len() > MOST_BYTES {
        return Err(SealError::TooLong);
    }
    let private = PrivateKey::from_private_key(&ECDH_P256, secret).map_err(|_| SealError::Secret)?;
    let public = private.compute_public_key().map_err(|_| SealError::Secret)?;
    let public = public.as_ref();
    let theirs = UnparsedPublicKey::new(&ECDH_P256, &to.point);
    let input = agree(&private, theirs, SealError::Key("p256dh"), |shared| {
        expand::<32>(&to.auth, shared, &[b"WebPush: info\0", &to.point, public])
    })?;
    let key: [u8; 16] = expand(&salt, &input, &[b"Content-Encoding: aes128gcm\0"])?;
    let nonce: [u8; 12] = expand(&salt, &input, &[b"Content-Encoding: nonce\0"])?;
    let key = UnboundKey::new(&AES_128_GCM, &key).map_err(|_| SealError::Secret)?;
    let mut record = Vec::with_capacity(filled + 17);
    record.extend_from_slice(message);
    // The delimiter of the last record, then what fills it up.
    record.push(2);
    record.resize(record.len().max(filled + 1), 0);
    LessSafeKey::new(key)
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut record)
        .map_err(|_| SealError::Secret)?;
    let mut envelope = Vec::with_capacity(21 + public.len() + record.len());
    envelope.extend_from_slice(&salt);
    envelope.extend_from_slice(&RECORD.to_be_bytes());
    envelope.push(u8::try_from(public.len()).map_err(|_| SealError::Secret)?);
    envelope.extend_from_slice(public);
    envelope.extend_from_slice(&record);
    Ok(envelope)
}

/// So many bytes.
struct Long<const N: usize>;

impl<const N: usize> KeyType for Long<N> {
    fn len(&self) -> usize {
        N
    }
}

fn expand<const N: usize>(salt: &[u8], input: &[u8], info: &[&[u8]]) -> Result<[u8; N], SealError> {
    let mut out = [0; N];
    let key = Salt::new(HKDF_SHA256, salt).extract(input);
    let okm = key.expand(info, Long::<N>).map_err(|_| SealError::Secret)?;
    okm.fill(&mut out).map_err(|_| SealError::Secret)?;
    Ok(out)
}

/// What a device does with an envelope, for tests.
///
/// # Errors
/// What is wrong with it, in words.
#[doc(hidden)]
pub fn open(secret: &[u8; 32], auth: &[u8; 16], envelope: &[u8]) -> Result<Vec<u8>, &'static str> {
    let (salt, rest) = envelope.split_at_checked(16).ok_or("no salt")?;
    let (size, rest) = rest.split_at_checked(5).ok_or("no header")?;
    if size != [0, 0, 16, 0, 65] {
        return Err("another record size or key length");
    }
    let (public, record) = rest.split_at_checked(65).ok_or("no key")?;
    let private = PrivateKey::from_private_key(&ECDH_P256, secret).map_err(|_| "not a secret")?;
    let own = private.compute_public_key().map_err(|_| "not a secret")?;
    let theirs = UnparsedPublicKey::new(&ECDH_P256, public);
    let input = agree(&private, theirs, "not a point", |shared| {
        expand::<32>(auth, shared, &[b"WebPush: info\0", own.as_ref(), public]).map_err(|_| "no key")
    })?;
    let key: [u8; 16] = expand(salt, &input, &[b"Content-Encoding: aes128gcm\0"]).map_err(|_| "no key")?;
    let nonce: [u8; 12] = expand(salt, &input, &[b"Content-Encoding: nonce\0"]).map_err(|_| "no nonce")?;
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key).map_err(|_| "no key")?);
    let mut record = record.to_vec();
    let plain = key
        .open_in_place(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut record)
        .map_err(|_| "it was sealed for somebody else, or changed on the way")?;
    let end = plain.iter().rposition(|byte| *byte != 0).ok_or("no delimiter")?;
    match plain.split_at_checked(end) {
        Some((message, [2, ..])) => Ok(message.to_vec()),
        _ => Err("not the last record"),
    }
}

/// What a device with these secrets registers, for tests and figures.
///
/// # Errors
/// [`SealError::Secret`].
#[doc(hidden)]
pub fn address_of(endpoint: &str, secret: &[u8; 32], auth: &[u8; 16]) -> Result<PushAddress, SealError> {
    let (p256dh, auth) = (URL_SAFE_NO_PAD.encode(point_of(secret)?), URL_SAFE_NO_PAD.encode(auth));
    Ok(PushAddress::WebPush { endpoint: endpoint.to_owned(), p256dh, auth })
}

/// The point of a secret, for tests and for the city's own key.
///
/// # Errors
/// [`SealError::Secret`].
pub fn point_of(secret: &[u8; 32]) -> Result<Vec<u8>, SealError> {
    let private = PrivateKey::from_private_key(&ECDH_P256, secret).map_err(|_| SealError::Secret)?;
    private.compute_public_key().map(|point| point.as_ref().to_vec()).map_err(|_| SealError::Secret)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes<const N: usize>(text: &str) -> [u8; N] {
        URL_SAFE_NO_PAD.decode(text).unwrap().try_into().unwrap()
    }

    /// RFC 8291, section 5 and appendix A.
    #[test]
    fn the_example_of_the_rfc_comes_out_to_the_byte() {
        let device = bytes("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94");
        let keys = Keys::read(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
            "BTBZMqHH6r4Tts7J_aSIgg",
        )
        .unwrap();
        let server = bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw");
        let salt = bytes("DGv6ra1nlYgDCS1FRnbzlw");
        let message = b"When I grow up, I want to be a watermelon";
        let envelope = seal_filled(&keys, message, 0, &server, salt).unwrap();
        assert_eq!(
            URL_SAFE_NO_PAD.encode(&envelope),
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_\
             yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
                .replace(' ', "")
        );
        assert_eq!(open(&device, &bytes("BTBZMqHH6r4Tts7J_aSIgg"), &envelope).unwrap(), message);
    }

    #[test]
    fn the_length_tells_nothing_and_nobody_else_opens_it() {
        let (device, auth) = ([7; 32], [9; 16]);
        let keys = Keys { point: point_of(&device).unwrap().try_into().unwrap(), auth };
        let sealed = |message: &[u8]| seal(&keys, message, &[3; 32], [4; 16]).unwrap();
        assert_eq!(sealed(b"a").len(), sealed(&[b'b'; 200]).len());
        for message in [&b""[..], b"a", &[b'x'; STEP - 1], &[b'x'; STEP], &[b'x'; MOST_BYTES]] {
            let envelope = sealed(message);
            assert!(envelope.len() <= 4096, "{}", envelope.len());
            assert_eq!(open(&device, &auth, &envelope).unwrap(), message);
        }
        let mut changed = sealed(b"a");
        *changed.last_mut().unwrap() ^= 1;
        assert!(open(&device, &auth, &changed).is_err());
        assert!(open(&[8; 32], &auth, &sealed(b"a")).is_err());
        assert!(open(&device, &[1; 16], &sealed(b"a")).is_err());
    }

    #[test]
    fn what_is_no_key_is_named() {
        let wrong = |p256dh: &str, auth: &str| Keys::read(p256dh, auth).err();
        assert_eq!(wrong("", ""), Some(SealError::Key("p256dh")));
        assert_eq!(wrong(&URL_SAFE_NO_PAD.encode([4; 65]), "AA"), Some(SealError::Key("auth")));
        // Of the right length, but not a point of the curve.
        let keys = Keys::read(&URL_SAFE_NO_PAD.encode([4; 65]), &URL_SAFE_NO_PAD.encode([0; 16])).unwrap();
        assert_eq!(seal(&keys, b"a", &[3; 32], [4; 16]), Err(SealError::Key("p256dh")));
        let keys = Keys { point: point_of(&[7; 32]).unwrap().try_into().unwrap(), auth: [0; 16] };
        assert_eq!(seal(&keys, b"a", &[255; 32], [4; 16]), Err(SealError::Secret));
        assert_eq!(seal(&keys, &[0; MOST_BYTES + 1], &[3; 32], [4; 16]), Err(SealError::TooLong));
    }
}
