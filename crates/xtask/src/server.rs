//! The demo's server: the backend as people run it, with a demo city, on a port that stays the same when it
//! is stopped and started again.

use crate::{
    process::{self, Running, free_port},
    workspace::{program, root},
};
use anyhow::{Context, Result, bail};
use base64::Engine as _;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

/// A server that can be stopped and started again.
pub struct Server {
    folder: PathBuf,
    port: u16,
    running: Option<Running>,
}

impl Server {
    /// Starts the backend with everything it keeps in `folder`.
    pub fn start(folder: &Path) -> Result<Self> {
        let mut server = Self { folder: folder.to_path_buf(), port: free_port()?, running: None };
        fs::create_dir_all(server.mails())?;
        server.go_on()?;
        Ok(server)
    }

    /// Starts it again where it was.
    pub fn go_on(&mut self) -> Result<()> {
        let mut command = Command::new(program("itsumo-backend")?);
        command
            .arg("serve")
            .args(["--listen", &format!("127.0.0.1:{}", self.port)])
            .arg("--data")
            .arg(self.data())
            .arg("--cities")
            .arg(cities())
            .args(["--mail", &format!("folder:{}", self.mails().display())]);
        let mut running = Running::start("the server", &mut command, &self.log())?;
        let url = format!("{}/healthz", self.url());
        let until = Instant::now() + Duration::from_secs(60);
        process::wait(until, || {
            running.check()?;
            Ok(ureq::get(&url).call().is_ok().then_some(()))
        })
        .with_context(|| format!("the server does not answer. Its last words:\n{}", running.last_words()))?;
        self.running = Some(running);
        Ok(())
    }

    /// Stops it: from the device's side, the network is gone.
    pub fn stop(&mut self) -> Result<()> {
        self.running.take().map_or(Ok(()), |mut running| running.stop())
    }

