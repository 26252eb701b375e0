//! The main job, walked in the real window: first run, news for me, an article, keeping it, an emergency
//! without an account, reading on without a network. Then every other screen, looked at by axe-core.

mod association;
mod desktop;
mod handbook;
mod kiosk;
mod school;

use super::{City, words::Words};
use crate::{
    server::Server,
    window::{Launch, Page, Screen, Window},
    workspace::program,
};
use anyhow::{Context, Result, bail};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::Instant,
};

const PHONE: (u32, u32) = (390, 844);
const DESKTOP: (u32, u32) = (1280, 800);
const HEADLINE: &str = "あかね川流域に避難指示";

/// Walks, and answers how many steps passed.
pub fn walk(screen: &Screen, folder: &Path, city: City) -> Result<usize> {
    let pictures = folder.join("screenshots");
    std::fs::create_dir_all(&pictures)?;
    let mut server = Server::start(folder)?;
    println!("Server:    {}", server.url());
    let there = server.wait_for_news(city.code(), if city == City::Hinata { 80 } else { 1 })?;
    println!("           {there} announcements");
    let launch = Launch {
        program: program("itsumo")?,
        data: folder.join("device"),
        server: server.url(),
        size: Some(PHONE),
        extra: Vec::new(),
        env: Vec::new(),
        log: folder.join("app.log"),
    };
    let mut walk = Walk {
        window: Window::open(screen, &launch)?,
        words: Words::read("ja")?,
        pictures,
        passed: 0,
        serious: Vec::new(),
        rest: BTreeMap::new(),
        whole: false,
        at_school: false,
        in_association: false,
    };
    walk.first_run(city)?;
    walk.news_for_me()?;
    walk.emergency(&server, city)?;
    walk.without_network(&mut server)?;
    walk.account(&server)?;
    if city == City::Hinata {
        walk.school(&server, city)?;
        walk.at_school = true;
        walk.association(&server, city)?;
        walk.in_association = true;
    }
    walk.handbook()?;
    walk.every_other_screen()?;
    let mut walk = walk.again(screen, &launch, Some(DESKTOP))?;
    walk.on_the_desk()?;
    walk.second_start(screen, &launch, &server, city)?;
    let walk = walk.looks(screen, &launch)?.comes_back(screen, &launch)?.stays(screen, &launch)?;
    walk.in_the_hall(screen, &launch, &server, city)?.verdict()
}

struct Walk {
    window: Window,
    words: Words,
    pictures: PathBuf,
    passed: usize,
    serious: Vec<String>,
    rest: BTreeMap<String, usize>,
    /// Whether every picture must show whole lines: with large text.
    whole: bool,
    /// Whether there is a school to walk through.
    at_school: bool,
    /// Whether there is an association to walk through.
    in_association: bool,
}

impl Walk {
    fn page(&mut self) -> &mut Page {
        self.window.page()
    }

    /// One step of the way. A way that is broken cannot be walked on: the first failure ends it, with a
    /// picture of what was there.
    fn step(&mut self, what: &str, work: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let begun = Instant::now();
        if let Err(error) = work(self) {
            let _ = self.window.page().picture(&self.pictures.join("failed.png"));
            let crashed = self.window.check().err().map(|crash| format!("\n{crash:#}")).unwrap_or_default();
            bail!("{} steps passed, 1 failed\n\n{what}: {error:#}{crashed}\n  (failed.png shows it)", self.passed);
        }
        self.passed += 1;
        println!("  ✓ {what} ({:.1} s)", begun.elapsed().as_secs_f32());
        Ok(())
    }

    /// A picture of the screen, and axe-core's opinion of it.
    fn look(&mut self, name: &str) -> Result<()> {
        let file = self.pictures.join(format!("{name}.png"));
        self.page().picture(&file)?;
        if self.whole {
            self.nothing_is_cut_off().with_context(|| name.to_owned())?;
        }
        for found in self.page().axe()? {
            if found.serious() {
                self.serious.push(format!("{name}: {found}"));
            } else {
                *self.rest.entry(found.rule).or_default() += 1;
            }
        }
        Ok(())
    }

