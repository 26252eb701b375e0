//! Which apps may open this server's links by themselves: a phone asks the server before it believes an app.
//!
//! Android reads a statement of Digital Asset Links, iOS the associated domains. Both name an app and who signed it, so
//! they are there only where the server was told; without them a link opens its page, which offers the app.

use crate::{app::App, openapi::Always, problem::Failure};
use axum::{Json, extract::State};
use itsumo_domain::problem::Problem;
use serde_json::{Value, json};

/// The app's id on Android.
const ANDROID: &str = "jp.itsumo.app";
/// Addresses of pages that the app opens.
const PAGES: &str = "/open/*";

/// The Android app that opens this server's links.
#[utoipa::path(get, path = "/.well-known/assetlinks.json", tag = "server",
    responses((status = 200, body = Object, content_type = "application/json"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "no app was named"), Always))]
pub async fn android(State(app): State<App>) -> Result<Json<Value>, Failure> {
    let signed: Vec<&str> = app.config.android_cert.iter().map(Fingerprint::as_str).collect();
    if signed.is_empty() {
        return Err(Failure::not_found("app"));
    }
    let target = json!({ "namespace": "android_app", "package_name": ANDROID, "sha256_cert_fingerprints": signed });
    Ok(Json(json!([{ "relation": ["delegate_permission/common.handle_all_urls"], "target": target }])))
}

/// The iOS app that opens this server's links.
#[utoipa::path(get, path = "/.well-known/apple-app-site-association", tag = "server",
    responses((status = 200, body = Object, content_type = "application/json"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "no app was named"), Always))]
pub async fn apple(State(app): State<App>) -> Result<Json<Value>, Failure> {
    let team = app.config.apns_team.as_ref().ok_or_else(|| Failure::not_found("app"))?;
    let id = format!("{team}.{}", app.config.apns_topic);
    Ok(Json(json!({ "applinks": { "details": [{ "appIDs": [id], "components": [{ "/": PAGES }] }] } })))
}

/// SHA-256 of a certificate as Android's tools print it: 32 bytes in hexadecimal, with colons between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// As it stands in a statement.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Fingerprint {
    type Err = String;
    fn from_str(value: &str) -> Result<Self, String> {
        let bytes: Vec<&str> = value.split(':').collect();
        let byte = |byte: &&str| byte.len() == 2 && byte.chars().all(|c| c.is_ascii_hexdigit());
        if bytes.len() == 32 && bytes.iter().all(byte) {
            Ok(Self(value.to_ascii_uppercase()))
        } else {
            Err("write the certificate's SHA-256 as keytool prints it: 32 times two digits, with colons".to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_taken_as_keytool_prints_it_and_nothing_else() {
        let one = ["ab"; 32].join(":");
        assert_eq!(one.parse::<Fingerprint>().unwrap().as_str(), one.to_uppercase());
        for wrong in ["", "ab:cd", &["ab"; 31].join(":"), &["xy"; 32].join(":"), &"ab".repeat(32)] {
            assert!(wrong.parse::<Fingerprint>().unwrap_err().contains("keytool"), "{wrong}");
        }
    }
}
