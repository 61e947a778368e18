//! What happens to an account behind a client's back: another program, or a person in the panel.

use std::net::IpAddr;

use super::{HistoryEvent, Hostup, HostupConfig, HostupLog, LogStatus, Rrset};
use crate::clock::Moment;
use crate::world::{Family, Zones};

/// The agent of the second writer where none is named; the vendor's log examples show such ones.
pub(crate) const OTHER_AGENT: &str = "ddclient/3.11.2";

/// Where the second writer calls from where nothing is said.
pub(crate) const OTHER_SOURCE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(198, 51, 100, 22));

impl Hostup {
    /// Returns the configuration with this id.
    pub fn config_mut(&mut self, id: &str) -> Option<&mut HostupConfig> {
        self.configs.iter_mut().find(|config| config.id == id)
    }

    /// Deletes a configuration; its log goes with it. False when there was none.
    pub fn delete_config(&mut self, id: &str) -> bool {
        let before = self.configs.len();
        self.configs.retain(|config| config.id != id);
        self.configs.len() < before
    }

    /// Deletes a configuration and makes it anew, as a person does to change a token (§5.6): id and
    /// token are new, log and counters gone. Returns the new id.
    pub fn recreate_config(&mut self, id: &str) -> Option<String> {
        let (new_id, token) = (self.new_id("ddns"), self.new_token());
        let config = self.config_mut(id)?;
        *config = HostupConfig {
            id: new_id.clone(),
            domain_id: std::mem::take(&mut config.domain_id),
            ..HostupConfig::new(&config.hostname, config.record_type, &token)
        };
        Some(new_id)
    }

    /// Puts an address into force by the token endpoint's rules: log, counters, history and zone.
    pub(crate) fn store(
        &mut self,
        zones: &mut Zones,
        id: &str,
        log: HostupLog,
        now: Moment,
    ) -> bool {
        let ttl = zones.ttl_seconds;
        let Some(config) = self.config_mut(id) else {
            return false;
        };
        let status = log.status;
        let (new, family) = (log.new_ip, config.record_type.family());
        config.logs.push(log);
        match status {
            LogStatus::Success => {}
            LogStatus::NoChange => {
                config.nochg_in_a_row += 1;
                return true;
            }
            LogStatus::Failed | LogStatus::Unknown => return true,
        }
        config.nochg_in_a_row = 0;
        config.last_ip = new;
        config.last_updated_at = Some(now.wall);
        config.update_count += 1;
        let (hostname, domain_id) = (config.hostname.clone(), config.domain_id.clone());
        let kind = config.record_type.to_string();
        let set = |address: IpAddr| Rrset::new(&hostname, &kind, ttl, address.to_string());
        let before = zones.registered(&hostname, family).map(set);
        let event = HistoryEvent::change("dyndns", before, new.map(set));
        zones.publish(&hostname, family, new, now.real);
        self.note_change(&domain_id, event, now.wall);
        true
    }

    /// Lets another client update a name with its token: `source` and `agent` show up in the log.
    /// False when there is no such configuration or the address is of the wrong family.
    pub(crate) fn second_writer(
        &mut self,
        zones: &mut Zones,
        id: &str,
        address: IpAddr,
        (source, agent): (IpAddr, &str),
        now: Moment,
    ) -> bool {
        let Some(config) = self.config_mut(id) else {
            return false;
        };
        if Family::of(address) != config.record_type.family() {
            return false;
        }
        let same = zones.registered(&config.hostname, config.record_type.family()) == Some(address);
        let status = match (config.enabled, same) {
            (false, _) => LogStatus::Failed,
            (true, true) => LogStatus::NoChange,
            (true, false) => LogStatus::Success,
        };
        let log = HostupLog {
            old_ip: config.last_ip,
            new_ip: Some(address),
            source_ip: Some(source),
            user_agent: Some(agent.to_owned()),
            status,
            error_message: (!config.enabled).then(|| "Configuration is disabled".to_owned()),
            created_at: Some(now.wall),
        };
        self.store(zones, id, log, now)
    }

    /// Sets a record in the panel: no log, but the history tells.
    pub(crate) fn set_in_panel(
        &mut self,
        zones: &mut Zones,
        name: &str,
        family: Family,
        value: Option<IpAddr>,
        now: Moment,
    ) {
        let kind = match family {
            Family::V4 => "A",
            Family::V6 => "AAAA",
        };
        let ttl = zones.ttl_seconds;
        let set = |address: IpAddr| Rrset::new(name, kind, ttl, address.to_string());
        let before = zones.registered(name, family);
        zones.set_by_hand(name, family, value);
        let holder = self.domains.iter().filter(|domain| domain.holds(name));
        let holder = holder.max_by_key(|domain| domain.name.len());
        if let Some(id) = holder.map(|domain| domain.id.clone()) {
            let event = HistoryEvent::change("panel", before.map(set), value.map(set));
            self.note_change(&id, event, now.wall);
        }
    }
}
