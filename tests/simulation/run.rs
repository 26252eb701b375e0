//! One run: trouble, then quiet, then everything must agree.

use crate::{
    association::Association,
    chance::Chance,
    devices::Device,
    family::{self, Family},
    network::Network,
    school::School,
    server::Server,
};
use itsumo_backend::stream::Draft;
use itsumo_domain::{
    Stream, Timestamp,
    alert::{Alert, Severity},
    interests::Interests,
    news::{News, Sorted, Why},
    record::kind,
};
use itsumo_engine::{AccountState, Error, Tab};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

const BEGIN: Timestamp = Timestamp(1_795_474_800_000);
const STEPS: usize = 160;
const PASSWORD: &str = "さくらのはなびらがまう";
const TOPICS: [&str; 4] = ["childcare", "waste", "events", "library"];
const HANA: &str = "hana@example.jp";
const TARO: &str = "taro@example.jp";

/// The run as it stands.
pub struct Run {
    pub chance: Chance,
    pub server: Server,
    network: Network,
    pub devices: Vec<Device>,
    pub family: Family,
    pub school: School,
    pub association: Association,
    /// What stands on the server: title by id.
    news: BTreeMap<Uuid, String>,
    /// All ids ever published, for recalls and revisions.
    published: Vec<Uuid>,
    alerts: BTreeSet<Uuid>,
    /// Interests ever chosen on a person's devices.
    chosen: BTreeMap<&'static str, Vec<Interests>>,
    counter: u64,
    tell: bool,
    crashes: usize,
    spoiled: usize,
}

/// Runs `seed`; says what it met, or what did not agree.
pub fn run(seed: u64, tell: bool) -> Result<String, String> {
    let runtime = || tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (city, people) = (runtime(), runtime());
    people.block_on(async {
        let mut run = Run::begin(city.handle().clone(), seed, tell).await?;
        for step in 0..STEPS {
            run.step(step).await?;
        }
        run.quiet().await?;
        run.agree().await?;
        Ok(run.report())
    })
}

impl Run {
    async fn begin(city: tokio::runtime::Handle, seed: u64, tell: bool) -> Result<Self, String> {
        let server = Server::start(city, seed, BEGIN).await;
        let network = Network::new(server.clone(), Chance::apart(seed, 1));
        network.set_faulty(false);
        let mut devices = Vec::new();
        let owners = [
            ("hana's phone", Some(HANA)),
            ("hana's tablet", Some(HANA)),
            ("taro's phone", Some(TARO)),
            ("a guest", None),
            ("an old phone", None),
        ];
        for (number, (name, owner)) in (1..).zip(owners) {
            let device = Device::new(name, owner, network.clone(), seed.wrapping_mul(100) + number, BEGIN).await;
            device.choose_city().await;
            devices.push(device);
        }
        for (number, address) in [(0, HANA), (2, TARO)] {
            let engine = &devices[number].engine;
            engine.register(address, PASSWORD).await.map_err(|e| format!("register: {e:?}"))?;
            let code = code_mailed_to(&server, address).await?;
            engine.confirm(&code).await.map_err(|e| format!("confirm: {e:?}"))?;
        }
        devices[1].engine.sign_in(HANA, PASSWORD).await.map_err(|e| format!("sign in: {e:?}"))?;
        let mut run = Self {
            chance: Chance::apart(seed, 2),
            server,
            network,
            devices,
            family: Family::default(),
            school: School::default(),
            association: Association::default(),
            news: BTreeMap::new(),
            published: Vec::new(),
            alerts: BTreeSet::new(),
            chosen: BTreeMap::new(),
            counter: 0,
            tell,
            crashes: 0,
            spoiled: 0,
        };
        run.begin_family().await?;
        run.begin_school().await?;
        run.begin_association().await?;
        run.network.set_faulty(true);
        Ok(run)
    }

    async fn step(&mut self, step: usize) -> Result<(), String> {
        self.server.clock().advance(Timestamp::MINUTE);
        self.let_the_night_pass(step);
        let who = self.chance.below(self.devices.len());
        let drift = i64::try_from(self.chance.below(3)).unwrap() * Timestamp::MINUTE;
        self.devices[who].clock.advance(drift);
        match self.chance.below(135) {
            0..10 => self.publish().await,
            10..15 => self.revise().await,
            15..18 => self.recall().await,
            18..20 => self.alert().await,
            20..29 => self.tell_school(step).await?,
            29..41 => self.keep_or_let_go(who).await?,
            41..48 => self.choose(who).await?,
            48..59 => self.write_entry(step).await?,
            59..60 => self.take_out_the_old_phone().await?,
            60..85 => self.sync(who).await?,
            85..88 => self.fill_disk(who, step).await?,
            88..91 => self.sign_out_and_in(who).await,
            91..95 => self.crash_device(who, step).await,
            95..97 => self.spoil_device(who, step).await,
            97..99 => self.jump_clock(who, step),
            99..134 => self.use_circulars(step).await?,
            _ => {
                self.say(step, "the server loses its power");
                self.server.crash().await;
            }
        }
        Ok(())
    }

