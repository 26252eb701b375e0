//! What members and officers of an association ask the server to do, from a phone that may be offline.

use super::{
    circular::{Draft, Mark, Reply},
    duty::Duty,
    meeting::{Given, Source},
    safety::{SafetyCheck, SafetyReport},
};
use crate::{Timestamp, sync::Refusal};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Inside [`crate::Command::Association`]; `act` says which. Fields are never called `id`, `at` or `type`: those are the
/// envelope's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum AssociationCommand {
    /// Says that a circular was opened, by a member of these households that it is for.
    OpenCircular {
        /// Which.
        circular: Uuid,
    },
    /// Replies for a household; a later reply takes the place of an earlier one.
    ReplyCircular {
        /// To which circular.
        circular: Uuid,
        /// For which household.
        household: Uuid,
        /// What.
        given: Reply,
    },
    /// An officer writes down what came on paper, and what they themselves delivered.
    MarkPaper {
        /// Of which circular.
        circular: Uuid,
        /// Of which household.
        household: Uuid,
        /// What.
        mark: Mark,
        /// When it was marked, by the device's clock.
        marked: Timestamp,
        /// What stands on the slip, where something was asked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        given: Option<Reply>,
    },
    /// An officer sends a circular; it is held for a moment, and can be taken back unseen.
    WriteCircular {
        /// UUIDv7 made on the device; the same again is an edit.
        circular: Uuid,
        /// For which association they write.
        association: Uuid,
        /// What.
        draft: Box<Draft>,
        /// Marks of the warnings that were read and ticked off; what is not among them, the server asks for.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        ticked: Vec<String>,
    },
    /// Takes a circular back from every device, or out of its hold.
    RecallCircular {
        /// Which.
        circular: Uuid,
    },
    /// Reminds every household that has not read or answered.
    RemindCircular {
        /// Of which.
        circular: Uuid,
    },
    /// Hands in a household's ballot; a later one takes its place until the vote closes.
    CastBallot {
        /// For which meeting.
        meeting: Uuid,
        /// Of which household.
        household: Uuid,
        /// What.
        ballot: Given,
    },
    /// An officer writes down a ballot of paper, or who came to the hall.
    RecordBallot {
        /// For which meeting.
        meeting: Uuid,
        /// Of which household.
        household: Uuid,
        /// What.
        ballot: Given,
        /// How it came.
        source: Source,
        /// Takes the place of a ballot that is there; without it, that is refused with `ballot-there`.
        #[serde(default)]
        replace: bool,
    },
    /// Starts a safety check. `started`, `by` and `deletes` of what is sent are set by the server.
    StartSafety {
        /// UUIDv7 made on the device.
        check: Uuid,
        /// What.
        start: Box<SafetyCheck>,
    },
    /// Ends a safety check: nobody is asked any more.
    EndSafety {
        /// Which.
        check: Uuid,
    },
    /// Reports how a household is.
    ReportSafety {
        /// UUIDv7 made on the device: the same report twice is one.
        report: Uuid,
        /// What.
        told: Box<SafetyReport>,
    },
    /// An officer puts something on the calendar, or changes it.
    KeepDuty {
        /// UUIDv7 made on the device; the same again is an edit.
        duty: Uuid,
        /// What.
        body: Box<Duty>,
    },
    /// An officer takes something off the calendar.
    DropDuty {
        /// Which.
        duty: Uuid,
    },
    /// The household whose turn it is, or an officer, says that it is done, or is not after all.
    MarkDuty {
        /// Which.
        duty: Uuid,
        /// Whether it is.
        done: bool,
    },
    /// A seat's holder ticks a line of its checklist, or takes the tick away.
    TickItem {
        /// The seat.
        seat: Uuid,
        /// The line, from 0.
        item: u16,
        /// Whether it is done.
        done: bool,
    },
    /// A seat's holder says what of themselves is shown to the households. Empty shows nothing.
    ShowOfficer {
        /// The seat.
        seat: Uuid,
        /// The name.
        name: String,
        /// A telephone number.
        phone: String,
    },
    /// Of a newer app; refused with `unknown-command`.
    #[serde(other)]
    Unknown,
}

impl AssociationCommand {
    /// Checks what can be checked without any state.
    ///
    /// # Errors
    /// The refusal a person is shown.
    pub fn validate(&self) -> Result<(), Refusal> {
        match self {
            Self::ReplyCircular { given, .. } | Self::MarkPaper { given: Some(given), .. } => given.validate(),
            Self::CastBallot { ballot, .. } | Self::RecordBallot { ballot, .. } => ballot.validate(),
            Self::ReportSafety { told, .. } => told.validate(),
            Self::KeepDuty { body, .. } => body.validate(),
            Self::StartSafety { start, .. } => start.validate(),
            Self::ShowOfficer { name, phone, .. } if name.chars().count() > 40 || phone.chars().count() > 40 => {
                Err(Refusal::of_field("too-long", "name"))
            }
            Self::Unknown => Err(Refusal::new("unknown-command")),
            _ => Ok(()),
        }
    }
}