    fn press(&mut self, role: &str, key: &str) -> Result<()> {
        let name = self.words.get(key)?;
        self.page().press(role, &name)
    }
    fn see(&mut self, role: &str, key: &str) -> Result<()> {
        let name = self.words.get(key)?;
        self.page().see(role, &name)
    }
    fn read(&mut self, key: &str) -> Result<()> {
        let words = self.words.get(key)?;
        self.page().read(&words)
    }

    fn rows(&mut self) -> Result<u64> {
        Ok(self.page().eval("document.querySelectorAll('.rows .row').length")?.as_u64().unwrap_or(0))
    }
    fn first_title(&mut self) -> Result<String> {
        let title = self.page().eval("document.querySelector('.rows .row .title')?.innerText ?? ''")?;
        title.as_str().filter(|title| !title.is_empty()).map(str::to_owned).context("the list is empty")
    }

    fn first_run(&mut self, city: City) -> Result<()> {
        self.step("the app opens and says what it is", |walk| {
            walk.see("heading", "app-welcome-title")?;
            walk.look("phone-welcome")?;
            walk.press("button", "app-welcome-begin")
        })?;
        self.step("a city is chosen", |walk| {
            walk.see("heading", "app-welcome-city")?;
            walk.page().see("button", city.name())?;
            walk.look("phone-city")?;
            walk.page().press("button", city.name())
        })?;
        self.step("interests are chosen", |walk| {
            walk.see("heading", "app-welcome-topics")?;
            for topic in ["子育て", "ごみ・環境", "予防接種・健診"] {
                walk.page().press("button", topic)?;
            }
            walk.look("phone-topics")?;
            walk.press("button", "app-next")
        })?;
        self.step("a part of the city is chosen", |walk| {
            walk.see("heading", "app-welcome-areas")?;
            if city == City::Hinata {
                walk.page().press("button", "緑ヶ丘")?;
            }
            walk.look("phone-areas")?;
            walk.press("button", "app-next")
        })?;
        self.step("a child's month of birth may be skipped", |walk| {
            walk.see("heading", "app-welcome-child")?;
            walk.look("phone-child")?;
            walk.press("button", "app-skip-step")?;
            walk.see("heading", "app-welcome-done")?;
            walk.press("button", "app-welcome-open")
        })
    }

    fn news_for_me(&mut self) -> Result<()> {
        self.step("news for me arrives, each with the reason why", |walk| {
            walk.page().wait_for("rows of news", "document.querySelectorAll('.rows .row').length > 2")?;
            walk.page().wait_for(
                "a reason on every row",
                "[...document.querySelectorAll('.rows .row')].every((row) => row.querySelector('.why, .must'))",
            )?;
            walk.look("phone-home")
        })?;
        self.step("everything is one tap away", |walk| {
            let mine = walk.rows()?;
            walk.press("tab", "news-tab-all")?;
            walk.page().wait_for("more rows", &format!("document.querySelectorAll('.rows .row').length > {mine}"))?;
            walk.look("phone-all")?;
            walk.press("tab", "news-tab-for-me")?;
            walk.page().wait_for("my rows", &format!("document.querySelectorAll('.rows .row').length === {mine}"))
        })?;
        self.step("an article is read and says why it came", |walk| {
            let title = walk.first_title()?;
            walk.page().press("link", &title)?;
            walk.page().see("heading", &title)?;
            walk.read("news-why")?;
            walk.look("phone-article")
        })?;
        self.step("it is kept", |walk| {
            walk.press("button", "news-save")?;
            walk.page().wait_for("the mark of a kept article", "document.querySelector('.bar [aria-pressed=true]')")?;
            walk.press("button", "app-back")?;
            walk.press("link", "app-tab-saved")?;
            walk.page().wait_for("one kept article", "document.querySelectorAll('.rows .row').length === 1")?;
            walk.look("phone-saved")?;
            walk.press("link", "app-tab-home")
        })
    }

    fn emergency(&mut self, server: &Server, city: City) -> Result<()> {
        self.step("an emergency appears at once, without an account", |walk| {
            let said = server.publish_emergency(city.code(), HEADLINE)?;
            let begun = Instant::now();
            walk.page().see("link", HEADLINE)?;
            println!("    {} → on the screen {} ms later", said.trim(), begun.elapsed().as_millis());
            walk.look("phone-alert-banner")?;
            walk.page().press("link", HEADLINE)?;
            walk.page().see("heading", HEADLINE)?;
            walk.see("heading", "alert-what-to-do")?;
            walk.look("phone-alert")?;
            walk.press("button", "app-back")
        })
    }

