//! The home guard: questions, buttons and lists.

use hemma_core::settings::Guard;
use hemma_core::whereabouts::LinkKind;

use super::Voice;
use crate::messages::{HomeNetworkView, NetworkView};

impl Voice {
    /// Returns the question of the first home network, as a text under its title.
    #[must_use]
    pub fn ask_home(&self, here: Option<&NetworkView>) -> String {
        let told = here.filter(|network| network.id.is_some());
        let Some(network) = told else {
            return say!(
                self,
                "Hemma cannot tell this network from others. Until you say that this computer never moves, nothing is \
                 published.",
                "Hemma kan inte skilja det här nätverket från andra. Innan du säger att datorn aldrig flyttas publiceras \
                 inget."
            );
        };
        let network = self.network(network);
        say!(
            self,
            "{network}. Until you say so, nothing is published.",
            "{network}. Innan du säger det publiceras inget."
        )
    }

    /// Returns what is known of a network, as a phrase that may begin a sentence: `Wi-Fi wlan0, router 192.168.1.1`.
    #[must_use]
    pub fn network(&self, network: &NetworkView) -> String {
        let mut parts = Vec::new();
        let link = match network.link {
            Some(LinkKind::Wired) => say!(self, "Cable", "Kabel"),
            Some(LinkKind::Wireless) => say!(self, "Wi-Fi", "Wi-Fi"),
            Some(LinkKind::Tunnel) => say!(self, "VPN", "VPN"),
            None => say!(self, "Network", "Nätverk"),
        };
        parts.push(match &network.interface {
            Some(interface) => format!("{link} {interface}"),
            None => link,
        });
        if let Some(gateway) = network.gateway {
            parts.push(say!(self, "router {gateway}", "router {gateway}"));
        }
        if let Some(prefix) = &network.prefix {
            parts.push(say!(self, "addresses {prefix}", "adresser {prefix}"));
        }
        if network.metered == Some(true) {
            parts.push(say!(self, "metered", "datamängden räknas"));
        }
        parts.join(", ")
    }

    /// Returns what a home network is called when its person gave no name.
    #[must_use]
    pub fn home_name(&self, known: &[HomeNetworkView]) -> String {
        let first = say!(self, "Home", "Hemma");
        let taken = |name: &str| known.iter().any(|one| one.name == name);
        let mut name = first.clone();
        let mut number = 2_u32;
        while taken(&name) {
            name = format!("{first} {number}");
            number += 1;
        }
        name
    }

    /// Returns what guards the names, as a sentence.
    #[must_use]
    pub fn guard(&self, guard: Guard) -> String {
        match guard {
            Guard::Always => say!(
                self,
                "Names are kept on every network: this computer never moves.",
                "Namnen hålls aktuella på alla nätverk: datorn flyttas aldrig."
            ),
            Guard::Networks => say!(
                self,
                "Names are kept on these networks only.",
                "Namnen hålls aktuella bara på de här nätverken."
            ),
            Guard::Ask => say!(
                self,
                "No home network is named yet. Nothing is published until one is.",
                "Inget hemnätverk är valt ännu. Inget publiceras förrän ett är det."
            ),
        }
    }

    /// Returns a line of the list of home networks.
    #[must_use]
    pub fn home_line(&self, network: &HomeNetworkView) -> String {
        let name = if network.name.is_empty() {
            say!(self, "(no name)", "(inget namn)")
        } else {
            network.name.clone()
        };
        let id = &network.id.0;
        if network.here {
            say!(self, "{name}  {id}  (here)", "{name}  {id}  (här)")
        } else {
            format!("{name}  {id}")
        }
    }

    /// Returns what is said when a network cannot be called home because it cannot be recognised.
    #[must_use]
    pub fn home_unknown(&self) -> String {
        say!(
            self,
            "Hemma cannot tell this network from others: there is no network, a VPN is in use, or its router is not \
             known. Nothing was changed.",
            "Hemma kan inte skilja det här nätverket från andra: det finns inget nätverk, en VPN används, eller så är \
             routern okänd. Inget har ändrats."
        )
    }

    /// Returns what is said when no home network has that name or fingerprint.
    #[must_use]
    pub fn home_missing(&self, wanted: &str) -> String {
        say!(
            self,
            "No home network is called {wanted}. Nothing was changed.",
            "Inget hemnätverk heter {wanted}. Inget har ändrats."
        )
    }

    /// Returns words for a button or a line of the tray menu: this is home.
    #[must_use]
    pub fn button_is_home(&self) -> String {
        say!(
            self,
            "This is my home network",
            "Det här är mitt hemnätverk"
        )
    }

    /// Returns words for a button or a line of the tray menu: this is not home.
    #[must_use]
    pub fn button_not_home(&self) -> String {
        say!(
            self,
            "This is not my home network",
            "Det här är inte mitt hemnätverk"
        )
    }

    /// Returns words for a button or a line of the tray menu: never moves.
    #[must_use]
    pub fn button_never_moves(&self) -> String {
        say!(self, "This computer never moves", "Datorn flyttas aldrig")
    }

    /// Returns a still line of the tray menu: what a VPN means.
    #[must_use]
    pub fn menu_tunnel(&self) -> String {
        say!(
            self,
            "Goes on by itself when the VPN is off",
            "Fortsätter av sig själv när VPN är av"
        )
    }

    /// Returns a still line of the tray menu: what a captive portal wants.
    #[must_use]
    pub fn menu_portal(&self) -> String {
        say!(
            self,
            "Open your browser and sign in to the network",
            "Öppna webbläsaren och logga in på nätverket"
        )
    }
}
