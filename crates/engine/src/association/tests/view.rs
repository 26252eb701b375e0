//! What is shown: the server's records, and over them what was said here.

use super::*;
use crate::{Deps, Engine, HandClock, Paths, association::view, http::FakeHttp, private::Delivery};
use itsumo_domain::{
    association::{
        Act, Duty, Meeting,
        access::Of,
        circular::{Draft, Mark, PaperMark, Reply, ReplyView, SentCircular, joint_id},
        duty::DutyKind,
        meeting::{Given, Proposal, Vote},
    },
    sync::Refusal,
};
use std::sync::Arc;

#[test]
fn one_circular_in_two_blocks_is_one_and_is_for_the_households_of_both() {
    let (id, circular) = asking(1);
    let lies = |stream: Stream| (stream, record(id, kind::CIRCULAR, &circular));
    let both = whole(with(resident(), vec![lies(Stream::block(FIRST)), lies(Stream::block(SECOND))]), vec![]);
    assert_eq!(both.shown.circulars.len(), 1);
    assert_eq!(both.shown.circulars[0].households, [YAMADA, MORI]);
    assert_eq!(both.shown.circulars[0].owed, [YAMADA, MORI]);
    let one = whole(with(resident(), vec![lies(Stream::household(MORI))]), vec![]);
    assert_eq!(one.shown.circulars[0].households, [MORI]);
    // An officer of another association sees what went out, and is not asked.
    let other = whole(vec![lies(Stream::association(HINODE))], vec![]);
    assert!(!other.shown.circulars[0].is_for_me() && other.shown.circulars[0].owed.is_empty());
    let seat = whole(vec![lies(Stream::person(SAKI))], vec![]);
    assert!(seat.shown.circulars[0].is_for_me() && seat.shown.circulars[0].for_seat);
}

#[test]
fn what_an_officer_sent_past_the_officers_streams_is_there_and_asks_them_nothing() {
    let (id, circular) = asking(1);
    let sent = SentCircular { circular: circular.clone(), households: [MORI].into() };
    let own = (Stream::person(SAKI), record(id, kind::CIRCULAR_SENT, &sent));
    let shown = whole(with(officer(), vec![own.clone()]), vec![]).shown;
    let row = &shown.circulars[0];
    assert_eq!((row.id, &row.circular), (id, &circular));
    assert!(!row.is_for_me() && row.owed.is_empty() && !row.goes_to(FIRST) && !row.everybody);
    assert_eq!(shown.street_for(row, FIRST).count(), 0, "she stands in another street");
    // Sent to the own household too, it asks that one.
    let both = vec![own, (Stream::household(YAMADA), record(id, kind::CIRCULAR, &circular))];
    let row = &whole(with(officer(), both), vec![]).shown.circulars[0];
    assert_eq!((row.households.as_slice(), row.owed.as_slice()), ([YAMADA].as_slice(), [YAMADA].as_slice()));
}

#[test]
fn a_household_is_asked_until_it_replied_and_a_refused_reply_is_none() {
    let (id, circular) = asking(1);
    let lies = || with(resident(), vec![(Stream::association(HINODE), record(id, kind::CIRCULAR, &circular))]);
    let given = Reply::Attendance { people: 2 };
    let reply =
        |far| word(AssociationCommand::ReplyCircular { circular: id, household: YAMADA, given: given.clone() }, far);
    let owed = |words| whole(lies(), words).shown.circulars[0].owed.clone();
    assert_eq!(owed(vec![]), [YAMADA, MORI]);
    assert_eq!(owed(vec![reply(Far::Waits)]), [MORI]);
    assert_eq!(owed(vec![reply(Far::Refused(Refusal::new("already-over")))]), [YAMADA, MORI]);
    let view = ReplyView {
        circular: id,
        household: YAMADA,
        reply: Reply::Attendance { people: 1 },
        at: now(),
        by: "健".into(),
        paper: false,
    };
    let there =
        with(lies(), vec![(Stream::household(YAMADA), record(joint_id(id, YAMADA), kind::CIRCULAR_REPLY, &view))]);
    assert_eq!(whole(there.clone(), vec![]).shown.circulars[0].owed, [MORI]);
    // A later word lies over what the server has, and letting it go brings that back.
    let row = &whole(there, vec![reply(Far::Waits)]).shown.circulars[0];
    assert_eq!(row.reply_of(YAMADA).map(|row| &row.reply), Some(&given));
    assert_eq!(row.replies.len(), 1);
}

