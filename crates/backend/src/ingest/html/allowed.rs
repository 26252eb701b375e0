//! What may stay of a source's HTML: a list of what is allowed, so that what nobody thought of is not.

use ammonia::{Builder, UrlRelative};
use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};
use url::Url;

/// The cleaner of pages at `base`.
pub(super) fn configured(base: Option<&Url>) -> Builder<'static> {
    let mut builder = Builder::default();
    let attributes: HashMap<&str, HashSet<&str>> = HashMap::from([
        ("a", HashSet::from(["href"])),
        ("img", HashSet::from(["src", "alt", "width", "height"])),
        ("th", HashSet::from(["colspan", "rowspan", "scope"])),
        ("td", HashSet::from(["colspan", "rowspan"])),
        ("ol", HashSet::from(["start"])),
    ]);
    // A picture over plain HTTP tells everybody on the way who reads what; one without a scheme has its page's.
    let safe_base = base.is_some_and(|base| base.scheme() == "https");
    builder
        .tags(HashSet::from([
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "p",
            "br",
            "hr",
            "div",
            "ul",
            "ol",
            "li",
            "dl",
            "dt",
            "dd",
            "table",
            "thead",
            "tbody",
            "tfoot",
            "tr",
            "th",
            "td",
            "caption",
            "a",
            "img",
            "strong",
            "em",
            "b",
            "i",
            "u",
            "s",
            "sub",
            "sup",
            "blockquote",
            "pre",
            "code",
            "ruby",
            "rt",
            "rp",
            "figure",
            "figcaption",
        ]))
        .tag_attributes(attributes)
        .generic_attributes(HashSet::new())
        .clean_content_tags(HashSet::from([
            "script", "style", "iframe", "object", "noscript", "template", "title", "svg", "math", "textarea", "select",
        ]))
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .link_rel(Some("noopener noreferrer"))
        .strip_comments(true)
        .attribute_filter(move |element, attribute, value| match (element, attribute) {
            ("img", "src") if !(value.starts_with("https://") || (safe_base && is_relative(value))) => None,
            ("img", "width" | "height") if !value.bytes().all(|b| b.is_ascii_digit()) => None,
            _ => Some(Cow::Borrowed(value)),
        })
        .url_relative(match base {
            Some(base) => UrlRelative::RewriteWithBase(base.clone()),
            None => UrlRelative::Deny,
        });
    builder
}

/// Whether an address surely has no scheme of its own.
fn is_relative(address: &str) -> bool {
    address.starts_with('/') || !address.contains(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(raw: &str) -> String {
        configured(Url::parse("https://www.city.hinata.example.jp/kosodate/index.html").ok().as_ref())
            .clean(raw)
            .to_string()
    }

    #[test]
    fn nothing_that_runs_loads_or_leads_astray_gets_through() {
        for raw in [
            "<a href=\"javascript:alert(1)\">x</a>",
            "<a href=\" JaVa&#9;Script:alert(1)\">x</a>",
            "<a href=\"vbscript:x\">x</a>",
            "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
            "<img src=\"data:image/svg+xml,<svg onload=alert(1)>\">",
            "<img src=\"javascript:alert(1)\"><img src=\"blob:https://a.example/x\"><img src=\"file:///etc/passwd\">",
            "<img src=x onerror=alert(1) srcset=\"http://evil.example/p.png 2x\">",
            "<p onmouseover=\"alert(1)\" style=\"background:url(http://evil.example/)\">x</p>",
            "<svg onload=alert(1)><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>",
            "<math><mtext><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\"></style>",
            "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
            "<meta http-equiv=\"refresh\" content=\"0;url=http://evil.example/\"><base href=\"http://evil.example/\">",
            "<link rel=stylesheet href=\"http://evil.example/\"><style>@import 'http://evil.example/'</style>",
            "<form action=\"http://evil.example/\"><input name=q autofocus onfocus=alert(1)><button>x</button></form>",
            "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe><object data=x></object><embed src=x>",
            "<video src=x onerror=alert(1)><audio src=x></audio></video>",
            "<template><script>alert(1)</script></template><!--[if IE]><script>alert(1)</script><![endif]-->",
            "<details open ontoggle=alert(1)>x</details>",
        ] {
            let clean = html(raw);
            for bad in [
                "script",
                "alert",
                "data:",
                "onerror",
                "onload",
                "style",
                "evil.example",
                "blob:",
                "file:",
                "<svg",
                "<meta",
                "<base",
                "<link",
                "<form",
                "<input",
                "<iframe",
                "<embed",
                "srcset",
                "<video",
                "<math",
            ] {
                assert!(!clean.to_lowercase().contains(bad), "{raw} became {clean}");
            }
        }
        // A page that a link opens gets neither a hold of ours nor the address it came from.
        assert_eq!(
            html("<a href=\"https://a.example/\" target=\"_top\" rel=\"opener\" ping=\"https://b.example/\">x</a>"),
            "<a href=\"https://a.example/\" rel=\"noopener noreferrer\">x</a>"
        );
    }

    #[test]
    fn a_picture_beside_a_page_over_plain_http_is_not_loaded() {
        let clean = |base: &str| {
            let text = "<p><img src=\"map.png\" alt=\"地図\"><img src=\"//a.example/b.png\" alt=\"図\"></p>".to_owned();
            configured(Url::parse(base).ok().as_ref()).clean(&text).to_string()
        };
        assert_eq!(clean("http://www.city.hinata.example.jp/"), "<p><img alt=\"地図\"><img alt=\"図\"></p>");
        assert!(clean("https://www.city.hinata.example.jp/").contains("https://a.example/b.png"));
    }
}
