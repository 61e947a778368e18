//! `config.json` of ddns-updater: `{"settings": [{"provider": …, "domain": …, …}]}`.

use hemma_engine::messages::{ImportMistake, ImportProblem, LeftOutReason};
use serde_json::{Map, Value};

use super::gather::{Account, Gathering, Name, Text, Wanted};
use super::mistake;

type Entry = Map<String, Value>;

/// One provider of ddns-updater.
struct Provider {
    /// Its name there.
    name: &'static str,
    /// Our service; empty when Hemma has none for it.
    service: &'static str,
    /// The member with the user name; empty when there is none.
    username: &'static str,
    /// The members that may hold the secret.
    secrets: &'static [&'static str],
}

const fn row(
    name: &'static str,
    service: &'static str,
    username: &'static str,
    secrets: &'static [&'static str],
) -> Provider {
    Provider {
        name,
        service,
        username,
        secrets,
    }
}

const fn none(name: &'static str) -> Provider {
    row(name, "", "", &[])
}

const PASSWORD: &[&str] = &["password"];
const TOKEN: &[&str] = &["token"];

/// `internal/provider/constants/providers.go`, with the members of each provider's own object.
const PROVIDERS: &[Provider] = &[
    row("dd24", "keysystems", "", PASSWORD),
    row("ddnss", "ddnss", "username", PASSWORD),
    row("desec", "desec", "", TOKEN),
    row("dnsomatic", "dnsomatic", "username", PASSWORD),
    row("domeneshop", "domeneshop", "token", &["secret"]),
    row("duckdns", "duckdns", "", TOKEN),
    row("dyn", "dyn", "username", &["client_key", "password"]),
    row("dynu", "dynu", "username", PASSWORD),
    row("dynv6", "dynv6", "", TOKEN),
    row("easydns", "easydns", "username", TOKEN),
    row("freedns", "freedns", "", TOKEN),
    row("he", "he", "", PASSWORD),
    row("infomaniak", "infomaniak", "username", PASSWORD),
    row("inwx", "inwx", "username", PASSWORD),
    row("ipv64", "ipv64", "", &["key"]),
    row("loopia", "loopia", "username", PASSWORD),
    row("namecheap", "namecheap", "", PASSWORD),
    row("noip", "noip", "username", PASSWORD),
    row("ovh", "ovh", "username", PASSWORD),
    row("selfhost.de", "selfhost", "username", PASSWORD),
    row("spdyn", "spdyn", "user", PASSWORD),
    row("strato", "strato", "", PASSWORD),
    row("zoneedit", "zoneedit", "username", TOKEN),
    none("aliyun"),
    none("allinkl"),
    none("bunny"),
    none("changeip"),
    none("cloudflare"),
    none("digitalocean"),
    none("dnspod"),
    none("dondominio"),
    none("dreamhost"),
    none("gandi"),
    none("gcp"),
    none("gigahostno"),
    none("godaddy"),
    none("goip"),
    none("google"),
    none("hetzner"),
    none("hetznercloud"),
    none("hostinger"),
    none("ionos"),
    none("linode"),
    none("luadns"),
    none("myaddr"),
    none("name.com"),
    none("namesilo"),
    none("netcup"),
    none("njalla"),
    none("nowdns"),
    none("opendns"),
    none("porkbun"),
    none("route53"),
    none("scaleway"),
    none("servercow"),
    none("spaceship"),
    none("variomedia"),
    none("vercel"),
    none("vultr"),
];

/// Reads a whole file.
///
/// # Errors
///
/// When it is no JSON, with the line, or has no list `settings`.
pub(super) fn read(text: &str, found: &mut Gathering<'_>) -> Result<(), ImportProblem> {
    // The parser's own words may quote the file, and with it a password; only the place is kept.
    let root: Value = serde_json::from_str(text).map_err(|error| {
        let what = if error.is_eof() {
            ImportMistake::JsonEndsEarly
        } else {
            ImportMistake::Json
        };
        mistake(u32::try_from(error.line()).unwrap_or(u32::MAX).max(1), what)
    })?;
    let Some(Value::Array(entries)) = root.get("settings") else {
        return Err(mistake(1, ImportMistake::NoSettings));
    };
    for (place, entry) in entries.iter().enumerate() {
        let place = format!("settings[{place}]");
        match entry {
            Value::Object(entry) => read_entry(entry, &place, found),
            _ => found.leave_out(None, &place, LeftOutReason::Unknown),
        }
    }
    Ok(())
}

fn text<'e>(entry: &'e Entry, member: &str) -> &'e str {
    entry
        .get(member)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .trim()
}

