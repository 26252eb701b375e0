//! Lists of pupils as offices send them: what is wrong is named, what would change is shown, and only that is done.

use crate::{
    http::{CITY, KEY, Reply},
    town::{SchoolTown, at, day, on_both},
};
use axum::{body::Body, http::Request};
use encoding_rs::SHIFT_JIS;
use itsumo_backend::{
    routes::caller::Peer,
    school::{
        pupil,
        roster::{self, Asked, RosterAnswer},
    },
    store::{BoxFuture, Row, StoreError, Tx, Value},
};
use itsumo_domain::{Stream, school::PupilCard};
use serde_json::json;
use std::{collections::BTreeMap, net::SocketAddr};
use uuid::Uuid;

/// The school of the tests' town, as its office's list has it.
pub const LIST: &str = "\
学年,組,出席番号,氏名,ふりがな,生年月日,児童番号,保護者1氏名,保護者1続柄,保護者1電話
1,1,3,佐藤 つばき,さとう つばき,2019-06-01,A002,佐藤 花,母,0436-00-9001
1,1,4,森 蓮,もり れん,2019-06-01,A003,森 みどり,母,0436-00-9004
1,2,3,佐藤 さくら,さとう さくら,2019-06-01,A001,佐藤 花,母,0436-00-9001
";

impl SchoolTown {
    pub async fn list(&self, facility: Uuid, query: &str, bytes: &[u8]) -> Reply {
        let path = format!("/v1/operator/{CITY}/facilities/{facility}/roster?{query}");
        let request = Request::builder().method("POST").uri(path).header("authorization", format!("Bearer {KEY}"));
        let mut request = request.header("content-type", "text/csv").body(Body::from(bytes.to_vec())).unwrap();
        request.extensions_mut().insert(Peer(SocketAddr::from(([192, 0, 2, 1], 4000))));
        self.town.send(request).await
    }

    pub async fn look(&self, facility: Uuid, query: &str, list: &str) -> RosterAnswer {
        let reply = self.list(facility, query, list.as_bytes()).await;
        assert_eq!(reply.status, 200, "{}", String::from_utf8_lossy(&reply.bytes));
        serde_json::from_slice(&reply.bytes).unwrap()
    }

    /// Looks, and carries out what was shown.
    pub async fn import(&self, facility: Uuid, query: &str, list: &str) -> RosterAnswer {
        let shown = self.look(facility, query, list).await;
        assert_eq!(shown.plan.errors, Vec::new());
        let leaving = shown.plan.leaving.len();
        let query = format!("{query}&commit=true&shown={}&leaving={leaving}", shown.shown);
        let done = self.look(facility, &query, list).await;
        assert_eq!((done.committed, done.refused.as_deref()), (true, None));
        done
    }

    /// Who is in which class of a facility on a day.
    pub async fn classes(&self, facility: Uuid, on: &str) -> BTreeMap<String, Vec<String>> {
        let on = day(on);
        let members =
            self.read(move |tx| Box::pin(async move { pupil::everybody(tx, CITY, facility, on).await })).await;
        let mut classes: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for member in members {
            classes.entry(member.class.name).or_default().push(member.pupil.name);
        }
        classes
    }
}

/// Line, column and code of everything that is wrong.
fn slips(answer: &RosterAnswer) -> Vec<(u32, &str, &str)> {
    answer.plan.errors.iter().map(|error| (error.line, error.column.as_str(), error.code.as_str())).collect()
}

