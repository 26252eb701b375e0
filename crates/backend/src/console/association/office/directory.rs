//! A list of households: chosen, looked at, carried out as it was shown.

use super::{
    super::super::{
        PostedFiles, Trouble, go,
        list::{hex, unhex},
    },
    Officer, PLACE, day_of,
    directory_view::{DirectoryPage, directory_main},
    draw, wrong,
};
use crate::{
    app::App,
    association::directory::{self, Asked, DirectoryAnswer},
};
use axum::{extract::State, response::Response};
use itsumo_domain::association::{Act, access::Of};
use serde::Deserialize;

/// What the forms send beside the file (`file`).
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[schema(as = DirectoryForm)]
pub(in crate::console) struct Form {
    /// From which day on the list holds; today if empty.
    #[serde(default)]
    day: String,
    /// The list again, in hexadecimal digits, with what was shown of it.
    #[serde(default)]
    list: String,
    /// The name of what was shown.
    #[serde(default)]
    shown: String,
    /// So many households are seen to leave.
    #[serde(default)]
    leaving: Option<u32>,
    /// So many households are seen to get another name.
    #[serde(default)]
    renamed: Option<u32>,
}

/// The form for a list.
#[utoipa::path(get, path = "/console/{city}/association/{association}/office/directory", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association")),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 303, description = "Signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's")))]
pub(in crate::console) async fn form(State(app): State<App>, officer: Officer) -> Result<Response, Trouble> {
    let at = officer.association()?.id;
    officer.seat_for(Act::KeepHouseholds, Of::Association(at))?;
    Ok(page(&app, &officer, None, &Form::default(), None))
}

/// Shows what a list would change, or carries out what was shown.
#[utoipa::path(post, path = "/console/{city}/association/{association}/office/directory", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association")),
    request_body(content = Form, content_type = "multipart/form-data"),
    responses((status = 200, body = String, content_type = "text/html", description = "What it would change"),
              (status = 303, description = "Carried out: back to the households; signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's"),
              (status = 422, body = String, content_type = "text/html", description = "The form again, with what was wrong")))]
pub(in crate::console) async fn look(
    State(app): State<App>,
    officer: Officer,
    PostedFiles { fields, files }: PostedFiles<Form>,
) -> Result<Response, Trouble> {
    let at = officer.association()?.id;
    officer.seat_for(Act::KeepHouseholds, Of::Association(at))?;
    let sent = files.first().map(|file| file.bytes.to_vec()).or_else(|| unhex(&fields.list));
    let Some(bytes) = sent.filter(|bytes| !bytes.is_empty()) else {
        return Ok(page(&app, &officer, None, &fields, Some("roster-no-file")));
    };
    let Ok(day) = day_of(&fields.day) else {
        return Ok(page(&app, &officer, None, &fields, Some("field-not-readable")));
    };
    let day = day.unwrap_or_else(|| app.clock.now().jst_date());
    let asked = Asked {
        association: at,
        day,
        bytes: bytes.as_slice().into(),
        leaving: fields.leaving,
        renamed: fields.renamed,
    };
    let answer = match fields.shown.as_str() {
        "" => directory::check(&app, &officer.city, asked).await?,
        shown => directory::import(&app, &officer.city, asked, shown).await?,
    };
    let answer = answer.ok_or(Trouble::NotThere)?;
    if answer.committed {
        return Ok(go(&officer.at(PLACE), Some("directory-done")));
    }
    Ok(page(&app, &officer, Some((answer, bytes)), &fields, None))
}

fn page(
    app: &App,
    officer: &Officer,
    answer: Option<(DirectoryAnswer, Vec<u8>)>,
    form: &Form,
    error: Option<&'static str>,
) -> Response {
    let today = app.clock.now().jst_date();
    let failed = error.is_some() || answer.as_ref().is_some_and(|(answer, _)| answer.refused.is_some());
    let view = DirectoryPage {
        officer,
        day: if form.day.trim().is_empty() { today.to_string() } else { form.day.clone() },
        today,
        wrong: error,
        list: answer.as_ref().map(|(_, bytes)| hex(bytes)).unwrap_or_default(),
        answer: answer.map(|(answer, _)| answer),
    };
    let response = draw(officer, PLACE, officer.words.say("directory-import"), directory_main(&view));
    if failed { wrong(response) } else { response }
}
