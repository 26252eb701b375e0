//! From the first word at breakfast until nobody is unaccounted for.

use super::*;
use crate::story;
use itsumo_domain::school::{Part, Role, absence::Arrival};

#[test]
fn a_morning_ends_with_every_child_accounted_for() {
    story(async {
        let (world, letters) = at("07:10").await?;
        let hana = guardian(&world, &letters, "hana", "母", &["青木 ゆい", "青木 るい"]).await?;
        let umi = guardian(&world, &letters, "umi", "父", &["石井 空"]).await?;
        let first = world.staff("sensei11", asahi().id, Role::Teacher, Some("1年1組")).await?;
        let second = world.staff("sensei12", asahi().id, Role::Teacher, Some("1年2組")).await?;
        let head = world.staff("kocho", asahi().id, Role::Head, None).await?;

        // One report for both twins.
        let twins =
            [(hana.new_id(), draft(&hana, "青木 ゆい").await?), (hana.new_id(), draft(&hana, "青木 るい").await?)];
        hana.report_absences(twins.to_vec()).await?;
        hana.sync().await?;
        for (id, _) in &twins {
            until_delivery(&hana, *id, Delivery::Arrived).await?;
        }

        // Each teacher has their own of the two, and says that they know.
        for (staff, name) in [(&first, "青木 ゆい"), (&second, "青木 るい")] {
            let board = staff.page("board").await?;
            assert!(board.row(name)?.contains("欠席"), "{}", board.row(name)?);
            staff.does(&board, &format!("確認する {name}"), &[]).await?;
        }
        for (id, _) in &twins {
            until_delivery(&hana, *id, Delivery::Confirmed).await?;
        }

        // 蓮 is there. Of 空 nobody knows anything, and at 8:21 his father is asked.
        let board = second.page("board").await?;
        second.does(&board, "登校した 上田 蓮", &[]).await?;
        clock(&world, "08:21")?;
        // Nobody touches that phone: what follows comes by itself.
        listening(&world, &umi).await?;
        let board = first.page("board").await?;
        assert!(board.row("石井 空")?.contains("わからない"));
        first.does(&board, "保護者に 聞く", &[]).await?;
        let asked =
            |notes: &Vec<itsumo_engine::Note>| notes.iter().any(|note| note.urgent && !note.title.contains('空'));
        umi.until_notes("the father is asked, and the lock screen names no child", asked).await?;
        let school = umi.school().await?;
        let question = school.questions.first().context("no question")?;
        assert_eq!(question.question.phone, "0436-00-1201");
        umi.answer_question(question.id, Arrival::LeftHome).await?;
        umi.sync().await?;
        let board = until_board(&first, "board", "the answer is on the board", |page| page.says("家を出")).await?;
        // He is found, and nothing is asked any more.
        let board = first.does(&board, "登校した 石井 空", &[]).await?;
        assert!(board.row("石井 空")?.contains("登校"));
        until(&umi, "the question is over", |school| school.questions.iter().all(|row| row.question.over)).await?;
        umi.until_notes("its notification is gone", |notes| notes.iter().all(|note| !note.urgent)).await?;

        // The third class is marked by the head; then nobody is unaccounted for anywhere.
        let view = head.page("school").await?;
        let mut board = head.follow(&view, "2年1組").await?;
        for name in ["江口 湊", "大野 凪"] {
            board = head.does(&board, &format!("登校した {name}"), &[]).await?;
        }
        for (staff, path) in [(&first, "board"), (&second, "board")] {
            let page = staff.page(path).await?;
            assert!(!page.says("返事を待"), "{}", page.text());
            for name in ["青木 ゆい", "石井 空", "青木 るい", "上田 蓮"] {
                assert!(!page.row(name).is_ok_and(|row| row.contains("わからない")), "{name}");
            }
        }

        // And her mother can see who looked at ゆい's record, and for what.
        let looked = hana.looked(child(&hana, "青木 ゆい").await?).await?;
        assert!(looked.lines.iter().any(|line| line.seat.contains("1年1組")), "{:?}", looked.lines);
        assert!(looked.lines.iter().all(|line| !line.seat.contains("1年2組")), "the other class's teacher did not");
        Ok(())
    });
}

