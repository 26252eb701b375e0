//! What had to be put right in an input, by name and number: staff read it before they add a source.

use std::collections::BTreeMap;

/// Named repairs with how often each was made. One line each, whatever the size of the input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repairs(BTreeMap<String, u32>);

/// Different names kept at most; inputs that need more are nonsense anyway.
const NAMES: usize = 50;

impl Repairs {
    /// Counts one repair called `name`.
    pub fn note(&mut self, name: &str) {
        self.note_times(name, 1);
    }

    /// Counts `times` repairs called `name`.
    pub fn note_times(&mut self, name: &str, times: u32) {
        if times == 0 {
            return;
        }
        if let Some(count) = self.0.get_mut(name) {
            *count = count.saturating_add(times);
        } else if self.0.len() < NAMES {
            self.0.insert(name.to_owned(), times);
        }
    }

    /// Counts one repair called `name` that needs a detail to be understood.
    pub fn note_of(&mut self, name: &str, detail: &str) {
        self.note(&format!("{name}: {}", itsumo_domain::text::shorten(detail, 60)));
    }

    /// Adds what `other` counted.
    pub fn merge(&mut self, other: Self) {
        for (name, times) in other.0 {
            self.note_times(&name, times);
        }
    }

    /// One line per name: `bare & kept as text (3 times)`.
    pub fn into_lines(self) -> Vec<String> {
        self.0
            .into_iter()
            .map(|(name, times)| if times == 1 { name } else { format!("{name} ({times} times)") })
            .collect()
    }
}
