//! The handbook's figures: one child judged and forecast, a municipal register audited, z-scores, and a family's
//! book of twenty years opened.

use crate::{
    floors,
    report::{Figure, median},
};
use anyhow::{Context, ensure};
use chrono::{Datelike, Days, NaiveDate};
use itsumo_domain::handbook::{Child, Diary, Dose, Fact, Measurement, Sex};
use itsumo_engine::{Deps, Engine, ExtraCa, Paths, handbook::NewEntry, secrets::MemorySecrets};
use itsumo_handbook::{
    audit::{Audit, Fields, Found, Header},
    growth::{Indicator, Lms, LmsTables, Row, TableAge},
    immunization::{Given, Pack, Subject, assess_all},
};
use std::{
    fmt::Write as _,
    fs::File,
    hint::black_box,
    io::{BufRead, BufReader, BufWriter, Write},
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

/// The routine doses of the first two years, as a careful clinic gives them: days after birth.
const USUAL: [(u64, &str); 21] = [
    (61, "ROTA1"),
    (61, "DPT_IPV_HIB"),
    (61, "PCV20"),
    (61, "HEPB"),
    (89, "ROTA1"),
    (89, "DPT_IPV_HIB"),
    (89, "PCV20"),
    (89, "HEPB"),
    (117, "DPT_IPV_HIB"),
    (117, "PCV20"),
    (170, "BCG"),
    (230, "HEPB"),
    (370, "MR"),
    (370, "VAR"),
    (370, "PCV20"),
    (430, "DPT_IPV_HIB"),
    (580, "VAR"),
    (640, "MUMPS"),
    (1110, "JE"),
    (1125, "JE"),
    (1500, "JE"),
];

fn doses(birth: NaiveDate, until: NaiveDate) -> impl Iterator<Item = (NaiveDate, &'static str)> {
    let given =
        USUAL.iter().filter_map(move |(days, vaccine)| Some((birth.checked_add_days(Days::new(*days))?, *vaccine)));
    given.filter(move |(day, _)| *day <= until)
}

fn day(year: i32, month: u32, day: u32) -> anyhow::Result<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day).context("a day")
}

fn figure(name: &str, value: f64, floor: Option<f64>, target: f64, unit: &'static str, note: &str) -> Figure {
    Figure {
        name: name.to_owned(),
        on: "device".to_owned(),
        value,
        floor,
        target: Some(target),
        unit,
        more_is_better: unit == "/s",
        note: note.to_owned(),
    }
}

/// All of it; `rows` is the register's length.
pub async fn handbook(rows: usize, rounds: usize) -> anyhow::Result<Vec<Figure>> {
    let mut figures = vec![one_child(rounds)?];
    figures.extend(register(rows, rounds)?);
    figures.push(z_scores(rounds)?);
    figures.push(opening(rounds).await?);
    Ok(figures)
}

/// Every series of one child: each dose judged, each next dose forecast with its derivation. The floor only counts
/// the days: the windows of the law and the intervals of the doses.
pub fn one_child(rounds: usize) -> anyhow::Result<Figure> {
    const TIMES: u32 = 2_000;
    let pack = Pack::japan();
    let (birth, today) = (day(2024, 10, 31)?, day(2026, 11, 22)?);
    let subject = Subject { birth_date: Some(birth), sex: Some(Sex::Female), ..Subject::default() };
    let history: Vec<Given> = doses(birth, today)
        .map(|(date, vaccine)| Given {
            date,
            vaccine: vaccine.to_owned(),
            physician_exception: false,
            voluntary: false,
        })
        .collect();
    let told = assess_all(pack, &subject, &history, today);
    ensure!(
        told.len() > 10 && told.iter().all(|one| one.doses.iter().all(|dose| dose.counts_as.is_some())),
        "{told:?}"
    );
    let (mut times, mut least) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let start = Instant::now();
        for _ in 0..TIMES {
            black_box(assess_all(pack, black_box(&subject), black_box(&history), today));
        }
        times.push(start.elapsed() / TIMES);
        let start = Instant::now();
        for _ in 0..TIMES {
            for series in pack.series() {
                for window in &series.windows {
                    black_box((window.start.on(black_box(birth)), window.end.as_ref().map(|end| end.on(birth))));
                }
                for dose in series.regimens.first().iter().flat_map(|regimen| &regimen.doses) {
                    black_box(dose.intervals.iter().map(|needs| needs.min.since(black_box(today))).max());
                }
            }
        }
        least.push(start.elapsed() / TIMES);
    }
    let micros = |time: Duration| time.as_secs_f64() * 1e6;
    let (value, floor) = (micros(median(times)), micros(median(least)));
    let note = format!("{} doses judged, {} series told, every date with its derivation", history.len(), told.len());
    Ok(figure("one child: evaluation and forecast of all series", value, Some(floor), 50.0, "µs", &note))
}

