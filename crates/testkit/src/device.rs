//! A person and what they hold in their hands.

use crate::{CITY, DEADLINE, Hand, Wire, World};
use anyhow::{Context, Result, bail};
use itsumo_engine::{
    AccountState, Change, Deps, Engine, ExtraCa, Note, Notifier, Paths, Secrets, SeededIds, http::RealHttp,
    secrets::MemorySecrets,
};
use std::{ops::Deref, path::PathBuf, sync::Arc};
use tokio::{
    sync::{broadcast::error::RecvError, watch},
    time::Instant,
};

/// Somebody with a name, an address and a password.
pub struct Person<'w> {
    world: &'w World,
    /// What they are called.
    pub name: String,
}

impl<'w> Person<'w> {
    pub(crate) fn new(world: &'w World, name: &str) -> Self {
        Self { world, name: name.to_owned() }
    }

    /// Their address.
    pub fn email(&self) -> String {
        format!("{}@example.jp", self.name)
    }
    /// Their password.
    pub fn password(&self) -> String {
        format!("{} はさくらが好き", self.name)
    }

    /// Their phone: new, in the city, synced once, its background work started.
    ///
    /// # Errors
    /// When the engine or the server refuses.
    pub async fn phone(&self) -> Result<Device> {
        self.device("phone").await
    }
    /// Their tablet.
    ///
    /// # Errors
    /// As [`Self::phone`].
    pub async fn tablet(&self) -> Result<Device> {
        self.device("tablet").await
    }

    async fn device(&self, kind: &str) -> Result<Device> {
        let name = format!("{}-{kind}", self.name);
        let device = Device::open(self.world.device_folder(&name), &self.world.hand, seed(&name), None)?;
        device.set_server(&self.world.url()).await?;
        device.choose_city(CITY).await?;
        device.engine.start();
        device.sync().await.with_context(|| format!("the first sync of {name}"))?;
        Ok(device)
    }

    /// The code that the last mail to them carries, once `count` mails have come.
    ///
    /// # Errors
    /// When no mail comes, or none with a code.
    pub async fn code(&self, count: usize) -> Result<String> {
        let mail = tokio::time::timeout(DEADLINE, self.world.mails.wait(&self.email(), count))
            .await
            .context("no mail came")?
            .context("no mail came")?;
        let digits = |word: &str| word.len() == 6 && word.bytes().all(|b| b.is_ascii_digit());
        let mut words = mail.text.split(|c: char| !c.is_ascii_alphanumeric());
        words.find(|word| digits(word)).map(str::to_owned).with_context(|| format!("no code in: {}", mail.text))
    }

    /// Registers on `device`, with the code from the mail.
    ///
    /// # Errors
    /// When any step is refused.
    pub async fn register(&self, device: &Device) -> Result<()> {
        device.register(&self.email(), &self.password()).await?;
        device.confirm(&self.code(1).await?).await?;
        Ok(())
    }

    /// Signs in on `device`.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn sign_in(&self, device: &Device) -> Result<()> {
        device.sign_in(&self.email(), &self.password()).await?;
        Ok(())
    }
}

