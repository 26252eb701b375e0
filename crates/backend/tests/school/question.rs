//! "登校しましたか": asked of all guardians at once, answered with one tap, and back on the board.

use crate::{
    desk::{absence, code, id, tell},
    http::CITY,
    town::{Person, SchoolTown, at, on_both},
};
use itsumo_backend::school::question::{self, Asked};
use itsumo_domain::{
    Command,
    school::{
        Desk, Part,
        absence::{Arrival, By},
        access::Seat,
        board::{Mark, Whereabouts},
    },
};
use uuid::Uuid;

impl SchoolTown {
    async fn ask_after(&self, seat: &Seat, pupils: &[Uuid]) -> Result<Asked, String> {
        let (seat, pupils, now) = (seat.clone(), pupils.to_vec(), self.now());
        self.write(move |tx, out| {
            Box::pin(async move { question::ask(tx, out, CITY, &seat, &pupils, now.jst_date(), now).await })
        })
        .await
        .map_err(code)
    }

    async fn answer(&self, who: &Person, question: Uuid, arrival: Arrival) -> Option<String> {
        self.command(who, Command::AnswerQuestion { question, arrival }).await.refused.map(code)
    }
}

/// 8:25, after the cut-off, and the teacher has asked after さくら. Answers the question.
async fn asked(town: &SchoolTown) -> Uuid {
    town.town.clock.set(at("08:25"));
    let asked = town.ask_after(&town.teacher.seat, &[town.sakura]).await.unwrap();
    assert_eq!(asked, Asked { asked: vec![town.sakura], nobody: vec![] });
    let (question, _) = town.questions_of(&town.hana).await[0].clone();
    town.town.clock.set(at("08:31"));
    question
}

on_both! {
    /// Asked of mother and father with one tap; "left home" is the board's most urgent line until the child is there.
    async fn left_home_and_not_there_is_the_most_urgent(town: SchoolTown) {
        let question = asked(&town).await;
        let (_, his) = town.questions_of(&town.taro).await[0].clone();
        assert_eq!((his.pupil, his.phone.as_str(), his.at), (town.sakura, "0436-00-1201", at("08:25")));
        assert!(town.questions_of(&town.kenji).await.is_empty() && town.questions_of(&town.mori).await.is_empty());
        let row = town.row(&town.class2, town.sakura).await;
        assert_eq!((row.asked, row.answer, row.place), (Some(at("08:25")), None, Whereabouts::Unknown));

        assert_eq!(town.answer(&town.taro, question, Arrival::LeftHome).await, None);
        let row = town.row(&town.class2, town.sakura).await;
        assert_eq!((row.answer, row.place), (Some(Arrival::LeftHome), Whereabouts::LeftHome));
        let (_, hers) = town.questions_of(&town.hana).await[0].clone();
        let answer = hers.answer.unwrap();
        let father = By { me: false, name: "父".to_owned(), staff: false };
        assert_eq!((answer.arrival, answer.by), (Arrival::LeftHome, father));
        assert!(!hers.over);

        town.town.clock.set(at("08:40"));
        town.mark(&town.teacher.seat, &[town.sakura], Mark::Present).await;
        assert_eq!(town.row(&town.class2, town.sakura).await.place, Whereabouts::Present);
        assert!(town.questions_of(&town.hana).await[0].1.over);
        assert_eq!(town.answer(&town.hana, question, Arrival::Absent).await.as_deref(), Some("already-over"));
        assert_eq!(town.answer(&town.taro, question, Arrival::LeftHome).await, None, "the same answer again");
    }
}

on_both! {
    /// "休みます" is an absence like any other, told to every place where the child goes.
    async fn absent_becomes_an_absence_told_everywhere(town: SchoolTown) {
        town.town.clock.set(at("08:25"));
        town.ask_after(&town.other_teacher.seat, &[town.tsubaki]).await.unwrap();
        let (question, _) = town.questions_of(&town.hana).await[0].clone();
        assert_eq!(town.answer(&town.hana, question, Arrival::Absent).await, None);
        let row = town.row(&town.class1, town.tsubaki).await;
        assert_eq!((row.place, row.absences.len(), row.answer), (Whereabouts::Absent, 1, Some(Arrival::Absent)));
        let (absence, view) = row.absences[0].clone();
        assert!(view.late && view.absence.part == Part::AllDay);
        assert_eq!(town.board(&town.after_school_class).await.counts.absent, 1, "the 学童 need not wait");
        assert_eq!(town.desk_list(&town.school, Desk::Lunch).await.rows.len(), 1);
        assert!(town.questions_of(&town.taro).await[0].1.over);
        // She can say more of it, and take it back.
        let mut more = view.absence.clone();
        more.note = "熱があります。".to_owned();
        assert_eq!(town.tell(&town.hana, absence, more).await, None);
        assert_eq!(town.take_back(&town.hana, absence).await, None);
        assert_eq!(town.row(&town.class1, town.tsubaki).await.place, Whereabouts::Unknown);
    }
}

