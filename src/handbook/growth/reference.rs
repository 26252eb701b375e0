//! What a child is drawn against: the handbook's own curves, or tables that the person loads from files. Both are
//! choices of this device alone.

use super::{said, score::rules_key};
use crate::{
    handbook::{Gone, Whose, use_child},
    hooks::{error_text, use_command, use_engine, use_query},
    i18n::{Arg, I18n, ruby, use_i18n},
    ui::{Choice, ChosenFile, Icon, Page, PickFiles},
};
use dioxus::prelude::*;
use itsumo_domain::handbook::HandbookIssue;
use itsumo_engine::{Change, KeptTables, LoadedFile, LoadedReference, TablesError};
use itsumo_handbook::growth::{LineSet, Rules, TableError, chart::Against, curves_of};
use uuid::Uuid;

/// What children are drawn against.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    /// The curves of a paper handbook.
    Printed(HandbookIssue),
    /// Tables from files.
    Loaded(LoadedReference),
}

impl Shown {
    /// As the chart takes it.
    pub fn against(&self) -> Against<'_> {
        match self {
            Self::Printed(issue) => Against::Printed(*issue),
            Self::Loaded(reference) => Against::Loaded(&reference.tables, reference.lines),
        }
    }
}

/// The tables that a child is drawn against on this device; `None` until that is known.
pub fn use_reference(child: Uuid) -> Option<Option<LoadedReference>> {
    let mut whose = use_signal(|| child);
    if *whose.peek() != child {
        whose.set(child);
    }
    let answer = use_query(&[Change::Handbook], move |engine| {
        let child = whose();
        async move { Ok((child, engine.growth_reference(child).await?)) }
    });
    match &*answer.read() {
        // What cannot be read is as if nothing were chosen: the handbook's curves are always right.
        Some(Ok((of, reference))) if *of == child => Some(reference.clone()),
        Some(Err(_)) => Some(None),
        _ => None,
    }
}

const PRINTED: &str = "printed";

/// The choice for a child, and the tables on this device.
#[component]
pub fn GrowthReference(child: Uuid) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    let chosen = use_reference(child).flatten();
    let held = use_query(&[Change::Handbook], |engine| async move { engine.growth_tables().await });
    let Some(known) = use_child(child) else { return rsx! { Gone {} } };
    let files: Vec<LoadedFile> = held.read().as_ref().and_then(|held| held.as_ref().ok().cloned()).unwrap_or_default();
    let there: Vec<Rules> =
        Rules::ALL.into_iter().filter(|rules| files.iter().any(|file| file.rules == *rules)).collect();
    let year = said::year(curves_of(&known.child));
    let mut options = vec![(PRINTED.to_owned(), i.marked("growth-reference-printed", &[("year", Arg::Text(year))]))];
    options.extend(there.iter().map(|rules| (rules.name().to_owned(), i.marked(rules_key(*rules), &[]))));
    let lines = chosen.as_ref().map_or(LineSet::default(), |chosen| chosen.lines);
    let rules = chosen.as_ref().map(|chosen| chosen.tables.rules());
    let choose = use_callback(move |chosen: Option<(Rules, LineSet)>| {
        let engine = engine.clone();
        command.in_order(async move { engine.choose_growth_reference(child, chosen).await }, None);
    });
    let sets = LineSet::ALL.map(|set| (set.name().to_owned(), i.marked(set_key(set), &[])));
    rsx! {
        Page { title: i.say("growth-reference"), heading: i.show("growth-reference"),
            Whose { child }
            div { class: "stack",
                Choice {
                    id: "reference",
                    label: i.show("growth-reference-choose"),
                    options,
                    chosen: rules.map_or(PRINTED, Rules::name).to_owned(),
                    onchoose: move |name: String| {
                        let rules = Rules::ALL.into_iter().find(|rules| rules.name() == name);
                        choose.call(rules.map(|rules| (rules, lines)));
                    },
                }
                if let Some(rules) = rules {
                    Choice {
                        id: "lines",
                        label: i.show("growth-lines"),
                        options: sets.to_vec(),
                        chosen: lines.name().to_owned(),
                        onchoose: move |name: String| {
                            let set = LineSet::ALL.into_iter().find(|set| set.name() == name).unwrap_or_default();
                            choose.call(Some((rules, set)));
                        },
                    }
                }
            }
            Load {}
            for rules in there {
                Held { key: "{rules.name()}", rules, files: files.iter().filter(|file| file.rules == rules).cloned().collect::<Vec<_>>() }
            }
        }
    }
}

fn set_key(set: LineSet) -> &'static str {
    match set {
        LineSet::Scores => "growth-lines-scores",
        LineSet::Centiles => "growth-lines-centiles",
    }
}

