use std::path::Path;

use super::catalog;
use crate::import::{ImportReader, parse};
use hemma_engine::messages::{ImportFormat, ImportProblem, LeftOutReason};
use hemma_engine::ports::{ImportReader as _, ReadImport};

const SAMPLES: &[(ImportFormat, &[u8])] = &[
    (
        ImportFormat::Ddclient,
        include_bytes!("../../../tests/fixtures/import/ddclient.conf"),
    ),
    (
        ImportFormat::Inadyn,
        include_bytes!("../../../tests/fixtures/import/inadyn.conf"),
    ),
    (
        ImportFormat::Inadyn,
        include_bytes!("../../../tests/fixtures/import/inadyn-1.conf"),
    ),
    (
        ImportFormat::NoipDuc,
        include_bytes!("../../../tests/fixtures/import/noip-duc.env"),
    ),
    (
        ImportFormat::NoipDuc,
        include_bytes!("../../../tests/fixtures/import/no-ip2.conf"),
    ),
    (
        ImportFormat::DdnsUpdater,
        include_bytes!("../../../tests/fixtures/import/ddns-updater.json"),
    ),
];

async fn read(path: &Path, format: Option<ImportFormat>) -> Result<ReadImport, ImportProblem> {
    ImportReader::new(catalog())
        .read(path.to_owned(), format)
        .await
}

#[test]
fn a_file_tells_whose_it_is() {
    for (format, bytes) in SAMPLES {
        assert_eq!(parse(bytes, None, &catalog()).unwrap().format, *format);
    }
    let nobody = parse(b"Dear diary,\ntoday = sunny\n", None, &catalog());
    assert_eq!(nobody.unwrap_err(), ImportProblem::UnknownFormat);
    assert_eq!(
        parse(b"", None, &catalog()).unwrap_err(),
        ImportProblem::UnknownFormat
    );
}

#[test]
fn an_empty_file_of_a_known_program_has_no_names() {
    let read = parse(b"# nothing\n", Some(ImportFormat::Ddclient), &catalog()).unwrap();
    assert!(read.profiles.is_empty());
    assert_eq!(read.left_out[0].reason, LeftOutReason::NoNames);
}

#[test]
fn line_ends_and_marks_of_other_systems_change_nothing() {
    for (format, bytes) in SAMPLES {
        let Ok(text) = std::str::from_utf8(bytes) else {
            continue;
        };
        if text.contains('\0') {
            continue;
        }
        let other = format!("\u{feff}{}", text.replace('\n', "\r\n"));
        assert_eq!(
            parse(other.as_bytes(), None, &catalog()).unwrap(),
            parse(bytes, Some(*format), &catalog()).unwrap()
        );
    }
}

#[tokio::test]
async fn the_old_file_is_never_changed() {
    let folder = tempfile::tempdir().unwrap();
    for (place, (_, bytes)) in SAMPLES.iter().enumerate() {
        let path = folder.path().join(place.to_string());
        std::fs::write(&path, bytes).unwrap();
        let facts = || {
            let facts = std::fs::metadata(&path).unwrap();
            (facts.modified().unwrap(), facts.len(), facts.permissions())
        };
        let before = facts();
        read(&path, None).await.unwrap();
        assert_eq!(facts(), before);
        assert_eq!(std::fs::read(&path).unwrap(), *bytes);
    }
    let left = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, SAMPLES.len(), "and nothing was put beside it");
}

#[tokio::test]
async fn what_is_no_readable_file_is_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let problem = async |name: &str| read(&path(name), None).await.unwrap_err();
    assert_eq!(problem("nowhere").await, ImportProblem::NoFile);
    assert_eq!(problem(".").await, ImportProblem::NotAFile);
    std::fs::write(path("huge"), vec![b'#'; 10 * 1024 * 1024]).unwrap();
    assert_eq!(
        problem("huge").await,
        ImportProblem::TooLarge { limit: 256 }
    );
    std::fs::write(path("picture"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").unwrap();
    assert_eq!(problem("picture").await, ImportProblem::NotText { line: 1 });
    std::fs::write(path("latin"), b"# plain\n# caf\xe9\n").unwrap();
    assert_eq!(problem("latin").await, ImportProblem::NotText { line: 2 });
}

#[test]
fn a_permission_that_is_missing_is_told_as_such() {
    let error = std::io::Error::from(std::io::ErrorKind::PermissionDenied);
    assert_eq!(crate::import::refused(&error), ImportProblem::NotPermitted);
}

#[test]
fn a_large_file_full_of_names_is_read_whole() {
    let names: Vec<String> = (0..20_000).map(|number| format!("h{number:x}")).collect();
    let text = format!("protocol=noip, login=me, password=zz {}", names.join(","));
    let read = parse(text.as_bytes(), None, &catalog()).unwrap();
    assert_eq!(read.profiles.len(), 1);
    assert_eq!(read.profiles[0].profile.name.len(), names.len());
    assert!(read.left_out.is_empty());
}

#[test]
fn beginnings_without_an_end_are_refused_and_nothing_else() {
    for piece in ["${", "\"${", "password='", "{\"settings\":["] {
        let text = piece.repeat(16 * 1024 / piece.len());
        for format in [
            ImportFormat::Ddclient,
            ImportFormat::Inadyn,
            ImportFormat::NoipDuc,
            ImportFormat::DdnsUpdater,
        ] {
            if let Ok(read) = parse(text.as_bytes(), Some(format), &catalog()) {
                assert!(read.profiles.is_empty(), "{piece} {format:?}");
            }
        }
    }
}
