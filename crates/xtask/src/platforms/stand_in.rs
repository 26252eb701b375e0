//! A C compiler and an archiver that compile and archive nothing.
//!
//! Build scripts of crates that carry C (SQLite, the cryptography of TLS, compression) want a compiler for the
//! target before they let Rust be checked. Type-checking needs none of what it would make: so a copy of this
//! program, lying in the target folder under a name of its own, answers their questions and writes empty files.
//!
//! **Invariant:** nothing made this way can be mistaken for the real thing: an empty object links to nothing.

use crate::workspace::on_path;
use anyhow::{Context, Result};
use std::{
    ffi::{OsStr, OsString},
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

const COMPILER: &str = "stand-in-cc";
const ARCHIVER: &str = "stand-in-ar";

/// Where the two lie.
pub struct Tools {
    compiler: PathBuf,
    archiver: PathBuf,
    sdk: PathBuf,
}

/// Puts them into `folder`.
///
/// # Errors
/// When the folder cannot be written.
pub fn install(folder: &Path) -> Result<Tools> {
    let tools = folder.join("tools");
    let sdk = tools.join("sdk");
    fs::create_dir_all(&sdk).with_context(|| format!("making {}", sdk.display()))?;
    let this = std::env::current_exe().context("where this program lies")?;
    let put = |name: &str| -> Result<PathBuf> {
        let place = tools.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
        // Beside and then over: another run may be using it at this moment.
        let beside = tools.join(format!("{name}.{}", std::process::id()));
        fs::copy(&this, &beside)
            .and_then(|_| fs::rename(&beside, &place))
            .with_context(|| place.display().to_string())?;
        Ok(place)
    };
    Ok(Tools { compiler: put(COMPILER)?, archiver: put(ARCHIVER)?, sdk })
}

impl Tools {
    /// Has build scripts for `triple` take these. What they build for this machine itself is built as ever.
    pub fn prepare(&self, command: &mut Command, triple: &str) {
        let suffix = triple.replace('-', "_");
        for (name, tool) in
            [("CC", &self.compiler), ("CXX", &self.compiler), ("AR", &self.archiver), ("RANLIB", &self.archiver)]
        {
            command.env(format!("{name}_{suffix}"), tool);
        }
        // The cryptography's own build script: not by CMake, which would try out the compiler.
        command.env("AWS_LC_SYS_CMAKE_BUILDER", "0").env("AWS_LC_SYS_PREBUILT_NASM", "1");
        // Apple's SDK is asked for by its path. On a Mac it is there; elsewhere nothing looks into this folder.
        if on_path("xcrun").is_none() {
            command.env("SDKROOT", &self.sdk);
        }
    }
}

/// Acts as one of the two if this program was started under its name.
pub fn called() -> Option<ExitCode> {
    let mut args = std::env::args_os();
    let name = PathBuf::from(args.next()?);
    let args: Vec<_> = args.collect();
    let done = match name.file_stem()?.to_str()? {
        COMPILER => compile(&args),
        ARCHIVER => archive(&args),
        _ => return None,
    };
    Some(match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    })
}

/// Answers what it is when asked to only preprocess; else writes the file after `-o`, empty.
fn compile(args: &[OsString]) -> std::io::Result<()> {
    match output(args) {
        Some(file) => write(file, b""),
        None => {
            // How the crate `cc` learns a compiler's kind: by which of these its preprocessor lets stand.
            println!("#pragma message \"clang\"\n#pragma message \"gcc\"");
            Ok(())
        }
    }
}

fn output(args: &[OsString]) -> Option<&Path> {
    let at = args.iter().position(|arg| arg == "-o")?;
    args.get(at + 1).map(Path::new)
}

/// Writes an archive of nothing, in the place of the one it was asked for.
fn archive(args: &[OsString]) -> std::io::Result<()> {
    let is_archive = |arg: &&OsString| {
        let end = Path::new(arg).extension().and_then(OsStr::to_str);
        matches!(end, Some("a" | "lib"))
    };
    args.iter().find(is_archive).map_or(Ok(()), |file| write(Path::new(file), b"!<arch>\n"))
}

fn write(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<OsString> {
        line.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn an_object_is_empty_and_an_archive_holds_nothing() {
        let folder = std::env::temp_dir().join(format!("itsumo-stand-in-{}", std::process::id()));
        let (object, library) = (folder.join("made/a.o"), folder.join("made/liba.a"));
        compile(&words(&format!("-O0 -ffunction-sections -o {} -c a.c", object.display()))).unwrap();
        archive(&words(&format!("cq {} {}", library.display(), object.display()))).unwrap();
        assert_eq!(fs::read(&object).unwrap(), b"");
        assert_eq!(fs::read(&library).unwrap(), b"!<arch>\n");
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn this_program_under_its_own_name_is_no_compiler() {
        assert!(called().is_none());
    }
}
