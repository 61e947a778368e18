//! macOS: `IORegisterForSystemPower` (IOKit, Technical Q&A QA1340), on a queue of the system's; no thread of our own.
//!
//! Before sleep the system waits for consent, which is given at once: the engine needs no time. Written from the
//! documentation; neither compiled nor seen by hand on a Mac yet.

use std::ffi::c_void;
use std::ptr;

use futures_util::stream;
use tokio::sync::mpsc;

use super::{Word, Words};

/// `IOKit/IOMessage.h`.
const CAN_SYSTEM_SLEEP: u32 = 0xe000_0270;
const SYSTEM_WILL_SLEEP: u32 = 0xe000_0280;
const SYSTEM_HAS_POWERED_ON: u32 = 0xe000_0300;

type Port = u32;
type Callback = unsafe extern "C" fn(*mut c_void, Port, u32, *mut c_void);

#[expect(unsafe_code, reason = "no crate of the house speaks to IOKit")]
#[link(name = "IOKit", kind = "framework")]
unsafe extern "C" {
    fn IORegisterForSystemPower(
        context: *mut c_void,
        port: *mut *mut c_void,
        callback: Callback,
        notifier: *mut Port,
    ) -> Port;
    fn IONotificationPortSetDispatchQueue(port: *mut c_void, queue: *mut c_void);
    fn IOAllowPowerChange(root: Port, notification: isize) -> i32;
}

#[expect(unsafe_code, reason = "no crate of the house speaks to libdispatch")]
unsafe extern "C" {
    fn dispatch_get_global_queue(identifier: isize, flags: usize) -> *mut c_void;
}

/// What the callback needs. It lives as long as the program: there is one, and it is never taken back.
struct Listener {
    root: std::sync::atomic::AtomicU32,
    words: mpsc::Sender<Word>,
}

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
    let listener: &'static Listener = Box::leak(Box::new(Listener {
        root: std::sync::atomic::AtomicU32::new(0),
        words,
    }));
    let context = ptr::from_ref(listener).cast_mut().cast::<c_void>();
    let mut port = ptr::null_mut();
    let mut notifier = 0;
    #[expect(unsafe_code, reason = "IOKit takes raw pointers")]
    // SAFETY: the listener lives for ever, and the callback only reads it; the out pointers are to locals.
    unsafe {
        let root = IORegisterForSystemPower(context, &raw mut port, said, &raw mut notifier);
        if root == 0 || port.is_null() {
            tracing::debug!("nobody says when this machine sleeps; the clocks will tell");
            return;
        }
        // Before the queue is set nothing is called.
        listener
            .root
            .store(root, std::sync::atomic::Ordering::Release);
        IONotificationPortSetDispatchQueue(port, dispatch_get_global_queue(0, 0));
    }
}

#[expect(unsafe_code, reason = "the context comes back as a raw pointer")]
unsafe extern "C" fn said(
    context: *mut c_void,
    _service: Port,
    message: u32,
    argument: *mut c_void,
) {
    // SAFETY: the context is the listener that was leaked in `register`.
    let listener = unsafe { &*context.cast::<Listener>() };
    if matches!(message, CAN_SYSTEM_SLEEP | SYSTEM_WILL_SLEEP) {
        let root = listener.root.load(std::sync::atomic::Ordering::Acquire);
        // SAFETY: the argument of these two messages is the number that is to be given back.
        unsafe {
            IOAllowPowerChange(root, argument as isize);
        }
    }
    let word = match message {
        SYSTEM_WILL_SLEEP => Word::Falling,
        SYSTEM_HAS_POWERED_ON => Word::Awake,
        _ => return,
    };
    // A listener that is this far behind knows that something happened.
    let _ = listener.words.try_send(word);
}
