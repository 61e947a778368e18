//! Reading what a request wants: names, and for each family what shall become of it.

use std::net::IpAddr;

use super::engine::{Ask, Refusal};
use crate::world::Family;

/// What shall become of one family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    /// It stays as it is.
    Leave,
    /// It is set.
    Set(IpAddr),
    /// Its first bits are set, the rest of the address stays.
    Prefix(IpAddr, u8),
    /// The record is deleted.
    Delete,
}

/// What a request wants.
#[derive(Debug, Clone)]
pub(super) struct Order {
    pub(super) names: Vec<String>,
    pub(super) v4: Wish,
    pub(super) v6: Wish,
}

impl Order {
    pub(super) fn wish(&self, family: Family) -> Wish {
        match family {
            Family::V4 => self.v4,
            Family::V6 => self.v6,
        }
    }

    /// The addresses that are asked to be set.
    pub(super) fn addresses(&self) -> Vec<IpAddr> {
        let set = [self.v4, self.v6]
            .into_iter()
            .filter_map(|wish| match wish {
                Wish::Set(address) | Wish::Prefix(address, _) => Some(address),
                Wish::Leave | Wish::Delete => None,
            });
        set.collect()
    }

    /// An order for these names that touches no address yet.
    pub(super) fn of(names: Vec<String>) -> Self {
        Self {
            names,
            v4: Wish::Leave,
            v6: Wish::Leave,
        }
    }

    fn put(&mut self, address: IpAddr) -> Result<(), Refusal> {
        let place = match Family::of(address) {
            Family::V4 => &mut self.v4,
            Family::V6 => &mut self.v6,
        };
        if *place != Wish::Leave {
            return Err(Refusal::Address);
        }
        *place = Wish::Set(address);
        Ok(())
    }

    fn put_caller(mut self, ask: &Ask<'_>) -> Result<Self, Refusal> {
        self.put(ask.request.caller)?;
        Ok(self)
    }
}

fn address(text: &str) -> Result<IpAddr, Refusal> {
    text.parse().map_err(|_| Refusal::Address)
}

fn of_family(text: &str, family: Family) -> Result<IpAddr, Refusal> {
    let address = address(text)?;
    if Family::of(address) == family {
        Ok(address)
    } else {
        Err(Refusal::Address)
    }
}

/// `hostname` and `myip` with both families in a comma list; without `myip` the caller's address.
pub(super) fn list(ask: &Ask<'_>) -> Result<Order, Refusal> {
    let mut order = Order::of(ask.request.list("hostname"));
    let texts = ask.request.list("myip");
    for text in &texts {
        order.put(address(text)?)?;
    }
    if texts.is_empty() {
        order.put_caller(ask)
    } else {
        Ok(order)
    }
}

/// `hostname` and `myip` with one address of either family; a comma list is refused.
pub(super) fn single(ask: &Ask<'_>) -> Result<Order, Refusal> {
    if ask.request.list("myip").len() > 1 {
        return Err(Refusal::Address);
    }
    list(ask)
}

/// As [`single`], IPv4 only.
pub(super) fn single_v4(ask: &Ask<'_>) -> Result<Order, Refusal> {
    let order = single(ask)?;
    match order.v6 {
        Wish::Leave => Ok(order),
        _ => Err(Refusal::Address),
    }
}

/// As [`single`]; a private address is another refusal than a malformed one.
pub(super) fn single_public(ask: &Ask<'_>) -> Result<Order, Refusal> {
    let order = single(ask)?;
    let private = |address: &IpAddr| match address {
        IpAddr::V4(address) => address.is_private(),
        IpAddr::V6(address) => address.is_unique_local(),
    };
    if order.addresses().iter().any(private) {
        Err(Refusal::Network)
    } else {
        Ok(order)
    }
}

/// As [`single`], with OVH's `system=dyndns`.
pub(super) fn with_system(ask: &Ask<'_>) -> Result<Order, Refusal> {
    if ask.request.param("system").as_deref() == Some("dyndns") {
        single(ask)
    } else {
        Err(Refusal::System)
    }
}

