//! Every route of the school × everybody who may come to it.
//!
//! See [`crate::matrix`] for how it is asked.

mod table;

use crate::{
    http::{CITY, Town},
    matrix,
    town::{Person, SchoolTown},
};
use itsumo_backend::school::{
    known,
    notice::{Writer, approve, file, send, write},
};
use itsumo_domain::{
    city::LocalText,
    school::notice::{Audience, Block, Draft},
};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use table::TABLE;
use uuid::Uuid;

/// Who comes, in the order of the table's columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    /// Nobody in particular.
    Anyone,
    /// 花, さくら's mother.
    Guardian,
    /// 森, of another child.
    OtherGuardian,
    /// 太郎, against whom a shield stands.
    Shielded,
    /// 健二, whose part ended yesterday.
    Ended,
    Head,
    Office,
    /// Of さくら's class.
    OwnTeacher,
    OtherTeacher,
    Nurse,
    Lunch,
    Bus,
    /// Of the 学童, where さくら does not go.
    CarerElsewhere,
    Operator,
}

const EVERYBODY: &[Who] = &[
    Who::Anyone,
    Who::Guardian,
    Who::OtherGuardian,
    Who::Shielded,
    Who::Ended,
    Who::Head,
    Who::Office,
    Who::OwnTeacher,
    Who::OtherTeacher,
    Who::Nurse,
    Who::Lunch,
    Who::Bus,
    Who::CarerElsewhere,
    Who::Operator,
];

/// The town with something of everything that an address can name.
struct House {
    school: SchoolTown,
    /// Of さくら, told by her mother.
    absence: Uuid,
    /// Of つばき, told to the 学童.
    sister_s: Uuid,
    /// A notice that the teacher writes, one that waits for the second yes, one that is out; all to さくら's class, each
    /// with the same file.
    draft: Uuid,
    waiting: Uuid,
    out: Uuid,
    sha256: String,
    /// Of the mother's calendar.
    calendar: String,
}

impl House {
    async fn fill() -> Self {
        let mut school = SchoolTown::sqlite().await;
        school.school.four_eyes = true;
        let four_eyes = school.school.clone();
        school
            .write(move |tx, _| {
                Box::pin(async move { itsumo_backend::school::facility::keep(tx, CITY, &four_eyes).await })
            })
            .await;
        school.shield_taro().await;
        let (absence, sister_s) = (Uuid::from_u128(0xAB5E), Uuid::from_u128(0xAB5F));
        let tell = |facility: Uuid, desks: &[&str]| -> Vec<Json> {
            desks.iter().map(|desk| json!({ "facility": facility, "desk": desk })).collect()
        };
        for (id, pupil, tell) in [
            (absence, school.sakura, tell(school.school.id, &["class", "lunch"])),
            (sister_s, school.tsubaki, tell(school.after_school.id, &["class"])),
        ] {
            let told = json!({ "type": "report_absence", "absence_id": id, "absence": {
                "pupil": pupil, "from": "2026-11-24", "until": "2026-11-24", "part": "all_day", "tell": tell,
            } });
            let told = school.command(&school.hana, serde_json::from_value(told).unwrap()).await;
            assert_eq!(told.refused, None);
        }

        let text = b"what to bring\n";
        let app = &school.town.app;
        let writer = async |staff: &crate::town::Staff| Writer {
            person: staff.person.id,
            seat: staff.seat.clone(),
            standing: known(app, CITY, staff.person.id).await.unwrap().standing.clone(),
        };
        let (teacher, head) = (writer(&school.teacher).await, writer(&school.head).await);
        let mut notices = Vec::new();
        for _ in 0..3 {
            let draft = Draft {
                title: LocalText { ja: "校外学習".to_owned(), ..LocalText::default() },
                blocks: vec![Block::Text {
                    text: LocalText { ja: "お弁当の日です。".to_owned(), ..LocalText::default() },
                }],
                audience: Audience { groups: vec![school.class2.id], ..Audience::default() },
                ..Draft::default()
            };
            let id = write::begin(app, CITY, &teacher, draft).await.unwrap();
            file::attach(app, CITY, &teacher, id, "bring.txt", text.as_slice().into()).await.unwrap();
            notices.push(id);
        }
        let sha256: String = Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
        for notice in &notices[1..] {
            let entry = write::entry(app, CITY, &teacher, *notice).await.unwrap();
            let marks = approve::look(app, CITY, &teacher, *notice).await.unwrap();
            let marks = marks.warnings.iter().map(|warning| warning.mark()).collect();
            approve::give(app, CITY, &teacher, *notice, entry.work, marks).await.unwrap();
        }
        let out = notices[2];
        file::open_for_staff(app, CITY, &head, out, &sha256).await.unwrap();
        let work = write::entry(app, CITY, &head, out).await.unwrap().work;
        approve::approve(app, CITY, &head, out, work).await.unwrap();
        assert_eq!(send::send_due(&app.store, school.now()).await.unwrap(), 1);

        let path = format!("/v1/me/school/pupils/{}/calendar", school.sakura);
        let made = school.ask(&school.hana, "PUT", &path, None).await.json();
        let calendar = made["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        let house = Self { absence, sister_s, draft: notices[0], waiting: notices[1], out, sha256, calendar, school };
        // What the first request of a device writes down (that it was there) is written before anything is compared.
        for person in EVERYBODY.iter().copied().filter_map(|who| matrix::House::person(&house, who)) {
            house.school.sync(person).await;
        }
        house
    }
}

impl matrix::House for House {
    type Who = Who;
    const EVERYBODY: &'static [Who] = EVERYBODY;
    const OPERATOR: Who = Who::Operator;
    const FILES: &'static [(&'static str, &'static str)] = &[("title-ja", "校外学習")];

