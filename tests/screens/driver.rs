//! A screen without a window: the real app in a headless VirtualDom, driven as a person drives it, by role
//! and name, and looked at as a screen reader reads it.
//!
//! Nothing here sleeps: [`Screen::until`] renders whenever there is work and looks again.

use dioxus::{
    core::{AttributeValue, DynamicNode, ElementId, Event, NoOpMutations, TemplateAttribute, TemplateNode, VNode},
    history::MemoryHistory,
    prelude::*,
};
use dioxus_html::{
    PlatformEventData, SerializedAnimationData, SerializedFileData, SerializedFormData, SerializedFormObject,
    SerializedHtmlEventConverter, SerializedMouseData, set_event_converter,
};
use itsumo::{
    kiosk::{Session, app::KioskApp},
    platform::{Downloads, Opening, Openings},
    route::Route,
};
use itsumo_engine::Engine;
use std::{any::Any, collections::BTreeMap, path::Path, rc::Rc, time::Duration};

/// How long to wait for what must come. Only a failing test waits so long.
const DEADLINE: Duration = Duration::from_secs(60);

/// An element as it stands on the page.
#[derive(Clone, Debug, Default)]
pub struct Node {
    tag: String,
    attributes: BTreeMap<String, String>,
    listeners: BTreeMap<String, ElementId>,
    text: String,
    children: Vec<Node>,
}

impl Node {
    /// An attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    fn hidden(&self) -> bool {
        self.attribute("aria-hidden") == Some("true") || matches!(self.tag.as_str(), "style" | "script" | "rt")
    }

    /// What is read aloud of it.
    pub fn reads(&self) -> String {
        if self.hidden() {
            return String::new();
        }
        if self.tag.is_empty() {
            return self.text.clone();
        }
        let raw = self.attribute("dangerous_inner_html").map(without_tags).unwrap_or_default();
        let inner: String = self.children.iter().map(Node::reads).collect();
        let block = matches!(
            self.tag.as_str(),
            "p" | "li" | "h1" | "h2" | "h3" | "div" | "button" | "a" | "small" | "section" | "label" | "option"
        );
        if block { format!("{raw}{inner} ") } else { format!("{raw}{inner}") }
    }

    fn role(&self) -> &str {
        if let Some(role) = self.attribute("role") {
            return role;
        }
        match (self.tag.as_str(), self.attribute("type")) {
            ("button", _) => "button",
            ("a", _) => "link",
            ("input", Some("checkbox")) => "checkbox",
            ("input", Some("radio")) => "radio",
            ("input", Some("search")) => "searchbox",
            ("input", Some("file")) => "file",
            ("input", _) | ("textarea", _) => "textbox",
            ("select", _) => "combobox",
            ("h1" | "h2" | "h3", _) => "heading",
            ("dialog", _) => "dialog",
            _ => "",
        }
    }

    fn walk<'a>(&'a self, path: &mut Vec<&'a Node>, see: &mut dyn FnMut(&[&'a Node])) {
        path.push(self);
        see(path);
        for child in &self.children {
            child.walk(path, see);
        }
        path.pop();
    }
}

