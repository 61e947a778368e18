//! Where the computer is: tunnels, portals, other networks.

use super::*;
use crate::common::rehearsal;
use hemma_core::settings::{HomeNetworkDraft, Settings, SettingsDraft};
use hemma_core::whereabouts::{AwayReason, NetworkFacts, NetworkId};

fn network(id: &str) -> NetworkFacts {
    NetworkFacts {
        online: true,
        network: Some(NetworkId(id.to_owned())),
        ..NetworkFacts::default()
    }
}

fn tunnel() -> NetworkFacts {
    NetworkFacts {
        online: true,
        tunnel: true,
        ..NetworkFacts::default()
    }
}

fn away(reason: AwayReason) -> Whereabouts {
    Whereabouts::Away { reason }
}

/// One name; these networks are home.
fn guarded(guard: &str, home: &[&str]) -> SettingsDraft {
    let mut draft = rehearsal();
    draft.profile = vec![profile("noip-1", "noip", &["hem.example.se ipv4"])];
    draft.home.guard = Some(guard.to_owned());
    let listed = home.iter().map(|id| HomeNetworkDraft {
        id: Some((*id).to_owned()),
        name: Some("Home".to_owned()),
    });
    draft.home.network = listed.collect();
    draft
}

/// Started in the network `home`, and the first minutes over.
fn started(settings: Settings) -> World {
    let mut world = World::new(settings);
    world.facts = network("home");
    world.tell(Event::Timer);
    world.run_for(10 * MINUTE);
    world
}

fn go(world: &mut World, to: NetworkFacts, address: &str) {
    world.facts = to;
    change(world, address);
}

fn whereabouts(world: &World) -> Whereabouts {
    world.story.scheduler.status().whereabouts.clone()
}

#[test]
fn f07_names_go_on_at_once_when_the_tunnel_is_gone() {
    let mut world = started(one_name());
    assert!(world.all_proved());
    go(&mut world, tunnel(), "198.51.100.1");
    world.run_for(DAY);
    assert_eq!(world.requests.len(), 1);
    assert_eq!(
        conditions(&world),
        [ConditionKind::Away {
            reason: AwayReason::Tunnel
        }]
    );
    // The line at home got another address meanwhile.
    world.facts = network("home");
    world.address.insert(Family::Ipv4, address("203.0.113.9"));
    world.tell(Event::LinkMoved);
    world.run_for(Duration::from_secs(2));
    assert_eq!(world.requests.len(), 2);
    world.run_for(MINUTE);
    assert!(world.all_proved());
    assert_eq!(conditions(&world), []);
}

#[test]
fn f07_only_a_profile_that_follows_publishes_what_the_web_sees_behind_a_tunnel() {
    let mut follower = profile("dyn-1", "dyndns2", &["vpn.example.se ipv4"]);
    follower.tunnel = Some("follow".to_owned());
    let holder = profile("noip-1", "noip", &["hem.example.se ipv4"]);
    let mut world = started(settings(vec![holder, follower]));
    assert!(world.all_proved());
    let before = world.requests.len();
    go(&mut world, tunnel(), "198.51.100.1");
    world.run_for(HOUR);
    let sent = &world.requests[before..];
    assert_eq!(sent.len(), 1, "{sent:?}");
    let (_, _, changes) = &sent[0];
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0].record.profile.as_str(), "dyn-1");
    assert_eq!(changes[0].address.ip(), address("198.51.100.1"));
    let phase = |record: &str| {
        let id = record.parse().unwrap();
        world.story.scheduler.status().records[&id].phase.clone()
    };
    assert_eq!(phase("noip-1/hem.example.se/ipv4"), Phase::Holding);
    assert_eq!(phase("dyn-1/vpn.example.se/ipv4"), Phase::UpToDate);
    // Home again: the follower comes along, the holder never moved.
    go(&mut world, network("home"), "203.0.113.7");
    world.run_for(HOUR);
    let back = &world.requests[before + 1..];
    assert_eq!(back.len(), 1, "{back:?}");
    assert_eq!(back[0].2[0].record.profile.as_str(), "dyn-1");
    assert!(world.all_proved());
}

#[test]
fn f02_what_was_known_in_another_network_lets_no_single_voice_decide() {
    let mut world = started(one_name());
    assert!(world.all_proved());
    // Everywhere is home. In the new network one source is left, and it repeats the old address.
    world.facts = network("office");
    world.deaf = 3;
    world.tell(Event::LinkMoved);
    world.run_for(Duration::from_secs(2));
    let gate = &world.story.scheduler.status().gates[&Family::Ipv4].state;
    assert!(matches!(gate, GateState::Held { .. }), "{gate:?}");
}