#[test]
fn a_poll_that_closed_asks_no_more() {
    let (id, circular) = asking(1);
    let past = Circular { due: Some("2026-11-23".parse().unwrap()), ..circular };
    let lies =
        |circular: &Circular| with(resident(), vec![(Stream::block(FIRST), record(id, kind::CIRCULAR, circular))]);
    assert_eq!(whole(lies(&past), vec![]).shown.circulars[0].owed, [YAMADA], "late is better than never");
    let closed = Circular { closes: true, ..past };
    assert!(whole(lies(&closed), vec![]).shown.circulars[0].owed.is_empty());
}

#[test]
fn what_has_expired_is_not_shown_and_is_to_be_removed() {
    let (id, circular) = circular(1);
    let until = |last: &str| Circular { expires: Some(last.parse().unwrap()), ..circular.clone() };
    let lies = |circular: Circular| vec![(Stream::association(HINODE), record(id, kind::CIRCULAR, &circular))];
    let last_day = whole(lies(until("2026-11-24")), vec![]);
    assert!(last_day.shown.circular(id).is_some() && last_day.over.is_empty());
    assert_eq!(last_day.turns, at("2026-11-25", "00:00"), "at midnight it is another");
    let over = whole(lies(until("2026-11-23")), vec![]);
    assert!(over.shown.circular(id).is_none());
    assert_eq!(over.over, [id]);
}

#[test]
fn a_check_deletes_itself_at_the_minute() {
    let lies = |deletes| {
        let check = SafetyCheck { deletes, ..check(Status::Actual) };
        whole(vec![(Stream::association(HINODE), record(CHECK, kind::SAFETY, &check))], vec![])
    };
    let before = lies(now().plus(1));
    assert!(before.shown.check(CHECK).is_some());
    assert_eq!(before.turns, now().plus(1));
    let after = lies(now());
    assert!(after.shown.checks.is_empty());
    assert_eq!(after.over, [CHECK]);
}

#[test]
fn of_two_officers_marks_the_later_counts_whoever_meets_the_network_first() {
    let (id, circular) = circular(1);
    let theirs = |time: &str, mark| {
        let mark =
            PaperMark { circular: id, household: YAMADA, mark, marked: at("2026-11-24", time), by: "会長".into() };
        let lies = (Stream::officers(FIRST), record(joint_id(id, YAMADA), kind::PAPER, &mark));
        with(officer(), vec![(Stream::block(FIRST), record(id, kind::CIRCULAR, &circular)), lies])
    };
    let mine = |mark| {
        let marked = at("2026-11-24", "17:40");
        word(AssociationCommand::MarkPaper { circular: id, household: YAMADA, mark, marked, given: None }, Far::Waits)
    };
    let table = [
        ("17:30", Mark::Read, Mark::Delivered, Mark::Delivered),
        ("17:50", Mark::Read, Mark::Delivered, Mark::Read),
        ("17:40", Mark::Delivered, Mark::Read, Mark::Read),
        ("17:40", Mark::Read, Mark::Delivered, Mark::Read),
    ];
    for (time, theirs_says, mine_says, shown) in table {
        let all = whole(theirs(time, theirs_says), vec![mine(mine_says)]).shown;
        assert_eq!(all.paper[&(id, YAMADA)].mark, shown, "{time} {theirs_says:?} {mine_says:?}");
    }
}

