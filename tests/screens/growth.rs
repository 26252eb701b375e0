//! Growth: what is measured is written down, slips are asked about, and the curve says where it lies.

use crate::{driver::Screen, opened, story};
use chrono::NaiveDate;
use itsumo_domain::handbook::{Child, Fact, Measurement, Milestone, Position, Sex};
use itsumo_engine::{Engine, NewEntry};
use itsumo_handbook::growth::{LineSet, Rules};
use itsumo_testkit::World;
use std::path::{Path, PathBuf};
use uuid::Uuid;

fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// A girl of six months. The world's day is 24 November 2026.
fn hana() -> Child {
    Child {
        name: "はな".to_owned(),
        birth_date: Some(date(2026, 5, 10)),
        sex: Some(Sex::Female),
        gestation_days: Some(278),
        birth_weight_g: Some(3020),
        birth_length_mm: Some(490),
        handbook_issued: Some(date(2025, 10, 1)),
        ..Child::default()
    }
}

/// A made table of girls' weight by day: 3 kg at birth and 20 g more a day, a tenth either way to a deviation.
fn made_table(folder: &Path, name: &str, wrong: Option<usize>) -> std::io::Result<PathBuf> {
    let mut lines = vec!["sex,age_days,l,m,s".to_owned()];
    lines.extend((0..=400).map(|day| format!("2,{day},1,{},0.1", 3.0 + f64::from(day) / 50.0)));
    if let Some(line) = wrong {
        lines[line - 1] = lines[line - 1].replace(",0.1", ",");
    }
    let path = folder.join(name);
    std::fs::write(&path, lines.join("\n"))?;
    Ok(path)
}

async fn add(engine: &Engine, child: Child) -> anyhow::Result<Uuid> {
    Ok(engine.record(vec![NewEntry::child(child)]).await?[0])
}

async fn measured(engine: &Engine, child: Uuid, taken: Measurement) -> anyhow::Result<Uuid> {
    let entry = NewEntry { child: Some(child), supersedes: Vec::new(), fact: Fact::Measurement(taken) };
    Ok(engine.record(vec![entry]).await?[0])
}

async fn weighed(engine: &Engine, child: Uuid, on: NaiveDate, weight_g: u32) -> anyhow::Result<Uuid> {
    measured(engine, child, Measurement { date: on, weight_g: Some(weight_g), ..Measurement::default() }).await
}

/// The child's page of growth.
async fn growth(world: &World, engine: &Engine, name: &str) -> anyhow::Result<Screen> {
    let mut screen = opened(world, engine).await?;
    screen.click("link", "手帳").await;
    screen.click("link", &format!("{name} 6か月")).await;
    screen.click("link", "成長").await;
    screen.until("the curve", |page| page.get("heading", "成長曲線").is_some()).await;
    Ok(screen)
}

/// To be looked at: `SCREEN_OUT=folder cargo test --test screens growth`.
fn look(screen: &Screen, name: &str) {
    if let Some(folder) = std::env::var_os("SCREEN_OUT") {
        std::fs::write(PathBuf::from(folder).join(name), screen.html()).unwrap();
    }
}

/// How many elements of this class are drawn on the phone's curve.
fn drawn(screen: &Screen, class: &str) -> usize {
    let html = screen.html();
    let phone = html.split("<svg").find(|svg| svg.contains("class=\"phone\"")).unwrap_or_default();
    phone.matches(&format!("class=\"{class}\"")).count()
}

#[test]
fn grams_in_the_field_for_kilograms_are_asked_about_and_put_right_by_a_tap() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        phone.wire.pull();
        let child = add(&phone, hana()).await?;
        weighed(&phone, child, date(2026, 10, 24), 6900).await?;
        let mut screen = growth(&world, &phone, "はな").await?;
        screen.click("link", "はかった値を書く").await;
        // The last value stands beside the field.
        screen.until_says("前回 6.9 kg・10月24日(土)").await;
        screen.write("体重（kg）", "7350").await;
        screen.click("button", "書きのこす").await;
        screen.until_says("kgとgを確かめてください").await;
        assert_eq!(phone.handbook().await?.measurements(child).len(), 1, "nothing is kept before it is asked");
        screen.click("button", "7.35 kg に直す").await;
        screen.until_silent("kgとgを確かめてください").await;
        screen.click("button", "書きのこす").await;
        screen.until_says("書きのこしました").await;
        let book = phone.handbook().await?;
        let (_, taken) = book.measurements(child)[1];
        assert_eq!((taken.weight_g, taken.date), (Some(7350), date(2026, 11, 24)));
        screen.until_says("体重 7.35 kg").await;
        Ok(())
    });
}

