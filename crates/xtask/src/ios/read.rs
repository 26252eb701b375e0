//! Reads the files an app for iOS stands or falls with: Info.plist, the entitlements, the privacy manifest. Each rule
//! is one that Apple's store or iOS itself keeps without saying so in our words.

use super::plist::{self, Value};
use crate::phone::{Wrong, say};
use anyhow::{Context, Result};
use std::{fs, path::Path};

/// What leaves the phone with a person's name on it: who signed in, where pushes reach them, why a child stays at home,
/// and what a household answers. The family's handbook is not among them: no server can read it.
const COLLECTED: [&str; 5] = ["Name", "EmailAddress", "DeviceID", "Health", "OtherUserContent"];

/// The files, read.
pub struct Papers {
    /// Info.plist.
    pub info: Value,
    /// Itsumo.entitlements.
    pub may: Value,
    /// PrivacyInfo.xcprivacy.
    pub privacy: Value,
    /// All of Sources in one.
    pub swift: String,
    /// The words of each language in the app: its folder and how many.
    pub words: Vec<(String, Vec<String>)>,
}

impl Papers {
    /// # Errors
    /// When a file is missing or cannot be read, by its name.
    pub fn of(folder: &Path) -> Result<Self> {
        let text = |name: &str| fs::read_to_string(folder.join(name)).with_context(|| format!("{name} is missing"));
        let list = |name: &str| plist::read(&text(name)?).with_context(|| name.to_owned());
        let mut swift = String::new();
        for entry in fs::read_dir(folder.join("Sources"))? {
            swift.push_str(&fs::read_to_string(entry?.path())?);
        }
        let mut words = Vec::new();
        for language in ["ja", "en"] {
            let mut keys = Vec::new();
            for file in ["Localizable.strings", "InfoPlist.strings"] {
                let text = text(&format!("{language}.lproj/{file}"))?;
                keys.extend(text.lines().filter_map(|line| Some(line.split('"').nth(1)?.to_owned())));
            }
            keys.sort();
            words.push((language.to_owned(), keys));
        }
        Ok(Self {
            info: list("Info.plist")?,
            may: list("Itsumo.entitlements")?,
            privacy: list("PrivacyInfo.xcprivacy")?,
            swift,
            words,
        })
    }

    /// Everything wrong with them.
    pub fn wrong(&self) -> Vec<Wrong> {
        let mut wrong = Vec::new();
        self.info(&mut wrong);
        self.may(&mut wrong);
        self.privacy(&mut wrong);
        self.swift(&mut wrong);
        wrong
    }

    fn info(&self, wrong: &mut Vec<Wrong>) {
        let expected = [
            ("CFBundleIdentifier", "jp.itsumo.app"),
            ("CFBundlePackageType", "APPL"),
            ("CFBundleDevelopmentRegion", "ja"),
            ("CFBundleExecutable", "itsumo"),
            ("MinimumOSVersion", super::OLDEST),
        ];
        for (key, expected) in expected {
            match self.info.get(key).and_then(Value::text) {
                Some(found) if found == expected => {}
                found => {
                    say(wrong, "Info.plist", format!("{key} is {} instead of {expected}", found.unwrap_or("missing")))
                }
            }
        }
        if self.info.get("NSCameraUsageDescription").and_then(Value::text).is_none_or(|why| why.chars().count() < 10) {
            say(wrong, "Info.plist", "the camera is used without saying why: iOS ends the app");
        }
        if self.info.get("UILaunchScreen").is_none() {
            say(wrong, "Info.plist", "without UILaunchScreen the app is shown in a small window");
        }
        if self.info.get("CFBundleSupportedPlatforms").map(Value::texts) != Some(vec!["iPhoneOS"]) {
            say(wrong, "Info.plist", "CFBundleSupportedPlatforms is not iPhoneOS alone");
        }
        let modes = self.info.get("UIBackgroundModes").map(Value::texts).unwrap_or_default();
        for mode in ["remote-notification", "fetch"] {
            if !modes.contains(&mode) {
                say(wrong, "Info.plist", format!("without the background mode {mode} iOS does not wake the app"));
            }
        }
        let schemes: Vec<_> = self
            .info
            .get("CFBundleURLTypes")
            .map(Value::list)
            .unwrap_or_default()
            .iter()
            .filter_map(|kind| kind.get("CFBundleURLSchemes"))
            .flat_map(Value::texts)
            .collect();
        if schemes != ["itsumo"] {
            say(wrong, "Info.plist", format!("links itsumo:// do not open the app: {schemes:?}"));
        }
        if let Some(transport) = self.info.get("NSAppTransportSecurity")
            && transport.get("NSAllowsArbitraryLoads").is_some()
        {
            say(wrong, "Info.plist", "anything may go out unencrypted");
        }
    }

