//! A notice that is out, as its writer sees it: who has it, who saw it, who answered, and whom to telephone.

use super::{Entry, NoticeError, Writer, plan, recall, table};
use crate::{
    app::App,
    csv::{MARK, line},
    school::{facility, guardian, pupil, pupil::Contact, shield, unfit},
    store::{StoreError, Tx, Value},
};
use itsumo_domain::{
    Timestamp,
    city::LocalText,
    i18n::Locale,
    school::{
        Answer, Facility,
        notice::{Addressee, Ask, Counted, Draft, Plan, State, count::Given, count::Known, count::Unit, count::count},
    },
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// How a notice stands.
#[derive(Clone, Debug)]
pub struct Board {
    /// The notice.
    pub entry: Entry,
    /// Where.
    pub facility: Facility,
    /// What is out.
    pub draft: Draft,
    /// For whom.
    pub plan: Plan,
    /// Who has it, saw it, answered.
    pub counted: Counted,
    /// Who opened it, in the order of time.
    pub opened: Vec<(Uuid, Timestamp)>,
    /// Names of guardians: 佐藤 まり（母）.
    pub names: HashMap<Uuid, String>,
}

/// Whom to telephone for one child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The child.
    pub child: Addressee,
    /// How it stands.
    pub state: State,
    /// In the order to call, without whom a shield keeps this from.
    pub contacts: Vec<Contact>,
}

impl Board {
    /// The child with this id.
    pub fn child(&self, id: Uuid) -> Option<&Addressee> {
        self.plan.children.iter().find(|child| child.pupil == id)
    }

    /// Whether somebody still has to do something: answer, or where nothing is asked, see it.
    pub fn is_open(&self, unit: &Unit) -> bool {
        match self.draft.ask {
            Ask::Nothing => matches!(unit.state, State::NotReached | State::NotSeen),
            _ => unit.state != State::Answered,
        }
    }
}

/// How a notice stands. Who shows it to somebody notes that they look at the children on it.
///
/// # Errors
/// [`NoticeError::NotThere`] when it was never sent or is not theirs.
pub async fn board(app: &App, city: &str, writer: &Writer, id: Uuid) -> Result<Board, NoticeError> {
    let (city, writer, now) = (city.to_owned(), writer.clone(), app.clock.now());
    app.store.read(move |tx| Box::pin(async move { read(tx, &city, &writer, id, now).await })).await
}

async fn read(tx: &mut dyn Tx, city: &str, writer: &Writer, id: Uuid, now: Timestamp) -> Result<Board, NoticeError> {
    let entry = table::find(tx, city, id).await?.filter(|entry| writer.sees(entry)).ok_or(NoticeError::NotThere)?;
    let (Some(sent), Some(draft)) = (entry.sent, entry.public.clone()) else { return Err(NoticeError::NotThere) };
    let facility = facility::find(tx, city, entry.facility).await?.ok_or(NoticeError::NotThere)?;
    let plan = plan::plan_out(tx, city, &facility, id, sent.jst_date(), now.jst_date()).await?;
    let opened: Vec<(Uuid, Timestamp)> =
        recall::opened(tx, city, id).await?.into_iter().map(|opened| (opened.person, opened.at)).collect();
    let known = Known {
        reached: reached(tx, city, id).await?,
        opened: opened.iter().map(|(person, _)| *person).collect(),
        given: given(tx, city, id).await?,
    };
    let counted = count(&plan, &draft.ask, draft.per, &known);
    let names = names(tx, city, &plan, &opened, &known.given).await?;
    Ok(Board { entry, facility, draft, plan, counted, opened, names })
}

/// Whose devices have it.
async fn reached(tx: &mut dyn Tx, city: &str, notice: Uuid) -> Result<BTreeSet<Uuid>, StoreError> {
    let sql = "SELECT DISTINCT r.person FROM notice_record n
               JOIN notice_reach r ON r.city = n.city AND r.stream = n.stream AND r.seq >= n.seq
               WHERE n.city = $1 AND n.notice = $2 AND n.seq > 0";
    let rows = tx.query(sql, &[city.into(), notice.into()]).await?;
    rows.iter().map(|row| row.uuid(0)).collect()
}

async fn given(tx: &mut dyn Tx, city: &str, notice: Uuid) -> Result<Vec<Given>, StoreError> {
    let sql =
        "SELECT pupil, person, at, late, json FROM notice_answer WHERE city = $1 AND notice = $2 ORDER BY at, unit";
    let rows = tx.query(sql, &[city.into(), notice.into()]).await?;
    let read = |row: &crate::store::Row| {
        Ok(Given {
            pupil: if row.0.first() == Some(&Value::Null) { None } else { Some(row.uuid(0)?) },
            person: row.uuid(1)?,
            at: Timestamp(row.int(2)?),
            late: row.int(3)? != 0,
            answer: serde_json::from_str(row.text(4)?).map_err(unfit)?,
        })
    };
    rows.iter().map(read).collect()
}

