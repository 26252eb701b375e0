//! From files to a pack: read, checked, and every name resolved; or every fault, by file and place.

use super::{
    Exception, Gap, Local, Pack, Product, Rule, Series,
    check::check,
    lint::{Depth, Flaw, lint},
    pack::{About, Vaccine},
};
use serde::de::DeserializeOwned;
use std::{collections::BTreeMap, sync::OnceLock};

/// What is wrong with a pack.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// Not what the format says.
    #[error("{file}, line {line}, column {column}: {why}")]
    Format {
        /// The file.
        file: String,
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
        /// In the parser's words.
        why: String,
    },
    /// Well-formed, but it makes no sense.
    #[error("{file}, {place}: {why}")]
    Sense {
        /// The file.
        file: String,
        /// Where in it: `regimens[1].doses[2]`.
        place: String,
        /// What is wrong.
        why: String,
    },
    /// A file the format does not know, or lacks.
    #[error("{file}: {why}")]
    File {
        /// The file.
        file: String,
        /// What is wrong.
        why: String,
    },
    /// A layer would change what the law says.
    #[error("{file}: a municipality's layer cannot bend the law: {why}")]
    BendsTheLaw {
        /// The file.
        file: String,
        /// What it would change.
        why: String,
    },
}

impl From<Flaw> for PackError {
    fn from(flaw: Flaw) -> Self {
        Self::Sense { file: flaw.file, place: flaw.place, why: flaw.problem.to_string() }
    }
}

/// The national pack's files.
macro_rules! files {
    ($($path:literal),* $(,)?) => { [$(($path, include_str!(concat!("../../packs/jp/", $path)))),*] };
}

/// In the order in which a child usually meets them.
const JAPAN: [(&str, &str); 23] = files![
    "pack.json",
    "products.json",
    "cross.json",
    "exceptions.json",
    "rules.json",
    "series/rsv_maternal.json",
    "series/rota.json",
    "series/hepb.json",
    "series/dpt_ipv_hib_1.json",
    "series/hib.json",
    "series/pcv.json",
    "series/bcg.json",
    "series/mr1.json",
    "series/var.json",
    "voluntary/mumps.json",
    "series/je1.json",
    "series/mr2.json",
    "series/je2.json",
    "series/dt2.json",
    "series/hpv.json",
    "voluntary/flu_inact.json",
    "voluntary/flu_laiv.json",
    "voluntary/covid.json",
];

