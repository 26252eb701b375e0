//! The town association, walked: a block's letter, a circular that counts paper too, the evening's round, whom it reached,
//! and a drill. A neighbour who heads the block sits before the console, over HTTP; the window is held by somebody of
//! the block who takes the chair's seat on the way.

use super::{City, Walk};
use crate::{process, server::Server, staff::Staff};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::time::{Duration, Instant};

const BLOCK: &str = "3班";
const HOUSEHOLD: &str = "山田";
const PLACE: &str = "日の出3-12";
/// A household of the block that gets paper.
const ON_PAPER: &str = "三浦さん";
const HEAD: &str = "hancho@example.jp";
const TITLE: &str = "年末の一斉清掃と、ごみ集積所の修理についてのお知らせ";
const OWN: &str = "公園の落ち葉ひろいのお知らせ";

impl Walk {
    fn association_of(told: &Value) -> Result<&Value> {
        told["associations"].as_array().and_then(|all| all.first()).context("no association")
    }

    fn code_of(list: &Value, key: &str, name: &str) -> Result<Value> {
        let fits = |one: &&Value| one[key].as_str().is_some_and(|its| its.contains(name));
        list.as_array().into_iter().flatten().find(fits).cloned().with_context(|| format!("no code for {name}"))
    }

    fn code(one: &Value) -> Result<String> {
        one["code"].as_str().map(str::to_owned).context("no code")
    }

    /// The association's first screen.
    fn open_association(&mut self) -> Result<()> {
        self.press("link", "app-tab-association")?;
        self.page().wait_for("the association's home", "document.querySelector('.association-home h1')")
    }

    /// The officers' first screen.
    fn open_officers(&mut self) -> Result<()> {
        self.open_association()?;
        self.press("link", "officer-title-detail")?;
        self.see("heading", "officer-title")
    }

