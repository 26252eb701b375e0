//! An absence, told once: whom it reaches, what may be told, and what stays of it.

use crate::{
    desk::{absence, days, id, late_until, tell},
    http::CITY,
    town::{SchoolTown, at, day, on_both},
};
use itsumo_backend::school::guardian;
use itsumo_domain::{
    Command, CommandEnvelope, Stream,
    record::kind,
    school::{
        Desk, Part, Scope,
        absence::{By, Lesson},
        board::{Mark, Whereabouts},
    },
    sync::{SyncRequest, SyncResponse},
};
use uuid::Uuid;

on_both! {
    /// Told by the mother, seen by the father, the class and the kitchen; by nobody else.
    async fn told_once_it_reaches_everybody_concerned(town: SchoolTown) {
        let mut told = absence(town.sakura, &town.school);
        told.tell = tell(&town.school, &[Desk::Class, Desk::Lunch]);
        told.note = "  38度の熱があります。 ".to_owned();
        assert_eq!(town.tell(&town.hana, id(1), told.clone()).await, None);
        let hers = town.seen_by(&town.hana, id(1)).await.unwrap();
        assert_eq!(hers.by, By { me: true, name: "母".to_owned(), staff: false });
        assert_eq!((hers.rev, hers.late, hers.withdrawn, hers.at), (1, false, false, at("07:30")));
        assert_eq!(hers.absence.note, "38度の熱があります。");
        assert_eq!(hers.desks.len(), 2);
        let his = town.seen_by(&town.taro, id(1)).await.unwrap();
        assert_eq!(his.by, By { me: false, name: "母".to_owned(), staff: false });
        assert!(town.seen_by(&town.kenji, id(1)).await.is_none(), "his part is over");
        assert!(town.seen_by(&town.mori, id(1)).await.is_none());
        // The record's author says nothing that the body would keep.
        assert!(town.of_kind(&town.taro, kind::ABSENCE).await.iter().all(|record| record.author == "school"));

        let row = town.row(&town.class2, town.sakura).await;
        assert_eq!((row.place, row.confirmed, row.changed), (Whereabouts::Absent, false, false));
        assert_eq!(row.absences[0].1.by, By { me: false, name: "母".to_owned(), staff: false });
        let kitchen = town.desk_list(&town.school, Desk::Lunch).await;
        assert_eq!((kitchen.rows.len(), kitchen.rows[0].pupil, &kitchen.rows[0].part), (1, town.sakura, &Part::AllDay));
        assert!(town.desk_list(&town.school, Desk::Bus).await.rows.is_empty(), "the bus was not told");

        // Each desk says for itself that it knows, and both guardians see it.
        town.town.clock.set(at("07:45"));
        assert_eq!(town.confirm(&town.teacher.seat, &[(id(1), 1)], Desk::Class).await, Ok(vec![]));
        for guardian in [&town.hana, &town.taro] {
            let desks = town.seen_by(guardian, id(1)).await.unwrap().desks;
            assert_eq!(desks.iter().map(|desk| desk.confirmed).collect::<Vec<_>>(), [Some(at("07:45")), None]);
        }
        assert!(town.row(&town.class2, town.sakura).await.confirmed);
        assert_eq!(town.confirm(&town.lunch.seat, &[(id(1), 1)], Desk::Lunch).await, Ok(vec![]));
        assert_eq!(town.desk_list(&town.school, Desk::Lunch).await.rows[0].confirmed, Some(at("07:45")));
    }
}

