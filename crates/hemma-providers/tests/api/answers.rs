//! Every documented success.

use super::requests::domain;
use super::{CONFIG, DOMAIN, VPS, id, read, read_bytes};
use hemma_core::address::Family;
use hemma_providers::hostup::api::{
    ChangeType, ChangeVpsHostname, Configuration, Configurations, CreateConfiguration,
    DeleteConfiguration, DnsHistory, Domain, DomainNameservers, ListConfigurations, ListDomains,
    ListVps, Moment, PowerState, RecordType, ReverseDnsStatus, ServiceStatus, SetEnabled,
    UpdateLog, UpdateStatus, Vps, VpsHostname, VpsHostnameChanged, is_open, rrset_lines,
};

pub(crate) const TOKEN: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

pub(crate) fn configurations(name: &str) -> Configurations {
    let call = ListConfigurations { domain: id(DOMAIN) };
    read(&call, 200, name).expect("configurations")
}

fn create(family: Family, name: &str) -> Configuration {
    let call = CreateConfiguration::new(&domain(), &[], "home.example.com", family);
    read(&call.expect("a call"), 201, name).expect("a configuration")
}

fn log(name: &str) -> Vec<UpdateStatus> {
    let call = UpdateLog {
        domain: id(DOMAIN),
        config: id(CONFIG),
    };
    let entries = read(&call, 200, name).expect("a log");
    entries.into_iter().map(|entry| entry.status).collect()
}

fn token(config: &Configuration) -> Option<&str> {
    config.token.as_ref().map(|token| token.expose())
}

#[test]
fn domains_come_with_their_state() {
    let page = read(&ListDomains::default(), 200, "list-domains-200.json").expect("a page");
    assert_eq!(page.next, None);
    assert_eq!(page.skipped, 0);
    let [domain] = page.items.as_slice() else {
        panic!("one domain: {page:?}");
    };
    assert_eq!(domain.id.as_str(), DOMAIN);
    assert_eq!(domain.name, "example.com");
    assert_eq!(domain.service_status, ServiceStatus::Active);
    let ends = domain.expires_at.as_ref().and_then(Moment::timestamp);
    assert_eq!(ends, "2027-04-27T21:59:59Z".parse().ok());

    let empty = read(&ListDomains::default(), 200, "list-domains-200-empty.json").expect("a page");
    assert!(empty.items.is_empty());
    let detail: Domain =
        serde_json::from_slice(&super::fixture("get-domain-200.json")).expect("a domain");
    assert_eq!(&detail, domain);
}

#[test]
fn name_servers_tell_why_a_domain_has_no_dyndns() {
    let call = DomainNameservers { domain: id(DOMAIN) };
    let own = read(&call, 200, "get-domain-nameservers-200.json").expect("name servers");
    assert!(own.are_hostups());
    assert!(is_open(own.actions.can_change_nameservers.as_ref()));
    let other = read(&call, 200, "get-domain-nameservers-200-external.json").expect("name servers");
    assert!(!other.are_hostups());
    assert_eq!(other.nameservers, ["ns1.example.net", "ns2.example.net"]);
}

#[test]
fn configurations_come_with_tokens_for_a_key_that_may_write() {
    let listed = configurations("list-dyndns-200.json");
    assert!(listed.available);
    assert!(is_open(listed.actions.can_manage.as_ref()));
    let [config] = listed.configs.as_slice() else {
        panic!("one configuration");
    };
    assert_eq!(config.id.as_str(), CONFIG);
    assert_eq!(config.hostname, "home.example.com");
    assert_eq!(config.record_type, RecordType::A);
    assert_eq!(token(config), Some(TOKEN));
    assert_eq!(config.last_ip.as_deref(), Some("203.0.113.45"));
    assert_eq!(config.update_count, Some(12));
    assert!(config.enabled);
}

#[test]
fn a_name_of_both_families_has_two_configurations() {
    let listed = configurations("list-dyndns-200-dual.json");
    let home = "home.example.com".parse().expect("a name");
    let keeps = |family| {
        listed
            .configs
            .iter()
            .filter(|config| config.keeps(&home, family))
            .count()
    };
    assert_eq!((keeps(Family::Ipv4), keeps(Family::Ipv6)), (1, 1));
    let apex = &listed.configs[2];
    assert!(!apex.enabled);
    assert_eq!(apex.last_ip, None);
    assert_eq!(apex.last_updated_at, None);
}

