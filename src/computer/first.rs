//! One program a data folder. Who starts it a second time (from the menu, with an address, with the computer) hands over
//! what was wanted to the first, which comes to the front, and ends.
//!
//! Who is first is decided by a lock on a file in the data folder: the system lets go of it however the program ends, so
//! that nothing is left to be cleaned up. The two speak through a socket in the same folder, which only its owner may
//! enter; on Windows through a pipe named after the folder. What comes through it is an address like any other: it
//! decides what is shown and nothing else.

use serde::{Deserialize, Serialize};
use std::{
    fs::{File, TryLockError},
    io::{self, BufRead, BufReader, Read, Write},
    path::Path,
    time::{Duration, Instant},
};

/// The lock's file in the data folder.
const LOCK: &str = "running.lock";
/// How long a second start waits for the first to answer: it may just be starting itself.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long either waits for the other's next byte.
const PAUSE: Duration = Duration::from_secs(5);
/// Longest greeting, in bytes.
const LONGEST: u64 = 8 * 1024;
const HEARD: &[u8] = b"heard\n";

/// What a second start says to the first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Greeting {
    /// The address that was followed, if one was.
    pub address: Option<String>,
    /// Started with the computer, to stay in the background: nothing comes to the front.
    pub quiet: bool,
}

/// Who one is.
pub enum Claim {
    /// The first: [`First::listen`] hears the others.
    First(First),
    /// The first has taken over what was wanted.
    HandedOver,
}

/// Why it is not known who is first.
#[derive(Debug, thiserror::Error)]
pub enum ClaimError {
    /// The data folder cannot be used. Whoever opens the data says so in words.
    #[error("the data folder: {0}")]
    Folder(io::Error),
    /// Another holds the lock and says nothing.
    #[error("the program runs already and does not answer: {0}")]
    Silent(io::Error),
}

/// The lock, for as long as the program runs.
#[must_use = "dropped, another program becomes the first"]
pub struct First {
    _lock: File,
    door: Option<door::Door>,
}

/// Becomes the first on `data`, or hands `greeting` over to who is.
///
/// # Errors
/// [`ClaimError`].
pub fn claim(data: &Path, greeting: &Greeting) -> Result<Claim, ClaimError> {
    std::fs::create_dir_all(data).map_err(ClaimError::Folder)?;
    let lock = data.join(LOCK);
    let lock = File::options().create(true).truncate(false).write(true).open(lock).map_err(ClaimError::Folder)?;
    let until = Instant::now() + PATIENCE;
    loop {
        match lock.try_lock() {
            Ok(()) => {
                let door = door::Door::open(data);
                if let Err(error) = &door {
                    tracing::warn!(%error, "a second start cannot be heard");
                }
                return Ok(Claim::First(First { _lock: lock, door: door.ok() }));
            }
            Err(TryLockError::Error(error)) => return Err(ClaimError::Folder(error)),
            Err(TryLockError::WouldBlock) => {}
        }
        // The first may have ended meanwhile, or not be ready yet: both are asked again.
        match door::knock(data).and_then(|stream| hand_over(stream, greeting)) {
            Ok(()) => return Ok(Claim::HandedOver),
            Err(error) if Instant::now() >= until => return Err(ClaimError::Silent(error)),
            Err(_) => std::thread::sleep(Duration::from_millis(50)),
        }
    }
}

