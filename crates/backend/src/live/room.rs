//! What the hub's thread holds: the lines of each city's listeners, and what is written to them.

use super::{AsOf, Asker, HEADERS, Message, PING, Reader};
use crate::stream::Streams;
use bytes::Bytes;
use itsumo_domain::{
    Stream,
    may::{Who, streams_of},
    record::Audience,
    sync::Hint,
};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fmt::Write as _,
    hash::Hash,
    io::{self, Read, Write},
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, AtomicUsize, Ordering},
        mpsc::{self, RecvTimeoutError},
    },
    time::Instant,
};
use uuid::Uuid;

/// One connection.
pub(super) enum Line {
    /// A socket of our own, HTTP/1.1 with chunks.
    Socket(std::net::TcpStream),
    /// A body that the ordinary server sends.
    Body(tokio::sync::mpsc::Sender<Bytes>),
}

/// An event, as each kind of connection takes it.
struct Event {
    plain: Bytes,
    chunk: Vec<u8>,
}

/// Those who listen to a city. Each has a place, by which the indexes name them.
#[derive(Default)]
pub(super) struct City {
    places: Vec<Option<(Line, Reader)>>,
    free: Vec<usize>,
    people: HashMap<Uuid, Vec<usize>>,
    families: HashMap<Uuid, Vec<usize>>,
    audiences: HashMap<Audience, Vec<usize>>,
    /// Of those who listen: whose own stream moved since anybody's part at a school last did.
    stirred: HashSet<Uuid>,
}

/// What the hub's thread holds.
pub(super) struct Room {
    pub(super) streams: Streams,
    pub(super) cities: HashMap<String, City>,
    pub(super) open: Arc<AtomicUsize>,
    pub(super) asker: Arc<OnceLock<Asker>>,
    pub(super) closings: Arc<AtomicU64>,
}

impl Room {
    pub(super) fn run(mut self, messages: &mpsc::Receiver<Message>) {
        let mut next_ping = Instant::now() + PING;
        loop {
            match messages.recv_timeout(next_ping.saturating_duration_since(Instant::now())) {
                Ok(first) => {
                    // What has gathered meanwhile: of each stream only the last word counts.
                    let mut moves = BTreeMap::new();
                    for message in std::iter::once(first).chain(messages.try_iter()) {
                        match message {
                            Message::Enter { city, reader, line } => self.enter(city, reader, line),
                            Message::Moved(moved) => {
                                moves.insert((moved.city, moved.stream), moved.head);
                            }
                            Message::Leave(person) => self.leave(person),
                            Message::Shut { city, family } => self.shut(&city, family),
                            Message::Audiences { city, person, audiences } => {
                                self.audiences_are(&city, person, &audiences);
                            }
                            Message::ShowAgain => {
                                // Those who go hear of it first.
                                self.tell_all(std::mem::take(&mut moves));
                                self.show_again();
                            }
                            Message::Stop => return self.close(),
                        }
                    }
                    self.tell_all(moves);
                }
                Err(RecvTimeoutError::Timeout) => {
                    self.ping();
                    next_ping = Instant::now() + PING;
                }
                Err(RecvTimeoutError::Disconnected) => return self.close(),
            }
        }
    }

    fn enter(&mut self, code: String, reader: Reader, mut line: Line) {
        let known = matches!(reader.who, Who::Person(_)) || !reader.families.is_empty();
        if known && reader.closings.is_some_and(|before| before != self.closings.load(Ordering::SeqCst)) {
            // Somebody's connections were closed while it was found out who this is. It may have been theirs, so they
            // show again what they have: at once, and it is seldom.
            if line.send(&Event { plain: Bytes::new(), chunk: HEADERS.as_bytes().to_vec() }) {
                line.end();
            }
            self.open.fetch_sub(1, Ordering::Relaxed);
            return;
        }
        let mut heads = String::new();
        let families = reader.families.iter().map(|family| Stream::family(*family));
        let besides = reader.audiences.iter().filter_map(|audience| stream_of(*audience));
        for stream in streams_of(reader.who).into_iter().chain(families).chain(besides) {
            let head = self.streams.head(&code, &stream);
            event_of(&mut heads, &Hint { stream, head });
        }
        let event = Event::new(heads);
        let mut first = HEADERS.as_bytes().to_vec();
        first.extend_from_slice(&event.chunk);
        if !line.send(&Event { plain: event.plain, chunk: first }) {
            self.open.fetch_sub(1, Ordering::Relaxed);
            return;
        }
        // What moved between the question and now was told to nobody here yet.
        let (who, as_of) = (reader.who, reader.as_of);
        self.cities.entry(code.clone()).or_default().seat(line, reader);
        if let Who::Person(person) = who
            && as_of.is_before(AsOf::now(&self.streams, &code, person))
        {
            self.ask(code, vec![person]);
        }
    }

