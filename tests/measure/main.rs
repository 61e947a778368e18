//! `hemma-measure WHAT TIMES`: the figures that need a network of one's own, for `cargo xtask bench`.
//!
//! Each time is played in a fresh town of network namespaces (`hemma_tests::lab`), so that no service's pace gets in the
//! way. A line of output is one measurement: `value NUMBER`. The agent is the one that `HEMMA_AGENT` names.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this program talks to another one, and to whoever watches"
)]

mod rounds;
mod wire;

use std::process::ExitCode;
use std::time::Duration;

use hemma_tests::lab;

/// What can be measured.
const ROWS: &[&str] = &["change", "renumbering", "router", "wake", "wire"];

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let what = words.first().map_or("", String::as_str);
    let times = words.get(1).and_then(|text| text.parse().ok()).unwrap_or(1);
    if !ROWS.contains(&what) {
        println!("hemma-measure WHAT TIMES, where WHAT is one of {ROWS:?}");
        return ExitCode::FAILURE;
    }
    if lab::is_inside() {
        for value in measure(what, times) {
            println!("value {value}");
        }
        return ExitCode::SUCCESS;
    }
    // Watching the wire takes as many minutes in one town; everything else as many towns.
    let (towns, within) = if what == "wire" {
        (1, times)
    } else {
        (times, 1)
    };
    for _ in 0..towns {
        if !in_a_town(what, within) {
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn in_a_town(what: &str, times: u32) -> bool {
    let this = std::env::current_exe().expect("the path of this program");
    let Some(mut command) = lab::behind_walls(&this) else {
        return false;
    };
    let status = command
        .args([what, &times.to_string()])
        .env("HEMMA_AGENT", hemma_tests::programs::agent())
        .status();
    status.is_ok_and(|status| status.success())
}

fn measure(what: &str, times: u32) -> Vec<f64> {
    let minutes = |number: u32| Duration::from_secs(60 * u64::from(number));
    let limit = minutes(2);
    match what {
        "change" => vec![lab::play(limit, rounds::change)],
        "renumbering" => vec![lab::play(limit, rounds::renumbering)],
        "router" => vec![lab::play(limit, rounds::router)],
        "wake" => vec![lab::play(limit, rounds::wake)],
        _ => lab::play(minutes(times + 4), |town| wire::hour(town, times)),
    }
}
