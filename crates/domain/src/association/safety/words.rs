//! How a safety check speaks. A drill and a real one share not a single sentence, no class of a style sheet and no title:
//! whoever draws one asks here, and cannot take the other's by a slip.

use crate::alert::Status;

/// Keys of all that is said of a check, and the class under which it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// Its name, as a heading.
    pub title: &'static str,
    /// What is asked of a household.
    pub ask: &'static str,
    /// What stands above everything of it, on every page.
    pub banner: &'static str,
    /// The button that starts it.
    pub start: &'static str,
    /// What is asked before it starts.
    pub sure: &'static str,
    /// What is said when it is over.
    pub ended: &'static str,
    /// The notification: its title and its text take `association` and `what`.
    pub notification: &'static str,
    /// The list of households, as a heading.
    pub list: &'static str,
    /// What an officer does on the round, on the sheet they carry.
    pub round: &'static str,
    /// The class of a style sheet: `safety-real` or `safety-drill`.
    pub class: &'static str,
}

const REAL: Words = Words {
    title: "safety-real-title",
    ask: "safety-real-ask",
    banner: "safety-real-banner",
    start: "safety-real-start",
    sure: "safety-real-sure",
    ended: "safety-real-ended",
    notification: "safety-real-notification",
    list: "safety-real-list",
    round: "safety-real-round",
    class: "safety-real",
};

const DRILL: Words = Words {
    title: "safety-drill-title",
    ask: "safety-drill-ask",
    banner: "safety-drill-banner",
    start: "safety-drill-start",
    sure: "safety-drill-sure",
    ended: "safety-drill-ended",
    notification: "safety-drill-notification",
    list: "safety-drill-list",
    round: "safety-drill-round",
    class: "safety-drill",
};

/// The words of a check. What is not known to be real speaks as a drill: nobody runs for it.
pub fn words(status: Status) -> &'static Words {
    match status {
        Status::Actual => &REAL,
        Status::Drill | Status::Test => &DRILL,
    }
}

impl Words {
    /// All keys, for whoever checks them.
    pub fn keys(&self) -> [&'static str; 9] {
        let Self { title, ask, banner, start, sure, ended, notification, list, round, class: _ } = self;
        [title, ask, banner, start, sure, ended, notification, list, round]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{Arg, Locale, text};

    #[test]
    fn every_sentence_of_a_drill_says_so_and_none_of_a_real_check_does() {
        let args = [("association", Arg::Text("日の出町会")), ("what", Arg::Text("震度5強の地震"))];
        for locale in Locale::ALL {
            for (real, drill) in REAL.keys().into_iter().zip(DRILL.keys()) {
                let (real, drill) = (text(locale, real, &args), text(locale, drill, &args));
                let says = |text: &str| {
                    let text = text.to_lowercase();
                    text.contains("訓練") || text.contains("drill")
                };
                assert!(says(&drill), "{}: {drill}", locale.code());
                assert!(!says(&real), "{}: {real}", locale.code());
            }
        }
        assert_ne!(REAL.class, DRILL.class);
        assert_eq!(words(Status::Test), words(Status::Drill), "what is not known to be real alarms nobody");
    }
}