impl Pack {
    /// The national pack: compiled in, read once.
    pub fn japan() -> &'static Self {
        static JAPAN_PACK: OnceLock<Pack> = OnceLock::new();
        // A test reads the same files: what is compiled in is sound.
        JAPAN_PACK.get_or_init(|| Self::read(&Self::japan_files()).unwrap_or_default())
    }

    /// The national pack's files, by their paths in it.
    pub fn japan_files() -> Vec<(String, String)> {
        JAPAN.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
    }

    /// Reads a pack, or a municipality's layer, from its files: (path inside the pack, text). A whole pack is tried with
    /// the births that calendars stumble over.
    ///
    /// # Errors
    /// Every fault that was found, by file and place.
    pub fn load(files: &[(String, String)]) -> Result<Self, Vec<PackError>> {
        Self::read(files)?.proven()
    }

    /// As it is, when dates make sense in it. A layer is proven on its pack.
    fn proven(self) -> Result<Self, Vec<PackError>> {
        let flaws = if self.about.layer_of.is_some() { Vec::new() } else { lint(&self, Depth::Quick) };
        if flaws.is_empty() { Ok(self) } else { Err(flaws.into_iter().map(PackError::from).collect()) }
    }

    /// Reads a pack and resolves its names; dates are not tried.
    pub(super) fn read(files: &[(String, String)]) -> Result<Self, Vec<PackError>> {
        let mut reader = Reader::default();
        let mut pack = Self::default();
        let mut about = None;
        for (path, text) in files {
            match path.as_str() {
                "pack.json" => about = reader.read::<About>(path, text),
                "products.json" => pack.products = reader.list::<Product>(path, text),
                "cross.json" => pack.cross = reader.list::<Gap>(path, text),
                "exceptions.json" => pack.exceptions = reader.list::<Exception>(path, text),
                "rules.json" => pack.rules = reader.read::<BTreeMap<String, Rule>>(path, text).unwrap_or_default(),
                "local.json" => pack.local = reader.list::<Local>(path, text),
                // Words for other parts of the handbook, which read them themselves.
                "form.json" | "advice.json" => {}
                _ if path.starts_with("series/") || path.starts_with("voluntary/") => {
                    if let Some(series) = reader.read::<Series>(path, text) {
                        pack.files.push(path.clone());
                        pack.series.push(series);
                    }
                }
                _ => reader.errors.push(PackError::File {
                    file: path.clone(),
                    why: "no file of a pack: it has pack.json, products.json, cross.json, exceptions.json, \
                          rules.json, local.json, series/*.json and voluntary/*.json"
                        .into(),
                }),
            }
        }
        if let Some(about) = about {
            pack.about = about;
        } else if reader.errors.is_empty() {
            reader.errors.push(PackError::File { file: "pack.json".into(), why: "is missing".into() });
        }
        if !reader.errors.is_empty() {
            return Err(reader.errors);
        }
        pack.index();
        // A layer is checked when it lies on its pack: alone, half of what it names is not there.
        let errors = if pack.about.layer_of.is_some() { Vec::new() } else { check(&pack) };
        if errors.is_empty() { Ok(pack) } else { Err(errors) }
    }

    /// Lays a municipality's layer over this pack: vaccines of its own choice, help with the costs, words.
    ///
    /// # Errors
    /// When the layer is for another pack, does not fit, or would change what the law says.
    pub fn with_layer(mut self, layer: Self) -> Result<Self, Vec<PackError>> {
        let errors = layer.bends(&self);
        if !errors.is_empty() {
            return Err(errors);
        }
        self.files.extend(layer.files);
        self.series.extend(layer.series);
        self.products.extend(layer.products);
        self.rules.extend(layer.rules);
        self.local.extend(layer.local);
        self.about.sources.extend(layer.about.sources);
        self.index();
        let errors = check(&self);
        if errors.is_empty() { self.proven() } else { Err(errors) }
    }

    /// What this layer would change in `whole` though it must not.
    fn bends(&self, whole: &Self) -> Vec<PackError> {
        let mut errors = Vec::new();
        let mut bend = |file: &str, why: String| {
            errors.push(PackError::BendsTheLaw { file: file.to_owned(), why });
        };
        match &self.about.layer_of {
            Some(of) if *of == whole.about.id => {}
            Some(of) => bend("pack.json", format!("it is a layer of {of:?}, and this is {:?}", whole.about.id)),
            None => bend("pack.json", "it does not say \"layer_of\": it is a whole pack".into()),
        }
        for (series, file) in self.series.iter().zip(&self.files) {
            if series.category != super::Category::Voluntary {
                bend(file, format!("{} says it is given by law; only \"voluntary\" may be added", series.id));
            }
            if whole.find(&series.id).is_some() {
                bend(file, format!("{} is a series of the pack below", series.id));
            }
            for accepts in &series.accepts {
                if whole.vaccines.get(&accepts.vaccine).is_some_and(|vaccine| !vaccine.places.is_empty()) {
                    bend(file, format!("{} counts in a series of the pack below", accepts.vaccine));
                }
            }
        }
        for product in self.products.iter().filter(|product| whole.vaccines.contains_key(&product.family)) {
            bend("products.json", format!("{} is a product of the pack below", product.family));
        }
        for id in self.rules.keys().filter(|id| whole.rules.contains_key(*id)) {
            bend("rules.json", format!("{id} is a rule of the pack below"));
        }
        for key in self.about.sources.keys().filter(|key| whole.about.sources.contains_key(*key)) {
            bend("pack.json", format!("{key} is a source of the pack below"));
        }
        if !self.cross.is_empty() {
            bend("cross.json", "gaps between vaccines are the law's".into());
        }
        if !self.exceptions.is_empty() {
            bend("exceptions.json", "windows are re-opened by law or notice; tell families in local.json".into());
        }
        errors
    }

    /// Resolves vaccines to the series that accept them.
    fn index(&mut self) {
        let places = |family: &str| {
            let all = self.series.iter().enumerate().flat_map(|(at, series)| {
                series.accepts.iter().enumerate().map(move |(nth, accepts)| (accepts, (at, nth)))
            });
            all.filter(|(accepts, _)| accepts.vaccine == family).map(|(_, place)| place).collect()
        };
        let one = |product: &Product| {
            (product.family.clone(), Vaccine { kind: product.kind, places: places(&product.family) })
        };
        self.vaccines = self.products.iter().map(one).collect();
    }
}

/// Reads files and keeps the faults.
#[derive(Default)]
struct Reader {
    errors: Vec<PackError>,
}

impl Reader {
    fn read<T: DeserializeOwned>(&mut self, file: &str, text: &str) -> Option<T> {
        let wrong = |error: serde_json::Error| PackError::Format {
            file: file.to_owned(),
            line: error.line(),
            column: error.column(),
            why: error.to_string(),
        };
        serde_json::from_str(text).map_err(|error| self.errors.push(wrong(error))).ok()
    }

    fn list<T: DeserializeOwned>(&mut self, file: &str, text: &str) -> Vec<T> {
        self.read(file, text).unwrap_or_default()
    }
}
