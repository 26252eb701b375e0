//! The first run: city, interests, areas, a child's month of birth. Each can be skipped, no account is asked,
//! and everything stays on this device, which is said before anything is asked.

use crate::{
    hooks::{use_city, use_command, use_engine, use_query},
    i18n::{Arg, Local, ruby, use_i18n},
    settings::language::LanguageChoice,
    shell::MARK,
    ui::{Failed, Heading, Icon, Skeleton, State},
};
use dioxus::prelude::*;
use itsumo_domain::{interests::Interests, time::YearMonth};
use itsumo_engine::Change;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Hello,
    City,
    Topics,
    Areas,
    Child,
    Done,
}

impl Step {
    const ASKED: [Self; 4] = [Self::City, Self::Topics, Self::Areas, Self::Child];

    fn next(self) -> Self {
        match self {
            Self::Hello => Self::City,
            Self::City => Self::Topics,
            Self::Topics => Self::Areas,
            Self::Areas => Self::Child,
            Self::Child | Self::Done => Self::Done,
        }
    }

    fn back(self) -> Self {
        match self {
            Self::Hello | Self::City => Self::Hello,
            Self::Topics => Self::City,
            Self::Areas => Self::Topics,
            Self::Child => Self::Areas,
            Self::Done => Self::Child,
        }
    }

    fn at(self) -> usize {
        Self::ASKED.iter().position(|step| *step == self).map_or(0, |at| at.saturating_add(1))
    }
}

/// The first run.
#[component]
pub fn FirstRun() -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    let city = use_city();
    let mut step = use_signal(|| Step::Hello);
    let mut chosen = use_signal(Interests::default);
    // Answers given in a run that was cut short are offered again.
    let before = use_query(&[], |engine| async move { engine.interests().await });
    let mut taken_over = use_signal(|| false);
    use_effect(move || {
        if let Some(Ok(before)) = &*before.read()
            && !*taken_over.peek()
        {
            taken_over.set(true);
            chosen.set(before.clone());
        }
    });
    let now = step();
    let keep = {
        let engine = engine.clone();
        move || {
            let (engine, chosen) = (engine.clone(), chosen.peek().clone());
            command.in_order(async move { engine.set_interests(chosen).await }, None);
        }
    };
    // Without a city there are no topics and areas to choose from.
    let onward = {
        let has_city = city.is_some();
        move || {
            let next = step.peek().next();
            step.set(if next == Step::Topics && !has_city { Step::Done } else { next });
        }
    };
    let title = i.say("app-welcome-title");
    rsx! {
        document::Title { "{title}" }
        main { class: "welcome",
            div { class: "page", key: "{now.at()}",
                if now.at() > 0 {
                    ol { class: "steps", "aria-label": i.say_with("app-welcome-step", &[
                        ("step", Arg::Number(i64::try_from(now.at()).unwrap_or(0))),
                        ("steps", Arg::Number(4)),
                    ]),
                        for at in 1..=Step::ASKED.len() {
                            li { key: "{at}", "data-done": if at <= now.at() { "true" } else { "false" } }
                        }
                    }
                }
                match now {
                    Step::Hello => rsx! { Hello {} },
                    Step::City => rsx! { CityStep { onchosen: move |()| step.set(Step::Topics) } },
                    Step::Topics => rsx! {
                        Asked { title: i.show("app-welcome-topics"), detail: i.show("app-welcome-topics-detail"),
                            TopicTiles { chosen }
                        }
                    },
                    Step::Areas => rsx! {
                        Asked { title: i.show("app-welcome-areas"), detail: i.show("app-welcome-areas-detail"),
                            AreaTiles { chosen }
                        }
                    },
                    Step::Child => rsx! {
                        Asked { title: i.show("app-welcome-child"), detail: i.show("app-welcome-child-detail"),
                            Children { chosen }
                        }
                    },
                    Step::Done => rsx! { Finished {} },
                }
            }
            footer { class: "foot",
                div {
                    match now {
                        Step::Hello => rsx! {
                            button {
                                class: "button main",
                                r#type: "button",
                                onclick: { let mut onward = onward; move |_| onward() },
                                {i.show("app-welcome-begin")}
                            }
                        },
                        Step::Done => rsx! {
                            button {
                                class: "button main",
                                r#type: "button",
                                onclick: {
                                    let engine = engine.clone();
                                    move |_| crate::hooks::change_settings(command, engine.clone(), |settings| settings.first_run_done = true)
                                },
                                {i.show("app-welcome-open")}
                            }
                        },
                        _ => rsx! {
                            button { class: "button plain", r#type: "button", onclick: move |_| step.set(now.back()), {i.show("app-back")} }
                            button {
                                class: "button plain",
                                r#type: "button",
                                onclick: { let mut onward = onward; move |_| onward() },
                                {i.show("app-skip-step")}
                            }
                            if now != Step::City || city.is_some() {
                                button {
                                    class: "button main",
                                    r#type: "button",
                                    onclick: {
                                        let (keep, mut onward) = (keep.clone(), onward);
                                        move |_| {
                                            keep();
                                            onward();
                                        }
                                    },
                                    {i.show("app-next")}
                                }
                            }
                        },
                    }
                }
            }
        }
    }
}

