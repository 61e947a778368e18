//! What would be sent, to be looked at: nothing leaves, and no secret is needed or shown.

use hemma_core::names::SecretKey;
use hemma_core::scheduler::Change;
use hemma_core::secret::Secret;
use hemma_core::settings::Profile;
use serde::{Deserialize, Serialize};

use crate::catalog;
use crate::entrance::{CannotSpeak, Secrets, exchange_for, secrets_needed};
use crate::exchange::{MASK, Request};
use crate::identity::ClientIdentity;

/// One request as it would leave, secrets masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RehearsedRequest {
    /// `GET`, `POST` or `PUT`.
    pub method: String,
    /// The address, with `…` where a secret stands.
    pub url: String,
    /// The headers, sorted by name.
    pub headers: Vec<RehearsedHeader>,
    /// The body, empty as a rule, with `…` where a secret stands.
    pub body: String,
}

/// One header of a rehearsed request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RehearsedHeader {
    /// Its name, in small letters.
    pub name: String,
    /// Its value, with `…` where a secret stands.
    pub value: String,
}

/// Returns every request that would be sent for `changes`, in order, if each answer were a success.
///
/// The requests are built by the very code that builds real ones, with a stand-in for each secret, so that no secret can
/// be shown whatever form it would take (percent-encoded, inside HTTP Basic).
///
/// # Errors
///
/// [`CannotSpeak`] as for real requests: what cannot be rehearsed would not be sent either.
pub fn rehearse(
    profile: &Profile,
    changes: &[Change],
    identity: &ClientIdentity,
) -> Result<Vec<RehearsedRequest>, CannotSpeak> {
    let stand_ins: Secrets = secrets_needed(profile, changes)
        .into_iter()
        .map(|key: SecretKey| (key, Secret::new("stand-in".to_owned())))
        .collect();
    let exchange = exchange_for(profile, &stand_ins, changes, identity)?;
    Ok(exchange.planned().iter().map(rehearsed).collect())
}

fn rehearsed(request: &Request) -> RehearsedRequest {
    let mut headers: Vec<RehearsedHeader> = request
        .headers()
        .iter()
        .map(|(name, value)| {
            let text = value.to_str().unwrap_or(MASK);
            let value = match text.split_once(' ') {
                _ if !value.is_sensitive() => text.to_owned(),
                Some((scheme, _)) => format!("{scheme} {MASK}"),
                None => MASK.to_owned(),
            };
            RehearsedHeader {
                name: name.to_string(),
                value,
            }
        })
        .collect();
    headers.sort_by(|one, other| one.name.cmp(&other.name));
    RehearsedRequest {
        method: request.method().to_string(),
        url: request.shown_url(),
        headers,
        body: request.shown_body().to_owned(),
    }
}

/// Something a person should know about a profile that is not wrong. The engine has the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Advice {
    /// The user name is an e-mail address: the login of the account, which is being retired in favour of DDNS keys
    /// (No-IP). The field is `username`.
    AccountLogin,
    /// Everybody on the way can read the credential. The field is `clear_text_port`.
    ClearText,
    /// The offline mode is a paid feature. The field is `offline` of a name.
    OfflineIsPaid,
    /// The secret travels inside the address, which servers tend to write down. The field is `template`.
    SecretInAddress,
    /// Without an address in the template the service takes that of the connection. The field is `template`.
    NoAddressInTemplate,
}

/// Returns what a person should know about a profile, in a stable order.
#[must_use]
pub fn advice(profile: &Profile) -> Vec<Advice> {
    let card = catalog::service(&profile.service);
    let keys = card.is_some_and(|card| card.username == catalog::UsernameKind::DdnsKey);
    let username = profile.username.as_deref().unwrap_or("");
    let offline = profile
        .names
        .iter()
        .any(|name| name.enabled && name.offline);
    let names = |placeholder| {
        let own = profile.custom.as_ref();
        own.is_some_and(|own| own.names(placeholder))
    };
    let in_address = profile
        .custom
        .as_ref()
        .is_some_and(|own| own.template.names(Placeholder::Secret));
    use hemma_core::settings::Placeholder;
    let addresses = [
        Placeholder::Ip,
        Placeholder::Ipv4,
        Placeholder::Ipv6,
        Placeholder::Ips,
    ];
    let connection = profile.custom.is_some() && !addresses.into_iter().any(names);
    [
        (keys && username.contains('@'), Advice::AccountLogin),
        (profile.clear_text_port, Advice::ClearText),
        (offline, Advice::OfflineIsPaid),
        (in_address, Advice::SecretInAddress),
        (connection, Advice::NoAddressInTemplate),
    ]
    .into_iter()
    .filter(|(given, _)| *given)
    .map(|(_, advice)| advice)
    .collect()
}
