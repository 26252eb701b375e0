//! The page `/reader` in a real browser: a code is typed, pasted and read, a changed one is not, and nothing leaves.
//!
//! The browser is [`chromium`].

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]
#![allow(missing_docs)]

#[allow(dead_code, reason = "each kind of test uses another part")]
mod chromium;

use chromium::Browser;
use itsumo_backend::{
    clock::{HandClock, RealIds},
    config::Config,
    serve::{self, Options},
};
use itsumo_domain::Timestamp;
use serde_json::{Value as Json, json};
use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

/// A real code, of the format's own example.
fn example() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("reader/example.txt")).unwrap().trim().to_owned()
}

/// What is on this page.
trait ReaderPage {
    /// What the page says, once it says something else than `before`.
    fn says_after(&self, before: &str) -> String;
    /// The form that was read, in words.
    fn form(&self) -> String;
}

impl ReaderPage for Browser {
    fn says_after(&self, before: &str) -> String {
        let began = Instant::now();
        loop {
            let said = self
                .run("const say = document.getElementById('say'); return say.hidden ? '' : say.textContent", json!([]));
            let said = said.as_str().unwrap_or_default().to_owned();
            if said != before {
                return said;
            }
            assert!(began.elapsed() < Duration::from_secs(60), "the page says nothing but {before:?}");
            std::thread::yield_now();
        }
    }

    fn form(&self) -> String {
        let shown = "const form = document.getElementById('form'); return form.hidden ? '' : form.innerText";
        self.run(shown, json!([])).as_str().unwrap().to_owned()
    }
}

/// How somebody holds the paper, and the light on it.
struct Photo {
    name: &'static str,
    /// Pixels a side.
    side: usize,
    /// Degrees.
    turned: f64,
    /// How much smaller the far edge is than the near one.
    slanted: f64,
    /// Brightness from the left edge to the right one.
    light: (f64, f64),
    /// The code's share of the picture's side.
    fills: f64,
    /// How much each pixel is off at most.
    noise: u32,
}

/// A photo of the code as a bitmap file: each pixel is the mean of nine looks at the paper, as a camera's is.
fn photograph(code: &str, photo: &Photo) -> Vec<u8> {
    let code = qrcode::QrCode::with_error_correction_level(code, qrcode::EcLevel::M).unwrap();
    let (modules, colors) = (code.width(), code.to_colors());
    let side = photo.side;
    let (sin, cos) = photo.turned.to_radians().sin_cos();
    let ink = |x: f64, y: f64| {
        let (u, v) = (x / side as f64 - 0.5, y / side as f64 - 0.5);
        let (u, v) = (u * cos + v * sin, v * cos - u * sin);
        let far = 1.0 - photo.slanted * (v + 0.5);
        let scale = modules as f64 / photo.fills;
        let (mx, my) = (u / far * scale + modules as f64 / 2.0, v / far * scale + modules as f64 / 2.0);
        let inside = |m: f64| m >= 0.0 && m < modules as f64;
        inside(mx) && inside(my) && colors[my as usize * modules + mx as usize] == qrcode::Color::Dark
    };
    let size = 54 + side * side * 4;
    let mut file = b"BM".to_vec();
    for number in [size as u32, 0, 54, 40, side as u32, side as u32] {
        file.extend(number.to_le_bytes());
    }
    file.extend([1, 0, 32, 0]);
    file.extend([0; 24]);
    let mut noise = 12_345u32;
    // A bitmap's rows go from the bottom up.
    for y in (0..side).rev() {
        for x in 0..side {
            let looks = (0..9).filter(|n| ink(x as f64 + f64::from(n % 3) / 3.0, y as f64 + f64::from(n / 3) / 3.0));
            let paper = 235.0 - 205.0 * looks.count() as f64 / 9.0;
            let light = photo.light.0 + (photo.light.1 - photo.light.0) * x as f64 / side as f64;
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let off = f64::from(noise >> 16) / 65_536.0 - 0.5;
            let shade = (paper * light + off * f64::from(photo.noise)).clamp(0.0, 255.0) as u8;
            file.extend([shade, shade, shade, 255]);
        }
    }
    file
}

