//! Written, held, sent, corrected, answered, reminded of, gone.

use super::{draft, id, to_blocks};
use crate::{
    http::{CITY, on_both},
    town::{AssociationTown, day, member_id},
};
use itsumo_backend::association::{
    circular::{Stage, recall},
    member,
};
use itsumo_domain::{
    Stream, Timestamp,
    association::{
        AssociationCommand, Role,
        circular::{Ask, Audience, CircularKind, Draft, Known, Mark, Reach, Reply, ReplyView, joint_id},
    },
    city::LocalText,
    record::kind,
    sync::Refusal,
    writing::Block,
};
use std::collections::BTreeSet;

const RECORDS: &str = "SELECT COUNT(*) FROM record WHERE city = $1 AND id = $2 AND gone = 0";

on_both! {
    async fn one_circular_to_forty_households_is_one_record_and_nobody_sees_it_in_its_hold(town: AssociationTown) {
        town.writes(&town.chair, id(1), draft("防災訓練")).await.unwrap();
        assert_eq!(town.due().await, 0);
        assert!(town.circulars(&town.hana).await.is_empty(), "it is held");
        // Written again on the phone before it went: the later words go.
        town.writes(&town.chair, id(1), draft("防災訓練（雨天中止）")).await.unwrap();
        assert_eq!(town.hold_passes().await, 1);
        assert_eq!(town.due().await, 0, "once");
        for reader in [&town.hana, &town.yui, &town.sato, &town.mori, &town.chair.person, &town.welfare.person] {
            let circulars = town.circulars(reader).await;
            assert_eq!(circulars.len(), 1);
            let (stream, record, circular) = &circulars[0];
            assert_eq!((stream, *record), (&Stream::association(town.hinode.id), id(1)));
            assert_eq!((circular.title.ja.as_str(), circular.from.as_str()), ("防災訓練（雨天中止）", "会長"));
            assert_eq!((circular.association_name.as_str(), circular.year, circular.number), ("日の出町会", 2026, 1));
        }
        for stranger in [&town.kishi, &town.nobody, &town.ishii, &town.city.person] {
            assert!(town.circulars(stranger).await.is_empty());
        }
        assert_eq!(town.rows(RECORDS, id(1)).await, 1);
        let entry = town.entry(id(1)).await.unwrap();
        assert_eq!((entry.households, entry.papers, entry.stage), (40, 15, Stage::Out));
        town.sends(&town.secretary, id(2), draft("清掃")).await;
        assert_eq!(town.entry(id(2)).await.unwrap().number, 2);
    }
}

on_both! {
    async fn what_is_taken_back_out_of_its_hold_was_never_there(town: AssociationTown) {
        town.writes(&town.chair, id(1), draft("まちがい")).await.unwrap();
        town.act(&town.chair.person, AssociationCommand::RecallCircular { circular: id(1) }).await.unwrap();
        assert_eq!(town.hold_passes().await, 0);
        assert!(town.circulars(&town.hana).await.is_empty());
        assert_eq!(town.rows(RECORDS, id(1)).await, 0);
        assert_eq!(town.entry(id(1)).await.unwrap().stage, Stage::Draft);
        // No number was used up by it.
        town.sends(&town.chair, id(2), draft("清掃")).await;
        assert_eq!(town.entry(id(2)).await.unwrap().number, 1);
    }
}

