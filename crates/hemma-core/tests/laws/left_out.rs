//! The law about addresses that a request leaves out.

use crate::auditor::Auditor;
use hemma_core::address::Family;
use hemma_core::gate::GateState;
use hemma_core::scheduler::Change;
use hemma_core::settings::{Omitted, ServiceRules};

impl Auditor {
    /// Law 3: where an address that is left out would be lost, it travels along, and only as the gate believes it.
    pub(crate) fn audit_what_is_left_out(
        &self,
        change: &Change,
        changes: &[Change],
        rules: &ServiceRules,
    ) {
        let gates = &self.story.scheduler.status().gates;
        let other = match change.record.family {
            Family::Ipv4 => Family::Ipv6,
            Family::Ipv6 => Family::Ipv4,
        };
        let both = changes.iter().any(|beside| {
            beside.record.name == change.record.name && beside.record.family == other
        });
        let needed = rules.omitted(other) != Omitted::LeftAlone;
        assert_eq!(
            needed && !both,
            change.beside.is_some(),
            "law 3: what travels beside {}",
            change.record
        );
        if let Some(beside) = change.beside {
            let gate = &gates[&other].state;
            assert!(
                matches!(gate, GateState::Known { address, .. } if *address == beside),
                "law 3: {beside} travels along and the gate says {gate:?}"
            );
        }
    }
}
