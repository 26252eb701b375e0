//! An entry in words: one line for lists, and line by line for who wants to see all of it, or to decide between two.

use super::numbers::{centimetres, degrees, grouped, kilograms};
use crate::{
    dates,
    i18n::{Arg, I18n},
};
use chrono::NaiveDate;
use itsumo_domain::handbook::{Child, Entry, Fact, Measurement, Position};
use itsumo_engine::domain::Timestamp;
use itsumo_handbook::immunization::Pack;

/// The icon of an entry's kind.
pub fn icon(fact: &Fact) -> &'static str {
    match fact {
        Fact::Child(_) => "childcare",
        Fact::Measurement(_) => "growth",
        Fact::Dose(_) => "vaccination",
        Fact::Reaction(_) => "health",
        Fact::Form(_) => "procedures",
        Fact::Checkup(_) => "check",
        Fact::Milestone(_) => "star",
        Fact::Diary(_) => "diary",
        Fact::Appointment(_) => "events",
        Fact::Reminder(_) => "bell",
        Fact::Member(_) => "person",
        Fact::Shared(_) => "share",
        Fact::Keys(_) | Fact::Recovery(_) => "key",
        Fact::Withdrawn => "trash",
        Fact::Unknown => "info",
    }
}

/// The kind of an entry, as filters and headings name it: the end of a key of the catalogue.
pub fn kind(fact: &Fact) -> &'static str {
    match fact {
        Fact::Child(_) => "child",
        Fact::Measurement(_) => "measurement",
        Fact::Dose(_) => "dose",
        Fact::Reaction(_) => "reaction",
        Fact::Form(_) => "form",
        Fact::Checkup(_) => "checkup",
        Fact::Milestone(_) => "milestone",
        Fact::Diary(_) => "diary",
        Fact::Appointment(_) => "appointment",
        Fact::Reminder(_) => "reminder",
        Fact::Member(_) => "member",
        Fact::Shared(_) => "shared",
        Fact::Keys(_) => "keys",
        Fact::Recovery(_) => "recovery",
        Fact::Withdrawn => "withdrawn",
        Fact::Unknown => "unknown",
    }
}

/// The name of an entry's kind. Marked with ruby.
pub fn kind_name(i: I18n, fact: &Fact) -> String {
    i.marked(&format!("handbook-kind-{}", kind(fact)), &[])
}

/// What is between two parts of a line.
fn joined(i: I18n, parts: Vec<String>) -> String {
    parts.join(&i.marked("handbook-and", &[]))
}

/// The entry in one line. Marked with ruby.
pub fn headline(i: I18n, fact: &Fact) -> String {
    match fact {
        Fact::Measurement(taken) => sizes(i, taken),
        Fact::Dose(dose) => vaccine(i, &dose.vaccine),
        Fact::Reaction(seen) => {
            let mut parts: Vec<String> =
                seen.signs.iter().map(|sign| i.marked(&format!("handbook-sign-{sign}"), &[])).collect();
            parts.extend(seen.temperature_tenths.map(|tenths| format!("{} ℃", degrees(tenths))));
            if parts.is_empty() { kind_name(i, fact) } else { joined(i, parts) }
        }
        Fact::Form(form) => {
            let names: Vec<String> = form.vaccines.iter().map(|(series, _)| series_name(i, series)).collect();
            if names.is_empty() { kind_name(i, fact) } else { format!("{} {}", kind_name(i, fact), joined(i, names)) }
        }
        Fact::Checkup(check) => checkup_name(i, &check.which),
        Fact::Milestone(done) => milestone_name(i, &done.item, &done.title),
        Fact::Diary(page) => match page.text.lines().find(|line| !line.trim().is_empty()) {
            Some(line) => line.trim().to_owned(),
            None => i.marked("handbook-photos", &[("count", Arg::Number(number(page.photos.len())))]),
        },
        Fact::Appointment(planned) => {
            let mut parts: Vec<String> = planned.checkup.iter().map(|which| checkup_name(i, which)).collect();
            parts.extend(planned.series.iter().map(|series| series_name(i, series)));
            if parts.is_empty() && !planned.note.trim().is_empty() {
                parts.push(planned.note.trim().to_owned());
            }
            if parts.is_empty() { kind_name(i, fact) } else { joined(i, parts) }
        }
        Fact::Reminder(choice) => {
            i.marked("handbook-reminder-of", &[("series", Arg::Text(&series_name(i, &choice.series)))])
        }
        Fact::Member(member) => member.name.clone(),
        Fact::Shared(shared) => i.marked(&format!("handbook-shared-{}", shared.what), &[]),
        Fact::Child(_) | Fact::Keys(_) | Fact::Recovery(_) | Fact::Withdrawn | Fact::Unknown => kind_name(i, fact),
    }
}

