//! An absence: told in three taps, followed until the teacher knows, changed, taken back.

use super::{
    BOTH, ONE, at_home,
    town::{HINA, REN, Town, november},
};
use crate::{driver::Screen, opened, story};
use itsumo_domain::{
    Timestamp,
    school::{Part, absence::Reason},
};
use itsumo_engine::school::Delivery;
use itsumo_testkit::World;

/// A finger that counts.
struct Taps<'s>(&'s mut Screen, usize);

impl Taps<'_> {
    async fn on(&mut self, role: &str, name: &str) {
        self.1 += 1;
        if matches!(role, "checkbox" | "radio") {
            self.0.choose(role, name, true).await;
        } else {
            self.0.click(role, name).await;
        }
    }
}

#[test]
fn from_the_first_screen_an_absence_takes_two_taps_and_the_teacher_s_word_comes_back() {
    story(async {
        let world = World::new().await?;
        let town = Town::new(&world).await?;
        let hana = world.person("hana");
        let (phone, mut screen) = at_home(&world, &town, &hana, &ONE).await?;
        let mut finger = Taps(&mut screen, 0);
        finger.on("link", "佐藤 陽葵 欠席・遅刻の連絡").await;
        finger.0.until_says("佐藤 陽葵 今日 休む").await;
        finger.on("button", "学校に知らせる").await;
        finger.0.until_says("届きました").await;
        assert!(finger.1 <= 3, "{} taps", finger.1);

        // What most mornings need was in the form already: today, the whole day, ill, everybody told.
        let school = phone.school().await?;
        let row = &school.absences[0];
        let told = &row.view.absence;
        assert_eq!((told.pupil, told.from, told.until), (HINA, november(24), november(24)));
        assert_eq!((&told.part, told.reason, told.tell.len()), (&Part::AllDay, Reason::Ill, 3));
        assert!(screen.page().says("みほん市立あさひ小学校 給食") && screen.page().says("まだ確認していません"));

        world.hand().advance(Timestamp::MINUTE);
        town.confirms(row.id, row.view.rev).await?;
        phone.sync().await?;
        screen.until_says("先生が確認しました").await;
        screen.until_says("今日 8:01に確認").await;
        // And on the first screen.
        screen.click("link", "ホーム").await;
        screen.until_says("先生が確認しました").await;
        Ok(())
    });
}

#[test]
fn of_two_children_one_takes_two_taps_and_both_take_three() {
    story(async {
        let world = World::new().await?;
        let town = Town::new(&world).await?;
        let hana = world.person("hana");
        let (phone, mut screen) = at_home(&world, &town, &hana, &BOTH).await?;
        let mut finger = Taps(&mut screen, 0);
        finger.on("link", "佐藤 陽葵 欠席・遅刻の連絡").await;
        finger.on("checkbox", "佐藤 蓮").await;
        finger.0.until_says("佐藤 陽葵・佐藤 蓮 今日 休む").await;
        finger.on("button", "学校に知らせる").await;
        assert!(finger.1 <= 3, "{} taps", finger.1);
        screen.until("both have arrived", |page| page.reads().matches("届きました").count() == 2).await;
        let school = phone.school().await?;
        let mut told: Vec<_> =
            school.absences.iter().map(|row| (row.view.absence.pupil, row.view.absence.tell.len())).collect();
        told.sort_unstable();
        // Each is told where that child goes.
        assert_eq!(told, [(HINA, 3), (REN, 2)]);
        Ok(())
    });
}

#[test]
fn without_a_network_it_waits_says_so_and_gives_the_telephone_near_the_cut_off() {
    story(async {
        let world = World::new().await?;
        let town = Town::new(&world).await?;
        let hana = world.person("hana");
        let (phone, mut screen) = at_home(&world, &town, &hana, &ONE).await?;
        phone.wire.pull();
        screen.click("link", "佐藤 陽葵 欠席・遅刻の連絡").await;
        screen.click("button", "学校に知らせる").await;
        // Twenty minutes before the cut-off.
        screen.until_says("まだ届いていません").await;
        screen.until("the school's telephone", |page| page.get("link", "0436-00-1201").is_some()).await;
        screen.click("link", "ホーム").await;
        screen.until_says("電話でも知らせてください").await;

        // The app ends; when it starts again, with a network, what was said goes out by itself.
        drop(screen);
        let phone = phone.restart()?;
        let mut screen = opened(&world, &phone).await?;
        screen.until_says("届きました").await;
        Ok(())
    });
}

#[test]
fn slips_are_said_at_their_fields_and_a_form_survives_a_look_elsewhere() {
    story(async {
        let world = World::new().await?;
        let town = Town::new(&world).await?;
        let hana = world.person("hana");
        let (phone, mut screen) = at_home(&world, &town, &hana, &ONE).await?;
        screen.click("link", "佐藤 陽葵 欠席・遅刻の連絡").await;
        screen.choose("radio", "遅れる", true).await;
        screen.write("何時ごろに着きますか", "25時").await;
        screen.write("体温（℃）", "50").await;
        screen.write("先生へのひとこと", "病院に寄ってから行きます").await;
        screen.click("button", "学校に知らせる").await;
        screen.until_says("時刻がわかりません").await;
        screen.until_says("体温は 34.0 から 43.0").await;
        assert!(phone.school().await?.absences.is_empty(), "nothing was told");

        screen.click("link", "設定").await;
        screen.click("link", "ホーム").await;
        screen.click("link", "佐藤 陽葵 欠席・遅刻の連絡").await;
        screen.until("the note is still there", |page| page.get("textbox", "何時ごろに着きますか").is_some()).await;
        assert!(screen.html().contains("病院に寄ってから行きます"));
        screen.click("button", "10:30").await;
        screen.write("体温（℃）", "38度5分").await;
        screen.click("button", "学校に知らせる").await;
        screen.until_says("10:30ごろに登校").await;
        let told = phone.school().await?.absences[0].view.absence.clone();
        assert_eq!((told.temperature, told.note.as_str()), (Some(385), "病院に寄ってから行きます"));

        // A form that was sent begins anew.
        screen.click("link", "ホーム").await;
        screen.click("link", "佐藤 陽葵 ほかの日の連絡").await;
        // And says what was told already.
        screen.until_says("もう知らせています").await;
        assert!(!screen.html().contains("病院に寄ってから行きます"));
        Ok(())
    });
}