/// Writes a register of so many rows; one child in fifty has a dose that breaks a rule.
fn write_register(path: &Path, rows: usize) -> anyhow::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(out, "child,sex,birth_date,product,date,lot")?;
    let (mut written, mut child) = (0, 0_u64);
    let (first, today) = (day(2023, 2, 1)?, day(2026, 11, 22)?);
    while written < rows {
        child += 1;
        let birth = first.checked_add_days(Days::new(child % 1_300)).context("a birth")?;
        let sex = if child.is_multiple_of(2) { 'F' } else { 'M' };
        for (date, vaccine) in doses(birth, today).take(rows - written) {
            // The second dose a week after the first.
            let date = match (child.is_multiple_of(50), vaccine, (date - birth).num_days()) {
                (true, "DPT_IPV_HIB", 89) => birth.checked_add_days(Days::new(68)).context("a day")?,
                _ => date,
            };
            // The products of their years: nobody goes on with the 15-valent one who did not begin with it.
            let vaccine = match vaccine {
                "DPT_IPV_HIB" if birth < day(2024, 2, 1)? => "DPT_IPV",
                "PCV20" if birth < day(2024, 2, 1)? && date <= day(2024, 9, 30)? => "PCV13",
                "PCV20" if (day(2024, 2, 1)?..day(2024, 8, 1)?).contains(&birth) => "PCV15",
                other => other,
            };
            writeln!(out, "{child:08},{sex},{birth},{vaccine},{date},L{:05}", (date.ordinal() * 7 + 13) % 100_000)?;
            written += 1;
        }
    }
    out.flush()?;
    Ok(())
}

/// The audit's speed in this process, and the peak memory of the terminal's program over a long register.
fn register(rows: usize, rounds: usize) -> anyhow::Result<Vec<Figure>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("register.csv");
    write_register(&path, rows)?;
    let today = day(2026, 11, 22)?;
    let (mut times, mut least, mut found) = (Vec::new(), Vec::new(), 0);
    for _ in 0..rounds.min(3) {
        let start = Instant::now();
        found = audit(&path, rows, today)?;
        times.push(start.elapsed());
        let start = Instant::now();
        ensure!(only_read(&path)? == rows, "the floor lost rows");
        least.push(start.elapsed());
    }
    let speed = |times| rows as f64 / median(times).as_secs_f64();
    let note = format!("{rows} rows, {found} findings; the floor only cuts the lines and reads two dates");
    let (value, floor) = (speed(times), speed(least));
    let mut figures = vec![figure("register audit", value, Some(floor), 200_000.0, "/s", &note)];
    let program = std::env::current_exe()?.with_file_name("itsumo-cli");
    if !program.exists() {
        writeln!(std::io::stderr(), "skipped: the audit's memory ({} is not built)", program.display())?;
        return Ok(figures);
    }
    for (name, sort, target) in [("register audit", false, 20.0), ("register audit with --sort", true, 160.0)] {
        let (time, peak) = run_audit(&program, &path, sort)?;
        let note = format!("peak over {rows} rows, {:.1} s with writing the findings", time.as_secs_f64());
        figures.push(figure(&format!("memory of the {name}"), peak, None, target, "MiB", &note));
    }
    Ok(figures)
}

fn audit(path: &Path, rows: usize, today: NaiveDate) -> anyhow::Result<u64> {
    let mut input = BufReader::with_capacity(1 << 16, File::open(path)?);
    let (mut line, mut fields) = (Vec::new(), Fields::default());
    input.read_until(b'\n', &mut line)?;
    let header = Header::read(&line)?;
    let mut audit = Audit::new(Pack::japan(), today);
    let mut found = |found: Found| drop(black_box(found));
    for number in 2.. {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        audit.push(number, header.row(number, &line, &mut fields), &mut found)?;
    }
    let summary = audit.finish(&mut found);
    ensure!(summary.rows == rows as u64 && summary.bad == 0 && summary.broken > 0, "{summary:?}");
    ensure!(summary.broken * 100 < summary.rows, "most doses are right: {summary:?}");
    Ok(summary.broken + summary.doubtful)
}

