//! Where something of a person could be left: in the memory of any process of the terminal, in a file it wrote, and
//! in the list of its processes itself. Linux says all of that under `/proc`.

use anyhow::{Context, Result};
use std::{
    collections::BTreeMap,
    fs::{self, File},
    os::unix::fs::{FileExt, MetadataExt},
    path::{Path, PathBuf},
};

/// The process `root` and all that descend from it, each with whether it is only waiting to be forgotten.
pub fn processes(root: u32) -> Result<Vec<(u32, bool)>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir("/proc")? {
        let Some(pid) = entry?.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
        let Ok(stat) = fs::read_to_string(format!("/proc/{pid}/stat")) else { continue };
        let Some((_, after)) = stat.rsplit_once(')') else { continue };
        let mut words = after.split_whitespace();
        let (state, parent) = (words.next(), words.next().and_then(|word| word.parse::<u32>().ok()));
        all.insert(pid, (parent.unwrap_or(0), state == Some("Z")));
    }
    let mut found = vec![(root, all.get(&root).is_some_and(|(_, dead)| *dead))];
    let mut next = 0;
    while next < found.len() {
        let parent = found[next].0;
        found.extend(all.iter().filter(|(_, (its, _))| *its == parent).map(|(pid, (_, dead))| (*pid, *dead)));
        next += 1;
    }
    Ok(found)
}

/// Memory that these processes made for themselves, in kilobytes; what several share counts once. Pages of programs and
/// libraries are left out: they are anybody's, and how they are shared out depends on what else runs.
pub fn memory(processes: &[u32]) -> u64 {
    let of_one = |pid: &u32| {
        let said = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
        let lines = said.lines().filter_map(|line| line.split_once(':'));
        let own = lines.filter(|(name, _)| matches!(*name, "Pss_Anon" | "Pss_Shmem"));
        own.filter_map(|(_, size)| size.split_whitespace().next()?.parse::<u64>().ok()).sum::<u64>()
    };
    processes.iter().map(of_one).sum()
}

/// A text as it may lie in memory: as UTF-8, and as the page's engine keeps what is not Latin.
pub struct Mark {
    narrow: Vec<u8>,
    wide: Vec<u8>,
}

impl Mark {
    /// `text`, which is ASCII and at least two letters.
    pub fn new(text: &str) -> Self {
        Self { narrow: text.into(), wide: text.encode_utf16().flat_map(u16::to_le_bytes).collect() }
    }

    /// Whether it stands in `bytes`. By hand: hundreds of megabytes are looked through, and most bytes are not the
    /// first of the mark.
    pub fn is_in(&self, bytes: &[u8]) -> bool {
        let first = self.narrow[0];
        let mut from = 0;
        while let Some(at) = bytes[from..].iter().position(|byte| *byte == first).map(|at| from + at) {
            let rest = &bytes[at..];
            if rest.starts_with(&self.narrow) || rest.starts_with(&self.wide) {
                return true;
            }
            from = at + 1;
        }
        false
    }
}

/// Bytes of a page, of what `/proc/PID/pagemap` says of one, and pages looked up at once.
const PAGE: u64 = 4096;
const ENTRY: usize = 8;
const PAGES: u64 = 1 << 18;

/// Where in the memory of a process the mark stands, and how many bytes were looked through. What cannot be written to
/// and belongs to a file (the program, its libraries) is as it was before anybody came. A page's engine reserves
/// hundreds of gigabytes; only what is really there is looked at.
pub fn in_memory(pid: u32, mark: &Mark) -> Result<(Vec<String>, u64)> {
    let of = |what: &str| format!("/proc/{pid}/{what}");
    let maps = fs::read_to_string(of("smaps")).with_context(|| format!("the memory of {pid}"))?;
    let memory = File::open(of("mem")).with_context(|| format!("reading the memory of {pid}"))?;
    let pages = File::open(of("pagemap")).with_context(|| format!("the pages of {pid}"))?;
    let (mut found, mut looked) = (Vec::new(), 0);
    let mut map = None;
    let mut there = 0;
    for line in maps.lines() {
        let mut words = line.split_whitespace();
        let Some(first) = words.next() else { continue };
        if let Some(size) = first.strip_suffix(':') {
            let mut kilobytes = || words.next().and_then(|word| word.parse::<u64>().ok()).unwrap_or(0);
            match size {
                "Rss" | "Swap" => there += kilobytes() * 1024 / PAGE,
                // The last line of each.
                "VmFlags" => {
                    if let Some((range, line)) = map.take()
                        && there > 0
                        && look_through(&memory, &pages, range, there, mark, &mut looked)
                    {
                        found.push(format!("{pid} {}: {line}", name(pid)));
                    }
                    there = 0;
                }
                _ => {}
            }
            continue;
        }
        let may = words.next().unwrap_or_default();
        let inode = words.nth(2).unwrap_or("0");
        let never_changes = inode != "0" && !may.contains('w') && !line.contains("memfd:");
        map = None;
        if may.starts_with('r')
            && !never_changes
            && let Some((from, to)) = first.split_once('-')
        {
            map = Some((u64::from_str_radix(from, 16)?..u64::from_str_radix(to, 16)?, line));
        }
    }
    Ok((found, looked))
}

