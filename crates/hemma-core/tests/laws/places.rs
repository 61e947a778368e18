//! The law about places: nothing is published but from home, or through a tunnel by a profile that follows it.

use crate::auditor::Auditor;
use hemma_core::scheduler::Event;
use hemma_core::settings::{Guard, Profile, TunnelChoice};
use hemma_core::whereabouts::{AwayReason, Whereabouts};

impl Auditor {
    /// Takes note of what the scheduler is told of the place. Only the first answer to the last question counts.
    pub(crate) fn hear_place(&mut self, event: &Event) {
        if let Event::Located { round, facts } = event
            && self.asked == Some(*round)
        {
            self.asked = None;
            self.told = Some(facts.clone());
        }
    }

    /// Law 2, judged anew from the facts and the settings.
    pub(crate) fn audit_place(&self, profile: &Profile) {
        let follows = profile.tunnel == TunnelChoice::Follow;
        let facts = self
            .told
            .as_ref()
            .expect("law 2: nobody knows where we are");
        assert!(facts.online, "law 2: {facts:?}");
        if facts.tunnel {
            assert!(follows, "law 2: through a tunnel that is not followed");
        } else {
            let home = &self.story.settings.home;
            let listed = home
                .networks
                .iter()
                .any(|known| Some(&known.id) == facts.network.as_ref());
            let everywhere = home.guard == Guard::Always;
            assert!(everywhere || listed, "law 2: from {facts:?}");
        }
        let says = &self.story.scheduler.status().whereabouts;
        let followed = Whereabouts::Away {
            reason: AwayReason::Tunnel,
        };
        let expected = if facts.tunnel {
            followed
        } else {
            Whereabouts::Home
        };
        assert_eq!(*says, expected, "law 2: it says where it publishes from");
    }
}
