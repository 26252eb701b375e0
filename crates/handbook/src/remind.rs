//! What the family is reminded of, and when: planned from the assessments on the device, with no server and no
//! list kept anywhere but in the family's own entries.
//!
//! A plan is made anew each time and is the same for the same facts. What was told already is not its business:
//! every reminder has a [`Reminder::thing`] and a number of days, and whoever shows it remembers those.

use crate::immunization::{Assessment, LegalStatus, NextDose};
use chrono::{Days, NaiveDate, NaiveTime};
use itsumo_domain::{
    Timestamp,
    handbook::{Appointment, ReminderChoice},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How this device reminds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReminderSettings {
    /// At all.
    pub on: bool,
    /// So many days before.
    pub days_before: Vec<u16>,
    /// At this minute of the day in Japan, 0 to 1439.
    pub minute: u16,
}

impl Default for ReminderSettings {
    fn default() -> Self {
        Self { on: true, days_before: vec![14, 3, 1], minute: 9 * 60 }
    }
}

/// A reminder, to be shown from `at` until the day it is about is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// Not before.
    pub at: Timestamp,
    /// Whom it is about.
    pub child: Uuid,
    /// What it is about.
    pub what: What,
    /// The day it is about.
    pub on: NaiveDate,
    /// So many days before that day.
    pub days: u16,
}

/// What a reminder is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A day that the family has fixed.
    Appointment {
        /// Its entry.
        entry: Uuid,
        /// At.
        time: Option<NaiveTime>,
        /// Where.
        place: String,
        /// The vaccines it is for.
        series: Vec<String>,
        /// The health check it is for.
        checkup: Option<String>,
    },
    /// A dose can be given from that day on, and usually is.
    Opens {
        /// The series.
        series: String,
        /// The dose.
        dose: String,
    },
    /// The usual time ends on that day.
    UsualEnds {
        /// The series.
        series: String,
        /// The dose.
        dose: String,
    },
    /// It is the last day on which the law gives it.
    Closes {
        /// The series.
        series: String,
        /// The dose.
        dose: String,
    },
}

impl Reminder {
    /// The thing it is about, the same for all its days before. Another date is another thing: a moved
    /// appointment is told anew.
    pub fn thing(&self) -> String {
        let Self { child, on, .. } = self;
        match &self.what {
            What::Appointment { entry, time, .. } => format!("{child}/appointment/{entry}/{on}/{time:?}"),
            What::Opens { series, dose } => format!("{child}/opens/{series}/{dose}/{on}"),
            What::UsualEnds { series, dose } => format!("{child}/usual/{series}/{dose}/{on}"),
            What::Closes { series, dose } => format!("{child}/closes/{series}/{dose}/{on}"),
        }
    }
}

