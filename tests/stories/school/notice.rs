//! One notice, written in a browser without a script, on the phones of two families.

use super::*;
use crate::story;
use itsumo_domain::school::{Answer, Role};
use itsumo_testkit::Page;

/// Writes a notice to the whole school that asks each child's family whether they have seen it, and sends it.
async fn write(head: &Staff, title: &str, whole: Uuid) -> Result<Page> {
    let list = head.page("notices").await?;
    let form = head.does(&list, "白紙", &[]).await?;
    let whole = whole.to_string();
    let typed = [
        ("title-ja", title),
        ("block-0", "text"),
        ("block-0-ja", "くわしくは紙でもお配りします。"),
        ("ask", "seen"),
        ("per", "child"),
        ("due", "2026-11-30"),
        ("group", whole.as_str()),
    ];
    let check = head.does(&form, "送る前の確認", &typed).await?;
    assert!(check.says("6人"), "the audience is shown by number: {}", check.text());
    assert!(check.says("青木 ゆい") && check.says("大野 凪"), "and by name: {}", check.text());
    head.does(&check, "人分を送る", &[]).await
}

#[test]
fn siblings_are_one_item_with_an_answer_for_each_and_a_recall_takes_it_off_every_phone() {
    story(async {
        let (world, letters) = at("10:00").await?;
        let hana = guardian(&world, &letters, "hana", "母", &["青木 ゆい", "青木 るい"]).await?;
        let umi = guardian(&world, &letters, "umi", "父", &["石井 空"]).await?;
        let head = world.staff("kocho", asahi().id, Role::Head, None).await?;
        let school = hana.school().await?;
        let groups: Vec<_> =
            school.children.iter().flat_map(|child| &child.card.places).flat_map(|p| &p.groups).collect();
        let whole = groups.iter().find(|group| group.kind == itsumo_domain::school::GroupKind::Whole);
        let whole = whole.context("nobody is of the whole school")?.id;

        write(&head, "持久走大会のお知らせ", whole).await?;
        let app = world.app()?;
        itsumo_backend::school::notice::send::send_due(&app.store, app.clock.now()).await?;
        for phone in [&hana, &umi] {
            until(phone, "the notice is there", |school| school.notices.len() == 1).await?;
            let told = |notes: &Vec<itsumo_engine::Note>| {
                notes.iter().any(|note| note.title == "あさひ小からお知らせ" && note.body.is_empty())
            };
            phone.until_notes("it is told, and says nothing of what", told).await?;
        }
        let row = hana.school().await?.notices[0].clone();
        assert_eq!((row.pupils.len(), row.open_for.len(), row.due), (2, 2, Some(day("2026-11-30"))));

        // One answer for each child; the second waits for the network.
        hana.open_notice(row.id).await?;
        hana.answer_notice(row.id, row.open_for[0], Answer::Seen).await?;
        hana.sync().await?;
        hana.wire.pull();
        hana.answer_notice(row.id, row.open_for[1], Answer::Seen).await?;
        assert!(hana.school().await?.notices[0].open_for.is_empty(), "both are answered on the phone");
        let page = until_board(&head, &format!("notices/{}", row.id), "one answer", |page| page.says("回答")).await?;
        assert!(page.says("6"), "{}", page.text());
        hana.wire.plug_in();
        let there = |school: &itsumo_engine::School| {
            let answers: Vec<_> = school.notices.iter().flat_map(|row| &row.answers).collect();
            answers.len() == 2 && answers.iter().all(|answer| answer.delivery.is_there())
        };
        until(&hana, "both are delivered", there).await?;

        // It was the wrong day: taken back, it is gone from every phone, the notification too.
        let page = head.page(&format!("notices/{}", row.id)).await?;
        let page = head.does(&page, "取り消す", &[]).await?;
        assert!(page.says("1人が開いて"), "who had opened it is told: {}", page.text());
        for phone in [&hana, &umi] {
            until(phone, "it is gone", |school| school.notices.is_empty()).await?;
            phone.until_notes("nothing of it is shown", |notes| notes.is_empty()).await?;
        }
        Ok(())
    });
}
