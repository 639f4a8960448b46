use portcullis::pack::Pattern;

use crate::lines;

const MAX_CHARS: usize = 32;

/// The first line is a pattern, the second a target. It matches where a naive matcher says so.
pub fn pattern(data: &[u8]) {
    let lines = lines(data);
    let chars =
        |at: usize| -> Vec<char> { lines.get(at).into_iter().flat_map(|line| line.chars()).take(MAX_CHARS).collect() };
    let (pattern, target) = (chars(0), chars(1));
    let text = |chars: &[char]| chars.iter().collect::<String>();
    let matches = Pattern::new(&text(&pattern)).matches(&text(&target));
    // Stars in a row that are more than one mean what two mean.
    assert_eq!(matches, naive(&pattern, &target, &mut vec![None; (MAX_CHARS + 1) * (MAX_CHARS + 1)]));
}

fn naive(pattern: &[char], target: &[char], known: &mut Vec<Option<bool>>) -> bool {
    let key = pattern.len() * (MAX_CHARS + 1) + target.len();
    if let Some(answer) = known[key] {
        return answer;
    }
    let stars = pattern.iter().take_while(|char| **char == '*').count();
    let answer = match (stars, pattern.first(), target.first()) {
        (0, None, None) => true,
        (0, Some(one), Some(other)) => one == other && naive(&pattern[1..], &target[1..], known),
        (0, _, _) => false,
        (stars, _, next) => {
            naive(&pattern[stars..], target, known)
                || next.is_some_and(|next| (stars > 1 || *next != '/') && naive(pattern, &target[1..], known))
        }
    };
    known[key] = Some(answer);
    answer
}
