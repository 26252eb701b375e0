//! Meetings, the calendar and safety checks at the console: forms as they are filled in, and what officers see of them.

use super::{look, values};
use crate::{
    association_town::{AssociationTown, day},
    http::CITY,
    visitor::text,
};
use itsumo_domain::{
    Timestamp,
    association::{
        AssociationCommand as C, SafetyReport,
        meeting::{Given, Vote},
        safety::{Condition, Witness},
    },
};
use uuid::Uuid;

/// The last part of an address.
fn named(address: &str) -> Uuid {
    address.rsplit('/').next().unwrap().split(['?', '#']).next().unwrap().parse().unwrap()
}

impl AssociationTown {
    /// Calls a meeting with two proposals at the console. Answers its address.
    pub async fn called(&self) -> String {
        let form = [
            ("title", "令和8年度 臨時総会"),
            ("day", "2026-12-20"),
            ("time", "10:00"),
            ("place", "日の出会館"),
            ("closes-day", "2026-12-19"),
            ("closes-time", "20:00"),
            ("quorum", "more-than-half"),
            ("proposal-title", "会則の改正"),
            ("proposal-text", "第5条を改める。"),
            ("proposal-share", "three-quarters"),
            ("proposal-title", "防犯灯の交換"),
            ("proposal-text", ""),
            ("proposal-share", "more-than-half"),
            ("proposal-title", ""),
            ("proposal-text", ""),
            ("proposal-share", "more-than-half"),
        ];
        self.visitor(&self.chair.person).post(&self.at("meetings/new"), &form).await.to()
    }

    /// Starts a check at the console. Answers its address.
    pub async fn started(&self, kind: &str) -> String {
        let form = [("kind", kind), ("what", "震度5強の地震"), ("sure", "on")];
        self.visitor(&self.chair.person).post(&self.at("safety"), &form).await.to()
    }

    /// 佐藤 call for help by phone.
    pub async fn calls(&self, check: &str) {
        let told = SafetyReport {
            check: named(check),
            household: self.sato_home,
            condition: Condition::Help,
            note: "階段から落ちた".to_owned(),
            seen: self.now(),
            ..SafetyReport::default()
        };
        let command = C::ReportSafety { report: Uuid::from_u128(0x4E1F), told: Box::new(told) };
        self.act(&self.sato, command).await.unwrap();
    }

    /// A roster of garbage duties, and an event.
    pub async fn planned(&self) {
        let block = self.blocks[0].id.to_string();
        let roster = [
            ("do", "lay"),
            ("block", &block),
            ("what", "ごみ当番"),
            ("kind", "garbage"),
            ("from", "2026-11-30"),
            ("until", "2027-01-03"),
            ("turns", "weeks"),
        ];
        let chair = self.visitor(&self.chair.person);
        assert_eq!(chair.post(&self.at("duties/roster"), &roster).await.to(), self.at("duties"));
        let event =
            [("what", "もちつき大会"), ("kind", "event"), ("from", "2026-12-13"), ("time", "9:30"), ("block", "")];
        assert_eq!(chair.post(&self.at("duties"), &event).await.to(), self.at("duties"));
    }
}

