//! A family on the server: what its devices may do, what others learn (nothing), and what is left when it goes.

use crate::town::{CITY, KEY, Reply, Town, on_both};
use axum::{body::Body, http::Request};
use itsumo_backend::{routes::caller::Peer, upkeep};
use itsumo_domain::{
    Timestamp,
    family::{FamilyKeys, LARGEST_BLOB, LARGEST_ENTRY, LARGEST_PUSH, MOST_ENTRIES, PushedEntries},
    sync::Page,
};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use std::net::SocketAddr;
use uuid::Uuid;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A family as one of its devices knows it: its id, and the secret of one key.
#[derive(Clone)]
struct Family {
    id: Uuid,
    secret: [u8; 32],
}

impl Family {
    fn new(n: u8) -> Self {
        Self { id: Uuid::from_u128(0xFA_0000 + u128::from(n)), secret: [n; 32] }
    }
    fn with_key(&self, n: u8) -> Self {
        Self { secret: [n; 32], ..self.clone() }
    }
    fn hash(&self) -> String {
        hex(&Sha256::digest(self.secret))
    }
    fn shows(&self) -> String {
        format!("Family {}.{}", self.id, hex(&self.secret))
    }
    fn path(&self, rest: &str) -> String {
        format!("/v1/cities/{CITY}/families/{}{rest}", self.id)
    }

    async fn ask(&self, town: &Town, method: &str, rest: &str, body: Option<Json>) -> Reply {
        let body = body.map(|json| ("application/json", json.to_string().into_bytes()));
        ask(town, method, &self.path(rest), Some(&self.shows()), body).await
    }
    async fn make(&self, town: &Town) -> Reply {
        let body = json!({ "access_hash": self.hash() }).to_string().into_bytes();
        ask(town, "PUT", &self.path(""), None, Some(("application/json", body))).await
    }
    async fn push(&self, town: &Town, entries: Vec<Json>) -> PushedEntries {
        let reply = self.ask(town, "POST", "/entries", Some(json!({ "entries": entries }))).await;
        assert_eq!(reply.status, 200, "{}", String::from_utf8_lossy(&reply.bytes));
        serde_json::from_slice(&reply.bytes).unwrap()
    }
    async fn page(&self, town: &Town, after: i64) -> Page {
        let reply = self.ask(town, "GET", &format!("/records?after={after}"), None).await;
        assert_eq!(reply.headers["cache-control"], "private, no-store");
        serde_json::from_slice(&reply.bytes).unwrap()
    }
    async fn hand_on(&self, town: &Town, epoch: u32, next: &Family, wrapped: Json) -> Reply {
        let body = json!({ "epoch": epoch, "access_hash": next.hash(), "wrapped": wrapped });
        self.ask(town, "POST", "/key", Some(body)).await
    }
    async fn keep(&self, town: &Town, bytes: &[u8]) -> Reply {
        let path = self.path(&format!("/blobs/{}", hex(&Sha256::digest(bytes))));
        ask(town, "PUT", &path, Some(&self.shows()), Some(("application/octet-stream", bytes.to_vec()))).await
    }
    async fn blob(&self, town: &Town, bytes: &[u8]) -> Reply {
        self.ask(town, "GET", &format!("/blobs/{}", hex(&Sha256::digest(bytes))), None).await
    }
}

async fn ask(town: &Town, method: &str, path: &str, shows: Option<&str>, body: Option<(&str, Vec<u8>)>) -> Reply {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(shows) = shows {
        request = request.header("authorization", shows);
    }
    let request = match body {
        Some((kind, bytes)) => request.header("content-type", kind).body(Body::from(bytes)),
        None => request.body(Body::empty()),
    };
    let mut request = request.unwrap();
    request.extensions_mut().insert(Peer(SocketAddr::from(([192, 0, 2, 1], 4000))));
    town.send(request).await
}

fn entry(n: u128, epoch: u32, sealed: &str) -> Json {
    json!({ "id": Uuid::from_u128(n), "epoch": epoch, "sealed": sealed })
}

fn codes(pushed: &PushedEntries) -> Vec<Option<&str>> {
    pushed.results.iter().map(|result| result.refused.as_ref().map(|refused| refused.code.as_str())).collect()
}

