//! The hosts of the pretend internet, by name.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One host of the pretend internet, with its own listener unless it says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Target {
    /// No-IP's update host.
    #[serde(rename = "noip")]
    NoIp,
    /// A generic dyndns2 service in the manner of Dyn.
    #[serde(rename = "dyndns2")]
    Dyndns2,
    /// HostUp's public update endpoint.
    #[serde(rename = "hostup")]
    Hostup,
    /// Address echo, first operator (plain text).
    #[serde(rename = "echo-a")]
    EchoA,
    /// Address echo, second operator (trace).
    #[serde(rename = "echo-b")]
    EchoB,
    /// The authoritative name server.
    #[serde(rename = "dns")]
    Dns,
    /// HostUp's API below `/api/v2`. It shares host and port with [`Target::Hostup`], whose faults of
    /// TLS it suffers too; faults of requests, latency and ledger entries are its own.
    #[serde(rename = "hostup-api")]
    HostupApi,
    /// No-IP in plain HTTP, as on its port 8245: a client must not come here unless a person chose so.
    #[serde(rename = "noip-8245")]
    NoIpPlain,
    /// deSEC: an omitted or empty family is deleted.
    #[serde(rename = "desec")]
    Desec,
    /// INWX: an omitted family is deleted or set to 127.0.0.1.
    #[serde(rename = "inwx")]
    Inwx,
    /// DuckDNS: `OK` and `KO`.
    #[serde(rename = "duckdns")]
    DuckDns,
    /// FreeDNS by the token in the path.
    #[serde(rename = "freedns")]
    FreeDns,
    /// FreeDNS in dyndns2 manner.
    #[serde(rename = "freedns-nic")]
    FreeDnsNic,
    /// Namecheap: XML, no IPv6.
    #[serde(rename = "namecheap")]
    Namecheap,
    /// ClouDNS: the connection's address, a URL per record.
    #[serde(rename = "cloudns")]
    ClouDns,
    /// Domeneshop: 204 and nothing else.
    #[serde(rename = "domeneshop")]
    Domeneshop,
    /// selfHOST: the HTTP status speaks.
    #[serde(rename = "selfhost")]
    SelfHost,
    /// dynv6.
    #[serde(rename = "dynv6")]
    Dynv6,
    /// DDNSS.
    #[serde(rename = "ddnss")]
    Ddnss,
    /// ZoneEdit: ten minutes between updates.
    #[serde(rename = "zoneedit")]
    ZoneEdit,
    /// easyDNS: ten minutes between updates.
    #[serde(rename = "easydns")]
    EasyDns,
    /// Key-Systems: thirty minutes between updates.
    #[serde(rename = "keysystems")]
    KeySystems,
    /// IPv64.
    #[serde(rename = "ipv64")]
    Ipv64,
    /// dy.fi: the connection's address, forgotten after seven days.
    #[serde(rename = "dyfi")]
    DyFi,
    /// Dynu.
    #[serde(rename = "dynu")]
    Dynu,
    /// Strato.
    #[serde(rename = "strato")]
    Strato,
    /// Hurricane Electric's tunnel broker.
    #[serde(rename = "tunnelbroker")]
    TunnelBroker,
    /// nsupdate.info: two lines for one host when the families differ.
    #[serde(rename = "nsupdate")]
    NsUpdate,
    /// Hurricane Electric's DNS: one family per request.
    #[serde(rename = "he")]
    HurricaneElectric,
    /// SPDYN.
    #[serde(rename = "spdyn")]
    SpDyn,
    /// Infomaniak: errors are HTTP 400.
    #[serde(rename = "infomaniak")]
    Infomaniak,
    /// OVH: `system=dyndns` is required.
    #[serde(rename = "ovh")]
    Ovh,
    /// Loopia: `911` also for malformed requests.
    #[serde(rename = "loopia")]
    Loopia,
    /// Simply.com.
    #[serde(rename = "simply")]
    Simply,
    /// DNS-O-Matic.
    #[serde(rename = "dnsomatic")]
    DnsOmatic,
}

