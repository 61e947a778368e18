//! Who logs in, and what must never be shown of it.

use hemma_core::names::{RecordId, SecretKey};
use hemma_core::secret::Secret;
use hemma_core::settings::{CustomAuth, Profile};
use http::header::AUTHORIZATION;
use http::{HeaderName, HeaderValue};

use super::dialect::{Dialect, Login};
use crate::entrance::{CannotSpeak, Secrets};
use crate::percent;

/// What one request carries of a credential.
#[derive(Clone, Debug, Default)]
pub(super) struct Credential {
    pub(super) header: Option<(HeaderName, HeaderValue)>,
    pub(super) username: Option<String>,
    pub(super) secret: Option<Secret>,
    /// Forms in which a secret could come back.
    pub(super) hide: Vec<Secret>,
}

/// Builds the credential for the requests about `record` and the names beside it.
pub(super) fn credential(
    dialect: &Dialect,
    profile: &Profile,
    secrets: &Secrets,
    record: &RecordId,
) -> Result<Credential, CannotSpeak> {
    let of_profile = || secrets.get(&SecretKey::Profile(profile.id.clone()));
    let of_record = || secrets.get(&SecretKey::Record(record.clone()));
    match dialect.login {
        Login::User => basic(user(profile)?, of_profile()?, false),
        Login::UserEncoded => basic(user(profile)?, of_profile()?, true),
        Login::Name => basic(record.name.as_str(), of_record()?, false),
        Login::Scheme(scheme) => header(AUTHORIZATION, scheme, of_profile()?),
        Login::InUrl => Ok(in_url(profile, of_profile()?)),
        Login::InUrlOfRecord => Ok(in_url(profile, of_record()?)),
        Login::Own => own(profile, secrets),
    }
}

fn own(profile: &Profile, secrets: &Secrets) -> Result<Credential, CannotSpeak> {
    let custom = profile
        .custom
        .as_ref()
        .ok_or(CannotSpeak::EndpointMissing)?;
    let secret = || secrets.get(&SecretKey::Profile(profile.id.clone()));
    let mut credential = match &custom.auth {
        CustomAuth::None if !custom.needs_secret() => Credential::default(),
        CustomAuth::None => in_url(profile, secret()?),
        CustomAuth::Basic => basic(user(profile)?, secret()?, false)?,
        CustomAuth::Bearer => header(AUTHORIZATION, "Bearer", secret()?)?,
        CustomAuth::Header { name } => {
            let name = HeaderName::from_bytes(name.as_bytes());
            header(name.map_err(|_| CannotSpeak::BadHeader)?, "", secret()?)?
        }
    };
    if custom.needs_username() {
        credential.username = Some(user(profile)?.to_owned());
    }
    Ok(credential)
}

fn user(profile: &Profile) -> Result<&str, CannotSpeak> {
    let username = profile.username.as_deref();
    username
        .filter(|username| !username.is_empty())
        .ok_or(CannotSpeak::UsernameMissing)
}

fn basic(username: &str, password: &Secret, encode: bool) -> Result<Credential, CannotSpeak> {
    let username = if encode {
        username.replace(':', "%3A").replace('#', "%23")
    } else if username.contains(':') {
        return Err(CannotSpeak::UsernameWithColon);
    } else {
        username.to_owned()
    };
    let value = percent::basic(&username, password);
    let encoded = value.to_str().unwrap_or("").trim_start_matches("Basic ");
    Ok(Credential {
        hide: vec![Secret::new(encoded.to_owned()), password.clone()],
        header: Some((AUTHORIZATION, value)),
        username: None,
        secret: Some(password.clone()),
    })
}

/// `name: scheme secret`, or the secret alone.
fn header(name: HeaderName, scheme: &str, secret: &Secret) -> Result<Credential, CannotSpeak> {
    let text = Secret::new(
        format!("{scheme} {}", secret.expose())
            .trim_start()
            .to_owned(),
    );
    let value = HeaderValue::from_str(text.expose()).map_err(|_| CannotSpeak::BadHeader)?;
    Ok(Credential {
        header: Some((name, value)),
        username: None,
        secret: Some(secret.clone()),
        hide: vec![secret.clone()],
    })
}

fn in_url(profile: &Profile, secret: &Secret) -> Credential {
    Credential {
        header: None,
        username: profile.username.clone(),
        secret: Some(secret.clone()),
        hide: vec![secret.clone()],
    }
}
