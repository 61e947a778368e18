//! The running sandbox: starting, moving, breaking, asking, stopping.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::Context as _;
use serde::Serialize;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::clock::Clock;
use crate::ledger::Ledger;
use crate::listen::{Listen, ListenerPair, bind_dns};
use crate::script::{Fault, Script, Times};
use crate::target::Target;
use crate::tls::Certificates;
use crate::world::hostup::{OTHER_AGENT, OTHER_SOURCE};
use crate::world::{Family, World};
use crate::{control, dns, host};

/// How to start a sandbox. A [`World`] alone converts into options with every port chosen freely.
#[derive(Debug, Clone, Default)]
pub struct SandboxOptions {
    /// What to pretend.
    pub world: World,
    /// First of consecutive ports (noip, dyndns2, hostup, echo-a, echo-b, dns, control, and then the
    /// targets from [`Target::NoIpPlain`] on); `None` lets the system choose each. Tests always let the system choose.
    pub port_base: Option<u16>,
    /// Folder in which `ca.pem` and `sandbox.json` are written; it is made when missing.
    pub state_dir: Option<PathBuf>,
    /// Where to listen: loopback, unless a test has made a network of its own.
    pub listen: Listen,
}

impl From<World> for SandboxOptions {
    fn from(world: World) -> Self {
        Self {
            world,
            ..Self::default()
        }
    }
}

/// Where everything listens.
#[derive(Debug, Clone, Serialize)]
pub struct Endpoints {
    /// The HTTPS hosts, by target.
    hosts: BTreeMap<Target, HostEndpoint>,
    /// The authoritative name server, UDP and TCP.
    pub dns: SocketAddr,
    /// The control page and API, plain HTTP.
    pub control: SocketAddr,
    /// The address of every host, by family.
    #[serde(skip)]
    pub(crate) at: (Ipv4Addr, Ipv6Addr),
}

#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct HostEndpoint {
    pub(crate) port: u16,
    pub(crate) ipv6: bool,
}

impl Endpoints {
    pub(crate) fn host(&self, target: Target) -> Option<HostEndpoint> {
        self.hosts.get(&target).copied()
    }
}

/// What the parts of a running sandbox share.
#[derive(Debug)]
pub(crate) struct Inner {
    // One lock around world and script: requests are judged one at a time, as a transaction would be.
    // It is never held across an await.
    state: Mutex<State>,
    pub(crate) ledger: Ledger,
    pub(crate) clock: Clock,
    pub(crate) certificates: Certificates,
    pub(crate) endpoints: Endpoints,
}

#[derive(Debug)]
pub(crate) struct State {
    pub(crate) world: World,
    pub(crate) script: Script,
}

impl Inner {
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    /// As [`Inner::lock`], after services have forgotten what was not refreshed in time.
    pub(crate) fn fresh(&self) -> MutexGuard<'_, State> {
        let now = self.clock.now();
        let mut state = self.lock();
        crate::services::others::forget_stale(&mut state.world, now);
        state
    }
}

/// A running pretend internet. Dropping it, or [`Sandbox::shutdown`], stops everything it started.
#[derive(Debug)]
pub struct Sandbox {
    inner: Arc<Inner>,
    tasks: JoinSet<()>,
}

