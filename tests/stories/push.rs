//! A phone that sleeps is woken, by somebody who learns nothing.

use crate::{emergency, story};
use anyhow::{Context, Result, bail, ensure};
use itsumo_backend::push::web_push::{address_of, open};
use itsumo_engine::PushState;
use itsumo_testkit::World;
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    time::timeout,
};

/// The phone's own secrets, which its distributor keeps.
const SECRET: [u8; 32] = [7; 32];
const AUTH: [u8; 16] = [9; 16];

/// Takes one push, as a push service does.
async fn one_push(service: &TcpListener) -> Result<(String, Vec<u8>)> {
    let (mut socket, _) = timeout(Duration::from_secs(60), service.accept()).await.context("nobody pushed")??;
    let mut bytes = Vec::new();
    loop {
        let mut some = [0; 4096];
        let read = socket.read(&mut some).await?;
        ensure!(read > 0, "the push broke off");
        bytes.extend(some.iter().take(read));
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let (head, body) = bytes.split_at(end + 4);
        let head = String::from_utf8_lossy(head).to_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).context("no length")?;
        if body.len() >= length.trim().parse::<usize>()? {
            let body = body.to_vec();
            socket.write_all(b"HTTP/1.1 201 Created\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").await?;
            return Ok((head, body));
        }
    }
}

#[test]
fn a_sleeping_phone_without_an_account_is_woken_for_an_emergency() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let service = TcpListener::bind("127.0.0.1:0").await?;
        let endpoint = format!("http://{}/hana", service.local_addr()?);
        phone.set_push(Some(address_of(&endpoint, &SECRET, &AUTH)?)).await?;
        let PushState::On { signed_in: false, .. } = phone.push_state().await? else {
            bail!("not registered: {:?}", phone.push_state().await?)
        };
        // Asleep: it hears nothing by itself.
        phone.wire.pull();
        world.alert(&emergency(&world, "避難指示")).await?;
        let (head, sealed) = one_push(&service).await?;
        ensure!(head.contains("urgency: high") && !head.contains("避難"), "{head}");
        let message = open(&SECRET, &AUTH, &sealed).map_err(anyhow::Error::msg)?;
        let message = String::from_utf8(message)?;
        ensure!(message.contains("alerts") && !message.contains("避難"), "{message}");
        // Awake: whether there is anything to look for is known before the network is asked.
        ensure!(phone.pushed(&message).await, "it tells of something new");
        phone.wire.plug_in();
        phone.sync().await?;
        let told = |notes: &Vec<itsumo_engine::Note>| notes.iter().any(|note| note.urgent);
        phone.until_notes("the emergency is shown", told).await?;
        ensure!(!phone.pushed(&message).await, "said again, it tells nothing new");
        Ok(())
    });
}

#[test]
fn who_signs_out_is_still_woken_for_danger_and_for_nothing_of_theirs() {
    story(async {
        let world = World::new().await?;
        let hana = world.person("hana");
        let phone = hana.phone().await?;
        let service = TcpListener::bind("127.0.0.1:0").await?;
        let endpoint = format!("http://{}/hana", service.local_addr()?);
        phone.set_push(Some(address_of(&endpoint, &SECRET, &AUTH)?)).await?;
        hana.register(&phone).await?;
        phone.sync().await?;
        let signed_in = async |wanted: bool| -> Result<()> {
            let state = phone.push_state().await?;
            ensure!(matches!(state, PushState::On { signed_in, .. } if signed_in == wanted), "{state:?}");
            Ok(())
        };
        signed_in(true).await?;
        phone.sign_out().await?;
        signed_in(false).await?;
        phone.set_push(None).await?;
        ensure!(phone.push_state().await? == PushState::Off);
        Ok(())
    });
}