#[test]
fn a_street_stands_in_its_order_and_reports_of_it_come_together() {
    let reports = [
        (1, report(YAMADA, Condition::Help, "17:35"), Stream::officers(FIRST)),
        // The same again in the household's own stream is the same.
        (1, report(YAMADA, Condition::Help, "17:35"), Stream::household(YAMADA)),
        (2, report(YAMADA, Condition::Safe, "17:45"), Stream::officers(FIRST)),
    ];
    let mut records =
        with(officer(), vec![(Stream::association(HINODE), record(CHECK, kind::SAFETY, &check(Status::Actual)))]);
    for (n, report, stream) in reports {
        records.push((stream, record(Uuid::from_u128(0x600 + n), kind::SAFETY_REPORT, &report)));
    }
    let all = whole(records.clone(), vec![]).shown;
    let order: Vec<u16> = all.street_of(FIRST).map(|row| row.street.order).collect();
    assert_eq!(order, [1, 2, 3]);
    let row = all.check(CHECK).unwrap();
    assert_eq!(row.of(YAMADA).condition, Some(Condition::Help), "she who says all is well may not know");
    assert_eq!((row.reports.len(), row.own.len()), (2, 2));
    let settles = vec![Uuid::from_u128(0x601)];
    let told = SafetyReport { settles, ..report(YAMADA, Condition::Sheltered, "17:55") };
    let settled = AssociationCommand::ReportSafety { report: Uuid::from_u128(0x603), told: Box::new(told) };
    let after = |far| whole(records.clone(), vec![word(settled.clone(), far)]).shown;
    assert_eq!(after(Far::Waits).check(CHECK).unwrap().of(YAMADA).condition, Some(Condition::Sheltered));
    let refused = after(Far::Refused(Refusal::new("not-found")));
    assert_eq!(refused.check(CHECK).unwrap().of(YAMADA).condition, Some(Condition::Help));
}

#[test]
fn what_was_written_is_on_show_until_it_is_out_or_taken_back() {
    let (id, circular) = circular(1);
    let draft = Draft { title: LocalText::ja("公園の掃除"), ..Draft::default() };
    let write = |far| {
        word(
            AssociationCommand::WriteCircular {
                circular: id,
                association: HINODE,
                draft: Box::new(draft.clone()),
                ticked: Vec::new(),
            },
            far,
        )
    };
    let waits = whole(officer(), vec![write(Far::Waits)]).shown;
    assert_eq!(waits.written(id).map(|row| row.delivery.is_there()), Some(false));
    let held = whole(officer(), vec![write(Far::Done)]).shown;
    assert_eq!(held.written(id).map(|row| &row.delivery), Some(&Delivery::Arrived));
    let recall = |far| word(AssociationCommand::RecallCircular { circular: id }, far);
    assert!(whole(officer(), vec![write(Far::Done), recall(Far::Waits)]).shown.written.is_empty());
    let out = || with(officer(), vec![(Stream::association(HINODE), record(id, kind::CIRCULAR, &circular))]);
    assert!(whole(out(), vec![write(Far::Done)]).shown.written.is_empty());
    let taken = whole(out(), vec![recall(Far::Waits)]).shown;
    assert!(taken.circular(id).unwrap().recall.is_some(), "it is here until the server says it is gone");
}

#[test]
fn a_ballot_may_be_changed_until_the_vote_closes() {
    let id = Uuid::from_u128(0x900);
    let meeting = |closes| {
        let proposals = vec![Proposal::default()];
        let meeting = Meeting { association: HINODE, proposals, closes, ..Meeting::default() };
        with(resident(), vec![(Stream::association(HINODE), record(id, kind::MEETING, &meeting))])
    };
    let votes = |vote| Given::Votes { votes: vec![vote] };
    let cast =
        |vote| word(AssociationCommand::CastBallot { meeting: id, household: YAMADA, ballot: votes(vote) }, Far::Waits);
    let open = whole(meeting(now().plus(60_000)), vec![cast(Vote::For), cast(Vote::Against)]);
    let row = open.shown.meeting(id).unwrap();
    assert_eq!(row.ballot_of(YAMADA).map(|row| &row.given), Some(&votes(Vote::Against)));
    assert_eq!(row.owed, [MORI]);
    assert_eq!(open.turns, now().plus(60_000));
    assert!(whole(meeting(now()), vec![]).shown.meeting(id).unwrap().owed.is_empty());
}

