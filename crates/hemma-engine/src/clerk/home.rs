//! The home guard's part of the settings: what a person says about a network, written down.

use hemma_core::settings::{Guard, HomeDraft, HomeNetworkDraft, SettingsDraft};
use hemma_core::whereabouts::NetworkId;

use super::Clerk;
use crate::messages::CommandError;

impl Clerk {
    /// "This is home." From now on the listed networks count, also where every network did before.
    pub(super) async fn mark_home(
        &mut self,
        id: NetworkId,
        name: String,
    ) -> Result<(), CommandError> {
        self.change_home(|home| {
            home.declined.retain(|known| known.trim() != id.0);
            home.networks.retain(|known| known.trim() != id.0);
            let name = Some(name.trim().to_owned()).filter(|name| !name.is_empty());
            match home.network.iter_mut().find(|known| is(known, &id)) {
                // Called home once more without a name, it keeps the one it has.
                Some(known) => known.name = name.or_else(|| known.name.take()),
                None => home.network.push(HomeNetworkDraft {
                    id: Some(id.0.clone()),
                    name,
                }),
            }
            home.guard = Some(word(Guard::Networks));
            Ok(())
        })
        .await
    }

    /// "This is not home." The question stays open for other networks as long as none was called home.
    pub(super) async fn decline_home(&mut self, id: NetworkId) -> Result<(), CommandError> {
        self.change_home(|home| {
            home.network.retain(|known| !is(known, &id));
            home.networks.retain(|known| known.trim() != id.0);
            if !home.declined.iter().any(|known| known.trim() == id.0) {
                home.declined.push(id.0.clone());
            }
            let none = home.network.is_empty() && home.networks.is_empty();
            let guard = if none { Guard::Ask } else { Guard::Networks };
            home.guard = Some(word(guard));
            Ok(())
        })
        .await
    }

    /// Takes a network off the list.
    pub(super) async fn forget_home(&mut self, id: &NetworkId) -> Result<(), CommandError> {
        let guard = self.settings.home.guard;
        self.change_home(|home| {
            let before = home.network.len() + home.networks.len();
            home.network.retain(|known| !is(known, id));
            home.networks.retain(|known| known.trim() != id.0);
            if home.network.len() + home.networks.len() == before {
                return Err(CommandError::Gone);
            }
            // Without this, a file that never named its guard would keep names everywhere once its list is empty.
            home.guard = Some(word(guard));
            Ok(())
        })
        .await
    }

    /// "This computer never moves." The list stays, for the day it does.
    pub(super) async fn never_moves(&mut self) -> Result<(), CommandError> {
        self.change_home(|home| {
            home.guard = Some(word(Guard::Always));
            Ok(())
        })
        .await
    }

    async fn change_home(
        &mut self,
        change: impl FnOnce(&mut HomeDraft) -> Result<(), CommandError>,
    ) -> Result<(), CommandError> {
        self.refuse_over_mistakes()?;
        let mut draft = self.draft.clone();
        change(&mut draft.home)?;
        draft
            .check(&self.catalog)
            .map_err(|problems| CommandError::Invalid { problems })?;
        self.save(draft, Vec::new()).await
    }
}

/// The first profile of a computer that may be carried about: nothing is published before its person has said where
/// home is. Files that have profiles are left as they are, and so is whatever a person chose; a rehearsal publishes
/// nothing that anybody could find.
pub(super) fn guard_first_profile(draft: &mut SettingsDraft, portable: bool) {
    let first = draft.profile.is_empty();
    let unsaid = draft.home == HomeDraft::default();
    let rehearsal = draft.detection.permit_documentation.unwrap_or_default();
    if first && unsaid && portable && !rehearsal {
        draft.home.guard = Some(word(Guard::Ask));
    }
}

fn is(network: &HomeNetworkDraft, id: &NetworkId) -> bool {
    network.id.as_deref().map(str::trim) == Some(id.0.as_str())
}

/// The word of the settings file.
fn word(guard: Guard) -> String {
    let word = match guard {
        Guard::Ask => "ask",
        Guard::Networks => "networks",
        Guard::Always => "always",
    };
    word.to_owned()
}