/// As [`single`], and `all.dnsomatic.com` stands for every host.
pub(super) fn or_all(ask: &Ask<'_>) -> Result<Order, Refusal> {
    let mut order = single(ask)?;
    if order.names == ["all.dnsomatic.com"] {
        order.names = ask.own_names();
    }
    Ok(order)
}

/// deSEC: each family by its own parameter, `preserve` or a value; an empty value deletes; an absent
/// parameter takes the connection's address if that is of the family, **and deletes otherwise**.
pub(super) fn desec(ask: &Ask<'_>) -> Result<Order, Refusal> {
    let mut names = ask.request.list("hostname");
    if names.is_empty() {
        names.extend(
            ask.credentials
                .user
                .clone()
                .filter(|user| user.contains('.')),
        );
    }
    let mut order = Order::of(names);
    let first = |keys: &[&str]| keys.iter().find_map(|key| ask.request.param(key));
    order.v4 = desec_wish(ask, Family::V4, first(&["myipv4", "myip", "ip"]))?;
    order.v6 = desec_wish(ask, Family::V6, first(&["myipv6", "ipv6"]))?;
    Ok(order)
}

fn desec_wish(ask: &Ask<'_>, family: Family, value: Option<String>) -> Result<Wish, Refusal> {
    let Some(value) = value else {
        let caller = ask.request.caller;
        let fits = Family::of(caller) == family;
        return Ok(if fits {
            Wish::Set(caller)
        } else {
            Wish::Delete
        });
    };
    match value.as_str() {
        "" => Ok(Wish::Delete),
        "preserve" => Ok(Wish::Leave),
        text => match text.split_once('/') {
            None => of_family(text, family).map(Wish::Set),
            Some((text, length)) => {
                let longest = if family == Family::V4 { 32 } else { 128 };
                let length = length.parse().ok().filter(|length| *length <= longest);
                let length = length.ok_or(Refusal::Address)?;
                of_family(text, family).map(|address| Wish::Prefix(address, length))
            }
        },
    }
}

/// INWX: the host is the login's; a missing `myip` **sets A to 127.0.0.1**, a missing `myipv6`
/// **deletes AAAA**.
pub(super) fn inwx(ask: &Ask<'_>) -> Result<Order, Refusal> {
    let mut order = Order::of(ask.own_names());
    order.names.truncate(1);
    let value = |name| ask.request.param(name).filter(|text| !text.is_empty());
    order.v4 = match value("myip") {
        None => Wish::Set(IpAddr::from([127, 0, 0, 1])),
        Some(text) => Wish::Set(of_family(&text, Family::V4)?),
    };
    order.v6 = match value("myipv6") {
        None => Wish::Delete,
        Some(text) => Wish::Set(of_family(&text, Family::V6)?),
    };
    Ok(order)
}

/// Dynu: `myip` and `myipv6`, `no` leaves a family alone; `alias` is a label below `hostname`.
pub(super) fn dynu(ask: &Ask<'_>) -> Result<Order, Refusal> {
    let mut order = Order::of(ask.request.list("hostname"));
    if let Some(alias) = ask.request.param("alias") {
        for name in &mut order.names {
            *name = format!("{alias}.{name}");
        }
    }
    let value = |name| ask.request.param(name).filter(|text| !text.is_empty());
    let (v4, v6) = (value("myip"), value("myipv6"));
    if let Some(text) = v4.as_deref().filter(|text| *text != "no") {
        order.put(of_family(text, Family::V4)?)?;
    }
    if let Some(text) = v6.as_deref().filter(|text| *text != "no") {
        order.put(of_family(text, Family::V6)?)?;
    }
    if v4.is_none() && v6.is_none() {
        return order.put_caller(ask);
    }
    Ok(order)
}

/// dy.fi: always the connection's address, whatever else is said.
pub(super) fn callers_own(ask: &Ask<'_>) -> Result<Order, Refusal> {
    Order::of(ask.request.list("hostname")).put_caller(ask)
}

