//! NAT-PMP (RFC 6886): the question for the external address, its answer, and the gateway's announcements.

use std::net::Ipv4Addr;
use std::time::Duration;

use hemma_core::router::RouterProblem;
use hemma_core::time::Mono;

use super::leased;

/// Where the gateway is asked.
pub const PORT: u16 = 5351;
/// Where it announces (§3.2.1).
pub const ANNOUNCEMENT_PORT: u16 = 5350;
/// To whom it announces (§3.2.1).
pub const GROUP: Ipv4Addr = Ipv4Addr::new(224, 0, 0, 1);
/// The question for the external address (§3.2): version 0, opcode 0.
pub const REQUEST: [u8; 2] = [0, 0];
/// How long to wait after each try; each wait is twice the one before (§3.1). After the fourth it is given up
/// (`public-ip.md` §3): the RFC's nine tries take two minutes.
pub const WAITS: [Duration; 4] = [
    Duration::from_millis(250),
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
];
/// The longest packet that is received whole; honest ones have 12 bytes, those of PCP at most 1100 (RFC 6887 §7).
pub const LONGEST: usize = 1100;

/// What an answer with this shape says. Also what an announcement says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Seconds since the gateway's table of mappings began.
    pub epoch: u32,
    /// The address, or why there is none.
    pub address: Result<Ipv4Addr, RouterProblem>,
}

/// What a gateway announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Announcement {
    /// NAT-PMP: the answer that nobody asked for.
    Address(Answer),
    /// PCP (RFC 6887 §14.1): it restarted, or its external address changed. It names no address.
    Restarted,
}

/// Reads an answer (§3.2, §3.5).
///
/// # Errors
///
/// When the packet is no answer to [`REQUEST`]. A gateway that only speaks PCP answers with version 2: that is
/// [`RouterProblem::NotSupported`].
pub fn read(packet: &[u8]) -> Result<Answer, RouterProblem> {
    // Version, opcode, result, epoch; with result 0 the address. With others some send it, some do not.
    let (&[version, opcode, high, low, e0, e1, e2, e3], rest) = packet
        .split_first_chunk::<8>()
        .ok_or_else(|| short(packet))?;
    if version != 0 {
        return Err(of_version(version));
    }
    if opcode != 128 {
        return Err(RouterProblem::Malformed);
    }
    let epoch = u32::from_be_bytes([e0, e1, e2, e3]);
    let address = match (u16::from_be_bytes([high, low]), rest) {
        (0, &[a, b, c, d]) => leased(Ipv4Addr::new(a, b, c, d)),
        (0, _) => return Err(RouterProblem::Malformed),
        (_, &[] | &[_, _, _, _]) => Err(of_result(u16::from_be_bytes([high, low]))),
        (_, _) => return Err(RouterProblem::Malformed),
    };
    Ok(Answer { epoch, address })
}

/// Reads an announcement.
///
/// # Errors
///
/// When the packet is none.
pub fn read_announcement(packet: &[u8]) -> Result<Announcement, RouterProblem> {
    if packet.first() != Some(&2) {
        return read(packet).map(Announcement::Address);
    }
    // RFC 6887 §7.2: a header of 24 bytes, options in words of four. Opcode ANNOUNCE is 0, with the bit of answers.
    let whole = (24..=LONGEST).contains(&packet.len()) && packet.len().is_multiple_of(4);
    if whole && packet[1] == 0x80 && packet[3] == 0 {
        Ok(Announcement::Restarted)
    } else {
        Err(RouterProblem::Malformed)
    }
}

fn short(packet: &[u8]) -> RouterProblem {
    packet
        .first()
        .map_or(RouterProblem::Malformed, |version| of_version(*version))
}

fn of_version(version: u8) -> RouterProblem {
    match version {
        2 => RouterProblem::NotSupported,
        _ => RouterProblem::Malformed,
    }
}

fn of_result(result: u16) -> RouterProblem {
    match result {
        1 | 5 => RouterProblem::NotSupported,
        2 => RouterProblem::Refused,
        3 => RouterProblem::NoLease,
        4 => RouterProblem::Busy,
        code => RouterProblem::Failed { code },
    }
}

/// What the gateway said last of its epoch, and when: enough to notice that it restarted (§3.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Epoch {
    seconds: u32,
    heard: Mono,
}

impl Epoch {
    /// Begins with what was heard first.
    #[must_use]
    pub fn new(seconds: u32, heard: Mono) -> Self {
        Self { seconds, heard }
    }

    /// What was heard last, in seconds.
    #[must_use]
    pub fn seconds(&self) -> u32 {
        self.seconds
    }

    /// Takes in what was heard now and returns whether the gateway must have restarted: its clock went back, or advanced
    /// by less than 7/8 of ours, with two seconds of grace.
    pub fn restarted(&mut self, seconds: u32, now: Mono) -> bool {
        let passed = now.since(self.heard).as_secs();
        let expected = u64::from(self.seconds).saturating_add(passed - passed / 8);
        *self = Self::new(seconds, now);
        u64::from(seconds).saturating_add(2) < expected
    }
}

#[cfg(test)]
#[path = "nat_pmp_tests.rs"]
mod tests;
