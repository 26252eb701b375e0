//! Notices from the desk of the one who writes to the phones of those who read, and back.

use crate::{
    http::{CITY, KEY},
    town::{Person, SchoolTown, Staff, day, on_both},
};
use bytes::Bytes;
use itsumo_backend::school::{
    facility,
    notice::{NoticeError, Stage, Writer, approve, board, file, recall, send, write},
    standing,
};
use itsumo_domain::{
    Command, CommandEnvelope, Record, Stream,
    city::LocalText,
    record::kind,
    school::{
        Answer, Notice,
        notice::{AnswerView, Ask, Audience, Block, CountPer, Draft, State, Warning, Where},
    },
    sync::{Refusal, SyncRequest},
};
use std::collections::BTreeMap;
use uuid::Uuid;

async fn writer(town: &SchoolTown, staff: &Staff) -> Writer {
    let (person, day) = (staff.person.id, town.now().jst_date());
    let standing = town.read(move |tx| Box::pin(async move { standing::standing(tx, CITY, person, day).await })).await;
    Writer { person, seat: staff.seat.clone(), standing }
}

fn draft(title: &str, groups: &[Uuid]) -> Draft {
    Draft {
        title: LocalText::ja(title),
        blocks: vec![Block::Text { text: LocalText::ja("よろしくお願いします。") }],
        audience: Audience { groups: groups.to_vec(), ..Audience::default() },
        ..Draft::default()
    }
}

/// Gives it to be sent, with every warning ticked off.
async fn give(town: &SchoolTown, by: &Writer, notice: Uuid) -> Result<Stage, NoticeError> {
    let look = approve::look(&town.town.app, CITY, by, notice).await?;
    let ticked = look.warnings.iter().map(Warning::mark).collect();
    approve::give(&town.town.app, CITY, by, notice, look.entry.work, ticked).await
}

async fn send_due(town: &SchoolTown) -> usize {
    send::send_due(&town.town.app.store, town.now()).await.unwrap()
}

async fn sent(town: &SchoolTown, by: &Writer, draft: Draft) -> Uuid {
    let notice = write::begin(&town.town.app, CITY, by, draft).await.unwrap();
    give(town, by, notice).await.unwrap();
    assert_eq!(send_due(town).await, 1);
    notice
}

/// Where somebody finds a notice on a device that has nothing, and what it says.
async fn found(town: &SchoolTown, person: &Person, notice: Uuid) -> BTreeMap<Stream, Notice> {
    let answer = town.sync(person).await;
    let mut found = BTreeMap::new();
    for (stream, page) in answer.streams {
        let here = page.records.iter().find(|record| record.id == notice && !record.gone);
        if let Some(record) = here {
            assert_eq!(record.kind, kind::NOTICE);
            found.insert(stream, record.body_as().unwrap());
        }
    }
    found
}

async fn says(town: &SchoolTown, person: &Person, notice: Uuid) -> Option<String> {
    found(town, person, notice).await.into_values().next().map(|notice| notice.title.ja)
}

/// A device of `person` syncs everything, says so with its next sync, and the server writes that down.
async fn reached(town: &SchoolTown, person: &Person) {
    let cursors: BTreeMap<Stream, i64> =
        town.sync(person).await.streams.into_iter().map(|(stream, page)| (stream, page.next)).collect();
    let request = SyncRequest { city: CITY.to_owned(), cursors, commands: Vec::new() };
    let body = serde_json::to_value(&request).unwrap();
    assert_eq!(town.ask(person, "POST", "/v1/sync", Some(body)).await.status, 200);
    town.town.app.reach.write_down(&town.town.app.store).await.unwrap();
}

async fn open(town: &SchoolTown, person: &Person, notice: Uuid) -> Option<Refusal> {
    town.command(person, Command::OpenNotice { notice }).await.refused
}

async fn answer(
    town: &SchoolTown,
    person: &Person,
    notice: Uuid,
    pupil: Option<Uuid>,
    given: Answer,
) -> Option<String> {
    let done = town.command(person, Command::AnswerNotice { notice, pupil, given }).await;
    done.refused.map(|refusal| refusal.code)
}

