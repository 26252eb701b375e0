//! axe-core on the page of the real window: names, roles, contrast, order.

use super::Page;
use crate::workspace::root;
use anyhow::{Context, Result};
use serde_json::Value;

/// One thing axe-core found.
#[derive(Debug)]
pub struct Finding {
    /// `minor`, `moderate`, `serious`, `critical`.
    pub impact: String,
    /// The rule.
    pub rule: String,
    /// What it asks for, and where it is not so.
    pub what: String,
}

impl Finding {
    /// Whether it keeps somebody out.
    pub fn serious(&self) -> bool {
        matches!(self.impact.as_str(), "serious" | "critical")
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}: {}", self.impact, self.rule, self.what)
    }
}

impl Page {
    /// What axe-core says of the page as it stands.
    pub fn axe(&mut self) -> Result<Vec<Finding>> {
        if self.eval("typeof window.axe")? != "object" {
            let path = root().join("tests/window/axe.min.js");
            let source = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            self.load(&source)?;
        }
        self.eval(
            "window.__axe = undefined;
             axe.run(document, { resultTypes: ['violations'],
                                 runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
                .then((found) => { window.__axe = JSON.stringify(found.violations.map((v) => ({
                    impact: v.impact, rule: v.id, help: v.help,
                    nodes: v.nodes.map((n) => n.html.slice(0, 160) + ' :: ' + (n.any[0]?.message ?? '')) }))); },
                      (error) => { window.__axe = JSON.stringify({ error: String(error) }); });
             true",
        )?;
        self.wait_for("axe-core's verdict", "typeof window.__axe === 'string'")?;
        let verdict: Value = serde_json::from_str(self.eval("window.__axe")?.as_str().unwrap_or_default())?;
        if let Some(error) = verdict["error"].as_str() {
            anyhow::bail!("axe-core: {error}");
        }
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Ok(verdict
            .as_array()
            .into_iter()
            .flatten()
            .map(|found| {
                let nodes: Vec<_> = found["nodes"].as_array().into_iter().flatten().map(text).collect();
                Finding {
                    impact: text(&found["impact"]),
                    rule: text(&found["rule"]),
                    what: format!(
                        "{} ({} places)\n      {}",
                        text(&found["help"]),
                        nodes.len(),
                        nodes.join("\n      ")
                    ),
                }
            })
            .collect())
    }
}
