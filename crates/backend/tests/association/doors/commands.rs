//! Every command of associations × everybody who may send it: what is not theirs is answered like what is not there, and
//! leaves nothing behind.

use super::{House, Who, turn};
use crate::{
    matrix::House as _,
    town::{home_id, member_id},
};
use itsumo_domain::association::{AssociationCommand, circular::Warning};
use serde_json::{Value as Json, json};
use uuid::Uuid;

/// `+` is done, `-` is not there.
struct Row {
    act: &'static str,
    who: &'static str,
    sent: fn(&House) -> Json,
}

const fn row(act: &'static str, who: &'static str, sent: fn(&House) -> Json) -> Row {
    Row { act, who, sent }
}

fn draft(house: &House) -> Json {
    json!({
        "kind": "read", "title": { "ja": "落とし物" }, "blocks": [{ "block": "text", "text": { "ja": "鍵がありました。" } }],
        "audience": { "blocks": [house.town.blocks[0].id] },
    })
}

/// Of the fourteen of the block, seven would read it in the app and have not joined.
fn ticked() -> [String; 1] {
    [Warning::Nobody { households: 7 }.mark()]
}

fn report(house: &House, witness: &str) -> Json {
    json!({ "check": house.check, "household": house.town.yamada, "condition": "safe", "witness": witness, "seen": 1_795_500_000_000_i64 })
}

const NEW: Uuid = Uuid::from_u128(0x4E3);

#[rustfmt::skip]
const TABLE: &[Row] = &[
    // 花 of 1班, 森 of 2班, moved, elsewhere, nobody | chair secretary treasurer auditor welfare | 班長 of 1班, of 2班 | other chair, former | city
    row("open_circular",   "+---- +++++ +- -- -", |house| json!({ "circular": house.out })),
    row("reply_circular",  "+---- ----- -- -- -", |house| json!({ "circular": house.out, "household": house.town.yamada, "given": { "reply": "seen" } })),
    row("mark_paper",      "----- ++--- +- -- -", |house| json!({ "circular": house.out, "household": house.town.ueda, "mark": "delivered", "marked": 1_795_500_000_000_i64 })),
    row("write_circular",  "----- ++--- +- -- -", |house| json!({ "circular": NEW, "association": house.town.hinode.id, "draft": draft(house), "ticked": ticked() })),
    // The chair wrote it: 班長 take back and remind of what they wrote themselves.
    row("recall_circular", "----- ++--- -- -- -", |house| json!({ "circular": house.out })),
    row("remind_circular", "----- ++--- -- -- -", |house| json!({ "circular": house.out })),
    row("cast_ballot",     "+---- ----- -- -- -", |house| json!({ "meeting": house.meeting, "household": house.town.yamada, "ballot": { "given": "votes", "votes": ["for"] } })),
    row("record_ballot",   "----- ++--- -- -- -", |house| json!({ "meeting": house.meeting, "household": house.town.ueda, "ballot": { "given": "votes", "votes": ["for"] }, "source": "paper" })),
    row("start_safety",    "----- +---- -- -- +", |house| json!({ "check": NEW, "start": { "association": house.town.hinode.id, "status": "actual", "what": { "ja": "地震" }, "by": "", "started": 0, "deletes": 0 } })),
    row("end_safety",      "----- +---- -- -- +", |house| json!({ "check": house.check })),
    row("report_safety",   "+---- ++--+ +- -- -", |house| json!({ "report": NEW, "told": report(house, "officer") })),
    row("keep_duty",       "----- ++--- +- -- -", |house| json!({ "duty": NEW, "body": turn(&house.town) })),
    row("drop_duty",       "----- ++--- +- -- -", |house| json!({ "duty": house.duty })),
    row("mark_duty",       "+---- ++--- +- -- -", |house| json!({ "duty": house.duty, "done": true })),
    row("tick_item",       "----- ----- +- -- -", |house| json!({ "seat": house.town.head1.seat.id, "item": 0, "done": true })),
    row("show_officer",    "----- ----- +- -- -", |house| json!({ "seat": house.town.head1.seat.id, "name": "井上", "phone": "" })),
];

fn command(row: &Row, house: &House) -> AssociationCommand {
    let mut json = (row.sent)(house);
    json["act"] = row.act.into();
    serde_json::from_value(json).unwrap_or_else(|error| panic!("{}: {error}", row.act))
}

/// Everybody but who has no account.
fn people() -> impl Iterator<Item = Who> {
    House::EVERYBODY.iter().copied().filter(|who| !matches!(who, Who::Anyone | Who::Operator))
}

