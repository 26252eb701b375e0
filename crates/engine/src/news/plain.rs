//! Plain text of a cleaned article, for searching and snippets.

/// Elements that stand inside a line; all others end one.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "em", "i", "ins", "kbd", "mark", "q", "rb", "ruby",
    "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
];

/// The text of `html` as cleaned by the server: tags dropped, entities read, a line per block. Readings of
/// ruby are left out, so that 予防 is found in a text that has them.
pub(crate) fn text_of(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    let mut reading = 0_usize;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, mark) = rest.split_at(at);
        push(&mut text, before, reading);
        if let Some(tag) = mark.strip_prefix('<') {
            let Some((tag, after)) = tag.split_once('>') else {
                rest = "";
                break;
            };
            let (closing, name) = match tag.strip_prefix('/') {
                Some(name) => (true, name),
                None => (false, tag),
            };
            let name: String =
                name.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
            match (name.as_str(), closing) {
                ("rt" | "rp", false) => reading = reading.saturating_add(1),
                ("rt" | "rp", true) => reading = reading.saturating_sub(1),
                (name, _) if INLINE.contains(&name) => {}
                _ => {
                    reading = 0;
                    new_line(&mut text);
                }
            }
            rest = after;
        } else {
            let (character, after) = entity(mark);
            if reading == 0 {
                text.push(character);
            }
            rest = after;
        }
    }
    push(&mut text, rest, reading);
    text.truncate(text.trim_end().len());
    text
}

fn push(text: &mut String, piece: &str, reading: usize) {
    if reading == 0 {
        text.push_str(piece);
    }
}

fn new_line(text: &mut String) {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
}

/// Reads the entity `text` starts with; an `&` that starts none stands for itself.
fn entity(text: &str) -> (char, &str) {
    let body = text.strip_prefix('&').unwrap_or(text);
    let plain = ('&', body);
    let Some((name, after)) = body.split_once(';').filter(|(name, _)| name.len() <= 10) else { return plain };
    let number = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    let found = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        _ => match name.strip_prefix('#') {
            Some(digits) => match digits.strip_prefix(['x', 'X']) {
                Some(hex) => number(hex, 16),
                None => number(digits, 10),
            },
            None => None,
        },
    };
    found.map_or(plain, |found| (found, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_becomes_lines() {
        let table = [
            ("", ""),
            ("ただの文", "ただの文"),
            ("<p>一</p><p>二</p>", "一\n二"),
            ("予防<b>接種</b>", "予防接種"),
            ("<ruby>予<rp>(</rp><rt>よ</rt><rp>)</rp></ruby>防", "予防"),
            ("a &amp;&lt;b&gt; &#12354;&#x3042; &unknown; & x", "a &<b> ああ &unknown; & x"),
            ("<ul><li>一</li><li>二<br>三</li></ul>", "一\n二\n三"),
            ("切れた<a hre", "切れた"),
        ];
        for (html, text) in table {
            assert_eq!(text_of(html), text, "{html}");
        }
    }
}
