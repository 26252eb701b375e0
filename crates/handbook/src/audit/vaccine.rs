//! Which vaccine a register means.

use super::{BadRow, Row};
use crate::immunization::Pack;
use std::collections::HashMap;

/// The names under which a register may write a vaccine.
pub(super) struct Names<'p> {
    pack: &'p Pack,
    products: HashMap<String, &'p str>,
    series: HashMap<String, &'p str>,
}

impl<'p> Names<'p> {
    pub(super) fn new(pack: &'p Pack) -> Self {
        let mut products = HashMap::new();
        for product in pack.products() {
            let family = product.family.as_str();
            products.insert(family.to_lowercase(), family);
            for name in product.brands.iter().map(|brand| &brand.name).chain([&product.family_name.ja]) {
                products.entry(name.to_lowercase()).or_insert(family);
            }
        }
        let mut series = HashMap::new();
        for one in pack.series() {
            series.insert(one.id.to_lowercase(), one.id.as_str());
            series.entry(one.name.ja.to_lowercase()).or_insert(one.id.as_str());
        }
        Self { pack, products, series }
    }

    /// The family of a row: its product's, or the one with which its series was given on that day.
    pub(super) fn family(&self, row: &Row) -> Result<&'p str, BadRow> {
        let product = match row.product.as_str() {
            "" => None,
            name => Some(find(&self.products, name)?),
        };
        let Some(name) = Some(row.series.as_str()).filter(|name| !name.is_empty()) else {
            return product.ok_or(BadRow::Empty("product"));
        };
        // Registers write the vaccine into either column.
        let series = match (find(&self.series, name), find(&self.products, name)) {
            (Ok(series), _) => self.pack.find(series),
            (Err(_), Ok(family)) if product.is_none_or(|product| product == family) => return Ok(family),
            (Err(why), _) => return Err(why),
        };
        let Some(series) = series else { return Err(BadRow::Vaccine(name.to_owned())) };
        match product {
            Some(product) if series.accepts.iter().any(|accepts| accepts.vaccine == product) => Ok(product),
            Some(_) => Err(BadRow::Mismatch { series: row.series.clone(), product: row.product.clone() }),
            None => {
                let on_that_day = series.accepts.iter().find(|accepts| {
                    accepts.beside.is_none()
                        && accepts.part.is_none()
                        && accepts.from.is_none_or(|from| row.date >= from)
                        && accepts.until.is_none_or(|until| row.date <= until)
                });
                let any = on_that_day.or(series.accepts.first());
                any.map(|accepts| accepts.vaccine.as_str()).ok_or_else(|| BadRow::Vaccine(name.to_owned()))
            }
        }
    }
}

/// Registers write PCV20 and pcv20.
fn find<'p>(names: &HashMap<String, &'p str>, name: &str) -> Result<&'p str, BadRow> {
    names.get(&name.to_lowercase()).copied().ok_or_else(|| BadRow::Vaccine(name.to_owned()))
}
