//! The board as it is read: the whole school, the way to the 学童, a month's register, and what each costs.

use crate::{
    desk::{absence, days, id, late_until},
    http::CITY,
    town::{SchoolTown, at, day, enrol, on_both},
};
use itsumo_backend::{
    school::{attendance, facility, register},
    store::{BoxFuture, Row, StoreError, Tx, Value},
};
use itsumo_domain::{
    Stream,
    school::{
        Facility, Group, GroupKind, Part,
        absence::{Reason, Symptom},
        board::{AfterSchoolBoard, AfterSchoolRow, Mark, SchoolView, Sign, Way},
    },
};
use uuid::Uuid;

impl SchoolTown {
    async fn school_view(&self) -> SchoolView {
        let (school, now) = (self.school.clone(), self.now());
        self.read(move |tx| {
            Box::pin(async move { attendance::school_view(tx, CITY, &school, now.jst_date(), now).await })
        })
        .await
    }

    async fn way(&self) -> AfterSchoolBoard {
        let (club, now) = (self.after_school.clone(), self.now());
        self.read(move |tx| {
            Box::pin(async move { attendance::after_school(tx, CITY, &club, now.jst_date(), now).await })
        })
        .await
    }

    /// What the school sees of the way.
    async fn not_arrived(&self) -> Vec<(Facility, AfterSchoolRow)> {
        let (school, now) = (self.school.clone(), self.now());
        self.read(move |tx| {
            Box::pin(async move { attendance::not_arrived(tx, CITY, &school, now.jst_date(), now).await })
        })
        .await
    }

    async fn register(&self, class: &Group, month: u32) -> Option<itsumo_domain::school::board::Register> {
        let (school, class, now) = (self.school.clone(), class.id, self.now());
        self.read(move |tx| Box::pin(async move { register::month(tx, CITY, &school, class, 2026, month, now).await }))
            .await
    }
}

on_both! {
    /// All classes in numbers, symptoms by grade, who is absent for days, and whom nobody knows of.
    async fn the_school_at_a_glance(town: SchoolTown) {
        let mut ill = absence(town.sakura, &town.school);
        ill.symptoms = vec![Symptom::Fever, Symptom::Cough];
        // Written down since Thursday: with a weekend and a holiday between it is three school days.
        ill = days(ill, "2026-11-19", "2026-11-25");
        assert_eq!(town.write_down(&town.nurse.seat, id(1), ill).await, None);
        let mut fever = absence(town.ren, &town.school);
        fever.symptoms = vec![Symptom::Fever];
        town.tell(&town.mori, id(2), late_until(fever, "10:00")).await;
        let view = town.school_view().await;
        assert!(view.open && !view.past_cut_off);
        let names: Vec<&str> = view.classes.iter().map(|(group, _)| group.name.as_str()).collect();
        assert_eq!(names, ["1年1組", "1年2組"]);
        assert_eq!((view.total.expected, view.total.absent, view.total.late, view.total.unknown), (3, 1, 1, 1));
        let grade = &view.health.grades[0];
        assert_eq!((grade.ill, &grade.symptoms), (2, &[(Symptom::Fever, 2), (Symptom::Cough, 1)].into()));
        assert_eq!(view.health.classes[1].per_mille, 1000);
        let in_a_row: Vec<(Uuid, u16)> = view.in_a_row.iter().map(|(_, row)| (row.pupil, row.days_in_row)).collect();
        assert_eq!(in_a_row, [(town.sakura, 3)]);
        assert_eq!(view.unknown.iter().map(|(_, row)| row.pupil).collect::<Vec<_>>(), [town.tsubaki]);
        town.town.clock.set(at("10:21"));
        let view = town.school_view().await;
        assert!(view.past_cut_off);
        assert_eq!(view.total.unknown, 2, "who was late has not come");
    }
}

on_both! {
    /// The teacher marks the child as gone; twenty minutes later, without a sign of it, the 学童 sees it first of all.
    async fn on_the_way_to_the_after_school_club(town: SchoolTown) {
        town.town.clock.set(at("14:50"));
        assert_eq!(town.way().await.rows[0].way, Way::Expected);
        let moved = |town: &SchoolTown| town.town.app.streams.head(CITY, &Stream::board(town.after_school.id));
        let before = moved(&town);
        town.mark(&town.other_teacher.seat, &[town.tsubaki], Mark::Left).await;
        assert!(moved(&town) > before, "the 学童's page hears of it");
        town.town.clock.set(at("15:09"));
        assert_eq!(town.way().await.rows[0].way, Way::OnTheWay { left: at("14:50"), minutes: 19 });
        town.town.clock.set(at("15:10"));
        let board = town.way().await;
        assert_eq!((board.over, &board.rows[0].way), (1, &Way::Over { left: at("14:50"), minutes: 20 }));
        let missed = town.not_arrived().await;
        let missed: Vec<(Uuid, Uuid)> = missed.iter().map(|(place, row)| (place.id, row.pupil)).collect();
        assert_eq!(missed, [(town.after_school.id, town.tsubaki)], "and so does the school");
        assert_eq!(town.mark(&town.carer.seat, &[town.tsubaki], Mark::Present).await, None);
        assert_eq!(town.way().await.rows[0].way, Way::Arrived { at: at("15:10") });
        assert!(town.not_arrived().await.is_empty());
        assert_eq!(town.mark(&town.carer.seat, &[town.sakura], Mark::Present).await.as_deref(), Some("not-found"));
        // What was told to the school alone stays there.
        town.tell(&town.hana, id(1), days(absence(town.tsubaki, &town.school), "2026-11-25", "2026-11-25")).await;
        town.town.clock.set(at("15:10").plus(86_400_000));
        assert_eq!(town.way().await.rows[0].way, Way::Expected);
    }
}

