//! The hosts file, read only to say that it overrides a name (F26). What it says is never believed.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::path::PathBuf;

use hemma_core::address::Family;
use hemma_core::names::Hostname;

/// Hosts files of people who block advertisements are large, and none is larger than this.
const MOST: u64 = 16 * 1024 * 1024;

/// Returns what the hosts file says about a name; empty where it says nothing or cannot be read.
pub(super) async fn says(hostname: Hostname, family: Family) -> BTreeSet<IpAddr> {
    let Some(path) = place() else {
        return BTreeSet::new();
    };
    let read = tokio::task::spawn_blocking(move || {
        let short = std::fs::metadata(&path).is_ok_and(|found| found.len() <= MOST);
        let text = short.then(|| std::fs::read(&path).ok()).flatten()?;
        Some(lines(&String::from_utf8_lossy(&text), &hostname, family))
    });
    read.await.ok().flatten().unwrap_or_default()
}

#[cfg(not(windows))]
fn place() -> Option<PathBuf> {
    Some(PathBuf::from("/etc/hosts"))
}

#[cfg(windows)]
fn place() -> Option<PathBuf> {
    let root = std::env::var_os("SystemRoot")?;
    Some(PathBuf::from(root).join("System32/drivers/etc/hosts"))
}

fn lines(text: &str, hostname: &Hostname, family: Family) -> BTreeSet<IpAddr> {
    let mut found = BTreeSet::new();
    for line in text.lines() {
        let line = line.split('#').next().unwrap_or_default();
        let mut words = line.split_whitespace();
        let address: Option<IpAddr> = words.next().and_then(|word| word.parse().ok());
        let Some(address) = address.filter(|address| Family::of(*address) == family) else {
            continue;
        };
        let named = |word: &str| {
            word.trim_end_matches('.')
                .eq_ignore_ascii_case(hostname.as_str().trim_end_matches('.'))
        };
        if words.any(named) {
            found.insert(address);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "127.0.0.1 localhost\n\
        # 192.0.2.9 home.example.org\n\
        192.168.1.20\thome nas HOME.example.org # at home\n\
        fd00::20 home.example.org.\n\
        nonsense home.example.org\n";

    #[test]
    fn f26_a_name_in_the_hosts_file_is_found_with_its_family_only() {
        let hostname: Hostname = "home.example.org".parse().expect("a hostname");
        let found = lines(TEXT, &hostname, Family::Ipv4);
        assert_eq!(found, ["192.168.1.20".parse().expect("an address")].into());
        let found = lines(TEXT, &hostname, Family::Ipv6);
        assert_eq!(found, ["fd00::20".parse().expect("an address")].into());
        let other: Hostname = "other.example.org".parse().expect("a hostname");
        assert!(lines(TEXT, &other, Family::Ipv4).is_empty());
    }
}
