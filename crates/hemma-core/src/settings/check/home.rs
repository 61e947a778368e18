//! The home guard.

use super::fields::{Checker, root};
use crate::settings::{
    FieldPath, Guard, Home, HomeDraft, HomeNetwork, HomeNetworkDraft, ProblemKind,
};
use crate::whereabouts::NetworkId;

/// The most that is kept of a network's name.
const LONGEST_NAME: usize = 60;

pub(super) fn check(draft: &HomeDraft, checker: &mut Checker) -> Home {
    let path = root("home");
    let mut networks: Vec<HomeNetwork> = Vec::new();
    for (place, listed) in draft.network.iter().enumerate() {
        let path = path.key("network").index(place);
        let Some(network) = check_network(listed, &path, checker) else {
            continue;
        };
        if networks.iter().any(|known| known.id == network.id) {
            checker.problem(path.key("id"), ProblemKind::Duplicate);
        } else {
            networks.push(network);
        }
    }
    // The way to list networks before they had names.
    for id in ids(&draft.networks, &path.key("networks"), checker) {
        if !networks.iter().any(|known| known.id == id) {
            let name = String::new();
            networks.push(HomeNetwork { id, name });
        }
    }
    let declined = ids(&draft.declined, &path.key("declined"), checker);
    let guard = match &draft.guard {
        // Whoever lists networks means them.
        None if !networks.is_empty() => Guard::Networks,
        None => Guard::Always,
        Some(word) => checker.word(
            path.key("guard"),
            Some(word),
            &[
                ("ask", Guard::Ask),
                ("networks", Guard::Networks),
                ("always", Guard::Always),
            ],
        ),
    };
    Home {
        guard,
        networks,
        declined,
    }
}

fn check_network(
    draft: &HomeNetworkDraft,
    path: &FieldPath,
    checker: &mut Checker,
) -> Option<HomeNetwork> {
    let text = |value: &Option<String>| {
        value
            .as_deref()
            .map(str::trim)
            .unwrap_or_default()
            .to_owned()
    };
    let (id, name) = (text(&draft.id), text(&draft.name));
    if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        let expected = "text".to_owned();
        checker.problem(path.key("name"), ProblemKind::WrongType { expected });
    }
    if id.is_empty() {
        checker.problem(path.key("id"), ProblemKind::Missing);
        return None;
    }
    let id = NetworkId(id);
    Some(HomeNetwork { id, name })
}

fn ids(texts: &[String], path: &FieldPath, checker: &mut Checker) -> Vec<NetworkId> {
    let mut ids = Vec::new();
    for (place, text) in texts.iter().enumerate() {
        let id = NetworkId(text.trim().to_owned());
        if id.0.is_empty() {
            checker.problem(path.index(place), ProblemKind::Missing);
        } else if ids.contains(&id) {
            checker.problem(path.index(place), ProblemKind::Duplicate);
        } else {
            ids.push(id);
        }
    }
    ids
}

#[cfg(test)]
mod tests {
    use crate::settings::{Catalog, Guard, HomeNetworkDraft, ProblemKind, SettingsDraft};

    fn network(id: &str, name: &str) -> HomeNetworkDraft {
        HomeNetworkDraft {
            id: Some(id.to_owned()),
            name: Some(name.to_owned()),
        }
    }

    #[test]
    fn a_file_that_says_nothing_of_home_keeps_names_everywhere() {
        let settings = SettingsDraft::default().check(&Catalog::new()).unwrap();
        assert_eq!(settings.home.guard, Guard::Always);
        assert!(settings.home.networks.is_empty());
    }

    #[test]
    fn whoever_lists_networks_means_them() {
        let mut draft = SettingsDraft::default();
        draft.home.network = vec![network("a1", "Home"), network("b2", " Cabin ")];
        let settings = draft.check(&Catalog::new()).unwrap();
        assert_eq!(settings.home.guard, Guard::Networks);
        assert_eq!(settings.home.networks[1].name, "Cabin");
        draft.home.guard = Some("always".to_owned());
        let settings = draft.check(&Catalog::new()).unwrap();
        assert_eq!(settings.home.guard, Guard::Always);
    }

    #[test]
    fn a_list_of_an_earlier_version_still_guards() {
        let mut draft = SettingsDraft::default();
        draft.home.networks = vec!["a1".to_owned()];
        let settings = draft.check(&Catalog::new()).unwrap();
        assert_eq!(settings.home.guard, Guard::Networks);
        assert_eq!(settings.home.networks.len(), 1);
    }

    #[test]
    fn mistakes_in_the_guard_are_told_with_their_place() {
        let mut draft = SettingsDraft::default();
        draft.home.guard = Some("sometimes".to_owned());
        draft.home.network = vec![
            network("", "Home"),
            network("a1", "x\ny"),
            network("a1", ""),
        ];
        let problems = draft.check(&Catalog::new()).unwrap_err();
        let told: Vec<_> = problems
            .iter()
            .map(|problem| problem.path.to_string())
            .collect();
        assert_eq!(
            told,
            [
                "home.network[0].id",
                "home.network[1].name",
                "home.network[2].id",
                "home.guard"
            ]
        );
        assert_eq!(problems[2].problem, ProblemKind::Duplicate);
    }
}
