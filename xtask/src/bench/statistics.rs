//! Median and 95th percentile of a handful of measurements.

/// Measurements of one thing, in one unit.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sample {
    sorted: Vec<f64>,
}

impl Sample {
    /// Takes measurements in any order.
    pub(crate) fn new(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        Self { sorted: values }
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.sorted.len()
    }

    /// The middle one, or the mean of the two in the middle; `None` when there are none.
    pub(crate) fn median(&self) -> Option<f64> {
        let middle = self.sorted.len() / 2;
        let upper = *self.sorted.get(middle)?;
        if self.sorted.len() % 2 == 1 {
            return Some(upper);
        }
        Some(f64::midpoint(*self.sorted.get(middle - 1)?, upper))
    }

    /// The smallest measurement that at least 95 % do not exceed (nearest rank); `None` when there are none.
    pub(crate) fn p95(&self) -> Option<f64> {
        let rank = (self.sorted.len() * 95).div_ceil(100);
        self.sorted.get(rank.checked_sub(1)?).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(values: impl IntoIterator<Item = u32>) -> Sample {
        Sample::new(values.into_iter().map(f64::from).collect())
    }

    #[test]
    fn the_median_is_in_the_middle_of_odd_and_even_samples() {
        assert_eq!(sample([3, 1, 2]).median(), Some(2.0));
        assert_eq!(sample([4, 1, 3, 2]).median(), Some(2.5));
        assert_eq!(sample([]).median(), None);
    }

    #[test]
    fn the_95th_percentile_is_a_value_that_was_measured() {
        assert_eq!(sample(1..=100).p95(), Some(95.0));
        assert_eq!(sample(1..=20).p95(), Some(19.0));
        assert_eq!(sample(1..=10).p95(), Some(10.0));
        assert_eq!(sample([7]).p95(), Some(7.0));
        assert_eq!(sample([]).p95(), None);
    }
}