async fn answers(town: &SchoolTown, person: &Person) -> Vec<AnswerView> {
    let records = town.of_kind(person, kind::ANSWER).await;
    records.iter().map(|record: &Record| record.body_as().unwrap()).collect()
}

async fn states(town: &SchoolTown, by: &Writer, notice: Uuid) -> Vec<(Vec<Uuid>, State)> {
    let board = board::board(&town.town.app, CITY, by, notice).await.unwrap();
    board.counted.units.into_iter().map(|unit| (unit.pupils, unit.state)).collect()
}

/// The school holds notices for half a minute, and wants a second pair of eyes or not.
async fn hold(town: &SchoolTown, four_eyes: bool) {
    let mut school = town.school.clone();
    (school.hold_seconds, school.four_eyes) = (30, four_eyes);
    town.write(move |tx, _| Box::pin(async move { facility::keep(tx, CITY, &school).await })).await;
}

on_both! {
    /// Both classes, and a mother of a child in each: one item, in two streams, under one id.
    async fn siblings_are_one_item(town: SchoolTown) {
        let office = writer(&town, &town.office).await;
        let notice = sent(&town, &office, draft("遠足", &[town.class1.id, town.class2.id])).await;
        let hana = found(&town, &town.hana, notice).await;
        let streams: Vec<Stream> = hana.keys().cloned().collect();
        let mut expected = vec![Stream::class(town.class1.id), Stream::class(town.class2.id)];
        expected.sort();
        assert_eq!(streams, expected);
        let bodies: Vec<&Notice> = hana.values().collect();
        assert_eq!(bodies[0], bodies[1]);
        assert_eq!(bodies[0].to, ["1年1組", "1年2組"]);
        assert_eq!((bodies[0].from.as_str(), bodies[0].sent), ("事務室", town.now()));
        assert_eq!(found(&town, &town.mori, notice).await.len(), 1);
        // Nobody of the class any more, nobody of it at all.
        assert!(found(&town, &town.kenji, notice).await.is_empty());
    }
}

on_both! {
    async fn what_is_held_can_be_taken_back_and_nobody_saw_it(town: SchoolTown) {
        hold(&town, false).await;
        let office = writer(&town, &town.office).await;
        let notice = write::begin(&town.town.app, CITY, &office, draft("まちがい", &[town.whole.id])).await.unwrap();
        assert_eq!(give(&town, &office, notice).await.unwrap(), Stage::Held);
        town.town.clock.advance(29_000);
        assert_eq!(send_due(&town).await, 0);
        approve::take_back(&town.town.app, CITY, &office, notice).await.unwrap();
        town.town.clock.advance(60_000);
        assert_eq!(send_due(&town).await, 0);
        assert_eq!(says(&town, &town.hana, notice).await, None);

        write::save(&town.town.app, CITY, &office, notice, draft("なおした", &[town.whole.id])).await.unwrap();
        give(&town, &office, notice).await.unwrap();
        town.town.clock.advance(30_000);
        assert_eq!(send_due(&town).await, 1);
        assert_eq!(send_due(&town).await, 0);
        assert_eq!(says(&town, &town.hana, notice).await.unwrap(), "なおした");
        let late = approve::take_back(&town.town.app, CITY, &office, notice).await;
        assert!(matches!(late, Err(NoticeError::Moved)), "{late:?}");
    }
}

on_both! {
    /// What was looked at is what goes out: a change in another window makes it another notice.
    async fn nothing_goes_out_that_was_not_looked_at_as_it_is(town: SchoolTown) {
        let office = writer(&town, &town.office).await;
        let app = &town.town.app;
        let notice = write::begin(app, CITY, &office, draft("遠足", &[town.class1.id])).await.unwrap();
        let work = approve::look(app, CITY, &office, notice).await.unwrap().entry.work;
        write::save(app, CITY, &office, notice, draft("遠足", &[town.whole.id])).await.unwrap();
        let given = approve::give(app, CITY, &office, notice, work, Vec::new()).await;
        assert!(matches!(given, Err(NoticeError::Moved)), "{given:?}");
        let unfinished = write::begin(app, CITY, &office, draft("", &[])).await.unwrap();
        let Err(NoticeError::Faults(faults)) = give(&town, &office, unfinished).await else { panic!("it was sent") };
        assert_eq!(faults.iter().map(|fault| fault.code).collect::<Vec<_>>(), ["title-empty", "audience-empty"]);
        assert_eq!(send_due(&town).await, 0);
    }
}

