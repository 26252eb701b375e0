//! A browser of the school's staff, as small as one can be: pages, the forms on them, cookies. It presses what stands on
//! a page and nothing else, so that what it does a teacher can do.

use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;

/// Somebody of the staff before the console.
pub struct Staff {
    url: String,
    city: String,
    cookies: BTreeMap<String, String>,
    agent: ureq::Agent,
}

/// A page as it came.
pub struct ConsolePage(String);

/// A form as a browser would send it: where to, as what, and the fields that nobody has to fill in.
pub struct Form {
    action: String,
    files: bool,
    fields: Vec<(String, String)>,
}

impl Staff {
    /// Before the console of a city, signed out.
    pub fn new(url: &str, city: &str) -> Self {
        let config = ureq::Agent::config_builder().max_redirects(0).http_status_as_error(false);
        let agent = config.build().into();
        Self { url: url.to_owned(), city: city.to_owned(), cookies: BTreeMap::new(), agent }
    }

    /// Makes an account with the code that `mailed` brings.
    pub fn register(&mut self, email: &str, password: &str, mailed: impl FnOnce() -> Result<String>) -> Result<()> {
        let path = format!("/console/{}/account", self.city);
        let page = self.page(&path)?;
        let page = self.send(page.form(&path)?.with("email", email).with("password", password))?;
        let code = mailed()?;
        self.send(page.form("/account/code")?.with("code", &code))?;
        Ok(())
    }

    /// Takes the seat of a code. Answers the page of the seats.
    pub fn take_seat(&mut self, code: &str) -> Result<ConsolePage> {
        let path = format!("/console/{}", self.city);
        let page = self.page(&path)?;
        self.send(page.form(&format!("action=\"{path}\""))?.with("code", code))
    }

    /// Takes a class teacher's seat. Answers where the board of the class is.
    pub fn take_class(&mut self, code: &str) -> Result<String> {
        let facility = self.take_seat(code)?.link("/board")?;
        let board = self.page(&facility)?.link("/board/").unwrap_or(facility);
        Ok(board.split('?').next().unwrap_or_default().to_owned())
    }

    /// A page, wherever it leads.
    pub fn page(&mut self, path: &str) -> Result<ConsolePage> {
        let mut path = path.to_owned();
        for _ in 0..5 {
            let asked = self.agent.get(format!("{}{path}", self.url)).header("cookie", self.cookie());
            let answer = asked.call()?;
            self.keep(answer.headers());
            match answer.status().as_u16() {
                200 => return Ok(ConsolePage(answer.into_body().read_to_string()?)),
                300..=399 => path = location(answer.headers())?,
                status => bail!("{path}: {status}\n{}", words(&answer.into_body().read_to_string()?)),
            }
        }
        bail!("{path} leads in a ring")
    }

    /// Sends a form, and goes where it leads.
    pub fn send(&mut self, form: Form) -> Result<ConsolePage> {
        let (kind, body) = form.body();
        let asked = self.agent.post(format!("{}{}", self.url, form.action));
        let asked = asked.header("cookie", self.cookie()).header("origin", &self.url).header("content-type", kind);
        let answer = asked.send(body)?;
        self.keep(answer.headers());
        match answer.status().as_u16() {
            300..=399 => {
                let to = location(answer.headers())?;
                self.page(&to)
            }
            status => bail!("{}: {status}\n{}", form.action, words(&answer.into_body().read_to_string()?)),
        }
    }

    fn cookie(&self) -> String {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    fn keep(&mut self, headers: &ureq::http::HeaderMap) {
        for set in headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok()) {
            if let Some((name, value)) = set.split(';').next().and_then(|pair| pair.split_once('=')) {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

fn location(headers: &ureq::http::HeaderMap) -> Result<String> {
    let to = headers.get("location").and_then(|to| to.to_str().ok()).context("a way that leads nowhere")?;
    Ok(to.split('#').next().unwrap_or_default().to_owned())
}

impl ConsolePage {
    /// Whether it says or holds `text`.
    pub fn has(&self, text: &str) -> bool {
        self.0.contains(text)
    }

    /// The first link whose address holds `part`.
    pub fn link(&self, part: &str) -> Result<String> {
        let found = self.0.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let link = found.map(unescaped).find(|link| link.contains(part));
        link.with_context(|| format!("no link to {part}; the page reads: {}", words(&self.0)))
    }

    /// The form whose tag holds `mark`: its id, or where it is sent to.
    pub fn form(&self, mark: &str) -> Result<Form> {
        let (tag, inner) = self
            .0
            .split("<form ")
            .skip(1)
            .filter_map(|rest| rest.split_once('>'))
            .find(|(tag, _)| tag.contains(mark) && tag.contains("post"))
            .with_context(|| format!("no form {mark}; the page reads: {}", words(&self.0)))?;
        let inner = inner.split("</form>").next().unwrap_or_default();
        let mut fields = Vec::new();
        for tag in inner.split("<input ").skip(1).filter_map(|rest| rest.split('>').next()) {
            let kind = attribute(tag, "type").unwrap_or_default();
            let on = !matches!(kind.as_str(), "checkbox" | "radio") || tag.contains("checked");
            if let (Some(name), true) = (attribute(tag, "name"), on && kind != "file") {
                fields.push((name, attribute(tag, "value").unwrap_or_default()));
            }
        }
        // Warnings are read and ticked off.
        for tag in inner.split("<input ").skip(1).filter_map(|rest| rest.split('>').next()) {
            if let (Some("tick"), Some(value)) = (attribute(tag, "name").as_deref(), attribute(tag, "value")) {
                fields.push(("tick".to_owned(), value));
            }
        }
        let action = attribute(tag, "action").context("a form that is sent nowhere")?;
        Ok(Form { action, files: tag.contains("multipart"), fields })
    }
}

impl Form {
    /// Fills in a field, in place of what stood there.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(other, _)| other != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    fn body(&self) -> (String, String) {
        if self.files {
            const EDGE: &str = "----itsumo-form-edge";
            let part = |(name, value): &(String, String)| {
                format!("--{EDGE}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
            };
            let parts: String = self.fields.iter().map(part).collect();
            return (format!("multipart/form-data; boundary={EDGE}"), format!("{parts}--{EDGE}--\r\n"));
        }
        let pairs: Vec<_> =
            self.fields.iter().map(|(name, value)| format!("{}={}", percent(name), percent(value))).collect();
        ("application/x-www-form-urlencoded".to_owned(), pairs.join("&"))
    }
}

fn percent(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!("{name}=\""))?;
    Some(unescaped(rest.split('"').next()?))
}

fn unescaped(text: &str) -> String {
    text.replace("&quot;", "\"")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&amp;", "&")
        .replace("&#38;", "&")
}

/// What a page reads, for errors.
fn words(html: &str) -> String {
    let body = html.split("<main").nth(1).unwrap_or(html);
    let text: String = body.split('<').filter_map(|part| Some(part.split_once('>')?.1)).collect::<Vec<_>>().join(" ");
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(600).collect()
}
