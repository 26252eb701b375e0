//! The account: optional, explained, and forgiving of slips.

use crate::{opened, story};
use itsumo_engine::AccountState;
use itsumo_testkit::World;

#[test]
fn a_half_written_address_is_still_there_after_a_look_elsewhere() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let mut screen = opened(&world, &phone).await?;
        screen.click("link", "設定").await;
        screen.click("link", "アカウント").await;
        screen.click("link", "アカウントを作る").await;
        screen.write("メールアドレス", "hana@exam").await;
        screen.write("パスワード", "さくらのはなびら").await;
        screen.click("link", "ホーム").await;
        screen.click("link", "設定").await;
        screen.click("link", "アカウント").await;
        // Whichever way in it is.
        screen.click("link", "サインイン").await;
        screen.until("a form", |page| page.get("textbox", "パスワード").is_some()).await;
        assert!(screen.html().contains("hana@exam"), "{}", screen.html());
        assert!(!screen.html().contains("さくら"), "a password is kept nowhere");
        Ok(())
    });
}

#[test]
fn an_account_is_made_with_a_code_from_a_mail() {
    story(async {
        let world = World::new().await?;
        let hana = world.person("hana");
        let phone = hana.phone().await?;
        let mut screen = opened(&world, &phone).await?;
        screen.click("link", "設定").await;
        screen.click("link", "アカウント").await;
        screen.until_says("アカウントはなくても使えます").await;
        screen.click("link", "アカウントを作る").await;

        // Slips are said beside their field, before anything is sent, and nothing typed is lost.
        screen.write("メールアドレス", "hana").await;
        screen.write("パスワード", "みじかい").await;
        screen.click("button", "番号を受け取る").await;
        screen
            .until("the address is wrong", |page| {
                page.get("textbox", "メールアドレス")
                    .is_some_and(|field| field.attribute("aria-invalid") == Some("true"))
            })
            .await;
        screen.write("メールアドレス", &hana.email()).await;
        screen.click("button", "番号を受け取る").await;
        screen
            .until("the password is too short", |page| {
                page.get("textbox", "パスワード").is_some_and(|field| field.attribute("aria-invalid") == Some("true"))
            })
            .await;
        assert_eq!(phone.account().await?, AccountState::SignedOut);
        screen.write("パスワード", &hana.password()).await;
        screen.click("button", "番号を受け取る").await;
        screen.until_says("hana@example.jp に番号を送りました").await;

        let code = hana.code(1).await?;
        let wrong = if code == "000000" { "000001" } else { "000000" };
        screen.write("メールの番号", wrong).await;
        screen.click("button", "番号を確かめる").await;
        screen
            .until("the code is wrong", |page| {
                page.get("textbox", "メールの番号").is_some_and(|field| field.attribute("aria-invalid") == Some("true"))
            })
            .await;
        // As it stands in the mail, or typed with a Japanese keyboard.
        let wide: String = code.chars().map(|c| char::from_u32(u32::from(c) - 0x30 + 0xff10).unwrap_or(c)).collect();
        screen.write("メールの番号", &wide).await;
        screen.click("button", "番号を確かめる").await;
        screen.until_says("アカウントができました").await;
        assert!(matches!(phone.account().await?, AccountState::SignedIn { .. }));
        Ok(())
    });
}

#[test]
fn a_wrong_password_is_said_and_a_lost_device_is_signed_out() {
    story(async {
        let world = World::new().await?;
        let hana = world.person("hana");
        let phone = hana.phone().await?;
        hana.register(&phone).await?;
        let tablet = hana.tablet().await?;
        let mut screen = opened(&world, &tablet).await?;
        screen.click("link", "設定").await;
        screen.click("link", "アカウント").await;
        screen.click("link", "サインイン").await;
        screen.write("メールアドレス", &hana.email()).await;
        screen.write("パスワード", "これではなかったはずです").await;
        screen.click("button", "サインイン").await;
        screen.until("it is refused", |page| !page.names("alert").is_empty()).await;
        assert_eq!(tablet.account().await?, AccountState::SignedOut);
        screen.write("パスワード", &hana.password()).await;
        screen.click("button", "サインイン").await;
        screen.until_says("サインインしています").await;

        screen.click("link", "サインイン中の端末").await;
        screen.until_says("この端末").await;
        let others = |page: &crate::driver::Page| {
            page.names("button").iter().filter(|name| name.contains("をサインアウト")).count()
        };
        screen.until("the phone is listed", |page| others(page) == 1).await;
        let phone_name =
            screen.page().names("button").into_iter().find(|name| name.contains("をサインアウト")).unwrap_or_default();
        screen.click("button", &phone_name).await;
        screen.until("it is asked once more", |page| page.get("dialog", "").is_some()).await;
        screen.click("button", "サインアウト").await;
        screen.until("it is gone", |page| others(page) == 0).await;
        assert_eq!(tablet.me().await?.devices.len(), 1);
        Ok(())
    });
}

#[test]
fn everything_about_me_can_be_had_and_then_be_gone() {
    story(async {
        let world = World::new().await?;
        let hana = world.person("hana");
        let phone = hana.phone().await?;
        hana.register(&phone).await?;
        let mut screen = opened(&world, &phone).await?;
        screen.click("link", "設定").await;
        screen.click("link", "アカウント").await;
        screen.click("link", "わたしのデータ").await;
        screen.click("button", "ダウンロードする").await;
        screen.until_says("個のファイルを保存しました").await;
        let folder = world.folder().join("itsumo-2026-11-24");
        assert!(std::fs::read_dir(&folder)?.count() >= 2, "no files in {}", folder.display());

        screen.click("button", "戻る").await;
        screen.click("link", "アカウントを消す").await;
        screen.until_says("消えるもの").await;
        assert!(screen.page().says("メールアドレスとパスワード") && screen.page().says("残るもの"));
        screen.write("パスワード", "ちがうパスワードです").await;
        screen.click("button", "アカウントを消す").await;
        screen
            .until("the password is wrong", |page| {
                page.get("textbox", "パスワード").is_some_and(|field| field.attribute("aria-invalid") == Some("true"))
            })
            .await;
        screen.write("パスワード", &hana.password()).await;
        screen.click("button", "アカウントを消す").await;
        screen.until_says("アカウントを消しました").await;
        assert_eq!(phone.account().await?, AccountState::SignedOut);
        Ok(())
    });
}

#[test]
fn without_a_network_an_account_cannot_be_made_and_the_form_stays() {
    story(async {
        let world = World::new().await?;
        let hana = world.person("hana");
        let phone = hana.phone().await?;
        phone.wire.pull();
        let mut screen = opened(&world, &phone).await?;
        screen.click("link", "設定").await;
        screen.click("link", "アカウント").await;
        screen.click("link", "アカウントを作る").await;
        screen.write("メールアドレス", &hana.email()).await;
        screen.write("パスワード", &hana.password()).await;
        screen.click("button", "番号を受け取る").await;
        screen.until("it says so", |page| !page.names("alert").is_empty()).await;
        phone.wire.plug_in();
        screen.click("button", "番号を受け取る").await;
        screen.until_says("に番号を送りました").await;
        Ok(())
    });
}