on_both! {
    async fn entries_are_kept_once_as_they_came_and_given_to_the_family(town: Town) {
        let sato = Family::new(1);
        assert_eq!(sato.make(&town).await.status, 201);
        assert_eq!(sato.make(&town).await.status, 204, "said again it changes nothing");
        assert_eq!(sato.with_key(9).make(&town).await.problem().1, "family-taken");
        let first = sato.push(&town, vec![entry(1, 0, "AAAA"), entry(2, 0, "BBBB")]).await;
        assert_eq!((codes(&first), first.head), (vec![None, None], 2));
        let large = "A".repeat(LARGEST_ENTRY + 1);
        let mixed = vec![
            entry(1, 0, "AAAA"),
            entry(2, 0, "CCCC"),
            entry(3, 1, "DDDD"),
            entry(4, 0, &large),
            entry(5, 0, "not base64!"),
            entry(6, 0, "EEEE"),
            entry(6, 0, "EEEE"),
            entry(6, 0, "FFFF"),
        ];
        let pushed = sato.push(&town, mixed).await;
        let expected = [
            None,
            Some("entry-differs"),
            Some("old-key"),
            Some("too-large"),
            Some("not-readable"),
            None,
            None,
            Some("entry-differs"),
        ];
        assert_eq!((codes(&pushed), pushed.head), (expected.to_vec(), 3));
        let page = sato.page(&town, 0).await;
        let seen: Vec<_> = page.records.iter().map(|record| {
            let body: Json = record.body_as().unwrap();
            (record.seq, record.rev, record.kind.clone(), body)
        }).collect();
        assert_eq!(seen, [
            (1, 1, "sealed".to_owned(), entry(1, 0, "AAAA")),
            (2, 1, "sealed".to_owned(), entry(2, 0, "BBBB")),
            (3, 1, "sealed".to_owned(), entry(6, 0, "EEEE")),
        ]);
        assert_eq!(page.next, 3);
        assert!(sato.page(&town, 3).await.records.is_empty());
        assert_eq!(sato.push(&town, Vec::new()).await.head, 3);
        let figures = String::from_utf8(town.get("/metrics", Some(KEY)).await.bytes).unwrap();
        for figure in ["itsumo_families_made_total", "itsumo_family_entries_total", r#"refused_total{code="old-key"}"#] {
            assert!(figures.contains(figure), "{figure}: {figures}");
        }
        assert!(!figures.contains(&sato.id.to_string()));
        let flood = (0..=MOST_ENTRIES as u128).map(|n| entry(100 + n, 0, "AAAA")).collect::<Vec<_>>();
        let reply = sato.ask(&town, "POST", "/entries", Some(json!({ "entries": flood }))).await;
        assert_eq!(reply.problem(), (422, "invalid".into(), vec!["entries".into()]));
        let huge = json!({ "entries": [entry(7, 0, &"A".repeat(LARGEST_PUSH))] });
        assert_eq!(sato.ask(&town, "POST", "/entries", Some(huge)).await.problem().1, "too-large");
    }
}

on_both! {
    async fn a_stranger_learns_nothing(town: Town) {
        let (sato, mori) = (Family::new(1), Family::new(2));
        sato.make(&town).await;
        mori.make(&town).await;
        sato.push(&town, vec![entry(1, 0, "AAAA")]).await;
        sato.keep(&town, b"a photo").await;
        let hana = town.register("hana@example.jp").await;
        let blob = format!("/blobs/{}", hex(&Sha256::digest(b"a photo")));
        let doors = [
            ("GET", "/records", None),
            ("GET", "/key", None),
            ("GET", blob.as_str(), None),
            ("PUT", blob.as_str(), None),
            ("DELETE", "", None),
            ("POST", "/entries", Some(json!({ "entries": [entry(2, 0, "AAAA")] }))),
            ("POST", "/key", Some(json!({ "epoch": 1, "access_hash": mori.hash(), "wrapped": [] }))),
            ("PUT", "/recovery", Some(json!({ "locator": mori.hash(), "wrapped": [] }))),
        ];
        let nobody = Family::new(3);
        for (method, door, body) in doors {
            let body = body.map(|json: Json| ("application/json", json.to_string().into_bytes()));
            let bearer = |token: &str| format!("Bearer {token}");
            let shown = [
                Some(sato.with_key(8).shows()),
                Some(mori.shows()),
                Some(nobody.shows()),
                Some(bearer(&hana.token)),
                Some(bearer(KEY)),
                Some("Family".to_owned()),
                None,
            ];
            for path in [sato.path(door), nobody.path(door)] {
                let mut seen = Vec::new();
                for shown in &shown {
                    let reply = ask(&town, method, &path, shown.as_deref(), body.clone()).await;
                    assert_eq!(reply.headers["www-authenticate"], "Family");
                    seen.push(reply.seen_from_outside());
                }
                assert!(seen.iter().all(|one| *one == seen[0] && one.0 == 401), "{method} {path}: {seen:?}");
            }
        }
        let page = sato.page(&town, 0).await;
        assert_eq!(page.records.len(), 1, "and has changed nothing");
        // Nor by the doors that others use.
        let stream = format!("family%2F{}", sato.id);
        let public = format!("/v1/cities/{CITY}/streams/{stream}/records");
        for token in [None, Some(hana.token.as_str()), Some(KEY)] {
            assert_eq!(town.get(&public, token).await.problem().0, 404);
            let wants = json!({ "city": CITY, "cursors": { format!("family/{}", sato.id): 0 } });
            let left = town.ask("POST", "/v1/sync", token, Some(wants)).await.json();
            assert_eq!(left["left"], json!([format!("family/{}", sato.id)]));
        }
        let elsewhere = sato.path("/records").replace(CITY, "122190");
        assert_eq!(ask(&town, "GET", &elsewhere, Some(&sato.shows()), None).await.problem().1, "family-access");
    }
}

