//! Texts on the screen, from the one catalogue in `domain::i18n`.
//!
//! What is *shown* may carry ruby and becomes elements; what is *said* (labels, titles, placeholders) must be
//! a plain string. The two have different names so that neither is used for the other by accident.

use crate::phrases::phrases;
use dioxus::prelude::*;
use itsumo_domain::{
    city::LocalText,
    i18n::{self, Locale, Piece},
};

pub use itsumo_domain::i18n::Arg;

/// The language in use. Reading it in a component makes the component follow a change of language.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct I18n {
    /// The language.
    pub locale: Locale,
}

/// The language in use.
pub fn use_i18n() -> I18n {
    let locale = use_context::<Signal<Locale>>();
    I18n { locale: locale() }
}

impl I18n {
    /// The text of `key`, to be seen.
    pub fn show(self, key: &str) -> Element {
        self.show_with(key, &[])
    }

    /// The text of `key` with `args` put in, to be seen.
    pub fn show_with(self, key: &str, args: &[(&str, Arg<'_>)]) -> Element {
        ruby(&i18n::text(self.locale, key, args))
    }

    /// The text of `key`, for labels and titles.
    pub fn say(self, key: &str) -> String {
        self.say_with(key, &[])
    }

    /// The text of `key` with `args` put in, for labels and titles.
    pub fn say_with(self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        i18n::without_ruby(&i18n::text(self.locale, key, args))
    }

    /// The text with its ruby marks, to be put into another text.
    pub fn marked(self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        i18n::text(self.locale, key, args)
    }

    /// A name out of a city's data, for labels.
    pub fn name(self, text: &LocalText) -> String {
        i18n::without_ruby(text.get(self.locale))
    }
}

/// Draws `｜漢字《かんじ》` as ruby, and lets lines end where a reader pauses.
pub fn ruby(text: &str) -> Element {
    if !text.contains('｜') {
        return phrased(text);
    }
    // One box around all pieces: in a row of boxes (a button with an icon) they must stay one text. The row makes the
    // outer box a block; the inner one stays a run of text.
    rsx! {
        span { span {
            for piece in i18n::pieces(text) {
                match piece {
                    Piece::Plain(text) => rsx! { "{text}" if text.ends_with(['・', '、', '。']) { wbr {} } },
                    Piece::Ruby(base, reading) => rsx! {
                        ruby { "{base}" rt { "{reading}" } }
                    },
                }
            }
        } }
    }
}

/// Draws plain Japanese so that its lines end between phrases; see [`phrases`].
pub fn phrased(text: &str) -> Element {
    let pieces = phrases(text);
    if pieces.len() < 2 && !text.contains(CLOSING) {
        return rsx! { "{text}" };
    }
    // The outer box may be made a block by a row it stands in; the inner one stays a run of text.
    rsx! {
        span { span {
            for (at, piece) in pieces.into_iter().enumerate() {
                if at > 0 {
                    wbr {}
                }
                {whole(piece)}
            }
        } }
    }
}

const CLOSING: [char; 4] = ['」', '』', '】', '）'];

/// A piece whose closing bracket stays with the character before it, even where the piece is too long for its line
/// and is broken anywhere.
fn whole(piece: &str) -> Element {
    let closing = |c: char| CLOSING.contains(&c);
    let Some((at, _)) = piece.char_indices().find(|(at, c)| *at > 0 && closing(*c)) else { return rsx! { "{piece}" } };
    let (before, rest) = piece.split_at_checked(at).unwrap_or((piece, ""));
    let last = before.char_indices().next_back().map_or(0, |(at, _)| at);
    let (before, kept) = before.split_at_checked(last).unwrap_or((before, ""));
    let end = rest.char_indices().find(|(_, c)| !closing(*c)).map_or(rest.len(), |(at, _)| at);
    let (brackets, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
    rsx! {
        "{before}"
        span { class: "whole", "{kept}{brackets}" }
        {whole(after)}
    }
}

/// A name out of a city's data, marked with its language where that is not the screen's.
#[component]
pub fn Local(text: LocalText) -> Element {
    let i = use_i18n();
    let lang = text.lang_of(i.locale);
    if lang == i.locale.lang() {
        ruby(text.get(i.locale))
    } else {
        rsx! { span { lang, {ruby(text.get(i.locale))} } }
    }
}

/// Words that cities write in Japanese only: titles, senders, sources.
#[component]
pub fn Japanese(text: String) -> Element {
    let i = use_i18n();
    let shown = phrased(&text);
    if i.locale.lang() == "ja" {
        shown
    } else {
        rsx! { span { lang: "ja", {shown} } }
    }
}

/// The language of the operating system, or Japanese where it is none of ours.
pub fn system_locale() -> Locale {
    sys_locale::get_locale().and_then(|code| code.parse().ok()).unwrap_or_default()
}