    fn without_network(&mut self, server: &mut Server) -> Result<()> {
        self.step("the network is pulled, and that is normal", |walk| {
            server.stop()?;
            walk.read("app-offline")?;
            walk.look("phone-offline")
        })?;
        self.step("search and reading go on", |walk| {
            walk.press("link", "app-tab-search")?;
            walk.page().write("searchbox", "", "予防")?;
            walk.page().wait_for("results", "document.querySelectorAll('.rows .row mark').length > 0")?;
            walk.look("phone-search")?;
            let title = walk.first_title()?;
            walk.page().press("link", &title)?;
            walk.page().see("heading", &title)?;
            walk.page().wait_for("its text", "document.querySelector('.reading')?.innerText.length > 20")?;
            walk.press("button", "app-back")?;
            walk.press("link", "app-tab-home")
        })?;
        self.step("the network comes back by itself", |walk| {
            server.go_on()?;
            let offline = walk.words.get("app-offline")?;
            walk.page().wait_for("no word of being offline", &format!("!document.body.innerText.includes({offline:?})"))
        })
    }

    fn account(&mut self, server: &Server) -> Result<()> {
        const EMAIL: &str = "hana@example.jp";
        const PASSWORD: &str = "さくらのはなびらがまう";
        self.step("an account is there for those who want one", |walk| {
            walk.press("link", "app-tab-settings")?;
            walk.press("link", "account-title")?;
            for (entry, picture) in [
                ("account-sign-in", "phone-sign-in"),
                ("account-forgot", "phone-recover"),
                ("account-register", "phone-register"),
            ] {
                walk.press("link", entry)?;
                walk.see("textbox", "account-email")?;
                walk.look(picture)?;
                if entry != "account-register" {
                    walk.press("button", "app-back")?;
                }
            }
            walk.write("account-email", "hana")?;
            walk.write("account-password", PASSWORD)?;
            walk.press("button", "account-send-code")?;
            walk.page().wait_for("the mistake said beside its field", "document.querySelector('[role=alert]')")?;
            walk.look("phone-register-mistake")?;
            walk.write("account-email", EMAIL)?;
            walk.press("button", "account-send-code")?;
            walk.see("textbox", "account-code")?;
            let code = server.code_from_mail(EMAIL)?;
            walk.write("account-code", &code)?;
            walk.look("phone-register-code")?;
            walk.press("button", "account-confirm")?;
            walk.read("account-registered")?;
            walk.look("phone-registered")?;
            walk.press("link", "app-tab-home")
        })
    }

    fn write(&mut self, key: &str, text: &str) -> Result<()> {
        let name = self.words.get(key)?;
        self.page().write("textbox", &name, text)
    }

    /// The screens that the walk has not met on its way, once each.
    fn every_other_screen(&mut self) -> Result<()> {
        self.step("every other screen opens and is looked at", |walk| walk.settings("phone"))
    }

    /// All screens, in the look that was chosen; the pictures' names begin with `look`.
    fn every_screen(&mut self, look: &str) -> Result<()> {
        for (tab, name) in [("app-tab-search", "search"), ("app-tab-saved", "saved")] {
            self.press("link", "app-tab-home")?;
            self.press("link", tab)?;
            self.see("heading", tab)?;
            self.look(&format!("{look}-{name}"))?;
        }
        self.page().press("link", HEADLINE)?;
        self.see("heading", "alert-what-to-do")?;
        self.look(&format!("{look}-alert"))?;
        self.handbook_screens(look)?;
        if self.in_association {
            self.association_screens(look)?;
        }
        if self.at_school {
            self.school_screens(look)?;
        }
        self.settings(look)
    }