on_both! {
    async fn a_removed_member_finds_the_list_of_keys_and_nothing_else(town: Town) {
        let old = Family::new(1);
        let new = old.with_key(2);
        old.make(&town).await;
        old.push(&town, vec![entry(1, 0, "AAAA")]).await;
        let tablet = Uuid::from_u128(77);
        let wrapped = json!([{ "epoch": 1, "reader": tablet, "sealed": "S1" }]);
        assert_eq!(old.hand_on(&town, 2, &new, wrapped.clone()).await.problem(), (409, "old-key".into(), vec![]));
        assert_eq!(old.hand_on(&town, 1, &new, wrapped.clone()).await.status, 204);
        assert_eq!(old.hand_on(&town, 1, &new, wrapped.clone()).await.status, 204, "the answer was lost");
        // Another device of the old key that wants to hand on its own comes second.
        assert_eq!(old.hand_on(&town, 1, &old.with_key(3), wrapped).await.problem(), (403, "old-key".into(), vec![]));
        assert_eq!(new.hand_on(&town, 1, &old.with_key(3), json!([])).await.problem(), (409, "old-key".into(), vec![]));
        let keys: FamilyKeys = serde_json::from_slice(&old.ask(&town, "GET", "/key", None).await.bytes).unwrap();
        assert_eq!((keys.family, keys.epoch, keys.wrapped.len()), (old.id, 1, 1));
        assert_eq!((keys.wrapped[0].reader.clone(), keys.wrapped[0].sealed.as_str()), (tablet.to_string(), "S1"));
        let blob = format!("/blobs/{}", hex(&Sha256::digest(b"a photo")));
        for (method, door, body) in [
            ("GET", "/records", None),
            ("GET", blob.as_str(), None),
            ("PUT", blob.as_str(), None),
            ("DELETE", "", None),
            ("POST", "/entries", Some(json!({ "entries": [entry(2, 0, "AAAA")] }))),
            ("PUT", "/recovery", Some(json!({ "locator": new.hash(), "wrapped": [] }))),
        ] {
            assert_eq!(old.ask(&town, method, door, body).await.problem(), (403, "old-key".into(), vec![]), "{method} {door}");
        }
        // What was written before stays; the same again is fine; what is new goes under the new key.
        let pushed = new.push(&town, vec![entry(1, 0, "AAAA"), entry(2, 0, "BBBB"), entry(3, 1, "CCCC")]).await;
        assert_eq!(codes(&pushed), [None, Some("old-key"), None]);
        assert_eq!(new.page(&town, 0).await.records.len(), 2);
        assert_eq!(old.make(&town).await.status, 204, "who made it may say so again");
        for (field, body) in [
            ("access_hash", json!({ "epoch": 2, "access_hash": "ff", "wrapped": [] })),
            ("recovery", json!({ "epoch": 2, "access_hash": old.hash(), "wrapped": [], "recovery": "x" })),
            ("wrapped", json!({ "epoch": 2, "access_hash": old.hash(), "wrapped": [{ "epoch": 3, "reader": tablet, "sealed": "A" }] })),
            ("wrapped", json!({ "epoch": 2, "access_hash": old.hash(), "wrapped": [{ "epoch": 2, "reader": "everybody", "sealed": "A" }] })),
        ] {
            let reply = new.ask(&town, "POST", "/key", Some(body)).await;
            assert_eq!(reply.problem(), (422, "invalid".into(), vec![field.into()]));
        }
    }
}

