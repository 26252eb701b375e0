//! What anybody reads on the wall, and files of circulars.

use super::{draft, id};
use crate::{
    http::{Reply as Answer, on_both},
    town::{AssociationTown, Person},
};
use axum::{body::Body, http::Request};
use itsumo_domain::{
    Stream, Timestamp,
    association::{
        AssociationCommand,
        circular::{Draft, Posted},
    },
    city::LocalText,
    writing::Attachment,
};

impl AssociationTown {
    async fn board(&self) -> Vec<Posted> {
        let reply = self.get("/v1/cities/990019/board", None).await;
        assert_eq!(reply.status, 200);
        serde_json::from_slice(&reply.bytes).unwrap()
    }

    async fn page(&self, path: &str) -> (u16, String) {
        let reply = self.get(&format!("/board/990019{path}"), None).await;
        (reply.status.as_u16(), String::from_utf8(reply.bytes).unwrap())
    }

    pub(super) async fn uploads(&self, person: &Person, name: &str, bytes: &'static [u8]) -> Answer {
        let path = format!("/v1/me/associations/circulars/{}/files?association={}&name={name}", id(1), self.hinode.id);
        let request = Request::post(path)
            .header("authorization", format!("Bearer {}", person.token))
            .header("content-type", "application/octet-stream");
        let mut request = request.body(Body::from(bytes)).unwrap();
        let peer = itsumo_backend::routes::caller::Peer(([192, 0, 2, 1], 4000).into());
        request.extensions_mut().insert(peer);
        self.send(request).await
    }
}

on_both! {
    async fn what_is_public_hangs_on_the_wall_until_it_is_taken_down(town: AssociationTown) {
        let title = LocalText { en: Some("Lost cat".to_owned()), ..LocalText::ja("迷い猫<三毛>") };
        town.sends(&town.chair, id(1), Draft { public: true, title, ..draft("") }).await;
        town.sends(&town.chair, id(2), draft("会員だけ")).await;
        let board = town.board().await;
        assert_eq!(board.iter().map(|posted| (posted.id, posted.circular.association_name.as_str())).collect::<Vec<_>>(), [(id(1), "日の出町会")]);
        let (status, list) = town.page("?lang=ja").await;
        assert_eq!(status, 200);
        assert!(list.contains("迷い猫&#60;三毛&#62;") && !list.contains("会員だけ") && !list.contains("<三毛>"), "{list}");
        let (status, whole) = town.page(&format!("/{}?lang=en", id(1))).await;
        assert!(status == 200 && whole.contains("<h1 lang=\"en\">Lost cat</h1><div class=\"wall-text\" lang=\"ja\">") && whole.contains("公園に集まります。"), "{whole}");
        assert_eq!(town.page(&format!("/{}", id(2))).await.0, 404);
        assert_eq!(town.get("/board/123456", None).await.status, 404);
        // A device that shows a board names its stream; others never get it.
        assert!(town.sync(&town.hana).await.streams.keys().all(|stream| *stream != Stream::circulars()));
        let answer = town.sync_from(&town.nobody, &[Stream::circulars()]).await;
        assert_eq!(answer.streams[&Stream::circulars()].records.len(), 1);
        // A correction that makes it private takes it down, and so does a recall.
        town.sends(&town.chair, id(1), draft("見つかりました")).await;
        assert!(town.board().await.is_empty());
        town.sends(&town.chair, id(3), Draft { public: true, ..draft("夏祭り") }).await;
        assert_eq!(town.board().await.len(), 1);
        town.act(&town.chair.person, AssociationCommand::RecallCircular { circular: id(3) }).await.unwrap();
        assert!(town.board().await.is_empty());
        town.sends(&town.chair, id(4), Draft { public: true, ..draft("古い貼り紙") }).await;
        town.clock.advance(61 * Timestamp::DAY);
        assert!(town.board().await.is_empty(), "nothing hangs for ever");
    }
}

on_both! {
    async fn a_file_goes_with_its_circular_to_whoever_reads_it_and_to_nobody_else(town: AssociationTown) {
        let text = "集合場所の地図".as_bytes();
        for stranger in [&town.hana, &town.treasurer.person, &town.other_chair.person, &town.city.person] {
            assert_eq!(town.uploads(stranger, "map.txt", text).await.status, 404);
        }
        assert_eq!(town.uploads(&town.chair.person, "map.exe", b"MZ").await.status, 422);
        let reply = town.uploads(&town.chair.person, "map.txt", text).await;
        assert_eq!(reply.status, 200, "{}", String::from_utf8_lossy(&reply.bytes));
        let file: Attachment = serde_json::from_slice(&reply.bytes).unwrap();
        let path = format!("/v1/me/associations/circulars/{}/files/{}", id(1), file.sha256);
        assert_eq!(town.ask(&town.hana, "GET", &path, None).await.status, 404, "it is not out");
        // What the phone says of the file is not believed.
        let said = Attachment { name: "virus.exe".to_owned(), bytes: 1, ..file.clone() };
        town.sends(&town.chair, id(1), Draft { attachments: vec![said], ..draft("防災訓練") }).await;
        let (_, _, circular) = town.circulars(&town.hana).await.remove(0);
        assert_eq!(circular.attachments, std::slice::from_ref(&file));
        for reader in [&town.hana, &town.mori, &town.head2.person, &town.welfare.person] {
            let reply = town.ask(reader, "GET", &path, None).await;
            assert_eq!((reply.status.as_u16(), reply.bytes.as_slice()), (200, text));
        }
        for stranger in [&town.kishi, &town.nobody, &town.ishii, &town.other_chair.person, &town.city.person] {
            assert_eq!(town.ask(stranger, "GET", &path, None).await.status, 404);
        }
        let public = format!("/board/990019/{}/files/{}", id(1), file.sha256);
        assert_eq!(town.get(&public, None).await.status, 404, "it is not public");
        town.sends(&town.chair, id(1), Draft { attachments: vec![file.clone()], public: true, ..draft("防災訓練") }).await;
        assert_eq!(town.get(&public, None).await.bytes, text);
        town.act(&town.chair.person, AssociationCommand::RecallCircular { circular: id(1) }).await.unwrap();
        assert_eq!(town.get(&public, None).await.status, 404);
        assert_eq!(town.ask(&town.hana, "GET", &path, None).await.status, 404);
    }
}
