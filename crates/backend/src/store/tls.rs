//! The line to PostgreSQL: plain, or TLS that checks whom it talks to.
//!
//! `sslmode=require` (or `verify-full`, which is the same here) in the URL asks for TLS, and there is none without
//! a certificate that is good for the host's name: an unchecked one would keep out nobody who sits on the line.
//! Who may sign it: Mozilla's authorities, or those of the PEM file in `PGSSLROOTCERT` and no others. Without
//! `sslmode` the line is plain, which suits a socket or one's own machine; elsewhere the log says so.

use super::{StoreError, postgres::full};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, pem::PemObject},
};
use std::{net::IpAddr, path::Path, str::FromStr, sync::Arc, time::Duration};
use tokio_postgres::{
    Client, Config, Connection, Socket,
    config::{Host, SslMode},
    tls::MakeTlsConnect,
};
use tokio_postgres_rustls::MakeRustlsConnect;

/// The variable of PostgreSQL's own programs that names a file of authorities.
pub(crate) const ROOTS: &str = "PGSSLROOTCERT";

/// Where a PostgreSQL is and how to talk to it.
#[derive(Clone)]
pub(crate) struct Address {
    pub config: Config,
    pub tls: MakeRustlsConnect,
}

/// A connection's other half, which does the reading and writing.
pub(crate) type Wire = Connection<Socket, <MakeRustlsConnect as MakeTlsConnect<Socket>>::Stream>;

impl Address {
    /// Reads a URL or key-value string.
    ///
    /// # Errors
    /// [`StoreError::Database`] when it is neither, or the file of authorities cannot be read.
    pub(crate) fn read(url: &str) -> Result<Self, StoreError> {
        let own_roots = std::env::var_os(ROOTS).filter(|file| !file.is_empty() && file != "system");
        Self::with_roots(url, own_roots.as_ref().map(Path::new))
    }

    fn with_roots(url: &str, own_roots: Option<&Path>) -> Result<Self, StoreError> {
        let mut config = Config::from_str(&url.replace("sslmode=verify-full", "sslmode=require"))
            .map_err(|error| StoreError::Database(format!("the database's URL: {}", full(&error))))?;
        config.application_name("itsumo");
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_secs(10));
        }
        // `prefer` would take a plain line from whoever refuses TLS, and fail on the certificate that a fresh
        // PostgreSQL signs for itself: neither safe nor convenient.
        if config.get_ssl_mode() != SslMode::Require {
            config.ssl_mode(SslMode::Disable);
        }
        Ok(Self { config, tls: MakeRustlsConnect::new(client(own_roots)?) })
    }

    /// A connection of one's own.
    ///
    /// # Errors
    /// [`StoreError::Database`], also when TLS was asked for and there is none that is good.
    pub(crate) async fn connect(&self) -> Result<(Client, Wire), StoreError> {
        let connecting = self.config.connect(self.tls.clone()).await;
        connecting.map_err(|error| StoreError::Database(format!("PostgreSQL cannot be reached: {}", full(&error))))
    }

    /// Whether it goes over a network without TLS.
    pub(crate) fn is_bare(&self) -> bool {
        let is_far = |host: &Host| match host {
            Host::Tcp(name) => name != "localhost" && !name.parse().is_ok_and(|ip: IpAddr| ip.is_loopback()),
            #[cfg(unix)]
            Host::Unix(_) => false,
        };
        self.config.get_ssl_mode() != SslMode::Require && self.config.get_hosts().iter().any(is_far)
    }
}

fn client(own_roots: Option<&Path>) -> Result<ClientConfig, StoreError> {
    let mut roots = RootCertStore::empty();
    match own_roots {
        Some(file) => {
            let wrong =
                |why: &dyn std::fmt::Display| StoreError::Database(format!("{ROOTS} {}: {why}", file.display()));
            for root in CertificateDer::pem_file_iter(file).map_err(|error| wrong(&error))? {
                let root = root.map_err(|error| wrong(&error))?;
                roots.add(root).map_err(|error| wrong(&error))?;
            }
            if roots.is_empty() {
                return Err(wrong(&"there is no certificate in it"));
            }
        }
        None => {
            roots.add_parsable_certificates(webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().cloned());
        }
    }
    let client = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| StoreError::Database(format!("TLS: {error}")))?;
    Ok(client.with_root_certificates(roots).with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
    };

    /// What a client says to a server that answers its wish for TLS with `answer`, and what it makes of that.
    async fn says_after(answer: u8, mode: &str) -> (Vec<u8>, StoreError) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let serving = tokio::spawn(async move {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut wish = [0; 8];
            socket.read_exact(&mut wish).await.unwrap();
            // The number that PostgreSQL's protocol gives to the wish for TLS.
            assert_eq!(wish, [0, 0, 0, 8, 4, 210, 22, 47]);
            socket.write_all(&[answer]).await.unwrap();
            let mut said = vec![0; 64];
            let read = socket.read(&mut said).await.unwrap();
            said.truncate(read);
            said
        });
        let url = format!("postgres://hana:secret@127.0.0.1:{port}/town?sslmode={mode}");
        let error = Address::read(&url).unwrap().connect().await.err().unwrap();
        (serving.await.unwrap(), error)
    }

    #[tokio::test]
    async fn a_server_without_tls_hears_nothing_more_when_tls_is_asked_for() {
        for mode in ["require", "verify-full"] {
            let (said, error) = says_after(b'N', mode).await;
            assert!(said.is_empty(), "{mode}: {said:?}");
            assert!(error.to_string().contains("TLS"), "{error}");
        }
    }

    #[tokio::test]
    async fn what_is_said_after_a_yes_is_tls() {
        let (said, _) = says_after(b'S', "require").await;
        assert_eq!(said.first(), Some(&0x16), "a handshake");
        assert!(!said.windows(4).any(|word| word == b"hana"));
    }

    #[test]
    fn a_bare_line_over_a_network_is_noticed() {
        let bare = |url: &str| Address::read(url).unwrap().is_bare();
        assert!(bare("postgres://a@db.example.jp/x") && bare("postgres://a@db.example.jp/x?sslmode=prefer"));
        assert!(!bare("postgres://a@db.example.jp/x?sslmode=require"));
        assert!(!bare("postgres://a@localhost/x") && !bare("postgres://a@[::1]/x") && !bare("host=/run/pg user=a"));
    }

    #[test]
    fn authorities_that_cannot_be_read_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("roots.pem");
        let read = || Address::with_roots("postgres://a@h/x", Some(&file)).err().unwrap().to_string();
        assert!(read().contains("roots.pem"));
        std::fs::write(&file, "no certificate").unwrap();
        assert!(read().contains("no certificate in it"), "{}", read());
    }
}
