//! What the network, the server and time can do to a word said to the school, and what the family sees meanwhile.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on should stop here")]

mod absence;
mod asked;
#[path = "../common/mod.rs"]
mod common;
mod kept;
mod notice;

use common::{Device, HERS, PASSWORD, Server, id, school::MORNING};
use itsumo_engine::{
    domain::school::Absence,
    school::{AbsenceRow, School},
};
use std::sync::Arc;
use uuid::Uuid;

/// Hana's phone on a school morning, signed in, her children on it.
async fn hers(server: &Server) -> Device {
    let device = Device::new(server, 1).await;
    device.clock.set(MORNING);
    device.engine.sign_in(HERS, PASSWORD).await.unwrap();
    device
}

async fn school(device: &Device) -> Arc<School> {
    device.engine.school().await.unwrap()
}

async fn only_absence(device: &Device) -> AbsenceRow {
    let school = school(device).await;
    assert_eq!(school.absences.len(), 1, "{:?}", school.absences);
    school.absences[0].clone()
}

async fn tell(device: &Device, absence: Absence) -> Uuid {
    let id = device.engine.new_id();
    device.engine.report_absences(vec![(id, absence)]).await.unwrap();
    id
}

fn offline(server: &Server, offline: bool) {
    server.with(|state| state.offline = offline);
}

/// How many commands of this name the server did.
fn done(server: &Server, name: &str) -> usize {
    server.with(|state| state.done.iter().filter(|(_, _, command)| command.name() == name).count())
}

/// The file of the data folder in which this word stands, if one does.
fn on_the_disk(device: &Device, word: &str) -> Option<String> {
    std::fs::read_dir(device.folder.path()).unwrap().find_map(|file| {
        let path = file.unwrap().path();
        let bytes = if path.is_file() { std::fs::read(&path).unwrap() } else { Vec::new() };
        bytes.windows(word.len()).any(|part| part == word.as_bytes()).then(|| path.display().to_string())
    })
}