#[component]
fn Asked(title: Element, detail: Element, children: Element) -> Element {
    rsx! {
        div { class: "stack", style: "gap:0.5rem",
            Heading { {title} }
            p { class: "lead", {detail} }
        }
        {children}
    }
}

#[component]
fn Hello() -> Element {
    let i = use_i18n();
    rsx! {
        div { class: "stack", style: "padding-top:2rem",
            span { class: "brand-big", "aria-hidden": "true", dangerous_inner_html: MARK }
            Heading { {i.show("app-welcome-title")} }
            p { class: "lead", style: "font-size:var(--size-18)", {i.show("app-welcome-lead")} }
        }
        div { class: "assure", Icon { name: "lock" } p { {i.show("app-welcome-private")} } }
        section { class: "section",
            h2 { {i.show("settings-language")} }
            LanguageChoice {}
        }
    }
}

#[component]
fn CityStep(onchosen: EventHandler<()>) -> Element {
    let i = use_i18n();
    rsx! {
        Asked { title: i.show("app-welcome-city"), detail: i.show("app-welcome-city-detail"),
            CityChoice { onchosen }
        }
    }
}

/// The cities to choose from.
#[component]
pub fn CityChoice(onchosen: EventHandler<()>) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    let current = use_city().map(|city| city.code);
    let mut busy = use_signal(|| None::<String>);
    let mut cities = use_query(&[Change::City], |engine| async move { engine.cities().await });
    match &*cities.read() {
        None => rsx! { Skeleton { rows: 2 } },
        Some(Err(error)) => rsx! { Failed { error: error.clone(), onretry: move |()| cities.restart() } },
        Some(Ok(cities)) if cities.is_empty() => rsx! {
            State { icon: "place", title: i.show("settings-no-cities") }
        },
        Some(Ok(found)) => rsx! {
            div { class: "group", role: "group", "aria-label": i.say("settings-city"),
                for one in found.iter().cloned() {
                    button {
                        key: "{one.code}",
                        class: "entry",
                        r#type: "button",
                        "aria-pressed": if current.as_deref() == Some(one.code.as_str()) { "true" } else { "false" },
                        "aria-busy": if busy().as_deref() == Some(one.code.as_str()) { "true" } else { "false" },
                        onclick: {
                            let (engine, code) = (engine.clone(), one.code.clone());
                            move |_| {
                                let (engine, code) = (engine.clone(), code.clone());
                                busy.set(Some(code.clone()));
                                command.run(
                                    async move {
                                        let chosen = engine.choose_city(&code).await;
                                        busy.set(None);
                                        chosen?;
                                        onchosen.call(());
                                        Ok(())
                                    },
                                    None,
                                );
                            }
                        },
                        Icon { name: "place" }
                        span { class: "words",
                            strong { Local { text: one.name.clone() } }
                            small {
                                Local { text: one.prefecture.clone() }
                                if one.fictional {
                                    " · "
                                    {i.show("settings-city-fictional")}
                                }
                            }
                        }
                        if current.as_deref() == Some(one.code.as_str()) {
                            Icon { name: "check" }
                        } else {
                            Icon { name: "forward" }
                        }
                    }
                }
            }
        },
    }
}

