//! A project as dx writes it, in small, is repaired and read; then each thing in it is broken by itself.

use super::*;
use crate::workspace::target;

fn plan() -> Plan {
    Plan { version: "1.2.3".into(), release: true, signed: true, links: Some("city.example.jp".into()) }
}

/// What dx leaves, with what Cargo built: each test has one of its own. The fixture has the keys of dx's own template in
/// their places; beside our files lie dx's, which stay and are read by Gradle too.
fn written(name: &str) -> PathBuf {
    let folder = target().unwrap().join("android-projects").join(name);
    fs::remove_dir_all(&folder).ok();
    let main = folder.join("app/src/main");
    for place in ["kotlin/dev/dioxus/main", "java", "assets", "jniLibs/arm64-v8a", "res/values", "res/xml"] {
        fs::create_dir_all(main.join(place)).unwrap();
    }
    fs::write(folder.join("app/build.gradle.kts"), include_str!("fixture/app/build.gradle.kts")).unwrap();
    fs::write(folder.join("gradle.properties"), include_str!("fixture/gradle.properties")).unwrap();
    fs::write(folder.join("app/proguard-rules.pro"), "# dx\n").unwrap();
    fs::write(main.join("res/values/strings.xml"), "<resources><string name=\"app_name\">Itsumo</string></resources>")
        .unwrap();
    fs::write(main.join("res/xml/network_security_config.xml"), "<network-security-config/>").unwrap();
    let activity = "kotlin/dev/dioxus/main/MainActivity.kt";
    fs::copy(project::ours().join("src/activity").join(activity), main.join(activity)).unwrap();
    fs::copy(project::ours().join("itsumo.pro"), folder.join("app/itsumo.pro")).unwrap();
    fs::write(main.join("jniLibs/arm64-v8a/libmain.so"), elf::library(&[16384, 65536])).unwrap();
    folder
}

fn names(folder: &Path) -> Vec<String> {
    project(folder, &plan()).unwrap().iter().map(ToString::to_string).collect()
}

fn change(path: PathBuf, from: &str, to: &str) {
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from} is not in {}", path.display());
    fs::write(path, text.replace(from, to)).unwrap();
}

#[test]
fn a_repaired_project_is_as_it_should_be_and_twice_is_as_once() {
    let folder = written("repaired");
    project::repair(&folder, &plan()).unwrap();
    assert_eq!(names(&folder), Vec::<String>::new());
    let gradle = fs::read_to_string(folder.join("app/build.gradle.kts")).unwrap();
    assert!(gradle.contains("versionCode = 1002003"), "{gradle}");
    let manifest = fs::read_to_string(folder.join("app/src/main/AndroidManifest.xml")).unwrap();
    assert!(manifest.contains("android:host=\"city.example.jp\" android:pathPrefix=\"/open/\""));

    project::repair(&folder, &plan()).unwrap();
    assert_eq!(fs::read_to_string(folder.join("app/build.gradle.kts")).unwrap(), gradle);
    assert_eq!(fs::read_to_string(folder.join("app/src/main/AndroidManifest.xml")).unwrap(), manifest);

    // Another plan takes back what the first one put in.
    let plain = Plan { signed: false, links: None, ..plan() };
    project::repair(&folder, &plain).unwrap();
    assert_eq!(project(&folder, &plain).unwrap(), []);
    assert!(!fs::read_to_string(folder.join("app/build.gradle.kts")).unwrap().contains("signingConfig"));
}

/// The lines of a block that is opened by `head`, as Gradle sees them.
fn block<'a>(gradle: &'a str, head: &str) -> Vec<&'a str> {
    let mut deep = 0;
    let mut inside = Vec::new();
    for line in gradle.lines().map(str::trim).skip_while(|line| *line != head) {
        deep += line.matches('{').count();
        deep -= line.matches('}').count();
        inside.push(line);
        if deep == 0 {
            break;
        }
    }
    inside
}