/// Plans one child's reminders of things that are not over on `today`, earliest first.
///
/// A vaccine that the family keeps quiet is left out until that day. A vaccine with an appointment in time is
/// reminded of by its appointment alone.
pub fn plan_reminders(
    child: Uuid,
    assessments: &[Assessment],
    appointments: &[(Uuid, Appointment)],
    choices: &[ReminderChoice],
    settings: &ReminderSettings,
    today: NaiveDate,
) -> Vec<Reminder> {
    if !settings.on {
        return Vec::new();
    }
    let mut plan = Vec::new();
    let mut add = |what: &What, on: NaiveDate, is_quiet: &dyn Fn(NaiveDate) -> bool| {
        for days in &settings.days_before {
            let Some(day) = on.checked_sub_days(Days::new(u64::from(*days))) else { continue };
            if !is_quiet(day.max(today)) {
                plan.push(Reminder { at: at(day, settings.minute), child, what: what.clone(), on, days: *days });
            }
        }
    };
    let is_quiet = |series: &str, day: NaiveDate| {
        choices.iter().any(|choice| choice.series == series && choice.quiet_until.is_some_and(|until| day < until))
    };
    let ahead = || appointments.iter().filter(|(_, appointment)| appointment.date >= today);
    for (entry, appointment) in ahead() {
        let Appointment { date, time, place, series, checkup, .. } = appointment.clone();
        let quiet = |day| {
            !appointment.series.is_empty()
                && appointment.checkup.is_none()
                && appointment.series.iter().all(|series| is_quiet(series, day))
        };
        add(&What::Appointment { entry: *entry, time, place, series, checkup }, date, &quiet);
    }
    for told in assessments {
        let Some(next) = told.next.as_ref().filter(|_| is_ahead(told)) else { continue };
        let last = next.last_eligible.unwrap_or(NaiveDate::MAX);
        if ahead().any(|(_, appointment)| appointment.date <= last && appointment.series.contains(&told.series)) {
            continue;
        }
        let quiet = |day| is_quiet(&told.series, day);
        let (series, dose) = (told.series.clone(), next.dose.clone());
        let opens = opens(next);
        if opens >= today {
            add(&What::Opens { series: series.clone(), dose: dose.clone() }, opens, &quiet);
        }
        if let Some(usual) = next.standard_to.filter(|day| *day >= today && *day < last) {
            add(&What::UsualEnds { series: series.clone(), dose: dose.clone() }, usual, &quiet);
        }
        if let Some(last) = next.last_eligible.filter(|day| *day >= today) {
            add(&What::Closes { series, dose }, last, &quiet);
        }
    }
    plan.sort_by_cached_key(|one| (one.at, one.on, one.days, one.thing()));
    plan
}

/// The reminders to show now, at most one of each thing: the nearest to its day. `told` says whether a thing was
/// told for so many days before, or fewer.
pub fn due(plan: &[Reminder], now: Timestamp, told: impl Fn(&Reminder) -> bool) -> Vec<&Reminder> {
    let mut due: Vec<&Reminder> = Vec::new();
    for reminder in plan.iter().filter(|reminder| reminder.at <= now && reminder.on >= now.jst_date()) {
        match due.iter_mut().find(|other| other.thing() == reminder.thing()) {
            Some(other) if reminder.days < other.days => *other = reminder,
            Some(_) => {}
            None => due.push(reminder),
        }
    }
    due.retain(|reminder| !told(reminder));
    due
}

/// Whether a dose can still be given.
fn is_ahead(told: &Assessment) -> bool {
    matches!(told.legal, LegalStatus::TooEarly | LegalStatus::Open)
}

/// From when on it is usually given: not before it may be.
fn opens(next: &NextDose) -> NaiveDate {
    next.standard_from.map_or(next.earliest, |usual| usual.max(next.earliest))
}

