//! What moved, by kind. Never data: whoever shows it asks again, and so can never show something stale.

/// A kind of thing that changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// The city or what is known of it.
    City,
    /// Announcements: new, changed, gone, read, kept.
    News,
    /// Alerts.
    Alerts,
    /// Interests.
    Interests,
    /// The device's settings.
    Settings,
    /// Signed in, out, or another address.
    Account,
    /// The parent–child handbook's entries.
    Handbook,
    /// The family: its devices, keys, recovery code, what waits to be delivered.
    Family,
    /// The school: children, absences, questions, notices, and what was said of them.
    School,
    /// Town associations: circulars, households, seats, duties, meetings, safety checks, and what was said of them.
    Association,
    /// The outbox.
    Outbox,
    /// Whether a sync runs, when the last one went well, whether live hints come.
    Sync,
}

impl Change {
    /// All kinds.
    pub const ALL: [Self; 12] = [
        Self::City,
        Self::News,
        Self::Alerts,
        Self::Interests,
        Self::Settings,
        Self::Account,
        Self::Handbook,
        Self::Family,
        Self::School,
        Self::Association,
        Self::Outbox,
        Self::Sync,
    ];

    /// Its name for scripts: `city`, `news`, …
    pub fn name(self) -> &'static str {
        match self {
            Self::City => "city",
            Self::News => "news",
            Self::Alerts => "alerts",
            Self::Interests => "interests",
            Self::Settings => "settings",
            Self::Account => "account",
            Self::Handbook => "handbook",
            Self::Family => "family",
            Self::School => "school",
            Self::Association => "association",
            Self::Outbox => "outbox",
            Self::Sync => "sync",
        }
    }
}