#[test]
fn each_repair_stands_where_gradle_reads_it() {
    let folder = written("places");
    project::repair(&folder, &plan()).unwrap();
    let gradle = fs::read_to_string(folder.join("app/build.gradle.kts")).unwrap();
    assert_eq!(gradle.matches('{').count(), gradle.matches('}').count(), "{gradle}");
    // The libraries' packaging is that of every kind of build, beside the one dx has for debug builds.
    assert!(!block(&gradle, "buildTypes {").iter().any(|line| line.contains("useLegacyPackaging")), "{gradle}");
    assert!(block(&gradle, "android {").iter().any(|line| line.contains("useLegacyPackaging = false")), "{gradle}");
    let signed = "signingConfig = signingConfigs.getByName(\"itsumo\")";
    assert!(block(&gradle, "getByName(\"release\") {").contains(&signed), "{gradle}");
    assert!(!block(&gradle, "getByName(\"debug\") {").contains(&signed), "{gradle}");
    // A key store is known before a build is signed with it.
    assert!(gradle.find("create(\"itsumo\")") < gradle.find(signed), "{gradle}");
    // Where dx has Gradle look for Kotlin, ours lies.
    assert!(block(&gradle, "sourceSets {").iter().any(|line| line.contains("src/main/java")));
    assert!(folder.join("app/src/main/java/jp/itsumo/app/Native.kt").is_file());
    let properties = fs::read_to_string(folder.join("gradle.properties")).unwrap();
    assert!(properties.contains("buildconfig=true\nandroid.suppressUnsupportedCompileSdk=36\n"), "{properties}");
    // What is dx's own stays.
    assert!(folder.join("app/src/main/res/values/strings.xml").is_file());
}

#[test]
fn passwords_that_dx_wrote_from_its_settings_are_named() {
    let folder = written("passwords");
    project::repair(&folder, &plan()).unwrap();
    change(
        folder.join("app/build.gradle.kts"),
        "    buildTypes {",
        "    signingConfigs {\n        create(\"release\") {\n            storePassword = \"letmein\"\n            \
         keyPassword = \"letmein\"\n        }\n    }\n    buildTypes {",
    );
    let wrong = names(&folder);
    assert_eq!(
        wrong,
        ["storePassword: stands in the project in clear text", "keyPassword: stands in the project in clear text"]
    );
}

#[test]
fn what_dx_leaves_is_refused_by_name() {
    let folder = written("unrepaired");
    fs::write(folder.join("app/src/main/AndroidManifest.xml"), "<manifest/>").unwrap();
    let wrong = names(&folder);
    for expected in [
        "versionCode: 1 instead of 1002003",
        "manifest: is not ours from line 1 on",
        "packaging: libraries are packed",
        "signing: the release is not signed",
        "file: app/src/main/java/jp/itsumo/app/Native.kt is not there",
        "file: app/src/main/res/xml/itsumo_extraction.xml is not there",
    ] {
        assert!(wrong.iter().any(|wrong| wrong.starts_with(expected)), "{expected} not in {wrong:#?}");
    }
}

#[test]
fn each_wrong_thing_is_named_and_nothing_else_is() {
    let gradle = "app/build.gradle.kts";
    let manifest = "app/src/main/AndroidManifest.xml";
    let kotlin = "app/src/main/java/jp/itsumo/app/Bridge.kt";
    for (file, from, to, expected) in [
        (gradle, "versionCode = 1002003", "versionCode = 7", "versionCode: 7 instead of 1002003"),
        (gradle, "versionName = \"1.2.3\"", "versionName = \"1.2\"", "versionName: 1.2 instead of 1.2.3"),
        (gradle, "targetSdk = 36", "targetSdk = 34", "targetSdk: 34 instead of 36"),
        (gradle, "compileSdk = 36", "", "compileSdk: nothing instead of 36"),
        (gradle, "minSdk = 26", "minSdk = 24", "minSdk: 24 instead of 26"),
        (
            gradle,
            "applicationId = \"jp.itsumo.app\"",
            "applicationId = \"com.example\"",
            "applicationId: com.example instead of jp.itsumo.app",
        ),
        (
            gradle,
            "keyPassword = System.getenv(\"ITSUMO_KEY_PASSWORD\")",
            "keyPassword = \"letmein\"",
            "keyPassword: stands in the project in clear text",
        ),
        (gradle, "isMinifyEnabled = true", "", "minify: a release is not made smaller"),
        (
            gradle,
            "useLegacyPackaging = false",
            "useLegacyPackaging = true",
            "packaging: libraries are packed so that pages of 16 KB cannot be",
        ),
        (
            manifest,
            "android:usesCleartextTraffic=\"false\"",
            "android:usesCleartextTraffic=\"true\"",
            "manifest: is not ours from line",
        ),
        (manifest, "uiMode|", "", "manifest: is not ours from line"),
        (kotlin, "fun withdraw", "fun withDraw", "file: app/src/main/java/jp/itsumo/app/Bridge.kt is not ours"),
        ("app/itsumo.pro", "-keep", "#", "file: app/itsumo.pro is not ours"),
    ] {
        let folder = written("broken");
        project::repair(&folder, &plan()).unwrap();
        change(folder.join(file), from, to);
        let wrong = names(&folder);
        assert!(wrong.len() == 1 && wrong[0].starts_with(expected), "{expected}: {wrong:#?}");
    }
}