    fn say(&self, step: usize, what: &str) {
        if self.tell {
            println!("  {step:>3} {what}");
        }
    }

    fn new_id(&mut self) -> Uuid {
        self.counter += 1;
        Uuid::from_u128(0x019a_0000_0000_7000_8000_0000_0000_0000 + u128::from(self.counter))
    }

    async fn write(&mut self, id: Uuid, title: String) {
        let topic = *self.chance.of(&TOPICS);
        let news = News {
            title: title.clone(),
            summary: format!("{title}についてのお知らせです。"),
            source: "main".into(),
            published: self.server_now(),
            topics: vec![Sorted { id: topic.into(), why: Why::Source }],
            ..News::default()
        };
        let draft =
            Draft { id, kind: kind::NEWS, author: "ingest".into(), body: Some(serde_json::to_string(&news).unwrap()) };
        self.server.publish(Stream::news(), draft).await;
        self.news.insert(id, title);
    }

    fn server_now(&self) -> Timestamp {
        itsumo_backend::clock::Clock::now(self.server.clock())
    }

    async fn publish(&mut self) {
        let id = self.new_id();
        self.published.push(id);
        self.write(id, format!("お知らせ第{}号", self.counter)).await;
    }

    async fn revise(&mut self) {
        let Some((id, title)) = self.any_standing() else { return };
        self.write(id, format!("{title}(変更)")).await;
    }

    async fn recall(&mut self) {
        let Some((id, _)) = self.any_standing() else { return };
        self.server
            .publish(Stream::news(), Draft { id, kind: kind::NEWS, author: "operator".into(), body: None })
            .await;
        self.news.remove(&id);
    }

    fn any_standing(&self) -> Option<(Uuid, String)> {
        let all: Vec<_> = self.news.iter().collect();
        (!all.is_empty()).then(|| {
            let (id, title) = *self.chance.of(&all);
            (*id, title.clone())
        })
    }

    async fn alert(&mut self) {
        let id = self.new_id();
        let alert = Alert {
            severity: Severity::Warning,
            headline: "大雨警報".into(),
            sender: "ひなた市".into(),
            issued: self.server_now(),
            expires: self.server_now().plus(3 * Timestamp::DAY),
            ..Alert::default()
        };
        let body = Some(serde_json::to_string(&alert).unwrap());
        self.server.publish(Stream::alerts(), Draft { id, kind: kind::ALERT, author: "operator".into(), body }).await;
        self.alerts.insert(id);
    }

    /// Each article is kept and let go by one device only, so that there is one right answer at the end.
    async fn keep_or_let_go(&mut self, who: usize) -> Result<(), String> {
        let devices = self.devices.len();
        let device = &mut self.devices[who];
        if device.owner.is_some() && !signed_in(device).await {
            return Ok(());
        }
        let mine: Vec<Uuid> = device
            .articles(Tab::All)
            .await
            .into_keys()
            .filter(|id| usize::try_from(id.as_u128() % 1_000).unwrap() % devices == who)
            .collect();
        if mine.is_empty() {
            return Ok(());
        }
        let id = *self.chance.of(&mine);
        let kept = device.kept.get(&id).copied().unwrap_or(false);
        // Signed in again, and not yet given back what the person keeps: nobody lets go what they do not see.
        if device.articles(Tab::Saved).await.contains_key(&id) != kept {
            return Ok(());
        }
        let keep = !kept;
        device.engine.save_news(id, keep).await.map_err(|e| format!("{}: keeping: {e:?}", device.name))?;
        device.kept.insert(id, keep);
        *device.changes.entry(id).or_default() += 1;
        Ok(())
    }

    async fn choose(&mut self, who: usize) -> Result<(), String> {
        let device = &self.devices[who];
        if device.owner.is_some() && !signed_in(device).await {
            return Ok(());
        }
        let topics = TOPICS.iter().filter(|_| self.chance.percent(50)).map(|t| (*t).to_owned()).collect();
        let interests = Interests { topics, ..Interests::default() };
        device
            .engine
            .set_interests(interests.clone())
            .await
            .map_err(|e| format!("{}: choosing: {e:?}", device.name))?;
        self.chosen.entry(device.owner.unwrap_or(device.name)).or_default().push(interests);
        Ok(())
    }

