//! The machine in the hall, walked in its own window, lying and standing: the board, the menu, what the city publishes,
//! large letters, other languages, danger over everything, and the end.

use super::{City, HEADLINE, PHONE, Walk};
use crate::{
    demo::words::Words,
    process,
    server::Server,
    window::{Launch, Screen, Window},
};
use anyhow::{Context, Result, ensure};
use std::fs;

const LYING: (u32, u32) = (1920, 1080);
const STANDING: (u32, u32) = (1080, 1920);
/// 2580, as `itsumo --kiosk-pin` writes it.
const PIN: &str = "$argon2id$v=19$m=19456,t=2,p=1$kjNPACEnQfUb6Yu97plPLw$S72MZOxbMyLi8w0qeQedZ6pbVU2tLC2xgwMDyk1xjUQ";
/// So short that the question can be waited for, and so long that a slow machine walks on between.
const IDLE: u32 = 45;

fn settings(server: &str, city: City, idle: u32) -> String {
    format!(
        r#"name = "市役所1階"
server = "{server}"
city = "{}"
screens = ["news", "alerts", "board", "offices", "handover", "print", "account", "school", "association"]
languages = ["ja", "ja-easy", "en"]
printer = "hall"
idle_seconds = {idle}
warning_seconds = 20
pin = "{PIN}"
"#,
        city.code()
    )
}

/// What came out of the machine's printer.
fn paper(launch: &Launch) -> std::path::PathBuf {
    launch.data.with_file_name("printed.pdf")
}

impl Walk {
    /// The window becomes a kiosk of this size, before which nobody is yet.
    fn kiosk_window(self, screen: &Screen, launch: &Launch, city: City, size: (u32, u32), idle: u32) -> Result<Self> {
        let file = launch.data.with_file_name("kiosk.toml");
        fs::write(&file, settings(&launch.server, city, idle))?;
        let paper = paper(launch);
        let lp = format!("cat >'{}'; echo 'request id is hall-1 (1 file(s))'", paper.display());
        let path = process::stand_ins(&launch.data.with_file_name("bin"), &[("lp", &lp), ("lpstat", "exit 0")])?;
        let launch = Launch {
            size: Some(size),
            env: vec![("PATH", path)],
            data: launch.data.with_file_name("kiosk"),
            log: launch.log.with_file_name("kiosk.log"),
            ..launch.clone()
        };
        self.reopened(|| Window::kiosk(screen, &launch, &file))
    }

    /// Both ways a screen hangs in a hall.
    pub(super) fn in_the_hall(self, screen: &Screen, launch: &Launch, server: &Server, city: City) -> Result<Self> {
        server.take_back_alerts(city.code())?;
        let mut walk = self.kiosk_window(screen, launch, city, LYING, 600)?;
        walk.kiosk_board("kiosk-attract")?;
        walk.kiosk_screens()?;
        walk.kiosk_paper(screen, launch)?;
        walk.kiosk_danger(server, city)?;
        let mut walk = walk.kiosk_window(screen, launch, city, STANDING, IDLE)?;
        walk.kiosk_standing()?;
        Ok(walk)
    }

    fn kiosk_board(&mut self, picture: &str) -> Result<()> {
        self.step("a machine in the hall shows the town's board while nobody is there", |walk| {
            walk.page().wait_for("an announcement", "document.querySelector('.attract-turn h2')")?;
            walk.page().wait_for("which counters are open", "document.querySelector('.attract .kiosk-pill')")?;
            walk.look(picture)
        })
    }

    fn kiosk_begin(&mut self) -> Result<()> {
        self.press("button", "kiosk-touch")?;
        self.see("heading", "kiosk-menu-title")
    }

    /// From the menu into what a tile leads to, and back.
    fn kiosk_tile(&mut self, tile: &str, there: &str, picture: &str) -> Result<()> {
        self.press("link", tile)?;
        self.page().wait_for(tile, &format!("document.querySelector('{there}')"))?;
        self.look(picture)?;
        self.every_target_is_large()?;
        self.press("button", "kiosk-to-menu")?;
        self.see("heading", "kiosk-menu-title")
    }

