//! The window's place, kept while it changes and when it goes. A thread writes it down when the window has been still for
//! a moment: who drags a window moves it a hundred times.

use super::Up;
use crate::computer::place::{Opened, Place, Screen, plan};
use dioxus::desktop::{
    WindowEvent,
    tao::{event::Event, event_loop::EventLoop, window::Window},
};
use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, mpsc},
    time::Duration,
};

/// How large the window is at the first start, in logical pixels.
const FIRST: (f64, f64) = (1280.0, 800.0);
/// A window that has not moved for so long stands still.
const STILL: Duration = Duration::from_millis(300);

/// How to open the window: as somebody said, or as it was.
pub fn planned<T>(data: &Path, said: Option<(f64, f64)>, event_loop: &EventLoop<T>) -> Opened {
    let screens: Vec<Screen> = event_loop
        .available_monitors()
        .map(|monitor| {
            let (at, size) = (
                monitor.position().to_logical::<i32>(monitor.scale_factor()),
                monitor.size().to_logical::<u32>(monitor.scale_factor()),
            );
            Screen { x: at.x, y: at.y, width: size.width, height: size.height }
        })
        .collect();
    let whole = |(width, height): (f64, f64)| (width.max(0.0).round() as u32, height.max(0.0).round() as u32);
    match said {
        Some(size) => Opened { at: None, size: whole(size), maximised: false },
        None => plan(Place::kept(data), whole(FIRST), &screens),
    }
}

/// Keeps the window's place.
pub struct Keeper {
    moved: mpsc::Sender<()>,
    page: Page,
}

/// Where it is written down.
#[derive(Clone)]
struct Page {
    data: PathBuf,
    window: Up,
    last: Arc<Mutex<Option<Place>>>,
}

impl Keeper {
    /// Keeps it in `data`.
    pub fn new(data: &Path, window: Up) -> Self {
        let page = Page { data: data.to_owned(), window, last: Arc::new(Mutex::new(Place::kept(data))) };
        let (moved, moves) = mpsc::channel();
        let writes = page.clone();
        let started = std::thread::Builder::new().name("window's place".into()).spawn(move || {
            while moves.recv().is_ok() {
                while moves.recv_timeout(STILL).is_ok() {}
                writes.write();
            }
        });
        if let Err(error) = started {
            tracing::warn!(%error, "the window's place is kept only at the end");
        }
        Self { moved, page }
    }

    /// Hears what happens to the window.
    pub fn hear<T>(&self, event: &Event<'_, T>) {
        match event {
            Event::WindowEvent { event: WindowEvent::Resized(_) | WindowEvent::Moved(_), .. } => {
                // Without its thread there is still the end.
                let _ = self.moved.send(());
            }
            Event::WindowEvent { event: WindowEvent::CloseRequested, .. } | Event::LoopDestroyed => self.page.write(),
            _ => {}
        }
    }
}

impl Page {
    fn write(&self) {
        let Some(window) = self.window.get() else { return };
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(now) = look(&window, *last) else { return };
        if *last == Some(now) {
            return;
        }
        match now.keep(&self.data) {
            Ok(()) => *last = Some(now),
            Err(error) => tracing::info!(%error, "the window's place was not kept"),
        }
    }
}

/// Where it stands. Hidden, it stands nowhere; maximised, what it was before is what it will be again.
fn look(window: &Window, last: Option<Place>) -> Option<Place> {
    if !window.is_visible() || window.is_minimized() || window.fullscreen().is_some() {
        return None;
    }
    let scale = window.scale_factor();
    let size = window.inner_size().to_logical::<u32>(scale);
    let at = window.outer_position().map(|at| at.to_logical::<i32>(scale)).unwrap_or_default();
    let now = Place { x: at.x, y: at.y, width: size.width, height: size.height, maximised: false };
    match (window.is_maximized(), last) {
        (true, Some(before)) => Some(Place { maximised: true, ..before }),
        (true, None) => Some(Place { maximised: true, ..now }),
        (false, _) => Some(now),
    }
}
