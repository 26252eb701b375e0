//! What leaves the device as paper or as files, and what comes back: the 予診票, the booklet, the recovery sheet,
//! tables, a calendar, FHIR, and one folder with all of it that opens without us.
//!
//! Each document is a pure function of the handbook, a language and a day ([`Material`]); here they are put together
//! and handed out. Leaving is an act that is written down ([`Shared`]): what, to whom.
//!
//! | module | what |
//! |---|---|
//! | `form` | 予診票 on one A4 page, with its signed QR code |
//! | `booklet` | the handbook in its statutory order |
//! | `chart` | the growth chart, into a PDF and as SVG |
//! | `recovery` | the recovery code on paper |
//! | `csv`, `ical`, `fhir` | files for other programs |
//! | `html`, `folder` | the folder with all of it |
//! | `import` | back from a folder, bit for bit |

mod booklet;
mod chart;
mod csv;
mod fhir;
mod folder;
mod form;
mod height_weight;
mod html;
mod ical;
mod import;
mod recovery;
mod words;

use crate::{Engine, Error, family, handbook::NewEntry};
use booklet::{Booklet, Part};
pub use folder::ExportReport;
use form::Filled;
pub use import::ImportReport;
use itsumo_domain::{
    Timestamp,
    handbook::{Appointment, Child, Dose, Fact, Form, Handbook, Milestone, Shared},
    i18n::{Locale, has},
};
use itsumo_handbook::{
    form::Questions,
    immunization::{Assessment, Given, Pack, Subject, assess_all},
};
use itsumo_paper::{PaperError, Qr, form_qr};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::Arc,
};
use uuid::Uuid;
pub(crate) use words::Words;
use zeroize::Zeroizing;

/// In which language, and for whom.
#[derive(Clone, Debug, Default)]
pub struct ExportOptions {
    /// Of the words that are ours; the family's own stay as they are.
    pub locale: Locale,
    /// To whom it goes, in the family's words. Kept in the handbook.
    pub to: String,
}

/// The code of a filled-in form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormCode {
    /// What the QR code says.
    pub text: String,
    /// Sixteen digits that two people can compare: see `docs/form-qr.md`.
    pub digits: String,
    /// Free words were shortened to fit; the paper has them whole.
    pub shortened: bool,
}

impl FormCode {
    /// The code as an SVG image that says `words` to who does not see it.
    pub fn svg(&self, words: &str) -> String {
        Qr::new(&self.text).map(|qr| qr.svg(words)).unwrap_or_default()
    }
}

/// So many bytes of photos are put into papers; a line stands for each that comes after. A phone has to hold them.
const PHOTOS: usize = 48 * 1024 * 1024;

/// What documents are made of.
pub(crate) struct Material {
    pub(crate) book: Arc<Handbook>,
    /// Photos for the papers, by the name of their ciphertext: those that could be had, up to [`PHOTOS`] bytes.
    pub(crate) photos: BTreeMap<String, Vec<u8>>,
    /// Photos that lie in the folder beside the page.
    pub(crate) beside: BTreeSet<String>,
    pub(crate) words: Words,
    pub(crate) now: Timestamp,
}

fn unwritten(error: PaperError) -> Error {
    Error::internal(error)
}

fn not_found() -> Error {
    Error::refused("not-found")
}

impl Engine {
    /// 予診票 as an A4 PDF, to be signed on the day. What leaves by it is written down by who hands it over.
    ///
    /// # Errors
    /// `not-found` when the child or the form is not in the handbook.
    pub async fn form_pdf(&self, child: Uuid, form: Uuid) -> Result<Vec<u8>, Error> {
        let (known, filled, secret) = self.filled(child, form).await?;
        let now = self.now();
        self.on_paper(move || {
            Filled { child: &known, form: &filled, questions: Questions::japan(), secret: &secret, now }.pdf()
        })
        .await
    }

    /// The same, into a file.
    ///
    /// # Errors
    /// As [`Self::form_pdf`]; `disk-full` and its like.
    pub async fn form_pdf_to(&self, child: Uuid, form: Uuid, file: &Path) -> Result<(), Error> {
        let pdf = self.form_pdf(child, form).await?;
        self.write_file(file, pdf).await
    }