fn hand_over(mut stream: impl Read + Write, greeting: &Greeting) -> io::Result<()> {
    let mut line = serde_json::to_vec(greeting)?;
    line.push(b'\n');
    stream.write_all(&line)?;
    stream.flush()?;
    let mut answer = Vec::new();
    stream.take(HEARD.len() as u64).read_to_end(&mut answer)?;
    if answer == HEARD { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

fn hear(stream: impl Read + Write) -> io::Result<Greeting> {
    let mut stream = BufReader::new(stream);
    let mut line = Vec::new();
    stream.by_ref().take(LONGEST).read_until(b'\n', &mut line)?;
    let greeting = serde_json::from_slice(&line)?;
    let stream = stream.get_mut();
    stream.write_all(HEARD)?;
    stream.flush()?;
    Ok(greeting)
}

impl First {
    /// Hears every later start on a thread of its own, until the program ends.
    pub fn listen(&mut self, heard: impl Fn(Greeting) + Send + 'static) {
        let Some(door) = self.door.take() else { return };
        let listening = std::thread::Builder::new().name("second starts".into()).spawn(move || {
            loop {
                match door.next().and_then(hear) {
                    Ok(greeting) => heard(greeting),
                    // Somebody knocked and left, or spoke nonsense. A door that is broken says so again at once.
                    Err(error) => {
                        tracing::debug!(%error, "a second start was not understood");
                        std::thread::sleep(Duration::from_millis(20));
                    }
                }
            }
        });
        if let Err(error) = listening {
            tracing::warn!(%error, "a second start cannot be heard");
        }
    }
}

#[cfg(unix)]
mod door {
    //! A socket in the data folder.

    use super::PAUSE;
    use std::{
        io,
        os::unix::net::{UnixListener, UnixStream},
        path::{Path, PathBuf},
    };

    const SOCKET: &str = "running.socket";

    pub struct Door(UnixListener);

    impl Door {
        pub fn open(data: &Path) -> io::Result<Self> {
            reach(data, |path| {
                // Who had the lock before is gone; what it left answers nobody.
                if let Err(error) = std::fs::remove_file(path)
                    && error.kind() != io::ErrorKind::NotFound
                {
                    return Err(error);
                }
                UnixListener::bind(path)
            })
            .map(Self)
        }

        pub fn next(&self) -> io::Result<UnixStream> {
            patient(self.0.accept()?.0)
        }
    }

    pub fn knock(data: &Path) -> io::Result<UnixStream> {
        patient(reach(data, |path| UnixStream::connect(path))?)
    }

    fn patient(stream: UnixStream) -> io::Result<UnixStream> {
        stream.set_read_timeout(Some(PAUSE))?;
        stream.set_write_timeout(Some(PAUSE))?;
        Ok(stream)
    }

    /// A socket's path may have about a hundred bytes. On Linux a longer one is reached through its open folder.
    fn reach<T>(data: &Path, work: impl FnOnce(&Path) -> io::Result<T>) -> io::Result<T> {
        let path = data.join(SOCKET);
        if path.as_os_str().len() < 100 || !cfg!(target_os = "linux") {
            return work(&path);
        }
        use std::os::fd::AsRawFd;
        let folder = std::fs::File::open(data)?;
        work(&PathBuf::from(format!("/proc/self/fd/{}/{SOCKET}", folder.as_raw_fd())))
    }
}

#[cfg(windows)]
mod door {
    //! A pipe named after the data folder. Nobody else may write to it, and nobody from another machine.

    use super::PAUSE;
    use std::{
        fs::File,
        hash::{DefaultHasher, Hash, Hasher},
        io::{self, Read, Write},
        path::Path,
    };
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::windows::named_pipe::{NamedPipeServer, ServerOptions},
        runtime::{Builder, Runtime},
        time::timeout,
    };

    fn name(data: &Path) -> String {
        let folder = std::fs::canonicalize(data).unwrap_or_else(|_| data.to_owned());
        // A name, not a secret: it only has to be the same for the same folder.
        let mut hash = DefaultHasher::new();
        folder.hash(&mut hash);
        format!(r"\\.\pipe\itsumo-{:016x}", hash.finish())
    }

    pub struct Door {
        name: String,
        runtime: Runtime,
    }

    impl Door {
        pub fn open(data: &Path) -> io::Result<Self> {
            Ok(Self { name: name(data), runtime: Builder::new_current_thread().enable_all().build()? })
        }

        pub fn next(&self) -> io::Result<Visitor<'_>> {
            let _inside = self.runtime.enter();
            let pipe = ServerOptions::new().reject_remote_clients(true).create(&self.name)?;
            self.runtime.block_on(pipe.connect())?;
            Ok(Visitor { pipe, runtime: &self.runtime })
        }
    }

    /// One who speaks through the pipe.
    pub struct Visitor<'a> {
        pipe: NamedPipeServer,
        runtime: &'a Runtime,
    }

    impl Read for Visitor<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let Self { pipe, runtime } = self;
            runtime.block_on(async { timeout(PAUSE, pipe.read(into)).await })?
        }
    }

    impl Write for Visitor<'_> {
        fn write(&mut self, from: &[u8]) -> io::Result<usize> {
            let Self { pipe, runtime } = self;
            runtime.block_on(async { timeout(PAUSE, pipe.write(from)).await })?
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    pub fn knock(data: &Path) -> io::Result<File> {
        File::options().read(true).write(true).open(name(data))
    }
}

