//! From a template to an address: once to be sent, once to be shown.

use hemma_core::address::Family;
use hemma_core::secret::Secret;
use hemma_core::settings::{Piece, Placeholder, Profile, Template};
use std::net::IpAddr;
use url::Url;

use super::dialect::Dialect;
use crate::entrance::CannotSpeak;
use crate::exchange::MASK;
use crate::percent;

/// What the placeholders of one request stand for.
pub(super) struct Values<'a> {
    /// Plain, in the order of the request.
    pub(super) names: Vec<&'a str>,
    pub(super) zone: Option<&'a str>,
    /// Of the first name.
    pub(super) label: Option<&'a str>,
    /// At most one per family, IPv4 first.
    pub(super) sent: &'a [IpAddr],
    pub(super) username: Option<&'a str>,
    pub(super) secret: Option<&'a Secret>,
}

impl Values<'_> {
    /// Returns a placeholder's value as it is, for places that have an encoding of their own.
    pub(super) fn plain(&self, dialect: &Dialect, placeholder: Placeholder) -> Option<String> {
        match placeholder {
            Placeholder::Hostname => Some(self.names.join(",")),
            Placeholder::Zone => self.zone.map(str::to_owned),
            Placeholder::Label => self.label.map(str::to_owned),
            Placeholder::Username => self.username.map(str::to_owned),
            Placeholder::Secret => self.secret.map(|secret| secret.expose().to_owned()),
            Placeholder::Ip | Placeholder::Ipv4 | Placeholder::Ipv6 | Placeholder::Ips => {
                self.get(dialect, placeholder)
            }
        }
    }

    /// Returns a placeholder's value, legal in a path and in a query. Commas between names and colons in addresses stay
    /// as they are: both are legal there, and the vendor's own client leaves them (No-IP).
    fn get(&self, dialect: &Dialect, placeholder: Placeholder) -> Option<String> {
        let of_family = |family| {
            let found = self.sent.iter().find(|ip| Family::of(**ip) == family);
            found
                .map(IpAddr::to_string)
                .or_else(|| match dialect.absent(family) {
                    super::dialect::Absent::Say(word) => Some(word.to_owned()),
                    _ => None,
                })
        };
        match placeholder {
            Placeholder::Hostname => {
                let names: Vec<String> = self
                    .names
                    .iter()
                    .map(|name| percent::encode(name))
                    .collect();
                Some(names.join(","))
            }
            Placeholder::Zone => self.zone.map(percent::encode),
            Placeholder::Label => self.label.map(percent::encode),
            Placeholder::Ip => self.sent.first().map(IpAddr::to_string),
            Placeholder::Ipv4 => of_family(Family::Ipv4),
            Placeholder::Ipv6 => of_family(Family::Ipv6),
            Placeholder::Ips => {
                let all: Vec<String> = self.sent.iter().map(IpAddr::to_string).collect();
                Some(all.join(","))
            }
            Placeholder::Username => self.username.map(percent::encode),
            Placeholder::Secret => self.secret.map(|secret| percent::encode(secret.expose())),
        }
    }
}

/// An address twice.
pub(super) struct Filled {
    pub(super) url: Url,
    /// The same without secrets, and without what nobody vouched for.
    pub(super) shown: String,
}

/// Which template a request follows.
pub(super) fn template_of(
    dialect: &Dialect,
    profile: &Profile,
    sent: &[IpAddr],
) -> Result<Template, CannotSpeak> {
    if let Some(custom) = &profile.custom {
        return Ok(custom.template.clone());
    }
    let only_ipv6 = !sent.is_empty() && sent.iter().all(IpAddr::is_ipv6);
    let text = match (dialect.template_ipv6, dialect.template_in_zone) {
        (Some(ipv6), _) if only_ipv6 => ipv6,
        (_, Some(in_zone)) if profile.zone.is_some() => in_zone,
        _ => match dialect.template {
            Some(template) => template,
            None if profile.endpoint.is_some() => DYNDNS2,
            None => return Err(CannotSpeak::EndpointMissing),
        },
    };
    Ok(Template::built_in(text).expect("templates of rows are well formed"))
}

/// What a server is asked that speaks plain dyndns2; its address comes from the person.
const DYNDNS2: &str = "https://given.invalid/?hostname={hostname}&myip={ips}";