/// Names of everybody who reads it, opened it or answered, those too whose part is over.
async fn names(
    tx: &mut dyn Tx,
    city: &str,
    plan: &Plan,
    opened: &[(Uuid, Timestamp)],
    given: &[Given],
) -> Result<HashMap<Uuid, String>, StoreError> {
    let pupils: Vec<Uuid> = plan.children.iter().map(|child| child.pupil).collect();
    let mut names = HashMap::new();
    let wanted: BTreeSet<Uuid> =
        opened.iter().map(|(person, _)| *person).chain(given.iter().map(|given| given.person)).collect();
    for part in guardian::parts(tx, city, &pupils).await? {
        let person = part.guardian.person;
        if wanted.contains(&person) || plan.persons.contains(&person) {
            names.insert(person, format!("{}（{}）", part.guardian.name, part.guardian.relation));
        }
    }
    Ok(names)
}

/// Whom to telephone, child by child: those who still have to do something. Who shows it to somebody notes that they look
/// at these children.
///
/// # Errors
/// As [`board`].
pub async fn calls(app: &App, city: &str, writer: &Writer, id: Uuid) -> Result<(Board, Vec<Call>), NoticeError> {
    let (city, writer, now) = (city.to_owned(), writer.clone(), app.clock.now());
    app.store
        .read(move |tx| {
            Box::pin(async move {
                let board = read(tx, &city, &writer, id, now).await?;
                let open: Vec<&Unit> = board.counted.units.iter().filter(|unit| board.is_open(unit)).collect();
                let mut states: BTreeMap<Uuid, State> = BTreeMap::new();
                for unit in open {
                    for pupil in &unit.pupils {
                        let state = states.entry(*pupil).or_insert(unit.state);
                        *state = (*state).min(unit.state);
                    }
                }
                let pupils: Vec<Uuid> = states.keys().copied().collect();
                let mut contacts = pupil::contacts_of(tx, &city, &pupils).await?;
                let against = shield::against(tx, &city, &pupils).await?;
                let kept_from = |pupil: Uuid, contact: &Contact| {
                    contact.person.is_some_and(|person| against.contains(&(pupil, person)))
                };
                let calls = board.plan.children.iter().filter_map(|child| {
                    let state = *states.get(&child.pupil)?;
                    let mut contacts = contacts.remove(&child.pupil).unwrap_or_default();
                    contacts.retain(|contact| !kept_from(child.pupil, contact));
                    Some(Call { child: child.clone(), state, contacts })
                });
                let calls = calls.collect();
                Ok((board, calls))
            })
        })
        .await
}

/// An answer in words.
pub fn words_of(answer: &Answer, ask: &Ask, locale: Locale) -> String {
    match (answer, ask) {
        (Answer::Choice { chosen }, Ask::Choice { options, .. }) => {
            let words = chosen.iter().filter_map(|place| options.get(usize::from(*place)));
            let words: Vec<String> = words.map(|option: &LocalText| option.get(locale).to_owned()).collect();
            words.join("、")
        }
        (Answer::Date { day }, _) => day.to_string(),
        (Answer::Text { text }, _) => text.clone(),
        _ => String::new(),
    }
}

/// All of a notice's units as CSV that Excel opens: UTF-8 with its mark, lines end as its own do.
///
/// `head`: the names of the columns; `state`: the word for a state.
pub fn csv(board: &Board, head: [&str; 7], state: impl Fn(State) -> String, locale: Locale) -> String {
    let mut out = String::from(MARK);
    line(&mut out, head.iter().map(|word| (*word).to_owned()));
    for unit in &board.counted.units {
        let children: Vec<&Addressee> = unit.pupils.iter().filter_map(|id| board.child(*id)).collect();
        let of =
            |part: fn(&Addressee) -> String| children.iter().map(|child| part(child)).collect::<Vec<_>>().join("・");
        let given = unit.given.as_ref();
        line(
            &mut out,
            [
                of(|child| child.class.clone()),
                of(|child| if child.number == 0 { String::new() } else { child.number.to_string() }),
                of(|child| child.name.clone()),
                state(unit.state),
                given.map(|given| words_of(&given.answer, &board.draft.ask, locale)).unwrap_or_default(),
                given.and_then(|given| board.names.get(&given.person).cloned()).unwrap_or_default(),
                given.map(|given| given.at.to_jst().format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default(),
            ]
            .into_iter(),
        );
    }
    out
}
