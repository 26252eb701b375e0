//! The machine's end: a ticket, the waiting, and what came.

use super::{digits, drop_of, is_sealed_size, path};
use crate::{
    Engine, Error, Inner,
    api::{self, Call},
    city,
    crypto::{Draws, to_hex},
    http::Method,
};
use crypto_box::SecretKey;
use itsumo_domain::{
    Timestamp,
    handover::{ASK_AGAIN, LIFE, Paper, Ticket},
};
use std::sync::Arc;
use zeroize::Zeroizing;

/// How often a machine says that it has what came. If none of it is heard, the server forgets it by itself.
const CLOSING: usize = 3;

/// A ticket that a machine shows. Good for one paper and five minutes; its keys are wiped with the last copy of it.
#[derive(Clone)]
pub struct PrintTicket(Arc<Keys>);

struct Keys {
    ticket: Ticket,
    until: Timestamp,
    secret: Zeroizing<[u8; 32]>,
    key: SecretKey,
}

impl std::fmt::Debug for PrintTicket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PrintTicket(… until {})", self.0.until)
    }
}

impl PartialEq for PrintTicket {
    fn eq(&self, other: &Self) -> bool {
        self.0.ticket == other.0.ticket
    }
}

impl PrintTicket {
    /// For a QR code.
    pub fn text(&self) -> String {
        self.0.ticket.text()
    }
    /// Six digits that the phone shows too.
    pub fn digits(&self) -> String {
        digits(self.0.ticket.drop, &self.0.ticket.key)
    }
    /// Until when it is good.
    pub fn until(&self) -> Timestamp {
        self.0.until
    }

    fn call(&self, method: Method, rest: &str) -> Call<'static> {
        let Ticket { city, drop, .. } = &self.0.ticket;
        let proof = format!("Drop {}", to_hex(&*self.0.secret));
        Call { headers: vec![("authorization", proof)], ..Call::new(method, path(city, *drop, rest)) }
    }
}

/// What a phone sent. Wiped when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Handed {
    /// What the phone calls it; may be empty.
    pub title: String,
    /// The document.
    pub pdf: Zeroizing<Vec<u8>>,
}

impl std::fmt::Debug for Handed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Handed({} bytes)", self.pdf.len())
    }
}

impl Engine {
    /// Opens a place for one paper at the server, and gives the ticket to show. `name` is the machine's.
    ///
    /// # Errors
    /// `city-needed`; [`Error::Offline`]; `rate-limited`.
    pub async fn print_ticket(&self, name: &str) -> Result<PrintTicket, Error> {
        let (inner, name) = (self.inner(), name.to_owned());
        self.run(async move {
            let (server, city) = inner.read(|db, _| Ok((api::server(db)?, city::chosen(db)?))).await?;
            let city = city.ok_or_else(|| Error::refused("city-needed"))?;
            let secret = Zeroizing::new(inner.deps.ids.secret());
            let key = SecretKey::generate(&mut Draws(&*inner.deps.ids));
            let ticket = Ticket { server, city, drop: drop_of(&secret), key: *key.public_key().as_bytes(), name };
            // Counted from before the server began to, so that it is not over there while it is shown here.
            let until = inner.now().plus(LIFE);
            let ticket = PrintTicket(Arc::new(Keys { ticket, until, secret, key }));
            inner.call_json::<()>(ticket.call(Method::Put, "")).await?;
            Ok(ticket)
        })
        .await
    }

    /// Waits for what a phone sends for this ticket. However the line is meanwhile, it goes on asking until the ticket is
    /// over. What came is gone from the server when this answers, or soon after.
    ///
    /// # Errors
    /// `handover-over`; for what came and is no paper `handover-changed`, `handover-not-pdf`, `handover-newer`: the ticket
    /// is spent then.
    pub async fn printed_from_phone(&self, ticket: &PrintTicket) -> Result<Handed, Error> {
        let (inner, ticket) = (self.inner(), ticket.clone());
        self.run(async move {
            let sealed = wait(&inner, &ticket).await?;
            let opened = open(&ticket, &sealed);
            drop(sealed);
            let closing = Arc::clone(&inner);
            inner.runtime.spawn(async move { close(&closing, &ticket).await });
            opened
        })
        .await
    }

    /// The machine waits no longer: nothing can be left for this ticket any more.
    pub fn forget_ticket(&self, ticket: PrintTicket) {
        let inner = self.inner();
        self.0.inner.runtime.spawn(async move { close(&inner, &ticket).await });
    }
}

async fn wait(inner: &Arc<Inner>, ticket: &PrintTicket) -> Result<Vec<u8>, Error> {
    while inner.now() < ticket.0.until {
        match ask(inner, ticket).await {
            Ok(Some(sealed)) => return Ok(sealed),
            // Nothing there, a line that is down, a server with its hands full: the next question may fare better.
            Ok(None) | Err(Error::Offline | Error::NewerData) => {}
            Err(Error::Refused(refusal)) if matches!(refusal.code.as_str(), "rate-limited" | "busy") => {}
            Err(Error::Refused(refusal)) if refusal.code == "not-found" => break,
            Err(error) => return Err(error),
        }
        inner.deps.clock.sleep(ASK_AGAIN).await;
    }
    Err(Error::refused("handover-over"))
}

async fn ask(inner: &Arc<Inner>, ticket: &PrintTicket) -> Result<Option<Vec<u8>>, Error> {
    let answer = inner.call(ticket.call(Method::Get, "/sealed")).await?;
    let status = answer.status;
    let body = answer.bytes().await.map_err(|_| Error::Offline)?;
    match status {
        200 if is_sealed_size(body.len()) => Ok(Some(body)),
        // Cut off on its way, or not our server that speaks.
        200 => Err(Error::Offline),
        204 => Ok(None),
        _ => Err(Error::from_answer(status, &body)),
    }
}

fn open(ticket: &PrintTicket, sealed: &[u8]) -> Result<Handed, Error> {
    let packed = Zeroizing::new(ticket.0.key.unseal(sealed).map_err(|_| Error::refused("handover-changed"))?);
    let Paper { title, pdf } = Paper::unpack(&packed)?;
    Ok(Handed { title, pdf: Zeroizing::new(pdf) })
}

async fn close(inner: &Arc<Inner>, ticket: &PrintTicket) {
    for _ in 0..CLOSING {
        match inner.call_json::<()>(ticket.call(Method::Delete, "")).await {
            Err(Error::Offline) => inner.deps.clock.sleep(ASK_AGAIN).await,
            _ => return,
        }
    }
}
