//! What the band and the marks of a chart mean, and where the figures are from.

use super::{ages, reference::Shown, said};
use crate::i18n::{Arg, use_i18n};
use dioxus::prelude::*;
use itsumo_domain::handbook::{Child, HandbookIssue};
use itsumo_handbook::growth::{LineSet, Rules};

/// A piece of the band, as a sign.
#[component]
pub fn Band() -> Element {
    rsx! { svg { class: "key-mark", view_box: "0 0 24 16", "aria-hidden": "true", rect { class: "band", x: "0", y: "2", width: "24", height: "12" } } }
}

/// A piece of a line, as a sign.
#[component]
pub fn Line() -> Element {
    rsx! { svg { class: "key-mark", view_box: "0 0 24 16", "aria-hidden": "true", path { class: "percent", d: "M2 12L22 4" } } }
}

/// A point, as a sign.
#[component]
pub fn Dot() -> Element {
    rsx! { svg { class: "key-mark", view_box: "0 0 24 16", "aria-hidden": "true", circle { class: "dot", cx: "12", cy: "8", r: "4.5" } } }
}

/// Under the charts by age.
#[component]
pub fn Key(child: Child, shown: Shown, arrows: bool, own_firsts: bool) -> Element {
    let i = use_i18n();
    let corrected = ages(&child, child.birth_date.unwrap_or_default()).is_some_and(|ages| ages.corrected.is_some());
    let band = match &shown {
        Shown::Loaded(_) => None,
        Shown::Printed(issue) => Some(match child.handbook_issued {
            None => i.show_with("growth-survey-guess", &[("year", Arg::Text(said::year(*issue)))]),
            Some(_) => i.show(match issue {
                HandbookIssue::Survey2010 => "growth-survey-2010",
                HandbookIssue::Survey2023 => "growth-survey-2023",
            }),
        }),
    };
    let lines = match &shown {
        Shown::Printed(_) => None,
        Shown::Loaded(reference) => Some(match reference.lines {
            LineSet::Scores => "growth-key-scores",
            LineSet::Centiles => "growth-key-centiles",
        }),
    };
    let source = match &shown {
        Shown::Printed(HandbookIssue::Survey2010) => "growth-source-2010",
        Shown::Printed(HandbookIssue::Survey2023) => "growth-source-2023",
        Shown::Loaded(reference) => match reference.tables.rules() {
            Rules::Who => "growth-source-who",
            Rules::Jspe => "growth-source-jspe",
        },
    };
    rsx! {
        div { class: "growth-key",
            ul {
                if let Some(survey) = band.filter(|_| child.sex.is_some()) {
                    li { Band {} span { {i.show("growth-key-band")} " " {survey} } }
                }
                if let Some(lines) = lines.filter(|_| child.sex.is_some()) {
                    li { Line {} span { {i.show(lines)} } }
                }
                li { Dot {} span { {i.show(if corrected { "growth-key-actual" } else { "growth-key-own" })} } }
                if corrected {
                    li { svg { class: "key-mark", view_box: "0 0 24 16", "aria-hidden": "true", path { class: "cross", d: "M8 4l8 8M16 4l-8 8" } }
                        span { {i.show("growth-key-corrected")} } }
                }
                if arrows {
                    li { svg { class: "key-mark", view_box: "0 0 24 16", "aria-hidden": "true", path { class: "arrow", d: "M2 8h20M2 4v8M22 4v8" } }
                        span { {i.show("growth-key-arrows")} } }
                    if own_firsts {
                        li { svg { class: "key-mark", view_box: "0 0 24 16", "aria-hidden": "true", path { class: "own-first", d: "M12 2l6 6l-6 6l-6 -6z" } }
                            span { {i.show("growth-key-first")} } }
                    }
                }
            }
            p { {i.show(source)} }
        }
    }
}