on_both! {
    async fn an_edit_reaches_those_who_have_it_and_a_recall_takes_it_from_them(town: SchoolTown) {
        let office = writer(&town, &town.office).await;
        let app = &town.town.app;
        let first = Draft { ask: Ask::Seen, ..draft("遠足は4日", &[town.class2.id]) };
        let notice = sent(&town, &office, first.clone()).await;
        town.town.clock.advance(1_000);
        assert_eq!(open(&town, &town.hana, notice).await, None);
        town.town.clock.advance(1_000);
        assert_eq!(open(&town, &town.hana, notice).await, None);

        // Another audience is not taken: it went where it went.
        let edited = Draft { title: LocalText::ja("遠足は5日"), ..draft("", &[town.whole.id]) };
        write::save(app, CITY, &office, notice, edited).await.unwrap();
        assert_eq!(says(&town, &town.hana, notice).await.unwrap(), "遠足は4日", "until it is sent the old words stand");
        give(&town, &office, notice).await.unwrap();
        assert_eq!(send_due(&town).await, 1);
        let now = found(&town, &town.hana, notice).await.into_values().next().unwrap();
        assert_eq!((now.title.ja.as_str(), &now.ask, now.edited), ("遠足は5日", &Ask::Seen, Some(town.now())));
        assert_eq!(says(&town, &town.mori, notice).await, None);
        assert_eq!(answer(&town, &town.hana, notice, Some(town.sakura), Answer::Seen).await, None);

        recall::recall(app, CITY, &office, notice).await.unwrap();
        assert_eq!(says(&town, &town.hana, notice).await, None);
        assert!(answers(&town, &town.hana).await.is_empty() && answers(&town, &town.taro).await.is_empty());
        let board = board::board(app, CITY, &office, notice).await.unwrap();
        let opened: Vec<Uuid> = board.opened.iter().map(|(person, _)| *person).collect();
        assert_eq!(opened, [town.hana.id]);
        assert!(board.opened[0].1 < board.entry.edited.unwrap(), "the first time counts");
        assert_eq!(
            answer(&town, &town.taro, notice, Some(town.sakura), Answer::Seen).await.unwrap(),
            "notice-recalled"
        );
        let again = recall::recall(app, CITY, &office, notice).await;
        assert!(matches!(again, Err(NoticeError::Moved)), "{again:?}");
    }
}

on_both! {
    async fn four_eyes_open_every_file(town: SchoolTown) {
        hold(&town, true).await;
        let (teacher, head) = (writer(&town, &town.teacher).await, writer(&town, &town.head).await);
        let app = &town.town.app;
        let notice = write::begin(app, CITY, &teacher, draft("持ち物", &[town.class2.id])).await.unwrap();
        let table = Bytes::from_static("日,持ち物\n4日,水筒\n".as_bytes());
        file::attach(app, CITY, &teacher, notice, "持ち物.csv", table).await.unwrap();
        assert_eq!(give(&town, &teacher, notice).await.unwrap(), Stage::Waiting);
        town.town.clock.advance(60_000);
        assert_eq!(send_due(&town).await, 0);

        let entry = write::entry(app, CITY, &head, notice).await.unwrap();
        let shut = approve::approve(app, CITY, &head, notice, entry.work).await;
        assert!(matches!(&shut, Err(NoticeError::NotOpened(names)) if names == &["持ち物.csv"]), "{shut:?}");
        // The teacher's own look is not the second one, and they cannot say the second yes.
        let sha256 = entry.draft.as_ref().unwrap().attachments[0].sha256.clone();
        file::open_for_staff(app, CITY, &teacher, notice, &sha256).await.unwrap();
        assert!(matches!(approve::approve(app, CITY, &teacher, notice, entry.work).await, Err(NoticeError::NotThere)));
        assert!(matches!(approve::approve(app, CITY, &head, notice, entry.work).await, Err(NoticeError::NotOpened(_))));
        file::open_for_staff(app, CITY, &head, notice, &sha256).await.unwrap();
        approve::approve(app, CITY, &head, notice, entry.work).await.unwrap();
        town.town.clock.advance(30_000);
        assert_eq!(send_due(&town).await, 1);
        assert_eq!(says(&town, &town.hana, notice).await.unwrap(), "持ち物");

        // Who writes as head needs another head.
        let own = write::begin(app, CITY, &head, draft("校長から", &[town.whole.id])).await.unwrap();
        give(&town, &head, own).await.unwrap();
        let work = write::entry(app, CITY, &head, own).await.unwrap().work;
        let alone = approve::approve(app, CITY, &head, own, work).await;
        assert!(matches!(alone, Err(NoticeError::SamePerson)), "{alone:?}");
        approve::give_back(app, CITY, &head, own, " 日にちを ").await.unwrap();
        let back = write::entry(app, CITY, &head, own).await.unwrap();
        assert_eq!((back.stage, back.returned.as_str()), (Stage::Draft, "日にちを"));
    }
}

