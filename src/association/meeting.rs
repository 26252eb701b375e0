//! A general meeting: what is voted on, and the household's ballot. One vote per household, however it comes; in the app
//! it can be changed until the vote closes. What came on paper or at the door stands here too, and the count when it is
//! made.

use super::{
    parts::{Delivered, Gone, Whose},
    use_associations, words,
};
use crate::{
    dates,
    hooks::use_engine,
    i18n::{Arg, I18n, Local, ruby, use_i18n},
    ui::{
        Bar, Choice, ErrorLine, FormError, Heading, Icon, Submit, TakenUp,
        letter::{Blocks, Files},
        use_draft, use_form, use_wish,
    },
};
use dioxus::prelude::*;
use itsumo_domain::{
    association::meeting::{Given, Meeting, Source, Tally, Vote},
    school::notice::Block,
};
use itsumo_engine::association::{BallotRow, MeetingRow};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The ways to take part, in the order they are offered.
const WAYS: [&str; 3] = ["votes", "present", "proxy"];

/// One meeting.
#[component]
pub fn MeetingScreen(id: Uuid) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let all = use_associations();
    let now = engine.now();
    let fetch = use_wish(move |sha256: String| {
        let engine = engine.clone();
        async move { engine.circular_file(id, &sha256).await }
    });
    let Some(row) = all.meeting(id).cloned() else { return rsx! { Gone {} } };
    let meeting = row.meeting.clone();
    let title = itsumo_domain::i18n::without_ruby(meeting.title.get(i.locale));
    let lang = meeting.title.lang_of(i.locale);
    let name = all.card(meeting.association).map(|card| card.name.clone()).unwrap_or_default();
    let open = row.is_open(now);
    // A household votes where it is on the meeting's day; until then, where it is today.
    let counted = meeting.day.min(now.jst_date());
    let day = Block::Date { day: meeting.day, time: meeting.time, what: meeting.title.clone() };
    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            Bar {}
            article { class: "article notice meeting",
                header {
                    p { class: "line kind-line",
                        span { class: "tag", Icon { name: "vote" } {i.show("association-meeting")} }
                        span { class: "soft", lang: "ja", "{name} {meeting.from}" }
                    }
                    Heading { lang: (lang != i.locale.lang()).then(|| lang.to_owned()), {ruby(meeting.title.get(i.locale))} }
                    Blocks { letter: id, from: name, blocks: vec![day] }
                    if !meeting.place.is_empty() {
                        p { class: "line tight-line", Icon { name: "place" } span { lang: "ja", "{meeting.place}" } }
                    }
                    if open {
                        p { class: "line tight-line", Icon { name: "clock" } span { {i.show_with("association-meeting-closes", &[("time", Arg::Text(&dates::moment(i, meeting.closes, now)))])} } }
                    }
                }
                section { class: "section proposals",
                    h2 { {i.show("association-proposals")} }
                    ol { class: "proposals",
                        for (at, proposal) in meeting.proposals.iter().enumerate() {
                            li { key: "{at}", class: "card",
                                h3 {
                                    span { class: "soft", {ruby(&ordinal(i, at))} }
                                    " "
                                    Local { text: proposal.title.clone() }
                                }
                                if !proposal.text.ja.is_empty() {
                                    p { class: "paragraph", Local { text: proposal.text.clone() } }
                                }
                                if let Some(tally) = meeting.tally.as_ref() {
                                    Counted { meeting: meeting.clone(), tally: tally.clone(), at }
                                }
                            }
                        }
                    }
                }
                Files { files: meeting.attachments.clone(), fetch }
                if let Some(tally) = meeting.tally.clone() {
                    Outcome { tally }
                }
                if !all.homes.is_empty() {
                    section { class: "reply",
                        h2 { {i.show("association-ballot")} }
                        p { class: "soft", {i.show("association-ballot-one")} }
                        if !open {
                            div { class: "note", Icon { name: "lock" } p { {i.show("association-ballot-closed")} } }
                        }
                        for home in all.homes.iter().filter(|home| home.card.association == meeting.association && home.is_there(counted)) {
                            Slot { key: "{home.household}", row: row.clone(), household: home.household, open }
                        }
                    }
                }
            }
        }
    }
}

/// 第1号議案.
fn ordinal(i: I18n, at: usize) -> String {
    let number = i64::try_from(at).unwrap_or(0).saturating_add(1);
    i.marked("meeting-minutes-proposal", &[("number", Arg::Number(number))])
}