/// Choosing files: what came of them, or what is wrong with them.
#[component]
fn Load() -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let mut busy = use_signal(|| false);
    let mut came = use_signal(|| None::<Result<KeptTables, TablesError>>);
    rsx! {
        section { class: "stack", "aria-labelledby": "load",
            h2 { id: "load", {i.show("growth-load")} }
            p { class: "soft", {i.show("growth-load-lead")} }
            p { class: "soft", {i.show("growth-load-here")} }
            p { class: "soft", id: "tables-hint", {i.show("growth-load-names")} }
            PickFiles {
                id: "tables",
                label: i.show(if busy() { "growth-load-going" } else { "growth-load-choose" }),
                icon: "download",
                accept: ".csv,text/csv",
                multiple: true,
                describedby: "tables-hint",
                onbegin: move |()| {
                    busy.set(true);
                    came.set(None);
                },
                onfiles: move |files: Vec<ChosenFile>| {
                    let engine = engine.clone();
                    async move {
                        let files = files.into_iter().map(|file| (file.name, file.bytes)).collect();
                        came.set(Some(engine.keep_growth_tables(files).await));
                        busy.set(false);
                    }
                },
            }
            match &*came.read() {
                None => rsx! {},
                Some(Ok(kept)) => rsx! { Kept { kept: kept.clone() } },
                Some(Err(error)) => rsx! {
                    div { class: "note", role: "alert", Icon { name: "info" }
                        div { class: "stack", style: "gap:0.5rem",
                            p { {i.show("growth-load-wrong")} }
                            ul {
                                for (at, line) in wrong(i, error).into_iter().enumerate() {
                                    li { key: "{at}", {ruby(&line)} }
                                }
                            }
                        }
                    }
                },
            }
        }
    }
}

#[component]
fn Kept(kept: KeptTables) -> Element {
    let i = use_i18n();
    let count = i64::try_from(kept.kept.len()).unwrap_or(0);
    rsx! {
        div { class: "note good", role: "status", Icon { name: "check" }
            div {
                p { {i.show_with("growth-load-kept", &[("count", Arg::Number(count))])} }
                if !kept.passed.is_empty() {
                    p { {i.show_with("growth-load-passed", &[("files", Arg::Text(&kept.passed.join(", ")))])} }
                }
            }
        }
    }
}

/// So many mistakes are named; a table that is broken throughout has thousands.
const NAMED: usize = 5;

/// What is wrong with files, a line each, marked with ruby.
fn wrong(i: I18n, error: &TablesError) -> Vec<String> {
    let of = |key: &str, file: &str| i.marked(key, &[("file", Arg::Text(file))]);
    match error {
        TablesError::Unreadable(file) => vec![of("growth-load-unreadable", file)],
        TablesError::TooLarge(file) => vec![of("growth-load-too-large", file)],
        TablesError::Store(error) => vec![error_text(i, error)],
        TablesError::Wrong(errors) => {
            let mut lines: Vec<String> = errors.iter().take(NAMED).map(|error| mistake(i, error)).collect();
            if let Ok(more @ 1..) = i64::try_from(errors.len().saturating_sub(NAMED)) {
                lines.push(i.marked("growth-load-more", &[("count", Arg::Number(more))]));
            }
            lines
        }
    }
}

fn mistake(i: I18n, error: &TableError) -> String {
    let at = |key: &str, file: &str, line: usize, column: &str| {
        let line = i64::try_from(line).unwrap_or(i64::MAX);
        i.marked(key, &[("file", Arg::Text(file)), ("line", Arg::Number(line)), ("column", Arg::Text(column))])
    };
    match error {
        TableError::Row { file, line, column } => at("growth-load-row", file, *line, column),
        TableError::Gap { file, line, column } => at("growth-load-gap", file, *line, column),
        TableError::Column { file, column } => {
            i.marked("growth-load-column", &[("file", Arg::Text(file)), ("column", Arg::Text(column))])
        }
        TableError::Empty { file } => i.marked("growth-load-empty", &[("file", Arg::Text(file))]),
        TableError::Mixed { file } => i.marked("growth-load-mixed", &[("file", Arg::Text(file))]),
        TableError::Nothing => i.marked("growth-load-nothing", &[]),
    }
}

/// The tables of one reference, and the way to take them off this device.
#[component]
fn Held(rules: Rules, files: Vec<LoadedFile>) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    rsx! {
        section { class: "stack",
            h2 { {i.show(rules_key(rules))} }
            ul { class: "growth-files",
                for file in files {
                    li { key: "{file.table}", "{file.file}" }
                }
            }
            button {
                class: "button",
                r#type: "button",
                onclick: move |_| {
                    let engine = engine.clone();
                    command.in_order(async move { engine.drop_growth_tables(rules).await }, Some("growth-tables-dropped"));
                },
                {i.show(match rules {
                    Rules::Who => "growth-tables-drop-who",
                    Rules::Jspe => "growth-tables-drop-jspe",
                })}
            }
        }
    }
}