#[test]
fn libraries_are_looked_into() {
    let folder = written("libraries");
    project::repair(&folder, &plan()).unwrap();
    let place = folder.join("app/src/main/jniLibs/arm64-v8a");
    fs::write(place.join("libmain.so"), elf::library(&[4096])).unwrap();
    fs::write(place.join("libssl.so"), elf::library(&[16384])).unwrap();
    fs::write(place.join("libodd.so"), "text").unwrap();
    assert_eq!(
        names(&folder),
        [
            "pages: libmain.so lies on pages of 4096 bytes, not 16384",
            "library: libodd.so: no library of a 64-bit phone",
            "openssl: libssl.so: the app has no use for it, and phones refuse it",
        ]
    );
    fs::remove_dir_all(&place).unwrap();
    assert_eq!(names(&folder), ["program: there is no libmain.so"]);
}

#[test]
fn a_library_that_asks_people_for_more_than_we_do_is_named() {
    let folder = written("merged");
    project::repair(&folder, &plan()).unwrap();
    let place = folder.join("app/build/intermediates/merged_manifest/release");
    fs::create_dir_all(&place).unwrap();
    let ours = fs::read_to_string(folder.join("app/src/main/AndroidManifest.xml")).unwrap();
    let path = place.join("AndroidManifest.xml");
    fs::write(
        &path,
        ours.replace(
            "</manifest>",
            "<uses-permission\n android:name=\"jp.itsumo.app.DYNAMIC_RECEIVER_NOT_EXPORTED_PERMISSION\" /></manifest>",
        ),
    )
    .unwrap();
    assert_eq!(names(&folder), Vec::<String>::new());
    fs::write(&path, ours.replace("</manifest>", "<uses-permission android:name=\"android.permission.READ_CONTACTS\"/><x android:debuggable=\"true\"/></manifest>")).unwrap();
    assert_eq!(
        names(&folder),
        [
            "permission: a library asks for android.permission.READ_CONTACTS",
            "debuggable: a release that can be looked into"
        ]
    );
}

#[test]
fn another_project_than_the_known_one_is_not_repaired_halfway() {
    for (from, to, why) in
        [("versionCode = 1", "", "versionCode was not found"), ("buildTypes {", "types {", "buildTypes was not found")]
    {
        let folder = written("unknown");
        change(folder.join("app/build.gradle.kts"), from, to);
        let error = format!("{:#}", project::repair(&folder, &plan()).unwrap_err());
        assert!(error.contains(why), "{error}");
    }
    assert!(project(Path::new("/nowhere"), &plan()).is_err());
}

#[test]
fn a_later_version_is_a_higher_number() {
    let code = |version: &str| Plan { version: version.into(), ..plan() }.version_code();
    let codes: Vec<u32> =
        ["0.1.0", "0.1.1", "0.2.0", "1.0.0", "1.2.3", "12.0.999"].iter().map(|v| code(v).unwrap()).collect();
    assert!(codes.is_sorted_by(|a, b| a < b), "{codes:?}");
    for odd in ["1.2", "1.2.3-beta", "1.1000.0", "", "1.2.3.4"] {
        assert!(code(odd).is_err(), "{odd}");
    }
}

#[test]
fn what_dioxus_toml_says_is_what_is_read_here() {
    let settings = fs::read_to_string(crate::workspace::root().join("Dioxus.toml")).unwrap();
    for line in [
        format!("min_sdk = {MIN_SDK}"),
        // The linker takes this one, Gradle the other: with two numbers the app does not load on old phones.
        format!("android_min_sdk_version = {MIN_SDK}"),
        format!("target_sdk = {TARGET_SDK}"),
        format!("compile_sdk = {TARGET_SDK}"),
        "android_manifest = \"platforms/android/AndroidManifest.xml\"".to_owned(),
        "android_main_activity = \"platforms/android/src/activity/kotlin/dev/dioxus/main/MainActivity.kt\"".to_owned(),
        "proguard_rules = [\"platforms/android/itsumo.pro\"]".to_owned(),
        "identifier = \"jp.itsumo.app\"".to_owned(),
    ] {
        assert!(settings.lines().any(|found| found == line), "Dioxus.toml lacks {line}");
    }
    assert!(
        fs::read_to_string(crate::workspace::root().join(".cargo/config.toml"))
            .unwrap()
            .contains("max-page-size=16384")
    );
}
