//! The way in and out, and who is let through no door.

use crate::{
    http::{CITY, PASSWORD, Town},
    town::{SchoolTown, day},
    visitor::Visitor,
};
use axum::{body::Body, http::Request};
use itsumo_backend::school::{
    join::{self, CodeKind},
    seat,
};
use itsumo_domain::school::access::{Role, Seat};
use uuid::Uuid;

#[tokio::test]
async fn a_teacher_makes_an_account_takes_the_seat_of_a_slip_and_is_before_the_class() {
    let town = SchoolTown::sqlite().await;
    let visitor = Visitor::new(&town.town);
    let page = visitor.get(&format!("/console/{CITY}/account")).await.page();
    assert!(page.contains("アカウントを作る"));
    let to = visitor
        .post(&format!("/console/{CITY}/account"), &[("email", "mei@example.jp"), ("password", PASSWORD)])
        .await
        .to();
    assert!(visitor.get(&to).await.page().contains("mei@example.jp"));
    let code = town.town.code("mei@example.jp", 1).await;
    let wrong = visitor
        .post(&format!("/console/{CITY}/account/code"), &[("email", "mei@example.jp"), ("code", "000000")])
        .await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.html().contains("コードが違うか"));
    // Full-width figures, as a Japanese keyboard gives them.
    let wide: String = code.chars().map(|c| char::from_u32(u32::from(c) - 0x30 + 0xFF10).unwrap()).collect();
    let to = visitor
        .post(&format!("/console/{CITY}/account/code"), &[("email", "mei@example.jp"), ("code", &wide)])
        .await
        .to();
    assert!(visitor.get(&to).await.page().contains("まだ担当がありません"));

    let free = Seat {
        id: Uuid::from_u128(0x5EA7_0099),
        facility: town.school.id,
        role: Role::Teacher,
        group: Some(town.class2.id),
        title: "1年2組 副担任".to_owned(),
    };
    let (ids, now, facility) = (town.town.app.ids.clone(), town.now(), town.school.id);
    let code = town
        .write(move |tx, out| {
            Box::pin(async move {
                seat::give(tx, out, CITY, &free, day("2026-04-01"), None).await?;
                let until = now.plus(7 * itsumo_domain::Timestamp::DAY);
                let made =
                    join::make_codes(tx, &*ids, CITY, facility, CodeKind::Seat, &[free.id], 1, until, "seat/x", now)
                        .await?;
                Ok(made[0].1.typed())
            })
        })
        .await;
    let start = format!("/console/{CITY}");
    let wrong = visitor.post(&start, &[("code", "こんにちは")]).await;
    assert_eq!(wrong.status, 422, "{}", wrong.html());
    assert!(wrong.html().contains("class=\"wrong\""));
    let page = visitor.press(&start, &[("code", &code)]).await;
    assert!(page.contains("担当になりました") && page.contains("1年2組 副担任"), "{page}");
    let to = visitor.get(&town.at("board")).await.to();
    assert!(visitor.get(&to).await.page().contains("さくら"));
    // The code is used up, and says so to the next.
    let other = Visitor::of(&town, &town.bus);
    assert_eq!(other.post(&start, &[("code", &code)]).await.status, 422);
}