on_both! {
    /// What was confirmed and is said anew waits again, with all that it said before, on both sides.
    async fn an_edit_after_the_confirmation_asks_for_another(town: SchoolTown) {
        let told = absence(town.sakura, &town.school);
        town.tell(&town.hana, id(1), told.clone()).await;
        town.confirm(&town.teacher.seat, &[(id(1), 1)], Desk::Class).await.unwrap();
        town.town.clock.set(at("07:50"));
        assert_eq!(town.tell(&town.taro, id(1), late_until(told.clone(), "10:00")).await, None, "the father edits");
        let row = town.row(&town.class2, town.sakura).await;
        assert_eq!((row.confirmed, row.changed), (false, true));
        assert_eq!(row.place, Whereabouts::Late { until: Some("10:00".parse().unwrap()) });
        let names: Vec<&str> = row.absences[0].1.history.iter().map(|revision| revision.by.name.as_str()).collect();
        assert_eq!(names, ["母", "父"]);
        let hers = town.seen_by(&town.hana, id(1)).await.unwrap();
        assert_eq!((hers.rev, hers.desks[0].confirmed, hers.by.me), (2, None, false));
        assert_eq!(hers.history[0].absence.as_ref(), Some(&told));
        assert!(hers.history[0].by.me && !hers.history[1].by.me);

        // Who confirms a page of before confirms nothing of now.
        assert_eq!(town.confirm(&town.teacher.seat, &[(id(1), 1)], Desk::Class).await, Ok(vec![id(1)]));
        assert!(!town.row(&town.class2, town.sakura).await.confirmed);
        assert_eq!(town.confirm(&town.teacher.seat, &[(id(1), 2)], Desk::Class).await, Ok(vec![]));
        let row = town.row(&town.class2, town.sakura).await;
        assert_eq!((row.confirmed, row.changed), (true, false));
    }
}

on_both! {
    /// Taken back, the child is looked for again, and each desk that knew of it hears that it is not so.
    async fn taken_back_the_child_is_expected_again(town: SchoolTown) {
        let mut told = absence(town.sakura, &town.school);
        told.tell = tell(&town.school, &[Desk::Class, Desk::Lunch]);
        town.tell(&town.hana, id(1), told.clone()).await;
        town.confirm(&town.lunch.seat, &[(id(1), 1)], Desk::Lunch).await.unwrap();
        assert_eq!(town.take_back(&town.hana, id(1)).await, None);
        assert_eq!(town.take_back(&town.hana, id(1)).await, None, "twice is as once");
        let view = town.seen_by(&town.taro, id(1)).await.unwrap();
        assert_eq!((view.withdrawn, view.rev, view.history.len()), (true, 2, 2));
        assert_eq!(view.history[1].absence, None);
        let row = town.row(&town.class2, town.sakura).await;
        assert_eq!((row.place, row.taken_back, row.absences.len()), (Whereabouts::Unknown, true, 0));
        let kitchen = town.desk_list(&town.school, Desk::Lunch).await.rows;
        assert!(kitchen[0].withdrawn && kitchen[0].changed);
        assert_eq!(town.confirm(&town.lunch.seat, &[(id(1), 2)], Desk::Lunch).await, Ok(vec![]));
        assert!(town.desk_list(&town.school, Desk::Lunch).await.rows.is_empty(), "the kitchen knows");
        // And told again, it is one absence with its whole history.
        assert_eq!(town.tell(&town.hana, id(1), told).await, None);
        let view = town.seen_by(&town.hana, id(1)).await.unwrap();
        assert_eq!((view.withdrawn, view.rev), (false, 3));
    }
}

on_both! {
    /// A desk that is unticked after it knew sees that it is not concerned any more.
    async fn an_unticked_desk_hears_of_it(town: SchoolTown) {
        let mut told = absence(town.sakura, &town.school);
        told.tell = tell(&town.school, &[Desk::Class, Desk::Lunch]);
        town.tell(&town.hana, id(1), told.clone()).await;
        town.confirm(&town.lunch.seat, &[(id(1), 1)], Desk::Lunch).await.unwrap();
        told.tell = tell(&town.school, &[Desk::Class]);
        assert_eq!(town.tell(&town.hana, id(1), told).await, None);
        let kitchen = town.desk_list(&town.school, Desk::Lunch).await.rows;
        assert!(kitchen.len() == 1 && kitchen[0].withdrawn);
        assert_eq!(town.seen_by(&town.hana, id(1)).await.unwrap().desks.len(), 1);
    }
}

