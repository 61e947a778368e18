//! What the engine begins with, and the way in.

use std::future::Future;
use std::sync::Arc;

use hemma_core::memory::Memory;
use hemma_core::scheduler::Scheduler;
use hemma_core::settings::{Catalog, FieldProblem, Settings, SettingsDraft, ZoneRule};
use hemma_providers::ClientIdentity;
use tokio::sync::{broadcast, mpsc, watch};

use crate::accounts::{Accounts, Desk};
use crate::clerk::Clerk;
use crate::doctor::Doctor;
use crate::driver::Driver;
use crate::handle::{Handle, SurfaceReport, ZoneNow, unreported};
use crate::jobs::Jobs;
use crate::messages::ServiceView;
use crate::ports::{Hints, Ports};
use crate::view::notice::NoticeDesk;
use crate::view::snapshot::{self, Facts};
use crate::words::Lang;

/// Messages a surface may have on the way before it must wait.
const INBOX: usize = 32;

/// Toasts that wait for a surface that is slow.
const NOTICES: usize = 32;

/// What the engine begins with.
#[derive(Clone)]
pub struct Start {
    /// The settings in force: those of the file, or default settings when the file has mistakes.
    pub settings: Settings,
    /// The file as it stands.
    pub draft: SettingsDraft,
    /// What is wrong in the file; empty when `settings` come from it.
    pub settings_problems: Vec<FieldProblem>,
    /// What was remembered.
    pub memory: Memory,
    /// Whether the state folder could be written at the start (F32).
    pub state_writable: bool,
    /// The rules of every service, for checking settings: `hemma_providers::catalog::catalog()`.
    pub catalog: Catalog,
    /// Every service as the form shows it, in that order: [`services`].
    pub services: Vec<ServiceView>,
    /// Whether this computer may be carried about: then its first profile publishes nothing before its person has said
    /// where home is.
    pub portable: bool,
    /// How this program introduces itself to services.
    pub identity: ClientIdentity,
    /// This program's version, for people.
    pub version: String,
    /// The local time zone, asked again whenever a local time is shown.
    pub zone: ZoneNow,
    /// What `language = "system"` means on this computer.
    pub system_language: Lang,
}

/// Returns every service of the catalog as the form shows it.
#[must_use]
pub fn services() -> Vec<ServiceView> {
    let cards = hemma_providers::catalog::services().iter();
    let views = cards.filter_map(|card| {
        let rules = card.rules();
        Some(ServiceView {
            id: card.id.parse().ok()?,
            name: card.name.to_owned(),
            ipv4: rules.ipv4,
            ipv6: rules.ipv6,
            needs_username: rules.needs_username,
            needs_endpoint: rules.needs_endpoint,
            secret_per_record: rules.secret_per_record,
            has_api: rules.has_api,
            zone: rules.zone != ZoneRule::None,
            custom: rules.custom,
            offline: rules.offline,
            clear_text_port: rules.clear_text_port,
        })
    });
    views.collect()
}

/// Builds the engine. Nothing happens until the future is polled; it ends after [`Handle::shutdown`] or
/// [`crate::messages::Command::Quit`], when everything that must be on disk is there.
pub fn start(
    ports: Ports,
    hints: Hints,
    start: Start,
) -> (Handle, impl Future<Output = ()> + Send) {
    let now = ports.clock.now();
    let scheduler = Scheduler::new(now, start.settings.clone(), start.memory);
    let mut surfaces = unreported();
    surfaces
        .settings_problems
        .clone_from(&start.settings_problems);
    let facts = Facts {
        version: start.version,
        started: now.wall,
        order: crate::clerk::order(&start.draft),
        service_names: start
            .services
            .iter()
            .map(|service| (service.id.clone(), service.name.clone()))
            .collect(),
        settings: start.settings.clone(),
        surfaces,
        at_service: std::collections::BTreeMap::new(),
        looked: std::collections::BTreeMap::new(),
        history_revision: 0,
        settings_revision: 1,
    };
    let first = Arc::new(snapshot::build(&facts, scheduler.status(), 1, now.wall));
    let (snapshots, snapshots_out) = watch::channel(first);
    let (notices, _) = broadcast::channel(NOTICES);
    let (surfaces, surfaces_out) = watch::channel(SurfaceReport::default());
    let (to_driver, inbox) = mpsc::channel(INBOX);
    let (to_clerk, desk) = mpsc::channel(INBOX);
    let (to_accounts, accounts_inbox) = mpsc::channel(INBOX);
    let accounts = Accounts {
        desk: Arc::new(Desk::new(
            &ports,
            start.identity.clone(),
            to_clerk.clone(),
            to_driver.clone(),
            snapshots_out.clone(),
        )),
        inbox: accounts_inbox,
        snapshots: snapshots_out.clone(),
    };
    let handle = Handle {
        driver: to_driver.clone(),
        clerk: to_clerk,
        accounts: to_accounts,
        snapshots: snapshots_out,
        notices: notices.clone(),
        surfaces,
        notebook: ports.notebook.clone(),
        senses: ports.senses.clone(),
        hands: ports.hands.clone(),
        doctor: Doctor {
            clock: ports.clock.clone(),
            senses: ports.senses.clone(),
            resolver: ports.resolver.clone(),
            hands: ports.hands.clone(),
            notebook: ports.notebook.clone(),
        },
        identity: Arc::new(start.identity.clone()),
        zone: start.zone.clone(),
        system_language: start.system_language,
    };
    let clerk = Clerk {
        vault: ports.vault.clone(),
        file: ports.settings_file.clone(),
        import_reader: ports.import_reader.clone(),
        driver: to_driver,
        desk,
        settings_touched: hints.settings_touched,
        draft: start.draft,
        settings: start.settings,
        problems: start.settings_problems.clone(),
        catalog: start.catalog,
        services: start.services,
        portable: start.portable,
        present: std::collections::BTreeMap::new(),
    };
    let driver = Driver {
        scheduler,
        jobs: Jobs::new(&ports, start.identity),
        notices: NoticeDesk::new(),
        clock: ports.clock,
        notebook: ports.notebook,
        inbox,
        link_moved: hints.link_moved,
        router_moved: hints.router_moved,
        woke_up: hints.woke_up,
        surface_reports: surfaces_out,
        facts,
        snapshots,
        notices_out: notices,
        zone: start.zone,
        system_language: start.system_language,
        unsaved: std::collections::BTreeMap::new(),
        writable: start.state_writable,
        stopping: None,
    };
    let problems = start.settings_problems;
    let engine = async move {
        // The accounts speak to the clerk: it ends after them.
        let mut clerk = Box::pin(async { tokio::join!(clerk.run(), accounts.run()) });
        let mut driver = Box::pin(driver.run(problems));
        tokio::select! {
            () = &mut driver => {}
            // All handles are gone: the driver finds its inbox closed and stops in good order.
            _ = &mut clerk => driver.await,
        }
    };
    (handle, engine)
}
