//! How a service is asked: from a profile and its changes to requests, by one row of data.
//!
//! Sources: `dyndns2-services.md` §2 (services) and §3 (what a row must be able to say), `noip-update.md` for No-IP.
//! Where services differ, the difference is a field of the [`Dialect`], never a branch on the service.

mod body;
mod dialect;
mod fill;
mod login;
mod styles;

pub(crate) use dialect::{Absent, Dialect, Families, Login, Phrase, Style, Zone};
pub(crate) use styles::Ear;

use hemma_core::address::Family;
use hemma_core::names::{Hostname, RecordId, UpdateName};
use hemma_core::scheduler::Change;
use hemma_core::settings::{CustomRequest, Method, Placeholder, Profile, Template};
use hemma_core::verdict::Outcome;
use http::HeaderValue;
use http::header::{ACCEPT, USER_AGENT};
use std::net::IpAddr;

use crate::dyndns2;
use crate::entrance::{CannotSpeak, Secrets};
use crate::exchange::{Exchange, Mask, Reader, Request, Response, Turn, Turns};
use crate::identity::ClientIdentity;
use fill::Values;
use login::Credential;

/// What one request asks.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// The names in the order of the request, each with the records it stands for.
    pub(crate) names: Vec<Vec<RecordId>>,
    /// The addresses sent, at most one per family; those that only travel along are among them.
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
    for parcel in parcels(dialect, profile, changes)? {
        let record = parcel.first_record()?;
        let credential = login::credential(dialect, profile, secrets, record)?;
        for secret in &credential.hide {
            mask.hide(secret);
        }
        let template = fill::template_of(dialect, profile, &parcel.sent)?;
        for names in fitting(dialect, profile, &template, &parcel.names) {
            let request = request(dialect, profile, &template, &parcel, names, &credential)?;
            let request = introduced(dialect, request, identity)?;
            let names = names.iter().map(|named| named.records.clone()).collect();
            let sent = parcel.sent.clone();
            turns.push(Turn {
                request,
                asked: Asked { names, sent },
            });
        }
    }
    let ear = Ear::of(dialect, profile);
    Ok(Box::new(Turns::new(Listener { dialect, ear, mask }, turns)))
}

/// Names that go together, because they carry the same addresses to the same end.
struct Parcel {
    sent: Vec<IpAddr>,
    offline: bool,
    names: Vec<Named>,
}

impl Parcel {
    fn first_record(&self) -> Result<&RecordId, CannotSpeak> {
        let named = self.names.first().ok_or(CannotSpeak::NothingToSay)?;
        named.records.first().ok_or(CannotSpeak::NothingToSay)
    }
}

struct Named {
    name: UpdateName,
    records: Vec<RecordId>,
}

