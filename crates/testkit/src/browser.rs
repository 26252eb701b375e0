//! A browser without scripts: it keeps cookies, follows redirects, and presses buttons by what they say. What a page
//! needs a script for, it does not do, and so a story told with it shows that the pages work without.

use anyhow::{Context, Result, bail};
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

/// Most redirects followed in a row.
const MOST_REDIRECTS: usize = 5;

/// A browser at one site.
pub struct Browser {
    client: reqwest::Client,
    site: String,
    cookies: Mutex<BTreeMap<String, String>>,
}

/// A page as it came.
#[derive(Clone, Debug)]
pub struct Page {
    /// The status of the answer.
    pub status: u16,
    /// Where it was found, from the site's root on, with its query.
    pub at: String,
    /// Its source.
    pub html: String,
    buttons: Vec<Button>,
    forms: Vec<Form>,
    /// The text that is seen, and for each child's row of a board its own.
    text: String,
    rows: Vec<String>,
    links: Vec<(String, String)>,
}

#[derive(Clone, Debug, Default)]
struct Form {
    id: String,
    action: String,
    post: bool,
    multipart: bool,
    fields: Vec<(String, String)>,
}

#[derive(Clone, Debug)]
struct Button {
    text: String,
    form: usize,
    named: Option<(String, String)>,
}

impl Browser {
    /// A browser that was never here.
    ///
    /// # Errors
    /// When no client can be made.
    pub fn new(site: &str) -> Result<Self> {
        let client = itsumo_engine::http::client(&itsumo_engine::ExtraCa::default())?;
        Ok(Self { client, site: site.to_owned(), cookies: Mutex::default() })
    }

    /// Opens a page.
    ///
    /// # Errors
    /// When the server does not answer. Any status is an answer.
    pub async fn open(&self, path: &str) -> Result<Page> {
        self.go(path.to_owned(), None).await
    }

    /// Presses the first button that says all of these words, and shows the page that comes.
    ///
    /// # Errors
    /// When there is no such button, or no answer.
    pub async fn press(&self, page: &Page, words: &str) -> Result<Page> {
        self.send(page, words, &[]).await
    }

