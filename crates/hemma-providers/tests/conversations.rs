//! One file per rule: `conversations/<protocol>/<rule>.txt`, each naming the sentence it comes from.

mod script;
mod support;

use script::{check, folder};
use std::collections::BTreeSet;
use std::path::Path;

/// Makes one test per file, and the list of all of them.
macro_rules! conversations {
    ($($name:ident: $path:literal,)*) => {
        const ALL: &[&str] = &[$($path),*];
        $(
            #[test]
            fn $name() {
                check($path);
            }
        )*
    };
}

conversations! {
    noip_good_is_accepted: "noip/good-v4.txt",
    noip_good_compares_ipv6_as_addresses: "noip/good-v6.txt",
    noip_good_confirms_both_families: "noip/good-dual.txt",
    noip_nochg_is_already_so: "noip/nochg-v4.txt",
    noip_nochg_compares_ipv6_as_addresses: "noip/nochg-v6.txt",
    noip_nochg_confirms_both_families: "noip/nochg-dual.txt",
    noip_a_lone_nohost_stops_the_profile: "noip/nohost.txt",
    noip_badauth_stops_the_profile: "noip/badauth.txt",
    noip_badagent_stops_every_noip_profile: "noip/badagent.txt",
    noip_donator_stops_the_profile: "noip/donator.txt",
    noip_abuse_stops_the_login_for_a_day: "noip/abuse.txt",
    noip_f35_911_waits_half_an_hour_for_every_noip_profile: "noip/911.txt",
    noip_f35_http_500_is_as_911: "noip/http-500.txt",
    noip_a_401_is_badauth_whatever_it_says: "noip/401.txt",
    noip_a_401_without_body_is_badauth: "noip/401-empty.txt",
    noip_a_403_with_a_word_means_the_word: "noip/403-word.txt",
    noip_a_403_without_a_word_stops_the_login: "noip/403.txt",
    noip_a_404_is_tried_again: "noip/404.txt",
    noip_a_429_waits_half_an_hour: "noip/429.txt",
    noip_a_429_waits_as_long_as_asked: "noip/429-long.txt",
    noip_a_429_never_waits_less_than_half_an_hour: "noip/429-short.txt",
    noip_a_429_with_a_date_waits_half_an_hour: "noip/429-date.txt",
    noip_a_503_is_trouble_on_their_side: "noip/503.txt",
    noip_f63_a_redirect_is_not_an_answer: "noip/redirect.txt",
    noip_a_refusal_counts_with_any_status: "noip/odd-status.txt",
    noip_a_success_counts_with_an_odd_status: "noip/odd-status-good.txt",
    noip_f61_a_500_is_never_a_success: "noip/500-good.txt",
    noip_a_refusal_counts_on_a_500: "noip/500-badauth.txt",
    noip_a_success_line_below_another_does_not_count_on_a_500: "noip/500-second-good.txt",
    noip_an_empty_answer_is_no_success: "noip/empty.txt",
    noip_f03_a_page_is_an_interception: "noip/html-200.txt",
    noip_f60_an_unknown_word_is_left_to_dns: "noip/unknown.txt",
    noip_an_old_wait_word_is_obeyed: "noip/wnn.txt",
    noip_an_old_wait_word_is_never_less_than_half_an_hour: "noip/wnn-short.txt",
    noip_good_without_address_confirms_what_was_sent: "noip/good-bare.txt",
    noip_f33_another_address_is_not_confirmed: "noip/good-other-address.txt",
    noip_f33_good_127_means_the_client_is_blocked: "noip/good-127.txt",
    noip_f61_a_page_that_begins_with_good_is_no_success: "noip/good-prose.txt",
    noip_an_account_word_is_given_once_for_all: "noip/multi-account-error.txt",
    noip_one_911_line_is_for_all: "noip/multi-911.txt",
    noip_one_nohost_line_is_for_all: "noip/multi-nohost.txt",
    noip_f23_a_missing_line_is_no_success: "noip/multi-short.txt",
    noip_surplus_lines_are_ignored: "noip/multi-long.txt",
    noip_f23_each_name_has_its_line: "noip/multi-good.txt",
    noip_a_refused_name_stops_alone_beside_a_success: "noip/multi-mixed.txt",
    noip_a_profile_word_on_any_line_stops_the_profile: "noip/multi-profile-word.txt",
    noip_an_ipv4_only_host_leaves_its_ipv6_unclear: "noip/multi-dual-mixed.txt",
    noip_a_group_has_one_line: "noip/group.txt",
    noip_crlf_ends_a_line_too: "noip/crlf.txt",
    noip_blanks_and_empty_lines_are_nothing: "noip/trailing-spaces.txt",
    noip_case_does_not_matter: "noip/uppercase.txt",
    noip_case_does_not_matter_for_donator: "noip/uppercase-donator.txt",
    noip_a_byte_order_mark_is_nothing: "noip/bom.txt",
    noip_a_body_that_is_too_long_is_an_interception: "noip/too-long.txt",
    noip_a_known_first_word_survives_the_cut: "noip/too-long-good.txt",
    noip_f64_a_lost_answer_is_unclear: "noip/lost.txt",
    noip_what_was_never_sent_comes_later: "noip/not-sent.txt",
    noip_a_name_without_ipv6_never_travels_beside_an_ipv6_address: "noip/different-families.txt",
    noip_a_wide_word_ends_the_attempt: "noip/stops-early.txt",
    noip_after_a_lost_answer_the_rest_is_not_sent: "noip/lost-early.txt",
    noip_an_endpoint_without_path_names_only_another_server: "noip/endpoint.txt",
    dyndns2_good_is_accepted: "dyndns2/good.txt",
    dyndns2_nochg_is_already_so: "dyndns2/nochg.txt",
    dyndns2_f33_good_127_is_as_badagent: "dyndns2/good-127.txt",
    dyndns2_badauth_stops_the_profile: "dyndns2/badauth.txt",
    dyndns2_donator_stops_the_profile: "dyndns2/donator.txt",
    dyndns2_notfqdn_stops_the_name: "dyndns2/notfqdn.txt",
    dyndns2_nohost_stops_the_name: "dyndns2/nohost.txt",
    dyndns2_yours_stops_the_name: "dyndns2/yours.txt",
    dyndns2_active_stops_the_name: "dyndns2/active.txt",
    dyndns2_numhost_stops_the_profile: "dyndns2/numhost.txt",
    dyndns2_abuse_stops_the_name_for_a_day: "dyndns2/abuse.txt",
    dyndns2_badagent_stops_the_login: "dyndns2/badagent.txt",
    dyndns2_badsys_stops_the_profile: "dyndns2/badsys.txt",
    dyndns2_dnserr_waits_half_an_hour: "dyndns2/dnserr.txt",
    dyndns2_f35_911_waits_half_an_hour: "dyndns2/911.txt",
    dyndns2_badip_stops_the_name: "dyndns2/badip.txt",
    dyndns2_badrequest_stops_the_profile: "dyndns2/badrequest.txt",
    dyndns2_conflict_a_is_one_word_of_two: "dyndns2/conflict-a.txt",
    dyndns2_conflict_aaaa_is_one_word_of_two: "dyndns2/conflict-aaaa.txt",
    dyndns2_interval_means_too_soon: "dyndns2/interval.txt",
    dyndns2_servererror_waits_half_an_hour: "dyndns2/servererror.txt",
    dyndns2_fatal_stops_the_name: "dyndns2/fatal.txt",
    dyndns2_an_old_wait_word_is_obeyed: "dyndns2/w90m.txt",
    dyndns2_deleted_is_no_success: "dyndns2/deleted.txt",
    dyndns2_f60_an_unknown_word_is_left_to_dns: "dyndns2/unknown.txt",
    dyndns2_a_json_body_is_not_this_protocol: "dyndns2/json.txt",
    dyndns2_an_xml_body_is_not_this_protocol: "dyndns2/xml.txt",
    dyndns2_a_401_without_a_word_is_badauth: "dyndns2/401.txt",
    dyndns2_f61_a_401_is_never_a_success: "dyndns2/401-good.txt",
    dyndns2_a_refusal_on_a_401_means_the_word: "dyndns2/401-abuse.txt",
    dyndns2_a_refusal_on_a_403_means_the_word: "dyndns2/403-abuse.txt",
    dyndns2_f61_a_500_is_never_a_success: "dyndns2/500-good.txt",
    dyndns2_every_line_of_one_host_must_be_a_success: "dyndns2/two-lines.txt",
    dyndns2_a_refusal_below_a_success_counts: "dyndns2/two-lines-refused.txt",
    dyndns2_f23_each_name_has_its_line: "dyndns2/list.txt",
    dyndns2_f21_a_plain_server_gets_one_address_per_request: "dyndns2/one-address.txt",
    dyndns2_a_list_has_at_most_twenty_names: "dyndns2/list-of-21.txt",
    dyn_takes_both_families_in_one_list: "services/dyn.txt",
    dyn_911_binds_every_profile_of_the_service: "services/dyn-911.txt",
    he_takes_one_family_per_request: "services/he.txt",
    he_badauth_stops_one_name: "services/he-badauth.txt",
    nsupdate_has_a_server_per_family: "services/nsupdate.txt",
    nsupdate_401_stops_one_name: "services/nsupdate-401.txt",
    ovh_insists_on_its_system: "services/ovh.txt",
    loopia_is_asked_at_its_root: "services/loopia.txt",
    infomaniak_says_successfully_changed: "services/infomaniak-changed.txt",
    infomaniak_says_no_change: "services/infomaniak-nochange.txt",
    infomaniak_400_carries_a_word: "services/infomaniak-400.txt",
    spdyn_says_yours: "services/spdyn.txt",
    simply_is_plain: "services/simply.txt",
    dnsomatic_is_told_to_leave_the_rest_alone: "services/dnsomatic.txt",
    hostup_good_is_stored: "hostup/good.txt",
    hostup_good_is_stored_for_ipv6: "hostup/good-aaaa.txt",
    hostup_good_without_address_is_stored: "hostup/good-bare.txt",
    hostup_a_line_end_is_nothing: "hostup/good-newline.txt",
    hostup_f33_another_address_is_not_confirmed: "hostup/good-other-address.txt",
    hostup_case_does_not_matter: "hostup/uppercase.txt",
    hostup_nochg_is_already_so: "hostup/nochg.txt",
    hostup_badauth_stops_this_configuration: "hostup/badauth.txt",
    hostup_a_word_decides_whatever_the_status: "hostup/badauth-400.txt",
    hostup_notfqdn_stops_this_configuration: "hostup/notfqdn.txt",
    hostup_nohost_stops_this_configuration: "hostup/nohost.txt",
    hostup_abuse_stops_for_a_day: "hostup/abuse.txt",
    hostup_f35_911_waits_half_an_hour: "hostup/911.txt",
    hostup_dnserr_waits_half_an_hour: "hostup/dnserr.txt",
    hostup_badagent_stops_every_profile: "hostup/badagent.txt",
    hostup_donator_stops: "hostup/donator.txt",
    hostup_numhost_stops: "hostup/numhost.txt",
    hostup_badsys_stops: "hostup/badsys.txt",
    hostup_yours_stops: "hostup/yours.txt",
    hostup_a_json_error_goes_by_its_status: "hostup/v1-error-401.txt",
    hostup_a_json_error_names_its_wait: "hostup/v1-error-429.txt",
    hostup_a_json_error_with_status_200_is_no_success: "hostup/v1-error-200.txt",
    hostup_an_empty_answer_is_no_success: "hostup/empty.txt",
    hostup_f03_a_page_is_no_success: "hostup/html.txt",
    hostup_f60_an_unknown_word_is_left_to_dns: "hostup/unknown.txt",
    hostup_f61_a_text_that_begins_with_good_is_no_success: "hostup/prose.txt",
    hostup_a_401_stops: "hostup/401.txt",
    hostup_a_403_stops: "hostup/403.txt",
    hostup_a_404_stops: "hostup/404.txt",
    hostup_a_429_waits_fifteen_minutes: "hostup/429.txt",
    hostup_a_429_waits_as_long_as_asked: "hostup/429-retry-after.txt",
    hostup_a_500_waits_five_minutes_at_first: "hostup/500.txt",
    hostup_f61_a_500_is_never_a_success: "hostup/500-good.txt",
    hostup_f63_a_redirect_is_not_an_answer: "hostup/redirect.txt",
    hostup_f64_a_lost_answer_is_unclear: "hostup/lost.txt",
    hostup_what_was_never_sent_comes_later: "hostup/not-sent.txt",
    desec_is_told_both_families: "services/desec.txt",
    desec_is_told_to_preserve_the_ipv6_address: "services/desec-ipv4-alone.txt",
    desec_is_told_to_preserve_the_ipv4_address: "services/desec-ipv6-alone.txt",
    desec_gets_one_host_per_request: "services/desec-two.txt",
    desec_401_stops_the_profile: "services/desec-401.txt",
    desec_429_waits: "services/desec-429.txt",
    dynu_takes_both_families: "services/dynu.txt",
    dynu_is_told_to_leave_ipv6_alone: "services/dynu-ipv4-alone.txt",
    dynu_is_told_to_leave_ipv4_alone: "services/dynu-ipv6-alone.txt",
    dynu_names_zone_and_alias_apart: "services/dynu-zone.txt",
    dynu_servererror_waits: "services/dynu-servererror.txt",
    tunnelbroker_names_a_tunnel: "services/tunnelbroker.txt",
    strato_takes_a_list_of_both: "services/strato.txt",
    strato_gets_the_other_address_along: "services/strato-beside.txt",
    strato_is_not_asked_when_the_other_address_is_unknown: "services/strato-missing.txt",
    strato_badrequest_stops_the_profile: "services/strato-badrequest.txt",
    dyfi_sends_no_address_and_compares_the_answer: "services/dyfi.txt",
    dyfi_another_connection_is_not_confirmed: "services/dyfi-other.txt",
    dyfi_badip_stops_the_name: "services/dyfi-badip.txt",
    dyfi_401_stops_the_profile: "services/dyfi-401.txt",
    duckdns_ok_is_stored: "services/duckdns.txt",
    duckdns_tells_both_addresses: "services/duckdns-verbose.txt",
    duckdns_nochange_is_already_so: "services/duckdns-nochange.txt",
    duckdns_another_address_is_not_confirmed: "services/duckdns-other.txt",
    duckdns_ko_stops_the_name: "services/duckdns-ko.txt",
    f61_duckdns_prose_is_no_success: "services/duckdns-prose.txt",
    duckdns_takes_a_bare_label: "services/duckdns-label.txt",
    freedns_updated_names_the_address: "services/freedns.txt",
    freedns_no_ip_change_is_already_so: "services/freedns-nochange.txt",
    freedns_has_a_server_for_ipv6: "services/freedns-ipv6.txt",
    freedns_another_address_is_not_confirmed: "services/freedns-other.txt",
    freedns_other_text_is_no_success: "services/freedns-failure.txt",
    freedns_nic_is_plain: "services/freedns-nic.txt",
    namecheap_no_error_is_stored: "services/namecheap.txt",
    namecheap_calls_the_zone_itself_at: "services/namecheap-apex.txt",
    namecheap_an_error_on_200_is_a_refusal: "services/namecheap-error.txt",
    f03_namecheap_a_page_is_no_success: "services/namecheap-page.txt",
    namecheap_another_address_is_not_confirmed: "services/namecheap-other.txt",
    cloudns_ok_is_stored: "services/cloudns.txt",
    cloudns_a_wrong_key_stops_the_name: "services/cloudns-wrong-key.txt",
    cloudns_an_invalid_request_stops_the_name: "services/cloudns-invalid.txt",
    domeneshop_204_is_stored: "services/domeneshop.txt",
    domeneshop_200_is_not_its_success: "services/domeneshop-200.txt",
    domeneshop_404_stops_the_name: "services/domeneshop-404.txt",
    domeneshop_401_stops_the_profile: "services/domeneshop-401.txt",
    inwx_is_told_both_families: "services/inwx.txt",
    inwx_gets_the_other_address_along: "services/inwx-beside.txt",
    inwx_is_not_asked_without_ipv4: "services/inwx-ipv4-missing.txt",
    inwx_is_not_asked_without_ipv6: "services/inwx-ipv6-missing.txt",
    selfhost_good_is_stored: "services/selfhost.txt",
    selfhost_204_is_no_change: "services/selfhost-204.txt",
    selfhost_401_stops_the_profile: "services/selfhost-401.txt",
    selfhost_409_stops_the_name: "services/selfhost-409.txt",
    selfhost_410_stops_the_profile_as_blocked: "services/selfhost-410.txt",
    selfhost_411_stops_the_name_as_refused: "services/selfhost-411.txt",
    selfhost_412_stops_the_name_for_a_private_address: "services/selfhost-412.txt",
    selfhost_503_is_temporary: "services/selfhost-503.txt",
    dynv6_has_a_server_per_family: "services/dynv6.txt",
    dynv6_401_stops_the_profile: "services/dynv6-401.txt",
    dynv6_404_stops_the_profile: "services/dynv6-404.txt",
    ddnss_updated_one_hostname_is_stored: "services/ddnss.txt",
    ddnss_good_is_stored: "services/ddnss-good.txt",
    ddnss_badauth_stops_the_profile: "services/ddnss-badauth.txt",
    ddnss_badysys_stops_the_name: "services/ddnss-badysys.txt",
    ddnss_is_not_asked_when_the_other_address_is_unknown: "services/ddnss-missing.txt",
    f61_ddnss_a_page_with_good_inside_is_no_success: "services/ddnss-page.txt",
    simply_names_the_zone_when_it_is_given: "services/simply-zone.txt",
    zoneedit_200_is_stored: "services/zoneedit.txt",
    zoneedit_201_is_already_so: "services/zoneedit-nochange.txt",
    zoneedit_701_stops_the_name: "services/zoneedit-701.txt",
    zoneedit_702_is_too_soon: "services/zoneedit-702.txt",
    zoneedit_708_stops_the_profile: "services/zoneedit-708.txt",
    zoneedit_709_stops_the_name: "services/zoneedit-709.txt",
    zoneedit_an_unknown_code_is_left_to_dns: "services/zoneedit-unknown.txt",
    easydns_noerror_is_stored: "services/easydns.txt",
    easydns_toosoon_waits_ten_minutes: "services/easydns-toosoon.txt",
    easydns_noaccess_stops_the_profile: "services/easydns-noaccess.txt",
    easydns_illegal_input_stops_the_name: "services/easydns-illegal.txt",
    keysystems_code_200_is_stored: "services/keysystems.txt",
    keysystems_another_code_is_no_success: "services/keysystems-other.txt",
    ipv64_200_is_stored: "services/ipv64.txt",
    ipv64_401_stops_the_profile: "services/ipv64-401.txt",
    f03_ipv64_a_page_is_no_success: "services/ipv64-page.txt",
    noip_offline_is_asked_for_beside_the_address: "noip/offline.txt",
    noip_an_offline_host_travels_alone: "noip/offline-apart.txt",
    noip_all_ddnskey_com_is_a_name: "noip/all-ddnskey.txt",
    noip_an_account_login_is_accepted: "noip/account.txt",
    noip_lines_belong_to_names_in_the_order_of_the_request: "noip/order.txt",
    noip_the_clear_text_port_is_used_when_chosen: "noip/clear-text.txt",
    noip_a_proxy_that_wants_a_login_is_an_interception: "noip/407.txt",
    custom_speaks_dyndns2_unless_told: "custom/dyndns2.txt",
    custom_own_words_are_prefixes: "custom/text.txt",
    f61_custom_a_word_inside_the_line_is_no_success: "custom/text-inside.txt",
    custom_the_status_can_be_enough: "custom/status.txt",
    custom_a_failing_status_is_no_success: "custom/status-500.txt",
    custom_can_log_in_with_basic: "custom/basic.txt",
    custom_may_need_no_secret: "custom/no-secret.txt",
    custom_is_not_asked_when_the_other_address_is_unknown: "custom/missing.txt",
    custom_sends_a_form_and_leaves_out_what_has_no_value: "custom/form.txt",
    custom_sends_json_with_values_escaped: "custom/json.txt",
    custom_sends_no_json_with_an_empty_address: "custom/json-missing.txt",
    custom_leaves_out_what_a_name_does_not_keep: "custom/one-family.txt",
    echo_a_text_is_one_address: "echo/ipify-text.txt",
    echo_a_line_end_is_trimmed: "echo/icanhazip.txt",
    echo_an_ipv6_text_is_one_address: "echo/icanhazip-v6.txt",
    echo_a_byte_order_mark_is_stripped: "echo/bom.txt",
    echo_f16_a_mapped_address_is_unmapped: "echo/mapped.txt",
    echo_f16_a_mapped_address_is_no_ipv6_address: "echo/mapped-on-v6.txt",
    echo_f16_the_other_family_is_a_failure: "echo/wrong-family.txt",
    echo_f16_the_other_family_is_a_failure_both_ways: "echo/wrong-family-v4.txt",
    echo_leading_zeros_are_refused: "echo/leading-zero.txt",
    echo_two_addresses_are_refused: "echo/two-addresses.txt",
    echo_a_port_is_refused: "echo/port.txt",
    echo_a_prefix_is_refused: "echo/prefix.txt",
    echo_a_zone_is_refused: "echo/zone.txt",
    echo_brackets_are_refused: "echo/brackets.txt",
    echo_an_empty_body_is_no_address: "echo/empty.txt",
    echo_f03_a_portal_is_an_interception: "echo/captive-portal.txt",
    echo_f03_a_portal_is_an_interception_for_traces: "echo/captive-portal-trace.txt",
    echo_f03_a_portal_is_an_interception_for_json: "echo/captive-portal-json.txt",
    echo_f01_a_page_is_never_searched: "echo/checkip-dyn.txt",
    echo_f01_quoted_text_is_never_searched: "echo/dns-google.txt",
    echo_a_shared_address_is_told_raw: "echo/cgnat.txt",
    echo_f01_the_trace_line_h_is_not_taken: "echo/trace-v4.txt",
    echo_a_trace_tells_ipv6: "echo/trace-v6.txt",
    echo_a_tunnel_is_no_address: "echo/trace-warp.txt",
    echo_a_gateway_is_no_address: "echo/trace-gateway.txt",
    echo_a_trace_without_ip_is_refused: "echo/trace-without-ip.txt",
    echo_a_trace_with_two_ips_is_refused: "echo/trace-twice.txt",
    echo_json_tells_ip: "echo/json-ipify.txt",
    echo_json_may_have_more_members: "echo/json-ifconfig-co.txt",
    echo_a_number_is_no_address: "echo/json-number.txt",
    echo_half_a_json_body_is_no_address: "echo/json-broken.txt",
    echo_a_403_asks_to_be_left_alone: "echo/403.txt",
    echo_a_429_names_its_wait: "echo/429.txt",
    echo_f63_a_redirect_is_an_interception: "echo/redirect.txt",
    echo_f03_only_status_200_counts: "echo/500.txt",
    echo_a_body_that_is_too_long_is_refused: "echo/too-long.txt",
}

