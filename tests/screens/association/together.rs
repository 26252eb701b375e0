//! Whose turn it is, the vote, the safety check.

use super::{
    at_home,
    town::{BLOCK_1, HINODE, Town, YAMADA, november},
};
use crate::story;
use itsumo_domain::{
    Timestamp,
    alert::Status,
    association::{
        Duty,
        duty::DutyKind,
        meeting::{Given, MeetingDraft, Proposal, Vote},
        safety::Condition,
    },
    city::LocalText,
};
use itsumo_testkit::World;

fn garbage() -> Duty {
    Duty {
        association: HINODE,
        block: Some(BLOCK_1),
        kind: DutyKind::Garbage,
        what: "ごみ集積所の当番".to_owned(),
        place: "公園わき".to_owned(),
        from: november(25),
        until: november(25),
        household: Some(YAMADA.id),
        household_name: YAMADA.name.to_owned(),
        ..Duty::default()
    }
}

fn general_meeting() -> MeetingDraft {
    let proposal = |title: &str, text: &str| Proposal {
        title: LocalText::ja(title),
        text: LocalText::ja(text),
        ..Proposal::default()
    };
    MeetingDraft {
        title: LocalText::ja("臨時総会"),
        day: november(30),
        time: "19:00".parse().ok(),
        place: "日の出会館".to_owned(),
        proposals: vec![proposal("防犯灯をLEDに替える", "予算は30万円です。"), proposal("会費を月300円にする", "")],
        closes: Timestamp::from_jst_date(november(29)),
        ..MeetingDraft::default()
    }
}

#[test]
fn a_turn_is_seen_the_day_before_and_done_at_a_tap() {
    story(async {
        let world = World::new().await?;
        let town = Town::new(&world).await?;
        let hana = world.person("hana");
        let (phone, mut screen) = at_home(&world, &town, &hana).await?;
        let id = town.keeps(garbage()).await?;
        phone.sync().await?;
        // Tomorrow it is my turn: the first screen says so.
        screen.until_says("ごみ集積所の当番 明日 · わたしの世帯の当番です").await;
        screen.click("link", "ごみ集積所の当番").await;
        screen.until_says("公園わき").await;
        screen.click("button", "当番がすみました").await;
        screen.until_says("「すんだ」と記録しました").await;
        screen
            .while_waiting(phone.until("it has arrived", |engine| async move {
                let all = engine.associations().await?;
                let row = all.duty(id).unwrap();
                Ok(row.duty.done.is_some() && row.delivery.is_none())
            }))
            .await?;
        // In the month it stands as done.
        screen.click("link", "町会").await;
        screen.click("link", "予定と当番").await;
        screen.until_says("わたしの世帯の当番です · すみ").await;
        screen.click("button", "次の月").await;
        screen.until_says("この月の予定はありません").await;
        Ok(())
    });
}

#[test]
fn a_ballot_is_whole_handed_in_and_changed() {
    story(async {
        let world = World::new().await?;
        let town = Town::new(&world).await?;
        let hana = world.person("hana");
        let (phone, mut screen) = at_home(&world, &town, &hana).await?;
        let id = town.calls(general_meeting()).await?;
        phone.sync().await?;
        screen.until_says("臨時総会 議決をお願いします").await;
        screen.click("link", "臨時総会").await;
        screen.until_says("予算は30万円です").await;
        screen.click("button", "提出する").await;
        screen.until_says("参加のしかたを選んでください").await;
        screen.choose("radio", "議案ごとに賛否を出す", true).await;
        screen.choose("radio", "賛成", true).await;
        screen.click("button", "提出する").await;
        screen.until_says("すべての議案に").await;
        // Of two questions with the same words: the second.
        let second = screen.page().names("radio").iter().filter(|name| *name == "反対").count();
        assert_eq!(second, 2);
        screen.choose_nth("反対", 1).await;
        screen.click("button", "提出する").await;
        screen.until_says("第1号 賛成・第2号 反対").await;
        let arrived = |given: Given| {
            phone.until("it has arrived", move |engine| {
                let given = given.clone();
                async move {
                    let all = engine.associations().await?;
                    let ballot = all.meeting(id).unwrap().ballot_of(YAMADA.id).cloned();
                    Ok(ballot.is_some_and(|ballot| ballot.delivery.is_there() && ballot.given == given))
                }
            })
        };
        screen.while_waiting(arrived(Given::Votes { votes: vec![Vote::For, Vote::Against] })).await?;
        screen.click("button", "変える").await;
        screen.choose("radio", "議長に任せる（委任状）", true).await;
        screen.click("button", "提出する").await;
        screen.until_says("議長に任せます").await;
        screen.while_waiting(arrived(Given::Proxy { to: None })).await?;
        // When it closed, nothing can be changed, and it says so.
        world.hand().advance(6 * Timestamp::DAY);
        screen.click("button", "戻る").await;
        screen.click("link", "町会").await;
        screen.click("link", "予定と当番").await;
        screen.click("link", "臨時総会").await;
        screen.until_says("議決の受付は終わりました").await;
        assert!(screen.page().get("button", "変える").is_none());
        Ok(())
    });
}

