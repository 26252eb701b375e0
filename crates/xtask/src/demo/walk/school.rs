//! The school, walked: a letter's code, an absence in three taps, the teacher who knows, a notice answered, the question
//! of the morning. The teacher sits before the console, over HTTP; the parent holds the window.

use super::{City, Walk};
use crate::{process, server::Server, staff::Staff};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::time::{Duration, Instant};

/// Twins, in two classes of the same school: one item for both.
const CHILD: &str = "佐藤 さくら";
const TWIN: &str = "佐藤 つばき";
const CLASS: &str = "1年2組";
const TEACHER: &str = "tannin@example.jp";
const CLASS_OF_THE_TWIN: &str = "1年1組";
const TEACHER_OF_THE_TWIN: &str = "tannin-1-1@example.jp";
/// The file of their school.
const SCHOOL: &str = "asahi-school.toml";
const TITLE: &str = "校外学習の持ち物とお弁当についてのお願い";

impl Walk {
    /// The code of the letter for a child, out of what the demonstration told.
    fn letter(told: &Value, name: &str) -> Result<String> {
        let pupils =
            told["facilities"].as_array().into_iter().flatten().filter_map(|facility| facility["pupils"].as_array());
        let code = pupils.flatten().find(|pupil| pupil["name"] == name).and_then(|pupil| pupil["code"].as_str());
        code.map(str::to_owned).with_context(|| format!("no letter for {name}"))
    }

    fn seat(told: &Value, title: &str) -> Result<String> {
        let seats =
            told["facilities"].as_array().into_iter().flatten().filter_map(|facility| facility["seats"].as_array());
        let fits = |seat: &&Value| seat["title"].as_str().is_some_and(|its| its.contains(title));
        let code = seats.flatten().find(fits).and_then(|seat| seat["code"].as_str());
        code.map(str::to_owned).with_context(|| format!("no seat called {title}"))
    }

    fn join(&mut self, code: &str, picture: &str) -> Result<()> {
        self.write("school-join-code", code)?;
        self.write("school-join-name", "佐藤 花")?;
        self.press("radio", "school-relation-mother")?;
        self.look(&format!("{picture}-filled"))?;
        self.press("button", "school-join-do")?;
        self.see("heading", "school-joined")?;
        self.look(picture)
    }