/// The rows that a program reads which does nothing with them.
fn only_read(path: &Path) -> anyhow::Result<usize> {
    let mut count = 0;
    for line in BufReader::with_capacity(1 << 16, File::open(path)?).lines().skip(1) {
        let line = line?;
        let mut fields = line.split(',');
        let birth: NaiveDate = fields.nth(2).context("birth")?.parse()?;
        let date: NaiveDate = fields.nth(1).context("date")?.parse()?;
        count += usize::from(black_box(date) >= black_box(birth));
    }
    Ok(count)
}

/// Runs the terminal's audit; its time, and the most memory it had, in MiB.
fn run_audit(program: &Path, register: &Path, sort: bool) -> anyhow::Result<(Duration, f64)> {
    let mut command = Command::new(program);
    command.args(["handbook", "audit", "--as-of", "2026-11-22"]).args(sort.then_some("--sort"));
    let start = Instant::now();
    let mut child = command
        .stdin(File::open(register)?)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .context("itsumo-cli")?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0.0_f64;
    let ended = loop {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let most = text.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse().ok());
        peak = peak.max(most.unwrap_or(0.0) / 1024.0);
        if let Some(ended) = child.try_wait()? {
            break ended;
        }
        thread::sleep(Duration::from_millis(5));
    };
    ensure!(ended.code() == Some(1) && peak > 0.0, "the audit ended with {ended}");
    Ok((start.elapsed(), peak))
}

/// Scores of weight, length, BMI and head for age by day. The floor is the formula alone over arrays of L, M and S.
pub fn z_scores(rounds: usize) -> anyhow::Result<Figure> {
    const DAYS: u32 = 1_800;
    const CHILDREN: u32 = 100_000;
    // Tables of the shape of the published ones; the figures are made up.
    let table = |l: f64, m: f64, s: f64| {
        let mut text = String::from("sex,age_days,l,m,s\n");
        for (sex, day) in (1..=2).flat_map(|sex| (0..=DAYS).map(move |day| (sex, day))) {
            let day = f64::from(day);
            let _ =
                writeln!(text, "{sex},{day},{:.4},{:.4},{:.5}", l + day / 9e3, m * (1.0 + day / 4e2), s + day / 1e5);
        }
        text
    };
    let files = [
        ("bench_wfa_days.csv", table(-0.2, 3.3, 0.14)),
        ("bench_lhfa_days.csv", table(1.0, 49.9, 0.037)),
        ("bench_bmifa_days.csv", table(-0.3, 13.4, 0.09)),
        ("bench_hcfa_days.csv", table(1.0, 34.5, 0.036)),
    ];
    let tables = LmsTables::read(files.iter().map(|(name, text)| (*name, text.as_str())));
    let tables = tables.map_err(|errors| anyhow::anyhow!("{errors:?}"))?;
    let rows: Vec<Row> = (0..CHILDREN)
        .map(|n| {
            let days = f64::from(n % (DAYS - 1));
            Row {
                sex: Some(if n.is_multiple_of(2) { Sex::Female } else { Sex::Male }),
                age: TableAge::from_days(days),
                weight_kg: Some(3.3 * (1.0 + days / 4e2) * (0.8 + f64::from(n % 41) / 1e2)),
                lenhei_cm: Some(49.9 * (1.0 + days / 4e2) * (0.9 + f64::from(n % 21) / 1e2)),
                head_cm: Some(34.5 * (1.0 + days / 4e2) * (0.9 + f64::from(n % 21) / 1e2)),
                ..Row::default()
            }
        })
        .collect();
    let scored = tables.z_scores(&rows).iter().flatten().filter(|z| z.is_finite()).count();
    ensure!(scored >= 4 * rows.len() - rows.len() / 10, "{scored} scores");
    let lms: Vec<(Lms, f64)> = (0..scored as u32)
        .map(|n| {
            let x = f64::from(n % 997) / 997.0;
            (Lms { l: -0.3 + x / 10.0, m: 3.3 + 12.0 * x, s: 0.14 - x / 50.0 }, 3.0 + 13.0 * x)
        })
        .collect();
    let (mut times, mut least) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let start = Instant::now();
        black_box(tables.z_scores(black_box(&rows)));
        times.push(start.elapsed());
        let start = Instant::now();
        let z: Vec<f64> = black_box(&lms).iter().map(|(t, y)| ((y / t.m).powf(t.l) - 1.0) / (t.l * t.s)).collect();
        black_box(z);
        least.push(start.elapsed());
    }
    let speed = |times| scored as f64 / median(times).as_secs_f64();
    let note = format!(
        "{} of weight, length, BMI and head for age; the floor is the formula over an array",
        Indicator::ALL.len() - 1
    );
    Ok(figure("z-scores", speed(times), Some(speed(least)), 5_000_000.0, "/s", &note))
}

