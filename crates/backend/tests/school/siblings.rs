//! Two children of one guardian, told of in one notice: what is taken back of one leaves the other's, and both at once
//! leave nothing.

use crate::{
    http::CITY,
    town::{SchoolTown, day, on_both},
};
use itsumo_backend::{
    school::{days, guardian},
    stream::Draft,
};
use itsumo_domain::{Stream, record::kind, school::Notice};
use serde_json::json;
use uuid::Uuid;

impl SchoolTown {
    /// A notice that was told to the father for both of his children.
    async fn told_for_both(&self) {
        let body = json!({ "facility": self.school.id, "facility_name": "あさひ小", "pupils": [self.sakura, self.tsubaki],
                           "to": ["佐藤 さくら", "佐藤 つばき"] });
        let draft = Draft {
            id: Uuid::from_u128(50),
            kind: kind::NOTICE,
            author: "school".to_owned(),
            body: Some(body.to_string()),
        };
        self.town.app.streams.publish(CITY, &Stream::person(self.taro.id), vec![draft]).await.unwrap();
    }

    async fn notices_of_taro(&self) -> Vec<Notice> {
        self.of_kind(&self.taro, kind::NOTICE).await.iter().map(|record| record.body_as().unwrap()).collect()
    }
}

on_both! {
    /// Both parts end with the school year; the first sync of the day after takes both cards back, and the notice.
    async fn what_was_told_for_both_goes_when_both_parts_end_on_one_day(town: SchoolTown) {
        town.told_for_both().await;
        let (taro, last) = (town.taro.id, day("2026-11-24"));
        town.write(move |tx, _| Box::pin(async move {
            let sql = "UPDATE guardian SET until = $3 WHERE city = $1 AND person = $2";
            tx.execute(sql, &[CITY.into(), taro.into(), days::column(last).into()]).await
        })).await;
        town.town.clock.set(itsumo_domain::Timestamp::from_jst_date(day("2026-11-25")));
        town.sync(&town.taro).await;
        assert!(town.notices_of_taro().await.is_empty());
        assert!(town.of_kind(&town.taro, kind::PUPIL).await.is_empty());
    }
}

on_both! {
    /// The same where each child is written by itself, in one transaction.
    async fn what_was_told_for_both_goes_when_he_leaves_one_after_the_other(town: SchoolTown) {
        town.told_for_both().await;
        let (taro, children, today, now) =
            (town.taro.id, [town.sakura, town.tsubaki], town.now().jst_date(), town.now());
        town.write(move |tx, out| Box::pin(async move {
            for child in children {
                assert!(guardian::leave(tx, out, CITY, child, taro, today, now).await?);
            }
            Ok(())
        })).await;
        assert!(town.notices_of_taro().await.is_empty());
    }
}

on_both! {
    /// A notice for both that stays for the sister names the sister alone.
    async fn what_stays_for_the_sister_no_longer_names_the_child_behind_the_shield(town: SchoolTown) {
        town.told_for_both().await;
        town.shield_taro().await;
        let left = town.notices_of_taro().await;
        let left: Vec<_> = left.iter().map(|notice| (notice.pupils.clone(), notice.to.clone())).collect();
        assert_eq!(left, [(vec![town.tsubaki], vec!["佐藤 つばき".to_owned()])]);
    }
}
