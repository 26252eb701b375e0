//! The family: which devices share the handbook, how another one comes in, how one is taken out, and the paper that
//! brings everything back. None of it needs an account.

mod invite;
mod join;
mod recovery;
mod server;

pub use invite::{Invite, ShareChild};
pub use join::{JoinFamily, RecoverFamily};
pub use recovery::RecoveryScreen;

use super::use_today;
use crate::{
    dates,
    hooks::{Commands, use_command, use_engine, use_query},
    i18n::{Arg, I18n, ruby, use_i18n},
    route::Route,
    ui::{Entry, Failed, Field, FormError, Icon, Page, Sheet, Skeleton, Submit, toast::use_toasts, use_form},
};
use dioxus::prelude::*;
use itsumo_domain::sync::Refusal;
use itsumo_engine::{Change, Error, FamilyStanding, FamilyView, MemberView};
use uuid::Uuid;

/// The family, and all that can be done about it.
#[component]
pub fn FamilyHome() -> Element {
    let i = use_i18n();
    let mut family = use_query(&[Change::Family, Change::Handbook], |engine| async move { engine.family().await });
    rsx! {
        Page { title: i.say("family-title"), heading: i.show("family-title"),
            match &*family.read() {
                None => rsx! { Skeleton { rows: 3 } },
                Some(Err(error)) => rsx! { Failed { error: error.clone(), onretry: move |()| family.restart() } },
                Some(Ok(view)) => rsx! { Family { view: view.clone() } },
            }
        }
    }
}

#[component]
fn Family(view: FamilyView) -> Element {
    let i = use_i18n();
    let today = use_today();
    let open = view.standing == FamilyStanding::Open;
    rsx! {
        p { class: "lead", {i.show("family-lead")} }
        match view.standing {
            FamilyStanding::Removed => rsx! {
                div { class: "note warn", Icon { name: "info" } p { {i.show("family-removed-here")} } }
            },
            FamilyStanding::KeyLost => rsx! {
                div { class: "note warn", Icon { name: "key" } p { {i.show("family-key-lost")} } }
            },
            FamilyStanding::None | FamilyStanding::Open => rsx! {},
        }
        if !view.members.is_empty() {
            section { class: "section",
                h2 { {i.show("family-members")} }
                ul { class: "group",
                    for member in view.members.iter().cloned() {
                        li { key: "{member.device}", MemberLine { member, removable: open, paper: view.recovery.is_some() } }
                    }
                }
            }
        }
        if open || view.standing == FamilyStanding::None {
            MyName { name: view.my_name.clone() }
        }
        section { class: "section",
            h2 { {i.show("family-doors")} }
            div { class: "group",
                // An invitation and the paper lead to the server: from a family that left it they lead nowhere.
                if (open || view.standing == FamilyStanding::None) && !view.apart {
                    Entry { to: Route::Invite {}, icon: "plus", title: i.show("family-invite"), detail: i.show("family-invite-short") }
                    Entry { to: Route::RecoveryScreen {}, icon: "key", title: i.show("family-recovery"), detail: i.show("family-recovery-short"),
                        value: view.recovery.as_ref().map(|recovery| ruby(&i.marked("family-recovery-made", &[
                            ("day", Arg::Text(&dates::civil_day(i, recovery.made.jst_date(), today))),
                        ]))) }
                }
                Entry { to: Route::JoinFamily {}, icon: "community", title: i.show("family-join"), detail: i.show("family-join-short") }
                Entry { to: Route::RecoverFamily {}, icon: "sync", title: i.show("family-recover"), detail: i.show("family-recover-short") }
            }
        }
        Shared { view: view.clone() }
        if view.id.is_some() && !view.apart {
            Delivery { view: view.clone() }
        }
        if view.id.is_some() && open {
            server::OnServer { view }
        }
    }
}

/// A member's name as it is said; one that has none yet by what it is.
fn member_name(i: I18n, member: &MemberView) -> String {
    match member.name.trim() {
        "" => i.marked("family-unnamed", &[]),
        name => name.to_owned(),
    }
}

