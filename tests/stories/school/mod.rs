//! School: what families say in the morning and what staff see and do, over a real server, phones with the engine in
//! them, and a browser in which no script runs.

mod april;
mod evening;
mod morning;
mod notice;

use anyhow::{Context, Result};
use chrono::NaiveDate;
use itsumo_domain::{
    Timestamp,
    school::{Absence, TimeOfDay},
};
use itsumo_engine::{
    AccountState, Engine, School,
    school::{AbsenceRow, Delivery},
};
use itsumo_testkit::{
    Device, Staff, World,
    school::{asahi, asahi_club},
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Three classes of あさひ小. ゆい and るい are twins.
const LIST: &str = "\
学年,組,出席番号,氏名,ふりがな,生年月日,児童番号,保護者1氏名,保護者1続柄,保護者1電話
1,1,1,青木 ゆい,あおき ゆい,2019-05-10,A001,青木 花,母,0436-00-2001
1,1,2,石井 空,いしい そら,2019-06-11,A002,石井 海,父,0436-00-2002
1,2,1,青木 るい,あおき るい,2019-05-10,A003,青木 花,母,0436-00-2001
1,2,2,上田 蓮,うえだ れん,2019-07-12,A004,上田 恵,母,0436-00-2003
2,1,1,江口 湊,えぐち みなと,2018-08-13,A005,江口 司,父,0436-00-2004
2,1,2,大野 凪,おおの なぎ,2018-09-14,A006,大野 律,母,0436-00-2005
";

/// ゆい goes to 学童 as well.
const CLUB_LIST: &str = "\
学年,組,出席番号,氏名,ふりがな,生年月日,児童番号
1,学童,1,青木 ゆい,あおき ゆい,2019-05-10,A001
";

/// A Wednesday.
const DAY: &str = "2026-11-25";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A world on [`DAY`] at a time, with the school in it, and the codes of its letters by child.
async fn at(time: &str) -> Result<(World, BTreeMap<String, String>)> {
    let world = World::new().await?;
    clock(&world, time)?;
    world.enrol(&asahi(), LIST).await?;
    world.enrol(&asahi_club(), CLUB_LIST).await?;
    let codes = world.letters(asahi().id).await?;
    Ok((world, codes))
}

/// It is that late now.
fn clock(world: &World, time: &str) -> Result<()> {
    let then = time.parse::<TimeOfDay>()?.on(day(DAY));
    world.hand().advance(then.since(world.hand().now()));
    Ok(())
}

/// Somebody's phone, registered, with these children joined by their letters.
async fn guardian(
    world: &World,
    codes: &BTreeMap<String, String>,
    name: &str,
    relation: &str,
    children: &[&str],
) -> Result<Device> {
    let person = world.person(name);
    let phone = person.phone().await?;
    person.register(&phone).await?;
    for child in children {
        let code = codes.get(*child).with_context(|| format!("no letter of {child}"))?;
        phone.join_pupil(code, name, relation).await?;
    }
    let count = children.len();
    until(&phone, "the children are there", move |school| school.children.len() == count).await?;
    Ok(phone)
}

/// Waits until the phone, which syncs meanwhile, shows a school like that.
async fn until(phone: &Device, what: &str, holds: impl Fn(&School) -> bool + Clone) -> Result<()> {
    let waited = phone.until(what, |engine| {
        let holds = holds.clone();
        async move {
            if holds(&*engine.school().await?) {
                return Ok(true);
            }
            engine.sync().await?;
            Ok(holds(&*engine.school().await?))
        }
    });
    match waited.await {
        Ok(()) => Ok(()),
        Err(error) => Err(error.context(format!("{:#?}", phone.school().await))),
    }
}

/// Waits until the phone hears live hints. The server lets go of who has other children than before, and a phone
/// comes back a moment later: the moment passes here.
async fn listening(world: &World, phone: &Device) -> Result<()> {
    let hand = world.hand().clone();
    let heard = phone.until("it hears live hints", |engine| {
        let hand = hand.clone();
        async move {
            let live = engine.sync_state().await.live;
            if !live {
                hand.advance(5 * Timestamp::SECOND);
            }
            Ok(live)
        }
    });
    heard.await
}

async fn person_of(phone: &Device) -> Result<Uuid> {
    match phone.account().await? {
        AccountState::SignedIn { person, .. } => Ok(person),
        state => anyhow::bail!("{state:?}"),
    }
}

/// A child's id on this phone.
async fn child(phone: &Device, name: &str) -> Result<Uuid> {
    let school = phone.school().await?;
    let found = school.children.iter().find(|child| child.card.name == name);
    Ok(found.with_context(|| format!("{name} is not on the phone: {:?}", school.children))?.id)
}

/// What one tap would send for a child now.
async fn draft(phone: &Device, name: &str) -> Result<Absence> {
    let id = child(phone, name).await?;
    phone.school().await?.draft(id, phone.now()).context("nothing to tell")
}

/// Tells what one tap would send.
async fn tell(phone: &Device, name: &str) -> Result<Uuid> {
    let id = phone.new_id();
    phone.report_absences(vec![(id, draft(phone, name).await?)]).await?;
    Ok(id)
}

/// Waits until the last word on an absence has come this far.
async fn until_delivery(phone: &Device, id: Uuid, wanted: Delivery) -> Result<()> {
    let what = format!("the absence is {wanted:?}");
    until(phone, &what, move |school| school.absence(id).is_some_and(|row| row.delivery == wanted)).await
}

async fn row(engine: &Engine, id: Uuid) -> Result<AbsenceRow> {
    let school = engine.school().await?;
    Ok(school.absence(id).with_context(|| format!("no such absence: {:?}", school.absences))?.clone())
}

/// Opens the board until it is as `holds` says: what a person does who looks at it again.
async fn until_board(
    staff: &Staff,
    path: &str,
    what: &str,
    holds: impl Fn(&itsumo_testkit::Page) -> bool,
) -> Result<itsumo_testkit::Page> {
    let mut page = staff.page(path).await?;
    // Between two looks the server does what it has in hand; a failing story alone looks so often.
    for _ in 0..200 {
        if holds(&page) {
            return Ok(page);
        }
        tokio::task::yield_now().await;
        page = staff.page(path).await?;
    }
    anyhow::bail!("looked in vain until {what}: {}", page.text())
}
