//! Profiles and their names.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv6Addr;
use std::path::PathBuf;

use super::fields::{Checker, root};
use super::{custom, zone};
use crate::address::Family;
use crate::names::{Hostname, NameProblem, ProfileId, ServiceId, UpdateName};
use crate::settings::{
    Catalog, FieldPath, Ipv6Suffix, NameEntry, NameEntryDraft, Omitted, PREFIXES, ProblemKind,
    Profile, ProfileDraft, SecretSource, ServiceRules, TunnelChoice, USUAL_PREFIX, nearest,
};

pub(super) fn check(
    drafts: &[ProfileDraft],
    catalog: &Catalog,
    checker: &mut Checker,
) -> BTreeMap<ProfileId, Profile> {
    let mut seen = BTreeSet::new();
    let mut kept = BTreeSet::new();
    let mut profiles = BTreeMap::new();
    for (place, draft) in drafts.iter().enumerate() {
        let path = root("profile").index(place);
        let id: Option<ProfileId> = checker.name(path.key("id"), draft.id.as_deref());
        if id.as_ref().is_some_and(|id| !seen.insert(id.clone())) {
            checker.problem(path.key("id"), ProblemKind::Duplicate);
        }
        let service = check_service(draft, catalog, &path, checker);
        let custom = service
            .as_ref()
            .and_then(|(_, rules)| custom::check(draft, rules, &path, checker));
        let service = service.map(|(id, rules)| (id, custom::shaped(rules, custom.as_ref())));
        let rules = service.as_ref().map(|(_, rules)| rules);
        let mut names = check_names(&draft.name, rules, &path.key("name"), checker);
        let zone = zone::check(draft, rules, &names, &path, checker);
        if let Some(rules) = rules {
            zone::find_hostnames(&mut names, rules, zone.as_ref());
        }
        let username = check_username(draft, rules, &path, checker);
        let clear_text_port = draft.clear_text_port.unwrap_or(false);
        if clear_text_port && rules.is_some_and(|rules| rules.clear_text_port.is_none()) {
            checker.problem(path.key("clear_text_port"), ProblemKind::NotOffered);
        }
        let tunnel = checker.word(
            path.key("tunnel"),
            draft.tunnel.as_deref(),
            &[
                ("hold", TunnelChoice::Hold),
                ("follow", TunnelChoice::Follow),
            ],
        );
        let endpoint = check_endpoint(draft, rules, &path, checker);
        let api = check_api(draft, rules, &path, checker);
        // Whose API is elsewhere (a sandbox) takes updates there, too.
        let endpoint = endpoint.or_else(|| {
            let mut server = api.clone()?;
            server.set_path("/");
            Some(server)
        });
        let secret = match draft.secret_file.as_deref().map(str::trim) {
            None => SecretSource::Vault,
            Some("") => {
                checker.problem(path.key("secret_file"), ProblemKind::Missing);
                SecretSource::Vault
            }
            Some(file) => SecretSource::File(PathBuf::from(file)),
        };
        let (Some(id), Some((service, rules))) = (id, service) else {
            continue;
        };
        let label = draft
            .label
            .as_deref()
            .map(str::trim)
            .filter(|label| !label.is_empty())
            .map_or_else(|| id.to_string(), str::to_owned);
        let profile = Profile {
            id: id.clone(),
            service,
            label,
            username,
            secret,
            endpoint,
            api,
            zone,
            clear_text_port,
            custom: custom.map(Box::new),
            tunnel,
            names: names.iter().flatten().cloned().collect(),
            rules,
        };
        check_kept_once(&profile, &names, &mut kept, &path, checker);
        profiles.insert(id, profile);
    }
    profiles
}

