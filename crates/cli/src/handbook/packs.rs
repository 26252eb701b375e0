//! Schedule packs from folders.

use itsumo_handbook::immunization::{Pack, PackError};
use std::path::Path;

/// The JSON files of a pack's folder: their paths in it, and their texts.
///
/// # Errors
/// When one cannot be read; says which.
pub fn files(dir: &Path) -> Result<Vec<(String, String)>, String> {
    let mut files = Vec::new();
    for folder in ["", "series", "voluntary"] {
        let place = if folder.is_empty() { dir.to_owned() } else { dir.join(folder) };
        if !folder.is_empty() && !place.exists() {
            continue;
        }
        let wrong = |error: std::io::Error| format!("{}: {error}", place.display());
        let mut names = Vec::new();
        for entry in std::fs::read_dir(&place).map_err(wrong)? {
            let name = entry.map_err(wrong)?.file_name().to_string_lossy().into_owned();
            names.extend(name.ends_with(".json").then_some(name));
        }
        names.sort_unstable();
        for name in names {
            let path = place.join(&name);
            let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            files.push((if folder.is_empty() { name } else { format!("{folder}/{name}") }, text));
        }
    }
    Ok(files)
}

/// A whole pack from its files; a municipality's layer is laid over the national pack.
///
/// # Errors
/// Every fault, by file and place.
pub fn whole(files: &[(String, String)]) -> Result<Pack, Vec<PackError>> {
    let pack = Pack::load(files)?;
    if pack.about().layer_of.is_some() { Pack::japan().clone().with_layer(pack) } else { Ok(pack) }
}
