//! Gives memory back to the system as soon as it is free.
//!
//! A look parses some hundred certificates and drops them again; glibc keeps such memory for the next time, once per
//! thread. For a program that waits nearly all its life, the next time is minutes away. Measured: 5.1 MB of memory of
//! its own without these settings, 1.8 MB with them.

/// Sets the allocator up. Call it first of all.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(
    unsafe_code,
    reason = "the C library offers its settings only this way"
)]
pub fn be_frugal() {
    // SAFETY: mallopt only changes parameters; no other thread runs yet. A refused setting changes nothing.
    unsafe {
        libc::mallopt(libc::M_ARENA_MAX, 1);
        libc::mallopt(libc::M_MMAP_THRESHOLD, 64 * 1024);
        libc::mallopt(libc::M_TRIM_THRESHOLD, 32 * 1024);
    }
}

/// Gives back what is free now. Takes well under a millisecond; call it when a round of work is over.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(unsafe_code, reason = "the C library offers this only as a C function")]
pub fn give_back() {
    // SAFETY: malloc_trim only returns free pages; it takes the allocator's own locks.
    unsafe {
        libc::malloc_trim(0);
    }
}

/// Lets go of the program's own text, which a start and a round of work have mapped whole. It stays in the page cache,
/// from where a page that is needed again is mapped without reading the disk; but no longer mapped, it is the first that the system takes when others need memory.
#[cfg(target_os = "linux")]
#[expect(
    unsafe_code,
    reason = "the C library tells where the program lies only this way"
)]
pub fn let_go_of_text() {
    // SAFETY: the callback only reads what it is given, during the call.
    unsafe {
        libc::dl_iterate_phdr(Some(let_go_of_object), std::ptr::null_mut());
    }
}

/// Called with the program first. Answering other than 0 ends the listing: libraries are shared with other programs.
#[cfg(target_os = "linux")]
#[expect(unsafe_code, reason = "see `let_go_of_text`")]
unsafe extern "C" fn let_go_of_object(
    object: *mut libc::dl_phdr_info,
    _size: usize,
    _data: *mut libc::c_void,
) -> libc::c_int {
    // SAFETY: asks for a number.
    let page = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    let Some(page) = usize::try_from(page).ok().filter(|page| *page > 0) else {
        return 1;
    };
    // SAFETY: the C library gives a valid description with `dlpi_phnum` headers.
    let (base, headers) = unsafe {
        let object = &*object;
        let count = usize::from(object.dlpi_phnum);
        let base = usize::try_from(object.dlpi_addr).unwrap_or(0);
        (base, std::slice::from_raw_parts(object.dlpi_phdr, count))
    };
    let never_written = headers
        .iter()
        .filter(|header| header.p_type == libc::PT_LOAD && header.p_flags & libc::PF_W == 0);
    for header in never_written {
        let start = base + usize::try_from(header.p_vaddr).unwrap_or(0);
        let end = start + usize::try_from(header.p_memsz).unwrap_or(0);
        // Whole pages inside only: the last one may be the first of the next segment.
        let (start, end) = (start.next_multiple_of(page), end / page * page);
        if start < end {
            // SAFETY: these pages are a private mapping of a file that nobody has written to: the next touch of one
            // maps the same content again.
            unsafe {
                libc::madvise(start as *mut libc::c_void, end - start, libc::MADV_DONTNEED);
            }
        }
    }
    1
}

/// Other systems trim what waits by themselves.
#[cfg(not(target_os = "linux"))]
pub fn let_go_of_text() {}

/// Other allocators give memory back by themselves.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn be_frugal() {}

/// Other allocators give memory back by themselves.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn give_back() {}
