//! The line: the router's own address beside the one that the world sees (`public-ip.md` §3).

use std::net::{IpAddr, Ipv4Addr};

use hemma_core::address::{AddressPolicy, Family, NotPublishable};
use hemma_core::gate::GateState;
use hemma_core::health::Severity;
use hemma_core::router::{RouterAnswer, RouterProblem, RouterReport};
use hemma_core::whereabouts::Whereabouts;

use super::Material;
use super::judge::Found;
use crate::messages::{Ailment, Snapshot};

/// What the router said over either way; an address before a refusal.
enum Line {
    Address(Ipv4Addr),
    /// It has no address of its own.
    Empty,
    Silent(RouterProblem),
}

/// Compares the router's address with the observed one.
pub(super) fn judge(material: &Material) -> Option<Found> {
    let snapshot = &material.snapshot;
    if snapshot.whereabouts != Whereabouts::Home {
        return None;
    }
    let seen = seen(snapshot, Family::Ipv4);
    let line = material.router.as_ref().and_then(line);
    if let (None, Some(_), true) = (seen, seen_ipv6(snapshot), wants_ipv4(snapshot))
        && !matches!(line, Some(Line::Address(_)))
    {
        return Some(Found::now(Ailment::OnlyIpv6, Severity::Notice));
    }
    let policy = AddressPolicy {
        permit_documentation: material.settings.detection.permit_documentation,
    };
    let (what, severity) = match line? {
        Line::Address(address) => {
            let router = IpAddr::V4(address);
            if ds_lite(address) {
                (Ailment::DsLite { seen: seen? }, Severity::Notice)
            } else {
                match (policy.admit(router), seen) {
                    (Err(NotPublishable::CarrierNat), seen) => {
                        (Ailment::CarrierNat { router, seen }, Severity::Notice)
                    }
                    (Err(NotPublishable::Private), seen) => {
                        (Ailment::DoubleNat { router, seen }, Severity::Notice)
                    }
                    (Ok(_), Some(seen)) if seen != router => {
                        (Ailment::RouterDiffers { router, seen }, Severity::Notice)
                    }
                    _ => return None,
                }
            }
        }
        Line::Empty => (Ailment::DsLite { seen: seen? }, Severity::Notice),
        Line::Silent(problem) => (Ailment::RouterSilent { problem }, Severity::Info),
    };
    Some(Found::now(what, severity))
}

/// Returns the address believed now.
pub(super) fn seen(snapshot: &Snapshot, family: Family) -> Option<IpAddr> {
    let view = snapshot
        .addresses
        .iter()
        .find(|view| view.family == family)?;
    match &view.gate.state {
        GateState::Known { address, .. } => Some(address.ip()),
        _ => None,
    }
}

fn seen_ipv6(snapshot: &Snapshot) -> Option<IpAddr> {
    seen(snapshot, Family::Ipv6)
}

/// A name wants IPv4, and a look has ended without finding any.
fn wants_ipv4(snapshot: &Snapshot) -> bool {
    let wanted = snapshot
        .names
        .iter()
        .flat_map(|name| &name.records)
        .any(|record| record.family == Family::Ipv4);
    let without = snapshot.addresses.iter().any(|view| {
        view.family == Family::Ipv4
            && matches!(view.gate.state, GateState::Absent | GateState::Held { .. })
    });
    wanted && without
}

fn line(report: &RouterReport) -> Option<Line> {
    let answers = [report.nat_pmp, report.upnp];
    let address = answers.iter().find_map(|answer| match answer {
        RouterAnswer::Address { address } => Some(*address),
        _ => None,
    });
    if let Some(address) = address {
        return Some(Line::Address(address));
    }
    let problems: Vec<RouterProblem> = answers
        .iter()
        .filter_map(|answer| match answer {
            RouterAnswer::Nothing { problem } => Some(*problem),
            _ => None,
        })
        .collect();
    if problems.contains(&RouterProblem::NoLease) {
        return Some(Line::Empty);
    }
    problems.first().map(|problem| Line::Silent(*problem))
}

/// 192.0.0.0/29: the inside of a DS-Lite tunnel (RFC 6333 §5.7).
fn ds_lite(address: Ipv4Addr) -> bool {
    u32::from(address) & 0xffff_fff8 == u32::from(Ipv4Addr::new(192, 0, 0, 0))
}
