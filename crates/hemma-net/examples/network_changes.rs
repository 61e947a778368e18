//! Prints what this computer says about its network, now and at each hint, until it is stopped.
//!
//! `cargo run -p hemma-net --example network_changes`

#![expect(clippy::print_stdout, reason = "printing is all this probe does")]

use hemma_engine::ports::Clock as _;
use hemma_net::clock::SystemClock;
use hemma_net::network::{Outlook, Salt};
use hemma_net::{interfaces, network, stable_ipv6, watch};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let clock = SystemClock::start();
    let mut moved = watch::watch_network();
    let mut slept = clock.watch_sleep();
    print_network(&clock, "start");
    loop {
        tokio::select! {
            Some(()) = moved.recv() => print_network(&clock, "moved"),
            Some(slept) = slept.recv() => print_network(&clock, &format!("slept {slept:?}")),
            else => return,
        }
    }
}

fn print_network(clock: &SystemClock, why: &str) {
    let listing = interfaces::list();
    let ways_out = interfaces::ways_out();
    println!("{} {why}", clock.now().wall);
    for interface in &listing {
        println!(
            "  {} {:?} {:?}",
            interface.name, interface.kind, interface.ipv4
        );
        for entry in &interface.ipv6 {
            println!("    {entry:?}");
        }
    }
    println!("  {ways_out:?}");
    let salt = Salt::kept([0; Salt::LENGTH]);
    println!(
        "  {:?}",
        network::facts(&listing, ways_out, Outlook::World, &salt)
    );
    println!("  {:?}", stable_ipv6::choose(&listing, ways_out));
}
