//! The town: the internet and the street that leads to it.

use std::cell::Cell;
use std::net::IpAddr;
use std::process::Command;
use std::time::Duration;

use hemma_sandbox::{Family, World};

use super::bind::NameServer;
use super::home::{Home, Uplink};
use super::internet::{Internet, SERVICES_V4, SERVICES_V6};
use super::place::Place;
use super::vpn::Vpn;

/// The longest wait for anything. Never waited out when things are well.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// Lets other things happen between two looks at something that gives no event.
pub(super) async fn moment() {
    #[expect(
        clippy::disallowed_methods,
        reason = "programs of other people and the kernel's tables give no event"
    )]
    tokio::time::sleep(Duration::from_millis(10)).await;
}

/// A town with an internet and no homes yet.
///
/// | Address | Who |
/// | --- | --- |
/// | 203.0.113.1, 44.128.0.1, 2001:db8:fe::1 | the provider's end of the street |
/// | 203.0.113.7, 2001:db8:fe::7 | the first home's router; 2001:db8:1::/48 is led to it |
/// | 203.0.113.57, 2001:db8:fe::57 | the second's; 2001:db8:2::/48 |
/// | 198.51.100.10, 2001:db8:ff::10 | services, echo voices, DNS |
/// | 198.51.100.53 | BIND, where a story has it |
pub struct Town {
    /// The internet.
    pub internet: Internet,
    homes: Cell<u8>,
}

impl Town {
    /// Builds it over the seeded world in which every name holds 203.0.113.7 already, so that the first update is the
    /// one that a story is about and no least distance stands in its way.
    pub(super) async fn found() -> Self {
        prepare();
        let place = Place::make("internet");
        place.run(&format!(
            "sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 net.ipv6.conf.default.accept_dad=0\n\
             ip link add street type bridge\n\
             ip addr add 203.0.113.1/24 dev street\n\
             ip addr add 44.128.0.1/24 dev street\n\
             ip -6 addr add 2001:db8:fe::1/64 dev street nodad\n\
             ip link set street up\n\
             ip addr add {SERVICES_V4}/32 dev lo\n\
             ip -6 addr add {SERVICES_V6}/128 dev lo nodad\n\
             ip addr add 198.51.100.53/32 dev lo"
        ));
        Self {
            internet: Internet::start(place, World::seeded().settled()),
            homes: Cell::new(0),
        }
    }

    /// Builds a home with a router, on the street.
    #[must_use]
    pub fn home(&self) -> Home {
        self.home_at(Uplink::Street)
    }

    /// Builds a home with a router.
    #[must_use]
    pub fn home_at(&self, uplink: Uplink) -> Home {
        self.homes.set(self.homes.get() + 1);
        Home::build(self, self.homes.get(), uplink)
    }

    /// Starts BIND on the internet, with authority over the services' names and the zone `noip.example`.
    pub async fn bind(&self) -> NameServer {
        NameServer::start(self).await
    }

    /// Sets what a name holds at its service and in DNS, as if it had been so for a long time.
    pub fn name_holds(&self, name: &str, family: Family, address: Option<&str>) {
        let address: Option<IpAddr> = address.map(|text| text.parse().expect("an address"));
        self.internet
            .sandbox
            .edit(|world| world.zones.set_by_hand(name, family, address));
    }

    /// Opens a VPN provider on the street, whose customers go out as 203.0.113.99.
    #[must_use]
    pub fn vpn(&self) -> Vpn {
        Vpn::open(self)
    }

    /// Connects two places by a cable, both ends up.
    pub fn cable(&self, from: (&Place, &str), to: (&Place, &str)) {
        from.0.run(&format!(
            "ip link add {} type veth peer name {} netns {}\nip link set {} up",
            from.1,
            to.1,
            to.0.name(),
            from.1
        ));
        to.0.run(&format!("ip link set {} up", to.1));
    }
}

/// Makes a fresh `/run` for this story alone: names of namespaces, logs and temporary files lie there.
fn prepare() {
    mount(&["-t", "tmpfs", "-o", "mode=0755", "lab", "/run"]);
    // On many systems the list of name servers is a link into the old /run.
    if let Ok(target) = std::fs::read_link("/etc/resolv.conf") {
        let file = std::path::Path::new("/etc").join(target);
        if !file.exists() {
            std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder in /run");
            std::fs::write(file, "").expect("an empty list of name servers");
        }
    }
    let lo = Command::new("ip")
        .args(["link", "set", "lo", "up"])
        .status();
    assert!(
        lo.is_ok_and(|status| status.success()),
        "iproute2 is installed"
    );
}

pub(super) fn mount(words: &[&str]) {
    let output = Command::new("mount").args(words).output().expect("mount");
    assert!(
        output.status.success(),
        "mount {words:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}
