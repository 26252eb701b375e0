//! Notices as the staff writes, sends and follows them, in a browser that knows forms and nothing else.

use crate::{
    http::{CITY, Reply},
    town::{SchoolTown, Staff, at},
    visitor::{Visitor, text},
};
use axum::{body::Body, http::Request};
use itsumo_backend::{
    console::posted::form_token,
    school::{facility, notice::send::send_due},
};

/// Sends the form on which a notice is written, with files.
async fn write(visitor: &Visitor<'_>, path: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Reply {
    let token = form_token(&visitor.cookie("itsumo_console").unwrap());
    let mut body = Vec::new();
    for (name, value) in [("form", token.as_str())].iter().chain(fields) {
        body.extend(
            format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes(),
        );
    }
    for (name, bytes) in files {
        let head = format!("--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n");
        body.extend(head.into_bytes());
        body.extend(b"Content-Type: application/octet-stream\r\n\r\n");
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--edge--\r\n");
    let request = Request::post(path)
        .header("content-type", "multipart/form-data; boundary=edge")
        .header("sec-fetch-site", "same-origin")
        .header("host", "itsumo.example.jp");
    visitor.send(request.body(Body::from(body)).unwrap()).await
}

/// The values of the fields called `name` of a page.
fn values(html: &str, name: &str) -> Vec<String> {
    let mark = format!("name=\"{name}\"");
    let inputs = html.split("<input").skip(1).map(|rest| rest.split('>').next().unwrap());
    let values = inputs.filter(|tag| tag.contains(&mark)).filter_map(|tag| tag.split("value=\"").nth(1));
    let plain = |text: &str| text.replace("&quot;", "\"").replace("&#34;", "\"").replace("&amp;", "&");
    values.map(|rest| plain(rest.split('"').next().unwrap())).collect()
}

/// What a device of `staff`'s school would get now.
async fn send(town: &SchoolTown) -> usize {
    use itsumo_backend::clock::Clock;
    send_due(&town.town.app.store, town.town.clock.now()).await.unwrap()
}

async fn begun(town: &SchoolTown, visitor: &Visitor<'_>, template: &str) -> String {
    let to = visitor.post(&town.at("notices"), &[("template", template)]).await.to();
    to.strip_suffix("/edit").unwrap().to_owned()
}

fn fields<'f>(town: &SchoolTown, class: &'f str, button: &'f str) -> Vec<(&'f str, &'f str)> {
    assert_eq!(class, town.class2.id.to_string());
    vec![
        ("title-ja", "遠足のお知らせ"),
        ("title-en", "An outing"),
        ("block-0", "text"),
        ("block-0-ja", "4日に行きます。"),
        ("block-1", "bring"),
        ("block-1-day", "2026-12-04"),
        ("block-1-ja", "弁当"),
        ("ask", "seen"),
        ("per", "child"),
        ("due", "2026-12-01"),
        ("audience", "1"),
        ("group", class),
        ("do", button),
    ]
}

#[tokio::test]
async fn a_notice_is_written_looked_at_sent_and_followed_without_a_script() {
    let town = SchoolTown::sqlite().await;
    let mut school = town.school.clone();
    school.hold_seconds = 30;
    town.write(move |tx, _| Box::pin(async move { facility::keep(tx, CITY, &school).await })).await;
    let visitor = Visitor::of(&town, &town.teacher);
    let class = town.class2.id.to_string();
    let page = begun(&town, &visitor, "outing").await;
    let edit = format!("{page}/edit");
    let html = visitor.get(&edit).await.page();
    assert!(
        html.contains("校外学習") && values(&html, "group") == [class.clone()],
        "a teacher's own class alone: {html}"
    );

    // Every button keeps what was typed.
    let to = write(&visitor, &edit, &fields(&town, &class, "add-list"), &[]).await.to();
    assert!(to.ends_with("/edit#block-2"), "{to}");
    let html = visitor.get(&edit).await.page();
    assert!(html.contains("4日に行きます。") && html.contains("name=\"block-2-ja\""));
    let to = write(&visitor, &edit, &fields(&town, &class, "attach"), &[("名簿.exe", b"MZ")]).await.to();
    let html = visitor.get(to.split('#').next().unwrap()).await.page();
    assert!(text(&html).contains("この種類のファイルは添付できません"));
    let list = "佐藤 つばき\n森 蓮\n";
    let to = write(&visitor, &edit, &fields(&town, &class, "check"), &[("名簿.txt", list.as_bytes())]).await.to();
    assert_eq!(to, format!("{page}/check"));

    let html = visitor.get(&to).await.page();
    let said = text(&html);
    for words in ["佐藤 さくら", "届ける相手ではない子の名前が1人分あります", "1年1組 佐藤 つばき", "1人分を送る"]
    {
        assert!(said.contains(words), "{words}: {said}");
    }
    let (work, ticks) = (values(&html, "work").remove(0), values(&html, "tick"));
    let refused = visitor.post(&to, &[("work", &work)]).await.page();
    assert!(refused.contains("role=\"alert\"") && text(&refused).contains("印を付けてください"), "{refused}");
    let sent: Vec<(&str, &str)> =
        std::iter::once(("work", work.as_str())).chain(ticks.iter().map(|tick| ("tick", tick.as_str()))).collect();
    let held = visitor.press(&to, &sent).await;
    assert!(text(&held).contains("7:30:30 に送ります（あと30秒）"), "{held}");
    let list = visitor.get(&town.at("notices")).await.page();
    assert!(list.contains(&format!("{page}/undo")));
    let back = visitor.press(&format!("{page}/undo"), &[]).await;
    assert!(text(&back).contains("だれにも見られていません"));
    town.town.clock.advance(60_000);
    assert_eq!(send(&town).await, 0);

    visitor.press(&to, &sent).await;
    town.town.clock.advance(30_000);
    assert_eq!(send(&town).await, 1);
    let html = visitor.get(&page).await.page();
    assert!(text(&html).contains("届いていない") && text(&html).contains("電話する家庭（1）"), "{html}");
    let calls = visitor.get(&format!("{page}/calls")).await.page();
    assert!(calls.contains("tel:0436-00-9001") && calls.contains("tel:0436-00-9002"));
    let csv = visitor.get(&format!("{page}/answers.csv")).await;
    assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
    assert!(
        csv.html()
            .starts_with("\u{feff}クラス,番号,名前,様子,回答,回答した人,時刻\r\n1年2組,3,佐藤 さくら,届いていない,")
    );
    let recalled = visitor.press(&format!("{page}/recall"), &[]).await;
    assert!(text(&recalled).contains("取り消しました。"), "{recalled}");
    assert!(visitor.get(&edit).await.status == 404, "what is recalled is not written any more");
}

