//! No-IP's Dynamic DNS Integration protocol: dyndns2 with stricter manners.
//!
//! Source: the vendor's page "Update a hostname's IP address", and its own Linux client where the page is silent, both
//! through `noip-update.md`. What the page asks for:
//!
//! - HTTPS on port 443; never the clear-text port 8245 (§1).
//! - HTTP Basic with a DDNS key; a colon in a user name travels as `%3A` (§2).
//! - `User-Agent: Company NameOfProgram/OSVersion-ReleaseVersion contact` (§3); see [`crate::ClientIdentity`].
//! - `hostname` a comma list without a limit, `myip` both addresses as `v4,v6`; never `myipv6`, never `offline` (§4).
//! - `nohost`: "require user to enter new login credentials before performing an additional request" (§5.1), so a
//!   refused name without a success beside it stops the profile.
//! - `911` and HTTP 500: "retry no sooner than 30 minutes"; their server is one, so it binds every No-IP profile.

use hemma_core::verdict::{Refusal, Scope};

use crate::dyndns2::{
    A_DAY, Dialect, FIVE_MINUTES, Families, HALF_AN_HOUR, Login, Reach, Sense, Word,
};

/// How No-IP speaks.
pub(crate) static NOIP: Dialect = Dialect {
    endpoint: Some("https://dynupdate.no-ip.com/nic/update"),
    families: Families::Together,
    most_names: None,
    login: Login::UserWithEncodedColon,
    // "Username is blocked due to abuse": the login, not one name.
    words: &[(
        "abuse",
        Word::new(
            Sense::Refused(Refusal::AccountBlocked, Some(A_DAY)),
            Reach::Login,
        ),
    )],
    unauthorized_is_final: true,
    lone_refusal_binds_profile: true,
    everyone: Scope::Service,
    least_old_wait: HALF_AN_HOUR,
    min_interval: FIVE_MINUTES,
    ..Dialect::PLAIN
};