#[test]
fn every_conversation_is_run() {
    let mut found = BTreeSet::new();
    for group in entries(&folder("conversations")) {
        for file in entries(&folder("conversations").join(&group)) {
            found.insert(format!("{group}/{file}"));
        }
    }
    let run: BTreeSet<String> = ALL.iter().map(|path| (*path).to_owned()).collect();
    assert_eq!(found, run);
}

#[test]
fn every_fixture_is_used() {
    let used: String = ALL
        .iter()
        .map(|path| std::fs::read_to_string(folder("conversations").join(path)).expect("a file"))
        .collect();
    let unused: Vec<String> = entries(&folder("fixtures"))
        .into_iter()
        .filter(|name| !used.contains(&format!("< body {name}\n")))
        // A request, not an answer: `requests.rs` compares ours with it.
        .filter(|name| name != "noip-request-get.txt")
        // What a real router says of itself; the tests beside its parsers read it.
        .filter(|name| name != "router-description-miniupnpd.xml")
        .collect();
    assert_eq!(unused, Vec::<String>::new());
}

/// Every service of the catalog is spoken to in at least one file.
#[test]
fn every_service_has_a_conversation() {
    let all: String = ALL
        .iter()
        .map(|path| std::fs::read_to_string(folder("conversations").join(path)).expect("a file"))
        .collect();
    for card in hemma_providers::catalog::services() {
        assert!(
            all.contains(&format!("service {}\n", card.id)),
            "{}",
            card.id
        );
    }
}

fn entries(folder: &Path) -> BTreeSet<String> {
    std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect()
}
