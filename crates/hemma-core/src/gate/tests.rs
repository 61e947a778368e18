//! Who must agree before an address is believed.

use super::*;

const POLICY: AddressPolicy = AddressPolicy {
    permit_documentation: true,
};
const NEW: &str = "203.0.113.7";
const OTHER: &str = "203.0.113.8";

fn voice(source: &str, told: &str) -> Voice {
    let (kind, operator) = match source {
        "opendns" => (VoiceKind::Dns, "opendns"),
        "google-dns" => (VoiceKind::Dns, "google"),
        "cloudflare-dns" => (VoiceKind::Dns, "cloudflare"),
        "router" => (VoiceKind::Router, "router"),
        "interface" => (VoiceKind::Interface, "interface"),
        "cloudflare" | "icanhazip" => (VoiceKind::Echo, "cloudflare"),
        other => (VoiceKind::Echo, other),
    };
    let finding = match told {
        "…" => None,
        "?" => Some(Finding::Unknown {
            problem: crate::finding::LookProblem::TimedOut,
        }),
        address => Some(Finding::Found {
            address: address.parse().unwrap(),
        }),
    };
    Voice {
        source: source.parse().unwrap(),
        operator: operator.parse().unwrap(),
        kind,
        finding,
    }
}

/// The judgement in a few words; nobody else can be asked.
fn judged(known: Option<&str>, voices: &[(&str, &str)]) -> String {
    words(judge(known, voices, false))
}

fn judge(known: Option<&str>, voices: &[(&str, &str)], more: bool) -> Judgement {
    let known = known.map(|known| POLICY.admit(known.parse().unwrap()).unwrap());
    let voices: Vec<_> = voices.iter().map(|(who, told)| voice(who, told)).collect();
    match voices.split_first() {
        Some((own, web)) if own.kind == VoiceKind::Interface => {
            judge_stable(own, web, known, POLICY, more)
        }
        _ => judge_web(&voices, known, POLICY, more),
    }
}

fn words(judgement: Judgement) -> String {
    match judgement {
        Judgement::Wait => "wait".to_owned(),
        Judgement::AskAnother => "ask another".to_owned(),
        Judgement::Decided(GateState::Known { address, voices }) => {
            let voices: Vec<_> = voices.iter().map(SourceId::as_str).collect();
            format!("{address} by {}", voices.join(" "))
        }
        Judgement::Decided(GateState::Held { reason }) => match reason {
            HeldReason::NobodyKnows => "nobody knows".to_owned(),
            HeldReason::OneVoice { .. } => "one voice".to_owned(),
            HeldReason::NotOverTls { .. } => "not over TLS".to_owned(),
            HeldReason::Disagree { told } => format!("{} disagree", told.len()),
            HeldReason::NotPublishable { why, .. } => format!("{why:?}"),
            HeldReason::Dwelling { .. } | HeldReason::Jumping { .. } => "later".to_owned(),
        },
        Judgement::Decided(other) => format!("{other:?}"),
    }
}

#[test]
fn f05_dns_and_the_router_together_change_nothing_without_an_echo_over_tls() {
    let clear = [("opendns", NEW), ("google-dns", NEW), ("router", NEW)];
    assert_eq!(judged(None, &clear), "not over TLS");
    assert_eq!(judged(Some(OTHER), &clear), "not over TLS");
    assert_eq!(judge(Some(OTHER), &clear, true), Judgement::AskAnother);
    // That nothing has changed, they may tell.
    assert_eq!(
        judged(Some(NEW), &clear),
        "203.0.113.7 by opendns google-dns router"
    );
    assert_eq!(
        judged(Some(NEW), &[("opendns", NEW)]),
        "203.0.113.7 by opendns"
    );
}

#[test]
fn f04_one_echo_and_one_more_operator_are_a_quorum() {
    for other in ["opendns", "router", "ipify"] {
        assert_eq!(
            judged(Some(OTHER), &[("cloudflare", NEW), (other, NEW)]),
            format!("{NEW} by cloudflare {other}")
        );
    }
    // One operator by two ways is one voice.
    for other in ["cloudflare-dns", "icanhazip"] {
        let voices = [("cloudflare", NEW), (other, NEW)];
        assert_eq!(judged(Some(OTHER), &voices), "one voice", "{other}");
        assert_eq!(judge(None, &voices, true), Judgement::AskAnother);
    }
}