on_both! {
    async fn every_torture_has_its_name(town: SchoolTown) {
        let id = town.school.id;
        let head = "学年,組,出席番号,氏名,ふりがな,生年月日,児童番号,電話";
        let with = |line: &str| format!("{head}\n{line}\n");
        for (list, expected) in [
            (String::new(), (0, "", "empty")),
            ("氏名だけ\n".to_owned(), (0, "", "column-missing")),
            ("学年,氏名\n1,森 蓮\n".to_owned(), (1, "", "column-missing")),
            (with("1,1,4,森 蓮,森蓮,2019-06-01,A003,"), (2, "ふりがな", "kana")),
            (with("1,1,4,森 蓮,もりれん,6月1日,A003,"), (2, "生年月日", "not-a-date")),
            (with("1,1,4,森 蓮,もりれん,R1.6.31,A003,"), (2, "生年月日", "not-a-date")),
            (with("1,1,四,森 蓮,もりれん,2019-06-01,A003,"), (2, "出席番号", "not-a-number")),
            (with("1,1,4,,もりれん,2019-06-01,A003,"), (2, "氏名", "name-missing")),
            (with("99,1,4,森 蓮,もりれん,2019-06-01,A003,"), (2, "学年", "grade-unlikely")),
            (with("1,1,4,森 蓮,もりれん,2019-06-01,A003,436009004"), (2, "電話", "phone-zero")),
            (with("1,1,4,森 蓮,もりれん,2019-06-01,A003,a,b"), (2, "", "cell-count")),
            (format!("{head}\n1,1,4,森 蓮,もりれん,2019-06-01,A003,\n1,1,5,小川"), (3, "", "truncated")),
            (format!("{head}\n1,1,4,\"森 蓮,もりれん,2019-06-01,A003,\n1,1,5,小川 結衣,,,,\n"), (2, "", "quote-open")),
        ] {
            let answer = town.look(id, "", &list).await;
            assert_eq!(slips(&answer), [expected], "{list}");
            let done = town.look(id, &format!("commit=true&shown={}", answer.shown), &list).await;
            assert_eq!((done.committed, done.refused.as_deref()), (false, Some("errors")), "{list}");
        }
        let broken = town.list(id, "", b"\x8a\x77\x94\xff\xff,\n").await.json();
        assert_eq!(broken["plan"]["errors"][0]["code"], "encoding");
        let workbook = town.list(id, "", b"PK\x03\x04\0\0\0\0").await.json();
        assert_eq!(workbook["plan"]["errors"][0]["code"], "encoding");
        let huge = town.list(id, "", &vec![b'a'; 5 * 1024 * 1024]).await;
        assert_eq!(huge.problem().1, "too-large");
        assert_eq!(town.list(Uuid::from_u128(1), "", LIST.as_bytes()).await.problem().1, "not-found");
    }
}

on_both! {
    async fn what_spreadsheets_save_is_one_list(town: SchoolTown) {
        let id = town.school.id;
        let plain = town.look(id, "", LIST).await;
        // The numbers of the children are new, and two fathers are not in the list.
        assert_eq!((plain.counts.changes, plain.counts.same, plain.counts.new), (3, 0, 0));
        let tabs = LIST.replace(',', "\t");
        let eras = LIST.replace("2019-06-01", "Ｒ１．６．１");
        let quoted = LIST.lines().map(|line| format!("\"{}\"\r\n", line.replace(',', "\",\""))).collect::<String>();
        let marked = format!("\u{feff}{LIST}").into_bytes();
        let (shift_jis, _, _) = SHIFT_JIS.encode(&quoted);
        for bytes in [tabs.as_bytes(), eras.as_bytes(), quoted.as_bytes(), &marked, &shift_jis] {
            let reply = town.list(id, "", bytes).await;
            let answer: RosterAnswer = serde_json::from_slice(&reply.bytes).unwrap();
            assert_eq!(answer.plan, plain.plan, "{}", String::from_utf8_lossy(bytes));
        }
    }
}

on_both! {
    async fn only_what_was_shown_is_done(town: SchoolTown) {
        let id = town.school.id;
        let before = town.classes(id, "2026-11-24").await;
        let shown = town.look(id, "", LIST).await;
        assert_eq!(town.classes(id, "2026-11-24").await, before, "a look changes nothing");
        let unseen = town.look(id, "commit=true", LIST).await;
        assert_eq!(unseen.refused.as_deref(), Some("not-shown"));
        // Between the look and the yes somebody else carried another list out.
        let moved = LIST.replace("1,1,4,森 蓮", "1,2,9,森 蓮");
        town.import(id, "", &moved).await;
        let late = town.look(id, &format!("commit=true&shown={}", shown.shown), LIST).await;
        assert_eq!((late.committed, late.refused.as_deref()), (false, Some("not-shown")));
        assert_eq!(town.classes(id, "2026-11-24").await["1年2組"], ["佐藤 さくら", "森 蓮"]);
        // Carried out, the same list has nothing more to say.
        assert!(town.look(id, "", &moved).await.plan.is_empty());
    }
}

on_both! {
    async fn nobody_leaves_unseen(town: SchoolTown) {
        let id = town.school.id;
        town.import(id, "", LIST).await;
        let without = LIST.lines().filter(|line| !line.contains("森 蓮")).map(|line| format!("{line}\n")).collect::<String>();
        let shown = town.look(id, "", &without).await;
        assert_eq!(shown.counts.leaving, 1);
        let commit = format!("commit=true&shown={}", shown.shown);
        assert_eq!(town.look(id, &commit, &without).await.refused.as_deref(), Some("leaving"));
        assert_eq!(town.look(id, &format!("{commit}&leaving=2"), &without).await.refused.as_deref(), Some("leaving"));
        assert!(town.card(&town.mori, town.ren).await.is_some_and(|card| !card.places.is_empty()));
        assert!(town.look(id, &format!("{commit}&leaving=1"), &without).await.committed);
        assert_eq!(town.classes(id, "2026-11-24").await["1年1組"], ["佐藤 つばき"]);
        assert_eq!(town.classes(id, "2026-11-23").await["1年1組"], ["佐藤 つばき", "森 蓮"], "history stays");
        let place = town.card(&town.mori, town.ren).await.unwrap().places.remove(0);
        assert_eq!((place.until, place.groups.len()), (Some(day("2026-11-23")), 0));
        // A child that comes back is the same child.
        let again = town.import(id, "", LIST).await;
        assert_eq!((again.counts.comes, again.counts.new), (1, 0));
        let place = town.card(&town.mori, town.ren).await.unwrap().places.remove(0);
        assert_eq!((place.until, place.groups.len()), (None, 3));
    }
}

