//! A home: a router with NAT, a cable to the internet, and computers behind it.

use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use hemma_sandbox::Sandbox;

use super::daemon::Daemon;
use super::internet::SERVICES_V4;
use super::place::Place;
use super::portal::Portal;
use super::town::Town;
use crate::agent::Agent;
use crate::house::House;
use crate::settings::{self, Profile};

/// How a home's router reaches the internet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uplink {
    /// With a public address of its own.
    Street,
    /// With an address of RFC 6598 behind the provider's own NAT, which goes out as 203.0.113.200.
    Carrier,
}

/// What `miniupnpd` speaks inside a home.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speech {
    /// NAT-PMP (RFC 6886), with its announcements.
    NatPmp,
    /// UPnP, with its events.
    Upnp,
    /// Both, as it comes.
    Both,
}

/// What a router tells about its IPv6 network (`radvd`).
#[derive(Clone, Debug, Default)]
pub struct Advertising {
    /// Prefixes in use.
    pub prefixes: Vec<String>,
    /// Prefixes that are on their way out: preferred for no time, valid for a while (RFC 4861 §4.6.2).
    pub deprecated: Vec<String>,
}

/// A router with NAT and its network.
pub struct Home {
    /// The router.
    pub router: Place,
    number: u8,
    sandbox: Arc<Sandbox>,
    computers: Cell<u8>,
    radvd: RefCell<Option<Daemon>>,
    miniupnpd: RefCell<Option<Daemon>>,
    carrier: Option<Place>,
}

impl Home {
    pub(super) fn build(town: &Town, number: u8, uplink: Uplink) -> Self {
        let router = Place::make(&format!("home{number}"));
        router.run(&format!(
            "sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 net.ipv6.conf.default.accept_dad=0\n\
             ip link add lan type bridge\n\
             ip link set lan address 02:00:5e:10:00:0{number}\n\
             ip addr add 192.168.{number}.1/24 dev lan\n\
             ip link set lan up\n\
             {MASQUERADE}"
        ));
        let mut home = Self {
            router,
            number,
            sandbox: Arc::clone(&town.internet.sandbox),
            computers: Cell::new(0),
            radvd: RefCell::new(None),
            miniupnpd: RefCell::new(None),
            carrier: None,
        };
        match uplink {
            Uplink::Street => {
                home.join_street(town, &home.router, "wan");
                home.set_public_address(&format!("203.0.113.{}", home.last()));
                home.lead_ipv6(town);
            }
            Uplink::Carrier => {
                let carrier = Place::make(&format!("carrier{number}"));
                carrier.run(&format!("sysctl -qw net.ipv4.ip_forward=1\n{MASQUERADE}"));
                home.join_street(town, &carrier, "wan");
                town.cable((&carrier, "inside"), (&home.router, "wan"));
                carrier.run(
                    "ip addr add 203.0.113.200/24 dev wan\nip route add default via 203.0.113.1\n\
                     ip addr add 100.64.0.1/10 dev inside",
                );
                home.router
                    .run("ip addr add 100.64.0.7/10 dev wan\nip route add default via 100.64.0.1");
                home.carrier = Some(carrier);
            }
        }
        home
    }

    /// The last number of its addresses on the street: 7, 57, …
    fn last(&self) -> u16 {
        7 + 50 * (u16::from(self.number) - 1)
    }

    fn join_street(&self, town: &Town, place: &Place, interface: &str) {
        let end = format!("to-{}", place.name());
        town.cable((&town.internet.place, &end), (place, interface));
        town.internet
            .place
            .run(&format!("ip link set {end} master street"));
    }

    fn lead_ipv6(&self, town: &Town) {
        let (number, last) = (self.number, self.last());
        self.router.run(&format!(
            "ip -6 addr add 2001:db8:fe::{last}/64 dev wan nodad\n\
             ip -6 route add default via 2001:db8:fe::1 dev wan"
        ));
        town.internet.place.run(&format!(
            "ip -6 route add 2001:db8:{number}::/48 via 2001:db8:fe::{last}"
        ));
    }

    /// Gives the router another public IPv4 address, as the provider does. Nothing changes inside the home.
    pub fn set_public_address(&self, address: &str) {
        let network = address.rsplit_once('.').expect("an IPv4 address").0;
        self.router.run(&format!(
            "ip -4 addr flush dev wan\n\
             ip addr add {address}/24 dev wan\n\
             ip route replace default via {network}.1 dev wan"
        ));
    }

