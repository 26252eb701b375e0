//! Where this device's data lies, as the phone says it. `$HOME` means nothing on Android, and a process that a push
//! started knows nothing that the window knew: so each process is told once, before anything else.

use itsumo_engine::Paths;
use std::{path::PathBuf, sync::OnceLock};

static PLACE: OnceLock<Place> = OnceLock::new();

/// The folders that the phone gives the app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// What must stay.
    pub data: PathBuf,
    /// What the phone may throw away.
    pub cache: PathBuf,
}

/// Keeps where the data lies. The first who says so is believed: two answers would be two sets of data.
pub fn tell(data: PathBuf, cache: PathBuf) {
    let now = Place { data, cache };
    if PLACE.get_or_init(|| now.clone()) != &now {
        tracing::warn!("the phone named another folder; the first one stays");
    }
}

/// Where the data lies: as the phone said, or where the operating system wants it (iOS, and a desktop that plays
/// a phone).
pub fn paths() -> Paths {
    match PLACE.get() {
        Some(place) => Paths::at(&place.data),
        None => std::env::var_os("ITSUMO_APP_DATA").map_or_else(Paths::standard, Paths::at),
    }
}

/// Where files lie on their way to another app: shown, shared, and then of no use.
pub fn outgoing() -> PathBuf {
    PLACE.get().map_or_else(|| std::env::temp_dir().join("itsumo-outgoing"), |place| place.cache.join("outgoing"))
}
