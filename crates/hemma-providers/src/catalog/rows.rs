//! The rows: what a form needs of each service, in the order in which they are offered: the two this program was made
//! for, the common free ones, the others by name, and what a person writes.
//!
//! Google's registrar is gone and has no row; its words are in the common table.

use super::{Language, NameKind, Note, SecretKind, ServiceCard, UsernameKind, addresses};
use crate::noip::NOIP;
use crate::speech::Dialect;

const fn row(
    id: &'static str,
    name: &'static str,
    dialect: &'static Dialect,
    username: UsernameKind,
    secret: SecretKind,
    help_domain: &'static str,
) -> ServiceCard {
    ServiceCard {
        id,
        name,
        username,
        secret,
        help_domain,
        names: NameKind::Hostname,
        notes: &[],
        language: Language::Speech(dialect),
    }
}

const fn noting(card: ServiceCard, notes: &'static [Note]) -> ServiceCard {
    ServiceCard { notes, ..card }
}

const fn naming(card: ServiceCard, names: NameKind) -> ServiceCard {
    ServiceCard { names, ..card }
}

/// Every row.
pub(super) static ROWS: &[ServiceCard] = &[
    ServiceCard {
        id: "hostup",
        name: "HostUp",
        username: UsernameKind::None,
        secret: SecretKind::Token,
        help_domain: "hostup.se",
        names: NameKind::Hostname,
        notes: &[Note::SecretInAddress, Note::ObservedOnly],
        language: Language::HostupUpdate,
    },
    naming(
        noting(
            row(
                "noip",
                "No-IP",
                &NOIP,
                UsernameKind::DdnsKey,
                SecretKind::DdnsKey,
                "noip.com",
            ),
            &[Note::ConfirmMonthly],
        ),
        NameKind::HostnameOrGroup,
    ),
    row(
        "desec",
        "deSEC",
        &addresses::DESEC,
        UsernameKind::None,
        SecretKind::Token,
        "desec.io",
    ),
    noting(
        row(
            "duckdns",
            "Duck DNS",
            &addresses::DUCKDNS,
            UsernameKind::None,
            SecretKind::Token,
            "duckdns.org",
        ),
        &[Note::SecretInAddress],
    ),
    noting(
        row(
            "dynv6",
            "dynv6",
            &addresses::DYNV6,
            UsernameKind::None,
            SecretKind::Token,
            "dynv6.com",
        ),
        &[Note::SecretInAddress],
    ),
    noting(
        row(
            "freedns",
            "FreeDNS (afraid.org)",
            &addresses::FREEDNS,
            UsernameKind::None,
            SecretKind::UpdateKey,
            "freedns.afraid.org",
        ),
        &[Note::SecretInAddress],
    ),
    noting(
        row(
            "freedns-nic",
            "FreeDNS (afraid.org), with password",
            &addresses::FREEDNS_NIC,
            UsernameKind::Account,
            SecretKind::Password,
            "freedns.afraid.org",
        ),
        &[Note::ObservedOnly],
    ),
    noting(
        row(
            "cloudns",
            "ClouDNS",
            &addresses::CLOUDNS,
            UsernameKind::None,
            SecretKind::UpdateKey,
            "cloudns.net",
        ),
        &[Note::ConnectionAddress, Note::SecretInAddress],
    ),
    noting(
        row(
            "ddnss",
            "DDNSS.de",
            &addresses::DDNSS,
            UsernameKind::None,
            SecretKind::UpdateKey,
            "ddnss.de",
        ),
        &[Note::SecretInAddress, Note::SendsBothTogether],
    ),
    row(
        "dnsomatic",
        "DNS-O-Matic",
        &addresses::DNSOMATIC,
        UsernameKind::Account,
        SecretKind::Password,
        "dnsomatic.com",
    ),
    noting(
        row(
            "domeneshop",
            "Domeneshop",
            &addresses::DOMENESHOP,
            UsernameKind::ApiToken,
            SecretKind::ApiKey,
            "domeneshop.no",
        ),
        &[Note::CreatesRecords],
    ),
    noting(
        row(
            "dyfi",
            "dy.fi",
            &addresses::DYFI,
            UsernameKind::Account,
            SecretKind::Password,
            "dy.fi",
        ),
        &[
            Note::ConnectionAddress,
            Note::FinnishNetworksOnly,
            Note::LapsesAfterAWeek,
        ],
    ),
    row(
        "dyn",
        "Dyn",
        &addresses::DYN,
        UsernameKind::Account,
        SecretKind::UpdateKey,
        "dyn.com",
    ),
    row(
        "dynu",
        "Dynu",
        &addresses::DYNU,
        UsernameKind::Account,
        SecretKind::Password,
        "dynu.com",
    ),
    noting(
        row(
            "easydns",
            "easyDNS",
            &addresses::EASYDNS,
            UsernameKind::Account,
            SecretKind::Token,
            "easydns.com",
        ),
        &[Note::ObservedOnly],
    ),
    row(
        "he",
        "Hurricane Electric",
        &addresses::HE,
        UsernameKind::None,
        SecretKind::UpdateKey,
        "dns.he.net",
    ),
    row(
        "infomaniak",
        "Infomaniak",
        &addresses::INFOMANIAK,
        UsernameKind::UpdateUser,
        SecretKind::Password,
        "infomaniak.com",
    ),
    noting(
        row(
            "inwx",
            "INWX",
            &addresses::INWX,
            UsernameKind::UpdateUser,
            SecretKind::Password,
            "inwx.com",
        ),
        &[Note::BothFamiliesNeeded, Note::OneNamePerLogin],
    ),
    noting(
        row(
            "ipv64",
            "IPv64.net",
            &addresses::IPV64,
            UsernameKind::None,
            SecretKind::UpdateKey,
            "ipv64.net",
        ),
        &[Note::SecretInAddress, Note::ObservedOnly],
    ),
    noting(
        row(
            "keysystems",
            "Key-Systems",
            &addresses::KEYSYSTEMS,
            UsernameKind::None,
            SecretKind::Password,
            "key-systems.net",
        ),
        &[Note::SecretInAddress],
    ),
    noting(
        row(
            "loopia",
            "Loopia",
            &addresses::LOOPIA,
            UsernameKind::UpdateUser,
            SecretKind::Password,
            "loopia.se",
        ),
        &[Note::Ipv6NotConfirmed],
    ),
    noting(
        row(
            "namecheap",
            "Namecheap",
            &addresses::NAMECHEAP,
            UsernameKind::None,
            SecretKind::UpdatePassword,
            "namecheap.com",
        ),
        &[Note::SecretInAddress],
    ),
    row(
        "nsupdate",
        "nsupdate.info",
        &addresses::NSUPDATE,
        UsernameKind::None,
        SecretKind::UpdateKey,
        "nsupdate.info",
    ),
    row(
        "ovh",
        "OVHcloud DynHost",
        &addresses::OVH,
        UsernameKind::UpdateUser,
        SecretKind::Password,
        "ovhcloud.com",
    ),
    noting(
        row(
            "selfhost",
            "selfHOST",
            &addresses::SELFHOST,
            UsernameKind::UpdateUser,
            SecretKind::Password,
            "selfhost.de",
        ),
        &[Note::Ipv6NotConfirmed],
    ),
    row(
        "simply",
        "Simply.com",
        &addresses::SIMPLY,
        UsernameKind::Account,
        SecretKind::ApiKey,
        "simply.com",
    ),
    row(
        "spdyn",
        "Securepoint DynDNS",
        &addresses::SPDYN,
        UsernameKind::Account,
        SecretKind::Password,
        "spdyn.de",
    ),
    noting(
        row(
            "strato",
            "STRATO",
            &addresses::STRATO,
            UsernameKind::Domain,
            SecretKind::UpdatePassword,
            "strato.com",
        ),
        &[Note::SendsBothTogether],
    ),
    naming(
        row(
            "tunnelbroker",
            "Hurricane Electric Tunnelbroker",
            &addresses::TUNNELBROKER,
            UsernameKind::Account,
            SecretKind::UpdateKey,
            "tunnelbroker.net",
        ),
        NameKind::TunnelId,
    ),
    row(
        "zoneedit",
        "ZoneEdit",
        &addresses::ZONEEDIT,
        UsernameKind::Account,
        SecretKind::Token,
        "zoneedit.com",
    ),
    row(
        "dyndns2",
        "dyndns2",
        &addresses::DYNDNS2,
        UsernameKind::Account,
        SecretKind::Password,
        "",
    ),
    row(
        "custom",
        "Custom",
        &addresses::CUSTOM,
        UsernameKind::Account,
        SecretKind::Password,
        "",
    ),
];
