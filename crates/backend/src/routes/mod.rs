//! The REST door: parse, call one service function, reply. A file a noun.
//!
//! Every route is registered together with its description, so `/openapi.json` cannot forget one.

pub mod accounts;
pub mod apps;
pub mod association;
pub mod association_circular;
pub mod association_duty;
pub mod association_meeting;
pub mod association_operator;
pub mod association_paper;
pub mod association_safety;
pub mod association_seat;
pub mod caller;
pub mod cities;
pub mod families;
pub mod handover;
pub mod health;
pub mod live;
pub mod me;
pub mod operator;
pub mod pages;
pub mod push;
pub mod reader;
pub mod reply;
pub mod school;
pub mod school_files;
pub mod school_operator;
pub mod sync;

use crate::{app::App, console, frame, openapi};
use axum::Router;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Every route with its description.
pub fn documented() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(openapi::document())
        .routes(routes!(health::healthz))
        .routes(routes!(health::metrics))
        .routes(routes!(health::openapi))
        .routes(routes!(health::robots))
        .routes(routes!(apps::android))
        .routes(routes!(apps::apple))
        .routes(routes!(cities::list))
        .routes(routes!(cities::show))
        .routes(routes!(pages::records))
        .routes(routes!(sync::sync))
        .routes(routes!(live::live))
        .routes(routes!(accounts::register))
        .routes(routes!(accounts::confirm))
        .routes(routes!(accounts::sign_in))
        .routes(routes!(accounts::sign_out))
        .routes(routes!(accounts::recover))
        .routes(routes!(accounts::confirm_recovery))
        .routes(routes!(me::me, me::delete))
        .routes(routes!(me::change_password))
        .routes(routes!(me::change_email))
        .routes(routes!(me::confirm_email))
        .routes(routes!(me::sign_out_device))
        .routes(routes!(me::deletion))
        .routes(routes!(me::export))
        .routes(routes!(families::make, families::leave))
        .routes(routes!(families::push))
        .routes(routes!(families::records))
        .routes(routes!(families::new_key, families::keys))
        .routes(routes!(families::set_recovery))
        .routes(routes!(families::recovery))
        .routes(routes!(families::keep_blob, families::blob))
        .routes(routes!(push::offer, push::register))
        .routes(routes!(push::forget))
        .routes(routes!(school::join))
        .routes(routes!(school::leave))
        .routes(routes!(school::looked))
        .routes(routes!(school_files::notice_file))
        .routes(routes!(school_files::make_calendar, school_files::revoke_calendar))
        .routes(routes!(school_files::calendar))
        .routes(routes!(association::join))
        .routes(routes!(association::requests))
        .routes(routes!(association::take_back))
        .routes(routes!(association::asking))
        .routes(routes!(association::answer))
        .routes(routes!(association::end_member))
        .routes(routes!(association::set_delivery))
        .routes(routes!(association::pack))
        .routes(routes!(association_seat::take))
        .routes(routes!(association_seat::ask))
        .routes(routes!(association_seat::asked))
        .routes(routes!(association_seat::answer, association_seat::take_back))
        .routes(routes!(association_meeting::call))
        .routes(routes!(association_meeting::sheet, association_meeting::call_off))
        .routes(routes!(association_meeting::close))
        .routes(routes!(association_meeting::paper))
        .routes(routes!(association_duty::make, association_duty::revoke))
        .routes(routes!(association_duty::feed))
        .routes(routes!(association_safety::paper))
        .routes(routes!(reader::page))
        .routes(routes!(reader::part))
        .routes(routes!(operator::publish_alert, operator::list_alerts))
        .routes(routes!(operator::revise_alert, operator::cancel_alert))
        .routes(routes!(operator::sources))
        .routes(routes!(operator::restore))
        .routes(routes!(school_operator::facilities))
        .routes(routes!(school_operator::facility, school_operator::put_facility))
        .routes(routes!(school_operator::roster))
        .routes(routes!(school_operator::seats, school_operator::give_seat))
        .routes(routes!(school_operator::codes))
        .routes(routes!(school_operator::letters))
        .routes(routes!(association_operator::associations))
        .routes(routes!(association_operator::association, association_operator::put_association))
        .routes(routes!(association_operator::directory))
        .routes(routes!(association_operator::seats, association_operator::give_seat))
        .routes(routes!(association_operator::city_seats, association_operator::give_city_seat))
        .routes(routes!(association_operator::codes))
        .routes(routes!(association_operator::letters))
        .merge(association_circular::routes())
        .merge(association_paper::routes())
        .merge(handover::routes())
        .merge(console::routes())
}

/// The whole service, with its layers.
pub fn router(app: App) -> Router {
    let (router, _) = documented().split_for_parts();
    router
        .fallback(console::nothing_here)
        .method_not_allowed_fallback(console::not_so)
        .layer(axum::middleware::from_fn_with_state(app.clone(), frame::frame))
        .with_state(app)
}
