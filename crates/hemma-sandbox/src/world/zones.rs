//! Zones and records: what services registered, and from when the name servers show it.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Family;

/// All zones of the authoritative server.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Zones {
    /// The zones; a name outside all of them is refused.
    pub zones: Vec<ZoneSeed>,
    /// Records that exist from the beginning.
    pub records: Vec<RecordSeed>,
    /// TTL of address records, in seconds.
    pub ttl_seconds: u32,
    /// TTL of negative answers (SOA minimum), in seconds.
    pub negative_ttl_seconds: u32,
    /// Real time between an accepted update and its showing in DNS, in milliseconds.
    pub publish_delay_ms: u64,
    #[serde(skip)]
    live: BTreeMap<String, Live>,
    #[serde(skip)]
    serial: u32,
}

impl Default for Zones {
    fn default() -> Self {
        Self {
            zones: Vec::new(),
            records: Vec::new(),
            ttl_seconds: 60,
            negative_ttl_seconds: 30,
            publish_delay_ms: 0,
            live: BTreeMap::new(),
            serial: 1,
        }
    }
}

/// One zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZoneSeed {
    /// The zone's name, without a trailing dot. `ns1` and `ns2` below it serve it.
    pub apex: String,
}

impl ZoneSeed {
    /// A zone.
    pub fn new(apex: impl Into<String>) -> Self {
        Self { apex: apex.into() }
    }
}

/// A record from the beginning.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RecordSeed {
    /// The full name.
    pub name: String,
    /// A record.
    pub ipv4: Option<Ipv4Addr>,
    /// AAAA record.
    pub ipv6: Option<Ipv6Addr>,
    /// CNAME record; then the others must be absent.
    pub cname: Option<String>,
}

#[derive(Debug, Clone, Default)]
struct Live {
    v4: Vec<Change>,
    v6: Vec<Change>,
    cname: Option<String>,
}

/// A value and the real time from which the name servers show it.
#[derive(Debug, Clone, Copy)]
struct Change {
    from: Duration,
    value: Option<IpAddr>,
}

/// Which state of a record a question is answered from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum View {
    /// What is published at this real time.
    At(Duration),
    /// As if the newest change had not been made.
    BeforeNewest,
}

impl Zones {
    /// Puts the seeded records into force; called once at the start.
    pub(crate) fn plant(&mut self) {
        for record in std::mem::take(&mut self.records) {
            let live = self
                .live
                .entry(record.name.to_ascii_lowercase())
                .or_default();
            if let Some(address) = record.ipv4 {
                live.v4.push(Change::from_start(address.into()));
            }
            if let Some(address) = record.ipv6 {
                live.v6.push(Change::from_start(address.into()));
            }
            if record.cname.is_some() {
                live.cname = record.cname;
            }
        }
    }

    /// Registers a new value, visible after the publish delay.
    pub(crate) fn publish(
        &mut self,
        name: &str,
        family: Family,
        value: Option<IpAddr>,
        now: Duration,
    ) {
        let from = now + Duration::from_millis(self.publish_delay_ms);
        let live = self.live.entry(name.to_ascii_lowercase()).or_default();
        live.track_mut(family).push(Change { from, value });
        self.serial += 1;
    }

    /// Sets a record at once and behind every service's back, as a person in a control panel would.
    pub fn set_by_hand(&mut self, name: &str, family: Family, value: Option<IpAddr>) {
        let live = self.live.entry(name.to_ascii_lowercase()).or_default();
        live.track_mut(family).push(Change {
            from: Duration::ZERO,
            value,
        });
        self.serial += 1;
    }

    /// Returns the registered value, shown already or not.
    pub fn registered(&self, name: &str, family: Family) -> Option<IpAddr> {
        let live = self.live.get(&name.to_ascii_lowercase())?;
        live.track(family).last().and_then(|change| change.value)
    }

    pub(crate) fn visible(&self, name: &str, family: Family, view: View) -> Option<IpAddr> {
        let track = self.live.get(&name.to_ascii_lowercase())?.track(family);
        let change = match view {
            View::At(now) => track.iter().rev().find(|change| change.from <= now),
            View::BeforeNewest => track.iter().rev().nth(1),
        };
        change.and_then(|change| change.value)
    }

    pub(crate) fn alias(&self, name: &str) -> Option<&str> {
        self.live.get(&name.to_ascii_lowercase())?.cname.as_deref()
    }

    /// Returns the zone a name belongs to: the longest one that holds it.
    pub(crate) fn apex_of(&self, name: &str) -> Option<&str> {
        self.zones
            .iter()
            .map(|zone| zone.apex.as_str())
            .filter(|apex| is_at_or_below(name, apex))
            .max_by_key(|apex| apex.len())
    }

    /// Whether a name exists in some view: it holds a record, or a name below it does.
    pub(crate) fn exists(&self, name: &str, view: View) -> bool {
        self.live.iter().any(|(owner, live)| {
            is_at_or_below(owner, name)
                && (live.cname.is_some()
                    || self.visible(owner, Family::V4, view).is_some()
                    || self.visible(owner, Family::V6, view).is_some())
        })
    }

    pub(crate) fn serial(&self) -> u32 {
        self.serial
    }
}

impl Live {
    fn track(&self, family: Family) -> &[Change] {
        match family {
            Family::V4 => &self.v4,
            Family::V6 => &self.v6,
        }
    }

    fn track_mut(&mut self, family: Family) -> &mut Vec<Change> {
        match family {
            Family::V4 => &mut self.v4,
            Family::V6 => &mut self.v6,
        }
    }
}

impl Change {
    fn from_start(address: IpAddr) -> Self {
        Self {
            from: Duration::ZERO,
            value: Some(address),
        }
    }
}

fn is_at_or_below(name: &str, ancestor: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let ancestor = ancestor.to_ascii_lowercase();
    name == ancestor
        || name
            .strip_suffix(&ancestor)
            .is_some_and(|rest| rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_shows_only_after_the_publish_delay() {
        let mut zones = Zones {
            publish_delay_ms: 500,
            ..Zones::default()
        };
        let address: IpAddr = "203.0.113.9".parse().unwrap();
        zones.publish(
            "hem.hemma.example",
            Family::V4,
            Some(address),
            Duration::from_secs(1),
        );
        let visible = |ms| {
            zones.visible(
                "HEM.hemma.example",
                Family::V4,
                View::At(Duration::from_millis(ms)),
            )
        };
        assert_eq!(visible(1499), None);
        assert_eq!(visible(1500), Some(address));
        assert_eq!(
            zones.registered("hem.hemma.example", Family::V4),
            Some(address)
        );
    }

    #[test]
    fn names_belong_to_the_longest_zone_and_only_at_label_borders() {
        let zones = Zones {
            zones: vec![ZoneSeed::new("example"), ZoneSeed::new("hemma.example")],
            ..Zones::default()
        };
        assert_eq!(zones.apex_of("a.hemma.example"), Some("hemma.example"));
        assert_eq!(zones.apex_of("xhemma.example"), Some("example"));
        assert_eq!(zones.apex_of("hemma.test"), None);
    }
}
