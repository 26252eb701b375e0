//! A FHIR R4 bundle that follows JP Core: the child as `Patient`, each dose as `Immunization`, each size as a body
//! measurement `Observation`.
//!
//! Own structs for the parts that are exchanged, and nothing else: what the handbook does not know is left out, not
//! invented. Makers, clinics and doctors are told by their names (`display`), because a family knows no codes for them;
//! a vaccine by its product's name and, where its composition has one, by the nearest CVX code. HOT and YJ codes, which
//! JP Core prefers, stand on the package and not in a handbook.
//!
//! Profiles: <http://jpfhir.jp/fhir/core/> (JP Core 1.2). What they require is data in `tests/fhir_required.json`.

use super::{given_before, words::Words};
use itsumo_domain::{
    Timestamp,
    handbook::{Child, Dose, Entry, Handbook, Measurement, Position, Sex},
    i18n::Locale,
};
use itsumo_handbook::immunization::Pack;
use serde::Serialize;
use serde_json::{Map, Number, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

const PROFILE: &str = "http://jpfhir.jp/fhir/core/StructureDefinition/";
const LOINC: &str = "http://loinc.org";
const UCUM: &str = "http://unitsofmeasure.org";
/// How a name is written: in kanji, or as it is read.
const REPRESENTATION: &str = "http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation";

/// The bundle.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Bundle {
    resource_type: &'static str,
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    timestamp: String,
    entry: Vec<BundleEntry>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct BundleEntry {
    full_url: String,
    resource: Resource,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Resource {
    Patient(Patient),
    Immunization(Box<Immunization>),
    Observation(Box<Observation>),
}

#[derive(Debug, Serialize)]
struct Meta {
    profile: [String; 1],
}

fn profile(name: &str) -> Meta {
    Meta { profile: [format!("{PROFILE}{name}")] }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Patient {
    resource_type: &'static str,
    id: Uuid,
    meta: Meta,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    name: Vec<HumanName>,
    gender: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    birth_date: Option<String>,
}

#[derive(Debug, Serialize)]
struct HumanName {
    extension: [Extension; 1],
    #[serde(rename = "use")]
    used: &'static str,
    text: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Extension {
    url: &'static str,
    value_code: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Immunization {
    resource_type: &'static str,
    id: Uuid,
    meta: Meta,
    status: &'static str,
    vaccine_code: Concept,
    patient: Reference,
    occurrence_date_time: String,
    recorded: String,
    primary_source: bool,
    report_origin: Concept,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Named>,
    #[serde(skip_serializing_if = "Option::is_none")]
    manufacturer: Option<Named>,
    #[serde(skip_serializing_if = "String::is_empty")]
    lot_number: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    site: Option<Concept>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dose_quantity: Option<Quantity>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    performer: Vec<Performer>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    note: Vec<Note>,
    protocol_applied: [Protocol; 1],
}

#[derive(Debug, Serialize)]
struct Performer {
    function: Concept,
    actor: Named,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Protocol {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    target_disease: Vec<Concept>,
    dose_number_positive_int: usize,
}

#[derive(Debug, Serialize)]
struct Note {
    text: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Observation {
    resource_type: &'static str,
    id: String,
    meta: Meta,
    status: &'static str,
    category: [Concept; 1],
    code: Concept,
    subject: Reference,
    effective_date_time: String,
    value_quantity: Quantity,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    note: Vec<Note>,
}

#[derive(Debug, Default, Serialize)]
struct Concept {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    coding: Vec<Coding>,
    #[serde(skip_serializing_if = "String::is_empty")]
    text: String,
}

#[derive(Debug, Serialize)]
struct Coding {
    system: &'static str,
    code: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    display: &'static str,
}

#[derive(Debug, Serialize)]
struct Reference {
    reference: String,
}

#[derive(Debug, Serialize)]
struct Named {
    display: String,
}

#[derive(Debug, Serialize)]
struct Quantity {
    value: Number,
    unit: &'static str,
    system: &'static str,
    code: &'static str,
}

fn coded(system: &'static str, code: &str, display: &'static str) -> Concept {
    Concept { coding: vec![Coding { system, code: code.to_owned(), display }], text: String::new() }
}

fn said(text: &str) -> Option<Concept> {
    (!text.is_empty()).then(|| Concept { coding: Vec::new(), text: text.to_owned() })
}

fn named(display: &str) -> Option<Named> {
    (!display.is_empty()).then(|| Named { display: display.to_owned() })
}

fn note(text: &str) -> Vec<Note> {
    if text.is_empty() { Vec::new() } else { vec![Note { text: text.to_owned() }] }
}

/// Thousandths, tenths: as the number that was written, without a float between.
fn decimal(value: u32, places: u32) -> Number {
    let unit = 10u32.pow(places);
    let text = format!("{}.{:0width$}", value / unit, value % unit, width = places as usize);
    text.parse::<f64>().ok().and_then(Number::from_f64).unwrap_or_else(|| Number::from(0))
}

fn moment(at: Timestamp) -> String {
    at.to_jst().format("%Y-%m-%dT%H:%M:%S+09:00").to_string()
}

fn url(id: &str) -> String {
    format!("urn:uuid:{id}")
}

/// The bundle of a child; none where the handbook does not know it.
pub(crate) fn bundle(book: &Handbook, id: Uuid, now: Timestamp) -> Option<Bundle> {
    let (_, child) = book.child(id)?;
    let mut entry =
        vec![BundleEntry { full_url: url(&id.to_string()), resource: Resource::Patient(patient(id, child)) }];
    let mut counts = BTreeMap::new();
    for (written, dose) in book.doses(id) {
        let number = given_before(&mut counts, &dose.vaccine);
        let immunization = Resource::Immunization(Box::new(immunization(id, written, dose, number)));
        entry.push(BundleEntry { full_url: url(&written.id.to_string()), resource: immunization });
    }
    for (written, taken) in book.measurements(id) {
        for observation in observations(id, written, taken) {
            let full_url = url(&observation.id);
            entry.push(BundleEntry { full_url, resource: Resource::Observation(Box::new(observation)) });
        }
    }
    Some(Bundle { resource_type: "Bundle", id: id.to_string(), kind: "collection", timestamp: moment(now), entry })
}

fn patient(id: Uuid, child: &Child) -> Patient {
    let name = |text: &str, value_code| HumanName {
        extension: [Extension { url: REPRESENTATION, value_code }],
        used: "official",
        text: text.to_owned(),
    };
    let names = [(&child.name, "IDE"), (&child.kana, "SYL")];
    Patient {
        resource_type: "Patient",
        id,
        meta: profile("JP_Patient"),
        name: names.into_iter().filter(|(text, _)| !text.is_empty()).map(|(text, code)| name(text, code)).collect(),
        gender: match child.sex {
            Some(Sex::Female) => "female",
            Some(Sex::Male) => "male",
            None => "unknown",
        },
        birth_date: child.birth_date.map(|day| day.to_string()),
    }
}

fn immunization(child: Uuid, written: &Entry, dose: &Dose, number: usize) -> Immunization {
    let words = Words::new(Locale::Ja);
    let product = Pack::japan().products().iter().find(|product| product.family == dose.vaccine);
    let cvx = product.and_then(|product| product.cvx.clone());
    let coding = cvx.map(|code| Coding { system: "http://hl7.org/fhir/sid/cvx", code, display: "" });
    let text = if dose.product.is_empty() { words.vaccine(&dose.vaccine) } else { dose.product.clone() };
    let diseases = product.map(|product| product.diseases.as_slice()).unwrap_or_default();
    Immunization {
        resource_type: "Immunization",
        id: written.id,
        meta: profile("JP_Immunization"),
        status: "completed",
        vaccine_code: Concept { coding: coding.into_iter().collect(), text },
        patient: Reference { reference: url(&child.to_string()) },
        occurrence_date_time: dose.date.to_string(),
        recorded: moment(written.at),
        // The family wrote it down, from the paper handbook or from what it was told.
        primary_source: false,
        report_origin: coded("http://terminology.hl7.org/CodeSystem/immunization-origin", "record", "Written Record"),
        location: named(&dose.clinic),
        manufacturer: named(&words.maker(&dose.product)),
        lot_number: dose.lot.clone(),
        site: said(&dose.site),
        dose_quantity: dose.volume_ul.map(|volume| Quantity {
            value: decimal(volume, 3),
            unit: "mL",
            system: UCUM,
            code: "mL",
        }),
        performer: named(&dose.doctor)
            .map(|actor| Performer {
                function: coded("http://terminology.hl7.org/CodeSystem/v2-0443", "AP", "Administering Provider"),
                actor,
            })
            .into_iter()
            .collect(),
        note: note(&dose.note),
        protocol_applied: [Protocol {
            target_disease: diseases.iter().filter_map(|disease| said(disease)).collect(),
            dose_number_positive_int: number,
        }],
    }
}

fn observations(child: Uuid, written: &Entry, taken: &Measurement) -> Vec<Observation> {
    let height = match taken.position {
        Some(Position::Lying) => ("8306-3", "Body height --lying", "身長（臥位）"),
        Some(Position::Standing) => ("8308-9", "Body height --standing", "身長（立位）"),
        None => ("8302-2", "Body height", "身長"),
    };
    let sizes = [
        (taken.weight_g, 3, "kg", ("29463-7", "Body weight", "体重")),
        (taken.height_mm, 1, "cm", height),
        (taken.head_mm, 1, "cm", ("9843-4", "Head Occipital-frontal circumference", "頭囲")),
        (taken.chest_mm, 1, "cm", ("", "", "")),
    ];
    let sizes = sizes.into_iter().enumerate().filter_map(|(at, (value, places, unit, code))| {
        let (code, display, text) = code;
        // No LOINC code is sure to mean the chest as the handbook measures it: told in words alone.
        let code = match text {
            "" => said("胸囲").unwrap_or_default(),
            text => Concept { text: text.to_owned(), ..coded(LOINC, code, display) },
        };
        Some((at, decimal(value?, places), unit, code))
    });
    sizes
        .map(|(at, value, unit, code)| Observation {
            resource_type: "Observation",
            // One entry holds up to four sizes; each is a resource with an id of its own that stays.
            id: Uuid::from_u128(written.id.as_u128() ^ (at as u128 + 1) << 64).to_string(),
            meta: profile("JP_Observation_BodyMeasurement"),
            status: "final",
            category: [coded(
                "http://jpfhir.jp/fhir/core/CodeSystem/JP_SimpleObservationCategory_CS",
                "body-measurement",
                "Body Measurement",
            )],
            code,
            subject: Reference { reference: url(&child.to_string()) },
            effective_date_time: taken.date.to_string(),
            value_quantity: Quantity { value, unit, system: UCUM, code: unit },
            note: note(&taken.note),
        })
        .collect()
}

/// The bundle as JSON that people can read too.
pub(crate) fn json(bundle: &Bundle) -> String {
    let value = serde_json::to_value(bundle).unwrap_or(Value::Object(Map::new()));
    serde_json::to_string_pretty(&value).unwrap_or_default()
}
