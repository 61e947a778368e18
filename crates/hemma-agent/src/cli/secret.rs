//! `secret`: stores a secret from standard input, so that it is in no list of processes and no shell history.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this is what the command is for"
)]

use std::io::{IsTerminal, Read};

use hemma_core::names::SecretKey;
use hemma_engine::messages::{Answer, Command, Query, SecretInput, SecretText};

use super::{Exit, Places, client};
use crate::compose::compose;

/// Longer than any password, key or token of any service.
const LONGEST: u64 = 64 * 1024;

/// Stores what standard input gives under `key`: through the agent when one is running, so that it tries again at
/// once, else straight in the vault.
///
/// # Errors
///
/// When the key names nothing, the vault cannot be used, or nothing was given.
pub async fn secret(places: &Places, key: &str) -> anyhow::Result<Exit> {
    let key: SecretKey = key
        .parse()
        .map_err(|error| anyhow::anyhow!("{key} is no profile and no record: {error}"))?;
    let secret = read()?;
    let voice = client::voice();
    let Some(agent) = client::try_connect(places).await? else {
        compose(places)
            .await?
            .ports
            .vault
            .write(key, secret.into_secret())
            .await?;
        println!("{}", voice.secret_stored());
        return Ok(Exit::Good);
    };
    let Answer::Settings { settings } = agent.ask(Query::Settings).await?? else {
        anyhow::bail!("the agent answered another question");
    };
    let profile = settings
        .draft
        .profile
        .into_iter()
        .find(|profile| profile.id.as_deref() == Some(key.profile().as_str()))
        .ok_or_else(|| anyhow::anyhow!("no profile {} is in the settings", key.profile()))?;
    let command = Command::SaveProfile {
        profile: Box::new(profile),
        secrets: vec![SecretInput { key, secret }],
    };
    if let Err(error) = agent.tell(command).await? {
        eprintln!("{}", voice.command_error(&error));
        return Ok(Exit::Failed);
    }
    println!("{}", voice.secret_stored());
    Ok(Exit::Good)
}

fn read() -> anyhow::Result<SecretText> {
    let mut input = std::io::stdin();
    if input.is_terminal() {
        eprintln!("Type or paste the secret, then Enter and Ctrl-D:");
    }
    let mut text = String::new();
    input.by_ref().take(LONGEST).read_to_string(&mut text)?;
    let text = text.strip_suffix('\n').map_or(text.as_str(), |text| {
        text.strip_suffix('\r').unwrap_or(text)
    });
    anyhow::ensure!(!text.is_empty(), "nothing was given on standard input");
    Ok(SecretText::new(text.to_owned()))
}