on_both! {
    /// The list of another class hangs on a notice to this one: it is said by name before it is sent.
    async fn a_wrong_list_is_named(town: SchoolTown) {
        let teacher = writer(&town, &town.teacher).await;
        let app = &town.town.app;
        let notice = write::begin(app, CITY, &teacher, draft("名簿", &[town.class2.id])).await.unwrap();
        let list = encoding_rs::SHIFT_JIS.encode("番号,姓,名,電話\n3,佐藤,つばき,０４３６−００−９００１\n4,森,蓮,\n").0.into_owned();
        file::attach(app, CITY, &teacher, notice, "名簿.csv", list.into()).await.unwrap();
        let work = write::entry(app, CITY, &teacher, notice).await.unwrap().work;
        let unticked = approve::give(app, CITY, &teacher, notice, work, Vec::new()).await;
        let Err(NoticeError::Unticked(warnings)) = unticked else { panic!("{unticked:?}") };
        let place = Where::File("名簿.csv".to_owned());
        assert_eq!(
            warnings,
            [
                Warning::Phones { place: place.clone(), found: vec!["0436009001".to_owned()], count: 1 },
                Warning::OthersNames { place, found: vec!["1年1組 佐藤 つばき".to_owned()], count: 1 },
            ]
        );
        assert_eq!(send_due(&town).await, 0);
        // The file was wrong, and is gone, from the disk too.
        let sha256 = write::entry(app, CITY, &teacher, notice).await.unwrap().written.draft.unwrap().attachments[0].sha256.clone();
        assert_eq!(town.town.blob_files(), 1);
        file::detach(app, CITY, &teacher, notice, &sha256).await.unwrap();
        assert_eq!(town.town.blob_files(), 0);
        assert_eq!(give(&town, &teacher, notice).await.unwrap(), Stage::Held);
    }
}

on_both! {
    async fn a_teacher_writes_to_their_own_class_and_nobody_else(town: SchoolTown) {
        let (teacher, other) = (writer(&town, &town.teacher).await, writer(&town, &town.other_teacher).await);
        let app = &town.town.app;
        let single = Audience { pupils: vec![town.ren], ..Audience::default() };
        for audience in [draft("", &[town.whole.id]).audience, draft("", &[town.class1.id]).audience, single] {
            let wide = Draft { audience, ..draft("全校へ", &[]) };
            let notice = write::begin(app, CITY, &teacher, wide).await.unwrap();
            let Err(NoticeError::Faults(faults)) = give(&town, &teacher, notice).await else { panic!("it was sent") };
            assert_eq!(faults[0].code, "audience-not-yours");
            // And nobody of another class sees what is written here.
            assert!(matches!(write::entry(app, CITY, &other, notice).await, Err(NoticeError::NotThere)));
            assert!(matches!(write::discard(app, CITY, &other, notice).await, Err(NoticeError::NotThere)));
        }
        let stranger = draft("よその組へ", &[town.after_school_class.id]);
        let notice = write::begin(app, CITY, &teacher, stranger).await.unwrap();
        let Err(NoticeError::Faults(faults)) = give(&town, &teacher, notice).await else { panic!("it was sent") };
        assert_eq!(faults[0].code, "audience-not-here");
        let nurse = writer(&town, &town.nurse).await;
        assert!(matches!(write::entry(app, CITY, &nurse, notice).await, Err(NoticeError::NotThere)));
    }
}

