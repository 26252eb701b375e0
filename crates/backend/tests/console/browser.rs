//! The console in Chromium: with scripts it follows the board by itself, without them every button works; names and
//! notes stay text; nobody is shut out.
//!
//! With `ITSUMO_PICTURES` set to a folder, a picture of each page is put there.

use crate::{
    chromium::Browser,
    desk::{absence, id},
    http::CITY,
    pages::pages,
    town::{SchoolTown, Staff, at, day, enrol},
};
use itsumo_backend::school::days;
use itsumo_domain::school::absence::Symptom;
use serde_json::{Value as Json, json};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// What sticks out of the page, but for what is scrolled by itself.
const WIDE: &str =
    "return [...document.querySelectorAll('body *')].filter((one) => !one.closest('.wide, .places, .classes')
                    && one.getBoundingClientRect().right > innerWidth + 1).map((one) => one.outerHTML.slice(0, 120))";

/// The town behind a port.
struct Served {
    town: SchoolTown,
    url: String,
    serving: tokio::task::JoinHandle<()>,
}

impl Served {
    async fn new() -> Self {
        let town = SchoolTown::sqlite().await;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = town.town.router.clone();
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { town, url, serving }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Browser {
    pub fn sign_in(&self, url: &str, token: &str, language: &str) {
        self.go(&format!("{url}/console/nowhere"));
        for (name, value) in [("itsumo_console", token), ("itsumo_language", language)] {
            let cookie = json!({ "cookie": { "name": name, "value": value, "path": "/console" } });
            assert_eq!(self.here("POST", "/cookie", cookie), Json::Null);
        }
    }

    /// What stands in the first element that fits; nothing while the page is loading.
    pub fn text_of(&self, css: &str) -> String {
        let Some(element) = self.find(css) else { return String::new() };
        self.here("GET", &format!("/element/{element}/text"), Json::Null).as_str().unwrap_or_default().to_owned()
    }

    pub fn has(&self, css: &str) -> bool {
        let found = self.here("POST", "/elements", json!({ "using": "css selector", "value": css }));
        found.as_array().is_some_and(|found| !found.is_empty())
    }

    /// Waits until the page has what is looked for.
    pub fn wait_for(&self, what: &str, there: impl Fn(&Self) -> bool) {
        let began = Instant::now();
        while !there(self) {
            assert!(began.elapsed() < Duration::from_secs(60), "no {what}: {}", self.text_of("main"));
            std::thread::yield_now();
        }
    }

    pub fn size(&self, width: u32, height: u32) {
        self.here("POST", "/window/rect", json!({ "width": width, "height": height }));
    }

    /// Dark or light, as the machine's own setting.
    pub fn scheme(&self, scheme: &str) {
        let params = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        let command = json!({ "cmd": "Emulation.setEmulatedMedia", "params": params });
        self.here("POST", "/goog/cdp/execute", command);
    }

    pub fn picture(&self, name: &str) {
        let Some(folder) = std::env::var_os("ITSUMO_PICTURES") else { return };
        let picture = self.here("GET", "/screenshot", Json::Null);
        let bytes = base64(picture.as_str().unwrap());
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(std::path::Path::new(&folder).join(format!("{name}.png")), bytes).unwrap();
    }
}

impl Browser {
    /// Nobody is shut out: light and dark, on a tablet, a phone and a desk, and with text twice as large.
    pub fn look(&self, name: &str) {
        for (scheme, width, height, searched) in [
            ("light", 1024, 768, true),
            ("dark", 390, 844, true),
            ("light", 390, 844, false),
            ("dark", 1280, 800, false),
        ] {
            self.size(width, height);
            self.scheme(scheme);
            if searched {
                assert_eq!(self.axe(), json!([]), "{name} {scheme} {width}");
            }
            let wide = self.run("return document.documentElement.scrollWidth > innerWidth", json!([]));
            assert_eq!(wide, json!(false), "{name} is wider than {width}: {}", self.run(WIDE, json!([])));
            self.picture(&format!("{name}-{width}-{scheme}"));
        }
        self.scheme("light");
        // Twice as large a text takes nothing from the page.
        self.size(1024, 768);
        self.run("document.documentElement.style.fontSize = '212%'", json!([]));
        assert_eq!(self.run(WIDE, json!([])), json!([]), "{name} with large text is wider than the tablet");
        self.picture(&format!("{name}-large-text"));
    }

    /// The page on paper.
    fn paper(&self, name: &str) {
        let Some(folder) = std::env::var_os("ITSUMO_PICTURES") else { return };
        let pdf = self.here("POST", "/print", json!({ "background": true }));
        std::fs::write(std::path::Path::new(&folder).join(format!("{name}.pdf")), base64(pdf.as_str().unwrap()))
            .unwrap();
    }
}

fn base64(text: &str) -> Vec<u8> {
    let value = |c: u8| match c {
        b'A'..=b'Z' => u32::from(c - b'A'),
        b'a'..=b'z' => u32::from(c - b'a') + 26,
        b'0'..=b'9' => u32::from(c - b'0') + 52,
        b'+' => 62,
        _ => 63,
    };
    let mut out = Vec::new();
    for four in text.trim_end_matches('=').as_bytes().chunks(4) {
        let bits = four.iter().fold(0, |bits, c| bits << 6 | value(*c)) << (6 * (4 - four.len()));
        out.extend(&bits.to_be_bytes()[1..four.len()]);
    }
    out
}

/// Fills 1年2組 up to 35, with names as long as names are.
async fn fill_up(town: &SchoolTown) {
    let (school, class, whole) = (town.school.id, town.class2.id, town.whole.id);
    let names = [
        ("相川 陽菜", "あいかわ ひな"),
        ("大久保 悠真", "おおくぼ ゆうま"),
        ("小野寺 結愛", "おのでら ゆあ"),
        ("グエン ティ ミン アン", "ぐえん てぃ みん あん"),
        ("長谷川 颯太朗", "はせがわ そうたろう"),
        ("齋藤 凛", "さいとう りん"),
        ("勅使河原 咲良", "てしがわら さくら"),
    ];
    town.write(move |tx, _| {
        Box::pin(async move {
            for n in (1..=35_i64).filter(|n| *n != 3) {
                let (name, kana) = names[usize::try_from(n).unwrap() % names.len()];
                let id = Uuid::from_u128(0x7_1000 + u128::try_from(n).unwrap());
                let birth = days::column(day("2019-06-01"));
                let sql = "INSERT INTO pupil (city, id, code, name, kana, birth) VALUES ($1, $2, '', $3, $4, $5)";
                tx.execute(sql, &[CITY.into(), id.into(), name.into(), kana.into(), birth.into()]).await?;
                enrol(tx, id, school, class, day("2026-04-01"), n).await?;
                enrol(tx, id, school, whole, day("2026-04-01"), 0).await?;
            }
            Ok(())
        })
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_board_moves_by_itself_and_takes_nothing_from_whoever_is_at_it() {
    let served = Served::new().await;
    let (url, town) = (served.url.clone(), &served.town);
    fill_up(town).await;
    let board = format!("{url}{}", town.at(&format!("board/{}", town.class2.id)));
    let (teacher, sakura) = (town.teacher.clone(), town.sakura);
    let (to_test, mut from_browser) = tokio::sync::mpsc::channel::<()>(1);
    let (to_browser, from_test) = std::sync::mpsc::channel::<()>();
    let looking = tokio::task::spawn_blocking(move || {
        let Some(browser) = Browser::open() else { return };
        browser.size(1024, 768);
        browser.sign_in(&url, &teacher.person.token, "ja");
        browser.go(&board);
        assert!(browser.text_of(&format!("#p-{sakura} .state")).contains("わからない"));
        // Somebody has opened a menu, has the focus in it, and has scrolled.
        let other = "d-00000000-0000-0000-0000-000000071014";
        browser.run("document.getElementById(arguments[0]).open = true", json!([other]));
        browser.run(
            "document.querySelector(`#${CSS.escape(arguments[0])} .button`).focus(); document.activeElement.scrollIntoView({ block: 'center' })",
            json!([other]),
        );
        let place = "const at = document.activeElement;
                     return [at.textContent, Math.round(at.getBoundingClientRect().top)]";
        let before = browser.run(place, json!([]));
        browser.run("window.same = document.getElementById('main')", json!([]));
        to_test.blocking_send(()).unwrap();
        from_test.recv().unwrap();
        browser.wait_for("absence", |browser| browser.text_of(&format!("#p-{sakura} .told")).contains("38.5"));
        browser.wait_for("quiet page", |browser| {
            let after = browser.run(place, json!([]));
            let moved = after[1].as_i64().unwrap() - before[1].as_i64().unwrap();
            after[0] == before[0] && moved.abs() <= 2
        });
        let kept = browser.run(
            "return document.getElementById(arguments[0]).open && window.same === document.getElementById('main')",
            json!([other]),
        );
        assert_eq!(kept, json!(true), "it is the same page, with the menu open");
        let note = browser.text_of(&format!("#p-{sakura} .note"));
        assert_eq!(note, "<img src=x onerror=\"window.harmed=1\"><script>window.harmed=1</script>");
        assert_eq!(browser.run("return window.harmed === undefined", json!([])), json!(true));
        // A button is sent without leaving the page, and says that it was.
        browser.run("document.querySelector(`#c-${arguments[0]}`).click()", json!([sakura]));
        browser.wait_for("yes", |browser| browser.has("#said"));
        browser.wait_for("no button", |browser| !browser.has(&format!("#c-{sakura}")));
        assert_eq!(browser.run("return window.same === document.getElementById('main')", json!([])), json!(true));
        let row = browser.run("return document.activeElement.id", json!([]));
        assert!(row == json!(format!("d-{other}")) || row == json!("") || row == json!(format!("p-{sakura}")), "{row}");
        // Nothing of the page was refused by its own policy.
        let log = browser.here("POST", "/se/log", json!({ "type": "browser" }));
        let refused = log
            .as_array()
            .is_some_and(|log| log.iter().any(|line| line["message"].to_string().contains("Content Security Policy")));
        assert!(!refused, "{log}");
    });
    if from_browser.recv().await.is_some() {
        let mut ill = absence(sakura, &town.school);
        ill.temperature = Some(385);
        ill.symptoms = vec![Symptom::Fever];
        ill.note = "<img src=x onerror=\"window.harmed=1\"><script>window.harmed=1</script>".to_owned();
        assert_eq!(town.tell(&town.hana, id(1), ill).await, None);
        to_browser.send(()).unwrap();
    }
    looking.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_has_begun_to_write_stays_when_the_page_moves() {
    let served = Served::new().await;
    let (url, town) = (served.url.clone(), &served.town);
    let board = format!("{url}{}", town.at(&format!("board/{}", town.class2.id)));
    let (teacher, sakura, hana) = (town.teacher.clone(), town.sakura, town.hana.clone());
    let (to_test, mut from_browser) = tokio::sync::mpsc::channel::<()>(1);
    let (to_browser, from_test) = std::sync::mpsc::channel::<()>();
    let looking = tokio::task::spawn_blocking(move || {
        let Some(browser) = Browser::open() else { return };
        browser.sign_in(&url, &teacher.person.token, "ja");
        browser.go(&board);
        // A form in the row, as pages may have them; the page that comes knows nothing of it.
        let form = "const form = document.createElement('form'); const field = document.createElement('input');
                    field.id = 'begun'; form.append(field);
                    document.querySelector(`#p-${arguments[0]} .told`).append(form);";
        browser.run(form, json!([sakura]));
        browser.type_into("#begun", "おばあさまから");
        to_test.blocking_send(()).unwrap();
        from_test.recv().unwrap();
        browser.wait_for("absence", |browser| browser.text_of(&format!("#p-{sakura} .state")).contains("欠席"));
        assert_eq!(browser.run("return document.getElementById('begun').value", json!([])), json!("おばあさまから"));
        assert_eq!(browser.run("return document.activeElement.id", json!([])), json!("begun"));
        // And on the page for a telephone call nothing is asked again at all while somebody writes.
        browser.go(&format!("{board}/told?pupil={sakura}"));
        assert!(!browser.has("main[data-live]") && !browser.has("noscript meta"));
    });
    if from_browser.recv().await.is_some() {
        assert_eq!(town.tell(&hana, id(1), absence(sakura, &town.school)).await, None);
        to_browser.send(()).unwrap();
    }
    looking.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_every_button_works_and_a_reload_is_right() {
    let served = Served::new().await;
    let (url, town) = (served.url.clone(), &served.town);
    town.town.clock.set(at("08:31"));
    let board = format!("{url}{}", town.at(&format!("board/{}", town.class2.id)));
    let way = format!("{url}{}", town.at_after_school("after-school"));
    let (teacher, carer, sakura, tsubaki) = (town.teacher.clone(), town.carer.clone(), town.sakura, town.tsubaki);
    assert_eq!(town.tell(&town.hana, id(1), absence(sakura, &town.school)).await, None);
    let looking = tokio::task::spawn_blocking(move || {
        let Some(browser) = Browser::open_with(false) else { return };
        browser.size(1024, 768);
        browser.sign_in(&url, &teacher.person.token, "ja");
        browser.go(&board);
        let state = |browser: &Browser| browser.text_of(&format!("#p-{sakura} .state"));
        assert!(state(&browser).contains("欠席"));
        browser.click(&format!("#c-{sakura}"));
        browser.wait_for("yes", |browser| browser.has("#said") && browser.text_of("#said").contains("確認しました"));
        let more = |browser: &Browser, value: &str| {
            browser.click(&format!("#d-{sakura} summary"));
            browser.click(&format!("#d-{sakura} [value^='{value}']"));
        };
        let becomes = |browser: &Browser, word: &str| browser.wait_for(word, |browser| state(browser).contains(word));
        more(&browser, "present");
        becomes(&browser, "登校");
        more(&browser, "left");
        becomes(&browser, "下校");
        browser.go(&board);
        assert!(state(&browser).contains("下校"), "a reload says the same");
        more(&browser, "cleared");
        becomes(&browser, "欠席");
        browser.click(&format!("#d-{sakura} summary"));
        browser.click(&format!("#d-{sakura} a.button"));
        browser.click("input[value=late]");
        browser.type_into("#note", "9時半ごろ行きます");
        browser.click("form.told-form button");
        browser.wait_for("what is missing", |browser| browser.has("#time-wrong"));
        assert_eq!(browser.text_of("#note"), "9時半ごろ行きます");
        browser.click("form.told-form .quiet");
        browser.wait_for("board", |browser| browser.has(&format!("#p-{sakura}")));
        browser.sign_in(&url, &carer.person.token, "ja");
        browser.go(&way);
        browser.click(&format!("#m-{tsubaki}"));
        browser.wait_for("child", |browser| browser.text_of(&format!("#p-{tsubaki} .state")).contains("着いた"));
        browser.click(".top form button");
        browser.wait_for("sign-in", |browser| browser.text_of("h1").contains("サインイン"));
    });
    looking.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_shut_out_of_any_page() {
    let served = Served::new().await;
    let town = &served.town;
    fill_up(town).await;
    let mut ill = absence(town.sakura, &town.school);
    ill.symptoms = vec![Symptom::Fever, Symptom::Cough];
    ill.note = "昨夜から熱が下がらず、今朝かかりつけの病院に行きます。".to_owned();
    ill.call_me = true;
    ill.tell = crate::desk::tell(&town.school, &town.school.desks);
    town.tell(&town.hana, id(1), ill).await;
    town.shield_taro().await;
    town.town.clock.set(at("08:31"));
    let url = served.url.clone();
    let all: Vec<(&str, Staff, String)> =
        pages(town).into_iter().map(|(name, staff, path)| (name, staff.clone(), format!("{url}{path}"))).collect();
    let sign_in = format!("{url}/console/{CITY}/sign-in");
    let looking = tokio::task::spawn_blocking(move || {
        let Some(browser) = Browser::open() else { return };
        browser.go(&sign_in);
        browser.look("sign-in");
        for (name, staff, page) in &all {
            browser.sign_in(&url, &staff.person.token, "ja");
            browser.go(page);
            browser.look(name);
            if matches!(*name, "calls" | "register" | "lunch") {
                browser.paper(name);
            }
            browser.size(1024, 768);
            for language in ["ja-easy", "en"] {
                browser.sign_in(&url, &staff.person.token, language);
                browser.go(page);
                let wide = browser.run("return document.documentElement.scrollWidth > innerWidth", json!([]));
                assert_eq!(wide, json!(false), "{name} in {language} is wider than the tablet");
                browser.picture(&format!("{name}-1024-{language}"));
            }
        }
    });
    looking.await.unwrap();
}
