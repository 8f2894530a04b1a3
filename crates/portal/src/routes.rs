//! Every address of the portal. None of them holds anything personal: people are numbers, searches are random names.

use crate::Settings;
use crate::asked::Asked;
use crate::guard::guard;
use crate::refusal::Refusal;
use crate::visitor::{House, Portal};
use crate::{answer, assets, kiosk_line, pages};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, ETAG};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::{get, post};
use std::sync::Arc;

/// The portal over the one door, and the front desk where there is one.
pub fn router(house: impl Into<House>, settings: Settings) -> Router {
    let House { door, front_desk } = house.into();
    let portal = Arc::new(Portal { door, front_desk, settings });
    Router::new()
        .route("/sign-in", get(pages::sign_in::show).post(pages::sign_in::sign_in))
        .route("/signed-out", get(pages::signed_out::show))
        .route("/log-off", post(pages::signed_out::log_off))
        .route("/session", get(pages::session::show).post(pages::session::show))
        .route("/agreement", get(pages::agreement::show).post(pages::agreement::accept))
        .route("/purpose", get(pages::purpose::show).post(pages::purpose::choose))
        .route("/", get(pages::search::show))
        .route("/search", get(pages::search::show).post(pages::search::ask))
        .route("/search/{question}", get(pages::results::show))
        .route("/search/{question}/change", get(pages::search::change))
        .route("/search/{question}/narrow", post(pages::results::narrow))
        .route("/people/{person}", get(pages::case_file::show))
        .route("/people/{person}/print", post(pages::case_file::print))
        .route("/people/{person}/ssn", get(pages::whole_ssn::ask).post(pages::whole_ssn::show))
        .route("/people/{person}/folders/{source}", get(pages::folder::show))
        .route("/people/{person}/folders/{source}/why", get(pages::why::show))
        .route("/people/{person}/documents/{source}/{place}", get(pages::document::show))
        .route("/people/{person}/documents/{source}/{place}/image", get(pages::document::image))
        .route("/use-cases", get(pages::use_cases::show))
        .route("/use-cases/folders/{source}", post(pages::use_cases::hide))
        .route(
            "/use-cases/new/{agency}",
            get(pages::use_case_form::begin).post(pages::use_case_form::save_new),
        )
        .route("/use-cases/{id}/new-version", post(pages::use_case_form::new_version))
        .route("/use-cases/{id}/{version}", get(pages::use_case::show))
        .route("/use-cases/{id}/{version}/step", post(pages::use_case::decide))
        .route(
            "/use-cases/{id}/{version}/edit",
            get(pages::use_case_form::edit).post(pages::use_case_form::save),
        )
        .route("/use-cases/{id}/{version}/try", get(pages::use_case_try::show).post(pages::use_case_try::ask))
        .route("/use-cases/{id}/{version}/month", get(pages::use_case_month::show))
        .route("/private", get(pages::private_list::show))
        .route("/private/find", post(pages::private_list::find))
        .route("/private/records/{record}", get(pages::private_record::show).post(pages::private_record::act))
        .route("/private/records/{record}/care-team", post(pages::care_team::show))
        .route("/private/discrepancies", get(pages::discrepancies::show).post(pages::discrepancies::act))
        .route("/private/people", get(pages::admitted::show).post(pages::admitted::act))
        .route("/links", get(pages::links::show))
        .route("/links/{case}", get(pages::link_case::show).post(pages::link_case::decide))
        .route("/links/decisions/{decision}", get(pages::link_decision::show).post(pages::link_decision::act))
        .route("/people/{person}/links", get(pages::links_of::show).post(pages::links_of::take_apart))
        .route("/quality", get(pages::quality::show).post(pages::quality::act))
        .route("/quality/checks/{check}", get(pages::quality_check::show).post(pages::quality_check::answer))
        .route("/quality/models/{model}", get(pages::match_model::show).post(pages::match_model::act))
        .route("/status/{source}", post(crate::status::take))
        .route("/availability", get(pages::availability::show))
        .route("/help", get(pages::help::show))
        .route("/help/sign-in", get(pages::help::cannot_sign_in))
        .route("/groups", get(pages::groups::show))
        .route("/groups/agreement", post(pages::groups::accept))
        .route("/groups/{group}", get(pages::group::show))
        .route("/groups/{group}/add", post(pages::group::add))
        .route("/groups/{group}/members/{account}", post(pages::group::change))
        .route("/groups/{group}/list", post(pages::group_list::look))
        .route("/groups/{group}/list/apply", post(pages::group_list::apply))
        .route("/ask", get(pages::ask::show).post(pages::ask::send))
        .route("/questions", get(pages::questions::show))
        .route("/questions/{question}", post(pages::questions::answer))
        .route("/desk", get(pages::front_desk::choose::show))
        .route("/desk/{site}", get(pages::front_desk::today::show).post(pages::front_desk::today::act))
        .route(
            "/desk/{site}/register",
            get(pages::front_desk::register::show).post(pages::front_desk::register::register),
        )
        .route(
            "/desk/{site}/members/{member}",
            get(pages::front_desk::member::show).post(pages::front_desk::member::act),
        )
        .route("/desk/{site}/members/{member}/cards/{card}", post(pages::front_desk::member::card))
        .route(
            "/desk/{site}/members/{member}/activity",
            get(pages::front_desk::report::show).post(pages::front_desk::report::download),
        )
        .route(
            "/desk/{site}/members/{member}/about",
            get(pages::front_desk::about::show).post(pages::front_desk::about::save),
        )
        .route(
            "/desk/{site}/members/{member}/edit",
            get(pages::front_desk::edit::show).post(pages::front_desk::edit::save),
        )
        .route(
            "/desk/{site}/members/{member}/twice",
            get(pages::front_desk::twice::show).post(pages::front_desk::twice::act),
        )
        .route(
            "/desk/{site}/activities",
            get(pages::front_desk::activities::show).post(pages::front_desk::activities::make),
        )
        .route(
            "/desk/{site}/activities/{activity}",
            get(pages::front_desk::activity::show).post(pages::front_desk::activity::act),
        )
        .route("/desk/{site}/activities/{activity}/walk-in", post(pages::front_desk::activity::walk_in))
        .route("/desk/{site}/activities/{activity}/cards", post(pages::front_desk::activity::cards))
        .route("/desk/{site}/paper", get(pages::front_desk::paper::show))
        .route(
            "/desk/{site}/paper/enter",
            get(pages::front_desk::paper_entry::show).post(pages::front_desk::paper_entry::enter),
        )
        .route(
            "/desk/{site}/incoming",
            get(pages::front_desk::incoming::show).post(pages::front_desk::incoming::settle),
        )
        .route(
            "/desk/{site}/visits/{visit}",
            get(pages::front_desk::visit::show).post(pages::front_desk::visit::correct),
        )
        .route("/set-password", get(pages::set_password::show).post(pages::set_password::set))
        .route("/desk/setup", get(pages::set_up::choose))
        .route("/desk/setup/{area}", get(pages::set_up::show).post(pages::set_up::act))
        .route(
            "/desk/setup/{area}/sites/{site}",
            get(pages::set_up_site::show).post(pages::set_up_site::save),
        )
        .route("/desk/setup/{area}/sites/{site}/file", post(pages::set_up::hand_in))
        .route("/desk/reports", get(pages::report_list::show))
        .route("/desk/reports/federal-file", get(pages::report_file::show))
        .route("/desk/reports/federal-file/file", post(pages::report_file::download))
        .route("/desk/reports/{report}", get(pages::report::show))
        .route("/desk/reports/{report}/file", post(pages::report::download))
        .route("/kiosk/v1/{*request}", get(kiosk_line::carry).post(kiosk_line::carry))
        .route("/exchange/openapi.json", get(crate::exchange::described))
        .route("/exchange/{partner}/messages", get(crate::exchange::carry).post(crate::exchange::carry))
        .route("/kiosk", get(crate::kiosk::beside))
        .route("/kiosk/", get(crate::kiosk::page))
        .route("/kiosk/sw.js", get(crate::kiosk::worker))
        .route("/kiosk/manifest.webmanifest", get(crate::kiosk::manifest))
        .route("/kiosk/assets/{file}", get(crate::kiosk::asset))
        .route("/healthz", get(health))
        .route("/assets/{file}", get(asset))
        .fallback(nowhere)
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn_with_state(portal.clone(), guard))
        .with_state(portal)
}

