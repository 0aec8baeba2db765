//! Shrinking: from an input on which a submission is wrong to one that shows the same and has no irrelevant parts.
//!
//! An input is changed in every way that makes it a little simpler, the boldest first. The first change with which it
//! is still a counterexample is taken, and the search starts again, until no change is left. Changes that remove parts
//! come before those that make parts smaller, and each reduces a measure that cannot become less for ever.

pub mod text;
pub mod value;

/// Returns the numbers nearer to 0 than a whole one, the nearest to 0 first: 0, then ever smaller steps from the
/// number.
fn towards_zero(number: f64) -> Vec<f64> {
    let mut found = Vec::new();
    if number == 0.0 {
        return found;
    }
    found.push(0.0);
    if number < 0.0 {
        found.push(-number);
    }
    let mut step = (number / 2.0).trunc();
    while step != 0.0 {
        let nearer = number - step;
        // Among the greatest numbers a step of one has no effect.
        if nearer != number && found.last() != Some(&nearer) {
            found.push(nearer);
        }
        step = (step / 2.0).trunc();
    }
    found
}

/// Returns the pieces of a sequence of this length that could be left out, as start and length: all of it, halves,
/// quarters, down to single elements.
fn pieces(length: usize) -> impl Iterator<Item = (usize, usize)> {
    let sizes = std::iter::successors(Some(length), |size| (*size > 1).then(|| size.div_ceil(2)));
    sizes
        .filter(|size| *size > 0)
        .flat_map(move |size| (0..length).step_by(size).map(move |start| (start, size.min(length - start))))
}

/// Returns strings that are simpler than a text: parts left out, then single characters replaced by plainer ones.
fn simpler_texts(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut found: Vec<String> = pieces(chars.len())
        .map(|(start, count)| chars[..start].iter().chain(&chars[start + count..]).collect())
        .collect();
    for (index, char) in chars.iter().enumerate() {
        let plain = plainer(*char);
        if plain != *char {
            found.push(chars[..index].iter().chain(&[plain]).chain(&chars[index + 1..]).collect());
        }
    }
    found
}

/// Returns the plainest character of the same kind.
fn plainer(char: char) -> char {
    match char {
        '0'..='9' => '0',
        'A'..='Z' => 'A',
        'a'..='z' => 'a',
        ' '..='~' => char,
        _ => 'a',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_go_to_zero_by_smaller_and_smaller_steps() {
        assert!(towards_zero(0.0).is_empty());
        assert_eq!(towards_zero(1.0), [0.0]);
        assert_eq!(towards_zero(10.0), [0.0, 5.0, 8.0, 9.0]);
        assert_eq!(towards_zero(-3.0), [0.0, 3.0, -2.0]);
        assert!(towards_zero(f64::MAX).len() < 1100);
    }

    #[test]
    fn pieces_are_halved_down_to_single_elements() {
        assert_eq!(pieces(0).count(), 0);
        assert_eq!(pieces(1).collect::<Vec<_>>(), [(0, 1)]);
        assert_eq!(pieces(3).collect::<Vec<_>>(), [(0, 3), (0, 2), (2, 1), (0, 1), (1, 1), (2, 1)]);
        assert_eq!(simpler_texts("b1"), ["", "1", "b", "a1", "b0"]);
    }
}