#[test]
fn several_days_name_the_holiday_between_them() {
    story(async {
        let world = World::new().await?;
        let town = Town::new(&world).await?;
        let hana = world.person("hana");
        let (phone, mut screen) = at_home(&world, &town, &hana, &ONE).await?;
        screen.click("link", "佐藤 陽葵 欠席・遅刻の連絡").await;
        screen.choose("radio", "期間で選ぶ", true).await;
        screen.write("はじめの日", "2026/12/28").await;
        screen.write("おわりの日", "2026/12/27").await;
        screen.click("button", "学校に知らせる").await;
        screen.until_says("おわりの日が、はじめの日より前です").await;
        screen.write("おわりの日", "2027/1/4").await;
        screen.until_says("2027年1月1日(金)は祝日（元日）です").await;
        screen.choose("radio", "家庭の都合", true).await;
        screen.until("nobody asks for symptoms", |page| page.get("textbox", "体温（℃）").is_none()).await;
        screen.click("button", "学校に知らせる").await;
        screen.until_says("届きました").await;
        let told = phone.school().await?.absences[0].view.absence.clone();
        assert_eq!((told.from, told.reason), ("2026-12-28".parse()?, Reason::Family));
        Ok(())
    });
}

#[test]
fn it_is_changed_and_taken_back_and_everything_that_was_said_stays() {
    story(async {
        let world = World::new().await?;
        let town = Town::new(&world).await?;
        let (hana, taro) = (world.person("hana"), world.person("taro"));
        let (phone, mut screen) = at_home(&world, &town, &hana, &ONE).await?;
        let other = taro.phone().await?;
        taro.register(&other).await?;
        town.joins(&other, &ONE, "父").await?;

        screen.click("link", "佐藤 陽葵 欠席・遅刻の連絡").await;
        screen.click("button", "学校に知らせる").await;
        screen.until_says("届きました").await;
        let row = phone.school().await?.absences[0].clone();
        town.confirms(row.id, 1).await?;
        phone.sync().await?;
        screen.until_says("先生が確認しました").await;

        // The other guardian sees it and says it anew: it is to be confirmed again.
        other.sync().await?;
        let mut his = opened(&world, &other).await?;
        his.click("link", "学校").await;
        his.click("link", "先生が確認しました").await;
        his.until_says("母").await;
        his.click("link", "内容を変える").await;
        his.choose("radio", "早退する", true).await;
        his.click("button", "14:00").await;
        his.click("button", "変えた内容を知らせる").await;
        his.until_says("14:00に早退").await;
        his.until_says("まだ確認していません").await;
        his.while_waiting(other.until("it is there", |engine| async move {
            Ok(engine.school().await?.absences.first().is_some_and(|row| row.delivery == Delivery::Arrived))
        }))
        .await?;

        phone.sync().await?;
        screen.until_says("14:00に早退").await;
        screen.until("who said it", |page| page.says("父")).await;
        screen.click("button", "連絡を取り消す").await;
        screen.until("it is asked once more", |page| page.get("dialog", "").is_some()).await;
        screen.click("button", "取り消して、学校に知らせる").await;
        screen.until_says("取り消しました").await;
        screen
            .while_waiting(phone.until("the withdrawal is there", |engine| async move {
                let school = engine.school().await?;
                let row = &school.absences[0];
                Ok(row.view.withdrawn && row.delivery.is_there() && row.view.history.len() == 3)
            }))
            .await?;
        screen.until("the history", |page| page.says("わたし") && page.says("父") && page.says("取り消し")).await;
        // The way back is there too.
        screen.until("it can be told again", |page| page.get("link", "もう一度知らせる").is_some()).await;
        Ok(())
    });
}

#[test]
fn a_shield_leaves_a_card_without_places_and_nothing_to_tell() {
    story(async {
        let world = World::new().await?;
        let town = Town::new(&world).await?;
        let taro = world.person("taro");
        let (phone, mut screen) = at_home(&world, &town, &taro, &ONE).await?;
        screen.click("link", "佐藤 陽葵 欠席・遅刻の連絡").await;
        screen.click("button", "学校に知らせる").await;
        screen.until_says("届きました").await;
        town.shields(HINA, &phone).await?;
        phone.sync().await?;
        screen.click("link", "学校").await;
        screen.until_says("いま表示できる学校はありません").await;
        let page = screen.page();
        for kept in ["あさひ", "1年2組", "0436", "欠席（", "シールド", "支援"] {
            assert!(!page.says(kept), "{kept} in {}", page.reads());
        }
        for button in ["欠席・遅刻の連絡", "ほかの日の連絡"] {
            assert!(page.get("link", button).is_none(), "{button}");
        }
        Ok(())
    });
}
