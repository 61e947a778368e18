//! The nearest known word, for people who mistyped one.

/// Returns the known word that is nearest to what was typed, when it is near enough to be meant: at most a third of its
/// letters differ, or two.
#[must_use]
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.trim().to_lowercase();
    known
        .into_iter()
        .map(|word| (distance(&typed, word), word))
        .filter(|(distance, word)| {
            *distance <= 2.min(word.len().saturating_sub(1)).max(word.len() / 3)
        })
        .min()
        .map(|(_, word)| word)
}

/// The number of letters to insert, drop, replace or swap with their neighbour.
fn distance(one: &str, other: &str) -> usize {
    let one: Vec<char> = one.chars().collect();
    let other: Vec<char> = other.chars().collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, against) in other.iter().enumerate() {
            let replaced = last[column] + usize::from(letter != against);
            let mut best = replaced.min(last[column + 1] + 1).min(current[column] + 1);
            let swapped =
                row > 0 && column > 0 && *letter == other[column - 1] && one[row - 1] == *against;
            if swapped {
                best = best.min(before_last[column - 1] + 1);
            }
            current.push(best);
        }
        before_last = std::mem::replace(&mut last, current);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_of_the_finger_finds_the_word_that_was_meant() {
        let known = ["interval", "settle", "dwell", "noip", "hostup"];
        assert_eq!(nearest("intervall", known), Some("interval"));
        assert_eq!(nearest("no-ip", known), Some("noip"));
        assert_eq!(nearest("hsotup", known), Some("hostup"));
        assert_eq!(nearest("SETTLE", known), Some("settle"));
    }

    #[test]
    fn something_else_finds_nothing() {
        let known = ["interval", "settle", "noip"];
        assert_eq!(nearest("colour", known), None);
        assert_eq!(nearest("", known), None);
    }
}
