//! The doctor over made-up material: what it finds, and what must never be in its text.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use hemma_core::address::Family;
use hemma_core::finding::LookProblem;
use hemma_core::gate::GateState;
use hemma_core::health::{Condition, ConditionKind, Severity};
use hemma_core::history::{Entry, EntryKind};
use hemma_core::memory::Stamped;
use hemma_core::router::{RouterAnswer, RouterEvents, RouterProblem, RouterReport};
use hemma_core::settings::{NameEntryDraft, ProfileDraft, SettingsDraft};
use hemma_core::status::{GateStatus, Phase, RecordStatus};
use hemma_core::time::{Timestamp, later};
use hemma_core::whereabouts::Whereabouts;
use jiff::tz::TimeZone;

mod secrets;

use super::*;
use crate::messages::{AddressView, Ailment, Comparison, GeneralView, NameView, Overall, Surfaces};
use crate::ports::Answered;

const SEEN: &str = "203.0.113.7";
const OLD: &str = "203.0.113.1";
const NAME: &str = "home.example.se";

fn now() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().expect("a moment")
}

fn ip(text: &str) -> IpAddr {
    text.parse().expect("an address")
}

fn ago(span: Duration) -> Timestamp {
    now() - jiff::SignedDuration::try_from(span).expect("a short span")
}

fn draft(user: &str, name: &str) -> SettingsDraft {
    let mut draft = SettingsDraft {
        profile: vec![ProfileDraft {
            id: Some("noip".to_owned()),
            service: Some("noip".to_owned()),
            label: Some(format!("{user}s namn")),
            username: Some(user.to_owned()),
            name: vec![NameEntryDraft {
                name: Some(name.to_owned()),
                families: Some(vec!["ipv4".to_owned()]),
                ..NameEntryDraft::default()
            }],
            ..ProfileDraft::default()
        }],
        ..SettingsDraft::default()
    };
    draft.detection.permit_documentation = Some(true);
    draft
}

/// One name, proved so long ago, everything well, the router not asked.
fn material_of(draft: &SettingsDraft, proved: Duration) -> Material {
    let settings = draft
        .check(&hemma_providers::catalog::catalog())
        .expect("good settings");
    let (id, profile, entry) = settings.records().next().expect("one record");
    let policy = hemma_core::address::AddressPolicy {
        permit_documentation: true,
    };
    let address = policy.admit(ip(SEEN)).expect("publishable");
    let stamped = Stamped {
        address,
        at: ago(proved),
    };
    let record = RecordView {
        id,
        family: Family::Ipv4,
        status: RecordStatus {
            hostname: entry.hostname.clone(),
            phase: Phase::UpToDate,
            confirmed: Some(stamped),
            proved: Some(stamped),
            in_dns: Some(vec![ip(SEEN)]),
            trail: Vec::new(),
        },
        at_service: None,
    };
    let snapshot = Snapshot {
        number: 1,
        at: now(),
        started: ago(Duration::from_secs(7200)),
        version: "0.1.0".to_owned(),
        overall: Overall::UpToDate,
        whereabouts: Whereabouts::Home,
        home: Default::default(),
        paused: false,
        paused_until: None,
        addresses: vec![AddressView {
            family: Family::Ipv4,
            gate: GateStatus {
                state: GateState::Known {
                    address,
                    voices: Vec::new(),
                },
                known: Some(stamped),
                jump: None,
            },
        }],
        names: vec![NameView {
            profile: profile.id.clone(),
            label: profile.label.clone(),
            service: profile.service.clone(),
            service_name: "No-IP".to_owned(),
            name: entry.name.clone(),
            hostname: entry.hostname.clone(),
            enabled: true,
            records: vec![record.clone()],
        }],
        conditions: Vec::new(),
        latches: Vec::new(),
        last_check: None,
        next_check: None,
        surfaces: Surfaces {
            tray: Default::default(),
            notices: Default::default(),
            vault: None,
            settings_problems: Vec::new(),
        },
        general: GeneralView::default(),
        history_revision: 0,
        settings_revision: 0,
    };
    Material {
        at: now(),
        snapshot: Arc::new(snapshot),
        settings: Box::new(settings),
        router: None,
        compared: vec![(record, all_say(SEEN))],
        contacts: Vec::new(),
        entries: Vec::new(),
    }
}

fn material(proved: Duration) -> Material {
    material_of(&draft("someone", NAME), proved)
}

fn long_ago() -> Material {
    material(Duration::from_secs(86_400))
}

fn answered(address: &str) -> Result<Answered, LookProblem> {
    Ok(Answered {
        addresses: vec![ip(address)],
        ttl: Some(Duration::from_secs(300)),
    })
}

fn all_say(address: &str) -> Compared {
    Compared {
        zone: answered(address),
        network: answered(address),
        computer: Ok(vec![ip(address)]),
        in_hosts_file: false,
    }
}