on_both! {
    /// A mother of two answers for each; both parents see both answers; the count says who still has to.
    async fn two_children_have_two_answers(town: SchoolTown) {
        let office = writer(&town, &town.office).await;
        let options = vec![LocalText::ja("行く"), LocalText::ja("行かない")];
        let asked = Draft {
            ask: Ask::Choice { options, many: false },
            due: Some(day("2026-11-24")),
            ..draft("遠足", &[town.whole.id])
        };
        let notice = sent(&town, &office, asked.clone()).await;
        let yes = Answer::Choice { chosen: vec![0] };
        let no = Answer::Choice { chosen: vec![1] };
        assert_eq!(answer(&town, &town.hana, notice, None, yes.clone()).await.unwrap(), "empty");
        assert_eq!(answer(&town, &town.hana, notice, Some(town.ren), yes.clone()).await.unwrap(), "not-found");
        assert_eq!(answer(&town, &town.hana, notice, Some(town.sakura), Answer::Seen).await.unwrap(), "not-an-answer");
        assert_eq!(answer(&town, &town.kenji, notice, Some(town.sakura), yes.clone()).await.unwrap(), "not-found");
        assert_eq!(answer(&town, &town.hana, notice, Some(town.sakura), yes.clone()).await, None);
        let seen = answers(&town, &town.taro).await;
        assert_eq!(seen.len(), 1);
        assert_eq!((seen[0].pupil, &seen[0].answer, seen[0].by.name.as_str(), seen[0].by.me), (Some(town.sakura), &yes, "母", false));
        assert!(answers(&town, &town.mori).await.is_empty());

        let board = board::board(&town.town.app, CITY, &office, notice).await.unwrap();
        let counted = (board.counted.of, board.counted.not_reached, board.counted.seen, board.counted.answered);
        assert_eq!(counted, (3, 1, 1, 1));
        // The day after is late, and counts; the later answer takes the place of the earlier.
        town.town.clock.set(town.now().plus(24 * 3_600_000));
        assert_eq!(answer(&town, &town.taro, notice, Some(town.sakura), no.clone()).await, None);
        let seen = answers(&town, &town.hana).await;
        assert_eq!((seen.len(), &seen[0].answer, seen[0].late, seen[0].by.name.as_str()), (1, &no, true, "父"));

        let (board, calls) = board::calls(&town.town.app, CITY, &office, notice).await.unwrap();
        assert_eq!(calls.iter().map(|call| call.child.pupil).collect::<Vec<_>>(), [town.tsubaki, town.ren]);
        assert_eq!(calls[0].contacts.len(), 2);
        let csv = board::csv(&board, ["a"; 7], |state| state.name().to_owned(), itsumo_domain::i18n::Locale::Ja);
        assert!(csv.contains("1年2組,3,佐藤 さくら,answered,行かない,佐藤 太郎（父）,2026-11-25 07:30\r\n"), "{csv}");
    }
}

on_both! {
    async fn one_answer_speaks_for_a_household(town: SchoolTown) {
        let office = writer(&town, &town.office).await;
        let asked = Draft { ask: Ask::Text, per: CountPer::Household, ..draft("相談", &[town.whole.id]) };
        let notice = sent(&town, &office, asked).await;
        let said = |text: &str| Answer::Text { text: text.to_owned() };
        assert_eq!(answer(&town, &town.hana, notice, None, said("出ます")).await, None);
        let states = states(&town, &office, notice).await;
        assert_eq!(states, [(vec![town.tsubaki, town.sakura], State::Answered), (vec![town.ren], State::NotReached)]);
        assert_eq!(answer(&town, &town.taro, notice, None, said("出ません")).await, None);
        for (parent, me) in [(&town.hana, false), (&town.taro, true)] {
            let seen = answers(&town, parent).await;
            assert_eq!((seen.len(), &seen[0].answer, seen[0].by.me), (1, &said("出ません"), me));
        }
    }
}

