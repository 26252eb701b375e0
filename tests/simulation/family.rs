//! A family among the devices: entries and photos written on each of them, under the same faults as everything else.
//!
//! What a device took in (`record` said yes) must stand on every device of the family once it is quiet, exactly once
//! and unchanged; the server must have learned none of the words. At some moment an old phone is taken out, and so the
//! family gets another key in the middle of all this: the phone must read nothing that is written after it.

use crate::{
    devices::Device,
    run::{Run, describe},
};
use chrono::NaiveDate;
use itsumo_domain::handbook::{BlobRef, Child, Diary, Fact};
use itsumo_engine::{Error, FamilyStanding, NewEntry};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The devices of the family, by their place: two of a person with an account, and one of somebody without.
pub const MEMBERS: [usize; 3] = [0, 1, 3];
/// The old phone, which is in the family until it is taken out.
const OLD_PHONE: usize = 4;
/// Part of every word they write: looked for where it must not be.
const SECRET: &str = "ないしょのきろく";
/// The last page, which the old phone must never show.
const LAST: &str = "さいごのページ";

/// What the family wrote, as its devices acknowledged it.
#[derive(Default)]
pub struct Family {
    child: Uuid,
    written: BTreeMap<Uuid, String>,
    photos: Vec<(BlobRef, Vec<u8>)>,
    /// The old phone, as the family knows it, until it is out.
    old_phone: Option<Uuid>,
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 20).unwrap()
}

impl Run {
    /// A parent writes down a child, and the others scan the code.
    pub async fn begin_family(&mut self) -> Result<(), String> {
        let first = &self.devices[MEMBERS[0]];
        let child = Child { name: format!("{SECRET}のはるちゃん"), ..Child::default() };
        let made =
            first.engine.record(vec![NewEntry::child(child)]).await.map_err(|e| describe(first, "a child", &e))?;
        self.family.child = *made.first().ok_or("no child was made")?;
        first.engine.name_myself("花").await.map_err(|e| describe(first, "a name", &e))?;
        first.engine.sync().await.map_err(|e| describe(first, "first sync", &e))?;
        for (who, name) in MEMBERS.into_iter().skip(1).zip(["花のタブレット", "太郎"]) {
            self.join(MEMBERS[0], who, name).await?;
        }
        self.join(MEMBERS[0], OLD_PHONE, "古い電話").await?;
        let old = &self.devices[OLD_PHONE];
        self.family.old_phone = old.engine.family().await.map_err(|e| describe(old, "the family", &e))?.device;
        Ok(())
    }

    /// Somebody takes the old phone out. Whether it went through is known at the latest when it is tried again.
    pub async fn take_out_the_old_phone(&mut self) -> Result<(), String> {
        let Some(old_phone) = self.family.old_phone else { return Ok(()) };
        let device = &self.devices[MEMBERS[self.chance.below(2)]];
        if !is_in(device).await {
            return Ok(());
        }
        match device.engine.remove_member(old_phone).await {
            Ok(()) => self.family.old_phone = None,
            // Out already, or this device could not yet hear of it.
            Err(Error::Refused(refusal)) if refusal.code == "not-found" => {}
            Err(Error::Offline | Error::SignedOut | Error::Conflict) => {}
            Err(other) => return Err(describe(device, "taking the old phone out", &other)),
        }
        Ok(())
    }

    async fn join(&self, host: usize, guest: usize, name: &str) -> Result<(), String> {
        let (host, guest) = (&self.devices[host], &self.devices[guest]);
        let invitation = host.engine.invitation().await.map_err(|e| describe(host, "inviting", &e))?;
        guest.engine.join_family(&invitation.text, name).await.map_err(|e| describe(guest, "joining", &e))?;
        Ok(())
    }

    /// A page of the diary, now and then with a photo.
    pub async fn write_entry(&mut self, step: usize) -> Result<(), String> {
        let who = *self.chance.of(&MEMBERS);
        let device = &self.devices[who];
        if !is_in(device).await {
            return Ok(());
        }
        let text = format!("{SECRET} {step}");
        let mut photos = Vec::new();
        if self.chance.percent(25) {
            let bytes = text.repeat(200).into_bytes();
            let kept = device.engine.keep_blob(bytes.clone(), "image/jpeg").await;
            photos.push((kept.map_err(|e| describe(device, "a photo", &e))?, bytes));
        }
        let page =
            Diary { date: day(), text: text.clone(), photos: photos.iter().map(|(blob, _)| blob.clone()).collect() };
        let entry = NewEntry::about(self.family.child, Fact::Diary(page));
        let made = device.engine.record(vec![entry]).await.map_err(|e| describe(device, "writing", &e))?;
        self.family.written.insert(*made.first().ok_or("nothing was written")?, text);
        self.family.photos.extend(photos);
        Ok(())
    }

