//! `curl` follows the vendors' own examples line by line: nothing is replaced but host, port and
//! credential; the authority comes by `CURL_CA_BUNDLE`.
//!
//! Needs the package `curl` and fails plainly when it is missing.

#![allow(clippy::unwrap_used, reason = "what fails here must fail the test")]

mod common;

use std::process::{Command, Output};

use common::api::{fixture, shape};
use hemma_sandbox::world::{Account, Group, Host, HostupDomain, HostupVps};
use hemma_sandbox::{Family, Sandbox, SandboxOptions, Target, World, keys};
use serde_json::{Value, json};

/// Page 000, "Create a DynDNS configuration".
const CREATE: &str = r#"curl -X POST "https://cloud.hostup.se/api/v2/domains/dom_01hxa3b4c5d6e7f8g9h0j1k2m3/dyndns" \
  -H "Authorization: Bearer YOUR_API_KEY" \
  -H "Accept: application/json" \
  -H "Content-Type: application/json" \
  -d '{
    "hostname": "home.example.com",
    "recordType": "A"
  }'"#;

/// Page 001, "List DynDNS configurations".
const LIST: &str = r#"curl -X GET "https://cloud.hostup.se/api/v2/domains/dom_01hxa3b4c5d6e7f8g9h0j1k2m3/dyndns" \
  -H "Authorization: Bearer YOUR_API_KEY" \
  -H "Accept: application/json""#;

/// Page 003, "Change VPS hostname".
const RENAME: &str = r#"curl -X PUT "https://cloud.hostup.se/api/v2/vps/vps_01hxa3b4c5d6e7f8g9h0j1k2m3/hostname" \
  -H "Authorization: Bearer YOUR_API_KEY" \
  -H "Accept: application/json" \
  -H "Content-Type: application/json" \
  -d '{
    "hostname": "web-01.example.com"
  }'"#;

/// Page 004, "List filtered DNS history".
const HISTORY: &str = r#"curl -X GET "https://cloud.hostup.se/api/v2/domains/dom_01hxa3b4c5d6e7f8g9h0j1k2m3/dns/history" \
  -H "Authorization: Bearer YOUR_API_KEY" \
  -H "Accept: application/json""#;

/// Page 002, "Update a hostname's IP address": the address with the credential in it.
const NOIP_URL: &str = "http://rv7sc9a:secretpassword@dynupdate.no-ip.com/nic/update?hostname=mytest.example.com&myip=192.0.2.25";

/// Page 002: the agents for hardware and for software.
const NOIP_AGENTS: [&str; 2] = [
    "Company DeviceName-Model/FirmwareVersionNumber maintainer-contact@example.com",
    "Company NameOfProgram/OSVersion-ReleaseVersion maintainer-contact@example.com",
];

struct Shell {
    sandbox: Sandbox,
    folder: tempfile::TempDir,
}

impl Shell {
    /// A world that has what the vendors' examples name.
    async fn start() -> Self {
        let mut world = World::seeded();
        let id = "01hxa3b4c5d6e7f8g9h0j1k2m3";
        world.hostup.domains.push(HostupDomain {
            id: format!("dom_{id}"),
            ..HostupDomain::new("example.com", "main")
        });
        world.hostup.vps.push(HostupVps {
            id: format!("vps_{id}"),
            ..HostupVps::new("web-01", "main", "192.0.2.10", "old.example.com")
        });
        let mut key = Account::new("rv7sc9a", "secretpassword");
        key.hosts = ["mytest", "host1", "host2", "in-group1"]
            .map(|label| Host::dual(format!("{label}.example.com")))
            .to_vec();
        key.groups = vec![Group {
            name: "group1".to_owned(),
            hosts: vec!["in-group1.example.com".to_owned()],
        }];
        world.noip.accounts.push(key);
        let folder = tempfile::tempdir().unwrap();
        let options = SandboxOptions {
            world,
            state_dir: Some(folder.path().to_owned()),
            ..SandboxOptions::default()
        };
        let sandbox = Sandbox::start(options).await.unwrap();
        Self { sandbox, folder }
    }

