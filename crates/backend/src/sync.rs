//! One round trip syncs everything: commands run, then what is new goes back.
//!
//! A command runs once: its id is written in the transaction that does it, and who comes again with the same
//! id (a lost answer, a doubled message, two at the same time) gets the stored result. A *refused* command
//! has changed nothing and is not stored: tried again after the server or the account has changed, it is
//! judged again. Refusals never block the commands behind them; all that are done share one transaction. What a
//! command needs to know of the tables is judged inside it, before the command writes anything.
//!
//! Devices make ids, and an id that somebody made up may be that of a record of another kind, in a stream that others
//! read. What would be written over it is seen under the stream's lock, at the end: then the whole transaction is undone
//! and done again without the commands that brought the id, which are refused as `taken`.
//!
//! **Invariant:** a sync that brings nothing and finds nothing new does not touch the tables.

use crate::{
    association,
    clock::Clock,
    school::{self, Outgoing},
    store::{StoreError, Tx, Value},
    stream::{Draft, SharedPage, Streams, chunks, raw_frames, select_by_ids, values},
};
use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use itsumo_domain::{
    Command, CommandEnvelope, Stream, Timestamp,
    association::AssociationCommand,
    may::{Who, may_do, may_read, streams_of},
    record::kind,
    sync::{CommandResult, MOST_COMMANDS, Refusal, SyncRequest},
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    convert::Infallible,
    sync::Arc,
};
use uuid::Uuid;

/// Why a sync as a whole was not done.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// More than [`MOST_COMMANDS`] at once.
    #[error("at most {MOST_COMMANDS} commands in one sync")]
    TooManyCommands,
    /// The store failed; nothing of the commands was done.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A [`itsumo_domain::sync::SyncResponse`] whose pages are still shared bytes.
#[derive(Debug, Default)]
pub struct SyncAnswer {
    /// One per command, in the order sent.
    pub results: Vec<CommandResult>,
    /// Streams named in the cursors that this reader may not read.
    pub left: Vec<Stream>,
    /// Some stream has more.
    pub more: bool,
    /// What is new.
    pub pages: BTreeMap<Stream, Arc<SharedPage>>,
}

/// Runs the request's commands for `who`, then answers with what is new to them: in the public streams, their own,
/// those of their children's groups, and those of their households and seats.
///
/// The caller has found out who they are and that the city exists. A person's commands and streams are those
/// of `request.city` alone.
///
/// # Errors
/// [`SyncError::TooManyCommands`]; [`SyncError::Store`] when nothing could be done or read.
pub async fn sync(
    streams: &Streams,
    school: &school::Remembered,
    associations: &association::Remembered,
    clock: &dyn Clock,
    who: Who,
    request: SyncRequest,
) -> Result<SyncAnswer, SyncError> {
    if request.commands.len() > MOST_COMMANDS {
        return Err(SyncError::TooManyCommands);
    }
    let mut answer = SyncAnswer::default();
    if !request.commands.is_empty() {
        answer.results = run(streams, &request.city, who, request.commands, clock.now()).await?;
    }
    let own = streams_of(who).into_iter().map(|stream| (stream, 0));
    let mut wanted: BTreeMap<Stream, i64> = own.collect();
    if let Who::Person(person) = who {
        let known = school.known(streams, clock, &request.city, person).await?;
        wanted.extend(known.streams.iter().map(|stream| (stream.clone(), 0)));
        let known = associations.known(streams, clock, &request.city, person).await?;
        wanted.extend(known.streams.iter().map(|stream| (stream.clone(), 0)));
    }
    for (stream, cursor) in request.cursors {
        if may_read(who, &stream) || wanted.contains_key(&stream) {
            wanted.insert(stream, cursor);
        } else {
            answer.left.push(stream);
        }
    }
    for (stream, cursor) in wanted {
        if streams.head_at_least(&request.city, &stream, cursor).await? != cursor {
            let page = streams.page(&request.city, &stream, cursor).await?;
            answer.more |= page.more;
            answer.pages.insert(stream, page);
        }
    }
    Ok(answer)
}