fn ailments(material: &Material) -> Vec<Ailment> {
    let found = judge::all(material).into_iter();
    found.map(|found| found.what).collect()
}

fn router(nat_pmp: RouterAnswer, upnp: RouterAnswer) -> Option<RouterReport> {
    Some(RouterReport {
        gateway: Some(Ipv4Addr::new(192, 168, 1, 1)),
        at: now(),
        nat_pmp,
        upnp,
        epoch_seconds: None,
        model: Some("Box 7".to_owned()),
        announcements: true,
        events: RouterEvents::Off,
    })
}

fn line(address: &str) -> Option<RouterReport> {
    let address = address.parse().expect("an address");
    router(RouterAnswer::NotAsked, RouterAnswer::Address { address })
}

#[test]
fn a_healthy_home_has_no_findings_and_says_so_in_both_languages() {
    let mut material = long_ago();
    material.router = line(SEEN);
    assert_eq!(ailments(&material), []);
    for lang in Lang::ALL {
        let voice = Voice::new(lang, TimeZone::UTC);
        let report = report(&material, DoctorQuery::default(), &voice);
        assert_eq!(report.compared[0].verdict, Comparison::Same);
        assert!(!report.summary.is_empty());
        assert!(report.text.contains(&report.summary));
        assert!(report.text.contains(NAME));
    }
}

#[test]
fn f11_the_routers_address_tells_carrier_nat_double_nat_and_ds_lite_apart() {
    let seen = ip(SEEN);
    let cases = [
        (
            "100.64.3.4",
            Ailment::CarrierNat {
                router: ip("100.64.3.4"),
                seen: Some(seen),
            },
        ),
        (
            "192.168.0.2",
            Ailment::DoubleNat {
                router: ip("192.168.0.2"),
                seen: Some(seen),
            },
        ),
        (
            "198.51.100.4",
            Ailment::RouterDiffers {
                router: ip("198.51.100.4"),
                seen,
            },
        ),
        ("192.0.0.2", Ailment::DsLite { seen }),
    ];
    for (address, expected) in cases {
        let mut material = long_ago();
        material.router = line(address);
        assert_eq!(ailments(&material), [expected], "{address}");
    }
    let mut material = long_ago();
    let nothing = |problem| RouterAnswer::Nothing { problem };
    material.router = router(
        nothing(RouterProblem::NoAnswer),
        nothing(RouterProblem::NoLease),
    );
    assert_eq!(ailments(&material), [Ailment::DsLite { seen }]);
    material.router = router(nothing(RouterProblem::NoAnswer), RouterAnswer::NotAsked);
    let problem = RouterProblem::NoAnswer;
    assert_eq!(ailments(&material), [Ailment::RouterSilent { problem }]);
}

#[test]
fn f11_carrier_nat_is_found_once_and_not_as_condition_and_line() {
    let mut material = long_ago();
    material.router = line("100.64.3.4");
    let since = ago(Duration::from_secs(600));
    Arc::make_mut(&mut material.snapshot)
        .conditions
        .push(Condition {
            kind: ConditionKind::CarrierNat,
            severity: Severity::Notice,
            since,
        });
    let found = judge::all(&material);
    assert_eq!(found.len(), 1);
    assert!(matches!(found[0].what, Ailment::CarrierNat { .. }));
    assert_eq!(found[0].since, Some(since));
}

#[test]
fn a_line_with_ipv6_only_is_told_where_a_name_asks_for_ipv4() {
    let mut material = long_ago();
    let snapshot = Arc::make_mut(&mut material.snapshot);
    let policy = hemma_core::address::AddressPolicy {
        permit_documentation: true,
    };
    snapshot.addresses[0].gate.state = GateState::Absent;
    snapshot.addresses.push(AddressView {
        family: Family::Ipv6,
        gate: GateStatus {
            state: GateState::Known {
                address: policy.admit(ip("2001:db8::7")).expect("publishable"),
                voices: Vec::new(),
            },
            known: None,
            jump: None,
        },
    });
    assert_eq!(ailments(&material), [Ailment::OnlyIpv6]);
}

#[test]
fn away_from_home_the_line_says_nothing_about_home() {
    let mut material = long_ago();
    material.router = line("100.64.3.4");
    Arc::make_mut(&mut material.snapshot).whereabouts = Whereabouts::Offline;
    assert_eq!(ailments(&material), []);
}

fn with(mut material: Material, change: impl FnOnce(&mut Compared)) -> (Material, Comparison) {
    change(&mut material.compared[0].1);
    let (record, compared) = &material.compared[0];
    let verdict = names::told(record, compared, material.at).verdict;
    (material, verdict)
}

