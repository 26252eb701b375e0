//! A computer: the program is started a second time, and the window comes back as it was left.

use super::{City, Walk};
use crate::{
    server::Server,
    window::{Bus, Hidden, Launch, Screen, Window},
};
use anyhow::{Context, Result, ensure};

impl Walk {
    /// The second start follows an address in the window that is there. It is walked with an article that nothing on
    /// the screen leads to.
    pub(super) fn second_start(&mut self, screen: &Screen, launch: &Launch, server: &Server, city: City) -> Result<()> {
        self.step("a second start opens an article in the window that is there, and ends", |walk| {
            let (id, title) = oldest(server, city)?;
            let address = format!("itsumo://open/{}/news/{id}", city.code());
            Window::start_again(screen, launch, &[&address])?;
            walk.page().see("heading", &title)?;
            walk.look("desktop-link")?;
            Window::start_again(screen, launch, &["itsumo:school?v=1&c=990019&k=7K3M"])?;
            walk.read("computer-link-letter")?;
            walk.press("link", "app-tab-home")
        })
    }

    /// Started without a size, the window is as large as when it was last closed.
    pub(super) fn comes_back(self, screen: &Screen, launch: &Launch) -> Result<Self> {
        let mut walk = self.again(screen, launch, None)?;
        walk.step("the window comes back as large as it was left", |walk| {
            let size = walk.page().eval("`${innerWidth}x${innerHeight}`")?;
            let (width, height) = super::PHONE;
            ensure!(size == format!("{width}x{height}"), "it is {size}");
            Ok(())
        })?;
        Ok(walk)
    }

    /// Who chose that it stays finds it among the desktop's own icons: there it opens, and there it ends.
    pub(super) fn stays(mut self, screen: &Screen, launch: &Launch) -> Result<Self> {
        let (open, end) = (self.words.get("computer-tray-open")?, self.words.get("computer-tray-end")?);
        let bus = Bus::start()?;
        let launch = Launch { env: vec![("DBUS_SESSION_BUS_ADDRESS", bus.address.clone().into())], ..launch.clone() };
        self.step("it is chosen that the app stays when its window is closed", |walk| {
            walk.press("link", "app-tab-settings")?;
            walk.press("link", "computer-title")?;
            walk.press("switch", "computer-stay")?;
            walk.see("button", "computer-end")
        })?;
        let mut walk = self.reopened(|| {
            let hidden = Hidden::start(screen, &launch)?;
            bus.choose(&open)?;
            hidden.shown()
        })?;
        walk.step("started with the computer it is an icon, whose menu opens the window and ends the app", |walk| {
            walk.see("link", "app-tab-home")?;
            walk.page().wait_for("the window to be seen", "document.visibilityState === 'visible'")?;
            bus.choose(&end)?;
            walk.window.ended()
        })?;
        Ok(walk)
    }
}

fn oldest(server: &Server, city: City) -> Result<(String, String)> {
    let url = format!("{}/v1/cities/{}/streams/news/records?after=0", server.url(), city.code());
    let page: serde_json::Value = ureq::get(url).call()?.into_body().read_json()?;
    let records = page["records"].as_array().context("no records")?;
    let published = |record: &&serde_json::Value| record["body"]["published"].as_i64();
    let oldest = records.iter().filter(|record| record["gone"] != true).min_by_key(published).context("no news")?;
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned).context("a record without its text");
    Ok((text(&oldest["id"])?, text(&oldest["body"]["title"])?))
}
