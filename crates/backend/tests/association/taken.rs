//! Ids that a device made up, and that are those of other records.

use crate::{http::on_both, town::AssociationTown};
use itsumo_domain::{
    Timestamp,
    alert::Status,
    association::{
        AssociationCommand as C, SafetyCheck, SafetyReport, Street,
        safety::{Condition, Witness},
    },
    city::LocalText,
    record::kind,
};
use uuid::Uuid;

const CHECK: Uuid = Uuid::from_u128(0x5AFE);

impl AssociationTown {
    /// The lines of the street on the officer's phone.
    async fn on_the_head_s_phone(&self) -> Vec<(Uuid, Street)> {
        let streams = self.streams(&self.head1.person).await;
        let lines = streams.values().flatten().filter(|record| record.kind == kind::STREET);
        lines.map(|record| (record.id, record.body_as().unwrap())).collect()
    }
}

on_both! {
    /// A report under the id of the neighbours' household would stand on the officer's phone in the place of their line.
    async fn a_report_under_a_neighbour_s_id_is_refused_and_the_street_stays_whole(town: AssociationTown) {
        let what = LocalText::ja("震度5強の地震");
        let start = SafetyCheck {
            association: town.hinode.id, status: Status::Actual, what, by: String::new(), started: Timestamp(1),
            ended: None, deletes: Timestamp(i64::MAX),
        };
        let start = C::StartSafety { check: CHECK, start: Box::new(start) };
        town.act(&town.chair.person, start).await.unwrap();
        let before = town.on_the_head_s_phone().await;
        assert_eq!(before.len(), 14);
        let report = |report: Uuid| {
            let told = SafetyReport {
                check: CHECK, household: town.yamada, condition: Condition::Safe, witness: Witness::Household,
                seen: Timestamp(town.now().0), ..SafetyReport::default()
            };
            C::ReportSafety { report, told: Box::new(told) }
        };
        let refused = town.act(&town.hana, report(town.sato_home)).await.unwrap_err();
        assert_eq!(refused.code, "taken");
        assert_eq!(town.on_the_head_s_phone().await, before);
        // The household is still heard, under an id of its own.
        for _ in 0..2 {
            town.act(&town.hana, report(Uuid::from_u128(1))).await.unwrap();
        }
        let streams = town.streams(&town.head1.person).await;
        let reports = streams.values().flatten().filter(|record| record.kind == kind::SAFETY_REPORT);
        assert_eq!(reports.map(|record| record.id).collect::<Vec<_>>(), [Uuid::from_u128(1)]);
    }
}
