//! `cargo xtask ios`: the app for iPhones, on a Mac; elsewhere what can be known without one.
//!
//! dx 0.7.10 builds the program and a folder around it. An archive for the store it cannot make: it signs as a
//! developer only, always with `get-task-allow`, without icons and without the privacy manifest; and Swift it compiles
//! only for plugins. So dx builds, and the rest is done here, each step one tool of Apple's. On any other computer the
//! papers are read ([`read`]) and the steps are said, so that a slip is found before somebody sits at the Mac.

mod plist;
mod read;
mod xcode;

use crate::{
    android::version,
    phone::{self, Wrong},
    process,
    workspace::{fresh_folder, root, target},
};
use anyhow::{Context, Result, bail};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The oldest iOS the app is for; Info.plist says the same.
pub const OLDEST: &str = "16.0";
/// Its triple.
const TARGET: &str = "aarch64-apple-ios";

/// What to build.
#[derive(clap::Args)]
pub struct Args {
    /// Only reads the papers and says the steps, on a Mac too.
    #[arg(long)]
    check: bool,
    /// The server of a city that hands out this app: https://HOST/open/… then opens in it.
    #[arg(long, value_name = "HOST", default_value = "links.invalid")]
    links: String,
    /// The number of this build; the store wants a higher one each time.
    #[arg(long, default_value_t = 1)]
    build: u32,
}

/// Who signs, from the environment.
struct Signer {
    team: String,
    identity: String,
    profile: PathBuf,
}

impl Signer {
    fn new() -> Option<Self> {
        let name = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        Some(Self {
            team: name("ITSUMO_IOS_TEAM")?,
            identity: name("ITSUMO_IOS_IDENTITY")?,
            profile: name("ITSUMO_IOS_PROFILE")?.into(),
        })
    }
}

/// Reads, and on a Mac builds, signs and packs.
///
/// # Errors
/// What is wrong with the papers, by name; whatever a tool fails with.
pub fn run(args: &Args) -> Result<()> {
    check()?;
    if args.check || !cfg!(target_os = "macos") {
        println!("{STEPS}");
        if !cfg!(target_os = "macos") {
            println!("This is no Mac: nothing was compiled, and nothing was signed.");
        }
        return Ok(());
    }
    let folder = fresh_folder("ios")?;
    let swift = compile_swift(&folder)?;
    let app = build(&swift)?;
    furnish(&app, args)?;
    match Signer::new() {
        Some(signer) => println!("{}", pack(&folder, &app, &signer, args)?.display()),
        None => println!(
            "{} is built and not signed: ITSUMO_IOS_TEAM, ITSUMO_IOS_IDENTITY and ITSUMO_IOS_PROFILE say who signs.",
            app.display()
        ),
    }
    Ok(())
}

const STEPS: &str = "On a Mac with Xcode, dx 0.7.10 and the target aarch64-apple-ios, `cargo xtask ios` then:
  1. compiles platforms/ios/Sources with swiftc to one static library for iOS 16
  2. has dx build the program with it, unsigned
  3. puts Info.plist with the version and the tools' names, the privacy manifest, the words and the icons into the app
  4. signs it with the entitlements, the team and the profile of ITSUMO_IOS_TEAM, _IDENTITY, _PROFILE
  5. packs it as target/ios/itsumo.ipa, which Transporter hands in";

/// The papers, and the words between Rust and Swift.
pub fn check() -> Result<()> {
    let mut wrong = read::Papers::of(&ours())?.wrong();
    wrong.extend(phone::ios_words()?);
    if wrong.is_empty() {
        println!(
            "The papers are in order: Info.plist, entitlements, privacy manifest, words, and the names Rust and Swift call."
        );
        return Ok(());
    }
    bail!("the papers are not in order:\n{}", wrong.iter().map(|w: &Wrong| format!("  {w}\n")).collect::<String>());
}

fn ours() -> PathBuf {
    root().join("platforms/ios")
}

