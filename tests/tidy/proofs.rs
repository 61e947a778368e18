//! The README's table of what is proven by which test: every proof that it names exists, and no service or word is
//! missing from it.

use std::collections::BTreeSet;
use std::path::PathBuf;

use hemma_tests::workspace::{files, root};

/// Where the table begins.
const HEADING: &str = "## What is proven by which test";

/// One row: what, and the proofs that are named for it.
struct Row {
    what: String,
    proofs: Vec<String>,
}

fn rows() -> Vec<Row> {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("there is a README");
    let (_, section) = readme
        .split_once(HEADING)
        .expect("the README has the table");
    let section = section.split("\n## ").next().unwrap_or_default();
    section
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| ---"))
        .filter_map(|line| {
            let cells: Vec<_> = line.trim_matches('|').split(" | ").map(str::trim).collect();
            let proofs = ticked(cells.last()?);
            // The heading of a table names no proof.
            (!proofs.is_empty()).then(|| Row {
                what: cells[0].to_owned(),
                proofs,
            })
        })
        .collect()
}

/// The texts between back ticks.
fn ticked(text: &str) -> Vec<String> {
    text.split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// The conversation `noip/911` is a file of that name in the phrasebook's tests.
fn conversation(name: &str) -> PathBuf {
    root()
        .join("crates/hemma-providers/tests/conversations")
        .join(format!("{name}.txt"))
}

#[test]
fn every_proof_that_the_readme_names_exists() {
    let mut tests = BTreeSet::new();
    for folder in ["crates", "src-tauri", "tests", "xtask"] {
        for path in files(&root().join(folder), &[".rs"]) {
            let text = std::fs::read_to_string(&path).expect("readable");
            // A function counts only where an attribute above it makes it a test.
            let mut marked = false;
            let names = text.lines().filter_map(|line| {
                let line = line.trim();
                marked = (marked && !line.is_empty())
                    || (line.starts_with("#[") && line.contains("test]"))
                    || line.starts_with("#[tokio::test");
                let name = line.trim_start_matches("async ").strip_prefix("fn ")?;
                std::mem::take(&mut marked).then(|| name.split('(').next())?
            });
            tests.extend(names.map(str::to_owned));
        }
    }
    let rows = rows();
    assert!(rows.len() >= 40, "only {} rows were read", rows.len());
    let mut missing = Vec::new();
    for row in rows {
        for proof in row.proofs {
            // With a slash it is a conversation, else the name of a test.
            let is_there = match proof.contains('/') {
                true => conversation(&proof).is_file(),
                false => tests.contains(&proof),
            };
            if !is_there {
                missing.push(format!("{}: {proof}", row.what));
            }
        }
    }
    assert!(missing.is_empty(), "no such proof:\n{}", missing.join("\n"));
}

#[test]
fn every_service_of_the_catalogue_is_in_the_readmes_table() {
    let named: BTreeSet<String> = rows().iter().flat_map(|row| ticked(&row.what)).collect();
    let catalogue = hemma_providers::catalog::services();
    let missing: Vec<_> = catalogue
        .iter()
        .filter(|card| !named.contains(card.id))
        .map(|card| card.id)
        .collect();
    assert!(missing.is_empty(), "not in the table: {missing:?}");
}
