//! What a device asks the server to do. Made offline, kept in the outbox, run exactly once.

use crate::{
    Timestamp,
    association::AssociationCommand,
    interests::Interests,
    news::Saved,
    school::{Absence, Answer, absence::Arrival},
    sync::Refusal,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A command with the id that makes it run once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CommandEnvelope {
    /// UUIDv7 made on the device; the same id again returns the stored result.
    pub id: Uuid,
    /// When the person did it, by the device's clock.
    pub at: Timestamp,
    /// What to do.
    #[serde(flatten)]
    pub command: Command,
}

/// What to do. A `type` this server does not know is refused, and does not block those behind it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Command {
    /// Replaces the person's interests.
    SetInterests {
        /// All of them: the later command wins as a whole.
        interests: Interests,
    },
    /// Keeps an article for ever.
    SaveNews {
        /// The article's record id.
        news: Uuid,
        /// What is kept, so that it outlives the city's own copy.
        saved: Box<Saved>,
    },
    /// Lets a kept article go.
    UnsaveNews {
        /// The article's record id.
        news: Uuid,
    },
    /// Tells an absence, or says it anew: the later one wins as a whole, and the earlier ones stay in its history.
    ReportAbsence {
        /// UUIDv7 made on the device; the same again is an edit. On the wire `id` is the command's own.
        #[serde(rename = "absence_id")]
        id: Uuid,
        /// What is told.
        absence: Box<Absence>,
    },
    /// Takes an absence back.
    WithdrawAbsence {
        /// Which.
        #[serde(rename = "absence_id")]
        id: Uuid,
    },
    /// Answers "登校しましたか".
    AnswerQuestion {
        /// Which question.
        question: Uuid,
        /// What.
        arrival: Arrival,
    },
    /// Answers a notice; a later answer takes the place of an earlier one.
    AnswerNotice {
        /// Which notice.
        notice: Uuid,
        /// For which child; absent when it is counted per household or guardian.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pupil: Option<Uuid>,
        /// What.
        given: Answer,
    },
    /// Says that a notice was opened.
    OpenNotice {
        /// Which notice.
        notice: Uuid,
    },
    /// Whatever an association's members and officers do; `act` says what.
    Association(AssociationCommand),
    /// From a newer app; refused with `unknown-command`.
    #[serde(other)]
    Unknown,
}

impl Command {
    /// Checks what can be checked without any state.
    ///
    /// # Errors
    /// The refusal a person is shown.
    pub fn validate(&self) -> Result<(), Refusal> {
        match self {
            Self::SetInterests { interests } => interests.validate(),
            Self::SaveNews { saved, .. } => saved.validate(),
            Self::ReportAbsence { absence, .. } => absence.validate(),
            Self::AnswerNotice { given, .. } => given.validate(),
            Self::Association(command) => command.validate(),
            Self::UnsaveNews { .. }
            | Self::WithdrawAbsence { .. }
            | Self::AnswerQuestion { .. }
            | Self::OpenNotice { .. } => Ok(()),
            Self::Unknown => Err(Refusal::new("unknown-command")),
        }
    }

    /// The command's `type` on the wire.
    pub fn name(&self) -> &'static str {
        match self {
            Self::SetInterests { .. } => "set_interests",
            Self::SaveNews { .. } => "save_news",
            Self::UnsaveNews { .. } => "unsave_news",
            Self::ReportAbsence { .. } => "report_absence",
            Self::WithdrawAbsence { .. } => "withdraw_absence",
            Self::AnswerQuestion { .. } => "answer_question",
            Self::AnswerNotice { .. } => "answer_notice",
            Self::OpenNotice { .. } => "open_notice",
            Self::Association(_) => "association",
            Self::Unknown => "unknown",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_from_a_newer_app_is_read_and_refused() {
        let json = r#"{"id":"018f0000-0000-7000-8000-000000000001","at":1,"type":"fly","wings":2}"#;
        let envelope: CommandEnvelope = serde_json::from_str(json).unwrap();
        assert_eq!(envelope.command, Command::Unknown);
        assert_eq!(envelope.command.validate().unwrap_err().code, "unknown-command");
        let json = r#"{"id":"018f0000-0000-7000-8000-000000000001","at":1,"type":"association","act":"fly","wings":2}"#;
        let envelope: CommandEnvelope = serde_json::from_str(json).unwrap();
        assert_eq!(envelope.command.validate().unwrap_err().code, "unknown-command");
    }

    #[test]
    fn an_envelope_survives_the_wire() {
        let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let absence = Absence {
            pupil: Uuid::from_u128(3),
            from: day,
            until: day,
            part: crate::school::Part::AllDay,
            reason: crate::school::absence::Reason::Ill,
            symptoms: Vec::new(),
            temperature: Some(385),
            note: "せき".into(),
            call_me: true,
            tell: Vec::new(),
        };
        let (notice, pupil) = (Uuid::from_u128(2), Some(Uuid::from_u128(3)));
        let commands = [
            Command::SetInterests { interests: Interests::default() },
            Command::UnsaveNews { news: Uuid::from_u128(2) },
            Command::ReportAbsence { id: Uuid::from_u128(2), absence: Box::new(absence) },
            Command::WithdrawAbsence { id: Uuid::from_u128(2) },
            Command::AnswerQuestion { question: Uuid::from_u128(2), arrival: Arrival::LeftHome },
            Command::AnswerNotice { notice, pupil, given: Answer::Choice { chosen: vec![0, 2] } },
            Command::OpenNotice { notice },
            Command::Association(AssociationCommand::ReplyCircular {
                circular: notice,
                household: Uuid::from_u128(4),
                given: crate::association::circular::Reply::Attendance { people: 2 },
            }),
            Command::Association(AssociationCommand::KeepDuty { duty: notice, body: Box::default() }),
        ];
        for command in commands {
            let name = command.name();
            let envelope = CommandEnvelope { id: Uuid::from_u128(1), at: Timestamp(5), command };
            let json = serde_json::to_string(&envelope).unwrap();
            assert!(json.contains(&format!(r#""type":"{name}""#)), "{json}");
            assert_eq!(serde_json::from_str::<CommandEnvelope>(&json).unwrap(), envelope, "{name}");
        }
    }
}