#[tokio::test]
async fn a_meeting_is_called_paper_is_written_down_and_the_count_is_told() {
    let town = AssociationTown::sqlite().await;
    let chair = town.visitor(&town.chair.person);
    // What is wrong is said, and what was typed stays.
    let wrong = [
        ("title", "臨時総会"),
        ("day", "2026-12-20"),
        ("closes-day", "2026-12-25"),
        ("closes-time", "20:00"),
        ("place", "会館"),
    ];
    let reply = chair.post(&town.at("meetings/new"), &wrong).await;
    assert_eq!(reply.status, 422);
    let html = reply.html();
    assert!(
        text(&html).contains("締め切りは、会議の日までにしてください") && values(&html, "place") == ["会館"],
        "{html}"
    );
    let page = town.called().await;
    let meeting = named(&page);
    let html = chair.get(&page).await.page();
    assert!(text(&html).contains("成立には21世帯が必要です") && text(&html).contains("締め切り"), "{}", text(&html));
    for path in [town.at("meetings"), page.clone(), format!("{page}/edit"), town.at("meetings/new")] {
        look(&chair, &path).await;
    }
    // By phone; then a paper of the same household, by mistake first and then on purpose.
    let ballot = Given::Votes { votes: vec![Vote::For, Vote::For] };
    town.act(&town.hana, C::CastBallot { meeting, household: town.yamada, ballot }).await.unwrap();
    let yamada = town.yamada.to_string();
    let record = format!("{page}/record");
    let paper = [("household", yamada.as_str()), ("do", "votes"), ("vote-0", "against"), ("vote-1", "against")];
    let reply = chair.post(&record, &paper).await;
    assert_eq!(reply.status, 422);
    assert!(text(&reply.html()).contains("すでに別の票が届いています"));
    let replaced = [paper.as_slice(), &[("replace", "on")]].concat();
    assert_eq!(chair.post(&record, &replaced).await.to(), format!("{page}#h-{yamada}"));
    let half = [("household", yamada.as_str()), ("do", "votes"), ("vote-0", "for"), ("replace", "on")];
    assert_eq!(chair.post(&record, &half).await.status, 422, "a vote for each proposal");
    let ueda = town.ueda.to_string();
    chair.post(&record, &[("household", ueda.as_str()), ("do", "proxy"), ("to", "")]).await.to();
    assert_eq!(
        chair.post(&record, &[("household", ueda.as_str()), ("do", "take-back")]).await.to(),
        format!("{page}#h-{ueda}")
    );
    let html = text(&chair.get(&page).await.page());
    assert!(html.contains("表決済み") && !html.contains("1 反対"), "what was voted stays closed: {html}");
    // The day: ten in the hall, the rest entrusted to the chair.
    town.clock.set(Timestamp::from_jst(day("2026-12-20").and_hms_opt(10, 30, 0).unwrap()));
    for at in 3..25 {
        let household = crate::association_town::home_id(at).to_string();
        let what = if at < 13 { "present" } else { "proxy" };
        chair.post(&record, &[("household", household.as_str()), ("do", what)]).await.to();
    }
    let html = text(&chair.get(&page).await.page());
    assert!(html.contains("会場にある票：10") && html.contains("議長に委任された票：12"), "{html}");
    let close = format!("{page}/close");
    let mut counted = vec![
        ("yes", "8"),
        ("no", "3"),
        ("chair-0", "for"),
        ("yes", "10"),
        ("no", "0"),
        ("chair-1", "for"),
        ("presided", "日野 太郎"),
        ("signer", "署名 一"),
        ("notes", "質問はなかった。"),
    ];
    let reply = chair.post(&close, &counted).await;
    assert_eq!(reply.status, 422);
    let html = reply.html();
    assert!(text(&html).contains("会場の票の数を超えています") && values(&html, "presided") == ["日野 太郎"]);
    counted[1] = ("no", "2");
    assert_eq!(chair.post(&close, &counted).await.to(), page);
    let html = text(&chair.get(&page).await.page());
    assert!(html.contains("可決") && html.contains("1 反対 2 反対") | html.contains("1 反対　2 反対"), "{html}");
    look(&chair, &page).await;
    let reply = town.visitor(&town.auditor.person).get(&format!("{page}/papers/minutes")).await;
    assert_eq!((reply.status.as_u16(), reply.bytes.get(..5)), (200, Some(&b"%PDF-"[..])));
    // Counted is counted: it is not called off any more.
    assert_eq!(chair.post(&format!("{page}/call-off"), &[]).await.status, 422);
}

#[tokio::test]
async fn a_roster_is_looked_at_before_it_is_laid_and_a_turn_is_given_to_a_neighbour() {
    let town = AssociationTown::sqlite().await;
    let head = town.visitor(&town.head1.person);
    let (block, ueda, sato) = (town.blocks[0].id.to_string(), town.ueda.to_string(), town.sato_home.to_string());
    let form = [
        ("block", block.as_str()),
        ("what", "ごみ当番"),
        ("kind", "garbage"),
        ("from", "2026-11-30"),
        ("until", "2026-12-27"),
        ("turns", "weeks"),
        ("excused", ueda.as_str()),
    ];
    let html = head.post(&town.at("duties/roster"), &form).await.page();
    assert!(
        text(&html).contains("4回の当番です") && text(&html).contains("青木") && !text(&html).contains("上田"),
        "{}",
        text(&html)
    );
    assert!(!text(&head.get(&town.at("duties")).await.page()).contains("11月30日"), "nobody has seen it yet");
    let lay = [form.as_slice(), &[("do", "lay")]].concat();
    assert_eq!(head.post(&town.at("duties/roster"), &lay).await.to(), town.at("duties"));
    let html = head.get(&town.at("duties")).await.page();
    assert!(text(&html).contains("1班 山田"));
    let duty = html.split("id=\"d-").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let one = town.at(&format!("duties/{duty}"));
    assert_eq!(
        head.post(&one, &[("do", "give"), ("household", &sato)]).await.to(),
        format!("{}#d-{duty}", town.at("duties"))
    );
    head.post(&one, &[("do", "done")]).await.to();
    let html = head.get(&town.at("duties")).await.page();
    let line = html.split(&format!("id=\"d-{duty}\"")).nth(1).unwrap().split("</tr>").next().unwrap();
    assert!(text(line).contains("1班 佐藤") && text(line).contains("済みを取り消す"), "{line}");
    let nothing = [
        ("block", block.as_str()),
        ("what", "見回り"),
        ("from", "2026-11-30"),
        ("until", "2026-12-01"),
        ("turns", "days"),
    ];
    let reply = head.post(&town.at("duties/roster"), &nothing).await;
    assert_eq!(reply.status, 422);
    assert!(text(&reply.html()).contains("当番の日がありません"));
    look(&head, &town.at("duties")).await;
    // For everybody is not a 班長's to write.
    assert_eq!(
        head.post(&town.at("duties"), &[("what", "総会"), ("from", "2026-12-20"), ("block", "")]).await.status,
        404
    );
}

