//! Blobs: photos and documents as ciphertext, named by their SHA-256, in a folder or in a bucket.
//!
//! By default they lie in `DATA/blobs`; with `--blobs s3://bucket/folder` in S3 or whatever speaks like it, whose
//! keys and endpoint are the usual `AWS_*` variables. Each family has a *room*, a random number, and a blob's place
//! is `<city>/<room>/<sha256>`: who sees the names of the files learns how many rooms there are and how large.
//!
//! A blob is never changed. It takes its name only when it has come in whole and is what its name says; on a disk
//! it is there, through power loss too, before anybody is told so. A blob whose request broke off between the two
//! stays in its room without the tables knowing of it: it costs room until the same one is sent again, or until
//! the family leaves.

use crate::{
    config::Secret,
    problem::Failure,
    store::{Store, StoreError},
};
use axum::http::StatusCode;
use bytes::Bytes;
use futures_util::{Stream, StreamExt, TryStreamExt, stream::BoxStream};
use object_store::{
    ObjectStore, ObjectStoreExt, ObjectStoreScheme, buffered::BufWriter, local::LocalFileSystem, parse_url_opts,
    path::Path,
};
use sha2::{Digest, Sha256};
use std::{path::PathBuf, sync::Arc};
use tokio::io::AsyncWriteExt;
use uuid::Uuid;

/// Above this a blob goes to the store in parts (S3 takes no smaller ones).
const PART: usize = 5 * 1024 * 1024;

/// What went wrong with a blob.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// Where blobs lie cannot be reached, read or written; the text is for the log.
    #[error("blobs: {0}")]
    Place(String),
    /// The tables.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It is not there.
    #[error("no such blob")]
    Missing,
    /// More bytes than a blob may have.
    #[error("at most {0} bytes")]
    TooLarge(usize),
    /// What came is not what its name says.
    #[error("the SHA-256 of what came is another")]
    Differs,
    /// The sender stopped in the middle.
    #[error("the body broke off")]
    BrokeOff,
}

impl From<object_store::Error> for BlobError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::Missing,
            error => Self::Place(error.to_string()),
        }
    }
}

impl From<BlobError> for Failure {
    fn from(error: BlobError) -> Self {
        match error {
            BlobError::Store(error) => error.into(),
            BlobError::Place(_) => Self::internal(error),
            BlobError::Missing => Self::not_found("blob"),
            BlobError::TooLarge(_) => {
                Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large").with_detail(error.to_string())
            }
            BlobError::Differs => Self::invalid("sha256", "differs").with_detail(error.to_string()),
            BlobError::BrokeOff => Self::new(StatusCode::BAD_REQUEST, "invalid").with_detail(error.to_string()),
        }
    }
}

/// Where one blob lies.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The city's code.
    pub city: String,
    /// The room.
    pub room: Uuid,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
}

impl Place {
    /// `<city>/<room>/<sha256>`.
    pub fn path(&self) -> String {
        format!("{}/{}/{}", self.city, self.room, hex(&self.sha256))
    }
}

/// Lower-case hex digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A blob on its way out.
pub struct Kept {
    /// In bytes.
    pub size: u64,
    /// As they come.
    pub bytes: BoxStream<'static, Result<Bytes, BlobError>>,
}

/// Where all blobs lie. Cheap to clone.
#[derive(Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    base: Path,
}

impl Blobs {
    /// The place of the URL, or the folder `blobs` of `data`.
    ///
    /// # Errors
    /// [`BlobError::Place`] when the URL is of no kind that is known, or the folder cannot be made.
    pub fn open(url: Option<&Secret>, data: &std::path::Path) -> Result<Self, BlobError> {
        // Keys, region and endpoint as all such programs take them.
        Self::at(url, data, std::env::vars().filter(|(name, _)| name.starts_with("AWS_")))
    }

