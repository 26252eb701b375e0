//! Whom a push about an association, a block, a household or its officers' work wakes: exactly those who read it.

use crate::{
    http::on_both,
    town::{AssociationTown, Person},
};

on_both! {
    async fn each_is_woken_for_what_they_read_and_for_nothing_else(town: AssociationTown) {
        let streams = town.one_stream_of_each();
        let mut table = town.readers().to_vec();
        table.push(("nobody", &town.nobody, [false; 5]));
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
