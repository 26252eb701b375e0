//! Files that only the server's own user may read: what is in them is other people's, or a key.

use std::{fs::OpenOptions, io, path::Path};

/// For writing a file that is not there yet, readable by its owner alone.
pub fn new_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes a folder, and those above it, that its owner alone may look into, unless it is there.
///
/// # Errors
/// When it cannot be made.
pub fn folder(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Makes an empty `file` unless it is there: what others then write into it is as private. (SQLite gives its
/// logs the rights of the database beside them.)
///
/// # Errors
/// When it cannot be made.
pub fn claim(file: &Path) -> io::Result<()> {
    match new_file().open(file) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}
