//! What looks like a slip of the pen, said in words before anything is kept, with the likely remedy at a tap.

use super::{
    form::{MeasurementDraft, Typed},
    said,
};
use crate::{
    dates,
    handbook::Known,
    i18n::{Arg, I18n, ruby, use_i18n},
    ui::{Draft, Icon},
};
use dioxus::prelude::*;
use itsumo_handbook::growth::{Measure, slip::Slip};
use uuid::Uuid;

/// What looks like a slip, with a way to put it right where one is likely.
#[component]
pub fn Doubts(
    slips: Vec<(Uuid, Slip)>,
    draft: Draft<MeasurementDraft>,
    written: Vec<Known>,
    onfixed: EventHandler<()>,
) -> Element {
    let i = use_i18n();
    let many = written.len() > 1;
    let name = |id: Uuid| written.iter().find(|known| known.id == id).map(|known| known.name(i)).unwrap_or_default();
    rsx! {
        div { class: "note warn growth-asked", id: "growth-asked", role: "alert", tabindex: "-1",
            Icon { name: "info" }
            div { class: "stack",
                strong { {i.show("growth-asked")} }
                ul { class: "stack",
                    for (at, (id, slip)) in slips.into_iter().enumerate() {
                        li { key: "{at}", class: "stack",
                            p {
                                if many {
                                    {ruby(&name(id))} " "
                                }
                                {ruby(&doubt(i, slip, draft.now.read().values.get(&id)))}
                            }
                            if let Some((label, fix)) = remedy(i, slip) {
                                button {
                                    class: "button",
                                    r#type: "button",
                                    onclick: move |_| {
                                        let fix = fix.clone();
                                        draft.change(|draft| fix.apply(draft.values.entry(id).or_default()));
                                        onfixed.call(());
                                    },
                                    {ruby(&label)}
                                }
                            }
                        }
                    }
                }
                p { class: "soft", {i.show("growth-asked-still")} }
            }
        }
    }
}

/// A slip in words. Marked with ruby.
fn doubt(i: I18n, slip: Slip, typed: Option<&Typed>) -> String {
    let shown = |measure: Measure| typed.map(|typed| typed.text(measure).trim().to_owned()).unwrap_or_default();
    let what = |measure: Measure| i.marked(said::measure_key(measure), &[]);
    match slip {
        Slip::Unit { measure: Measure::Weight, .. } => {
            i.marked("growth-slip-unit-kg", &[("value", Arg::Text(&shown(Measure::Weight)))])
        }
        Slip::Unit { measure, .. } => i.marked(
            "growth-slip-unit-cm",
            &[("what", Arg::Text(&what(measure))), ("value", Arg::Text(&shown(measure)))],
        ),
        Slip::Exchanged => i.marked("growth-slip-exchanged", &[]),
        Slip::Unlikely { measure, usual: (low, high) } => i.marked(
            "growth-slip-unlikely",
            &[
                ("what", Arg::Text(&what(measure))),
                ("value", Arg::Text(&shown(measure))),
                ("low", Arg::Text(&said::written(measure, low))),
                ("high", Arg::Text(&said::written(measure, high))),
                ("unit", Arg::Text(said::unit(measure))),
            ],
        ),
        Slip::Jump { measure, last, on } => {
            let last = format!("{} {}", said::written(measure, last), said::unit(measure));
            let day = dates::civil_with_year(i, on);
            i.marked(
                "growth-slip-jump",
                &[("what", Arg::Text(&what(measure))), ("last", Arg::Text(&last)), ("day", Arg::Text(&day))],
            )
        }
        Slip::BeforeBirth => i.marked("growth-slip-before-birth", &[]),
        Slip::InFuture => i.marked("growth-slip-future", &[]),
    }
}

/// What a tap would do about a slip.
#[derive(Clone, Debug, PartialEq)]
enum Remedy {
    Write(Measure, String),
    Exchange,
}

impl Remedy {
    fn apply(self, typed: &mut Typed) {
        match self {
            Self::Write(measure, text) => typed.set(measure, text),
            Self::Exchange => std::mem::swap(&mut typed.weight, &mut typed.height),
        }
    }
}

/// The likely remedy and its button's words, marked with ruby.
fn remedy(i: I18n, slip: Slip) -> Option<(String, Remedy)> {
    match slip {
        Slip::Unit { measure, meant } => {
            let text = said::written(measure, meant);
            let shown = format!("{text} {}", said::unit(measure));
            Some((i.marked("growth-put-right", &[("value", Arg::Text(&shown))]), Remedy::Write(measure, text)))
        }
        Slip::Exchanged => Some((i.marked("growth-exchange", &[]), Remedy::Exchange)),
        _ => None,
    }
}
