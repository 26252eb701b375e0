//! The count.

use super::{
    super::{
        super::{Posted, Trouble, go},
        acting::id,
    },
    OfMeeting, Officer, at, form, show,
};
use crate::{
    app::App,
    association::{Outgoing, meeting},
    store::StoreError,
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use itsumo_domain::association::{Act, access::Of};

/// Counts a meeting, or mends the minutes of one that is counted.
#[utoipa::path(post, path = "/console/{city}/association/{association}/meetings/{meeting}/close", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association"),
           ("meeting" = String, Path, description = "The meeting")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "To the meeting"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs"),
              (status = 422, body = String, content_type = "text/html", description = "The page again, with what was wrong")))]
pub(in crate::console) async fn close(
    State(app): State<App>,
    officer: Officer,
    Path(OfMeeting { meeting, .. }): Path<OfMeeting>,
    Posted(fields): Posted<form::Fields>,
) -> Result<Response, Trouble> {
    let meeting = super::sheet(&app, &officer, id(&meeting)?).await?.entry;
    officer.seat_for(Act::KeepMeetings, Of::Association(meeting.meeting.association))?;
    let mut closing = form::closing(&fields);
    if let Some(before) = &meeting.closing {
        closing.hall = before.hall.clone();
    }
    let (id, asked) = (meeting.id, closing.clone());
    let (city, standing, now) = (officer.city.clone(), officer.standing().clone(), app.clock.now());
    let writing = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let mut out = Outgoing::default();
            let closed = meeting::close(tx, &mut out, &city, &standing, id, asked, now).await?;
            if closed.is_ok() {
                out.send(tx, &city, now).await?;
            }
            Ok(closed)
        })
    });
    match writing.await? {
        Ok(()) => Ok(go(&at(&officer, id, ""), None)),
        Err(faults) => {
            let faults: Vec<_> = faults.into_iter().map(|fault| (None, fault)).collect();
            show::page(&app, &officer, id, Some(&closing), &faults).await
        }
    }
}