fn envelope(n: u128, command: Command) -> CommandEnvelope {
    CommandEnvelope { id: Uuid::from_u128(n), at: at("07:30"), command }
}

async fn batch(town: &SchoolTown, commands: Vec<CommandEnvelope>) -> Vec<Option<String>> {
    let request = SyncRequest { city: CITY.to_owned(), cursors: [].into(), commands };
    let body = serde_json::to_value(&request).unwrap();
    let reply = town.ask(&town.hana, "POST", "/v1/sync", Some(body)).await;
    assert_eq!(reply.status, 200);
    let answer: SyncResponse = serde_json::from_slice(&reply.bytes).unwrap();
    answer.results.into_iter().map(|result| result.refused.map(crate::desk::code)).collect()
}

on_both! {
    /// Sent twice it counts once: doubled in one sync, sent again after a lost answer, said again in the same words.
    async fn sent_twice_it_counts_once(town: SchoolTown) {
        let told = Box::new(absence(town.sakura, &town.school));
        let report = envelope(1, Command::ReportAbsence { id: id(1), absence: told.clone() });
        assert_eq!(batch(&town, vec![report.clone(), report.clone()]).await, [None, None]);
        assert_eq!(batch(&town, vec![report]).await, [None]);
        let again = envelope(2, Command::ReportAbsence { id: id(1), absence: told });
        assert_eq!(batch(&town, vec![again]).await, [None]);
        let view = town.seen_by(&town.hana, id(1)).await.unwrap();
        assert_eq!((view.rev, view.history.len()), (1, 1));
        assert_eq!(town.board(&town.class2).await.counts.absent, 1);
    }
}

on_both! {
    /// A refused command has written nothing, is judged again when it comes again, and stands in nobody's way.
    async fn a_refused_one_leaves_nothing_and_blocks_nothing(town: SchoolTown) {
        let good = |pupil: Uuid| Box::new(absence(pupil, &town.school));
        let past = Box::new(days(absence(town.sakura, &town.school), "2026-11-20", "2026-11-24"));
        let of_another = good(town.ren);
        let head = town.town.app.streams.head(CITY, &Stream::person(town.hana.id));
        let refused = vec![
            envelope(1, Command::ReportAbsence { id: id(1), absence: past }),
            envelope(2, Command::ReportAbsence { id: id(2), absence: of_another }),
            envelope(3, Command::WithdrawAbsence { id: id(9) }),
        ];
        let codes = [Some("past-days/from".to_owned()), Some("not-found".to_owned()), Some("not-found".to_owned())];
        assert_eq!(batch(&town, refused.clone()).await, codes);
        assert_eq!(town.town.app.streams.head(CITY, &Stream::person(town.hana.id)), head, "nothing was written");
        let mut with_a_good_one = refused;
        with_a_good_one.push(envelope(4, Command::ReportAbsence { id: id(4), absence: good(town.tsubaki) }));
        let answers = batch(&town, with_a_good_one).await;
        assert_eq!((answers[..3].to_vec(), &answers[3]), (codes.to_vec(), &None));
        // Mended, under the same ids, it is done.
        let mended = vec![envelope(1, Command::ReportAbsence { id: id(1), absence: good(town.sakura) })];
        assert_eq!(batch(&town, mended).await, [None]);
        assert_eq!(town.of_kind(&town.hana, kind::ABSENCE).await.len(), 2);
        assert_eq!(town.of_kind(&town.mori, kind::ABSENCE).await.len(), 0);
    }
}

