//! `cargo xtask fuzz`: every parser against bytes that nobody would write, beginning with the fixtures.
//!
//! The targets are a workspace of their own in `fuzz/`. The fuzzer wants flags that only a nightly compiler takes; the
//! house's own compiler takes them, too, when it is told to (`RUSTC_BOOTSTRAP`), so that no second one is needed.
//! Finds go to `target/fuzz/artifacts`, what was learnt to `target/fuzz/corpus`; nothing in the tree is changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

use crate::setup::tools::CARGO_FUZZ;
use crate::workspace::Workspace;

/// The command's options.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// How many minutes each target runs
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..))]
    minutes: u32,
    /// Only list the targets
    #[arg(long)]
    list: bool,
    /// The targets; all when none is given
    targets: Vec<String>,
}

/// One target and where its seeds come from.
struct Target {
    name: &'static str,
    /// Folders and beginnings of file names.
    seeds: &'static [(&'static str, &'static str)],
    /// Last bytes that choose what is read, one seed for each (`fuzz/src/lib.rs`). Empty: the fixture as it is.
    choices: &'static [&'static [u8]],
}

const BODIES: &str = "crates/hemma-providers/tests/fixtures";
/// Answers that repeat the secret of `fuzz/src/lib.rs`.
const ECHOES: &str = "fuzz/seeds/answers";
const API: &str = "crates/hemma-providers/tests/api/fixtures";
const IMPORTS: &str = "crates/hemma-store/tests/fixtures/import";

/// One name and three; a status of success and two of failure.
const ANSWERS: &[&[u8]] = &[&[0, 0, 0], &[0, 8, 0], &[0, 2, 7], &[0, 3, 12]];

const TARGETS: &[Target] = &[
    Target {
        name: "dyndns2_answer",
        seeds: &[
            (BODIES, "dyndns2-"),
            (BODIES, "he-"),
            (BODIES, "google-"),
            (ECHOES, ""),
        ],
        choices: ANSWERS,
    },
    Target {
        name: "noip_answer",
        seeds: &[(BODIES, "noip-"), (ECHOES, "")],
        choices: ANSWERS,
    },
    Target {
        name: "hostup_update_answer",
        seeds: &[(BODIES, "hostup-update-"), (ECHOES, "")],
        choices: ANSWERS,
    },
    Target {
        name: "other_answers",
        seeds: &[(BODIES, ""), (ECHOES, "")],
        // Some services each; the fuzzer finds the others.
        choices: &[&[2, 0, 0], &[3, 8, 0], &[6, 0, 0], &[20, 0, 0], &[29, 2, 5]],
    },
    Target {
        name: "hostup_api",
        seeds: &[(API, "")],
        choices: &[
            &[0, 0],
            &[1, 0],
            &[2, 0],
            &[3, 0],
            &[4, 0],
            &[5, 0],
            &[6, 0],
            &[10, 0],
        ],
    },
    Target {
        name: "problem_document",
        seeds: &[(API, "problem"), (API, "error"), (API, "list-domains")],
        choices: &[&[0, 1, 0], &[1, 29, 5], &[10, 3, 1]],
    },
    Target {
        name: "echo_body",
        seeds: &[(BODIES, "ip-")],
        choices: &[&[0, 0], &[1, 0], &[2, 0]],
    },
    Target {
        name: "settings_file",
        seeds: &[("crates/hemma-store/src/settings_file", "starter.toml")],
        choices: &[],
    },
    Target {
        name: "import_ddclient",
        seeds: &[(IMPORTS, "ddclient")],
        choices: &[],
    },
    Target {
        name: "import_inadyn",
        seeds: &[(IMPORTS, "inadyn")],
        choices: &[],
    },
    Target {
        name: "import_noip_duc",
        seeds: &[(IMPORTS, "no")],
        choices: &[],
    },
    Target {
        name: "import_ddns_updater",
        seeds: &[(IMPORTS, "ddns-updater")],
        choices: &[],
    },
    Target {
        name: "link_frame",
        seeds: &[("fuzz/seeds/link_frame", "")],
        choices: &[],
    },
    Target {
        name: "router_datagram",
        seeds: &[("fuzz/seeds/router_datagram", "")],
        choices: &[],
    },
    Target {
        name: "router_answer",
        seeds: &[("fuzz/seeds/router_answer", ""), (BODIES, "router-")],
        choices: &[&[0], &[12]],
    },
    Target {
        name: "router_report",
        seeds: &[("fuzz/seeds/router_report", "")],
        choices: &[&[255], &[128]],
    },
    Target {
        name: "dns_answer",
        seeds: &[("fuzz/seeds/dns_answer", "")],
        // The id is ours, and a guess.
        choices: &[&[0], &[1]],
    },
    Target {
        name: "template",
        seeds: &[("fuzz/seeds/template", "")],
        choices: &[],
    },
];

