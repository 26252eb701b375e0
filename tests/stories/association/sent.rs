//! A word to one household, on the phone of the officer who wrote it.

use super::*;
use crate::story;
use std::collections::BTreeSet;

#[test]
fn what_went_to_one_household_stays_with_who_sent_it_and_is_on_no_neighbour_s_phone() {
    story(async {
        let (world, codes) = at("15:00").await?;
        let head = officer(&world, "hancho1", Role::BlockHead, Some("1班")).await?;
        let welfare = officer(&world, "minsei", Role::Welfare, None).await?;
        let (hana, taro) = (phone(&world, "hana").await?, phone(&world, "taro").await?);
        let home = join(&hana, &codes, 1, "山田", 1).await?;
        join(&taro, &codes, 1, "川田", 2).await?;
        let mut draft = to_everybody("傘をお預かりしています");
        draft.audience.everybody = false;
        draft.audience.households = BTreeSet::from([home]);
        let id = send(&world, &head, draft).await?;
        until(&hana, "it is there", move |all| all.circular(id).is_some()).await?;
        let all = head.associations().await?;
        let row = all.circular(id).context("it is not among what she sent")?;
        assert!(all.written.is_empty() && !row.is_for_me() && !row.goes_to(all.street(home).context("?")?.block.id));
        let block = all.street(home).context("no street")?.street.block.id;
        let on_the_walk: Vec<Uuid> = all.street_for(row, block).map(|row| row.household).collect();
        assert_eq!(on_the_walk, [home], "paper is for one door");
        assert_eq!(head.reach(id).await?.0.totals.of, 1);
        let _alone = head.circular_pdf(id, itsumo_domain::i18n::Locale::Ja).await?;
        for other in [&taro, &welfare] {
            other.sync().await?;
            assert!(other.associations().await?.circular(id).is_none());
        }
        // Still there when the phone was killed, and gone from both when it is taken back.
        let head = head.restart()?;
        assert!(head.associations().await?.circular(id).is_some());
        head.recall_circular(id).await?;
        head.sync().await?;
        for phone in [&head, &hana] {
            until(phone, "it is gone", move |all| all.circular(id).is_none() && all.written(id).is_none()).await?;
        }
        Ok(())
    });
}