/// A line of all that an entry says: what it is, and what it says of it. Both marked with ruby.
pub type Line = (String, String);

struct Lines {
    i: I18n,
    lines: Vec<Line>,
}

impl Lines {
    fn put(&mut self, key: &str, value: String) {
        if !value.trim().is_empty() {
            self.lines.push((self.i.marked(key, &[]), value));
        }
    }
    fn maybe(&mut self, key: &str, value: Option<String>) {
        self.put(key, value.unwrap_or_default());
    }
    fn day(&mut self, key: &str, day: Option<NaiveDate>) {
        let i = self.i;
        self.maybe(key, day.map(|day| dates::civil_with_year(i, day)));
    }
}

/// All that an entry says, line by line.
pub fn lines(i: I18n, fact: &Fact) -> Vec<Line> {
    let mut of = Lines { i, lines: Vec::new() };
    match fact {
        Fact::Child(child) => child_lines(&mut of, child),
        Fact::Measurement(taken) => {
            of.day("handbook-field-day", Some(taken.date));
            of.maybe("handbook-field-weight", taken.weight_g.map(|grams| format!("{} kg", kilograms(grams))));
            let height = match taken.position {
                Some(Position::Lying) => "handbook-field-length",
                _ => "handbook-field-height",
            };
            of.maybe(height, taken.height_mm.map(cm));
            of.maybe("handbook-field-head", taken.head_mm.map(cm));
            of.maybe("handbook-field-chest", taken.chest_mm.map(cm));
            of.put("handbook-field-place", taken.place.clone());
            of.put("handbook-field-note", taken.note.clone());
        }
        Fact::Dose(dose) => {
            of.day("handbook-field-day", Some(dose.date));
            of.put("handbook-field-vaccine", vaccine(i, &dose.vaccine));
            of.put("handbook-field-product", dose.product.clone());
            of.put("handbook-field-lot", dose.lot.clone());
            of.put("handbook-field-clinic", dose.clinic.clone());
            of.put("handbook-field-doctor", dose.doctor.clone());
            of.put("handbook-field-site", dose.site.clone());
            of.put("handbook-field-note", dose.note.clone());
        }
        Fact::Reaction(seen) => {
            of.put("handbook-field-seen", moment(i, seen.seen));
            of.put(
                "handbook-field-signs",
                joined(i, seen.signs.iter().map(|sign| i.marked(&format!("handbook-sign-{sign}"), &[])).collect()),
            );
            of.maybe(
                "handbook-field-temperature",
                seen.temperature_tenths.map(|tenths| format!("{} ℃", degrees(tenths))),
            );
            of.put("handbook-field-note", seen.note.clone());
        }
        Fact::Form(form) => {
            of.day("handbook-field-day", Some(form.date));
            of.put(
                "handbook-field-vaccine",
                joined(i, form.vaccines.iter().map(|(series, _)| series_name(i, series)).collect()),
            );
            of.maybe(
                "handbook-field-temperature",
                form.temperature_tenths.map(|tenths| format!("{} ℃", degrees(tenths))),
            );
        }
        Fact::Checkup(check) => {
            of.day("handbook-field-day", Some(check.date));
            of.put("handbook-field-place", check.place.clone());
            for item in super::checkup::items(&check.which) {
                let Some(answer) = check.items.get(item.id) else { continue };
                let said = match answer.yes {
                    Some(true) => i.marked("checkup-yes", &[]),
                    Some(false) => i.marked("checkup-no", &[]),
                    None => String::new(),
                };
                let text = [said, answer.text.clone()]
                    .into_iter()
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<_>>()
                    .join(" ");
                of.put(&super::checkup::item_key(&check.which, item.id), text);
            }
            of.put("handbook-field-note", check.note.clone());
        }
        Fact::Milestone(done) => {
            of.day("handbook-field-day", Some(done.date));
            of.put("handbook-field-milestone", milestone_name(i, &done.item, &done.title));
            of.put("handbook-field-note", done.note.clone());
        }
        Fact::Diary(page) => {
            of.day("handbook-field-day", Some(page.date));
            of.put("handbook-field-text", page.text.clone());
        }
        Fact::Appointment(planned) => {
            of.day("handbook-field-day", Some(planned.date));
            of.maybe("handbook-field-hour", planned.time.map(|time| time.format("%-H:%M").to_string()));
            of.put("handbook-field-for", headline(i, fact));
            of.put("handbook-field-place", planned.place.clone());
            of.put("handbook-field-note", planned.note.clone());
        }
        Fact::Reminder(choice) => {
            of.put("handbook-field-vaccine", series_name(i, &choice.series));
            of.day("handbook-field-quiet", choice.quiet_until);
            of.put("handbook-field-note", choice.reason.clone());
        }
        Fact::Shared(shared) => of.put("handbook-field-to", shared.to.clone()),
        Fact::Member(member) => of.put("handbook-field-name", member.name.clone()),
        Fact::Keys(_) | Fact::Recovery(_) | Fact::Withdrawn | Fact::Unknown => {}
    }
    of.lines
}

