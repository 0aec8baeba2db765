//! Statistics of measurements: medians and quartiles, which a slow moment of the machine does not move.

use serde::Serialize;

/// The distribution of a row's rounds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Spread {
    /// The median.
    pub median: f64,
    /// The lower quartile: a quarter of the rounds gave less.
    pub lower_quartile: f64,
    /// The upper quartile: three quarters of the rounds gave less.
    pub upper_quartile: f64,
    /// The least figure.
    pub min: f64,
    /// The greatest figure.
    pub max: f64,
}

impl Spread {
    /// Returns the spread of these figures; `None` if there are none.
    pub fn of(figures: &[f64]) -> Option<Self> {
        let mut sorted = figures.to_vec();
        sorted.sort_by(f64::total_cmp);
        Some(Self {
            median: quantile(&sorted, 0.5)?,
            lower_quartile: quantile(&sorted, 0.25)?,
            upper_quartile: quantile(&sorted, 0.75)?,
            min: *sorted.first()?,
            max: *sorted.last()?,
        })
    }
}

/// Returns a quantile of sorted figures, linear between two of them: definition 7 of Hyndman and Fan, "Sample Quantiles
/// in Statistical Packages" (1996), as most programs have it.
fn quantile(sorted: &[f64], part: f64) -> Option<f64> {
    let place = part * sorted.len().checked_sub(1)? as f64;
    let (below, above) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    Some(below + (above - below) * place.fract())
}

/// Returns the median over the rounds of the ratio of `whole` to `part`: two rows that were measured in the same moment
/// have had the same machine.
pub fn paired_ratio(whole: &[f64], part: &[f64]) -> Option<f64> {
    let ratios: Vec<f64> = whole.iter().zip(part).map(|(whole, part)| whole / part).collect();
    Some(Spread::of(&ratios)?.median)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quartiles_are_those_of_other_programs() {
        // R: quantile(c(7, 1, 3, 10)), which is 1.0, 2.5, 5.0, 7.75, 10.0.
        let spread = Spread::of(&[7.0, 1.0, 3.0, 10.0]).unwrap();
        let expected = Spread { min: 1.0, lower_quartile: 2.5, median: 5.0, upper_quartile: 7.75, max: 10.0 };
        assert_eq!(spread, expected);
        assert_eq!(Spread::of(&[]), None);
        let one = Spread::of(&[4.0]).unwrap();
        assert_eq!((one.min, one.lower_quartile, one.median, one.max), (4.0, 4.0, 4.0, 4.0));
    }

    #[test]
    fn a_slow_moment_of_the_machine_moves_no_median_and_no_paired_ratio() {
        let calm = [1.0, 1.1, 1.0, 0.9, 1.0];
        let disturbed = [1.0, 1.1, 90.0, 0.9, 1.0];
        assert_eq!(Spread::of(&calm).unwrap().median, Spread::of(&disturbed).unwrap().median);
        // All of the second half was slow, for both alike.
        let (fast, slow) = ([1.0, 2.0, 8.0, 9.0], [3.0, 6.0, 24.0, 27.0]);
        assert_eq!(paired_ratio(&slow, &fast), Some(3.0));
        assert_eq!(paired_ratio(&slow, &[]), None);
    }
}