    fn may(&self, wrong: &mut Vec<Wrong>) {
        if self.may.get("get-task-allow").is_some() {
            say(wrong, "entitlements", "get-task-allow: the store takes no app that may be looked into");
        }
        if self.may.get("aps-environment").and_then(Value::text) != Some("production") {
            say(wrong, "entitlements", "aps-environment is not production: no push arrives");
        }
        let groups = self.may.get("keychain-access-groups").map(Value::texts).unwrap_or_default();
        if groups != ["TEAM.jp.itsumo.app"] {
            say(wrong, "entitlements", format!("keys would lie in {groups:?}"));
        }
        let domains = self.may.get("com.apple.developer.associated-domains").map(Value::texts).unwrap_or_default();
        if domains != ["applinks:LINKS"] {
            say(wrong, "entitlements", format!("LINKS is not where a city's server is put in: {domains:?}"));
        }
    }

    fn privacy(&self, wrong: &mut Vec<Wrong>) {
        if self.privacy.get("NSPrivacyTracking") != Some(&Value::Yes(false)) {
            say(wrong, "privacy", "it does not say that nobody is followed");
        }
        let kinds = self.privacy.get("NSPrivacyCollectedDataTypes").map(Value::list).unwrap_or_default();
        for kind in COLLECTED {
            let name = format!("NSPrivacyCollectedDataType{kind}");
            if !kinds.iter().any(|said| {
                said.get("NSPrivacyCollectedDataType").and_then(Value::text) == Some(&name)
                    && said.get("NSPrivacyCollectedDataTypeLinked") == Some(&Value::Yes(true))
            }) {
                say(wrong, "privacy", format!("it does not say that {kind} is collected, and whose it is"));
            }
        }
        for kind in kinds {
            if kind.get("NSPrivacyCollectedDataTypeTracking") != Some(&Value::Yes(false)) {
                say(wrong, "privacy", format!("followed by {:?}", kind.get("NSPrivacyCollectedDataType")));
            }
        }
        let reasons = self.privacy.get("NSPrivacyAccessedAPITypes").map(Value::list).unwrap_or_default();
        for (kind, used) in [
            ("NSPrivacyAccessedAPICategoryFileTimestamp", true),
            ("NSPrivacyAccessedAPICategorySystemBootTime", true),
            ("NSPrivacyAccessedAPICategoryUserDefaults", self.swift.contains("UserDefaults")),
        ] {
            let said = reasons.iter().any(|reason| {
                reason.get("NSPrivacyAccessedAPIType").and_then(Value::text) == Some(kind)
                    && reason.get("NSPrivacyAccessedAPITypeReasons").is_some_and(|why| !why.texts().is_empty())
            });
            if used && !said {
                say(wrong, "privacy", format!("no reason is given for {kind}"));
            }
        }
    }