impl Target {
    /// All targets.
    pub const ALL: [Self; 35] = [
        Self::NoIp,
        Self::Dyndns2,
        Self::Hostup,
        Self::EchoA,
        Self::EchoB,
        Self::Dns,
        Self::HostupApi,
        Self::NoIpPlain,
        Self::Desec,
        Self::Inwx,
        Self::DuckDns,
        Self::FreeDns,
        Self::FreeDnsNic,
        Self::Namecheap,
        Self::ClouDns,
        Self::Domeneshop,
        Self::SelfHost,
        Self::Dynv6,
        Self::Ddnss,
        Self::ZoneEdit,
        Self::EasyDns,
        Self::KeySystems,
        Self::Ipv64,
        Self::DyFi,
        Self::Dynu,
        Self::Strato,
        Self::TunnelBroker,
        Self::NsUpdate,
        Self::HurricaneElectric,
        Self::SpDyn,
        Self::Infomaniak,
        Self::Ovh,
        Self::Loopia,
        Self::Simply,
        Self::DnsOmatic,
    ];

    /// Returns the target whose listener this one shares, itself where it has its own.
    pub fn host(self) -> Self {
        match self {
            Self::HostupApi => Self::Hostup,
            other => other,
        }
    }

    /// Whether this is one of the services with a dialect of their own beside No-IP, dyndns2 and HostUp.
    pub fn is_other_service(self) -> bool {
        self >= Self::Desec
    }

    /// Whether the host speaks HTTP without TLS.
    pub fn is_plain(self) -> bool {
        self == Self::NoIpPlain
    }

    pub(crate) fn scheme(self) -> &'static str {
        if self.is_plain() { "http" } else { "https" }
    }

    /// Whether the service can be reached over IPv4 only, as its documents say.
    pub fn is_ipv4_only(self) -> bool {
        self == Self::Inwx
    }

    /// Returns how far behind the first port a host listens where ports are consecutive. The control
    /// page has 6.
    pub(crate) fn port_offset(self) -> u16 {
        let own = Self::ALL.iter().filter(|target| target.host() == **target);
        let position = own.take_while(|target| **target != self.host()).count();
        let after_control = usize::from(self.host() > Self::Dns);
        u16::try_from(position + after_control).unwrap_or_default()
    }

    /// Returns the name used in JSON, on the control page and in the ledger.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoIp => "noip",
            Self::Dyndns2 => "dyndns2",
            Self::Hostup => "hostup",
            Self::EchoA => "echo-a",
            Self::EchoB => "echo-b",
            Self::Dns => "dns",
            Self::HostupApi => "hostup-api",
            Self::NoIpPlain => "noip-8245",
            Self::Desec => "desec",
            Self::Inwx => "inwx",
            Self::DuckDns => "duckdns",
            Self::FreeDns => "freedns",
            Self::FreeDnsNic => "freedns-nic",
            Self::Namecheap => "namecheap",
            Self::ClouDns => "cloudns",
            Self::Domeneshop => "domeneshop",
            Self::SelfHost => "selfhost",
            Self::Dynv6 => "dynv6",
            Self::Ddnss => "ddnss",
            Self::ZoneEdit => "zoneedit",
            Self::EasyDns => "easydns",
            Self::KeySystems => "keysystems",
            Self::Ipv64 => "ipv64",
            Self::DyFi => "dyfi",
            Self::Dynu => "dynu",
            Self::Strato => "strato",
            Self::TunnelBroker => "tunnelbroker",
            Self::NsUpdate => "nsupdate",
            Self::HurricaneElectric => "he",
            Self::SpDyn => "spdyn",
            Self::Infomaniak => "infomaniak",
            Self::Ovh => "ovh",
            Self::Loopia => "loopia",
            Self::Simply => "simply",
            Self::DnsOmatic => "dnsomatic",
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|target| target.name() == text)
            .ok_or_else(|| format!("unknown target {text:?}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_written_everywhere_by_the_same_name() {
        for target in Target::ALL {
            let json = format!("{:?}", target.name());
            assert_eq!(serde_json::to_string(&target).unwrap(), json);
            assert_eq!(target.name().parse(), Ok(target));
        }
    }

    #[test]
    fn consecutive_ports_leave_the_seventh_to_the_control_page() {
        assert_eq!(Target::NoIp.port_offset(), 0);
        assert_eq!(Target::Dns.port_offset(), 5);
        assert_eq!(
            Target::HostupApi.port_offset(),
            Target::Hostup.port_offset()
        );
        assert_eq!(Target::NoIpPlain.port_offset(), 7);
        assert_eq!(Target::Desec.port_offset(), 8);
        assert_eq!(Target::DnsOmatic.port_offset(), 34);
    }
}