    /// Fills in fields and presses the button.
    ///
    /// # Errors
    /// When there is no such button, or no answer.
    pub async fn send(&self, page: &Page, words: &str, typed: &[(&str, &str)]) -> Result<Page> {
        let says = |button: &&Button| words.split_whitespace().all(|word| button.text.contains(word));
        let button = page.buttons.iter().find(says);
        let button = button.with_context(|| {
            let all: Vec<&str> = page.buttons.iter().map(|button| button.text.as_str()).collect();
            format!("no button {words:?} on {} ({}): {all:?}\n{}", page.at, page.status, page.text)
        })?;
        let form = page.forms.get(button.form).context("a button of no form")?;
        let mut fields = form.fields.clone();
        fields.retain(|(name, _)| !typed.iter().any(|(typed, _)| typed == name));
        fields.extend(typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        fields.extend(button.named.clone());
        let action = if form.action.is_empty() { page.at.clone() } else { form.action.clone() };
        if form.post {
            let body = if form.multipart { in_parts(&fields) } else { (URL_ENCODED, encoded(&fields)?) };
            return self.go(action, Some(body)).await;
        }
        let path = action.split_once('?').map_or(action.as_str(), |(path, _)| path);
        self.go(format!("{path}?{}", encoded(&fields)?), None).await
    }

    /// Follows the first link that says all of these words.
    ///
    /// # Errors
    /// When there is none, or no answer.
    pub async fn follow(&self, page: &Page, words: &str) -> Result<Page> {
        let says = |(text, _): &&(String, String)| words.split_whitespace().all(|word| text.contains(word));
        let (_, to) = page.links.iter().find(says).with_context(|| format!("no link {words:?} in {:?}", page.links))?;
        self.open(to).await
    }

    async fn go(&self, mut path: String, mut form: Option<(&str, String)>) -> Result<Page> {
        for _ in 0..MOST_REDIRECTS {
            let url = format!("{}{path}", self.site);
            let request = match form.take() {
                Some((kind, body)) => self.client.post(url).header("content-type", kind).body(body),
                None => self.client.get(url),
            };
            let request = request.header("cookie", self.cookie()).header("sec-fetch-site", "same-origin");
            let answer = request.header("accept", "text/html").send().await?;
            for cookie in answer.headers().get_all("set-cookie") {
                self.keep(cookie.to_str()?);
            }
            let status = answer.status().as_u16();
            match answer.headers().get("location").map(|to| to.to_str().map(str::to_owned)).transpose()? {
                Some(to) if (300..400).contains(&status) => path = to.trim_start_matches(&self.site).to_owned(),
                _ => return Ok(Page::read(status, path, answer.text().await?)),
            }
        }
        bail!("sent around in a circle: {path}")
    }

    fn cookie(&self) -> String {
        let cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    fn keep(&self, cookie: &str) {
        let pair = cookie.split(';').next().and_then(|pair| pair.split_once('='));
        if let Some((name, value)) = pair {
            let mut cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
            cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

const URL_ENCODED: &str = "application/x-www-form-urlencoded";

/// As a form with files is sent, of which none was chosen.
fn in_parts(fields: &[(String, String)]) -> (&'static str, String) {
    let part = |(name, value): &(String, String)| {
        format!("--part-of-a-form\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let body: String = fields.iter().map(part).collect();
    ("multipart/form-data; boundary=part-of-a-form", format!("{body}--part-of-a-form--\r\n"))
}

fn encoded(fields: &[(String, String)]) -> Result<String> {
    let mut url = reqwest::Url::parse("http://form.invalid/")?;
    url.query_pairs_mut().extend_pairs(fields);
    Ok(url.query().unwrap_or_default().to_owned())
}

impl Page {
    /// All that is seen, without the readings above the characters.
    pub fn text(&self) -> &str {
        &self.text
    }
    /// Whether these words stand on it.
    pub fn says(&self, words: &str) -> bool {
        self.text.contains(words)
    }
    /// What the board's row of a child says.
    ///
    /// # Errors
    /// When there is no such row.
    pub fn row(&self, name: &str) -> Result<&str> {
        let row = self.rows.iter().find(|row| row.contains(name));
        row.map(String::as_str).with_context(|| format!("no row of {name} on {}: {}", self.at, self.text))
    }

    fn read(status: u16, at: String, html: String) -> Self {
        let mut reader = Reader::default();
        reader.read(&html);
        let Reader { forms, fields, buttons, links, rows, text, .. } = reader;
        let mut page = Self { status, at, html, buttons: Vec::new(), forms, text, rows, links };
        for (form, name, value) in fields {
            if let Some(form) = page.place(&form).and_then(|at| page.forms.get_mut(at)) {
                form.fields.push((name, value));
            }
        }
        for (text, form, named) in buttons {
            page.buttons.extend(page.place(&form).map(|form| Button { text, form, named }));
        }
        page
    }

    /// Which form is meant: the one around it, or the one it names, wherever that stands.
    fn place(&self, form: &Whose) -> Option<usize> {
        match form {
            Whose::Around(at) => *at,
            Whose::Named(id) => self.forms.iter().position(|form| form.id == *id),
        }
    }
}

enum Whose {
    Around(Option<usize>),
    Named(String),
}

type Attributes = BTreeMap<String, String>;

/// Something whose text is being read, and how deep it began.
struct Open {
    what: What,
    depth: usize,
    text: String,
}

enum What {
    Button(Whose, Option<(String, String)>),
    Link(String),
    Row,
    Area(Whose, String),
    /// A reading above characters, a script: nobody sees it as text.
    Unseen,
    /// Which option is chosen, the first until one says that it is.
    Select(Whose, String, Option<String>),
    Form,
}

/// A button: its words, whose it is, and the name and value that it sends.
type Pressable = (String, Whose, Option<(String, String)>);

/// Reads what the server's renderer writes: every tag is closed and every value quoted.
#[derive(Default)]
struct Reader {
    forms: Vec<Form>,
    fields: Vec<(Whose, String, String)>,
    buttons: Vec<Pressable>,
    links: Vec<(String, String)>,
    rows: Vec<String>,
    text: String,
    open: Vec<Open>,
    depth: usize,
}

impl Reader {
    fn read(&mut self, html: &str) {
        let mut rest = html;
        while let Some((text, after)) = rest.split_once('<') {
            self.seen(text);
            if let Some(comment) = after.strip_prefix("!--") {
                rest = comment.split_once("-->").map_or("", |(_, after)| after);
                continue;
            }
            let end = tag_end(after);
            let (tag, after) = after.split_at(end);
            rest = after.strip_prefix('>').unwrap_or_default();
            if let Some(name) = tag.strip_prefix('/') {
                self.end(name.trim());
            } else if !tag.starts_with('!') {
                let (name, attributes) = attributes(tag.trim_end_matches('/'));
                self.start(&name, &attributes);
                if matches!(name.as_str(), "script" | "style") {
                    rest = rest.split_once(&format!("</{name}>")).map_or("", |(_, after)| after);
                    self.end(&name);
                }
            }
        }
    }

    fn seen(&mut self, text: &str) {
        let text = decoded(text);
        if self.open.iter().any(|open| matches!(open.what, What::Unseen | What::Select(..))) {
            return;
        }
        for open in &mut self.open {
            open.text.push_str(&text);
        }
        self.text.push_str(&text);
    }

    fn whose(&self, attributes: &Attributes) -> Whose {
        match attributes.get("form") {
            Some(id) => Whose::Named(id.clone()),
            None => {
                let inside = self.open.iter().any(|open| matches!(open.what, What::Form));
                Whose::Around(inside.then(|| self.forms.len().saturating_sub(1)))
            }
        }
    }

    fn start(&mut self, name: &str, attributes: &Attributes) {
        let get = |key: &str| attributes.get(key).cloned().unwrap_or_default();
        let void = matches!(name, "input" | "br" | "hr" | "img" | "meta" | "link" | "path" | "source" | "wbr" | "col");
        let what = match name {
            "form" => {
                let post = get("method").eq_ignore_ascii_case("post");
                let multipart = get("enctype") == "multipart/form-data";
                self.forms.push(Form { id: get("id"), action: get("action"), post, multipart, fields: Vec::new() });
                Some(What::Form)
            }
            "input" => {
                let ticked = attributes.contains_key("checked");
                let sent = match get("type").as_str() {
                    "checkbox" | "radio" => ticked,
                    "file" | "submit" | "button" => false,
                    _ => true,
                };
                let value = attributes.get("value").cloned();
                if sent && attributes.contains_key("name") {
                    let value = value.unwrap_or_else(|| if ticked { "on".to_owned() } else { String::new() });
                    self.fields.push((self.whose(attributes), get("name"), value));
                }
                None
            }
            "option" => {
                let chosen = attributes.contains_key("selected");
                if let Some(What::Select(_, _, value)) = self.open.last_mut().map(|open| &mut open.what)
                    && (chosen || value.is_none())
                {
                    *value = Some(get("value"));
                }
                None
            }
            "select" => Some(What::Select(self.whose(attributes), get("name"), None)),
            "textarea" => Some(What::Area(self.whose(attributes), get("name"))),
            "button" => {
                let named = attributes.get("name").map(|name| (name.clone(), get("value")));
                Some(What::Button(self.whose(attributes), named))
            }
            "a" => Some(What::Link(get("href"))),
            "li" if attributes.contains_key("data-row") => Some(What::Row),
            "rt" | "rp" | "script" | "style" | "head" => Some(What::Unseen),
            _ => None,
        };
        // What stands in another block is another word.
        if !matches!(name, "ruby" | "rt" | "rp" | "span" | "strong" | "em" | "small") {
            self.seen(" ");
        }
        if !void {
            self.depth += 1;
        }
        self.open.extend(what.map(|what| Open { what, depth: self.depth, text: String::new() }));
    }

    fn end(&mut self, _: &str) {
        while self.open.last().is_some_and(|open| open.depth >= self.depth) {
            let Some(Open { what, text, .. }) = self.open.pop() else { break };
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            match what {
                What::Button(form, named) => self.buttons.push((text, form, named)),
                What::Link(to) => self.links.push((text, to)),
                What::Row => self.rows.push(text),
                What::Area(form, name) => self.fields.push((form, name, text)),
                What::Select(form, name, value) => self.fields.push((form, name, value.unwrap_or_default())),
                What::Unseen | What::Form => {}
            }
        }
        self.depth = self.depth.saturating_sub(1);
    }
}

/// Where a tag ends; a `>` inside quotes is none.
fn tag_end(tag: &str) -> usize {
    let mut quoted = false;
    for (at, c) in tag.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '>' if !quoted => return at,
            _ => {}
        }
    }
    tag.len()
}

fn attributes(tag: &str) -> (String, Attributes) {
    let (name, mut rest) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    let mut found = Attributes::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return (name.to_ascii_lowercase(), found);
        }
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let (key, after) = rest.split_at(end);
        let (value, after) = match after.strip_prefix("=\"") {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => match after.strip_prefix('=') {
                Some(bare) => bare.split_once(char::is_whitespace).unwrap_or((bare, "")),
                None => ("", after),
            },
        };
        // Written as an attribute that is off.
        if !(value == "false" && matches!(key, "checked" | "selected" | "disabled" | "data-row")) {
            found.insert(key.to_owned(), decoded(value));
        }
        rest = after;
    }
}

fn decoded(text: &str) -> String {
    let named = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&#34;", "\"")];
    let text = named.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
    text.replace("&#38;", "&").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_as_a_person_without_scripts_would_see_it() {
        let html = r#"<!DOCTYPE html><html><head><title>x</title></head><body><h1>1年2組 <small>今日</small></h1>
            <ol><li data-row="true" class="child">3 <ruby>青木<rt>あおき</rt></ruby> ゆい &lt;欠席&gt;
            <button form="mark" name="set" value="present 7">登校した<span> 青木 ゆい</span></button></li></ol>
            <form id="mark" hidden method="post" action="/console/mark?day=1"><input type="hidden" name="form" value="t&amp;1"/>
            <input type="checkbox" name="a" value="1"/><input type="checkbox" name="b" value="2" checked/>
            <select name="s"><option value="x">X</option><option value="y" selected>Y</option></select>
            <textarea name="n">こと ば</textarea><button>送る</button></form>
            <script>if (1 < 2) { }</script><a href="/console/next">次へ</a></body></html>"#;
        let page = Page::read(200, "/console".into(), html.into());
        assert!(page.row("青木 ゆい").is_ok_and(|row| row.contains("<欠席>") && !row.contains("あおき")));
        let fields: Vec<_> = page.forms[0].fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(fields, ["form=t&1", "b=2", "s=y", "n=こと ば"]);
        assert_eq!(page.buttons.len(), 2);
        assert_eq!((page.buttons[0].text.as_str(), page.buttons[0].form), ("登校した 青木 ゆい", 0));
        assert_eq!(page.buttons[0].named, Some(("set".into(), "present 7".into())));
        assert_eq!(page.links, [("次へ".into(), "/console/next".into())]);
        assert!(page.says("1年2組 今日") && !page.says("1 < 2"));
    }
}
