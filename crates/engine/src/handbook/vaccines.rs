//! What the rules of vaccination say of a child of this handbook: nothing is stored, so nothing is ever stale.

use crate::{Engine, Error};
use chrono::NaiveDate;
use itsumo_domain::handbook::{Child, Dose, Handbook};
use itsumo_handbook::immunization::{
    Assessment, DoseVerdict, Given, Pack, Subject, VisitPlan, assess_all, plan_visit, would_break,
};
use uuid::Uuid;

/// Before the day in a child's conditions on which a long illness ended: `long_term_illness_ended:2026-04-01`.
const ILLNESS_ENDED: &str = "long_term_illness_ended:";
/// Before the name of a fact that the family says is not so.
const DENIED: &str = "not:";

/// A child as the rules ask about it.
pub fn subject_of(child: &Child) -> Subject {
    let mut subject = Subject {
        birth_date: child.birth_date,
        sex: child.sex,
        expected_delivery_date: child.due_date,
        ..Subject::default()
    };
    for condition in &child.conditions {
        if let Some(day) = condition.strip_prefix(ILLNESS_ENDED) {
            subject.long_term_illness_ended = day.parse().ok();
        } else if let Some(denied) = condition.strip_prefix(DENIED) {
            subject.denied.insert(denied.to_owned());
        } else {
            subject.conditions.insert(condition.clone());
        }
    }
    subject
}

/// Doses as the rules judge them, in the same order.
pub fn history_of(doses: &[Dose]) -> Vec<Given> {
    let given = |dose: &Dose| Given {
        date: dose.date,
        vaccine: dose.vaccine.clone(),
        physician_exception: dose.physician_exception,
        voluntary: dose.voluntary,
    };
    doses.iter().map(given).collect()
}

/// A child and its doses, oldest first.
fn case(book: &Handbook, child: Uuid) -> Result<(Subject, Vec<Given>), Error> {
    let (_, known) = book.child(child).ok_or_else(|| Error::refused("not-found"))?;
    let doses: Vec<Dose> = book.doses(child).into_iter().map(|(_, dose)| dose.clone()).collect();
    Ok((subject_of(known), history_of(&doses)))
}

impl Engine {
    /// Every series that concerns a child, on the day of the engine's clock.
    ///
    /// # Errors
    /// `not-found` when there is no such child; when the store cannot be read.
    pub async fn vaccines(&self, child: Uuid) -> Result<Vec<Assessment>, Error> {
        let (subject, history) = case(&*self.handbook().await?, child)?;
        Ok(assess_all(Pack::japan(), &subject, &history, self.now().jst_date()))
    }

    /// What can be given together on `day`, and what should wait.
    ///
    /// # Errors
    /// As [`Self::vaccines`].
    pub async fn visit_plan(&self, child: Uuid, day: NaiveDate) -> Result<VisitPlan, Error> {
        let (subject, history) = case(&*self.handbook().await?, child)?;
        Ok(plan_visit(Pack::japan(), &subject, &history, day))
    }

    /// Which of these doses would break a rule if they were recorded, by their place among them. They can be recorded
    /// all the same: what happened, happened.
    ///
    /// # Errors
    /// As [`Self::vaccines`].
    pub async fn would_break(&self, child: Uuid, doses: &[Dose]) -> Result<Vec<(usize, DoseVerdict)>, Error> {
        let (subject, history) = case(&*self.handbook().await?, child)?;
        Ok(would_break(Pack::japan(), &subject, &history, &history_of(doses)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_s_facts_reach_the_rules_under_their_names() {
        let conditions = ["history_of_varicella", "not:mr_shortage", "long_term_illness_ended:2026-04-01"];
        let child = Child { conditions: conditions.map(str::to_owned).to_vec(), ..Child::default() };
        let subject = subject_of(&child);
        assert!(subject.conditions.contains("history_of_varicella") && subject.conditions.len() == 1);
        assert!(subject.denied.contains("mr_shortage"));
        assert_eq!(subject.long_term_illness_ended, NaiveDate::from_ymd_opt(2026, 4, 1));
    }
}
