//! `home`: on which networks names are kept.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this is what the command is for"
)]

use clap::Subcommand;
use hemma_core::whereabouts::NetworkId;
use hemma_engine::messages::{Command, HomeNetworkView, HomeView, Snapshot};
use hemma_engine::words::Voice;

use super::{Exit, Places, client, status};

/// What can be said about home.
#[derive(Clone, Debug, Subcommand)]
pub enum Wish {
    /// Tell which networks are home, and what is known of this one.
    List,
    /// Call this network home. Names are kept on home networks only from then on.
    Add {
        /// What to call it.
        name: Option<String>,
    },
    /// Take a network off the list.
    Remove {
        /// Its name or fingerprint, as the list shows it.
        network: String,
    },
    /// Keep names on every network: this computer never moves.
    Always,
}

/// Carries out what was said.
///
/// # Errors
///
/// When the agent cannot be talked to or refuses.
pub async fn home(places: &Places, wish: Wish) -> anyhow::Result<Exit> {
    let Some(agent) = client::connect(places).await? else {
        return Ok(Exit::NotRunning);
    };
    let snapshot = client::snapshot(&agent).await?;
    let voice = status::voice(&snapshot);
    let command = match wish {
        Wish::List => {
            print(&snapshot, &voice);
            return Ok(Exit::Good);
        }
        Wish::Add { name } => {
            let Some(id) = here(&snapshot.home) else {
                eprintln!("{}", voice.home_unknown());
                return Ok(Exit::Failed);
            };
            let known = snapshot.home.networks.iter().any(|known| known.id == id);
            let name = match name {
                Some(name) => name,
                None if known => String::new(),
                None => voice.home_name(&snapshot.home.networks),
            };
            Command::MarkHome { id, name }
        }
        Wish::Remove { network } => {
            let Some(id) = find(&snapshot.home.networks, &network) else {
                eprintln!("{}", voice.home_missing(&network));
                return Ok(Exit::Failed);
            };
            Command::ForgetHome { id }
        }
        Wish::Always => Command::NeverMoves,
    };
    agent.tell(command).await??;
    print(&client::snapshot(&agent).await?, &voice);
    Ok(Exit::Good)
}

fn print(snapshot: &Snapshot, voice: &Voice) {
    println!("{}", voice.guard(snapshot.home.guard));
    for network in &snapshot.home.networks {
        println!("  {}", voice.home_line(network));
    }
    println!("{}", voice.whereabouts(&snapshot.whereabouts));
    if let Some(here) = &snapshot.home.here {
        println!("  {}", voice.network(here));
    }
}

fn here(home: &HomeView) -> Option<NetworkId> {
    home.here.as_ref()?.id.clone()
}

/// By fingerprint, or by a name that only one network has.
fn find(networks: &[HomeNetworkView], wanted: &str) -> Option<NetworkId> {
    let by_id = networks.iter().find(|network| network.id.0 == wanted);
    let mut by_name = networks.iter().filter(|network| network.name == wanted);
    let found = match (by_id, by_name.next(), by_name.next()) {
        (Some(found), ..) | (None, Some(found), None) => found,
        (None, ..) => return None,
    };
    Some(found.id.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_found_by_fingerprint_or_by_a_name_of_its_own() {
        let network = |id: &str, name: &str| HomeNetworkView {
            id: NetworkId(id.to_owned()),
            name: name.to_owned(),
            here: false,
        };
        let list = [
            network("a1", "Home"),
            network("b2", "Cabin"),
            network("c3", "Cabin"),
        ];
        let found = |wanted| find(&list, wanted).map(|id| id.0);
        assert_eq!(found("Home").as_deref(), Some("a1"));
        assert_eq!(found("c3").as_deref(), Some("c3"));
        assert_eq!(found("Cabin"), None, "two have this name");
        assert_eq!(found("Office"), None);
    }
}
