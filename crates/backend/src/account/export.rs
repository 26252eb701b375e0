//! "Download all about me": a folder of JSON files with a README that says what each is.

use super::{AccountError, Signed};
use crate::{app::App, store::StoreError, stream};
use itsumo_domain::{
    Record, Stream, Timestamp,
    account::{Export, ExportFile},
    i18n::{self, Arg, Locale},
    record::kind,
};
use serde_json::{Value as Json, json};

/// Everything this server holds about the person. The README is in `locale`, or in the account's language.
///
/// # Errors
/// [`AccountError::SignedOut`] when the account is gone.
pub async fn export(app: &App, signed: &Signed, locale: Option<Locale>) -> Result<Export, AccountError> {
    let me = super::me(app, signed).await?;
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
            Ok((account.locale, records, commands, mails))
        })
    });
    let (own, records, commands, mails) = found.await?;
    let locale = locale.unwrap_or(own);
    let of = |wanted: &str| -> Vec<&Record> {
        records.iter().filter(|record| record.kind == wanted && !record.gone).collect()
    };
    let others: Vec<&Record> =
        records.iter().filter(|record| record.kind != kind::INTERESTS && record.kind != kind::SAVED).collect();
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
    // Nothing of a later version is held back because this one does not know its kind.
    if !others.is_empty() {
        files.push(file("others.json", &json!(others))?);
    }
    Ok(Export { files })
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
