//! What several name servers of one zone say together. Pure.

use std::collections::BTreeSet;
use std::net::IpAddr;

use hemma_core::finding::LookProblem;
use hickory_proto::rr::Name;

/// What one server shows, by its own authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum View {
    /// These addresses; none, when there is no such name or no such address.
    Shows(BTreeSet<IpAddr>),
    /// The name stands for another, which this server does not speak for.
    Alias(Name),
    /// A deeper zone was cut out, which has servers of its own.
    Referral {
        /// That zone.
        apex: Name,
        /// Its servers.
        names: Vec<Name>,
        /// Addresses that came along.
        glue: Vec<(Name, IpAddr)>,
    },
}

/// Puts the views of all servers together.
///
/// Servers that gave none are left out as long as one gave any. Where those that answered show different addresses,
/// all of them are returned, so that the new address beside an old one proves nothing yet. A server that points
/// elsewhere (alias, referral) is followed only when all that answered point there; beside plain answers it is a
/// server that lags behind and shows nothing.
pub(super) fn agree(views: Vec<Result<View, LookProblem>>) -> Result<View, LookProblem> {
    let mut problem = None;
    let mut answered = Vec::new();
    for view in views {
        match view {
            Ok(view) => answered.push(view),
            Err(failed) => problem = Some(telling_more(problem, failed)),
        }
    }
    let mut union = BTreeSet::new();
    let mut plain = false;
    for view in &answered {
        if let View::Shows(addresses) = view {
            plain = true;
            union.extend(addresses.iter().copied());
        }
    }
    if plain {
        return Ok(View::Shows(union));
    }
    answered
        .into_iter()
        .next()
        .ok_or(problem.unwrap_or(LookProblem::NameLookup))
}

/// A server that answered badly tells more than silence, and silence more than no network.
fn telling_more(known: Option<LookProblem>, new: LookProblem) -> LookProblem {
    let weight = |problem: &LookProblem| match problem {
        LookProblem::NameLookup => 3,
        LookProblem::Connection => 2,
        LookProblem::TimedOut => 1,
        _ => 0,
    };
    match known {
        Some(known) if weight(&known) >= weight(&new) => known,
        _ => new,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shows(addresses: &[&str]) -> Result<View, LookProblem> {
        let parse = |text: &&str| text.parse().expect("an address");
        Ok(View::Shows(addresses.iter().map(parse).collect()))
    }

    #[test]
    fn servers_that_agree_speak_with_one_voice() {
        let views = vec![shows(&["192.0.2.7"]), shows(&["192.0.2.7"])];
        assert_eq!(agree(views), shows(&["192.0.2.7"]));
    }

    #[test]
    fn a_server_that_lags_behind_keeps_the_new_address_from_being_proved() {
        let views = vec![shows(&["192.0.2.7"]), shows(&["192.0.2.1"])];
        assert_eq!(agree(views), shows(&["192.0.2.1", "192.0.2.7"]));
    }

    #[test]
    fn f27_silence_of_all_is_an_error_and_not_an_empty_answer() {
        let views = vec![Err(LookProblem::TimedOut), Err(LookProblem::TimedOut)];
        assert_eq!(agree(views), Err(LookProblem::TimedOut));
        assert_eq!(agree(Vec::new()), Err(LookProblem::NameLookup));
    }

    #[test]
    fn f27_a_silent_server_neither_proves_nor_denies() {
        let views = vec![Err(LookProblem::TimedOut), shows(&["192.0.2.7"])];
        assert_eq!(agree(views), shows(&["192.0.2.7"]));
        let views = vec![shows(&[]), Err(LookProblem::Connection)];
        assert_eq!(agree(views), shows(&[]));
    }

    #[test]
    fn the_error_that_tells_most_is_kept() {
        let views = vec![Err(LookProblem::TimedOut), Err(LookProblem::NameLookup)];
        assert_eq!(agree(views), Err(LookProblem::NameLookup));
    }
}
