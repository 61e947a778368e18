//! One of everything that has words about other programs' files.

use hemma_engine::messages::{
    CommandError, ImportMistake, ImportProblem, ImportRefusal, ImportRefused, LeftOutReason,
};

pub(crate) fn left_out_reasons() -> [LeftOutReason; 25] {
    use LeftOutReason as Why;
    [
        Why::Detection,
        Why::FixedAddress,
        Why::Running,
        Why::Program,
        Why::Mail,
        Why::Proxy,
        Why::Certificates,
        Why::PlainHttp,
        Why::RecordOption,
        Why::OtherFile,
        Why::Environment,
        Why::ServiceNotOffered,
        Why::ServiceUnknown,
        Why::OwnServer,
        Why::UrlForm,
        Why::FamilyNotOffered,
        Why::EitherFamily,
        Why::NoNames,
        Why::NotAName,
        Why::WildcardName,
        Why::Twice,
        Why::NoUsername,
        Why::NoSecret,
        Why::SecretWithMarks,
        Why::Unknown,
    ]
}

pub(crate) fn import_problems() -> Vec<ImportProblem> {
    use ImportMistake as Wrong;
    let mistakes = [
        Wrong::QuoteNotClosed,
        Wrong::CommentNotClosed,
        Wrong::BraceNotClosed,
        Wrong::BraceNotOpened,
        Wrong::GoesOnNowhere,
        Wrong::ValueMissing,
        Wrong::NotAnOption,
        Wrong::Json,
        Wrong::JsonEndsEarly,
        Wrong::NoSettings,
        Wrong::Damaged,
    ];
    let mistakes = mistakes
        .into_iter()
        .map(|mistake| ImportProblem::Mistake { line: 12, mistake });
    let mut problems = vec![
        ImportProblem::NoFile,
        ImportProblem::NotPermitted,
        ImportProblem::NotAFile,
        ImportProblem::TooLarge { limit: 1024 },
        ImportProblem::Disk {
            what: "input/output error".to_owned(),
        },
        ImportProblem::NotText { line: 12 },
        ImportProblem::UnknownFormat,
    ];
    problems.extend(mistakes);
    problems
}

/// Commands that failed, with what was imported all the same.
pub(crate) fn import_errors() -> Vec<CommandError> {
    let refusal = |why| ImportRefusal {
        key: "noip someone home.example.com".to_owned(),
        why,
    };
    let not_saved = ImportRefused::NotSaved {
        error: Box::new(CommandError::Gone),
    };
    let refusals = [
        ImportRefused::FileChanged,
        ImportRefused::KeptAlready,
        not_saved,
    ];
    vec![
        CommandError::Import {
            problem: ImportProblem::NoFile,
        },
        CommandError::NotImported {
            refused: refusals.into_iter().map(refusal).collect(),
        },
    ]
}