on_both! {
    async fn not_reached_is_not_the_same_as_not_seen(town: SchoolTown) {
        let office = writer(&town, &town.office).await;
        let notice = sent(&town, &office, draft("遠足", &[town.whole.id])).await;
        let of = |states: &[(Vec<Uuid>, State)], pupil: Uuid| {
            states.iter().find(|(pupils, _)| pupils.contains(&pupil)).map(|(_, state)| *state).unwrap()
        };
        let none = states(&town, &office, notice).await;
        assert!(none.iter().all(|(_, state)| *state == State::NotReached));
        // That a device asked for it is not yet that it has it: it says so with the next sync.
        town.sync(&town.mori).await;
        town.town.app.reach.write_down(&town.town.app.store).await.unwrap();
        assert_eq!(of(&states(&town, &office, notice).await, town.ren), State::NotReached);
        reached(&town, &town.mori).await;
        let after = states(&town, &office, notice).await;
        assert_eq!((of(&after, town.ren), of(&after, town.sakura)), (State::NotSeen, State::NotReached));
        assert_eq!(open(&town, &town.mori, notice).await, None);
        assert_eq!(of(&states(&town, &office, notice).await, town.ren), State::Seen);
        // A later notice in the same stream is not on the device yet.
        let later = sent(&town, &office, draft("持久走", &[town.whole.id])).await;
        assert_eq!(of(&states(&town, &office, later).await, town.ren), State::NotReached);
        assert_eq!(open(&town, &town.kenji, later).await.unwrap().code, "not-found");
    }
}

on_both! {
    /// Somebody is left out of a class: nothing goes where they read, and nobody reads of the others.
    async fn who_is_left_out_gets_nothing(town: SchoolTown) {
        let office = writer(&town, &town.office).await;
        let audience = Audience { groups: vec![town.class1.id], minus: vec![town.ren], ..Audience::default() };
        let notice = sent(&town, &office, Draft { audience, ..draft("個別の件", &[]) }).await;
        assert!(found(&town, &town.mori, notice).await.is_empty());
        let hana = found(&town, &town.hana, notice).await;
        assert_eq!(hana.keys().cloned().collect::<Vec<_>>(), [Stream::person(town.hana.id)]);
        let body = &hana[&Stream::person(town.hana.id)];
        assert_eq!((body.to.as_slice(), body.pupils.as_slice()), (&["佐藤 つばき".to_owned()][..], &[town.tsubaki][..]));
        assert_eq!(open(&town, &town.mori, notice).await.unwrap().code, "not-found");
        recall::recall(&town.town.app, CITY, &office, notice).await.unwrap();
        assert!(found(&town, &town.hana, notice).await.is_empty());
    }
}

