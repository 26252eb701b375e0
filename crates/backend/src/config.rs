//! What the operator of a server decides, once: every flag of `serve` is also an `ITSUMO_*` variable.
//!
//! The struct is the documentation: `itsumo-backend serve --help` prints these comments.

use crate::routes::apps::Fingerprint;
use std::{net::SocketAddr, path::PathBuf, str::FromStr};

/// A value that must not appear in a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The value, for the one place that uses it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Secret {
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

impl FromStr for Secret {
    type Err = std::convert::Infallible;
    fn from_str(value: &str) -> Result<Self, Self::Err> {
        Ok(Self(value.to_owned()))
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("…")
    }
}

/// Where mails go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailTo {
    /// Nowhere: each is logged as dropped, without its address. Accounts cannot be confirmed.
    Nowhere,
    /// Each becomes an `.eml` file: demonstrations and trials.
    Folder(PathBuf),
    /// A mail server: `smtp://user:password@host:587?tls=required`, `smtps://…`, `smtp://localhost:25`.
    Smtp(Secret),
}

impl FromStr for MailTo {
    type Err = String;
    fn from_str(value: &str) -> Result<Self, String> {
        match value.split_once(':') {
            None if value == "none" => Ok(Self::Nowhere),
            Some(("folder", folder)) if !folder.is_empty() => Ok(Self::Folder(PathBuf::from(folder))),
            Some(("smtp" | "smtps", _)) => Ok(Self::Smtp(Secret::from(value))),
            _ => Err("write none, folder:DIR, smtp://HOST:PORT or smtps://USER:PASSWORD@HOST".to_owned()),
        }
    }
}

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object a line, for collectors.
    Json,
}

/// Where the tables are: what the commands that need no server share with `serve`.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
pub struct Place {
    /// Folder of the database, the operator's key and whatever else this server keeps.
    #[arg(long, env = "ITSUMO_DATA", default_value = "data", value_name = "DIR")]
    pub data: PathBuf,
    /// PostgreSQL instead of SQLite: postgres://user:password@host/database; with ?sslmode=require under TLS, by
    /// Mozilla's authorities or those of the file in PGSSLROOTCERT.
    #[arg(long, env = "ITSUMO_DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub database_url: Option<Secret>,
}

