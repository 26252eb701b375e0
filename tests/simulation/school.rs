//! A child at school, whose parents tell absences from three devices, under the same faults as everything else.
//!
//! What a device took in must be what both parents see once it is quiet: the last word on each absence, said once. Each
//! absence is one device's, on days of its own, so that there is one right answer.

use crate::{
    run::{Run, describe},
    server::{CITY, Server},
};
use chrono::NaiveDate;
use itsumo_backend::{
    clock::Ids,
    school::{Outgoing, days, facility, join},
    store::{StoreError, Tx},
};
use itsumo_domain::{
    Timestamp,
    school::{
        Absence, Desk, Facility, Group, GroupKind, Part, SchoolDays,
        absence::{Reason, Told},
        school_year,
    },
};
use itsumo_engine::Error;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The parents' devices, by their place.
const PARENTS: [usize; 3] = [0, 1, 2];
const SCHOOL: Uuid = Uuid::from_u128(0x5C_0001);
const CLASS: Uuid = Uuid::from_u128(0x5C_0002);
const CHILD: Uuid = Uuid::from_u128(0x5C_0003);

/// What the parents told, as their devices acknowledged it.
#[derive(Default)]
pub struct School {
    told: BTreeMap<Uuid, Word>,
}

/// The last word on an absence.
struct Word {
    /// The device whose it is.
    who: usize,
    day: NaiveDate,
    /// None: withdrawn.
    note: Option<String>,
    /// How often something was said.
    times: i64,
}

impl Run {
    /// The school puts the child on its list, and both parents join it with the code of its letter.
    pub async fn begin_school(&mut self) -> Result<(), String> {
        let code = enrol(&self.server).await;
        for (who, name, relation) in [(0, "花", "母"), (2, "太郎", "父")] {
            let device = &self.devices[who];
            let joined = device.engine.join_pupil(&code, name, relation).await;
            joined.map_err(|e| describe(device, "joining the child", &e))?;
        }
        for who in PARENTS {
            let device = &self.devices[who];
            device.engine.sync().await.map_err(|e| describe(device, "the first card", &e))?;
        }
        Ok(())
    }

    /// Somebody tells an absence, says it anew, or takes it back.
    pub async fn tell_school(&mut self, step: usize) -> Result<(), String> {
        let who = *self.chance.of(&PARENTS);
        let device = &self.devices[who];
        let mine: Vec<Uuid> = self
            .school
            .told
            .iter()
            .filter(|(_, word)| word.who == who && word.note.is_some())
            .map(|(id, _)| *id)
            .collect();
        let (id, day) = match mine.is_empty() || self.chance.percent(40) {
            true => (device.engine.new_id(), self.free_day(who)),
            false => {
                let id = *self.chance.of(&mine);
                (id, self.school.told[&id].day)
            }
        };
        let note =
            (!self.school.told.contains_key(&id) || self.chance.percent(70)).then(|| format!("{step}回目の連絡"));
        let said = match &note {
            Some(note) => device.engine.report_absences(vec![(id, absence(day, note))]).await,
            None => device.engine.withdraw_absence(id).await,
        };
        match said {
            Ok(()) => {
                let word = self.school.told.entry(id).or_insert(Word { who, day, note: None, times: 0 });
                (word.note, word.times) = (note, word.times + 1);
                Ok(())
            }
            // Signed out, or signed in again and not yet given back the child's card: the form is not there to be sent.
            Err(Error::SignedOut) => Ok(()),
            Err(Error::Refused(refusal)) if refusal.code == "not-found" => Ok(()),
            Err(other) => Err(describe(device, "telling an absence", &other)),
        }
    }

    /// A school day of this device's own.
    fn free_day(&self, who: usize) -> NaiveDate {
        let used = self.school.told.values().filter(|word| word.who == who).count();
        let first = school_opens();
        let open = SchoolDays::default();
        let all = open.days(first, first + chrono::Days::new(360)).collect::<Vec<_>>();
        all[used * PARENTS.len() + who]
    }

