//! The one thing of a library that is looked at: on pages of which size it can be loaded. Phones with pages of 16 KB
//! refuse one that is laid out for 4.

use anyhow::{Context, Result, ensure};

/// 16 KB.
pub const WANTED: u64 = 16 * 1024;
/// A piece that is loaded.
const LOAD: u32 = 1;

/// The smallest alignment among the pieces of a 64-bit library that are loaded (ELF, little end first).
///
/// # Errors
/// When it is no such library.
pub fn page_size(file: &[u8]) -> Result<u64> {
    ensure!(file.starts_with(b"\x7fELF\x02\x01"), "no library of a 64-bit phone");
    let table = usize::try_from(number::<8>(file, 32)?)?;
    let (size, count) = (usize::try_from(number::<2>(file, 54)?)?, usize::try_from(number::<2>(file, 56)?)?);
    let mut smallest = None;
    for entry in 0..count {
        let at = entry.checked_mul(size).and_then(|at| at.checked_add(table)).context("a table out of bounds")?;
        if number::<4>(file, at)? == u64::from(LOAD) {
            let align = number::<8>(file, at.saturating_add(48))?;
            smallest = Some(smallest.map_or(align, |before: u64| before.min(align)));
        }
    }
    smallest.context("nothing in it is loaded")
}

fn number<const BYTES: usize>(file: &[u8], at: usize) -> Result<u64> {
    let bytes = file.get(at..).and_then(|rest| rest.get(..BYTES)).context("the file ends too early")?;
    Ok(bytes.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
}

/// A library with one piece for each alignment, for tests.
#[cfg(test)]
pub fn library(aligns: &[u64]) -> Vec<u8> {
    let mut file = b"\x7fELF\x02\x01".to_vec();
    file.resize(32, 0);
    file.extend(64_u64.to_le_bytes());
    file.resize(54, 0);
    file.extend(56_u16.to_le_bytes());
    file.extend(u16::try_from(aligns.len()).unwrap_or(0).to_le_bytes());
    file.resize(64, 0);
    for align in aligns {
        file.extend(LOAD.to_le_bytes());
        file.extend([0; 44]);
        file.extend(align.to_le_bytes());
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_page_counts_and_what_is_no_library_is_said() {
        assert_eq!(page_size(&library(&[65536, 16384])).unwrap(), 16384);
        assert_eq!(page_size(&library(&[16384, 4096])).unwrap(), 4096);
        for (file, why) in [
            (Vec::new(), "no library"),
            (b"PK\x03\x04".to_vec(), "no library"),
            (library(&[]), "nothing in it is loaded"),
            (library(&[16384])[..70].to_vec(), "ends too early"),
        ] {
            let error = page_size(&file).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
    }

    #[test]
    fn a_real_program_of_this_computer_is_read() {
        if cfg!(all(target_os = "linux", target_pointer_width = "64")) {
            let own = std::fs::read(std::env::current_exe().unwrap()).unwrap();
            assert!(page_size(&own).unwrap() >= 4096);
        }
    }
}