    pub(super) fn school(&mut self, server: &Server, city: City) -> Result<()> {
        let mut told = Value::Null;
        let mut teacher = Staff::new(&server.url(), city.code());
        let mut board = String::new();
        self.step("a school moves in, and its teacher takes a seat with a code", |_| {
            told = server.school_demo(city.code())?;
            teacher.register(TEACHER, "けさもげんきにおはよう", || server.code_from_mail(TEACHER))?;
            board = teacher.take_class(&Self::seat(&told, CLASS)?)?;
            Ok(())
        })?;
        self.step("a parent joins a child with the code of the school's letter", |walk| {
            walk.press("link", "app-tab-settings")?;
            walk.press("link", "school-entry")?;
            walk.see("heading", "school-empty")?;
            walk.look("phone-school-empty")?;
            walk.press("link", "school-join")?;
            walk.see("textbox", "school-join-code")?;
            walk.look("phone-school-join")?;
            walk.write("school-join-code", "7K3M-Q0")?;
            walk.press("button", "school-join-do")?;
            walk.page().wait_for("the slip beside its field", "document.querySelector('.field .error')")?;
            walk.look("phone-school-join-slip")?;
            walk.join(&Self::letter(&told, CHILD)?, "phone-school-joined")?;
            walk.press("link", "school-to-home")?;
            walk.page().read(CHILD)?;
            walk.look("phone-school-home-first")
        })?;
        self.step("from the first screen an absence takes two taps", |walk| {
            walk.press("link", "app-tab-home")?;
            // The school's own screen has a button of this name too.
            walk.page().wait_for("the child's card", "document.querySelector('.needs-me .day-card')")?;
            walk.press("link", "school-tell")?;
            walk.see("button", "school-form-send")?;
            walk.look("phone-school-form")?;
            walk.press("button", "school-form-send")?;
            walk.read("school-arrived")?;
            walk.look("phone-school-absence")
        })?;
        self.step("the teacher confirms it, and the phone says so", |walk| {
            let day = walk.page().eval("(new Date(Date.now() + 9 * 36e5)).toISOString().slice(0, 10)")?;
            let day = day.as_str().context("no day")?.to_owned();
            // On whichever of the next days there is school.
            let mut page = None;
            for ahead in 0..20 {
                let day = walk
                    .page()
                    .eval(&format!("new Date(Date.parse('{day}') + {ahead} * 864e5).toISOString().slice(0, 10)"))?;
                let shown = teacher.page(&format!("{board}?day={}", day.as_str().unwrap_or_default()))?;
                if shown.has("confirm-all") {
                    page = Some(shown);
                    break;
                }
            }
            let form = page.context("no day of the board has the absence")?.form("confirm-all")?;
            let begun = Instant::now();
            teacher.send(form)?;
            walk.read("school-confirmed")?;
            println!("    said on the phone {} ms later", begun.elapsed().as_millis());
            walk.look("phone-school-confirmed")?;
            walk.press("link", "app-tab-home")?;
            walk.read("school-confirmed")?;
            walk.look("phone-home-school")
        })?;
        self.step("her twin is joined too", |walk| {
            walk.press("link", "app-tab-school")?;
            walk.press("link", "school-join-short")?;
            walk.join(&Self::letter(&told, TWIN)?, "phone-school-joined-twin")?;
            walk.press("link", "school-to-home")?;
            walk.page().read(TWIN)
        })?;
        self.step("a notice is written, held, sent, and arrives", |walk| {
            let home = board.split("/board").next().unwrap_or_default().to_owned();
            let list = teacher.page(&format!("{home}/notices"))?;
            let page = teacher.send(list.form("/notices\"")?)?;
            let in_days = |walk: &mut Self, days: u32| -> Result<String> {
                let day =
                    walk.page().eval(&format!("new Date(Date.now() + {days} * 864e5).toISOString().slice(0, 10)"))?;
                Ok(day.as_str().unwrap_or_default().to_owned())
            };
            let (soon, later) = (in_days(walk, 6)?, in_days(walk, 9)?);
            let mut form = page.form("id=\"compose\"")?;
            // The template's other languages go: they would speak of something else.
            for field in ["title", "block-0", "block-1", "block-2", "block-3", "options"] {
                form = form.with(&format!("{field}-easy"), "").with(&format!("{field}-en"), "");
            }
            let form = form
                .with("title-ja", TITLE)
                .with("block-0", "heading")
                .with("block-0-ja", "当日の予定")
                .with("block-1", "text")
                .with(
                    "block-1-ja",
                    "市民の森へ出かけます。8時30分に校庭に集まり、14時30分ごろに戻ります。雨のときは学校で過ごします。",
                )
                .with("block-2", "date")
                .with("block-2-day", &later)
                .with("block-2-time", "08:30")
                .with("block-2-ja", "校外学習（市民の森）")
                .with("block-3", "bring")
                .with("block-3-day", &later)
                .with("block-3-ja", "お弁当、水筒、雨具、敷物")
                // What the template had besides is left out.
                .with("block-4", "")
                .with("ask", "choice")
                .with("options-ja", "参加します\n参加しません")
                .with("per", "child")
                .with("due", &soon)
                .with("do", "check");
            let page = teacher.send(form)?;
            teacher.send(page.form("/check\"")?)?;
            // Held, so that it could be taken back; then it comes by itself.
            process::wait(Instant::now() + Duration::from_secs(90), || {
                let there = walk.page().eval(&format!("document.body.innerText.includes({TITLE:?})"))?;
                Ok((there == true).then_some(()))
            })
            .context("the notice did not arrive")?;
            walk.look("phone-school-home")?;
            walk.press("link", "school-notices-all")?;
            walk.page().wait_for("the list", "document.querySelector('.split .pane.list .row')")?;
            walk.look("phone-school-notices")?;
            walk.page().press("link", TITLE)?;
            walk.page().see("heading", TITLE)?;
            walk.look("phone-school-notice")
        })?;
        self.step("it is answered, and the day goes into the calendar", |walk| {
            walk.page().press("radio", "参加します")?;
            walk.press("button", "answer-do")?;
            walk.see("button", "answer-change")?;
            walk.read("school-arrived")?;
            walk.page().eval("document.querySelector('.reply')?.scrollIntoView()")?;
            walk.look("phone-school-answered")?;
            walk.press("link", "app-tab-school")?;
            walk.press("link", "school-calendar-detail")?;
            walk.see("heading", "school-calendar")?;
            walk.look("phone-school-calendar")
        })?;
        self.step("the school asks where a child is of whom nothing is known", |walk| {
            // On a day with lessons, after they began; whatever day and hour it is.
            let today = walk.page().eval("(new Date(Date.now() + 9 * 36e5)).toISOString().slice(0, 10)")?;
            server.school_day(city.code(), SCHOOL, today.as_str().context("no day")?)?;
            let mut teacher = Staff::new(&server.url(), city.code());
            let mail = TEACHER_OF_THE_TWIN;
            teacher.register(mail, "けさもげんきにおはよう", || server.code_from_mail(mail))?;
            let board = teacher.take_class(&Self::seat(&told, CLASS_OF_THE_TWIN)?)?;
            let page = teacher.page(&board)?;
            teacher.send(page.form("id=\"ask\"")?)?;
            walk.press("link", "app-tab-home")?;
            walk.see("button", "school-arrival-left-home")?;
            walk.look("phone-school-question")?;
            walk.press("button", "school-arrival-left-home")?;
            walk.read("school-arrived")?;
            walk.look("phone-school-question-answered")?;
            server.school_as_it_is(city.code(), SCHOOL)
        })?;
        self.step("every other screen of the school opens and is looked at", |walk| walk.school_screens("phone"))
    }