fn child_lines(of: &mut Lines, child: &Child) {
    let i = of.i;
    of.put("handbook-field-name", child.name.clone());
    of.put("handbook-field-kana", child.kana.clone());
    of.day("handbook-field-birth", child.birth_date);
    of.maybe("handbook-field-time", child.birth_time.map(|time| time.format("%-H:%M").to_string()));
    of.maybe(
        "handbook-field-sex",
        child.sex.map(|sex| i.marked(&format!("handbook-sex-{}", super::child::sex_value(sex)), &[])),
    );
    of.maybe(
        "handbook-field-gestation",
        child.gestation_days.map(|days| {
            let (weeks, days) = (i64::from(days / 7), i64::from(days % 7));
            i.marked("handbook-gestation", &[("weeks", Arg::Number(weeks)), ("days", Arg::Number(days))])
        }),
    );
    of.day("handbook-field-due", child.due_date);
    of.maybe("handbook-field-weight", child.birth_weight_g.map(|grams| format!("{} g", grouped(grams))));
    of.maybe("handbook-field-length", child.birth_length_mm.map(cm));
    of.maybe("handbook-field-head", child.birth_head_mm.map(cm));
    of.maybe("handbook-field-chest", child.birth_chest_mm.map(cm));
    of.day("handbook-field-issued", child.handbook_issued);
    let conditions = child.conditions.iter().map(|id| i.marked(&super::child::condition_key(id), &[])).collect();
    of.put("handbook-conditions", joined(i, conditions));
}

fn cm(mm: u32) -> String {
    format!("{} cm", centimetres(mm))
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// When something was written or seen: the day and the minute.
pub fn moment(i: I18n, at: Timestamp) -> String {
    format!("{} {}", dates::civil_with_year(i, at.jst_date()), dates::clock(at))
}

/// Who wrote an entry, and when. Marked with ruby.
pub fn written(i: I18n, entry: &Entry) -> String {
    let at = moment(i, entry.at);
    match entry.by.name.trim() {
        "" => at,
        name => i.marked("handbook-written-by", &[("name", Arg::Text(name)), ("at", Arg::Text(&at))]),
    }
}

fn sizes(i: I18n, taken: &Measurement) -> String {
    let mut parts = Vec::new();
    let mut put = |key: &str, value: Option<String>| {
        parts.extend(value.map(|value| format!("{} {value}", i.marked(key, &[]))));
    };
    put("handbook-field-weight", taken.weight_g.map(|grams| format!("{} kg", kilograms(grams))));
    put("handbook-field-height", taken.height_mm.map(cm));
    put("handbook-field-head", taken.head_mm.map(cm));
    put("handbook-field-chest", taken.chest_mm.map(cm));
    joined(i, parts)
}

/// A vaccine's name by its product family.
pub fn vaccine(i: I18n, family: &str) -> String {
    match Pack::japan().products().iter().find(|product| product.family == family) {
        Some(product) => product.family_name.get(i.locale).to_owned(),
        None => family.to_owned(),
    }
}

/// A series' name.
pub fn series_name(i: I18n, series: &str) -> String {
    let name = |id: &str| Pack::japan().find(id).map_or_else(|| id.to_owned(), |one| one.name.get(i.locale).to_owned());
    series.split('+').map(name).collect::<Vec<_>>().join("・")
}

/// A health check's name. Marked with ruby.
pub fn checkup_name(i: I18n, which: &str) -> String {
    let known = super::checkup::ALL.iter().any(|check| check.id == which);
    i.marked(&format!("checkup-name-{}", if known { which } else { "other" }), &[])
}

/// A milestone's name: the list's, or the family's own. Marked with ruby.
pub fn milestone_name(i: I18n, item: &str, title: &str) -> String {
    match title.trim() {
        "" if super::milestone::ITEMS.contains(&item) => i.marked(&format!("handbook-milestone-{item}"), &[]),
        "" => i.marked("handbook-kind-milestone", &[]),
        title => title.to_owned(),
    }
}