/// The city's topics as tiles.
#[component]
pub fn TopicTiles(mut chosen: Signal<Interests>) -> Element {
    let i = use_i18n();
    let topics = use_city().map(|city| city.topics).unwrap_or_default();
    rsx! {
        div { class: "tiles", role: "group", "aria-label": i.say("settings-topics"),
            for topic in topics.into_iter().filter(|topic| !topic.fallback) {
                {
                    let on = chosen.read().topics.contains(&topic.id);
                    rsx! {
                        button {
                            key: "{topic.id}",
                            class: "tile",
                            r#type: "button",
                            "aria-pressed": if on { "true" } else { "false" },
                            onclick: {
                                let id = topic.id.clone();
                                move |_| chosen.with_mut(|chosen| {
                                    if !chosen.topics.remove(&id) {
                                        chosen.topics.insert(id.clone());
                                    }
                                })
                            },
                            Icon { name: topic.icon.clone() }
                            span { Local { text: topic.name.clone() } }
                            if on {
                                span { class: "tick", Icon { name: "check" } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The city's areas as tiles.
#[component]
pub fn AreaTiles(mut chosen: Signal<Interests>) -> Element {
    let i = use_i18n();
    let areas = use_city().map(|city| city.areas).unwrap_or_default();
    rsx! {
        div { class: "tiles", role: "group", "aria-label": i.say("settings-areas"),
            for area in areas {
                {
                    let on = chosen.read().areas.contains(&area.id);
                    rsx! {
                        button {
                            key: "{area.id}",
                            class: "tile",
                            r#type: "button",
                            "aria-pressed": if on { "true" } else { "false" },
                            onclick: {
                                let id = area.id.clone();
                                move |_| chosen.with_mut(|chosen| {
                                    if !chosen.areas.remove(&id) {
                                        chosen.areas.insert(id.clone());
                                    }
                                })
                            },
                            span { Local { text: area.name.clone() } }
                            if on {
                                span { class: "tick", Icon { name: "check" } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Children, by month of birth only: no name, no day.
#[component]
pub fn Children(mut chosen: Signal<Interests>) -> Element {
    let i = use_i18n();
    let now = use_engine().now();
    let this_year = {
        use chrono::Datelike;
        now.jst_date().year()
    };
    let mut year = use_signal(move || this_year);
    let mut month = use_signal(|| 1u32);
    let children = chosen.read().children.clone();
    rsx! {
        if !children.is_empty() {
            ul { class: "group",
                for (at, born) in children.into_iter().enumerate() {
                    li { key: "{at}-{born}", class: "entry",
                        Icon { name: "childcare" }
                        span { class: "words",
                            {ruby(&crate::dates::child_age(i, born, now))}
                            small { {i.show_with("settings-child-born", &[
                                ("year", Arg::Text(&born.year.to_string())),
                                ("month", Arg::Text(&i.marked(&format!("date-month-{}", born.month), &[]))),
                            ])} }
                        }
                        button {
                            class: "icon-button",
                            r#type: "button",
                            "aria-label": i.say_with("settings-child-remove", &[("age", Arg::Text(&crate::dates::child_age(i, born, now)))]),
                            onclick: move |_| chosen.with_mut(|chosen| {
                                if at < chosen.children.len() {
                                    chosen.children.remove(at);
                                }
                            }),
                            Icon { name: "close" }
                        }
                    }
                }
            }
        }
        div { class: "line", style: "align-items:end",
            div { class: "field", style: "flex:1 1 8rem",
                label { r#for: "child-year", {i.show("settings-child-year")} }
                select {
                    id: "child-year",
                    onchange: move |event| year.set(event.value().parse().unwrap_or(this_year)),
                    for one in (this_year.saturating_sub(18)..=this_year.saturating_add(1)).rev() {
                        option { key: "{one}", value: "{one}", selected: one == year(),
                            {i.say_with("date-year", &[("year", Arg::Text(&one.to_string()))])}
                        }
                    }
                }
            }
            div { class: "field", style: "flex:1 1 6rem",
                label { r#for: "child-month", {i.show("settings-child-month")} }
                select {
                    id: "child-month",
                    onchange: move |event| month.set(event.value().parse().unwrap_or(1)),
                    for one in 1..=12u32 {
                        option { key: "{one}", value: "{one}", selected: one == month(),
                            {i.say(&format!("date-month-{one}"))}
                        }
                    }
                }
            }
            button {
                class: "button",
                r#type: "button",
                onclick: move |_| chosen.with_mut(|chosen| {
                    let born = YearMonth { year: year(), month: month() };
                    if chosen.children.len() < 20 {
                        chosen.children.push(born);
                        chosen.children.sort();
                    }
                }),
                Icon { name: "plus" }
                {i.show("settings-child-add")}
            }
        }
    }
}

#[component]
fn Finished() -> Element {
    let i = use_i18n();
    rsx! {
        div { class: "stack", style: "padding-top:2rem",
            span { class: "brand-big", "aria-hidden": "true", dangerous_inner_html: MARK }
            Heading { {i.show("app-welcome-done")} }
            p { class: "lead", {i.show("app-welcome-done-detail")} }
        }
        div { class: "assure", Icon { name: "lock" } p { {i.show("app-welcome-private")} } }
    }
}