#[test]
fn what_looks_odd_is_kept_when_it_is_meant() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = add(&phone, hana()).await?;
        weighed(&phone, child, date(2026, 11, 20), 7300).await?;
        let mut screen = growth(&world, &phone, "はな").await?;
        screen.click("link", "はかった値を書く").await;
        screen.write("体重（kg）", "6.2").await;
        screen.write("頭囲（cm）", "四十").await;
        screen.click("button", "書きのこす").await;
        screen.until_says("70.5 のような数を書いてください").await;
        screen.write("頭囲（cm）", "").await;
        screen.click("button", "書きのこす").await;
        screen.until_says("大きく変わっています").await;
        screen.click("button", "このまま書きのこす").await;
        screen.until_says("書きのこしました").await;
        assert_eq!(phone.handbook().await?.measurements(child)[1].1.weight_g, Some(6200));
        Ok(())
    });
}

#[test]
fn twins_are_measured_on_one_day_each_with_its_own_figures() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let haru = add(&phone, Child { name: "はる".to_owned(), ..hana() }).await?;
        let natsu = add(&phone, Child { name: "なつ".to_owned(), ..hana() }).await?;
        let mut screen = growth(&world, &phone, "はる").await?;
        screen.click("link", "はかった値を書く").await;
        screen.choose("checkbox", "なつ", true).await;
        screen.until("both names", |page| page.get("heading", "なつ").is_some()).await;
        screen.write("日にち", "11/20").await;
        screen.write_nth("体重（kg）", 0, "7.3").await;
        screen.write_nth("体重（kg）", 1, "6.95").await;
        screen.write_nth("身長（cm）", 1, "65.5").await;
        screen.write("はかったところ", "市保健センター").await;
        screen.click("button", "書きのこす").await;
        screen.until_says("書きのこしました").await;
        let book = phone.handbook().await?;
        let of = |child| book.measurements(child)[0].1.clone();
        assert_eq!((of(haru).weight_g, of(natsu).weight_g), (Some(7300), Some(6950)));
        assert_eq!((of(haru).position, of(natsu).position), (None, Some(Position::Lying)));
        assert!([haru, natsu].map(of).iter().all(|m| m.date == date(2026, 11, 20) && m.place == "市保健センター"));
        Ok(())
    });
}

#[test]
fn the_curve_is_also_a_sentence_and_a_table() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = add(&phone, hana()).await?;
        let taken = Measurement {
            date: date(2026, 11, 10),
            weight_g: Some(7600),
            height_mm: Some(660),
            head_mm: Some(391),
            place: "市保健センター".to_owned(),
            ..Measurement::default()
        };
        measured(&phone, child, taken).await?;
        let done = Milestone { item: "head-up".to_owned(), date: date(2026, 8, 20), ..Milestone::default() };
        let entry = NewEntry { child: Some(child), supersedes: Vec::new(), fact: Fact::Milestone(done) };
        phone.record(vec![entry]).await?;
        let mut screen = growth(&world, &phone, "はな").await?;
        // Birth and the sixth month, for height and for weight; two bands; five arrows; one of their own.
        screen.until("the survey is named", |page| page.says("手帳と同じ2023年の調査です")).await;
        assert_eq!((drawn(&screen, "dot"), drawn(&screen, "cross"), drawn(&screen, "band")), (4, 0, 2));
        assert_eq!(drawn(&screen, "own-first"), 1);
        let said = screen.page().names("img");
        assert!(
            said.iter().any(|said| said.contains("体重は7.6 kg。帯の中") || said.contains("体重は7.6 kg")),
            "{said:?}"
        );
        screen.click("button", "頭囲").await;
        screen.until_says("帯より下").await;
        screen.until_says("100人に6人います").await;
        assert!(!screen.page().says("異常"), "{}", screen.page().reads());
        screen.click("link", "表で見る").await;
        screen.until_says("2026/11/10").await;
        screen.until_says("出生のとき").await;
        screen.until_says("市保健センター").await;
        assert!(screen.page().says("7.6") && screen.page().says("39.1"), "{}", screen.page().reads());
        Ok(())
    });
}

#[test]
fn a_child_born_early_has_two_points_until_the_family_wants_one() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let early = Child { gestation_days: Some(224), birth_weight_g: Some(1680), birth_length_mm: None, ..hana() };
        let child = add(&phone, early).await?;
        weighed(&phone, child, date(2026, 11, 10), 6100).await?;
        let mut screen = growth(&world, &phone, "はな").await?;
        screen.until_says("修正4か月").await;
        // Birth lies before the due date: it has a dot and no cross.
        assert_eq!((drawn(&screen, "dot"), drawn(&screen, "cross")), (2, 1));
        screen.until_says("修正月齢（出産予定日から数えた月齢）でくらべています").await;
        screen.choose("checkbox", "修正月齢も出す", false).await;
        screen.until_silent("修正4か月").await;
        assert_eq!((drawn(&screen, "dot"), drawn(&screen, "cross")), (2, 0));
        let book = phone.handbook().await?;
        assert_eq!(book.child(child).unwrap().1.corrected_age, Some(false));
        assert!(book.conflicts().is_empty());
        screen.choose("checkbox", "修正月齢も出す", true).await;
        screen.until_says("修正4か月").await;
        Ok(())
    });
}