async fn asset(Path(file): Path<String>) -> Response {
    let Some(asset) = assets::find(&file) else {
        return answer::body(StatusCode::NOT_FOUND, "text/plain; charset=utf-8", "not found");
    };
    let mut answer = answer::body(StatusCode::OK, asset.content_type, asset.bytes);
    // The name carries a hash of the content, so what it names never changes.
    let for_ever = HeaderValue::from_static("public, max-age=31536000, immutable");
    answer.headers_mut().insert(CACHE_CONTROL, for_ever);
    answer.headers_mut().insert(ETAG, HeaderValue::from_static(asset.etag));
    answer
}

/// For whoever watches the program: it answers and reaches its database.
async fn health(State(portal): State<Arc<Portal>>) -> Response {
    let check = |portal: &Portal| {
        let words = format!("ok\nassets {}\n", assets::STATE.word());
        match portal.door.availability() {
            Ok(_) => answer::body(StatusCode::OK, "text/plain; charset=utf-8", words),
            Err(fault) => Refusal::from(fault).answer(portal, portal.stranger(), false),
        }
    };
    portal.work(check).await
}

async fn nowhere(State(portal): State<Arc<Portal>>, asked: Asked) -> Response {
    portal.show(asked, |_, _, _| Err(Refusal::NotFound)).await
}

async fn wrong_method(State(portal): State<Arc<Portal>>, asked: Asked) -> Response {
    portal.show(asked, |_, _, _| Err(Refusal::WrongMethod)).await
}
