//! Real files, written for these tests, and wrong ones.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod ddclient;
mod ddns_updater;
mod files;
mod inadyn;
mod noip_duc;

use hemma_core::settings::{Catalog, ProfileDraft};
use hemma_engine::messages::{ImportFormat, ImportMistake, ImportProblem, LeftOutReason};
use hemma_engine::ports::ReadImport;

use super::parse;

fn catalog() -> Catalog {
    hemma_providers::catalog::catalog()
}

fn read(format: ImportFormat, text: &str) -> ReadImport {
    parse(text.as_bytes(), Some(format), &catalog()).unwrap()
}

fn refused(format: ImportFormat, text: &str) -> ImportProblem {
    parse(text.as_bytes(), Some(format), &catalog()).unwrap_err()
}

fn mistake(line: u32, mistake: ImportMistake) -> ImportProblem {
    ImportProblem::Mistake { line, mistake }
}

/// A profile in one line: service, user name, address, secret, and names with their families.
fn lines(read: &ReadImport) -> Vec<String> {
    let profiles = read.profiles.iter();
    profiles
        .map(|one| {
            let secrets: Vec<String> = one
                .secrets
                .iter()
                .map(|input| {
                    let secret = input.secret.clone().into_secret();
                    format!("{}={}", input.key, secret.expose())
                })
                .collect();
            format!("{} | {}", profile_line(&one.profile), secrets.join(" "))
        })
        .collect()
}

fn profile_line(profile: &ProfileDraft) -> String {
    let names: Vec<String> = profile
        .name
        .iter()
        .map(|entry| {
            let families = entry.families.as_ref().map(|families| families.join("+"));
            let off = if entry.enabled == Some(false) {
                " off"
            } else {
                ""
            };
            format!(
                "{}{}{off}",
                entry.name.as_deref().unwrap_or_default(),
                families.map(|f| format!(" {f}")).unwrap_or_default()
            )
        })
        .collect();
    let part = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    format!(
        "{} | {} | {} | {}",
        part(&profile.service),
        part(&profile.username),
        part(&profile.endpoint),
        names.join(", ")
    )
}

/// What was left out: line, word, reason.
fn left_out(read: &ReadImport) -> Vec<(Option<u32>, &str, LeftOutReason)> {
    let left = read.left_out.iter();
    left.map(|left| (left.line, left.what.as_str(), left.reason))
        .collect()
}

/// Nothing of what is shown, printed or logged holds any of these.
fn holds_none_of(read: &ReadImport, secrets: &[&str]) {
    let printed = format!("{read:?} {:?}", read.left_out);
    for secret in secrets {
        assert!(!printed.contains(secret), "{secret} is in {printed}");
    }
}