    /// The signed code of a filled-in form.
    ///
    /// # Errors
    /// `not-found`; `form-too-long` when not even its answers fit a code.
    pub async fn form_code(&self, child: Uuid, form: Uuid) -> Result<FormCode, Error> {
        let (known, filled, secret) = self.filled(child, form).await?;
        let filled =
            Filled { child: &known, form: &filled, questions: Questions::japan(), secret: &secret, now: self.now() };
        let code = filled.code().map_err(|_| Error::refused("form-too-long"))?;
        let digits = form_qr::fingerprint(&form_qr::public_key(&secret));
        Ok(FormCode { text: code.text, shortened: code.shortened, digits })
    }

    async fn filled(&self, child: Uuid, form: Uuid) -> Result<(Child, Form, Zeroizing<[u8; 32]>), Error> {
        let book = self.book_to_leave().await?;
        let (_, known) = book.child(child).ok_or_else(not_found)?;
        let filled = book.entry(form).filter(|entry| entry.about() == Some(child)).map(|entry| &entry.fact);
        let Some(Fact::Form(filled)) = filled else { return Err(not_found()) };
        let secret = self.read(|db, inner| inner.vault(db, |memory| family::copy::signing_key(db, memory))).await?;
        Ok((known.clone(), filled.clone(), secret))
    }

    /// The recovery code on an A4 sheet. It is not written down anywhere that there is one.
    ///
    /// # Errors
    /// When the PDF cannot be made.
    pub async fn recovery_sheet_pdf(&self, code: &str, locale: Locale) -> Result<Vec<u8>, Error> {
        let (code, now) = (Zeroizing::new(code.to_owned()), self.now());
        self.on_paper(move || recovery::pdf(&code, now, locale)).await
    }

    /// The whole booklet, in the handbook's order.
    ///
    /// # Errors
    /// `not-found` for a child that is not in the handbook.
    pub async fn booklet_pdf(&self, child: Uuid, options: ExportOptions) -> Result<Vec<u8>, Error> {
        let pdf = self.child_pdf(child, options.locale, Part::Booklet).await?;
        self.shared(Some(child), "booklet", options.to).await?;
        Ok(pdf)
    }

    /// The growth charts and the table behind them.
    ///
    /// # Errors
    /// `not-found`.
    pub async fn growth_pdf(&self, child: Uuid, options: ExportOptions) -> Result<Vec<u8>, Error> {
        let pdf = self.child_pdf(child, options.locale, Part::Growth).await?;
        self.shared(Some(child), "growth-pdf", options.to).await?;
        Ok(pdf)
    }

    /// The vaccination record alone.
    ///
    /// # Errors
    /// `not-found`.
    pub async fn vaccinations_pdf(&self, child: Uuid, options: ExportOptions) -> Result<Vec<u8>, Error> {
        let pdf = self.child_pdf(child, options.locale, Part::Vaccinations).await?;
        self.shared(Some(child), "vaccinations-pdf", options.to).await?;
        Ok(pdf)
    }

    async fn child_pdf(&self, child: Uuid, locale: Locale, part: Part) -> Result<Vec<u8>, Error> {
        let material = self.material(locale, Some(child)).await?;
        if material.book.child(child).is_none() {
            return Err(not_found());
        }
        self.on_paper(move || {
            let booklet = Booklet::of(&material, child).ok_or(PaperError::Pdf("the child is gone".into()))?;
            booklet.pdf(part)
        })
        .await
    }

    /// Tables for a spreadsheet: (file's name, text).
    ///
    /// # Errors
    /// `not-found`.
    pub async fn handbook_csv(
        &self,
        child: Uuid,
        options: ExportOptions,
    ) -> Result<Vec<(&'static str, String)>, Error> {
        let book = self.book_to_leave().await?;
        book.child(child).ok_or_else(not_found)?;
        let files = csv::files(Words::new(options.locale), &book, child);
        self.shared(Some(child), "csv", options.to).await?;
        Ok(files)
    }

    /// Appointments and plans as a calendar.
    ///
    /// # Errors
    /// `not-found`.
    pub async fn handbook_ical(&self, child: Uuid, options: ExportOptions) -> Result<String, Error> {
        let book = self.book_to_leave().await?;
        book.child(child).ok_or_else(not_found)?;
        let calendar =
            ical::calendar(Words::new(options.locale), &book, child, &plans(&book, child, self.now()), self.now());
        self.shared(Some(child), "ical", options.to).await?;
        Ok(calendar)
    }

    /// A FHIR R4 bundle that follows JP Core, as JSON.
    ///
    /// # Errors
    /// `not-found`.
    pub async fn handbook_fhir(&self, child: Uuid, options: ExportOptions) -> Result<String, Error> {
        let book = self.book_to_leave().await?;
        let bundle = fhir::bundle(&book, child, self.now()).ok_or_else(not_found)?;
        self.shared(Some(child), "fhir", options.to).await?;
        Ok(fhir::json(&bundle))
    }