#[test]
fn a_key_that_only_reads_gets_no_tokens_and_closed_gates() {
    let listed = configurations("list-dyndns-200-readonly.json");
    assert!(listed.configs.iter().all(|config| config.token.is_none()));
    let gate = listed.actions.can_manage.expect("a gate");
    assert!(!gate.allowed);
    assert!(gate.reason.is_some());
    assert!(!is_open(listed.actions.can_enable.as_ref()));
}

#[test]
fn a_domain_with_foreign_name_servers_says_why() {
    let listed = configurations("list-dyndns-200-unavailable.json");
    assert!(!listed.available);
    assert!(listed.reason.is_some());
    let empty = configurations("list-dyndns-200-empty.json");
    assert!(empty.available && empty.configs.is_empty() && empty.reason.is_none());
}

#[test]
fn a_created_configuration_brings_its_token() {
    let a = create(Family::Ipv4, "create-dyndns-201.json");
    assert_eq!(token(&a), Some(TOKEN));
    assert_eq!(
        (a.update_count, a.last_ip, a.updated_at),
        (Some(0), None, None)
    );
    let aaaa = create(Family::Ipv6, "create-dyndns-201-aaaa.json");
    assert_eq!(aaaa.record_type.family(), Some(Family::Ipv6));
}

#[test]
fn f37_a_token_is_neither_printed_nor_written_out() {
    let listed = configurations("list-dyndns-200-dual.json");
    assert!(!format!("{listed:?}").contains(TOKEN));
    let written = serde_json::to_string(&listed).expect("JSON");
    assert!(
        !written.contains(TOKEN) && !written.contains("token"),
        "{written}"
    );
    let back: Configuration =
        serde_json::from_value(serde_json::json!(listed.configs[0])).expect("it");
    assert_eq!(back.id, listed.configs[0].id);
    assert_eq!(back.token, None);
}

#[test]
fn switching_shows_the_configuration_or_asks_to_list_again() {
    let set = |enabled| SetEnabled {
        domain: id(DOMAIN),
        config: id(CONFIG),
        enabled,
    };
    let on = read(&set(true), 200, "patch-dyndns-200-enabled.json").expect("an answer");
    assert!(on.expect("shown").enabled);
    let off = read(&set(false), 200, "patch-dyndns-200-disabled.json").expect("an answer");
    assert!(!off.expect("shown").enabled);
    // The page shows only the id; what is not shown, or contradicts, has to be looked up.
    let only_id = format!(r#"{{"id":"{CONFIG}"}}"#);
    assert_eq!(read_bytes(&set(true), 200, only_id), Ok(None));
    assert_eq!(read_bytes(&set(true), 204, ""), Ok(None));
    assert_eq!(
        read(&set(true), 200, "patch-dyndns-200-disabled.json"),
        Ok(None)
    );
}

#[test]
fn deleting_answers_with_nothing() {
    let delete = DeleteConfiguration {
        domain: id(DOMAIN),
        config: id(CONFIG),
    };
    assert_eq!(read(&delete, 204, "delete-dyndns-204.txt"), Ok(()));
    assert_eq!(read_bytes(&delete, 200, "{}"), Ok(()));
    assert!(read_bytes(&delete, 200, "<html>signed out</html>").is_err());
}

#[test]
fn the_log_is_sorted_and_knows_every_word() {
    use UpdateStatus::{Failed, NoChange, Other, Success, Unknown};
    assert_eq!(log("list-dyndns-logs-200.json"), [Success]);
    assert_eq!(log("list-dyndns-logs-200-empty.json"), []);
    assert_eq!(
        log("list-dyndns-logs-200-all-statuses.json"),
        [Failed, NoChange, Success, Unknown]
    );
    assert_eq!(
        log("list-dyndns-logs-200-unknown-status.json"),
        [Other("throttled".to_owned())]
    );
    let call = UpdateLog {
        domain: id(DOMAIN),
        config: id(CONFIG),
    };
    let mixed = r#"{"logs":[{"createdAt":null,"userAgent":"c"},
        {"createdAt":"2026-04-27T12:00:00+02:00","userAgent":"b"},
        {"createdAt":"2026-04-27T11:00:00.000Z","userAgent":"a"}]}"#;
    let order: Vec<String> = read_bytes(&call, 200, mixed)
        .expect("a log")
        .into_iter()
        .filter_map(|entry| entry.user_agent)
        .collect();
    assert_eq!(order, ["a", "b", "c"]);
}