    fn kiosk_screens(&mut self) -> Result<()> {
        self.step("one touch begins, and every tile leads somewhere", |walk| {
            walk.kiosk_begin()?;
            walk.look("kiosk-menu")?;
            walk.every_target_is_large()?;
            walk.kiosk_tile("kiosk-tile-offices", ".kiosk-office", "kiosk-offices")?;
            walk.kiosk_tile("kiosk-tile-board", ".kiosk-card", "kiosk-board")?;
            walk.kiosk_tile("kiosk-tile-alerts", ".kiosk-page h1", "kiosk-alerts")?;
            walk.kiosk_tile("kiosk-tile-print", ".kiosk-page svg", "kiosk-print")?;
            walk.kiosk_tile(
                "kiosk-tile-account",
                "input[type=email], input[inputmode=email], .field",
                "kiosk-sign-in",
            )?;
            walk.kiosk_tile("kiosk-tile-school", "main h1", "kiosk-school")
        })?;
        self.step("an article is read there and goes on on one's own phone", |walk| {
            walk.press("link", "kiosk-tile-news")?;
            walk.page().wait_for("announcements", "document.querySelectorAll('.kiosk-card').length > 3")?;
            walk.look("kiosk-news")?;
            walk.page().eval("document.querySelector('.kiosk-card').click(); true")?;
            walk.page().wait_for(
                "its code",
                "document.querySelector('.reading') && document.querySelector('.kiosk-aside svg')",
            )?;
            walk.look("kiosk-article")?;
            walk.every_target_is_large()
        })?;
        self.step("its letters become large, and nothing is lost", |walk| {
            walk.whole = true;
            for (size, picture) in [("kiosk-size-largest", "kiosk-200-article"), ("kiosk-size-normal", "kiosk-article")] {
                walk.press("button", size)?;
                walk.page().wait_for("the size", "[...document.querySelectorAll('.kiosk-size')].filter((e) => e.ariaPressed === 'true').length === 1")?;
                walk.look(picture)?;
            }
            walk.whole = false;
            walk.press("button", "kiosk-to-menu")
        })?;
        self.step("it speaks what is chosen, at once", |walk| {
            for locale in ["ja-easy", "en", "ja"] {
                let words = Words::read(locale)?;
                let language = words.get(&format!("settings-language-{locale}"))?;
                walk.page().press("button", &language)?;
                walk.words = words;
                walk.see("heading", "kiosk-menu-title")?;
                if locale != "ja" {
                    walk.look(&format!("kiosk-{locale}-menu"))?;
                    walk.press("link", "kiosk-tile-offices")?;
                    walk.page().wait_for("the offices", "document.querySelector('.kiosk-office')")?;
                    walk.look(&format!("kiosk-{locale}-offices"))?;
                    walk.press("button", "kiosk-to-menu")?;
                }
            }
            Ok(())
        })
    }

    /// The machine shows a code, somebody's phone is opened by it and sends, and the paper comes out here.
    fn kiosk_paper(&mut self, screen: &Screen, launch: &Launch) -> Result<()> {
        const DIGITS: &str = "document.querySelector('.handover-digits .hidden').textContent";
        self.step("what somebody has on their phone comes out of the machine as paper", |walk| {
            walk.press("link", "kiosk-tile-print")?;
            walk.page().wait_for("its code", "document.querySelector('[data-ticket]')")?;
            let ticket = walk.page().eval("document.querySelector('[data-ticket]').dataset.ticket")?;
            let ticket = ticket.as_str().context("a code without words")?;
            let phone = Launch {
                size: Some(PHONE),
                extra: vec![ticket.into()],
                log: launch.log.with_file_name("phone.log"),
                ..launch.clone()
            };
            let mut phone = Window::open(screen, &phone)?;
            phone.page().wait_for("what it has", "document.querySelector('ul.group button.entry')")?;
            phone.page().picture(&walk.pictures.join("handover-ready.png"))?;
            phone.page().eval("document.querySelector('ul.group button.entry').click(); true")?;
            phone.page().see("heading", &walk.words.get("handover-send-compare")?)?;
            ensure!(phone.page().eval(DIGITS)? == walk.page().eval(DIGITS)?, "they show other digits");
            phone.page().picture(&walk.pictures.join("handover-compare.png"))?;
            phone.page().press("button", &walk.words.get("handover-send-yes")?)?;
            phone.page().read(&walk.words.get("handover-send-done")?)?;
            phone.close()?;
            walk.read("handover-print-came")?;
            walk.look("kiosk-came")?;
            walk.every_target_is_large()?;
            walk.press("button", "handover-print-do")?;
            walk.read("handover-print-done")?;
            walk.look("kiosk-printed")?;
            let printed = fs::read(paper(launch)).context("nothing was printed")?;
            ensure!(printed.starts_with(b"%PDF-"), "what was printed is no document");
            walk.press("button", "kiosk-to-menu")
        })
    }

