//! One package while it is laid out: a folder as it will lie on the machine, beside it what dpkg must know.

use super::said;
use anyhow::{Context, Result, bail};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// A package while it is laid out.
pub struct Tree {
    name: &'static str,
    folder: PathBuf,
    /// Settings: kept when their owner has changed them.
    settings: Vec<String>,
}

impl Tree {
    /// An empty one, laid out in `folder`.
    pub fn new(name: &'static str, folder: &Path) -> Result<Self> {
        let folder = folder.join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(folder.join("DEBIAN"))?;
        Ok(Self { name, folder, settings: Vec::new() })
    }

    /// A file at `to` on the machine, read by everybody.
    pub fn file(&mut self, from: impl AsRef<Path>, to: &str) -> Result<&mut Self> {
        let from = from.as_ref();
        let bytes = fs::read(from).with_context(|| from.display().to_string())?;
        self.bytes(&bytes, to)
    }

    /// A file that we have in memory.
    pub fn bytes(&mut self, bytes: &[u8], to: &str) -> Result<&mut Self> {
        let path = self.place(to)?;
        fs::write(&path, bytes)?;
        mode(&path, 0o644)?;
        if to.starts_with("/etc/") {
            self.settings.push(to.to_owned());
        }
        Ok(self)
    }

    /// A file that is run.
    pub fn program(&mut self, from: impl AsRef<Path>, to: &str) -> Result<&mut Self> {
        self.file(from, to)?;
        mode(&self.folder.join(to.trim_start_matches('/')), 0o755)?;
        Ok(self)
    }

    /// A compiled program, without what only a debugger reads.
    pub fn stripped(&mut self, from: &Path, to: &str) -> Result<&mut Self> {
        self.program(from, to)?;
        let path = self.folder.join(to.trim_start_matches('/'));
        said(Command::new("strip").args(["--strip-unneeded", "--remove-section=.comment"]).arg(path))?;
        Ok(self)
    }

    /// A document, compressed as Debian wants it and the same at each build.
    pub fn compressed(&mut self, from: impl AsRef<Path>, to: &str) -> Result<&mut Self> {
        self.file(from, to)?;
        let path = self.folder.join(to.trim_start_matches('/'));
        said(Command::new("gzip").args(["-9nf"]).arg(path))?;
        Ok(self)
    }

