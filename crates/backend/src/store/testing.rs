//! A private PostgreSQL for tests: the installed server, a cluster of its own in a temporary folder, reached
//! by a socket in that folder, stopped and removed when dropped, or when the process that started it ends in
//! whatever way: a watcher waits for the end of a pipe that only this process holds.
//!
//! Durability stays on: what the tests show of commits they show of real ones. `initdb` refuses to run as
//! root, so root becomes `postgres` for it.

use super::{BoxFuture, Row, StoreError, Tx, Value, programs::folder_of};
use itsumo_domain::Stream;
use std::{
    fmt,
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, AtomicU64, Ordering},
    },
};

/// Why there is no cluster.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// No PostgreSQL server is installed.
    #[error(
        "no PostgreSQL server is installed (looked for initdb in PATH and /usr/lib/postgresql/*/bin): \
         install one (apt-get install postgresql) or set ITSUMO_NO_POSTGRES=1 to leave its tests out"
    )]
    Missing,
    /// A step failed; the text is what it said.
    #[error("{0}")]
    Failed(String),
}

/// Whether the person running the tests asked to leave PostgreSQL out.
pub fn left_out() -> bool {
    std::env::var_os("ITSUMO_NO_POSTGRES").is_some_and(|value| !value.is_empty())
}

/// A running private cluster.
pub struct Cluster {
    folder: PathBuf,
    bin: PathBuf,
    databases: AtomicU32,
    watcher: Option<Child>,
}

impl fmt::Debug for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cluster({})", self.folder.display())
    }
}

impl Cluster {
    /// Makes and starts one. Takes a second or two.
    ///
    /// # Errors
    /// [`ClusterError::Missing`] when no server is installed; else what went wrong.
    pub fn start() -> Result<Self, ClusterError> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let bin = folder_of("initdb").ok_or(ClusterError::Missing)?;
        let name = format!("itsumo-pg-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::SeqCst));
        // A socket's path has room for some 100 bytes: a deep TMPDIR would not do.
        let base = std::env::temp_dir();
        let base = if base.as_os_str().len() > 60 { PathBuf::from("/tmp") } else { base };
        let folder = base.join(name);
        std::fs::create_dir_all(&folder).map_err(failed("the cluster's folder"))?;
        let mut cluster = Self { folder, bin, databases: AtomicU32::new(0), watcher: None };
        if is_root() {
            check("chown", Command::new("chown").arg("postgres").arg(&cluster.folder).output())?;
        }
        cluster.watch()?;
        let data = cluster.folder.join("data");
        let mut initdb = cluster.command("initdb");
        initdb.args(["--auth=trust", "--username=itsumo", "--encoding=UTF8", "--locale=C", "--no-instructions", "-D"]);
        check("initdb", initdb.arg(&data).output())?;
        let options = format!(
            "-c listen_addresses='' -c unix_socket_directories='{}' -c max_connections=100 -c shared_buffers=64MB",
            cluster.folder.display()
        );
        let mut start = cluster.command("pg_ctl");
        start.args(["start", "--wait", "--silent", "-D"]).arg(&data).arg("-l").arg(cluster.folder.join("log"));
        start.arg("-o").arg(options);
        // The server inherits these; a pipe would keep `output` waiting for as long as it lives.
        let status = start.stdout(Stdio::null()).stderr(Stdio::null()).status().map_err(failed("pg_ctl"))?;
        if !status.success() {
            let log = std::fs::read_to_string(cluster.folder.join("log")).unwrap_or_default();
            return Err(ClusterError::Failed(format!("the private PostgreSQL did not start: {log}")));
        }
        Ok(cluster)
    }