/// Fills a template.
///
/// A profile's address without a path names only another server; path and parameters of the service stay. Parameters
/// whose placeholder has no value are left out.
pub(super) fn fill(
    dialect: &Dialect,
    template: &Template,
    profile: &Profile,
    values: &Values<'_>,
    extra: Option<&str>,
) -> Result<Filled, CannotSpeak> {
    let (origin, own_path) = place(dialect, template, profile)?;
    let get = |placeholder| values.get(dialect, placeholder);
    let (path, shown_path) = match &own_path {
        Some(own) => {
            let mut shown = own.path().to_owned();
            let mut sent = own.path().to_owned();
            if let Some(query) = own.query() {
                sent.push('?');
                sent.push_str(query);
                shown.push('?');
                let pairs: Vec<String> = query.split('&').map(masked).collect();
                shown.push_str(&pairs.join("&"));
            }
            (sent, shown)
        }
        None => pieces(template.path(), &get)
            .filter(|(path, _)| keeps_its_place(path))
            .ok_or(CannotSpeak::ValueMissing)?,
    };
    let (mut url, mut shown) = (format!("{origin}{path}"), format!("{origin}{shown_path}"));
    let parts = template
        .query()
        .iter()
        .filter_map(|part| pieces(part, &get));
    let extra = extra.map(|extra| (extra.to_owned(), extra.to_owned()));
    for (part, shown_part) in parts.chain(extra) {
        let mark = if url.contains('?') { '&' } else { '?' };
        for (text, part) in [(&mut url, &part), (&mut shown, &shown_part)] {
            text.push(mark);
            text.push_str(part);
        }
    }
    let url = Url::parse(&url).map_err(|_| CannotSpeak::EndpointUnsafe)?;
    Ok(Filled { url, shown })
}

/// Returns scheme and server, and the person's own path where there is one.
fn place(
    dialect: &Dialect,
    template: &Template,
    profile: &Profile,
) -> Result<(String, Option<Url>), CannotSpeak> {
    let (server, own_path) = match &profile.endpoint {
        None => {
            let server = Url::parse(template.origin()).map_err(|_| CannotSpeak::EndpointUnsafe)?;
            (server, None)
        }
        Some(given) => {
            let carries_login = !given.username().is_empty() || given.password().is_some();
            if given.scheme() != "https" || given.host().is_none() || carries_login {
                return Err(CannotSpeak::EndpointUnsafe);
            }
            let bare = given.path() == "/" && given.query().is_none();
            // Without a template of its own, the service has no path to keep.
            let own = (!bare || dialect.template.is_none()).then(|| given.clone());
            (given.clone(), own)
        }
    };
    let host = server.host_str().ok_or(CannotSpeak::EndpointUnsafe)?;
    let origin = match (profile.clear_text_port, dialect.clear_text_port) {
        (true, Some(port)) => format!("http://{host}:{port}"),
        (true, None) => return Err(CannotSpeak::EndpointUnsafe),
        (false, _) => match server.port() {
            Some(port) => format!("https://{host}:{port}"),
            None => format!("https://{host}"),
        },
    };
    Ok((origin, own_path))
}

/// Whether no value climbs out of its place in the path: `..` would, however it is encoded.
fn keeps_its_place(path: &str) -> bool {
    path.split('/').all(|segment| {
        let plain = segment.to_ascii_lowercase().replace("%2e", ".");
        plain != "." && plain != ".."
    })
}

/// Fills pieces; nothing when a placeholder has no value.
fn pieces(
    pieces: &[Piece],
    get: &impl Fn(Placeholder) -> Option<String>,
) -> Option<(String, String)> {
    let (mut sent, mut shown) = (String::new(), String::new());
    for piece in pieces {
        match piece {
            Piece::Literal(text) => {
                sent.push_str(text);
                shown.push_str(text);
            }
            Piece::Placeholder(placeholder) => {
                let value = get(*placeholder)?;
                shown.push_str(if placeholder.is_secret() {
                    MASK
                } else {
                    &value
                });
                sent.push_str(&value);
            }
        }
    }
    Some((sent, shown))
}

/// A parameter that a person put into an address: nobody vouched for its value.
fn masked(pair: &str) -> String {
    match pair.split_once('=') {
        Some((name, _)) => format!("{name}={MASK}"),
        None => MASK.to_owned(),
    }
}