#[test]
fn history_shows_what_there_is() {
    let call = DnsHistory {
        domain: id(DOMAIN),
        limit: None,
        name: None,
        record_type: None,
        cursor: None,
    };
    let page = read(&call, 200, "list-dns-history-200.json").expect("a page");
    let [full, bare] = page.items.as_slice() else {
        panic!("two events: {page:?}");
    };
    assert_eq!(full.change_type, Some(ChangeType::Update));
    assert_eq!(
        full.before_rrset.as_ref().map(rrset_lines),
        Some(vec!["home.example.com 300 A 203.0.113.40".to_owned()])
    );
    assert_eq!(
        full.after_rrset.as_ref().map(rrset_lines),
        Some(vec!["home.example.com 300 A 203.0.113.45".to_owned()])
    );
    assert_eq!(full.before_nameservers, None);
    assert_eq!((&bare.summary, &bare.created_at), (&None, &None));
    assert!(bare.event_id.is_some());
    let empty = read(&call, 200, "list-dns-history-200-empty.json").expect("a page");
    assert!(empty.items.is_empty() && empty.next.is_none());
}

#[test]
fn records_of_unknown_shape_still_make_lines() {
    let lines = |text: &str| rrset_lines(&serde_json::from_str(text).expect("JSON"));
    assert_eq!(lines(r#"["a","b"]"#), ["a", "b"]);
    assert_eq!(lines(r#""a""#), ["a"]);
    assert_eq!(lines("null"), Vec::<String>::new());
    assert_eq!(
        lines(r#"{"type":"MX","records":[{"priority":10,"host":"mx"}]}"#),
        ["MX host=mx priority=10"]
    );
    assert_eq!(lines(&format!("[{}1]", "1,".repeat(200))).len(), 50);
}

#[test]
fn servers_come_with_what_is_known_of_them() {
    let page = read(&ListVps::default(), 200, "list-vps-200.json").expect("a page");
    let [vps] = page.items.as_slice() else {
        panic!("one server: {page:?}");
    };
    assert_eq!(vps.id.as_str(), VPS);
    assert_eq!(vps.label(), "app-01");
    assert_eq!(vps.power_state, Some(PowerState::Running));
    let one =
        |name: &str| -> Vps { serde_json::from_slice(&super::fixture(name)).expect("a server") };
    assert_eq!(&one("get-vps-200.json"), vps);
    let nulls = one("get-vps-200-nulls.json");
    assert_eq!((nulls.primary_ip, nulls.power_state), (None, None));
    assert_eq!(nulls.operating_system, None);
    let nameless = one("get-vps-details-200.json");
    assert_eq!(nameless.label(), VPS);
}

#[test]
fn a_servers_name_comes_with_gate_and_rules() {
    let call = VpsHostname { vps: id(VPS) };
    let name = read(&call, 200, "get-vps-hostname-200.json").expect("a name");
    assert_eq!(name.hostname.as_deref(), Some("web-01.example.com"));
    assert!(is_open(name.actions.can_change.as_ref()));
    let rules = name.validation_rules.expect("rules");
    assert_eq!(rules.max_length_chars, Some(253));
    assert!(
        rules
            .pattern
            .is_some_and(|pattern| pattern.starts_with('^'))
    );
    let blocked = read(&call, 200, "get-vps-hostname-200-blocked.json").expect("a name");
    assert_eq!(blocked.hostname, None);
    let gate = blocked.actions.can_change.expect("a gate");
    assert!(!gate.allowed && gate.reason.is_some());
}

#[test]
fn a_change_of_a_servers_name_reports_on_reverse_dns() {
    let changed = |name: &str| -> VpsHostnameChanged {
        let call = ChangeVpsHostname::new(id(VPS), "web-01.example.com", None);
        read(&call.expect("a call"), 200, name).expect("a change")
    };
    let plain = changed("put-vps-hostname-200.json");
    assert_eq!(plain.name.hostname.as_deref(), Some("web-01.example.com"));
    assert!(plain.hostname_normalized);
    assert_eq!(plain.service_record_synced, Some(true));
    let report = plain.reverse_dns_protection.expect("a report");
    assert_eq!(report.status, ReverseDnsStatus::NotChanged);
    assert_eq!((report.monitored_ip_count, report.changes_detected), (1, 0));

    let partial = changed("put-vps-hostname-200-partial-failure.json");
    let report = partial.reverse_dns_protection.expect("a report");
    assert_eq!(report.status, ReverseDnsStatus::PartialFailure);
    assert_eq!(report.restored_ips, ["192.0.2.10"]);
    assert_eq!(report.failed_ips, ["192.0.2.11"]);

    let nulls = changed("put-vps-hostname-200-nulls.json");
    assert_eq!(nulls.name.hostname, None);
    assert_eq!(nulls.reverse_dns_protection, None);
}