on_both! {
    async fn a_correction_takes_the_place_of_the_words_and_leaves_the_audience_and_what_is_asked(town: AssociationTown) {
        let asked = Draft { ask: Ask::Attendance, kind: CircularKind::Attendance, ..to_blocks(draft("総会"), &[town.blocks[0].id]) };
        town.sends(&town.chair, id(1), asked).await;
        town.replies(&town.sato, id(1), town.sato_home, Reply::Attendance { people: 2 }).await.unwrap();
        town.sends(&town.chair, id(1), draft("総会（会場変更）")).await;
        let circulars = town.circulars(&town.sato).await;
        assert_eq!(circulars.len(), 1);
        let (stream, _, circular) = &circulars[0];
        assert_eq!((stream, circular.title.ja.as_str(), &circular.ask), (&Stream::block(town.blocks[0].id), "総会（会場変更）", &Ask::Attendance));
        assert!(circular.edited.is_some() && circular.number == 1);
        assert!(town.circulars(&town.mori).await.is_empty(), "2班 is not of it");
        let view = town.reach(&town.chair.person, id(1)).await.unwrap();
        assert_eq!((view.totals.of, view.totals.confirmed), (14, 1));
    }
}

on_both! {
    async fn a_head_of_a_block_writes_to_the_own_block_and_nowhere_else(town: AssociationTown) {
        let own = to_blocks(draft("側溝の掃除"), &[town.blocks[0].id]);
        town.sends(&town.head1, id(1), own.clone()).await;
        assert_eq!(town.titles(&town.hana).await, BTreeSet::from(["側溝の掃除".to_owned()]));
        assert!(town.titles(&town.mori).await.is_empty());
        let single = Audience { households: BTreeSet::from([town.sato_home]), ..Audience::default() };
        town.sends(&town.head1, id(2), Draft { audience: single, ..draft("預かりもの") }).await;
        let to_sato = town.circulars(&town.sato).await;
        assert!(to_sato.iter().any(|(stream, record, _)| (stream, *record) == (&Stream::household(town.sato_home), id(2))));
        assert_eq!(town.titles(&town.hana).await.len(), 1);

        let not_found = |result: Result<(), itsumo_domain::sync::Refusal>| result.unwrap_err().code;
        let other = to_blocks(draft("よその班"), &[town.blocks[1].id]);
        assert_eq!(not_found(town.writes(&town.head1, id(3), other).await), "not-found");
        assert_eq!(not_found(town.writes(&town.head1, id(3), draft("全世帯")).await), "not-found");
        let theirs = Audience { households: BTreeSet::from([town.mori_home]), ..Audience::default() };
        assert_eq!(not_found(town.writes(&town.head1, id(3), Draft { audience: theirs, ..draft("よその家") }).await), "not-found");
        // Another's circular is not theirs to change or to recall, and who holds no seat has none at all.
        assert_eq!(not_found(town.writes(&town.head2, id(1), own).await), "not-found");
        for person in [&town.head2.person, &town.treasurer.person, &town.hana, &town.other_chair.person, &town.city.person] {
            let recall = AssociationCommand::RecallCircular { circular: id(1) };
            assert_eq!(not_found(town.act(person, recall).await), "not-found");
            let remind = AssociationCommand::RemindCircular { circular: id(1) };
            assert_eq!(not_found(town.act(person, remind).await), "not-found");
        }
        assert!(town.entry(id(3)).await.is_none());
    }
}

on_both! {
    async fn what_cannot_be_sent_says_which_field(town: AssociationTown) {
        let strangers = Audience { households: BTreeSet::from([town.kishi_home]), ..Audience::default() };
        let seats = Audience { roles: BTreeSet::from([Role::BlockHead]), ..Audience::default() };
        let table = [
            (Draft { title: LocalText::default(), ..draft("") }, "circular-unfit", "title"),
            (Draft { due: Some(day("2026-11-23")), ..draft("古い") }, "circular-unfit", "due"),
            (Draft { kind: CircularKind::Obituary, ..draft("訃報") }, "circular-unfit", "expires"),
            (Draft { ask: Ask::Seen, audience: seats, ..draft("役員へ") }, "circular-unfit", "ask"),
            (to_blocks(draft("ない班"), &[town.other_block.id]), "circular-unfit", "audience"),
            (Draft { attachments: vec![Default::default()], ..draft("ファイル") }, "file-not-there", "files"),
        ];
        for (draft, code, field) in table {
            let refusal = town.writes(&town.chair, id(1), draft).await.unwrap_err();
            assert_eq!((refusal.code.as_str(), refusal.field.as_deref()), (code, Some(field)));
        }
        // A household of another association is nobody's to write to here.
        let refusal = town.writes(&town.chair, id(1), Draft { audience: strangers, ..draft("よそ") }).await.unwrap_err();
        assert_eq!(refusal.code, "not-found");
        assert_eq!(town.hold_passes().await, 0);
    }
}

