//! What was done for a name, and the words of the dyndns2 family to tell it.

use std::net::IpAddr;

use super::engine::{Outcome, Refusal};
use crate::services::{Reply, Request};
use crate::world::Zones;

/// How a service tells an outcome.
pub(super) type Speech = fn(&Outcome, &Request, &Zones) -> Reply;

/// What became of one family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Untouched,
    Same(IpAddr),
    Changed {
        before: Option<IpAddr>,
        address: IpAddr,
    },
    Deleted {
        before: Option<IpAddr>,
    },
}

impl Step {
    pub(super) fn before(self) -> Option<IpAddr> {
        match self {
            Self::Untouched => None,
            Self::Same(address) => Some(address),
            Self::Changed { before, .. } | Self::Deleted { before } => before,
        }
    }

    fn changed(self) -> bool {
        matches!(self, Self::Changed { .. } | Self::Deleted { .. })
    }

    fn address(self) -> Option<IpAddr> {
        match self {
            Self::Same(address) | Self::Changed { address, .. } => Some(address),
            Self::Untouched | Self::Deleted { .. } => None,
        }
    }
}

/// What was done for a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Done {
    pub(super) name: String,
    /// What was registered before, by family; only of families that were touched.
    pub(super) before: [Option<IpAddr>; 2],
    pub(super) v4: Step,
    pub(super) v6: Step,
}

impl Done {
    pub(super) fn changed(&self) -> bool {
        self.v4.changed() || self.v6.changed()
    }

    /// The addresses in force, as far as they were asked for.
    pub(super) fn addresses(&self) -> Vec<IpAddr> {
        let steps = [self.v4, self.v6].into_iter();
        steps.filter_map(Step::address).collect()
    }

    /// The two families as two outcomes, where both were asked for and one changed and one did not.
    fn parted(&self) -> Option<[(bool, IpAddr); 2]> {
        let (v4, v6) = (self.v4.address()?, self.v6.address()?);
        let (first, second) = (self.v4.changed(), self.v6.changed());
        (first != second).then_some([(first, v4), (second, v6)])
    }
}

/// A status and the word that goes with it.
pub(super) type Said = (u16, &'static str);

/// The words of one service of the dyndns2 family.
pub(super) struct Words {
    pub(super) good: Said,
    pub(super) same: Said,
    /// Whether the address follows `good` and `nochg`.
    pub(super) shows_address: bool,
    /// Whether one host gets two lines when its families fared differently.
    pub(super) parts: bool,
    pub(super) login: Said,
    pub(super) no_name: Said,
    pub(super) malformed: Said,
    pub(super) unknown: Said,
    pub(super) foreign: Said,
    pub(super) address: Said,
    pub(super) network: Said,
    pub(super) system: Said,
    pub(super) mixed: Said,
    pub(super) too_soon: Said,
    pub(super) blocked: Said,
    pub(super) inactive: Said,
}

/// Dyn's own words (dyndns2-services.md §1).
pub(super) const DYN: Words = Words {
    good: (200, "good"),
    same: (200, "nochg"),
    shows_address: true,
    parts: false,
    login: (200, "badauth"),
    no_name: (200, "notfqdn"),
    malformed: (200, "notfqdn"),
    unknown: (200, "nohost"),
    foreign: (200, "nohost"),
    address: (200, "badrequest"),
    network: (200, "badip"),
    system: (200, "badsys"),
    mixed: (200, "numhost"),
    too_soon: (200, "abuse"),
    blocked: (200, "abuse"),
    inactive: (200, "!donator"),
};

impl Words {
    pub(super) fn said(&self, refusal: Refusal) -> Said {
        match refusal {
            Refusal::Login => self.login,
            Refusal::NoName => self.no_name,
            Refusal::Malformed => self.malformed,
            Refusal::Unknown => self.unknown,
            Refusal::Foreign => self.foreign,
            Refusal::Address => self.address,
            Refusal::Network => self.network,
            Refusal::System => self.system,
            Refusal::Mixed => self.mixed,
            Refusal::TooSoon => self.too_soon,
            Refusal::Blocked => self.blocked,
            Refusal::Inactive => self.inactive,
        }
    }

    /// Tells an outcome, one line per name.
    pub(super) fn tell(&self, outcome: &Outcome, request: &Request) -> Reply {
        let lines = match outcome {
            Err(refusal) => {
                let (status, word) = self.said(*refusal);
                let body = match refusal {
                    Refusal::Network => format!("{word} {}", request.caller),
                    _ => word.to_owned(),
                };
                return Reply::text(status, body);
            }
            Ok(lines) => lines,
        };
        let mut status = None;
        let mut told = Vec::new();
        for line in lines {
            match line {
                Err(refusal) => {
                    let (own, word) = self.said(*refusal);
                    status = status.or(Some(own));
                    told.push(word.to_owned());
                }
                Ok(done) => {
                    let parts = done.parted().filter(|_| self.parts);
                    let parts = match parts {
                        Some(parts) => parts.map(|(changed, ip)| (changed, vec![ip])).to_vec(),
                        None => vec![(done.changed(), done.addresses())],
                    };
                    for (changed, addresses) in parts {
                        let (own, word) = if changed { self.good } else { self.same };
                        status = status.or(Some(own));
                        told.push(self.line(word, &addresses));
                    }
                }
            }
        }
        told.retain(|line| !line.is_empty());
        Reply::text(status.unwrap_or(200), told.join("\n"))
    }

    fn line(&self, word: &str, addresses: &[IpAddr]) -> String {
        let shown: Vec<String> = addresses.iter().map(ToString::to_string).collect();
        if self.shows_address && !shown.is_empty() && !word.is_empty() {
            format!("{word} {}", shown.join(","))
        } else {
            word.to_owned()
        }
    }
}
