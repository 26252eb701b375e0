//! Where devices are woken. See [`crate::push`].

use crate::{
    app::App,
    family::hash_of,
    openapi::{Always, Limited, Typed},
    problem::{Body, Failure},
    push::address,
    routes::{
        caller::{Caller, Client},
        reply::served,
    },
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use itsumo_domain::{
    may::may_be_pushed,
    problem::Problem,
    push::{PushOffer, PushRegistered, PushRegistration},
};

/// By which ways this city's devices can be woken, and the key that a Web Push subscription is made for.
#[utoipa::path(get, path = "/v1/cities/{city}/push", tag = "push",
    params(("city" = String, Path, description = "The city's code")),
    responses((status = 200, body = PushOffer),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`"),
              Always))]
pub async fn offer(State(app): State<App>, Path(city): Path<String>) -> Result<Json<PushOffer>, Failure> {
    served(&app, &city)?;
    let courier = &app.push.courier;
    let vapid = courier.vapids.public(&city).await?;
    Ok(Json(PushOffer { vapid, apns: courier.has_apns(), fcm: courier.has_fcm() }))
}

/// Registers where a device is reached. Works without an account, for what is public; with one, the person's streams
/// are told of too, for as long as this device is signed in. Said again it changes nothing.
#[utoipa::path(put, path = "/v1/cities/{city}/push", tag = "push", security((), ("device" = [])),
    params(("city" = String, Path, description = "The city's code")), request_body = PushRegistration,
    responses((status = 200, body = PushRegistered),
              (status = 401, body = Problem, content_type = "application/problem+json", description = "`signed-out`: the token is not good"),
              (status = 403, body = Problem, content_type = "application/problem+json", description = "`forbidden`: the account is another city's, or the operator's key was shown"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`"),
              Typed, Limited, Always))]
pub async fn register(
    State(app): State<App>,
    client: Client,
    caller: Caller,
    Path(city): Path<String>,
    Body(asked): Body<PushRegistration>,
) -> Result<Json<PushRegistered>, Failure> {
    served(&app, &city)?;
    let forbidden = || Failure::new(StatusCode::FORBIDDEN, "forbidden");
    if !may_be_pushed(caller.who()) {
        return Err(forbidden());
    }
    let signed = match caller {
        // As somebody without an account the device would be told less than it thinks.
        Caller::Signed(signed) if signed.city != city => return Err(forbidden().with_field("city", "other-city")),
        Caller::Signed(signed) => Some(signed),
        _ => None,
    };
    Ok(Json(address::register(&app, client.0, &city, signed, asked).await?))
}

/// Takes an address off. Who knows its name knows the address; whether it was here is not said.
#[utoipa::path(delete, path = "/v1/cities/{city}/push/{name}", tag = "push",
    params(("city" = String, Path, description = "The city's code"),
           ("name" = String, Path, description = "What registering answered with: 64 hex digits")),
    responses((status = 204, description = "It is not here"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`"),
              (status = 422, body = Problem, content_type = "application/problem+json", description = "`invalid`: not a name"),
              Always))]
pub async fn forget(State(app): State<App>, Path((city, name)): Path<(String, String)>) -> Result<StatusCode, Failure> {
    served(&app, &city)?;
    let name = hash_of(&name).ok_or_else(|| Failure::invalid("name", "not-readable"))?;
    address::forget(&app, &city, name).await?;
    Ok(StatusCode::NO_CONTENT)
}