/// Runs the command. Fails at the first find.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    if options.list {
        for target in TARGETS {
            println!("{}", target.name);
        }
        return Ok(ExitCode::SUCCESS);
    }
    let chosen = choose(&options.targets)?;
    CARGO_FUZZ.install(workspace)?;
    let program = CARGO_FUZZ
        .find(workspace)
        .context("cargo-fuzz was built and is not there")?;
    for target in &chosen {
        let seeds = write_seeds(workspace, target)?;
        println!(
            "{}: {} minutes, {seeds} seeds",
            target.name, options.minutes
        );
        let status = command(workspace, &program, target.name, options.minutes)?
            .status()
            .context("could not start cargo-fuzz")?;
        if !status.success() {
            bail!(
                "{}: something was found; see target/fuzz/artifacts/{0}",
                target.name
            );
        }
    }
    println!(
        "{} targets, {} minutes each, nothing found",
        chosen.len(),
        options.minutes
    );
    Ok(ExitCode::SUCCESS)
}

fn choose(names: &[String]) -> Result<Vec<&'static Target>> {
    if names.is_empty() {
        return Ok(TARGETS.iter().collect());
    }
    names
        .iter()
        .map(|name| {
            let found = TARGETS.iter().find(|target| target.name == name);
            found.with_context(|| {
                format!("there is no target {name}; `cargo xtask fuzz --list` lists them")
            })
        })
        .collect()
}

/// Copies the fixtures of one target beside what the fuzzer has learnt. Returns how many.
fn write_seeds(workspace: &Workspace, target: &Target) -> Result<usize> {
    let folder = folder(workspace, "seeds", target.name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    fs::create_dir_all(self::folder(workspace, "corpus", target.name))?;
    let mut count = 0;
    for (place, beginning) in target.seeds {
        for file in files(&workspace.at(place), beginning)? {
            let bytes = fs::read(&file)?;
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let plain: &[&[u8]] = &[&[]];
            let choices = if target.choices.is_empty() {
                plain
            } else {
                target.choices
            };
            for (number, choice) in choices.iter().enumerate() {
                let seed = [bytes.as_slice(), choice].concat();
                fs::write(folder.join(format!("{name}.{number}")), seed)?;
                count += 1;
            }
        }
    }
    if count == 0 {
        bail!("{} has no seeds", target.name);
    }
    Ok(count)
}

fn files(folder: &Path, beginning: &str) -> Result<Vec<PathBuf>> {
    let listing =
        fs::read_dir(folder).with_context(|| format!("could not list {}", folder.display()))?;
    let mut files = Vec::new();
    for entry in listing {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_file() && name.starts_with(beginning) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn folder(workspace: &Workspace, kind: &str, target: &str) -> PathBuf {
    workspace.target().join("fuzz").join(kind).join(target)
}

fn command(workspace: &Workspace, program: &Path, target: &str, minutes: u32) -> Result<Command> {
    let artifacts = folder(workspace, "artifacts", target);
    fs::create_dir_all(&artifacts)?;
    let mut command = Command::new(program);
    crate::workspace::forget_our_cargo(&mut command);
    command
        .current_dir(workspace.root())
        .env("RUSTC_BOOTSTRAP", "1")
        .args(["run", "--fuzz-dir", "fuzz", "--target-dir"])
        .arg(workspace.target().join("fuzz"))
        .arg(target)
        .arg(folder(workspace, "corpus", target))
        .arg(folder(workspace, "seeds", target))
        .arg("--")
        .arg(format!("-max_total_time={}", minutes * 60))
        .arg(format!("-artifact_prefix={}/", artifacts.display()))
        // Larger than any real answer; what is longer is cut or refused before it is parsed.
        .args(["-max_len=65536", "-timeout=10", "-rss_limit_mb=1024"])
        .args(["-print_final_stats=1", "-verbosity=1"]);
    Ok(command)
}
