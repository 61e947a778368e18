//! Scripted ports: answers go in, recorded calls come out. For tests of the engine and of whatever holds a [`Handle`].
//!
//! [`World`] is a small pretend world: an address, a service that takes every update, a zone that shows it, a vault, a
//! notebook and a settings file. Each part can be made to fail. Time is Tokio's, so that a paused clock makes a week
//! pass in a moment.
//!
//! [`Handle`]: crate::Handle

mod clock;
mod disk;
mod hands;
mod import;
mod senses;
mod vault;

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use hemma_core::settings::SettingsDraft;
use hemma_providers::ClientIdentity;
use hemma_providers::catalog::catalog;
use jiff::tz::TimeZone;
use tokio::sync::mpsc;

pub use clock::FakeClock;
pub use disk::{FakeNotebook, FakeSettingsFile};
pub use hands::{FakeApi, FakeHands, Reply};
pub use import::FakeImportReader;
pub use senses::{FakeResolver, FakeSenses};
pub use vault::FakeVault;

use crate::Start;
use crate::ports::{Clock, Hints, Ports};
use crate::words::Lang;

/// Locks a script. A test that panicked has told its story already.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// The sending ends of the hints.
#[derive(Clone, Debug)]
pub struct HintSenders {
    /// Something about the network moved.
    pub link_moved: mpsc::Sender<()>,
    /// The router said that something changed.
    pub router_moved: mpsc::Sender<()>,
    /// The machine slept for this long.
    pub woke_up: mpsc::Sender<Duration>,
    /// The settings file was changed by somebody else.
    pub settings_touched: mpsc::Sender<()>,
}

/// A whole pretend world.
#[derive(Clone)]
pub struct World {
    /// Time.
    pub clock: Arc<FakeClock>,
    /// Network and addresses.
    pub senses: Arc<FakeSenses>,
    /// The service.
    pub hands: Arc<FakeHands>,
    /// DNS.
    pub resolver: Arc<FakeResolver>,
    /// Secrets.
    pub vault: Arc<FakeVault>,
    /// Memory and journal.
    pub notebook: Arc<FakeNotebook>,
    /// The settings file.
    pub file: Arc<FakeSettingsFile>,
    /// Another program's file.
    pub import: Arc<FakeImportReader>,
}

impl World {
    /// Builds a world at home with the given settings file. Must be called inside a Tokio runtime.
    #[must_use]
    pub fn new(draft: SettingsDraft) -> Self {
        let resolver = Arc::new(FakeResolver::default());
        Self {
            clock: Arc::new(FakeClock::new()),
            senses: Arc::new(FakeSenses::default()),
            hands: Arc::new(FakeHands::new(resolver.clone())),
            resolver,
            vault: Arc::new(FakeVault::default()),
            notebook: Arc::new(FakeNotebook::default()),
            file: Arc::new(FakeSettingsFile::new(draft)),
            import: Arc::new(FakeImportReader::default()),
        }
    }

    /// Returns the ports into this world.
    #[must_use]
    pub fn ports(&self) -> Ports {
        Ports {
            clock: self.clock.clone(),
            senses: self.senses.clone(),
            hands: self.hands.clone(),
            resolver: self.resolver.clone(),
            vault: self.vault.clone(),
            notebook: self.notebook.clone(),
            settings_file: self.file.clone(),
            import_reader: self.import.clone(),
        }
    }

    /// Returns what the engine begins with in this world: the settings file as it stands and the memory written so far.
    #[must_use]
    pub fn start(&self) -> Start {
        let draft = self.file.draft();
        let fallback = || {
            let defaults = SettingsDraft::default().check(&catalog());
            defaults.unwrap_or_else(|problems| panic!("default settings are wrong: {problems:?}"))
        };
        let checked = self.file.check(&draft);
        let problems = checked.as_ref().err().cloned().unwrap_or_default();
        Start {
            settings: checked.unwrap_or_else(|_| fallback()),
            draft,
            settings_problems: problems,
            memory: self.notebook.memory(),
            state_writable: true,
            catalog: catalog(),
            services: crate::start::services(),
            portable: false,
            identity: ClientIdentity::hemma("Test", "0.1.0"),
            version: "0.1.0".to_owned(),
            zone: Arc::new(|| TimeZone::UTC),
            system_language: Lang::En,
        }
    }

    /// Lets so much time pass. With Tokio's clock paused, everything that is due in that time happens.
    pub async fn pass(&self, span: Duration) {
        let until = self.clock.now().mono.plus(span);
        self.clock.sleep_until(until).await;
    }

    /// Returns hints and their sending ends.
    #[must_use]
    pub fn hints() -> (HintSenders, Hints) {
        let (link_moved, link_moved_out) = mpsc::channel(1);
        let (router_moved, router_moved_out) = mpsc::channel(1);
        let (woke_up, woke_up_out) = mpsc::channel(1);
        let (settings_touched, settings_touched_out) = mpsc::channel(1);
        let senders = HintSenders {
            link_moved,
            router_moved,
            woke_up,
            settings_touched,
        };
        let hints = Hints {
            link_moved: link_moved_out,
            router_moved: router_moved_out,
            woke_up: woke_up_out,
            settings_touched: settings_touched_out,
        };
        (senders, hints)
    }
}
