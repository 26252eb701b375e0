//! How every household stands to a circular, phones and paper in one count, from the tables: five queries, however many
//! households there are.
//!
//! A household has it on a device when the device of any who are of it that day holds a stream beyond the number with which the
//! circular first stood there ([`crate::stream::reach`]).

use super::{Entry, table};
use crate::{
    app::App,
    school::days,
    store::{Row, StoreError, Tx, Value},
};
use chrono::NaiveDate;
use itsumo_domain::{
    Timestamp,
    association::{
        Delivery,
        access::{Act, Of, Standing, may_in_association},
        circular::{
            Ask, Draft, Mark, Reach, Reply,
            reach::{Line, ReachView, Totals},
        },
    },
};
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// How a circular's households stand, as far as the asker's seats see; `None` when they see none of it. Of a recalled one
/// too: paper that was delivered has to be fetched.
///
/// # Errors
/// The store's.
pub async fn reach(
    tx: &mut dyn Tx,
    city: &str,
    circular: Uuid,
    standing: &Standing,
    now: Timestamp,
) -> Result<Option<ReachView>, StoreError> {
    let Some(entry) = table::find(tx, city, circular).await?.filter(|entry| entry.sent.is_some()) else {
        return Ok(None);
    };
    let (Some(association), Some(draft)) = (entry.association, entry.public.as_ref()) else { return Ok(None) };
    // A seat that sees its own block alone sees of its households alone.
    let mut seen: HashMap<Uuid, bool> = HashMap::new();
    let mut may = |block: Uuid| {
        let of = Of::Block { association, block };
        *seen.entry(block).or_insert_with(|| may_in_association(standing, Act::SeeReach, of).is_ok())
    };
    let whole = may_in_association(standing, Act::SeeReach, Of::Association(association)).is_ok();
    if !whole && !standing.seats.iter().filter_map(|seat| seat.block).any(&mut may) {
        return Ok(None);
    }
    let day = counted_on(&entry, now);
    let known = Known::of(tx, city, "c.id = $2", circular, day).await?;
    let homes = homes(tx, city, "c.id = $2", circular, day).await?;
    let homes = homes.into_iter().filter(|home| draft.audience.has(home.id, home.block) && may(home.block));
    let lines: Vec<Line> = homes.map(|home| known.line(&home)).collect();
    if lines.is_empty() && !whole {
        return Ok(None);
    }
    let totals = Totals::of(lines.iter().map(|line| line.reach));
    Ok(Some(ReachView { circular, at: now, recalled: entry.recalled, totals, lines }))
}

/// The same for a page or a door.
///
/// # Errors
/// The store's.
pub async fn view(app: &App, city: &str, circular: Uuid, standing: &Standing) -> Result<Option<ReachView>, StoreError> {
    let (city, standing, now) = (city.to_owned(), standing.clone(), app.clock.now());
    app.store.read(move |tx| Box::pin(async move { reach(tx, &city, circular, &standing, now).await })).await
}

/// The day whose households are counted: today, while it is out; afterwards they stay who they were.
fn counted_on(entry: &Entry, now: Timestamp) -> NaiveDate {
    let over = entry.recalled.or(entry.expired);
    let last = entry.public.as_ref().and_then(|public| public.expires);
    let today = over.unwrap_or(now).jst_date();
    last.map_or(today, |last| last.min(today))
}

/// An association's part of one of the city's, in counts.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    pub totals: Totals,
    pub chosen: Vec<u32>,
}

/// How one of the city's stands in each association in which it is out.
pub(super) async fn counts(
    tx: &mut dyn Tx,
    city: &str,
    parent: Uuid,
    now: Timestamp,
) -> Result<BTreeMap<Uuid, Counts>, StoreError> {
    let Some(entry) = table::find(tx, city, parent).await? else { return Ok(BTreeMap::new()) };
    let Some(draft) = entry.public.as_ref().filter(|draft| draft.audience.everybody) else {
        return Ok(BTreeMap::new());
    };
    let day = counted_on(&entry, now);
    let known = Known::of(tx, city, "c.parent = $2", parent, day).await?;
    let homes = homes(tx, city, "c.parent = $2 AND c.sent IS NOT NULL", parent, day).await?;
    let mut lines: BTreeMap<Uuid, Vec<Line>> = BTreeMap::new();
    for home in &homes {
        lines.entry(home.association).or_default().push(known.line(home));
    }
    let counted = lines.into_iter().map(|(association, lines)| {
        let totals = Totals::of(lines.iter().map(|line| line.reach));
        (association, Counts { totals, chosen: chosen(draft, &lines) })
    });
    Ok(counted.collect())
}