    /// Lets `radvd` advertise a network, from now on or anew. The router takes the first address of each prefix.
    pub async fn advertise(&self, advertising: &Advertising) {
        let file = PathBuf::from(format!("/run/radvd-{}.conf", self.number));
        std::fs::write(&file, radvd_settings(advertising)).expect("the settings of radvd");
        for prefix in &advertising.prefixes {
            let address = prefix.replace("::/64", "::1/64");
            self.router
                .run(&format!("ip -6 addr replace {address} dev lan nodad"));
        }
        if let Some(running) = self.radvd.borrow().as_ref() {
            running.reload();
            return;
        }
        let pid = format!("/run/radvd-{}.pid", self.number);
        let words = [
            "radvd", "-n", "-m", "stderr", "-d", "2", "-u", "root", "-p", &pid, "-C",
        ];
        let file = file.display().to_string();
        let mut daemon = self.router.daemon(&[&words[..], &[file.as_str()]].concat());
        daemon.until_said("started").await;
        *self.radvd.borrow_mut() = Some(daemon);
    }

    /// Stops advertising, as a router that is switched off does not: without a word.
    pub fn stop_advertising(&self) {
        self.radvd.borrow_mut().take();
    }

    /// Lets `miniupnpd` answer and announce inside the home.
    ///
    /// It takes documentation addresses for private ones, and says nothing about those: give the router one of
    /// 44.128.0.0/24 before. That is the part of the amateur radio network that is meant for tests.
    pub async fn speak(&self, speech: Speech) {
        let number = self.number;
        let file = format!("/run/miniupnpd-{number}.conf");
        let nat_pmp = if speech == Speech::Upnp { "no" } else { "yes" };
        if speech == Speech::NatPmp {
            // Without UPnP the daemon does not watch its interface and announces nothing. So it has it, and nobody hears.
            self.router.run(
                "nft add table ip deaf\n\
                 nft 'add chain ip deaf in { type filter hook input priority filter; }'\n\
                 nft add rule ip deaf in iifname lan udp dport 1900 drop",
            );
        }
        let settings = format!(
            "ext_ifname=wan\nlistening_ip=lan\nenable_natpmp={nat_pmp}\nenable_upnp=yes\n\
             secure_mode=yes\nsystem_uptime=no\n\
             uuid=6f9d5e2c-0000-4000-8000-00000000000{number}\nallow 1024-65535 192.168.{number}.0/24 1024-65535\n"
        );
        std::fs::write(&file, settings).expect("the settings of miniupnpd");
        let pid = format!("/run/miniupnpd-{number}.pid");
        let mut daemon = self
            .router
            .daemon(&["miniupnpd", "-d", "-f", &file, "-P", &pid]);
        daemon.until_said("starting").await;
        *self.miniupnpd.borrow_mut() = Some(daemon);
    }

    /// Waits until an agent inside listens to what `miniupnpd` will say: to its announcements, to its events.
    pub async fn until_heard(&self, pc: &Pc, agent: &Agent, speech: Speech) {
        if speech != Speech::Upnp {
            // Port 5350, where a datagram socket is bound on the computer.
            pc.place.until("cat /proc/net/udp", ":14E6 ").await;
        }
        if speech != Speech::NatPmp {
            // The first event comes with the subscription, and tells how things are.
            agent.until_logged("news=Reported").await;
        }
    }

    /// Puts a captive portal between the home and the internet.
    #[must_use]
    pub fn portal(&self) -> Portal {
        Portal::open(&self.router, &format!("192.168.{}.1", self.number))
    }

    /// Connects a computer to the home's network, with an IPv4 address.
    #[must_use]
    pub fn pc(&self, town: &Town) -> Pc {
        self.computers.set(self.computers.get() + 1);
        let number = self.computers.get();
        let pc = Pc {
            place: Place::make(&format!("home{}-pc{number}", self.number)),
            home: Cell::new(self.number),
            number,
            house: House::in_town(Arc::clone(&self.sandbox)),
        };
        self.receive(town, &pc);
        pc.ask_name_server(&SERVICES_V4.to_string());
        pc
    }

    /// Takes in a computer from anywhere: cable, hardware address, IPv4 address and way out.
    pub fn receive(&self, town: &Town, pc: &Pc) {
        if pc.place.has("eth0") {
            pc.place.run("ip link del eth0");
        }
        let end = format!("to-{}", pc.place.name().replace("home", "h"));
        town.cable((&self.router, &end), (&pc.place, "eth0"));
        // Known, so that its stable IPv6 address is known too (RFC 4291, appendix A).
        pc.place.run(&format!(
            "ip link set eth0 down\nip link set eth0 address 02:00:5e:00:0{}:0{}\nip link set eth0 up",
            self.number, pc.number
        ));
        self.router.run(&format!("ip link set {end} master lan"));
        pc.home.set(self.number);
        pc.set_address(10 + pc.number);
    }
}

