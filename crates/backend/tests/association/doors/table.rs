//! Who may come to which route: a row each.

use super::{House, general_meeting};
use crate::{
    matrix::{Row, Sent, row},
    town::term_of,
};
use serde_json::json;

fn no_fields(_: &House) -> Vec<(&'static str, String)> {
    Vec::new()
}

#[rustfmt::skip]
pub(super) const TABLE: &[Row<House>] = &[
    // Anyone | 花 of 1班, 森 of 2班, moved, elsewhere, nobody | chair secretary treasurer auditor welfare | 班長 of 1班, of 2班 | other chair, former | city | operator
    // Members' own doors.
    row("post /v1/me/associations/households",                                "s +++++ +++++ ++ ++ + s", Sent::Json(|_| json!({ "code": "AAAAA", "name": "山田", "household": "山田", "place": "3-1" }))),
    row("get /v1/me/associations/requests",                                   "s +++++ +++++ ++ ++ + s", Sent::Nothing),
    row("delete /v1/me/associations/requests/{request}",                      "s ----+ ----- -- -- - s", Sent::Nothing),
    row("get /v1/me/associations/households/{household}/requests",            "s +---- ----- -- -- - s", Sent::Nothing),
    row("post /v1/me/associations/households/{household}/requests/{request}", "s +---- ----- -- -- - s", Sent::Json(|_| json!({ "yes": true }))),
    row("delete /v1/me/associations/households/{household}/members/{member}", "s +---- ----- -- -- - s", Sent::Nothing),
    row("put /v1/me/associations/households/{household}/delivery",            "s +---- ----- -- -- - s", Sent::Json(|_| json!({ "delivery": "app" }))),
    row("get /v1/me/associations/households/{household}/pack",                "s +---- ----- -- -- - s", Sent::Nothing),
    // Circulars, beside the records.
    row("get /v1/me/associations/circulars/{circular}/reach",                 "s ----- ++--- +- -- - s", Sent::Nothing),
    row("get /v1/me/associations/circulars/{circular}/files/{sha256}",        "s +---- +++++ +- -- - s", Sent::Nothing),
    row("post /v1/me/associations/circulars/{circular}/files",                "s ----- ++--- ++ -- - s", Sent::Bytes(b"what to bring\n")),
    row("post /v1/me/associations/circulars/{circular}/look",                 "s ----- ++--- -- -- - s", Sent::Json(|house| json!({ "title": { "ja": "落とし物" }, "audience": { "blocks": [house.town.blocks[0].id] } }))),
    row("get /v1/me/associations/circulars/{circular}/paper/{block}",         "s ----- ++--- +- -- - s", Sent::Nothing),
    // Calendars: a calendar program has the address and nothing else.
    row("put /v1/me/associations/households/{household}/calendar",            "s +---- ----- -- -- - s", Sent::Nothing),
    row("delete /v1/me/associations/households/{household}/calendar",         "s +---- ----- -- -- - s", Sent::Nothing),
    row("get /v1/calendar/household/{token}",                                 "+ +++++ +++++ ++ ++ + +", Sent::Nothing),
    // Meetings, and the papers of a safety check: of the streets that each keeps.
    row("put /v1/me/associations/{association}/meetings/{meeting}",           "s ----- ++--- -- -- - s", Sent::Json(|_| serde_json::to_value(general_meeting()).unwrap())),
    row("get /v1/me/associations/meetings/{meeting}",                         "s ----- ++-+- -- -- - s", Sent::Nothing),
    row("delete /v1/me/associations/meetings/{meeting}",                      "s ----- ++--- -- -- - s", Sent::Nothing),
    row("post /v1/me/associations/meetings/{meeting}/close",                  "s ----- ++--- -- -- - s", Sent::Json(|_| json!({}))),
    row("get /v1/me/associations/meetings/{meeting}/papers/{paper}",          "s ----- ++-+- -- -- - s", Sent::Nothing),
    row("get /v1/me/associations/safety/{check}/papers/{paper}",              "s ----- ++--+ ++ -- - s", Sent::Nothing),
    // Seats: whoever reads the association may ask for a lost one; who says yes or no to it holds another, or this one.
    row("post /v1/me/associations/seats",                                     "s +++++ +++++ ++ ++ + s", Sent::Json(|_| json!({ "code": "AAAAA" }))),
    row("post /v1/me/associations/seats/{seat}/recovery",                     "s ++--- +++++ ++ -- - s", Sent::Json(|_| json!({ "name": "森 みどり", "why": "" }))),
    row("get /v1/me/associations/recoveries",                                 "s +++++ +++++ ++ ++ + s", Sent::Nothing),
    row("post /v1/me/associations/recoveries/{recovery}",                     "s ----- +-++- -- -- + s", Sent::Json(|_| json!({ "yes": true }))),
    row("delete /v1/me/associations/recoveries/{recovery}",                   "s +---- ----- -- -- - s", Sent::Nothing),
    // The operator's.
    row("get /v1/operator/{city}/associations",                               "s xxxxx xxxxx xx xx x +", Sent::Nothing),
    row("get /v1/operator/{city}/associations/{id}",                          "s xxxxx xxxxx xx xx x +", Sent::Nothing),
    row("put /v1/operator/{city}/associations/{id}",                          "s xxxxx xxxxx xx xx x +", Sent::Json(|_| json!({ "name": "日の出町会", "kana": "ひのでちょうかい", "blocks": ["1班", "2班", "3班"] }))),
    row("post /v1/operator/{city}/associations/{id}/directory",               "s xxxxx xxxxx xx xx x +", Sent::Csv("班,順番,世帯名,番地\n1班,1,山田,3-1\n")),
    row("get /v1/operator/{city}/associations/{id}/seats",                    "s xxxxx xxxxx xx xx x +", Sent::Nothing),
    row("post /v1/operator/{city}/associations/{id}/seats",                   "s xxxxx xxxxx xx xx x +", Sent::Json(|_| json!({ "role": "treasurer", "title": "会計 副", "since": "2026-11-24" }))),
    row("get /v1/operator/{city}/city-seats",                                 "s xxxxx xxxxx xx xx x +", Sent::Nothing),
    row("post /v1/operator/{city}/city-seats",                                "s xxxxx xxxxx xx xx x +", Sent::Json(|_| json!({ "role": "city", "title": "防災課", "since": "2026-11-24" }))),
    row("post /v1/operator/{city}/associations/{id}/codes",                   "s xxxxx xxxxx xx xx x +", Sent::Json(|_| json!({}))),
    row("post /v1/operator/{city}/associations/{id}/letters",                 "s xxxxx xxxxx xx xx x +", Sent::Json(|_| json!({}))),
    // The console. What is of officers is not there for the city: it has pages of its own, and hears that something moved.
    row("get /console/{city}/association/{association}",                                      "s ----- +++++ ++ -- + s", Sent::Nothing),
    row("get /console/{city}/association/{association}/events",                               "s ----- +++++ ++ -- + s", Sent::Nothing),
    row("get /console/{city}/association/{association}/burden",                               "s ----- ----- -- -- + s", Sent::Nothing),
    row("get /console/{city}/association/{association}/circulars",                            "s ----- ++--- ++ -- - s", Sent::Nothing),
    row("post /console/{city}/association/{association}/circulars",                           "s ----- ++--- ++ -- - s", Sent::Form(|_| vec![("kind", "read".to_owned())])),
    row("get /console/{city}/association/{association}/circulars/{circular}",                 "s ----- ++--- +- -- - s", Sent::Nothing),
    row("get /console/{city}/association/{association}/circulars/{circular}/edit",            "s ----- ++--- -- -- - s", Sent::Nothing),
    row("post /console/{city}/association/{association}/circulars/{circular}/edit",           "s ----- ++--- -- -- - s", Sent::Files),
    row("post /console/{city}/association/{association}/circulars/{circular}/discard",        "s ----- ++--- -- -- - s", Sent::Form(no_fields)),
    row("get /console/{city}/association/{association}/circulars/{circular}/files/{sha256}",  "s ----- ++--- -- -- - s", Sent::Nothing),
    row("get /console/{city}/association/{association}/circulars/{circular}/check",           "s ----- ++--- -- -- - s", Sent::Nothing),
    row("post /console/{city}/association/{association}/circulars/{circular}/check",          "s ----- ++--- -- -- - s", Sent::Form(no_fields)),
    row("post /console/{city}/association/{association}/circulars/{circular}/undo",           "s ----- ++--- -- -- - s", Sent::Form(no_fields)),
    row("post /console/{city}/association/{association}/circulars/{circular}/recall",         "s ----- ++--- -- -- - s", Sent::Form(no_fields)),
    row("post /console/{city}/association/{association}/circulars/{circular}/remind",         "s ----- ++--- -- -- - s", Sent::Form(no_fields)),
    row("post /console/{city}/association/{association}/circulars/{circular}/mark",           "s ----- ++--- +- -- - s", Sent::Form(|house| vec![("household", house.town.ueda.to_string()), ("do", "delivered".to_owned())])),
    row("post /console/{city}/association/{association}/circulars/{circular}/slip",           "s ----- ++--- +- -- - s", Sent::Form(|_| vec![("number", "AAAAA".to_owned())])),
    row("get /console/{city}/association/{association}/circulars/{circular}/paper/{block}",   "s ----- ++--- +- -- - s", Sent::Nothing),
    row("get /console/{city}/association/{association}/circulars/{circular}/replies.csv",     "s ----- ++--- +- -- - s", Sent::Nothing),
    row("post /console/{city}/association/{association}/circulars/{circular}/handle",         "s ----- ++--- -- -- - s", Sent::Form(|_| vec![("do", "send-now".to_owned())])),
    row("get /console/{city}/association/{association}/duties",                               "s ----- ++--- ++ -- - s", Sent::Nothing),
    row("post /console/{city}/association/{association}/duties",                              "s ----- ++--- +- -- - s", Sent::Form(|house| vec![("what", "草取り".to_owned()), ("from", "2026-12-06".to_owned()), ("block", house.town.blocks[0].id.to_string())])),
    row("post /console/{city}/association/{association}/duties/roster",                       "s ----- ++--- +- -- - s", Sent::Form(|house| vec![("do", "lay".to_owned()), ("what", "ごみ当番".to_owned()), ("from", "2026-12-07".to_owned()), ("until", "2026-12-27".to_owned()), ("block", house.town.blocks[0].id.to_string())])),
    row("post /console/{city}/association/{association}/duties/{duty}",                       "s ----- ++--- +- -- - s", Sent::Form(|_| vec![("do", "done".to_owned())])),
    row("get /console/{city}/association/{association}/meetings",                             "s ----- ++-+- -- -- - s", Sent::Nothing),
    row("get /console/{city}/association/{association}/meetings/new",                         "s ----- ++--- -- -- - s", Sent::Nothing),
    row("post /console/{city}/association/{association}/meetings/new",                        "s ----- ++--- -- -- - s", Sent::Form(no_fields)),
    row("get /console/{city}/association/{association}/meetings/{meeting}",                   "s ----- ++-+- -- -- - s", Sent::Nothing),
    row("get /console/{city}/association/{association}/meetings/{meeting}/edit",              "s ----- ++--- -- -- - s", Sent::Nothing),
    row("post /console/{city}/association/{association}/meetings/{meeting}/edit",             "s ----- ++--- -- -- - s", Sent::Form(no_fields)),
    row("post /console/{city}/association/{association}/meetings/{meeting}/call-off",         "s ----- ++--- -- -- - s", Sent::Form(no_fields)),
    row("post /console/{city}/association/{association}/meetings/{meeting}/record",           "s ----- ++--- -- -- - s", Sent::Form(|house| vec![("household", house.town.ueda.to_string()), ("do", "proxy".to_owned())])),
    row("post /console/{city}/association/{association}/meetings/{meeting}/close",            "s ----- ++--- -- -- - s", Sent::Form(no_fields)),
    row("get /console/{city}/association/{association}/meetings/{meeting}/papers/{paper}",    "s ----- ++-+- -- -- - s", Sent::Nothing),
    // The city starts what is asked of everybody, and sees numbers.
    row("get /console/{city}/association/{association}/safety",                               "s ----- ++--+ ++ -- + s", Sent::Nothing),
    row("post /console/{city}/association/{association}/safety",                              "s ----- +---- -- -- + s", Sent::Form(|_| vec![("kind", "real".to_owned()), ("what", "震度5強の地震".to_owned()), ("sure", "on".to_owned())])),
    row("get /console/{city}/association/{association}/safety/{check}",                       "s ----- ++--+ ++ -- - s", Sent::Nothing),
    row("post /console/{city}/association/{association}/safety/{check}/report",               "s ----- ++--+ +- -- - s", Sent::Form(|house| vec![("household", house.town.ueda.to_string()), ("condition", "safe".to_owned())])),
    row("post /console/{city}/association/{association}/safety/{check}/end",                  "s ----- +---- -- -- + s", Sent::Form(no_fields)),
    row("get /console/{city}/association/{association}/safety/{check}/papers/{paper}",        "s ----- ++--+ ++ -- - s", Sent::Nothing),
    // The city starts a check and ends it; what households report of themselves is the association's.
    // The office.
    row("get /console/{city}/association/{association}/office",                                           "s ----- ++--- ++ -- - s", Sent::Nothing),
    row("post /console/{city}/association/{association}/office",                                          "s ----- ++--- +- -- - s", Sent::Form(|house| vec![("block", house.town.blocks[0].id.to_string()), ("name", "新井".to_owned()), ("place", "9-1".to_owned())])),
    row("post /console/{city}/association/{association}/office/associations",                             "s ----- ----- -- -- + s", Sent::Form(|_| vec![("name", "緑町会".to_owned()), ("kana", "みどりちょうかい".to_owned()), ("blocks", "1班".to_owned())])),
    row("get /console/{city}/association/{association}/office/directory",                                 "s ----- ++--- -- -- - s", Sent::Nothing),
    row("post /console/{city}/association/{association}/office/directory",                                "s ----- ++--- -- -- - s", Sent::Files),
    row("get /console/{city}/association/{association}/office/households/{household}",                    "s ----- ++--- +- -- - s", Sent::Nothing),
    row("post /console/{city}/association/{association}/office/households/{household}",                   "s ----- ++--- +- -- - s", Sent::Form(|_| vec![("name", "山田".to_owned()), ("place", "3-1".to_owned()), ("order", "1".to_owned())])),
    row("post /console/{city}/association/{association}/office/households/{household}/leave",             "s ----- ++--- +- -- - s", Sent::Form(|_| vec![("do", "away".to_owned()), ("day", "2026-12-31".to_owned())])),
    row("post /console/{city}/association/{association}/office/letters",                                  "s ----- ++--- +- -- - s", Sent::Form(|house| vec![("block", house.town.blocks[0].id.to_string())])),
    row("post /console/{city}/association/{association}/office/requests/{request}",                       "s ----- ++--- +- -- - s", Sent::Form(|_| vec![("do", "no".to_owned())])),
    row("get /console/{city}/association/{association}/office/seats",                                     "s ----- ++++- -- -- + s", Sent::Nothing),
    row("post /console/{city}/association/{association}/office/seats",                                    "s ----- +---- -- -- + s", Sent::Form(|_| vec![("role", "treasurer".to_owned()), ("title", "会計 副".to_owned()), ("name", "新井".to_owned()), ("since", "2026-12-01".to_owned())])),
    row("get /console/{city}/association/{association}/office/seats/{seat}",                              "s ----- +---- -- -- + s", Sent::Nothing),
    row("post /console/{city}/association/{association}/office/seats/{seat}",                             "s ----- +---- -- -- + s", Sent::Form(no_fields)),
    row("post /console/{city}/association/{association}/office/seats/{seat}/change",                      "s ----- +---- -- -- + s", Sent::Form(|house| vec![("term", term_of(&house.town.secretary.seat).to_string()), ("do", "end".to_owned())])),
    row("post /console/{city}/association/{association}/office/seats/{seat}/checklist",                   "s ----- +---- -- -- + s", Sent::Form(|_| vec![("lines", "鍵を渡す".to_owned())])),
    row("post /console/{city}/association/{association}/office/recoveries/{recovery}",                    "s ----- +-++- -- -- + s", Sent::Form(|_| vec![("do", "yes".to_owned())])),
];
