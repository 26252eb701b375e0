//! The window: how long until the first list is drawn, and what all its processes take.
//!
//! The app is the release program on a real X display, its first list from its own database. Beside it, as
//! floor, the least window that Dioxus opens (`examples/hello.rs`). Both say `painted` themselves when a frame
//! with their content has been drawn.

use crate::{
    device,
    report::{Figure, median},
    server::Size,
    world::{Tables, World},
};
use anyhow::{Context, bail};
use itsumo_domain::interests::Interests;
use itsumo_engine::Settings;
use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc,
    time::{Duration, Instant},
};

/// A window that has drawn nothing by then never will.
const PATIENCE: Duration = Duration::from_secs(30);
/// What is loaded while a page is drawn settles within this.
const SETTLE: Duration = Duration::from_secs(2);

/// Time to the first drawn list, and memory.
pub async fn start(size: Size) -> anyhow::Result<Vec<Figure>> {
    let here = std::env::current_exe()?;
    let (app, hello) = (here.with_file_name("itsumo"), here.with_file_name("examples").join("hello"));
    let skip = |why: &str| {
        writeln!(std::io::stderr(), "skipped: start ({why})")?;
        Ok(Vec::new())
    };
    if std::env::var_os("DISPLAY").is_none_or(|name| name.is_empty()) {
        return skip("no X display: DISPLAY is not set");
    }
    if let Some(missing) = [&app, &hello].into_iter().find(|program| !program.exists()) {
        return skip(&format!("{} is not built: cargo build --release -p itsumo --example hello", missing.display()));
    }
    let world = World::start(Tables::Sqlite, size.records, 0).await?;
    let (folder, engine) = device::fresh(&world).await?;
    let wrong = |e: itsumo_engine::Error| anyhow::anyhow!("{e:?}");
    let interests = Interests { topics: ["childcare".to_owned()].into(), ..Interests::default() };
    engine.set_interests(interests).await.map_err(wrong)?;
    let settings = engine.settings().await.map_err(wrong)?;
    engine.set_settings(Settings { first_run_done: true, ..settings }).await.map_err(wrong)?;
    engine.sync().await.map_err(wrong)?;
    engine.index_now().await.map_err(wrong)?;
    tokio::task::spawn_blocking(move || engine.close()).await?;

    let data = folder.path().to_owned();
    let (ours, floor) = tokio::task::spawn_blocking(move || {
        let ours = measure(size.rounds, || {
            let mut command = Command::new(&app);
            command.arg("--data").arg(&data);
            command
        });
        let floor = measure(size.rounds, || {
            let mut command = Command::new(&hello);
            if !has_gpu() {
                // The app sees to that itself.
                command.env("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
            }
            command
        });
        anyhow::Ok((ours?, floor?))
    })
    .await??;
    let figure = |name: &str, value, floor, target, unit, note: &str| Figure {
        name: name.to_owned(),
        on: "window".to_owned(),
        value,
        floor: Some(floor),
        target: Some(target),
        unit,
        more_is_better: false,
        note: note.to_owned(),
    };
    let (time, least) = (ours.time.as_secs_f64() * 1e3, floor.time.as_secs_f64() * 1e3);
    let from = format!("from a database of {}", size.records);
    Ok(vec![
        figure("exec to first painted list", time, least, least + 100.0, "ms", &from),
        figure("memory of the app", ours.memory, floor.memory, 220.0, "MiB", "PSS of all its processes"),
    ])
}

struct Measured {
    time: Duration,
    /// MiB.
    memory: f64,
}

/// The medians of some rounds.
fn measure(rounds: usize, command: impl Fn() -> Command) -> anyhow::Result<Measured> {
    let (mut times, mut memories) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let home = tempfile::tempdir()?;
        let one = once(command(), home.path())?;
        times.push(one.time);
        memories.push(one.memory);
    }
    memories.sort_by(f64::total_cmp);
    Ok(Measured { time: median(times), memory: memories.get(rounds / 2).copied().unwrap_or_default() })
}

/// A window that goes when this is dropped; the web view's own processes go with it.
struct Window(Child);

impl Drop for Window {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn once(mut command: Command, home: &Path) -> anyhow::Result<Measured> {
    // A home of its own and none of the desktop's services: what is measured is the same everywhere.
    command.env("HOME", home).env("XDG_RUNTIME_DIR", home).env("XDG_CACHE_HOME", home).env("XDG_DATA_HOME", home);
    command.env_remove("WAYLAND_DISPLAY").env("GDK_BACKEND", "x11");
    command.env("DBUS_SESSION_BUS_ADDRESS", "disabled:").env("NO_AT_BRIDGE", "1");
    command.env("ITSUMO_TELL_PAINT", "1").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let start = Instant::now();
    let mut window = Window(command.spawn().with_context(|| format!("{command:?}"))?);
    let said = BufReader::new(window.0.stdout.take().context("no output")?);
    let (tell, painted) = mpsc::channel();
    std::thread::spawn(move || {
        if said.lines().map_while(Result::ok).any(|line| line == "painted") {
            // Nobody waits any more after the patience is over.
            let _ = tell.send(Instant::now());
        }
    });
    let painted = match painted.recv_timeout(PATIENCE) {
        Ok(painted) => painted,
        Err(mpsc::RecvTimeoutError::Timeout) => bail!("{command:?} drew nothing in {PATIENCE:?}"),
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            bail!("{command:?} ended before it drew anything: {}", window.0.wait()?)
        }
    };
    std::thread::sleep(SETTLE);
    Ok(Measured { time: painted - start, memory: memory_of(window.0.id())? })
}

/// What a process and all it started take, each shared page counted in parts, in MiB.
fn memory_of(root: u32) -> anyhow::Result<f64> {
    let mut parents = Vec::new();
    for entry in std::fs::read_dir("/proc")? {
        let Some(pid) = entry?.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
        // The name stands in brackets and may hold anything; the state and the parent follow it. A process
        // that has just ended has none.
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        let parent = stat.rsplit_once(')').and_then(|(_, rest)| rest.split_whitespace().nth(1)?.parse::<u32>().ok());
        parents.extend(parent.map(|parent| (pid, parent)));
    }
    let mut tree = BTreeSet::from([root]);
    while let Some((child, _)) = parents.iter().find(|(pid, parent)| tree.contains(parent) && !tree.contains(pid)) {
        tree.insert(*child);
    }
    let mut kib = 0.0;
    for pid in tree {
        let rollup = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup"))?;
        let pss = rollup
            .lines()
            .find_map(|line| line.strip_prefix("Pss:")?.trim().strip_suffix("kB")?.trim().parse::<f64>().ok());
        kib += pss.context("no Pss")?;
    }
    Ok(kib / 1024.0)
}

fn has_gpu() -> bool {
    std::fs::read_dir("/dev/dri").is_ok_and(|mut found| {
        found.any(|node| node.is_ok_and(|node| node.file_name().to_string_lossy().starts_with("renderD")))
    })
}
