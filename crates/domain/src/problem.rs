//! Errors on the wire: RFC 9457 problem JSON in which a field names what was wrong.

use serde::{Deserialize, Serialize};

/// `application/problem+json`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Problem {
    /// `about:blank` is never used: always `urn:itsumo:problem:<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// English, for people who read logs; apps show `problem-<code>` from their catalogue.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// More, in English, about this very request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The machine's word: `not-found`, `invalid`, `rate-limited`, `sign-in-needed`, …
    pub code: String,
    /// The request's id in the server's log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// What was wrong, field by field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<ProblemField>,
}

/// One field that was wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ProblemField {
    /// Its name, with dots for what lies inside: `interests.topics`.
    pub field: String,
    /// Why, as a code for `field-<code>` in the catalogues.
    pub code: String,
}