#[component]
fn MemberLine(member: MemberView, removable: bool, paper: bool) -> Element {
    let i = use_i18n();
    let today = use_today();
    let engine = use_engine();
    let command = use_command();
    let router = router();
    let mut asked = use_signal(|| false);
    let name = member_name(i, &member);
    let said = itsumo_domain::i18n::without_ruby(&name);
    let since = dates::civil_day(i, member.since.jst_date(), today);
    let device = member.device;
    rsx! {
        div { class: "entry",
            Icon { name: if member.me { "device" } else { "person" } }
            span { class: "words",
                strong { {ruby(&name)} }
                small {
                    if member.me {
                        {i.show("family-this-device")}
                    } else {
                        {ruby(&i.marked("family-since", &[("day", Arg::Text(&since))]))}
                    }
                }
            }
            if removable && !member.me {
                button {
                    class: "button",
                    r#type: "button",
                    onclick: move |_| asked.set(true),
                    {i.show("family-remove")}
                    " "
                    span { class: "hidden", "{said}" }
                }
            }
        }
        if asked() {
            Sheet { id: "remove-member", title: i.show_with("family-remove-ask", &[("name", Arg::Text(&name))]), onclose: move |()| asked.set(false),
                ul { class: "plain-list",
                    li { {i.show("family-remove-later")} }
                    li { {i.show("family-remove-before")} }
                    li { {i.show("family-remove-phone")} }
                }
                button {
                    class: "button main danger wide",
                    r#type: "button",
                    onclick: move |_| {
                        let engine = engine.clone();
                        asked.set(false);
                        // Who was taken out may have copied the paper, and until there is a new one it opens all that follows.
                        command.then(async move { engine.remove_member(device).await }, Some("family-remove-done"), move || {
                            if paper {
                                router.push(Route::RecoveryScreen {});
                            }
                        });
                    },
                    {i.show("family-remove")}
                }
                button { class: "button plain wide", r#type: "button", onclick: move |_| asked.set(false), {i.show("family-cancel")} }
            }
        }
    }
}

/// What one is called here.
#[component]
fn MyName(name: String) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let toasts = use_toasts();
    let form = use_form();
    let mut typed = use_signal(|| name.clone());
    let send = move || {
        let (engine, name) = (engine.clone(), typed.peek().clone());
        form.send(async move { engine.name_myself(&name).await }, move |()| {
            toasts.say(i.marked("family-name-saved", &[]))
        });
    };
    let entered = send.clone();
    rsx! {
        div { class: "stack",
            Field { id: "my-name", label: i.show("family-name"), hint: i.show("family-name-hint"), initial: name, error: form.field(i, "name"),
                oninput: move |text| typed.set(text), onenter: move |()| entered() }
            FormError { form, fields: vec!["name"] }
            Submit { form, onsend: move |()| send(), {i.show("family-name-save")} }
        }
    }
}

/// Children that another family has too, and who that is.
#[component]
fn Shared(view: FamilyView) -> Element {
    let i = use_i18n();
    let handbook = super::use_handbook();
    if view.shared.is_empty() {
        return rsx! {};
    }
    let name = |child: Uuid| {
        super::children(&handbook)
            .into_iter()
            .find(|known| known.id == child)
            .map(|known| known.name(i))
            .unwrap_or_default()
    };
    rsx! {
        section { class: "section",
            h2 { {i.show("family-shared-children")} }
            ul { class: "group",
                for shared in view.shared.iter() {
                    li { key: "{shared.vault}",
                        Link { to: Route::ShareChild { child: shared.child }, class: "entry",
                            Icon { name: "share" }
                            span { class: "words",
                                strong { {ruby(&name(shared.child))} }
                                small { {ruby(&shared.members.iter().map(|member| member_name(i, member)).collect::<Vec<_>>().join(&i.marked("handbook-and", &[])))} }
                            }
                            Icon { name: "forward" }
                        }
                    }
                }
            }
        }
    }
}

/// Whether what was written has reached the others, and what is in the way, in words.
#[component]
fn Delivery(view: FamilyView) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    let alone = view.members.len() < 2 && view.shared.is_empty();
    let waiting: usize = view.waiting.entries
        + view.waiting.photos
        + view.shared.iter().map(|shared| shared.waiting.entries + shared.waiting.photos).sum::<usize>();
    let mut refused: Vec<(Uuid, Refusal)> = view.waiting.refused.clone();
    refused.extend(view.shared.iter().flat_map(|shared| shared.waiting.refused.clone()));
    rsx! {
        section { class: "section", "aria-live": "polite",
            h2 { {i.show("family-delivery")} }
            if waiting > 0 {
                div { class: "note", Icon { name: "outbox" }
                    div { class: "stack", style: "gap:0.75rem",
                        p { {i.show_with(if alone { "family-waiting-alone" } else { "family-waiting" }, &[("count", Arg::Number(i64::try_from(waiting).unwrap_or(0)))])} }
                        button {
                            class: "button",
                            r#type: "button",
                            onclick: {
                                let engine = engine.clone();
                                move |_| deliver(command, engine.clone())
                            },
                            {i.show("family-send-now")}
                        }
                    }
                }
            } else if refused.is_empty() {
                div { class: "note good", Icon { name: "check" } p { {i.show("family-delivered")} } }
            }
            if let Some(problem) = view.problem {
                div { class: "note warn", role: "alert", Icon { name: "info" } p { {ruby(&reason(i, problem))} } }
            }
            for (entry, why) in refused {
                div { key: "{entry}", class: "note bad", Icon { name: "info" }
                    div { class: "stack", style: "gap:0.5rem",
                        p { {ruby(&reason(i, why))} }
                        Link { to: Route::EntryScreen { entry }, class: "button", {i.show("family-refused-open")} }
                    }
                }
            }
            if !view.problems.is_empty() {
                details { class: "more",
                    summary { {i.show_with("family-unreadable", &[("count", Arg::Number(i64::try_from(view.problems.len()).unwrap_or(0)))])} }
                    ul { class: "plain-list",
                        for problem in view.problems {
                            li { key: "{problem.entry}",
                                {ruby(&reason(i, problem.why))}
                                if let Some(at) = problem.at {
                                    " "
                                    small { {ruby(&super::words::moment(i, at))} }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn deliver(command: Commands, engine: itsumo_engine::Engine) {
    command.run(async move { engine.sync().await.map(drop) }, None);
}

/// Why something was refused, in words. Marked with ruby.
fn reason(i: I18n, why: Refusal) -> String {
    Error::Refused(why).text(i.locale)
}