    async fn build() -> Self {
        Self::fill().await
    }

    fn town(&self) -> &Town {
        &self.school
    }

    fn person(&self, who: Who) -> Option<&Person> {
        let town = &self.school;
        Some(match who {
            Who::Anyone | Who::Operator => return None,
            Who::Guardian => &town.hana,
            Who::OtherGuardian => &town.mori,
            Who::Shielded => &town.taro,
            Who::Ended => &town.kenji,
            Who::Head => &town.head.person,
            Who::Office => &town.office.person,
            Who::OwnTeacher => &town.teacher.person,
            Who::OtherTeacher => &town.other_teacher.person,
            Who::Nurse => &town.nurse.person,
            Who::Lunch => &town.lunch.person,
            Who::Bus => &town.bus.person,
            Who::CarerElsewhere => &town.carer.person,
        })
    }

    fn address(&self, path: &str, nothing: bool) -> String {
        let id = |id: Uuid| if nothing { Uuid::from_u128(0xDEAD_BEEF) } else { id }.to_string();
        let notice = match path.rsplit('/').next().unwrap_or_default() {
            "approve" | "undo" => self.waiting,
            "{notice}" | "recall" | "calls" | "answers.csv" => self.out,
            _ if path.starts_with("/v1/me") => self.out,
            _ => self.draft,
        };
        let path = path
            .replace("{city}", CITY)
            .replace(
                "{facility}",
                &id(if path.contains("/after-school") { &self.school.after_school } else { &self.school.school }.id),
            )
            .replace("{id}", &id(self.school.school.id))
            .replace("{class}", &id(self.school.class2.id))
            .replace("{pupil}", &id(self.school.sakura))
            .replace("{notice}", &id(notice))
            .replace("{sha256}", &if nothing { "0".repeat(64) } else { self.sha256.clone() })
            .replace("{token}", &self.calendar)
            .replace("{desk}", "lunch")
            .replace("{code}", "ja")
            .replace("{file}", itsumo_backend::console::assets::style());
        assert!(!path.contains('{'), "an address has a part that this test does not know: {path}");
        match path.ends_with("/told") {
            true => format!("{path}?pupil={}", self.school.sakura),
            false => path,
        }
    }
}

#[test]
fn every_route_of_the_school_has_a_row() {
    let ours = ["/v1/me/school", "/v1/calendar", "/v1/operator/{city}/facilities", "/console"];
    let associations = ["/console/{city}/association", "/v1/calendar/household"];
    matrix::every_route_has_a_row(TABLE, |path| {
        ours.iter().any(|start| path.starts_with(start)) && !associations.iter().any(|start| path.starts_with(start))
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn everybody_gets_what_is_theirs_and_nothing_else() {
    matrix::everybody_gets_what_is_theirs(TABLE).await;
}