    fn kiosk_danger(&mut self, server: &Server, city: City) -> Result<()> {
        self.step("danger takes over the screen and gives it back", |walk| {
            walk.press("link", "kiosk-tile-account")?;
            walk.write("account-email", "hana@example.jp")?;
            server.publish_emergency(city.code(), HEADLINE)?;
            walk.page().see("alertdialog", HEADLINE)?;
            walk.look("kiosk-danger")?;
            walk.every_target_is_large()?;
            walk.press("button", "kiosk-danger-back")?;
            walk.page().wait_for(
                "what was typed",
                "[...document.querySelectorAll('input')].some((e) => e.value === 'hana@example.jp')",
            )?;
            walk.look("kiosk-danger-after")
        })?;
        self.step("who is done says so, and is told that nothing stays", |walk| {
            walk.press("button", "kiosk-end")?;
            walk.see("alertdialog", "kiosk-end-title")?;
            walk.look("kiosk-end")?;
            walk.every_target_is_large()
        })
    }

    fn kiosk_standing(&mut self) -> Result<()> {
        self.step(
            "standing upright: danger on the board, the menu, and the question whether somebody is there",
            |walk| {
                walk.page().wait_for("danger on the board", "document.querySelector('.attract-danger h2')")?;
                walk.look("kiosk-upright-danger")?;
                walk.kiosk_begin_under_danger()?;
                walk.look("kiosk-upright-menu")?;
                walk.press("button", "kiosk-size-largest")?;
                walk.look("kiosk-upright-200-menu")?;
                walk.press("button", "kiosk-size-normal")?;
                walk.see("alertdialog", "kiosk-idle-title").or_else(|_| walk.see("alertdialog", "kiosk-idle-title"))?;
                walk.look("kiosk-idle")?;
                walk.every_target_is_large()?;
                walk.press("button", "kiosk-stay")?;
                walk.see("heading", "kiosk-menu-title")
            },
        )
    }

    fn kiosk_begin_under_danger(&mut self) -> Result<()> {
        self.press("button", "kiosk-touch")?;
        self.page().see("alertdialog", HEADLINE)?;
        self.press("button", "kiosk-danger-back")?;
        self.see("heading", "kiosk-menu-title")
    }

    /// A whole hand needs 60 pixels (a box that is ticked has its label's); only the mark in the corner, which is for the staff, is left out.
    fn every_target_is_large(&mut self) -> Result<()> {
        let small = self.page().eval(
            "[...document.querySelectorAll('.kiosk button, .kiosk a[href], .kiosk input')]
                .filter((e) => e.getClientRects().length && !e.closest('.reading') && !e.matches('.skip, .kiosk-corner'))
                .map((e) => [e, (e.labels?.[0]?.contains(e) ? e.labels[0] : e).getBoundingClientRect()]).filter(([, r]) => r.width < 60 || r.height < 60)
                .map(([e, r]) => `${e.innerText || e.ariaLabel} ${Math.round(r.width)}×${Math.round(r.height)}`).join('; ')",
        )?;
        match small.as_str() {
            Some("") => Ok(()),
            found => anyhow::bail!("smaller than 60 pixels: {}", found.unwrap_or_default()),
        }
    }
}
