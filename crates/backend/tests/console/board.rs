//! A morning before the class's board, with forms alone.

use crate::{
    desk::{absence, days, id, late_until},
    town::{SchoolTown, at},
    visitor::{Visitor, row, text},
};
use itsumo_domain::{
    Command,
    school::{
        Desk, Part,
        absence::{Arrival, Told},
        board::Whereabouts,
    },
};

fn board(town: &SchoolTown) -> String {
    town.at(&format!("board/{}", town.class2.id))
}

#[tokio::test]
async fn a_morning_without_any_script() {
    let town = SchoolTown::sqlite().await;
    let teacher = Visitor::of(&town, &town.teacher);
    let here = board(&town);
    assert_eq!(teacher.get(&town.at("board")).await.to(), here, "one's own class comes first");
    let page = teacher.get(&here).await.page();
    assert!(page.contains("<h1>1年2組") && page.matches("<h1").count() == 1);
    assert!(row(&page, town.sakura).contains("わからない"));
    assert!(page.contains("<noscript><meta http-equiv=\"refresh\""), "a page without scripts asks again by itself");
    assert!(!page.contains("id=\"ask\""), "nobody is asked before the cut-off");

    // An absence arrives, and is confirmed: the family sees it.
    let mut ill = absence(town.sakura, &town.school);
    ill.note = "熱が <b>38.5</b> あります".to_owned();
    ill.temperature = Some(385);
    ill.call_me = true;
    town.tell(&town.hana, id(1), ill.clone()).await;
    let page = teacher.get(&here).await.page();
    let told = row(&page, town.sakura);
    assert!(told.contains("38.5℃") && told.contains("電話がほしい") && told.contains("母 7:30"), "{told}");
    assert!(told.contains("&#60;b&#62;") && !told.contains("<b>"));
    let seen = told.split("name=\"absence\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let page = teacher.press(&format!("{here}/confirm"), &[("absence", &seen)]).await;
    assert!(page.contains("確認しました") && !row(&page, town.sakura).contains("確認する"));
    let view = town.seen_by(&town.hana, id(1)).await.unwrap();
    assert!(view.desks.iter().all(|desk| desk.confirmed.is_some()));

    // It is edited after that: the board says so, and the button that was drawn before confirms nothing unseen.
    town.tell(&town.hana, id(1), late_until(ill, "10:30")).await;
    let page = teacher.press(&format!("{here}/confirm"), &[("absence", &seen)]).await;
    assert!(page.contains("確認の前に変わった連絡"), "{}", text(&page));
    let told = row(&page, town.sakura);
    assert!(
        told.contains("10:30ごろに登校") && told.contains("確認のあとで変わりました") && told.contains("確認する"),
        "{told}"
    );

    // The child comes, goes, and a slip is cleared.
    let mark = format!("{here}/mark");
    for (set, state) in [("present", "登校"), ("left", "に下校"), ("cleared", "10:30ごろに登校")] {
        let page = teacher.press(&mark, &[("set", &format!("{set} {}", town.sakura))]).await;
        let state_now =
            row(&page, town.sakura).split("class=\"state\"").nth(1).unwrap().split("class=\"told\"").next().unwrap();
        assert!(text(state_now).contains(state), "{set}: {state_now}");
    }
}

#[tokio::test]
async fn after_the_cut_off_one_tap_asks_and_the_answer_is_on_the_board() {
    let town = SchoolTown::sqlite().await;
    let teacher = Visitor::of(&town, &town.teacher);
    let here = board(&town);
    town.town.clock.set(at("08:31"));
    let page = teacher.get(&here).await.page();
    assert!(page.contains("わからない1人の保護者に"), "{}", text(&page));
    let pupil = town.sakura.to_string();
    let page = teacher.press(&format!("{here}/ask"), &[("pupil", &pupil)]).await;
    assert!(page.contains("保護者に聞きました。返事は"), "{}", text(&page));
    assert!(row(&page, town.sakura).contains("8:31 に保護者へ聞きました"));
    assert!(!page.contains("id=\"ask\"") && page.contains("電話する家庭"), "who was asked is not asked twice");
    // Pressed again on an old page it asks nobody of whom it is known where they are.
    let (question, _) = town.questions_of(&town.hana).await.remove(0);
    town.command(&town.hana, Command::AnswerQuestion { question, arrival: Arrival::LeftHome }).await;
    let page = teacher.get(&here).await.page();
    let told = row(&page, town.sakura);
    assert!(told.contains("家を出たが未着") && told.contains("返事: 家を出ました"), "{told}");
    teacher.press(&format!("{here}/mark"), &[("set", &format!("present {pupil}"))]).await;
    teacher.press(&format!("{here}/ask"), &[("pupil", &pupil)]).await;
    assert_eq!(town.row(&town.class2, town.sakura).await.place, Whereabouts::Present);
}

#[tokio::test]
async fn a_telephone_call_is_written_down_once_and_tells_every_desk() {
    let town = SchoolTown::sqlite().await;
    let teacher = Visitor::of(&town, &town.other_teacher);
    let here = town.at(&format!("board/{}", town.class1.id));
    let form = teacher.get(&format!("{here}/told?pupil={}", town.tsubaki)).await.page();
    let value = |name: &str| {
        form.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    let (call, pupil) = (value("id"), town.tsubaki.to_string());
    let ears: Vec<String> =
        form.split("name=\"tell\" value=\"").skip(1).map(|part| part.split('"').next().unwrap().to_owned()).collect();
    assert_eq!(ears.len(), 4, "the class, lunch and bus of the school, and the 学童");
    assert!(form.contains("学童の"), "{}", text(&form));
    let mut fields: Vec<(&str, &str)> = vec![
        ("id", &call),
        ("pupil", &pupil),
        ("from", "2026-11-24"),
        ("until", ""),
        ("part", "all_day"),
        ("reason", "ill"),
        ("symptom", "fever"),
        ("symptom", "cough"),
        ("temperature", "とても高い"),
        ("note", "おばあさまから\r\n電話"),
    ];
    fields.extend(ears.iter().map(|ear| ("tell", ear.as_str())));
    let told = format!("{here}/told");
    // What cannot be read is asked again beside its field, and nothing else is lost.
    let again = teacher.post(&told, &fields).await;
    assert_eq!(again.status, 422);
    let again = again.html();
    assert!(
        again.contains("id=\"temperature-wrong\"") && again.contains("とても高い") && again.contains("おばあさまから")
    );
    assert_eq!(again.matches("checked").count(), 1 + 1 + 2 + 4, "{again}");
    for field in &mut fields {
        if field.0 == "temperature" {
            field.1 = "３８．５";
        }
    }
    let page = teacher.press(&told, &fields).await;
    assert!(page.contains("書きとめました"));
    let line = row(&page, town.tsubaki);
    assert!(line.contains("38.5℃") && line.contains("1年1組 担任") && line.contains("おばあさまから\n電話"), "{line}");
    teacher.press(&told, &fields).await;
    assert_eq!(town.row(&town.class1, town.tsubaki).await.absences.len(), 1, "sent twice it counts once");
    let way = Visitor::of(&town, &town.carer).get(&town.at_after_school("after-school")).await.page();
    assert!(row(&way, town.tsubaki).contains("今日は来ない"), "{}", text(&way));
    let lunch = Visitor::of(&town, &town.lunch).get(&town.at("desk/lunch")).await.page();
    assert!(lunch.contains("つばき"), "{}", text(&lunch));
    // A time is needed where one is said to be.
    let late = [("id", call.as_str()), ("pupil", &pupil), ("from", "2026-11-24"), ("part", "late"), ("tell", &ears[0])];
    let again = teacher.post(&told, &late).await;
    assert_eq!(again.status, 422);
    assert!(again.html().contains("時刻を入れてください"));
}

#[tokio::test]
async fn the_guardian_sees_who_looked_and_a_page_s_own_asking_is_no_look() {
    let town = SchoolTown::sqlite().await;
    let teacher = Visitor::of(&town, &town.teacher);
    let here = board(&town);
    let looked = async || {
        let path = format!("/v1/me/school/pupils/{}/looked", town.sakura);
        let lines = town.ask(&town.hana, "GET", &path, None).await.json();
        lines
            .as_array()
            .unwrap()
            .iter()
            .map(|line| (line["purpose"].clone(), line["times"].clone(), line["seat"].clone()))
            .collect::<Vec<_>>()
    };
    assert!(looked().await.is_empty());
    teacher.get(&here).await.page();
    assert_eq!(looked().await, [("board".into(), 1.into(), "1年2組 担任".into())]);
    let again = |refresh: bool| {
        let mut request = axum::http::Request::get(&here);
        if refresh {
            request = request.header("x-refresh", "1");
        }
        request.body(axum::body::Body::empty()).unwrap()
    };
    teacher.send(again(true)).await.page();
    assert_eq!(looked().await[0].1, 1, "a page that follows the board looks once");
    teacher.send(again(false)).await.page();
    assert_eq!(looked().await[0].1, 2);
    let purposes = async || {
        looked()
            .await
            .into_iter()
            .map(|line| line.0.as_str().unwrap().to_owned())
            .collect::<std::collections::BTreeSet<_>>()
    };
    teacher.get(&format!("{here}/told?pupil={}", town.sakura)).await.page();
    assert!(purposes().await.contains("absence"));
    teacher.get(&town.at(&format!("register/{}", town.class2.id))).await.page();
    assert!(purposes().await.contains("register"));
    town.town.clock.set(at("08:31"));
    teacher.get(&town.at("calls")).await.page();
    assert!(purposes().await.contains("call-list"));
    // Counts are nobody's record.
    let before = looked().await.len();
    Visitor::of(&town, &town.office).get(&town.at("desk/bus")).await.page();
    assert_eq!(looked().await.len(), before, "who is not on the list was not looked at");
}

#[tokio::test]
async fn the_desks_learn_names_and_parts_of_the_day_and_nothing_of_why() {
    let town = SchoolTown::sqlite().await;
    let mut ill = days(absence(town.sakura, &town.school), "2026-11-24", "2026-11-25");
    ill.note = "水ぼうそうの疑い".to_owned();
    ill.tell = vec![
        Told { facility: town.school.id, desk: Desk::Class },
        Told { facility: town.school.id, desk: Desk::Lunch },
    ];
    town.tell(&town.hana, id(1), ill).await;
    let lunch = Visitor::of(&town, &town.lunch);
    let here = town.at("desk/lunch");
    let page = lunch.get(&here).await.page();
    assert!(page.contains("1年2組 3") && page.contains("さくら"), "{}", text(&page));
    for kept in ["体調不良", "水ぼうそう", "母", "0436-00-9001"] {
        assert!(!page.contains(kept), "{kept}");
    }
    let seen = page.split("name=\"absence\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let page = lunch.press(&here, &[("absence", &seen)]).await;
    assert!(page.contains("7:30 に確認"), "{}", text(&page));
    assert!(lunch.get(&format!("{here}?day=2026-11-25")).await.page().contains("さくら"));
    assert!(!Visitor::of(&town, &town.bus).get(&town.at("desk/bus")).await.page().contains("さくら"));
    // One desk is not the other's, and neither has a board.
    for path in [town.at("desk/bus"), town.at("board"), town.at("school"), town.at("calls"), board(&town)] {
        assert_eq!(lunch.get(&path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn the_call_list_has_numbers_in_order_and_leaves_out_whom_a_shield_is_set_against() {
    let town = SchoolTown::sqlite().await;
    town.town.clock.set(at("08:31"));
    let head = Visitor::of(&town, &town.head);
    let here = town.at("calls");
    let page = head.get(&here).await.page();
    let card = row(&page, town.sakura).to_owned();
    let both =
        page.split(&format!("id=\"p-{}\"", town.sakura)).nth(1).unwrap().split("class=\"card call").next().unwrap();
    assert!(both.find("0436-00-9001").unwrap() < both.find("0436-00-9002").unwrap());
    assert!(both.contains("href=\"tel:0436009001\"") && !card.contains("配慮"));
    town.shield_taro().await;
    let page = head.get(&here).await.page();
    let one =
        page.split(&format!("id=\"p-{}\"", town.sakura)).nth(1).unwrap().split("class=\"card call").next().unwrap();
    assert!(one.contains("0436-00-9001") && !one.contains("0436-00-9002") && !one.contains("太郎"), "{}", text(one));
    assert!(one.contains("管理職へ"), "it is said that there is something to know");
    assert!(!page.contains("みどり町"), "no address is on a call list");
    // His number stays with つばき, of whom nothing is kept from him.
    let other =
        page.split(&format!("id=\"p-{}\"", town.tsubaki)).nth(1).unwrap().split("class=\"card call").next().unwrap();
    assert!(other.contains("0436-00-9002"));
    let own = Visitor::of(&town, &town.teacher).get(&here).await.page();
    assert!(own.contains("さくら") && !own.contains("つばき"), "a teacher rings about the own class");
    assert!(crate::visitor::row(&head.get(&board(&town)).await.page(), town.sakura).contains("管理職へ"));
}

#[tokio::test]
async fn the_way_to_the_after_school_club_has_a_clock() {
    let town = SchoolTown::sqlite().await;
    let teacher = Visitor::of(&town, &town.other_teacher);
    let carer = Visitor::of(&town, &town.carer);
    let here = town.at_after_school("after-school");
    let pupil = town.tsubaki;
    let mark = town.at(&format!("board/{}/mark", town.class1.id));
    assert!(row(&carer.get(&here).await.page(), pupil).contains("まだ学校"));
    town.town.clock.set(at("14:40"));
    teacher.press(&mark, &[("set", &format!("present {pupil}"))]).await;
    teacher.press(&mark, &[("set", &format!("left {pupil}"))]).await;
    town.town.clock.set(at("14:55"));
    assert!(text(row(&carer.get(&here).await.page(), pupil)).contains("学校を 14:40 に出て 15分"));
    town.town.clock.set(at("15:11"));
    let page = carer.get(&here).await.page();
    assert!(
        text(row(&page, pupil)).contains("31分、未着")
            && row(&page, pupil).contains("child over") | page.contains("child over")
    );
    let page = carer.press(&here, &[("set", &format!("present {pupil}"))]).await;
    assert!(row(&page, pupil).contains("15:11 に着いた"), "{}", text(&page));
    let page = carer.press(&here, &[("set", &format!("left {pupil}"))]).await;
    assert!(row(&page, pupil).contains("15:11 に下校"));
}

#[tokio::test]
async fn the_school_s_view_shows_each_seat_what_it_is_for() {
    let town = SchoolTown::sqlite().await;
    let mut ill = days(absence(town.ren, &town.school), "2026-11-24", "2026-11-24");
    ill.symptoms = vec![itsumo_domain::school::absence::Symptom::Rash];
    ill.part = Part::AllDay;
    town.tell(&town.mori, id(3), ill).await;
    let here = town.at("school");
    let head = Visitor::of(&town, &town.head).get(&here).await.page();
    assert!(head.contains("1年1組") && head.contains("発しん") && head.contains("さくら"), "{}", text(&head));
    let teacher = Visitor::of(&town, &town.teacher).get(&here).await.page();
    assert!(
        teacher.contains("1年1組") && !teacher.contains("発しん") && !teacher.contains("つばき"),
        "{}",
        text(&teacher)
    );
    let own = format!("href=\"{}?day=2026-11-24\"", board(&town));
    assert!(teacher.contains(&own) && !teacher.contains(&town.class1.id.to_string()), "only the own board is a link");
    let office = Visitor::of(&town, &town.office).get(&here).await.page();
    assert!(!office.contains("発しん"), "the office needs no symptoms");
    assert_eq!(Visitor::of(&town, &town.lunch).get(&here).await.status, 404);
}

#[tokio::test]
async fn a_month_s_register_is_a_table_and_a_file() {
    let town = SchoolTown::sqlite().await;
    town.tell(&town.hana, id(1), absence(town.sakura, &town.school)).await;
    let teacher = Visitor::of(&town, &town.teacher);
    let here = town.at(&format!("register/{}", town.class2.id));
    assert_eq!(teacher.get(&town.at("register")).await.to(), here);
    let page = teacher.get(&here).await.page();
    assert!(page.contains("2026年11月") && page.contains(">病</abbr>"), "{}", text(&page));
    let file = teacher.get(&format!("{here}/csv?month=2026-11")).await;
    assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
    let text = String::from_utf8(file.bytes).unwrap();
    assert!(text.starts_with('\u{feff}') && text.contains("氏名") && text.contains("佐藤 さくら"), "{text}");
    assert!(teacher.get(&format!("{here}?month=2026-10")).await.page().contains("2026年10月"));
}

#[tokio::test]
async fn roll_is_called_with_ticks_that_somebody_made() {
    let town = SchoolTown::sqlite().await;
    let teacher = Visitor::of(&town, &town.other_teacher);
    let here = town.at(&format!("board/{}", town.class1.id));
    let roll = format!("{here}/roll");
    assert!(teacher.get(&here).await.page().contains("出席をとる"));
    let page = teacher.get(&roll).await.page();
    assert_eq!((page.matches("type=\"checkbox\"").count(), page.matches("checked").count()), (2, 0));
    assert_eq!(teacher.get(&format!("{roll}?all=true")).await.page().matches(" checked").count(), 2);
    let [tsubaki, ren] = [town.tsubaki.to_string(), town.ren.to_string()];
    let page = teacher.press(&roll, &[("pupil", &tsubaki)]).await;
    assert!(page.contains("出席をとりました") && row(&page, town.tsubaki).contains("登校</span>"), "{}", text(&page));
    assert!(row(&page, town.ren).contains("わからない"));
    assert!(!teacher.get(&roll).await.page().contains(&tsubaki), "who is there is not called again");
    // Another class's child among them: nobody is marked.
    let sakura = town.sakura.to_string();
    assert_eq!(teacher.post(&roll, &[("pupil", &ren), ("pupil", &sakura)]).await.status, 404);
    assert_eq!(town.row(&town.class1, town.ren).await.place, Whereabouts::Unknown);
    teacher.press(&roll, &[("pupil", &ren)]).await;
    assert!(teacher.get(&roll).await.page().contains("もういません"));
}

#[tokio::test]
async fn a_day_that_was_forgotten_is_put_right_and_a_day_to_come_has_no_marks() {
    let town = SchoolTown::sqlite().await;
    let teacher = Visitor::of(&town, &town.teacher);
    let here = board(&town);
    let page = teacher.get(&format!("{here}?day=2026-11-20")).await.page();
    assert!(row(&page, town.sakura).contains("登校した") && !page.contains("id=\"ask\""));
    let page = teacher.press(&format!("{here}/roll?day=2026-11-20"), &[("pupil", &town.sakura.to_string())]).await;
    assert!(page.contains("11月20日") && row(&page, town.sakura).contains("登校</span>"), "{}", text(&page));
    assert!(row(&teacher.get(&here).await.page(), town.sakura).contains("わからない"), "today is another day");
    let page = teacher.get(&format!("{here}?day=2026-11-25")).await.page();
    assert!(!page.contains("登校した") && !page.contains("出席をとる"), "{}", text(&page));
    assert!(teacher.get(&format!("{here}?day=2026-11-23")).await.page().contains("お休みです"), "勤労感謝の日");
    let old =
        teacher.post(&format!("{here}/mark?day=2026-10-20"), &[("set", &format!("present {}", town.sakura))]).await;
    assert_eq!(old.status, 422);
}
