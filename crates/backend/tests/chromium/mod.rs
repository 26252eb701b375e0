//! The installed Chromium, driven by its own driver. Where there is none this fails and says so, unless
//! `ITSUMO_NO_BROWSER` is set.

use serde_json::{Value as Json, json};
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

/// Under which WebDriver says an element's id (W3C WebDriver, §12.3).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// The driver and the one window it drives; both end with it.
pub struct Browser {
    driver: Child,
    port: u16,
    session: String,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// A window; `None` where there is to be none.
    pub fn open() -> Option<Self> {
        Self::open_with(true)
    }

    /// The same, with or without scripts.
    pub fn open_with(scripts: bool) -> Option<Self> {
        if std::env::var_os("ITSUMO_NO_BROWSER").is_some_and(|value| !value.is_empty()) {
            return None;
        }
        let driver = Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut driver = driver.expect(
            "no chromedriver is installed: install one (apt-get install chromium chromium-driver) or set \
             ITSUMO_NO_BROWSER=1 to leave this out",
        );
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let said = lines.find_map(|line| line.unwrap().split_once("successfully on port ").map(|(_, p)| p.to_owned()));
        let port = said.unwrap().trim_end_matches('.').parse().unwrap();
        std::thread::spawn(move || lines.for_each(drop));
        let profile = tempfile::tempdir().unwrap();
        let mut browser = Self { driver, port, session: String::new(), _profile: profile };
        let data = format!("--user-data-dir={}", browser._profile.path().display());
        let args = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", data.as_str()];
        let allowed = if scripts { 1 } else { 2 };
        let prefs = json!({ "profile.managed_default_content_settings.javascript": allowed });
        let options = json!({ "args": args, "prefs": prefs });
        let wants = json!({ "capabilities": { "alwaysMatch": { "goog:chromeOptions": options } } });
        let session = browser.ask("POST", "/session", Some(wants));
        browser.session = session["sessionId"].as_str().unwrap_or_else(|| panic!("{session}")).to_owned();
        Some(browser)
    }

    pub fn ask(&self, method: &str, path: &str, body: Option<Json>) -> Json {
        let body = body.map(|json| json.to_string()).unwrap_or_default();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let answer = self.exchange(&request).unwrap_or_else(|| panic!("the driver hung up on {method} {path}"));
        serde_json::from_slice::<Json>(&answer).unwrap()["value"].take()
    }

    /// What the driver answers to `request`; `None` when it hangs up before it has said anything.
    fn exchange(&self, request: &str) -> Option<Vec<u8>> {
        let mut socket = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        socket.write_all(request.as_bytes()).unwrap();
        // The driver keeps the line open: the answer is as long as it says.
        let mut reader = BufReader::new(socket);
        let (mut line, mut length) = (String::new(), None);
        while reader.read_line(&mut line).ok()? > 2 {
            if let Some(said) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = Some(said.trim().parse().unwrap());
            }
            line.clear();
        }
        let mut answer = vec![0; length?];
        reader.read_exact(&mut answer).unwrap();
        Some(answer)
    }

    pub fn here(&self, method: &str, path: &str, body: Json) -> Json {
        let body = (method == "POST").then_some(body);
        self.ask(method, &format!("/session/{}{path}", self.session), body)
    }

    pub fn go(&self, url: &str) {
        assert_eq!(self.here("POST", "/url", json!({ "url": url })), Json::Null);
    }

    pub fn run(&self, script: &str, args: Json) -> Json {
        self.here("POST", "/execute/sync", json!({ "script": script, "args": args }))
    }

    /// The first element that fits, if the page has one at this moment: one that is just being loaded has none.
    pub fn find(&self, css: &str) -> Option<String> {
        let found = self.here("POST", "/element", json!({ "using": "css selector", "value": css }));
        Some(found.get(ELEMENT)?.as_str()?.to_owned())
    }

    /// The same of a page that is sure to have it.
    pub fn element(&self, css: &str) -> String {
        self.find(css).unwrap_or_else(|| panic!("nothing fits {css}"))
    }

    pub fn type_into(&self, css: &str, text: &str) {
        let element = self.element(css);
        let typed = self.here("POST", &format!("/element/{element}/value"), json!({ "text": text }));
        assert_eq!(typed, Json::Null);
    }

    pub fn click(&self, css: &str) {
        let element = self.element(css);
        assert_eq!(self.here("POST", &format!("/element/{element}/click"), json!({})), Json::Null);
    }

    /// What axe-core has against the page as it is, of what is serious.
    pub fn axe(&self) -> Json {
        let axe = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/window/axe.min.js"));
        let script = format!(
            "{}; const done = arguments[arguments.length - 1]; axe.run().then((found) => done(found.violations
             .filter((one) => ['serious', 'critical'].includes(one.impact)).map((one) => one.id + ' ' + one.nodes[0].html + ' ' + one.nodes[0].failureSummary)))",
            axe.unwrap()
        );
        self.here("POST", "/execute/async", json!({ "script": script, "args": [] }))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() {
            let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.here("DELETE", "", Json::Null)));
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