    /// Every screen of the school, in the look that was chosen; the pictures' names begin with `look`.
    pub(super) fn school_screens(&mut self, look: &str) -> Result<()> {
        self.press("link", "app-tab-school")?;
        self.see("heading", "school-title")?;
        self.look(&format!("{look}-school"))?;
        for (key, name) in [
            ("school-absences-detail", "absences"),
            ("school-calendar-detail", "month"),
            ("school-answers-detail", "answers"),
            ("school-join-short", "join"),
            ("school-notices-all", "notices"),
        ] {
            self.press("link", "app-tab-school")?;
            self.see("heading", "school-title")?;
            self.door(key, &format!("{look}-school-{name}"))?;
        }
        self.press("link", "app-tab-school")?;
        self.press("link", "school-absences-detail")?;
        self.see("heading", "school-absences")?;
        self.page().press("link", CHILD)?;
        self.see("link", "school-edit")?;
        self.look(&format!("{look}-school-absence"))?;
        self.press("link", "school-edit")?;
        self.see("heading", "school-form-edit")?;
        self.look(&format!("{look}-school-edit"))?;
        self.press("link", "app-tab-school")?;
        self.press("link", "school-notices-all")?;
        // The first screen has a line of it too.
        self.page().wait_for("the list", "document.querySelector('.split .pane.list .row')")?;
        self.page().press("link", TITLE)?;
        self.page().see("heading", TITLE)?;
        self.look(&format!("{look}-school-notice"))?;
        self.press("link", "app-tab-home")?;
        // The school's own screen has a button of this name too.
        self.page().wait_for("the child's card", "document.querySelector('.needs-me .day-card')")?;
        self.press("link", "school-tell")?;
        self.see("button", "school-form-send")?;
        self.look(&format!("{look}-school-form"))?;
        self.press("link", "app-tab-school")?;
        self.see("heading", "school-title")?;
        self.page().press("link", &format!("{CHILD} "))?;
        self.see("link", "school-looked")?;
        self.look(&format!("{look}-school-child"))?;
        self.press("link", "school-looked-detail")?;
        self.see("heading", "school-looked")?;
        let asked = self.words.get("school-looked-asked")?;
        self.page().read(&asked)?;
        self.look(&format!("{look}-school-looked"))?;
        self.press("button", "app-back")?;
        self.press("link", "school-feed-short")?;
        self.press("button", "feed-make")?;
        self.see("button", "feed-copy")?;
        self.look(&format!("{look}-school-feed"))?;
        let link = self.page().eval("document.querySelector('.typed-code')?.innerText ?? ''")?;
        ensure!(link.as_str().is_some_and(|link| link.starts_with("http")), "no address: {link}");
        self.press("link", "app-tab-home")
    }
}
