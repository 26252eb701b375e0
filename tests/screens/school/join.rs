//! The way in: what it needs, the letter's code, and everything a code can be besides right.

use super::town::{HINA, Town};
use crate::{opened, story};
use itsumo_domain::Timestamp;
use itsumo_testkit::World;

#[test]
fn without_an_account_it_says_so_and_leads_there_and_back() {
    story(async {
        let world = World::new().await?;
        let town = Town::new(&world).await?;
        let hana = world.person("hana");
        let phone = hana.phone().await?;
        let mut screen = opened(&world, &phone).await?;
        assert!(screen.page().get("link", "学校").is_none(), "no tab for whoever has no child at a school");
        screen.click("link", "設定").await;
        screen.click("link", "お子さんの学校とつながる").await;
        screen.until_says("学校の機能には、アカウントが必要です").await;
        screen.click("link", "アカウントを作る").await;
        screen.write("メールアドレス", &hana.email()).await;
        screen.write("パスワード", &hana.password()).await;
        screen.click("button", "番号を受け取る").await;
        screen.until_says("に番号を送りました").await;
        screen.write("メールの番号", &hana.code(1).await?).await;
        screen.click("button", "番号を確かめる").await;
        screen.click("link", "学校の画面に戻る").await;
        screen.until_says("学校からの手紙の番号で、お子さんとつながります").await;

        // What is no code is said at its field, before anything is sent.
        screen.click("link", "学校とつながる").await;
        let code = town.letter(HINA, 1, 30).await?;
        screen.write("手紙の番号", "7K3M").await;
        screen.write("あなたの名前", "佐藤 花").await;
        screen.choose("radio", "母", true).await;
        screen.click("button", "つながる").await;
        let wrong = |page: &crate::driver::Page| {
            page.get("textbox", "手紙の番号").is_some_and(|field| field.attribute("aria-invalid") == Some("true"))
        };
        screen.until("the code is too short", wrong).await;
        screen.write("手紙の番号", &code.to_lowercase().replace('-', " ")).await;
        screen.click("button", "つながる").await;
        screen.until_says("佐藤 陽葵さん（みほん市立あさひ小学校）とつながりました").await;
        screen.click("link", "学校の画面へ").await;
        screen.until_says("あさひ小 1年2組").await;
        // From now on there is a tab.
        screen.click("link", "ホーム").await;
        screen.until("the tab", |page| page.get("link", "学校").is_some()).await;
        Ok(())
    });
}

#[test]
fn a_code_that_is_another_s_used_up_or_too_old_says_which() {
    story(async {
        let world = World::new().await?;
        let town = Town::new(&world).await?;
        let (hana, taro) = (world.person("hana"), world.person("taro"));
        let phone = hana.phone().await?;
        hana.register(&phone).await?;
        let other = taro.phone().await?;
        taro.register(&other).await?;
        let used = town.letter(HINA, 1, 30).await?;
        other.join_pupil(&used, "佐藤 太郎", "父").await?;
        let mut screen = opened(&world, &phone).await?;
        screen.click("link", "設定").await;
        screen.click("link", "お子さんの学校とつながる").await;
        screen.click("link", "学校とつながる").await;
        screen.write("あなたの名前", "佐藤 花").await;
        screen.choose("radio", "その他", true).await;
        screen.write("続柄", "おば").await;
        screen.write("手紙の番号", &used).await;
        screen.click("button", "つながる").await;
        let key = |code: &str| itsumo::i18n::I18n { locale: itsumo_domain::i18n::Locale::Ja }.say(code);
        screen.until_says(&key("refused-code-used-up")).await;

        let old = town.letter(HINA, 1, 7).await?;
        world.hand().advance(8 * Timestamp::DAY);
        screen.write("手紙の番号", &old).await;
        screen.click("button", "つながる").await;
        screen.until_says(&key("refused-code-expired")).await;

        // Nothing typed was lost; with a good one it goes on.
        screen.write("手紙の番号", &town.letter(HINA, 1, 7).await?).await;
        screen.click("button", "つながる").await;
        screen.until_says("とつながりました").await;
        Ok(())
    });
}

#[test]
fn whoever_leaves_has_nothing_of_the_child_left_on_the_phone() {
    story(async {
        let world = World::new().await?;
        let town = Town::new(&world).await?;
        let hana = world.person("hana");
        let (phone, mut screen) = super::at_home(&world, &town, &hana, &super::ONE).await?;
        screen.click("link", "学校").await;
        screen.click("link", "佐藤 陽葵 あさひ小 1年2組").await;
        screen.until_says("みほん市立あさひ小学校").await;
        assert!(screen.page().says("0436-00-1201") && screen.page().says("欠席・遅刻を知らせる"));
        screen.click("link", "だれが見たか").await;
        screen.until_says("まだだれも見ていません").await;
        screen.click("button", "戻る").await;
        screen.click("button", "つながりをやめる").await;
        screen.until("it is asked once more", |page| page.get("dialog", "").is_some()).await;
        screen.click("button", "やめない").await;
        screen.click("button", "つながりをやめる").await;
        screen.until_says("おたよりも欠席の連絡も使えなくなり").await;
        phone.leave_pupil(HINA).await?;
        screen.until_silent("陽葵").await;
        assert!(phone.school().await?.children.is_empty());
        Ok(())
    });
}