fn said(command: &mut Command) -> Result<String> {
    let output = command.output()?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn compile_swift(folder: &Path) -> Result<PathBuf> {
    let mut sources: Vec<PathBuf> =
        fs::read_dir(ours().join("Sources"))?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    sources.sort();
    let mut swift = Command::new("xcrun");
    swift.args(["--sdk", "iphoneos", "swiftc", "-emit-library", "-static", "-parse-as-library", "-O"]);
    // The language as it was when this was written; and a newer kit that finds fault with an old name stops nobody.
    swift.args(["-whole-module-optimization", "-swift-version", "5", "-module-name", "Itsumo"]);
    swift.args(["-target", &format!("arm64-apple-ios{OLDEST}")]);
    swift.arg("-import-objc-header").arg(ours().join("itsumo.h")).args(&sources);
    process::run("swiftc", swift.arg("-o").arg(folder.join("libItsumoSwift.a")))?;
    Ok(folder.to_path_buf())
}

/// dx builds the program; the library of Swift and that of its runtime are found by the linker.
fn build(swift: &Path) -> Result<PathBuf> {
    let sdk = said(Command::new("xcrun").args(["--sdk", "iphoneos", "--show-sdk-path"]))?;
    let flags = format!(
        "-Clink-arg=-L{} -Clink-arg=-lItsumoSwift -Clink-arg=-L{sdk}/usr/lib/swift -Clink-arg=-miphoneos-version-min={OLDEST}",
        swift.display()
    );
    let mut dx = Command::new("dx");
    dx.current_dir(root()).env("RUSTFLAGS", flags).env("IPHONEOS_DEPLOYMENT_TARGET", OLDEST);
    process::run("dx build", dx.args(["build", "--platform", "ios", "--release", "--target", TARGET]))?;
    let folder = target()?.join("dx/itsumo/release/ios");
    let mut apps = fs::read_dir(&folder)?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "app"));
    apps.next().with_context(|| format!("dx left no app in {}", folder.display()))
}

/// What dx leaves out.
fn furnish(app: &Path, args: &Args) -> Result<()> {
    let info = fs::read_to_string(ours().join("Info.plist"))?;
    let info = info.replace(">VERSION<", &format!(">{}<", version()?)).replace(">BUILD<", &format!(">{}<", args.build));
    fs::write(app.join("Info.plist"), info)?;
    fs::copy(ours().join("PrivacyInfo.xcprivacy"), app.join("PrivacyInfo.xcprivacy"))?;
    for language in ["ja.lproj", "en.lproj"] {
        fs::create_dir_all(app.join(language))?;
        for file in ["Localizable.strings", "InfoPlist.strings"] {
            fs::copy(ours().join(language).join(file), app.join(language).join(file))?;
        }
    }
    let icons = target()?.join("ios/icons.plist");
    let mut actool = Command::new("xcrun");
    actool.arg("actool").arg(ours().join("Assets.xcassets")).arg("--compile").arg(app).args(["--platform", "iphoneos"]);
    actool.args(["--minimum-deployment-target", OLDEST, "--app-icon", "AppIcon"]);
    process::run("actool", actool.arg("--output-partial-info-plist").arg(&icons))?;
    let merge = format!("Merge {}", icons.display());
    let mut changes = vec![merge];
    changes.extend(tools()?.keys()?.iter().map(|(key, value)| format!("Add :{key} string {value}")));
    let mut buddy = Command::new("/usr/libexec/PlistBuddy");
    for change in &changes {
        buddy.args(["-c", change]);
    }
    process::run("PlistBuddy", buddy.arg(app.join("Info.plist")))
}

fn tools() -> Result<xcode::Tools> {
    let sdk = |what: &str| said(Command::new("xcrun").args(["--sdk", "iphoneos", what]));
    Ok(xcode::Tools {
        xcode: said(Command::new("xcodebuild").arg("-version"))?,
        sdk: sdk("--show-sdk-version")?,
        sdk_build: sdk("--show-sdk-build-version")?,
        machine: said(Command::new("sw_vers").arg("-buildVersion"))?,
    })
}

fn pack(folder: &Path, app: &Path, signer: &Signer, args: &Args) -> Result<PathBuf> {
    let may = fs::read_to_string(ours().join("Itsumo.entitlements"))?;
    let may = may.replace(">TEAM.", &format!(">{}.", signer.team)).replace(">TEAM<", &format!(">{}<", signer.team));
    let file = folder.join("Itsumo.entitlements");
    fs::write(&file, may.replace("applinks:LINKS", &format!("applinks:{}", args.links)))?;
    fs::copy(&signer.profile, app.join("embedded.mobileprovision")).context("the profile cannot be read")?;
    let mut codesign = Command::new("codesign");
    codesign.args(["--force", "--generate-entitlement-der", "--sign", &signer.identity]);
    process::run("codesign", codesign.arg("--entitlements").arg(&file).arg(app))?;
    let payload = folder.join("Payload");
    fs::create_dir_all(&payload)?;
    process::run("ditto", Command::new("ditto").arg(app).arg(payload.join("Itsumo.app")))?;
    let ipa = folder.join("itsumo.ipa");
    let mut zip = Command::new("ditto");
    process::run("ditto", zip.args(["-c", "-k", "--sequesterRsrc", "--keepParent"]).arg(&payload).arg(&ipa))?;
    Ok(ipa)
}