    async fn sync(&mut self, who: usize) -> Result<(), String> {
        let device = &self.devices[who];
        match device.engine.sync().await {
            Ok(_) | Err(Error::Offline | Error::SignedOut) => Ok(()),
            Err(other) => Err(format!("{}: sync said {other:?}, which is nobody's network", device.name)),
        }
    }

    /// Nothing fits any more: the device says so, and goes on once there is room.
    async fn fill_disk(&mut self, who: usize, step: usize) -> Result<(), String> {
        let device = &self.devices[who];
        self.say(step, &format!("{}'s disk is full", device.name));
        device.engine.limit_disk(1).map_err(|e| format!("{e:?}"))?;
        let full = device.engine.sync().await;
        device.engine.limit_disk(i64::from(u32::MAX)).map_err(|e| format!("{e:?}"))?;
        match full {
            Ok(_) | Err(Error::Offline | Error::SignedOut) => Ok(()),
            Err(Error::Refused(refusal)) if refusal.code == "disk-full" => Ok(()),
            Err(other) => Err(format!("{}: a full disk was called {other:?}", device.name)),
        }
    }

    async fn sign_out_and_in(&mut self, who: usize) {
        let device = &self.devices[who];
        let Some(address) = device.owner else { return };
        let _ = device.engine.sign_out().await;
        let _ = device.engine.sign_in(address, PASSWORD).await;
    }

    async fn crash_device(&mut self, who: usize, step: usize) {
        self.say(step, &format!("{} crashes while it waits for an answer", self.devices[who].name));
        self.crashes += 1;
        let before = self.chance.percent(50);
        let device = &mut self.devices[who];
        self.network.hang(before);
        let engine = device.engine.clone();
        let mut waiting = tokio::spawn(async move { engine.sync().await });
        self.network.until_hanging_or(&mut waiting).await;
        device.crash(None);
        waiting.abort();
        self.network.unhang();
    }

    /// Noise on the disk takes what only this device had; so only a device that has nothing of its own left.
    async fn spoil_device(&mut self, who: usize, step: usize) {
        let device = &mut self.devices[who];
        let nothing_waits = device.engine.outbox().await.is_ok_and(|waiting| waiting.is_empty());
        let nothing_waits = nothing_waits && family::nothing_waits(device).await;
        if device.owner.is_none() || !nothing_waits || !signed_in(device).await {
            return;
        }
        device.crash(Some(&self.chance));
        self.spoiled += 1;
        let name = device.name;
        self.say(step, &format!("{name} crashes and finds noise on a page"));
    }

    fn jump_clock(&mut self, who: usize, step: usize) {
        let device = &self.devices[who];
        let hours = i64::try_from(self.chance.below(72)).unwrap() - 36;
        device.clock.set(self.server_now().plus(hours * Timestamp::HOUR));
        self.say(step, &format!("{}'s clock is {hours} hours off", device.name));
    }

    /// The network heals, clocks are right, everybody comes back and syncs until nothing is new.
    async fn quiet(&mut self) -> Result<(), String> {
        self.network.set_faulty(false);
        self.network.deliver_late().await;
        for device in &self.devices {
            device.clock.set(self.server_now());
            if let (Some(address), false) = (device.owner, signed_in(device).await) {
                device
                    .engine
                    .sign_in(address, PASSWORD)
                    .await
                    .map_err(|e| format!("{}: coming back: {e:?}", device.name))?;
            }
        }
        for round in 0..5 {
            if round == 1 {
                self.come_back_to_the_family().await?;
            }
            if round == 2 {
                self.end_of_the_day().await?;
            }
            if round == 3 {
                self.let_go_of_late_answers().await?;
            }
            for device in &self.devices {
                // A device may first have to notice that a page is noise; then it must be well.
                let mut last = Ok(());
                for _try in 0..4 {
                    last = device.engine.sync().await.map(drop);
                    if last.is_ok() {
                        break;
                    }
                }
                last.map_err(|e| format!("{}: sync in quiet: {e:?}", device.name))?;
            }
        }
        Ok(())
    }