#[tokio::test]
async fn a_drill_and_a_real_check_are_never_drawn_alike() {
    let town = AssociationTown::sqlite().await;
    let chair = town.visitor(&town.chair.person);
    look(&chair, &town.at("safety")).await;
    let reply = chair.post(&town.at("safety"), &[("kind", "real"), ("what", "地震")]).await;
    assert_eq!(reply.status, 422, "nothing starts by one press");
    let drill = town.started("drill").await;
    let html = chair.get(&drill).await.page();
    assert!(html.contains("safety-page safety-drill") && !html.contains("safety-real"), "{html}");
    assert!(text(&html).contains("訓練 ― 災害は起きていません") && !text(&html).contains("実際の災害です"));
    look(&chair, &drill).await;
    let reply = chair.post(&town.at("safety"), &[("kind", "drill"), ("what", "二つ目"), ("sure", "on")]).await;
    assert_eq!(reply.status, 422);
    let real = town.started("real").await;
    assert!(text(&chair.get(&drill).await.page()).contains("訓練は終わりました"), "what is real ends it");
    let html = chair.get(&real).await.page();
    assert!(
        html.contains("safety-page safety-real") && !html.contains("safety-drill") && !text(&html).contains("訓練"),
        "{html}"
    );
    // A call by phone stands first; somebody goes, and says so.
    town.calls(&real).await;
    let html = text(&chair.get(&real).await.page());
    assert!(html.contains("助けが必要な世帯 1") && html.contains("階段から落ちた"), "{html}");
    let welfare = town.visitor(&town.welfare.person);
    let sato = town.sato_home.to_string();
    let seen = [
        ("household", sato.as_str()),
        ("condition", "sheltered"),
        ("witness", Witness::Officer.name()),
        ("people", "２"),
        ("place", "ひなた小学校"),
        ("settles", "00000000-0000-0000-0000-000000004e1f"),
    ];
    town.clock.advance(Timestamp::MINUTE);
    assert_eq!(welfare.post(&format!("{real}/report"), &seen).await.to(), format!("{real}#h-{sato}"));
    let html = text(&chair.get(&real).await.page());
    assert!(!html.contains("助けが必要な世帯") && html.contains("2人 · ひなた小学校"), "{html}");
    // The city starts and counts, and reads no name.
    let city = town.visitor(&town.city.person);
    let at = format!("/console/{CITY}/association/{}/safety", town.hinode.id);
    let html = text(&city.get(&at).await.page());
    assert!(html.contains("無事が分かった") && !html.contains("佐藤"), "{html}");
    assert_eq!(city.get(&real).await.status, 404);
    // For many at once; where one runs already the others are asked all the same.
    let both = [town.hinode.id.to_string(), town.miharashi.id.to_string()];
    let asked = [("kind", "real"), ("what", "震度6弱の地震"), ("sure", "on")];
    let none = city.post(&town.at_city("safety"), &asked).await;
    assert_eq!(none.status, 422, "of no association");
    let many = [asked.as_slice(), &[("association", both[0].as_str()), ("association", both[1].as_str())]].concat();
    let reply = city.post(&town.at_city("safety"), &many).await;
    assert_eq!(reply.status, 422);
    assert!(text(&reply.html()).contains("すでに安否の確認が動いています"));
    let html = text(&city.get(&town.at_city("safety")).await.page());
    assert!(html.contains("見晴台町会") && html.contains("震度6弱の地震") && !html.contains("岸"), "{html}");
    look(&city, &town.at_city("safety")).await;
    let head2 = town.visitor(&town.head2.person);
    assert_eq!(head2.post(&format!("{real}/report"), &seen).await.status, 404, "1班 is none of theirs");
    assert_eq!(chair.post(&format!("{real}/end"), &[]).await.to(), town.at("safety"));
    look(&chair, &town.at("safety")).await;
    look(&chair, &real).await;
}