/// From a closed app to what its first screen needs: the store opened, every entry unsealed, the state found, the
/// child's vaccines told. The floor reads as many rows of as many bytes from a table.
async fn opening(rounds: usize) -> anyhow::Result<Figure> {
    const ENTRIES: usize = 3_000;
    let wrong = |e: itsumo_engine::Error| anyhow::anyhow!("{e:?}");
    let folder = tempfile::tempdir()?;
    let paths = Paths::at(folder.path());
    let deps = Deps { secrets: Arc::new(MemorySecrets::default()), ..Deps::real(&paths, ExtraCa::default()) };
    let birth = day(2006, 11, 22)?;
    let engine = Engine::open(paths.clone(), deps.clone())?;
    let hana = Child { name: "花".to_owned(), birth_date: Some(birth), sex: Some(Sex::Female), ..Child::default() };
    let child = *engine.record(vec![NewEntry::child(hana)]).await.map_err(wrong)?.first().context("a child")?;
    let facts = facts(birth, ENTRIES);
    let sealed: Vec<String> = facts.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
    for some in facts.chunks(500) {
        let drafts = some.iter().map(|fact| NewEntry::about(child, fact.clone())).collect();
        engine.record(drafts).await.map_err(wrong)?;
    }
    tokio::task::spawn_blocking(move || engine.close()).await?;
    let table = folder.path().join("floor.db");
    floors::fill_table(&table, &sealed)?;
    let (mut times, mut least) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let start = Instant::now();
        let engine = Engine::open(paths.clone(), deps.clone())?;
        let book = engine.handbook().await.map_err(wrong)?;
        let newest = book.entries(child).take(50).count();
        let vaccines = engine.vaccines(child).await.map_err(wrong)?;
        times.push(start.elapsed());
        ensure!(newest == 50 && book.entries(child).count() > ENTRIES && !vaccines.is_empty(), "the book is not whole");
        tokio::task::spawn_blocking(move || engine.close()).await?;
        let start = Instant::now();
        black_box(floors::read_table(&table)?);
        least.push(start.elapsed());
    }
    let millis = |time: Duration| time.as_secs_f64() * 1e3;
    let note = "from a closed app: opened, unsealed, sorted out, vaccines told";
    let (value, floor) = (millis(median(times)), millis(median(least)));
    Ok(figure("opening a handbook of 20 years and 3000 entries", value, Some(floor), 100.0, "ms", note))
}

/// Twenty years of a childhood: doses, measurements, and pages of a diary.
fn facts(birth: NaiveDate, count: usize) -> Vec<Fact> {
    let today = birth.checked_add_days(Days::new(20 * 365)).unwrap_or(birth);
    let doses = doses(birth, today).map(|(date, vaccine)| {
        Fact::Dose(Dose { date, vaccine: vaccine.to_owned(), lot: "L12345".to_owned(), ..Dose::default() })
    });
    let rest = (0_u64..).map(|n| {
        let date = birth.checked_add_days(Days::new(n * 20 * 365 / count as u64)).unwrap_or(birth);
        let text = format!("{n}日目。公園まで歩いて、どんぐりをひろった。よく食べて、よく眠った。");
        match n % 3 {
            0 => Fact::Measurement(Measurement {
                date,
                weight_g: Some(3_200 + n as u32 * 15),
                height_mm: Some(500 + n as u32 / 3),
                place: "家".to_owned(),
                ..Measurement::default()
            }),
            _ => Fact::Diary(Diary { date, text: text.repeat(3), photos: Vec::new() }),
        }
    });
    doses.chain(rest).take(count).collect()
}
