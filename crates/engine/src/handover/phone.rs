//! The phone's end: a ticket that was scanned, and the paper that is sealed for it.

use super::{digits, path};
use crate::{Engine, Error, api::Call, crypto::Draws, http::Method};
use crypto_box::PublicKey;
use itsumo_domain::handover::{ASK_AGAIN, Link, Paper, Ticket};
use zeroize::Zeroizing;

/// How often a paper is sent again when no answer came. The server takes the same one twice as once.
const TRIES: usize = 3;

/// A ticket that a person scanned. Nothing is sent before they have compared [`Self::digits`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenTicket(Ticket);

impl SeenTicket {
    /// What the machine calls itself; may be empty.
    pub fn name(&self) -> &str {
        &self.0.name
    }
    /// Six digits that the machine shows too.
    pub fn digits(&self) -> String {
        digits(self.0.drop, &self.0.key)
    }
}

impl Engine {
    /// Reads a machine's ticket, scanned or pasted.
    ///
    /// # Errors
    /// `handover-not-a-ticket`; `handover-other-server` where phone and machine do not meet.
    pub fn read_ticket(&self, text: &str) -> Result<SeenTicket, Error> {
        match Link::read(text) {
            Ok(Link::Print(ticket)) if ticket.server == self.server() => Ok(SeenTicket(ticket)),
            Ok(Link::Print(_)) => Err(Error::refused("handover-other-server")),
            _ => Err(Error::field("ticket", "handover-not-a-ticket")),
        }
    }

    /// Seals a PDF for the machine and leaves it for it. Done when the server has it.
    ///
    /// # Errors
    /// `handover-over`; `drop-taken` when somebody else was first; `handover-too-large`; [`Error::Offline`].
    pub async fn send_to_print(&self, to: &SeenTicket, title: &str, pdf: Vec<u8>) -> Result<(), Error> {
        let (inner, ticket) = (self.inner(), to.0.clone());
        let mut paper = Paper { title: title.to_owned(), pdf };
        let packed = paper.pack().map(Zeroizing::new);
        drop(Zeroizing::new(std::mem::take(&mut paper.pdf)));
        let packed = packed?;
        self.run(async move {
            let sealed = PublicKey::from(ticket.key).seal(&mut Draws(&*inner.deps.ids), &packed);
            let sealed = sealed.map_err(|_| Error::internal("a paper was not sealed"))?;
            drop(packed);
            let mut tries = 1..=TRIES;
            loop {
                tries.next();
                let headers = vec![("content-type", "application/octet-stream".to_owned())];
                let call = Call::new(Method::Put, path(&ticket.city, ticket.drop, "/sealed"));
                let call = Call { headers, body: Some(sealed.clone()), ..call };
                match inner.call_json::<()>(call).await {
                    Err(Error::Offline) if !tries.is_empty() => inner.deps.clock.sleep(ASK_AGAIN).await,
                    Err(Error::Refused(refusal)) if refusal.code == "not-found" => {
                        return Err(Error::refused("handover-over"));
                    }
                    Err(Error::Refused(refusal)) if refusal.code == "too-large" => {
                        return Err(Error::refused("handover-too-large"));
                    }
                    other => return other,
                }
            }
        })
        .await
    }
}