/// Everything `serve` can be told.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
pub struct Config {
    /// Address and port to listen on; port 0 takes a free one.
    #[arg(long, env = "ITSUMO_LISTEN", default_value = "127.0.0.1:8787", value_name = "ADDRESS")]
    pub listen: SocketAddr,
    /// Where the tables are.
    #[command(flatten)]
    pub place: Place,
    /// Folder of city folders, each with a city.toml.
    #[arg(long, env = "ITSUMO_CITIES", default_value = "cities", value_name = "DIR")]
    pub cities: PathBuf,
    /// Key of the city's operator; made and kept in DATA/operator.key if not given.
    #[arg(long, env = "ITSUMO_OPERATOR_KEY", hide_env_values = true, value_name = "KEY")]
    pub operator_key: Option<Secret>,
    /// Where mails go: none, folder:DIR, smtp://HOST:PORT, smtps://USER:PASSWORD@HOST.
    #[arg(long, env = "ITSUMO_MAIL", hide_env_values = true, default_value = "none", value_name = "WHERE")]
    pub mail: MailTo,
    /// Sender of mails.
    #[arg(long, env = "ITSUMO_MAIL_FROM", default_value = "Itsumo <itsumo@localhost>", value_name = "ADDRESS")]
    pub mail_from: String,
    /// The address people reach this server by, where something in front of it answers for it.
    #[arg(long, env = "ITSUMO_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<url::Url>,
    /// How many proxies of yours are in front: the client is that many hops from the end of X-Forwarded-For.
    #[arg(long, env = "ITSUMO_TRUST_PROXY", default_value_t = 0, value_name = "N")]
    pub trust_proxy: usize,
    /// Sign-ins, registrations and codes a minute from one client address, and new families at once; 0 for no limit.
    #[arg(long, env = "ITSUMO_AUTH_RATE", default_value_t = 60, value_name = "N")]
    pub auth_rate: u32,
    /// Where families' sealed photos and documents lie: s3://bucket/folder, with the usual AWS_* variables for keys,
    /// region and endpoint, or file:///folder; DATA/blobs if not given.
    #[arg(long, env = "ITSUMO_BLOBS", hide_env_values = true, value_name = "URL")]
    pub blobs: Option<Secret>,
    /// Most MiB of photos and documents one family may keep here.
    #[arg(long, env = "ITSUMO_FAMILY_BLOBS", default_value_t = 4096, value_name = "MIB")]
    pub family_blobs: u64,
    /// Most live subscribers at once; each takes one of the process's open files.
    #[arg(long, env = "ITSUMO_MOST_LIVE", default_value_t = 50_000, value_name = "N")]
    pub most_live: usize,
    /// Seconds a request may take until its answer begins.
    #[arg(long, env = "ITSUMO_REQUEST_SECONDS", default_value_t = 30, value_name = "N")]
    pub request_seconds: u64,
    /// Let sources lie on private addresses (trials only: anybody who edits a city could look around your network).
    #[arg(long, env = "ITSUMO_ALLOW_PRIVATE_SOURCES")]
    pub allow_private_sources: bool,
    /// Do not fetch the cities' sources: another process does.
    #[arg(long, env = "ITSUMO_NO_INGEST")]
    pub no_ingest: bool,
    /// Do not push to devices: another process on the same database does.
    #[arg(long, env = "ITSUMO_NO_PUSH")]
    pub no_push: bool,
    /// Minutes between two pushes of news at least; alerts go at once.
    #[arg(long, env = "ITSUMO_PUSH_NEWS_MINUTES", default_value_t = 30, value_name = "N")]
    pub push_news_minutes: u32,
    /// Whom push services may write to about this server: mailto:ADDRESS or an https URL; the public URL if not given.
    #[arg(long, env = "ITSUMO_PUSH_CONTACT", value_name = "URL")]
    pub push_contact: Option<String>,
    /// Apple's key for pushes, a .p8 file; without it Apple's devices are not woken.
    #[arg(long, env = "ITSUMO_APNS_KEY", value_name = "FILE")]
    pub apns_key: Option<PathBuf>,
    /// The id of Apple's key.
    #[arg(long, env = "ITSUMO_APNS_KEY_ID", value_name = "ID")]
    pub apns_key_id: Option<String>,
    /// The team's id at Apple; with it links to this server open in the app on Apple's devices too.
    #[arg(long, env = "ITSUMO_APNS_TEAM", value_name = "ID")]
    pub apns_team: Option<String>,
    /// The app's id at Apple.
    #[arg(long, env = "ITSUMO_APNS_TOPIC", default_value = "jp.itsumo.app", value_name = "ID")]
    pub apns_topic: String,
    /// SHA-256 of the certificate that the Android app is signed with, as keytool prints it, several with commas between:
    /// links to this server then open in the app.
    #[arg(long, env = "ITSUMO_ANDROID_CERT", value_name = "FINGERPRINT", value_delimiter = ',')]
    pub android_cert: Vec<Fingerprint>,
    /// The file of a service account of Google's Firebase; without it devices are not woken by Google.
    #[arg(long, env = "ITSUMO_FCM_ACCOUNT", value_name = "FILE")]
    pub fcm_account: Option<PathBuf>,
    /// Ask this service instead of Apple's and Google's (trials only).
    #[arg(long, env = "ITSUMO_PUSH_SERVICE", value_name = "URL", hide = true)]
    pub push_service: Option<url::Url>,
    /// Let push services lie on private addresses and speak plain http (trials only: any device names its own service).
    #[arg(long, env = "ITSUMO_ALLOW_PRIVATE_PUSH")]
    pub allow_private_push: bool,
    /// How the log is written.
    #[arg(long, env = "ITSUMO_LOG_FORMAT", value_enum, default_value = "text", value_name = "FORMAT")]
    pub log_format: LogFormat,
}

impl Config {
    /// A server on a free port of this machine, with its data in `data`: tests, benches and the demonstration.
    pub fn local(data: impl Into<PathBuf>, cities: impl Into<PathBuf>) -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            place: Place { data: data.into(), database_url: None },
            cities: cities.into(),
            operator_key: None,
            mail: MailTo::Nowhere,
            mail_from: "Itsumo <itsumo@localhost>".to_owned(),
            public_url: None,
            trust_proxy: 0,
            auth_rate: 60,
            blobs: None,
            family_blobs: 4096,
            most_live: 50_000,
            request_seconds: 30,
            allow_private_sources: false,
            no_ingest: true,
            no_push: false,
            push_news_minutes: 30,
            push_contact: None,
            apns_key: None,
            apns_key_id: None,
            apns_team: None,
            apns_topic: "jp.itsumo.app".to_owned(),
            android_cert: Vec::new(),
            fcm_account: None,
            push_service: None,
            allow_private_push: false,
            log_format: LogFormat::Text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_goes_where_it_is_told_or_the_words_to_use_are_named() {
        assert_eq!("folder:/tmp/m".parse(), Ok(MailTo::Folder("/tmp/m".into())));
        assert_eq!("none".parse(), Ok(MailTo::Nowhere));
        assert!(matches!("smtps://a:b@mail.example.jp".parse(), Ok(MailTo::Smtp(_))));
        for wrong in ["", "folder:", "mail.example.jp", "http://x"] {
            assert!(wrong.parse::<MailTo>().unwrap_err().contains("folder:DIR"), "{wrong}");
        }
    }

    #[test]
    fn secrets_are_not_printed() {
        let mut config = Config::local("d", "c");
        config.operator_key = Some("hush".into());
        config.place.database_url = Some("postgres://u:hush@h/d".into());
        config.mail = MailTo::Smtp("smtp://u:hush@h".into());
        assert!(!format!("{config:?}").contains("hush"));
    }
}