on_both! {
    /// What may not be told, and what is said of it. To who may not, it looks as if it were not there.
    async fn what_is_refused_says_why(town: SchoolTown) {
        let told = |from: &str, until: &str| days(absence(town.sakura, &town.school), from, until);
        let to = |tell: Vec<itsumo_domain::school::absence::Told>| {
            let mut told = told("2026-11-25", "2026-11-25");
            told.tell = tell;
            told
        };
        assert_eq!(town.tell(&town.hana, id(1), told("2026-11-25", "2026-11-25")).await, None);
        let table = [
            (&town.mori, id(2), told("2026-11-25", "2026-11-25"), "not-found", "another's child"),
            (&town.kenji, id(2), told("2026-11-25", "2026-11-25"), "not-found", "the part is over"),
            (&town.mori, id(1), absence(town.ren, &town.school), "not-found", "another child's absence"),
            (&town.hana, id(2), to(tell(&town.after_school, &[Desk::Class])), "not-found/tell", "not of the 学童"),
            (&town.hana, id(2), to(tell(&town.school, &[])), "empty/tell", "nobody is told"),
            (&town.hana, id(2), told("2026-11-28", "2026-11-29"), "not-a-school-day/from", "a weekend"),
            (&town.hana, id(2), told("2027-01-01", "2027-01-01"), "not-a-school-day/from", "New Year"),
            (&town.hana, id(2), told("2026-11-20", "2026-11-20"), "past-days/from", "a day behind"),
            (&town.hana, id(2), told("2026-11-25", "2026-11-24"), "ends-before-it-begins/until", "backwards"),
            (&town.hana, id(2), told("2026-11-25", "2027-11-25"), "too-long/until", "a year"),
        ];
        for (who, id, absence, code, why) in table {
            assert_eq!(town.tell(who, id, absence).await.as_deref(), Some(code), "{why}");
        }
        assert_eq!(town.take_back(&town.mori, id(1)).await.as_deref(), Some("not-found"));
        assert_eq!(town.of_kind(&town.hana, kind::ABSENCE).await.len(), 1);
    }
}

on_both! {
    /// Twins and their places: each class sees its child, the 学童 what it was told.
    async fn siblings_are_told_at_once_and_each_place_sees_its_own(town: SchoolTown) {
        let mut tsubaki = absence(town.tsubaki, &town.school);
        tsubaki.tell.extend(tell(&town.after_school, &[Desk::Class]));
        let commands = vec![
            envelope(1, Command::ReportAbsence { id: id(1), absence: Box::new(absence(town.sakura, &town.school)) }),
            envelope(2, Command::ReportAbsence { id: id(2), absence: Box::new(tsubaki) }),
        ];
        assert_eq!(batch(&town, commands).await, [None, None]);
        let absent = |counts: itsumo_domain::school::board::Counts| (counts.expected, counts.absent, counts.unknown);
        assert_eq!(absent(town.board(&town.class2).await.counts), (1, 1, 0));
        assert_eq!(absent(town.board(&town.class1).await.counts), (2, 1, 1));
        assert_eq!(absent(town.board(&town.after_school_class).await.counts), (1, 1, 0));
        // The 学童 confirms its part; the school's is the school's.
        assert_eq!(town.confirm(&town.carer.seat, &[(id(2), 1)], Desk::Class).await, Ok(vec![]));
        let desks = town.seen_by(&town.hana, id(2)).await.unwrap().desks;
        let confirmed = |at: Uuid| desks.iter().any(|desk| desk.told.facility == at && desk.confirmed.is_some());
        assert!(confirmed(town.after_school.id) && !confirmed(town.school.id));
        assert_eq!(town.confirm(&town.carer.seat, &[(id(1), 1)], Desk::Class).await, Err("not-found".to_owned()));
    }
}

