//! What has to be known about a system before a web view is made on it.

/// Applies known workarounds (F74). Called first in `main`, before there is any other thread.
///
/// WebKitGTK's DMA-BUF renderer shows a blank window on many NVIDIA drivers, and loads a software renderer of 50 MB
/// where there is no graphics card. This window draws text and a few lines: it loses nothing without it. A person's own
/// setting of the variable is left alone.
pub(crate) fn apply() {
    #[cfg(target_os = "linux")]
    if std::env::var_os("WEBKIT_DISABLE_DMABUF_RENDERER").is_none() {
        #[expect(
            unsafe_code,
            reason = "no other thread exists yet that could read the environment meanwhile"
        )]
        // SAFETY: see the reason above; `main` calls this before it starts anything.
        unsafe {
            std::env::set_var("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
        }
    }
}

/// Why there is nothing to draw on.
#[cfg_attr(
    not(target_os = "linux"),
    expect(dead_code, reason = "only Linux has programs without a desktop")
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoDisplay {
    /// No session is announced.
    #[error("there is no desktop session (neither WAYLAND_DISPLAY nor DISPLAY is set)")]
    NoSession,
    /// One is announced, and does not answer.
    #[error("the desktop session that WAYLAND_DISPLAY or DISPLAY names does not answer")]
    NoAnswer,
}

/// Finds out whether a window can be drawn. The toolkit would panic where it cannot.
///
/// # Errors
///
/// Why not.
#[cfg(target_os = "linux")]
pub(crate) fn display() -> Result<(), NoDisplay> {
    let named = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if !named("WAYLAND_DISPLAY") && !named("DISPLAY") {
        return Err(NoDisplay::NoSession);
    }
    gtk::init().map_err(|_| NoDisplay::NoAnswer)
}

/// Other systems always have a desktop where a window program is started.
///
/// # Errors
///
/// None.
#[cfg(not(target_os = "linux"))]
pub(crate) fn display() -> Result<(), NoDisplay> {
    Ok(())
}
