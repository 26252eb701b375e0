//! The console's one style and one script, named by what is in them: a browser keeps them for a year, and a new
//! version has another name.

use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};
use std::sync::OnceLock;

use super::trouble::Trouble;

/// The colours are the app's own.
const STYLE: &str = concat!(
    include_str!("../../../../assets/tokens.css"),
    include_str!("../../console/console.css"),
    include_str!("../../console/board.css"),
    include_str!("../../console/notice.css"),
    include_str!("../../console/circular.css"),
    include_str!("../../console/office.css"),
    include_str!("../../console/safety.css"),
    include_str!("../../console/meeting.css"),
    include_str!("../../console/wall.css"),
    include_str!("../../console/open.css"),
    include_str!("../../console/print.css"),
);
const SCRIPT: &str = include_str!("../../console/console.js");

fn name(text: &str, kind: &str) -> String {
    let digest = Sha256::digest(text);
    let start: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("console-{start}.{kind}")
}

/// The style's file name.
pub fn style() -> &'static str {
    static NAME: OnceLock<String> = OnceLock::new();
    NAME.get_or_init(|| name(STYLE, "css"))
}

/// The script's file name.
pub fn script() -> &'static str {
    static NAME: OnceLock<String> = OnceLock::new();
    NAME.get_or_init(|| name(SCRIPT, "js"))
}

/// The console's style and script.
#[utoipa::path(get, path = "/console/assets/{file}", tag = "console",
    params(("file" = String, Path, description = "As a page names it")),
    responses((status = 200, body = String, content_type = "text/css"),
              (status = 404, body = String, content_type = "text/html", description = "No such file")))]
pub async fn file(Path(file): Path<String>) -> Result<Response, Trouble> {
    let (kind, text) = match file.as_str() {
        name if name == style() => ("text/css; charset=utf-8", STYLE),
        name if name == script() => ("text/javascript; charset=utf-8", SCRIPT),
        _ => return Err(Trouble::NotThere),
    };
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    Ok((headers, text).into_response())
}
