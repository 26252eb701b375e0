//! Signed statements (JWT, RFC 7519) in the two forms that push services ask for: ES256 and RS256.

use super::web_push::point_of;
use aws_lc_rs::{
    rand::SystemRandom,
    rsa,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256},
};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde_json::Value as Json;

/// What cannot be read as a key, or does not sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a private key of the kind that is needed")]
pub struct NotAKey;

/// A P-256 key.
pub struct Es256(EcdsaKeyPair);

impl Es256 {
    /// The key of a secret number.
    ///
    /// # Errors
    /// [`NotAKey`] for a number that the curve does not have.
    pub fn of_secret(secret: &[u8; 32]) -> Result<Self, NotAKey> {
        let point = point_of(secret).map_err(|_| NotAKey)?;
        let pair = EcdsaKeyPair::from_private_key_and_public_key(&ECDSA_P256_SHA256_FIXED_SIGNING, secret, &point);
        pair.map(Self).map_err(|_| NotAKey)
    }

    /// The key in a PEM file with PKCS #8 inside: what Apple gives out as `.p8`.
    ///
    /// # Errors
    /// [`NotAKey`].
    pub fn of_pem(pem: &str) -> Result<Self, NotAKey> {
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der(pem)?);
        pair.map(Self).map_err(|_| NotAKey)
    }

    /// The public half, uncompressed.
    pub fn point(&self) -> &[u8] {
        self.0.public_key().as_ref()
    }

    /// Signs `claims`; `header` is what the head says beside the algorithm.
    ///
    /// # Errors
    /// [`NotAKey`] when it does not sign.
    pub fn sign(&self, header: Json, claims: &Json) -> Result<String, NotAKey> {
        let text = unsigned("ES256", header, claims);
        let signature = self.0.sign(&SystemRandom::new(), text.as_bytes()).map_err(|_| NotAKey)?;
        Ok(format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

/// An RSA key.
pub struct Rs256(rsa::KeyPair);

impl Rs256 {
    /// The key in a PEM file with PKCS #8 inside: what Google puts into a service account's file.
    ///
    /// # Errors
    /// [`NotAKey`].
    pub fn of_pem(pem: &str) -> Result<Self, NotAKey> {
        rsa::KeyPair::from_pkcs8(&der(pem)?).map(Self).map_err(|_| NotAKey)
    }

    /// Signs `claims`.
    ///
    /// # Errors
    /// [`NotAKey`] when it does not sign.
    pub fn sign(&self, header: Json, claims: &Json) -> Result<String, NotAKey> {
        let text = unsigned("RS256", header, claims);
        let mut signature = vec![0; self.0.public_modulus_len()];
        let signed = self.0.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature);
        signed.map_err(|_| NotAKey)?;
        Ok(format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

fn unsigned(algorithm: &str, mut header: Json, claims: &Json) -> String {
    if let Some(header) = header.as_object_mut() {
        header.insert("alg".to_owned(), algorithm.into());
        header.insert("typ".to_owned(), "JWT".into());
    }
    format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(claims.to_string()))
}

fn der(pem: &str) -> Result<Vec<u8>, NotAKey> {
    let body: String = pem.lines().map(str::trim).filter(|line| !line.starts_with("-----")).collect();
    STANDARD.decode(body).map_err(|_| NotAKey)
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_lc_rs::{
        encoding::AsDer,
        signature::{ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey},
    };
    use serde_json::json;

    fn pem(der: &[u8]) -> String {
        format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(der))
    }

    fn read(token: &str) -> (String, Vec<u8>, Json, Json) {
        let (text, signature) = token.rsplit_once('.').unwrap();
        let (header, claims) = text.split_once('.').unwrap();
        let json = |part: &str| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
        (text.to_owned(), URL_SAFE_NO_PAD.decode(signature).unwrap(), json(header), json(claims))
    }

    #[test]
    fn a_statement_is_signed_by_its_key_and_says_how() {
        let key = Es256::of_secret(&[5; 32]).unwrap();
        let (text, signature, header, claims) = read(&key.sign(json!({ "kid": "K" }), &json!({ "iss": "T" })).unwrap());
        assert_eq!((header, claims), (json!({ "alg": "ES256", "kid": "K", "typ": "JWT" }), json!({ "iss": "T" })));
        let point = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key.point());
        assert!(point.verify(text.as_bytes(), &signature).is_ok());
        assert!(point.verify(b"something else", &signature).is_err());
    }

    #[test]
    fn keys_are_read_from_the_files_that_makers_give_out() {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        let document = pair.to_pkcs8v1().unwrap();
        assert_eq!(Es256::of_pem(&pem(document.as_ref())).unwrap().point(), pair.public_key().as_ref());
        let rsa = rsa::KeyPair::generate(aws_lc_rs::rsa::KeySize::Rsa2048).unwrap();
        let document: aws_lc_rs::encoding::Pkcs8V1Der<'_> = rsa.as_der().unwrap();
        let key = Rs256::of_pem(&pem(document.as_ref())).unwrap();
        let (text, signature, header, _) = read(&key.sign(json!({}), &json!({})).unwrap());
        assert_eq!(header["alg"], "RS256");
        let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, rsa.public_key().as_ref());
        assert!(public.verify(text.as_bytes(), &signature).is_ok());
        assert_eq!(Es256::of_pem("-----BEGIN PRIVATE KEY-----\n!\n").err(), Some(NotAKey));
        assert_eq!(Es256::of_pem(&pem(document.as_ref())).err(), Some(NotAKey));
        assert_eq!(Rs256::of_pem(&pem(b"x")).err(), Some(NotAKey));
    }
}
