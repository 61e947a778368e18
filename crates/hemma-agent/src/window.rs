//! Opens the window program, which lives in an executable of its own.

use std::path::PathBuf;

use hemma_engine::messages::CommandError;
use hemma_engine::view::Page;
use tokio::process::Command;

use crate::cli::Places;

/// Starts the window at a page. A window that is already open comes to the front by itself.
///
/// # Errors
///
/// [`CommandError::NoWindow`] when the program is not installed or cannot be started.
pub fn open(places: &Places, page: &Page) -> Result<(), CommandError> {
    let program = program();
    let mut command = Command::new(&program);
    command.arg("--page").arg(page.to_string());
    if let Some(state) = &places.state {
        command.arg("--state").arg(state);
    }
    if let Some(config) = &places.config {
        command.arg("--config").arg(config);
    }
    command.stdin(std::process::Stdio::null());
    let mut child = command.spawn().map_err(|error| CommandError::NoWindow {
        what: format!("{}: {error}", program.display()),
    })?;
    // Waited for, so that a closed window leaves no zombie behind.
    tokio::spawn(async move {
        match child.wait().await {
            Ok(status) if !status.success() => tracing::warn!(%status, "the window ended badly"),
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "the window could not be waited for"),
        }
    });
    Ok(())
}

/// Returns the window program: beside this program, else wherever the system finds it.
fn program() -> PathBuf {
    if let Some(named) = std::env::var_os("HEMMA_WINDOW") {
        return PathBuf::from(named);
    }
    let name = format!("hemma{}", std::env::consts::EXE_SUFFIX);
    std::env::current_exe()
        .ok()
        .and_then(|own| own.parent().map(|folder| folder.join(&name)))
        .filter(|beside| beside.is_file())
        .unwrap_or_else(|| PathBuf::from(name))
}