/// Whether the mark stands in a range of memory with so many pages that are there, be it across pages that follow each
/// other.
fn look_through(
    memory: &File,
    pages: &File,
    range: std::ops::Range<u64>,
    mut there: u64,
    mark: &Mark,
    looked: &mut u64,
) -> bool {
    let mut said = vec![0; ENTRY * PAGES as usize];
    let mut bytes: Vec<u8> = Vec::new();
    let mut at = range.start;
    while at < range.end && there > 0 {
        let wanted = ENTRY * ((range.end - at) / PAGE).min(PAGES) as usize;
        let known = pages.read_at(&mut said[..wanted], at / PAGE * ENTRY as u64).unwrap_or(0);
        if known < ENTRY {
            break;
        }
        for entry in said[..known].chunks_exact(ENTRY) {
            // In memory, or moved out of it to a disk.
            if entry[ENTRY - 1] & 0b1100_0000 == 0 {
                if mark.is_in(&bytes) {
                    return true;
                }
                bytes.clear();
            } else {
                there = there.saturating_sub(1);
                let before = bytes.len();
                bytes.resize(before + PAGE as usize, 0);
                // Some pages are there and cannot be read: graphics, what the kernel lends.
                let read = memory.read_at(&mut bytes[before..], at).unwrap_or(0);
                bytes.truncate(before + read);
                *looked += read as u64;
                if bytes.len() > 4 << 20 {
                    if mark.is_in(&bytes) {
                        return true;
                    }
                    bytes.drain(..bytes.len() - mark.wide.len());
                }
            }
            at += PAGE;
        }
    }
    mark.is_in(&bytes)
}

/// What a process is called.
pub fn name(pid: u32) -> String {
    fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default().trim().to_owned()
}

/// Every file below these folders, with its size and when it was written.
pub fn files(folders: &[PathBuf]) -> BTreeMap<PathBuf, (u64, i64)> {
    let mut found = BTreeMap::new();
    let mut waiting = folders.to_vec();
    while let Some(folder) = waiting.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries.flatten() {
            let Ok(about) = entry.path().symlink_metadata() else { continue };
            if about.is_dir() {
                waiting.push(entry.path());
            }
            found.insert(
                entry.path(),
                (if about.is_dir() { 0 } else { about.len() }, if about.is_dir() { 0 } else { about.mtime() }),
            );
        }
    }
    found
}

/// Files on a disk that a process holds open to write to, but for `log`.
pub fn written(pid: u32, log: &Path) -> Vec<String> {
    let Ok(open) = fs::read_dir(format!("/proc/{pid}/fd")) else { return Vec::new() };
    let held = open.flatten().filter_map(|entry| {
        let target = fs::read_link(entry.path()).ok()?;
        let path = target.to_str()?;
        let number = entry.file_name();
        let info = fs::read_to_string(format!("/proc/{pid}/fdinfo/{}", number.to_str()?)).ok()?;
        let flags = info.lines().find_map(|line| line.strip_prefix("flags:"))?.trim();
        let writes = u64::from_str_radix(flags, 8).ok()? & 0o3 != 0;
        let on_disk =
            path.starts_with('/') && !["/dev/", "/memfd:", "/proc/"].iter().any(|begin| path.starts_with(begin));
        (writes && on_disk && target != log).then(|| format!("{pid} {} writes {path}", name(pid)))
    });
    held.collect()
}

/// Which of the files written since `since` (seconds since 1970) hold the mark, in folders that others use too.
pub fn in_new_files(folders: &[PathBuf], since: i64, mark: &Mark) -> Vec<PathBuf> {
    let new = files(folders).into_iter().filter(|(_, (length, at))| *at >= since && (1..(64 << 20)).contains(length));
    let holds = |path: &PathBuf| path.is_file() && fs::read(path).is_ok_and(|bytes| mark.is_in(&bytes));
    new.map(|(path, _)| path).filter(holds).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_process_holds_is_found_in_its_memory_in_both_forms_and_what_it_does_not_is_not() {
        let me = std::process::id();
        // Put together here, so that the program's own text does not hold it whole.
        let text = ["findme", "inthe", "memory"].join("-");
        let mark = Mark::new(&text);
        let wide: Vec<u16> = text.encode_utf16().collect();
        assert!(!in_memory(me, &mark).unwrap().0.is_empty());
        assert!(
            mark.is_in(text.as_bytes()) && mark.is_in(format!("ffin{text}").as_bytes()) && !mark.is_in(b"findme-in")
        );
        assert!(mark.is_in(&wide.iter().flat_map(|unit| unit.to_le_bytes()).collect::<Vec<_>>()));
        let mut child = std::process::Command::new("sleep").arg("60").spawn().unwrap();
        let (found, looked) = in_memory(child.id(), &mark).unwrap();
        assert!(processes(me).unwrap().contains(&(child.id(), false)));
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(found.is_empty() && looked > 0, "{found:?}");
    }
}