#[tokio::test]
async fn every_page_of_notices_says_everything_in_every_language() {
    let town = SchoolTown::sqlite().await;
    town.town.clock.set(at("08:31"));
    let mut school = town.school.clone();
    (school.hold_seconds, school.four_eyes) = (30, true);
    town.write(move |tx, _| Box::pin(async move { facility::keep(tx, CITY, &school).await })).await;
    let teacher = Visitor::of(&town, &town.teacher);
    let head = Visitor::of(&town, &town.head);
    let class = town.class2.id.to_string();
    let look = async |visitor: &Visitor<'_>, path: &str| {
        for locale in ["ja", "ja-easy", "en"] {
            visitor.set_cookie("itsumo_language", locale);
            let html = visitor.get(path).await.page();
            assert_eq!((html.matches("<h1").count(), html.matches("<main ").count()), (1, 1), "{path}");
            let said = text(html.split("<body").nth(1).unwrap());
            for prefix in ["notice-", "console-", "school-", "date-"] {
                assert!(!said.contains(prefix), "{path} in {locale} lacks a text: {said}");
            }
        }
        visitor.set_cookie("itsumo_language", "ja");
    };
    let page = begun(&town, &teacher, "").await;
    let (edit, check) = (format!("{page}/edit"), format!("{page}/check"));
    look(&teacher, &town.at("notices")).await;
    look(&teacher, &edit).await;
    look(&teacher, &format!("{edit}?faults=1")).await;
    look(&teacher, &check).await;
    look(&teacher, &format!("{page}/people")).await;
    let list = "佐藤 つばき 0436-00-9001 a@example.jp".as_bytes();
    let files = [("一覧.txt", list), ("図.png", b"\x89PNG\r\n\x1a\n".as_slice())];
    write(&teacher, &edit, &fields(&town, &class, "check"), &files).await.to();
    look(&teacher, &edit).await;
    look(&teacher, &check).await;
    let html = teacher.get(&check).await.page();
    let (work, ticks) = (values(&html, "work").remove(0), values(&html, "tick"));
    assert_eq!(ticks.len(), 4, "{ticks:?}");
    let mut sent = vec![("work", work.as_str())];
    sent.extend(ticks.iter().map(|tick| ("tick", tick.as_str())));
    teacher.press(&check, &sent).await;
    look(&teacher, &check).await;
    look(&head, &check).await;
    // The second yes: not before every file was opened.
    let approve = format!("{page}/approve");
    let early = head.post(&approve, &[("work", &work), ("do", "approve")]).await.page();
    assert!(text(&early).contains("開いていないファイルがあります"), "{early}");
    let links: Vec<&str> = early.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let files: Vec<&&str> = links.iter().filter(|link| link.contains("/files/")).collect();
    assert_eq!(files.len(), 2);
    for file in files {
        assert_eq!(head.get(file).await.status, 200);
    }
    assert_eq!(teacher.post(&approve, &[("work", &work), ("do", "approve")]).await.status, 404);
    let held = head.press(&approve, &[("work", &work), ("do", "approve")]).await;
    assert!(text(&held).contains("あと30秒"));
    look(&head, &check).await;
    look(&head, &town.at("notices")).await;
    town.town.clock.advance(30_000);
    assert_eq!(send(&town).await, 1);
    for path in [page.clone(), format!("{page}/calls"), edit] {
        look(&teacher, &path).await;
    }
}

#[tokio::test]
async fn a_notice_is_not_there_for_who_may_not_see_it() {
    let town = SchoolTown::sqlite().await;
    let teacher = Visitor::of(&town, &town.teacher);
    let page = begun(&town, &teacher, "event").await;
    let strangers: [&Staff; 5] = [&town.other_teacher, &town.nurse, &town.lunch, &town.bus, &town.carer];
    for staff in strangers {
        let visitor = Visitor::of(&town, staff);
        for part in ["", "/edit", "/check", "/people", "/calls", "/answers.csv"] {
            assert_eq!(visitor.get(&format!("{page}{part}")).await.status, 404, "{} {part}", staff.seat.title);
        }
        for part in ["/undo", "/approve", "/recall", "/discard", "/check"] {
            assert_eq!(visitor.post(&format!("{page}{part}"), &[]).await.status, 404, "{} {part}", staff.seat.title);
        }
    }
}