    fn at(
        url: Option<&Secret>,
        data: &std::path::Path,
        options: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, BlobError> {
        let Some(url) = url else { return Self::folder(&data.join("blobs")) };
        let url = url::Url::parse(url.reveal()).map_err(|error| BlobError::Place(format!("--blobs: {error}")))?;
        let (scheme, _) = ObjectStoreScheme::parse(&url).map_err(|error| BlobError::Place(error.to_string()))?;
        if scheme == ObjectStoreScheme::Local {
            let folder: PathBuf =
                url.to_file_path().map_err(|()| BlobError::Place("--blobs: not the URL of a folder".to_owned()))?;
            return Self::folder(&folder);
        }
        let (store, base) = parse_url_opts(&url, options).map_err(|error| BlobError::Place(error.to_string()))?;
        Ok(Self { store: Arc::from(store), base })
    }

    /// A folder, made when it is missing, for the server's own user alone.
    ///
    /// # Errors
    /// [`BlobError::Place`] when it cannot be made.
    pub fn folder(folder: &std::path::Path) -> Result<Self, BlobError> {
        let wrong = |error: &dyn std::fmt::Display| BlobError::Place(format!("{}: {error}", folder.display()));
        crate::private::folder(folder).map_err(|error| wrong(&error))?;
        let store = LocalFileSystem::new_with_prefix(folder)
            .map_err(|error| wrong(&error))?
            .with_fsync(true)
            .with_automatic_cleanup(true);
        Ok(Self { store: Arc::new(store), base: Path::default() })
    }

    fn path(&self, place: &Place) -> Path {
        self.room(&place.city, place.room).join(hex(&place.sha256))
    }

    fn room(&self, city: &str, room: Uuid) -> Path {
        self.base.clone().join(city).join(room.to_string())
    }

    /// Whether it is there.
    ///
    /// # Errors
    /// [`BlobError::Place`].
    pub async fn has(&self, place: &Place) -> Result<bool, BlobError> {
        match self.store.head(&self.path(place)).await.map_err(BlobError::from) {
            Ok(_) => Ok(true),
            Err(BlobError::Missing) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Takes in what comes, and gives it its name if it is what the name says. Answers with its size.
    ///
    /// # Errors
    /// [`BlobError::TooLarge`], [`BlobError::Differs`], [`BlobError::BrokeOff`]: nothing is kept then.
    pub async fn keep<E>(
        &self,
        place: &Place,
        mut body: impl Stream<Item = Result<Bytes, E>> + Unpin,
        most: usize,
    ) -> Result<u64, BlobError> {
        let mut writer = BufWriter::with_capacity(Arc::clone(&self.store), self.path(place), PART);
        let (mut digest, mut size) = (Sha256::new(), 0usize);
        let came = loop {
            match body.next().await {
                Some(Ok(bytes)) => {
                    size = size.saturating_add(bytes.len());
                    if size > most {
                        break Err(BlobError::TooLarge(most));
                    }
                    digest.update(&bytes);
                    if let Err(error) = writer.put(bytes).await {
                        break Err(error.into());
                    }
                }
                Some(Err(_)) => break Err(BlobError::BrokeOff),
                None if <[u8; 32]>::from(digest.finalize_reset()) == place.sha256 => break Ok(()),
                None => break Err(BlobError::Differs),
            }
        };
        if let Err(error) = came {
            // What was not given its name is removed by the store itself, now or when it next cleans up.
            let _ = writer.abort().await;
            return Err(error);
        }
        writer.shutdown().await.map_err(|error| BlobError::Place(error.to_string()))?;
        Ok(u64::try_from(size).unwrap_or(u64::MAX))
    }

    /// Reads one.
    ///
    /// # Errors
    /// [`BlobError::Missing`], [`BlobError::Place`].
    pub async fn read(&self, place: &Place) -> Result<Kept, BlobError> {
        let found = self.store.get(&self.path(place)).await?;
        let size = found.meta.size;
        Ok(Kept { size, bytes: found.into_stream().map_err(BlobError::from).boxed() })
    }

    /// Removes one; one that is not there is removed already.
    ///
    /// # Errors
    /// [`BlobError::Place`].
    pub async fn remove(&self, place: &Place) -> Result<(), BlobError> {
        gone(self.store.delete(&self.path(place)).await)
    }

    /// Removes all blobs of a room whose family left, and what the tables still said of it.
    ///
    /// # Errors
    /// [`BlobError::Place`], [`BlobError::Store`]: then the room is still on the list of those that have to go.
    pub async fn empty_room(&self, tables: &Store, city: &str, room: Uuid) -> Result<(), BlobError> {
        let prefix = self.room(city, room);
        let found: Vec<_> = self.store.list(Some(&prefix)).try_collect().await?;
        for blob in found {
            gone(self.store.delete(&blob.location).await)?;
        }
        let city = city.to_owned();
        tables
            .write::<_, StoreError, _>(move |tx| {
                Box::pin(async move {
                    let sql = "DELETE FROM blob_leaving WHERE city = $1 AND room = $2";
                    tx.execute(sql, &[city.into(), room.into()]).await
                })
            })
            .await?;
        Ok(())
    }

    /// Goes through the rooms of a city that still have to be emptied.
    ///
    /// # Errors
    /// As [`Self::empty_room`].
    pub async fn empty_rooms(&self, tables: &Store, city: &str) -> Result<(), BlobError> {
        let code = city.to_owned();
        let rooms = tables.read::<_, StoreError, _>(move |tx| {
            Box::pin(async move {
                let rows = tx.query("SELECT room FROM blob_leaving WHERE city = $1", &[code.into()]).await?;
                rows.iter().map(|row| row.uuid(0)).collect::<Result<Vec<_>, _>>()
            })
        });
        for room in rooms.await? {
            self.empty_room(tables, city, room).await?;
        }
        Ok(())
    }
}

fn gone(removed: object_store::Result<()>) -> Result<(), BlobError> {
    match removed.map_err(BlobError::from) {
        Err(BlobError::Missing) => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::stream;
    use std::{collections::BTreeMap, sync::Mutex};

    fn place(bytes: &[u8]) -> Place {
        Place { city: "990019".to_owned(), room: Uuid::from_u128(7), sha256: Sha256::digest(bytes).into() }
    }

    fn body(parts: &[&[u8]]) -> impl Stream<Item = Result<Bytes, ()>> + Unpin {
        stream::iter(parts.iter().map(|part| Ok(Bytes::copy_from_slice(part))).collect::<Vec<_>>())
    }

    async fn read(blobs: &Blobs, place: &Place) -> Vec<u8> {
        let parts: Vec<Bytes> = blobs.read(place).await.unwrap().bytes.try_collect().await.unwrap();
        parts.concat()
    }

    fn files(folder: &std::path::Path) -> usize {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries.map(|path| if path.is_dir() { files(&path) } else { 1 }).sum()
    }

    #[tokio::test]
    async fn what_is_kept_is_read_and_what_is_not_its_name_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::folder(&folder.path().join("blobs")).unwrap();
        // One part, and more than one.
        for bytes in [b"a small one".to_vec(), vec![7; PART + 9]] {
            let place = place(&bytes);
            assert!(!blobs.has(&place).await.unwrap());
            let (head, tail) = bytes.split_at(5);
            let size = blobs.keep(&place, body(&[head, tail]), bytes.len()).await.unwrap();
            assert_eq!((size, blobs.has(&place).await.unwrap()), (bytes.len() as u64, true));
            assert_eq!(read(&blobs, &place).await, bytes);
        }
        let kept = files(folder.path());
        let other = place(b"other");
        assert!(matches!(blobs.keep(&other, body(&[b"othe"]), 9).await, Err(BlobError::Differs)));
        assert!(matches!(blobs.keep(&other, body(&[b"other"]), 4).await, Err(BlobError::TooLarge(4))));
        let large = vec![1; 2 * PART];
        assert!(matches!(
            blobs.keep(&place(&large), body(&[&large, b"x"]), 2 * PART).await,
            Err(BlobError::TooLarge(_))
        ));
        let broken = stream::iter([Ok(Bytes::from_static(b"oth")), Err(())]);
        assert!(matches!(blobs.keep(&other, broken, 9).await, Err(BlobError::BrokeOff)));
        assert!(matches!(blobs.read(&other).await, Err(BlobError::Missing)));
        assert_eq!(files(folder.path()), kept, "nothing half written is left behind");
        blobs.remove(&other).await.unwrap();
    }

    /// As much of S3 as is asked for here, in memory.
    async fn bucket() -> (std::net::SocketAddr, Arc<Mutex<BTreeMap<String, Bytes>>>) {
        let kept = Arc::<Mutex<BTreeMap<String, Bytes>>>::default();
        let all = Arc::clone(&kept);
        let answer = move |request: axum::extract::Request| {
            let all = Arc::clone(&all);
            async move {
                let (path, query) = (request.uri().path().to_owned(), request.uri().query().unwrap_or("").to_owned());
                let signed = request.headers().get("authorization").is_some_and(|value| {
                    value.to_str().is_ok_and(|value| value.starts_with("AWS4-HMAC-SHA256 Credential=key/"))
                });
                let method = request.method().clone();
                let body = axum::body::to_bytes(request.into_body(), 99_999).await.unwrap();
                let mut all = all.lock().unwrap();
                let xml = |inner: String| format!("<?xml version=\"1.0\"?>{inner}");
                match (method.as_str(), signed) {
                    (_, false) => (StatusCode::FORBIDDEN, [("etag", "x")], Bytes::new()),
                    ("PUT", _) => {
                        all.insert(path, body);
                        (StatusCode::OK, [("etag", "\"1\"")], Bytes::new())
                    }
                    ("POST", _) => {
                        let asked = String::from_utf8(body.to_vec()).unwrap();
                        let keys = asked.split("<Key>").skip(1).map(|rest| rest.split('<').next().unwrap());
                        let gone: String = keys
                            .map(|key| {
                                all.remove(&format!("/bucket/{key}"));
                                format!("<Deleted><Key>{key}</Key></Deleted>")
                            })
                            .collect();
                        (StatusCode::OK, [("etag", "x")], xml(format!("<DeleteResult>{gone}</DeleteResult>")).into())
                    }
                    ("GET", _) if query.contains("list-type") => {
                        let prefix =
                            query.split("prefix=").nth(1).unwrap().split('&').next().unwrap().replace("%2F", "/");
                        let found = all.iter().filter_map(|(path, bytes)| {
                            let key = path.strip_prefix("/bucket/").filter(|key| key.starts_with(&prefix))?;
                            let when = "2026-01-01T00:00:00.000Z";
                            Some(format!("<Contents><Key>{key}</Key><Size>{}</Size><LastModified>{when}</LastModified></Contents>", bytes.len()))
                        });
                        let found: String = found.collect();
                        (
                            StatusCode::OK,
                            [("etag", "x")],
                            xml(format!("<ListBucketResult>{found}</ListBucketResult>")).into(),
                        )
                    }
                    ("HEAD" | "GET", _) => match all.get(&path) {
                        Some(bytes) => (StatusCode::OK, [("etag", "\"1\"")], bytes.clone()),
                        None => (StatusCode::NOT_FOUND, [("etag", "x")], Bytes::new()),
                    },
                    _ => (StatusCode::METHOD_NOT_ALLOWED, [("etag", "x")], Bytes::new()),
                }
            }
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let router = axum::Router::new().fallback(answer);
        let serve = hyper_util::server::conn::auto::Builder::new(hyper_util::rt::TokioExecutor::new());
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let (serve, service) = (serve.clone(), hyper_util::service::TowerToHyperService::new(router.clone()));
                tokio::spawn(async move {
                    let _ = serve.serve_connection(hyper_util::rt::TokioIo::new(socket), service).await;
                });
            }
        });
        (addr, kept)
    }

    #[tokio::test]
    async fn a_bucket_is_a_place_like_a_folder() {
        let (addr, kept) = bucket().await;
        let options = [
            ("AWS_ENDPOINT", format!("http://{addr}")),
            ("AWS_ALLOW_HTTP", "true".to_owned()),
            ("AWS_ACCESS_KEY_ID", "key".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "secret".to_owned()),
            ("AWS_REGION", "ap-northeast-1".to_owned()),
        ];
        let options = options.map(|(name, value)| (name.to_owned(), value)).into_iter();
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::at(Some(&"s3://bucket/town/itsumo".into()), folder.path(), options).unwrap();
        let (photo, other) = (place(b"photo"), place(b"other"));
        assert!(!blobs.has(&photo).await.unwrap());
        blobs.keep(&photo, body(&[b"pho", b"to"]), 9).await.unwrap();
        assert!(matches!(blobs.keep(&other, body(&[b"photo"]), 9).await, Err(BlobError::Differs)));
        assert!(blobs.has(&photo).await.unwrap());
        assert_eq!(read(&blobs, &photo).await, b"photo");
        let named: Vec<String> = kept.lock().unwrap().keys().cloned().collect();
        assert_eq!(named, [format!("/bucket/town/itsumo/{}", photo.path())]);
        let tables = crate::store::open(&crate::store::Place::Folder(folder.path().to_owned())).await.unwrap();
        blobs.empty_room(&tables, &photo.city, photo.room).await.unwrap();
        assert!(kept.lock().unwrap().is_empty());
        assert!(matches!(blobs.read(&photo).await, Err(BlobError::Missing)));
    }

    #[tokio::test]
    async fn places_are_urls_and_a_wrong_one_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let url = url::Url::from_directory_path(folder.path().join("apart")).unwrap();
        let blobs = Blobs::open(Some(&url.as_str().into()), folder.path()).unwrap();
        blobs.keep(&place(b"x"), body(&[b"x"]), 1).await.unwrap();
        assert_eq!(files(&folder.path().join("apart")), 1);
        Blobs::open(Some(&"s3://bucket/folder".into()), folder.path()).unwrap();
        for wrong in ["nowhere", "ftp://host/x"] {
            assert!(Blobs::open(Some(&wrong.into()), folder.path()).is_err(), "{wrong}");
        }
    }
}