on_both! {
    async fn a_code_on_paper_finds_the_family_and_an_older_code_does_not(town: Town) {
        let (sato, mori) = (Family::new(1), Family::new(2));
        sato.make(&town).await;
        mori.make(&town).await;
        let (first, second) = (hex(&[1; 32]), hex(&[2; 32]));
        let find = |locator: String| {
            let town = &town;
            async move { town.get(&format!("/v1/cities/{CITY}/family-recovery/{locator}"), None).await }
        };
        let set = |family: Family, locator: String, sealed: &'static str| {
            let town = &town;
            let body = json!({ "locator": locator, "wrapped": [{ "epoch": 0, "reader": "recovery", "sealed": sealed }] });
            async move { family.ask(town, "PUT", "/recovery", Some(body)).await }
        };
        let nothing = find(first.clone()).await;
        for wrong in ["x", &"g".repeat(64), &second, "%2e%2e"] {
            assert_eq!(find(wrong.to_owned()).await.seen_from_outside(), nothing.seen_from_outside(), "{wrong}");
        }
        assert_eq!(nothing.problem(), (404, "not-found".into(), vec![]));
        assert_eq!(set(sato.clone(), first.clone(), "R1").await.status, 204);
        let found: FamilyKeys = serde_json::from_slice(&find(first.clone()).await.bytes).unwrap();
        assert_eq!((found.family, found.epoch, found.wrapped[0].sealed.as_str()), (sato.id, 0, "R1"));
        assert_eq!(set(mori, first.clone(), "R9").await.problem(), (422, "invalid".into(), vec!["locator".into()]));
        assert_eq!(set(sato.clone(), second.clone(), "R2").await.status, 204);
        assert_eq!(find(first).await.status, 404, "the code of before is worth nothing");
        // A new key is handed to the code too, and the code finds both.
        let new = sato.with_key(7);
        let wrapped = json!([
            { "epoch": 1, "reader": "recovery", "sealed": "R3" },
            { "epoch": 1, "reader": Uuid::from_u128(5), "sealed": "D1" },
        ]);
        assert_eq!(sato.hand_on(&town, 1, &new, wrapped).await.status, 204);
        let found: FamilyKeys = serde_json::from_slice(&find(second).await.bytes).unwrap();
        let sealed: Vec<_> = found.wrapped.iter().map(|key| (key.epoch, key.sealed.as_str())).collect();
        assert_eq!((found.epoch, sealed), (1, vec![(0, "R2"), (1, "R3")]), "what is sealed to devices is not shown");
    }
}

on_both! {
    async fn a_blob_is_what_its_name_says_and_the_family_s_alone(town: Town) {
        let (sato, mori) = (Family::new(1), Family::new(2));
        sato.make(&town).await;
        mori.make(&town).await;
        let photo = vec![0xA5; 6 * 1024 * 1024];
        assert_eq!(sato.blob(&town, &photo).await.problem(), (404, "not-found".into(), vec![]));
        for _ in 0..2 {
            assert_eq!(sato.keep(&town, &photo).await.status, 204);
        }
        let got = sato.blob(&town, &photo).await;
        assert_eq!((got.headers["cache-control"].to_str().unwrap(), got.bytes), ("private, no-store", photo.clone()));
        assert_eq!(mori.blob(&town, &photo).await.status, 404, "another family's photo is none of theirs");
        let name = format!("/blobs/{}", hex(&[7; 32]));
        let reply = ask(&town, "PUT", &sato.path(&name), Some(&sato.shows()), Some(("x/y", b"other".to_vec()))).await;
        assert_eq!(reply.problem(), (422, "invalid".into(), vec!["sha256".into()]));
        assert_eq!(sato.ask(&town, "GET", &name, None).await.status, 404);
        assert_eq!(sato.ask(&town, "PUT", "/blobs/x", None).await.problem().2, ["sha256"]);
        let large = vec![1; LARGEST_BLOB + 1];
        assert_eq!(sato.keep(&town, &large).await.problem().1, "too-large");
    }
}

