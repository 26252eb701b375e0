//! The operator's door from a terminal: commands that ask the running server, with its key.

use anyhow::{Context, bail};
use itsumo_domain::{city::City, problem::Problem};
use std::path::PathBuf;
use url::Url;

/// Where the server is and what opens its door.
#[derive(Clone, Debug, clap::Args)]
pub struct Door {
    /// The running server.
    #[arg(long, env = "ITSUMO_SERVER", default_value = "http://127.0.0.1:8787", value_name = "URL")]
    pub server: Url,
    /// The operator's key; read from DATA/operator.key if not given.
    #[arg(long, env = "ITSUMO_OPERATOR_KEY", hide_env_values = true, value_name = "KEY")]
    pub operator_key: Option<String>,
    /// The server's data folder, for its key.
    #[arg(long, env = "ITSUMO_DATA", default_value = "data", value_name = "DIR")]
    pub data: PathBuf,
}

/// Asks the server.
pub(crate) struct Client {
    pub(crate) http: reqwest::Client,
    server: Url,
    pub(crate) key: String,
}

impl Client {
    pub(crate) fn new(door: &Door) -> anyhow::Result<Self> {
        let key = match &door.operator_key {
            Some(key) => key.clone(),
            None => {
                let file = door.data.join("operator.key");
                std::fs::read_to_string(&file).with_context(|| {
                    format!("no --operator-key (or ITSUMO_OPERATOR_KEY), and {} cannot be read", file.display())
                })?
            }
        };
        #[expect(clippy::disallowed_methods, reason = "talks to the operator's own server, not to sources")]
        let http = reqwest::Client::builder()
            .timeout(std::time::Duration::from_secs(30))
            // The key goes to the named server and nowhere else, by no proxy either that the environment names.
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()?;
        Ok(Self { http, server: door.server.clone(), key: key.trim().to_owned() })
    }

    pub(crate) fn url(&self, path: &[&str]) -> anyhow::Result<Url> {
        let mut url = self.server.clone();
        url.path_segments_mut()
            .map_err(|()| anyhow::anyhow!("{} is not a server's address", self.server))?
            .pop_if_empty()
            .extend(path);
        Ok(url)
    }

    /// The city as the server knows it.
    pub(crate) async fn city(&self, code: &str) -> anyhow::Result<City> {
        Ok(self.send(self.http.get(self.url(&["v1", "cities", code])?)).await?.json().await?)
    }

    /// Sends with the key, and answers with a good response or what the server had against the request.
    pub(crate) async fn send(&self, request: reqwest::RequestBuilder) -> anyhow::Result<reqwest::Response> {
        let sent = request.bearer_auth(&self.key).send().await;
        good(sent.with_context(|| format!("cannot reach {}", self.server))?).await
    }
}

async fn good(response: reqwest::Response) -> anyhow::Result<reqwest::Response> {
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let problem: Problem = serde_json::from_slice(&response.bytes().await?).unwrap_or_default();
    let mut words = vec![format!("the server answered {status}")];
    words.extend((!problem.title.is_empty()).then(|| problem.title.clone()));
    words.extend(problem.detail);
    words.extend(problem.fields.iter().map(|field| format!("{}: {}", field.field, field.code)));
    bail!("{}", words.join("; "))
}