fn read_entry(entry: &Entry, place: &str, found: &mut Gathering<'_>) {
    let word = text(entry, "provider");
    if word == "custom" {
        found.leave_out(None, place, LeftOutReason::UrlForm);
        return;
    }
    let Some(provider) = PROVIDERS.iter().find(|provider| provider.name == word) else {
        found.leave_out(None, place, LeftOutReason::ServiceUnknown);
        return;
    };
    // OVH's other mode is its API and not its update service.
    if provider.service.is_empty() || text(entry, "mode") == "api" {
        let what = format!("{place}, {}", provider.name);
        found.leave_out(None, &what, LeftOutReason::ServiceNotOffered);
        return;
    }
    tell_left_out(entry, provider, place, found);
    let secret = provider.secrets.iter().map(|member| text(entry, member));
    let secret = secret.into_iter().find(|secret| !secret.is_empty());
    let names = names(entry);
    let account = account(entry, provider, secret, &names);
    let wanted = wanted(entry, place, found);
    if names.is_empty() {
        let what = format!("{place}.domain");
        found.leave_out(None, &what, LeftOutReason::NoNames);
    }
    for name in &names {
        let name = Name {
            text: name,
            wanted,
            enabled: true,
            line: None,
            what: place,
        };
        found.add(&account, &name);
    }
}

fn account(entry: &Entry, provider: &Provider, secret: Option<&str>, names: &[String]) -> Account {
    let mut username = text(entry, provider.username).to_owned();
    let mut secret = secret.map(|secret| Text::new(secret.to_owned()));
    let token = text(entry, "token");
    match provider.service {
        // With a token, the name itself is the user name.
        "spdyn" if secret.is_none() && !token.is_empty() => {
            username = names.first().cloned().unwrap_or_default();
            secret = Some(Text::new(token.to_owned()));
        }
        "strato" => username = zone(entry),
        _ => {}
    }
    Account {
        service: provider.service,
        username: Some(username),
        endpoint: None,
        zone: owner_zone(entry),
        secret,
    }
}

/// Returns the domain that the names belong to, as far as the entry tells.
fn zone(entry: &Entry) -> String {
    let domain = text(entry, "domain").split(',').next().unwrap_or_default();
    domain.trim().to_owned()
}

/// Returns the domain when the entry says for certain that it is the zone.
fn owner_zone(entry: &Entry) -> Option<String> {
    let owner = !text(entry, "owner").is_empty() || !text(entry, "host").is_empty();
    let domain = text(entry, "domain");
    let two_labels = domain.matches('.').count() == 1 && !domain.contains(',');
    (owner || two_labels).then(|| domain.to_owned())
}

/// Returns the names: those of `domain`, or each `owner` (once `host`) below it; `@` is the domain itself.
fn names(entry: &Entry) -> Vec<String> {
    let domain = text(entry, "domain");
    let owner = match text(entry, "owner") {
        "" => text(entry, "host"),
        owner => owner,
    };
    let parts = |text: &str| -> Vec<String> {
        let parts = text.split(',').map(str::trim);
        parts
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect()
    };
    if owner.is_empty() || domain.is_empty() {
        return parts(domain);
    }
    let below = |owner: String| match owner.as_str() {
        "@" => domain.to_owned(),
        _ => format!("{owner}.{domain}"),
    };
    parts(owner).into_iter().map(below).collect()
}

fn wanted(entry: &Entry, place: &str, found: &mut Gathering<'_>) -> Wanted {
    match text(entry, "ip_version") {
        "ipv4" => Wanted::IPV4,
        "ipv6" => Wanted::IPV6,
        _ => {
            let what = format!("{place}.ip_version");
            found.leave_out(None, &what, LeftOutReason::EitherFamily);
            Wanted::Usual
        }
    }
}

/// Lists the members that are not carried over.
fn tell_left_out(entry: &Entry, provider: &Provider, place: &str, found: &mut Gathering<'_>) {
    for (member, value) in entry {
        let empty = match value {
            Value::Null | Value::Bool(false) => true,
            Value::String(text) => text.is_empty(),
            _ => false,
        };
        let name = member.as_str();
        let carried = matches!(
            name,
            "provider" | "domain" | "owner" | "host" | "ip_version" | "mode"
        );
        if empty || carried || name == provider.username || provider.secrets.contains(&name) {
            continue;
        }
        let reason = match name {
            "ipv6_suffix" | "provider_ip" | "ip_method" => LeftOutReason::Detection,
            "ttl" | "proxied" | "group" | "dual_stack" => LeftOutReason::RecordOption,
            "delay" | "no_dns_lookup" => LeftOutReason::Running,
            "token" if provider.service == "spdyn" => continue,
            _ => {
                found.leave_out(None, place, LeftOutReason::Unknown);
                continue;
            }
        };
        found.leave_out(None, &format!("{place}.{name}"), reason);
    }
}
