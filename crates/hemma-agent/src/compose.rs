//! Fills in the ports: the one list that differs between real life, demo and test.

use std::sync::Arc;

use hemma_core::history::{Entry, EntryKind};
use hemma_core::memory::Memory;
use hemma_core::settings::{
    Catalog, FieldPath, FieldProblem, ProblemKind, Settings, SettingsDraft,
};
use hemma_engine::ports::{
    Clock, DiskError, Hints, LoadedSettings, Notebook as _, Ports, SettingsFile as _,
};
use hemma_engine::{Start, services};
use hemma_net::clock::SystemClock;
use hemma_net::http::{Reach, Roots};
use hemma_net::network::{Outlook, Salt};
use hemma_net::router::Router;
use hemma_net::{Net, NetOptions};
use hemma_providers::ClientIdentity;
use hemma_store::database::{Notebook, Opened};
use hemma_store::import::ImportReader;
use hemma_store::paths::Paths;
use hemma_store::settings_file::{SettingsStore, SettingsWatch};
use hemma_store::vault::{SecretVault, VaultPlaces};

use crate::cli::Places;
use crate::system;

/// Everything a command needs, with nothing running yet.
pub struct Composed {
    /// The world.
    pub ports: Ports,
    /// The real clock, for the hints about sleep.
    pub clock: SystemClock,
    /// The router, for its hints, and to be told that nobody listens any more.
    pub router: Router,
    /// The database.
    pub notebook: Arc<Notebook>,
    /// The settings file.
    pub file: Arc<SettingsStore>,
    /// The file as it stands.
    pub draft: SettingsDraft,
    /// Settings in force: those of the file, or default ones when it has mistakes.
    pub settings: Settings,
    /// The mistakes.
    pub problems: Vec<FieldProblem>,
    /// What was remembered.
    pub memory: Memory,
    /// Whether the state folder can be written.
    pub state_writable: bool,
    /// The rules of every service.
    pub catalog: Catalog,
    /// How this program introduces itself.
    pub identity: ClientIdentity,
    /// Where things lie.
    pub paths: Paths,
}

/// Opens settings, database and vault, and builds the ports.
///
/// # Errors
///
/// Only when there is no place for anything: no home folder and no `--state`. A settings file with mistakes, or one that
/// cannot be read, is returned as `problems`; a damaged or forbidden database is told in the history.
pub async fn compose(places: &Places) -> anyhow::Result<Composed> {
    let paths = Paths::find(places.config.as_deref(), places.state.as_deref())?;
    if let Err(error) = paths.create() {
        tracing::warn!(%error, "a folder could not be made; Hemma goes on from memory");
    }
    let catalog = hemma_providers::catalog::catalog();
    let file = Arc::new(SettingsStore::new(paths.config.clone(), catalog.clone()));
    let LoadedSettings { draft, settings } = file.load().await.unwrap_or_else(unreadable);
    let (settings, problems) = match settings {
        Ok(settings) => (settings, Vec::new()),
        Err(problems) => (nothing_set(&catalog), problems),
    };
    let opened = Notebook::open(&paths.database(), settings.history);
    let clock = SystemClock::start();
    let memory = opened.memory.clone();
    let state_writable = opened.problem.is_none();
    let notebook = tell_how_it_opened(opened, &clock).await;
    let identity = ClientIdentity::hemma(system::os(), env!("CARGO_PKG_VERSION"));
    let net = Net::new(
        clock,
        NetOptions {
            identity: identity.clone(),
            reach: Reach::Everywhere,
            roots: Roots::System,
            outlook: outlook(&settings),
            salt: salt(&paths),
        },
    );
    let vault = SecretVault::new(
        VaultPlaces {
            keychain_service: paths.keychain_service(),
            sealed_file: paths.sealed_file(),
            password_file: places.password_file.clone(),
        },
        settings.vault,
    );
    let ports = Ports {
        clock: net.clock,
        senses: net.senses,
        hands: net.hands,
        resolver: net.resolver,
        vault: Arc::new(vault),
        notebook: notebook.clone(),
        settings_file: file.clone(),
        import_reader: Arc::new(ImportReader::new(catalog.clone())),
    };
    Ok(Composed {
        ports,
        clock,
        router: net.router,
        notebook,
        file,
        draft,
        settings,
        problems,
        memory,
        state_writable,
        catalog,
        identity,
        paths,
    })
}