/// The count of one proposal.
#[component]
fn Counted(meeting: Meeting, tally: Tally, at: usize) -> Element {
    let i = use_i18n();
    let (Some(count), Some(proposal)) = (tally.counts.get(at), meeting.proposals.get(at)) else { return rsx! {} };
    let passed = tally.quorate && count.passed(proposal);
    let numbers = [(Vote::For, count.yes), (Vote::Against, count.no), (Vote::Abstain, count.abstain)];
    rsx! {
        p { class: "counted",
            strong { class: "tag", Icon { name: if passed { "check" } else { "info" } } {i.show(if passed { "meeting-passed" } else if tally.quorate { "meeting-rejected" } else { "meeting-minutes-void" })} }
            for (vote, number) in numbers {
                span { key: "{vote:?}", {i.show(vote.key())} " {number}" }
            }
        }
    }
}

/// Whether enough took part, and by which ways.
#[component]
fn Outcome(tally: Tally) -> Element {
    let i = use_i18n();
    let took = tally.of.saturating_sub(tally.silent);
    let ways = [
        ("meeting-minutes-app", tally.app),
        ("meeting-minutes-paper", tally.paper),
        ("meeting-minutes-proxy", tally.proxy),
        ("meeting-minutes-present", tally.present),
        ("meeting-minutes-silent", tally.silent),
    ];
    let count = |number: u32| Arg::Number(i64::from(number));
    rsx! {
        section { class: "section outcome",
            h2 { {i.show("association-outcome")} }
            p { {i.show_with(if tally.quorate { "association-quorate" } else { "association-not-quorate" },
                &[("of", count(tally.of)), ("took", count(took)), ("needed", count(tally.needed))])} }
            dl { class: "group facts",
                for (key, number) in ways {
                    div { key: "{key}", class: "entry", dt { class: "words", {i.show(key)} } dd { class: "value", {i.show_with("meeting-minutes-households", &[("count", count(number))])} } }
                }
            }
        }
    }
}

/// One household's ballot.
#[component]
fn Slot(row: MeetingRow, household: Uuid, open: bool) -> Element {
    let i = use_i18n();
    let all = use_associations();
    let mut changing = use_signal(|| false);
    let given = row.ballot_of(household).cloned();
    let name = Some(words::household_of(i, &all, household)).filter(|_| all.homes.len() > 1);
    let plain = name.map(|name| itsumo_domain::i18n::without_ruby(&name));
    let asks = open && (given.is_none() || changing());
    rsx! {
        div { class: "slot", role: "group", "aria-label": plain.clone(),
            Whose { household }
            if let Some(given) = given.clone() {
                GivenLine { meeting: row.meeting.clone(), given }
            } else if !open {
                p { {i.show("meeting-silent")} }
            }
            if asks {
                BallotForm { meeting: row.id, body: row.meeting.clone(), household, before: given.map(|given| given.given), ondone: move |()| changing.set(false) }
            } else if open {
                button { class: "button", r#type: "button", onclick: move |_| changing.set(true),
                    if let Some(name) = plain.clone() {
                        span { class: "hidden", "{name} " }
                    }
                    {i.show("association-ballot-change")}
                }
            }
        }
    }
}

/// What was handed in, by whom and which way, and how far it got.
#[component]
fn GivenLine(meeting: Meeting, given: BallotRow) -> Element {
    let i = use_i18n();
    let now = use_engine().now();
    let mut who = vec![dates::moment(i, given.at, now), words::by(i, &given.by)];
    if given.source != Source::App {
        who.push(i.marked(given.source.key(), &[]));
    }
    rsx! {
        div { class: "answer-given",
            p { strong { {ruby(&words::ballot(i, &meeting, &given.given))} } }
            p { class: "soft", {ruby(&who.join(" · "))} }
            Delivered { delivery: given.delivery.clone(), command: given.command }
        }
    }
}

/// A ballot as it is being filled in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Typed {
    way: String,
    /// The name of each vote, by the proposal's place.
    votes: Vec<String>,
}

impl Typed {
    fn of(before: Option<&Given>) -> Self {
        let way = |way: &str| Self { way: way.to_owned(), ..Self::default() };
        match before {
            Some(Given::Votes { votes }) => {
                Self { votes: votes.iter().map(|vote| vote.name().to_owned()).collect(), ..way("votes") }
            }
            Some(Given::Present) => way("present"),
            Some(Given::Proxy { .. }) => way("proxy"),
            None => Self::default(),
        }
    }

