//! Whether a pack makes sense: every name that is used is there, every window has days, every dose can be reached.

use super::{Accepts, After, Age, Dose, Pack, PackError, Regimen, Series, Words};

/// Every fault of a whole pack.
pub(super) fn check(pack: &Pack) -> Vec<PackError> {
    let mut checker = Checker { pack, file: String::new(), errors: Vec::new() };
    for (at, (series, file)) in pack.series.iter().zip(&pack.files).enumerate() {
        checker.file.clone_from(file);
        if pack.series.iter().take(at).any(|other| other.id == series.id) {
            checker.wrong("id", format!("{} is there twice", series.id));
        }
        checker.series(series);
    }
    checker.rest();
    checker.errors
}

struct Checker<'a> {
    pack: &'a Pack,
    file: String,
    errors: Vec<PackError>,
}

impl Checker<'_> {
    fn wrong(&mut self, place: &str, why: String) {
        self.errors.push(PackError::Sense { file: self.file.clone(), place: place.to_owned(), why });
    }

    fn need(&mut self, holds: bool, place: &str, why: impl FnOnce() -> String) {
        if !holds {
            self.wrong(place, why());
        }
    }

    fn rule(&mut self, place: &str, id: &str) {
        self.need(self.pack.rules.contains_key(id), place, || format!("no rule {id:?} in rules.json"));
    }

    fn words(&mut self, place: &str, words: &Words) {
        let all = [&words.ja, &words.ja_easy, &words.en];
        self.need(all.iter().all(|text| !text.trim().is_empty()), place, || "words are missing".into());
    }

    fn sources(&mut self, place: &str, keys: &[String]) {
        self.need(!keys.is_empty(), place, || "it says no source".into());
        for key in keys {
            let known = self.pack.about.sources.contains_key(key);
            self.need(known, place, || format!("no source {key:?} in pack.json"));
        }
    }

    fn age(&mut self, place: &str, series: &Series, age: &Age) {
        let fits = match age {
            Age::On(_) => true,
            Age::Gestation(..) => series.pregnancy,
            _ => !series.pregnancy,
        };
        self.need(fits, place, || "weeks of pregnancy and ages of a child do not mix".into());
    }

    fn series(&mut self, series: &Series) {
        self.words("name", &series.name);
        self.rule("rule", &series.rule);
        self.sources("sources", &series.sources);
        self.need(!series.windows.is_empty(), "windows", || "there is none".into());
        self.need(!series.regimens.is_empty(), "regimens", || "there is none".into());
        self.need(!series.accepts.is_empty(), "accepts", || "no vaccine counts".into());
        let begins = series.begins_with.as_ref();
        self.need(begins.is_none_or(|vaccine| accepts(series, vaccine)), "begins_with", || "is not accepted".into());
        let before = series.follows.as_ref();
        self.need(before.is_none_or(|id| self.pack.find(id).is_some()), "follows", || "no such series".into());
        let instead = series.instead_of.as_ref();
        self.need(instead.is_none_or(|id| self.pack.find(id).is_some()), "instead_of", || "no such series".into());
        for (nth, one) in series.accepts.iter().enumerate() {
            self.accepts(&format!("accepts[{nth}]"), series, one);
        }
        for (nth, window) in series.windows.iter().enumerate() {
            let place = format!("windows[{nth}]");
            self.rule(&place, &window.rule);
            for age in window.end.iter().chain(window.end_by_product.values()).chain([&window.start]) {
                self.age(&place, series, age);
            }
            for product in window.end_by_product.keys() {
                self.need(accepts(series, product), &place, || format!("{product} is not accepted"));
            }
        }
        for (nth, regimen) in series.regimens.iter().enumerate() {
            self.regimen(&format!("regimens[{nth}]"), series, regimen);
        }
        for (nth, switch) in series.switches.iter().enumerate() {
            let place = format!("switches[{nth}]");
            self.rule(&place, &switch.rule);
            for product in switch.from.iter().chain(&switch.to) {
                self.need(accepts(series, product), &place, || format!("{product} is not accepted"));
            }
            let missing = switch.while_missing.as_ref();
            self.need(missing.is_none_or(|id| self.pack.find(id).is_some()), &place, || "no such series".into());
        }
        for (nth, exclusion) in series.exclusions.iter().enumerate() {
            self.rule(&format!("exclusions[{nth}]"), &exclusion.rule);
        }
        if let Some(late) = &series.late_start {
            self.rule("late_start", &late.rule);
            self.age("late_start", series, &late.age);
        }
        if let Some(season) = &series.season {
            self.rule("season", &season.rule);
        }
    }

    fn accepts(&mut self, place: &str, series: &Series, one: &Accepts) {
        let known = self.pack.vaccines.contains_key(&one.vaccine);
        self.need(known, place, || format!("no product of the family {:?} in products.json", one.vaccine));
        let part = one.part.as_ref();
        self.need(part.is_none_or(|part| series.parts.contains(part)), place, || "no such part".into());
        let beside = one.beside.as_ref().map(|id| self.pack.find(id));
        let hosted = beside.is_none_or(|host| host.is_some_and(|host| accepts(host, &one.vaccine)));
        self.need(hosted, place, || "\"beside\" is no series that accepts it".into());
        if let Some(rule) = &one.rule {
            self.rule(place, rule);
        }
    }

    fn regimen(&mut self, place: &str, series: &Series, regimen: &Regimen) {
        self.rule(place, &regimen.rule);
        self.need(!regimen.doses.is_empty(), place, || "it has no dose".into());
        for product in regimen.applies.first_product.iter().chain(&regimen.applies.all_products) {
            self.need(accepts(series, product), place, || format!("{product} is not accepted"));
        }
        if let Some((from, to)) = &regimen.applies.first_age {
            self.age(place, series, from);
            self.age(place, series, to);
        }
        if let Some(fallback) = &regimen.fallback {
            let other = series.regimens.iter().find(|other| other.id == *fallback);
            let longer = other.is_some_and(|other| other.doses.len() >= regimen.doses.len());
            self.need(longer, place, || format!("its fallback {fallback:?} is no regimen with as many doses"));
        }
        for (nth, dose) in regimen.doses.iter().enumerate() {
            let place = format!("{place}.doses[{nth}]");
            let twice = regimen.doses.iter().take(nth).any(|other| other.label == dose.label);
            self.need(!twice, &place, || format!("{} is there twice", dose.label));
            self.dose(&place, series, dose, nth);
        }
        let ends = regimen.doses.last().is_some_and(|dose| dose.dropped.is_none());
        self.need(ends, place, || "its last dose may fall away: then it would never be complete".into());
    }

    fn dose(&mut self, place: &str, series: &Series, dose: &Dose, nth: usize) {
        let reaches = |after: After| match after {
            After::Dose(number) => (1..=nth).contains(&number),
            After::Last => nth > 0,
        };
        for need in dose.intervals.iter().chain(dose.intervals_when_late.iter().flatten()) {
            self.rule(place, &need.rule);
            self.need(reaches(need.after), place, || "an interval is counted from no earlier dose".into());
        }
        for usual in &dose.standard_intervals {
            self.rule(place, &usual.rule);
            self.need(reaches(usual.after), place, || "an interval is counted from no earlier dose".into());
        }
        for limit in dose.min_age.iter().chain(&dose.max_age) {
            self.rule(place, &limit.rule);
            self.age(place, series, &limit.age);
        }
        if let Some(usual) = &dose.standard_age {
            self.rule(place, &usual.rule);
            for age in usual.from.iter().chain(&usual.to) {
                self.age(place, series, age);
            }
        }
        if let Some(dropped) = &dose.dropped {
            self.rule(place, &dropped.rule);
            self.need(nth > 0, place, || "the first dose cannot fall away".into());
        }
    }

    /// What is not of one series.
    fn rest(&mut self) {
        let pack = self.pack;
        self.file = "exceptions.json".into();
        for exception in &pack.exceptions {
            self.rule(&exception.id, &exception.rule);
            self.words(&exception.id, &exception.name);
            for one in &exception.series {
                let series = pack.find(&one.series);
                let known = one.regimen.as_ref().is_none_or(|id| {
                    series.is_some_and(|series| series.regimens.iter().any(|regimen| regimen.id == *id))
                });
                self.need(series.is_some(), &exception.id, || format!("no series {:?}", one.series));
                self.need(known, &exception.id, || format!("no regimen {:?}", one.regimen));
            }
        }
        self.file = "cross.json".into();
        for (nth, gap) in pack.cross.iter().enumerate() {
            self.rule(&format!("[{nth}]"), &gap.rule);
        }
        self.file = "rules.json".into();
        for (id, rule) in &pack.rules {
            self.words(id, &rule.text);
            self.sources(id, &rule.sources);
        }
        self.file = "products.json".into();
        for product in &pack.products {
            self.words(&product.family, &product.family_name);
        }
        self.file = "local.json".into();
        for local in &pack.local {
            self.words(&local.series, &local.text);
            self.need(pack.find(&local.series).is_some(), &local.series, || "no such series".into());
        }
    }
}

fn accepts(series: &Series, vaccine: &str) -> bool {
    series.accepts.iter().any(|accepts| accepts.vaccine == vaccine)
}
