//! Linux and other free desktops: the Secret Service (GNOME Keyring, KWallet, KeePassXC) over D-Bus.
//!
//! Spoken through the `secret-service` crate, the one beneath `keyring`'s own store, for two reasons. The store asks a
//! person to unlock whenever it finds something locked; here only [`unlock`] may. And its blocking calls leave a
//! runtime with one thread per core behind for ever; here each call has a runtime of one thread that ends with it.
//!
//! `SearchItems` never prompts, so it is asked first. Finding nothing means "no such secret" only when the default
//! collection is there and open: a service that just started may know no collection yet.

use std::collections::HashMap;
use std::time::Duration;

use hemma_core::health::VaultProblem;
use hemma_core::names::SecretKey;
use hemma_core::secret::Secret;
use hemma_engine::ports::VaultError;
use secret_service::{Collection, EncryptionType, Error, Item, SearchItemsResult, SecretService};
use zeroize::Zeroize;

/// The name of the collection that a person is asked to make when there is none; the name that the desktops use.
const COLLECTION: &str = "Login";

pub(in crate::vault) fn read(
    service: &str,
    key: &SecretKey,
    limit: Duration,
) -> Result<Secret, VaultError> {
    run(limit, async {
        let keychain = open().await?;
        let found = search(&keychain, service, key).await?;
        match found.unlocked.first() {
            Some(item) => text(item.get_secret().await.map_err(meaning)?),
            None => {
                open_collection(&keychain, &found).await?;
                Err(VaultError::NoSecret)
            }
        }
    })
}

pub(in crate::vault) fn write(
    service: &str,
    key: &SecretKey,
    secret: &Secret,
    limit: Duration,
) -> Result<(), VaultError> {
    run(limit, async {
        let keychain = open().await?;
        let found = search(&keychain, service, key).await?;
        let bytes = secret.expose().as_bytes();
        if let Some((item, doubles)) = found.unlocked.split_first() {
            item.set_secret(bytes, "text/plain")
                .await
                .map_err(meaning)?;
            // An older secret under the same key must not come back one day.
            return delete(doubles).await;
        }
        let collection = open_collection(&keychain, &found).await?;
        let username = key.to_string();
        collection
            .create_item(
                &format!("Hemma: {key}"),
                attributes(service, &username),
                bytes,
                true,
                "text/plain",
            )
            .await
            .map(drop)
            .map_err(meaning)
    })
}

pub(in crate::vault) fn remove(
    service: &str,
    key: &SecretKey,
    limit: Duration,
) -> Result<(), VaultError> {
    run(limit, async {
        let keychain = open().await?;
        let found = search(&keychain, service, key).await?;
        open_collection(&keychain, &found).await?;
        delete(&found.unlocked).await
    })
}

/// Lets the service ask the person. Where there is no default collection, the service asks for the password of a new one.
pub(in crate::vault) fn unlock(_service: &str, limit: Duration) -> Result<(), VaultError> {
    run(limit, async {
        let keychain = open().await?;
        let collection = match keychain.get_default_collection().await {
            Err(Error::NoResult) => keychain.create_collection(COLLECTION, "default").await,
            other => other,
        }
        .map_err(meaning)?;
        if collection.is_locked().await.map_err(meaning)? {
            collection.unlock().await.map_err(meaning)?;
        }
        if collection.is_locked().await.map_err(meaning)? {
            return Err(unavailable(VaultProblem::Locked));
        }
        Ok(())
    })
}

/// Runs one conversation in a runtime of its own. Connection, tasks and runtime end with it.
fn run<T>(
    limit: Duration,
    conversation: impl Future<Output = Result<T, VaultError>>,
) -> Result<T, VaultError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|_| unavailable(VaultProblem::Failed))?;
    let ended = runtime.block_on(async { tokio::time::timeout(limit, conversation).await });
    runtime.shutdown_background();
    ended.unwrap_or(Err(unavailable(VaultProblem::TimedOut)))
}