    /// Every entry of the settings, and what those lead to.
    fn settings(&mut self, look: &str) -> Result<()> {
        self.press("link", "app-tab-settings")?;
        self.page().wait_for("the settings", "document.querySelectorAll('main a.entry').length > 3")?;
        self.look(&format!("{look}-settings"))?;
        let mut seen = 0;
        let entries = self.entries()?;
        for entry in &entries {
            seen += 1;
            self.enter(entry, &format!("{look}-settings-{seen}"))?;
            for inner in self.entries()? {
                seen += 1;
                self.enter(&inner, &format!("{look}-settings-{seen}"))?;
                self.press("button", "app-back")?;
                self.page().see("link", &inner)?;
            }
            self.press("button", "app-back")?;
            self.page().see("link", entry)?;
        }
        println!("    {} screens of settings", seen + 1);
        self.press("link", "app-tab-home")
    }

    fn entries(&mut self) -> Result<Vec<String>> {
        let names = self.page().eval(
            "JSON.stringify([...document.querySelectorAll('main a.entry')].map((a) => \
             (a.querySelector('.words')?.firstChild?.textContent ?? a.textContent).trim()))",
        )?;
        let mut names: Vec<String> = serde_json::from_str(names.as_str().unwrap_or("[]"))?;
        // The ways to the school and the association are walked with them.
        let walked = ["school-entry", "school-title", "association-entry", "association-title"];
        let walked = walked.map(|key| self.words.get(key)).into_iter().collect::<Result<Vec<_>>>()?;
        names.retain(|name| !walked.contains(name));
        Ok(names)
    }

    fn enter(&mut self, entry: &str, picture: &str) -> Result<()> {
        let before = self.page().eval("document.querySelector('main h1')?.innerText ?? ''")?;
        self.page().press("link", entry)?;
        self.page().wait_for(
            &format!("the screen behind “{entry}”"),
            &format!("document.querySelector('main h1') && document.querySelector('main h1').innerText !== {before}"),
        )?;
        self.look(picture)
    }

    /// The app is ended and started again, as large as said or as it was.
    fn again(self, screen: &Screen, launch: &Launch, size: Option<(u32, u32)>) -> Result<Self> {
        let launch = Launch { size, ..launch.clone() };
        self.reopened(|| Window::open(screen, &launch))
    }

    /// The window is closed, and walked on in another.
    fn reopened(self, open: impl FnOnce() -> Result<Window>) -> Result<Self> {
        let Self { window, words, pictures, passed, serious, rest, whole, at_school, in_association } = self;
        window.close()?;
        Ok(Self { window: open()?, words, pictures, passed, serious, rest, whole, at_school, in_association })
    }

    fn on_the_desk(&mut self) -> Result<()> {
        self.step("started again, on a desk: the list is there at once, the article beside it", |walk| {
            walk.page().wait_for("rows of news", "document.querySelectorAll('.rows .row').length > 2")?;
            walk.look("desktop-home")?;
            let title = walk.first_title()?;
            walk.page().press("link", &title)?;
            walk.page().see("heading", &title)?;
            walk.page().wait_for("the list beside it", "document.querySelector('.rows .row')?.offsetParent")?;
            walk.look("desktop-article")
        })?;
        self.step("every screen on a desk", |walk| walk.every_screen("desktop"))
    }