#[test]
fn a_measurement_is_put_right_and_its_day_stays() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = add(&phone, hana()).await?;
        weighed(&phone, child, date(2026, 11, 10), 7600).await?;
        let mut screen = growth(&world, &phone, "はな").await?;
        screen.click("link", "表で見る").await;
        screen.click("link", "2026/11/10").await;
        screen.click("link", "直す").await;
        screen.write("体重（kg）", "7.06").await;
        screen.click("button", "書きのこす").await;
        screen.until_says("書きのこしました").await;
        let book = phone.handbook().await?;
        let [(_, taken)] = book.measurements(child)[..] else { panic!("one, put right") };
        assert_eq!((taken.weight_g, taken.date), (Some(7060), date(2026, 11, 10)));
        Ok(())
    });
}

#[test]
fn an_expected_child_has_no_curve_yet_and_without_a_sex_there_is_no_band() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = add(&phone, Child { sex: None, ..hana() }).await?;
        weighed(&phone, child, date(2026, 11, 10), 7600).await?;
        let mut screen = growth(&world, &phone, "はな").await?;
        screen.until_says("性別がないので").await;
        assert_eq!(drawn(&screen, "dot"), 3);
        assert!(screen.page().get("link", "性別を書く").is_some());
        Ok(())
    });
}

/// A boy of three and a half years.
fn sora() -> Child {
    Child { name: "そら".to_owned(), birth_date: Some(date(2023, 5, 10)), sex: Some(Sex::Male), ..hana() }
}

#[test]
fn weight_by_height_is_the_handbooks_other_page() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = add(&phone, sora()).await?;
        // Ten months: too young for it. Two years, and three and a half.
        for (on, weight_g, height_mm) in
            [(date(2024, 3, 10), 9_000, 730), (date(2025, 5, 10), 12_000, 860), (date(2026, 11, 10), 15_500, 980)]
        {
            let sizes = (Some(weight_g), Some(height_mm));
            measured(
                &phone,
                child,
                Measurement { date: on, weight_g: sizes.0, height_mm: sizes.1, ..Measurement::default() },
            )
            .await?;
        }
        let mut screen = opened(&world, &phone).await?;
        screen.click("link", "手帳").await;
        screen.click("link", "そら 3歳6か月").await;
        screen.click("link", "成長").await;
        screen.click("button", "身長体重曲線").await;
        screen.until_says("手帳の区分で「ふつう」").await;
        assert_eq!((drawn(&screen, "dot"), drawn(&screen, "percent"), drawn(&screen, "band plain")), (2, 5, 1));
        // 98 cm: 0.00206·9604 − 0.1166·98 + 6.5273 = 14.88474 kg; 15.5 kg is 4.1 % more.
        screen.until_says("+4.1 %").await;
        screen.until_says("手帳の区分は「ふつう」").await;
        screen.until_says("乳幼児身体発育評価マニュアル").await;
        let said = screen.page().names("img");
        assert!(said.iter().any(|said| said.starts_with("身長体重曲線。") && said.contains("+4.1 %")), "{said:?}");
        assert!(!screen.page().says("異常"), "{}", screen.page().reads());
        look(&screen, "height-weight.html");
        // Closer: one of the two is still there, and the other page's years are not.
        screen.click("button", "95〜120cm").await;
        assert_eq!(drawn(&screen, "dot"), 1);
        assert!(screen.page().get("button", "0〜6歳").is_none());
        screen.click("link", "表で見る").await;
        screen.until_says("肥満度").await;
        assert!(screen.page().says("+4.1 %") && screen.page().says("ふつう"), "{}", screen.page().reads());
        assert!(!screen.page().says("手帳の区分は"), "a cell has the word alone");
        Ok(())
    });
}

#[test]
fn weight_by_height_says_when_it_will_have_something() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = add(&phone, hana()).await?;
        let taken = Measurement { weight_g: Some(7_600), height_mm: Some(660), ..Measurement::default() };
        measured(&phone, child, Measurement { date: date(2026, 11, 10), ..taken }).await?;
        let mut screen = growth(&world, &phone, "はな").await?;
        screen.click("button", "身長体重曲線").await;
        screen.until_says("1歳から6歳になるまで、身長70〜120cmのときに").await;
        assert_eq!((drawn(&screen, "dot"), drawn(&screen, "percent")), (0, 5));
        Ok(())
    });
}

