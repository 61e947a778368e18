//! Which computer is the router, and by which address of our own it is reached.

use std::net::Ipv4Addr;

use crate::http::Reach;
use crate::interfaces::{Interface, Kind, WaysOut};

use super::Shared;

/// The router and the address of this computer on its network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The default gateway.
    pub gateway: Ipv4Addr,
    /// This computer's own address, from which packets to the world leave.
    pub own: Ipv4Addr,
}

impl Shared {
    /// Returns where the router is now. `None`: there is none that may be asked.
    pub(super) async fn place(&self) -> Option<Place> {
        if let Some(place) = self.setting.place {
            return Some(place).filter(|place| self.reach.admits(place.gateway.into()));
        }
        let (listing, ways_out) = crate::senses::read_interfaces().await;
        place(&listing, ways_out, self.reach)
    }
}

/// Judges a listing. Pure. A gateway with a public address is the carrier's, and one behind a tunnel somebody else's:
/// neither is a home router.
fn place(listing: &[Interface], ways_out: WaysOut, reach: Reach) -> Option<Place> {
    let own = ways_out.ipv4?;
    let card = listing
        .iter()
        .find(|card| card.kind == Kind::Ordinary && card.ipv4.contains(&own))?;
    let gateway = card.gateway?;
    let at_home = gateway.is_private() || gateway.is_link_local();
    (at_home && gateway != own && reach.admits(gateway.into())).then_some(Place { gateway, own })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(kind: Kind, gateway: &str) -> Vec<Interface> {
        vec![Interface {
            name: "eth0".to_owned(),
            kind,
            ipv4: vec!["192.168.1.20".parse().expect("an address")],
            gateway: gateway.parse().ok(),
            ..Interface::default()
        }]
    }

    fn found(listing: &[Interface], reach: Reach) -> Option<Ipv4Addr> {
        let ways_out = WaysOut {
            ipv4: "192.168.1.20".parse().ok(),
            ipv6: None,
        };
        place(listing, ways_out, reach).map(|place| place.gateway)
    }

    #[test]
    fn the_gateway_of_the_way_out_is_the_router() {
        let home = card(Kind::Ordinary, "192.168.1.1");
        let gateway = "192.168.1.1".parse().ok();
        assert_eq!(found(&home, Reach::Everywhere), gateway);
        assert_eq!(found(&home, Reach::LoopbackOnly), None);
        assert_eq!(place(&home, WaysOut::default(), Reach::Everywhere), None);
    }

    #[test]
    fn a_carriers_gateway_and_a_tunnels_are_nobodys_router() {
        for (kind, gateway) in [
            (Kind::Ordinary, "203.0.113.1"),
            (Kind::Ordinary, "100.64.0.1"),
            (Kind::Ordinary, "192.168.1.20"),
            (Kind::Ordinary, ""),
            (Kind::Tunnel, "192.168.1.1"),
        ] {
            assert_eq!(
                found(&card(kind, gateway), Reach::Everywhere),
                None,
                "{gateway}"
            );
        }
    }
}