    /// Runs a vendor's command line and returns HTTP status and body.
    async fn run(&self, command: &str) -> (u16, String) {
        let hostup = self.sandbox.url(Target::HostupApi);
        let noip = self.sandbox.url(Target::NoIp).replace("https://", "");
        let command = command
            .replace("https://cloud.hostup.se", &hostup)
            .replace("YOUR_API_KEY", keys::FULL)
            // The page writes http; the sandbox, as the application, takes the credential in TLS only.
            .replace("http://", "https://")
            .replace("dynupdate.no-ip.com", &noip);
        let script = format!("{command} -sS -w '%{{stderr}}status %{{http_code}}'");
        let ca = self.folder.path().join("ca.pem");
        let output = tokio::task::spawn_blocking(move || {
            let mut shell = Command::new("sh");
            shell.arg("-c").arg(script).env("CURL_CA_BUNDLE", ca);
            for proxy in [
                "http_proxy",
                "https_proxy",
                "HTTPS_PROXY",
                "ALL_PROXY",
                "all_proxy",
            ] {
                shell.env_remove(proxy);
            }
            shell.output().unwrap()
        });
        let Output { stdout, stderr, .. } = output.await.unwrap();
        let told = String::from_utf8_lossy(&stderr).into_owned();
        let status = told
            .rsplit_once("status ")
            .map(|(_, status)| status.trim().parse());
        let status = status.unwrap_or_else(|| panic!("curl is needed: {told}"));
        (status.unwrap(), String::from_utf8(stdout).unwrap())
    }

    async fn json(&self, command: &str) -> (u16, Value) {
        let (status, body) = self.run(command).await;
        let value = serde_json::from_str(&body);
        (
            status,
            value.unwrap_or_else(|_| panic!("{command}\n{body}")),
        )
    }
}