#[test]
fn f25_a_resolver_that_overrides_the_name_is_told_apart_from_one_that_holds_an_old_answer() {
    let old = |compared: &mut Compared| {
        compared.network = answered(OLD);
        compared.computer = Ok(vec![ip(OLD)]);
    };
    let fresh = material(Duration::from_secs(60));
    let record = fresh.compared[0].0.id.clone();
    let until = later(ago(Duration::from_secs(60)), Duration::from_secs(300));
    let (fresh, verdict) = with(fresh, old);
    assert_eq!(verdict, Comparison::Stale);
    let here = vec![ip(OLD)];
    let stale = Ailment::StaleDns {
        record: record.clone(),
        here: here.clone(),
        until,
    };
    assert_eq!(ailments(&fresh), [stale]);

    // The same answer after its time is over is somebody's own.
    let (late, verdict) = with(long_ago(), old);
    assert_eq!(verdict, Comparison::NetworkOverrides);
    let split = Ailment::SplitDns { record, here };
    assert_eq!(ailments(&late), [split]);

    // An address of the home network was never in the zone.
    let (home, verdict) = with(material(Duration::from_secs(60)), |compared| {
        compared.network = answered("192.168.1.20");
        compared.computer = Ok(vec![ip("192.168.1.20")]);
    });
    assert_eq!(verdict, Comparison::NetworkOverrides);
    let found = judge::all(&home);
    assert!(matches!(found[0].what, Ailment::SplitDns { .. }));
    assert_eq!(found[0].severity, Severity::Info);
}

#[test]
fn f26_a_line_in_the_hosts_file_is_told_as_this_computers_own() {
    for in_hosts_file in [true, false] {
        let (material, verdict) = with(long_ago(), |compared| {
            compared.computer = Ok(vec![ip("127.0.1.1")]);
            if in_hosts_file {
                // The system's own name server reads the file too.
                compared.network = answered("127.0.1.1");
            }
            compared.in_hosts_file = in_hosts_file;
        });
        assert_eq!(verdict, Comparison::ComputerOverrides);
        assert!(matches!(
            ailments(&material)[..],
            [Ailment::HostsFile { .. }]
        ));
    }
}

#[test]
fn f27_a_way_of_asking_that_failed_is_no_difference() {
    let (material, verdict) = with(long_ago(), |compared| {
        compared.network = Err(LookProblem::TimedOut);
        compared.computer = Err(LookProblem::NameLookup);
    });
    assert_eq!(verdict, Comparison::Unknown);
    assert_eq!(ailments(&material), []);

    let (material, _) = with(long_ago(), |compared| {
        compared.zone = Err(LookProblem::TimedOut);
    });
    assert!(matches!(
        ailments(&material)[..],
        [Ailment::ZoneSilent { .. }]
    ));
}

#[test]
fn a_fresh_proof_says_until_when_old_answers_may_live() {
    let material = material(Duration::from_secs(60));
    let until = later(ago(Duration::from_secs(60)), Duration::from_secs(300));
    let record = material.compared[0].0.id.clone();
    let expected = Ailment::OldAnswers { record, until };
    assert_eq!(ailments(&material), [expected]);
    let voice = Voice::new(Lang::En, TimeZone::UTC);
    let told = report(&material, DoctorQuery::default(), &voice);
    assert!(told.findings[0].meaning.contains("until 12:04"), "{told:?}");
}

#[test]
fn f50_a_change_elsewhere_is_told_with_its_time_until_it_is_a_second_writer() {
    let mut material = long_ago();
    let record = material.compared[0].0.id.clone();
    let at = ago(Duration::from_secs(7200));
    material.entries.push(Entry {
        at,
        profile: Some(record.profile.clone()),
        record: Some(record.clone()),
        kind: EntryKind::ChangedElsewhere {
            seen: vec![ip(OLD)],
        },
    });
    let found = judge::all(&material);
    assert!(matches!(found[0].what, Ailment::ChangedElsewhere { .. }));
    assert_eq!(found[0].since, Some(at));

    let kind = ConditionKind::SecondWriter { record };
    Arc::make_mut(&mut material.snapshot)
        .conditions
        .push(Condition {
            severity: kind.severity(),
            kind: kind.clone(),
            since: at,
        });
    assert_eq!(
        ailments(&material),
        [Ailment::Condition { condition: kind }]
    );
}

#[test]
fn names_and_the_end_of_addresses_are_masked_when_a_person_wishes_so() {
    let material = long_ago();
    let voice = Voice::new(Lang::Sv, TimeZone::UTC);
    let query = DoctorQuery {
        mask: true,
        ..DoctorQuery::default()
    };
    let text = report(&material, query, &voice).text;
    assert!(!text.contains(NAME), "{text}");
    assert!(!text.contains(SEEN), "{text}");
    assert!(
        text.contains("name-1") && text.contains("203.0.x.x"),
        "{text}"
    );
}

#[test]
fn every_word_of_an_ordinary_report_stays_readable() {
    let material = long_ago();
    for lang in Lang::ALL {
        let voice = Voice::new(lang, TimeZone::UTC);
        let text = report(&material, DoctorQuery::default(), &voice).text;
        assert!(!text.contains('•'), "{text}");
    }
}
