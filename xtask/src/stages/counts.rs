//! Reading how many tests passed from what the test programs say.

use std::collections::BTreeSet;

use serde_json::Value;

/// How a stage ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Counts {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
}

impl Counts {
    /// One check that holds or does not.
    pub(crate) fn of_one(holds: bool) -> Self {
        if holds {
            Self {
                passed: 1,
                failed: 0,
            }
        } else {
            Self {
                passed: 0,
                failed: 1,
            }
        }
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// Follows the output of `cargo test` line by line.
#[derive(Debug, Default)]
pub(crate) struct CargoTest {
    counts: Counts,
    ignored: u32,
    test_programs: u32,
    results: u32,
    failed_names: BTreeSet<String>,
}

impl CargoTest {
    /// Takes one line of cargo's own messages (standard error).
    pub(crate) fn message(&mut self, line: &str) {
        let line = line.trim_start();
        if line.starts_with("Running ") || line.starts_with("Doc-tests ") {
            self.test_programs += 1;
        }
    }

    /// Takes one line of the test programs' output (standard output).
    pub(crate) fn output(&mut self, line: &str) {
        if let Some(name) = line
            .strip_prefix("test ")
            .and_then(|line| line.strip_suffix(" ... FAILED"))
        {
            self.failed_names.insert(name.to_owned());
        }
        let Some(result) = line.strip_prefix("test result: ") else {
            return;
        };
        let Some((_, numbers)) = result.split_once(". ") else {
            return;
        };
        self.results += 1;
        for part in numbers.split("; ") {
            if let Some((number, word)) = part.split_once(' ') {
                let number = number.parse().unwrap_or(0);
                match word {
                    "passed" => self.counts.passed += number,
                    "failed" => self.counts.failed += number,
                    "ignored" => self.ignored += number,
                    _ => {}
                }
            }
        }
    }

    /// The totals, once cargo has ended, with or without success.
    ///
    /// A test program that died told no result, and one that did not compile was never started. Neither may look
    /// like "nothing failed". An ignored test proves nothing either, so it counts as failed: this project has none.
    pub(crate) fn end(&self, success: bool) -> Counts {
        let mut counts = self.counts;
        counts.failed += self.test_programs.saturating_sub(self.results) + self.ignored;
        if !success && counts.failed == 0 {
            counts.failed = 1;
        }
        counts
    }

    /// Names of the tests that failed.
    pub(crate) fn failed_names(&self) -> impl Iterator<Item = &str> {
        self.failed_names.iter().map(String::as_str)
    }
}

/// Reads the report of `vitest --reporter=json`.
pub(crate) fn vitest(report: Option<&str>, success: bool) -> Counts {
    let report: Option<Value> = report.and_then(|report| serde_json::from_str(report).ok());
    let number = |name: &str| {
        let number = report
            .as_ref()
            .and_then(|report| report.get(name))
            .and_then(Value::as_u64)
            .unwrap_or(0);
        u32::try_from(number).unwrap_or(u32::MAX)
    };
    let mut counts = Counts {
        passed: number("numPassedTests"),
        failed: number("numFailedTests") + number("numPendingTests") + number("numTodoTests"),
    };
    // A file that could not be loaded fails without a test in it failing; a run without tests proves nothing.
    if counts.failed == 0 && (!success || counts.passed == 0) {
        counts.failed = 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(messages: &[&str], output: &[&str]) -> CargoTest {
        let mut reader = CargoTest::default();
        messages.iter().for_each(|line| reader.message(line));
        output.iter().for_each(|line| reader.output(line));
        reader
    }

    const RUNNING: &str = "     Running unittests src/lib.rs (target/debug/deps/hemma_core-1)";
    const GOOD: &str = "test result: ok. 5 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s";
    const BAD: &str = "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s";

    #[test]
    fn the_results_of_all_test_programs_are_added() {
        let reader = read(
            &[RUNNING, RUNNING, "   Doc-tests hemma_core"],
            &["test a::b ... FAILED", BAD, GOOD, GOOD],
        );
        assert_eq!(
            reader.end(false),
            Counts {
                passed: 13,
                failed: 2
            }
        );
        assert_eq!(reader.failed_names().collect::<Vec<_>>(), ["a::b"]);
    }

    #[test]
    fn a_test_program_that_died_without_a_result_counts_as_failed() {
        assert_eq!(
            read(&[RUNNING, RUNNING], &[GOOD]).end(false),
            Counts {
                passed: 5,
                failed: 1
            }
        );
    }

    #[test]
    fn what_does_not_compile_is_not_zero_failures() {
        let reader = read(
            &["error: could not compile `hemma-core` (lib) due to 1 previous error"],
            &[],
        );
        assert_eq!(
            reader.end(false),
            Counts {
                passed: 0,
                failed: 1
            }
        );
    }

    #[test]
    fn an_ignored_test_is_not_a_passed_one() {
        let line = "test result: ok. 4 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s";
        assert_eq!(
            read(&[RUNNING], &[line]).end(true),
            Counts {
                passed: 4,
                failed: 1
            }
        );
    }

    #[test]
    fn vitest_is_read_from_its_report_and_never_passes_without_one() {
        let report = r#"{"numPassedTests": 12, "numFailedTests": 1, "numPendingTests": 1, "numTodoTests": 0}"#;
        assert_eq!(
            vitest(Some(report), false),
            Counts {
                passed: 12,
                failed: 2
            }
        );
        assert_eq!(
            vitest(None, true),
            Counts {
                passed: 0,
                failed: 1
            }
        );
        let unloadable = r#"{"numPassedTests": 12, "numFailedTests": 0}"#;
        assert_eq!(
            vitest(Some(unloadable), false),
            Counts {
                passed: 12,
                failed: 1
            }
        );
    }
}
