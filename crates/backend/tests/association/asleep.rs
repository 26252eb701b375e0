//! Whom a push about an association, a block, a household or its officers' work wakes: exactly those who read it.

use crate::{
    http::on_both,
    town::{AssociationTown, Person},
};
use itsumo_domain::Stream;
use std::collections::BTreeSet;
use uuid::Uuid;

on_both! {
    async fn each_is_woken_for_what_they_read_and_for_nothing_else(town: AssociationTown) {
        let [block1, block2, _] = town.blocks.clone().map(|block| block.id);
        let streams = [
            Stream::association(town.hinode.id), Stream::block(block1), Stream::household(town.yamada), Stream::officers(block1),
            Stream::block(block2), Stream::officers(block2),
        ];
        let people: [&Person; 7] = [
            &town.hana, &town.mori, &town.chair.person, &town.head1.person, &town.ishii, &town.city.person, &town.nobody,
        ];
        town.all_asleep(&people).await;
        for stream in &streams {
            // What sync reads is what wakes.
            let mut reads = BTreeSet::<Uuid>::new();
            for person in people {
                if town.reads(person).await.contains(stream) {
                    reads.insert(person.id);
                }
            }
            assert_eq!(town.woken_for(stream).await, reads, "{stream}");
        }
        assert!(town.woken_for(&streams[0]).await.contains(&town.hana.id));
        assert!(!town.woken_for(&streams[3]).await.contains(&town.hana.id), "officers' work is the officers'");
    }
}