impl Sandbox {
    /// Starts everything and returns when it all listens. Must be called inside a Tokio runtime.
    ///
    /// Fails when a port is taken or the state folder cannot be written.
    pub async fn start(options: impl Into<SandboxOptions>) -> anyhow::Result<Self> {
        let SandboxOptions {
            mut world,
            port_base,
            state_dir,
            listen,
        } = options.into();
        world.zones.plant();
        let mut listeners = Vec::new();
        let mut hosts = BTreeMap::new();
        for target in Target::ALL
            .into_iter()
            .filter(|target| *target != Target::Dns && target.host() == *target)
        {
            let chosen = listen.ports.get(&target).copied().unwrap_or(0);
            let port = port_base.map_or(chosen, |base| base.saturating_add(target.port_offset()));
            let mut pair = ListenerPair::bind(&listen, port)
                .await
                .with_context(|| format!("could not listen for {target}"))?;
            if target.is_ipv4_only() {
                pair.v6 = None;
            }
            hosts.insert(
                target,
                HostEndpoint {
                    port: pair.port,
                    ipv6: pair.v6.is_some(),
                },
            );
            listeners.push((target, pair));
        }
        let chosen = listen.ports.get(&Target::Dns).copied().unwrap_or(0);
        let dns_port = port_base.map_or(chosen, |base| base.saturating_add(5));
        let servers = bind_dns(&listen, dns_port)
            .await
            .context("could not listen for DNS")?;
        let control_port = port_base.map_or(0, |base| base.saturating_add(6));
        let control = TcpListener::bind((Ipv4Addr::LOCALHOST, control_port))
            .await
            .context("could not listen for the control page")?;

        let inner = Arc::new(Inner {
            state: Mutex::new(State {
                world,
                script: Script::default(),
            }),
            ledger: Ledger::new(),
            clock: Clock::start(),
            certificates: Certificates::make(&listen)?,
            endpoints: Endpoints {
                hosts,
                dns: SocketAddr::from((
                    listen.ipv4,
                    servers.first().context("no DNS")?.0.local_addr()?.port(),
                )),
                control: control.local_addr()?,
                at: (listen.ipv4, listen.ipv6),
            },
        });
        let mut tasks = JoinSet::new();
        for (target, pair) in listeners {
            tasks.spawn(host::serve(Arc::clone(&inner), target, pair.v4));
            if let Some(v6) = pair.v6 {
                tasks.spawn(host::serve(Arc::clone(&inner), target, v6));
            }
        }
        for (udp, tcp) in servers {
            tasks.spawn(dns::serve_udp(Arc::clone(&inner), udp));
            tasks.spawn(dns::serve_tcp(Arc::clone(&inner), tcp));
        }
        tasks.spawn(control::serve(Arc::clone(&inner), control));
        let sandbox = Self { inner, tasks };
        if let Some(folder) = state_dir {
            sandbox.write_state(&folder)?;
        }
        Ok(sandbox)
    }

