//! Embeds the page and lists the commands it may call.

use std::path::Path;

/// Every command of the page. `capabilities/window.json` allows the same ones.
const COMMANDS: &[&str] = &[
    "tell",
    "ask",
    "give_up",
    "subscribe",
    "start_agent",
    "choose_file",
    "autostart",
    "set_autostart",
    "painted",
];

fn main() {
    println!("cargo::rerun-if-changed=../ui/dist");
    if !Path::new("../ui/dist/index.html").is_file() {
        println!(
            "cargo::error=the page is not built: run `npm --prefix ui ci && npm --prefix ui run build` first \
             (`cargo xtask` does it by itself)"
        );
        return;
    }
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    if let Err(error) =
        tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))
    {
        println!("cargo::error={error:#}");
    }
}