on_both! {
    /// After the cut-off it is taken and marked; an edit of what came in time is in time.
    async fn after_the_cut_off_it_is_accepted_and_marked(town: SchoolTown) {
        let told = absence(town.sakura, &town.school);
        town.tell(&town.hana, id(1), told.clone()).await;
        town.town.clock.set(at("08:21"));
        town.tell(&town.hana, id(1), late_until(told.clone(), "10:00")).await;
        assert!(!town.seen_by(&town.hana, id(1)).await.unwrap().late);
        town.tell(&town.mori, id(2), absence(town.ren, &town.school)).await;
        assert!(town.seen_by(&town.mori, id(2)).await.unwrap().late);
        assert!(town.row(&town.class1, town.ren).await.absences[0].1.late);
        let tomorrow = days(absence(town.ren, &town.school), "2026-11-25", "2026-11-25");
        town.tell(&town.mori, id(3), tomorrow).await;
        assert!(!town.seen_by(&town.mori, id(3)).await.unwrap().late);
    }
}

on_both! {
    /// A running absence that is taken back ends with yesterday: what the register has stays as it was.
    async fn what_lies_behind_stays(town: SchoolTown) {
        let week = days(absence(town.sakura, &town.school), "2026-11-24", "2026-11-27");
        town.tell(&town.hana, id(1), week.clone()).await;
        town.town.clock.set(at("07:00").plus(2 * 86_400_000));
        let changed = late_until(week.clone(), "10:00");
        assert_eq!(town.tell(&town.hana, id(1), changed).await.as_deref(), Some("past-days/part"));
        assert_eq!(town.take_back(&town.taro, id(1)).await, None);
        let view = town.seen_by(&town.hana, id(1)).await.unwrap();
        assert_eq!((view.withdrawn, view.absence.until), (false, day("2026-11-25")));
        assert_eq!(town.row(&town.class2, town.sakura).await.place, Whereabouts::Unknown);
        assert_eq!(town.take_back(&town.hana, id(1)).await.as_deref(), Some("past-days"));
    }
}

on_both! {
    /// The person a shield is against sees nothing, tells nothing, and is named to nobody but the staff.
    async fn a_shield_keeps_it_both_ways(town: SchoolTown) {
        assert_eq!(town.tell(&town.taro, id(1), absence(town.sakura, &town.school)).await, None);
        town.shield_taro().await;
        assert!(town.seen_by(&town.taro, id(1)).await.is_none(), "taken back");
        let edited = late_until(absence(town.sakura, &town.school), "10:00");
        assert_eq!(town.tell(&town.hana, id(1), edited).await, None);
        assert!(town.seen_by(&town.taro, id(1)).await.is_none());
        let hers = town.seen_by(&town.hana, id(1)).await.unwrap();
        assert_eq!(hers.history[0].by, By::default(), "who said it before is not named to her");
        assert!(hers.history[1].by.me);
        let row = town.row(&town.class2, town.sakura).await;
        assert!(row.shielded);
        assert_eq!(row.absences[0].1.history[0].by.name, "父", "the staff knows");
        for refused in [
            town.tell(&town.taro, id(2), absence(town.sakura, &town.school)).await,
            town.tell(&town.taro, id(1), absence(town.sakura, &town.school)).await,
            town.take_back(&town.taro, id(1)).await,
        ] {
            assert_eq!(refused.as_deref(), Some("not-found"));
        }
        town.confirm(&town.teacher.seat, &[(id(1), 2)], Desk::Class).await.unwrap();
        assert!(town.of_kind(&town.taro, kind::ABSENCE).await.is_empty());
        let sister = absence(town.tsubaki, &town.school);
        assert_eq!(town.tell(&town.taro, id(3), sister).await, None, "the sister is his too");
    }
}