async fn run(
    streams: &Streams,
    city: &str,
    who: Who,
    commands: Vec<CommandEnvelope>,
    now: Timestamp,
) -> Result<Vec<CommandResult>, StoreError> {
    let mut results = Vec::with_capacity(commands.len());
    let mut to_do = Vec::new();
    for envelope in commands {
        let refused = judge(who, &envelope.command).err();
        results.push(CommandResult { id: envelope.id, refused });
        if let Some(CommandResult { refused: None, .. }) = results.last() {
            to_do.push(envelope);
        }
    }
    let Who::Person(person) = who else { return Ok(results) };
    if to_do.is_empty() {
        return Ok(results);
    }
    let stored = loop {
        let (code, commands) = (city.to_owned(), to_do.clone());
        let doing =
            streams.store().write(move |tx| Box::pin(async move { do_once(tx, &code, person, commands, now).await }));
        let taken = match doing.await {
            Ok(stored) => break stored,
            Err(Undone::Store(error)) => return Err(error),
            Err(Undone::Taken(taken)) => taken,
        };
        let (refused, rest): (Vec<_>, Vec<_>) =
            to_do.into_iter().partition(|envelope| chosen(&envelope.command).is_some_and(|id| taken.contains(&id)));
        for envelope in &refused {
            for result in results.iter_mut().filter(|result| result.id == envelope.id) {
                result.refused = Some(Refusal::new("taken"));
            }
        }
        to_do = rest;
    };
    for result in results.iter_mut().filter(|result| result.refused.is_none()) {
        if let Some(stored) = stored.get(&result.id) {
            result.clone_from(stored);
        }
    }
    Ok(results)
}

/// Whether `who` may have it done, and it can be done at all.
fn judge(who: Who, command: &Command) -> Result<(), Refusal> {
    if *command == Command::Unknown {
        return Err(Refusal::new("unknown-command"));
    }
    if !may_do(who, command) {
        return Err(Refusal::new("sign-in-needed"));
    }
    command.validate()
}

/// Why nothing was done of commands that are done together.
#[derive(Debug, thiserror::Error)]
enum Undone {
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Under these ids, which commands brought, lie records of another kind.
    #[error("an id of another kind of record")]
    Taken(BTreeSet<Uuid>),
}

/// The id that a command brings for what it writes.
fn chosen(command: &Command) -> Option<Uuid> {
    use AssociationCommand as C;
    match command {
        Command::ReportAbsence { id, .. }
        | Command::SaveNews { news: id, .. }
        | Command::UnsaveNews { news: id }
        | Command::Association(
            C::WriteCircular { circular: id, .. }
            | C::StartSafety { check: id, .. }
            | C::ReportSafety { report: id, .. }
            | C::KeepDuty { duty: id, .. },
        ) => Some(*id),
        _ => None,
    }
}

/// Does those that were not done before, and answers with the stored results of those that were.
async fn do_once(
    tx: &mut dyn Tx,
    city: &str,
    person: Uuid,
    commands: Vec<CommandEnvelope>,
    now: Timestamp,
) -> Result<HashMap<Uuid, CommandResult>, Undone> {
    if !has_account(tx, city, person).await? {
        let refused = |id| CommandResult { id, refused: Some(Refusal::new("sign-in-needed")) };
        return Ok(commands.iter().map(|envelope| (envelope.id, refused(envelope.id))).collect());
    }
    // In the order of their ids: two writers with the same commands then meet at the first of them, and
    // neither holds what the other waits for.
    let ids: BTreeSet<Uuid> = commands.iter().map(|envelope| envelope.id).collect();
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let key: [Value; 2] = [city.into(), person.into()];
    let mut new = HashSet::with_capacity(ids.len());
    for chunk in chunks(&ids) {
        let mut params = key.to_vec();
        params.push(now.into());
        for id in chunk {
            let result = serde_json::to_string(&CommandResult { id: *id, refused: None });
            params.push((*id).into());
            params.push(result.map_err(|error| StoreError::Shape(error.to_string()))?.into());
        }
        for row in tx.query(insert_sql(chunk.len()), &params).await? {
            new.insert(row.uuid(0)?);
        }
    }
    let known: Vec<Uuid> = ids.iter().copied().filter(|id| !new.contains(id)).collect();
    let mut stored = HashMap::with_capacity(known.len());
    for row in select_by_ids(tx, stored_sql, &key, &known).await? {
        let result = serde_json::from_str(row.text(1)?).map_err(|error| StoreError::Shape(error.to_string()))?;
        stored.insert(row.uuid(0)?, result);
    }
    school::command::hold(tx, city, person, commands.iter().map(|envelope| &envelope.command)).await?;
    association::command::hold(tx, city, commands.iter().map(|envelope| &envelope.command)).await?;
    let (mut own, mut out, mut refused) = (Vec::with_capacity(new.len()), Outgoing::default(), Vec::new());
    let brought: BTreeSet<Uuid> = commands.iter().filter_map(|envelope| chosen(&envelope.command)).collect();
    for envelope in commands {
        // Taken out as it is used: the second of a pair inside one batch is the same command again.
        if !new.remove(&envelope.id) {
            continue;
        }
        let done = match envelope.command {
            Command::Association(command) => {
                association::command::run(tx, &mut out, city, person, command, now).await?
            }
            command if is_of_school(&command) => school::command::run(tx, &mut out, city, person, command, now).await?,
            command => {
                own.extend(draft(person, command)?);
                Ok(())
            }
        };
        if let Err(refusal) = done {
            refused.push(envelope.id);
            stored.insert(envelope.id, CommandResult { id: envelope.id, refused: Some(refusal) });
        }
    }
    // What was refused has not been done: it is judged again when it comes again.
    for id in refused {
        let sql = "DELETE FROM command WHERE city = $1 AND person = $2 AND id = $3";
        tx.execute(sql, &[city.into(), person.into(), id.into()]).await?;
    }
    if !own.is_empty() {
        out.put_all(Stream::person(person), own);
    }
    let taken = out.send_chosen(tx, city, now, &brought).await?;
    if taken.is_empty() { Ok(stored) } else { Err(Undone::Taken(taken)) }
}

