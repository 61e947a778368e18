//! Durations as people write them: `"400ms"`, `"5m"`, `"2h"`, `"1d"`, `"1h30m"`.

use std::time::Duration;

/// Units, the longest first; `ms` before `m` and `s` when a text is read.
const UNITS: [(&str, u64); 5] = [
    ("d", 86_400_000),
    ("h", 3_600_000),
    ("m", 60_000),
    ("s", 1_000),
    ("ms", 1),
];

/// Reads a duration: whole numbers, each with its unit. A bare number is no duration, except `0`.
#[must_use]
pub fn parse_duration(text: &str) -> Option<Duration> {
    let mut rest = text.trim();
    if rest == "0" {
        return Some(Duration::ZERO);
    }
    if rest.is_empty() {
        return None;
    }
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let number: u64 = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        let end = rest
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or(rest.len());
        let (_, millis) = UNITS.iter().find(|(unit, _)| *unit == &rest[..end])?;
        total = total.checked_add(number.checked_mul(*millis)?)?;
        rest = &rest[end..];
    }
    Some(Duration::from_millis(total))
}

/// Prints a duration so that [`parse_duration`] reads it back; below a millisecond nothing is kept.
#[must_use]
pub fn print_duration(span: Duration) -> String {
    let mut rest = u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
    if rest == 0 {
        return "0s".to_owned();
    }
    let mut text = String::new();
    for (unit, millis) in UNITS {
        let count = rest / millis;
        rest %= millis;
        if count > 0 {
            text.push_str(&format!("{count}{unit}"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_people_write_them() {
        let cases = [
            ("400ms", 400),
            ("5m", 300_000),
            ("2h", 7_200_000),
            ("1d", 86_400_000),
            ("1h30m", 5_400_000),
            (" 10s ", 10_000),
            ("0", 0),
            ("0s", 0),
        ];
        for (text, millis) in cases {
            assert_eq!(
                parse_duration(text),
                Some(Duration::from_millis(millis)),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        let cases = [
            "",
            "5",
            "m",
            "5 m",
            "-5m",
            "5x",
            "5.5m",
            "5mm",
            "99999999999999999999d",
            "5M",
            "9999999999999999d",
        ];
        for text in cases {
            assert_eq!(parse_duration(text), None, "{text}");
        }
    }

    #[test]
    fn a_printed_duration_is_read_back() {
        for millis in [0, 1, 999, 1000, 1500, 60_000, 61_001, 3_600_000, 90_061_001] {
            let span = Duration::from_millis(millis);
            assert_eq!(parse_duration(&print_duration(span)), Some(span));
        }
    }
}