    fn tell_all(&mut self, moves: BTreeMap<(String, Stream), i64>) {
        let standings = Stream::standings();
        let mut parts: BTreeMap<String, Vec<Uuid>> = BTreeMap::new();
        for ((city, stream), head) in moves {
            // Whose part changes has another card, so their own stream moved in that very commit: before, in the order
            // of the names. Of all who listen only they are asked about.
            if stream == standings {
                let stirred = self.cities.get_mut(&city).map(|city| std::mem::take(&mut city.stirred));
                self.ask(city, stirred.unwrap_or_default().into_iter().collect());
            } else if let Some(person) = stream.part_of() {
                if self.cities.get(&city).is_some_and(|city| city.people.contains_key(&person)) {
                    parts.entry(city).or_default().push(person);
                }
            } else {
                self.tell(&city, stream, head);
            }
        }
        for (city, people) in parts {
            self.ask(city, people);
        }
    }

    fn ask(&self, city: String, people: Vec<Uuid>) {
        if let (false, Some(asker)) = (people.is_empty(), self.asker.get()) {
            asker(city, people);
        }
    }

    fn audiences_are(&mut self, code: &str, person: Uuid, audiences: &[Audience]) {
        let Some(city) = self.cities.get_mut(code) else { return };
        let mut others = city.people.get(&person).cloned().unwrap_or_default();
        others.retain(|place| {
            city.places.get(*place).and_then(Option::as_ref).is_some_and(|(_, reader)| reader.audiences != audiences)
        });
        let closed = city.end(Some(others));
        self.open.fetch_sub(closed, Ordering::Relaxed);
    }

    fn tell(&mut self, code: &str, stream: Stream, head: i64) {
        let Some(city) = self.cities.get_mut(code) else { return };
        let audience = stream.audience();
        let mut text = String::new();
        event_of(&mut text, &Hint { stream, head });
        let event = Event::new(text);
        let closed = match audience {
            Audience::Everyone => city.keep_if(|line| line.send(&event)),
            Audience::Person(person) => {
                if city.people.contains_key(&person) {
                    city.stirred.insert(person);
                }
                city.send(city.people.get(&person).cloned(), &event)
            }
            Audience::Family(family) => city.send(city.families.get(&family).cloned(), &event),
            Audience::Class(_)
            | Audience::Association(_)
            | Audience::Block(_)
            | Audience::Household(_)
            | Audience::Officers(_) => city.send(city.audiences.get(&audience).cloned(), &event),
            Audience::Unknown => 0,
        };
        self.open.fetch_sub(closed, Ordering::Relaxed);
    }

    fn ping(&mut self) {
        let event = Event::new(": ping\n\n".to_owned());
        for city in self.cities.values_mut() {
            let closed = city.keep_if(|line| line.is_open() && line.send(&event));
            self.open.fetch_sub(closed, Ordering::Relaxed);
        }
    }

    fn leave(&mut self, person: Uuid) {
        for city in self.cities.values_mut() {
            let closed = city.end(city.people.get(&person).cloned());
            self.open.fetch_sub(closed, Ordering::Relaxed);
        }
    }

    fn shut(&mut self, city: &str, family: Uuid) {
        if let Some(city) = self.cities.get_mut(city) {
            let closed = city.end(city.families.get(&family).cloned());
            self.open.fetch_sub(closed, Ordering::Relaxed);
        }
    }

    fn show_again(&mut self) {
        for city in self.cities.values_mut() {
            let known = city.people.values().chain(city.families.values()).flatten().copied().collect();
            let closed = city.end(Some(known));
            self.open.fetch_sub(closed, Ordering::Relaxed);
        }
    }

    fn close(self) {
        for city in self.cities.into_values() {
            city.places.into_iter().flatten().for_each(|(line, _)| line.end());
        }
        self.open.store(0, Ordering::Relaxed);
    }
}

impl City {
    fn seat(&mut self, line: Line, reader: Reader) {
        let place = self.free.pop().unwrap_or(self.places.len());
        if let Who::Person(person) = reader.who {
            self.people.entry(person).or_default().push(place);
        }
        for family in &reader.families {
            self.families.entry(*family).or_default().push(place);
        }
        for audience in &reader.audiences {
            self.audiences.entry(*audience).or_default().push(place);
        }
        match self.places.get_mut(place) {
            Some(seat) => *seat = Some((line, reader)),
            None => self.places.push(Some((line, reader))),
        }
    }