    /// A folder with all that is in it.
    pub fn folder(&mut self, from: &Path, to: &str) -> Result<&mut Self> {
        for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
            let entry = entry?;
            let to = format!("{to}/{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                self.folder(&entry.path(), &to)?
            } else {
                self.file(entry.path(), &to)?
            };
        }
        Ok(self)
    }

    /// The libraries that a program in it is linked with, as Debian's packages and their versions.
    pub fn libraries(&self, programs: &[&str]) -> Result<String> {
        // It looks for the file of a source package, and needs of it that it is there.
        let work = self.folder.with_extension("shlibs");
        fs::create_dir_all(work.join("debian"))?;
        fs::write(
            work.join("debian/control"),
            format!("Source: itsumo\n\nPackage: {}\nArchitecture: any\n", self.name),
        )?;
        let mut command = Command::new("dpkg-shlibdeps");
        command.current_dir(&work).arg("-O");
        command.args(programs.iter().map(|program| self.folder.join(program.trim_start_matches('/'))));
        let found = said(&mut command)?;
        fs::remove_dir_all(&work)?;
        let found = found.lines().find_map(|line| line.strip_prefix("shlibs:Depends="));
        found.map(str::to_owned).context("dpkg-shlibdeps names no library")
    }

    /// Packs it into `into`. `control` has `@words@` for what only now is known; the scripts of this package are the
    /// files of its name in `scripts`.
    ///
    /// `date` is the youngest that a file in it may be, in seconds: so the same content makes the same bytes.
    pub fn pack(
        &self,
        control: &Path,
        words: &[(&str, &str)],
        compression: &[&str],
        date: &str,
        into: &Path,
    ) -> Result<PathBuf> {
        let scripts = control.parent().context("a file lies in a folder")?;
        let debian = self.folder.join("DEBIAN");
        for script in ["postinst", "prerm", "postrm"] {
            let from = scripts.join(format!("{}.{script}", self.name));
            if from.exists() {
                fs::copy(&from, debian.join(script)).with_context(|| from.display().to_string())?;
                mode(&debian.join(script), 0o755)?;
            }
        }
        if !self.settings.is_empty() {
            fs::write(debian.join("conffiles"), self.settings.join("\n") + "\n")?;
        }
        let files = self.files()?;
        let sums = said(Command::new("md5sum").args(&files).current_dir(&self.folder))?;
        fs::write(debian.join("md5sums"), sums + "\n")?;
        let bytes: u64 = files.iter().filter_map(|file| Some(self.folder.join(file).metadata().ok()?.len())).sum();
        let size = bytes.div_ceil(1024).to_string();
        let words: Vec<_> = words.iter().copied().chain([("size", size.as_str())]).collect();
        let text = fs::read_to_string(control).with_context(|| control.display().to_string())?;
        fs::write(debian.join("control"), filled(&text, &words)?)?;
        for path in folders(&self.folder)? {
            mode(&path, 0o755)?;
        }
        let mut deb = Command::new("dpkg-deb");
        deb.arg("--root-owner-group").args(compression).arg("--build").arg(&self.folder).arg(into);
        // It names the file itself, and says so at the end of a sentence: `… in '…/itsumo_1.0.0_amd64.deb'.`
        let sentence = said(deb.env("SOURCE_DATE_EPOCH", date).env("LC_ALL", "C"))?;
        let name = sentence.rsplit('\'').nth(1).context("dpkg-deb names no package")?;
        Ok(PathBuf::from(name))
    }

    /// Every file but dpkg's own, by its path from the root, in order.
    fn files(&self) -> Result<Vec<String>> {
        let mut files = Vec::new();
        for folder in folders(&self.folder)? {
            for entry in fs::read_dir(&folder)? {
                let path = entry?.path();
                let name = path.strip_prefix(&self.folder)?.to_string_lossy().into_owned();
                if path.is_file() && !name.starts_with("DEBIAN/") {
                    files.push(name);
                }
            }
        }
        files.sort();
        Ok(files)
    }

    fn place(&self, to: &str) -> Result<PathBuf> {
        let path = self.folder.join(to.strip_prefix('/').with_context(|| format!("{to} is no place on a machine"))?);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        Ok(path)
    }
}

/// Puts words in the place of their `@names@`; a name that nobody knows is an error, not a package with an `@` in it.
pub fn filled(text: &str, words: &[(&str, &str)]) -> Result<String> {
    let text = words.iter().fold(text.to_owned(), |text, (name, word)| text.replace(&format!("@{name}@"), word));
    let left = text
        .split('@')
        .skip(1)
        .step_by(2)
        .find(|name| !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase()));
    match left {
        Some(name) if text.contains(&format!("@{name}@")) => bail!("nobody says what @{name}@ is"),
        _ => Ok(text),
    }
}

fn folders(root: &Path) -> Result<Vec<PathBuf>> {
    let mut found = vec![root.to_path_buf()];
    for entry in fs::read_dir(root)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(folders(&path)?);
        }
    }
    Ok(found)
}

#[cfg(unix)]
fn mode(path: &Path, mode: u32) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).with_context(|| path.display().to_string())
}

#[cfg(not(unix))]
fn mode(_: &Path, _: u32) -> Result<()> {
    bail!("Debian packages are made on Linux")
}

#[cfg(test)]
mod tests {
    use super::filled;

    #[test]
    fn words_take_the_place_of_their_names_and_none_is_forgotten() {
        let text = "Version: @version@\nMaintainer: A <a@localhost>\nDepends: b (>= @version@)\n";
        let done = filled(text, &[("version", "1.2.3")]).unwrap();
        assert_eq!(done, "Version: 1.2.3\nMaintainer: A <a@localhost>\nDepends: b (>= 1.2.3)\n");
        let error = filled("Size: @size@\nVersion: @version@", &[("version", "1")]).unwrap_err();
        assert_eq!(error.to_string(), "nobody says what @size@ is");
    }
}
