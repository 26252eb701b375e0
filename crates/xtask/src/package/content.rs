//! What is in each package, file by file.

use super::{Packages, said, tree::Tree};
use crate::workspace::{fresh_folder, root, target};
use anyhow::{Result, bail};
use std::{path::Path, process::Command};

/// The sizes of the icon that lie beside the drawing.
const ICONS: [u32; 6] = [16, 32, 64, 128, 256, 512];

/// Lays out and packs all of them.
pub fn pack(debug: bool) -> Result<Packages> {
    let (linux, out) = (root().join("platforms/linux"), fresh_folder("package")?);
    let programs = target()?.join(if debug { "debug" } else { "release" });
    let changelog = linux.join("debian/changelog");
    let released = said(Command::new("dpkg-parsechangelog").args(["-S", "Version", "-l"]).arg(&changelog))?;
    if released != env!("CARGO_PKG_VERSION") {
        bail!("{} ends at {released}, and Cargo.toml says {}", changelog.display(), env!("CARGO_PKG_VERSION"));
    }
    // `~` sorts before everything: a release takes the place of what was built for trying.
    let version = if debug { format!("{released}~dev") } else { released };
    let arch = said(Command::new("dpkg").arg("--print-architecture"))?;
    let date = said(Command::new("dpkg-parsechangelog").args(["-S", "Timestamp", "-l"]).arg(&changelog))?;
    let pack = Pack { linux, out, programs, changelog, version, arch, date, debug };
    Ok(Packages { app: pack.app()?, kiosk: pack.kiosk()?, backend: pack.backend()? })
}

struct Pack {
    linux: std::path::PathBuf,
    out: std::path::PathBuf,
    programs: std::path::PathBuf,
    changelog: std::path::PathBuf,
    version: String,
    arch: String,
    /// The release's second: the same content makes the same bytes.
    date: String,
    debug: bool,
}

impl Pack {
    fn app(&self) -> Result<std::path::PathBuf> {
        let (desktop, icons) = (self.linux.join("desktop"), root().join("assets/icons"));
        let mut tree = Tree::new("itsumo", &self.out.join("tree"))?;
        tree.stripped(&self.programs.join("itsumo"), "/usr/bin/itsumo")?
            .file(desktop.join("jp.itsumo.app.desktop"), "/usr/share/applications/jp.itsumo.app.desktop")?
            .file(desktop.join("jp.itsumo.app.metainfo.xml"), "/usr/share/metainfo/jp.itsumo.app.metainfo.xml")?
            .compressed(desktop.join("itsumo.1"), "/usr/share/man/man1/itsumo.1")?
            .file(icons.join("app.svg"), "/usr/share/icons/hicolor/scalable/apps/jp.itsumo.app.svg")?;
        for side in ICONS {
            let to = format!("/usr/share/icons/hicolor/{side}x{side}/apps/jp.itsumo.app.png");
            tree.file(icons.join(format!("{side}x{side}.png")), &to)?;
        }
        self.papers(&mut tree, "itsumo")?;
        tree.compressed(root().join("assets/licences.json"), "/usr/share/doc/itsumo/licences.json")?
            .compressed(root().join("crates/paper/fonts/OFL.txt"), "/usr/share/doc/itsumo/OFL.txt")?;
        let libraries = tree.libraries(&["/usr/bin/itsumo"])?;
        self.finish(&tree, "itsumo", &libraries)
    }

    fn kiosk(&self) -> Result<std::path::PathBuf> {
        let kiosk = self.linux.join("kiosk");
        let mut tree = Tree::new("itsumo-kiosk", &self.out.join("tree"))?;
        tree.program(kiosk.join("session"), "/usr/lib/itsumo-kiosk/session")?
            .file(kiosk.join("itsumo-kiosk.service"), "/usr/lib/systemd/system/itsumo-kiosk.service")?
            .file(kiosk.join("cups-in-memory.conf"), "/usr/lib/systemd/system/cups.service.d/itsumo-kiosk.conf")?
            .file(kiosk.join("no-other-terminals.conf"), "/usr/lib/systemd/logind.conf.d/itsumo-kiosk.conf")?
            .file(kiosk.join("itsumo-kiosk.sysusers"), "/usr/lib/sysusers.d/itsumo-kiosk.conf")?
            .file(kiosk.join("SETUP.md"), "/usr/share/doc/itsumo-kiosk/SETUP.md")?
            .file(kiosk.join("kiosk.toml"), "/usr/share/doc/itsumo-kiosk/examples/kiosk.toml")?;
        self.papers(&mut tree, "itsumo-kiosk")?;
        self.finish(&tree, "itsumo-kiosk", "")
    }

    fn backend(&self) -> Result<std::path::PathBuf> {
        let backend = self.linux.join("backend");
        let mut tree = Tree::new("itsumo-backend", &self.out.join("tree"))?;
        tree.stripped(&self.programs.join("itsumo-backend"), "/usr/bin/itsumo-backend")?
            .file(backend.join("itsumo-backend.service"), "/usr/lib/systemd/system/itsumo-backend.service")?
            .file(backend.join("itsumo-backend.sysusers"), "/usr/lib/sysusers.d/itsumo-backend.conf")?
            .file(backend.join("itsumo-backend.default"), "/etc/default/itsumo-backend")?
            .file(backend.join("README.md"), "/usr/share/doc/itsumo-backend/README.md")?
            .folder(&crate::server::cities(), "/usr/share/doc/itsumo-backend/examples/cities")?;
        self.papers(&mut tree, "itsumo-backend")?;
        let libraries = tree.libraries(&["/usr/bin/itsumo-backend"])?;
        self.finish(&tree, "itsumo-backend", &libraries)
    }

    /// What every Debian package says of itself.
    fn papers(&self, tree: &mut Tree, name: &str) -> Result<()> {
        tree.file(self.linux.join("debian/copyright"), &format!("/usr/share/doc/{name}/copyright"))?
            .compressed(&self.changelog, &format!("/usr/share/doc/{name}/changelog"))?;
        Ok(())
    }

    fn finish(&self, tree: &Tree, name: &str, libraries: &str) -> Result<std::path::PathBuf> {
        let control = self.linux.join(format!("debian/{name}.control"));
        let words = [("version", self.version.as_str()), ("arch", &self.arch), ("shlibs", libraries)];
        // What is thrown away in a minute is not pressed for two.
        let compression: &[&str] = if self.debug { &["-Zgzip", "-z1"] } else { &["-Zxz"] };
        tree.pack(&control, &words, compression, &self.date, Path::new(&self.out))
    }
}
