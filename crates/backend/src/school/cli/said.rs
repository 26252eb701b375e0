//! What a list would change, in a terminal's lines.

use crate::school::roster::RosterAnswer;
use itsumo_domain::{
    i18n::{self, Arg, Locale},
    school::roster::{Planned, RosterError, Step},
};
use std::io::Write;

/// Lines of one kind that are shown of a list; the rest is counted.
const SHOWN: usize = 20;

/// Says what a list would change.
pub(super) fn show(answer: &RosterAnswer, tell: &mut dyn Write) -> std::io::Result<()> {
    let kind = if answer.plan.new_year { " (a new school year)" } else { "" };
    writeln!(tell, "{}, from {}{kind}, {}", answer.name, answer.day, answer.encoding)?;
    if !answer.passed_over.is_empty() {
        writeln!(tell, "  columns passed over: {}", answer.passed_over.join(", "))?;
    }
    for error in answer.plan.errors.iter().take(100) {
        writeln!(tell, "  {}", wrong(error))?;
    }
    for step in [Step::New, Step::Comes, Step::Moves, Step::Changes, Step::Same] {
        let children: Vec<&Planned> = answer.plan.children.iter().filter(|child| child.step == step).collect();
        if children.is_empty() {
            continue;
        }
        writeln!(tell, "  {}: {}", say(step_key(step), &[]), children.len())?;
        let shown = if step == Step::Same { 0 } else { SHOWN };
        for child in children.iter().take(shown) {
            writeln!(tell, "    {}", line(child))?;
        }
        if shown > 0 && children.len() > shown {
            writeln!(tell, "    … and {} more", children.len() - shown)?;
        }
    }
    for (finishes, key) in [(true, "roster-step-finishes"), (false, "roster-step-leaving")] {
        let gone: Vec<_> = answer.plan.leaving.iter().filter(|child| child.finishes == finishes).collect();
        if !gone.is_empty() {
            writeln!(tell, "  {}: {}", say(key, &[]), gone.len())?;
        }
        for child in gone {
            writeln!(tell, "    {} {}", child.class, child.name)?;
        }
    }
    Ok(())
}

/// The key of a step's words.
pub fn step_key(step: Step) -> &'static str {
    match step {
        Step::New => "roster-step-new",
        Step::Comes => "roster-step-comes",
        Step::Moves => "roster-step-moves",
        Step::Changes => "roster-step-changes",
        Step::Same => "roster-step-same",
    }
}

fn line(child: &Planned) -> String {
    let mut words = match child.from.as_str() {
        "" => format!("{} {}", child.class, child.name),
        from if from != child.class => format!("{} {}: {from} → {}", child.class, child.name, child.class),
        _ => format!("{} {}", child.class, child.name),
    };
    for change in &child.changes {
        let field = say(&format!("roster-field-{}", change.field), &[]);
        words.push_str(&format!("; {field}: {} → {}", change.was, change.will));
    }
    words
}

pub(super) fn wrong(error: &RosterError) -> String {
    let place = match (error.line, error.column.as_str()) {
        (0, _) => say("roster-error-at-file", &[]),
        (line, "") => say("roster-error-at-line", &[("line", &line.to_string())]),
        (line, column) => say("roster-error-at", &[("line", &line.to_string()), ("column", column)]),
    };
    format!("{place}: {}", say(&format!("roster-error-{}", error.code), &[("found", &error.found)]))
}

pub(super) fn say(key: &str, args: &[(&str, &str)]) -> String {
    let args: Vec<(&str, Arg<'_>)> = args.iter().map(|(name, value)| (*name, Arg::Text(value))).collect();
    i18n::text(Locale::En, key, &args)
}
