//! The zone a profile's names lie in.

use super::fields::Checker;
use crate::names::Hostname;
use crate::settings::{FieldPath, NameEntry, ProblemKind, ProfileDraft, ServiceRules, ZoneRule};

/// Checks the zone itself, and that every name lies in it: a label cut off at the wrong place would be another name.
pub(super) fn check(
    draft: &ProfileDraft,
    rules: Option<&ServiceRules>,
    names: &[Option<NameEntry>],
    path: &FieldPath,
    checker: &mut Checker,
) -> Option<Hostname> {
    let rule = rules.map(|rules| rules.zone);
    let given = draft.zone.as_deref().filter(|zone| !zone.trim().is_empty());
    let zone_path = path.key("zone");
    if given.is_some() && rule == Some(ZoneRule::None) {
        checker.problem(zone_path, ProblemKind::NotOffered);
        return None;
    }
    if given.is_none() && rule != Some(ZoneRule::Required) {
        // A service whose names all lie in one zone of its own sends labels: another name would be no label.
        if let Some(home) = rules.and_then(home_zone) {
            check_names(&home, names, path, checker);
        }
        return None;
    }
    let zone: Hostname = checker.name(zone_path, given)?;
    check_names(&zone, names, path, checker);
    Some(zone)
}

fn check_names(
    zone: &Hostname,
    names: &[Option<NameEntry>],
    path: &FieldPath,
    checker: &mut Checker,
) {
    for (place, entry) in names.iter().enumerate() {
        let Some(entry) = entry else {
            continue;
        };
        if zone.label_of(&entry.name).is_none() {
            let path = path.key("name").index(place).key("name");
            checker.problem(path, ProblemKind::NotInZone);
        }
    }
}

fn home_zone(rules: &ServiceRules) -> Option<Hostname> {
    rules.home_zone?.parse().ok()
}

/// Finds where each name is proved, unless the person said so: at itself, or, for a label, below its zone. A name that
/// stands for many is proved nowhere.
pub(super) fn find_hostnames(
    names: &mut [Option<NameEntry>],
    rules: &ServiceRules,
    zone: Option<&Hostname>,
) {
    let home = home_zone(rules);
    let below = zone.or(home.as_ref());
    for entry in names.iter_mut().flatten() {
        if entry.hostname.is_some() || rules.group_names.contains(&entry.name.as_str()) {
            continue;
        }
        entry.hostname = entry
            .name
            .as_hostname()
            .or_else(|| match entry.name.as_str() {
                "@" => below.cloned(),
                label => format!("{label}.{}", below?).parse().ok(),
            });
    }
}
