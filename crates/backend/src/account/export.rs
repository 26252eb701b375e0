//! "Download all about me": a folder of JSON files with a README that says what each is.

use super::{AccountError, Signed};
use crate::{
    app::App,
    association::{self, home, member, request},
    school::{self, guardian, pupil, seat},
    store::{StoreError, Tx},
    stream,
};
use chrono::NaiveDate;
use itsumo_domain::{
    Record, Stream, Timestamp,
    account::{Export, ExportFile},
    association::access,
    i18n::{self, Arg, Locale},
    record::kind,
};
use serde_json::{Value as Json, json};
use uuid::Uuid;

/// Everything this server holds about the person. The README is in `locale`, or in the account's language.
///
/// # Errors
/// [`AccountError::SignedOut`] when the account is gone.
pub async fn export(app: &App, signed: &Signed, locale: Option<Locale>) -> Result<Export, AccountError> {
    let me = super::me(app, signed).await?;
    // First what ended yesterday goes from the person's own stream, as at a sync.
    school::known(app, &signed.city, signed.person).await?;
    association::known(app, &signed.city, signed.person).await?;
    let today = app.clock.now().jst_date();
    let (city, person) = (signed.city.clone(), signed.person);
    let found = app.store.read::<_, AccountError, _>(move |tx| {
        Box::pin(async move {
            let account = super::find(tx, &city, person).await?.ok_or(AccountError::SignedOut)?;
            let records = stream::all(tx, &city, &Stream::person(person)).await?;
            let sql = "SELECT id, at, result FROM command WHERE city = $1 AND person = $2 ORDER BY at, id";
            let rows = tx.query(sql, &[city.as_str().into(), person.into()]).await?;
            let commands = rows.iter().map(|row| {
                let result = row.text(2)?;
                let result = serde_json::from_str(result).unwrap_or_else(|_| Json::from(result));
                Ok(json!({ "id": row.uuid(0)?, "at": row.int(1)?, "result": result }))
            });
            let commands = commands.collect::<Result<Vec<Json>, StoreError>>()?;
            let sql = "SELECT subject, created FROM outgoing_mail WHERE city = $1 AND to_addr = $2 ORDER BY id";
            let rows = tx.query(sql, &[city.as_str().into(), account.email.as_str().into()]).await?;
            let mails = rows.iter().map(|row| Ok(json!({ "subject": row.text(0)?, "at": row.int(1)? })));
            let mails = mails.collect::<Result<Vec<Json>, StoreError>>()?;
            let sql = "SELECT address, locale, renewed FROM push_address WHERE city = $1 AND person = $2 ORDER BY name";
            let rows = tx.query(sql, &[city.as_str().into(), person.into()]).await?;
            let woken = rows.iter().map(|row| {
                let address = serde_json::from_str(row.text(0)?).unwrap_or(Json::Null);
                Ok(json!({ "address": address, "locale": row.text(1)?, "renewed": row.int(2)? }))
            });
            let woken = woken.collect::<Result<Vec<Json>, StoreError>>()?;
            let at_school = of_school(tx, &city, person).await?;
            let in_associations = of_associations(tx, &city, person, today).await?;
            Ok((account.locale, records, commands, [mails, woken], at_school, in_associations))
        })
    });
    let (own, records, commands, [mails, woken], at_school, in_associations) = found.await?;
    let locale = locale.unwrap_or(own);
    let of = |wanted: &str| -> Vec<&Record> {
        records.iter().filter(|record| record.kind == wanted && !record.gone).collect()
    };
    let others: Vec<&Record> = records.iter().filter(|record| !NAMED.contains(&record.kind.as_str())).collect();
    let account = json!({
        "city": signed.city, "person": me.person, "email": me.email, "since": me.since, "locale": own.code(),
    });
    let mut files = vec![
        ExportFile { name: "README.md".to_owned(), text: readme(app, &signed.city, locale, app.clock.now()) },
        file("account.json", &account)?,
        file("devices.json", &json!(me.devices))?,
        file("interests.json", &json!(of(kind::INTERESTS)))?,
        file("saved.json", &json!(of(kind::SAVED)))?,
        file("commands.json", &json!(commands))?,
        file("mails.json", &json!(mails))?,
    ];
    if !woken.is_empty() {
        files.push(file("push.json", &json!(woken))?);
    }
    let [children, seats] = &at_school;
    if !(children.is_empty() && seats.is_empty()) {
        let told = json!({
            "children": children, "seats": seats, "cards": of(kind::PUPIL), "absences": of(kind::ABSENCE),
            "questions": of(kind::QUESTION), "notices": of(kind::NOTICE), "answers": of(kind::ANSWER),
        });
        files.push(file("school.json", &told)?);
    }
    let [households, seats, requests] = &in_associations;
    if !(households.is_empty() && seats.is_empty() && requests.is_empty()) {
        let told = json!({
            "households": households, "seats": seats, "requests": requests, "cards": of(kind::SEAT),
            "circulars": of(kind::CIRCULAR), "sent": of(kind::CIRCULAR_SENT),
        });
        files.push(file("association.json", &told)?);
    }
    // Nothing of a later version is held back because this one does not know its kind.
    if !others.is_empty() {
        files.push(file("others.json", &json!(others))?);
    }
    Ok(Export { files })
}