/// The same name, the same ids: a story that fails, fails again.
fn seed(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The notifications that a device shows, which can be waited for.
#[derive(Default)]
struct Notes(watch::Sender<Vec<Note>>);

impl Notifier for Notes {
    fn notify(&self, note: Note) {
        self.0.send_modify(|shown| {
            shown.retain(|other| other.id != note.id);
            shown.push(note);
        });
    }
    fn withdraw(&self, id: &str) {
        self.0.send_modify(|shown| shown.retain(|note| note.id != id));
    }
}

/// A device: the engine, and what a test holds of its surroundings.
pub struct Device {
    engine: Engine,
    folder: PathBuf,
    hand: Hand,
    seed: u64,
    /// Its way to the server.
    pub wire: Wire,
    notes: Arc<Notes>,
    secrets: Arc<MemorySecrets>,
}

impl Deref for Device {
    type Target = Engine;
    fn deref(&self) -> &Engine {
        &self.engine
    }
}

impl Device {
    fn open(folder: PathBuf, hand: &Hand, seed: u64, secrets: Option<Arc<MemorySecrets>>) -> Result<Self> {
        let wire = Wire::new(Arc::new(RealHttp::new(&ExtraCa::default())));
        let (notes, secrets) = (Arc::new(Notes::default()), secrets.unwrap_or_default());
        let deps = Deps {
            clock: hand.of_devices(),
            ids: Arc::new(SeededIds::new(seed)),
            http: Arc::new(wire.clone()),
            secrets: Arc::clone(&secrets) as Arc<dyn Secrets>,
            notifier: notes.clone(),
        };
        let engine = Engine::open(Paths::at(&folder), deps).map_err(|error| anyhow::anyhow!("{error:?}"))?;
        Ok(Self { engine, folder, hand: hand.clone(), seed, wire, notes, secrets })
    }

    /// The app is killed and started again: only what was on the disk and in the keyring is still there.
    ///
    /// # Errors
    /// When it does not open again.
    pub fn restart(self) -> Result<Self> {
        let Self { engine, folder, hand, seed, secrets, .. } = self;
        drop(engine);
        // Other ids than before: a process does not draw the same numbers twice.
        let device = Self::open(folder, &hand, seed.wrapping_add(1), Some(secrets))?;
        device.engine.start();
        Ok(device)
    }

    /// The notifications that are shown now.
    pub fn notes(&self) -> Vec<Note> {
        self.notes.0.borrow().clone()
    }

    /// Waits until the notifications that are shown are as `wanted` says.
    ///
    /// # Errors
    /// When they never are, saying what is shown instead.
    pub async fn until_notes(&self, what: &str, wanted: impl FnMut(&Vec<Note>) -> bool) -> Result<()> {
        let mut shown = self.notes.0.subscribe();
        match tokio::time::timeout(DEADLINE, shown.wait_for(wanted)).await {
            Ok(_) => Ok(()),
            Err(_) => bail!("waited in vain until {what}; shown: {:?}", self.notes()),
        }
    }

    /// Waits until `holds`, asked again whenever the engine says that something has changed.
    ///
    /// # Errors
    /// When [`DEADLINE`] has passed, or what `holds` fails with.
    pub async fn until<F, Fut>(&self, what: &str, holds: F) -> Result<()>
    where
        F: Fn(Engine) -> Fut,
        Fut: Future<Output = Result<bool>>,
    {
        // Listening begins before the first look, so that nothing falls between the two.
        let mut changes = self.engine.changes();
        let until = Instant::now() + DEADLINE;
        loop {
            if holds(self.engine.clone()).await? {
                return Ok(());
            }
            match tokio::time::timeout_at(until, changes.recv()).await {
                Ok(Ok(_) | Err(RecvError::Lagged(_))) => {}
                Ok(Err(RecvError::Closed)) => bail!("the engine has ended"),
                Err(_) => bail!("waited in vain until {what}; {:?}", self.engine.sync_state().await),
            }
        }
    }

    /// Waits until the live hints are connected.
    ///
    /// # Errors
    /// When they do not connect.
    pub async fn until_live(&self) -> Result<()> {
        self.until("live hints are connected", |engine| async move { Ok(engine.sync_state().await.live) }).await
    }

    /// Waits until it is signed out.
    ///
    /// # Errors
    /// When it stays signed in.
    pub async fn until_signed_out(&self) -> Result<()> {
        self.until("signed out", |engine| async move { Ok(matches!(engine.account().await?, AccountState::SignedOut)) })
            .await
    }

    /// The titles of a list, newest first.
    ///
    /// # Errors
    /// What the engine fails with.
    pub async fn titles(&self, tab: itsumo_engine::Tab) -> Result<Vec<String>> {
        titles(&self.engine, tab).await
    }

    /// Waits until a list has exactly these titles, newest first.
    ///
    /// # Errors
    /// When it never has, saying what it has instead.
    pub async fn until_titles(&self, tab: itsumo_engine::Tab, wanted: &[&str]) -> Result<()> {
        let same = |engine: Engine| async move { Ok(titles(&engine, tab).await? == wanted) };
        let waited = self.until(&format!("{tab:?} is {wanted:?}"), same).await;
        if waited.is_err() {
            let there = self.titles(tab).await?;
            return waited.with_context(|| format!("there is {there:?}"));
        }
        waited
    }

    /// Everything the engine says from now on.
    pub fn hear(&self) -> tokio::sync::broadcast::Receiver<Change> {
        self.engine.changes()
    }
}

async fn titles(engine: &Engine, tab: itsumo_engine::Tab) -> Result<Vec<String>> {
    let query = itsumo_engine::NewsQuery { tab, topic: None, unread_only: false, after: None, limit: 200 };
    Ok(engine.news_list(query).await?.rows.into_iter().map(|row| row.title).collect())
}