on_both! {
    /// "遅れて行きます" without a time is believed for an hour; changed to "left home", nothing of it stays.
    async fn late_is_believed_for_an_hour(town: SchoolTown) {
        let question = asked(&town).await;
        assert_eq!(town.answer(&town.hana, question, Arrival::Late).await, None);
        let until = Some("09:35".parse().unwrap());
        assert_eq!(town.row(&town.class2, town.sakura).await.place, Whereabouts::Late { until });
        assert!(!town.questions_of(&town.hana).await[0].1.over);
        town.town.clock.set(at("09:56"));
        // Asked again, the old answer is none.
        town.ask_after(&town.teacher.seat, &[town.sakura]).await.unwrap();
        let row = town.row(&town.class2, town.sakura).await;
        assert_eq!((row.place, row.asked, row.answer), (Whereabouts::Unknown, Some(at("09:56")), None));
        assert_eq!(town.questions_of(&town.hana).await.len(), 1, "one question a day");
        assert_eq!(town.answer(&town.hana, question, Arrival::LeftHome).await, None);
        let row = town.row(&town.class2, town.sakura).await;
        assert_eq!((row.place, row.absences.len()), (Whereabouts::LeftHome, 0));
        // What is most urgent is not asked away.
        town.town.clock.set(at("10:00"));
        town.ask_after(&town.teacher.seat, &[town.sakura]).await.unwrap();
        assert_eq!(town.row(&town.class2, town.sakura).await.place, Whereabouts::LeftHome);
    }
}

on_both! {
    /// An absence that arrives from a telephone which was offline answers the question by itself.
    async fn an_absence_told_meanwhile_ends_the_question(town: SchoolTown) {
        asked(&town).await;
        let mut of_lunch = absence(town.sakura, &town.school);
        of_lunch.tell = tell(&town.school, &[Desk::Lunch]);
        town.tell(&town.hana, id(1), of_lunch).await;
        assert!(!town.questions_of(&town.hana).await[0].1.over, "the kitchen does not ask");
        town.tell(&town.hana, id(2), absence(town.sakura, &town.school)).await;
        assert!(town.questions_of(&town.hana).await[0].1.over && town.questions_of(&town.taro).await[0].1.over);
    }
}

on_both! {
    /// Who may not ask asks nobody; who may not answer finds no question; without guardians there is the telephone.
    async fn who_may_ask_and_answer(town: SchoolTown) {
        for seat in [&town.other_teacher, &town.lunch, &town.carer] {
            let refused = town.ask_after(&seat.seat, &[town.sakura]).await;
            assert_eq!(refused, Err("not-found".to_owned()), "{}", seat.seat.title);
        }
        let question = asked(&town).await;
        for who in [&town.mori, &town.kenji] {
            assert_eq!(town.answer(who, question, Arrival::LeftHome).await.as_deref(), Some("not-found"));
        }
        assert_eq!(town.answer(&town.hana, id(99), Arrival::LeftHome).await.as_deref(), Some("not-found"));
        town.town.clock.set(at("08:31").plus(86_400_000));
        assert_eq!(town.answer(&town.hana, question, Arrival::LeftHome).await.as_deref(), Some("already-over"));
        let (ren, mori, now) = (town.ren, town.mori.id, town.now());
        town.write(move |tx, out| {
            Box::pin(async move {
                itsumo_backend::school::guardian::leave(tx, out, CITY, ren, mori, now.jst_date(), now).await
            })
        })
        .await;
        let asked = town.ask_after(&town.other_teacher.seat, &[town.ren, town.tsubaki]).await.unwrap();
        assert_eq!((asked.asked, asked.nobody), (vec![town.tsubaki], vec![town.ren]));
    }
}

on_both! {
    /// With a shield the question goes to the mother alone, and what she answers is not shown to the father.
    async fn a_shielded_one_is_not_asked(town: SchoolTown) {
        town.shield_taro().await;
        let question = asked(&town).await;
        assert!(town.questions_of(&town.taro).await.is_empty());
        assert_eq!(town.answer(&town.taro, question, Arrival::LeftHome).await.as_deref(), Some("not-found"));
        assert_eq!(town.answer(&town.hana, question, Arrival::Absent).await, None);
        assert!(town.questions_of(&town.taro).await.is_empty());
    }
}