#[test]
fn all_are_well_at_one_tap_and_a_drill_never_looks_real() {
    story(async {
        let world = World::new().await?;
        let town = Town::new(&world).await?;
        let hana = world.person("hana");
        let (phone, mut screen) = at_home(&world, &town, &hana).await?;
        let drill = town.starts(Status::Drill, "震度6弱の地震").await?;
        phone.sync().await?;
        screen.until_says("訓練 ― 災害は起きていません").await;
        assert!(!screen.page().says("実際の災害です"), "{}", screen.page().reads());
        screen.click("button", "全員無事です").await;
        screen
            .while_waiting(phone.until("it has arrived", |engine| async move {
                let all = engine.associations().await?;
                let (_, merged, reports) = all.check(drill).unwrap().own[0].clone();
                Ok(merged.condition == Some(Condition::Safe) && reports.iter().all(|row| row.delivery.is_there()))
            }))
            .await?;
        screen.until_says("無事（自宅）").await;
        // A real one takes its place, in other words and without a tap that was made for the drill.
        let real = town.starts(Status::Actual, "震度5強の地震").await?;
        phone.sync().await?;
        screen.until_says("実際の災害です").await;
        assert!(!screen.page().says("訓練"), "{}", screen.page().reads());
        assert!(screen.page().get("button", "全員無事です").is_some());
        assert!(phone.associations().await?.check(real).unwrap().own[0].1.condition.is_none());
        Ok(())
    });
}

#[test]
fn a_call_for_help_stays_until_somebody_says_it_is_seen_to_and_goes_out_without_a_network() {
    story(async {
        let world = World::new().await?;
        let town = Town::new(&world).await?;
        let hana = world.person("hana");
        let (phone, mut screen) = at_home(&world, &town, &hana).await?;
        let id = town.starts(Status::Actual, "震度6強の地震").await?;
        phone.sync().await?;
        world.stop_server().await?;
        screen.click("link", "ほかのことを知らせる・助けを求める").await;
        screen.until_says("分かるところだけ").await;
        screen.click("button", "様子を知らせる").await;
        screen.until_says("いまの様子を選んでください").await;
        screen.choose("radio", "助けが必要", true).await;
        screen.write("伝えること", "母が足をけが").await;
        screen.click("button", "様子を知らせる").await;
        screen.until_says("助けを求める知らせが出ています").await;
        assert!(screen.page().says("母が足をけが") && screen.page().says("まだ届いていません"));
        // All are well now, and nothing is said of the call: it stays.
        world.hand().advance(Timestamp::MINUTE);
        screen.click("button", "新しい様子を知らせる").await;
        screen.choose("radio", "無事（避難先）", true).await;
        screen.write("いまいる場所", "日の出小学校").await;
        screen.click("button", "様子を知らせる").await;
        screen.until_says("無事（避難先） · 日の出小学校").await;
        let now = phone.associations().await?.check(id).unwrap().own[0].1.clone();
        assert_eq!((now.condition, now.open.len()), (Some(Condition::Help), 1));
        // Said of it, it goes.
        world.hand().advance(Timestamp::MINUTE);
        screen.click("button", "新しい様子を知らせる").await;
        screen.choose("radio", "無事（自宅）", true).await;
        screen.choose("checkbox", "前に出した「助けが必要」は、もう大丈夫です", true).await;
        screen.click("button", "様子を知らせる").await;
        screen.until_silent("助けを求める知らせが出ています").await;
        world.start_server().await?;
        phone.sync().await?;
        let all = phone.associations().await?;
        let (_, merged, reports) = all.check(id).unwrap().own[0].clone();
        assert_eq!((merged.condition, merged.open.len(), reports.len()), (Some(Condition::Safe), 0, 3));
        assert!(reports.iter().all(|row| row.delivery.is_there()));
        Ok(())
    });
}
