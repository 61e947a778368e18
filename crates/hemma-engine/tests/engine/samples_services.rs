//! One of each of what there is to say about services and templates.

use hemma_core::finding::LookProblem;
use hemma_core::settings::{ProblemKind, TemplateProblem};
use hemma_core::verdict::LaterReason;
use hemma_engine::messages::{Advice, Note};

pub(crate) fn notes() -> [Note; 11] {
    [
        Note::ConnectionAddress,
        Note::FinnishNetworksOnly,
        Note::LapsesAfterAWeek,
        Note::BothFamiliesNeeded,
        Note::OneNamePerLogin,
        Note::SecretInAddress,
        Note::ConfirmMonthly,
        Note::CreatesRecords,
        Note::Ipv6NotConfirmed,
        Note::SendsBothTogether,
        Note::ObservedOnly,
    ]
}

pub(crate) fn advices() -> [Advice; 5] {
    [
        Advice::AccountLogin,
        Advice::ClearText,
        Advice::OfflineIsPaid,
        Advice::SecretInAddress,
        Advice::NoAddressInTemplate,
    ]
}

pub(crate) fn template_problems() -> [ProblemKind; 7] {
    [
        TemplateProblem::NotHttps,
        TemplateProblem::PlaceholderInHost,
        TemplateProblem::UnknownPlaceholder {
            word: "adress".to_owned(),
            allowed: vec!["hostname".to_owned(), "ip".to_owned()],
        },
        TemplateProblem::Unbalanced,
        TemplateProblem::NothingNamed,
        TemplateProblem::SecretWrittenOut {
            parameter: "token".to_owned(),
        },
        TemplateProblem::Malformed,
    ]
    .map(|problem| ProblemKind::Template { problem })
}

pub(crate) fn laters() -> Vec<LaterReason> {
    vec![
        LaterReason::ServiceTrouble,
        LaterReason::TooOften,
        LaterReason::Intercepted,
        LaterReason::NotSent {
            problem: LookProblem::Connection,
        },
        LaterReason::EmptyAnswer,
        LaterReason::NotFound,
        LaterReason::SecretUnavailable,
    ]
}