    /// Waits until it ends by itself.
    pub fn wait(&mut self) -> Result<()> {
        self.running.as_mut().map_or(Ok(()), Running::wait)
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
    /// Where its data lies.
    pub fn data(&self) -> PathBuf {
        self.folder.join("server")
    }
    /// Where its mails land.
    pub fn mails(&self) -> PathBuf {
        self.folder.join("mails")
    }
    /// What it says.
    pub fn log(&self) -> PathBuf {
        self.folder.join("server.log")
    }

    /// How many announcements of a city it holds.
    pub fn news(&self, city: &str) -> Result<usize> {
        let url = format!("{}/v1/cities/{city}/streams/news/records?after=0", self.url());
        let page: serde_json::Value = ureq::get(url).call()?.into_body().read_json()?;
        Ok(page["records"].as_array().map_or(0, Vec::len))
    }

    /// Waits until it has taken in at least so many announcements.
    pub fn wait_for_news(&mut self, city: &str, least: usize) -> Result<usize> {
        let until = Instant::now() + Duration::from_secs(60);
        let mut last = 0;
        process::wait(until, || {
            if let Some(running) = &mut self.running {
                running.check()?;
            }
            last = self.news(city)?;
            Ok((last >= least).then_some(last))
        })
        .with_context(|| format!("the server holds {last} announcements of {city}, not {least}"))
    }

    /// The six figures of the last mail to `address`, once one has come.
    pub fn code_from_mail(&self, address: &str) -> Result<String> {
        process::wait(Instant::now() + Duration::from_secs(30), || {
            let mut mails: Vec<_> = fs::read_dir(self.mails())?.filter_map(|file| Some(file.ok()?.path())).collect();
            mails.sort_by_key(|path| fs::metadata(path).and_then(|about| about.modified()).ok());
            let texts = mails.iter().rev().filter_map(|mail| fs::read_to_string(mail).ok());
            Ok(texts.into_iter().find(|text| text.contains(address)).and_then(|text| code_of(&text)))
        })
        .context("no mail with a code")
    }

    /// Publishes an emergency for a city, as its operator does.
    pub fn publish_emergency(&self, city: &str, headline: &str) -> Result<String> {
        let (data, url) = (self.data().display().to_string(), self.url());
        self.operate(&[
            "alert",
            "publish",
            "--city",
            city,
            "--server",
            &url,
            "--data",
            &data,
            "--status",
            "actual",
            "--severity",
            "emergency",
            "--hazard",
            "flood",
            "--headline",
            headline,
            "--text",
            "川の水があふれるおそれがあります。",
            "--sender",
            "危機管理課",
            "--expires-in",
            "6h",
            "--next-update-in",
            "1h",
            "--yes",
        ])
    }

    /// Takes back every alert that stands in a city.
    pub fn take_back_alerts(&self, city: &str) -> Result<()> {
        let url = format!("{}/v1/cities/{city}/streams/alerts/records?after=0", self.url());
        let page: serde_json::Value = ureq::get(url).call()?.into_body().read_json()?;
        let standing = page["records"].as_array().into_iter().flatten().filter(|record| {
            record["body"].is_object() && record["body"]["cancelled"] != true && record["body"]["status"] == "actual"
        });
        let (data, url) = (self.data().display().to_string(), self.url());
        for id in standing.filter_map(|record| record["id"].as_str()) {
            self.operate(&["alert", "cancel", "--city", city, "--server", &url, "--data", &data, "--yes", id])?;
        }
        Ok(())
    }

    /// Brings the fictional city's school, nursery and 学童, and answers everybody's codes.
    pub fn school_demo(&self, city: &str) -> Result<serde_json::Value> {
        let (data, url) = (self.data().display().to_string(), self.url());
        let from = cities().join("hinata/school").display().to_string();
        self.told(&["school", "demo", "--city", city, "--server", &url, "--data", &data, "--from", &from])
    }

    /// Gives a facility of the fictional city lessons on `day` (`2026-11-23`), told of before they begin at midnight.
    pub fn school_day(&self, city: &str, facility: &str, day: &str) -> Result<()> {
        let path = cities().join("hinata/school").join(facility);
        let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let mut open = String::new();
        for line in text.lines() {
            open += if line.starts_with("cut_off") { "cut_off = \"00:00\"" } else { line };
            open += "\n";
        }
        // Its days are the file's last table.
        open += &format!("open = [\"{day}\"]\n");
        let path = self.data().join(facility);
        std::fs::write(&path, open)?;
        self.put_facility(city, &path)
    }

    /// Gives it its own days again.
    pub fn school_as_it_is(&self, city: &str, facility: &str) -> Result<()> {
        self.put_facility(city, &cities().join("hinata/school").join(facility))
    }

    fn put_facility(&self, city: &str, file: &Path) -> Result<()> {
        let (data, url, file) = (self.data().display().to_string(), self.url(), file.display().to_string());
        let at = ["--city", city, "--server", &url, "--data", &data];
        self.operate(&[&["school", "facility", "put"][..], &at, &[&file]].concat()).map(|_| ())
    }

    /// Brings the fictional city's town associations, and answers everybody's codes.
    pub fn association_demo(&self, city: &str) -> Result<serde_json::Value> {
        let (data, url) = (self.data().display().to_string(), self.url());
        let from = cities().join("hinata/association").display().to_string();
        self.told(&["association", "demo", "--city", city, "--server", &url, "--data", &data, "--from", &from])
    }

    /// What a command of the operator answers as JSON.
    fn told(&self, args: &[&str]) -> Result<serde_json::Value> {
        let said = self.operate(args)?;
        let json = said.get(said.find('{').unwrap_or(0)..=said.rfind('}').unwrap_or(0)).unwrap_or_default();
        serde_json::from_str(json).with_context(|| said.clone())
    }

    /// Runs a command of the operator, on the running server.
    fn operate(&self, args: &[&str]) -> Result<String> {
        let mut command = Command::new(program("itsumo-backend")?);
        command.args(args);
        let output = command.output()?;
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        if !output.status.success() {
            bail!("itsumo-backend {}: {}\n{said}", args.join(" "), output.status);
        }
        Ok(said)
    }
}

/// The first word of six figures in a mail's text.
fn code_of(mail: &str) -> Option<String> {
    let (head, body) = mail.split_once("\r\n\r\n").or_else(|| mail.split_once("\n\n"))?;
    let text = if head.to_lowercase().contains("base64") {
        let packed: String = body.split_whitespace().collect();
        String::from_utf8(base64::engine::general_purpose::STANDARD.decode(packed).ok()?).ok()?
    } else {
        body.to_owned()
    };
    let is_code = |word: &&str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
    text.split(|c: char| !c.is_ascii_alphanumeric()).find(is_code).map(str::to_owned)
}

/// The cities that come with the project.
pub fn cities() -> PathBuf {
    root().join("crates/backend/cities")
}