on_both! {
    /// A father against whom a shield stands sees nothing of it; once it is lifted he sees all of it again.
    async fn a_notice_to_single_children_follows_who_reads_them(town: SchoolTown) {
        let office = writer(&town, &town.office).await;
        let shield = town.shield_taro().await;
        let audience = Audience { pupils: vec![town.sakura], ..Audience::default() };
        let asked = Draft { audience, ask: Ask::Seen, ..draft("個別の件", &[]) };
        let notice = sent(&town, &office, asked).await;
        assert_eq!(answer(&town, &town.hana, notice, Some(town.sakura), Answer::Seen).await, None);
        assert!(found(&town, &town.taro, notice).await.is_empty() && answers(&town, &town.taro).await.is_empty());
        assert_eq!(answer(&town, &town.taro, notice, Some(town.sakura), Answer::Seen).await.unwrap(), "not-found");
        town.lift_shield(shield).await;
        assert_eq!(says(&town, &town.taro, notice).await.unwrap(), "個別の件");
        let seen = answers(&town, &town.taro).await;
        assert_eq!((seen.len(), seen[0].by.name.as_str()), (1, "母"));
        // The grandfather comes back, and reads what was said meanwhile.
        let (sakura, kenji, now) = (town.sakura, town.kenji.id, town.now());
        town.write(move |tx, out| {
            Box::pin(async move {
                let day = now.jst_date();
                itsumo_backend::school::guardian::join(tx, out, CITY, sakura, kenji, "佐藤 健二", "祖父", day, now).await
            })
        })
        .await;
        assert_eq!(says(&town, &town.kenji, notice).await.unwrap(), "個別の件");
        assert_eq!(answers(&town, &town.kenji).await.len(), 1);
        reached(&town, &town.kenji).await;
        let board = board::board(&town.town.app, CITY, &office, notice).await.unwrap();
        assert_eq!(board.counted.answered, 1);
        recall::recall(&town.town.app, CITY, &office, notice).await.unwrap();
        for person in [&town.hana, &town.taro, &town.kenji] {
            assert!(found(&town, person, notice).await.is_empty() && answers(&town, person).await.is_empty());
        }
    }
}

on_both! {
    async fn files_and_calendars_are_for_those_who_read(town: SchoolTown) {
        let office = writer(&town, &town.office).await;
        let app = &town.town.app;
        let date = Block::Date { day: day("2026-12-04"), time: "8:30".parse().ok(), what: LocalText::ja("遠足") };
        let asked = Draft { blocks: vec![date], due: Some(day("2026-12-01")), ..draft("遠足のしおり", &[town.class2.id]) };
        let notice = write::begin(app, CITY, &office, asked).await.unwrap();
        file::attach(app, CITY, &office, notice, "しおり.txt", Bytes::from_static("しおり".as_bytes())).await.unwrap();
        let sha256 = write::entry(app, CITY, &office, notice).await.unwrap().written.draft.unwrap().attachments[0].sha256.clone();
        let path = format!("/v1/me/school/notices/{notice}/files/{sha256}");
        assert_eq!(town.ask(&town.hana, "GET", &path, None).await.status, 404, "not out yet");
        give(&town, &office, notice).await.unwrap();
        send_due(&town).await;
        let got = town.ask(&town.hana, "GET", &path, None).await;
        assert_eq!((got.status.as_u16(), got.bytes.as_slice()), (200, "しおり".as_bytes()));
        assert_eq!(got.headers["x-content-type-options"], "nosniff");
        for (person, why) in [(&town.mori, "another class"), (&town.kenji, "over"), (&town.office.person, "no guardian")] {
            assert_eq!(town.ask(person, "GET", &path, None).await.status, 404, "{why}");
        }
        assert_eq!(town.town.get(&path, None).await.status, 401);
        assert_eq!(town.town.get(&path, Some(KEY)).await.status, 401);

        let calendar = format!("/v1/me/school/pupils/{}/calendar", town.sakura);
        for person in [&town.mori, &town.kenji] {
            assert_eq!(town.ask(person, "PUT", &calendar, None).await.status, 404);
        }
        let made = async |person| {
            let reply = town.ask(person, "PUT", &calendar, None).await;
            let url = reply.json()["url"].as_str().unwrap().to_owned();
            url[url.find("/v1/").unwrap()..].to_owned()
        };
        let (hers, his) = (made(&town.hana).await, made(&town.taro).await);
        assert!(!town.town.everything().await.contains(&hers[hers.len() - 64..]), "the secret itself is kept nowhere");
        let feed = town.town.get(&hers, None).await;
        assert_eq!(feed.headers["content-type"], "text/calendar; charset=utf-8");
        let text = String::from_utf8(feed.bytes).unwrap();
        for line in ["DTSTART;TZID=Asia/Tokyo:20261204T083000", "SUMMARY:遠足", "SUMMARY:締め切り：遠足のしおり", "X-WR-CALNAME:学校の予定"] {
            assert!(text.contains(&format!("{line}\r\n")), "{line}: {text}");
        }
        assert!(!text.contains("さくら") && !text.contains("佐藤"), "no name of a child: {text}");
        // In the language of the account, and in plain letters.
        for (locale, due, name) in [("en", "Due: 遠足のしおり", "School calendar"), ("ja-easy", "ここまで：遠足のしおり", "学校の 予定")] {
            let hana = town.hana.id;
            town.write(move |tx, _| Box::pin(async move {
                let sql = "UPDATE account SET locale = $3 WHERE city = $1 AND person = $2";
                tx.execute(sql, &[CITY.into(), hana.into(), locale.into()]).await
            })).await;
            let text = String::from_utf8(town.town.get(&hers, None).await.bytes).unwrap();
            for line in [format!("SUMMARY:{due}"), format!("X-WR-CALNAME:{name}")] {
                assert!(text.contains(&format!("{line}\r\n")), "{line}: {text}");
            }
        }
        town.shield_taro().await;
        assert_eq!(town.town.get(&his, None).await.status, 404, "a shield stands against him");
        assert_eq!(town.ask(&town.taro, "GET", &path, None).await.status, 404);
        assert!(found(&town, &town.taro, notice).await.is_empty());
        assert_eq!(town.town.get(&hers, None).await.status, 200);
        assert_eq!(town.ask(&town.hana, "DELETE", &calendar, None).await.status, 204);
        assert_eq!(town.town.get(&hers, None).await.status, 404);
        recall::recall(app, CITY, &office, notice).await.unwrap();
        assert_eq!(town.ask(&town.hana, "GET", &path, None).await.status, 404, "recalled");
    }
}