impl Composed {
    /// Returns what the engine begins with.
    #[must_use]
    pub fn start(&self) -> Start {
        Start {
            settings: self.settings.clone(),
            draft: self.draft.clone(),
            settings_problems: self.problems.clone(),
            memory: self.memory.clone(),
            state_writable: self.state_writable,
            catalog: self.catalog.clone(),
            services: services(),
            portable: system::is_portable(),
            identity: self.identity.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            zone: Arc::new(system::time_zone),
            system_language: system::language(),
        }
    }

    /// Starts listening to the system. The watch of the settings file lasts as long as what is returned beside it.
    #[must_use]
    pub fn hints(&self) -> (Hints, Option<SettingsWatch>) {
        let (watch, settings_touched) = match SettingsWatch::start(&self.paths.config) {
            Ok((watch, touched)) => (Some(watch), touched),
            Err(error) => {
                tracing::warn!(%error, "changes made by hand in the settings file are seen at the next start only");
                (None, tokio::sync::mpsc::channel(1).1)
            }
        };
        let hints = Hints {
            link_moved: hemma_net::watch::watch_network(),
            router_moved: self.router.hints(),
            woke_up: self.clock.watch_sleep(),
            settings_touched,
        };
        (hints, watch)
    }
}

/// Fingerprints of networks are this installation's own. Where nothing can be kept they change with every start, and
/// home networks are not recognised: names stay as they are, and the notice about the disk says what to mend.
fn salt(paths: &Paths) -> Salt {
    let fresh = Salt::draw();
    let kept = hemma_store::salt::keep(&paths.network_salt(), fresh).unwrap_or_else(|error| {
        tracing::warn!(%error, "home networks cannot be recognised after the next start");
        fresh
    });
    Salt::kept(kept)
}

fn nothing_set(catalog: &Catalog) -> Settings {
    SettingsDraft::default()
        .check(catalog)
        .expect("default settings are right")
}

/// A file that cannot be read is a mistake like any other: it is told, and mended while the agent stays.
fn unreadable(error: DiskError) -> LoadedSettings {
    LoadedSettings {
        draft: SettingsDraft::default(),
        settings: Err(vec![FieldProblem {
            path: FieldPath::default(),
            problem: ProblemKind::Syntax {
                message: error.what,
            },
            line: None,
        }]),
    }
}

/// A program that talks only to this computer has nothing to be offline from.
fn outlook(settings: &Settings) -> Outlook {
    let within = |url: &url::Url| match url.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(_)) | None => false,
    };
    let mut urls = settings
        .detection
        .sources
        .iter()
        .flat_map(|source| source.ipv4.iter().chain(&source.ipv6));
    let questions = &settings.detection.dns;
    let mut servers = questions
        .iter()
        .flat_map(|one| one.ipv4.iter().chain(&one.ipv6));
    if urls.all(within) && servers.all(|server| server.ip().is_loopback()) {
        Outlook::Within
    } else {
        Outlook::World
    }
}

async fn tell_how_it_opened(opened: Opened, clock: &SystemClock) -> Arc<Notebook> {
    let notebook = Arc::new(opened.notebook);
    if let Some(problem) = opened.problem {
        tracing::warn!(%problem, "the database cannot be used; Hemma goes on from memory");
    }
    if opened.bad_facts > 0 {
        tracing::warn!(
            facts = opened.bad_facts,
            "some remembered facts could not be read and were put aside"
        );
    }
    if let Some(aside) = opened.quarantined {
        let file = aside
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        tracing::warn!(
            file,
            facts = opened.salvaged_facts,
            entries = opened.salvaged_entries,
            "the database was damaged; it was put aside and a new one begun"
        );
        let entry = Entry {
            at: clock.now().wall,
            profile: None,
            record: None,
            kind: EntryKind::DatabaseQuarantined { file },
        };
        if let Err(error) = notebook.note(entry).await {
            tracing::warn!(%error, "the history could not be written");
        }
    }
    notebook
}