fn parcels(
    dialect: &Dialect,
    profile: &Profile,
    changes: &[Change],
) -> Result<Vec<Parcel>, CannotSpeak> {
    let together = profile.rules.families_together;
    let mut bundles: Vec<Vec<&Change>> = Vec::new();
    for change in changes {
        if !profile.rules.offers(change.record.family) {
            return Err(CannotSpeak::FamilyNotOffered {
                record: change.record.clone(),
            });
        }
        let beside = bundles.iter_mut().find(|bundle| {
            together
                && bundle.iter().all(|other| {
                    other.record.name == change.record.name
                        && other.record.family != change.record.family
                        && other.offline == change.offline
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
        let Some(first) = bundle.first() else {
            continue;
        };
        let sent = addresses(dialect, profile, &bundle)?;
        let named = Named {
            name: first.record.name.clone(),
            records: bundle.iter().map(|change| change.record.clone()).collect(),
        };
        let same = |parcel: &&mut Parcel| parcel.sent == sent && parcel.offline == first.offline;
        match parcels.iter_mut().find(same) {
            Some(parcel) if !profile.rules.secret_per_record => parcel.names.push(named),
            _ => parcels.push(Parcel {
                sent,
                offline: first.offline,
                names: vec![named],
            }),
        }
    }
    Ok(parcels)
}

/// Returns every address that goes out with these changes of one name: theirs, and the one that travels along. What the
/// service would lose must be among them; the scheduler sees to it, and here nothing leaves without it.
fn addresses(
    dialect: &Dialect,
    profile: &Profile,
    bundle: &[&Change],
) -> Result<Vec<IpAddr>, CannotSpeak> {
    let mut sent: Vec<IpAddr> = bundle.iter().map(|change| change.address.ip()).collect();
    for beside in bundle.iter().filter_map(|change| change.beside) {
        if sent.iter().all(|ip| Family::of(*ip) != beside.family()) {
            sent.push(beside.ip());
        }
    }
    sent.sort_by_key(|ip| Family::of(*ip));
    let Some(first) = bundle.first() else {
        return Err(CannotSpeak::NothingToSay);
    };
    for family in Family::BOTH {
        let kept = profile
            .names
            .iter()
            .any(|entry| entry.name == first.record.name && entry.families.contains(&family));
        let needed = match profile.rules.omitted(family) {
            hemma_core::settings::Omitted::LeftAlone => false,
            hemma_core::settings::Omitted::Unsure => kept,
            hemma_core::settings::Omitted::Lost => true,
        };
        if needed && sent.iter().all(|ip| Family::of(*ip) != family) {
            let record = first.record.clone();
            return Err(CannotSpeak::FamilyMissing { record, family });
        }
    }
    debug_assert!(!sent.is_empty() || dialect.takes_connection);
    Ok(sent)
}

/// Splits the names where the URL or the list would grow too long.
fn fitting<'a>(
    dialect: &Dialect,
    profile: &Profile,
    template: &Template,
    names: &'a [Named],
) -> Vec<&'a [Named]> {
    let most = dialect.most_names.map_or(usize::MAX, |most| {
        usize::try_from(most).unwrap_or(usize::MAX)
    });
    // Everything in the URL but the names: the template, another server's address, two written-out IPv6 addresses.
    let given = profile
        .endpoint
        .as_ref()
        .map_or(0, |url| url.as_str().len());
    let fixed = template.text().len() + given + 160;
    let room = usize::try_from(dialect::LONGEST_URL)
        .unwrap_or(usize::MAX)
        .saturating_sub(fixed);
    let mut parts = Vec::new();
    let (mut start, mut length) = (0, 0);
    for (place, named) in names.iter().enumerate() {
        // At worst every byte but the comma is percent-encoded.
        let own = crate::percent::encode(named.name.as_str()).len() + 1;
        let longer = length + own;
        if place > start && (longer > room || place - start >= most) {
            parts.push(&names[start..place]);
            (start, length) = (place, own);
        } else {
            length = longer;
        }
    }
    parts.push(&names[start..]);
    parts
}

fn request(
    dialect: &Dialect,
    profile: &Profile,
    template: &Template,
    parcel: &Parcel,
    names: &[Named],
    credential: &Credential,
) -> Result<Request, CannotSpeak> {
    let fixed: Option<Hostname> = match dialect.zone {
        Zone::Fixed(zone) => zone.parse().ok(),
        _ => None,
    };
    let zone = fixed.as_ref().or(profile.zone.as_ref());
    let first = names.first().ok_or(CannotSpeak::NothingToSay)?;
    let values = Values {
        names: names.iter().map(|named| named.name.as_str()).collect(),
        zone: zone.map(Hostname::as_str),
        label: zone.and_then(|zone| zone.label_of(&first.name)),
        sent: &parcel.sent,
        username: credential.username.as_deref(),
        secret: credential.secret.as_ref(),
    };
    let extra = dialect.offline.filter(|_| parcel.offline);
    let filled = fill::fill(dialect, template, profile, &values, extra)?;
    let method = match profile.custom.as_ref().map(|custom| custom.method) {
        None | Some(Method::Get) => http::Method::GET,
        Some(Method::Post) => http::Method::POST,
        Some(Method::Put) => http::Method::PUT,
    };
    let mut request = Request::with_method(method, filled.url);
    request.show_as(filled.shown);
    if let Some(body) = profile.custom.as_ref().and_then(|own| own.body.as_ref()) {
        let (text, shown) = body::fill(dialect, body, &values)?;
        request.body_shown_as(body.content_type().header(), text, shown);
    }
    let own = profile.custom.as_deref();
    if dialect.takes_connection || own.is_some_and(takes_connection) {
        let family = parcel
            .sent
            .first()
            .map_or(Family::Ipv4, |ip| Family::of(*ip));
        request.travel_over(family);
    }
    if profile.clear_text_port && dialect.clear_text_port.is_some() {
        request.permit_clear_text();
    }
    if let Some((name, value)) = &credential.header {
        request.secret_header(name.clone(), value.clone());
    }
    Ok(request)
}

/// A person's request without any address: the service takes that of the connection.
fn takes_connection(own: &CustomRequest) -> bool {
    let addresses = [
        Placeholder::Ip,
        Placeholder::Ipv4,
        Placeholder::Ipv6,
        Placeholder::Ips,
    ];
    !addresses.iter().any(|address| own.names(*address))
}

/// Says who asks. A service that blocks programs without a contact is not asked without one: it would be this program,
/// for everybody, that is blocked (`noip-update.md` §3).
fn introduced(
    dialect: &Dialect,
    mut request: Request,
    identity: &ClientIdentity,
) -> Result<Request, CannotSpeak> {
    if dialect.wants_contact && !identity.may_introduce_itself_to(request.url()) {
        return Err(CannotSpeak::ContactMissing);
    }
    request.header(USER_AGENT, identity.header());
    request.header(ACCEPT, HeaderValue::from_static("text/plain"));
    Ok(request)
}

struct Listener {
    dialect: &'static Dialect,
    ear: Ear,
    mask: Mask,
}

impl Reader for Listener {
    type Asked = Asked;

    fn records(asked: &Asked) -> Vec<RecordId> {
        asked.names.iter().flatten().cloned().collect()
    }

    fn read(&self, asked: &Asked, response: &Response) -> Outcome {
        dyndns2::read(self.dialect, &self.ear, asked, response, &self.mask)
    }
}
