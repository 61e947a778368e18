//! A running engine in a pretend world.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use hemma_core::history::EntryKind;
use hemma_core::names::SecretKey;
use hemma_core::settings::{NameEntryDraft, ProfileDraft, SettingsDraft};
use hemma_core::status::Phase;
use hemma_engine::Handle;
use hemma_engine::fakes::{HintSenders, World};
use hemma_engine::messages::{NameView, Snapshot};
use tokio::task::JoinHandle;

/// The secret of every profile here.
pub(crate) const SECRET: &str = "correct-horse-battery";

/// Two addresses for examples (RFC 5737).
pub(crate) const FIRST: &str = "203.0.113.7";
pub(crate) const SECOND: &str = "203.0.113.8";

pub(crate) fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

/// A No-IP profile that keeps one name over IPv4.
pub(crate) fn profile(id: &str, name: &str) -> ProfileDraft {
    ProfileDraft {
        id: Some(id.to_owned()),
        service: Some("noip".to_owned()),
        label: Some("Home".to_owned()),
        username: Some("someone".to_owned()),
        name: vec![NameEntryDraft {
            name: Some(name.to_owned()),
            families: Some(vec!["ipv4".to_owned()]),
            ..NameEntryDraft::default()
        }],
        ..ProfileDraft::default()
    }
}

/// Settings in which documentation addresses may be published, with these profiles.
pub(crate) fn draft(profiles: Vec<ProfileDraft>) -> SettingsDraft {
    let mut draft = SettingsDraft {
        profile: profiles,
        ..SettingsDraft::default()
    };
    draft.detection.permit_documentation = Some(true);
    draft
}

/// A world with one name, an address and the secret.
pub(crate) fn world() -> World {
    let world = World::new(draft(vec![profile("noip", "home.example.com")]));
    world.senses.set_address(ip(FIRST));
    world.vault.put("noip".parse().unwrap(), SECRET);
    world
}

pub(crate) fn key(text: &str) -> SecretKey {
    text.parse().unwrap()
}

/// A running engine.
pub(crate) struct Running {
    pub(crate) handle: Handle,
    pub(crate) hints: HintSenders,
    pub(crate) engine: JoinHandle<()>,
}

impl Running {
    pub(crate) fn new(world: &World) -> Self {
        let (hints, receivers) = World::hints();
        let (handle, engine) = hemma_engine::start(world.ports(), receivers, world.start());
        Self {
            handle,
            hints,
            engine: tokio::spawn(engine),
        }
    }

    /// Waits until a snapshot is so. The clock is paused: an hour of the world is a moment here.
    pub(crate) async fn until(&self, wanted: impl Fn(&Snapshot) -> bool) -> Arc<Snapshot> {
        let mut snapshots = self.handle.snapshots();
        let wait = snapshots.wait_for(|snapshot| wanted(snapshot));
        match tokio::time::timeout(Duration::from_secs(3600), wait).await {
            Ok(Ok(snapshot)) => snapshot.clone(),
            Ok(Err(_)) => panic!("the engine ended"),
            Err(_) => panic!("it never came to that; now: {:#?}", self.handle.snapshot()),
        }
    }

    /// Waits until every name is where it should be.
    pub(crate) async fn until_fine(&self) -> Arc<Snapshot> {
        self.until(all_fine).await
    }

    pub(crate) async fn stop(self) {
        self.handle.shutdown().await;
        self.engine.await.unwrap();
    }
}

pub(crate) fn all_fine(snapshot: &Snapshot) -> bool {
    let mut names = snapshot.names.iter().filter(|name| name.enabled).peekable();
    names.peek().is_some() && names.all(is_fine)
}

pub(crate) fn is_fine(name: &NameView) -> bool {
    let mut records = name.records.iter();
    records.all(|record| record.status.phase == Phase::UpToDate)
}

pub(crate) fn phase_of(snapshot: &Snapshot, name: &str) -> Option<Phase> {
    let found = snapshot
        .names
        .iter()
        .find(|view| view.name.as_str() == name)?;
    found
        .records
        .first()
        .map(|record| record.status.phase.clone())
}

/// The journal's kinds, oldest first.
pub(crate) fn kinds(world: &World) -> Vec<EntryKind> {
    world
        .notebook
        .entries()
        .into_iter()
        .map(|entry| entry.kind)
        .collect()
}
