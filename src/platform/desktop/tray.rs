//! A small icon among the desktop's own, from which a closed window opens again.
//!
//! On Linux the library for it is opened when it is first used, and the program ends where there is none. So it is looked
//! for beforehand, in the places where the system's linker finds it.

use super::end;
use crate::{
    i18n::use_i18n,
    platform::{Opening, Openings},
};
use dioxus::{
    desktop::{
        trayicon::{
            Icon, TrayIcon, TrayIconBuilder,
            menu::{Menu, MenuItem},
        },
        use_muda_event_handler, use_tray_menu_event_handler,
    },
    prelude::*,
};
use std::rc::Rc;

const OPEN: &str = "itsumo-open";
const END: &str = "itsumo-end";

/// Whether an icon can be shown at all.
pub fn is_there() -> bool {
    !cfg!(target_os = "linux") || library()
}

/// The library that tray-icon opens, by the names under which it opens it.
fn library() -> bool {
    const NAMES: [&str; 2] = ["libayatana-appindicator3.so.1", "libappindicator3.so.1"];
    let mut folders: Vec<std::path::PathBuf> =
        std::env::var_os("LD_LIBRARY_PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default();
    for root in ["/lib", "/usr/lib", "/usr/local/lib"] {
        let machine = format!("{root}/{}-linux-gnu", std::env::consts::ARCH);
        folders.extend([root.to_owned(), format!("{root}64"), machine].map(Into::into));
    }
    folders.iter().any(|folder| NAMES.iter().any(|name| folder.join(name).exists()))
}

/// Shows the icon while `stay`.
pub fn use_tray(stay: bool) {
    let i = use_i18n();
    let openings = use_hook(try_consume_context::<Openings>);
    // Heard by the event loop itself, so also while the window is hidden. What was chosen comes under either name: menus
    // of windows and of icons are one library's, and only who first asked it is told.
    let chosen = use_callback(move |id: String| match id.as_str() {
        OPEN => openings.iter().for_each(|openings| openings.open(Opening::Window)),
        END => end(),
        _ => {}
    });
    use_muda_event_handler(move |event| chosen.call(event.id().0.clone()));
    use_tray_menu_event_handler(move |event| chosen.call(event.id().0.clone()));
    let mut shown = use_signal(|| None::<Rc<TrayIcon>>);
    let words = (i.say("computer-tray-open"), i.say("computer-tray-end"));
    use_effect(use_reactive!(|(stay, words)| {
        shown.set(None);
        if stay && is_there() {
            match icon(&words) {
                Ok(icon) => shown.set(Some(Rc::new(icon))),
                Err(error) => tracing::info!(%error, "no icon among the desktop's own"),
            }
        }
    }));
}

fn icon((open, end): &(String, String)) -> Result<TrayIcon, Box<dyn std::error::Error>> {
    let menu = Menu::new();
    menu.append(&MenuItem::with_id(OPEN, open, true, None))?;
    menu.append(&MenuItem::with_id(END, end, true, None))?;
    let picture: Icon = dioxus::desktop::icon_from_memory(include_bytes!("../../../assets/icons/32x32.png"))?;
    Ok(TrayIconBuilder::new()
        .with_id("itsumo")
        .with_menu(Box::new(menu))
        .with_menu_on_left_click(!cfg!(windows))
        .with_tooltip("いつも")
        .with_title("いつも")
        .with_icon(picture)
        .build()?)
}
