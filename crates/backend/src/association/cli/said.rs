//! What a list of households would change, in a terminal's lines.

use crate::association::directory::DirectoryAnswer;
use itsumo_domain::{
    association::directory::{Planned, Step, error_key},
    i18n::{self, Arg, Locale},
    list::ListError,
};
use std::io::Write;

/// Lines of one kind that are shown of a list; the rest is counted.
const SHOWN: usize = 20;

/// Says what a list would change.
pub(super) fn show(answer: &DirectoryAnswer, tell: &mut dyn Write) -> std::io::Result<()> {
    writeln!(tell, "{}, from {}, {}", answer.name, answer.day, answer.encoding)?;
    if !answer.passed_over.is_empty() {
        writeln!(tell, "  columns passed over: {}", answer.passed_over.join(", "))?;
    }
    for error in answer.plan.errors.iter().take(100) {
        writeln!(tell, "  {}", wrong(error))?;
    }
    if !answer.plan.blocks.is_empty() {
        writeln!(tell, "  {}: {}", say("directory-new-blocks", &[]), answer.plan.blocks.join(", "))?;
    }
    for step in [Step::New, Step::Changes, Step::Same] {
        let households: Vec<&Planned> = answer.plan.households.iter().filter(|one| one.step == step).collect();
        if households.is_empty() {
            continue;
        }
        writeln!(tell, "  {}: {}", say(step_key(step), &[]), households.len())?;
        let shown = if step == Step::Same { 0 } else { SHOWN };
        for household in households.iter().take(shown) {
            writeln!(tell, "    {}", line(household))?;
        }
        if shown > 0 && households.len() > shown {
            writeln!(tell, "    … and {} more", households.len() - shown)?;
        }
    }
    if !answer.plan.leaving.is_empty() {
        writeln!(tell, "  {}: {}", say("directory-step-leaving", &[]), answer.plan.leaving.len())?;
    }
    for gone in &answer.plan.leaving {
        writeln!(tell, "    {} {} {}", gone.block, gone.name, gone.place)?;
    }
    Ok(())
}

/// The key of a step's words.
pub fn step_key(step: Step) -> &'static str {
    match step {
        Step::New => "directory-step-new",
        Step::Changes => "directory-step-changes",
        Step::Same => "directory-step-same",
    }
}

fn line(household: &Planned) -> String {
    let mut words = format!("{} {} {}", household.block, household.name, household.place);
    for change in &household.changes {
        let field = say(&format!("directory-field-{}", change.field), &[]);
        words.push_str(&format!("; {field}: {} → {}", change.was, change.will));
    }
    if household.renamed {
        let members = i64::from(household.members);
        words.push_str(&format!(
            "; {}",
            i18n::text(Locale::En, "directory-renamed", &[("count", Arg::Number(members))])
        ));
    }
    words
}

pub(super) fn wrong(error: &ListError) -> String {
    let place = match (error.line, error.column.as_str()) {
        (0, _) => say("roster-error-at-file", &[]),
        (line, "") => say("roster-error-at-line", &[("line", &line.to_string())]),
        (line, column) => say("roster-error-at", &[("line", &line.to_string()), ("column", column)]),
    };
    format!("{place}: {}", say(&error_key(&error.code), &[("found", &error.found)]))
}

pub(super) fn say(key: &str, args: &[(&str, &str)]) -> String {
    let args: Vec<(&str, Arg<'_>)> = args.iter().map(|(name, value)| (*name, Arg::Text(value))).collect();
    i18n::text(Locale::En, key, &args)
}