    /// The ballot, or what is missing: a key of the catalogue. Whoever leaves a proposal open is asked; to abstain is
    /// a choice of its own.
    fn read(&self, proposals: usize) -> Result<Given, &'static str> {
        match self.way.as_str() {
            "present" => Ok(Given::Present),
            "proxy" => Ok(Given::Proxy { to: None }),
            "votes" => {
                let votes: Option<Vec<Vote>> =
                    (0..proposals).map(|at| self.votes.get(at).and_then(|name| Vote::named(name))).collect();
                votes.map(|votes| Given::Votes { votes }).ok_or("association-ballot-slip-votes")
            }
            _ => Err("association-ballot-slip-way"),
        }
    }
}

#[component]
fn BallotForm(
    meeting: Uuid,
    body: Meeting,
    household: Uuid,
    before: Option<Given>,
    ondone: EventHandler<()>,
) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let form = use_form();
    let mut slip = use_signal(|| None::<&'static str>);
    let kept = format!("{}ballot/{meeting}/{household}", itsumo_engine::draft::PERSON);
    let draft = use_draft(kept, move || Typed::of(before.as_ref()));
    let now = draft.now.read().clone();
    let proposals = body.proposals.len();
    let mut send = move || match draft.peek().read(proposals) {
        Err(key) => slip.set(Some(key)),
        Ok(given) => {
            slip.set(None);
            let engine = engine.clone();
            form.send(async move { engine.cast_ballot(meeting, household, given).await }, move |()| {
                draft.forget();
                ondone.call(());
            });
        }
    };
    let ways: Vec<(String, String)> =
        WAYS.iter().map(|way| ((*way).to_owned(), i.marked(&format!("association-ballot-way-{way}"), &[]))).collect();
    let votes: Vec<(String, String)> =
        Vote::ALL.iter().map(|vote| (vote.name().to_owned(), i.marked(vote.key(), &[]))).collect();
    let error = slip().map(|key| i.marked(key, &[])).or_else(|| form.field(i, "votes"));
    rsx! {
        TakenUp { draft }
        Choice { id: "way-{household}", label: i.show("association-ballot-way"), options: ways, chosen: now.way.clone(),
            onchoose: move |way: String| { slip.set(None); draft.change(|draft| draft.way = way) } }
        if now.way == "votes" {
            for (at, proposal) in body.proposals.iter().enumerate() {
                Choice { key: "{at}", id: "vote-{household}-{at}",
                    label: rsx! { {ruby(&ordinal(i, at))} " " Local { text: proposal.title.clone() } },
                    options: votes.clone(), chosen: now.votes.get(at).cloned().unwrap_or_default(),
                    onchoose: move |vote: String| {
                        slip.set(None);
                        draft.change(|draft| {
                            if draft.votes.len() <= at {
                                draft.votes.resize(at.saturating_add(1), String::new());
                            }
                            if let Some(place) = draft.votes.get_mut(at) {
                                *place = vote;
                            }
                        });
                    } }
            }
        } else if now.way == "proxy" {
            p { class: "soft", {i.show("association-ballot-proxy-detail")} }
        } else if now.way == "present" {
            p { class: "soft", {i.show("association-ballot-present-detail")} }
        }
        ErrorLine { id: "way-{household}", error }
        FormError { form, fields: vec!["votes"] }
        Submit { form, onsend: move |()| send(), {i.show("association-ballot-do")} }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ballot_is_whole_or_says_what_is_missing() {
        let votes = |votes: &[&str]| Typed {
            way: "votes".to_owned(),
            votes: votes.iter().map(|vote| (*vote).to_owned()).collect(),
        };
        let way = |way: &str| Typed { way: way.to_owned(), ..Typed::default() };
        for (typed, read) in [
            (way(""), Err("association-ballot-slip-way")),
            (way("present"), Ok(Given::Present)),
            (way("proxy"), Ok(Given::Proxy { to: None })),
            (votes(&["for"]), Err("association-ballot-slip-votes")),
            (votes(&["for", ""]), Err("association-ballot-slip-votes")),
            (votes(&["for", "abstain"]), Ok(Given::Votes { votes: vec![Vote::For, Vote::Abstain] })),
        ] {
            assert_eq!(typed.read(2), read, "{typed:?}");
        }
    }
}
