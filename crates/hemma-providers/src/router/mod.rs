//! How home routers tell the line's address: NAT-PMP, and UPnP's Internet Gateway Device.
//!
//! Sources: `public-ip.md` §3, RFC 6886 (NAT-PMP), RFC 6887 §14.1 (the announcement of PCP), UPnP Device Architecture
//! 1.1 §1.3 (search), §2 (description), §3 (control) and §4 (eventing), WANIPConnection:1 and :2, WANPPPConnection:1.
//!
//! Everything here is read only: there is no word for opening a port. Whatever names another computer than the gateway
//! is refused ([`RouterProblem::Elsewhere`]); whatever is longer, deeper or fuller than any honest answer is refused
//! before it costs memory. An announcement and an event are hints: their addresses are compared, never published.
//!
//! [`RouterProblem::Elsewhere`]: hemma_core::router::RouterProblem::Elsewhere

pub mod description;
pub mod gena;
pub mod nat_pmp;
pub mod notify;
pub mod soap;
pub mod ssdp;
mod xml;

use std::net::Ipv4Addr;

use hemma_core::router::RouterProblem;
use url::{Host, Url};

/// Reads an address of the UPnP kind: a literal, or empty or all zeros where the router has none.
fn external(text: &str) -> Result<Ipv4Addr, RouterProblem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(RouterProblem::NoLease);
    }
    let address: Ipv4Addr = text.parse().map_err(|_| RouterProblem::Malformed)?;
    leased(address)
}

fn leased(address: Ipv4Addr) -> Result<Ipv4Addr, RouterProblem> {
    if address.is_unspecified() {
        Err(RouterProblem::NoLease)
    } else {
        Ok(address)
    }
}

/// Checks that a URL leads to the gateway by plain HTTP, as a literal address, and to nobody else.
fn leads_to(url: &Url, gateway: Ipv4Addr) -> Result<(), RouterProblem> {
    let plain = url.scheme() == "http" && url.username().is_empty() && url.password().is_none();
    if plain && url.host() == Some(Host::Ipv4(gateway)) && url.port() != Some(0) {
        Ok(())
    } else {
        Err(RouterProblem::Elsewhere)
    }
}

/// Returns the values of a header, compared without case, as text.
fn header<'a>(headers: &[httparse::Header<'a>], name: &str) -> Option<&'a str> {
    let mut found = headers
        .iter()
        .filter(|header| header.name.eq_ignore_ascii_case(name));
    let value = found.next()?.value;
    // Twice is once too often: nobody could say which one counts.
    if found.next().is_some() {
        return None;
    }
    std::str::from_utf8(value).ok().map(str::trim)
}