on_both! {
    /// The month of a class: signs, sums, and a file.
    async fn a_month_s_register(town: SchoolTown) {
        let mut flu = days(absence(town.ren, &town.school), "2026-11-16", "2026-11-18");
        flu.reason = Reason::Infection;
        assert_eq!(town.write_down(&town.office.seat, id(1), flu).await, None);
        let mut mourning = days(absence(town.ren, &town.school), "2026-11-19", "2026-11-19");
        mourning.reason = Reason::Mourning;
        assert_eq!(town.write_down(&town.office.seat, id(2), mourning).await, None);
        assert_eq!(town.mark_on(&town.other_teacher.seat, &[town.ren], day("2026-11-20"), Mark::Present).await, None);
        let mut early = absence(town.ren, &town.school);
        early.part = Part::LeavesAt { time: "11:30".parse().unwrap() };
        town.tell(&town.mori, id(3), early).await;
        town.mark(&town.other_teacher.seat, &[town.ren], Mark::Present).await;
        let register = town.register(&town.class1, 11).await.unwrap();
        assert_eq!(register.rows.len(), 2);
        let ren = register.rows.iter().find(|row| row.pupil.id == town.ren).unwrap();
        let of = |text: &str| ren.signs[register.days.iter().position(|open| *open == day(text)).unwrap()];
        let signs = ["2026-11-16", "2026-11-19", "2026-11-20", "2026-11-24", "2026-11-02", "2026-11-25"].map(of);
        assert_eq!(signs, [Sign::Suspended, Sign::Mourning, Sign::Present, Sign::Early, Sign::Unknown, Sign::ToCome]);
        assert_eq!((ren.totals.excused, ren.totals.early, ren.totals.present), (4, 1, 2));
        let file = String::from_utf8(register::csv(&register, str::to_owned)).unwrap();
        assert!(file.starts_with('\u{feff}') && file.contains("4,森 蓮,"));
        assert_eq!(file.lines().count(), 3);
        let of_class2 = town.register(&town.class2, 11).await.unwrap();
        assert!(of_class2.rows.iter().all(|row| row.pupil.id == town.sakura), "no other class's child");
        assert!(town.register(&town.after_school_class, 11).await.is_none(), "a class of another facility");
        assert!(town.register(&town.class1, 13).await.is_none());
    }
}

/// Counts statements on their way.
struct Counted<'t> {
    tx: &'t mut dyn Tx,
    statements: usize,
}

impl Tx for Counted<'_> {
    fn query<'a>(&'a mut self, sql: &'a str, params: &'a [Value]) -> BoxFuture<'a, Result<Vec<Row>, StoreError>> {
        self.statements += 1;
        self.tx.query(sql, params)
    }
    fn execute<'a>(&'a mut self, sql: &'a str, params: &'a [Value]) -> BoxFuture<'a, Result<u64, StoreError>> {
        self.statements += 1;
        self.tx.execute(sql, params)
    }
    fn moved(&mut self, city: &str, stream: &Stream, head: i64) {
        self.tx.moved(city, stream, head);
    }
    fn is_postgres(&self) -> bool {
        self.tx.is_postgres()
    }
}

on_both! {
    /// A thousand pupils in thirty classes, forty of them absent: the page asks as often as for three.
    async fn a_large_school_costs_no_more_statements(town: SchoolTown) {
        let school = town.school.clone();
        town.write(move |tx, _| {
            Box::pin(async move {
                for class in 0..30_u128 {
                    let group = Group {
                        id: Uuid::from_u128(0xC1A5_0000 + class),
                        kind: GroupKind::Class,
                        year: 2026,
                        grade: u8::try_from(class / 5 + 1).unwrap(),
                        name: format!("{}年{}組 大", class / 5 + 1, class % 5 + 1),
                    };
                    facility::keep_group(tx, CITY, school.id, &group).await?;
                    for number in 0..33_u128 {
                        let id = Uuid::from_u128(0xB16_0000 + class * 100 + number);
                        let name = format!("児童 {class}-{number}");
                        let sql = "INSERT INTO pupil (city, id, code, name, kana, birth)
                                   VALUES ($1, $2, '', $3, $3, 0)";
                        tx.execute(sql, &[CITY.into(), id.into(), name.into()]).await?;
                        let number = i64::try_from(number + 1).unwrap();
                        enrol(tx, id, school.id, group.id, day("2026-04-01"), number).await?;
                    }
                }
                Ok(())
            })
        })
        .await;
        let pupil = |n: u128| Uuid::from_u128(0xB16_0000 + (n % 30) * 100 + n / 30);
        for n in 0..40 {
            assert_eq!(town.write_down(&town.nurse.seat, id(n), absence(pupil(n), &town.school)).await, None);
        }
        let edited = late_until(absence(pupil(0), &town.school), "10:00");
        assert_eq!(town.write_down(&town.nurse.seat, id(0), edited).await, None);
        let (school, now) = (town.school.clone(), town.now());
        let class = Group { id: Uuid::from_u128(0xC1A5_0000), kind: GroupKind::Class, ..Group::default() };
        let (view, of_school, of_class) = town
            .read(move |tx| {
                Box::pin(async move {
                    let mut counted = Counted { tx, statements: 0 };
                    let view = attendance::school_view(&mut counted, CITY, &school, now.jst_date(), now).await?;
                    let of_school = counted.statements;
                    attendance::class_board(&mut counted, CITY, &school, &class, now.jst_date(), now).await?;
                    Ok((view, of_school, counted.statements - of_school))
                })
            })
            .await;
        assert_eq!((view.total.expected, view.total.absent, view.total.late), (993, 39, 1));
        assert!(of_school <= 8 && of_class <= 8, "{of_school} statements for the school, {of_class} for a class");
    }
}
