//! `import`: another program's file becomes profiles of the running agent.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this is what the command is for"
)]

use std::path::{Path, PathBuf};

use hemma_engine::messages::{
    Answer, Command, CommandError, ImportFormat, ImportProblem, ImportView, ImportedProfile, Query,
    QueryError,
};
use hemma_engine::words::Voice;
use hemma_link::Client;

use super::{Exit, ImportFrom, Places, client};

/// Reads the file and saves what can be carried over; with `dry_run` only tells what that would be.
///
/// # Errors
///
/// When the agent cannot be talked to.
pub async fn import(
    places: &Places,
    file: &Path,
    from: Option<ImportFrom>,
    dry_run: bool,
) -> anyhow::Result<Exit> {
    let Some(agent) = client::connect(places).await? else {
        return Ok(Exit::NotRunning);
    };
    let voice = client::voice();
    let path = std::path::absolute(file)?;
    let format = from.map(ImportFormat::from);
    let found = match read(&agent, &path, format).await? {
        Ok(found) => found,
        Err(error) => {
            eprintln!("{}: {}", path.display(), voice.query_error(&error));
            return Ok(Exit::Failed);
        }
    };
    let names = service_names(&agent).await?;
    tell(&voice, &found, &names);
    if dry_run {
        println!("{}", voice.import_dry_run());
        return Ok(Exit::Good);
    }
    let choose: Vec<String> = found
        .profiles
        .iter()
        .filter(|one| !one.profile.name.is_empty())
        .map(|one| one.key.clone())
        .collect();
    if choose.is_empty() {
        println!("{}", voice.import_nothing());
        return Ok(Exit::Good);
    }
    let command = Command::Import {
        path: text(&path)?,
        format,
        choose,
    };
    Ok(match agent.tell(command).await? {
        Ok(_) => {
            println!("{}", voice.import_done());
            Exit::Good
        }
        Err(error) => {
            eprintln!("{}", voice.command_error(&error));
            exit(&error)
        }
    })
}

fn exit(error: &CommandError) -> Exit {
    match error {
        CommandError::FileHasMistakes { .. } => Exit::SettingsWrong,
        CommandError::Vault { .. } => Exit::PersonNeeded,
        CommandError::NotImported { refused } => {
            let vault = refused.iter().any(|one| one.is_about_the_vault());
            if vault {
                Exit::PersonNeeded
            } else {
                Exit::Failed
            }
        }
        _ => Exit::Failed,
    }
}

async fn read(
    agent: &Client,
    path: &Path,
    format: Option<ImportFormat>,
) -> anyhow::Result<Result<Box<ImportView>, QueryError>> {
    let Ok(path) = text(path) else {
        let problem = ImportProblem::NoFile;
        return Ok(Err(QueryError::Import { problem }));
    };
    Ok(match agent.ask(Query::ReadImport { path, format }).await? {
        Ok(Answer::Import { found }) => Ok(found),
        Ok(_) => anyhow::bail!("the agent answered another question"),
        Err(error) => Err(error),
    })
}

/// Paths cross as text.
fn text(path: &Path) -> anyhow::Result<String> {
    let text = PathBuf::from(path).into_os_string().into_string();
    text.map_err(|_| anyhow::anyhow!("the path is not UTF-8"))
}

/// Returns what each service is called.
async fn service_names(agent: &Client) -> anyhow::Result<Vec<(String, String)>> {
    let Answer::Settings { settings } = agent.ask(Query::Settings).await?? else {
        anyhow::bail!("the agent answered another question");
    };
    let services = settings.services.into_iter();
    Ok(services
        .map(|service| (service.id.to_string(), service.name))
        .collect())
}

/// Tells what was found and what is left out. No secret is in any of it.
fn tell(voice: &Voice, found: &ImportView, services: &[(String, String)]) {
    println!("{}", voice.import_found(found.format, &found.path));
    for one in &found.profiles {
        for line in profile_lines(voice, one, services) {
            println!("  {line}");
        }
    }
    if !found.left_out.is_empty() {
        println!("{}", voice.import_left_out());
    }
    for left in &found.left_out {
        println!("  {}", voice.left_out(left));
    }
}

fn profile_lines(
    voice: &Voice,
    one: &ImportedProfile,
    services: &[(String, String)],
) -> Vec<String> {
    let id = one.profile.service.as_deref().unwrap_or_default();
    let known = services.iter().find(|(known, _)| known == id);
    let service = known.map_or(id, |(_, name)| name.as_str());
    let mut lines = Vec::new();
    let entries = one.profile.name.iter();
    let names: Vec<String> = entries.filter_map(|entry| entry.name.clone()).collect();
    if !names.is_empty() {
        lines.push(voice.imported(service, &names));
    }
    if !one.kept_already.is_empty() {
        let kept = voice.kept_already(&one.kept_already);
        lines.push(format!("{service}: {kept}"));
    }
    let problems = one.problems.iter();
    lines.extend(problems.map(|problem| format!("  {}", voice.field_problem(problem))));
    lines
}
