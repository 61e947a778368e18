//! From a configuration to a record that this computer keeps, and back. The token goes from the service straight to the
//! clerk, and from there into the vault.

use hemma_core::names::{RecordId, SecretKey, UpdateName};
use hemma_providers::hostup::api::{Configuration, Scope};

use super::changing::odd_name;
use super::desk::Account;
use super::{trouble, views};
use crate::messages::{ApiTrouble, ApiTroubleKind, CommandError};

/// Keeps a configuration from now on; one that is kept already gets the token that it has there.
pub(super) async fn keep(
    account: &Account<'_>,
    configuration: &Configuration,
) -> Result<(), CommandError> {
    let none = || ApiTrouble::from(ApiTroubleKind::NoKey);
    let profile = account.profile.as_ref().ok_or_else(none)?;
    let family = configuration.record_type.family();
    let family = family.ok_or_else(|| ApiTrouble::from(ApiTroubleKind::Strange))?;
    let token = configuration.token.clone().ok_or_else(hidden)?;
    let record = match views::record(profile, configuration) {
        Some(record) => record,
        None => RecordId {
            profile: profile.id.clone(),
            name: name(configuration)?,
            family,
        },
    };
    account.desk.keep(record, token).await
}

/// Keeps a configuration no longer. At the service nothing changes.
pub(super) async fn let_go(
    account: &Account<'_>,
    configuration: &Configuration,
) -> Result<(), CommandError> {
    let profile = account.profile.as_ref();
    match profile.and_then(|profile| views::record(profile, configuration)) {
        Some(record) => account.desk.let_go(record).await,
        None => Ok(()),
    }
}

/// What stood against a record at the service is mended: it gets the token that is there, and is tried again.
pub(super) async fn mended(
    account: &Account<'_>,
    configuration: &Configuration,
) -> Result<(), CommandError> {
    let Some(profile) = &account.profile else {
        return Ok(());
    };
    let Some(record) = views::record(profile, configuration) else {
        return Ok(());
    };
    let key = SecretKey::Record(record.clone());
    let here = account.desk.vault.read(key, profile.secret.clone()).await;
    match (&configuration.token, here) {
        (Some(there), Ok(here)) if *there != here => {
            account.desk.store(record, there.clone()).await
        }
        _ => {
            account.desk.mended(record).await;
            Ok(())
        }
    }
}

/// The key does not show the token, and without it nothing can be kept.
pub(super) fn hidden() -> ApiTrouble {
    ApiTroubleKind::NotAllowed {
        scopes: trouble::words(&[Scope::WriteDomains]),
    }
    .into()
}

fn name(configuration: &Configuration) -> Result<UpdateName, CommandError> {
    // The form DNS uses, so that a name is one name however the service writes it.
    let canonical = configuration.name();
    let text = canonical
        .as_ref()
        .map_or(configuration.hostname.as_str(), |name| name.as_str());
    text.parse().map_err(odd_name)
}
