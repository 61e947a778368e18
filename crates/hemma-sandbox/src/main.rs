//! `hemma-sandbox`: the pretend internet as a program, until Ctrl-C.
#![expect(clippy::print_stdout, reason = "this program talks to a terminal")]

use std::path::PathBuf;

use clap::Parser;
use hemma_sandbox::{Sandbox, SandboxOptions, World};

/// Strict update services, address echo, DNS and a router to move, all on loopback.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Write ca.pem and sandbox.json into this folder.
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
    /// First of consecutive ports; 0 lets the system choose each.
    #[arg(long, value_name = "N", default_value_t = 0)]
    port_base: u16,
    /// The world to pretend, as TOML or JSON; the standard one when left out.
    #[arg(long, value_name = "FILE")]
    world: Option<PathBuf>,
    /// The standard world with 300 more domains and 2,000 more configurations at HostUp.
    #[arg(long, conflicts_with = "world")]
    large: bool,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let world = match &arguments.world {
        Some(path) => World::from_file(path)?,
        None if arguments.large => World::large(),
        None => World::seeded(),
    };
    let sandbox = Sandbox::start(SandboxOptions {
        world,
        port_base: Some(arguments.port_base).filter(|port| *port != 0),
        state_dir: arguments.state.clone(),
        ..SandboxOptions::default()
    })
    .await?;
    // Who reads that we are up may press Ctrl-C at once, so the signal is listened for before anything
    // is printed. SIGTERM ends the process by itself; nothing outlives it.
    tokio::select! {
        biased;
        pressed = tokio::signal::ctrl_c() => pressed?,
        () = printed_for_good(&sandbox, &arguments) => {}
    }
    sandbox.shutdown().await;
    Ok(())
}

async fn printed_for_good(sandbox: &Sandbox, arguments: &Arguments) {
    print(sandbox, arguments);
    std::future::pending().await
}

fn print(sandbox: &Sandbox, arguments: &Arguments) {
    let world = sandbox.world();
    println!("The pretend internet is up. Everything in it is made up, passwords included.\n");
    println!("control page   http://{}/", sandbox.control());
    for target in hemma_sandbox::Target::ALL
        .into_iter()
        .filter(|target| !target.is_other_service())
    {
        if target == hemma_sandbox::Target::Dns {
            println!("{:<14} {} (UDP and TCP)", target.name(), sandbox.dns());
        } else {
            let v6 = sandbox
                .url_v6(target)
                .unwrap_or_else(|| "(no IPv6 loopback here)".to_owned());
            println!("{:<14} {}   {v6}", target.name(), sandbox.url(target));
        }
    }
    println!();
    let address = |text: Option<String>| text.unwrap_or_else(|| "none".to_owned());
    println!(
        "router         {} and {}",
        address(world.router.ipv4.map(|address| address.to_string())),
        address(world.router.ipv6.map(|address| address.to_string())),
    );
    for (service, accounts) in [
        ("noip", &world.noip.accounts),
        ("dyndns2", &world.dyndns2.accounts),
    ] {
        for account in accounts {
            let hosts: Vec<&str> = account
                .hosts
                .iter()
                .take(4)
                .map(|host| host.name.as_str())
                .collect();
            let (user, password) = (&account.user, &account.password);
            println!("{service:<14} {user} / {password}: {}", hosts.join(", "));
        }
    }
    for target in world.services.keys() {
        let (user, secret) = World::service_login(*target);
        let name = World::service_name(*target);
        let url = sandbox.url(*target);
        let login = if user.is_empty() {
            secret
        } else {
            format!("{user} / {secret}")
        };
        println!("{:<14} {url}   {login}: {name}", target.name());
    }
    for key in &world.hostup.keys {
        let note = if key.revoked { " (revoked)" } else { "" };
        println!(
            "hostup-api     {} ({}){note}",
            key.key,
            key.scopes.join(" ")
        );
    }
    for config in world.hostup.configs.iter().take(8) {
        println!(
            "hostup         {} {}: token {}",
            config.hostname, config.record_type, config.token
        );
    }
    if let Some(folder) = &arguments.state {
        println!("\ncertificate    {}", folder.join("ca.pem").display());
        println!("as JSON        {}", folder.join("sandbox.json").display());
    }
    println!("\nCtrl-C stops it.");
}