on_both! {
    async fn a_child_that_changes_class_reads_the_new_one(town: SchoolTown) {
        let groups = |card: PupilCard| card.places.into_iter().flat_map(|place| place.groups).map(|group| group.name).collect::<Vec<_>>();
        assert_eq!(groups(town.card(&town.mori, town.ren).await.unwrap()), ["全校", "1年1組"]);
        town.import(town.school.id, "", &LIST.replace("1,1,4,森 蓮", "1,2,4,森 蓮")).await;
        assert_eq!(groups(town.card(&town.mori, town.ren).await.unwrap()), ["全校", "1年", "1年2組"]);
        let old = Stream::class(town.class1.id);
        let answer = town.sync_from(&town.mori, std::slice::from_ref(&old)).await;
        assert_eq!(answer.left, [old], "the devices leave the class's stream");
    }
}

on_both! {
    async fn the_club_s_child_is_the_school_s_child(town: SchoolTown) {
        // The club knows no numbers, and writes readings without a space.
        let club = "氏名,フリガナ,生年月日,保護者氏名,続柄,電話番号\n佐藤つばき,サトウツバキ,R1.6.1,佐藤 花,母,0436-00-9001\n森蓮,モリレン,R1.6.1,森 たえ,祖母,0436-00-9044\n";
        let shown = town.look(town.after_school.id, "", club).await;
        assert_eq!((shown.counts.new, shown.counts.comes), (0, 1), "{:?}", shown.plan);
        town.import(town.after_school.id, "", club).await;
        let card = town.card(&town.mori, town.ren).await.unwrap();
        let at: Vec<_> = card.places.iter().map(|place| place.facility.short.as_str()).collect();
        assert_eq!(at, ["あさひ小", "学童"]);
        let ren = town.ren;
        let calls = town.read(move |tx| Box::pin(async move { pupil::contacts(tx, CITY, ren).await })).await;
        let calls: Vec<_> = calls.iter().map(|call| (call.name.as_str(), call.person)).collect();
        assert_eq!(calls, [("森 みどり", Some(town.mori.id)), ("森 たえ", None)], "whom the school calls stays");
    }
}

on_both! {
    async fn the_operator_s_door_is_the_operator_s(town: SchoolTown) {
        let base = format!("/v1/operator/{CITY}/facilities");
        let id = town.school.id;
        for (method, path, body) in [
            ("GET", base.clone(), None),
            ("GET", format!("{base}/{id}"), None),
            ("PUT", format!("{base}/{id}"), Some(json!({}))),
            ("POST", format!("{base}/{id}/roster"), None),
            ("GET", format!("{base}/{id}/seats"), None),
            ("POST", format!("{base}/{id}/seats"), Some(json!({ "role": "nurse" }))),
            ("POST", format!("{base}/{id}/codes"), Some(json!({}))),
            ("POST", format!("{base}/{id}/letters"), Some(json!({}))),
        ] {
            assert_eq!(town.town.ask(method, &path, None, body.clone()).await.status, 401, "{method} {path}");
            for person in [&town.head.person, &town.hana] {
                assert_eq!(town.ask(person, method, &path, body.clone()).await.status, 403, "{method} {path}");
            }
        }
        let listed = town.town.get(&base, Some(KEY)).await.json();
        assert_eq!(listed.as_array().unwrap().len(), 2);
        let wrong = json!({ "id": id, "name": "", "phone": "0436-00-1201" });
        assert_eq!(town.town.ask("PUT", &format!("{base}/{id}"), Some(KEY), Some(wrong)).await.problem().2, ["name"]);
        // A new telephone is on every card.
        let mut school = town.town.get(&format!("{base}/{id}"), Some(KEY)).await.json();
        school["phone"] = json!("0436-00-1299");
        assert_eq!(town.town.ask("PUT", &format!("{base}/{id}"), Some(KEY), Some(school)).await.status, 204);
        let card = town.card(&town.hana, town.sakura).await.unwrap();
        assert_eq!(card.places[0].facility.phone, "0436-00-1299");
    }
}

