//! Changes of configurations.

use std::time::Duration;

use hemma_core::address::Family;
use hemma_core::history::AtService;
use hemma_core::names::{NameProblem, ProfileId};
use hemma_core::settings::{FieldPath, FieldProblem, ProblemKind};
use hemma_core::time::between;
use hemma_providers::hostup::api::{
    Configuration, ConfigurationId, Configurations, CreateConfiguration, DeleteConfiguration,
    DomainId, HostnameProblem, SetEnabled, checked_hostname,
};

use super::desk::{Account, Desk};
use super::{keeping, servers, trouble, views};
use crate::messages::{ApiChange, ApiTrouble, ApiTroubleKind, CommandError, CreateOutcome, Done};

/// How often a new configuration is asked for when the old one is gone already.
const ROTATION_TRIES: u32 = 3;
/// The longest rest that is waited out when the old configuration is gone already.
const ROTATION_PATIENCE: Duration = Duration::from_secs(60);

pub(super) async fn change(
    desk: &Desk,
    profile: &ProfileId,
    change: ApiChange,
) -> Result<Done, CommandError> {
    let account = desk.account(profile).await?;
    match change {
        ApiChange::Create {
            domain,
            hostname,
            families,
            keep,
        } => {
            let domain = trouble::id(&domain)?;
            let outcomes = create(&account, &domain, &hostname, &families, keep).await?;
            Ok(Done::Created { outcomes })
        }
        ApiChange::SetEnabled {
            domain,
            configuration,
            enabled,
        } => {
            let (domain, configuration) = ids(&domain, &configuration)?;
            set_enabled(&account, domain, configuration, enabled).await?;
            Ok(Done::Plain)
        }
        ApiChange::Delete {
            domain,
            configuration,
        } => {
            let (domain, configuration) = ids(&domain, &configuration)?;
            delete(&account, domain, configuration).await?;
            Ok(Done::Plain)
        }
        ApiChange::RotateToken {
            domain,
            configuration,
        } => {
            let (domain, configuration) = ids(&domain, &configuration)?;
            rotate(&account, domain, configuration).await?;
            Ok(Done::Plain)
        }
        ApiChange::Keep {
            domain,
            configuration,
            keep,
        } => {
            let (domain, configuration) = ids(&domain, &configuration)?;
            let (_, found) = find(&account, &domain, &configuration).await?;
            if keep {
                keeping::keep(&account, &found).await?;
            } else {
                keeping::let_go(&account, &found).await?;
            }
            Ok(Done::Plain)
        }
        ApiChange::ChangeHostname { server, hostname } => {
            servers::change(&account, &server, &hostname).await
        }
    }
}

fn ids(domain: &str, configuration: &str) -> Result<(DomainId, ConfigurationId), ApiTrouble> {
    Ok((trouble::id(domain)?, trouble::id(configuration)?))
}

/// Lists afresh and finds one configuration.
async fn find(
    account: &Account<'_>,
    domain: &DomainId,
    configuration: &ConfigurationId,
) -> Result<(Configurations, Configuration), ApiTrouble> {
    let all = account.list(domain).await?;
    let found = all.configs.iter().find(|one| one.id == *configuration);
    let found = found.cloned();
    let found = found.ok_or_else(|| ApiTrouble::from(ApiTroubleKind::Gone))?;
    Ok((all, found))
}

async fn create(
    account: &Account<'_>,
    domain: &DomainId,
    hostname: &str,
    families: &[Family],
    keep: bool,
) -> Result<Vec<CreateOutcome>, CommandError> {
    if families.is_empty() {
        return Err(wrong("families", ProblemKind::Missing));
    }
    let parent = account.domain(domain).await?;
    let name = checked_hostname(&parent.name, hostname).map_err(|problem| match problem {
        HostnameProblem::Name(problem) => wrong("hostname", ProblemKind::Name { problem }),
        HostnameProblem::OutsideDomain { .. } => wrong("hostname", ProblemKind::NotInZone),
        HostnameProblem::Taken { .. } => wrong("hostname", ProblemKind::Duplicate),
    })?;
    let all = account.list(domain).await?;
    if !all.available {
        return Err(trouble::closed(all.reason).into());
    }
    trouble::through(all.actions.can_manage.as_ref())?;
    let mut outcomes: Vec<CreateOutcome> = Vec::new();
    for family in families {
        if outcomes.iter().any(|known| known.family == *family) {
            continue;
        }
        let made = match CreateConfiguration::new(&parent, &all.configs, name.as_str(), *family) {
            Ok(call) => make(account, &call).await,
            // It was made meanwhile, here or elsewhere.
            Err(_) => Err(ApiTroubleKind::Conflict.into()),
        };
        outcomes.push(match made {
            Ok(configuration) => CreateOutcome {
                family: *family,
                trouble: None,
                kept: keep && kept_now(account, &configuration).await,
            },
            Err(trouble) => CreateOutcome {
                family: *family,
                trouble: Some(trouble),
                kept: false,
            },
        });
    }
    account.lane.books().forget_configurations(domain);
    Ok(outcomes)
}

async fn kept_now(account: &Account<'_>, configuration: &Configuration) -> bool {
    match keeping::keep(account, configuration).await {
        Ok(()) => true,
        Err(error) => {
            tracing::warn!(%error, "a configuration was made and cannot be kept");
            false
        }
    }
}

