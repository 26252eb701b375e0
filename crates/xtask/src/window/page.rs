//! A page, as a person meets it: things have a role and a name, one waits until they are there, presses
//! them, writes into them, and looks.

use super::{PATIENCE, inspector::Inspector};
use crate::process;
use anyhow::{Context, Result, anyhow, bail};
use base64::Engine as _;
use serde_json::{Value, json};
use std::{path::Path, time::Instant};

const DRIVER: &str = include_str!("driver.js");

/// The page of a running app.
pub struct Page {
    inspector: Inspector,
}

impl Page {
    /// The page of the app that listens for an inspector on `port`.
    pub fn connect(port: u16) -> Result<Self> {
        let mut page = Self { inspector: Inspector::connect(port)? };
        page.inspector.call("Runtime.enable", &json!({}))?;
        page.eval("document.readyState")?;
        Ok(page)
    }

    /// The value of a JavaScript expression.
    pub fn eval(&mut self, expression: &str) -> Result<Value> {
        let answer = self.inspector.call(
            "Runtime.evaluate",
            &json!({ "expression": expression, "returnByValue": true, "doNotPauseOnExceptionsAndMuteConsole": true }),
        )?;
        if answer["wasThrown"] == true {
            bail!(
                "in the page: {}",
                answer["result"]["description"].as_str().or(answer["result"]["value"].as_str()).unwrap_or("an error")
            );
        }
        Ok(answer["result"]["value"].clone())
    }

    /// Runs a long script. The inspector takes no message over 128 KiB, quotes and wrapping included.
    pub(super) fn load(&mut self, source: &str) -> Result<()> {
        self.eval("window.__source = ''; true")?;
        let characters: Vec<char> = source.chars().collect();
        for part in characters.chunks(16_000) {
            let part = Value::from(part.iter().collect::<String>());
            self.eval(&format!("window.__source += {part}; true"))?;
        }
        self.eval("(0, eval)(window.__source); delete window.__source; true")?;
        Ok(())
    }

    /// Calls one of the driver's functions with JSON arguments.
    fn drive(&mut self, function: &str, args: &[Value]) -> Result<Value> {
        let args: Vec<_> = args.iter().map(Value::to_string).collect();
        let call = format!("window.__drive.{function}({})", args.join(","));
        let guarded = format!("window.__drive ? {call} : '__drive is not here'");
        let answer = self.eval(&guarded)?;
        if answer == "__drive is not here" {
            self.eval(DRIVER)?;
            return self.eval(&call);
        }
        Ok(answer)
    }

    /// Waits until `condition`, a JavaScript expression, holds.
    pub fn wait_for(&mut self, what: &str, condition: &str) -> Result<()> {
        let asked = process::wait(Instant::now() + PATIENCE, || {
            Ok((self.eval(&format!("Boolean({condition})"))? == true).then_some(()))
        });
        self.or_what_is_there(asked, what)
    }

    /// Waits until a visible thing of this role carries this name (whole, or as a part of it).
    pub fn see(&mut self, role: &str, name: &str) -> Result<()> {
        let asked = process::wait(Instant::now() + PATIENCE, || {
            Ok((self.drive("has", &[json!(role), json!(name)])? == true).then_some(()))
        });
        self.or_what_is_there(asked, &format!("{role} “{name}”"))
    }

    /// Waits until the page's visible text holds `words`.
    pub fn read(&mut self, words: &str) -> Result<()> {
        let asked = process::wait(Instant::now() + PATIENCE, || {
            Ok((self.drive("reads", &[json!(words)])? == true).then_some(()))
        });
        self.or_what_is_there(asked, &format!("the words “{words}”"))
    }

    /// Presses what carries the role and the name, as soon as it is there, enabled and not covered.
    pub fn press(&mut self, role: &str, name: &str) -> Result<()> {
        let mut last = String::new();
        let asked = process::wait(Instant::now() + PATIENCE, || {
            let said = self.drive("press", &[json!(role), json!(name)])?;
            if said == "ok" {
                return Ok(Some(()));
            }
            last = said.as_str().unwrap_or("nothing").to_owned();
            Ok(None)
        });
        self.or_what_is_there(asked.map_err(|error| anyhow!("{error}: {last}")), &format!("pressing {role} “{name}”"))
    }

    /// Writes `text` in place of what stands in a field.
    pub fn write(&mut self, role: &str, name: &str, text: &str) -> Result<()> {
        let mut last = String::new();
        let asked = process::wait(Instant::now() + PATIENCE, || {
            let said = self.drive("write", &[json!(role), json!(name), json!(text)])?;
            if said == "ok" {
                return Ok(Some(()));
            }
            last = said.as_str().unwrap_or("nothing").to_owned();
            Ok(None)
        });
        self.or_what_is_there(
            asked.map_err(|error| anyhow!("{error}: {last}")),
            &format!("writing into {role} “{name}”"),
        )
    }

    /// A PNG of what the window shows.
    pub fn picture(&mut self, file: &Path) -> Result<()> {
        // Two frames: one to lay out what the last change brought, one that has painted it.
        self.eval("window.__painted = false; requestAnimationFrame(() => requestAnimationFrame(() => window.__painted = true))")?;
        self.wait_for("a painted frame", "window.__painted")?;
        self.wait_for("fonts", "document.fonts.status === 'loaded'")?;
        let size = self.eval("JSON.stringify([innerWidth, innerHeight])")?;
        let [width, height]: [u32; 2] = serde_json::from_str(size.as_str().unwrap_or_default())?;
        let answer = self.inspector.call(
            "Page.snapshotRect",
            &json!({ "x": 0, "y": 0, "width": width, "height": height, "coordinateSystem": "Viewport" }),
        )?;
        let url = answer["dataURL"].as_str().context("no picture")?;
        let (_, data) = url.split_once("base64,").context("an odd picture")?;
        let bytes = base64::engine::general_purpose::STANDARD.decode(data)?;
        std::fs::write(file, bytes).with_context(|| format!("writing {}", file.display()))
    }

    /// Adds to an error what a person would see, so that a failed step is understood from its message.
    fn or_what_is_there<T>(&mut self, asked: Result<T>, what: &str) -> Result<T> {
        let Err(error) = asked else { return asked };
        let there = self.drive("outline", &[]).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
        Err(anyhow!("waited for {what}: {error}\n  what is there instead:\n{there}"))
    }
}
