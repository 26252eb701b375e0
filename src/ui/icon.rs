//! Our own icons: one path each, on a 24-unit grid, drawn with one round 1.75 stroke, so that they look like
//! one hand's work. They are decoration: the word beside them carries the meaning, so they are hidden from
//! screen readers.

use dioxus::prelude::*;

/// Draws the icon called `name`; a name nobody drew becomes a plain dot in a ring.
#[component]
pub fn Icon(name: String) -> Element {
    rsx! {
        svg {
            class: "icon",
            view_box: "0 0 24 24",
            fill: "none",
            stroke: "currentColor",
            stroke_width: "1.75",
            stroke_linecap: "round",
            stroke_linejoin: "round",
            "aria-hidden": "true",
            path { d: path(&name) }
        }
    }
}

/// Names of the icons that a city's topics may use.
pub const TOPICS: [&str; 18] = [
    "childcare",
    "school",
    "health",
    "welfare",
    "waste",
    "disaster",
    "safety",
    "events",
    "culture",
    "library",
    "procedures",
    "tax",
    "jobs",
    "housing",
    "council",
    "community",
    "vaccination",
    "other",
];

fn path(name: &str) -> &'static str {
    match name {
        // Topics
        "childcare" => {
            "M4 13h16a8 8 0 0 1-16 0zM12 13V5a8 8 0 0 1 8 8M4 13 3 9H1.5M7.2 20.5a1.3 1.3 0 1 0 .1 0zM16.7 20.5a1.3 1.3 0 1 0 .1 0z"
        }
        "school" => "M3 10 12 5l9 5-9 5zM7 12.5V17c1.5 1.3 3.2 2 5 2s3.5-.7 5-2v-4.5M21 10v5",
        "health" => {
            "M12 20s-8-4.8-8-10.5A4.5 4.5 0 0 1 12 7a4.5 4.5 0 0 1 8 2.5C20 15.2 12 20 12 20zM8 12h2l1.5-2.5 2 4.5 1-2H16"
        }
        "welfare" => {
            "M9 7a2.5 2.5 0 1 0 .1 0zM3.5 20v-3A5.5 5.5 0 0 1 9 11.8M16.5 9.5a2.2 2.2 0 1 0 .1 0zM10.5 20.5v-2a6 6 0 0 1 6-5 4.5 4.5 0 0 1 4.5 4.5v2.5"
        }
        "waste" => "M4 7h16M9 7V4.5h6V7M6 7l1 13h10l1-13M10 11v5M14 11v5",
        "disaster" => "M12 3.5 22 20H2zM12 10v4.5M12 17.2v.1",
        "safety" => "M12 3l7.5 3v5.5c0 4.5-3 8-7.5 9.5-4.5-1.5-7.5-5-7.5-9.5V6zM8.8 12l2.3 2.3 4.3-4.6",
        "events" => {
            "M4 6h16v14H4zM4 10.5h16M8.5 3.5V7M15.5 3.5V7M12 12.8l.9 1.8 2 .3-1.450 1.4.35 2-1.8-.95-1.8.95.35-2-1.450-1.4 2-.3z"
        }
        "culture" => {
            "M4 5c3 1.2 6 1.2 9 0v6.5a4.5 4.5 0 0 1-9 0zM6.7 12c1 1 2.6 1 3.6 0M6.5 8.5h1M9.7 8.5h1M16 8.5c1.3.3 2.7.2 4-.3V15a4.5 4.5 0 0 1-7 3.7M15.7 15.5c.9-.9 1.8-.9 2.6-.3"
        }
        "library" => {
            "M12 6.5C10 5 7 4.5 3.5 4.5V18c3.5 0 6.5.5 8.5 2 2-1.5 5-2 8.5-2V4.5C17 4.5 14 5 12 6.5zM12 6.5V20"
        }
        "procedures" => "M6 3.5h8l4 4v13H6zM14 3.5v4h4M9 12h6M9 15.5h6",
        "tax" => "M12 3.5a8.5 8.5 0 1 0 .1 0zM8.5 8l3.5 4.5L15.5 8M12 12.5V17M9.2 12.5h5.6M9.2 15h5.6",
        "jobs" => "M3.5 8h17v11.5h-17zM9 8V5h6v3M3.5 12.5c5 2.5 12 2.5 17 0M12 13.5v1.5",
        "housing" => "M3 11.5 12 4l9 7.5M5.5 9.5V20h13V9.5M10 20v-5.5h4V20",
        "council" => "M3.5 9.5 12 4.5l8.5 5zM5 20h14M6.5 9.5V17M10.2 9.5V17M13.8 9.5V17M17.5 9.5V17",
        "community" => {
            "M12 5a2.7 2.7 0 1 0 .1 0zM5.5 8.5a2 2 0 1 0 .1 0zM18.5 8.5a2 2 0 1 0 .1 0zM7 20v-2.5a5 5 0 0 1 10 0V20zM2 18.5V17a3.5 3.5 0 0 1 4-3.5M22 18.5V17a3.5 3.5 0 0 0-4-3.5"
        }
        "vaccination" => "M14 4l6 6M17 7l-3 3M9.5 8.5l6 6-6.5 6.5H5v-4zM12 11l-2 2M5 21l-2 0M9.5 13.5l1.5 1.5",
        // The app's own
        "home" => "M3.5 11 12 4l8.5 7M6 9.2V20h4.5v-5.5h3V20H18V9.2",
        "handbook" => {
            "M5 4.5h12.5a1.5 1.5 0 0 1 1.5 1.500v14H7a2 2 0 0 1-2-2zM5 18a2 2 0 0 1 2-2h12M12 12.8s-3.2-1.800-3.200-4a1.800 1.800 0 0 1 3.200-1 1.800 1.800 0 0 1 3.200 1c0 2.200-3.200 4-3.200 4z"
        }
        "growth" => "M4 20V4M4 20h16M6.500 16.500c3-.500 4.500-3 6-6s3-4.500 6.500-5",
        "diary" => {
            "M12 6.500C10 5 7 4.500 3.500 4.500V18c3.500 0 6.500.5 8.500 2 2-1.500 5-2 8.500-2V4.500C17 4.500 14 5 12 6.500zM12 6.500V20M6.500 9h2.500M15 9h2.500"
        }
        "pencil" => "M4.500 19.500l1-4.500L16 4.500l3.500 3.500L9 18.500zM14 6.500l3.500 3.500",
        "camera" => "M4 7.500h4l1.500-2.500h5L16 7.500h4v11.500H4zM12 9.700a3.300 3.300 0 1 0 .1 0z",
        "search" => "M10.5 4a6.5 6.5 0 1 0 .1 0zM15.3 15.3 20.5 20.5",
        "saved" => "M6.5 4h11v16.5L12 16l-5.5 4.5z",
        "settings" => "M4 7h9M18 7h2M4 17h2M11 17h9M15.5 4.5a2.5 2.5 0 1 0 .1 0zM8.5 14.5a2.5 2.5 0 1 0 .1 0z",
        "back" => "M15 5l-7 7 7 7",
        "forward" => "M9 5l7 7-7 7",
        "close" => "M6 6l12 12M18 6 6 18",
        "check" => "M5 12.5l4.5 4.5L19 7.5",
        "more" => "M5 12v.1M12 12v.1M19 12v.1",
        "share" => "M12 15V4M8 7.5 12 3.5l4 4M5 12v8h14v-8",
        "external" => "M13 5h6v6M19 5l-9 9M16 14v5H5V8h5",
        "bell" => "M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 2h-15zM10 21h4",
        "quiet" => "M6 16.5V11a6 6 0 0 1 9-5.2M18 11v5.5l1.5 2h-15L6 16.5M10 21h4M4 4l16 16",
        "offline" => {
            "M7 18.5a4 4 0 0 1-.7-7.9 5.5 5.5 0 0 1 1.2-2.8M10.5 6a5.5 5.5 0 0 1 7 5.2 3.7 3.7 0 0 1 2.3 5.6M17 18.5H9M4 4l16 16"
        }
        "clock" => "M12 3.5a8.5 8.5 0 1 0 .1 0zM12 7.5V12l3 2.5",
        "text" => "M3.5 19 8.5 6l5 13M5.2 15h6.6M14.5 19l3-8 3 8M15.5 16.5h4",
        "theme" => "M12 3.5a8.5 8.5 0 1 0 .1 0zM12 3.5v17M12 8l6-2.5M12 12.5l8-2M12 17l6.5-2",
        "language" => "M12 3.5a8.5 8.5 0 1 0 .1 0zM3.5 12h17M12 3.5c-5 5-5 12 0 17 5-5 5-12 0-17",
        "person" => "M12 4a4 4 0 1 0 .1 0zM4.5 20.5a7.5 7.5 0 0 1 15 0",
        "device" => "M7 3.5h10v17H7zM10.5 17.5h3",
        "key" => "M8 11.5a4 4 0 1 0 .1 0zM11 14l8.5-8.5M16 9l3 3",
        "mail" => "M3.5 6h17v12.5h-17zM4 6.5l8 7 8-7",
        "download" => "M12 4v11M8 11.5l4 4 4-4M4.5 19.5h15",
        "sync" => "M19.5 10A8 8 0 0 0 5 8M4.5 4v4.5H9M4.5 14A8 8 0 0 0 19 16M19.5 20v-4.5H15",
        "outbox" => "M4 13v6.5h16V13M4 13l3-8.5h10l3 8.5h-5a3 3 0 0 1-6 0z",
        "lock" => "M6 11h12v9.5H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3M12 14.5v2",
        "info" => "M12 3.5a8.5 8.5 0 1 0 .1 0zM12 11v5.5M12 7.7v.1",
        "place" => "M12 21s-6.5-6-6.5-11a6.5 6.5 0 0 1 13 0c0 5-6.5 11-6.5 11zM12 7.7a2.3 2.3 0 1 0 .1 0z",
        "star" => "M12 4l2.5 5.2 5.5.8-4 4 1 5.7-5-2.7-5 2.7 1-5.7-4-4 5.5-.8z",
        "copy" => "M8.5 8.5h11v11h-11zM15.5 8.5v-4h-11v11h4",
        "unread" => "M3.5 6h17v12.5h-17zM4 6.5l8 7 8-7M19 4a2.2 2.2 0 1 0 .1 0z",
        "trash" => "M4 7h16M9 7V4.5h6V7M6 7l1 13h10l1-13",
        "scroll" => {
            "M7 4h11v13.5a2.5 2.5 0 0 1-2.5 2.5H6a2 2 0 0 1-2-2v-1.5h9V18M10 8.5h5M10 12h5M7 4a2.3 2.3 0 0 0-2.3 2.3V16.5"
        }
        "lifted" => "M12 3.5a8.5 8.5 0 1 0 .1 0zM8 12.3l2.8 2.8 5.2-5.6",
        "phone" => {
            "M6 4h3.5l1.5 4-2 1.5a11 11 0 0 0 5.5 5.5l1.5-2 4 1.5V18a2 2 0 0 1-2 2A14 14 0 0 1 4 6a2 2 0 0 1 2-2z"
        }
        "server" => "M4.5 4.5h15v6h-15zM4.5 13.5h15v6h-15zM8 7.5v.1M8 16.5v.1",
        "qr" => "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.500v2.500H14zM19.500 14h.1M14 19.500h.1M18 18h2v2h-2z",
        "plus" => "M12 5v14M5 12h14",
        "minus" => "M5 12h14",
        "circular" => "M5 4.5h14v13l-2.5 2.500H5zM8.500 3v3M15.500 3v3M8.500 10h7M8.500 13.500h5",
        "news" => "M4 5h13v14H6a2 2 0 0 1-2-2zM17 9h3v8a2 2 0 0 1-2 2h-1M7.500 8.500h6M7.500 12h6M7.500 15.500h4",
        "touch" => {
            "M10 13V6.200a1.700 1.700 0 0 1 3.400 0V11.500l4.200 1.100a2 2 0 0 1 1.500 2.300l-.700 3.100a3.200 3.200 0 0 1-3.100 2.500h-2.200a4 4 0 0 1-3.300-1.700L6.500 14.600a1.500 1.500 0 0 1 2.300-1.900L10 14M7.300 8.500a4.700 4.700 0 1 1 8.800 0"
        }
        "computer" => "M4 5h16v11.500H4zM9 20h6M12 16.500V20",
        "print" => "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6.500H7zM16.500 11.700v.1",
        "leave" => "M14 4H5.500v16H14M10.500 12H20M16.500 8l4 4-4 4",
        "menu" => "M4 4h6.500v6.500H4zM13.500 4H20v6.500h-6.500zM4 13.500h6.500V20H4zM13.500 13.500H20V20h-6.500z",
        "voice" => {
            "M4 9.500v5h3.500L12 18.500v-13L7.500 9.500zM15.500 9a4.200 4.200 0 0 1 0 6M18 6.500a7.800 7.800 0 0 1 0 11"
        }
        "quiet-voice" => "M4 9.500v5h3.500L12 18.500v-13L7.500 9.500zM15.500 9.500l5 5M20.500 9.500l-5 5",
        "vote" => {
            "M4 12.500v7h16v-7M4 12.500l2.500-4h3M20 12.500l-2.500-4h-1M9 4h7v8.500H9zM10.800 8l1.200 1.300 2.300-2.600M4 12.500h16"
        }
        _ => "M12 3.5a8.5 8.5 0 1 0 .1 0zM12 11.7a.3.3 0 1 0 .1 0z",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_has_a_drawing_of_its_own() {
        let drawn: std::collections::BTreeSet<_> = TOPICS.iter().map(|name| path(name)).collect();
        assert_eq!(drawn.len(), TOPICS.len());
    }
}