    async fn agree(&self) -> Result<(), String> {
        for device in &self.devices {
            let name = device.name;
            let shown = device.articles(Tab::All).await;
            if shown != self.news {
                return Err(format!(
                    "{name} shows {} articles, {} stand: {}",
                    shown.len(),
                    self.news.len(),
                    differ(&shown, &self.news)
                ));
            }
            let alerts: BTreeSet<_> =
                device.engine.alerts().await.map_err(|e| format!("{e:?}"))?.iter().map(|a| a.id).collect();
            if alerts != self.alerts {
                return Err(format!("{name} shows {} alerts, {} stand", alerts.len(), self.alerts.len()));
            }
            let left = device.engine.outbox().await.map_err(|e| format!("{e:?}"))?;
            if !left.is_empty() {
                return Err(format!("{name} still has in its outbox: {left:?}"));
            }
            self.for_me_is_right(device).await?;
        }
        // A guest's device shares with no other.
        let mut people: BTreeMap<&str, Vec<&Device>> = BTreeMap::new();
        for device in &self.devices {
            people.entry(device.owner.unwrap_or(device.name)).or_default().push(device);
        }
        for (owner, theirs) in people {
            let expected: BTreeSet<Uuid> = theirs.iter().flat_map(|d| d.keeps()).collect();
            let mut interests = Vec::new();
            for device in &theirs {
                let saved: BTreeSet<Uuid> = device.articles(Tab::Saved).await.into_keys().collect();
                if saved != expected {
                    return Err(format!("{} keeps {saved:?}, was told to keep {expected:?}", device.name));
                }
                interests.push(device.engine.interests().await.map_err(|e| format!("{e:?}"))?);
            }
            if interests.windows(2).any(|two| two[0] != two[1]) {
                return Err(format!("the devices of {owner:?} hold different interests: {interests:?}"));
            }
            self.nothing_was_done_twice(&theirs).await?;
        }
        self.school_agrees().await?;
        self.association_agrees().await?;
        self.family_agrees().await
    }

    async fn for_me_is_right(&self, device: &Device) -> Result<(), String> {
        let interests = device.engine.interests().await.map_err(|e| format!("{e:?}"))?;
        let topics = device.engine.city().await.map_err(|e| format!("{e:?}"))?.map(|c| c.topics).unwrap_or_default();
        let now = device.engine.now();
        let mut expected = BTreeSet::new();
        for id in self.news.keys() {
            let article = device.engine.news_article(*id).await.map_err(|e| format!("{e:?}"))?;
            let article = article.ok_or_else(|| format!("{}: {id} is listed but cannot be opened", device.name))?;
            if !interests.reasons(&article.news, &topics, now).is_empty() {
                expected.insert(*id);
            }
        }
        let shown: BTreeSet<Uuid> = device.articles(Tab::ForMe).await.into_keys().collect();
        // Who chose nothing is shown what the app decides to show; everybody else exactly theirs.
        if !interests.is_empty() && shown != expected {
            return Err(format!("{}: for me shows {}, {} match", device.name, shown.len(), expected.len()));
        }
        Ok(())
    }

    /// A command that ran twice would leave one revision more than it was given.
    async fn nothing_was_done_twice(&self, devices: &[&Device]) -> Result<(), String> {
        for device in devices {
            let Ok(AccountState::SignedIn { person, .. }) = device.engine.account().await else { continue };
            for (id, changes) in &device.changes {
                let revisions = self.server.revision(Stream::person(person), *id).await;
                if revisions > *changes {
                    return Err(format!(
                        "{}: {id} was changed {changes} times and has {revisions} revisions",
                        device.name
                    ));
                }
            }
        }
        Ok(())
    }

    fn report(&self) -> String {
        let met = self.network.met().iter().map(|(fate, n)| format!("{fate:?} {n}")).collect::<Vec<_>>().join(", ");
        format!(
            "{} articles, {} alerts, {}, {}, {}; server crashes {}, device crashes {}, spoiled {}; {met}",
            self.news.len(),
            self.alerts.len(),
            self.family_wrote(),
            self.parents_told(),
            self.association_said(),
            self.server.crashes(),
            self.crashes,
            self.spoiled
        )
    }
}

/// What a device could not do, for the report.
pub fn describe(device: &Device, what: &str, error: &Error) -> String {
    format!("{}: {what}: {error:?}", device.name)
}

async fn signed_in(device: &Device) -> bool {
    matches!(device.engine.account().await, Ok(AccountState::SignedIn { .. }))
}

async fn code_mailed_to(server: &Server, address: &str) -> Result<String, String> {
    server.send_mails().await;
    let mails = server.mails().to(address);
    let text = mails.last().ok_or("no mail came")?.text.clone();
    let digits: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() == 6).collect();
    digits.first().map(|code| (*code).to_owned()).ok_or_else(|| format!("no code in the mail: {text}"))
}

fn differ(shown: &BTreeMap<Uuid, String>, stand: &BTreeMap<Uuid, String>) -> String {
    let lacks = stand.iter().find(|(id, title)| shown.get(id) != Some(title));
    let extra = shown.iter().find(|(id, _)| !stand.contains_key(id));
    format!("lacks {lacks:?}, shows although recalled {extra:?}")
}