on_both! {
    async fn a_circular_to_officers_reaches_their_own_streams(town: AssociationTown) {
        let heads = Audience { roles: BTreeSet::from([Role::BlockHead]), ..Audience::default() };
        town.sends(&town.chair, id(1), Draft { audience: heads, ..draft("班長会議") }).await;
        for head in [&town.head1, &town.head2] {
            let circulars = town.circulars(&head.person).await;
            assert_eq!(circulars.iter().map(|(stream, ..)| stream.clone()).collect::<Vec<_>>(), [Stream::person(head.person.id)]);
            town.opens(&head.person, id(1)).await.unwrap();
        }
        assert!(town.circulars(&town.hana).await.is_empty());
        assert_eq!(town.opens(&town.hana, id(1)).await.unwrap_err().code, "not-found");
        assert_eq!(town.reach(&town.chair.person, id(1)).await.unwrap().totals.of, 0, "no household is counted");
    }
}

on_both! {
    async fn every_household_stands_in_one_place_and_each_officer_sees_their_own(town: AssociationTown) {
        let draft = Draft { ask: Ask::Seen, due: Some(day("2026-12-01")), ..draft("防災訓練") };
        town.sends(&town.chair, id(1), draft).await;
        town.has_pulled(&town.mori).await;
        town.has_pulled(&town.yui).await;
        town.has_pulled(&town.sato).await;
        // 結, who lives elsewhere, opens it for 山田; 佐藤 says that they have read it.
        town.opens(&town.yui, id(1)).await.unwrap();
        town.replies(&town.sato, id(1), town.sato_home, Reply::Seen).await.unwrap();
        town.marks(&town.head1, id(1), town.ueda, Mark::Delivered, town.now()).await.unwrap();
        let view = town.reach(&town.chair.person, id(1)).await.unwrap();
        let of = |household| view.lines.iter().find(|line| line.household == household).unwrap().reach;
        assert_eq!([town.mori_home, town.yamada, town.sato_home, town.ueda].map(of), [Reach::OnDevice, Reach::Opened, Reach::Confirmed, Reach::PaperDelivered]);
        let known = [Known::Read, Known::NotRead, Known::Unknown].map(|known| view.totals.known(known));
        assert_eq!((view.totals.of, view.totals.not_reached, known), (40, 36, [2, 1, 37]));
        assert_eq!(view.lines.iter().filter(|line| line.on_paper).count(), 15);
        let own = town.reach(&town.head1.person, id(1)).await.unwrap();
        assert_eq!((own.totals.of, own.totals.confirmed, own.totals.on_device), (14, 1, 0));
        assert!(own.lines.iter().all(|line| line.block == town.blocks[0].id));
        for other in [&town.hana, &town.treasurer.person, &town.welfare.person, &town.other_chair.person, &town.city.person, &town.nobody] {
            assert!(town.reach(other, id(1)).await.is_none());
        }
    }
}

