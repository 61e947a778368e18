//! dyndns2: `GET …?hostname=…&myip=…` with HTTP Basic, answered by one word per name.
//!
//! Sources: Dyn's "Remote Access API" pages and the services' own, as collected in `dyndns2-services.md` §1 (protocol),
//! §1.1 (parser) and §2 (services); No-IP's page through `noip-update.md`. Where services differ, the difference is a
//! field of the dialect, never a branch on the service.

mod answer;
mod dialect;
mod lines;
mod words;

pub(crate) use dialect::{Dialect, Families, Login};
pub(crate) use words::{A_DAY, FIVE_MINUTES, HALF_AN_HOUR, Reach, Sense, Word};

use hemma_core::address::Family;
use hemma_core::names::{RecordId, SecretKey};
use hemma_core::scheduler::Change;
use hemma_core::secret::Secret;
use hemma_core::settings::Profile;
use hemma_core::verdict::Outcome;
use http::HeaderValue;
use http::header::{ACCEPT, USER_AGENT};
use std::net::IpAddr;
use url::Url;

use crate::entrance::{CannotSpeak, Secrets, endpoint};
use crate::exchange::{Exchange, Mask, Reader, Request, Response, Turn, Turns};
use crate::identity::ClientIdentity;
use crate::percent;

/// What one request asks.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// The names in the order of the request, each with the records it stands for.
    pub(crate) names: Vec<Vec<RecordId>>,
    /// The addresses sent, at most one per family.
    pub(crate) sent: Vec<IpAddr>,
}

/// Builds the exchange for one attempt.
///
/// All names of one request share its addresses, so changes are grouped by what they carry: a name that keeps only
/// IPv4 never travels beside an IPv6 address.
pub(crate) fn exchange(
    dialect: &'static Dialect,
    profile: &Profile,
    secrets: &Secrets,
    changes: &[Change],
    identity: &ClientIdentity,
) -> Result<Box<dyn Exchange>, CannotSpeak> {
    let mut mask = Mask::default();
    let mut turns = Vec::new();
    for parcel in parcels(dialect, changes)? {
        let (authorization, shown) = login(dialect, profile, secrets, &parcel)?;
        for secret in shown {
            mask.hide(&secret);
        }
        let base = address(dialect, profile, &parcel)?;
        for part in fitting(dialect, &base, &parcel) {
            let mut request = part_request(dialect, &base, &parcel.sent, part, identity);
            request.authorization(authorization.clone());
            let names = part.iter().map(|name| name.records.clone()).collect();
            let sent = parcel.sent.clone();
            turns.push(Turn {
                request,
                asked: Asked { names, sent },
            });
        }
    }
    Ok(Box::new(Turns::new(Dyndns2Reader { dialect, mask }, turns)))
}

/// Names that go together, because they carry the same addresses.
struct Parcel {
    sent: Vec<IpAddr>,
    names: Vec<Named>,
}

struct Named {
    /// Percent-encoded.
    encoded: String,
    plain: String,
    records: Vec<RecordId>,
}

fn parcels(dialect: &Dialect, changes: &[Change]) -> Result<Vec<Parcel>, CannotSpeak> {
    let mut bundles: Vec<Vec<&Change>> = Vec::new();
    for change in changes {
        if change.record.family == Family::Ipv6 && dialect.families == Families::Ipv4Only {
            return Err(CannotSpeak::FamilyNotOffered {
                record: change.record.clone(),
            });
        }
        let beside = bundles.iter_mut().find(|bundle| {
            dialect.families == Families::Together
                && bundle.iter().all(|other| {
                    other.record.name == change.record.name
                        && other.record.family != change.record.family
                })
        });
        match beside {
            Some(bundle) => bundle.push(change),
            None => bundles.push(vec![change]),
        }
    }
    let mut parcels: Vec<Parcel> = Vec::new();
    for mut bundle in bundles {
        bundle.sort_by_key(|change| change.record.family);
        let sent: Vec<IpAddr> = bundle.iter().map(|change| change.address.ip()).collect();
        let Some(first) = bundle.first() else {
            continue;
        };
        let plain = first.record.name.as_str().to_owned();
        let named = Named {
            encoded: percent::encode(&plain),
            plain,
            records: bundle.iter().map(|change| change.record.clone()).collect(),
        };
        match parcels.iter_mut().find(|parcel| parcel.sent == sent) {
            Some(parcel) if dialect.login != Login::Name => parcel.names.push(named),
            _ => parcels.push(Parcel {
                sent,
                names: vec![named],
            }),
        }
    }
    Ok(parcels)
}

