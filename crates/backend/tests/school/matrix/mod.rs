//! Every route of the school × everybody who may come to it.
//!
//! The table has a row for each path of the API's own description, so a route that is added without one fails here. Of
//! each row it is asked as each of fourteen: what may be done is done, and what may not is answered, byte for byte, as
//! if what the address names did not exist; and it has left no trace in any table.

mod table;

use crate::{
    http::{CITY, KEY},
    town::{Person, SchoolTown},
};
use axum::{
    body::Body,
    http::{HeaderMap, Request, StatusCode},
};
use itsumo_backend::{
    console::posted::form_token,
    routes::{self, caller::Peer},
    school::{
        known,
        notice::{Writer, approve, file, send, write},
    },
};
use itsumo_domain::{
    city::LocalText,
    school::notice::{Audience, Block, Draft},
};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, net::SocketAddr};
use table::TABLE;
use tower::ServiceExt;
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

const EVERYBODY: [Who; 14] = [
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

/// What a request sends.
#[derive(Clone, Copy)]
enum Sent {
    Nothing,
    Json(fn(&House) -> Json),
    /// A form of the console: its fields, beside the token.
    Form(fn(&House) -> Vec<(&'static str, String)>),
    /// The same as a form with files.
    Files,
    Csv,
}

/// `+` is answered, `-` is not there, `s` is asked to sign in, `x` is told that it is the operator's.
struct Row {
    route: &'static str,
    who: &'static str,
    sent: Sent,
}

const fn row(route: &'static str, who: &'static str, sent: Sent) -> Row {
    Row { route, who, sent }
}

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
    async fn build() -> Self {
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
        for person in EVERYBODY.into_iter().filter_map(|who| house.person(who)) {
            house.school.sync(person).await;
        }
        house
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

    /// The address of a route, of what is there, or with `nothing` of the same that is not there.
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

    fn request(&self, who: Who, method: &str, address: &str, sent: Sent) -> Request<Body> {
        let mut request = Request::builder().method(method.to_uppercase().as_str()).uri(address);
        let person = self.person(who);
        let console = address.starts_with("/console");
        if let Some(person) = person {
            request = match console {
                true => request.header("cookie", format!("itsumo_console={}", person.token)),
                false => request.header("authorization", format!("Bearer {}", person.token)),
            };
        }
        if who == Who::Operator {
            request = request.header("authorization", format!("Bearer {KEY}"));
        }
        let token = person.map(|person| form_token(&person.token)).unwrap_or_default();
        let (kind, body) = match sent {
            Sent::Nothing => (None, String::new()),
            Sent::Json(body) => (Some("application/json"), body(self).to_string()),
            Sent::Csv => (Some("text/csv"), "クラス,名前\n1年2組,佐藤 さくら\n".to_owned()),
            Sent::Form(fields) => {
                let mut form = url::form_urlencoded::Serializer::new(String::new());
                form.append_pair("form", &token);
                form.extend_pairs(fields(self));
                (Some("application/x-www-form-urlencoded"), form.finish())
            }
            Sent::Files => {
                let part = |name: &str, value: &str| {
                    format!("--cut\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                };
                let body = part("form", &token) + &part("title-ja", "校外学習") + "--cut--\r\n";
                (Some("multipart/form-data; boundary=cut"), body)
            }
        };
        if let Some(kind) = kind {
            request = request.header("content-type", kind);
        }
        let mut request = request.body(Body::from(body)).unwrap();
        request.extensions_mut().insert(Peer(SocketAddr::from(([192, 0, 2, 1], 4000))));
        request
    }

    async fn answer(&self, who: Who, method: &str, address: &str, sent: Sent) -> Answer {
        let request = self.request(who, method, address, sent);
        let response = self.school.town.router.clone().oneshot(request).await.unwrap();
        let (head, body) = response.into_parts();
        // What is kept open never ends.
        let open = head.headers.get("content-type").is_some_and(|kind| kind == "text/event-stream");
        let bytes = if open { Vec::new() } else { axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec() };
        Answer { status: head.status, headers: head.headers, bytes }
    }
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    bytes: Vec<u8>,
}

impl Answer {
    fn mark(&self) -> char {
        let to = self.headers.get("location").map_or("", |to| to.to_str().unwrap());
        match self.status.as_u16() {
            401 => 's',
            // With what to come back to. Who signs out is brought there too, with nothing.
            303 if to.contains("/sign-in?back=") => 's',
            403 => 'x',
            404 => '-',
            200 | 201 | 204 | 303 | 422 => '+',
            _ => '!',
        }
    }

    /// All of it but what differs between any two requests: their number.
    fn seen(&self) -> (u16, BTreeMap<String, String>, String) {
        let headers = self.headers.iter().filter(|(name, _)| *name != "x-request-id");
        let headers = headers.map(|(name, value)| (name.to_string(), format!("{value:?}"))).collect();
        let text = String::from_utf8_lossy(&self.bytes).into_owned();
        let text = match serde_json::from_str::<Json>(&text) {
            Ok(mut json) => {
                json.as_object_mut().map(|json| json.remove("instance"));
                json.to_string()
            }
            Err(_) => text,
        };
        (self.status.as_u16(), headers, text)
    }
}

/// The routes of the description that are the school's, as the table names them.
fn described() -> Vec<String> {
    let document = serde_json::to_value(routes::documented().into_openapi()).unwrap();
    let mut found = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        let ours = ["/v1/me/school", "/v1/calendar", "/v1/operator/{city}/facilities", "/console"];
        if ours.iter().any(|start| path.starts_with(start)) {
            let methods = methods.as_object().unwrap().keys().filter(|name| name.len() < 7);
            found.extend(methods.map(|method| format!("{method} {path}")));
        }
    }
    found.sort();
    found
}

#[test]
fn every_route_of_the_school_has_a_row() {
    let mut rows: Vec<String> = TABLE.iter().map(|row| row.route.to_owned()).collect();
    rows.sort();
    let described = described();
    let missing: Vec<_> = described.iter().filter(|route| !rows.contains(route)).collect();
    let gone: Vec<_> = rows.iter().filter(|route| !described.contains(route)).collect();
    assert!(missing.is_empty(), "no row says who may: {missing:#?}");
    assert!(gone.is_empty(), "there is no such route: {gone:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn everybody_gets_what_is_theirs_and_nothing_else() {
    let mut judging = tokio::task::JoinSet::new();
    for row in TABLE {
        judging.spawn(judge(row));
    }
    let mut wrong = judging.join_all().await.concat();
    wrong.sort();
    assert!(wrong.is_empty(), "{} answers are others:\n{}", wrong.len(), wrong.join("\n"));
}

async fn judge(row: &'static Row) -> Vec<String> {
    let (method, path) = row.route.split_once(' ').unwrap();
    let marks: Vec<char> = row.who.chars().filter(|mark| *mark != ' ').collect();
    assert_eq!(marks.len(), EVERYBODY.len(), "{}", row.route);
    let mut wrong = Vec::new();
    let mut house = House::build().await;
    let before = house.school.town.everything().await;
    let (yes, no): (Vec<_>, Vec<_>) = EVERYBODY.into_iter().zip(marks).partition(|(_, mark)| *mark == '+');
    for (who, mark) in no {
        let answer = house.answer(who, method, &house.address(path, false), row.sent).await;
        if answer.mark() != mark {
            wrong.push(format!("{} {who:?}: {} instead of {mark}", row.route, answer.status));
        } else if mark == '-' {
            let nothing = house.answer(who, method, &house.address(path, true), row.sent).await;
            let (answer, nothing) = (answer.seen(), nothing.seen());
            if answer != nothing {
                wrong.push(format!("{} {who:?}: {answer:?}\n  is told apart from {nothing:?}", row.route));
            }
        }
    }
    if house.school.town.everything().await != before {
        wrong.push(format!("{}: what was refused has left something in the tables", row.route));
    }
    for (who, _) in yes {
        // What is done once may not be there to be done again.
        if method != "get" {
            house = House::build().await;
        }
        let answer = house.answer(who, method, &house.address(path, false), row.sent).await;
        if answer.mark() != '+' {
            let text = String::from_utf8_lossy(&answer.bytes).chars().take(300).collect::<String>();
            wrong.push(format!("{} {who:?}: {} instead of +: {text}", row.route, answer.status));
        }
    }
    wrong
}