#[tokio::test]
async fn a_seat_that_is_over_writes_nothing_more() {
    let town = SchoolTown::sqlite().await;
    let teacher = writer(&town, &town.teacher).await;
    let notice = write::begin(&town.town.app, CITY, &teacher, draft("遠足", &[town.class2.id])).await.unwrap();
    let (seat, today) = (town.teacher.seat.id, town.now().jst_date());
    town.write(move |tx, out| {
        Box::pin(async move { itsumo_backend::school::seat::end(tx, out, CITY, seat, today).await })
    })
    .await;
    let after = writer(&town, &town.teacher).await;
    assert!(matches!(write::entry(&town.town.app, CITY, &after, notice).await, Err(NoticeError::NotThere)));
    // It stays with the facility: the office goes on with it.
    let office = writer(&town, &town.office).await;
    assert_eq!(give(&town, &office, notice).await.unwrap(), Stage::Held);
}

on_both! {
    /// Both parents answer the same evening, each for another child first and then for the household: nobody waits for
    /// the other in a ring.
    async fn both_parents_answer_at_once(town: SchoolTown) {
        let office = writer(&town, &town.office).await;
        let each = sent(&town, &office, Draft { ask: Ask::Text, ..draft("ひとりずつ", &[town.whole.id]) }).await;
        let home = Draft { ask: Ask::Text, per: CountPer::Household, ..draft("家庭で", &[town.whole.id]) };
        let home = sent(&town, &office, home).await;
        let town = &town;
        let evening = async |person: &Person, pupil: Uuid| {
            for round in 0..15 {
                let given = Answer::Text { text: format!("{round}") };
                let commands = [(each, Some(pupil)), (home, None)].map(|(notice, pupil)| CommandEnvelope {
                    id: town.town.app.ids.new_id(),
                    at: town.now(),
                    command: Command::AnswerNotice { notice, pupil, given: given.clone() },
                });
                let request = SyncRequest { city: CITY.to_owned(), cursors: BTreeMap::new(), commands: commands.into() };
                let body = serde_json::to_value(&request).unwrap();
                let reply = town.ask(person, "POST", "/v1/sync", Some(body)).await;
                assert_eq!(reply.status, 200, "{}", String::from_utf8_lossy(&reply.bytes));
            }
        };
        tokio::join!(evening(&town.hana, town.sakura), evening(&town.taro, town.tsubaki));
        let seen = answers(town, &town.hana).await;
        assert_eq!(seen.len(), 3);
        assert!(seen.iter().all(|answer| answer.answer == Answer::Text { text: "14".to_owned() }), "{seen:?}");
    }
}
