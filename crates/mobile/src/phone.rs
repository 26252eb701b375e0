//! What the app wants of a phone. One trait, three that do it: Java, Swift, and nobody, for a machine without a phone
//! on which the app plays one.

/// A phone's own abilities. Each returns at once; none fails in a way the app could do something about, so what does
/// not work is logged over there.
pub trait Phone: Sync {
    /// Shows or replaces a notification ([`crate::note::json`]).
    fn notify(&self, json: &str);
    /// Takes a notification back, if it is still shown.
    fn withdraw(&self, id: &str);
    /// Hands a file to another app that the person chooses.
    fn share(&self, path: &str, mime: &str, title: &str);
    /// Shows a file in the app that is for such files.
    fn open_file(&self, path: &str, mime: &str);
    /// Has the person choose a file; [`crate::ask::picked`] is called with this number.
    fn pick(&self, request: i64, mime: &str);
    /// Opens the camera for a QR code; [`crate::ask::scanned`] is called with this number.
    fn scan(&self, request: i64);
    /// Keeps the screen on while somebody shows a code to a machine.
    fn keep_screen_on(&self, on: bool);
    /// The person wants to be told while the app is closed, or no longer; `vapid` is the server's public key.
    fn push_wanted(&self, wanted: bool, vapid: Option<&str>);
    /// Asks the person whether the app may notify, where the phone wants them asked. Once.
    fn ask_to_notify(&self);
    /// Whether it may, or was not asked for it yet where the phone tells the two apart.
    fn notify_allowed(&self) -> bool;
    /// Opens the phone's own page about this app's notifications: after a no, only there it can become a yes.
    fn open_settings(&self);
}

/// The phone this process runs on.
pub fn phone() -> &'static dyn Phone {
    #[cfg(target_os = "android")]
    let phone = crate::android::phone();
    #[cfg(target_os = "ios")]
    let phone: &'static dyn Phone = &crate::ios::Swift;
    #[cfg(not(any(target_os = "android", target_os = "ios")))]
    let phone: &'static dyn Phone = &Nobody;
    phone
}

/// No phone: what is asked of it is logged, and whoever waits for an answer is told that the person chose nothing.
pub struct Nobody;

impl Phone for Nobody {
    fn notify(&self, json: &str) {
        tracing::info!(json, "a phone would show");
    }
    fn withdraw(&self, id: &str) {
        tracing::info!(id, "a phone would take back");
    }
    fn share(&self, path: &str, _: &str, _: &str) {
        tracing::info!(path, "a phone would share");
    }
    fn open_file(&self, path: &str, _: &str) {
        tracing::info!(path, "a phone would open");
    }
    fn pick(&self, request: i64, _: &str) {
        crate::ask::picked(request, String::new(), String::new(), None);
    }
    fn scan(&self, request: i64) {
        crate::ask::scanned(request, None);
    }
    fn keep_screen_on(&self, _: bool) {}
    fn push_wanted(&self, _: bool, _: Option<&str>) {}
    fn ask_to_notify(&self) {}
    fn notify_allowed(&self) -> bool {
        true
    }
    fn open_settings(&self) {}
}
