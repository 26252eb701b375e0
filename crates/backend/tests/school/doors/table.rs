//! Who may come to which route: a row each.

use super::House;
use crate::{
    matrix::{Row, Sent, row},
    town::at,
};
use serde_json::json;
use uuid::Uuid;

/// A part that began when the town was moved into.
fn edge(pupil: Uuid, person: Uuid) -> Uuid {
    let mut seed = person.as_bytes().to_vec();
    seed.extend(at("07:30").0.to_be_bytes());
    Uuid::new_v5(&pupil, &seed)
}

fn no_fields(_: &House) -> Vec<(&'static str, String)> {
    Vec::new()
}

#[rustfmt::skip]
pub(super) const TABLE: &[Row<House>] = &[
    // Guardians' own doors.          Anyone | the child's, another's, shielded, ended | head office | own, other teacher | nurse lunch bus | carer elsewhere | operator
    row("post /v1/me/school/pupils",                             "s ++++ ++ ++ +++ + s", Sent::Json(|_| json!({ "code": "AAAAA", "name": "佐藤", "relation": "母" }))),
    row("delete /v1/me/school/pupils/{pupil}",                   "s +-+- -- -- --- - s", Sent::Nothing),
    row("get /v1/me/school/pupils/{pupil}/looked",               "s +-+- -- -- --- - s", Sent::Nothing),
    row("put /v1/me/school/pupils/{pupil}/calendar",             "s +--- -- -- --- - s", Sent::Nothing),
    row("delete /v1/me/school/pupils/{pupil}/calendar",          "s +--- -- -- --- - s", Sent::Nothing),
    row("get /v1/me/school/notices/{notice}/files/{sha256}",     "s +--- -- -- --- - s", Sent::Nothing),
    // A calendar program has the address and nothing else.
    row("get /v1/calendar/{token}",                              "+ ++++ ++ ++ +++ + +", Sent::Nothing),
    // The operator's.
    row("get /v1/operator/{city}/facilities",                    "s xxxx xx xx xxx x +", Sent::Nothing),
    row("get /v1/operator/{city}/facilities/{id}",               "s xxxx xx xx xxx x +", Sent::Nothing),
    row("put /v1/operator/{city}/facilities/{id}",               "s xxxx xx xx xxx x +", Sent::Json(|house| serde_json::to_value(&house.school.school).unwrap())),
    row("post /v1/operator/{city}/facilities/{id}/roster",       "s xxxx xx xx xxx x +", Sent::Csv("クラス,名前\n1年2組,佐藤 さくら\n")),
    row("get /v1/operator/{city}/facilities/{id}/seats",         "s xxxx xx xx xxx x +", Sent::Nothing),
    row("post /v1/operator/{city}/facilities/{id}/seats",        "s xxxx xx xx xxx x +", Sent::Json(|_| json!({ "role": "nurse", "title": "保健室 副" }))),
    row("post /v1/operator/{city}/facilities/{id}/codes",        "s xxxx xx xx xxx x +", Sent::Json(|_| json!({}))),
    row("post /v1/operator/{city}/facilities/{id}/letters",      "s xxxx xx xx xxx x +", Sent::Json(|_| json!({}))),
    // The console, before any facility.
    row("get /console",                                          "+ ++++ ++ ++ +++ + +", Sent::Nothing),
    row("get /console/assets/{file}",                            "+ ++++ ++ ++ +++ + +", Sent::Nothing),
    row("get /console/language/{code}",                          "+ ++++ ++ ++ +++ + +", Sent::Nothing),
    row("get /console/{city}/sign-in",                           "+ ++++ ++ ++ +++ + +", Sent::Nothing),
    row("post /console/{city}/sign-in",                          "+ ++++ ++ ++ +++ + +", Sent::Form(no_fields)),
    row("get /console/{city}/account",                           "+ ++++ ++ ++ +++ + +", Sent::Nothing),
    row("post /console/{city}/account",                          "+ ++++ ++ ++ +++ + +", Sent::Form(no_fields)),
    row("get /console/{city}/account/code",                      "+ ++++ ++ ++ +++ + +", Sent::Nothing),
    row("post /console/{city}/account/code",                     "+ ++++ ++ ++ +++ + +", Sent::Form(no_fields)),
    row("post /console/{city}/sign-out",                         "s ++++ ++ ++ +++ + s", Sent::Form(no_fields)),
    // Whoever is signed in sees the seats they hold, and types the code of another.
    row("get /console/{city}",                                   "s ++++ ++ ++ +++ + s", Sent::Nothing),
    row("post /console/{city}",                                  "s ++++ ++ ++ +++ + s", Sent::Form(|_| vec![("code", "AAAAA".to_owned())])),
    // The board.
    row("get /console/{city}/{facility}/events",                 "s ---- ++ ++ +++ - s", Sent::Nothing),
    row("get /console/{city}/{facility}/board",                  "s ---- ++ ++ +-- - s", Sent::Nothing),
    row("get /console/{city}/{facility}/board/{class}",          "s ---- ++ +- +-- - s", Sent::Nothing),
    row("post /console/{city}/{facility}/board/{class}/mark",    "s ---- ++ +- +-- - s", Sent::Form(|house| vec![("set", format!("present {}", house.school.sakura))])),
    row("post /console/{city}/{facility}/board/{class}/confirm", "s ---- ++ +- +-- - s", Sent::Form(|house| vec![("absence", format!("{}.1", house.absence))])),
    row("post /console/{city}/{facility}/board/{class}/ask",     "s ---- ++ +- +-- - s", Sent::Form(|house| vec![("pupil", house.school.sakura.to_string())])),
    row("get /console/{city}/{facility}/board/{class}/roll",     "s ---- ++ +- +-- - s", Sent::Nothing),
    row("post /console/{city}/{facility}/board/{class}/roll",    "s ---- ++ +- +-- - s", Sent::Form(|house| vec![("pupil", house.school.sakura.to_string())])),
    row("get /console/{city}/{facility}/board/{class}/told",     "s ---- ++ +- +-- - s", Sent::Nothing),
    row("post /console/{city}/{facility}/board/{class}/told",    "s ---- ++ +- +-- - s", Sent::Form(|house| vec![
        ("id", Uuid::from_u128(0xAB60).to_string()), ("pupil", house.school.sakura.to_string()), ("from", "2026-11-24".to_owned()), ("part", "all_day".to_owned()),
        ("reason", "ill".to_owned()), ("tell", format!("{}/class", house.school.school.id))])),
    row("get /console/{city}/{facility}/school",                 "s ---- ++ ++ +-- - s", Sent::Nothing),
    row("get /console/{city}/{facility}/desk/{desk}",            "s ---- ++ -- -+- - s", Sent::Nothing),
    row("post /console/{city}/{facility}/desk/{desk}",           "s ---- ++ -- -+- - s", Sent::Form(|house| vec![("absence", format!("{}.1", house.absence))])),
    // Asked of the 学童, of which none of the school's staff is.
    row("get /console/{city}/{facility}/after-school",           "s ---- -- -- --- + s", Sent::Nothing),
    row("post /console/{city}/{facility}/after-school",          "s ---- -- -- --- + s", Sent::Form(|house| vec![("set", format!("present {}", house.school.tsubaki))])),
    row("post /console/{city}/{facility}/after-school/confirm",  "s ---- -- -- --- + s", Sent::Form(|house| vec![("absence", format!("{}.1", house.sister_s))])),
    row("get /console/{city}/{facility}/calls",                  "s ---- ++ ++ +-- - s", Sent::Nothing),
    row("get /console/{city}/{facility}/register",               "s ---- ++ ++ --- - s", Sent::Nothing),
    row("get /console/{city}/{facility}/register/{class}",       "s ---- ++ +- --- - s", Sent::Nothing),
    row("get /console/{city}/{facility}/register/{class}/csv",   "s ---- ++ +- --- - s", Sent::Nothing),
    // Notices.
    row("get /console/{city}/{facility}/notices",                        "s ---- ++ ++ --- - s", Sent::Nothing),
    row("post /console/{city}/{facility}/notices",                       "s ---- ++ ++ --- - s", Sent::Form(no_fields)),
    row("get /console/{city}/{facility}/notices/{notice}",               "s ---- ++ +- --- - s", Sent::Nothing),
    row("get /console/{city}/{facility}/notices/{notice}/edit",          "s ---- ++ +- --- - s", Sent::Nothing),
    row("post /console/{city}/{facility}/notices/{notice}/edit",         "s ---- ++ +- --- - s", Sent::Files),
    row("post /console/{city}/{facility}/notices/{notice}/discard",      "s ---- ++ +- --- - s", Sent::Form(no_fields)),
    row("get /console/{city}/{facility}/notices/{notice}/files/{sha256}","s ---- ++ +- --- - s", Sent::Nothing),
    row("get /console/{city}/{facility}/notices/{notice}/people",        "s ---- ++ +- --- - s", Sent::Nothing),
    row("post /console/{city}/{facility}/notices/{notice}/people",       "s ---- ++ +- --- - s", Sent::Form(|house| vec![
        ("class", house.school.class2.id.to_string()), ("pupil", house.school.sakura.to_string())])),
    row("get /console/{city}/{facility}/notices/{notice}/check",         "s ---- ++ +- --- - s", Sent::Nothing),
    row("post /console/{city}/{facility}/notices/{notice}/check",        "s ---- ++ +- --- - s", Sent::Form(no_fields)),
    row("post /console/{city}/{facility}/notices/{notice}/undo",         "s ---- ++ +- --- - s", Sent::Form(no_fields)),
    row("post /console/{city}/{facility}/notices/{notice}/approve",      "s ---- +- -- --- - s", Sent::Form(|_| vec![("do", "give-back".to_owned())])),
    row("post /console/{city}/{facility}/notices/{notice}/recall",       "s ---- ++ +- --- - s", Sent::Form(no_fields)),
    row("get /console/{city}/{facility}/notices/{notice}/calls",         "s ---- ++ +- --- - s", Sent::Nothing),
    row("get /console/{city}/{facility}/notices/{notice}/answers.csv",   "s ---- ++ +- --- - s", Sent::Nothing),
    // The office.
    row("get /console/{city}/{facility}/office",                         "s ---- ++ -- --- - s", Sent::Nothing),
    row("get /console/{city}/{facility}/office/roster",                  "s ---- ++ -- --- - s", Sent::Nothing),
    row("post /console/{city}/{facility}/office/roster",                 "s ---- ++ -- --- - s", Sent::Files),
    row("get /console/{city}/{facility}/office/classes/{class}",         "s ---- ++ -- --- - s", Sent::Nothing),
    row("post /console/{city}/{facility}/office/classes/{class}/letters","s ---- ++ -- --- - s", Sent::Form(|_| vec![("only", "all".to_owned())])),
    row("get /console/{city}/{facility}/office/pupils/{pupil}",          "s ---- ++ -- --- - s", Sent::Nothing),
    row("post /console/{city}/{facility}/office/pupils/{pupil}/letter",  "s ---- ++ -- --- - s", Sent::Form(no_fields)),
    row("post /console/{city}/{facility}/office/pupils/{pupil}/guardian","s ---- ++ -- --- - s", Sent::Form(|house| vec![
        ("edge", edge(house.school.sakura, house.school.hana.id).to_string()), ("do", "save".to_owned()), ("scope", "absence".to_owned())])),
    row("post /console/{city}/{facility}/office/pupils/{pupil}/shield",  "s ---- +- -- --- - s", Sent::Form(|house| vec![
        ("do", "set".to_owned()), ("against", house.school.kenji.id.to_string()), ("reason", "第13号".to_owned())])),
    row("get /console/{city}/{facility}/office/seats",                   "s ---- +- -- --- - s", Sent::Nothing),
    row("post /console/{city}/{facility}/office/seats",                  "s ---- +- -- --- - s", Sent::Form(|_| vec![("role", "nurse".to_owned()), ("title", "保健室 副".to_owned())])),
    row("post /console/{city}/{facility}/office/seats/change",           "s ---- +- -- --- - s", Sent::Form(|house| vec![
        ("seat", house.school.nurse.seat.id.to_string()), ("do", "code".to_owned())])),
];