#[tokio::test]
async fn a_session_is_a_cookie_no_script_and_no_other_site_can_use() {
    let town = Town::with(|config| config.public_url = Some("https://itsumo.example.jp".parse().unwrap())).await;
    town.register("mei@example.jp").await;
    let visitor = Visitor::new(&town);
    let sign_in = format!("/console/{CITY}/sign-in");
    let wrong = visitor.post(&sign_in, &[("email", "mei@example.jp"), ("password", "not the password")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.html().contains("メールアドレスかパスワードが違います"));
    assert!(wrong.html().contains("value=\"mei@example.jp\"") && !wrong.html().contains("not the password"));
    let reply = visitor.post(&sign_in, &[("email", "mei@example.jp"), ("password", PASSWORD)]).await;
    assert_eq!(reply.to(), format!("/console/{CITY}?enter=true"));
    let cookie = reply.headers["set-cookie"].to_str().unwrap();
    for part in ["itsumo_console=990019-", "Path=/console", "HttpOnly", "SameSite=Strict", "Secure", "Max-Age=50400"] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    // It is a device like any other: listed, and signed out from anywhere.
    let session = visitor.cookie("itsumo_console").unwrap();
    let me = town.get("/v1/me", Some(&session)).await.json();
    assert!(me["devices"].as_array().unwrap().iter().any(|device| device["name"] == "コンソール"), "{me}");
    let out = visitor.post(&format!("/console/{CITY}/sign-out"), &[]).await;
    assert_eq!(out.to(), sign_in);
    assert_eq!(visitor.cookie("itsumo_console"), None);
    assert_eq!(town.get("/v1/me", Some(&session)).await.status, 401);
}

#[tokio::test]
async fn without_tls_the_cookie_comes_back_over_plain_http() {
    let town = Town::sqlite().await;
    town.register("mei@example.jp").await;
    let visitor = Visitor::new(&town);
    let sign_in = format!("/console/{CITY}/sign-in");
    let reply = visitor.post(&sign_in, &[("email", "mei@example.jp"), ("password", PASSWORD)]).await;
    assert!(!reply.headers["set-cookie"].to_str().unwrap().contains("Secure"));
}

#[tokio::test]
async fn who_is_signed_out_signs_in_and_is_where_they_were() {
    let town = SchoolTown::sqlite().await;
    let visitor = Visitor::new(&town.town);
    let board = town.at(&format!("board/{}?day=2026-11-25", town.class2.id));
    let to = visitor.get(&board).await.to();
    let page = visitor.get(&to).await.page();
    let back = page.split("name=\"back\" value=\"").nth(1).unwrap().split('"').next().unwrap().replace("&#38;", "&");
    assert_eq!(back, board);
    // Nobody is led elsewhere by a link.
    for evil in ["https://evil.example/", "//evil.example", "/console//evil.example", "/v1/me"] {
        let to: String = url::form_urlencoded::byte_serialize(evil.as_bytes()).collect();
        let page = visitor.get(&format!("/console/{CITY}/sign-in?back={to}")).await.page();
        assert!(!page.contains("name=\"back\""), "{evil}");
    }
    town.set_password(&town.teacher.person).await;
    let email = format!("{:x}@example.jp", town.teacher.person.id.as_u128());
    let fields = [("email", email.as_str()), ("password", PASSWORD), ("back", board.as_str())];
    assert_eq!(visitor.post(&format!("/console/{CITY}/sign-in"), &fields).await.to(), board);
    assert!(visitor.get(&board).await.page().contains("11月25日"));
    // With one seat and nowhere to go back to, it is the seat's page.
    assert_eq!(visitor.get(&format!("/console/{CITY}?enter=true")).await.to(), town.at("board"));
}

#[tokio::test]
async fn what_was_sent_after_the_session_ended_is_sent_on_after_signing_in() {
    let town = SchoolTown::sqlite().await;
    town.set_password(&town.teacher.person).await;
    let email = format!("{:x}@example.jp", town.teacher.person.id.as_u128());
    let visitor = Visitor::of(&town, &town.teacher);
    let board = town.at(&format!("board/{}?day=2026-11-24", town.class2.id));
    let mark = town.at(&format!("board/{}/mark", town.class2.id));
    visitor.set_cookie("itsumo_console", "990019-0000");
    let set = format!("present {}", town.sakura);
    let from = format!("http://itsumo.example.jp{board}");
    let reply =
        visitor.post_raw(&mark, &[("form", "old"), ("set", &set), ("note", "<b>\"")], &[("referer", &from)]).await;
    assert_eq!(reply.status, 401);
    let page = reply.html();
    assert!(page.contains("期限が切れました") && page.contains(&board.replace('&', "&#38;")));
    let value = |page: &str, name: &str| {
        let value = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap().split('"').next().unwrap();
        value.replace("&#38;", "&").replace("&#60;", "<").replace("&#62;", ">").replace("&#34;", "\"")
    };
    let (to, again, back) = (value(&page, "to"), value(&page, "again"), value(&page, "back"));
    let sign_in = format!("/console/{CITY}/sign-in");
    let mut fields =
        vec![("email", email.as_str()), ("password", "not it"), ("to", &to), ("again", &again), ("back", &back)];
    let wrong = visitor.post(&sign_in, &fields).await;
    assert_eq!(
        (wrong.status.as_u16(), value(&wrong.html(), "again")),
        (422, again.clone()),
        "it waits for the right password"
    );
    fields[1].1 = PASSWORD;
    let page = visitor.post(&sign_in, &fields).await.page();
    assert!(page.contains("預かっています") && value(&page, "note") == "<b>\"" && value(&page, "set") == set);
    assert!(!page.contains("value=\"old\""), "the old form's token is not sent on");
    let session = visitor.cookie("itsumo_console").unwrap();
    assert_eq!(value(&page, "form"), itsumo_backend::console::posted::form_token(&session));
    let page = visitor.press(&to, &[("set", &set)]).await;
    assert!(crate::visitor::row(&page, town.sakura).contains("登校"));
    // It is sent on inside the console only.
    fields[2].1 = "https://evil.example/console/";
    assert_eq!(visitor.post(&sign_in, &fields).await.to(), board);
}

#[tokio::test]
async fn a_form_of_another_site_or_another_session_does_nothing() {
    let town = SchoolTown::sqlite().await;
    let visitor = Visitor::of(&town, &town.teacher);
    let mark = town.at(&format!("board/{}/mark", town.class2.id));
    let set = format!("present {}", town.sakura);
    let own = itsumo_backend::console::posted::form_token(&town.teacher.person.token);
    let other = itsumo_backend::console::posted::form_token(&town.head.person.token);
    let tries: [(&str, &[(&str, &str)]); 6] = [
        ("", &[("sec-fetch-site", "same-origin")]),
        (&other, &[("sec-fetch-site", "same-origin")]),
        (&own, &[("sec-fetch-site", "cross-site")]),
        (&own, &[("sec-fetch-site", "same-site")]),
        (&own, &[("origin", "https://evil.example")]),
        (&own, &[("origin", "null")]),
    ];
    for (token, headers) in tries {
        let reply = visitor.post_raw(&mark, &[("form", token), ("set", &set)], headers).await;
        assert_eq!(reply.status, 403, "{headers:?}");
        assert!(reply.html().contains("古くなっています"));
    }
    let board = visitor.get(&town.at(&format!("board/{}", town.class2.id))).await.page();
    assert!(crate::visitor::row(&board, town.sakura).contains("わからない"));
    // A browser too old to say where it comes from is let through by the token, and one that says so by what it says.
    for headers in [&[][..], &[("origin", "http://itsumo.example.jp")]] {
        let reply = visitor.post_raw(&mark, &[("form", &own), ("set", &set)], headers).await;
        assert_eq!(reply.status, 303, "{headers:?}: {}", reply.html());
    }
}

#[tokio::test]
async fn what_is_refused_looks_like_what_is_not_there() {
    let town = SchoolTown::sqlite().await;
    let teacher = Visitor::of(&town, &town.teacher);
    let nowhere = teacher.get("/console/nowhere/at/all").await;
    assert_eq!(nowhere.status, 404);
    let (class1, unknown) = (town.class1.id, Uuid::from_u128(0xFFFF));
    for path in [
        town.at(&format!("board/{class1}")),
        town.at(&format!("board/{unknown}")),
        town.at("board/not-an-id"),
        town.at(&format!("board/{class1}/told?pupil={}", town.ren)),
        town.at(&format!("board/{}/told?pupil={}", town.class2.id, town.ren)),
        town.at(&format!("board/{}/told?pupil={unknown}", town.class2.id)),
        town.at(&format!("board/{}", town.whole.id)),
        town.at(&format!("register/{class1}")),
        town.at(&format!("register/{class1}/csv")),
        town.at(&format!("register/{}?month=2026-13", town.class2.id)),
        town.at("desk/lunch"),
        town.at("desk/nothing"),
        town.at("after-school"),
        town.at("office"),
        town.at_after_school("board"),
        town.at_after_school("after-school"),
        town.at_after_school("events"),
        format!("/console/{CITY}/{unknown}/board"),
        format!("/console/{CITY}/x/board"),
        "/console/000000".to_owned(),
        "/console/000000/sign-in".to_owned(),
        "/console/assets/console-0000.css".to_owned(),
        "/console/language/fr".to_owned(),
    ] {
        let reply = teacher.get(&path).await;
        assert_eq!(reply.status, 404, "{path}");
        assert_eq!(reply.html(), nowhere.html(), "{path}");
    }
    let mark = town.at(&format!("board/{}/mark", town.class2.id));
    for set in [format!("present {}", town.ren), format!("present {unknown}"), "present x".to_owned()] {
        let reply = teacher.post(&mark, &[("set", &set)]).await;
        assert_eq!((reply.status.as_u16(), reply.html()), (404, nowhere.html()), "{set}");
    }
    // A guardian has no seat, and so no facility.
    let hana = Visitor::new(&town.town);
    hana.set_cookie("itsumo_console", &town.hana.token);
    assert_eq!(hana.get(&town.at("board")).await.html(), nowhere.html());
    assert!(hana.get(&format!("/console/{CITY}")).await.page().contains("まだ担当がありません"));
}

#[tokio::test]
async fn the_language_is_this_browser_s_and_every_page_is_guarded() {
    let town = SchoolTown::sqlite().await;
    let visitor = Visitor::of(&town, &town.teacher);
    let board = town.at(&format!("board/{}", town.class2.id));
    assert!(visitor.get(&board).await.page().contains("<html lang=\"ja\" data-locale=\"ja\">"));
    let to: String = url::form_urlencoded::byte_serialize(board.as_bytes()).collect();
    assert_eq!(visitor.get(&format!("/console/language/en?to={to}")).await.to(), board);
    let reply = visitor.get(&board).await;
    assert!(reply.page().contains("<html lang=\"en\"") && reply.page().contains("Unaccounted for"));
    visitor.get(&format!("/console/language/ja-easy?to={to}")).await.to();
    let page = visitor.get(&board).await.page();
    assert!(page.contains("<html lang=\"ja\" data-locale=\"ja-easy\">") && page.contains("<rt>ちこく</rt>"));
    for reply in [reply, visitor.get("/console/nowhere").await, visitor.get(&format!("/console/{CITY}/sign-in")).await]
    {
        let policy = reply.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(!policy.contains("unsafe"));
        assert_eq!(reply.headers["x-frame-options"], "DENY");
        assert_eq!(reply.headers["cache-control"], "no-store");
        assert!(
            !reply.html().contains(" style=")
                && !reply.html().contains("<script>")
                && !reply.html().contains("onclick")
        );
    }
    // Style and script are named by what is in them, and kept.
    let page = visitor.get(&board).await.page();
    for end in [".css\"", ".js\""] {
        let name = page.split("/console/assets/").find(|part| part.split('>').next().unwrap().contains(end)).unwrap();
        let name = name.split('"').next().unwrap();
        let reply = visitor.get(&format!("/console/assets/{name}")).await;
        assert_eq!(reply.status, 200);
        assert!(reply.headers["cache-control"].to_str().unwrap().contains("immutable"));
    }
}

#[tokio::test]
async fn an_address_cannot_make_the_console_say_what_somebody_wrote() {
    let town = SchoolTown::sqlite().await;
    let visitor = Visitor::of(&town, &town.teacher);
    let board = town.at(&format!("board/{}", town.class2.id));
    assert!(visitor.get(&format!("{board}?said=marked")).await.page().contains("印をつけました"));
    for said in ["ring-0436-00-9999", "<script>", "marked<b>", "../../marked", "Marked"] {
        let said: String = url::form_urlencoded::byte_serialize(said.as_bytes()).collect();
        let page = visitor.get(&format!("{board}?said={said}")).await.page();
        assert!(!page.contains("id=\"said\""), "{said}");
    }
}

#[tokio::test]
async fn a_wrong_method_and_a_form_that_is_none_are_pages_too() {
    let town = SchoolTown::sqlite().await;
    let visitor = Visitor::of(&town, &town.teacher);
    let mark = town.at(&format!("board/{}/mark", town.class2.id));
    let reply = visitor.get(&mark).await;
    assert_eq!(reply.status, 405);
    assert!(reply.html().contains("<h1>"), "{}", reply.html());
    let unreadable = visitor.post(&mark, &[("set", "presentx")]).await;
    assert_eq!(unreadable.status, 422);
    assert!(unreadable.html().contains("読み取れませんでした"));
    let request = Request::post(&mark).header("content-type", "application/json").body(Body::from("{}")).unwrap();
    assert_eq!(visitor.send(request).await.status, 422);
    let day = visitor.get(&town.at(&format!("board/{}?day=tomorrow", town.class2.id))).await;
    assert_eq!(day.status, 400);
    assert!(day.html().contains("<h1>"));
}
