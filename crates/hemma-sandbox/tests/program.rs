//! The program: it writes what others need, serves, and ends when told to.

#![allow(clippy::unwrap_used, reason = "what fails here must fail the test")]

mod common;

use std::path::Path;
use std::process::Stdio;

use hemma_sandbox::World;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hemma-sandbox"));
    command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

/// Waits until the program says that it is up.
async fn until_up(child: &mut Child) -> String {
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut said = String::new();
    while let Some(line) = lines.next_line().await.unwrap() {
        said += &line;
        said.push('\n');
        if line.starts_with("Ctrl-C") {
            break;
        }
    }
    said
}

fn description(folder: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(folder.join("sandbox.json")).unwrap()).unwrap()
}

#[tokio::test]
async fn it_writes_its_certificate_and_endpoints_and_serves_them() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let mut child = program().arg("--state").arg(&state).spawn().unwrap();
    let said = until_up(&mut child).await;
    let described = description(&state);
    let echo = described["hosts"]["echo-a"]["url"].as_str().unwrap();
    assert!(said.contains(echo), "{said}");
    assert_eq!(described["noip"][0]["user"], "sandbox");
    assert_eq!(described["hostup"][1]["record_type"], "AAAA");

    let pem = std::fs::read(described["ca_pem"].as_str().unwrap()).unwrap();
    let response = common::client_trusting(&pem)
        .get(echo)
        .send()
        .await
        .unwrap();
    assert_eq!(response.text().await.unwrap(), "203.0.113.7");
    child.kill().await.unwrap();
}

#[tokio::test]
async fn it_can_be_large() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let mut child = program()
        .arg("--large")
        .arg("--state")
        .arg(&state)
        .spawn()
        .unwrap();
    until_up(&mut child).await;
    let described = description(&state);
    assert_eq!(described["hostup_domains"].as_array().unwrap().len(), 306);
    assert_eq!(described["hostup"].as_array().unwrap().len(), 2005);
    assert_eq!(
        described["hostup_keys"][0]["key"],
        hemma_sandbox::keys::FULL
    );
    child.kill().await.unwrap();
}

#[tokio::test]
async fn it_ends_well_on_ctrl_c() {
    let mut child = program().spawn().unwrap();
    until_up(&mut child).await;
    let id = child.id().unwrap().to_string();
    let sent = Command::new("kill")
        .args(["-INT", &id])
        .status()
        .await
        .unwrap();
    assert!(sent.success());
    let ended = tokio::time::timeout(common::SOON, child.wait()).await;
    assert!(ended.expect("it ends soon").unwrap().success());
}

#[tokio::test]
async fn it_reads_a_world_and_refuses_one_with_a_mistake_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let (good, bad) = (
        folder.path().join("world.toml"),
        folder.path().join("bad.toml"),
    );
    std::fs::write(
        &good,
        "[router]\nipv4 = \"198.51.100.4\"\n[[noip.accounts]]\nuser = \"u\"\npassword = \"p\"\n\
         hosts = [{ name = \"a.noip.example\", kind = \"a\" }]\n",
    )
    .unwrap();
    std::fs::write(&bad, "[router]\nipv5 = \"198.51.100.4\"\n").unwrap();

    let state = folder.path().join("state");
    let mut child = program()
        .arg("--world")
        .arg(&good)
        .arg("--state")
        .arg(&state)
        .spawn()
        .unwrap();
    until_up(&mut child).await;
    assert_eq!(description(&state)["router"]["ipv4"], "198.51.100.4");
    assert_eq!(description(&state)["noip"][0]["hosts"][0], "a.noip.example");
    child.kill().await.unwrap();

    let output = program().arg("--world").arg(&bad).output().await.unwrap();
    assert!(!output.status.success());
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(complaint.contains("ipv5"), "{complaint}");
}

#[test]
fn a_world_survives_being_written_and_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("world.json");
    let world = World::seeded().settled().with_noip_hosts(3);
    std::fs::write(&path, serde_json::to_string(&world).unwrap()).unwrap();
    let read = World::from_file(&path).unwrap();
    assert_eq!(read.router, world.router);
    assert_eq!(read.noip.accounts[0].hosts, world.noip.accounts[0].hosts);
    assert_eq!(read.zones.records, world.zones.records);
    assert_eq!(read.hostup.configs[0].token, world.hostup.configs[0].token);
}
