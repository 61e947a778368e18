//! Lets the linker keep one copy of functions that came out the same.
//!
//! The program waits in memory for ever, and nearly all of its code is mapped while it does: what the linker folds is
//! memory saved on every computer. Only `lld` knows how; it is what Rust links with on x86-64 Linux since 1.90.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |name: &str, value: &str| std::env::var(name).is_ok_and(|found| found == value);
    if is("PROFILE", "release")
        && is("CARGO_CFG_TARGET_OS", "linux")
        && is("CARGO_CFG_TARGET_ENV", "gnu")
        && is("CARGO_CFG_TARGET_ARCH", "x86_64")
    {
        println!("cargo::rustc-link-arg-bins=-Wl,--icf=all");
    }
}
