//! Accounts and names on their way from a file to profiles.

use std::collections::{BTreeMap, BTreeSet};

use hemma_core::address::Family;
use hemma_core::names::{NameProblem, ProfileId, RecordId, SecretKey, ServiceId, UpdateName};
use hemma_core::settings::{Catalog, NameEntryDraft, ProfileDraft, ServiceRules, ZoneRule};
use hemma_engine::messages::{ImportFormat, LeftOut, LeftOutReason, SecretInput, SecretText};
use hemma_engine::ports::{ReadImport, ReadProfile};
use zeroize::Zeroizing;

/// A secret on its way; wiped when dropped.
pub(super) type Text = Zeroizing<String>;

/// One credential at one service, as a file gives it.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Account {
    /// Our id of the service.
    pub(super) service: &'static str,
    /// The user name, if one is given.
    pub(super) username: Option<String>,
    /// The update address, when it is not the service's own.
    pub(super) endpoint: Option<String>,
    /// The zone its names lie in, if one is given.
    pub(super) zone: Option<String>,
    /// Password, key or token, if one is given.
    pub(super) secret: Option<Text>,
}

/// Which addresses a file wants for a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// What the service keeps first: IPv4 wherever it can.
    Usual,
    /// These, in this order: IPv4, IPv6.
    Only { ipv4: bool, ipv6: bool },
}

impl Wanted {
    pub(super) const IPV4: Self = Self::Only {
        ipv4: true,
        ipv6: false,
    };
    pub(super) const IPV6: Self = Self::Only {
        ipv4: false,
        ipv6: true,
    };
}

/// One name of an account.
pub(super) struct Name<'a> {
    pub(super) text: &'a str,
    pub(super) wanted: Wanted,
    pub(super) enabled: bool,
    /// Its line, where the format has lines.
    pub(super) line: Option<u32>,
    /// What the format calls the place it stands in, such as `host`.
    pub(super) what: &'a str,
}

/// What was found so far.
pub(super) struct Gathering<'c> {
    catalog: &'c Catalog,
    accounts: Vec<Kept>,
    /// Where each name is, by service and address: account and place in it.
    places: BTreeMap<Kind, (usize, usize)>,
    left_out: Vec<LeftOut>,
    told: BTreeSet<(Option<u32>, String, LeftOutReason)>,
}

/// Service, address, name.
type Kind = (&'static str, Option<String>, UpdateName);

struct Kept {
    account: Account,
    line: Option<u32>,
    names: Vec<Entry>,
}

struct Entry {
    name: UpdateName,
    families: Vec<Family>,
    /// Where each record has a secret of its own: that of each family.
    secrets: Vec<(Family, Text)>,
    /// The families are the usual ones, so that nothing need be said of them.
    usual: bool,
    enabled: bool,
}

impl<'c> Gathering<'c> {
    pub(super) fn new(catalog: &'c Catalog) -> Self {
        Self {
            catalog,
            accounts: Vec::new(),
            places: BTreeMap::new(),
            left_out: Vec::new(),
            told: BTreeSet::new(),
        }
    }

    /// Lists something that is not carried over. `what` must be a word known beforehand, or empty.
    pub(super) fn leave_out(&mut self, line: Option<u32>, what: &str, reason: LeftOutReason) {
        let left = LeftOut {
            line,
            what: what.to_owned(),
            reason,
        };
        if self.told.insert((line, left.what.clone(), reason)) {
            self.left_out.push(left);
        }
    }

    /// Adds a name to its account, or lists why it cannot be.
    pub(super) fn add(&mut self, account: &Account, name: &Name<'_>) {
        if let Err(reason) = self.try_add(account, name) {
            self.leave_out(name.line, name.what, reason);
        }
    }

    fn try_add(&mut self, account: &Account, name: &Name<'_>) -> Result<(), LeftOutReason> {
        let service: ServiceId = account
            .service
            .parse()
            .map_err(|_| LeftOutReason::ServiceNotOffered)?;
        let catalog = self.catalog;
        let rules = catalog
            .get(&service)
            .ok_or(LeftOutReason::ServiceNotOffered)?;
        let mut account = account.clone();
        account.username = account.username.filter(|username| !username.is_empty());
        if !rules.needs_username {
            account.username = None;
        } else if account.username.is_none() {
            return Err(LeftOutReason::NoUsername);
        }
        if rules.zone == ZoneRule::None {
            account.zone = None;
        }
        let secret = account.secret.clone().filter(|secret| !secret.is_empty());
        let secret = secret.ok_or(LeftOutReason::NoSecret)?;
        let update_name = update_name(name.text)?;
        let families = self.families(name, rules)?;
        let secrets = if rules.secret_per_record {
            // What belongs to one record says nothing of the account.
            account.secret = None;
            let secrets = families.iter().map(|family| (*family, secret.clone()));
            secrets.collect()
        } else {
            Vec::new()
        };
        let entry = Entry {
            name: update_name,
            families,
            secrets,
            usual: name.wanted == Wanted::Usual,
            enabled: name.enabled,
        };
        if let Some(before) = self.same_name(&account, &entry.name) {
            return before.join(entry);
        }
        let kind = (
            account.service,
            account.endpoint.clone(),
            entry.name.clone(),
        );
        let known = self
            .accounts
            .iter()
            .position(|kept| kept.account == account && !rules.one_name);
        let place = known.unwrap_or_else(|| {
            self.accounts.push(Kept {
                account,
                line: name.line,
                names: Vec::new(),
            });
            self.accounts.len() - 1
        });
        let names = &mut self.accounts[place].names;
        self.places.insert(kind, (place, names.len()));
        names.push(entry);
        Ok(())
    }

    /// Returns what there is already of this name at this service and address.
    fn same_name(&mut self, account: &Account, name: &UpdateName) -> Option<Before<'_>> {
        let kind = (account.service, account.endpoint.clone(), name.clone());
        let (place, entry) = *self.places.get(&kind)?;
        let kept = &mut self.accounts[place];
        Some(Before {
            same_account: kept.account == *account,
            entry: &mut kept.names[entry],
        })
    }

    /// Returns which families to keep.
    fn families(
        &mut self,
        name: &Name<'_>,
        rules: &ServiceRules,
    ) -> Result<Vec<Family>, LeftOutReason> {
        let Wanted::Only { ipv4, ipv6 } = name.wanted else {
            let usual = if rules.ipv4 {
                Family::Ipv4
            } else {
                Family::Ipv6
            };
            return Ok(vec![usual]);
        };
        let wanted = [
            (Family::Ipv4, ipv4, rules.ipv4),
            (Family::Ipv6, ipv6, rules.ipv6),
        ];
        let refused = wanted
            .iter()
            .any(|(_, wanted, offered)| *wanted && !offered);
        let families: Vec<Family> = wanted
            .iter()
            .filter(|(_, wanted, offered)| *wanted && *offered)
            .map(|(family, _, _)| *family)
            .collect();
        if families.is_empty() {
            return Err(LeftOutReason::FamilyNotOffered);
        }
        if refused {
            self.leave_out(name.line, name.what, LeftOutReason::FamilyNotOffered);
        }
        Ok(families)
    }

    /// Whether anything was found at all, carried over or not.
    pub(super) fn is_empty(&self) -> bool {
        self.accounts.is_empty() && self.left_out.is_empty()
    }

    pub(super) fn finish(mut self, format: ImportFormat) -> ReadImport {
        if self.is_empty() {
            self.leave_out(None, "", LeftOutReason::NoNames);
        }
        let mut left_out = self.left_out;
        // Stable: what has no line keeps its place behind what has one.
        left_out.sort_by_key(|left| left.line.unwrap_or(u32::MAX));
        ReadImport {
            format,
            profiles: self.accounts.into_iter().map(Kept::finish).collect(),
            left_out,
        }
    }
}