on_both! {
    async fn the_later_reply_counts_until_it_closes_and_the_whole_household_reads_it(town: AssociationTown) {
        let options = vec![LocalText::ja("賛成"), LocalText::ja("反対")];
        let poll = Draft {
            kind: CircularKind::Poll,
            ask: Ask::Choice { options, many: false },
            due: Some(day("2026-11-25")),
            closes: true,
            ..draft("アンケート")
        };
        town.sends(&town.chair, id(1), poll).await;
        let chosen = |place| Reply::Choice { chosen: vec![place] };
        town.replies(&town.hana, id(1), town.yamada, chosen(0)).await.unwrap();
        town.clock.advance(Timestamp::HOUR);
        town.replies(&town.yui, id(1), town.yamada, chosen(1)).await.unwrap();
        let streams = town.streams(&town.hana).await;
        let records = &streams[&Stream::household(town.yamada)];
        let reply = records.iter().find(|record| record.kind == kind::CIRCULAR_REPLY).unwrap();
        assert_eq!(reply.id, joint_id(id(1), town.yamada));
        let view: ReplyView = reply.body_as().unwrap();
        assert_eq!((view.reply, view.by.as_str(), view.paper), (chosen(1), "山田 結", false));
        assert!(!reply.author.contains(&town.yui.id.to_string()), "no person's id is told: {}", reply.author);
        assert_eq!(town.replies(&town.sato, id(1), town.yamada, chosen(0)).await.unwrap_err().code, "not-found");
        assert_eq!(town.replies(&town.sato, id(1), town.sato_home, Reply::Seen).await.unwrap_err().code, "not-an-answer");
        assert_eq!(town.replies(&town.sato, id(1), town.sato_home, chosen(2)).await.unwrap_err().code, "not-an-answer");
        town.clock.set(Timestamp::from_jst_date(day("2026-11-26")).plus(-1));
        town.replies(&town.sato, id(1), town.sato_home, chosen(0)).await.unwrap();
        town.clock.advance(1);
        assert_eq!(town.replies(&town.sato, id(1), town.sato_home, chosen(1)).await.unwrap_err().code, "circular-closed");
    }
}

on_both! {
    async fn what_would_hang_on_the_wall_with_names_and_numbers_is_ticked_off_first_or_does_not_go(town: AssociationTown) {
        let words = "お問い合わせは岸 洋子さん 0436-00-7777まで。";
        let block = Block::Text { text: LocalText::ja(words) };
        let on_the_wall = Draft { public: true, blocks: vec![block], ..draft("もちつき") };
        let looked = town.looks(&town.chair, id(1), &on_the_wall).await;
        let names: Vec<&str> = looked.iter().map(|warned| warned.warning.name()).collect();
        assert_eq!(names, ["nobody", "public-phones"]);
        assert!(town.entry(id(1)).await.is_none(), "looking writes nothing");
        // An older app ticks nothing off; a newer one half of it.
        for ticked in [vec![], vec![looked[0].mark.clone()]] {
            let refused = town.writes_having_ticked(&town.chair, id(1), on_the_wall.clone(), ticked.clone()).await;
            let open = names[ticked.len()].to_owned();
            assert_eq!(refused, Err(Refusal::of_field("circular-unticked", &open)));
        }
        assert_eq!(town.hold_passes().await, 0);
        assert!(town.circulars(&town.hana).await.is_empty(), "nothing went out");
        town.writes(&town.chair, id(1), on_the_wall.clone()).await.unwrap();
        assert_eq!(town.entry(id(1)).await.unwrap().ticked.len(), 2, "it is kept what was ticked off");
        assert_eq!(town.hold_passes().await, 1);
        // Another number in it is another tick.
        let edited = Draft {
            blocks: vec![Block::Text { text: LocalText::ja("0436-00-8888まで。") }],
            ..on_the_wall
        };
        let old: Vec<String> = looked.into_iter().map(|warned| warned.mark).collect();
        let refused = town.writes_having_ticked(&town.chair, id(1), edited, old).await.unwrap_err();
        assert_eq!((refused.code.as_str(), refused.field.as_deref()), ("circular-unticked", Some("public-phones")));
    }
}