on_both! {
    /// Who joins, or is given the scope, finds what was told before.
    async fn who_joins_later_sees_what_was_told(town: SchoolTown) {
        town.tell(&town.hana, id(1), absence(town.sakura, &town.school)).await;
        assert!(town.seen_by(&town.mori, id(1)).await.is_none());
        let (sakura, mori, now) = (town.sakura, town.mori.id, town.now());
        let today = now.jst_date();
        town.write(move |tx, out| {
            Box::pin(async move { guardian::join(tx, out, CITY, sakura, mori, "森 みどり", "祖母", today, now).await })
        })
        .await;
        assert_eq!(town.seen_by(&town.mori, id(1)).await.unwrap().by.name, "母");
        // Without the scope it goes, with it it comes back.
        let scopes = |scopes: &'static [Scope]| {
            town.write(move |tx, out| {
                Box::pin(async move {
                    let guardians = guardian::guardians(tx, CITY, sakura, today).await?;
                    let edge = guardians.iter().find(|guardian| guardian.person == mori).unwrap().edge;
                    guardian::set_scopes(tx, out, CITY, sakura, edge, scopes, today, now).await
                })
            })
        };
        assert!(scopes(&[Scope::Pickup]).await);
        assert!(town.seen_by(&town.mori, id(1)).await.is_none());
        assert!(scopes(&[Scope::Absence]).await);
        assert!(town.seen_by(&town.mori, id(1)).await.is_some());
        let shield = town.shield_taro().await;
        assert!(town.seen_by(&town.taro, id(1)).await.is_none());
        town.lift_shield(shield).await;
        assert!(town.seen_by(&town.taro, id(1)).await.is_some());
    }
}

on_both! {
    /// Told by telephone: written down by who keeps the child's class, in the name of the seat.
    async fn the_staff_writes_down_a_call(town: SchoolTown) {
        let mut told = absence(town.sakura, &town.school);
        told.part = Part::SitsOut { lessons: vec![Lesson::Pe] };
        for (seat, expected) in [
            (&town.other_teacher, Some("not-found")),
            (&town.lunch, Some("not-found")),
            (&town.carer, Some("not-found")),
            (&town.teacher, None),
        ] {
            let said = town.write_down(&seat.seat, id(1), told.clone()).await;
            assert_eq!(said.as_deref(), expected, "{}", seat.seat.title);
        }
        let hers = town.seen_by(&town.hana, id(1)).await.unwrap();
        assert_eq!(hers.by, By { me: false, name: "1年2組 担任".to_owned(), staff: true });
        assert_eq!(town.tell(&town.hana, id(1), late_until(told.clone(), "09:00")).await, None, "and she edits it");
        // Days of this month can be put right, those of the last are over.
        let of = |from: &str| days(absence(town.sakura, &town.school), from, from);
        assert_eq!(town.write_down(&town.office.seat, id(2), of("2026-11-02")).await, None);
        let last_month = town.write_down(&town.office.seat, id(3), of("2026-10-30")).await;
        assert_eq!(last_month.as_deref(), Some("past-days/from"));
        // What another facility was never told is not there for its staff.
        let of_club = absence(town.tsubaki, &town.after_school);
        assert_eq!(town.write_down(&town.carer.seat, id(2), of_club).await.as_deref(), Some("not-found"));
    }
}

on_both! {
    /// The last word counts, and each can be told from the other's board.
    async fn the_board_follows_what_is_seen_and_said(town: SchoolTown) {
        town.tell(&town.hana, id(1), absence(town.sakura, &town.school)).await;
        town.town.clock.set(at("08:10"));
        assert_eq!(town.mark(&town.teacher.seat, &[town.sakura], Mark::Present).await, None);
        assert_eq!(town.row(&town.class2, town.sakura).await.place, Whereabouts::Present);
        town.town.clock.set(at("08:11"));
        assert_eq!(town.mark(&town.teacher.seat, &[town.sakura], Mark::Cleared).await, None);
        assert_eq!(town.row(&town.class2, town.sakura).await.place, Whereabouts::Absent, "it was a slip");
        // A whole class at once; not one more than is theirs.
        let both = [town.tsubaki, town.ren];
        assert_eq!(town.mark(&town.teacher.seat, &both, Mark::Present).await.as_deref(), Some("not-found"));
        let mixed = [town.tsubaki, town.sakura];
        assert_eq!(town.mark(&town.other_teacher.seat, &mixed, Mark::Present).await.as_deref(), Some("not-found"));
        assert_eq!(town.board(&town.class1).await.counts.unknown, 2, "nobody was marked");
        assert_eq!(town.mark(&town.other_teacher.seat, &both, Mark::Present).await, None);
        assert_eq!(town.board(&town.class1).await.counts.present, 2);
        for (day, code) in [(day("2026-11-25"), "not-a-school-day/day"), (day("2026-10-30"), "past-days/day")] {
            let said = town.mark_on(&town.other_teacher.seat, &both, day, Mark::Present).await;
            assert_eq!(said.as_deref(), Some(code));
        }
    }
}

