//! Children at school: what is told of them, and what the school tells.

use super::{Done, deliver};
use crate::{Failure, args, say::Say};
use itsumo_engine::{
    Engine, Error, School,
    domain::i18n::Arg,
    school::{AbsenceRow, AtSchool, Delivery},
};
use serde_json::{Value, json};
use std::fmt::Write;
use uuid::Uuid;

pub(super) async fn school(engine: &Engine, command: args::School, say: &Say) -> Done {
    match command {
        args::School::Show => show(&*engine.school().await?, say),
        args::School::Join { code, name, relation } => {
            let joined = engine.join_pupil(&code, &name, &relation).await?;
            let words = [("name", Arg::Text(&joined.name)), ("facility", Arg::Text(&joined.facility))];
            Ok(say.answer(|| json!(joined), || say.text("cli-school-joined", &words))?)
        }
        args::School::Absent { child, from, until, note } => {
            let school = engine.school().await?;
            let mut absences = Vec::new();
            for wanted in &child {
                let child = find(&school, wanted)?;
                let mut absence = school.draft(child.id, engine.now()).ok_or_else(|| Error::refused("not-found"))?;
                absence.from = from.unwrap_or(absence.from);
                absence.until = until.unwrap_or_else(|| absence.until.max(absence.from));
                absence.tell = child.desks(absence.from, absence.until);
                absence.note.clone_from(&note);
                absences.push((engine.new_id(), absence));
            }
            let ids: Vec<Uuid> = absences.iter().map(|(id, _)| *id).collect();
            engine.report_absences(absences).await?;
            told(engine, &ids, say).await
        }
        args::School::Withdraw { id } => {
            let school = engine.school().await?;
            let ends = |row: &&AbsenceRow| row.id.to_string().ends_with(&id);
            let row = school.absences.iter().find(ends).ok_or_else(|| Error::refused("not-found"))?;
            engine.withdraw_absence(row.id).await?;
            told(engine, &[row.id], say).await
        }
    }
}

/// By name, with or without spaces, or by the end of the id.
fn find<'s>(school: &'s School, wanted: &str) -> Result<&'s AtSchool, Failure> {
    let plain = |text: &str| text.split_whitespace().collect::<String>();
    let is = |child: &&AtSchool| plain(&child.card.name) == plain(wanted) || child.id.to_string().ends_with(wanted);
    let found = school.children.iter().find(is).filter(|_| !wanted.trim().is_empty());
    found.ok_or_else(|| Error::refused("not-found").into())
}

/// Sends what was said, and answers how far each has come.
async fn told(engine: &Engine, ids: &[Uuid], say: &Say) -> Done {
    deliver(engine).await;
    let school = engine.school().await?;
    let rows: Vec<&AbsenceRow> = ids.iter().filter_map(|id| school.absence(*id)).collect();
    Ok(say.answer(
        || rows.iter().map(|row| absence_json(row)).collect(),
        || match rows.is_empty() {
            // Taken back before it left the device.
            true => say.text("cli-school-unsaid", &[]),
            false => rows.iter().map(|row| absence_line(&school, row, say)).collect(),
        },
    )?)
}

fn state(delivery: &Delivery) -> &'static str {
    match delivery {
        Delivery::Waiting { .. } => "waiting",
        Delivery::Refused(_) => "refused",
        Delivery::Arrived => "arrived",
        Delivery::Confirmed => "confirmed",
    }
}

fn absence_json(row: &AbsenceRow) -> Value {
    let mut json = json!({ "id": row.id, "absence": row.view.absence, "withdrawn": row.view.withdrawn,
        "state": state(&row.delivery) });
    let more = match &row.delivery {
        Delivery::Waiting { near_cut_off } => json!({ "call": near_cut_off }),
        Delivery::Refused(refusal) => json!({ "refused": refusal }),
        Delivery::Arrived | Delivery::Confirmed => Value::Null,
    };
    if !more.is_null() {
        json = super::with(json, more);
    }
    json
}

fn absence_line(school: &School, row: &AbsenceRow, say: &Say) -> String {
    let absence = &row.view.absence;
    let name = school.child(absence.pupil).map(|child| child.card.name.as_str()).unwrap_or_default();
    let days = match absence.from == absence.until {
        true => absence.from.to_string(),
        false => format!("{} – {}", absence.from, absence.until),
    };
    let key = match row.view.withdrawn {
        true => "cli-school-withdrawn".to_owned(),
        false => format!("cli-school-state-{}", state(&row.delivery)),
    };
    let mut line = format!("{}  {days}  {name}  {}\n", row.id, say.text(&key, &[]));
    if let Delivery::Waiting { near_cut_off } = &row.delivery {
        for (facility, phone) in near_cut_off {
            let words = [("facility", Arg::Text(facility)), ("phone", Arg::Text(phone))];
            let _ = writeln!(line, "  {}", say.text("cli-school-call", &words));
        }
    }
    line
}

fn show(school: &School, say: &Say) -> Done {
    Ok(say.answer(
        || {
            let child = |child: &AtSchool| json!({ "id": child.id, "card": child.card });
            json!({
                "children": school.children.iter().map(child).collect::<Vec<_>>(),
                "absences": school.absences.iter().map(absence_json).collect::<Vec<_>>(),
                "questions": school.questions.iter().map(|row| json!({ "id": row.id, "question": row.question })).collect::<Vec<_>>(),
                "notices": school.notices.iter().map(|row| json!({ "id": row.id, "notice": row.notice, "pupils": row.pupils,
                    "opened": row.opened, "open_for": row.open_for })).collect::<Vec<_>>(),
            })
        },
        || {
            if school.children.is_empty() {
                return say.text("cli-school-none", &[]);
            }
            let mut out = String::new();
            for child in &school.children {
                let places: Vec<&str> = child.card.places.iter().map(|place| place.facility.short.as_str()).collect();
                let _ = writeln!(out, "{}  {}  {}", child.id, child.card.name, places.join(" "));
            }
            out.extend(school.absences.iter().map(|row| absence_line(school, row, say)));
            for row in &school.notices {
                let mark = if row.opened { " " } else { "*" };
                let due = row.due.map(|due| format!("  〆{due}")).unwrap_or_default();
                let _ = writeln!(out, "{} {mark} {}{due}", row.id, super::local(say, &row.notice.title));
            }
            out
        },
    )?)
}