fn without_tags(html: &str) -> String {
    html.split('<')
        .enumerate()
        .map(|(at, part)| if at == 0 { part } else { part.split_once('>').map_or("", |(_, text)| text) })
        .collect()
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The whole page at one moment.
pub struct Page {
    root: Node,
}

impl Page {
    /// Everything that is read aloud.
    pub fn reads(&self) -> String {
        squeeze(&self.root.reads())
    }

    /// Whether it says `text`.
    pub fn says(&self, text: &str) -> bool {
        self.reads().contains(text)
    }

    /// The names of everything with `role`, in reading order.
    pub fn names(&self, role: &str) -> Vec<String> {
        let mut names = Vec::new();
        self.root.walk(&mut Vec::new(), &mut |path| {
            if let Some(node) = path.last()
                && node.role() == role
            {
                names.push(self.name(path));
            }
        });
        names
    }

    /// Elements with `role` whose name holds `name`; one that has exactly this name comes before others.
    fn find(&self, role: &str, name: &str) -> Option<Vec<Node>> {
        let mut found: Vec<(bool, Vec<Node>)> = Vec::new();
        self.root.walk(&mut Vec::new(), &mut |path| {
            let Some(node) = path.last() else { return };
            if node.role() != role || path.iter().any(|node| node.hidden()) {
                return;
            }
            let its = self.name(path);
            if its.contains(name) {
                found.push((its == name, path.iter().map(|node| (*node).clone()).collect()));
            }
        });
        let exact = found.iter().position(|(exact, _)| *exact).unwrap_or(0);
        (exact < found.len()).then(|| found.swap_remove(exact).1)
    }

    /// One element by role and name.
    pub fn get(&self, role: &str, name: &str) -> Option<Node> {
        self.find(role, name).and_then(|path| path.last().cloned())
    }

    /// What the element at the end of `path` is called.
    fn name(&self, path: &[&Node]) -> String {
        let Some(node) = path.last() else { return String::new() };
        if let Some(label) = node.attribute("aria-label") {
            return squeeze(label);
        }
        if matches!(node.tag.as_str(), "input" | "select" | "textarea") {
            let around = path.iter().rev().find(|node| node.tag == "label").map(|label| label.reads());
            let beside = || {
                let id = node.attribute("id")?.to_owned();
                let mut label = None;
                self.root.walk(&mut Vec::new(), &mut |path| {
                    if let Some(other) = path.last()
                        && other.tag == "label"
                        && other.attribute("for") == Some(&id)
                    {
                        label = Some(other.reads());
                    }
                });
                label
            };
            return squeeze(&around.or_else(beside).unwrap_or_default());
        }
        squeeze(&node.reads())
    }

    /// Every element, for checks that concern all of them.
    pub fn all(&self) -> Vec<Node> {
        let mut all = Vec::new();
        self.root.walk(&mut Vec::new(), &mut |path| all.extend(path.last().map(|node| (*node).clone())));
        all
    }
}

/// The app on a screen that nobody sees.
pub struct Screen {
    dom: VirtualDom,
    openings: Openings,
}

impl Screen {
    /// Opens the app on `engine`; files for the person go to `downloads`.
    pub async fn open(engine: Engine, downloads: &Path) -> Self {
        Self::begin(engine, downloads, None).await
    }

    /// Opens the app on a screen of its own, as a link does.
    pub async fn open_at(engine: Engine, downloads: &Path, route: &Route) -> Self {
        Self::begin(engine, downloads, Some(route)).await
    }

    /// Opens a machine in a hall, before which nobody is yet.
    pub async fn kiosk(engine: Engine, session: Session) -> Self {
        set_event_converter(Box::new(SerializedHtmlEventConverter));
        let mut dom = VirtualDom::new(KioskApp);
        dom.provide_root_context(engine);
        dom.provide_root_context(session);
        dom.rebuild(&mut NoOpMutations);
        let mut screen = Self { dom, openings: Openings::default() };
        screen.until("the notice board", |page| !page.names("heading").is_empty()).await;
        screen
    }

    /// Opens the app on a computer.
    pub async fn on_a_computer(engine: Engine, downloads: &Path, computer: itsumo::computer::Computer) -> Self {
        Self::beside(engine, downloads, computer).await
    }

    /// Opens the app on a phone that lets it do this.
    pub async fn on_a_phone(engine: Engine, downloads: &Path, permission: itsumo::platform::Permission) -> Self {
        Self::beside(engine, downloads, permission).await
    }

    async fn beside(engine: Engine, downloads: &Path, what: impl Clone + 'static) -> Self {
        set_event_converter(Box::new(SerializedHtmlEventConverter));
        let mut dom = VirtualDom::new(itsumo::App);
        dom.provide_root_context(engine);
        let openings = Openings::default();
        dom.provide_root_context(openings.clone());
        dom.provide_root_context(Downloads(downloads.to_owned()));
        dom.provide_root_context(what);
        dom.rebuild(&mut NoOpMutations);
        let mut screen = Self { dom, openings };
        screen.until("the first screen", |page| !page.names("heading").is_empty()).await;
        screen
    }

    async fn begin(engine: Engine, downloads: &Path, at: Option<&Route>) -> Self {
        set_event_converter(Box::new(SerializedHtmlEventConverter));
        let mut dom = VirtualDom::new(itsumo::App);
        if let Some(route) = at {
            let history = MemoryHistory::with_initial_path(route.to_string());
            dom.provide_root_context(Rc::new(history) as Rc<dyn History>);
        }
        dom.provide_root_context(engine);
        let openings = Openings::default();
        dom.provide_root_context(openings.clone());
        dom.provide_root_context(Downloads(downloads.to_owned()));
        dom.rebuild(&mut NoOpMutations);
        let mut screen = Self { dom, openings };
        screen.until("the first screen", |page| !page.names("heading").is_empty()).await;
        screen
    }

    /// The page as it is now.
    pub fn page(&self) -> Page {
        let mut root = Node { tag: "body".to_owned(), ..Node::default() };
        if let Some(node) = self.dom.base_scope().try_root_node() {
            self.read(node, &mut root.children);
        }
        Page { root }
    }

    /// As HTML, as a browser would get it.
    pub fn html(&self) -> String {
        dioxus_ssr::render(&self.dom)
    }

    fn read(&self, vnode: &VNode, into: &mut Vec<Node>) {
        for root in vnode.template.roots {
            self.read_template(vnode, root, into);
        }
    }

    fn read_template(&self, vnode: &VNode, node: &TemplateNode, into: &mut Vec<Node>) {
        match node {
            TemplateNode::Text { text } => into.push(Node { text: (*text).to_owned(), ..Node::default() }),
            TemplateNode::Element { tag, attrs, children, .. } => {
                let mut element = Node { tag: (*tag).to_owned(), ..Node::default() };
                for attribute in *attrs {
                    match attribute {
                        TemplateAttribute::Static { name, value, .. } => {
                            element.attributes.insert((*name).to_owned(), (*value).to_owned());
                        }
                        TemplateAttribute::Dynamic { id } => {
                            let at = vnode.mounted_dynamic_attribute(*id, &self.dom);
                            for attribute in vnode.dynamic_attrs.get(*id).into_iter().flat_map(|all| all.iter()) {
                                let name = attribute.name.to_owned();
                                let value = match &attribute.value {
                                    AttributeValue::Text(text) => Some(text.clone()),
                                    AttributeValue::Float(number) => Some(number.to_string()),
                                    AttributeValue::Int(number) => Some(number.to_string()),
                                    AttributeValue::Bool(on) => Some(on.to_string()),
                                    AttributeValue::Listener(_) => {
                                        let event = name.strip_prefix("on").unwrap_or(&name).to_owned();
                                        if let Some(at) = at {
                                            element.listeners.insert(event, at);
                                        }
                                        None
                                    }
                                    AttributeValue::Any(_) | AttributeValue::None => None,
                                };
                                if let Some(value) = value {
                                    element.attributes.insert(name, value);
                                }
                            }
                        }
                    }
                }
                for child in *children {
                    self.read_template(vnode, child, &mut element.children);
                }
                into.push(element);
            }
            TemplateNode::Dynamic { id } => match vnode.dynamic_nodes.get(*id) {
                Some(DynamicNode::Text(text)) => into.push(Node { text: text.value.clone(), ..Node::default() }),
                Some(DynamicNode::Fragment(nodes)) => nodes.iter().for_each(|node| self.read(node, into)),
                Some(DynamicNode::Component(component)) => {
                    if let Some(scope) = component.mounted_scope(*id, vnode, &self.dom)
                        && let Some(node) = scope.try_root_node()
                    {
                        self.read(node, into);
                    }
                }
                Some(DynamicNode::Placeholder(_)) | None => {}
            },
        }
    }

    /// Works until `holds`.
    pub async fn until(&mut self, what: &str, holds: impl Fn(&Page) -> bool) {
        let work = async {
            loop {
                self.dom.render_immediate(&mut NoOpMutations);
                if holds(&self.page()) {
                    return;
                }
                self.dom.wait_for_work().await;
            }
        };
        if tokio::time::timeout(DEADLINE, work).await.is_err() {
            panic!("waited in vain until {what}; the page reads:\n{}", self.page().reads());
        }
    }

    /// Works until the page says `text`.
    pub async fn until_says(&mut self, text: &str) {
        self.until(&format!("it says {text:?}"), |page| page.says(text)).await;
    }

    /// Works until the page no longer says `text`.
    pub async fn until_silent(&mut self, text: &str) {
        self.until(&format!("it no longer says {text:?}"), |page| !page.says(text)).await;
    }

    /// Works until `other` has come about: what is waited for may need the screen to go on working.
    pub async fn while_waiting<T>(&mut self, other: impl Future<Output = T>) -> T {
        let mut other = std::pin::pin!(other);
        loop {
            self.dom.render_immediate(&mut NoOpMutations);
            tokio::select! {
                done = &mut other => return done,
                () = self.dom.wait_for_work() => {}
            }
        }
    }

    async fn fire(&mut self, role: &str, name: &str, event: &str, data: PlatformEventData) {
        self.until(&format!("there is a {role} {name:?}"), |page| page.find(role, name).is_some()).await;
        let path = self.page().find(role, name).unwrap_or_default();
        let Some(at) = path.iter().rev().find_map(|node| node.listeners.get(event).copied()) else {
            panic!("{role} {name:?} does not listen to {event}");
        };
        let event_data = Event::new(Rc::new(data) as Rc<dyn Any>, true);
        self.dom.runtime().handle_event(event, event_data, at);
        self.dom.render_immediate(&mut NoOpMutations);
    }

    /// Presses the element with this role and name.
    pub async fn click(&mut self, role: &str, name: &str) {
        let data = PlatformEventData::new(Box::<SerializedMouseData>::default());
        self.fire(role, name, "click", data).await;
    }

    /// Presses the button called `name` inside the first thing with this role: where a question stands over a screen
    /// that has a button of the same name.
    pub async fn click_within(&mut self, role: &str, name: &str) {
        let listener = |page: &Page| {
            let mut found = None;
            page.root.walk(&mut Vec::new(), &mut |path| {
                if let Some(node) = path.last()
                    && node.role() == "button"
                    && path.iter().any(|outer| outer.role() == role)
                    && page.name(path) == name
                {
                    found = found.or(node.listeners.get("click").copied());
                }
            });
            found
        };
        self.until(&format!("there is a button {name:?} in the {role}"), |page| listener(page).is_some()).await;
        if let Some(at) = listener(&self.page()) {
            let data = PlatformEventData::new(Box::<SerializedMouseData>::default());
            self.dom.runtime().handle_event("click", Event::new(Rc::new(data) as Rc<dyn Any>, true), at);
            self.dom.render_immediate(&mut NoOpMutations);
        }
    }

    /// Holds the button with this name until the page takes it for held.
    pub async fn hold(&mut self, name: &str) {
        let full = serde_json::json!({ "animation_name": "held", "pseudo_element": "", "elapsed_time": 1.2 });
        let data: SerializedAnimationData = serde_json::from_value(full).unwrap();
        let data = PlatformEventData::new(Box::new(data));
        self.fire("button", name, "animationend", data).await;
    }

    /// Somebody chooses a notification.
    pub fn opening(&mut self, what: Opening) {
        self.openings.open(what);
        self.dom.render_immediate(&mut NoOpMutations);
    }

    /// Types `text` into the field with this name, over what was there.
    pub async fn write(&mut self, name: &str, text: &str) {
        let role = if self.page().find("searchbox", name).is_some() { "searchbox" } else { "textbox" };
        self.fire(role, name, "input", form(text)).await;
    }

    /// As [`Self::write`], where several fields have this name: that at place `at`, from 0.
    pub async fn write_nth(&mut self, name: &str, at: usize, text: &str) {
        self.fire_nth("textbox", name, at, "input", form(text)).await;
    }

    /// Picks the one of several with this name, where several questions have one: that of the question at place `at`,
    /// from 0.
    pub async fn choose_nth(&mut self, name: &str, at: usize) {
        self.fire_nth("radio", name, at, "change", form("true")).await;
    }

    async fn fire_nth(&mut self, role: &str, name: &str, at: usize, event: &str, data: PlatformEventData) {
        let listener = |page: &Page| {
            let mut found = Vec::new();
            page.root.walk(&mut Vec::new(), &mut |path| {
                if let Some(node) = path.last()
                    && node.role() == role
                    && page.name(path) == name
                {
                    found.extend(node.listeners.get(event).copied());
                }
            });
            found.get(at).copied()
        };
        self.until(&format!("there is {role} {at} called {name:?}"), |page| listener(page).is_some()).await;
        if let Some(id) = listener(&self.page()) {
            let event_data = Event::new(Rc::new(data) as Rc<dyn Any>, true);
            self.dom.runtime().handle_event(event, event_data, id);
            self.dom.render_immediate(&mut NoOpMutations);
        }
    }

    /// Ticks the box or picks the one of several with this name.
    pub async fn choose(&mut self, role: &str, name: &str, on: bool) {
        self.fire(role, name, "change", form(if on { "true" } else { "false" })).await;
    }

    /// Chooses the file at `path` for the field with this name.
    pub async fn attach(&mut self, name: &str, path: &Path) {
        let file = SerializedFileData { path: path.to_owned(), ..SerializedFileData::empty() };
        let chosen = SerializedFormObject { key: "file".to_owned(), text: None, file: Some(file) };
        let chosen = SerializedFormData::new(String::new(), vec![chosen]);
        self.fire("file", name, "change", PlatformEventData::new(Box::new(chosen))).await;
    }

    /// Picks `value` in the list with this name.
    pub async fn pick(&mut self, name: &str, value: &str) {
        self.fire("combobox", name, "change", form(value)).await;
    }
}

fn form(value: &str) -> PlatformEventData {
    PlatformEventData::new(Box::new(SerializedFormData::new(value.to_owned(), Vec::new())))
}
