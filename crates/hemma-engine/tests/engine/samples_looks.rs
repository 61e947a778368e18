//! One of each of what there is to say about looking and the gate.

use std::net::IpAddr;

use crate::samples::{address, at};
use hemma_core::address::NotPublishable;
use hemma_core::finding::LookProblem;
use hemma_core::gate::{GateState, HeldReason, WouldChange};
use hemma_core::memory::Stamped;
use hemma_core::status::GateStatus;

pub(crate) fn held() -> Vec<HeldReason> {
    let shown: IpAddr = "203.0.113.7".parse().unwrap();
    let mut held = vec![
        HeldReason::NobodyKnows,
        HeldReason::OneVoice { address: shown },
        HeldReason::Disagree {
            told: vec![
                ("ipify".parse().unwrap(), shown),
                (
                    "cloudflare".parse().unwrap(),
                    "203.0.113.8".parse().unwrap(),
                ),
            ],
        },
        HeldReason::Dwelling {
            address: address("203.0.113.8"),
            until: at("2026-11-21T14:05:00Z"),
        },
        HeldReason::NotOverTls { address: shown },
        HeldReason::Jumping {
            address: address("203.0.113.8"),
            kept: address("203.0.113.7"),
        },
    ];
    let why = [
        NotPublishable::Private,
        NotPublishable::CarrierNat,
        NotPublishable::Loopback,
        NotPublishable::LinkLocal,
        NotPublishable::Unspecified,
        NotPublishable::Multicast,
        NotPublishable::Documentation,
        NotPublishable::Benchmarking,
        NotPublishable::Reserved,
        NotPublishable::SharedService,
        NotPublishable::Translated,
        NotPublishable::PublicResolver,
        NotPublishable::ContentNetwork,
    ];
    held.extend(why.map(|why| HeldReason::NotPublishable {
        address: shown,
        why,
    }));
    held
}

pub(crate) fn look_problems() -> Vec<LookProblem> {
    vec![
        LookProblem::NoNetwork,
        LookProblem::NameLookup,
        LookProblem::Connection,
        LookProblem::TimedOut,
        LookProblem::Tls {
            clock_suspect: true,
        },
        LookProblem::Tls {
            clock_suspect: false,
        },
        LookProblem::Intercepted,
        LookProblem::NotAnAddress,
        LookProblem::WrongFamily,
        LookProblem::Tunnel,
        LookProblem::Refused {
            retry_after_seconds: Some(120),
        },
        LookProblem::Refused {
            retry_after_seconds: None,
        },
        LookProblem::Status { status: 502 },
        LookProblem::TooLong,
        LookProblem::Mismatch,
        LookProblem::Lost,
    ]
}

pub(crate) fn gates() -> Vec<GateStatus> {
    let known = Some(Stamped {
        address: address("203.0.113.7"),
        at: at("2026-11-21T10:00:00Z"),
    });
    let held = || GateState::Held {
        reason: HeldReason::NobodyKnows,
    };
    let states = [
        (GateState::NotLookedYet, None),
        (GateState::NotNeeded, None),
        (GateState::Looking, None),
        (GateState::Looking, known),
        (GateState::Absent, None),
        (held(), None),
        (held(), known),
    ];
    states
        .into_iter()
        .map(|(state, known)| GateStatus {
            state,
            known,
            jump: None,
        })
        .collect()
}

pub(crate) fn would_change() -> [WouldChange; 9] {
    [
        WouldChange::TwoOperatorsAgree,
        WouldChange::AnAnswer,
        WouldChange::SecondOperator,
        WouldChange::EchoOverTls,
        WouldChange::Agreement,
        WouldChange::PublicAddress,
        WouldChange::Staying,
        WouldChange::Person,
        WouldChange::OwnAddress,
    ]
}