/// How often each option was chosen.
fn chosen(draft: &Draft, lines: &[Line]) -> Vec<u32> {
    let Ask::Choice { options, .. } = &draft.ask else { return Vec::new() };
    let mut counts = vec![0_u32; options.len()];
    let replies = lines.iter().filter_map(|line| line.reply.as_ref());
    let places = replies.flat_map(|reply| if let Reply::Choice { chosen } = reply { chosen.as_slice() } else { &[] });
    for place in places {
        if let Some(count) = counts.get_mut(usize::from(*place)) {
            *count = count.saturating_add(1);
        }
    }
    counts
}

/// A household as it is counted.
struct Counted {
    id: Uuid,
    block: Uuid,
    association: Uuid,
    on_paper: bool,
}

/// The households of the associations of these circulars, by block and order along the street.
async fn homes(
    tx: &mut dyn Tx,
    city: &str,
    which: &str,
    circular: Uuid,
    day: NaiveDate,
) -> Result<Vec<Counted>, StoreError> {
    let sql = format!(
        "SELECT h.id, h.block, h.association, h.delivery FROM circular c
         JOIN household h ON h.city = c.city AND h.association = c.association
         JOIN block b ON b.city = h.city AND b.id = h.block
         WHERE c.city = $1 AND {which} AND h.since <= $3 AND h.until >= $3 ORDER BY b.place, h.ord, h.id"
    );
    let rows = tx.query(&sql, &[city.into(), circular.into(), days::column(day).into()]).await?;
    let read = rows.iter().map(|row| {
        Ok(Counted {
            id: row.uuid(0)?,
            block: row.uuid(1)?,
            association: row.uuid(2)?,
            on_paper: Delivery::named(row.text(3)?).unwrap_or_default().has_paper(),
        })
    });
    read.collect()
}

/// All that is known of a circular's households.
struct Known {
    on_device: HashSet<Uuid>,
    opened: HashSet<Uuid>,
    replies: HashMap<Uuid, Reply>,
    paper: HashMap<Uuid, Mark>,
}

impl Known {
    /// Reads it: one query each.
    async fn of(tx: &mut dyn Tx, city: &str, which: &str, circular: Uuid, day: NaiveDate) -> Result<Self, StoreError> {
        let key: [Value; 2] = [city.into(), circular.into()];
        let of = |what: &str, table: &str| {
            format!(
                "SELECT x.household, {what} FROM circular c JOIN {table} x ON x.city = c.city AND x.circular = c.id
                 WHERE c.city = $1 AND {which}"
            )
        };
        // Few streams, many readers: from the streams to who has read so far, and from them to where they live that day.
        let on_device = format!(
            "SELECT DISTINCT m.household FROM circular c
             JOIN notice_record n ON n.city = c.city AND n.notice = c.id AND n.record = c.id AND n.seq > 0
             JOIN notice_reach r ON r.city = n.city AND r.stream = n.stream AND r.seq >= n.seq
             JOIN membership m ON m.city = r.city AND m.person = r.person AND m.since <= $3 AND m.until >= $3
             WHERE c.city = $1 AND {which}"
        );
        let household = |row: &Row| row.uuid(0);
        let on: [Value; 3] = [city.into(), circular.into(), days::column(day).into()];
        let rows = tx.query(&on_device, &on).await?;
        let on_device = rows.iter().map(household).collect::<Result<_, _>>()?;
        let rows = tx.query(&of("x.at", "circular_open"), &key).await?;
        let opened = rows.iter().map(household).collect::<Result<_, _>>()?;
        let rows = tx.query(&of("x.json", "circular_reply"), &key).await?;
        let replies = rows.iter().map(|row| Ok((row.uuid(0)?, table::reply(row.text(1)?)?)));
        let replies = replies.collect::<Result<_, StoreError>>()?;
        let rows = tx.query(&of("x.mark", "circular_paper"), &key).await?;
        let paper = rows.iter().map(|row| Ok((row.uuid(0)?, table::mark(row.int(1)?))));
        let paper = paper.collect::<Result<_, StoreError>>()?;
        Ok(Self { on_device, opened, replies, paper })
    }

    fn line(&self, home: &Counted) -> Line {
        let reply = self.replies.get(&home.id).cloned();
        let paper = self.paper.get(&home.id).copied().unwrap_or_default();
        let reach =
            Reach::of(self.on_device.contains(&home.id), self.opened.contains(&home.id), reply.is_some(), paper);
        Line { household: home.id, block: home.block, reach, paper, on_paper: home.on_paper, reply }
    }
}
