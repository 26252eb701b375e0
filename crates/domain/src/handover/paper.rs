//! What is sealed for a machine: a PDF and what to call it.
//!
//! `version | bytes of the title (2) | title | bytes of the PDF (4) | PDF | zeros`. The zeros fill it up so that, sealed,
//! it is of the next power of two: who sees how much goes over the wire learns one of a few sizes, not which document
//! of which length it is.

use super::{LARGEST_SEALED, SEAL};

const VERSION: u8 = 1;
const SMALLEST_SEALED: usize = 64 * 1024;
/// Longest title, in characters.
const LONGEST_TITLE: usize = 80;
const HEAD: usize = 1 + 2 + 4;
const PDF: &[u8] = b"%PDF-";

/// Why something is no paper to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPaper {
    /// More than goes through.
    #[error("too large to hand over")]
    TooLarge,
    /// Not a PDF.
    #[error("not a PDF")]
    NotAPdf,
    /// Made by a newer version of this app.
    #[error("of a newer version")]
    Newer,
    /// Not what [`Paper::pack`] makes.
    #[error("not readable")]
    Broken,
}

/// A document to be printed elsewhere.
#[derive(Clone, PartialEq, Eq)]
pub struct Paper {
    /// What to call it on the machine's screen; one line.
    pub title: String,
    /// The document.
    pub pdf: Vec<u8>,
}

impl std::fmt::Debug for Paper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Paper({} bytes)", self.pdf.len())
    }
}

/// A title as it is shown: one line, without what could turn the line around or hide in it.
fn one_line(title: &str) -> String {
    let plain = |c: &char| {
        !c.is_control()
            && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    title.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(plain).take(LONGEST_TITLE).collect()
}

impl Paper {
    /// As it is sealed, filled up to one of a few sizes.
    ///
    /// # Errors
    /// [`BadPaper::NotAPdf`], [`BadPaper::TooLarge`].
    pub fn pack(&self) -> Result<Vec<u8>, BadPaper> {
        if !self.pdf.starts_with(PDF) {
            return Err(BadPaper::NotAPdf);
        }
        let title = one_line(&self.title);
        let used = HEAD.saturating_add(title.len()).saturating_add(self.pdf.len());
        let sealed = used.saturating_add(SEAL).max(SMALLEST_SEALED).checked_next_power_of_two();
        let size = sealed.filter(|sealed| *sealed <= LARGEST_SEALED).ok_or(BadPaper::TooLarge)?.saturating_sub(SEAL);
        let (Ok(title_len), Ok(pdf_len)) = (u16::try_from(title.len()), u32::try_from(self.pdf.len())) else {
            return Err(BadPaper::TooLarge);
        };
        // Made once as large as it gets, so that no half of it is left behind where it grew.
        let mut packed = Vec::with_capacity(size);
        packed.push(VERSION);
        packed.extend_from_slice(&title_len.to_be_bytes());
        packed.extend_from_slice(title.as_bytes());
        packed.extend_from_slice(&pdf_len.to_be_bytes());
        packed.extend_from_slice(&self.pdf);
        packed.resize(size, 0);
        Ok(packed)
    }

    /// Reads what [`Self::pack`] made.
    ///
    /// # Errors
    /// [`BadPaper`], each by its name: it comes from a stranger.
    pub fn unpack(packed: &[u8]) -> Result<Self, BadPaper> {
        let (version, rest) = packed.split_first().ok_or(BadPaper::Broken)?;
        match *version {
            VERSION => {}
            0 => return Err(BadPaper::Broken),
            _ => return Err(BadPaper::Newer),
        }
        let (len, rest) = rest.split_first_chunk::<2>().ok_or(BadPaper::Broken)?;
        let (title, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*len))).ok_or(BadPaper::Broken)?;
        let (len, rest) = rest.split_first_chunk::<4>().ok_or(BadPaper::Broken)?;
        let len = usize::try_from(u32::from_be_bytes(*len)).map_err(|_| BadPaper::Broken)?;
        let (pdf, filling) = rest.split_at_checked(len).ok_or(BadPaper::Broken)?;
        let title = std::str::from_utf8(title).map_err(|_| BadPaper::Broken)?;
        if title.chars().count() > LONGEST_TITLE || filling.iter().any(|byte| *byte != 0) {
            return Err(BadPaper::Broken);
        }
        if !pdf.starts_with(PDF) {
            return Err(BadPaper::NotAPdf);
        }
        Ok(Self { title: one_line(title), pdf: pdf.to_vec() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn paper(bytes: usize) -> Paper {
        Paper { title: "予診票".into(), pdf: [PDF, &vec![7; bytes]].concat() }
    }

    proptest! {
        #[test]
        fn what_is_packed_comes_out_again(title in "[a-zあ-ん ]{0,80}", pdf: Vec<u8>) {
            let sent = Paper { title, pdf: [PDF, &pdf].concat() };
            let packed = sent.pack().unwrap();
            prop_assert_eq!(packed.len() + SEAL, SMALLEST_SEALED);
            prop_assert_eq!(Paper::unpack(&packed).unwrap(), sent);
        }

        #[test]
        fn whatever_a_stranger_sends_is_told_apart(bytes: Vec<u8>) {
            prop_assert!(Paper::unpack(&bytes).is_err());
        }
    }

    #[test]
    fn a_form_and_a_short_booklet_are_of_one_size_on_the_wire() {
        assert_eq!(paper(150_000).pack().unwrap().len(), paper(250_000).pack().unwrap().len());
        assert_eq!(paper(300_000).pack().unwrap().len() + SEAL, 512 * 1024);
        assert_eq!(paper(6_000_000).pack().unwrap().len() + SEAL, LARGEST_SEALED);
        assert_eq!(paper(LARGEST_SEALED).pack(), Err(BadPaper::TooLarge));
    }

    #[test]
    fn each_fault_has_its_name() {
        assert_eq!(Paper { pdf: b"PK".to_vec(), ..paper(0) }.pack(), Err(BadPaper::NotAPdf));
        let good = paper(10).pack().unwrap();
        let with = |at: usize, byte: u8| {
            let mut bent = good.clone();
            bent[at] = byte;
            Paper::unpack(&bent).map(drop)
        };
        assert_eq!(with(0, 2), Err(BadPaper::Newer));
        assert_eq!(with(0, 0), Err(BadPaper::Broken));
        assert_eq!(with(1, 255), Err(BadPaper::Broken), "a title longer than all of it");
        assert_eq!(with(3, 255), Err(BadPaper::Broken), "a title that is no text");
        assert_eq!(with(good.len() - 1, 1), Err(BadPaper::Broken), "something hidden in the filling");
        let no_pdf = good.iter().position(|byte| *byte == b'%').unwrap();
        assert_eq!(with(no_pdf, b'#'), Err(BadPaper::NotAPdf));
        assert_eq!(Paper::unpack(&good[..good.len() / 2]).map(drop), Ok(()), "less filling is no fault");
        assert_eq!(Paper::unpack(&good[..20]), Err(BadPaper::Broken));
    }

    #[test]
    fn a_title_cannot_turn_the_line_it_stands_in() {
        let sent = Paper { title: "予診票\n\u{202e}fdp\u{0}".into(), ..paper(3) };
        assert_eq!(Paper::unpack(&sent.pack().unwrap()).unwrap().title, "予診票 fdp");
    }
}
