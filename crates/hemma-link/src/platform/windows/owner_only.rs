//! A security descriptor that lets nobody but this process's user in.
//!
//! The default descriptor of a pipe also lets administrators write and everyone read (Microsoft, "Named Pipe Security
//! and Access Rights").
#![expect(
    unsafe_code,
    reason = "tokens and descriptors are only reached through functions of the system"
)]

use std::ffi::c_void;
use std::io;
use std::ptr::null_mut;

use windows_sys::Win32::Foundation::{CloseHandle, HANDLE, LocalFree};
use windows_sys::Win32::Security::Authorization::{
    ConvertSidToStringSidW, ConvertStringSecurityDescriptorToSecurityDescriptorW, SDDL_REVISION_1,
};
use windows_sys::Win32::Security::{
    GetTokenInformation, PSECURITY_DESCRIPTOR, SECURITY_ATTRIBUTES, TOKEN_QUERY, TOKEN_USER,
    TokenUser,
};
use windows_sys::Win32::System::Threading::{GetCurrentProcess, OpenProcessToken};

/// The longest `TOKEN_USER` with its SID: a pointer, a number, and at most 68 bytes (`SECURITY_MAX_SID_SIZE`).
const MOST_WORDS: usize = 16;

/// The descriptor, freed with this.
pub(super) struct OwnerOnly(PSECURITY_DESCRIPTOR);

// SAFETY: the descriptor is plain memory of the process, written once in `new` and only read afterwards.
unsafe impl Send for OwnerOnly {}
// SAFETY: see above; nothing writes to it.
unsafe impl Sync for OwnerOnly {}

impl std::fmt::Debug for OwnerOnly {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OwnerOnly")
    }
}

impl OwnerOnly {
    /// Makes one: protected (nothing is inherited), and one entry that gives the user everything.
    pub(super) fn new() -> io::Result<Self> {
        let text: Vec<u16> = format!("D:P(A;;GA;;;{})", own_sid()?)
            .encode_utf16()
            .chain([0])
            .collect();
        let mut descriptor: PSECURITY_DESCRIPTOR = null_mut();
        // SAFETY: `text` ends with a zero, `descriptor` is a place for one pointer, the size is not wanted.
        let made = unsafe {
            ConvertStringSecurityDescriptorToSecurityDescriptorW(
                text.as_ptr(),
                SDDL_REVISION_1,
                &raw mut descriptor,
                null_mut(),
            )
        };
        if made == 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(Self(descriptor))
    }

    /// Calls `with` with attributes that hold this descriptor, valid during the call only.
    pub(super) fn during<T>(&self, with: impl FnOnce(*mut c_void) -> T) -> T {
        let mut attributes = SECURITY_ATTRIBUTES {
            nLength: u32::try_from(size_of::<SECURITY_ATTRIBUTES>()).unwrap_or(u32::MAX),
            lpSecurityDescriptor: self.0,
            bInheritHandle: 0,
        };
        with((&raw mut attributes).cast())
    }
}

impl Drop for OwnerOnly {
    fn drop(&mut self) {
        // SAFETY: made by ConvertStringSecurityDescriptorToSecurityDescriptorW, which asks for LocalFree; freed once.
        unsafe { LocalFree(self.0) };
    }
}

/// Returns the user of this process in the form `S-1-5-21-…`.
fn own_sid() -> io::Result<String> {
    let mut token: HANDLE = null_mut();
    // SAFETY: the pseudo handle of the process is always valid; `token` is a place for one handle.
    if unsafe { OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &raw mut token) } == 0 {
        return Err(io::Error::last_os_error());
    }
    let sid = sid_of(token);
    // SAFETY: opened above, closed once.
    unsafe { CloseHandle(token) };
    sid
}

fn sid_of(token: HANDLE) -> io::Result<String> {
    // Words, so that the pointer at the beginning of `TOKEN_USER` is aligned.
    let mut room = [0_usize; MOST_WORDS];
    let mut used = 0;
    // SAFETY: `room` has the size that is told, and is aligned for `TOKEN_USER`.
    let told = unsafe {
        GetTokenInformation(
            token,
            TokenUser,
            room.as_mut_ptr().cast(),
            u32::try_from(size_of_val(&room)).unwrap_or(0),
            &raw mut used,
        )
    };
    if told == 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the call above filled `room` with a `TOKEN_USER` whose SID lies in `room` too.
    let sid = unsafe { (*room.as_ptr().cast::<TOKEN_USER>()).User.Sid };
    let mut text: *mut u16 = null_mut();
    // SAFETY: `sid` is valid while `room` lives; `text` is a place for one pointer.
    if unsafe { ConvertSidToStringSidW(sid, &raw mut text) } == 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the text ends with a zero, and is freed once, after it was copied.
    let copy = unsafe {
        let length = (0..).take_while(|place| *text.add(*place) != 0).count();
        let copy = String::from_utf16_lossy(std::slice::from_raw_parts(text, length));
        LocalFree(text.cast());
        copy
    };
    Ok(copy)
}

#[cfg(test)]
mod tests {
    use windows_sys::Win32::Security::{
        ACL, ACL_SIZE_INFORMATION, AclSizeInformation, GetAclInformation,
        GetSecurityDescriptorDacl, IsValidSecurityDescriptor,
    };

    use super::*;

    #[test]
    fn the_descriptor_lets_in_one_user_and_nobody_else() {
        let descriptor = OwnerOnly::new().unwrap();
        let (mut present, mut defaulted, mut list) = (0, 0, null_mut::<ACL>());
        let mut size = ACL_SIZE_INFORMATION::default();
        // SAFETY: the descriptor lives; the others are places of the right types and sizes.
        unsafe {
            assert_ne!(IsValidSecurityDescriptor(descriptor.0), 0);
            assert_ne!(
                GetSecurityDescriptorDacl(
                    descriptor.0,
                    &raw mut present,
                    &raw mut list,
                    &raw mut defaulted
                ),
                0
            );
            assert_ne!(
                GetAclInformation(
                    list,
                    (&raw mut size).cast(),
                    u32::try_from(size_of::<ACL_SIZE_INFORMATION>()).unwrap(),
                    AclSizeInformation,
                ),
                0
            );
        }
        assert_ne!(present, 0);
        assert_eq!(size.AceCount, 1);
    }

    #[test]
    fn the_user_of_this_process_has_an_identifier() {
        assert!(own_sid().unwrap().starts_with("S-1-5-"));
    }
}
