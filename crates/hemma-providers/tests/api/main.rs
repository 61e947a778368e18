//! HostUp's API v2: what is asked, to the byte, and what is made of every answer the reference folder knows.

mod answers;
mod bad_input;
mod names;
mod paging;
mod probing;
mod problems;
mod properties;
mod requests;

use hemma_core::secret::Secret;
use hemma_core::time::Timestamp;
use hemma_providers::ClientIdentity;
use hemma_providers::exchange::Response;
use hemma_providers::hostup::api::{ApiDoor, ApiProblem, ApiProblemKind, Call, Oddity};
use std::path::{Path, PathBuf};

/// The key of every test. A text in which it is found is a defect.
const KEY: &str = "hup_live_0123456789secret";

const DOMAIN: &str = "dom_01hxa3b4c5d6e7f8g9h0j1k2m3";
const CONFIG: &str = "ddns_01hxa3b4c5d6e7f8g9h0j1k2m3";
const VPS: &str = "vps_01hxa3b4c5d6e7f8g9h0j1k2m3";

fn identity() -> ClientIdentity {
    ClientIdentity {
        company: "Hemma".to_owned(),
        program: "Hemma".to_owned(),
        version: "0.1.0".to_owned(),
        os: "Debian12".to_owned(),
        contact: "maintainer@hemma.example".to_owned(),
        released: false,
    }
}

fn door() -> ApiDoor {
    ApiDoor::new(None, &Secret::new(KEY.to_owned()), identity()).expect("a door")
}

fn now() -> Timestamp {
    "2026-04-27T12:34:56Z".parse().expect("a time")
}

fn id<T: std::str::FromStr>(text: &str) -> T {
    text.parse().ok().expect("an id")
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/api")
}

fn fixture(name: &str) -> Vec<u8> {
    let path = folder().join("fixtures").join(name);
    std::fs::read(path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Reads a fixture as the answer to a call.
fn read<C: Call>(call: &C, status: u16, name: &str) -> Result<C::Answer, ApiProblem> {
    read_bytes(call, status, fixture(name))
}

fn read_bytes<C: Call>(
    call: &C,
    status: u16,
    body: impl Into<Vec<u8>>,
) -> Result<C::Answer, ApiProblem> {
    call.read(&door(), &Response::new(status, body), now())
}

fn strange(oddity: Oddity) -> ApiProblemKind {
    ApiProblemKind::Strange { oddity }
}

/// The tests name every fixture, so that none is forgotten when the folder grows.
#[test]
fn every_fixture_is_named_by_a_test() {
    let names = |folder: &Path| -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).expect("a folder");
        entries
            .map(|entry| entry.expect("an entry").path())
            .collect()
    };
    let sources: String = names(&folder())
        .iter()
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .map(|path| std::fs::read_to_string(path).expect("a source"))
        .collect();
    let all = names(&folder().join("fixtures"));
    assert!(all.len() >= 63, "{}", all.len());
    let unused: Vec<String> = all
        .iter()
        .map(|path| {
            path.file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| !sources.contains(&format!("\"{name}\"")))
        .collect();
    assert_eq!(unused, Vec::<String>::new());
}
