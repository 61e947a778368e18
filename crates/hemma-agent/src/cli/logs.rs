//! `logs`: the history, newest last, in words or as JSON.

#![expect(clippy::print_stdout, reason = "this is what the command is for")]

use hemma_engine::messages::{Answer, HistoryEntry, HistoryPage, HistoryQuery, Query};
use hemma_engine::ports::Notebook as _;

use super::{Exit, Places, client};
use crate::compose::compose;

/// The most lines the agent gives at once.
const PAGE: u32 = 500;

/// Prints the last lines of history: from the agent, or from the database when none is running.
///
/// # Errors
///
/// When neither can be read.
pub async fn logs(places: &Places, most: u32, json: bool) -> anyhow::Result<Exit> {
    let mut newest_first: Vec<HistoryEntry> = Vec::new();
    let mut before = None;
    let agent = client::try_connect(places).await?;
    let database = if agent.is_none() {
        Some(compose(places).await?.notebook)
    } else {
        None
    };
    while newest_first.len() < most as usize {
        let query = HistoryQuery {
            before,
            limit: PAGE.min(most),
            ..HistoryQuery::default()
        };
        let page = match (&agent, &database) {
            (Some(agent), _) => match agent.ask(Query::History { query }).await?? {
                Answer::History { page } => page,
                _ => anyhow::bail!("the agent answered another question"),
            },
            (None, Some(database)) => database.history(query).await?,
            (None, None) => HistoryPage::default(),
        };
        newest_first.extend(page.entries);
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    newest_first.truncate(most as usize);
    let voice = client::voice();
    for line in newest_first.iter().rev() {
        if json {
            println!("{}", serde_json::to_string(line)?);
        } else {
            let about = line
                .entry
                .record
                .as_ref()
                .map(|record| format!("{} ({}): ", record.name, voice.family(record.family)));
            println!(
                "{}  {}{}",
                voice.stamp(line.entry.at),
                about.unwrap_or_default(),
                voice.entry(&line.entry)
            );
        }
    }
    Ok(Exit::Good)
}
