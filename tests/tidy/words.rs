//! Rules about words: test names that carry a failure id, documents that repeat a list from the code.

use hemma_tests::workspace::{files, root, shown};
use std::collections::BTreeSet;

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn a_failure_id_in_a_test_name_exists_in_the_catalogue() {
    let mut seen = BTreeSet::new();
    for folder in ["crates", "src-tauri", "tests", "xtask"] {
        for path in files(&root().join(folder), &[".rs"]) {
            let text = std::fs::read_to_string(&path).expect("readable");
            for line in text.lines() {
                let Some(rest) = line
                    .trim()
                    .strip_prefix("fn f")
                    .or_else(|| line.trim().strip_prefix("async fn f"))
                else {
                    continue;
                };
                let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
                if digits.len() == 2 && rest[2..].starts_with('_') {
                    let id: u32 = digits.parse().expect("two digits");
                    assert!(
                        (1..=78).contains(&id),
                        "{}: there is no F{digits}",
                        shown(&path)
                    );
                    seen.insert(id);
                }
            }
        }
    }
    assert!(seen.len() >= 30, "failure ids proved by a test: {seen:?}");
}

#[test]
fn the_readme_lists_the_exit_codes_that_the_agent_has() {
    let code = read("crates/hemma-agent/src/cli/mod.rs");
    let readme = read("README.md");
    let codes: Vec<_> = code
        .lines()
        .skip_while(|line| !line.contains("const EXIT_CODES"))
        .skip(1)
        .map(|line| line.trim().trim_end_matches("\";"))
        .take_while(|line| line.chars().next().is_some_and(|c| c.is_ascii_digit()))
        .collect();
    assert_eq!(codes.len(), 8, "{codes:?}");
    for line in codes {
        let (number, meaning) = line.split_once("  ").expect("number and meaning");
        assert!(
            readme.contains(&format!("| {number} | {meaning} |")),
            "README.md lacks: | {number} | {meaning} |"
        );
    }
}

#[test]
fn no_document_names_a_place_on_somebodys_machine() {
    let marks = [
        ["/wo", "rk/"].concat(),
        ["/ro", "ot/"].concat(),
        ["/ho", "me/me/"].concat(),
    ];
    let mut wrong = Vec::new();
    for path in files(
        &root(),
        &[
            ".md", ".rs", ".ts", ".svelte", ".toml", ".yml", ".sh", ".json",
        ],
    ) {
        let short = shown(&path);
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        // Part of a longer path (as in a web address) is no place on a machine.
        let alone = |mark: &String| {
            text.match_indices(mark.as_str())
                .any(|(at, _)| !text[..at].ends_with(|before: char| before.is_alphanumeric()))
        };
        if marks.iter().any(alone) {
            wrong.push(short);
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}
