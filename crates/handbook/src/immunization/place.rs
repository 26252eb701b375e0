//! Which series a dose belongs to. Most vaccines have one; a shared one (measles and rubella, Japanese encephalitis)
//! belongs to the round in whose window it was given, and the first round is filled before the second begins. It is the
//! same whichever series is asked about.

use super::{Given, Pack, Series, pack::Kind, windows::Open};

/// A history, laid out by series.
pub(super) struct Placed {
    /// For each series of the pack: (index in the history, which `accepts` it came by), by date.
    pub(super) own: Vec<Vec<(usize, usize)>>,
    /// For each dose of the history: how live it is; `None` for a vaccine the pack does not know.
    pub(super) kinds: Vec<Option<Kind>>,
}

impl Placed {
    /// Lays out a history.
    pub(super) fn of(pack: &Pack, open: &[Option<Open<'_>>], history: &[Given]) -> Self {
        let mut own = vec![Vec::new(); pack.series.len()];
        let mut order: Vec<usize> = (0..history.len()).collect();
        order.sort_by_key(|&at| history.get(at).map(|given| given.date));
        for &at in &order {
            let Some(given) = history.get(at) else { continue };
            let places = pack.vaccines.get(&given.vaccine).map_or(&[][..], |vaccine| &vaccine.places);
            let mut rounds = places.iter().copied().filter(|&place| !beside(pack, place));
            let first = rounds.next();
            let chosen = match rounds.next() {
                None => first,
                Some(_) => choose(pack, open, &own, given, places),
            };
            if let Some((series, accepts)) = chosen
                && let Some(list) = own.get_mut(series)
            {
                list.push((at, accepts));
            }
        }
        // A combined vaccine also counts beside, for who has a dose of that series' own.
        for &at in &order {
            let Some(given) = history.get(at) else { continue };
            let places = pack.vaccines.get(&given.vaccine).map_or(&[][..], |vaccine| &vaccine.places);
            for &(series, accepts) in places.iter().filter(|&&place| beside(pack, place)) {
                if let Some(list) = own.get_mut(series).filter(|list| !list.is_empty()) {
                    list.push((at, accepts));
                }
            }
        }
        for list in &mut own {
            list.sort_by_key(|&(at, _)| (history.get(at).map(|given| given.date), at));
        }
        let kinds = history.iter().map(|given| pack.kind(&given.vaccine)).collect();
        Self { own, kinds }
    }

    /// A series' own doses.
    pub(super) fn of_series(&self, series: usize) -> &[(usize, usize)] {
        self.own.get(series).map_or(&[], Vec::as_slice)
    }
}

fn beside(pack: &Pack, (series, accepts): (usize, usize)) -> bool {
    pack.series.get(series).and_then(|series| series.accepts.get(accepts)).is_some_and(|one| one.beside.is_some())
}

/// Among the rounds that share a vaccine: the first that is open and not full, or else the last that is open; a dose in
/// nobody's window belongs to the nearest that is not full, or else to the nearest.
fn choose(
    pack: &Pack,
    open: &[Option<Open<'_>>],
    own: &[Vec<(usize, usize)>],
    given: &Given,
    places: &[(usize, usize)],
) -> Option<(usize, usize)> {
    let window = |series: usize| open.get(series).and_then(Option::as_ref);
    let inside =
        |&&(series, _): &&(usize, usize)| window(series).is_some_and(|open| open.holds(given.date, &given.vaccine));
    let full = |&(at, accepts): &(usize, usize)| {
        let series = pack.series.get(at);
        let doses = series.and_then(|series| series.regimens.first()).map_or(0, |regimen| regimen.doses.len());
        let same = |&&(_, other): &&(usize, usize)| series.is_some_and(|series| overlap(series, accepts, other));
        own.get(at).is_some_and(|list| list.iter().filter(same).count() >= doses)
    };
    let fitting = places.iter().filter(inside).find(|place| !full(place));
    let distance = |series: usize| window(series).map_or(i64::MAX, |open| open.distance(given.date));
    let nearest = || places.iter().min_by_key(|place| (full(place), distance(place.0)));
    fitting.or_else(|| places.iter().rfind(inside)).or_else(nearest).copied()
}

/// Whether two ways of being accepted give a part in common.
fn overlap(series: &Series, one: usize, other: usize) -> bool {
    let part = |at: usize| series.accepts.get(at).and_then(|accepts| accepts.part.as_ref());
    match (part(one), part(other)) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    }
}
