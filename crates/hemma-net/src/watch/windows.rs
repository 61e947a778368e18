//! Windows: callbacks of the IP Helper (`NotifyUnicastIpAddressChange`, `NotifyIpInterfaceChange`,
//! `NotifyRouteChange2`; Microsoft Learn, "IP Helper functions") on a thread of the system's pool; none of our own.
//!
//! Nothing is read from the callbacks; what changed is told by the next picture. They also tell of changed parameters of
//! an address, which is how the end of duplicate detection and deprecation are told. Written from the
//! documentation; neither compiled nor seen by hand on Windows yet.

use std::collections::BTreeSet;
use std::ffi::c_void;
use std::io;
use std::net::IpAddr;
use std::ptr;
use std::sync::Arc;

use tokio::sync::Notify;
use windows_sys::Win32::Foundation::{HANDLE, NO_ERROR};
use windows_sys::Win32::NetworkManagement::IpHelper::{
    CancelMibChangeNotify2, MIB_IPFORWARD_ROW2, MIB_IPINTERFACE_ROW, MIB_NOTIFICATION_TYPE,
    MIB_UNICASTIPADDRESS_ROW, NotifyIpInterfaceChange, NotifyRouteChange2,
    NotifyUnicastIpAddressChange,
};
use windows_sys::Win32::Networking::WinSock::AF_UNSPEC;

use super::Picture;

/// The system's notifier.
pub(super) struct Notifier {
    // Ended before the last `Arc` of the bell goes: fields are dropped in this order.
    _subscriptions: Vec<Subscription>,
    bell: Arc<Notify>,
}

impl Notifier {
    /// Starts listening.
    pub(super) fn start() -> io::Result<Self> {
        let bell = Arc::new(Notify::new());
        let context: *const c_void = Arc::as_ptr(&bell).cast();
        let mut subscriptions = Vec::new();
        #[expect(unsafe_code, reason = "the system's functions take raw callbacks")]
        // SAFETY: the bell outlives the subscriptions, which wait for running callbacks when they are dropped; the
        // callbacks have the signatures that the functions ask for; the handles are locals.
        unsafe {
            let mut handle: HANDLE = ptr::null_mut();
            let told = NotifyUnicastIpAddressChange(
                AF_UNSPEC,
                Some(address_moved),
                context,
                false,
                &raw mut handle,
            );
            subscriptions.push(Subscription::check(told, handle)?);
            let mut handle: HANDLE = ptr::null_mut();
            let told = NotifyIpInterfaceChange(
                AF_UNSPEC,
                Some(interface_moved),
                context,
                false,
                &raw mut handle,
            );
            subscriptions.push(Subscription::check(told, handle)?);
            let mut handle: HANDLE = ptr::null_mut();
            let told = NotifyRouteChange2(
                AF_UNSPEC,
                Some(route_moved),
                context,
                false,
                &raw mut handle,
            );
            // Routes are told of by addresses and interfaces too, as a rule: without them the watch is still a watch.
            subscriptions.extend(Subscription::check(told, handle));
        }
        Ok(Self {
            _subscriptions: subscriptions,
            bell,
        })
    }

    /// Waits until the system tells something.
    pub(super) async fn stirred(&mut self) {
        self.bell.notified().await;
    }

    /// Throws away what was told until now: the next picture shows it.
    #[expect(clippy::unused_self, reason = "other systems have something to read")]
    pub(super) fn forget(&mut self) {
        // The bell holds one ring; at worst one picture is taken in vain.
    }
}

/// One subscription; ends when it is dropped, after its last callback has returned.
struct Subscription(HANDLE);

#[expect(unsafe_code, reason = "the compiler cannot know what a handle may do")]
// SAFETY: the handle is only ever given back, which may be done from any thread.
unsafe impl Send for Subscription {}

impl Subscription {
    fn check(told: u32, handle: HANDLE) -> io::Result<Self> {
        if told == NO_ERROR {
            Ok(Self(handle))
        } else {
            Err(io::Error::from_raw_os_error(told.cast_signed()))
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        #[expect(unsafe_code, reason = "the system's function takes a raw handle")]
        // SAFETY: the handle came from a function of the same family and is given back once.
        unsafe {
            CancelMibChangeNotify2(self.0);
        }
    }
}

#[expect(unsafe_code, reason = "the context comes back as a raw pointer")]
unsafe extern "system" fn address_moved(
    context: *const c_void,
    _row: *const MIB_UNICASTIPADDRESS_ROW,
    _kind: MIB_NOTIFICATION_TYPE,
) {
    // SAFETY: see `ring`.
    unsafe { ring(context) }
}

#[expect(unsafe_code, reason = "the context comes back as a raw pointer")]
unsafe extern "system" fn interface_moved(
    context: *const c_void,
    _row: *const MIB_IPINTERFACE_ROW,
    _kind: MIB_NOTIFICATION_TYPE,
) {
    // SAFETY: see `ring`.
    unsafe { ring(context) }
}

#[expect(unsafe_code, reason = "the context comes back as a raw pointer")]
unsafe extern "system" fn route_moved(
    context: *const c_void,
    _row: *const MIB_IPFORWARD_ROW2,
    _kind: MIB_NOTIFICATION_TYPE,
) {
    // SAFETY: see `ring`.
    unsafe { ring(context) }
}

#[expect(unsafe_code, reason = "the context comes back as a raw pointer")]
unsafe fn ring(context: *const c_void) {
    // SAFETY: the context is the bell of the notifier that subscribed, and cancelling a subscription waits for its
    // callbacks before the bell goes.
    let bell = unsafe { &*context.cast::<Notify>() };
    bell.notify_one();
}

/// Takes a picture on a thread that may block: the listing asks the system about each interface.
pub(super) async fn picture() -> Picture {
    tokio::task::spawn_blocking(Picture::take)
        .await
        .unwrap_or_default()
}

/// Returns the default routes: interface and router.
pub(super) fn routers() -> BTreeSet<(String, Option<IpAddr>)> {
    crate::interfaces::routers()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_watch_starts_and_ends() {
        let notifier = Notifier::start().expect("the system lets itself be listened to");
        assert!(notifier._subscriptions.len() >= 2);
        drop(notifier);
    }
}
