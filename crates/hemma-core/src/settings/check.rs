//! From draft to settings: every field is checked, and all problems are told at once.

mod custom;
mod detection;
mod fields;
mod home;
mod profiles;
mod zone;

#[cfg(test)]
mod tests;

use std::net::SocketAddr;

use super::{
    Catalog, FieldProblem, General, HistoryKeeping, IconStyle, Language, Notices, ProblemKind,
    ProofDraft, ProofSettings, Settings, SettingsDraft, Theme, VaultKind,
};
use fields::{Checker, Limits, root};

/// The version of the format that this program writes.
const VERSION: u32 = 1;

impl SettingsDraft {
    /// Checks every field and returns settings, or every problem found.
    ///
    /// # Errors
    ///
    /// All problems at once, each with its field path; never only the first.
    pub fn check(&self, catalog: &Catalog) -> Result<Settings, Vec<FieldProblem>> {
        let mut checker = Checker::default();
        match self.version {
            Some(0) => checker.out_of_range(root("version"), "1", "1"),
            Some(version) if version > VERSION => {
                checker.problem(root("version"), ProblemKind::NewerVersion);
            }
            Some(_) | None => {}
        }
        let rehearsal = self.detection.permit_documentation.unwrap_or_default();
        let general = self.check_general(&mut checker);
        let history = self.check_history(&mut checker);
        let home = home::check(&self.home, &mut checker);
        let vault = checker.word(
            root("vault").key("kind"),
            self.vault.kind.as_deref(),
            &[
                ("keychain", VaultKind::Keychain),
                ("sealed_file", VaultKind::SealedFile),
            ],
        );
        let proof = check_proof(&self.proof, rehearsal, &mut checker);
        let profiles = profiles::check(&self.profile, catalog, &mut checker);
        let detection = detection::check(&self.detection, &mut checker);
        detection::check_quorum(&detection, &profiles, &mut checker);
        let settings = Settings {
            general,
            detection,
            proof,
            notices: Notices {
                address_change: self.notices.address_change.unwrap_or_default(),
            },
            history,
            home,
            vault,
            profiles,
        };
        checker.finish(settings)
    }

    fn check_general(&self, checker: &mut Checker) -> General {
        let path = root("general");
        General {
            language: checker.word(
                path.key("language"),
                self.general.language.as_deref(),
                &[
                    ("system", Language::System),
                    ("en", Language::En),
                    ("sv", Language::Sv),
                ],
            ),
            theme: checker.word(
                path.key("theme"),
                self.general.theme.as_deref(),
                &[
                    ("system", Theme::System),
                    ("light", Theme::Light),
                    ("dark", Theme::Dark),
                ],
            ),
            icon: checker.word(
                path.key("icon"),
                self.general.icon.as_deref(),
                &[
                    ("monochrome", IconStyle::Monochrome),
                    ("colour", IconStyle::Colour),
                ],
            ),
            start_hidden: self.general.start_hidden.unwrap_or(true),
        }
    }

    fn check_history(&self, checker: &mut Checker) -> HistoryKeeping {
        let path = root("history");
        HistoryKeeping {
            days: checker.number(path.key("days"), self.history.days, 400, 1, 36_500),
            entries: checker.number(
                path.key("entries"),
                self.history.entries,
                1_000_000,
                1_000,
                100_000_000,
            ),
        }
    }
}

fn check_proof(draft: &ProofDraft, rehearsal: bool, checker: &mut Checker) -> ProofSettings {
    let path = root("proof");
    let mut servers: Vec<SocketAddr> = Vec::new();
    for (place, server) in draft.servers.iter().enumerate() {
        let path = path.key("servers").index(place);
        match server.trim().parse() {
            Ok(server) if servers.contains(&server) => {
                checker.problem(path, ProblemKind::Duplicate);
            }
            Ok(server) => servers.push(server),
            Err(_) => checker.problem(
                path,
                ProblemKind::WrongType {
                    expected: "address:port".to_owned(),
                },
            ),
        }
    }
    // A rehearsal plays minutes in seconds; nobody's zone is asked then.
    let least = if rehearsal { "1s" } else { "1m" };
    let limits = Limits {
        default: "10m",
        least,
        most: "2d",
    };
    ProofSettings {
        servers,
        patience: checker.duration(path.key("patience"), draft.patience.as_deref(), &limits),
    }
}
