//! The rows that need a network of their own: homes, routers and an internet made of namespaces.
//!
//! `hemma-measure` (in `tests/measure`) builds and measures them; what its rows mean is written there.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use super::report::Row;
use super::statistics::Sample;
use crate::programs::{Profile, Programs, build_tool};
use crate::workspace::Workspace;

/// What a reader of the table must know about these rows.
pub(super) const EXPLAINED: &str = "\
The rows *in a home's network* come from network namespaces with a real router (NAT), `radvd` and `miniupnpd`.\n\
The cost of an hour is not measured for an hour: the agent polls at the shortest interval there is (2 min), one poll's \
bytes on the computer's cable (Ethernet, both directions, address resolution included) are taken twelve times, and one \
confirmation over HTTPS with its handshake is added.";

/// What is measured, as what, and within which limits.
const ROWS: [(&str, &str, &str, f64, Option<f64>); 5] = [
    (
        "change",
        "in a home's network: new address on the computer → update request, with quorum",
        "ms",
        700.0,
        Some(1500.0),
    ),
    (
        "renumbering",
        "in a home's network: IPv6 renumbered by radvd, duplicate detection over → update request",
        "ms",
        1500.0,
        Some(1500.0),
    ),
    (
        "router",
        "in a home's network: public address changed, announced by miniupnpd → update request",
        "ms",
        2000.0,
        Some(2000.0),
    ),
    (
        "wake",
        "in a home's network: network back → first look",
        "ms",
        3000.0,
        Some(3000.0),
    ),
    (
        "wire",
        "in a home's network: idle cost on the wire in an hour, per family",
        "kB",
        9.0,
        Some(9.0),
    ),
];

/// Measures all of them. `rounds` times each, and `minutes` on the wire.
pub(super) fn rows(
    workspace: &Workspace,
    programs: &Programs,
    profile: Profile,
    (rounds, minutes): (u32, u32),
) -> Result<Vec<Row>> {
    let program = build_tool(workspace, "hemma-tests", "hemma-measure", profile)?;
    ROWS.iter()
        .map(|&(name, what, unit, median, p95)| {
            // At least two polls of two minutes.
            let times = if name == "wire" {
                minutes.max(5)
            } else {
                rounds
            };
            println!("{what}, {times} times or minutes");
            let mut command = Command::new(&program);
            programs.tell(&mut command);
            let output = command
                .args([name, &times.to_string()])
                .stdin(Stdio::null())
                .stderr(Stdio::inherit())
                .output()
                .with_context(|| format!("could not start {}", program.display()))?;
            let told = String::from_utf8_lossy(&output.stdout);
            if !output.status.success() {
                bail!("{name} could not be measured:\n{told}");
            }
            Ok(Row {
                what,
                unit,
                sample: Sample::new(values(&told)),
                median_limit: Some(median),
                p95_limit: p95,
            })
        })
        .collect()
}

/// The numbers of lines such as `value 446`.
fn values(told: &str) -> Vec<f64> {
    told.lines()
        .filter_map(|line| line.strip_prefix("value ")?.trim().parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lines_that_are_values_count() {
        assert_eq!(
            values("hello\nvalue 446\nvalue 1.5\nvalue none\n"),
            [446.0, 1.5]
        );
        assert!(values("").is_empty());
    }
}