/// Makes one configuration. When nobody knows whether it was made, the list tells; it is never asked for twice blindly.
async fn make(
    account: &Account<'_>,
    call: &CreateConfiguration,
) -> Result<Configuration, ApiTrouble> {
    let mut trouble = match account.call(call).await {
        Ok(configuration) => return Ok(configuration),
        Err(trouble) => trouble,
    };
    if !trouble.unclear {
        return Err(trouble);
    }
    let Ok(all) = account.list(call.domain()).await else {
        return Err(trouble);
    };
    let made = all
        .configs
        .into_iter()
        .find(|one| one.keeps(call.hostname(), call.family()));
    if let Some(configuration) = made {
        tracing::info!("a configuration was made although its answer was lost");
        return Ok(configuration);
    }
    // Only a whole list can say that something is not there.
    trouble.unclear = all.skipped > 0;
    Err(trouble)
}

async fn set_enabled(
    account: &Account<'_>,
    domain: DomainId,
    configuration: ConfigurationId,
    enabled: bool,
) -> Result<(), CommandError> {
    let (all, found) = find(account, &domain, &configuration).await?;
    trouble::through(all.actions.can_enable.as_ref())?;
    let call = SetEnabled {
        domain: domain.clone(),
        config: configuration,
        enabled,
    };
    let done = account.call(&call).await;
    account.lane.books().forget_configurations(&domain);
    done?;
    if enabled {
        keeping::mended(account, &found).await?;
    }
    Ok(())
}

async fn delete(
    account: &Account<'_>,
    domain: DomainId,
    configuration: ConfigurationId,
) -> Result<(), CommandError> {
    let (all, found) = find(account, &domain, &configuration).await?;
    trouble::through(all.actions.can_manage.as_ref())?;
    end(account, &domain, configuration).await?;
    let record = account
        .profile
        .as_ref()
        .and_then(|profile| views::record(profile, &found));
    match record {
        Some(record) => account.desk.let_go(record).await,
        None => Ok(()),
    }
}

/// Deletes a configuration. One that is not there is deleted.
async fn end(
    account: &Account<'_>,
    domain: &DomainId,
    configuration: ConfigurationId,
) -> Result<(), ApiTrouble> {
    let call = DeleteConfiguration {
        domain: domain.clone(),
        config: configuration,
    };
    let ended = account.call(&call).await;
    account.lane.books().forget_configurations(domain);
    match ended {
        Err(trouble) if trouble.kind == ApiTroubleKind::Gone => Ok(()),
        ended => ended,
    }
}

/// Gives a configuration a new token: deleted, then made anew, then stored, because creating is refused while the pair
/// exists and there is no call for it (`hostup-api.md` §5.6). Everything that can be known to fail is checked before
/// anything is deleted.
async fn rotate(
    account: &Account<'_>,
    domain: DomainId,
    configuration: ConfigurationId,
) -> Result<(), CommandError> {
    let parent = account.domain(&domain).await?;
    let (all, found) = find(account, &domain, &configuration).await?;
    if !all.available {
        return Err(trouble::closed(all.reason).into());
    }
    trouble::through(all.actions.can_manage.as_ref())?;
    let family = found.record_type.family();
    let family = family.ok_or_else(|| ApiTrouble::from(ApiTroubleKind::Strange))?;
    let others: Vec<Configuration> = all
        .configs
        .into_iter()
        .filter(|one| one.id != found.id)
        .collect();
    let call = CreateConfiguration::new(&parent, &others, &found.hostname, family);
    let call = call.map_err(|_| ApiTrouble::from(ApiTroubleKind::Conflict))?;
    end(account, &domain, configuration).await?;

    let record = account
        .profile
        .as_ref()
        .and_then(|profile| views::record(profile, &found));
    let made = make_surely(account, &call).await;
    account.lane.books().forget_configurations(&domain);
    let made = match made {
        Ok(made) => made,
        Err(trouble) => {
            tracing::warn!(kind = ?trouble.kind, "a configuration was lost in the rotation of its token");
            if let Some(record) = record {
                let desk = account.desk;
                let gone = Some(AtService::Deleted);
                desk.tell_at_service(record.clone(), gone).await;
                // Its token opens nothing any more; an update would only be refused.
                if let Err(error) = desk.disable(record).await {
                    tracing::warn!(%error, "a record without a configuration cannot be switched off");
                }
            }
            return Err(ApiTrouble {
                kind: ApiTroubleKind::LostInRotation,
                ..trouble
            }
            .into());
        }
    };
    let Some(record) = record else {
        return Ok(());
    };
    match made.token {
        Some(token) => account.desk.store(record, token).await,
        None => Err(keeping::hidden().into()),
    }
}

/// Makes a configuration whose predecessor is gone: short trouble is waited out, and after each unclear try the list
/// has said that there is none.
async fn make_surely(
    account: &Account<'_>,
    call: &CreateConfiguration,
) -> Result<Configuration, ApiTrouble> {
    let mut tries = 0;
    loop {
        let trouble = match make(account, call).await {
            Ok(made) => return Ok(made),
            Err(trouble) => trouble,
        };
        tries += 1;
        let now = account.desk.clock.now();
        let wait = match trouble.kind {
            _ if trouble.unclear => None,
            ApiTroubleKind::Limited { until } => Some(between(now.wall, until)),
            ApiTroubleKind::Unavailable | ApiTroubleKind::NotReached => {
                Some(Duration::from_secs(2))
            }
            _ => None,
        };
        match wait {
            Some(wait) if tries < ROTATION_TRIES && wait <= ROTATION_PATIENCE => {
                let until = now.mono.plus(wait);
                account.desk.clock.sleep_until(until).await;
            }
            _ => return Err(trouble),
        }
    }
}

fn wrong(field: &str, problem: ProblemKind) -> CommandError {
    CommandError::Invalid {
        problems: vec![FieldProblem {
            path: FieldPath::default().key(field),
            problem,
            line: None,
        }],
    }
}

/// A name of the service's that is none here cannot be kept.
pub(super) fn odd_name(problem: NameProblem) -> CommandError {
    wrong("hostname", ProblemKind::Name { problem })
}
