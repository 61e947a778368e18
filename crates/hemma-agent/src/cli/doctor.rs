//! `doctor`: what stands between names and this computer, as a text to copy.

#![expect(clippy::print_stdout, reason = "this is what the command is for")]

use hemma_core::health::Severity;
use hemma_engine::messages::{Answer, DoctorQuery, Query};

use super::{Exit, Places, client};

/// Asks the running agent and prints its report.
///
/// # Errors
///
/// When the agent cannot be talked to.
pub async fn doctor(places: &Places, mask: bool) -> anyhow::Result<Exit> {
    let Some(agent) = client::connect(places).await? else {
        return Ok(Exit::NotRunning);
    };
    let query = DoctorQuery {
        mask,
        ..DoctorQuery::default()
    };
    let report = match agent.ask(Query::Doctor { query }).await? {
        Ok(Answer::Doctor { report }) => report,
        Ok(_) => anyhow::bail!("the agent answered another question"),
        Err(error) => return Err(error.into()),
    };
    print!("{}", report.text);
    let mut findings = report.findings.iter();
    let needed = findings.any(|finding| finding.severity == Severity::Action);
    Ok(if needed {
        Exit::PersonNeeded
    } else {
        Exit::Good
    })
}