#[test]
fn f09_a_portal_pauses_quietly_and_is_left_by_an_answer() {
    let mut world = started(one_name());
    world.facts = network("café");
    world.deaf = u32::MAX;
    world.deaf_because = LookProblem::Intercepted;
    world.tell(Event::LinkMoved);
    world.run_for(Duration::from_secs(10));
    assert_eq!(whereabouts(&world), away(AwayReason::CaptivePortal));
    assert_eq!(conditions(&world), [], "not worth a word yet");
    world.run_for(Duration::from_secs(10));
    assert_eq!(conditions(&world), [ConditionKind::Intercepted]);
    world.run_for(3 * HOUR);
    assert_eq!(conditions(&world), [ConditionKind::Intercepted]);
    assert_eq!(world.requests.len(), 1);
    // Signed in; every network is home here.
    world.deaf = 0;
    world.address.insert(Family::Ipv4, address("198.51.100.1"));
    world.run_for(6 * MINUTE);
    assert_eq!(whereabouts(&world), Whereabouts::Home);
    assert_eq!(conditions(&world), []);
    assert_eq!(world.requests.len(), 2);
}

#[test]
fn f09_looks_behind_a_portal_become_rare() {
    let mut world = started(one_name());
    world.facts = network("café");
    world.deaf = u32::MAX;
    world.deaf_because = LookProblem::Intercepted;
    world.keep_actions = true;
    world.tell(Event::LinkMoved);
    world.run_for(HOUR);
    let rounds = world
        .actions
        .iter()
        .filter(|(_, action)| matches!(action, Action::Locate { .. }))
        .count();
    assert!((14..=22).contains(&rounds), "{rounds} rounds in an hour");
}

#[test]
fn f09_wrong_certificates_in_a_new_network_are_a_portal_and_at_home_they_are_not() {
    let foreign = LookProblem::Tls {
        clock_suspect: false,
    };
    let mut world = started(one_name());
    world.deaf = u32::MAX;
    world.deaf_because = foreign;
    world.tell(Event::LinkMoved);
    world.run_for(MINUTE);
    assert_eq!(whereabouts(&world), Whereabouts::Home, "heard here before");
    world.facts = network("hotel");
    world.tell(Event::LinkMoved);
    world.run_for(MINUTE);
    assert_eq!(whereabouts(&world), away(AwayReason::CaptivePortal));
    assert_eq!(conditions(&world), [ConditionKind::Intercepted]);
    assert_eq!(world.requests.len(), 1);
}

#[test]
fn f10_a_phone_as_a_spare_line_is_not_followed() {
    let mut world = started(checked(guarded("networks", &["home"])));
    assert!(world.all_proved());
    for _ in 0..4 {
        go(&mut world, network("phone"), "198.51.100.1");
        world.run_for(5 * MINUTE);
        assert_eq!(whereabouts(&world), away(AwayReason::OtherNetwork));
        go(&mut world, network("home"), "203.0.113.7");
        world.run_for(5 * MINUTE);
    }
    assert_eq!(world.requests.len(), 1, "the name never left home");
    assert_eq!(conditions(&world), []);
    assert!(world.all_proved());
}

#[test]
fn the_first_network_is_asked_about_and_nothing_is_published_before() {
    let mut draft = guarded("ask", &[]);
    let mut world = started(checked(draft.clone()));
    world.run_for(DAY);
    assert_eq!(world.requests.len(), 0);
    let asked = ConditionKind::Away {
        reason: AwayReason::NotAsked,
    };
    assert_eq!(conditions(&world), std::slice::from_ref(&asked));
    assert_eq!(asked.severity(), hemma_core::health::Severity::Action);
    // A café that the person declined is not asked about again; the next network is.
    draft.home.declined = vec!["home".to_owned()];
    settle(&mut world, &draft);
    assert_eq!(whereabouts(&world), away(AwayReason::OtherNetwork));
    world.facts = network("flat");
    world.tell(Event::LinkMoved);
    world.run_for(MINUTE);
    assert_eq!(whereabouts(&world), away(AwayReason::NotAsked));
    assert_eq!(world.requests.len(), 0);
    // "This is home."
    draft.home = guarded("networks", &["flat"]).home;
    settle(&mut world, &draft);
    assert!(world.all_proved());
    assert_eq!(conditions(&world), []);
    // Forgotten.
    draft.home.network.clear();
    settle(&mut world, &draft);
    assert_eq!(whereabouts(&world), away(AwayReason::OtherNetwork));
    // "This computer never moves."
    draft.home.guard = Some("always".to_owned());
    settle(&mut world, &draft);
    assert_eq!(whereabouts(&world), Whereabouts::Home);
    assert_eq!(world.requests.len(), 1);
}

/// The settings change, and a minute passes.
fn settle(world: &mut World, draft: &SettingsDraft) {
    let settings = Box::new(checked(draft.clone()));
    world.tell(Event::SettingsChanged { settings });
    world.run_for(MINUTE);
}

#[test]
fn a_network_whose_router_was_not_met_yet_is_asked_about_again_soon() {
    let mut world = World::new(checked(guarded("networks", &["home"])));
    world.facts = network("home");
    world.facts.network = None;
    world.tell(Event::Timer);
    world.run_for(Duration::from_secs(2));
    assert_eq!(whereabouts(&world), away(AwayReason::OtherNetwork));
    world.facts = network("home");
    world.run_for(MINUTE);
    assert!(world.all_proved());
}
