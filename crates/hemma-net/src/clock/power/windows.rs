//! Windows: `PowerRegisterSuspendResumeNotification` (Microsoft Learn, "Power Management Functions"): a callback on a
//! thread of the system's pool; no window and no thread of our own.
//!
//! Written from the documentation; neither compiled nor seen by hand on Windows yet.

use std::ffi::c_void;
use std::ptr;

use futures_util::stream;
use tokio::sync::mpsc;
use windows_sys::Win32::Foundation::NO_ERROR;
use windows_sys::Win32::System::Power::{
    DEVICE_NOTIFY_SUBSCRIBE_PARAMETERS, PowerRegisterSuspendResumeNotification,
};
use windows_sys::Win32::UI::WindowsAndMessaging::{
    DEVICE_NOTIFY_CALLBACK, PBT_APMRESUMEAUTOMATIC, PBT_APMSUSPEND,
};

use super::{Word, Words};

pub(super) fn words() -> Words {
    const AHEAD: usize = 4;
    let (words, heard) = mpsc::channel(AHEAD);
    register(words);
    Box::pin(stream::unfold(heard, |mut heard| async move {
        let word = heard.recv().await?;
        Some((word, heard))
    }))
}

fn register(words: mpsc::Sender<Word>) {
    // Both live as long as the program: there is one subscription, and it is never taken back.
    let context: &'static mpsc::Sender<Word> = Box::leak(Box::new(words));
    let parameters: &'static mut _ = Box::leak(Box::new(DEVICE_NOTIFY_SUBSCRIBE_PARAMETERS {
        Callback: Some(said),
        Context: ptr::from_ref(context).cast_mut().cast(),
    }));
    let mut handle = ptr::null_mut();
    #[expect(unsafe_code, reason = "the system's function takes raw pointers")]
    // SAFETY: parameters and context live for ever, and the callback only reads them; the handle is a local. With
    // DEVICE_NOTIFY_CALLBACK the recipient is a pointer to the parameters.
    let told = unsafe {
        PowerRegisterSuspendResumeNotification(
            DEVICE_NOTIFY_CALLBACK,
            ptr::from_mut(parameters).cast(),
            &raw mut handle,
        )
    };
    if told != NO_ERROR {
        tracing::debug!(
            told,
            "nobody says when this machine sleeps; the clocks will tell"
        );
    }
}

#[expect(unsafe_code, reason = "the context comes back as a raw pointer")]
unsafe extern "system" fn said(context: *const c_void, kind: u32, _: *const c_void) -> u32 {
    // SAFETY: the context is the sender that was leaked in `register`.
    let words = unsafe { &*context.cast::<mpsc::Sender<Word>>() };
    let word = match kind {
        PBT_APMSUSPEND => Word::Falling,
        PBT_APMRESUMEAUTOMATIC => Word::Awake,
        _ => return NO_ERROR,
    };
    // A listener that is this far behind knows that something happened.
    let _ = words.try_send(word);
    NO_ERROR
}