fn at(day: NaiveDate, minute: u16) -> Timestamp {
    Timestamp::from_jst_date(day).plus(i64::from(minute) * Timestamp::MINUTE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::immunization::{Category, Derivation, SeriesState, StandardStatus};

    const HANA: Uuid = Uuid::from_u128(1);
    const VISIT: Uuid = Uuid::from_u128(2);

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Varicella's second dose: from 1 March, usually from 29 May to 29 November, until 14 October of the next year.
    fn varicella() -> Assessment {
        Assessment {
            series: "VAR".to_owned(),
            category: Category::Routine,
            doses: Vec::new(),
            regimen: Some("VAR_2".to_owned()),
            state: SeriesState::InProgress,
            next: Some(NextDose {
                dose: "dose-2".to_owned(),
                earliest: day("2027-03-01"),
                standard_from: Some(day("2027-05-29")),
                standard_to: Some(day("2027-11-29")),
                last_eligible: Some(day("2028-10-14")),
                last_eligible_by_product: Default::default(),
                windows: Vec::new(),
                products: vec!["VAR".to_owned()],
                alternatives: Vec::new(),
                why_earliest: Derivation::default(),
                why_standard: Derivation::default(),
                why_last: Derivation::default(),
            }),
            legal: LegalStatus::Open,
            standard: StandardStatus::Before,
            notes: Vec::new(),
        }
    }

    fn told(plan: &[Reminder]) -> Vec<(NaiveDate, u16)> {
        plan.iter().map(|reminder| (reminder.on, reminder.days)).collect()
    }

    #[test]
    fn a_vaccine_is_told_before_it_opens_before_its_usual_end_and_before_its_last_day() {
        let plan = plan_reminders(HANA, &[varicella()], &[], &[], &ReminderSettings::default(), day("2027-03-10"));
        let of = |on: &str| [14, 3, 1].map(|days| (day(on), days));
        assert_eq!(told(&plan), [of("2027-05-29"), of("2027-11-29"), of("2028-10-14")].concat());
        assert_eq!(plan[0].at, Timestamp::from_jst_date(day("2027-05-15")).plus(9 * Timestamp::HOUR));
        assert!(matches!(plan[8].what, What::Closes { .. }));
    }

    #[test]
    fn what_is_over_done_or_under_review_is_not_told() {
        let late = plan_reminders(HANA, &[varicella()], &[], &[], &ReminderSettings::default(), day("2027-12-24"));
        assert_eq!(told(&late), [14, 3, 1].map(|days| (day("2028-10-14"), days)));
        for legal in [LegalStatus::Closed, LegalStatus::Complete, LegalStatus::Review, LegalStatus::NotEligible] {
            let one = Assessment { legal, ..varicella() };
            assert!(plan_reminders(HANA, &[one], &[], &[], &ReminderSettings::default(), day("2027-03-10")).is_empty());
        }
        let off = ReminderSettings { on: false, ..ReminderSettings::default() };
        assert!(plan_reminders(HANA, &[varicella()], &[], &[], &off, day("2027-03-10")).is_empty());
    }

    #[test]
    fn an_appointment_in_time_speaks_for_its_vaccines() {
        let visit = Appointment { date: day("2027-06-10"), series: vec!["VAR".to_owned()], ..Appointment::default() };
        let plan = |date| {
            let visit = Appointment { date, ..visit.clone() };
            plan_reminders(
                HANA,
                &[varicella()],
                &[(VISIT, visit)],
                &[],
                &ReminderSettings::default(),
                day("2027-05-01"),
            )
        };
        assert_eq!(told(&plan(day("2027-06-10"))), [14, 3, 1].map(|days| (day("2027-06-10"), days)));
        assert!(plan(day("2028-10-20")).len() > 3, "a visit after the last day does not help");
        assert_eq!(plan(day("2027-04-30")).len(), 9, "nor does one that is over");
    }

    #[test]
    fn a_quiet_vaccine_is_left_out_until_its_day() {
        let quiet = |until: Option<&str>, series: &str| ReminderChoice {
            series: series.to_owned(),
            quiet_until: until.map(day),
            reason: String::new(),
        };
        let plan = |choice| {
            plan_reminders(HANA, &[varicella()], &[], &[choice], &ReminderSettings::default(), day("2027-03-10"))
        };
        assert_eq!(told(&plan(quiet(Some("2028-10-11"), "VAR"))), [3, 1].map(|days| (day("2028-10-14"), days)));
        assert_eq!(plan(quiet(None, "VAR")).len(), 9);
        assert_eq!(plan(quiet(Some("2028-10-11"), "PCV")).len(), 9);
    }

    #[test]
    fn of_one_thing_only_the_nearest_is_due() {
        let plan = plan_reminders(HANA, &[varicella()], &[], &[], &ReminderSettings::default(), day("2027-03-10"));
        let at = |text: &str, hour: i64| Timestamp::from_jst_date(day(text)).plus(hour * Timestamp::HOUR);
        let days = |now| due(&plan, now, |_| false).iter().map(|reminder| reminder.days).collect::<Vec<_>>();
        assert!(days(at("2027-05-15", 8)).is_empty(), "not before the chosen time");
        assert_eq!(days(at("2027-05-15", 9)), [14]);
        assert_eq!(days(at("2027-05-28", 20)), [1], "after a fortnight without the device: once, not three times");
        assert!(days(at("2027-05-30", 9)).is_empty(), "what is over is not told");
        assert!(due(&plan, at("2027-05-28", 20), |reminder| reminder.days <= 1).is_empty());
    }
}
