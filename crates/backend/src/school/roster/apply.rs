//! Carries a plan out, with a handful of statements however long the list is.

use crate::{
    clock::Ids,
    school::{Outgoing, days, facility, guardian, pupil},
    store::{StoreError, Tx, Value},
    stream::{chunks, values},
};
use chrono::{Days, NaiveDate};
use itsumo_domain::{
    Timestamp,
    school::{
        Facility, GroupKind,
        roster::{Plan, Planned, Step, groups_of},
    },
    text::fold,
};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// A row of `enrolment`: group, child, first and last day, number.
type Enrolment = (Uuid, Uuid, i64, i64, u16);

/// A plan on its way into the tables.
pub(super) struct Applying<'a> {
    pub city: &'a str,
    pub facility: &'a Facility,
    pub plan: &'a Plan,
    pub day: NaiveDate,
    pub now: Timestamp,
}

impl Applying<'_> {
    /// Writes everything.
    pub(super) async fn write(&self, tx: &mut dyn Tx, out: &mut Outgoing, ids: &dyn Ids) -> Result<(), StoreError> {
        let children: Vec<(Uuid, &Planned)> =
            self.plan.children.iter().map(|child| (child.pupil.unwrap_or_else(|| ids.new_id()), child)).collect();
        self.pupils(tx, &children).await?;
        let groups = self.groups(tx, ids).await?;
        self.enrolments(tx, &children, &groups).await?;
        self.contacts(tx, &children).await?;
        let mut touched: Vec<Uuid> =
            children.iter().filter(|(_, child)| child.step != Step::Same).map(|(pupil, _)| *pupil).collect();
        touched.extend(self.plan.leaving.iter().map(|leaving| leaving.pupil));
        guardian::write_cards(tx, out, self.city, &touched, self.now.jst_date(), self.now).await?;
        out.touch_board(self.facility.id);
        Ok(())
    }

    async fn pupils(&self, tx: &mut dyn Tx, children: &[(Uuid, &Planned)]) -> Result<(), StoreError> {
        let of_the_child = ["name", "kana", "birth", "code"];
        let changed: Vec<_> = children
            .iter()
            .filter(|(_, child)| {
                child.pupil.is_none()
                    || child.changes.iter().any(|change| of_the_child.contains(&change.field.as_str()))
            })
            .collect();
        for chunk in chunks(&changed) {
            let mut params: Vec<Value> = vec![self.city.into()];
            for (pupil, child) in chunk {
                let row = &child.row;
                params.extend([
                    (*pupil).into(),
                    row.code.as_str().into(),
                    row.name.as_str().into(),
                    row.kana.as_str().into(),
                    row.birth.map_or(0, days::column).into(),
                ]);
            }
            let rows =
                values(chunk.len(), 2, 5, |p| format!("($1, ${p}, ${}, ${}, ${}, ${})", p + 1, p + 2, p + 3, p + 4));
            let sql = format!(
                "INSERT INTO pupil (city, id, code, name, kana, birth) VALUES {rows}
                 ON CONFLICT (city, id) DO UPDATE SET code = excluded.code, name = excluded.name,
                 kana = excluded.kana, birth = excluded.birth"
            );
            tx.execute(&sql, &params).await?;
        }
        Ok(())
    }

    /// The groups of the year by kind and name; those that are missing are made.
    async fn groups(&self, tx: &mut dyn Tx, ids: &dyn Ids) -> Result<HashMap<(GroupKind, String), Uuid>, StoreError> {
        let mut groups = HashMap::new();
        let mut grades = HashMap::new();
        for group in facility::groups(tx, self.city, self.facility.id, self.plan.year).await? {
            grades.insert(group.id, group.grade);
            groups.insert((group.kind, group.name), group.id);
        }
        let mut seen = HashSet::new();
        for child in &self.plan.children {
            for mut group in groups_of(self.facility.kind, self.plan.year, &child.row) {
                let key = (group.kind, group.name.clone());
                if !seen.insert(key.clone()) {
                    continue;
                }
                group.id = *groups.entry(key).or_insert_with(|| ids.new_id());
                if grades.get(&group.id) != Some(&group.grade) {
                    facility::keep_group(tx, self.city, self.facility.id, &group).await?;
                }
            }
        }
        Ok(groups)
    }

    async fn enrolments(
        &self,
        tx: &mut dyn Tx,
        children: &[(Uuid, &Planned)],
        groups: &HashMap<(GroupKind, String), Uuid>,
    ) -> Result<(), StoreError> {
        let here = self.facility.id;
        let leaving: BTreeSet<Uuid> = self.plan.leaving.iter().map(|leaving| leaving.pupil).collect();
        let known: Vec<Uuid> = children.iter().map(|(pupil, _)| *pupil).chain(leaving.iter().copied()).collect();
        let mut before: BTreeMap<Uuid, Vec<pupil::Enrolment>> = BTreeMap::new();
        for enrolment in pupil::enrolments(tx, self.city, &known).await? {
            let open = enrolment.until.is_none_or(|until| until >= self.day);
            if enrolment.facility == here && open {
                before.entry(enrolment.pupil).or_default().push(enrolment);
            }
        }
        // A child that comes after next year's lists were read is still of this year's class alone.
        let after = facility::groups(tx, self.city, here, self.plan.year.saturating_add(1)).await?;
        let year_ends = NaiveDate::from_ymd_opt(self.plan.year.saturating_add(1), 3, 31);
        let until = if after.is_empty() { days::NO_END } else { year_ends.map_or(days::NO_END, days::column) };
        let (since, mut rows, mut gone) = (days::column(self.day), Vec::new(), Vec::new());
        for (pupil, child) in children {
            let number = |kind| if kind == GroupKind::Class { child.row.number } else { 0 };
            let mut wanted: BTreeMap<Uuid, u16> = groups_of(self.facility.kind, self.plan.year, &child.row)
                .into_iter()
                .filter_map(|group| Some((*groups.get(&(group.kind, group.name.clone()))?, number(group.kind))))
                .collect();
            for enrolment in before.remove(pupil).unwrap_or_default() {
                if enrolment.group.year > self.plan.year {
                    continue;
                }
                match wanted.remove(&enrolment.group.id) {
                    Some(number) if number == enrolment.number => {}
                    Some(number) => {
                        rows.push(row(&enrolment, enrolment.until.map_or(days::NO_END, days::column), number))
                    }
                    None => self.end(&enrolment, &mut rows, &mut gone),
                }
            }
            rows.extend(wanted.into_iter().map(|(group, number)| (group, *pupil, since, until, number)));
        }
        for enrolment in leaving.iter().filter_map(|pupil| before.remove(pupil)).flatten() {
            self.end(&enrolment, &mut rows, &mut gone);
        }
        for (group, pupil, since) in gone {
            let sql = "DELETE FROM enrolment WHERE city = $1 AND class_group = $2 AND pupil = $3 AND since = $4";
            tx.execute(sql, &[self.city.into(), group.into(), pupil.into(), since.into()]).await?;
        }
        self.write_enrolments(tx, &rows).await
    }

    /// The day before is the last, of one that had not begun there is nothing to keep.
    fn end(&self, enrolment: &pupil::Enrolment, rows: &mut Vec<Enrolment>, gone: &mut Vec<(Uuid, Uuid, i64)>) {
        let last = self.day.checked_sub_days(Days::new(1)).unwrap_or(self.day);
        if enrolment.since > last {
            gone.push((enrolment.group.id, enrolment.pupil, days::column(enrolment.since)));
        } else {
            rows.push(row(enrolment, days::column(last), enrolment.number));
        }
    }

    async fn write_enrolments(&self, tx: &mut dyn Tx, rows: &[Enrolment]) -> Result<(), StoreError> {
        for chunk in chunks(rows) {
            let mut params: Vec<Value> = vec![self.city.into(), self.facility.id.into()];
            for (group, pupil, since, until, number) in chunk {
                let number = i64::from(*number);
                params.extend([(*group).into(), (*pupil).into(), (*since).into(), (*until).into(), number.into()]);
            }
            let rows = values(chunk.len(), 3, 5, |p| {
                format!("($1, $2, ${p}, ${}, ${}, ${}, ${})", p + 1, p + 2, p + 3, p + 4)
            });
            let sql = format!(
                "INSERT INTO enrolment (city, facility, class_group, pupil, since, until, number) VALUES {rows}
                 ON CONFLICT (city, class_group, pupil, since) DO UPDATE SET until = excluded.until,
                 number = excluded.number"
            );
            tx.execute(&sql, &params).await?;
        }
        Ok(())
    }

    /// Whom to call, anew for each child of whom that changes; who had joined as one of them still has.
    async fn contacts(&self, tx: &mut dyn Tx, children: &[(Uuid, &Planned)]) -> Result<(), StoreError> {
        let changed: Vec<_> = children
            .iter()
            .filter(|(_, child)| {
                let lists = !child.row.contacts.is_empty();
                (child.pupil.is_none() && lists) || child.changes.iter().any(|change| change.field == "contacts")
            })
            .collect();
        let pupils: Vec<Uuid> = changed.iter().map(|(pupil, _)| *pupil).collect();
        let before = pupil::contacts_of(tx, self.city, &pupils).await?;
        for chunk in chunks(&pupils) {
            let mut params: Vec<Value> = vec![self.city.into()];
            params.extend(chunk.iter().copied().map(Value::from));
            let ids = values(chunk.len(), 2, 1, |p| format!("${p}"));
            tx.execute(&format!("DELETE FROM contact WHERE city = $1 AND pupil IN ({ids})"), &params).await?;
        }
        let mut rows: Vec<[Value; 7]> = Vec::new();
        for (pupil, child) in &changed {
            for (place, contact) in (1_i64..).zip(&child.row.contacts) {
                let same = |known: &&pupil::Contact| fold(&known.name) == fold(&contact.name);
                let person = before.get(pupil).and_then(|known| known.iter().find(same)?.person);
                rows.push([
                    (*pupil).into(),
                    place.into(),
                    contact.name.as_str().into(),
                    contact.relation.as_str().into(),
                    contact.phone.as_str().into(),
                    contact.address.as_str().into(),
                    person.into(),
                ]);
            }
        }
        for chunk in chunks(&rows) {
            let mut params: Vec<Value> = vec![self.city.into()];
            params.extend(chunk.iter().flatten().cloned());
            let rows = values(chunk.len(), 2, 7, |p| {
                let [b, c, d, e, f, g] = [p + 1, p + 2, p + 3, p + 4, p + 5, p + 6];
                format!("($1, ${p}, ${b}, ${c}, ${d}, ${e}, ${f}, ${g})")
            });
            let sql = format!(
                "INSERT INTO contact (city, pupil, place, name, relation, phone, address, person) VALUES {rows}"
            );
            tx.execute(&sql, &params).await?;
        }
        Ok(())
    }
}

fn row(enrolment: &pupil::Enrolment, until: i64, number: u16) -> Enrolment {
    (enrolment.group.id, enrolment.pupil, days::column(enrolment.since), until, number)
}
