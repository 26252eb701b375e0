//! Sorts a register's lines by child in bounded memory: sorted runs in temporary files, merged as they are read.

use itsumo_handbook::audit::{Fields, Header};
use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Read, Seek, Write},
};

/// Bytes of lines that are held at once.
const HELD: usize = 64 << 20;

/// Why sorting ended early.
pub enum Ended<E> {
    /// Whoever takes the lines does not want more.
    Caller(E),
    /// The input or the temporary files.
    Files(io::Error),
}

impl<E> From<io::Error> for Ended<E> {
    fn from(error: io::Error) -> Self {
        Self::Files(error)
    }
}

/// A line: its child first, so that lines sort by it, then its number.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Line {
    child: String,
    number: u64,
    bytes: Vec<u8>,
}

/// Gives every line after the header to `take`, the lines of one child together, each with its number in the file.
///
/// # Errors
/// When `take` fails, or the input or a temporary file does.
pub fn by_child<E>(
    input: impl BufRead,
    header: &Header,
    take: &mut impl FnMut(u64, &[u8]) -> Result<(), E>,
) -> Result<(), Ended<E>> {
    in_runs_of(HELD, input, header, take)
}

fn in_runs_of<E>(
    held_at_once: usize,
    mut input: impl BufRead,
    header: &Header,
    take: &mut impl FnMut(u64, &[u8]) -> Result<(), E>,
) -> Result<(), Ended<E>> {
    let (mut held, mut size, mut runs) = (Vec::new(), 0, Vec::new());
    let mut fields = Fields::default();
    for number in 2.. {
        let mut bytes = Vec::new();
        if input.read_until(b'\n', &mut bytes)? == 0 {
            break;
        }
        size += bytes.len() + size_of::<Line>();
        held.push(Line { child: header.child_of(&bytes, &mut fields).to_owned(), number, bytes });
        if size >= held_at_once {
            runs.push(write_run(&mut held)?);
            size = 0;
        }
    }
    held.sort_unstable();
    if runs.is_empty() {
        return held.iter().try_for_each(|line| take(line.number, &line.bytes)).map_err(Ended::Caller);
    }
    runs.push(write_run(&mut held)?);
    let mut heap = BinaryHeap::new();
    for (n, run) in runs.iter_mut().enumerate() {
        heap.extend(read_line(run)?.map(|line| Reverse((line, n))));
    }
    while let Some(Reverse((line, n))) = heap.pop() {
        take(line.number, &line.bytes).map_err(Ended::Caller)?;
        if let Some(run) = runs.get_mut(n) {
            heap.extend(read_line(run)?.map(|line| Reverse((line, n))));
        }
    }
    Ok(())
}

/// Writes what is held, sorted, into a file without a name that vanishes with the process.
fn write_run(held: &mut Vec<Line>) -> io::Result<BufReader<File>> {
    held.sort_unstable();
    let mut out = BufWriter::new(tempfile::tempfile()?);
    for line in held.drain(..) {
        out.write_all(&line.number.to_le_bytes())?;
        for part in [line.child.as_bytes(), &line.bytes] {
            out.write_all(&(part.len() as u64).to_le_bytes())?;
            out.write_all(part)?;
        }
    }
    let mut file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.rewind()?;
    Ok(BufReader::new(file))
}

fn read_line(run: &mut BufReader<File>) -> io::Result<Option<Line>> {
    if run.fill_buf()?.is_empty() {
        return Ok(None);
    }
    let number = read_number(run)?;
    let child = String::from_utf8(read_part(run)?).map_err(io::Error::other)?;
    Ok(Some(Line { child, number, bytes: read_part(run)? }))
}

fn read_number(run: &mut BufReader<File>) -> io::Result<u64> {
    let mut bytes = [0; 8];
    run.read_exact(&mut bytes)?;
    Ok(u64::from_le_bytes(bytes))
}

fn read_part(run: &mut BufReader<File>) -> io::Result<Vec<u8>> {
    let length = usize::try_from(read_number(run)?).map_err(io::Error::other)?;
    let mut bytes = vec![0; length];
    run.read_exact(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines' numbers and texts, in the order in which they come.
    fn sorted(held: usize, lines: &str) -> Vec<(u64, String)> {
        let header = Header::read(b"child,birth_date,date,product").unwrap();
        let mut came = Vec::new();
        let mut take = |number: u64, line: &[u8]| {
            came.push((number, String::from_utf8_lossy(line).trim_end().to_owned()));
            Ok::<(), ()>(())
        };
        assert!(in_runs_of(held, lines.as_bytes(), &header, &mut take).is_ok());
        came
    }

    #[test]
    fn lines_come_by_child_with_their_own_numbers_however_few_are_held() {
        let lines: String =
            (0..500).map(|n| format!("c{},2026-01-01,2026-03-0{},BCG\n", n * 7 % 50, n % 9 + 1)).collect();
        let at_once = sorted(usize::MAX, &lines);
        assert_eq!(at_once.len(), 500);
        assert!(at_once.windows(2).all(|pair| pair[0].1.split(',').next() <= pair[1].1.split(',').next()));
        let original: Vec<&str> = lines.lines().collect();
        assert!(at_once.iter().all(|(number, line)| original[*number as usize - 2] == line));
        for held in [1, 300, 5_000] {
            assert_eq!(sorted(held, &lines), at_once, "in runs of {held} bytes");
        }
    }

    #[test]
    fn the_last_line_needs_no_end_and_unreadable_ones_come_too() {
        assert_eq!(sorted(1, "b,2026-01-01\n\"a,\nc").iter().map(|(n, _)| *n).collect::<Vec<_>>(), [3, 2, 4]);
    }
}