    pub(super) fn association(&mut self, server: &Server, city: City) -> Result<()> {
        let mut told = Value::Null;
        let mut head = Staff::new(&server.url(), city.code());
        self.step("a town association moves in, and the head of a block takes a seat with a code", |_| {
            told = server.association_demo(city.code())?;
            head.register(HEAD, "みんなでおちばひろい", || server.code_from_mail(HEAD))?;
            let seat = Self::code_of(&Self::association_of(&told)?["seats"], "title", BLOCK)?;
            head.take_seat(&Self::code(&seat)?)?;
            Ok(())
        })?;
        self.step("a household is joined with the code of its block's letter", |walk| {
            walk.press("link", "app-tab-settings")?;
            walk.press("link", "association-entry")?;
            walk.see("heading", "association-empty")?;
            walk.look("phone-association-empty")?;
            walk.press("link", "association-join")?;
            walk.see("textbox", "association-join-code")?;
            walk.look("phone-association-join")?;
            let letter = Self::code_of(&Self::association_of(&told)?["blocks"], "name", BLOCK)?;
            walk.write("association-join-code", &Self::code(&letter)?)?;
            walk.write("association-join-household", HOUSEHOLD)?;
            walk.write("association-join-place", PLACE)?;
            walk.write("association-join-name", "山田 花")?;
            walk.look("phone-association-join-filled")?;
            walk.press("button", "association-join-do")?;
            walk.see("heading", "association-joined")?;
            walk.look("phone-association-joined")?;
            walk.press("link", "association-to-home")?;
            walk.page().wait_for("the association's home", "document.querySelector('.association-home h1')")?;
            walk.look("phone-association-first")
        })?;
        self.step("a circular is written, held, sent, and arrives", |walk| {
            walk.circular_arrives(&told, &mut head, city)
        })?;
        self.step("one of the household replies for all of it", |walk| {
            walk.open_association()?;
            walk.page().press("link", TITLE)?;
            walk.page().see("heading", TITLE)?;
            walk.look("phone-association-circular")?;
            walk.press("button", "answer-seen-do")?;
            walk.read("association-reply-seen")?;
            walk.look("phone-association-replied")
        })?;
        self.step("the chair's seat is taken with its code", |walk| {
            walk.open_association()?;
            walk.press("link", "officer-take-seat-short")?;
            walk.see("textbox", "officer-take-seat-code")?;
            walk.look("phone-officer-seat-take")?;
            let seat = Self::code_of(&Self::association_of(&told)?["seats"], "title", "会長")?;
            walk.write("officer-take-seat-code", &Self::code(&seat)?)?;
            walk.press("button", "officer-take-seat-do")?;
            walk.see("heading", "officer-taken")?;
            walk.look("phone-officer-seat-taken")?;
            walk.press("link", "officer-to-home")?;
            walk.see("heading", "officer-title")?;
            walk.look("phone-officer-home")
        })?;
        self.step("the paper is carried round, one tap a household, with a way back", |walk| walk.evening())?;
        self.step("what was carried adds up with what phones said", |walk| {
            walk.open_officers()?;
            walk.press("link", "officer-circulars-detail")?;
            walk.see("heading", "officer-circulars")?;
            walk.page().press("link", TITLE)?;
            walk.page().see("heading", TITLE)?;
            walk.page().wait_for("the count", "document.querySelector('.reach-whole strong')")?;
            walk.look("phone-officer-reach")?;
            let sums = walk.page().eval(
                "(() => { const all = document.querySelector('.reach-sentence').innerText.match(/\\d+/g).map(Number);
                   const parts = [...document.querySelectorAll('.reach-numbers strong')].map(e => Number(e.innerText));
                   return parts.reduce((a, b) => a + b, 0) === Math.max(...all) && parts[0] === Math.min(...all); })()",
            )?;
            ensure!(sums == true, "read, not read and unknown do not add up to all");
            Ok(())
        })?;
        self.step("the chair writes one on the phone, and takes it back while it is held", |walk| {
            walk.open_officers()?;
            walk.press("link", "officer-write-detail")?;
            walk.see("textbox", "officer-write-title")?;
            walk.look("phone-officer-write")?;
            walk.press("button", "officer-write-look")?;
            walk.page().wait_for("the slip beside its field", "document.querySelector('.field .error')")?;
            walk.write("officer-write-title", OWN)?;
            walk.write("officer-write-text", "■ 持ち物\n・軍手\n・ごみ袋\n\n朝8時に公園に集まります。")?;
            walk.press("button", "officer-write-look")?;
            walk.see("button", "officer-send")?;
            walk.look("phone-officer-look")?;
            walk.press("button", "officer-send")?;
            walk.see("button", "officer-held-undo")?;
            walk.look("phone-officer-held")?;
            walk.press("button", "officer-held-undo")?;
            walk.see("heading", "officer-circulars")
        })?;
        self.step("a drill is begun; the real thing would have to be typed", |walk| walk.drill())?;
        self.step("every other screen of the association opens and is looked at", |walk| {
            walk.association_screens("phone")
        })
    }

    fn circular_arrives(&mut self, told: &Value, head: &mut Staff, city: City) -> Result<()> {
        let association = Self::association_of(told)?;
        let id = association["id"].as_str().context("no id")?;
        let block = Self::code_of(&association["blocks"], "name", BLOCK)?;
        let list = head.page(&format!("/console/{}/association/{id}/circulars", city.code()))?;
        let page = head.send(list.form("/circulars\"")?.with("kind", "confirm"))?;
        let due = self.page().eval("new Date(Date.now() + 5 * 864e5).toISOString().slice(0, 10)")?;
        let later = self.page().eval("new Date(Date.now() + 12 * 864e5).toISOString().slice(0, 10)")?;
        let form = page
            .form("id=\"compose\"")?
            .with("kind", "confirm")
            .with("title-ja", TITLE)
            .with("block-0", "text")
            .with(
                "block-0-ja",
                "年末の一斉清掃を行います。雨のときは次の日曜日です。ごみ集積所の網を直すため、その日は集積所を使えません。",
            )
            .with("block-1", "date")
            .with("block-1-day", later.as_str().unwrap_or_default())
            .with("block-1-time", "08:00")
            .with("block-1-ja", "一斉清掃（3班の集積所の前）")
            .with("block-2", "list")
            .with("block-2-ja", "軍手\nほうき\nごみ袋（配ります）")
            .with("ask", "seen")
            .with("due", due.as_str().unwrap_or_default())
            .with("audience", "some")
            .with("block", block["block"].as_str().unwrap_or_default())
            // It hangs on the notice board too: a clean-up is anybody's business.
            .with("public", "on")
            .with("do", "check");
        let page = head.send(form)?;
        head.send(page.form("/check\"")?)?;
        // Held, so that it could be taken back; then it comes by itself.
        process::wait(Instant::now() + Duration::from_secs(120), || {
            let there = self.page().eval(&format!("document.body.innerText.includes({TITLE:?})"))?;
            Ok((there == true).then_some(()))
        })
        .context("the circular did not arrive")?;
        self.look("phone-association-home")?;
        self.press("link", "app-tab-home")?;
        self.page().read(TITLE)?;
        self.look("phone-home-association")
    }

    fn evening(&mut self) -> Result<()> {
        self.open_officers()?;
        self.page().press("link", TITLE)?;
        self.page().wait_for("the doors", "document.querySelector('.paper-walk .door')")?;
        self.look("phone-officer-walk")?;
        self.page().press("button", ON_PAPER)?;
        self.page().wait_for("the mark", "document.querySelector('.door[data-mark=delivered]')")?;
        self.look("phone-officer-walk-one")?;
        self.press("button", "officer-undo")?;
        self.page().wait_for("no mark", "!document.querySelector('.door[data-mark=delivered]')")?;
        let doors = "[...document.querySelectorAll('.paper-walk .page > .doors .door')]";
        let count = self.page().eval(&format!("{doors}.length"))?.as_u64().unwrap_or(0);
        for at in 0..count {
            self.page().eval(&format!("{doors}[{at}].click(); true"))?;
            self.page().wait_for("the next mark", &format!("{doors}[{at}].dataset.mark === 'delivered'"))?;
        }
        self.look("phone-officer-walk-done")?;
        self.press("radio", "officer-walk-read")?;
        self.page().press("button", ON_PAPER)?;
        self.page().wait_for("that it was read", "document.querySelector('.door[data-mark=read]')")?;
        self.look("phone-officer-walk-read")
    }

    fn drill(&mut self) -> Result<()> {
        self.open_officers()?;
        self.press("link", "officer-safety-detail")?;
        self.see("heading", "officer-safety")?;
        self.look("phone-officer-safety")?;
        self.press("link", "officer-safety-start-choose")?;
        self.see("button", "officer-safety-real-detail")?;
        self.look("phone-officer-safety-which")?;
        self.press("button", "officer-safety-real-detail")?;
        self.see("textbox", "officer-safety-what")?;
        self.write("officer-safety-what", "震度5強の地震")?;
        self.press("button", "safety-real-start")?;
        self.page().wait_for("that the word is missing", "document.querySelector('.field .error')")?;
        self.look("phone-officer-safety-real")?;
        self.press("button", "officer-safety-other")?;
        self.press("button", "officer-safety-drill-detail")?;
        self.write("officer-safety-what", "地震を想定した訓練")?;
        self.look("phone-officer-safety-drill")?;
        self.press("button", "safety-drill-start")?;
        self.see("heading", "officer-safety-walk")?;
        self.page().wait_for("the doors", "document.querySelectorAll('.safety-door').length > 3")?;
        self.look("phone-officer-safety-walk")?;
        self.page().eval("document.querySelector('.safety-door .button.main').click(); true")?;
        self.page().wait_for("one that is well", "document.querySelector('.safety-door[data-tone=well]')")?;
        self.look("phone-officer-safety-walk-one")?;
        self.page().eval(
            "[...document.querySelectorAll('.safety-door')][3].querySelector('.button:last-child').click(); true",
        )?;
        self.press("radio", "safety-help")?;
        self.write("officer-safety-note", "足が不自由。2階にいる")?;
        self.look("phone-officer-safety-tell")?;
        self.press("button", "officer-safety-tell")?;
        self.page().wait_for("a call for help", "document.querySelector('.safety-door[data-tone=help]')")?;
        self.press("link", "officer-safety-list-short")?;
        self.see("heading", "safety-drill-list")?;
        self.look("phone-officer-safety-list")
    }

    /// Every screen of the association, in the look that was chosen; the pictures' names begin with `look`.
    pub(super) fn association_screens(&mut self, look: &str) -> Result<()> {
        self.open_association()?;
        self.look(&format!("{look}-association"))?;
        for (key, name) in [
            ("association-calendar-detail", "calendar"),
            ("association-officers-all", "officers"),
            ("association-circulars-all", "circulars"),
        ] {
            self.open_association()?;
            self.door(key, &format!("{look}-association-{name}"))?;
        }
        for (key, name) in [
            ("officer-circulars-detail", "circulars"),
            ("officer-write-detail", "write"),
            ("officer-street-detail", "street"),
            ("officer-duties-detail", "duties"),
            ("officer-safety-detail", "safety"),
            ("officer-seat-detail", "seat"),
        ] {
            self.open_officers()?;
            self.door(key, &format!("{look}-officer-{name}"))?;
        }
        self.open_officers()?;
        self.look(&format!("{look}-officer"))?;
        // The door's own words hold those of what lies behind it.
        self.press("link", "officer-duties-detail")?;
        self.see("heading", "officer-duties")?;
        self.press("link", "officer-duty-plan")?;
        self.see("heading", "officer-duty-plan")?;
        self.look(&format!("{look}-officer-plan"))?;
        self.open_officers()?;
        self.press("link", "officer-circulars-detail")?;
        self.see("heading", "officer-circulars")?;
        self.page().press("link", TITLE)?;
        self.page().wait_for("the count", "document.querySelector('.reach-whole strong')")?;
        self.look(&format!("{look}-officer-reach"))?;
        self.press("link", "officer-walk-open")?;
        self.page().wait_for("the doors", "document.querySelector('.paper-walk .door')")?;
        self.look(&format!("{look}-officer-walk"))?;
        self.press("link", "officer-slip")?;
        self.see("heading", "officer-slip")?;
        self.look(&format!("{look}-officer-slip"))?;
        self.open_officers()?;
        self.press("link", "officer-safety-detail")?;
        self.see("heading", "officer-safety")?;
        self.press("link", "officer-safety-walk")?;
        self.page().wait_for("the doors", "document.querySelector('.safety-door')")?;
        self.look(&format!("{look}-officer-safety-walk"))?;
        self.press("link", "officer-safety-list-short")?;
        self.see("heading", "safety-drill-list")?;
        self.look(&format!("{look}-officer-safety-list"))?;
        self.press("link", "app-tab-settings")?;
        self.press("link", "officer-board-detail")?;
        self.see("heading", "officer-board")?;
        self.look(&format!("{look}-board"))?;
        self.press("link", "app-tab-home")
    }
}
