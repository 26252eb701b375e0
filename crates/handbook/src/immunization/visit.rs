//! One visit: what can be given together on a day, what should wait, and until when.
//!
//! Any number of vaccines may be given on one day when the doctor finds it necessary, two injected live ones too; it is
//! on *different* days that these must keep their gap. So everything that is open fits, and a live one that is not
//! open yet moves behind the gap that the visit begins.

use super::{
    Assessment, Category, Given, LegalStatus, NextDose, Pack, Series, SeriesState, StandardStatus, Subject, VisitDose,
    VisitPlan, VisitWait, WaitReason, assess::assess_all, pack::Kind,
};
use crate::dates::interval_clear_days;
use chrono::{Days, NaiveDate};

/// A last day nearer than this makes a dose the most urgent of all.
const LAST_CHANCE: Days = Days::new(28);

/// Plans a visit on a day. The most urgent comes first: what is about to become impossible, then what is overdue,
/// then by the end of the usual time; what the family pays for comes last within each.
pub fn plan_visit(pack: &Pack, subject: &Subject, history: &[Given], day: NaiveDate) -> VisitPlan {
    let all = assess_all(pack, subject, history, day);
    let mut plan = VisitPlan { day, fits: Vec::new(), waits: Vec::new() };
    let mut ranked = Vec::new();
    for one in &all {
        match (one.legal, &one.next) {
            (LegalStatus::Open, Some(next)) => {
                let (series, next, notes) = (one.series.clone(), next.clone(), one.notes.clone());
                ranked.push((urgency(one, &next, day), VisitDose { series, next, standard: one.standard, notes }));
            }
            (LegalStatus::TooEarly, Some(_)) | (LegalStatus::Closed | LegalStatus::Review, _) => {
                plan.waits.push(wait(pack, one));
            }
            _ => {}
        }
    }
    ranked.sort_by_key(|one| one.0);
    plan.fits = ranked.into_iter().map(|(_, dose)| dose).collect();
    postpone(pack, &mut plan);
    plan
}

/// Smaller is more urgent.
fn urgency(one: &Assessment, next: &NextDose, day: NaiveDate) -> (u8, Category, NaiveDate) {
    let last = next.last_eligible.unwrap_or(NaiveDate::MAX);
    let rank = match one.standard {
        _ if last <= day.checked_add_days(LAST_CHANCE).unwrap_or(NaiveDate::MAX) => 0,
        StandardStatus::Past => 1,
        StandardStatus::Within => 2,
        StandardStatus::Before | StandardStatus::None => 3,
    };
    (rank, one.category, next.standard_to.unwrap_or(last).min(last))
}

fn wait(pack: &Pack, one: &Assessment) -> VisitWait {
    let gap = |next: &NextDose| {
        let step = next.why_earliest.steps.get(next.why_earliest.decided_by)?;
        let is_gap = pack.cross.iter().any(|gap| gap.rule == step.rule);
        let super::Sum::ClearDays { after, .. } = &step.sum else { return None };
        is_gap.then(|| after.clone())
    };
    let why = match (one.legal, one.state) {
        (_, SeriesState::Review) => WaitReason::Review,
        (LegalStatus::Closed, _) => WaitReason::Closed,
        _ => one.next.as_ref().and_then(gap).map_or(WaitReason::TooEarly, WaitReason::LiveGap),
    };
    let from = one.next.as_ref().filter(|_| one.legal == LegalStatus::TooEarly).map(|next| next.earliest);
    VisitWait { series: one.series.clone(), next: one.next.clone(), from, why }
}

/// Live vaccines that wait keep the gap to the live ones that fit.
fn postpone(pack: &Pack, plan: &mut VisitPlan) {
    let live = |series: &str| {
        let vaccine = pack.find(series).map(begins)?;
        (pack.kind(vaccine) == Some(Kind::LiveInjected)).then(|| vaccine.to_owned())
    };
    let given: Vec<String> = plan.fits.iter().filter_map(|dose| live(&dose.series)).collect();
    let in_force = |gap: &&super::Gap| gap.from.is_none_or(|from| from <= plan.day) && gap.until.is_none();
    let days = pack.cross.iter().find(in_force).map_or(0, |gap| gap.clear_days);
    for wait in &mut plan.waits {
        let (Some(from), Some(own)) = (wait.from, live(&wait.series)) else { continue };
        let possible = interval_clear_days(plan.day, days);
        if let Some(other) = given.iter().find(|other| **other != own).filter(|_| from < possible) {
            let last = wait.next.as_ref().and_then(|next| next.last_eligible);
            wait.from = Some(possible).filter(|day| last.is_none_or(|last| *day <= last));
            wait.why = WaitReason::LiveGap(other.clone());
        }
    }
}

/// The vaccine that stands for a series.
fn begins(series: &Series) -> &str {
    let first = series.accepts.first().map_or("", |accepts| accepts.vaccine.as_str());
    series.begins_with.as_deref().unwrap_or(first)
}
