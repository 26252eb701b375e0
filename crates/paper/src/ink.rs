//! The few colours of paper. They stay apart on a black-and-white printer too.

/// A colour by what it is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ink {
    /// Words.
    #[default]
    Text,
    /// Words of less weight: labels, sources, units.
    Quiet,
    /// Lines of tables.
    Line,
    /// Behind headings of tables.
    Tint,
    /// The one colour: titles, the curve of a child.
    Accent,
    /// Behind what deserves a look.
    AccentTint,
    /// The band that holds 94 of 100 children.
    Band,
    /// Nothing but paper.
    White,
    /// Modules of a QR code.
    Black,
}

impl Ink {
    /// Red, green, blue.
    pub(crate) fn rgb(self) -> (u8, u8, u8) {
        match self {
            Self::Text => (0x1d, 0x1f, 0x24),
            Self::Quiet => (0x5b, 0x60, 0x6b),
            Self::Line => (0xa9, 0xae, 0xb8),
            Self::Tint => (0xf1, 0xf3, 0xf6),
            Self::Accent => (0x12, 0x5e, 0x6d),
            Self::AccentTint => (0xe4, 0xf1, 0xf3),
            Self::Band => (0xd3, 0xe6, 0xea),
            Self::White => (0xff, 0xff, 0xff),
            Self::Black => (0, 0, 0),
        }
    }
}