/// Whether the account is still there, and holds it there until this transaction ends: a deletion that comes
/// meanwhile waits and then takes what is written here too, and after one nothing is written any more.
pub(crate) async fn has_account(tx: &mut dyn Tx, city: &str, person: Uuid) -> Result<bool, StoreError> {
    let sql = if tx.is_postgres() {
        "SELECT 1 FROM account WHERE city = $1 AND person = $2 FOR KEY SHARE"
    } else {
        "SELECT 1 FROM account WHERE city = $1 AND person = $2"
    };
    Ok(!tx.query(sql, &[city.into(), person.into()]).await?.is_empty())
}

/// Whether a command is judged and done by [`school::command`].
fn is_of_school(command: &Command) -> bool {
    matches!(
        command,
        Command::ReportAbsence { .. }
            | Command::WithdrawAbsence { .. }
            | Command::AnswerQuestion { .. }
            | Command::AnswerNotice { .. }
            | Command::OpenNotice { .. }
    )
}

/// What a command writes to the person's own stream.
fn draft(person: Uuid, command: Command) -> Result<Option<Draft>, StoreError> {
    let unfit = |error: serde_json::Error| StoreError::Shape(error.to_string());
    let (id, kind, body) = match command {
        Command::SetInterests { interests } => {
            (person, kind::INTERESTS, Some(serde_json::to_string(&interests).map_err(unfit)?))
        }
        Command::SaveNews { news, saved } => (news, kind::SAVED, Some(serde_json::to_string(&saved).map_err(unfit)?)),
        Command::UnsaveNews { news } => (news, kind::SAVED, None),
        Command::ReportAbsence { .. }
        | Command::WithdrawAbsence { .. }
        | Command::AnswerQuestion { .. }
        | Command::AnswerNotice { .. }
        | Command::OpenNotice { .. }
        | Command::Association(_)
        | Command::Unknown => return Ok(None),
    };
    Ok(Some(Draft { id, kind, author: format!("person/{person}"), body }))
}

fn insert_sql(size: usize) -> &'static str {
    static SQL: crate::stream::Sized = crate::stream::Sized::new();
    SQL.get(size, || {
        let rows = values(size, 4, 2, |p| format!("($1, $2, $3, ${p}, ${})", p + 1));
        format!(
            "INSERT INTO command (city, person, at, id, result) VALUES {rows}
             ON CONFLICT (city, person, id) DO NOTHING RETURNING id"
        )
    })
}

fn stored_sql(size: usize) -> &'static str {
    static SQL: crate::stream::Sized = crate::stream::Sized::new();
    SQL.get(size, || {
        let ids = values(size, 3, 1, |p| format!("${p}"));
        format!("SELECT id, result FROM command WHERE city = $1 AND person = $2 AND id IN ({ids})")
    })
}

/// From this size on an answer is compressed and sent in its parts; below, it is one small piece.
const LONG: usize = 1024;

