//! Whether the system counts the way out as costly: a phone's line, or a quota.
//!
//! | System | Told by |
//! | --- | --- |
//! | Linux | NetworkManager's property `Metered`, where it is on the system bus |
//! | macOS | not told: `NWPath.isExpensive` needs the Network framework, which no crate of the house speaks to |
//! | Windows | not told: `ConnectionCost` is WinRT only, and the crate for that is larger than what it would save |

#[cfg(target_os = "linux")]
#[path = "metered/linux.rs"]
mod linux;

/// Asks the system. `None`: it does not tell.
#[cfg(target_os = "linux")]
pub(crate) async fn now() -> Option<bool> {
    linux::now().await
}

/// Does not ask; see the table above.
#[cfg(not(target_os = "linux"))]
#[expect(clippy::unused_async, reason = "Linux has somebody to ask")]
pub(crate) async fn now() -> Option<bool> {
    None
}