#[tokio::test]
async fn a_family_s_room_has_an_end_and_photos_keep_no_words_out() {
    let town = Town::with(|config| config.family_blobs = 1).await;
    let sato = Family::new(1);
    sato.make(&town).await;
    assert_eq!(sato.keep(&town, &vec![1; 700_000]).await.status, 204);
    assert_eq!(sato.keep(&town, &vec![2; 700_000]).await.problem(), (409, "family-full".into(), vec![]));
    assert_eq!(sato.blob(&town, &vec![2; 700_000]).await.status, 404);
    assert_eq!(sato.keep(&town, &vec![1; 700_000]).await.status, 204, "what is here is here");
    assert_eq!(sato.keep(&town, &vec![3; 300_000]).await.status, 204);
    assert_eq!(codes(&sato.push(&town, vec![entry(1, 0, "AAAA")]).await), [None]);
}

on_both! {
    async fn a_family_that_leaves_is_gone_with_all_it_had(town: Town) {
        let (sato, mori) = (Family::new(1), Family::new(2));
        for family in [&sato, &mori] {
            family.make(&town).await;
            family.push(&town, vec![entry(1, 0, "AAAA"), entry(2, 0, "BBBB")]).await;
            family.keep(&town, b"a photo").await;
            let wrapped = json!([{ "epoch": 0, "reader": "recovery", "sealed": "R1" }]);
            let locator = hex(&family.secret);
            family.ask(&town, "PUT", "/recovery", Some(json!({ "locator": locator, "wrapped": wrapped }))).await;
        }
        assert!(town.everything().await.contains(&sato.id.to_string()));
        assert_eq!(sato.ask(&town, "DELETE", "", None).await.status, 204);
        let found = town.everything().await;
        assert!(!found.contains(&sato.id.to_string()) && !found.contains("blob_leaving"), "{found}");
        assert_eq!(sato.ask(&town, "GET", "/records", None).await.problem().1, "family-access");
        let recovery = format!("/v1/cities/{CITY}/family-recovery/{}", hex(&sato.secret));
        assert_eq!(town.get(&recovery, None).await.status, 404);
        assert_eq!(town.blob_files(), 1, "the other family's photo");
        assert_eq!(mori.page(&town, 0).await.records.len(), 2);
        // It may come again, and then begins anew.
        assert_eq!(sato.make(&town).await.status, 201);
        assert_eq!(sato.blob(&town, b"a photo").await.status, 404);
        assert_eq!(sato.push(&town, vec![entry(1, 0, "CCCC")]).await.head, 1);
        assert_eq!(sato.page(&town, 0).await.records.len(), 1);
    }
}

#[tokio::test]
async fn a_family_that_is_quiet_for_twenty_years_is_there() {
    let town = Town::sqlite().await;
    let sato = Family::new(1);
    sato.make(&town).await;
    sato.push(&town, vec![entry(1, 0, "AAAA")]).await;
    sato.keep(&town, b"a photo").await;
    town.clock.advance(20 * 366 * Timestamp::DAY);
    use itsumo_backend::clock::Clock;
    upkeep::prune(&town.app.store, CITY, town.clock.now()).await.unwrap();
    assert_eq!(sato.page(&town, 0).await.records.len(), 1);
    assert_eq!(sato.blob(&town, b"a photo").await.bytes, b"a photo");
}

#[tokio::test]
async fn many_families_from_one_address_and_many_guesses_are_slowed_down() {
    let town = Town::with(|config| config.auth_rate = 3).await;
    for n in 1..=3 {
        assert_eq!(Family::new(n).make(&town).await.status, 201);
    }
    assert_eq!(Family::new(4).make(&town).await.problem().1, "rate-limited");
    assert_eq!(Family::new(1).make(&town).await.status, 204, "one that is here is not a new one");
    for n in 0..4 {
        let reply = town.get(&format!("/v1/cities/{CITY}/family-recovery/{}", hex(&[n; 32])), None).await;
        assert_eq!(reply.status.as_u16(), if n < 3 { 404 } else { 429 });
    }
    town.clock.advance(Timestamp::MINUTE);
    assert_eq!(Family::new(4).make(&town).await.status, 201);
}