#[test]
fn a_dead_network_at_ten_past_seven_costs_a_call_at_most_and_nothing_twice() {
    story(async {
        let (world, letters) = at("07:10").await?;
        world.enrol(&itsumo_domain::school::Facility { cut_off: "08:00".parse()?, ..asahi() }, LIST).await?;
        let mut hana = guardian(&world, &letters, "hana", "母", &["青木 ゆい"]).await?;
        let teacher = world.staff("sensei11", asahi().id, Role::Teacher, Some("1年1組")).await?;

        hana.wire.pull();
        let id = tell(&hana, "青木 ゆい").await?;
        let _ = hana.sync().await;
        assert_eq!(row(&hana, id).await?.delivery, Delivery::Waiting { near_cut_off: Vec::new() });
        assert!(teacher.page("board").await?.row("青木 ゆい")?.contains("わからない"), "nobody knows yet");
        // Half an hour before the cut-off the phone says whom to call; a battery that runs out takes nothing away.
        clock(&world, "07:30")?;
        hana = hana.restart()?;
        hana.wire.pull();
        let call = vec![("みほん市立あさひ小学校".to_owned(), "0436-00-1201".to_owned())];
        assert_eq!(row(&hana, id).await?.delivery, Delivery::Waiting { near_cut_off: call });

        // 7:31: the network is back, and drops the first answer.
        clock(&world, "07:31")?;
        hana.wire.lose_answers(1);
        hana.wire.plug_in();
        hana.until("delivered", |engine| async move {
            let _ = engine.sync().await;
            Ok(engine.outbox().await?.is_empty())
        })
        .await?;
        until_delivery(&hana, id, Delivery::Arrived).await?;
        let view = row(&hana, id).await?.view;
        assert_eq!((view.rev, view.history.len(), view.late), (1, 1, false), "once, and in time");
        let board = teacher.page("board").await?;
        let line = board.row("青木 ゆい")?;
        assert_eq!(line.matches("体調不良").count(), 1, "one absence, said once: {line}");
        Ok(())
    });
}

#[test]
fn a_teacher_reloads_presses_twice_and_finds_the_board_right() {
    story(async {
        let (world, letters) = at("07:40").await?;
        let hana = guardian(&world, &letters, "hana", "母", &["青木 ゆい"]).await?;
        let teacher = world.staff("sensei11", asahi().id, Role::Teacher, Some("1年1組")).await?;
        let before = teacher.page("board").await?;
        let id = tell(&hana, "青木 ゆい").await?;
        hana.sync().await?;
        // A page that is a minute old: its buttons still do what they say, and only that.
        let marked = teacher.does(&before, "登校した 石井 空", &[]).await?;
        let again = teacher.does(&before, "登校した 石井 空", &[]).await?;
        let reloaded = teacher.page("board").await?;
        for page in [&marked, &again, &reloaded] {
            assert!(page.row("石井 空")?.contains("登校"), "{}", page.row("石井 空")?);
            assert!(page.row("青木 ゆい")?.contains("欠席"), "what came meanwhile is there");
        }
        assert_eq!(again.row("石井 空")?, reloaded.row("石井 空")?);
        let confirmed = teacher.does(&reloaded, "確認する 青木 ゆい", &[]).await?;
        let twice = teacher.does(&reloaded, "確認する 青木 ゆい", &[]).await?;
        assert_eq!(confirmed.row("青木 ゆい")?, twice.row("青木 ゆい")?);
        until_delivery(&hana, id, Delivery::Confirmed).await?;
        Ok(())
    });
}