async fn open() -> Result<SecretService<'static>, VaultError> {
    SecretService::connect(EncryptionType::Dh)
        .await
        .map_err(meaning)
}

/// Looks for the entry without prompting. Something locked under our key ends the call.
async fn search<'a>(
    keychain: &'a SecretService<'static>,
    service: &str,
    key: &SecretKey,
) -> Result<SearchItemsResult<Item<'a>>, VaultError> {
    let username = key.to_string();
    keychain
        .search_items(attributes(service, &username))
        .await
        .map_err(meaning)
}

/// Returns the default collection when it can be used without asking anybody.
async fn open_collection<'a>(
    keychain: &'a SecretService<'static>,
    found: &SearchItemsResult<Item<'_>>,
) -> Result<Collection<'a>, VaultError> {
    if !found.locked.is_empty() {
        return Err(unavailable(VaultProblem::Locked));
    }
    let collection = match keychain.get_default_collection().await {
        // There is none yet: to make one, a person must be asked for its password.
        Err(Error::NoResult) => return Err(unavailable(VaultProblem::Locked)),
        other => other.map_err(meaning)?,
    };
    if collection.is_locked().await.map_err(meaning)? {
        return Err(unavailable(VaultProblem::Locked));
    }
    Ok(collection)
}

async fn delete(items: &[Item<'_>]) -> Result<(), VaultError> {
    for item in items {
        item.delete().await.map_err(meaning)?;
    }
    Ok(())
}

fn attributes<'a>(service: &'a str, username: &'a str) -> HashMap<&'a str, &'a str> {
    HashMap::from([("service", service), ("username", username)])
}

fn text(bytes: Vec<u8>) -> Result<Secret, VaultError> {
    String::from_utf8(bytes).map(Secret::new).map_err(|error| {
        error.into_bytes().zeroize();
        unavailable(VaultProblem::Failed)
    })
}

/// Says what an error means. Its own words go nowhere: they may quote a message.
#[expect(
    clippy::needless_pass_by_value,
    reason = "the shape that `map_err` wants"
)]
fn meaning(error: Error) -> VaultError {
    unavailable(match &error {
        Error::Unavailable => VaultProblem::Missing,
        Error::Locked | Error::Prompt => VaultProblem::Locked,
        Error::Zbus(error) => bus_problem(error),
        Error::ZbusFdo(zbus::fdo::Error::ServiceUnknown(_)) => VaultProblem::Missing,
        Error::ZbusFdo(zbus::fdo::Error::ZBus(error)) => bus_problem(error),
        _ => VaultProblem::Failed,
    })
}

fn bus_problem(error: &zbus::Error) -> VaultProblem {
    match error {
        // There is no bus, or it is gone.
        zbus::Error::Address(_)
        | zbus::Error::Connection(..)
        | zbus::Error::InputOutput(_)
        | zbus::Error::Handshake(_) => VaultProblem::Missing,
        zbus::Error::MethodError(name, ..) => match name.as_str() {
            "org.freedesktop.Secret.Error.IsLocked" => VaultProblem::Locked,
            "org.freedesktop.DBus.Error.ServiceUnknown"
            | "org.freedesktop.DBus.Error.NameHasNoOwner"
            | "org.freedesktop.DBus.Error.NoReply"
            | "org.freedesktop.DBus.Error.Disconnected" => VaultProblem::Missing,
            name if name.starts_with("org.freedesktop.DBus.Error.Spawn.") => VaultProblem::Missing,
            _ => VaultProblem::Failed,
        },
        zbus::Error::FDO(error) => match &**error {
            zbus::fdo::Error::ServiceUnknown(_) => VaultProblem::Missing,
            _ => VaultProblem::Failed,
        },
        _ => VaultProblem::Failed,
    }
}

fn unavailable(problem: VaultProblem) -> VaultError {
    VaultError::Unavailable(problem)
}