/// Returns the `Authorization` value and what must never be shown of it.
fn login(
    dialect: &Dialect,
    profile: &Profile,
    secrets: &Secrets,
    parcel: &Parcel,
) -> Result<(HeaderValue, Vec<Secret>), CannotSpeak> {
    let (username, key) = match dialect.login {
        Login::Name => {
            let named = parcel.names.first().ok_or(CannotSpeak::NothingToSay)?;
            let record = named.records.first().ok_or(CannotSpeak::NothingToSay)?;
            (named.plain.clone(), SecretKey::Record(record.clone()))
        }
        Login::User | Login::UserWithEncodedColon => {
            let username = profile.username.as_deref().unwrap_or("");
            let key = SecretKey::Profile(profile.id.clone());
            (username.to_owned(), key)
        }
    };
    if username.is_empty() {
        return Err(CannotSpeak::UsernameMissing);
    }
    let username = match dialect.login {
        Login::UserWithEncodedColon => username.replace(':', "%3A"),
        Login::User | Login::Name if username.contains(':') => {
            return Err(CannotSpeak::UsernameWithColon);
        }
        Login::User | Login::Name => username,
    };
    let password = secrets.get(&key)?;
    let value = percent::basic(&username, password);
    let encoded = Secret::new(
        value
            .to_str()
            .unwrap_or("")
            .trim_start_matches("Basic ")
            .to_owned(),
    );
    Ok((value, vec![encoded, password.clone()]))
}

fn address(dialect: &Dialect, profile: &Profile, parcel: &Parcel) -> Result<Url, CannotSpeak> {
    let only_ipv6 = parcel.sent.iter().all(IpAddr::is_ipv6);
    let own = match dialect.endpoint_ipv6 {
        Some(ipv6) if only_ipv6 => Some(ipv6),
        _ => dialect.endpoint,
    };
    endpoint(profile, own)
}

/// Splits the names where the URL or the list would grow too long.
fn fitting<'a>(dialect: &Dialect, base: &Url, parcel: &'a Parcel) -> Vec<&'a [Named]> {
    let most = dialect.most_names.map_or(usize::MAX, |most| {
        usize::try_from(most).unwrap_or(usize::MAX)
    });
    // Everything in the URL but the names: parameters, separators, and two written-out IPv6 addresses at most.
    let fixed: usize = dialect
        .parameters
        .iter()
        .map(|(name, value)| name.len() + value.len() + 2)
        .sum();
    let room = usize::try_from(dialect::LONGEST_URL)
        .unwrap_or(usize::MAX)
        .saturating_sub(base.as_str().len() + fixed + "?hostname=&myip=".len() + 80);
    let mut parts = Vec::new();
    let (mut start, mut length) = (0, 0);
    for (place, named) in parcel.names.iter().enumerate() {
        let longer = length + named.encoded.len() + 1;
        if place > start && (longer > room || place - start >= most) {
            parts.push(&parcel.names[start..place]);
            (start, length) = (place, named.encoded.len() + 1);
        } else {
            length = longer;
        }
    }
    parts.push(&parcel.names[start..]);
    parts
}

fn part_request(
    dialect: &Dialect,
    base: &Url,
    sent: &[IpAddr],
    names: &[Named],
    identity: &ClientIdentity,
) -> Request {
    let mut request = Request::get(base.clone());
    let hostname: Vec<&str> = names.iter().map(|named| named.encoded.as_str()).collect();
    request.public_parameter("hostname", &hostname.join(","));
    // Commas and colons stay as they are: both are legal in a query, and so does the vendor's own client (No-IP).
    let myip: Vec<String> = sent.iter().map(IpAddr::to_string).collect();
    request.public_parameter("myip", &myip.join(","));
    for (name, value) in dialect.parameters {
        request.public_parameter(name, value);
    }
    request.header(USER_AGENT, identity.header());
    request.header(ACCEPT, HeaderValue::from_static("text/plain"));
    request
}

struct Dyndns2Reader {
    dialect: &'static Dialect,
    mask: Mask,
}

impl Reader for Dyndns2Reader {
    type Asked = Asked;

    fn records(asked: &Asked) -> Vec<RecordId> {
        asked.names.iter().flatten().cloned().collect()
    }

    fn read(&self, asked: &Asked, response: &Response) -> Outcome {
        answer::read(self.dialect, asked, response, &self.mask)
    }
}
