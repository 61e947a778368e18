//! What can happen in a story, and how it is dealt.

use std::time::Duration;

use crate::common::world::Card;
use crate::common::{checked, profile, rehearsal, settings};
use hemma_core::address::Family;
use hemma_core::finding::{Finding, LookProblem};
use hemma_core::settings::{DnsDraft, HomeNetworkDraft, ProfileDraft, Settings, SettingsDraft};
use hemma_core::whereabouts::{NetworkFacts, NetworkId};
use proptest::prelude::*;

/// One thing that happens in a story.
#[derive(Clone, Debug)]
pub(crate) enum Happening {
    Wait(Duration),
    /// Everything that was asked is answered, in order, with these looks and this card.
    Serve {
        echoes: Vec<u8>,
        card: Card,
        dns: u8,
    },
    LinkMoved,
    WokeUp,
    Located(u8),
    CheckNow,
    Pause(Option<u16>),
    Resume,
    ReleaseAll,
    FollowLine(bool, bool),
    Credential(u8),
    Settings(u8),
    Vault(bool),
    Disk(bool),
    Restart,
    ClockSet(i32),
    /// Answers to questions nobody asked.
    Nonsense(u8, u8),
    Timer,
}

pub(crate) fn happening() -> impl Strategy<Value = Happening> {
    let card = prop_oneof![
        8 => Just(Card::Good),
        2 => Just(Card::Nochg),
        1 => Just(Card::Busy),
        1 => Just(Card::TooOften),
        1 => Just(Card::Badauth),
        1 => Just(Card::Nohost),
        1 => Just(Card::Abuse),
        2 => Just(Card::LostAfter),
        1 => Just(Card::LostBefore),
        2 => Just(Card::Unsent),
        1 => Just(Card::Locked),
        1 => Just(Card::Silent),
    ];
    prop_oneof![
        6 => prop_oneof![0u64..3_000, 0u64..400_000, 0u64..4_000_000]
            .prop_map(|millis| Happening::Wait(Duration::from_millis(millis))),
        16 => (prop::collection::vec(0u8..7, 0..8), card, 0u8..4)
            .prop_map(|(echoes, card, dns)| Happening::Serve { echoes, card, dns }),
        3 => Just(Happening::LinkMoved),
        1 => Just(Happening::WokeUp),
        4 => prop_oneof![4 => Just(0u8), 5 => 1u8..6].prop_map(Happening::Located),
        3 => Just(Happening::CheckNow),
        1 => prop::option::of(0u16..600).prop_map(Happening::Pause),
        2 => Just(Happening::Resume),
        2 => Just(Happening::ReleaseAll),
        1 => (any::<bool>(), any::<bool>())
            .prop_map(|(ipv6, follow)| Happening::FollowLine(ipv6, follow)),
        1 => (0u8..3).prop_map(Happening::Credential),
        1 => (0u8..10).prop_map(Happening::Settings),
        1 => any::<bool>().prop_map(Happening::Vault),
        1 => any::<bool>().prop_map(Happening::Disk),
        2 => Just(Happening::Restart),
        1 => (-100_000i32..100_000).prop_map(Happening::ClockSet),
        3 => (any::<u8>(), any::<u8>()).prop_map(|(a, b)| Happening::Nonsense(a, b)),
        2 => Just(Happening::Timer),
    ]
}

pub(crate) fn story() -> impl Strategy<Value = Vec<Happening>> {
    prop::collection::vec(happening(), 1..50)
}

/// Two services, a shared credential, both families, a group that cannot be proved.
pub(crate) fn settings_number(number: u8) -> Settings {
    let noip = profile(
        "noip-1",
        "noip",
        &[
            "hem.example.se ipv4 ipv6",
            "nas.example.se ipv4",
            "group ipv4",
        ],
    );
    let mut other = profile("noip-2", "noip", &["shed.example.se ipv4"]);
    let hostup = profile("hostup-1", "hostup", &["barn.example.se ipv4 ipv6"]);
    match number {
        0 => settings(vec![noip, other, hostup]),
        1 => {
            other.username = Some("somebody-else".to_owned());
            settings(vec![noip, other])
        }
        2 => settings(vec![other, hostup]),
        // What is left out is lost; what is offline is told once.
        4 => settings(vec![
            other,
            profile("inwx-1", "inwx", &["yard.example.se ipv4 ipv6"]),
            profile("strato-1", "strato", &["loft.example.se ipv4 ipv6"]),
        ]),
        5 => {
            other.name[0].offline = Some(true);
            settings(vec![noip, other])
        }
        // Every voice there is.
        6 => {
            let mut draft = SettingsDraft {
                profile: vec![noip, other],
                ..rehearsal()
            };
            draft.detection.router = Some(true);
            let question = |id: &str| DnsDraft {
                id: Some(id.to_owned()),
                ..DnsDraft::default()
            };
            draft.detection.dns = vec![question("opendns"), question("cloudflare-dns")];
            checked(draft)
        }
        // Home networks are listed, and one profile follows a tunnel.
        7 => {
            other.tunnel = Some("follow".to_owned());
            guarded("networks", &["here"], vec![noip, other, hostup])
        }
        // Nobody has said where home is.
        8 => guarded("ask", &[], vec![noip, other, hostup]),
        // Everywhere but in tunnels, which one profile follows.
        9 => {
            other.tunnel = Some("follow".to_owned());
            settings(vec![noip, other, hostup])
        }
        _ => {
            other.username = noip.username.clone();
            settings(vec![noip, other, hostup])
        }
    }
}

fn guarded(guard: &str, home: &[&str], profile: Vec<ProfileDraft>) -> Settings {
    let mut draft = rehearsal();
    draft.profile = profile;
    draft.home.guard = Some(guard.to_owned());
    let listed = home.iter().map(|id| HomeNetworkDraft {
        id: Some((*id).to_owned()),
        name: None,
    });
    draft.home.network = listed.collect();
    checked(draft)
}

/// Addresses that echoes may tell: two real ones, one private, unknown, and a portal.
pub(crate) fn echo(number: u8, family: Family) -> Finding {
    let address = match (family, number) {
        (Family::Ipv4, 0 | 4) => "203.0.113.7",
        (Family::Ipv4, 1) => "203.0.113.8",
        (Family::Ipv4, 2) => "192.168.1.4",
        (Family::Ipv6, 0 | 4) => "2001:db8:1:2::7",
        (Family::Ipv6, 1) => "2001:db8:9:9::7",
        (Family::Ipv6, 2) => "fd00::1",
        (Family::Ipv6, 5) => return Finding::Absent,
        (_, 6) => {
            return Finding::Unknown {
                problem: LookProblem::Intercepted,
            };
        }
        _ => {
            return Finding::Unknown {
                problem: LookProblem::TimedOut,
            };
        }
    };
    Finding::Found {
        address: address.parse().unwrap(),
    }
}

pub(crate) fn facts(place: u8) -> NetworkFacts {
    NetworkFacts {
        online: place != 1,
        tunnel: place == 2,
        network: match place {
            2 | 4 => None,
            3 | 5 => Some(NetworkId(format!("network {place}"))),
            _ => Some(NetworkId("here".to_owned())),
        },
        ..NetworkFacts::default()
    }
}