    fn swift(&self, wrong: &mut Vec<Wrong>) {
        let tasks = self.info.get("BGTaskSchedulerPermittedIdentifiers").map(Value::texts).unwrap_or_default();
        for task in &tasks {
            if !self.swift.contains(&format!("\"{task}\"")) {
                say(wrong, "background", format!("{task} is permitted and planned by nobody"));
            }
        }
        if tasks.is_empty() {
            say(wrong, "background", "no task is permitted: planning one ends the app");
        }
        for (language, keys) in &self.words {
            for word in self.swift.split("NSLocalizedString(\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                if !keys.iter().any(|key| key == word) {
                    say(wrong, "words", format!("{word} has no words in {language}"));
                }
            }
        }
        if let [(_, one), (_, other)] = self.words.as_slice()
            && one != other
        {
            say(wrong, "words", "the two languages do not have the same keys");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::root;
    use std::collections::BTreeMap;

    fn ours() -> Papers {
        Papers::of(&root().join("platforms/ios")).unwrap()
    }

    fn dict(value: &mut Value) -> &mut BTreeMap<String, Value> {
        match value {
            Value::Dict(dict) => dict,
            other => panic!("{other:?}"),
        }
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn our_papers_are_in_order() {
        assert_eq!(ours().wrong(), []);
    }

    #[test]
    fn each_wrong_thing_is_named_and_nothing_else_is() {
        type Break = fn(&mut Papers);
        let cases: &[(Break, &str)] = &[
            (
                |p| drop(dict(&mut p.info).remove("MinimumOSVersion")),
                "Info.plist: MinimumOSVersion is missing instead of 16.0",
            ),
            (
                |p| drop(dict(&mut p.info).insert("CFBundleDevelopmentRegion".into(), text("en_US"))),
                "Info.plist: CFBundleDevelopmentRegion is en_US",
            ),
            (
                |p| drop(dict(&mut p.info).insert("NSCameraUsageDescription".into(), text("QR"))),
                "Info.plist: the camera is used",
            ),
            (|p| drop(dict(&mut p.info).remove("UILaunchScreen")), "Info.plist: without UILaunchScreen"),
            (
                |p| {
                    drop(dict(&mut p.info).insert(
                        "CFBundleSupportedPlatforms".into(),
                        Value::List(vec![text("iPhoneOS"), text("iPadOS")]),
                    ))
                },
                "Info.plist: CFBundleSupportedPlatforms",
            ),
            (
                |p| drop(dict(&mut p.info).insert("UIBackgroundModes".into(), Value::List(vec![text("fetch")]))),
                "Info.plist: without the background mode remote-notification",
            ),
            (|p| drop(dict(&mut p.info).remove("CFBundleURLTypes")), "Info.plist: links itsumo://"),
            (
                |p| {
                    drop(dict(&mut p.info).insert(
                        "NSAppTransportSecurity".into(),
                        Value::Dict([("NSAllowsArbitraryLoads".into(), Value::Yes(true))].into()),
                    ))
                },
                "Info.plist: anything may go out unencrypted",
            ),
            (
                |p| drop(dict(&mut p.may).insert("get-task-allow".into(), Value::Yes(true))),
                "entitlements: get-task-allow",
            ),
            (
                |p| drop(dict(&mut p.may).insert("aps-environment".into(), text("development"))),
                "entitlements: aps-environment",
            ),
            (|p| drop(dict(&mut p.may).remove("keychain-access-groups")), "entitlements: keys would lie in []"),
            (|p| drop(dict(&mut p.may).remove("com.apple.developer.associated-domains")), "entitlements: LINKS"),
            (
                |p| drop(dict(&mut p.privacy).insert("NSPrivacyTracking".into(), Value::Yes(true))),
                "privacy: it does not say",
            ),
            (
                |p| {
                    let kinds = dict(&mut p.privacy).get_mut("NSPrivacyCollectedDataTypes").unwrap();
                    let Value::List(kinds) = kinds else { panic!("{kinds:?}") };
                    kinds.retain(|kind| {
                        kind.get("NSPrivacyCollectedDataType") != Some(&text("NSPrivacyCollectedDataTypeHealth"))
                    });
                },
                "privacy: it does not say that Health is collected",
            ),
            (|p| p.swift.push_str("NSLocalizedString(\"new\""), "words: new has no words in ja"),
            (
                |p| p.swift = p.swift.replace("\"jp.itsumo.app.refresh\"", "\"jp.itsumo.app.fetch\""),
                "background: jp.itsumo.app.refresh is permitted",
            ),
        ];
        for (break_it, expected) in cases {
            let mut papers = ours();
            break_it(&mut papers);
            let wrong: Vec<_> = papers.wrong().iter().map(ToString::to_string).collect();
            assert!(wrong.first().is_some_and(|wrong| wrong.starts_with(expected)), "{expected}: {wrong:#?}");
            // A word that is missing is missing in both languages.
            assert!(wrong.len() == if expected.starts_with("words") { 2 } else { 1 }, "{wrong:#?}");
        }
        let mut papers = ours();
        dict(&mut papers.privacy).remove("NSPrivacyAccessedAPITypes");
        assert_eq!(papers.wrong().len(), 3, "{:?}", papers.wrong());
    }
}