on_both! {
    /// Families write while the teacher confirms, marks and asks: each in turn, and what was confirmed is what was seen.
    async fn a_busy_morning_locks_nobody_out(town: SchoolTown) {
        for round in 0..6_u128 {
            let mut hers = absence(town.tsubaki, &town.school);
            hers.note = format!("母 {round}");
            let mut theirs = absence(town.ren, &town.school);
            theirs.note = format!("森 {round}");
            let (seat, both) = (&town.other_teacher.seat, [town.ren, town.tsubaki]);
            let confirm = async {
                let rows = town.board(&town.class1).await.rows;
                let absences = rows.iter().flat_map(|row| &row.absences);
                let seen: Vec<(Uuid, i64)> = absences.map(|(id, view)| (*id, view.rev)).collect();
                town.confirm(seat, &seen, Desk::Class).await.unwrap()
            };
            let mark = async { town.mark(seat, &both, if round % 2 == 0 { Mark::Left } else { Mark::Cleared }).await };
            let (one, two, changed, marked) =
                tokio::join!(town.tell(&town.hana, id(1), hers), town.tell(&town.mori, id(2), theirs), confirm, mark);
            assert_eq!((one, two, marked), (None, None, None));
            for (id, who) in [(id(1), &town.taro), (id(2), &town.mori)] {
                let view = town.seen_by(who, id).await.unwrap();
                assert_eq!(view.rev, i64::try_from(round + 1).unwrap());
                assert!(!changed.contains(&id) || view.desks[0].confirmed.is_none());
            }
        }
    }
}

on_both! {
    /// Two guardians tell of both twins at the same moment, in opposite orders: nobody waits in a ring.
    async fn guardians_who_tell_at_once_do_not_lock_each_other_out(town: SchoolTown) {
        for round in 0..8_u128 {
            let commands = |order: [Uuid; 2], note: &str| -> Vec<CommandEnvelope> {
                order
                    .into_iter()
                    .map(|pupil| {
                        let mut told = absence(pupil, &town.school);
                        told.note = format!("{note} {round}");
                        let id = id(if pupil == town.sakura { 1 } else { 2 });
                        let command = Command::ReportAbsence { id, absence: Box::new(told) };
                        CommandEnvelope { id: town.town.app.ids.new_id(), at: town.now(), command }
                    })
                    .collect()
            };
            let send = async |who: &crate::town::Person, commands: Vec<CommandEnvelope>| {
                let request = SyncRequest { city: CITY.to_owned(), cursors: [].into(), commands };
                let reply = town.ask(who, "POST", "/v1/sync", Some(serde_json::to_value(&request).unwrap())).await;
                assert_eq!(reply.status, 200, "{}", String::from_utf8_lossy(&reply.bytes));
            };
            tokio::join!(
                send(&town.hana, commands([town.sakura, town.tsubaki], "母より")),
                send(&town.taro, commands([town.tsubaki, town.sakura], "父より")),
            );
        }
        for id in [id(1), id(2)] {
            let hers = town.seen_by(&town.hana, id).await.unwrap();
            let his = town.seen_by(&town.taro, id).await.unwrap();
            assert_eq!((hers.rev, hers.history.len()), (16, 16), "nobody's word is lost");
            assert_eq!((hers.absence, hers.rev), (his.absence, his.rev), "and both see the same");
        }
    }
}
