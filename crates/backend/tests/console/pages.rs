//! What every page has: one heading, landmarks, names on everything that is pressed.

use crate::{
    http::CITY,
    town::{SchoolTown, Staff, at},
    visitor::Visitor,
};

/// Every page that somebody of the staff can open.
pub fn pages(town: &SchoolTown) -> Vec<(&'static str, &Staff, String)> {
    let class = town.class2.id;
    vec![
        ("seats", &town.teacher, format!("/console/{CITY}")),
        ("board", &town.head, town.at(&format!("board/{class}"))),
        ("told", &town.teacher, town.at(&format!("board/{class}/told?pupil={}", town.sakura))),
        ("roll", &town.teacher, town.at(&format!("board/{class}/roll"))),
        ("school", &town.head, town.at("school")),
        ("lunch", &town.lunch, town.at("desk/lunch")),
        ("after-school", &town.carer, town.at_after_school("after-school")),
        ("calls", &town.head, town.at("calls")),
        ("register", &town.head, town.at(&format!("register/{class}"))),
        ("office", &town.office, town.at("office")),
        ("office-roster", &town.office, town.at("office/roster")),
        ("office-class", &town.office, town.at(&format!("office/classes/{class}"))),
        ("office-pupil", &town.head, town.at(&format!("office/pupils/{}", town.sakura))),
        ("office-seats", &town.head, town.at("office/seats")),
    ]
}

#[tokio::test]
async fn every_page_has_one_heading_and_its_landmarks_and_says_everything() {
    let town = SchoolTown::sqlite().await;
    town.town.clock.set(at("08:31"));
    for (name, staff, path) in pages(&town) {
        let visitor = Visitor::of(&town, staff);
        for locale in ["ja", "ja-easy", "en"] {
            visitor.set_cookie("itsumo_language", locale);
            let html = visitor.get(&path).await.page();
            assert_eq!(html.matches("<h1").count(), 1, "{name}");
            assert_eq!(html.matches("<main ").count(), 1, "{name}");
            assert_eq!(html.matches("<header ").count(), 1, "{name}");
            assert!(html.contains("href=\"#main\""), "{name}");
            let text = crate::visitor::text(html.split("<body").nth(1).unwrap());
            for prefix in ["console-", "school-", "register-", "date-", "account-", "problem-", "roster-"] {
                assert!(!text.contains(prefix), "{name} in {locale} lacks a text: {text}");
            }
        }
    }
}

#[tokio::test]
async fn the_bar_leads_only_to_pages_that_open() {
    let town = SchoolTown::sqlite().await;
    for staff in town.staff() {
        let visitor = Visitor::of(&town, staff);
        let start = visitor.get(&format!("/console/{CITY}")).await.page();
        let first = start.split("seat-card\" href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let mut page = visitor.get(&first).await;
        while page.status == 303 {
            page = visitor.get(&page.to()).await;
        }
        let html = page.page();
        let bar = html.split("<nav class=\"places\"").nth(1).unwrap().split("</nav>").next().unwrap();
        let links: Vec<&str> = bar.split("href=\"").skip(1).map(|part| part.split('"').next().unwrap()).collect();
        assert!(!links.is_empty(), "{}", staff.seat.title);
        for link in links {
            let mut reply = visitor.get(link).await;
            while reply.status == 303 {
                reply = visitor.get(&reply.to()).await;
            }
            assert_eq!(reply.status, 200, "{} → {link}", staff.seat.title);
        }
    }
}
