//! The last look at a text that is to be copied: whatever could tell who somebody is goes out of it.
//!
//! Secrets never get here; this is the second lock. User names, hardware addresses, and addresses of pages with a user,
//! password or query are always masked. Names and the end of addresses are masked when a person wishes so.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv6Addr};

use hemma_core::settings::Settings;

use super::Material;

const MASK: &str = "•••";

/// Masks.
pub(super) fn wash(text: &str, material: &Material, mask: bool) -> String {
    let users = users(&material.settings);
    let names = if mask { names(material) } else { Vec::new() };
    let mut washed = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(is_gap).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        washed.push_str(&self::word(word, &users, &names, mask));
        let gap = after.find(|c| !is_gap(c)).unwrap_or(after.len());
        let (gap, after) = after.split_at(gap);
        washed.push_str(gap);
        rest = after;
    }
    washed
}

/// What stands between words. A colon, dot, dash or slash may be part of one.
fn is_gap(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            ',' | ';' | '(' | ')' | '“' | '”' | '"' | '<' | '>' | '[' | ']'
        )
}

fn word(word: &str, users: &BTreeSet<String>, names: &[String], mask: bool) -> String {
    let core = word.trim_end_matches(['.', ':', '!', '?']);
    let tail = &word[core.len()..];
    if core.is_empty() {
        return word.to_owned();
    }
    if is_hardware(core) || tells_too_much(core) || users.contains(core) {
        return format!("{MASK}{tail}");
    }
    if mask {
        if let Some(number) = names.iter().position(|name| same(name, core)) {
            return format!("name-{}{tail}", number + 1);
        }
        if let Ok(address) = core.parse::<IpAddr>() {
            return format!("{}{tail}", shortened(address));
        }
    }
    word.to_owned()
}

fn same(name: &str, word: &str) -> bool {
    name.trim_end_matches('.')
        .eq_ignore_ascii_case(word.trim_end_matches('.'))
}

/// Six pairs of hexadecimal digits.
fn is_hardware(word: &str) -> bool {
    let pairs: Vec<&str> = word.split([':', '-']).collect();
    let hexadecimal =
        |pair: &&str| (1..=2).contains(&pair.len()) && pair.chars().all(|c| c.is_ascii_hexdigit());
    let dotted: Vec<&str> = word.split('.').collect();
    let cisco = |group: &&str| group.len() == 4 && group.chars().all(|c| c.is_ascii_hexdigit());
    (pairs.len() == 6 && pairs.iter().all(hexadecimal))
        || (dotted.len() == 3 && dotted.iter().all(cisco))
}

/// An address of a page with anything behind the server.
fn tells_too_much(word: &str) -> bool {
    word.contains("://") || word.contains('@') || (word.contains('?') && word.contains('='))
}

/// User names of all profiles, with what stands before an `@` and behind a `%` or `/`.
fn users(settings: &Settings) -> BTreeSet<String> {
    let names = settings.profiles.values();
    let names = names.filter_map(|profile| profile.username.as_deref());
    names
        .flat_map(|user| std::iter::once(user).chain(user.split(['@', '%', '/', ' '])))
        .filter(|user| user.len() > 2)
        .map(str::to_owned)
        .collect()
}

/// Everything that names a computer or zone of the person, longest first.
fn names(material: &Material) -> Vec<String> {
    let mut found = BTreeSet::new();
    for profile in material.settings.profiles.values() {
        found.extend(profile.zone.as_ref().map(ToString::to_string));
        for name in &profile.names {
            found.insert(name.name.to_string());
            found.extend(name.hostname.as_ref().map(ToString::to_string));
        }
    }
    for entry in &material.entries {
        found.extend(entry.record.as_ref().map(|record| record.name.to_string()));
    }
    found.into_iter().filter(|name| !name.is_empty()).collect()
}

/// Keeps what tells the operator, not the subscriber.
fn shortened(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => {
            let [a, b, ..] = address.octets();
            format!("{a}.{b}.x.x")
        }
        IpAddr::V6(address) => {
            let [a, b, ..] = address.segments();
            let start = Ipv6Addr::new(a, b, 0, 0, 0, 0, 0, 0);
            format!("{start}x")
        }
    }
}
