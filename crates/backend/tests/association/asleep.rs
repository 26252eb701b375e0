//! Whom a push about an association, a block, a household or its officers' work wakes: exactly those who read it.

use crate::{
    http::on_both,
    town::{AssociationTown, Person},
};
use itsumo_domain::Stream;

on_both! {
    async fn each_is_woken_for_what_they_read_and_for_nothing_else(town: AssociationTown) {
        let [block1, block2, _] = town.blocks.clone().map(|block| block.id);
        let streams = [
            Stream::association(town.hinode.id), Stream::block(block1), Stream::household(town.yamada), Stream::officers(block1),
            Stream::block(block2),
        ];
        let table: [(&str, &Person, [bool; 5]); 7] = [
            //                              association 1班   山田   1班's officers, 2班
            ("花", &town.hana,              [true, true, true, false, false]),
            ("森", &town.mori,              [true, false, false, false, true]),
            ("会長", &town.chair.person,    [true, true, false, true, true]),
            ("1班 班長", &town.head1.person, [true, true, false, true, false]),
            ("石井", &town.ishii,           [false; 5]),
            ("市", &town.city.person,       [false; 5]),
            ("nobody", &town.nobody,        [false; 5]),
        ];
        let people: Vec<&Person> = table.iter().map(|(_, person, _)| *person).collect();
        town.all_asleep(&people).await;
        for (at, stream) in streams.iter().enumerate() {
            let woken = town.woken_for(stream).await;
            for (name, person, reads) in &table {
                assert_eq!(woken.contains(&person.id), reads[at], "{name} and {stream}");
            }
        }
    }
}