    /// The one cluster that a whole test binary shares.
    ///
    /// # Errors
    /// As [`Cluster::start`], told again to each who asks.
    pub fn shared() -> Result<&'static Self, String> {
        static SHARED: OnceLock<Result<Cluster, String>> = OnceLock::new();
        SHARED.get_or_init(|| Self::start().map_err(|error| error.to_string())).as_ref().map_err(Clone::clone)
    }

    fn watch(&mut self) -> Result<(), ClusterError> {
        // Out of reach of what ends a whole group of processes: it has to outlive us to clean up.
        let script = "trap '' INT TERM HUP; cat >/dev/null; \"$1\"/pg_ctl stop -m immediate -w -s -D \"$2\"/data; cd /; rm -rf \"$2\"";
        let mut watcher = self.command("sh");
        watcher.args(["-c", script, "watcher"]).arg(&self.bin).arg(&self.folder);
        watcher.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut watcher, 0);
        self.watcher = Some(watcher.spawn().map_err(failed("the cluster's watcher"))?);
        Ok(())
    }

    /// Makes an empty database and answers with its address.
    ///
    /// # Errors
    /// What `createdb` said.
    pub fn database(&self) -> Result<String, ClusterError> {
        let name = format!("test{}", self.databases.fetch_add(1, Ordering::SeqCst));
        let mut create = self.command("createdb");
        create.args(["--username=itsumo", "--host"]).arg(&self.folder).arg(&name);
        check("createdb", create.output())?;
        Ok(format!("host={} user=itsumo dbname={name}", self.folder.display()))
    }

    /// Ends every connection from the outside, as a network that breaks would.
    ///
    /// # Errors
    /// What `psql` said.
    pub fn cut_connections(&self) -> Result<(), ClusterError> {
        let mut psql = self.command("psql");
        psql.args(["--username=itsumo", "--dbname=postgres", "--quiet", "--host"]).arg(&self.folder);
        psql.arg("--command").arg(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
        );
        check("psql", psql.output())
    }

    fn command(&self, program: &str) -> Command {
        let path = if program == "sh" { PathBuf::from("sh") } else { self.bin.join(program) };
        let mut command = if is_root() {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--init-groups", "--"]).arg(path);
            command
        } else {
            Command::new(path)
        };
        command.current_dir(&self.folder).env("LC_ALL", "C").stdin(Stdio::null());
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(mut watcher) = self.watcher.take() {
            drop(watcher.stdin.take());
            let _ = watcher.wait();
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn failed(what: &str) -> impl FnOnce(std::io::Error) -> ClusterError {
    let what = what.to_owned();
    move |error| ClusterError::Failed(format!("{what}: {error}"))
}

fn check(what: &str, output: std::io::Result<Output>) -> Result<(), ClusterError> {
    let output = output.map_err(failed(what))?;
    if output.status.success() {
        return Ok(());
    }
    Err(ClusterError::Failed(format!("{what}: {}", String::from_utf8_lossy(&output.stderr).trim())))
}

/// The user's number, without a dependency: who owns what we just made.
fn is_root() -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        std::fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0)
    }
    #[cfg(not(unix))]
    false
}

/// A transaction on SQLite that looks at how each question is answered: what walks over a whole table, or over all that a
/// city has in one, is noted.
pub struct Watched<'t> {
    tx: &'t mut dyn Tx,
    /// What was noted, each with its statement.
    pub walks: Vec<String>,
}

impl<'t> Watched<'t> {
    /// Looks at what is asked of `tx`.
    pub fn new(tx: &'t mut dyn Tx) -> Self {
        Self { tx, walks: Vec::new() }
    }

    async fn explain(&mut self, sql: &str, params: &[Value]) -> Result<(), StoreError> {
        if sql.trim_start().starts_with("SELECT") {
            // A plan that was shown once is kept with its words, and shown again whatever was learnt since.
            static SHOWN: AtomicU64 = AtomicU64::new(0);
            let number = SHOWN.fetch_add(1, Ordering::Relaxed);
            for row in self.tx.query(&format!("EXPLAIN QUERY PLAN /* {number} */ {sql}"), params).await? {
                let step = row.text(3)?;
                let scan = step.starts_with("SCAN ") && !step.starts_with("SCAN (") && !step.contains("CONSTANT ROW");
                if scan || step.ends_with("(city=?)") {
                    self.walks.push(format!("{step}: {sql}"));
                }
            }
        }
        Ok(())
    }
}

impl Tx for Watched<'_> {
    fn query<'a>(&'a mut self, sql: &'a str, params: &'a [Value]) -> BoxFuture<'a, Result<Vec<Row>, StoreError>> {
        Box::pin(async move {
            // First, because a question that is only explained does not notice that the schema has changed.
            let rows = self.tx.query(sql, params).await?;
            self.explain(sql, params).await?;
            Ok(rows)
        })
    }
    fn execute<'a>(&'a mut self, sql: &'a str, params: &'a [Value]) -> BoxFuture<'a, Result<u64, StoreError>> {
        self.tx.execute(sql, params)
    }
    fn moved(&mut self, city: &str, stream: &Stream, head: i64) {
        self.tx.moved(city, stream, head);
    }
}
