//! A captive portal: whatever a computer asks of the web, the router answers itself.

use std::sync::Arc;

use hemma_sandbox::{Fault, Listen, Sandbox, SandboxOptions, Target, Times, World};
use tokio::sync::oneshot;

use super::internet::start;
use super::place::Place;

/// A portal that is in force until it is dropped.
pub struct Portal {
    /// What it was asked, by nobody it was meant for.
    pub sandbox: Arc<Sandbox>,
    router: Place,
    _end: oneshot::Sender<()>,
}

impl Portal {
    /// Web pages in clear text and under a certificate of its own making; a page of HTML whatever was asked.
    pub(super) fn open(router: &Place, address: &str) -> Self {
        let options = SandboxOptions {
            listen: Listen {
                ipv4: address.parse().expect("the router's address"),
                ..Listen::default()
            },
            ..SandboxOptions::from(World::seeded())
        };
        let (sandbox, end) = start(router, options);
        for target in [Target::EchoA, Target::NoIpPlain] {
            sandbox.fault(target, Fault::HtmlPortal, Times::UntilCleared);
        }
        let (secure, clear) = (sandbox.port(Target::EchoA), sandbox.port(Target::NoIpPlain));
        router.run(&format!(
            "nft add table ip portal\n\
             nft 'add chain ip portal in {{ type nat hook prerouting priority dstnat; }}'\n\
             nft add rule ip portal in iifname lan tcp dport 80 dnat to {address}:{clear}\n\
             nft add rule ip portal in iifname lan meta l4proto tcp dnat to {address}:{secure}"
        ));
        Self {
            sandbox,
            router: router.clone(),
            _end: end,
        }
    }
}

impl Drop for Portal {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.router.run("nft delete table ip portal");
        }
    }
}
