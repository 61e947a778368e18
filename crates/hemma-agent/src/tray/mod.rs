//! The tray icon: draws what the engine's view says, and sends deeds back.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
mod panel;
mod pictures;
#[cfg(any(target_os = "windows", target_os = "macos"))]
mod windows_macos;

#[cfg(target_os = "linux")]
pub use linux::show;
#[cfg(any(target_os = "windows", target_os = "macos"))]
pub use windows_macos::{show, take_main_thread};
