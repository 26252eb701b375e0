//! On a desk the list of a child's sections stands beside the section that is open, and the other children below it: one
//! press from any page to any other. On a phone the child's own page is that list; which of the two it is, the style
//! sheet decides by the width, so that turning or resizing a window changes no state.

use crate::{
    handbook::{Face, Known, children, use_handbook, use_today},
    i18n::{ruby, use_i18n},
    route::Route,
    ui::Icon,
};
use dioxus::prelude::*;
use itsumo_domain::handbook::{Entry, Handbook};
use uuid::Uuid;

/// Around the handbook's screens: beside those of a child stands its list.
#[component]
pub fn Beside(children: Element) -> Element {
    let handbook = use_handbook();
    let here = use_route::<Route>();
    let child = whose(&here, &handbook);
    rsx! {
        div { class: if child.is_some() { "beside" } else { "alone" },
            if let Some(child) = child {
                Sections { child, here: here.to_string() }
            }
            {children}
        }
    }
}

/// The child that a screen is about.
fn whose(here: &Route, handbook: &Handbook) -> Option<Uuid> {
    let address = here.to_string();
    let mut parts = address.strip_prefix("/handbook/")?.split('/');
    let child = match parts.next()? {
        "entry" => handbook.entry(parts.next()?.parse().ok()?).and_then(Entry::about)?,
        id => id.parse().ok()?,
    };
    handbook.child(child).map(|_| child)
}

/// A child's sections, in the order of its page: route, icon, words.
fn sections(known: &Known) -> Vec<(Route, &'static str, &'static str)> {
    let child = known.id;
    let keep = [
        (Route::DiaryPages { child }, "diary", "handbook-door-diary"),
        (Route::Appointments { child }, "events", "handbook-door-appointments"),
        (Route::Timeline { child }, "clock", "handbook-door-timeline"),
    ];
    let mut all = vec![(Route::Vaccines { child }, "vaccination", "handbook-door-vaccines")];
    if known.expected() {
        all.push((Route::Checkups { child }, "health", "handbook-door-pregnancy"));
        all.extend(keep);
    } else {
        all.insert(0, (Route::GrowthScreen { child }, "growth", "handbook-door-growth"));
        all.push((Route::Forms { child }, "procedures", "handbook-door-forms"));
        all.push((Route::Checkups { child }, "health", "handbook-door-checkups"));
        all.push((Route::Milestones { child }, "star", "handbook-door-milestones"));
        all.extend(keep);
        all.push((Route::ClinicScreen { child }, "device", "handbook-door-clinic"));
    }
    all.push((Route::ShareChild { child }, "share", "handbook-door-share"));
    all
}

fn marked(here: bool) -> &'static str {
    if here { "true" } else { "false" }
}

#[component]
fn Sections(child: Uuid, here: String) -> Element {
    let i = use_i18n();
    let today = use_today();
    let handbook = use_handbook();
    let all = children(&handbook);
    let Some(known) = all.iter().find(|known| known.id == child).cloned() else { return rsx! {} };
    let others: Vec<Known> = all.into_iter().filter(|other| other.id != child).collect();
    let home = Route::ChildHome { child };
    let current = |to: &Route| (to.to_string() == here).then_some("page");
    // Deeper in, the section is where one is, and not the page.
    let within = |to: &Route| here == to.to_string() || here.starts_with(&format!("{to}/"));
    rsx! {
        nav { class: "sections", "aria-label": i.say("handbook-doors"),
            Link { to: home.clone(), class: "entry", "aria-current": current(&home), "data-here": marked(here == home.to_string()),
                Face { name: known.child.name.clone(), photo: known.child.photo.clone(), small: true }
                span { class: "words",
                    strong { {ruby(&known.name(i))} }
                    small { {ruby(&known.age(i, today))} }
                }
            }
            ul {
                for (to, icon, key) in sections(&known) {
                    li { key: "{key}",
                        Link { to: to.clone(), class: "entry", "aria-current": current(&to), "data-here": marked(within(&to)),
                            Icon { name: icon }
                            span { class: "words", {i.show(key)} }
                        }
                    }
                }
            }
            if !others.is_empty() {
                ul { class: "others",
                    for other in others {
                        li { key: "{other.id}",
                            Link { to: Route::ChildHome { child: other.id }, class: "entry",
                                Face { name: other.child.name.clone(), photo: other.child.photo.clone(), small: true }
                                span { class: "words", {ruby(&other.name(i))} }
                            }
                        }
                    }
                }
            }
        }
    }
}
