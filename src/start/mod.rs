//! How the app starts, one file for each kind of place.

#[cfg(feature = "desktop")]
mod desktop;
#[cfg(all(feature = "desktop", target_os = "linux"))]
mod kiosk;
#[cfg(all(feature = "mobile", not(feature = "desktop")))]
mod phone;

#[cfg(feature = "desktop")]
pub use desktop::run;
#[cfg(all(feature = "mobile", not(feature = "desktop")))]
pub use phone::run;
