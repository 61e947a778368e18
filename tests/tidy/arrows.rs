//! The dependency arrows of `ARCHITECTURE.md`, read from `cargo metadata`.

use hemma_tests::workspace::root;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// Who may know whom, first-hand. A crate that is not listed may know no other crate of the house.
const ALLOWED: &[(&str, &[&str])] = &[
    ("hemma-core", &[]),
    ("hemma-providers", &["hemma-core"]),
    ("hemma-engine", &["hemma-core", "hemma-providers"]),
    (
        "hemma-net",
        &["hemma-core", "hemma-providers", "hemma-engine"],
    ),
    (
        "hemma-store",
        &["hemma-core", "hemma-providers", "hemma-engine"],
    ),
    ("hemma-link", &["hemma-core", "hemma-engine"]),
    (
        "hemma-agent",
        &[
            "hemma-core",
            "hemma-providers",
            "hemma-engine",
            "hemma-net",
            "hemma-store",
            "hemma-link",
        ],
    ),
    ("hemma-sandbox", &[]),
    ("hemma", &["hemma-link"]),
    ("xtask", &[]),
];

/// Libraries that belong to one room: nobody else may depend on them directly.
const OWNED: &[(&str, &[&str])] = &[
    ("reqwest", &["hemma-net"]),
    ("rusqlite", &["hemma-store"]),
    ("keyring-core", &["hemma-store"]),
    // The sandbox reads its own world files with it; it shares no code with the store.
    ("toml_edit", &["hemma-store", "hemma-sandbox"]),
    ("ksni", &["hemma-agent"]),
    ("notify-rust", &["hemma-agent"]),
    ("tray-icon", &["hemma-agent"]),
    ("tauri", &["hemma"]),
    ("netdev", &["hemma-net"]),
    ("if-addrs", &["hemma-net"]),
    (
        "tokio",
        &[
            "hemma-engine",
            "hemma-net",
            "hemma-store",
            "hemma-link",
            "hemma-agent",
            "hemma",
            "hemma-sandbox",
        ],
    ),
    (
        "tracing",
        &[
            "hemma-engine",
            "hemma-net",
            "hemma-store",
            "hemma-link",
            "hemma-agent",
            "hemma",
            "hemma-sandbox",
        ],
    ),
];

struct Package {
    normal: BTreeSet<String>,
}

fn packages() -> BTreeMap<String, Package> {
    let printed = cargo(&[
        "metadata",
        "--no-deps",
        "--format-version",
        "1",
        "--offline",
    ]);
    let metadata: serde_json::Value = serde_json::from_str(&printed).expect("cargo prints JSON");
    metadata["packages"]
        .as_array()
        .expect("packages")
        .iter()
        .map(|package| {
            let normal = package["dependencies"]
                .as_array()
                .expect("dependencies")
                .iter()
                .filter(|dependency| dependency["kind"].is_null())
                .map(|dependency| dependency["name"].as_str().expect("a name").to_owned())
                .collect();
            (
                package["name"].as_str().expect("a name").to_owned(),
                Package { normal },
            )
        })
        .collect()
}

/// Returns what cargo prints for these words.
fn cargo(words: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(words)
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("cargo prints text")
}

fn tree(package: &str, extra: &[&str]) -> BTreeSet<String> {
    let mut words = vec![
        "tree",
        "--package",
        package,
        "--edges",
        "normal",
        "--prefix",
        "none",
        "--offline",
    ];
    words.extend(extra);
    cargo(&words)
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_arrow_points_where_the_design_says() {
    let packages = packages();
    let allowed: BTreeMap<&str, &[&str]> = ALLOWED.iter().copied().collect();
    let mut wrong = Vec::new();
    for (name, package) in &packages {
        if name == "hemma-tests" {
            continue; // The street may know everything; that nothing knows the street is checked below.
        }
        let may = allowed.get(name.as_str()).copied().unwrap_or(&[]);
        for dependency in package
            .normal
            .iter()
            .filter(|dependency| packages.contains_key(*dependency))
        {
            if !may.contains(&dependency.as_str()) {
                wrong.push(format!("{name} → {dependency}"));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "arrows that the design does not have: {wrong:?}"
    );
    assert_eq!(
        allowed.len() + 1,
        packages.len(),
        "a crate is missing from the list, or from the workspace"
    );
}

#[test]
fn a_library_stays_in_the_room_that_owns_it() {
    let packages = packages();
    let mut wrong = Vec::new();
    for (library, rooms) in OWNED {
        for (name, package) in packages.iter().filter(|(name, _)| *name != "hemma-tests") {
            if package.normal.contains(*library) && !rooms.contains(&name.as_str()) {
                wrong.push(format!("{name} uses {library}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn the_judgement_stays_pure() {
    let names = tree("hemma-core", &[]);
    for foreign in [
        "tokio",
        "http",
        "tracing",
        "reqwest",
        "rusqlite",
        "futures-util",
        "async-trait",
    ] {
        assert!(!names.contains(foreign), "hemma-core pulls in {foreign}");
    }
}

#[test]
fn the_agent_links_neither_gtk_nor_a_web_view() {
    let names = tree("hemma-agent", &["--target", "x86_64-unknown-linux-gnu"]);
    assert!(
        names.contains("ksni"),
        "the Linux tray is part of the agent"
    );
    let foreign = [
        "gtk",
        "gtk-sys",
        "gdk",
        "webkit2gtk",
        "webkit2gtk-sys",
        "javascriptcore-rs",
        "wry",
        "tao",
        "tauri",
        "soup3",
        "openssl",
        "openssl-sys",
        "native-tls",
    ];
    let heavy: Vec<_> = foreign
        .iter()
        .filter(|name| names.contains(**name))
        .collect();
    assert!(heavy.is_empty(), "hemma-agent pulls in {heavy:?}");
}

#[test]
fn the_sandbox_shares_no_line_with_what_it_judges() {
    let ours: Vec<_> = tree("hemma-sandbox", &[])
        .into_iter()
        .filter(|name| name.starts_with("hemma"))
        .collect();
    assert_eq!(ours, ["hemma-sandbox"]);
}

#[test]
fn the_street_is_known_by_nobody() {
    for (name, package) in packages() {
        assert!(
            !package.normal.contains("hemma-tests"),
            "{name} depends on the tests"
        );
    }
}