#[test]
fn tables_of_ones_own_are_loaded_chosen_and_taken_away_again() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = add(&phone, hana()).await?;
        // 184 days after birth: the middle is 6.68 kg, a deviation is 0.668 kg.
        weighed(&phone, child, date(2026, 11, 10), 7348).await?;
        let folder = tempfile::tempdir()?;
        let mut screen = growth(&world, &phone, "はな").await?;
        screen.until_says("帯の中").await;
        screen.click("link", "くらべる表を選ぶ").await;
        screen.until_says("この端末の中だけに置きます").await;
        assert!(screen.page().get("radio", "手帳の曲線（2023年の調査）").is_some());
        assert!(screen.page().get("radio", "WHO（世界保健機関）の表").is_none(), "none is part of the app");

        screen.attach("ファイルを選ぶ", &made_table(folder.path(), "made_wfa_days.csv", Some(9))?).await;
        screen.until_says("made_wfa_days.csv の9行目：s の値がないか、正しい数ではありません").await;
        screen.until_says("読みこんでいません").await;
        assert!(!screen.page().says("続いていません"), "one mistake is said once: {}", screen.page().reads());
        look(&screen, "refused.html");
        assert_eq!(phone.growth_tables().await?, []);

        let other = made_table(folder.path(), "weights.csv", None)?;
        screen.attach("ファイルを選ぶ", &other).await;
        screen.until_says("表の名前のファイルがありません").await;

        screen.attach("ファイルを選ぶ", &made_table(folder.path(), "made_wfa_days.csv", None)?).await;
        screen.until_says("1個の表を読みこみました").await;
        look(&screen, "kept.html");
        assert!(phone.growth_reference(child).await?.is_none(), "loading chooses nothing");
        screen.choose("radio", "WHO（世界保健機関）の表", true).await;
        screen.choose("radio", "パーセンタイル", true).await;
        screen.choose("radio", "標準偏差（SD）", true).await;
        screen.click("button", "戻る").await;
        screen.until_says("−2、−1、0、+1、+2").await;
        // Height is not in the table: its points stand without lines. The band and the arrows belong to the survey.
        assert_eq!((drawn(&screen, "percent"), drawn(&screen, "band"), drawn(&screen, "arrow")), (5, 0, 0));
        screen.until_says("z +1.00・小さいほうから100人中およそ84番目").await;
        screen.until_says("この年齢や身長は、読みこんだ表にありません").await;
        screen.until_says("この端末に読みこんだ、WHO").await;
        assert!(!screen.page().says("帯") && !screen.page().says("異常"), "{}", screen.page().reads());
        look(&screen, "loaded.html");
        screen.click("link", "表で見る").await;
        screen.until_says("+1.00（84）").await;
        look(&screen, "loaded-table.html");
        screen.until_says("身長に対する体重").await;

        screen.click("button", "戻る").await;
        screen.click("link", "くらべる表を選ぶ").await;
        screen.click("button", "WHOの表を取りのぞく").await;
        screen.until_says("取りのぞきました").await;
        screen.until("it is gone", |page| page.get("radio", "WHO（世界保健機関）の表").is_none()).await;
        screen.click("button", "戻る").await;
        screen.until_says("手帳と同じ2023年の調査です").await;
        assert_eq!((drawn(&screen, "percent"), drawn(&screen, "band")), (0, 2));
        Ok(())
    });
}

#[test]
fn a_brother_keeps_the_handbooks_curves() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let sister = add(&phone, hana()).await?;
        let brother = add(&phone, Child { name: "なつ".to_owned(), ..hana() }).await?;
        let folder = tempfile::tempdir()?;
        let bytes = std::fs::read(made_table(folder.path(), "wfa_days.csv", None)?)?;
        phone.keep_growth_tables(vec![("wfa_days.csv".to_owned(), Some(bytes))]).await?;
        phone.choose_growth_reference(sister, Some((Rules::Who, LineSet::Centiles))).await?;
        for child in [sister, brother] {
            weighed(&phone, child, date(2026, 11, 10), 7_348).await?;
        }
        let mut screen = growth(&world, &phone, "はな").await?;
        screen.until_says("3、15、50、85、97パーセンタイル").await;
        let mut screen = growth(&world, &phone, "なつ").await?;
        screen.until_says("手帳と同じ2023年の調査です").await;
        assert_eq!((drawn(&screen, "percent"), drawn(&screen, "band")), (0, 2));
        Ok(())
    });
}