/// Kinds of record that have a place of their own in the folder.
const NAMED: [&str; 10] = [
    kind::INTERESTS,
    kind::SAVED,
    kind::PUPIL,
    kind::ABSENCE,
    kind::QUESTION,
    kind::NOTICE,
    kind::ANSWER,
    kind::SEAT,
    kind::CIRCULAR,
    kind::CIRCULAR_SENT,
];

/// The person's parts in children's lives and seats, past ones too. Of a child its name alone: what a part lets its
/// guardian see of it is on the card.
async fn of_school(tx: &mut dyn Tx, city: &str, person: Uuid) -> Result<[Vec<Json>; 2], StoreError> {
    let parts = guardian::parts_of(tx, city, person).await?;
    let ids: Vec<Uuid> = parts.iter().map(|part| part.pupil).collect();
    let named = pupil::pupils(tx, city, &ids).await?;
    let part = |part: guardian::Part| {
        json!({
            "pupil": part.pupil, "name": named.get(&part.pupil).map(|pupil| &pupil.name), "as": part.guardian.name,
            "relation": part.guardian.relation, "scopes": part.guardian.scopes, "since": part.since, "until": part.until,
        })
    };
    let children = parts.into_iter().map(part).collect();
    let seat = |held: seat::Held| {
        json!({
            "seat": held.seat.id, "facility": held.seat.facility, "role": held.seat.role, "title": held.seat.title,
            "since": held.since, "until": held.until,
        })
    };
    let seats = seat::all_of_person(tx, city, person).await?.into_iter().map(seat).collect();
    Ok([children, seats])
}

/// The person's households (with all that is the household's own, for as long as they are of it), seats and requests;
/// past ones too.
async fn of_associations(
    tx: &mut dyn Tx,
    city: &str,
    person: Uuid,
    today: NaiveDate,
) -> Result<[Vec<Json>; 3], StoreError> {
    let mut households = Vec::new();
    for (membership, household) in member::of_person(tx, city, person).await? {
        let over = membership.until.is_some_and(|until| until < today);
        let pack = if over { None } else { Some(home::pack_of(tx, city, household, today).await?) };
        households.push(json!({
            "household": membership.household, "as": membership.name, "far": membership.far,
            "since": membership.since, "until": membership.until, "pack": pack,
        }));
    }
    let seat = |(seat, held): (access::Seat, association::seat::Held)| {
        json!({
            "seat": seat.id, "association": seat.association, "role": seat.role, "title": seat.title, "name": held.name,
            "shows_name": held.shows_name, "shows_phone": held.shows_phone, "since": held.term.since,
            "until": held.term.until,
        })
    };
    let seats = association::seat::all_of_person(tx, city, person).await?.into_iter().map(seat).collect();
    let asked = request::of_person(tx, city, person).await?;
    let requests = request::shown(tx, city, asked).await?.into_iter().map(|asked| json!(asked)).collect();
    Ok([households, seats, requests])
}

fn readme(app: &App, city: &str, locale: Locale, now: Timestamp) -> String {
    let name = app.cities.get(city).map_or("", |city| city.city.name.get(locale));
    let date = now.jst_date().to_string();
    let text = i18n::text(locale, "mail-export-readme", &[("city", Arg::Text(name)), ("date", Arg::Text(&date))]);
    i18n::without_ruby(&text) + "\n"
}

fn file(name: &str, content: &Json) -> Result<ExportFile, AccountError> {
    let text = serde_json::to_string_pretty(content).map_err(|error| StoreError::Shape(error.to_string()))?;
    Ok(ExportFile { name: name.to_owned(), text: text + "\n" })
}
