//! A VPN provider: a real tunnel device whose packets travel through the home's router and leave somewhere else.

use std::cell::RefCell;

use super::daemon::Daemon;
use super::home::{MASQUERADE, Pc};
use super::place::Place;
use super::town::Town;

/// Where the provider is, and as whom its customers go out.
const EXIT: &str = "203.0.113.99";

/// A provider with room for one customer.
pub struct Vpn {
    place: Place,
    ends: RefCell<Option<[Daemon; 2]>>,
}

impl Vpn {
    pub(super) fn open(town: &Town) -> Self {
        let place = Place::make("vpn");
        place.run("sysctl -qw net.ipv4.ip_forward=1");
        town.cable((&town.internet.place, "to-vpn"), (&place, "wan"));
        town.internet.place.run("ip link set to-vpn master street");
        place.run(&format!(
            "ip addr add {EXIT}/24 dev wan\nip route add default via 203.0.113.1\n{MASQUERADE}"
        ));
        Self {
            place,
            ends: RefCell::new(None),
        }
    }

    /// The address that the world sees of its customers.
    #[must_use]
    pub fn exit(&self) -> &'static str {
        EXIT
    }

    /// Connects a computer, and leads everything of it through the tunnel. The device has a name that says nothing.
    pub async fn connect(&self, pc: &Pc) {
        let mut here = self.place.daemon(&[
            "socat",
            "-dd",
            &format!("UDP-LISTEN:1194,bind={EXIT}"),
            "TUN:10.8.0.1/24,tun-name=office0,iff-no-pi,iff-up",
        ]);
        here.until_said("listening").await;
        pc.lead_outside(EXIT);
        let there = pc.place.daemon(&[
            "socat",
            &format!("UDP:{EXIT}:1194"),
            "TUN:10.8.0.2/24,tun-name=office0,iff-no-pi,iff-up",
        ]);
        // The provider's end comes up with the first packet; a device that comes up sends some by itself.
        here.until_said("starting data transfer").await;
        *self.ends.borrow_mut() = Some([here, there]);
        pc.place
            .until("ip -4 addr show dev office0", "10.8.0.2")
            .await;
        pc.place
            .run("ip route add default via 10.8.0.1 dev office0 metric 5");
    }

    /// Ends the connection; the device and its route go with it.
    pub fn hang_up(&self) {
        self.ends.borrow_mut().take();
    }
}