    /// Lets go of a place; the indexes forget it.
    fn leave(&mut self, place: usize) -> Option<Line> {
        let (line, reader) = self.places.get_mut(place)?.take()?;
        self.free.push(place);
        if let Who::Person(person) = reader.who {
            forget(&mut self.people, &person, place);
        }
        for family in reader.families {
            forget(&mut self.families, &family, place);
        }
        for audience in reader.audiences {
            forget(&mut self.audiences, &audience, place);
        }
        Some(line)
    }

    /// Lets go of all for whom `keep` is false, and says how many those were.
    fn keep_if(&mut self, mut keep: impl FnMut(&mut Line) -> bool) -> usize {
        let seats = self.places.iter_mut().enumerate();
        let lost = seats.filter_map(|(place, seat)| (!keep(&mut seat.as_mut()?.0)).then_some(place));
        let lost: Vec<usize> = lost.collect();
        lost.iter().filter(|place| self.leave(**place).is_some()).count()
    }

    /// Writes to those in `places`, lets go of those that do not take it, and says how many those were.
    fn send(&mut self, places: Option<Vec<usize>>, event: &Event) -> usize {
        let mut closed = 0;
        for place in places.unwrap_or_default() {
            let Some(Some((line, _))) = self.places.get_mut(place) else { continue };
            if !line.send(event) && self.leave(place).is_some() {
                closed += 1;
            }
        }
        closed
    }

    /// Ends the lines of those in `places`, and says how many those were.
    fn end(&mut self, places: Option<Vec<usize>>) -> usize {
        let lines: Vec<Line> = places.unwrap_or_default().into_iter().filter_map(|place| self.leave(place)).collect();
        let closed = lines.len();
        lines.into_iter().for_each(Line::end);
        closed
    }
}

/// The stream of those whom somebody reads by what they are; `None` for what is asked for in another way.
fn stream_of(audience: Audience) -> Option<Stream> {
    match audience {
        Audience::Class(group) => Some(Stream::class(group)),
        Audience::Association(association) => Some(Stream::association(association)),
        Audience::Block(block) => Some(Stream::block(block)),
        Audience::Household(household) => Some(Stream::household(household)),
        Audience::Officers(block) => Some(Stream::officers(block)),
        Audience::Everyone | Audience::Person(_) | Audience::Family(_) | Audience::Unknown => None,
    }
}

fn forget<K: Eq + Hash>(index: &mut HashMap<K, Vec<usize>>, id: &K, place: usize) {
    if let Some(places) = index.get_mut(id) {
        places.retain(|known| *known != place);
        if places.is_empty() {
            index.remove(id);
        }
    }
}

impl Line {
    fn send(&mut self, event: &Event) -> bool {
        match self {
            Self::Socket(socket) => matches!(socket.write(&event.chunk), Ok(n) if n == event.chunk.len()),
            Self::Body(sender) => sender.try_send(event.plain.clone()).is_ok(),
        }
    }

    /// Whether the other side has not hung up. What it sends instead is of no interest.
    fn is_open(&mut self) -> bool {
        match self {
            Self::Socket(socket) => match socket.read(&mut [0; 256]) {
                Ok(read) => read > 0,
                Err(error) => error.kind() == io::ErrorKind::WouldBlock,
            },
            Self::Body(sender) => !sender.is_closed(),
        }
    }

    fn end(self) {
        if let Self::Socket(mut socket) = self {
            let _ = socket.write(b"0\r\n\r\n");
        }
    }
}

impl Event {
    fn new(text: String) -> Self {
        let mut chunk = format!("{:x}\r\n", text.len()).into_bytes();
        chunk.extend_from_slice(text.as_bytes());
        chunk.extend_from_slice(b"\r\n");
        Self { plain: Bytes::from(text), chunk }
    }
}

fn event_of(text: &mut String, hint: &Hint) {
    // A stream's name needs no escapes: see `Stream`.
    let _ = write!(text, "event: hint\ndata: {{\"stream\":\"{}\",\"head\":{}}}\n\n", hint.stream, hint.head);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_framed_for_each_kind_of_connection() {
        let mut text = String::new();
        event_of(&mut text, &Hint { stream: Stream::news(), head: 12 });
        let event = Event::new(text);
        assert_eq!(&event.plain[..], b"event: hint\ndata: {\"stream\":\"news\",\"head\":12}\n\n");
        assert_eq!(event.plain.len(), 0x2f);
        assert!(event.chunk.starts_with(b"2f\r\nevent") && event.chunk.ends_with(b"\n\n\r\n"));
    }
}
