//! Live hints of associations: to whom they go, and that they end where a part ends.

use crate::{
    http::{CITY, on_both},
    persons::Line,
    town::{AssociationTown, Person, member_id},
};
use itsumo_backend::{
    association::member::{self, Newcomer},
    stream::Draft,
};
use itsumo_domain::Stream;

impl AssociationTown {
    async fn put_into(&self, stream: &Stream) {
        let id = self.app.ids.new_id();
        let draft = Draft { id, kind: "circular", author: "association".to_owned(), body: Some("{}".to_owned()) };
        self.app.streams.publish(CITY, stream, vec![draft]).await.unwrap();
    }

    async fn listen(&self, person: &Person) -> (Line, String) {
        let mut line = Line::of(self, person).await;
        let first = line.next().await.unwrap();
        (line, first)
    }
}

on_both! {
    async fn each_hears_of_what_they_read_and_of_nothing_else(town: AssociationTown) {
        let streams = town.one_stream_of_each();
        let news = Stream::news();
        for (name, person, hears) in town.readers() {
            let (mut line, first) = town.listen(person).await;
            for stream in &streams {
                town.put_into(stream).await;
            }
            town.put_into(&news).await;
            let heard = line.until(&news).await;
            for (stream, hears) in streams.iter().zip(hears) {
                let quoted = format!("\"{stream}\"");
                assert_eq!(first.contains(&quoted), hears, "{name} is told first of {stream}");
                assert_eq!(heard.contains(&quoted), hears, "{name} hears of {stream}");
            }
            assert!(!heard.contains("part/") && !first.contains("part/"), "{heard}");
        }
    }
}

on_both! {
    async fn who_joins_is_let_go_once_and_nobody_else_is_asked(town: AssociationTown) {
        let household = Stream::household(town.yamada);
        let (mut hana, _) = town.listen(&town.hana).await;
        let (mut nobody, _) = town.listen(&town.nobody).await;
        let (person, yamada, now) = (town.nobody.id, town.yamada, town.now());
        town.write(move |tx, out| Box::pin(async move {
            let newcomer = Newcomer { id: member_id(60), person, name: "山田 登".to_owned(), far: false };
            member::add(tx, out, CITY, yamada, &newcomer, now).await
        })).await;
        nobody.end().await;
        let (mut nobody, first) = town.listen(&town.nobody).await;
        assert!(first.contains(household.as_str()));
        hana.until(&household).await;
        // And let go again when they are taken out; the other goes on hearing.
        town.write(move |tx, out| Box::pin(async move {
            member::end(tx, out, CITY, yamada, member_id(60), now).await
        })).await;
        nobody.end().await;
        hana.until(&household).await;
        let (_, first) = town.listen(&town.nobody).await;
        assert!(!first.contains(household.as_str()));
    }
}
