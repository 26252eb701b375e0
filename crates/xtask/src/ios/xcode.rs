//! What Info.plist says about the tools an app was built with. Xcode writes it into every app by itself; the store looks
//! at it to know whether the kit is new enough, and takes no app in which it is missing. Here no Xcode project builds
//! the app, so the tools are asked and their answers put in.

use anyhow::{Context, Result};

/// What the tools answered, as they print it.
pub struct Tools {
    /// `xcodebuild -version`.
    pub xcode: String,
    /// `xcrun --sdk iphoneos --show-sdk-version`.
    pub sdk: String,
    /// `xcrun --sdk iphoneos --show-sdk-build-version`.
    pub sdk_build: String,
    /// `sw_vers -buildVersion`.
    pub machine: String,
}

impl Tools {
    /// The keys and what stands under each.
    ///
    /// # Errors
    /// When a tool answered something else, with its answer.
    pub fn keys(&self) -> Result<Vec<(&'static str, String)>> {
        let lines = || self.xcode.lines().map(str::trim);
        let after = |word: &str| {
            lines()
                .find_map(|line| line.strip_prefix(word))
                .map(str::to_owned)
                .with_context(|| format!("xcodebuild names no “{word}”: {}", self.xcode))
        };
        let version = number(&after("Xcode ")?)?;
        let sdk = self.sdk.trim();
        number(sdk).context("the kit's version")?;
        Ok(vec![
            ("DTCompiler", "com.apple.compilers.llvm.clang.1_0".to_owned()),
            ("DTPlatformName", "iphoneos".to_owned()),
            ("DTPlatformVersion", sdk.to_owned()),
            ("DTPlatformBuild", build(&self.sdk_build)?),
            ("DTSDKName", format!("iphoneos{sdk}")),
            ("DTSDKBuild", build(&self.sdk_build)?),
            ("DTXcode", version),
            ("DTXcodeBuild", build(&after("Build version ")?)?),
            ("BuildMachineOSBuild", build(&self.machine)?),
        ])
    }
}

/// `16.2` as `1620`, `9.4.1` as `0941`: two digits, and one for each of the others.
fn number(version: &str) -> Result<String> {
    let parts: Vec<u32> = version
        .split('.')
        .map(|part| part.parse().with_context(|| format!("“{version}” is no version")))
        .collect::<Result<_>>()?;
    let at = |index: usize| parts.get(index).copied().unwrap_or(0);
    Ok(format!("{:02}{}{}", at(0), at(1), at(2)))
}

/// `16C5032a`: letters and digits.
fn build(answer: &str) -> Result<String> {
    let answer = answer.trim();
    let is_one = !answer.is_empty() && answer.chars().all(|c| c.is_ascii_alphanumeric());
    is_one.then(|| answer.to_owned()).with_context(|| format!("“{answer}” is no build"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tools() -> Tools {
        Tools {
            xcode: "Xcode 16.2\nBuild version 16C5032a\n".into(),
            sdk: "18.2\n".into(),
            sdk_build: "22C146\n".into(),
            machine: "24C101\n".into(),
        }
    }

    #[test]
    fn what_xcode_would_write_by_itself_is_made_of_what_the_tools_say() {
        let keys = tools().keys().unwrap();
        let value = |key: &str| keys.iter().find(|(name, _)| *name == key).unwrap().1.clone();
        for (key, expected) in [
            ("DTXcode", "1620"),
            ("DTXcodeBuild", "16C5032a"),
            ("DTPlatformName", "iphoneos"),
            ("DTPlatformVersion", "18.2"),
            ("DTPlatformBuild", "22C146"),
            ("DTSDKName", "iphoneos18.2"),
            ("DTSDKBuild", "22C146"),
            ("BuildMachineOSBuild", "24C101"),
        ] {
            assert_eq!(value(key), expected, "{key}");
        }
        assert_eq!(number("9.4.1").unwrap(), "0941");
        assert_eq!(number("26.0").unwrap(), "2600");
    }

    #[test]
    fn a_tool_that_says_something_else_is_named_and_nothing_is_made_up() {
        type Break = fn(&mut Tools);
        let cases: [(Break, &str); 5] = [
            (|t| t.xcode = "xcode-select: error: tool requires Xcode".into(), "names no “Xcode ”"),
            (|t| t.xcode = "Xcode 16.2".into(), "names no “Build version ”"),
            (|t| t.xcode = "Xcode sixteen\nBuild version 1".into(), "“sixteen” is no version"),
            (|t| t.sdk = String::new(), "“” is no version"),
            (|t| t.sdk_build = "no such kit".into(), "“no such kit” is no build"),
        ];
        for (break_it, expected) in cases {
            let mut tools = tools();
            break_it(&mut tools);
            let error = format!("{:#}", tools.keys().unwrap_err());
            assert!(error.contains(expected), "{expected}: {error}");
        }
    }
}