#[test]
fn a_router_that_contradicts_two_echo_services_is_overruled() {
    let voices = [("router", OTHER), ("cloudflare", NEW), ("ipify", NEW)];
    assert_eq!(
        judged(Some(OTHER), &voices),
        "203.0.113.7 by cloudflare ipify"
    );
    // Even beside a lying DNS server, and with one echo service on its side.
    let voices = [
        ("router", OTHER),
        ("ident.me", OTHER),
        ("cloudflare", NEW),
        ("ipify", NEW),
    ];
    assert_eq!(
        judged(Some(OTHER), &voices),
        "203.0.113.7 by cloudflare ipify"
    );
    // One against one is no decision.
    let voices = [("router", OTHER), ("opendns", OTHER), ("ipify", NEW)];
    assert_eq!(judged(Some(OTHER), &voices), "3 disagree");
    assert_eq!(judge(Some(OTHER), &voices, true), Judgement::AskAnother);
}

#[test]
fn two_quorums_of_equal_weight_are_a_disagreement() {
    let voices = [
        ("ipify", NEW),
        ("opendns", NEW),
        ("cloudflare", OTHER),
        ("router", OTHER),
    ];
    assert_eq!(judged(Some(OTHER), &voices), "4 disagree");
}

#[test]
fn f06_a_router_behind_another_router_is_no_voice() {
    for private in ["192.168.1.2", "10.0.0.1", "100.64.3.4", "0.0.0.0"] {
        let voices = [("router", private), ("cloudflare", NEW)];
        assert_eq!(judged(Some(NEW), &voices), "203.0.113.7 by cloudflare");
        assert_eq!(judged(None, &voices), "one voice");
        assert_eq!(judged(None, &[("router", private)]), "nobody knows");
    }
}

#[test]
fn f02_agreement_on_an_edge_or_a_resolver_is_a_veto_with_its_reason() {
    let edge = "104.16.0.9";
    assert_eq!(
        judged(None, &[("ipify", edge), ("seeip", edge)]),
        "ContentNetwork"
    );
    let resolver = "1.1.1.1";
    let voices = [("ipify", resolver), ("seeip", resolver)];
    assert_eq!(judged(None, &voices), "PublicResolver");
    // One that tells it alone is outvoted.
    let voices = [("ipify", edge), ("seeip", NEW), ("desec", NEW)];
    assert_eq!(judged(None, &voices), "203.0.113.7 by seeip desec");
}

#[test]
fn a_quorum_does_not_wait_for_the_slow() {
    let voices = [("router", "…"), ("cloudflare", NEW), ("ipify", NEW)];
    assert_eq!(judged(None, &voices), "203.0.113.7 by cloudflare ipify");
    let voices = [("router", "…"), ("cloudflare", NEW), ("ipify", "?")];
    assert_eq!(judge(Some(OTHER), &voices, true), Judgement::Wait);
}

#[test]
fn ones_own_ipv6_address_needs_an_echo_in_its_link_to_be_new() {
    let (own, near, far) = ("2001:db8:1:2::7", "2001:db8:1:2::99", "2001:db8:9::1");
    let interface = ("interface", own);
    assert_eq!(
        judged(None, &[interface, ("ipify", near)]),
        "2001:db8:1:2::7 by interface ipify"
    );
    assert_eq!(
        judged(None, &[interface, ("opendns", near)]),
        "not over TLS"
    );
    assert_eq!(judged(None, &[interface, ("ipify", far)]), "2 disagree");
    assert_eq!(judged(None, &[interface]), "one voice");
    assert_eq!(
        judged(Some(own), &[interface]),
        "2001:db8:1:2::7 by interface"
    );
    assert_eq!(
        judged(Some(own), &[interface, ("opendns", near)]),
        "2001:db8:1:2::7 by interface opendns"
    );
    assert_eq!(
        judged(Some(own), &[interface, ("opendns", far)]),
        "2 disagree"
    );
}

#[test]
fn every_decision_says_what_would_change_it() {
    let decided = |voices: &[(&str, &str)]| match judge(None, voices, false) {
        Judgement::Decided(state) => state.would_change(),
        other => panic!("{other:?}"),
    };
    assert_eq!(decided(&[]), Some(WouldChange::AnAnswer));
    assert_eq!(
        decided(&[("ipify", NEW)]),
        Some(WouldChange::SecondOperator)
    );
    assert_eq!(decided(&[("opendns", NEW)]), Some(WouldChange::EchoOverTls));
    let two = [("ipify", NEW), ("seeip", OTHER)];
    assert_eq!(decided(&two), Some(WouldChange::Agreement));
    let agreed = [("ipify", NEW), ("seeip", NEW)];
    assert_eq!(decided(&agreed), Some(WouldChange::TwoOperatorsAgree));
    assert_eq!(GateState::Looking.would_change(), None);
}
