//! The real agent in homes made of network namespaces, behind real routers, with real daemons: one file per matter.

mod addresses;
mod away;
mod names;
mod ports;
mod prefixes;
mod router;
mod voices;
mod wire;

use hemma_core::gate::{GateState, HeldReason};
use hemma_core::health::Severity;
use hemma_engine::messages::Snapshot;

/// Why the gate holds the first family, if it does.
fn held(snapshot: &Snapshot) -> Option<&HeldReason> {
    match &snapshot.addresses.first()?.gate.state {
        GateState::Held { reason } => Some(reason),
        _ => None,
    }
}

/// Whether anything is shown that is more than a remark.
fn alarms(snapshot: &Snapshot) -> bool {
    snapshot
        .conditions
        .iter()
        .any(|condition| condition.kind.severity() > Severity::Info)
}

fn addresses(texts: &[&str]) -> Vec<std::net::IpAddr> {
    texts
        .iter()
        .map(|text| text.parse().expect("an address"))
        .collect()
}
