//! Words that a code says by a number.
//!
//! **Invariant:** part of the format. A word keeps its place for ever; new ones go to the end; a reader that does
//! not know one yet says so. Words that are not here are spelled out.

/// Ids of questions.
pub const QUESTIONS: &[&str] = &[
    "birth",
    "checkup",
    "disease",
    "disease_agreed",
    "convulsion",
    "convulsion_fever",
    "allergy",
    "past_reaction",
    "family_reaction",
    "family_immune",
    "rota_gi",
    "bcg_keloid",
    "bcg_contact",
    "hepb_birth",
    "hepb_latex",
    "var_had",
    "mr_had",
    "mumps_had",
    "hpv_faint",
    "rsv_history",
    "unwell",
    "recent_illness",
    "contact",
    "recent_vaccine",
    "transfusion",
    "pregnant",
    "rsv_birth_near",
    "questions",
    "explained",
];

/// Ids of series of vaccines.
pub const SERIES: &[&str] = &[
    "DPT_IPV_HIB_1",
    "HIB",
    "PCV",
    "HEPB",
    "ROTA",
    "BCG",
    "MR1",
    "MR2",
    "VAR",
    "JE1",
    "JE2",
    "DT2",
    "HPV",
    "RSV_MATERNAL",
    "MUMPS",
    "FLU_INACT",
    "FLU_LAIV",
    "COVID",
];

/// Doses of a series.
pub(crate) const DOSES: &[&str] =
    &["primary-1", "primary-2", "primary-3", "booster", "single", "dose-1", "dose-2", "dose-3", "dose-4"];