#[test]
fn every_command_has_a_row() {
    let schema = serde_json::to_value(itsumo_backend::routes::documented().into_openapi()).unwrap();
    let named = schema["components"]["schemas"]["AssociationCommand"].to_string();
    let acts: Vec<&str> = named.split("\"enum\":[\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(acts.len() > 10, "{named}");
    let missing: Vec<&&str> =
        acts.iter().filter(|act| **act != "unknown" && TABLE.iter().all(|row| row.act != **act)).collect();
    assert!(missing.is_empty(), "no row says who may: {missing:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn everybody_does_what_is_theirs_and_nothing_else() {
    let mut judging = tokio::task::JoinSet::new();
    for row in TABLE {
        judging.spawn(judge(row));
    }
    let mut wrong = judging.join_all().await.concat();
    wrong.sort();
    assert!(wrong.is_empty(), "{} answers are others:\n{}", wrong.len(), wrong.join("\n"));
}

async fn judge(row: &'static Row) -> Vec<String> {
    let marks: Vec<char> = row.who.chars().filter(|mark| *mark != ' ').collect();
    assert_eq!(marks.len(), people().count(), "{}", row.act);
    let mut wrong = Vec::new();
    let mut house = House::build().await;
    let before = house.town.everything().await;
    let (yes, no): (Vec<_>, Vec<_>) = people().zip(marks).partition(|(_, mark)| *mark == '+');
    for (who, _) in no {
        let done = house.town.act(house.person(who).unwrap(), command(row, &house)).await;
        if done.as_ref().map_err(|refusal| refusal.code.as_str()) != Err("not-found") {
            wrong.push(format!("{} {who:?}: {done:?} instead of -", row.act));
        }
    }
    let after = house.town.everything().await;
    if after != before {
        let new: Vec<&str> = after.lines().filter(|line| !before.contains(line)).collect();
        wrong.push(format!("{}: what was refused has left {new:#?}", row.act));
    }
    for (who, _) in yes {
        house = House::build().await;
        if let Err(refusal) = house.town.act(house.person(who).unwrap(), command(row, &house)).await {
            wrong.push(format!("{} {who:?}: {refusal:?} instead of +", row.act));
        }
    }
    wrong
}

/// What is named and not there is answered by the very same refusal.
#[tokio::test]
async fn what_is_not_there_is_answered_as_what_is_another_s() {
    let house = House::build().await;
    let nothing = Uuid::from_u128(0xDEAD_BEEF);
    let (hana, yamada) = (&house.town.hana, house.town.yamada);
    let told = [
        json!({ "act": "open_circular", "circular": nothing }),
        json!({ "act": "reply_circular", "circular": nothing, "household": yamada, "given": { "reply": "seen" } }),
        json!({ "act": "reply_circular", "circular": house.out, "household": home_id(5), "given": { "reply": "seen" } }),
        json!({ "act": "reply_circular", "circular": house.held, "household": yamada, "given": { "reply": "seen" } }),
        json!({ "act": "mark_duty", "duty": nothing, "done": true }),
        json!({ "act": "tick_item", "seat": nothing, "item": 0, "done": true }),
        json!({ "act": "end_safety", "check": nothing }),
        json!({ "act": "report_safety", "report": nothing, "told": { "check": house.check, "household": member_id(0), "condition": "safe", "seen": 0 } }),
    ];
    for json in told {
        let command = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(house.town.act(hana, command).await.unwrap_err().code, "not-found", "{json}");
    }
}

/// Whoever may everything in one association names a household or a block of another one: it is no household of theirs.
#[tokio::test]
async fn what_is_of_another_association_is_not_named_into_one_s_own() {
    let house = House::build().await;
    let town = &house.town;
    let (chair, kishi, hana) = (&town.chair.person, &town.kishi, &town.hana);
    let mut to_another_block = draft(&house);
    to_another_block["audience"] = json!({ "blocks": [town.other_block.id] });
    let mut to_another_household = draft(&house);
    to_another_household["audience"] = json!({ "households": [town.kishi_home] });
    let mut turn_of_another = turn(town);
    turn_of_another["household"] = json!(town.kishi_home);
    let mut turn_elsewhere = turn(town);
    turn_elsewhere["household"] = Json::Null;
    turn_elsewhere["block"] = json!(town.other_block.id);
    let mut report_of_another = report(&house, "officer");
    report_of_another["household"] = json!(town.kishi_home);
    let votes = json!({ "given": "votes", "votes": ["for"] });
    let told = [
        (
            chair,
            json!({ "act": "mark_paper", "circular": house.out, "household": town.kishi_home, "mark": "read", "marked": 1 }),
        ),
        (
            chair,
            json!({ "act": "write_circular", "circular": NEW, "association": town.hinode.id, "draft": to_another_block }),
        ),
        (
            chair,
            json!({ "act": "write_circular", "circular": NEW, "association": town.hinode.id, "draft": to_another_household }),
        ),
        (
            chair,
            json!({ "act": "record_ballot", "meeting": house.meeting, "household": town.kishi_home, "ballot": votes, "source": "paper" }),
        ),
        (chair, json!({ "act": "report_safety", "report": NEW, "told": report_of_another })),
        (chair, json!({ "act": "keep_duty", "duty": NEW, "body": turn_of_another })),
        (chair, json!({ "act": "keep_duty", "duty": NEW, "body": turn_elsewhere })),
        (
            kishi,
            json!({ "act": "reply_circular", "circular": house.out, "household": town.kishi_home, "given": { "reply": "seen" } }),
        ),
        (
            kishi,
            json!({ "act": "cast_ballot", "meeting": house.meeting, "household": town.kishi_home, "ballot": votes }),
        ),
        (kishi, json!({ "act": "report_safety", "report": NEW, "told": report_of_another })),
        (
            hana,
            json!({ "act": "cast_ballot", "meeting": house.meeting, "household": town.yamada, "ballot": { "given": "proxy", "to": town.kishi_home } }),
        ),
    ];
    let mut done = Vec::new();
    for (person, json) in told {
        let command: AssociationCommand =
            serde_json::from_value(json.clone()).unwrap_or_else(|error| panic!("{json}: {error}"));
        if town.act(person, command).await.is_ok() {
            done.push(json.to_string());
        }
    }
    assert!(done.is_empty(), "{}", done.join("\n"));
}
