//! Names: what the zone, the network's resolver and this computer tell of one record, and what to make of it.
//!
//! A resolver that holds an old answer may do so until the answer's time is over; one that answers with something of its
//! own after that, or with an address of the home network, overrides the name (F25). The hosts file is a case of its
//! own (F26).

use std::net::IpAddr;
use std::time::Duration;

use hemma_core::address::{AddressPolicy, NotPublishable};
use hemma_core::finding::LookProblem;
use hemma_core::health::Severity;
use hemma_core::status::Phase;
use hemma_core::time::{Timestamp, later};

use super::judge::Found;
use crate::messages::{Ailment, ComparedName, Comparison, RecordView, Told};
use crate::ports::{Answered, Compared};

/// Clocks and servers of a zone are not of one second.
const MARGIN: Duration = Duration::from_secs(60);

/// Returns what one comparison means, if anything stands in the way or is worth knowing.
pub(super) fn judge(record: &RecordView, compared: &Compared, now: Timestamp) -> Option<Found> {
    let id = record.id.clone();
    let zone = match &compared.zone {
        Ok(zone) => zone,
        Err(problem) => {
            let problem = problem.clone();
            let what = Ailment::ZoneSilent {
                record: id,
                problem,
            };
            return Some(Found::now(what, Severity::Notice));
        }
    };
    let status = &record.status;
    let confirmed = status.confirmed?.address.ip();
    if zone.addresses != [confirmed] {
        // On its way, or told as a condition already.
        let on_its_way = matches!(
            status.phase,
            Phase::Proving { .. } | Phase::Sending | Phase::Unclear | Phase::ProofOverdue { .. }
        );
        let what = Ailment::ZoneDiffers {
            record: id,
            zone: zone.addresses.clone(),
        };
        return (!on_its_way).then(|| Found::now(what, Severity::Notice));
    }
    let until = old_until(record, zone);
    match compare(record, compared, now) {
        Comparison::ComputerOverrides => {
            let here = compared.computer.clone().unwrap_or_default();
            let severity = urgency(&here);
            Some(Found::now(
                Ailment::HostsFile { record: id, here },
                severity,
            ))
        }
        Comparison::NetworkOverrides => {
            let here = elsewhere(compared, zone)?;
            let severity = urgency(&here);
            Some(Found::now(Ailment::SplitDns { record: id, here }, severity))
        }
        Comparison::Stale => {
            let here = elsewhere(compared, zone)?;
            let until = until.unwrap_or(now);
            let what = Ailment::StaleDns {
                record: id,
                here,
                until,
            };
            Some(Found::now(what, Severity::Info))
        }
        Comparison::Same | Comparison::Unknown => {
            let until = until.filter(|until| *until > now)?;
            let what = Ailment::OldAnswers { record: id, until };
            Some(Found::now(what, Severity::Info))
        }
    }
}

/// Returns what is shown of one comparison.
pub(super) fn told(record: &RecordView, compared: &Compared, now: Timestamp) -> ComparedName {
    let ttl = compared.zone.as_ref().ok().and_then(|zone| zone.ttl);
    ComparedName {
        record: record.id.clone(),
        zone: answered(&compared.zone),
        ttl_seconds: ttl.map(|ttl| u32::try_from(ttl.as_secs()).unwrap_or(u32::MAX)),
        network: answered(&compared.network),
        computer: match &compared.computer {
            Ok(addresses) => Told::Shows {
                addresses: addresses.clone(),
            },
            Err(problem) => silent(problem),
        },
        verdict: compare(record, compared, now),
    }
}

fn answered(told: &Result<Answered, LookProblem>) -> Told {
    match told {
        Ok(answered) => Told::Shows {
            addresses: answered.addresses.clone(),
        },
        Err(problem) => silent(problem),
    }
}

fn silent(problem: &LookProblem) -> Told {
    Told::Silent {
        problem: problem.clone(),
    }
}

/// Compares the ways of asking. Never a reason to write anything.
fn compare(record: &RecordView, compared: &Compared, now: Timestamp) -> Comparison {
    let Ok(zone) = &compared.zone else {
        return Comparison::Unknown;
    };
    let network = compared.network.as_ref().ok();
    let network_differs = network.is_some_and(|told| told.addresses != zone.addresses);
    let Ok(computer) = &compared.computer else {
        // The system says "no such name" in the same way as "could not ask".
        return if network_differs {
            cause(record, zone, network, now)
        } else {
            Comparison::Unknown
        };
    };
    let computer_differs = *computer != zone.addresses;
    if computer_differs && (compared.in_hosts_file || (network.is_some() && !network_differs)) {
        return Comparison::ComputerOverrides;
    }
    if computer_differs {
        let own = Answered {
            addresses: computer.clone(),
            ttl: None,
        };
        return cause(record, zone, Some(&own), now);
    }
    if network_differs {
        return cause(record, zone, network, now);
    }
    Comparison::Same
}

/// A stale answer or an override: an address of the home network is never an old answer, and an old answer is none any
/// more when its time is over.
fn cause(
    record: &RecordView,
    zone: &Answered,
    told: Option<&Answered>,
    now: Timestamp,
) -> Comparison {
    let home = told.is_some_and(|told| told.addresses.iter().any(|seen| is_of_home(*seen)));
    let may_be_old = old_until(record, zone).is_some_and(|until| later(until, MARGIN) > now);
    if may_be_old && !home {
        Comparison::Stale
    } else {
        Comparison::NetworkOverrides
    }
}

/// Until when a resolver may still hold what the zone showed before the last change.
fn old_until(record: &RecordView, zone: &Answered) -> Option<Timestamp> {
    let changed = record.status.proved.or(record.status.confirmed)?.at;
    Some(later(changed, zone.ttl?))
}

/// What differs from the zone: this computer's answer, or else the network's.
fn elsewhere(compared: &Compared, zone: &Answered) -> Option<Vec<IpAddr>> {
    let computer = compared.computer.as_ref().ok();
    let computer = computer.filter(|told| **told != zone.addresses).cloned();
    let network = compared.network.as_ref().ok();
    computer.or_else(|| network.map(|told| told.addresses.clone()))
}

/// A name that stands for a computer at home while at home is often meant so; anything else is worth a look.
fn urgency(here: &[IpAddr]) -> Severity {
    if !here.is_empty() && here.iter().all(|address| is_of_home(*address)) {
        Severity::Info
    } else {
        Severity::Notice
    }
}

fn is_of_home(address: IpAddr) -> bool {
    matches!(
        AddressPolicy::default().admit(address),
        Err(NotPublishable::Private | NotPublishable::Loopback | NotPublishable::LinkLocal)
    )
}