fn check_service<'a>(
    draft: &ProfileDraft,
    catalog: &'a Catalog,
    path: &FieldPath,
    checker: &mut Checker,
) -> Option<(ServiceId, &'a ServiceRules)> {
    let path = path.key("service");
    let Some(typed) = draft
        .service
        .as_deref()
        .map(str::trim)
        .filter(|service| !service.is_empty())
    else {
        checker.problem(path, ProblemKind::Missing);
        return None;
    };
    let found = typed
        .parse()
        .ok()
        .and_then(|id: ServiceId| catalog.get(&id).map(|rules| (id, rules)));
    if found.is_none() {
        let meant = nearest(typed, catalog.keys().map(ServiceId::as_str)).map(str::to_owned);
        checker.problem(path, ProblemKind::UnknownService { meant });
    }
    found
}

fn check_username(
    draft: &ProfileDraft,
    rules: Option<&ServiceRules>,
    path: &FieldPath,
    checker: &mut Checker,
) -> Option<String> {
    let path = path.key("username");
    let username = draft
        .username
        .as_deref()
        .map(str::trim)
        .filter(|username| !username.is_empty());
    if username.is_none() && rules.is_some_and(|rules| rules.needs_username) {
        checker.problem(path.clone(), ProblemKind::Missing);
    }
    let odd = username.and_then(|username| username.chars().find(|c| c.is_control()));
    if let Some(character) = odd {
        let problem = NameProblem::BadCharacter { character };
        checker.problem(path, ProblemKind::Name { problem });
    }
    username.map(str::to_owned)
}

fn check_endpoint(
    draft: &ProfileDraft,
    rules: Option<&ServiceRules>,
    path: &FieldPath,
    checker: &mut Checker,
) -> Option<url::Url> {
    let path = path.key("endpoint");
    let given = draft
        .endpoint
        .as_deref()
        .is_some_and(|endpoint| !endpoint.trim().is_empty());
    if !given && rules.is_some_and(|rules| rules.needs_endpoint) {
        checker.problem(path.clone(), ProblemKind::Missing);
    }
    let endpoint = checker.https(path.clone(), draft.endpoint.as_deref())?;
    if endpoint.query().is_some() {
        // The query carries names and addresses; one that is there already would mix with them.
        checker.problem(path, ProblemKind::BadUrl);
        return None;
    }
    Some(endpoint)
}

fn check_api(
    draft: &ProfileDraft,
    rules: Option<&ServiceRules>,
    path: &FieldPath,
    checker: &mut Checker,
) -> Option<url::Url> {
    let path = path.key("api");
    let typed = draft
        .api
        .as_deref()
        .map(str::trim)
        .filter(|typed| !typed.is_empty())?;
    if rules.is_some_and(|rules| !rules.has_api) {
        checker.problem(path, ProblemKind::NotOffered);
        return None;
    }
    let api = checker.https(path.clone(), Some(typed))?;
    if api.query().is_some() {
        // Calls add a path and a query of their own.
        checker.problem(path, ProblemKind::BadUrl);
        return None;
    }
    Some(api)
}

/// Returns an entry per draft, `None` where its name is no name.
fn check_names(
    drafts: &[NameEntryDraft],
    rules: Option<&ServiceRules>,
    path: &FieldPath,
    checker: &mut Checker,
) -> Vec<Option<NameEntry>> {
    let mut seen = BTreeSet::new();
    drafts
        .iter()
        .enumerate()
        .map(|(place, draft)| {
            let path = path.index(place);
            let name: Option<UpdateName> = checker.name(path.key("name"), draft.name.as_deref());
            if name.as_ref().is_some_and(|name| !seen.insert(name.clone())) {
                checker.problem(path.key("name"), ProblemKind::Duplicate);
            }
            let given: Option<Hostname> = draft
                .hostname
                .as_deref()
                .filter(|hostname| !hostname.trim().is_empty())
                .and_then(|hostname| checker.name(path.key("hostname"), Some(hostname)));
            let families = check_families(draft, rules, &path.key("families"), checker);
            let offline = draft.offline.unwrap_or(false);
            if offline && rules.is_some_and(|rules| !rules.offline) {
                checker.problem(path.key("offline"), ProblemKind::NotOffered);
            }
            if place > 0 && rules.is_some_and(|rules| rules.one_name) {
                checker.problem(path.key("name"), ProblemKind::OneNameOnly);
            }
            let suffix = check_suffix(draft, &families, &path, checker);
            let name = name?;
            Some(NameEntry {
                hostname: given,
                name,
                families,
                enabled: draft.enabled.unwrap_or(true),
                offline,
                suffix,
            })
        })
        .collect()
}