/// DuckDNS: labels without the domain; `ip` takes either family; with `ipv6` nothing is guessed for
/// `ip`; `clear=true` wipes both.
pub(super) fn duckdns(ask: &Ask<'_>) -> Result<Order, Refusal> {
    let labels = ask.request.list("domains");
    if labels.iter().any(|label| label.contains('.')) {
        return Err(Refusal::Malformed);
    }
    let names = labels.iter().map(|label| format!("{label}.duckdns.org"));
    let mut order = Order::of(names.collect());
    if ask.request.param("clear").as_deref() == Some("true") {
        (order.v4, order.v6) = (Wish::Delete, Wish::Delete);
        return Ok(order);
    }
    let value = |name| ask.request.param(name).filter(|text| !text.is_empty());
    let (ip, ipv6) = (value("ip"), value("ipv6"));
    if let Some(text) = &ip {
        order.put(address(text)?)?;
    }
    if let Some(text) = &ipv6 {
        order.put(of_family(text, Family::V6)?)?;
    }
    if ip.is_none() && ipv6.is_none() {
        order.put_caller(ask)
    } else {
        Ok(order)
    }
}

/// FreeDNS: the record is the token's; `myip`, otherwise the caller's address.
pub(super) fn freedns(ask: &Ask<'_>) -> Result<Order, Refusal> {
    let mut order = Order::of(ask.own_names());
    order.names.truncate(1);
    match ask.request.param("myip").filter(|text| !text.is_empty()) {
        Some(text) => order.put(address(&text)?)?,
        None => order.put(ask.request.caller)?,
    }
    ask.own_family_only(order)
}

/// ClouDNS: the record is the key's, the address the connection's.
pub(super) fn cloudns(ask: &Ask<'_>) -> Result<Order, Refusal> {
    let mut order = Order::of(ask.own_names());
    order.names.truncate(1);
    let order = order.put_caller(ask)?;
    ask.own_family_only(order)
}

/// Namecheap: a label (`@` for the apex) and a zone; IPv4 only.
pub(super) fn namecheap(ask: &Ask<'_>) -> Result<Order, Refusal> {
    let value = |name| ask.request.param(name).filter(|text| !text.is_empty());
    let zone = value("domain").ok_or(Refusal::NoName)?;
    let name = match value("host").as_deref() {
        Some("@") => zone,
        Some(label) => format!("{label}.{zone}"),
        None => return Err(Refusal::NoName),
    };
    let mut order = Order::of(vec![name]);
    match value("ip") {
        Some(text) => order.put(of_family(&text, Family::V4)?)?,
        None => order.put(ask.request.caller)?,
    }
    if order.v6 == Wish::Leave {
        Ok(order)
    } else {
        Err(Refusal::Address)
    }
}

/// dynv6: `zone` with `ipv4` and `ipv6`, where `auto` is the caller's; or the dyndns2 path.
pub(super) fn dynv6(ask: &Ask<'_>) -> Result<Order, Refusal> {
    if ask.request.path == "/nic/update" {
        return list(ask);
    }
    by_parameters(ask, "zone", "ipv4", "ipv6")
}

/// DDNSS: `host` with `ip` and `ip6`.
pub(super) fn ddnss(ask: &Ask<'_>) -> Result<Order, Refusal> {
    by_parameters(ask, "host", "ip", "ip6")
}

/// IPv64: `domain` with `ip` and `ip6`.
pub(super) fn ipv64(ask: &Ask<'_>) -> Result<Order, Refusal> {
    by_parameters(ask, "domain", "ip", "ip6")
}

/// Key-Systems: `hostname` and `ip`, an address or `auto`.
pub(super) fn keysystems(ask: &Ask<'_>) -> Result<Order, Refusal> {
    by_parameters(ask, "hostname", "ip", "-")
}

fn by_parameters(ask: &Ask<'_>, name: &str, v4: &str, v6: &str) -> Result<Order, Refusal> {
    let mut order = Order::of(ask.request.list(name));
    let value = |name| ask.request.param(name).filter(|text| !text.is_empty());
    let (ip4, ip6) = (value(v4), value(v6));
    for (text, family) in [(&ip4, Family::V4), (&ip6, Family::V6)] {
        match text.as_deref() {
            None => {}
            Some("auto") if Family::of(ask.request.caller) == family => {
                order.put(ask.request.caller)?;
            }
            Some("auto") => return Err(Refusal::Address),
            Some(text) => order.put(of_family(text, family)?)?,
        }
    }
    if ip4.is_none() && ip6.is_none() {
        order.put_caller(ask)
    } else {
        Ok(order)
    }
}
