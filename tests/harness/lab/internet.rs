//! The internet of a town: the sandbox's services, echo voices and name server at addresses of their own.
//!
//! The echo voices tell each caller where it came from, so what a home publishes is what its router really made of it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::{Arc, mpsc};

use hemma_sandbox::{Family, Listen, Sandbox, SandboxOptions, Target, World};
use tokio::sync::oneshot;

use super::place::Place;

/// Where the services are.
pub(super) const SERVICES_V4: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 10);
pub(super) const SERVICES_V6: Ipv6Addr = Ipv6Addr::new(0x2001, 0xdb8, 0xff, 0, 0, 0, 0, 0x10);

/// The names the services' certificate is good for.
const NAMES: [&str; 5] = hemma_sandbox::SERVER_NAMES;

/// A running internet.
pub struct Internet {
    /// Its services and their ledger.
    pub sandbox: Arc<Sandbox>,
    /// Where it all is.
    pub place: Place,
    end: Option<oneshot::Sender<()>>,
}

impl Internet {
    /// Starts it in a namespace that is cabled up.
    pub(super) fn start(place: Place, mut world: World) -> Self {
        for record in &mut world.zones.records {
            if NAMES.contains(&record.name.as_str()) {
                record.ipv4 = Some(SERVICES_V4);
                record.ipv6 = Some(SERVICES_V6);
            }
        }
        let listen = Listen {
            ipv4: SERVICES_V4,
            ipv6: SERVICES_V6,
            ports: [(Target::Dns, 53), (Target::NoIpPlain, 8245)].into(),
        };
        let options = SandboxOptions {
            listen,
            ..SandboxOptions::from(world)
        };
        let (sandbox, end) = start(&place, options);
        Self {
            sandbox,
            place,
            end: Some(end),
        }
    }

    /// What a service has stored for a name, in DNS already or not.
    #[must_use]
    pub fn registered(&self, name: &str, family: Family) -> Option<IpAddr> {
        self.sandbox.registered(name, family)
    }

    /// Every address any update ever carried or was taken to mean, in order.
    #[must_use]
    pub fn published(&self) -> Vec<IpAddr> {
        let updates = self.sandbox.ledger().updates();
        updates
            .iter()
            .flat_map(|entry| entry.addresses.iter().copied())
            .collect()
    }
}

/// Starts a sandbox on a thread of its own in another place. It ends when the sender is used or dropped.
pub(super) fn start(place: &Place, options: SandboxOptions) -> (Arc<Sandbox>, oneshot::Sender<()>) {
    let (ready, started) = mpsc::channel();
    let (end, ended) = oneshot::channel();
    let place = place.clone();
    std::thread::spawn(move || {
        place.enter();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(async {
            let sandbox = Sandbox::start(options).await;
            let _ = ready.send(sandbox.map(Arc::new));
            let _ = ended.await;
        });
    });
    let sandbox = started
        .recv()
        .expect("the thread answers")
        .expect("the sandbox starts in its own network");
    (sandbox, end)
}

impl Drop for Internet {
    fn drop(&mut self) {
        if let Some(end) = self.end.take() {
            let _ = end.send(());
        }
    }
}
