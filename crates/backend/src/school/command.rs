//! A guardian's commands of the school, as the sync carries them.
//!
//! What each needs to know is judged inside the transaction that does it. A refused command has written nothing.

use crate::{
    school::{Outgoing, absence, guardian, guardian::Author, notice, question},
    store::{StoreError, Tx},
    stream::{Sized, select_by_ids, values},
};
use itsumo_domain::{Command, Timestamp, sync::Refusal};
use uuid::Uuid;

/// Does a command of `person`, and gathers what it writes to streams. Whoever calls it holds the children ([`hold`]). A
/// command that is not the school's is not done.
///
/// # Errors
/// The store's; inside, why it is refused.
pub async fn run(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    person: Uuid,
    command: Command,
    now: Timestamp,
) -> Result<Result<(), Refusal>, StoreError> {
    let author = Author::Guardian(person);
    match command {
        Command::ReportAbsence { id, absence } => absence::report_held(tx, out, city, &author, id, *absence, now).await,
        Command::WithdrawAbsence { id } => absence::withdraw_held(tx, out, city, &author, id, now).await,
        Command::AnswerQuestion { question, arrival } => {
            question::answer(tx, out, city, person, question, arrival, now).await
        }
        Command::AnswerNotice { notice, pupil, given } => {
            notice::answer::answer(tx, out, city, person, notice, pupil, given, now).await
        }
        Command::OpenNotice { notice } => notice::answer::open(tx, city, person, notice, now).await,
        _ => Ok(Err(Refusal::new("unknown-command"))),
    }
}

/// Holds every child that these commands speak of, in one order: a guardian tells of all siblings in one sync, another
/// guardian does so at the same time, and neither may wait for the other in a ring.
///
/// # Errors
/// The store's.
pub async fn hold<'a>(
    tx: &mut dyn Tx,
    city: &str,
    person: Uuid,
    commands: impl Iterator<Item = &'a Command> + Send,
) -> Result<(), StoreError> {
    if !tx.is_postgres() {
        return Ok(());
    }
    let (mut pupils, mut absences, mut questions) = (Vec::new(), Vec::new(), Vec::new());
    let mut all = false;
    for command in commands {
        match command {
            Command::ReportAbsence { absence, .. } => pupils.push(absence.pupil),
            Command::AnswerNotice { pupil: Some(pupil), .. } => pupils.push(*pupil),
            // For the household: of any of their children.
            Command::AnswerNotice { pupil: None, .. } => all = true,
            Command::WithdrawAbsence { id } => absences.push(*id),
            Command::AnswerQuestion { question, .. } => questions.push(*question),
            _ => {}
        }
    }
    for (sql, ids) in [(absences_sql as fn(usize) -> &'static str, absences), (questions_sql, questions)] {
        for row in select_by_ids(tx, sql, &[city.into()], &ids).await? {
            pupils.push(row.uuid(0)?);
        }
    }
    if all {
        let parts = guardian::parts_of(tx, city, person).await?;
        pupils.extend(parts.into_iter().map(|part| part.pupil));
    }
    guardian::hold(tx, city, &pupils, true).await
}

fn absences_sql(size: usize) -> &'static str {
    static SQL: Sized = Sized::new();
    SQL.get(size, || {
        let ids = values(size, 2, 1, |p| format!("${p}"));
        format!("SELECT pupil FROM absence WHERE city = $1 AND id IN ({ids})")
    })
}

fn questions_sql(size: usize) -> &'static str {
    static SQL: Sized = Sized::new();
    SQL.get(size, || {
        let ids = values(size, 2, 1, |p| format!("${p}"));
        format!("SELECT pupil FROM question WHERE city = $1 AND id IN ({ids})")
    })
}
