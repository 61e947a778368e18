//! The pretend internet: strict update services, address echo, DNS, and a router to move.
//!
//! Written from the vendors' documents and from nothing else, so that it can judge a client: a rude
//! client gets blocked here as it would out there, and every request is written in a ledger that tests
//! assert on. It listens on loopback only, speaks HTTPS by its own throw-away authority, and knows no
//! other Hemma crate. It is a library for tests and a program (`hemma-sandbox`) for demos.
//!
//! ```no_run
//! use std::time::Duration;
//! use hemma_sandbox::{Fault, Sandbox, Target, Times, World};
//!
//! # async fn story() -> anyhow::Result<()> {
//! let sandbox = Sandbox::start(World::seeded()).await?;
//! // Trust `sandbox.ca_pem()`, then talk to:
//! let _update = sandbox.url(Target::NoIp) + "/nic/update"; // https://127.0.0.1:PORT/nic/update
//! let _echo = sandbox.url_v6(Target::EchoB);               // https://[::1]:PORT, where IPv6 exists
//! let _dns = sandbox.dns();                                // 127.0.0.1:PORT, UDP and TCP
//!
//! sandbox.move_router_v4("203.0.113.9".parse()?);
//! sandbox.fault(Target::NoIp, Fault::word("911"), Times::Next(1));
//! sandbox.set_latency(Target::EchoA, Duration::from_millis(20));
//!
//! let sent = sandbox
//!     .ledger()
//!     .wait_for(Duration::from_secs(5), |entry| entry.is_update() && entry.answer.starts_with("911"))
//!     .await?;
//! assert_eq!(sent.names, ["home.noip.example"]);
//! assert!(sandbox.ledger().rude().is_empty());
//!
//! sandbox.advance_clock(Duration::from_secs(30 * 60)); // half an hour at the services, at once
//! sandbox.edit(|world| world.noip.accounts[0].blocked = true);
//! sandbox.shutdown().await;
//! # Ok(())
//! # }
//! ```
//!
//! # Map
//!
//! | Module | What it holds |
//! | --- | --- |
//! | `world` | the state everything reads: router, zones, accounts, configurations; [`World::seeded`] |
//! | `services` | No-IP, dyndns2, HostUp's update endpoint and its API: one function each from request and world to reply |
//! | `echo` | two operators that tell the router's address |
//! | `dns` | the authoritative server over what was updated |
//! | `script` | faults and latency per target |
//! | `ledger` | every request, and waiting for one |
//! | `host` | HTTPS listener: TLS, faults of the wire, ledger |
//! | `listen` | loopback, or the network a test has made |
//! | [`router`] | a home router that speaks for itself, on loopback: NAT-PMP and UPnP, and how it lies |
//! | `control` | page and JSON API to move and break things from outside |
//! | `tls`, `clock` | the throw-away authority; real time and the services' time |
//!
//! # Where things are
//!
//! | Target | Path | Login |
//! | --- | --- | --- |
//! | [`Target::NoIp`] | `/nic/update` | `sandbox` / `sandbox-secret` |
//! | [`Target::NoIpPlain`] | the same in plain HTTP | the same |
//! | [`Target::Dyndns2`] | `/nic/update`, `/v3/update` | `dyn` / `dyn-secret` |
//! | [`Target::Hostup`] | `/api/dyndns/update` | [`HOSTUP_TOKEN_A`], [`HOSTUP_TOKEN_AAAA`] |
//! | [`Target::HostupApi`] | `/api/v2`, on the same host | [`keys`], as a Bearer |
//! | [`Target::Desec`] and all after it | each its own, as `sandbox.json` tells | [`World::service_login`], [`World::service_name`] |
//! | [`Target::EchoA`] | `/`, `/?format=json`, `/json` | |
//! | [`Target::EchoB`] | `/cdn-cgi/trace`, `/json` | |
//! | [`Target::Dns`] | [`WHO_ASKS`]: A, AAAA or TXT of whoever asks | |
//!
//! # What is modelled, and what is assumed
//!
//! | Part | Known from | Assumed (our choice, an option where it matters) |
//! | --- | --- | --- |
//! | HostUp's API | vendor pages 000, 001, 003, 004; the error index; other pages as far as stored | order of checks, page sizes, 409 for duplicates, shape of record sets in the history; see `services/hostup_api.rs` and [`world::Hostup`] |
//! | HostUp's update endpoint | third parties only | statuses, the word for a paused configuration, limits; see [`world::Hostup`] |
//! | No-IP | vendor page 002 | status of `badauth`, several addresses of a family |
//! | dyndns2 | Dyn's own pages | what `myip` with both families gets ([`world::TwoAddresses`]) |
//! | the other services | sources of established clients; a few providers' pages | texts of refusals; patience after trouble |
//!
//! Not modelled: dashboard sessions, HostUp's record editor, nameserver changes, orders, billing, server
//! details and consoles; keys that expire or are limited to zones; Dynu's hashed passwords and groups;
//! FreeDNS's list of records; `wildcard`, `mx`, `backmx` and `url` of old dyndns2 (taken and ignored).
//!
//! # What it must never do
//!
//! Share a line with what it judges; listen on anything but loopback, unless a test that has made a network
//! namespace of its own says where ([`Listen`]); ask anything of the real
//! internet; hold a secret that is worth something.

mod clock;
mod control;
mod dns;
mod echo;
mod host;
mod ledger;
mod listen;
pub mod router;
mod sandbox;
mod script;
mod services;
mod target;
mod tls;
pub mod world;

pub use clock::{Clock, Moment};
pub use dns::WHO_ASKS;
pub use ledger::{Entry, Ledger, NotSeen, Rude};
pub use listen::Listen;
pub use sandbox::{Endpoints, Sandbox, SandboxOptions};
pub use script::{BrokenTls, Fault, Times};
pub use target::Target;
pub use tls::SERVER_NAMES;
pub use world::{Family, HOSTUP_TOKEN_A, HOSTUP_TOKEN_AAAA, Router, World, keys};