fn check_suffix(
    draft: &NameEntryDraft,
    families: &[Family],
    path: &FieldPath,
    checker: &mut Checker,
) -> Option<Ipv6Suffix> {
    let (least, most) = (*PREFIXES.start(), *PREFIXES.end());
    let at = path.key("prefix");
    let prefix = checker.number(at, draft.prefix, USUAL_PREFIX, least, most);
    let at = path.key("suffix");
    let text = draft.suffix.as_deref().map(str::trim);
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        if draft.prefix.is_some() {
            checker.problem(at, ProblemKind::Missing);
        }
        return None;
    };
    if !families.contains(&Family::Ipv6) {
        checker.problem(at.clone(), ProblemKind::SuffixWithoutIpv6);
    }
    // A prefix out of its range was told already; the usual one serves to read the rest.
    let prefix = if PREFIXES.contains(&prefix) {
        prefix
    } else {
        USUAL_PREFIX
    };
    let end: Option<Ipv6Addr> = text.parse().ok();
    let suffix = end.and_then(|end| Ipv6Suffix::new(end, prefix));
    if suffix.is_none() {
        checker.problem(at, ProblemKind::Suffix { prefix });
    }
    suffix
}

fn check_families(
    draft: &NameEntryDraft,
    rules: Option<&ServiceRules>,
    path: &FieldPath,
    checker: &mut Checker,
) -> Vec<Family> {
    let offered = |family: &Family| rules.is_none_or(|rules| rules.offers(*family));
    let needed =
        |family: &Family| rules.is_some_and(|rules| rules.omitted(*family) == Omitted::Lost);
    let Some(words) = &draft.families else {
        // IPv4 alone unless asked for: an AAAA record is a decision (`public-ip.md` §4). Where the service would delete
        // what is left out, both.
        let ipv4_first = Family::BOTH.into_iter().find(offered);
        let kept = |family: &Family| Some(*family) == ipv4_first || needed(family);
        return Family::BOTH.into_iter().filter(kept).collect();
    };
    if words.is_empty() {
        checker.problem(path.clone(), ProblemKind::Missing);
    }
    let mut families = Vec::new();
    for word in words {
        match word.trim().parse::<Family>() {
            Err(_) => {
                let allowed = Family::BOTH.iter().map(Family::to_string).collect();
                checker.problem(path.clone(), ProblemKind::UnknownWord { allowed });
            }
            Ok(family) if families.contains(&family) => {
                checker.problem(path.clone(), ProblemKind::Duplicate);
            }
            Ok(family) if !offered(&family) => {
                checker.problem(path.clone(), ProblemKind::FamilyNotOffered);
            }
            Ok(family) => families.push(family),
        }
    }
    families.sort_unstable();
    for family in Family::BOTH {
        if !families.is_empty() && needed(&family) && !families.contains(&family) {
            checker.problem(path.clone(), ProblemKind::FamilyNeeded { family });
        }
    }
    families
}

/// Two profiles of one account that keep the same name would send everything twice.
fn check_kept_once(
    profile: &Profile,
    names: &[Option<NameEntry>],
    kept: &mut BTreeSet<(u64, UpdateName)>,
    path: &FieldPath,
    checker: &mut Checker,
) {
    let mut here = BTreeSet::new();
    for (place, entry) in names.iter().enumerate() {
        let Some(entry) = entry.as_ref().filter(|entry| entry.enabled) else {
            continue;
        };
        let key = (profile.fingerprint(), entry.name.clone());
        if kept.contains(&key) && !profile.rules.secret_per_record {
            let path = path.key("name").index(place).key("name");
            checker.problem(path, ProblemKind::Duplicate);
        }
        here.insert(key);
    }
    kept.append(&mut here);
}
