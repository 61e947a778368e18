//! Server names turned into addresses of one family, within reach.

use std::net::{IpAddr, SocketAddr};

use hemma_core::address::Family;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::Host;

/// How far this program may reach.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// Everywhere.
    #[default]
    Everywhere,
    /// Loopback addresses only: for tests and demonstrations, so that a mistake cannot leave the machine.
    LoopbackOnly,
}

impl Reach {
    /// Returns whether an address may be contacted.
    #[must_use]
    pub fn admits(self, address: IpAddr) -> bool {
        match self {
            Self::Everywhere => true,
            Self::LoopbackOnly => address.to_canonical().is_loopback(),
        }
    }
}

/// Why a server's name gave no address to connect to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum NameTrouble {
    /// The system's resolver found nothing or failed.
    #[error("the name could not be resolved")]
    NotFound,
    /// There are addresses, but none of the family the request is pinned to.
    #[error("the name has no address of the wanted family")]
    NoneOfFamily,
    /// The address in the URL is of the other family.
    #[error("the address is of the other family")]
    WrongFamily,
    /// The loopback-only door refuses the address.
    #[error("the address is not a loopback address, and this door opens to nothing else")]
    OutOfReach,
}

/// The family and reach one request is pinned to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pin {
    pub(super) family: Option<Family>,
    pub(super) reach: Reach,
}

impl Pin {
    /// Judges the host of a URL before anything is opened. Names are judged when they are resolved: HTTP libraries do
    /// not resolve literal addresses, so those would slip past [`Resolve`].
    pub(super) fn check(self, host: &Host<&str>) -> Result<(), NameTrouble> {
        let address = match host {
            Host::Domain(_) => return Ok(()),
            Host::Ipv4(address) => IpAddr::V4(*address),
            Host::Ipv6(address) => IpAddr::V6(*address),
        };
        if !self.reach.admits(address) {
            return Err(NameTrouble::OutOfReach);
        }
        if !self.is_of_family(address) {
            return Err(NameTrouble::WrongFamily);
        }
        Ok(())
    }

    /// Returns whether an address may be connected to.
    pub(super) fn is_of_family(self, address: IpAddr) -> bool {
        self.family
            .is_none_or(|family| family == Family::of(address))
    }

    fn choose(self, found: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, NameTrouble> {
        if found.is_empty() {
            return Err(NameTrouble::NotFound);
        }
        if !found.iter().all(|address| self.reach.admits(address.ip())) {
            return Err(NameTrouble::OutOfReach);
        }
        let chosen: Vec<_> = found
            .into_iter()
            .filter(|address| self.is_of_family(address.ip()))
            .collect();
        if chosen.is_empty() {
            return Err(NameTrouble::NoneOfFamily);
        }
        Ok(chosen)
    }
}

impl Resolve for Pin {
    fn resolve(&self, name: Name) -> Resolving {
        let pin = *self;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0))
                .await
                .map(Iterator::collect)
                .map_err(|_| NameTrouble::NotFound)?;
            let addresses: Addrs = Box::new(pin.choose(found)?.into_iter());
            Ok(addresses)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pin(family: Family, reach: Reach) -> Pin {
        Pin {
            family: Some(family),
            reach,
        }
    }

    fn addresses(texts: &[&str]) -> Vec<SocketAddr> {
        let parse = |text: &&str| SocketAddr::new(text.parse().expect("an address"), 0);
        texts.iter().map(parse).collect()
    }

    #[test]
    fn f16_only_addresses_of_the_pinned_family_are_connected_to() {
        let found = addresses(&["192.0.2.1", "2001:db8::1", "192.0.2.2"]);
        let v4 = pin(Family::Ipv4, Reach::Everywhere);
        assert_eq!(
            v4.choose(found.clone()),
            Ok(addresses(&["192.0.2.1", "192.0.2.2"]))
        );
        let v6 = pin(Family::Ipv6, Reach::Everywhere);
        assert_eq!(v6.choose(found), Ok(addresses(&["2001:db8::1"])));
        assert_eq!(
            v6.choose(addresses(&["192.0.2.1"])),
            Err(NameTrouble::NoneOfFamily)
        );
    }

    #[test]
    fn f16_a_literal_address_of_the_other_family_is_refused_before_the_network() {
        let v6 = pin(Family::Ipv6, Reach::Everywhere);
        let literal = Host::Ipv4("192.0.2.1".parse().expect("an address"));
        assert_eq!(v6.check(&literal), Err(NameTrouble::WrongFamily));
        assert_eq!(v6.check(&Host::Domain("echo.example")), Ok(()));
    }

    #[test]
    fn the_loopback_door_refuses_names_that_lead_elsewhere() {
        let door = pin(Family::Ipv4, Reach::LoopbackOnly);
        assert_eq!(
            door.choose(addresses(&["127.0.0.1", "192.0.2.1"])),
            Err(NameTrouble::OutOfReach)
        );
        assert!(door.choose(addresses(&["127.0.0.1", "::1"])).is_ok());
        let literal = Host::Ipv4("192.0.2.1".parse().expect("an address"));
        assert_eq!(door.check(&literal), Err(NameTrouble::OutOfReach));
        assert!(Reach::LoopbackOnly.admits("::ffff:127.0.0.1".parse().expect("an address")));
    }
}