on_both! {
    async fn a_phone_that_left_a_household_reaches_it_no_more(town: AssociationTown) {
        town.sends(&town.chair, id(1), draft("防災訓練")).await;
        town.has_pulled(&town.mori).await;
        let of_mori = async || {
            let view = town.reach(&town.chair.person, id(1)).await.unwrap();
            view.lines.iter().find(|line| line.household == town.mori_home).unwrap().reach
        };
        assert_eq!(of_mori().await, Reach::OnDevice);
        town.clock.advance(Timestamp::DAY);
        let (home, now) = (town.mori_home, town.now());
        town.write(move |tx, out| {
            Box::pin(async move { assert!(member::end(tx, out, CITY, home, member_id(3), now).await?); Ok(()) })
        })
        .await;
        assert_eq!(of_mori().await, Reach::NotReached);
    }
}

on_both! {
    async fn a_reminder_comes_to_the_devices_anew_and_not_twice_a_morning(town: AssociationTown) {
        town.sends(&town.chair, id(1), draft("防災訓練")).await;
        let remind = || AssociationCommand::RemindCircular { circular: id(1) };
        assert_eq!(town.act(&town.secretary.person, remind()).await.unwrap_err().code, "reminded-lately");
        town.has_pulled(&town.sato).await;
        town.clock.advance(12 * Timestamp::HOUR);
        town.act(&town.secretary.person, remind()).await.unwrap();
        let (_, _, circular) = town.circulars(&town.sato).await.remove(0);
        assert_eq!(circular.reminded, Some(town.now()));
        assert_eq!(town.act(&town.chair.person, remind()).await.unwrap_err().code, "reminded-lately");
        // Who had it before has it still: a reminder takes nobody back to the beginning.
        assert_eq!(town.reach(&town.chair.person, id(1)).await.unwrap().totals.on_device, 1);
    }
}

on_both! {
    async fn condolences_are_gone_from_every_device_after_their_last_day(town: AssociationTown) {
        let last = day("2026-11-30");
        let words = Draft { kind: CircularKind::Obituary, ask: Ask::Seen, expires: Some(last), ..draft("訃報") };
        town.sends(&town.chair, id(1), words).await;
        town.replies(&town.sato, id(1), town.sato_home, Reply::Seen).await.unwrap();
        town.marks(&town.head1, id(1), town.ueda, Mark::Read, town.now()).await.unwrap();
        town.clock.set(Timestamp::from_jst_date(last.succ_opt().unwrap()).plus(-1));
        assert_eq!(recall::expire_due(&town.app.store, town.now()).await.unwrap(), 0);
        assert_eq!(town.titles(&town.sato).await.len(), 1);
        town.clock.advance(1);
        assert_eq!(recall::expire_due(&town.app.store, town.now()).await.unwrap(), 1);
        assert_eq!(recall::expire_due(&town.app.store, town.now()).await.unwrap(), 0);
        for person in [&town.sato, &town.chair.person] {
            let left: Vec<_> = town.streams(person).await.into_values().flatten().map(|record| record.kind).collect();
            for kind in [kind::CIRCULAR, kind::CIRCULAR_REPLY, kind::PAPER] {
                assert!(!left.contains(&kind.to_owned()), "{kind} is still there");
            }
        }
        assert_eq!(town.opens(&town.mori, id(1)).await, Ok(()), "it was opened before");
        assert_eq!(town.replies(&town.mori, id(1), town.mori_home, Reply::Seen).await.unwrap_err().code, "circular-recalled");
    }
}

on_both! {
    async fn two_servers_that_look_at_the_same_moment_send_once(town: AssociationTown) {
        town.writes(&town.chair, id(1), draft("防災訓練")).await.unwrap();
        town.clock.advance(Timestamp::MINUTE);
        let looks = [0; 4].map(|_| itsumo_backend::association::circular::send::send_due(&town.app.store, town.now()));
        let sent: usize = futures_util::future::join_all(looks).await.into_iter().map(Result::unwrap).sum();
        assert_eq!(sent, 1);
        let sql = "SELECT rev FROM record WHERE city = $1 AND id = $2";
        assert_eq!(town.rows(sql, id(1)).await, 1, "{CITY}");
    }
}