/// Everything that leaves by `wan` leaves as the router.
pub(super) const MASQUERADE: &str = "nft add table ip town\n\
     nft 'add chain ip town out { type nat hook postrouting priority srcnat; }'\n\
     nft add rule ip town out oifname wan masquerade";

fn radvd_settings(advertising: &Advertising) -> String {
    let prefix = |prefix: &String, preferred: u32| {
        format!(
            "  prefix {prefix} {{ AdvOnLink on; AdvAutonomous on; AdvValidLifetime 7200; \
             AdvPreferredLifetime {preferred}; }};\n"
        )
    };
    let mut text = String::from(
        "interface lan {\n  AdvSendAdvert on; MinRtrAdvInterval 3; MaxRtrAdvInterval 4; AdvDefaultLifetime 600;\n",
    );
    text.extend(advertising.prefixes.iter().map(|name| prefix(name, 3600)));
    text.extend(advertising.deprecated.iter().map(|name| prefix(name, 0)));
    text + "};\n"
}

/// A computer behind a router, with a house of its own.
pub struct Pc {
    /// Its network.
    pub place: Place,
    /// Its settings, secrets and state.
    pub house: House,
    home: Cell<u8>,
    number: u8,
}

impl Pc {
    /// Takes another IPv4 address in its home's network, as DHCP may give it.
    pub fn set_address(&self, last: u8) {
        let home = self.home.get();
        self.place.run(&format!(
            "ip -4 addr flush dev eth0\n\
             ip addr add 192.168.{home}.{last}/24 dev eth0\n\
             ip route replace default via 192.168.{home}.1 dev eth0 metric 100"
        ));
    }

    /// Its stable address in an IPv6 network, as in `2001:db8:1:1::/64`.
    #[must_use]
    pub fn stable_address(&self, prefix: &str) -> String {
        let network = prefix.strip_suffix("::/64").expect("a network of 64 bits");
        format!("{network}:0:5eff:fe00:{}0{}", self.home.get(), self.number)
    }

    /// Pulls the cable out, or puts it in again. A real system loses its addresses with the cable, and gets them back.
    pub fn plug(&self, plugged: bool) {
        if plugged {
            self.place.run("ip link set eth0 up");
            self.set_address(10 + self.number);
        } else {
            self.place
                .run("ip -4 addr flush dev eth0\nip link set eth0 down");
        }
    }

    /// Leads one address out by the home's router, whatever else becomes of the way out.
    pub(super) fn lead_outside(&self, address: &str) {
        let home = self.home.get();
        self.place.run(&format!(
            "ip route add {address} via 192.168.{home}.1 dev eth0"
        ));
    }

    /// Asks the web from this computer with other people's program, believing every certificate.
    #[must_use]
    pub fn curl(&self, url: &str) -> String {
        self.place.run(&format!(
            "curl --silent --insecure --max-time 10 --noproxy '*' {url}"
        ))
    }

    /// Names this server in its `/etc/resolv.conf`.
    pub fn ask_name_server(&self, server: &str) {
        std::fs::write(
            self.resolv_conf(),
            format!("nameserver {server}\noptions timeout:2 attempts:1\n"),
        )
        .expect("the list of name servers");
    }

    fn resolv_conf(&self) -> PathBuf {
        self.house.folder().join("resolv.conf")
    }

    /// Writes settings for these profiles; `change` may change the text.
    pub fn furnish(&self, profiles: &[Profile], change: impl FnOnce(String) -> String) {
        for profile in profiles {
            self.house.write_secrets(profile);
        }
        let secrets = self.house.folder().join("secrets");
        let text = settings::text(&self.house.sandbox, profiles, Some(Path::new(&secrets)));
        self.house.write_settings(&change(text));
    }

    /// Starts its agent and connects to it.
    pub async fn agent(&self) -> Agent {
        self.house
            .agent_by(self.at_home(&self.house.command(&["run", "--no-tray"])))
            .await
    }

    /// Runs the agent program to its end.
    #[must_use]
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.at_home(&self.house.command(arguments))
            .output()
            .expect("the agent program runs")
    }

    /// The same command on this computer: in its network, with its own list of name servers.
    #[must_use]
    pub fn at_home(&self, command: &Command) -> Command {
        let mut wrapped = self.place.command(&[
            "sh",
            "-e",
            "-c",
            "mount --bind \"$0\" /etc/resolv.conf; exec \"$@\"",
        ]);
        wrapped
            .arg(self.resolv_conf())
            .arg(command.get_program())
            .args(command.get_args())
            .env_clear();
        for (name, value) in command.get_envs() {
            if let Some(value) = value {
                wrapped.env(name, value);
            }
        }
        wrapped
    }
}