#[test]
fn a_duty_is_there_at_once_and_goes_at_once() {
    let id = Uuid::from_u128(0x910);
    let day = "2026-12-01".parse().unwrap();
    let body = Duty {
        association: HINODE,
        block: Some(FIRST),
        kind: DutyKind::Garbage,
        from: day,
        until: day,
        household: Some(YAMADA),
        ..Duty::default()
    };
    let keep = word(AssociationCommand::KeepDuty { duty: id, body: Box::new(body.clone()) }, Far::Waits);
    let made = whole(officer(), vec![keep]).shown;
    assert!(made.duty(id).is_some_and(|row| row.mine && row.delivery.is_some()));
    let there = || with(officer(), vec![(Stream::block(FIRST), record(id, kind::DUTY, &body))]);
    let done = whole(there(), vec![word(AssociationCommand::MarkDuty { duty: id, done: true }, Far::Waits)]).shown;
    assert!(done.duty(id).unwrap().duty.done.is_some());
    let drop = |far| whole(there(), vec![word(AssociationCommand::DropDuty { duty: id }, far)]).shown;
    assert!(drop(Far::Waits).duties.is_empty());
    assert!(drop(Far::Refused(Refusal::new("not-found"))).duty(id).is_some_and(|row| row.delivery.is_some()));
}

#[test]
fn a_button_is_drawn_where_it_does_something() {
    let all = whole(officer(), vec![]).shown;
    let day = "2026-11-24".parse().unwrap();
    let block = |block| Of::Block { association: HINODE, block };
    assert!(all.may(day, Act::KeepPaper, block(FIRST)));
    assert!(!all.may(day, Act::KeepPaper, block(SECOND)));
    assert!(!all.may(day, Act::StartSafety, Of::Association(HINODE)));
    // A seat ends by itself.
    assert!(!all.may("2027-04-01".parse().unwrap(), Act::KeepPaper, block(FIRST)));
    let home = Of::Household { association: HINODE, block: FIRST, household: YAMADA };
    assert!(all.may(day, Act::AnswerForHousehold, home));
}

#[test]
fn a_household_that_moved_away_keeps_what_is_its_own_and_is_asked_nothing() {
    let mut card: HouseholdCard = household(YAMADA, FIRST).1.body_as().unwrap();
    card.until = Some("2026-11-20".parse().unwrap());
    let (id, circular) = asking(1);
    let own = Stream::household(YAMADA);
    let all = whole(
        vec![(own.clone(), record(YAMADA, kind::HOUSEHOLD, &card)), (own, record(id, kind::CIRCULAR, &circular))],
        vec![],
    )
    .shown;
    assert!(all.home(YAMADA).is_some() && all.circular(id).is_some());
    assert!(all.circular(id).unwrap().owed.is_empty());
    let (day, of) = ("2026-11-24".parse().unwrap(), Of::Association(HINODE));
    assert!(!all.may(day, Act::ReadAssociation, of));
}

#[tokio::test]
async fn inside_a_transaction_the_last_whole_is_not_taken_for_this_moments() {
    let deps = Deps::fake(HandClock::at(now()), Arc::new(FakeHttp::offline()), 1);
    let folder = tempfile::tempdir().unwrap();
    let engine = Engine::open(Paths::at(folder.path()), deps).unwrap();
    let remembered = engine.read(view::whole).await.unwrap();
    assert!(Arc::ptr_eq(&remembered, &engine.read(view::whole).await.unwrap()), "nothing has moved");
    let decided_on = engine.write(|tx, inner| view::whole(tx, inner)).await.unwrap();
    assert!(!Arc::ptr_eq(&remembered, &decided_on));
}
