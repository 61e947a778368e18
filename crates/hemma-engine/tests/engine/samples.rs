//! One of everything that has words.

use crate::samples_services::{laters, template_problems};
use hemma_core::address::{Family, PublicAddr};
use hemma_core::finding::LookProblem;
use hemma_core::gate::HeldReason;
use hemma_core::health::{ConditionKind, VaultProblem};
use hemma_core::history::{AnswerKind, AtService, EntryKind};
use hemma_core::latch::Bound;
use hemma_core::names::{NameProblem, ProfileId, RecordId};
use hemma_core::settings::{FieldPath, FieldProblem, ProblemKind, Step};
use hemma_core::status::{Phase, Reason};
use hemma_core::time::Timestamp;
use hemma_core::verdict::{LaterReason, Quote, Refusal, UnclearReason};
use hemma_core::whereabouts::{AwayReason, Whereabouts};
use hemma_engine::messages::{ApiFieldTrouble, ApiTrouble, ApiTroubleKind, CommandError};
use serde::de::DeserializeOwned;

/// A value written as the window would receive it; the easiest way to a type with private fields.
fn from<T: DeserializeOwned>(json: &str) -> T {
    serde_json::from_str(json).unwrap()
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn address(text: &str) -> PublicAddr {
    from(&format!("\"{text}\""))
}

fn record() -> RecordId {
    "noip/home.example.com/ipv4".parse().unwrap()
}

pub(crate) fn refusals() -> [Refusal; 12] {
    [
        Refusal::LoginRefused,
        Refusal::HostUnknown,
        Refusal::NameMalformed,
        Refusal::ClientBlocked,
        Refusal::AccountBlocked,
        Refusal::FeatureNotPaid,
        Refusal::RequestRefused,
        Refusal::Forbidden,
        Refusal::SecretMissing,
        Refusal::TooManyNoChange,
        Refusal::WrittenElsewhere,
        Refusal::ContactMissing,
    ]
}

pub(crate) fn unclears() -> Vec<UnclearReason> {
    vec![
        UnclearReason::AnswerLost {
            problem: LookProblem::TimedOut,
        },
        UnclearReason::UnknownWord,
        UnclearReason::MissingLine,
        UnclearReason::Restarted,
    ]
}

pub(crate) fn vaults() -> [VaultProblem; 6] {
    [
        VaultProblem::Missing,
        VaultProblem::Locked,
        VaultProblem::TimedOut,
        VaultProblem::Failed,
        VaultProblem::PasswordNeeded,
        VaultProblem::SecretFileUnsafe,
    ]
}

pub(crate) fn conditions() -> Vec<ConditionKind> {
    let profile: ProfileId = "noip".parse().unwrap();
    let family = Family::Ipv4;
    vec![
        ConditionKind::NoNetwork,
        ConditionKind::Intercepted,
        ConditionKind::Away {
            reason: AwayReason::Tunnel,
        },
        ConditionKind::Away {
            reason: AwayReason::OtherNetwork,
        },
        ConditionKind::SourcesDisagree { family },
        ConditionKind::AddressUnknown { family },
        ConditionKind::CarrierNat,
        ConditionKind::AddressJumps { family },
        ConditionKind::ClockSuspect,
        ConditionKind::ServiceBusy {
            profile,
            reason: LaterReason::ServiceTrouble,
        },
        ConditionKind::ProofOverdue { record: record() },
        ConditionKind::SecondWriter { record: record() },
        ConditionKind::Stopped { latch: 0 },
        ConditionKind::VaultUnavailable {
            problem: VaultProblem::Locked,
        },
        ConditionKind::SettingsProblem,
        ConditionKind::StateNotWritable,
        ConditionKind::Rehearsal,
    ]
}

pub(crate) fn problems() -> Vec<ProblemKind> {
    let mut problems = vec![
        ProblemKind::Syntax {
            message: "expected `=`".to_owned(),
        },
        ProblemKind::UnknownKey {
            meant: Some("interval".to_owned()),
        },
        ProblemKind::UnknownKey { meant: None },
        ProblemKind::Missing,
        ProblemKind::UnknownWord {
            allowed: vec!["system".to_owned(), "en".to_owned(), "sv".to_owned()],
        },
        ProblemKind::UnknownService {
            meant: Some("noip".to_owned()),
        },
        ProblemKind::UnknownService { meant: None },
        ProblemKind::FamilyNotOffered,
        ProblemKind::Duplicate,
        ProblemKind::OutOfRange {
            least: "2m".to_owned(),
            most: "1d".to_owned(),
        },
        ProblemKind::NotHttps,
        ProblemKind::BadUrl,
        ProblemKind::EmptySecret,
        ProblemKind::OddSecret,
        ProblemKind::NoQuorum,
        ProblemKind::NewerVersion,
        ProblemKind::FamilyNeeded {
            family: Family::Ipv6,
        },
        ProblemKind::OneNameOnly,
        ProblemKind::NotInZone,
        ProblemKind::NotOffered,
        ProblemKind::Suffix { prefix: 64 },
        ProblemKind::SuffixWithoutIpv6,
    ];
    problems.extend(template_problems());
    let types = [
        "text",
        "whole number",
        "true or false",
        "list",
        "table",
        "duration",
    ];
    let types = types.map(str::to_owned);
    problems.extend(types.map(|expected| ProblemKind::WrongType { expected }));
    let names = [
        NameProblem::Empty,
        NameProblem::TooLong { limit: 253 },
        NameProblem::BadLabel,
        NameProblem::BadCharacter { character: ' ' },
        NameProblem::BadCharacter { character: '!' },
        NameProblem::EdgeHyphen,
        NameProblem::NoDot,
        NameProblem::UnknownWord,
    ];
    problems.extend(names.map(|problem| ProblemKind::Name { problem }));
    problems
}

pub(crate) fn answers() -> Vec<AnswerKind> {
    let mut answers = vec![
        AnswerKind::Accepted,
        AnswerKind::AlreadySo,
        AnswerKind::NotConfirmed {
            echoed: "127.0.0.1".parse().unwrap(),
        },
    ];
    answers.extend(
        laters()
            .into_iter()
            .map(|reason| AnswerKind::Later { reason }),
    );
    answers.extend(refusals().map(|refusal| AnswerKind::NeedsPerson { refusal }));
    answers.extend(
        unclears()
            .into_iter()
            .map(|reason| AnswerKind::Unclear { reason }),
    );
    answers
}

pub(crate) fn entries() -> Vec<EntryKind> {
    let first = address("203.0.113.7");
    let second = address("203.0.113.8");
    let bound = || Bound::Profile {
        profile: "noip".parse().unwrap(),
    };
    vec![
        EntryKind::Started,
        EntryKind::Stopped,
        EntryKind::AddressSeen {
            family: Family::Ipv4,
            address: second,
            previous: Some(first),
        },
        EntryKind::AddressSeen {
            family: Family::Ipv4,
            address: first,
            previous: None,
        },
        EntryKind::AddressHeld {
            family: Family::Ipv4,
            reason: HeldReason::NobodyKnows,
        },
        EntryKind::LineChosen {
            family: Family::Ipv4,
            follow: true,
        },
        EntryKind::LineChosen {
            family: Family::Ipv6,
            follow: false,
        },
        EntryKind::Sent {
            attempt: 7,
            address: second,
        },
        EntryKind::Answered {
            attempt: 7,
            answer: AnswerKind::Accepted,
            quote: Some(Quote::new("good 203.0.113.8")),
        },
        EntryKind::Proved {
            address: second,
            after_ms: 840,
        },
        EntryKind::Proved {
            address: second,
            after_ms: 75_000,
        },
        EntryKind::ProofOverdue { address: second },
        EntryKind::ChangedElsewhere { seen: Vec::new() },
        EntryKind::ChangedElsewhere {
            seen: vec!["203.0.113.99".parse().unwrap()],
        },
        EntryKind::AtService {
            found: AtService::TokenRenewed,
        },
        EntryKind::AtService {
            found: AtService::Disabled,
        },
        EntryKind::AtService {
            found: AtService::Deleted,
        },
        EntryKind::AtService {
            found: AtService::TokenHidden,
        },
        EntryKind::AtService {
            found: AtService::AsHere,
        },
        EntryKind::Latched {
            bound: bound(),
            refusal: Refusal::LoginRefused,
        },
        EntryKind::Released { bound: bound() },
        EntryKind::Paused {
            until: Some(at("2026-11-21T14:00:00Z")),
        },
        EntryKind::Paused {
            until: Some(at("2026-11-22T06:00:00Z")),
        },
        EntryKind::Paused { until: None },
        EntryKind::Resumed,
        EntryKind::Moved {
            to: Whereabouts::Home,
        },
        EntryKind::Moved {
            to: Whereabouts::Offline,
        },
        EntryKind::Moved {
            to: Whereabouts::NotKnownYet,
        },
        EntryKind::WokeUp {
            slept_seconds: 7200,
        },
        EntryKind::ClockSetBack { by_seconds: 61 },
        EntryKind::SettingsChanged,
        EntryKind::SettingsRejected { problems: 1 },
        EntryKind::SettingsRejected { problems: 3 },
        EntryKind::DatabaseQuarantined {
            file: "hemma.db.damaged-1".to_owned(),
        },
    ]
}

pub(crate) fn phases() -> Vec<Phase> {
    let until = at("2026-11-21T14:00:00Z");
    let address = address("203.0.113.8");
    vec![
        Phase::Starting,
        Phase::UpToDate,
        Phase::Holding,
        Phase::Waiting {
            until,
            reason: Reason::BackOff,
        },
        Phase::Waiting {
            until,
            reason: Reason::Refresh,
        },
        Phase::Sending,
        Phase::Proving { address },
        Phase::ProofOverdue { address },
        Phase::Unclear,
        Phase::NeedsOther {
            family: Family::Ipv6,
        },
        Phase::Stopped {
            bound: Bound::Record { record: record() },
        },
    ]
}

pub(crate) fn reasons() -> [Reason; 12] {
    [
        Reason::Settling,
        Reason::SafetyPoll,
        Reason::LookAgain,
        Reason::Dwelling,
        Reason::MinInterval,
        Reason::RequestGap,
        Reason::BackOff,
        Reason::Proving,
        Reason::Refresh,
        Reason::PauseEnds,
        Reason::Health,
        Reason::JobDeadline,
    ]
}

pub(crate) fn api_troubles() -> Vec<ApiTrouble> {
    let kinds = [
        ApiTroubleKind::NoKey,
        ApiTroubleKind::Vault {
            problem: VaultProblem::Locked,
        },
        ApiTroubleKind::Invalid,
        ApiTroubleKind::KeyRejected {
            address_changed: false,
        },
        ApiTroubleKind::KeyRejected {
            address_changed: true,
        },
        ApiTroubleKind::NotAllowed { scopes: Vec::new() },
        ApiTroubleKind::NotAllowed {
            scopes: vec!["read:dns".to_owned(), "read:domains".to_owned()],
        },
        ApiTroubleKind::Closed,
        ApiTroubleKind::Gone,
        ApiTroubleKind::Conflict,
        ApiTroubleKind::Limited {
            until: at("2026-11-21T14:00:00Z"),
        },
        ApiTroubleKind::Unavailable,
        ApiTroubleKind::NotReached,
        ApiTroubleKind::Strange,
        ApiTroubleKind::LostInRotation,
    ];
    kinds.map(ApiTrouble::from).to_vec()
}

pub(crate) fn errors() -> Vec<CommandError> {
    let problem = FieldProblem {
        path: FieldPath(vec![
            Step::Key("name".to_owned()),
            Step::Index(0),
            Step::Key("name".to_owned()),
        ]),
        problem: ProblemKind::Missing,
        line: None,
    };
    let lined = FieldProblem {
        line: Some(12),
        ..problem.clone()
    };
    vec![
        CommandError::Invalid {
            problems: vec![problem],
        },
        CommandError::FileHasMistakes {
            problems: vec![lined],
        },
        CommandError::Vault {
            problem: VaultProblem::Locked,
        },
        CommandError::NotSaved {
            what: "no space left on device".to_owned(),
        },
        CommandError::Gone,
        CommandError::Api {
            trouble: ApiTrouble {
                detail: Some("hostname is not valid".into()),
                request_id: Some("req_1".into()),
                fields: vec![ApiFieldTrouble {
                    field: "hostname".to_owned(),
                    detail: "must end in example.com".to_owned(),
                }],
                unclear: true,
                ..ApiTroubleKind::Invalid.into()
            },
        },
        CommandError::NoWindow {
            what: "the program hemma was not found".to_owned(),
        },
        CommandError::ShuttingDown,
    ]
}
