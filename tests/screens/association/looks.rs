//! Every screen of a household in every language and with large letters: no key, no ruby mark, one heading, and a name on
//! everything that can be used.

use super::{
    at_home,
    town::{BLOCK_1, HINODE, Town, YAMADA, circular, november},
};
use crate::{driver::Screen, settings::is_key, story};
use itsumo::route::Route;
use itsumo_domain::{
    Timestamp,
    alert::Status,
    association::{
        Duty,
        circular::{Ask, CircularKind, Draft},
        meeting::{MeetingDraft, Proposal},
    },
    city::LocalText,
    i18n::Locale,
    school::notice::Block,
};
use itsumo_engine::Settings;
use itsumo_testkit::World;
use uuid::Uuid;

/// Fills the town with one of everything, and says where each is seen.
pub async fn places(town: &Town<'_>) -> anyhow::Result<Vec<Route>> {
    let text = |text: &str| LocalText::ja(text);
    let day = Block::Date { day: november(29), time: "08:30".parse().ok(), what: text("公園の清掃") };
    let asks = Draft {
        kind: CircularKind::Attendance,
        blocks: vec![
            Block::Text {
                text: text(
                    "秋の公園清掃を行います。落ち葉が多い季節です。小さなお子さんもいっしょにどうぞ。雨のときは12月6日に延ばします。",
                ),
            },
            Block::Heading { text: text("持ち物") },
            Block::List { items: vec![text("軍手"), text("飲み物"), text("あれば、ほうきと熊手")] },
            day,
        ],
        ask: Ask::Attendance,
        due: Some(november(27)),
        public: true,
        ..circular("秋の公園清掃と落ち葉集めへの参加のお願い（日の出公園・全世帯）", "")
    };
    let asks = town.sends(asks).await?;
    let options = ["土曜日の午前", "日曜日の午前", "どちらでもよい"].map(LocalText::ja).to_vec();
    let poll = Draft {
        kind: CircularKind::Poll,
        ask: Ask::Choice { options, many: true },
        due: Some(november(30)),
        closes: true,
        ..circular("餅つき大会の日を選んでください", "多い日に決めます。")
    };
    let poll = town.sends(poll).await?;
    town.sends(circular("年末の資源回収は12月21日までです", "12月28日と1月4日は休みです。")).await?;
    town.sends(circular("防犯灯の交換工事にともなう夜間の通行止めについて", "2班の坂道です。")).await?;
    let duty = |what: &str, day: u32| Duty {
        association: HINODE,
        block: Some(BLOCK_1),
        kind: itsumo_domain::association::duty::DutyKind::Garbage,
        what: what.to_owned(),
        place: "公園わきの集積所".to_owned(),
        from: november(day),
        until: november(day + 1),
        household: Some(YAMADA.id),
        household_name: YAMADA.name.to_owned(),
        ..Duty::default()
    };
    let turn = town.keeps(duty("ごみ集積所の当番", 25)).await?;
    let event = Duty {
        household: None,
        household_name: String::new(),
        block: None,
        time: "10:00".parse().ok(),
        ..duty("防災訓練と炊き出し", 29)
    };
    town.keeps(event).await?;
    let proposal = |title: &str, text: &str| Proposal {
        title: LocalText::ja(title),
        text: LocalText::ja(text),
        ..Proposal::default()
    };
    let meeting = MeetingDraft {
        title: text("令和8年度 臨時総会"),
        day: november(30),
        time: "19:00".parse().ok(),
        place: "日の出会館 1階".to_owned(),
        proposals: vec![
            proposal("防犯灯をLEDに替えるための積立金の取りくずし", "予算は30万円です。市の補助が半分出ます。"),
            proposal("会費を月300円にする", "いまは月350円です。"),
        ],
        closes: Timestamp::from_jst_date(november(29)),
        ..MeetingDraft::default()
    };
    let meeting = town.calls(meeting).await?;
    let check = town.starts(Status::Actual, "震度5強の地震がありました").await?;
    let household: Uuid = YAMADA.id;
    Ok(vec![
        Route::Home {},
        Route::AssociationHome {},
        Route::JoinAssociation {},
        Route::Circulars {},
        Route::CircularScreen { id: asks },
        Route::CircularScreen { id: poll },
        Route::AssociationCalendar {},
        Route::DutyScreen { id: turn },
        Route::MeetingScreen { id: meeting },
        Route::SafetyScreen { id: check },
        Route::Officers {},
        Route::HouseholdScreen { household },
        Route::HouseholdFeed { household },
    ])
}

#[test]
fn every_screen_of_the_association_speaks_every_language_in_large_letters_too() {
    story(async {
        let world = World::new().await?;
        let town = Town::new(&world).await?;
        let hana = world.person("hana");
        let (phone, screen) = at_home(&world, &town, &hana).await?;
        drop(screen);
        let places = places(&town).await?;
        phone.sync().await?;
        for (locale, text_percent) in [(Locale::Ja, 100), (Locale::JaEasy, 200), (Locale::En, 100)] {
            let settings = Settings { first_run_done: true, locale: Some(locale), text_percent, ..Settings::default() };
            phone.set_settings(settings).await?;
            for place in &places {
                let mut screen = Screen::open_at(phone.clone(), world.folder(), place).await;
                let what = format!("{} {place}", locale.code());
                screen.until(&what, |page| page.get("heading", "").is_some() && !page.reads().is_empty()).await;
                screen.until("it has come to rest", |page| page.get("status", "読み込んでいます").is_none()).await;
                let page = screen.page();
                let keys: Vec<_> =
                    page.reads().split_whitespace().filter(|word| is_key(word)).map(str::to_owned).collect();
                assert!(keys.is_empty(), "{what} shows keys {keys:?}");
                assert!(!page.reads().contains('｜') && !page.reads().contains('《'), "{what} shows ruby marks");
                assert_eq!(screen.html().matches("<h1").count(), 1, "{what}: headings");
                for role in ["button", "link", "textbox", "checkbox", "radio", "combobox"] {
                    assert!(page.names(role).iter().all(|name| !name.is_empty()), "{what}: a {role} without a name");
                }
            }
        }
        Ok(())
    });
}