    /// The handbook, for something that leaves the device: not while the clinic has it (`handed-over`).
    async fn book_to_leave(&self) -> Result<Arc<Handbook>, Error> {
        self.not_handed_over().await?;
        self.handbook().await
    }

    /// The handbook and its photos, of one child or of all, those that can be had.
    async fn material(&self, locale: Locale, child: Option<Uuid>) -> Result<Material, Error> {
        let book = self.book_to_leave().await?;
        let (mut photos, mut bytes) = (BTreeMap::new(), 0);
        let heads = book.children().into_iter().filter_map(|(entry, _)| entry.about());
        let heads: Vec<Uuid> = heads.filter(|id| child.is_none_or(|child| child == *id)).collect();
        for entry in heads.iter().flat_map(|id| book.entries(*id)) {
            for photo in entry.fact.blobs() {
                if bytes > PHOTOS || photos.contains_key(&photo.sha256) {
                    continue;
                }
                // A photo that is not to be had leaves a line in its place and stops nothing.
                if let Ok(opened) = self.blob(photo).await {
                    bytes += opened.len();
                    photos.insert(photo.sha256.clone(), opened);
                }
            }
        }
        Ok(Material { photos, beside: BTreeSet::new(), words: Words::new(locale), now: self.now(), book })
    }

    /// Sets a document on a thread where it disturbs nobody.
    async fn on_paper(
        &self,
        draw: impl FnOnce() -> Result<Vec<u8>, PaperError> + Send + 'static,
    ) -> Result<Vec<u8>, Error> {
        match self.0.inner.runtime.spawn_blocking(draw).await {
            Ok(pdf) => pdf.map_err(unwritten),
            Err(error) => Err(Error::internal(error)),
        }
    }

    async fn write_file(&self, file: &Path, bytes: Vec<u8>) -> Result<(), Error> {
        let file = file.to_owned();
        self.inner().blocking(move || folder::put(&file, &bytes)).await
    }

    /// Writes down that something left the family.
    async fn shared(&self, child: Option<Uuid>, what: &str, to: String) -> Result<(), Error> {
        let fact = Fact::Shared(Shared { what: what.to_owned(), to, of: Vec::new() });
        self.record(vec![NewEntry { child, supersedes: Vec::new(), fact }]).await.map(drop)
    }
}

/// What the rules say of a child today.
fn plans(book: &Handbook, id: Uuid, now: Timestamp) -> Vec<Assessment> {
    let Some((_, child)) = book.child(id) else { return Vec::new() };
    let subject = Subject {
        birth_date: child.birth_date,
        sex: child.sex,
        expected_delivery_date: child.due_date,
        conditions: child.conditions.iter().cloned().collect(),
        ..Subject::default()
    };
    let given = |(_, dose): (_, &Dose)| Given {
        date: dose.date,
        vaccine: dose.vaccine.clone(),
        physician_exception: dose.physician_exception,
        voluntary: dose.voluntary,
    };
    let history: Vec<Given> = book.doses(id).into_iter().map(given).collect();
    assess_all(Pack::japan(), &subject, &history, now.jst_date())
}

/// The how-manyeth dose this is of what it protects from, counted in the order given.
fn given_before(counts: &mut BTreeMap<String, usize>, vaccine: &str) -> usize {
    let series =
        Pack::japan().series().find(|series| series.accepts.iter().any(|accepted| accepted.vaccine == vaccine));
    let count = counts.entry(series.map_or(vaccine, |series| series.id.as_str()).to_owned()).or_default();
    *count += 1;
    *count
}

/// Words as they are, on one line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What was done for the first time.
fn milestone(words: Words, done: &Milestone) -> String {
    let key = format!("paper-milestone-{}", done.item);
    if has(words.locale, &key) { words.t(&key) } else { done.title.clone() }
}

/// A health check's name.
fn check(words: Words, which: &str) -> String {
    let key = format!("paper-check-{which}");
    if has(words.locale, &key) { words.t(&key) } else { which.to_owned() }
}

/// What a day is for.
fn purpose(words: Words, day: &Appointment) -> String {
    let mut what: Vec<String> = day.series.iter().map(|series| words.series(series)).collect();
    what.extend(day.checkup.as_deref().map(|which| check(words, which)));
    if what.is_empty() { words.t("paper-appointment") } else { what.join(&words.t("paper-and")) }
}

#[cfg(test)]
mod tests;
