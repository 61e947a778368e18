//! No-IP's Dynamic DNS Integration protocol: dyndns2 with stricter manners.
//!
//! Source: the vendor's page "Update a hostname's IP address", and its own Linux client where the page is silent, both
//! through `noip-update.md`. What the page asks for:
//!
//! - HTTPS on port 443; the clear-text port 8245 only where a person chose it for a profile, never by itself (§1).
//! - HTTP Basic with a DDNS key; in a user name a colon travels as `%3A` and a `#` as `%23` (§2).
//! - `User-Agent: Company NameOfProgram/OSVersion-ReleaseVersion contact` (§3); see [`crate::ClientIdentity`].
//! - `hostname` a comma list without a limit, `myip` both addresses as `v4,v6`; never `myipv6`; `offline=YES` only
//!   where a person asked for it, and the next plain update brings the host back (§4).
//! - `nohost`: "require user to enter new login credentials before performing an additional request" (§5.1), so a
//!   refused name without a success beside it stops the profile.
//! - `911` and HTTP 500: "retry no sooner than 30 minutes"; their server is one, so it binds every No-IP profile.

use hemma_core::verdict::{Refusal, Scope};

use crate::dyndns2::{A_DAY, FIVE_MINUTES, HALF_AN_HOUR, Reach, Sense, Word};
use crate::speech::{Dialect, Families, Login};

/// How No-IP speaks.
pub(crate) static NOIP: Dialect = Dialect {
    template: Some("https://dynupdate.no-ip.com/nic/update?hostname={hostname}&myip={ips}"),
    offline: Some("offline=YES"),
    families: Families::Together,
    most_names: None,
    group_names: &["all.ddnskey.com"],
    login: Login::UserEncoded,
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
    clear_text_port: Some(8245),
    names_every_address: true,
    wants_contact: true,
    // "Stop after 3" (§5.2).
    statuses: &[(
        404,
        Word::new(Sense::NotFound(HALF_AN_HOUR), Reach::Profile),
    )],
    ..Dialect::PLAIN
};