/// A name that was there before.
struct Before<'a> {
    entry: &'a mut Entry,
    same_account: bool,
}

impl Before<'_> {
    /// Takes on what the name is to keep beside: many files have a place of its own for each family.
    fn join(self, more: Entry) -> Result<(), LeftOutReason> {
        let known = |family: &Family| self.entry.families.contains(family);
        if !self.same_account || more.families.iter().all(known) {
            return Err(LeftOutReason::Twice);
        }
        let new = |family: &Family| !self.entry.families.contains(family);
        let secrets = more.secrets.into_iter();
        let secrets: Vec<(Family, Text)> = secrets.filter(|(family, _)| new(family)).collect();
        self.entry.secrets.extend(secrets);
        self.entry.families.extend(more.families);
        self.entry.families.sort_unstable();
        self.entry.families.dedup();
        self.entry.usual = false;
        Ok(())
    }
}

impl Kept {
    fn finish(self) -> ReadProfile {
        ReadProfile {
            secrets: self.secrets(),
            profile: ProfileDraft {
                service: Some(self.account.service.to_owned()),
                username: self.account.username,
                endpoint: self.account.endpoint,
                zone: self.account.zone,
                name: self.names.iter().map(Entry::draft).collect(),
                ..ProfileDraft::default()
            },
            line: self.line,
        }
    }

    /// Returns the secret of the profile, or those of its records.
    fn secrets(&self) -> Vec<SecretInput> {
        let profile: ProfileId = ReadProfile::NEW.parse().expect("a well-formed id");
        let input = |key, secret: &Text| SecretInput {
            key,
            secret: SecretText::new(secret.as_str().to_owned()),
        };
        if let Some(secret) = &self.account.secret {
            return vec![input(SecretKey::Profile(profile), secret)];
        }
        let mut secrets = Vec::new();
        for entry in &self.names {
            for (family, secret) in &entry.secrets {
                let record = RecordId {
                    profile: profile.clone(),
                    name: entry.name.clone(),
                    family: *family,
                };
                secrets.push(input(SecretKey::Record(record), secret));
            }
        }
        secrets
    }
}

impl Entry {
    fn draft(&self) -> NameEntryDraft {
        let words = || self.families.iter().map(Family::to_string).collect();
        NameEntryDraft {
            name: Some(self.name.to_string()),
            families: (!self.usual).then(words),
            enabled: (!self.enabled).then_some(false),
            ..NameEntryDraft::default()
        }
    }
}

fn update_name(text: &str) -> Result<UpdateName, LeftOutReason> {
    if text.contains('*') {
        return Err(LeftOutReason::WildcardName);
    }
    text.parse().map_err(|problem| match problem {
        NameProblem::Empty => LeftOutReason::NoNames,
        _ => LeftOutReason::NotAName,
    })
}