    /// Dark, and text twice as large, chosen as a person does.
    fn looks(mut self, screen: &Screen, launch: &Launch) -> Result<Self> {
        self.step("dark, as chosen in the settings", |walk| {
            walk.choose("settings-theme-dark")?;
            walk.press("link", "app-tab-home")?;
            walk.page().wait_for("rows of news", "document.querySelectorAll('.rows .row').length > 2")?;
            walk.look("desktop-dark-home")?;
            walk.every_screen("desktop-dark")
        })?;
        let mut walk = self.again(screen, launch, Some(PHONE))?;
        walk.step("dark on the phone", |walk| {
            walk.page().wait_for("rows of news", "document.querySelectorAll('.rows .row').length > 2")?;
            walk.look("phone-dark-home")?;
            let title = walk.first_title()?;
            walk.page().press("link", &title)?;
            walk.page().see("heading", &title)?;
            walk.look("phone-dark-article")?;
            walk.press("button", "app-back")?;
            walk.every_screen("phone-dark")
        })?;
        walk.step("text of 200 % loses nothing", |walk| {
            walk.choose("settings-theme-light")?;
            walk.choose_text_size()?;
            walk.whole = true;
            walk.every_screen("phone-200")?;
            walk.page().wait_for("rows of news", "document.querySelectorAll('.rows .row').length > 2")?;
            walk.look("phone-200-home")?;
            let title = walk.first_title()?;
            walk.page().press("link", &title)?;
            walk.page().see("heading", &title)?;
            walk.look("phone-200-article")?;
            walk.whole = false;
            walk.press("button", "app-back")?;
            walk.open_look_settings()?;
            walk.press("radio", "settings-size-100")
        })?;
        walk.step("the same in English and in easy Japanese", |walk| {
            for locale in ["en", "ja-easy", "ja"] {
                walk.press("link", "app-tab-settings")?;
                walk.press("link", "settings-language")?;
                let words = Words::read(locale)?;
                let name = words.get(&format!("settings-language-{locale}"))?;
                walk.page().press("radio", &name)?;
                walk.words = words;
                walk.see("heading", "settings-language")?;
                walk.press("link", "app-tab-home")?;
                walk.page().wait_for("rows of news", "document.querySelectorAll('.rows .row').length > 2")?;
                if locale != "ja" {
                    walk.look(&format!("phone-{locale}-home"))?;
                    let title = walk.first_title()?;
                    walk.page().press("link", &title)?;
                    walk.page().see("heading", &title)?;
                    walk.look(&format!("phone-{locale}-article"))?;
                    walk.press("button", "app-back")?;
                    walk.handbook_screens(&format!("phone-{locale}"))?;
                    if walk.in_association {
                        walk.association_screens(&format!("phone-{locale}"))?;
                    }
                    if walk.at_school {
                        walk.school_screens(&format!("phone-{locale}"))?;
                    }
                    walk.press("link", "app-tab-settings")?;
                    walk.look(&format!("phone-{locale}-settings"))?;
                    walk.page().press("link", HEADLINE)?;
                    walk.see("heading", "alert-what-to-do")?;
                    walk.look(&format!("phone-{locale}-alert"))?;
                }
            }
            Ok(())
        })?;
        Ok(walk)
    }

    /// Nothing scrolls sideways but rows of chips and tables of figures, which are made for it: those that can be
    /// reached by the keyboard and have a name.
    fn nothing_is_cut_off(&mut self) -> Result<()> {
        let wide = self.page().eval(
            "[...document.querySelectorAll('html, body, body *')].filter((e) => {
                 const style = getComputedStyle(e);
                 return e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0 && !e.classList.contains('scroll')
                     && !(e.matches('[role=region][tabindex=\"0\"][aria-label]') && e.querySelector(':scope > table'))
                     && (e === document.documentElement || ['auto', 'scroll'].includes(style.overflowX));
             }).map((e) => `<${e.tagName.toLowerCase()} class=\"${e.className}\"> ${e.scrollWidth} > ${e.clientWidth}`).join('; ')",
        )?;
        match wide.as_str() {
            Some("") => Ok(()),
            found => bail!("wider than the screen: {}", found.unwrap_or_default()),
        }
    }

    fn open_look_settings(&mut self) -> Result<()> {
        self.press("link", "app-tab-settings")?;
        self.press("link", "settings-look")
    }

    fn choose(&mut self, key: &str) -> Result<()> {
        self.open_look_settings()?;
        self.press("radio", key)
    }

    fn choose_text_size(&mut self) -> Result<()> {
        self.open_look_settings()?;
        self.press("radio", "settings-size-200")
    }

    /// No serious finding may be left; the rest is told.
    fn verdict(self) -> Result<usize> {
        let Self { window, passed, serious, rest, .. } = self;
        window.close()?;
        if !rest.is_empty() {
            let rest: Vec<_> = rest.iter().map(|(rule, screens)| format!("{rule} on {screens}")).collect();
            println!("  axe-core, not serious: {}", rest.join(", "));
        }
        if !serious.is_empty() {
            bail!(
                "{passed} steps passed, but axe-core has {} serious findings:\n  {}",
                serious.len(),
                serious.join("\n  ")
            );
        }
        println!("  ✓ axe-core has no serious finding on any screen");
        Ok(passed + 1)
    }
}