/// Another letter of the code's alphabet in the place of the one at `place`.
fn changed(code: &str, place: usize) -> String {
    let other = if &code[place..=place] == "7" { "8" } else { "7" };
    format!("{}{other}{}", &code[..place], &code[place + 1..])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_s_code_is_read_in_the_browser_and_a_changed_one_is_not() {
    let data = tempfile::tempdir().unwrap();
    let options = Options {
        config: Config::local(data.path(), Path::new(env!("CARGO_MANIFEST_DIR")).join("cities")),
        clock: Arc::new(HandClock::at(Timestamp(1_776_000_000_000))),
        ids: Arc::new(RealIds),
        mailer: None,
    };
    let server = serve::start(options).await.unwrap();
    let url = format!("{}/reader", server.url());
    let read = tokio::task::spawn_blocking(move || {
        let Some(browser) = Browser::open() else { return };
        browser.go(&url);
        let code = example();
        // Typed, as a hand scanner does it: the letters, then Enter.
        browser.type_into("#code", &format!("{code}\u{E007}"));
        let first = browser.says_after("");
        browser.click("[data-lang=en]");
        assert!(browser.form().contains("All answers") && first.len() > 20, "{first}");
        browser.click("[data-lang=ja]");
        let good = browser.says_after("");
        let form = browser.form();
        assert!(good.contains("署名を確かめました"), "{good}");
        assert!(form.contains("生年月日") && form.contains("すべての答え"), "{form}");
        // One letter changed, at the start, in the middle and at the end: not a word of it is shown.
        for place in [12, code.len() / 2, code.len() - 2] {
            browser.go(&url);
            browser.type_into("#code", &changed(&code, place));
            browser.click("#read");
            browser.says_after("");
            browser.click("[data-lang=ja]");
            let bad = browser.says_after("");
            assert!(!bad.contains("署名を確かめました") && browser.form().is_empty(), "{place}: {bad}");
        }
        // Pasted.
        browser.go(&url);
        let paste = "const place = document.getElementById('code'); place.value = arguments[0];
                     place.dispatchEvent(new ClipboardEvent('paste', { bubbles: true }));";
        browser.run(paste, json!([code]));
        browser.says_after("");
        browser.click("[data-lang=ja]");
        assert_eq!(browser.says_after(""), good);
        // With a form on it, and in both languages, nobody is shut out.
        for language in ["[data-lang=en]", "[data-lang=ja]"] {
            browser.click(language);
            assert_eq!(browser.axe(), json!([]), "{language}");
        }
        // Photographed.
        let plain =
            Photo { name: "plain", side: 700, turned: 0.0, slanted: 0.0, light: (1.0, 1.0), fills: 0.8, noise: 0 };
        let photos = [
            Photo { name: "turned", turned: 17.0, fills: 0.7, ..plain },
            Photo { name: "upside down", turned: 184.0, ..plain },
            Photo { name: "on its side, in bad light", turned: 93.0, light: (0.35, 1.0), noise: 30, ..plain },
            Photo { name: "slanted", slanted: 0.18, fills: 0.7, side: 900, ..plain },
            Photo {
                name: "slanted, turned, dim and large",
                slanted: 0.12,
                turned: -25.0,
                light: (0.9, 0.4),
                fills: 0.6,
                side: 2400,
                noise: 20,
            },
            Photo { name: "from far away", fills: 0.3, side: 2000, turned: 5.0, ..plain },
            plain,
        ];
        let folder = tempfile::tempdir().unwrap();
        for photo in &photos {
            let file = folder.path().join("photo.bmp");
            std::fs::write(&file, photograph(&code, photo)).unwrap();
            browser.go(&url);
            browser.type_into("#file", file.to_str().unwrap());
            let said = browser.says_after("");
            browser.click("[data-lang=ja]");
            assert_eq!(browser.says_after(""), good, "{}: {said}", photo.name);
        }
        let file = folder.path().join("changed.bmp");
        std::fs::write(&file, photograph(&changed(&code, code.len() / 3), &photos[0])).unwrap();
        browser.go(&url);
        browser.type_into("#file", file.to_str().unwrap());
        browser.says_after("");
        browser.click("[data-lang=ja]");
        assert!(browser.says_after("").contains("署名が合いません") && browser.form().is_empty());
        std::fs::write(&file, photograph("HELLO", &photos[0])).unwrap();
        browser.type_into("#file", file.to_str().unwrap());
        browser.says_after("");
        // Nothing but the page was ever asked for, and what the page may not do is forbidden by more than good will.
        let asked = browser
            .run("return performance.getEntriesByType('resource').map((e) => new URL(e.name).pathname)", json!([]));
        let asked: Vec<&str> = asked.as_array().unwrap().iter().filter_map(Json::as_str).collect();
        assert!(asked.iter().all(|path| path.starts_with("/reader/reader.")), "{asked:?}");
        let tries = "const done = arguments[arguments.length - 1];
            const tries = [() => fetch('/healthz'), () => new Promise((ok, no) => {
                const image = new Image(); image.onload = ok; image.onerror = no; image.src = '/healthz'; })];
            Promise.allSettled(tries.map((one) => one())).then((all) => done(all.map((one) => one.status)))";
        let all = browser.here("POST", "/execute/async", json!({ "script": tries, "args": [] }));
        assert_eq!(all, json!(["rejected", "rejected"]));
    });
    read.await.unwrap();
    server.stop().await;
}