/// Counts statements.
struct Counting<'a>(&'a mut dyn Tx, usize);

impl Tx for Counting<'_> {
    fn query<'a>(&'a mut self, sql: &'a str, params: &'a [Value]) -> BoxFuture<'a, Result<Vec<Row>, StoreError>> {
        self.1 += 1;
        self.0.query(sql, params)
    }
    fn execute<'a>(&'a mut self, sql: &'a str, params: &'a [Value]) -> BoxFuture<'a, Result<u64, StoreError>> {
        self.1 += 1;
        self.0.execute(sql, params)
    }
    fn moved(&mut self, city: &str, stream: &Stream, head: i64) {
        self.0.moved(city, stream, head);
    }
    fn is_postgres(&self) -> bool {
        // The locks of PostgreSQL are one a child; they are not what is counted.
        false
    }
}

#[tokio::test]
async fn a_thousand_children_are_not_a_thousand_questions() {
    let town = SchoolTown::sqlite().await;
    let mut list = "学年,組,出席番号,氏名,ふりがな,生年月日,児童番号,保護者1氏名,保護者1電話\n".to_owned();
    for n in 0..1_000 {
        let (grade, class, number) = (1 + n / 167, 1 + n % 167 / 34, 1 + n % 167 % 34);
        list.push_str(&format!(
            "{grade},{class},{number},児童 {n},じどう,{}-06-01,N{n:04},保護者 {n},0436-00-{n:04}\n",
            2020 - grade
        ));
    }
    let (id, now) = (town.school.id, town.now());
    let day = now.jst_date();
    let asked = Asked { facility: id, day, bytes: list.as_bytes().into(), leaving: Some(3) };
    let shown = roster::check(&town.town.app, CITY, asked.clone()).await.unwrap().unwrap();
    assert_eq!((shown.counts.new, shown.counts.leaving), (1_000, 3));
    let ids = town.town.app.ids.clone();
    let statements = town
        .write(move |tx, out| {
            Box::pin(async move {
                let mut counting = Counting(tx, 0);
                let done = roster::import_in(&mut counting, out, &*ids, CITY, &asked, &shown.shown, now).await?;
                assert!(done.unwrap().committed);
                Ok(counting.1)
            })
        })
        .await;
    assert!(statements < 400, "{statements} statements for a thousand children");
    assert_eq!(town.classes(id, "2026-11-24").await.values().map(Vec::len).sum::<usize>(), 1_000);
}

#[tokio::test]
async fn the_demonstration_s_lists_are_without_fault() {
    let town = SchoolTown::sqlite().await;
    town.town.clock.set(at("08:00"));
    let folder = crate::http::cities().join("hinata/school");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let put = async |name: &str| {
        let facility: itsumo_domain::school::Facility = toml::from_str(&read(name)).unwrap();
        let path = format!("/v1/operator/{CITY}/facilities/{}", facility.id);
        let body = serde_json::to_value(&facility).unwrap();
        assert_eq!(town.town.ask("PUT", &path, Some(KEY), Some(body)).await.status, 204);
        facility.id
    };
    let school = put("asahi-school.toml").await;
    let done = town.import(school, "day=2026-04-01", &read("asahi-school.csv")).await;
    // Two of them are the town's own.
    assert_eq!((done.counts.new, done.counts.comes), (330, 2));
    let classes = town.classes(school, "2026-11-24").await;
    assert_eq!(classes.len(), 12);
    assert!(classes.values().all(|class| (25..=30).contains(&class.len())));
    // What was cut off in the middle is not taken for the school.
    let all = read("asahi-school.csv");
    let half: String = all.lines().take(151).map(|line| format!("{line}\n")).collect();
    let cut = town.look(school, "", &half).await;
    assert_eq!((slips(&cut), cut.plan.errors[0].found.as_str()), (vec![(0, "", "half-file")], "150/332"));
    let torn: String = all.chars().take(all.chars().count() - 40).collect();
    assert_eq!(slips(&town.look(school, "", &torn).await)[0].2, "truncated");
    let nursery = put("sakura-nursery.toml").await;
    assert_eq!(town.import(nursery, "day=2026-04-01", &read("sakura-nursery.csv")).await.counts.new, 70);
    let club = put("asahi-club.toml").await;
    let done = town.import(club, "day=2026-04-01", &read("asahi-club.csv")).await;
    assert_eq!((done.counts.comes, done.counts.new), (40, 0), "every child of the club is one of the school");
    assert!(
        town.look(school, "", &read("asahi-school.csv")).await.plan.is_empty(),
        "and the school's list says no more"
    );
}