#[tokio::test]
async fn page_000_creates_and_page_001_lists_as_they_show() {
    let shell = Shell::start().await;
    let (status, empty) = shell.json(LIST).await;
    assert_eq!((status, empty), (200, fixture("list-dyndns-200-empty")));

    let (status, created) = shell.json(CREATE).await;
    assert_eq!(status, 201);
    let example = fixture("create-dyndns-201");
    assert_eq!(shape(&created), shape(&example));
    for member in [
        "hostname",
        "recordType",
        "lastIp",
        "lastUpdatedAt",
        "updateCount",
        "enabled",
        "updatedAt",
    ] {
        assert_eq!(created[member], example[member], "{member}");
    }
    let request = fixture("create-dyndns-request-a");
    assert!(
        CREATE
            .split_whitespace()
            .collect::<String>()
            .contains(&request.to_string())
    );

    let six = CREATE.replace("\"A\"", "\"AAAA\"");
    assert!(
        six.split_whitespace().collect::<String>().contains(
            &json!({
                "hostname": "home.example.com",
                "recordType": fixture("create-dyndns-request-aaaa")["recordType"],
            })
            .to_string()
        )
    );
    assert_eq!(shell.json(&six).await.0, 201);
    let apex = CREATE.replace("home.example.com", "example.com");
    assert_eq!(shell.json(&apex).await.0, 201);

    let (_, listed) = shell.json(LIST).await;
    let token = |index: usize| {
        listed["configs"][index]["token"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    for (index, ip) in [(0, "203.0.113.45"), (1, "2001:db8::45")] {
        let update = format!(
            r#"curl -f "https://cloud.hostup.se/api/dyndns/update?hostname=home.example.com&token={}&ip={ip}""#,
            token(index)
        );
        assert_eq!(shell.run(&update).await, (200, format!("good {ip}")));
    }
    // The example's third configuration is paused, and each carries the time of its last change.
    shell.sandbox.edit(|world| {
        let count = world.hostup.configs.len();
        for config in &mut world.hostup.configs[count - 3..count - 1] {
            config.updated_at = config.last_updated_at;
        }
    });
    let (_, listed) = shell.json(LIST).await;
    assert_eq!(
        shape(&listed),
        shape(&fixture("list-dyndns-200-dual")),
        "{listed:#}"
    );
}

#[tokio::test]
async fn page_003_changes_the_hostname_and_answers_to_the_letter() {
    let shell = Shell::start().await;
    let (status, mut changed) = shell.json(RENAME).await;
    let mut example = fixture("put-vps-hostname-200");
    assert!(changed["updatedAt"].as_str().unwrap().ends_with('Z'));
    changed["updatedAt"] = Value::Null;
    example["updatedAt"] = Value::Null;
    assert_eq!((status, changed), (200, example));
    let stored = shell.sandbox.world().hostup.vps.pop().unwrap().hostname;
    assert_eq!(stored.as_deref(), Some("web-01.example.com"));
}

#[tokio::test]
async fn page_004_lists_history_with_the_filters_its_text_recommends() {
    let shell = Shell::start().await;
    assert_eq!(
        shell.json(HISTORY).await,
        (200, fixture("list-dns-history-200-empty"))
    );
    for filter in ["?name=@&type=A&limit=20", "?name=www&type=CNAME&limit=20"] {
        let filtered = HISTORY.replace("/dns/history", &format!("/dns/history{filter}"));
        assert_eq!(
            shell.json(&filtered).await,
            (200, fixture("list-dns-history-200-empty"))
        );
    }
    let unlisted = HISTORY.replace("/dns/history", "/dns/history?type=PTR");
    assert_eq!(shell.json(&unlisted).await.0, 400);
}

#[tokio::test]
async fn the_failures_of_page_001_come_with_the_words_it_prints() {
    let shell = Shell::start().await;
    for (command, example) in [
        (LIST.replace("YOUR_API_KEY", "not-a-key"), "problem-401"),
        (LIST.replace("YOUR_API_KEY", keys::VPS_ONLY), "problem-403"),
        (LIST.replace("k2m3/", "k2m4/"), "problem-404"),
        (CREATE.replace("\"A\"", "\"CNAME\""), "problem-400"),
    ] {
        let (status, body) = shell.json(&command).await;
        let example = fixture(example);
        assert_eq!(example["status"], status, "{body}");
        for member in ["type", "title", "detail", "code"] {
            assert_eq!(body[member], example[member], "{command}\n{body:#}");
        }
    }
}

#[tokio::test]
async fn page_002_updates_by_the_address_and_by_the_header() {
    let shell = Shell::start().await;
    let host = "mytest.example.com";
    let refused = shell.run(&format!("curl '{NOIP_URL}'")).await;
    assert_eq!(
        refused.1.trim_end(),
        "badagent",
        "\"User Agent is important!\""
    );
    for (agent, expected) in NOIP_AGENTS.into_iter().zip(["good", "nochg"]) {
        let by_address = shell.run(&format!("curl '{NOIP_URL}' -A '{agent}'")).await;
        assert_eq!(by_address, (200, format!("{expected} 192.0.2.25\r\n")));
    }
    assert_eq!(
        shell.sandbox.registered(host, Family::V4),
        "192.0.2.25".parse().ok()
    );
    // "The authorization header is available as an alternative": base64 of `rv7sc9a:secretpassword`.
    let by_header = format!(
        "curl 'http://dynupdate.no-ip.com/nic/update?hostname=mytest.example.com&myip=192.0.2.26' \
         -H 'Authorization: Basic cnY3c2M5YTpzZWNyZXRwYXNzd29yZA==' -H 'User-Agent: {}'",
        NOIP_AGENTS[0]
    );
    assert_eq!(
        shell.run(&by_header).await,
        (200, "good 192.0.2.26\r\n".to_owned())
    );
}

#[tokio::test]
async fn page_002_takes_lists_groups_both_families_and_myipv6() {
    let shell = Shell::start().await;
    let agent = NOIP_AGENTS[1];
    let update = |query: &str| {
        let login = "http://rv7sc9a:secretpassword@dynupdate.no-ip.com";
        format!("curl '{login}/nic/update?{query}' -A '{agent}'")
    };
    for (query, expected) in [
        // "Example: host1.example.com,group1,host2.example.com"; "The update response will be in the same order".
        (
            "hostname=host1.example.com,group1,host2.example.com&myip=192.0.2.25",
            "good 192.0.2.25 / good 192.0.2.25 / good 192.0.2.25",
        ),
        // "Example: 192.0.2.25,2001:0db8::2e"; IPv6 may come back in another spelling.
        (
            "hostname=mytest.example.com&myip=192.0.2.25,2001:0db8::2e",
            "good 192.0.2.25,2001:0db8::002e",
        ),
        // "If myipv6 is supplied, this will override the IPv6 address in the myip field."
        (
            "hostname=mytest.example.com&myip=192.0.2.25,2001:db8::2e&myipv6=2001:db8::2f",
            "good 192.0.2.25,2001:0db8::002f",
        ),
        // "If no IP address is supplied, the client IP address connecting to our system will be used."
        ("hostname=host1.example.com", "good 203.0.113.7"),
        ("hostname=nobody.example.com&myip=192.0.2.25", "nohost"),
        // "offline string": "an Enhanced / No-IP Plus feature".
        ("hostname=host1.example.com&offline=YES", "!donator"),
    ] {
        let (_, body) = shell.run(&update(query)).await;
        let lines: Vec<&str> = body.lines().collect();
        assert_eq!(lines.join(" / "), expected, "{query}");
    }
    let wrong =
        update("hostname=host1.example.com&myip=192.0.2.25").replace("secretpassword", "wrong");
    let (status, body) = shell.run(&wrong).await;
    assert_eq!((status, body.trim_end()), (401, "badauth"));
}
