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
        return None;
    }
    let zone: Hostname = checker.name(zone_path, given)?;
    for (place, entry) in names.iter().enumerate() {
        let Some(entry) = entry else {
            continue;
        };
        if zone.label_of(&entry.name).is_none() {
            let path = path.key("name").index(place).key("name");
            checker.problem(path, ProblemKind::NotInZone);
        }
    }
    Some(zone)
}
