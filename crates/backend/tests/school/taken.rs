//! Ids that a device made up, and that are those of other records.

use crate::{
    desk::{absence, id},
    http::CITY,
    town::{SchoolTown, on_both},
};
use itsumo_backend::stream::Draft;
use itsumo_domain::{
    Command, CommandEnvelope, Stream,
    news::{News, Saved},
    record::kind,
    school::PupilCard,
    sync::SyncRequest,
};
use serde_json::json;
use std::collections::BTreeMap;
use uuid::Uuid;

on_both! {
    /// The mother reports an absence under the id of what the father reads: his record stays as it is, and nothing of
    /// the absence is there.
    async fn an_absence_under_the_id_of_another_record_is_refused_and_writes_over_nothing(town: SchoolTown) {
        let notice = Draft {
            id: id(7), kind: kind::NOTICE, author: "school".to_owned(),
            body: Some(json!({ "facility": town.school.id, "facility_name": "あさひ小" }).to_string()),
        };
        town.town.app.streams.publish(CITY, &Stream::person(town.taro.id), vec![notice]).await.unwrap();
        let held = async || {
            let own = town.own(&town.taro).await;
            own.into_iter().map(|record| (record.id, record.rev, record.kind)).collect::<Vec<_>>()
        };
        let before = held().await;
        for taken in [id(7), town.tsubaki] {
            let refused = town.tell(&town.hana, taken, absence(town.sakura, &town.school)).await;
            assert_eq!(refused.as_deref(), Some("taken"));
        }
        assert_eq!(held().await, before);
        assert!(town.row(&town.class2, town.sakura).await.absences.is_empty());
        // One under an id of its own is as ever, and can be said anew.
        for _ in 0..2 {
            assert_eq!(town.tell(&town.hana, id(8), absence(town.sakura, &town.school)).await, None);
        }
        assert!(town.seen_by(&town.taro, id(8)).await.is_some());
    }
}

on_both! {
    /// What is sent together with it is done; a saved article takes nobody's place either.
    async fn one_that_is_refused_holds_up_none_beside_it(town: SchoolTown) {
        let envelope = |n: u128, command| CommandEnvelope { id: Uuid::from_u128(0xE0 + n), at: town.now(), command };
        let report = |under: Uuid| {
            let absence = Box::new(absence(town.sakura, &town.school));
            Command::ReportAbsence { id: under, absence }
        };
        let save = |news: Uuid| {
            let saved = Saved { at: town.now(), news: News { title: "題".to_owned(), ..News::default() } };
            Command::SaveNews { news, saved: Box::new(saved) }
        };
        let commands = vec![
            envelope(1, report(town.tsubaki)), envelope(2, report(id(9))), envelope(3, save(town.sakura)),
            envelope(4, save(id(10))),
        ];
        let request = SyncRequest { city: CITY.to_owned(), cursors: BTreeMap::new(), commands };
        let body = serde_json::to_value(&request).unwrap();
        for _ in 0..2 {
            let reply = town.ask(&town.hana, "POST", "/v1/sync", Some(body.clone())).await.json();
            let codes: Vec<_> = reply["results"].as_array().unwrap().iter()
                .map(|result| result["refused"]["code"].as_str().map(str::to_owned)).collect();
            let taken = Some("taken".to_owned());
            assert_eq!(codes, [taken.clone(), None, taken, None]);
        }
        assert!(town.seen_by(&town.taro, id(9)).await.is_some());
        let card: Option<PupilCard> = town.card(&town.hana, town.sakura).await;
        assert_eq!(card.map(|card| card.name), Some("佐藤 さくら".to_owned()));
        assert_eq!(town.of_kind(&town.hana, kind::SAVED).await.len(), 1);
    }
}
