//! Windows of the law, and those that exceptions re-open, have days for every birth.

use super::{Depth, Flaws, Problem};
use crate::immunization::{ExceptionWindow, Pack, Series};

pub(super) fn check(file: &str, series: &Series, depth: Depth, flaws: &mut Flaws) {
    for (n, window) in series.windows.iter().enumerate() {
        let place = format!("windows[{n}]");
        let Some(end) = &window.end else { continue };
        for birth in depth.births() {
            let (start, end) = (window.start.on(birth), end.on(birth));
            if start > end {
                flaws.add(file, &place, Problem::Empty { birth, start, end });
            }
            for (product, age) in &window.end_by_product {
                let last = age.on(birth);
                if last < start || last > end {
                    let problem = Problem::ProductEnd { birth, product: product.clone(), end: last };
                    flaws.add(file, format!("{place}.end_by_product"), problem);
                }
            }
        }
    }
}

pub(super) fn check_exceptions(pack: &Pack, depth: Depth, flaws: &mut Flaws) {
    for exception in &pack.exceptions {
        let ExceptionWindow::Between(from, to) = &exception.window else { continue };
        for of in &exception.series {
            let cohort = depth.births().filter(|birth| {
                of.born_from.is_none_or(|from| *birth >= from) && of.born_until.is_none_or(|until| *birth <= until)
            });
            // A cohort of other years is tried at its ends.
            for birth in cohort.chain(of.born_from).chain(of.born_until) {
                let start = of.start.as_ref().unwrap_or(from).on(birth);
                let end = of.cap.as_ref().map_or(to.on(birth), |cap| cap.on(birth).min(to.on(birth)));
                if start > end {
                    let place = format!("{}.{}", exception.id, of.series);
                    flaws.add("exceptions.json", place, Problem::Empty { birth, start, end });
                }
            }
        }
    }
}
