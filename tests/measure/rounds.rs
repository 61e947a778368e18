//! Rounds that measure a time, in milliseconds, between something in the kernel and a request at the pretend internet.

use std::time::Duration;

use hemma_core::whereabouts::Whereabouts;
use hemma_sandbox::{Entry, Family, Target};
use hemma_tests::lab::{Advertising, Pc, Speech, Town};
use hemma_tests::settings::Profile;

/// An ordinary distance on the internet, as in the other rows of the bench.
const ROUND_TRIP: Duration = Duration::from_millis(20);

/// Far more than any of these may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// The wall clock in milliseconds since 1970, as the ledger has it.
fn unix_millis() -> i64 {
    #[expect(
        clippy::disallowed_methods,
        reason = "measurements across processes meet in wall time"
    )]
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    i64::try_from(since.unwrap_or_default().as_millis()).unwrap_or(i64::MAX)
}

pub(crate) fn distant(town: &Town) {
    for echo in [Target::EchoA, Target::EchoB] {
        town.internet.sandbox.set_latency(echo, ROUND_TRIP);
    }
}

/// The time from `since` to the first entry of the ledger after `before` that is wanted.
async fn until(town: &Town, before: u64, since: i64, wanted: impl Fn(&Entry) -> bool) -> f64 {
    let ledger = town.internet.sandbox.ledger();
    let entry = ledger
        .wait_for(PATIENCE, |entry| entry.ordinal > before && wanted(entry))
        .await
        .expect("a request");
    let millis = i32::try_from(entry.unix_ms - since).expect("a minute at most");
    f64::from(millis)
}

/// An address comes to the computer while the world sees another one of its router → the request.
pub(crate) async fn change(town: Town) -> f64 {
    distant(&town);
    let home = town.home();
    let pc = home.pc(&town);
    pc.furnish(&[Profile::noip(&town.internet.sandbox)], |text| text);
    let mut agent = pc.agent().await;
    agent.until_up_to_date("203.0.113.7").await;
    home.set_public_address("203.0.113.8");
    let before = town.internet.sandbox.ledger().last();
    let since = unix_millis();
    pc.place.run("ip addr add 192.168.1.77/24 dev eth0");
    until(&town, before, since, Entry::is_update).await
}

/// `radvd` advertises another network; the computer's new address is no longer tentative → the request.
pub(crate) async fn renumbering(town: Town) -> f64 {
    distant(&town);
    let (old, new) = ("2001:db8:1:1::/64", "2001:db8:1:2::/64");
    let home = town.home();
    let pc = home.pc(&town);
    town.name_holds(
        "home.noip.example",
        Family::V6,
        Some(&pc.stable_address(old)),
    );
    let mut advertising = Advertising {
        prefixes: vec![old.to_owned()],
        deprecated: Vec::new(),
    };
    home.advertise(&advertising).await;
    let sandbox = &town.internet.sandbox;
    let profile = Profile::noip(sandbox).with_names(&[("home.noip.example", &["ipv6"])]);
    pc.furnish(&[profile], |text| {
        text.replace("ipv6 = \"web\"", "ipv6 = \"stable\"")
    });
    let mut agent = pc.agent().await;
    agent.until_up_to_date(&pc.stable_address(old)).await;
    let before = sandbox.ledger().last();
    let settled = settled(&pc, &pc.stable_address(new));
    advertising = Advertising {
        prefixes: vec![new.to_owned()],
        deprecated: vec![old.to_owned()],
    };
    home.advertise(&advertising).await;
    let since = settled.await.expect("the address settles");
    until(&town, before, since, Entry::is_update).await
}

/// The moment at which an address of the computer is no longer tentative.
fn settled(pc: &Pc, address: &str) -> tokio::sync::oneshot::Receiver<i64> {
    let (tell, told) = tokio::sync::oneshot::channel();
    let place = pc.place.clone();
    let address: std::net::Ipv6Addr = address.parse().expect("an address");
    let digits: String = address
        .octets()
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    // A thread of its own: `/proc/thread-self` shows the network of the thread that reads.
    std::thread::spawn(move || {
        place.enter();
        let is_settled = |line: &str| {
            let flags = line.split_whitespace().nth(4).unwrap_or("ff");
            let flags = u8::from_str_radix(flags, 16).unwrap_or(0xff);
            line.starts_with(&digits) && flags & 0x40 == 0
        };
        loop {
            let table = std::fs::read_to_string("/proc/thread-self/net/if_inet6");
            if table.unwrap_or_default().lines().any(is_settled) {
                let _ = tell.send(unix_millis());
                return;
            }
            #[expect(
                clippy::disallowed_methods,
                reason = "the measure must not itself depend on the events it measures"
            )]
            std::thread::sleep(Duration::from_millis(2));
        }
    });
    told
}

/// The provider gives the router another address, and nothing changes inside the home but what `miniupnpd` says → the
/// request.
pub(crate) async fn router(town: Town) -> f64 {
    distant(&town);
    let home = town.home();
    home.set_public_address("44.128.0.7");
    home.speak(Speech::Both).await;
    let pc = home.pc(&town);
    town.name_holds("home.noip.example", Family::V4, Some("44.128.0.7"));
    pc.furnish(&[Profile::noip(&town.internet.sandbox)], |text| {
        text.replace("[detection]\n", "[detection]\nrouter = true\n")
    });
    let mut agent = pc.agent().await;
    agent.until_up_to_date("44.128.0.7").await;
    agent.until_checked().await;
    home.until_heard(&pc, &agent, Speech::Both).await;
    let before = town.internet.sandbox.ledger().last();
    let since = unix_millis();
    home.set_public_address("44.128.0.8");
    until(&town, before, since, Entry::is_update).await
}

/// The network is back after it was away → the first question to anybody.
pub(crate) async fn wake(town: Town) -> f64 {
    distant(&town);
    let home = town.home();
    let pc = home.pc(&town);
    pc.furnish(&[Profile::noip(&town.internet.sandbox)], |text| text);
    let mut agent = pc.agent().await;
    agent.until_up_to_date("203.0.113.7").await;
    pc.plug(false);
    agent
        .until("no network", |snapshot| {
            snapshot.whereabouts == Whereabouts::Offline
        })
        .await;
    let before = town.internet.sandbox.ledger().last();
    pc.plug(true);
    let since = unix_millis();
    until(&town, before, since, |_| true).await
}
