//! The table of measurements and the machine they come from.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use super::statistics::Sample;

/// One line of the table.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) what: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) sample: Sample,
    /// The most the median may be.
    pub(crate) median_limit: Option<f64>,
    /// The most the 95th percentile may be.
    pub(crate) p95_limit: Option<f64>,
}

impl Row {
    /// Whether the measurements keep within the limits. No measurement keeps none.
    pub(crate) fn holds(&self) -> bool {
        let within = |value: Option<f64>, limit: Option<f64>| match (value, limit) {
            (_, None) => true,
            (Some(value), Some(limit)) => value <= limit,
            (None, Some(_)) => false,
        };
        within(self.sample.median(), self.median_limit) && within(self.sample.p95(), self.p95_limit)
    }
}

/// The table in Markdown.
pub(crate) fn table(rows: &[Row]) -> String {
    let mut text = String::from(
        "| what | n | median | p95 | limits (median, p95) | |\n| --- | ---: | ---: | ---: | ---: | --- |\n",
    );
    for row in rows {
        let value = |value: Option<f64>| {
            value.map_or_else(
                || "–".to_owned(),
                |value| {
                    format!("{} {}", number(value), row.unit)
                        .trim_end()
                        .to_owned()
                },
            )
        };
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {}, {} | {} |",
            row.what,
            row.sample.count(),
            value(row.sample.median()),
            value(row.sample.p95()),
            value(row.median_limit),
            value(row.p95_limit),
            if row.holds() { "kept" } else { "**missed**" },
        );
    }
    text
}

/// Three digits that matter.
fn number(value: f64) -> String {
    match value.abs() {
        0.0 => "0".to_owned(),
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        size if size >= 1.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

/// The machine in one line: processor, cores, memory, system, kernel, compiler.
pub(crate) fn machine() -> String {
    let file = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let after = |text: &str, name: &str, between: char| {
        let line = text.lines().find(|line| line.starts_with(name))?.to_owned();
        Some(
            line.split_once(between)?
                .1
                .trim()
                .trim_matches('"')
                .to_owned(),
        )
    };
    let output = |program: &str, argument: &str| {
        let output = Command::new(program).arg(argument).output().ok()?;
        Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let memory = after(&file("/proc/meminfo"), "MemTotal", ':')
        .and_then(|text| text.split(' ').next()?.parse::<u64>().ok())
        .map(|kib| format!("{} GB memory", (kib * 1024).div_ceil(1_000_000_000)));
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    [
        after(&file("/proc/cpuinfo"), "model name", ':'),
        Some(format!("{cores} cores")),
        memory,
        after(&file("/etc/os-release"), "PRETTY_NAME", '='),
        output("uname", "-r").map(|release| format!("kernel {release}")),
        output("rustc", "--version"),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(values: &[f64], median_limit: f64, p95_limit: f64) -> Row {
        Row {
            what: "change to request",
            unit: "ms",
            sample: Sample::new(values.to_vec()),
            median_limit: Some(median_limit),
            p95_limit: Some(p95_limit),
        }
    }

    #[test]
    fn a_number_over_its_limit_is_told_as_missed() {
        assert_eq!(
            table(&[
                row(&[600.0, 650.5, 1400.0], 700.0, 1500.0),
                row(&[600.0], 500.0, 1500.0)
            ]),
            "| what | n | median | p95 | limits (median, p95) | |\n\
             | --- | ---: | ---: | ---: | ---: | --- |\n\
             | change to request | 3 | 650 ms | 1400 ms | 700 ms, 1500 ms | kept |\n\
             | change to request | 1 | 600 ms | 600 ms | 500 ms, 1500 ms | **missed** |\n"
        );
    }

    #[test]
    fn nothing_measured_keeps_no_limit() {
        assert!(!row(&[], 700.0, 1500.0).holds());
    }

    #[test]
    fn the_machine_is_described_by_its_parts() {
        let machine = machine();
        assert!(
            machine.contains(" cores") && machine.contains("rustc 1."),
            "{machine}"
        );
    }
}
