//! April, as stories: classes change, the highest grade finishes, the next school begins; nothing of before is lost.

use crate::{
    desk::{absence, days, id},
    http::{CITY, KEY},
    roster::LIST,
    town::{SchoolTown, at, day, on_both},
};
use itsumo_backend::school::{facility, guardian, seat};
use itsumo_domain::{
    Stream, Timestamp,
    school::{Facility, FacilityKind, Group, PupilCard, Role, board::Whereabouts},
};

/// The new year's list: さくら and つばき come into one class of the second grade, 蓮 into the other.
const APRIL: &str = "\
学年,組,出席番号,氏名,ふりがな,生年月日,児童番号
2,1,8,佐藤 さくら,さとう さくら,2019-06-01,A001
2,1,9,佐藤 つばき,さとう つばき,2019-06-01,A002
2,2,21,森 蓮,もり れん,2019-06-01,A003
1,1,1,浅井 なな,あさい なな,2020-05-05,A004
";

fn morning(date: &str) -> Timestamp {
    at("07:30").plus(day(date).signed_duration_since(day("2026-11-24")).num_days() * Timestamp::DAY)
}

fn groups(card: &PupilCard) -> Vec<&str> {
    card.places.iter().flat_map(|place| &place.groups).map(|group| group.name.as_str()).collect()
}

impl SchoolTown {
    async fn group(&self, year: i32, name: &str) -> Group {
        let school = self.school.id;
        let groups = self.read(move |tx| Box::pin(async move { facility::groups(tx, CITY, school, year).await })).await;
        groups.into_iter().find(|group| group.name == name).unwrap()
    }
}

on_both! {
    async fn an_absence_told_in_march_is_on_the_new_class_s_board(town: SchoolTown) {
        town.import(town.school.id, "", LIST).await;
        town.town.clock.set(morning("2027-03-20"));
        let told = days(absence(town.sakura, &town.school), "2027-04-07", "2027-04-09");
        assert_eq!(town.tell(&town.hana, id(1), told).await, None);
        let done = town.import(town.school.id, "day=2027-04-01", APRIL).await;
        assert!(done.plan.new_year);
        assert_eq!((done.counts.moves, done.counts.new, done.counts.leaving), (3, 1, 0));

        // Until the year ends everything is as it was, and nobody learns of the new classes before.
        assert_eq!(town.classes(town.school.id, "2027-03-31").await["1年2組"], ["佐藤 さくら"]);
        assert!(!groups(&town.card(&town.hana, town.sakura).await.unwrap()).contains(&"2年1組"));

        town.town.clock.set(morning("2027-04-07"));
        let classes = town.classes(town.school.id, "2027-04-07").await;
        assert_eq!(classes["2年1組"], ["佐藤 さくら", "佐藤 つばき"], "twins stay two children");
        assert_eq!((classes["2年2組"].len(), classes["1年1組"].len(), classes.len()), (1, 1, 3));
        let class = town.group(2027, "2年1組").await;
        assert_eq!(town.row(&class, town.sakura).await.place, Whereabouts::Absent);
        assert_eq!(town.row(&class, town.tsubaki).await.place, Whereabouts::Unknown);
        assert!(town.seen_by(&town.hana, id(1)).await.is_some(), "and on the mother's telephone");

        let card = town.card(&town.hana, town.sakura).await.unwrap();
        assert!(groups(&card).contains(&"2年1組"), "{card:?}");
        // What the old class was told stays readable.
        let old = Stream::class(town.class2.id);
        assert!(town.sync_from(&town.hana, std::slice::from_ref(&old)).await.left.is_empty());
        assert_eq!(town.classes(town.school.id, "2026-11-24").await["1年2組"], ["佐藤 さくら"]);
    }
}

on_both! {
    async fn teachers_end_with_the_year_and_new_ones_come_by_their_seat(town: SchoolTown) {
        let open = town.teacher.seat.clone();
        town.write(move |tx, out| Box::pin(async move { seat::give(tx, out, CITY, &open, day("2026-04-01"), None).await })).await;
        town.import(town.school.id, "", LIST).await;
        town.town.clock.set(morning("2027-03-20"));
        town.import(town.school.id, "day=2027-04-01", APRIL).await;
        let school = town.school.id;
        let seats = town.read(move |tx| Box::pin(async move { seat::of_facility(tx, CITY, school).await })).await;
        let teachers: Vec<_> = seats
            .iter()
            .filter(|held| held.seat.role == Role::Teacher && held.covers(day("2027-04-01")))
            .map(|held| (held.seat.title.as_str(), held.person))
            .collect();
        assert_eq!(teachers, [("1年1組 担任", None), ("2年1組 担任", None), ("2年2組 担任", None)]);
        let before = seats.iter().find(|held| held.seat.id == town.teacher.seat.id).unwrap();
        assert_eq!(before.until, Some(day("2027-03-31")), "the year is finished with its teacher");
        // A seat that is there is not made twice.
        town.import(town.school.id, "day=2027-04-01", &APRIL.replace("2,2,21", "2,2,22")).await;
        let again = town.read(move |tx| Box::pin(async move { seat::of_facility(tx, CITY, school).await })).await;
        assert_eq!(again.len(), seats.len());
    }
}

