//! The window of a kiosk: the whole screen, and no way out of it.
//!
//! What could lead out is closed where it is, not where it would be pressed: menus, pop-ups, dialogs for files and for
//! printing, permissions, downloads and new windows are refused by the web view itself; keys, gestures and links to
//! elsewhere by the page (`assets/kiosk.html`), which is also where signs of life and of touch come from. Those come
//! as requests of a scheme of their own, answered on the main thread: a page that draws nothing still sends them, and
//! a main thread that hangs does not answer.

use crate::kiosk::{Session, app::KioskApp};
use dioxus::{
    desktop::{
        Config, LogicalSize, WindowBuilder,
        tao::window::Fullscreen,
        wry::http::{Request, Response},
    },
    prelude::*,
};
use itsumo_engine::Engine;
use std::borrow::Cow;

const INDEX: &str = include_str!("../../../assets/kiosk.html");

/// Opens the window over the whole screen, or, to look at it, in `size`. There is no place for files in its context:
/// nothing is put down on this machine. Does not return.
pub fn launch_kiosk(engine: Engine, session: Session, size: Option<(f64, f64)>) {
    let heard = session.clone();
    let config = Config::new()
        .with_window(frame(size))
        .with_menu(None)
        .with_custom_index(INDEX.replace("/*styles*/", &crate::STYLES.concat()))
        .with_disable_context_menu(true)
        .with_disable_drag_drop_handler(true)
        .with_background_color((255, 255, 255, 255))
        .with_navigation_handler(|_| false)
        .with_custom_protocol("kiosk", move |_, request| hear(&heard, &request));
    dioxus::LaunchBuilder::desktop().with_cfg(config).with_context(engine).with_context(session).launch(Locked);
}

fn frame(size: Option<(f64, f64)>) -> WindowBuilder {
    let frame = WindowBuilder::new().with_title("いつも").with_decorations(false).with_always_on_top(false);
    match size {
        Some((width, height)) => frame.with_inner_size(LogicalSize::new(width, height)).with_resizable(false),
        None => frame.with_fullscreen(Some(Fullscreen::Borderless(None))),
    }
}

/// What the page says of itself.
fn hear(session: &Session, request: &Request<Vec<u8>>) -> Response<Cow<'static, [u8]>> {
    session.beat();
    if request.uri().path() == "/touch" {
        session.touch();
    }
    Response::new(Cow::Borrowed(b""))
}

/// The kiosk's screens, in a web view whose ways out are closed.
#[component]
fn Locked() -> Element {
    #[cfg(target_os = "linux")]
    {
        let session = use_context::<Session>();
        use_effect(move || close_ways_out(session.clone()));
    }
    rsx! { KioskApp {} }
}

#[cfg(target_os = "linux")]
fn close_ways_out(session: Session) {
    use dioxus::desktop::{window, wry::WebViewExtUnix};
    use webkit2gtk::{
        DownloadExt, FileChooserRequestExt, PermissionRequestExt, SettingsExt, WebContextExt, WebViewExt,
        WebsiteDataManagerExt,
    };
    let view = window().webview.webview();
    // Each handler says that it has dealt with it, so that nothing else does.
    view.connect_context_menu(|_, _, _, _| true);
    view.connect_print(|_, _| true);
    view.connect_script_dialog(|_, _| true);
    view.connect_run_file_chooser(|_, request| {
        request.cancel();
        true
    });
    view.connect_permission_request(|_, request| {
        request.deny();
        true
    });
    // Without its page a kiosk is a white screen.
    view.connect_web_process_terminated(move |_, why| {
        tracing::error!(?why, "the page's process has ended: the session is ended");
        session.end();
    });
    if let Some(context) = view.context() {
        context.connect_download_started(|_, download| download.cancel());
        context.set_cache_model(webkit2gtk::CacheModel::DocumentViewer);
        if let Some(data) = context.website_data_manager() {
            data.set_persistent_credential_storage_enabled(false);
        }
    }
    if let Some(settings) = WebViewExt::settings(&view) {
        settings.set_enable_html5_local_storage(false);
        settings.set_enable_html5_database(false);
        settings.set_enable_page_cache(false);
        settings.set_enable_webgl(false);
        settings.set_enable_back_forward_navigation_gestures(false);
        settings.set_javascript_can_open_windows_automatically(false);
        settings.set_enable_developer_extras(inspected());
    }
}

/// Whether somebody builds this and looks into the page from outside.
#[cfg(target_os = "linux")]
fn inspected() -> bool {
    cfg!(debug_assertions) && std::env::var_os("WEBKIT_INSPECTOR_HTTP_SERVER").is_some()
}