    /// Both parents see, on every device, the last word on each absence; and none was said more often than it was.
    pub async fn school_agrees(&self) -> Result<(), String> {
        let expected: BTreeMap<Uuid, Option<&str>> =
            self.school.told.iter().map(|(id, word)| (*id, word.note.as_deref())).collect();
        for who in PARENTS {
            let device = &self.devices[who];
            let school = device.engine.school().await.map_err(|e| describe(device, "the school", &e))?;
            let note =
                |row: &itsumo_engine::school::AbsenceRow| (!row.view.withdrawn).then(|| row.view.absence.note.clone());
            let shown: BTreeMap<Uuid, Option<String>> = school.absences.iter().map(|row| (row.id, note(row))).collect();
            for (id, note) in &expected {
                // One that was taken back before it ever left its device is nowhere.
                if shown.get(id).map(Option::as_deref).unwrap_or_default() != *note {
                    return Err(format!("{} shows {:?} of {id}, told was {note:?}", device.name, shown.get(id)));
                }
            }
            if let Some(extra) = shown.keys().find(|id| !expected.contains_key(id)) {
                return Err(format!("{} shows {extra}, which nobody told", device.name));
            }
            let often = school.absences.iter().find(|row| row.view.rev > self.school.told[&row.id].times);
            if let Some(row) = often {
                return Err(format!("{}: {} was said more often than it was told", device.name, row.id));
            }
        }
        Ok(())
    }

    /// How much was told.
    pub fn parents_told(&self) -> String {
        let words: i64 = self.school.told.values().map(|word| word.times).sum();
        format!("{} absences in {words} words", self.school.told.len())
    }
}

fn school_opens() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 12, 1).unwrap()
}

fn absence(day: NaiveDate, note: &str) -> Absence {
    Absence {
        pupil: CHILD,
        from: day,
        until: day,
        part: Part::AllDay,
        reason: Reason::Ill,
        symptoms: Vec::new(),
        temperature: None,
        note: note.to_owned(),
        call_me: false,
        tell: vec![Told { facility: SCHOOL, desk: Desk::Class }],
    }
}

/// The code of the letter for the child of a class, which is there from now on.
async fn enrol(server: &Server) -> String {
    let ids = itsumo_backend::clock::SeededIds::new(0x5C);
    let code = server.write(move |tx, now| Box::pin(async move { enrol_in(tx, &ids, now).await })).await;
    code.unwrap()
}

async fn enrol_in(tx: &mut dyn Tx, ids: &dyn Ids, now: Timestamp) -> Result<String, StoreError> {
    let school =
        Facility { id: SCHOOL, name: "あさひ小学校".into(), desks: vec![Desk::Class], ..Facility::default() };
    facility::keep(tx, CITY, &school).await?;
    let year = school_year(now.jst_date());
    let class = Group { id: CLASS, kind: GroupKind::Class, year, grade: 2, name: "2年1組".into() };
    facility::keep_group(tx, CITY, SCHOOL, &class).await?;
    let since = days::column(now.jst_date());
    let sql = "INSERT INTO pupil (city, id, code, name, kana, birth) VALUES ($1, $2, '', 'はる', 'はる', 0)";
    tx.execute(sql, &[CITY.into(), CHILD.into()]).await?;
    let sql = "INSERT INTO enrolment (city, class_group, pupil, facility, since, until, number)
               VALUES ($1, $2, $3, $4, $5, $6, 1)";
    let row = [CITY.into(), CLASS.into(), CHILD.into(), SCHOOL.into(), since.into(), days::NO_END.into()];
    tx.execute(sql, &row).await?;
    let expires = join::expires(now, join::DAYS);
    let kind = join::CodeKind::Pupil;
    let codes =
        join::make_codes(tx, ids, CITY, SCHOOL, kind, &[CHILD], join::USES, expires, join::OPERATOR, now).await?;
    let mut out = Outgoing::default();
    out.touch_standings();
    out.send(tx, CITY, now).await?;
    Ok(codes.first().map(|(_, code)| code.typed()).unwrap_or_default())
}