on_both! {
    async fn who_finishes_is_the_same_child_at_the_next_school(town: SchoolTown) {
        let with_haru = format!("{LIST}6,1,1,千葉 はる,ちば はる,2014-08-08,A900,千葉 かおる,母,0436-00-9100\n");
        town.import(town.school.id, "", &with_haru).await;
        let school = town.school.id;
        let haru = town
            .read(move |tx| {
                Box::pin(async move {
                    let all = itsumo_backend::school::pupil::everybody(tx, CITY, school, day("2026-11-24")).await?;
                    Ok(all.into_iter().find(|member| member.pupil.code == "A900").unwrap().pupil.id)
                })
            })
            .await;
        let (kaoru, now) = (town.kenji.id, town.now());
        town.write(move |tx, out| {
            Box::pin(async move {
                guardian::join(tx, out, CITY, haru, kaoru, "千葉 かおる", "母", now.jst_date(), now).await
            })
        })
        .await;

        town.town.clock.set(morning("2027-03-20"));
        let shown = town.look(school, "day=2027-04-01", APRIL).await;
        assert_eq!((shown.counts.leaving, shown.counts.finishes), (1, 1), "{:?}", shown.plan.leaving);
        town.import(school, "day=2027-04-01", APRIL).await;
        let junior = Facility {
            id: uuid::Uuid::from_u128(0xA5A43),
            kind: FacilityKind::School,
            name: "ひなた市立みなと中学校".to_owned(),
            short: "みなと中".to_owned(),
            phone: "0436-00-1501".to_owned(),
            ..Facility::default()
        };
        let path = format!("/v1/operator/{CITY}/facilities/{}", junior.id);
        let body = serde_json::to_value(&junior).unwrap();
        assert_eq!(town.town.ask("PUT", &path, Some(KEY), Some(body)).await.status, 204);
        let next = "学年,組,出席番号,氏名,ふりがな,生年月日\n1,3,14,千葉 はる,ちば はる,H26.8.8\n";
        let done = town.import(junior.id, "day=2027-04-01", next).await;
        assert_eq!((done.counts.comes, done.counts.new), (1, 0));

        assert_eq!(town.classes(school, "2027-03-31").await["6年1組"], ["千葉 はる"]);
        assert!(!town.classes(school, "2027-04-01").await.contains_key("6年1組"));
        town.town.clock.set(morning("2027-04-07"));
        let card = town.card(&town.kenji, haru).await.unwrap();
        let at: Vec<_> = card.places.iter().filter(|place| place.until.is_none()).map(|place| place.facility.short.as_str()).collect();
        assert_eq!(at, ["みなと中"], "the same guardian, without another letter: {card:?}");
    }
}

on_both! {
    async fn the_new_year_s_list_twice_is_as_once_and_march_goes_on(town: SchoolTown) {
        town.import(town.school.id, "", LIST).await;
        town.town.clock.set(morning("2027-03-10"));
        town.import(town.school.id, "day=2027-04-01", APRIL).await;
        assert!(town.look(town.school.id, "day=2027-04-01", APRIL).await.plan.is_empty());
        // Somebody comes for the last weeks; the class of April is not touched by the list of March.
        let march = format!("{LIST}1,2,9,堀 あん,ほり あん,2019-07-07,A050,堀 たく,父,0436-00-9200\n");
        let done = town.import(town.school.id, "", &march).await;
        assert_eq!((done.counts.new, done.counts.leaving, done.plan.new_year), (1, 0, false), "{:?}", done.plan);
        assert_eq!(town.classes(town.school.id, "2027-03-10").await["1年2組"], ["佐藤 さくら", "堀 あん"]);
        let april = town.classes(town.school.id, "2027-04-01").await;
        assert_eq!(april["2年1組"], ["佐藤 さくら", "佐藤 つばき"]);
        assert_eq!(april.values().map(Vec::len).sum::<usize>(), 4, "{april:?}");
        // Who leaves in March does not come in April.
        let without = march.lines().filter(|line| !line.contains("森 蓮")).map(|line| format!("{line}\n")).collect::<String>();
        town.import(town.school.id, "", &without).await;
        assert!(!town.classes(town.school.id, "2027-04-01").await.contains_key("2年2組"));
    }
}