#[test]
fn an_edit_after_the_teacher_s_yes_asks_for_it_anew_and_both_sides_keep_the_history() {
    story(async {
        let (world, letters) = at("07:20").await?;
        let hana = guardian(&world, &letters, "hana", "母", &["青木 ゆい"]).await?;
        let teacher = world.staff("sensei11", asahi().id, Role::Teacher, Some("1年1組")).await?;
        let id = tell(&hana, "青木 ゆい").await?;
        hana.sync().await?;
        let board = teacher.page("board").await?;
        teacher.does(&board, "確認する 青木 ゆい", &[]).await?;
        until_delivery(&hana, id, Delivery::Confirmed).await?;

        // The fever is gone: she comes at half past nine.
        let late = Absence { part: Part::LateUntil { time: "09:30".parse()? }, ..draft(&hana, "青木 ゆい").await? };
        hana.report_absences(vec![(id, late)]).await?;
        hana.sync().await?;
        until_delivery(&hana, id, Delivery::Arrived).await?;
        // A page from before: its button says yes to the words that were on it, and not to these.
        teacher.does(&board, "確認する 青木 ゆい", &[]).await?;
        hana.sync().await?;
        assert_eq!(row(&hana, id).await?.delivery, Delivery::Arrived);
        let anew = teacher.page("board").await?;
        let line = anew.row("青木 ゆい")?;
        assert!(line.contains("9:30") && line.contains("確認する"), "asked anew: {line}");
        teacher.does(&anew, "確認する 青木 ゆい", &[]).await?;
        until_delivery(&hana, id, Delivery::Confirmed).await?;
        assert_eq!(row(&hana, id).await?.view.history.len(), 2);

        hana.withdraw_absence(id).await?;
        hana.sync().await?;
        let board = teacher.page("board").await?;
        assert!(!board.row("青木 ゆい")?.contains("9:30"), "{}", board.row("青木 ゆい")?);
        let view = row(&hana, id).await?.view;
        assert!(view.withdrawn && view.history.len() == 3);
        Ok(())
    });
}

#[test]
fn a_father_behind_a_shield_sees_a_child_that_goes_nowhere_and_nothing_that_was_said() {
    story(async {
        let (world, letters) = at("07:10").await?;
        let hana = guardian(&world, &letters, "hana", "母", &["青木 ゆい"]).await?;
        let taro = guardian(&world, &letters, "taro", "父", &["青木 ゆい"]).await?;
        let id = tell(&hana, "青木 ゆい").await?;
        hana.sync().await?;
        until(&taro, "he sees it while he may", move |school| school.absence(id).is_some()).await?;

        shield(&world, child(&hana, "青木 ゆい").await?, person_of(&taro).await?).await?;
        let gone = |school: &itsumo_engine::School| {
            let nowhere = school.children.iter().all(|child| child.card.places.is_empty());
            nowhere && school.absences.is_empty() && school.notices.is_empty() && school.questions.is_empty()
        };
        until(&taro, "all of it is gone from his phone", gone).await?;
        // What he says reaches nobody, and looks to him like a child of whom nothing can be told.
        assert_eq!(taro.school().await?.draft(child(&taro, "青木 ゆい").await?, taro.now()), None);
        assert_eq!(taro.looked(child(&taro, "青木 ゆい").await?).await?.lines, [], "nobody looks at such a child");
        let files = std::fs::read_dir(world.folder().join("devices/taro-phone"))?;
        for file in files {
            let path = file?.path();
            if path.is_file() {
                let bytes = std::fs::read(&path)?;
                let found = bytes.windows("あさひ小".len()).any(|part| part == "あさひ小".as_bytes());
                assert!(!found, "the school's name lies in {}", path.display());
            }
        }
        // She goes on as before.
        let late = Absence { note: "午後に通院します".into(), ..draft(&hana, "青木 ゆい").await? };
        hana.report_absences(vec![(id, late)]).await?;
        hana.sync().await?;
        until_delivery(&hana, id, Delivery::Arrived).await?;
        taro.sync().await?;
        assert_eq!(taro.school().await?.absences, []);
        Ok(())
    });
}

/// The head sets a shield.
async fn shield(world: &World, pupil: Uuid, against: Uuid) -> Result<()> {
    use itsumo_backend::{
        school::{Outgoing, shield},
        store::StoreError,
    };
    use itsumo_domain::school::access::Seat;
    let app = world.app()?;
    let (now, id) = (app.clock.now(), app.ids.new_id());
    let seat =
        Seat { id: Uuid::from_u128(1), facility: asahi().id, role: Role::Head, group: None, title: "校長".into() };
    let writing = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let mut out = Outgoing::default();
            shield::set(tx, &mut out, itsumo_testkit::CITY, id, pupil, against, "支援措置", &seat, now).await?;
            out.send(tx, itsumo_testkit::CITY, now).await
        })
    });
    Ok(writing.await?)
}
