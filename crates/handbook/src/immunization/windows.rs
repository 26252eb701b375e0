//! The days on which a series is open to one person: the law's window, and those that an exception re-opens.

use super::{
    Exception, ExceptionFor, ExceptionWindow, Finding, Interval, Pack, Regimen, Series, Subject, What, Window,
};
use crate::dates;
use chrono::NaiveDate;

/// A series' windows, counted for one person.
pub(super) struct Open<'a> {
    pub(super) series: &'a Series,
    /// The day of birth, or the due date.
    pub(super) anchor: NaiveDate,
    /// The window of the law on the day asked.
    pub(super) law: &'a Window,
    /// Its first day.
    pub(super) start: NaiveDate,
    /// Its last day, whatever the product.
    pub(super) end: Option<NaiveDate>,
    /// What exceptions add.
    pub(super) reopened: Vec<Reopened<'a>>,
}

/// A window that an exception opens.
pub(super) struct Reopened<'a> {
    pub(super) start: NaiveDate,
    pub(super) end: NaiveDate,
    pub(super) exception: &'a Exception,
    /// The regimen for who began before.
    pub(super) regimen: Option<&'a Regimen>,
    /// What must have passed since the series that this one follows.
    pub(super) after_previous: Option<Interval>,
}

impl<'a> Open<'a> {
    /// Counts a series' windows; none when the day they are counted from is not known.
    pub(super) fn of(pack: &'a Pack, series: &'a Series, subject: &Subject, as_of: NaiveDate) -> Option<Self> {
        let anchor = if series.pregnancy { subject.expected_delivery_date } else { subject.birth_date }?;
        let law = law_on(series, as_of)?;
        let start = law.start.on(anchor);
        let end = law.end.as_ref().map(|end| end.on(anchor));
        let all = pack.exceptions.iter().filter_map(|exception| reopened(exception, series, subject, anchor));
        // What lies inside the law's window opens nothing.
        let reopened = all.filter(|window| window.start < start || end.is_some_and(|end| window.end > end)).collect();
        Some(Self { series, anchor, law, start, end, reopened })
    }

    /// The law's last day for a product.
    pub(super) fn end_for(&self, product: Option<&str>) -> Option<NaiveDate> {
        let own = product.and_then(|product| self.law.end_by_product.get(product));
        own.map(|age| age.on(self.anchor)).or(self.end)
    }

    /// Whether a dose of that day and product lies in the law's window as it was on that day.
    pub(super) fn by_law(&self, date: NaiveDate, product: &str) -> Result<(), Finding> {
        let law = law_on(self.series, date).unwrap_or(self.law);
        let opens = law.start.on(self.anchor);
        let rule = law.rule.clone();
        if date < opens {
            return Err(Finding { rule, what: What::TooEarly { opens } });
        }
        let end = law.end_by_product.get(product).or(law.end.as_ref()).map(|age| age.on(self.anchor));
        match end {
            Some(closed) if date > closed => Err(Finding { rule, what: What::TooLate { closed } }),
            _ => Ok(()),
        }
    }

    /// The re-opened window that a day lies in.
    pub(super) fn reopened_on(&self, date: NaiveDate) -> Option<&Reopened<'a>> {
        self.reopened.iter().find(|window| window.start <= date && date <= window.end)
    }

    /// Whether a day lies in any window.
    pub(super) fn holds(&self, date: NaiveDate, product: &str) -> bool {
        self.by_law(date, product).is_ok() || self.reopened_on(date).is_some()
    }

    /// Days between a date and the law's window.
    pub(super) fn distance(&self, date: NaiveDate) -> i64 {
        let before = (self.start - date).num_days();
        let after = self.end.map_or(0, |end| (date - end).num_days());
        before.max(after).max(0)
    }

    /// A day moved into the law's window.
    pub(super) fn clamp(&self, date: NaiveDate) -> NaiveDate {
        let upper = self.end.unwrap_or(NaiveDate::MAX);
        date.min(upper).max(self.start)
    }

    /// The re-opened windows that somebody can still use on a day.
    pub(super) fn usable(&self, as_of: NaiveDate) -> impl Iterator<Item = &Reopened<'a>> {
        self.reopened.iter().filter(move |window| window.exception.over_from.is_none_or(|over| as_of < over))
    }

    /// The re-opened window that counts on a day, if the law's own does not: the one that is current, or the next to
    /// come, or the last that was.
    pub(super) fn current(&self, as_of: NaiveDate) -> Option<&Reopened<'a>> {
        if self.end.is_none_or(|end| as_of <= end) && self.start <= as_of {
            return None;
        }
        if let Some(now) = self.usable(as_of).find(|window| window.start <= as_of && as_of <= window.end) {
            return Some(now);
        }
        let coming = self.usable(as_of).filter(|window| window.start > as_of).min_by_key(|window| window.start);
        if as_of < self.start {
            return coming.filter(|window| window.start < self.start);
        }
        coming.or_else(|| {
            let last = self.usable(as_of).max_by_key(|window| window.end);
            last.filter(|window| self.end.is_some_and(|end| window.end > end))
        })
    }
}

/// The window that was the law on a day; the newest when the day is before all of them.
fn law_on(series: &Series, date: NaiveDate) -> Option<&Window> {
    let in_force = |window: &&Window| {
        window.from.is_none_or(|from| from <= date) && window.until.is_none_or(|until| date <= until)
    };
    series.windows.iter().find(in_force).or(series.windows.first())
}

/// Why a series is not for this person at all, whatever was given.
pub(super) fn barred(series: &Series, subject: &Subject) -> Option<Finding> {
    let anchor = if series.pregnancy { subject.expected_delivery_date } else { subject.birth_date };
    let sex = series.sex.is_none_or(|sex| subject.sex.is_none_or(|own| own == sex));
    let born = series.born_from.is_none_or(|from| anchor.is_none_or(|day| day >= from));
    let fits = anchor.is_some() && sex && born;
    (!fits).then(|| Finding { rule: series.rule.clone(), what: What::NotForThisChild })
}

/// A fact that takes the series from this person.
pub(super) fn excluded(series: &Series, subject: &Subject) -> Option<Finding> {
    let known = |name: &String| subject.conditions.contains(name);
    let fact = series.exclusions.iter().find(|one| known(&one.condition) || one.also.iter().any(known))?;
    let what = What::Excluded { condition: fact.condition.clone() };
    Some(Finding { rule: fact.rule.clone(), what })
}

fn reopened<'a>(
    exception: &'a Exception,
    series: &'a Series,
    subject: &Subject,
    anchor: NaiveDate,
) -> Option<Reopened<'a>> {
    let own: &ExceptionFor = exception.series.iter().find(|one| one.series == series.id)?;
    let born = own.born_from.is_none_or(|from| anchor >= from) && own.born_until.is_none_or(|until| anchor <= until);
    if !born || subject.denies(&exception.id) {
        return None;
    }
    let (start, end) = match &exception.window {
        ExceptionWindow::Between(from, to) => (from.on(anchor), to.on(anchor)),
        ExceptionWindow::YearsAfterLongIllness(years) => {
            let ended = subject.long_term_illness_ended?;
            (ended, dates::years_elapsed(ended, *years))
        }
    };
    let start = own.start.as_ref().map_or(start, |age| age.on(anchor));
    let end = own.cap.as_ref().map_or(end, |cap| end.min(cap.on(anchor)));
    let regimen = own.regimen.as_ref().and_then(|id| series.regimens.iter().find(|regimen| regimen.id == *id));
    (start <= end).then_some(Reopened { start, end, exception, regimen, after_previous: own.after_previous })
}