    fn write_state(&self, folder: &std::path::Path) -> anyhow::Result<()> {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("could not make the state folder {}", folder.display()))?;
        let ca = folder.join("ca.pem");
        std::fs::write(&ca, self.ca_pem()).context("could not write ca.pem")?;
        let mut description = self.describe();
        if let Some(map) = description.as_object_mut() {
            map.insert("ca_pem".to_owned(), ca.display().to_string().into());
        }
        let text = serde_json::to_string_pretty(&description)?;
        std::fs::write(folder.join("sandbox.json"), text + "\n")
            .context("could not write sandbox.json")?;
        Ok(())
    }

    /// Returns endpoints and logins (all fake) as JSON: what `sandbox.json` holds.
    pub fn describe(&self) -> serde_json::Value {
        control::view::description(&self.inner)
    }

    /// Stops everything and waits until it has stopped.
    pub async fn shutdown(mut self) {
        self.tasks.shutdown().await;
    }

    /// Returns the authority's certificate, to be trusted by tests (`SSL_CERT_FILE`).
    pub fn ca_pem(&self) -> &str {
        &self.inner.certificates.ca_pem
    }

    /// Returns `https://127.0.0.1:PORT` of a host (`http://` of the only one without TLS; another address where
    /// [`SandboxOptions::listen`] says so). For DNS see
    /// [`Sandbox::dns`].
    pub fn url(&self, target: Target) -> String {
        format!(
            "{}://{}:{}",
            target.scheme(),
            self.inner.endpoints.at.0,
            self.port(target)
        )
    }

    /// Returns `https://[::1]:PORT` of a host, as [`Sandbox::url`]; `None` where the machine has no IPv6 loopback.
    pub fn url_v6(&self, target: Target) -> Option<String> {
        let host = self.inner.endpoints.hosts.get(&target.host())?;
        host.ipv6.then(|| {
            format!(
                "{}://[{}]:{}",
                target.scheme(),
                self.inner.endpoints.at.1,
                host.port
            )
        })
    }

    /// Returns the port of a host, the same for both families.
    pub fn port(&self, target: Target) -> u16 {
        let hosts = &self.inner.endpoints.hosts;
        hosts
            .get(&target.host())
            .map_or(self.inner.endpoints.dns.port(), |host| host.port)
    }

    /// Returns where the name server listens, UDP and TCP.
    pub fn dns(&self) -> SocketAddr {
        self.inner.endpoints.dns
    }

    /// Returns where it listens over IPv6, where the machine has it: on the same port.
    pub fn dns_v6(&self) -> SocketAddr {
        let endpoints = &self.inner.endpoints;
        SocketAddr::from((endpoints.at.1, endpoints.dns.port()))
    }

    /// Returns where the control page and API listen.
    pub fn control(&self) -> SocketAddr {
        self.inner.endpoints.control
    }

    /// Returns the ledger.
    pub fn ledger(&self) -> &Ledger {
        &self.inner.ledger
    }

    /// Returns the clocks.
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// Moves the router's public IPv4 address.
    pub fn move_router_v4(&self, address: Ipv4Addr) {
        self.edit(|world| world.router.ipv4 = Some(address));
    }

    /// Moves the router's public IPv6 address.
    pub fn move_router_v6(&self, address: Ipv6Addr) {
        self.edit(|world| world.router.ipv6 = Some(address));
    }

    /// Takes the router's public address of a family away: nothing is reached over it any more.
    pub fn cut_router(&self, family: Family) {
        self.edit(|world| match family {
            Family::V4 => world.router.ipv4 = None,
            Family::V6 => world.router.ipv6 = None,
        });
    }

    /// Scripts a fault.
    pub fn fault(&self, target: Target, fault: Fault, times: Times) {
        self.inner.lock().script.add(target, fault, times);
    }

    /// Takes away all faults of one target, or of all.
    pub fn clear_faults(&self, target: Option<Target>) {
        self.inner.lock().script.clear(target);
    }

    /// Lets a target answer this much later, always.
    pub fn set_latency(&self, target: Target, latency: Duration) {
        self.inner.lock().script.set_latency(target, latency);
    }

    /// Moves the service clock forward, for rules such as "no sooner than 30 minutes".
    pub fn advance_clock(&self, by: Duration) {
        self.inner.clock.advance(by);
    }

    /// Lets the service clock run so many times as fast as real time.
    pub fn set_clock_scale(&self, scale: u32) {
        self.inner.clock.set_scale(scale);
    }

    /// Changes anything in the world and returns what the closure returns.
    pub fn edit<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        change(&mut self.inner.lock().world)
    }

    /// Lets another client update a HostUp configuration's name with its token, from
    /// 198.51.100.22 as `ddclient/3.11.2`: log, counters, history and DNS follow. False when there is no
    /// such configuration or the address is of the wrong family.
    pub fn second_writer(&self, config_id: &str, address: IpAddr) -> bool {
        let now = self.inner.clock.now();
        self.edit(|World { hostup, zones, .. }| {
            hostup.second_writer(zones, config_id, address, (OTHER_SOURCE, OTHER_AGENT), now)
        })
    }

    /// Sets or deletes a record of a HostUp domain as a person does in the panel: DNS and history
    /// change, the configurations do not know.
    pub fn set_in_panel(&self, name: &str, family: Family, value: Option<IpAddr>) {
        let now = self.inner.clock.now();
        self.edit(|World { hostup, zones, .. }| {
            hostup.set_in_panel(zones, name, family, value, now);
        });
    }

    /// Returns a copy of the world as it is now.
    pub fn world(&self) -> World {
        self.inner.fresh().world.clone()
    }

    /// Lifts every block and forgets all rudeness at all services, as after a talk with support.
    pub fn forgive(&self) {
        self.edit(World::forgive);
    }

    /// Returns the address a service has stored for a name, shown in DNS already or not.
    pub fn registered(&self, name: &str, family: Family) -> Option<IpAddr> {
        self.inner.fresh().world.zones.registered(name, family)
    }
}