#[cfg(not(any(unix, windows)))]
mod door {
    //! No door here: the lock alone decides.

    use std::{
        fs::File,
        io::{self, ErrorKind::Unsupported},
        path::Path,
    };

    pub struct Door;

    impl Door {
        pub fn open(_: &Path) -> io::Result<Self> {
            Err(Unsupported.into())
        }
        pub fn next(&self) -> io::Result<File> {
            Err(Unsupported.into())
        }
    }

    pub fn knock(_: &Path) -> io::Result<File> {
        Err(Unsupported.into())
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::{net::Shutdown, sync::mpsc};

    fn first(data: &Path) -> First {
        match claim(data, &Greeting::default()).unwrap() {
            Claim::First(first) => first,
            Claim::HandedOver => panic!("there is another"),
        }
    }

    #[test]
    fn a_second_start_hands_over_its_address_and_a_third_too() {
        let folder = tempfile::tempdir().unwrap();
        // Deeper than a socket's own path may be long.
        let data = folder.path().join("深い".repeat(20)).join("itsumo");
        let mut one = first(&data);
        let (say, heard) = mpsc::channel();
        one.listen(move |greeting| say.send(greeting).unwrap());
        for address in ["itsumo://open/990019/news/00000000-0000-0000-0000-000000000007", "itsumo:", "市"] {
            let greeting = Greeting { address: Some(address.to_owned()), quiet: false };
            assert!(matches!(claim(&data, &greeting), Ok(Claim::HandedOver)));
            assert_eq!(heard.recv_timeout(PATIENCE).unwrap(), greeting);
        }
    }

    #[test]
    fn who_comes_after_the_first_has_ended_is_the_first() {
        let folder = tempfile::tempdir().unwrap();
        drop(first(folder.path()));
        assert!(folder.path().join("running.socket").exists(), "what a crash leaves behind");
        drop(first(folder.path()));
    }

    #[test]
    fn two_folders_are_two_programs() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let _first = first(one.path());
        let _also_first = first(other.path());
    }

    #[test]
    fn who_knocks_and_speaks_nonsense_ends_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut one = first(folder.path());
        let (say, heard) = mpsc::channel();
        one.listen(move |greeting| say.send(greeting).unwrap());
        drop(door::knock(folder.path()).unwrap());
        for nonsense in [b"GET / HTTP/1.1\r\n\r\n".to_vec(), vec![b'['; 20_000], b"{\"address\":7}\n".to_vec()] {
            let mut stream = door::knock(folder.path()).unwrap();
            // It may hang up before everything was said.
            let _ = stream.write_all(&nonsense);
            let _ = stream.shutdown(Shutdown::Write);
            let mut answer = Vec::new();
            let _ = stream.read_to_end(&mut answer);
            assert!(answer.is_empty(), "{answer:?}");
        }
        let quiet = Greeting { address: None, quiet: true };
        assert!(matches!(claim(folder.path(), &quiet), Ok(Claim::HandedOver)));
        assert_eq!(heard.recv_timeout(PATIENCE).unwrap(), quiet);
    }
}