impl SyncAnswer {
    /// The JSON around and between the pages; what is empty is left out.
    fn frame(&self) -> Result<Vec<Part<'_>>, serde_json::Error> {
        let mut fields = Vec::new();
        if !self.results.is_empty() {
            fields.push(format!(r#""results":{}"#, serde_json::to_string(&self.results)?));
        }
        if !self.left.is_empty() {
            fields.push(format!(r#""left":{}"#, serde_json::to_string(&self.left)?));
        }
        if self.more {
            fields.push(r#""more":true"#.to_owned());
        }
        let mut json = format!("{{{}", fields.join(","));
        if self.pages.is_empty() {
            json.push('}');
            return Ok(vec![Part::Json(json)]);
        }
        json.push_str(if fields.is_empty() { r#""streams":{"# } else { r#","streams":{"# });
        let mut parts = Vec::with_capacity(self.pages.len() * 2 + 1);
        for (at, (stream, page)) in self.pages.iter().enumerate() {
            if at > 0 {
                json.push(',');
            }
            json.push_str(&serde_json::to_string(stream)?);
            json.push(':');
            parts.push(Part::Json(std::mem::take(&mut json)));
            parts.push(Part::Page(page));
        }
        parts.push(Part::Json("}}".to_owned()));
        Ok(parts)
    }

    /// The answer as JSON, in parts that share the pages.
    ///
    /// # Errors
    /// None that happens: results and names are plain data.
    pub fn plain(&self) -> Result<Vec<Bytes>, serde_json::Error> {
        let parts = self.frame()?.into_iter().map(|part| match part {
            Part::Json(json) => Bytes::from(json),
            Part::Page(page) => page.plain.clone(),
        });
        Ok(parts.collect())
    }

    /// The answer as zstd frames, one after the other, that share the pages'.
    ///
    /// # Errors
    /// As [`Self::plain`].
    pub async fn zstd(&self) -> Result<Vec<Bytes>, serde_json::Error> {
        let mut frames = Vec::new();
        for part in self.frame()? {
            frames.push(match part {
                Part::Json(json) => raw_frames(json.as_bytes()),
                Part::Page(page) => page.zstd().await,
            });
        }
        Ok(frames)
    }

    /// The answer for a client that said `accept-encoding: zstd`, or did not.
    ///
    /// # Errors
    /// As [`Self::plain`].
    pub async fn into_response(self, accepts_zstd: bool) -> Result<Response, serde_json::Error> {
        let long = self.pages.values().any(|page| page.plain.len() >= LONG);
        let (parts, encoded) = if accepts_zstd && long { (self.zstd().await?, true) } else { (self.plain()?, false) };
        let mut response = body_of(parts).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if encoded {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("zstd"));
        }
        Ok(response)
    }
}

/// A body of parts that are sent as they are, with its length told when it is one piece.
fn body_of(parts: Vec<Bytes>) -> Body {
    let total: usize = parts.iter().map(Bytes::len).sum();
    if parts.len() == 1 || total < 16 * LONG {
        return Body::from(parts.concat());
    }
    Body::from_stream(futures_util::stream::iter(parts.into_iter().map(Ok::<_, Infallible>)))
}

enum Part<'a> {
    Json(String),
    Page(&'a SharedPage),
}

#[cfg(test)]
mod tests {
    use super::*;
    use itsumo_domain::sync::SyncResponse;

    #[tokio::test]
    async fn an_answer_is_the_same_json_however_it_is_sent() {
        let page = |json: &'static str| Arc::new(SharedPage::from_json(json));
        let id = Uuid::from_u128(1);
        let answer = SyncAnswer {
            results: vec![CommandResult { id, refused: Some(Refusal::new("sign-in-needed")) }],
            left: vec!["family/x".parse().unwrap()],
            more: true,
            pages: BTreeMap::from([
                (Stream::alerts(), page(r#"{"records":[],"next":3}"#)),
                (Stream::news(), page(r#"{"records":[],"next":9,"more":true}"#)),
            ]),
        };
        let plain = answer.plain().unwrap().concat();
        let frames = answer.zstd().await.unwrap().concat();
        assert_eq!(zstd::stream::decode_all(frames.as_slice()).unwrap(), plain);
        let read: SyncResponse = serde_json::from_slice(&plain).unwrap();
        assert_eq!(read.results, answer.results);
        assert_eq!((read.left, read.more), (answer.left.clone(), true));
        let next: Vec<i64> = read.streams.values().map(|page| page.next).collect();
        assert_eq!(next, [3, 9]);
    }

    #[test]
    fn nothing_new_is_two_bytes() {
        let plain = SyncAnswer::default().plain().unwrap().concat();
        assert_eq!(plain, b"{}");
        serde_json::from_slice::<SyncResponse>(&plain).unwrap();
    }
}