    /// Noise may have taken a device's place in the family: then its person is shown the code again.
    pub async fn come_back_to_the_family(&self) -> Result<(), String> {
        let mut inside = None;
        for who in MEMBERS {
            if is_in(&self.devices[who]).await {
                inside = Some(who);
            }
        }
        let host = inside.ok_or("nobody is left in the family")?;
        for who in MEMBERS {
            if !is_in(&self.devices[who]).await {
                self.join(host, who, "また来た人").await?;
            }
        }
        Ok(())
    }

    /// Once it is quiet, and before everybody has synced: the old phone is out, and one more page is written.
    pub async fn end_of_the_day(&mut self) -> Result<(), String> {
        self.take_out_the_old_phone().await?;
        for device in &self.devices {
            device.engine.sync().await.map_err(|e| describe(device, "sync at the end of the day", &e))?;
        }
        let first = &self.devices[MEMBERS[0]];
        let page = Diary { date: day(), text: format!("{SECRET} {LAST}"), photos: Vec::new() };
        let entry = NewEntry::about(self.family.child, Fact::Diary(page.clone()));
        let made = first.engine.record(vec![entry]).await.map_err(|e| describe(first, "the last page", &e))?;
        self.family.written.insert(*made.first().ok_or("nothing was written")?, page.text);
        Ok(())
    }

    /// Every device shows all that any of them acknowledged, with its photos, and the server holds none of it in words.
    pub async fn family_agrees(&self) -> Result<(), String> {
        for who in MEMBERS {
            let device = &self.devices[who];
            let view = device.engine.family().await.map_err(|e| describe(device, "the family", &e))?;
            let waiting = &view.waiting;
            if waiting.entries + waiting.photos + waiting.refused.len() + view.problems.len() > 0 {
                return Err(format!("{}: in quiet the family still has {waiting:?}, {:?}", device.name, view.problems));
            }
            let book = device.engine.handbook().await.map_err(|e| describe(device, "the handbook", &e))?;
            let shown: BTreeMap<Uuid, String> =
                book.diary(self.family.child).into_iter().map(|(entry, page)| (entry.id, page.text.clone())).collect();
            if shown != self.family.written {
                let lacks = self.family.written.iter().find(|(id, _)| !shown.contains_key(id));
                let (has, all) = (shown.len(), self.family.written.len());
                return Err(format!(
                    "{} shows {has} pages of the diary, {all} were written; lacks {lacks:?}",
                    device.name
                ));
            }
            for (blob, bytes) in &self.family.photos {
                let found = device.engine.blob(blob).await.map_err(|e| describe(device, "a photo", &e))?;
                if found != *bytes {
                    return Err(format!("{}: a photo is another", device.name));
                }
            }
        }
        let old = &self.devices[OLD_PHONE];
        let view = old.engine.family().await.map_err(|e| describe(old, "the family", &e))?;
        let book = old.engine.handbook().await.map_err(|e| describe(old, "the handbook", &e))?;
        let reads_on = book.diary(self.family.child).iter().any(|(_, page)| page.text.contains(LAST));
        if view.standing != FamilyStanding::Removed || reads_on {
            return Err(format!("the old phone is {:?} and reads on: {reads_on}", view.standing));
        }
        if self.server.holds(SECRET).await {
            return Err("the server has words of the handbook".to_owned());
        }
        Ok(())
    }

    /// How much the family wrote.
    pub fn family_wrote(&self) -> String {
        format!("{} pages with {} photos", self.family.written.len(), self.family.photos.len())
    }
}

async fn is_in(device: &Device) -> bool {
    device.engine.family().await.is_ok_and(|view| view.standing == FamilyStanding::Open)
}

/// Whether nothing of the family's lies on this device alone.
pub async fn nothing_waits(device: &Device) -> bool {
    let nothing = |waiting: &itsumo_engine::Waiting| waiting.entries + waiting.photos + waiting.refused.len() == 0;
    device.engine.family().await.is_ok_and(|view| nothing(&view.waiting))
}
