//! PostgreSQL's own programs, as installed: backups and restores call them, and the tests' private cluster.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
};

/// The folder that holds `program` of PostgreSQL: where Debian keeps each version, the newest first (what it has
/// on the PATH picks a version by itself), else on the PATH.
pub(crate) fn folder_of(program: &str) -> Option<PathBuf> {
    let version = |path: &Path| path.file_name().and_then(OsStr::to_str).and_then(|name| name.parse::<u32>().ok());
    let mut found: Vec<_> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|versions| versions.filter_map(|entry| Some(entry.ok()?.path())).collect())
        .unwrap_or_default();
    found.retain(|path: &PathBuf| path.join("bin").join(program).is_file());
    let newest = found.into_iter().max_by_key(|path| version(path)).map(|path| path.join("bin"));
    newest.or_else(|| {
        let on_path = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&on_path).find(|folder| folder.join(program).is_file())
    })
}
