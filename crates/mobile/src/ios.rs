//! The half that speaks C to Swift. Swift's side is `platforms/ios`; the names are the same there.
//!
//! Every text is UTF-8 and ends with a zero. What is handed in is valid for the call only and is copied; what is handed
//! out by [`itsumo_wake`] and [`itsumo_read_qr`] is given back by [`itsumo_free`].

use crate::{Phone, arrival, ask, guarded, one, place, push, qr, wake};
use std::{
    ffi::{CStr, CString, c_char},
    ptr, slice,
};

unsafe extern "C" {
    fn itsumo_bridge_notify(json: *const c_char);
    fn itsumo_bridge_withdraw(id: *const c_char);
    fn itsumo_bridge_share(path: *const c_char, mime: *const c_char, title: *const c_char);
    fn itsumo_bridge_open_file(path: *const c_char, mime: *const c_char);
    fn itsumo_bridge_pick(request: i64, mime: *const c_char);
    fn itsumo_bridge_scan(request: i64);
    fn itsumo_bridge_keep_screen_on(on: bool);
    fn itsumo_bridge_push_wanted(wanted: bool, vapid: *const c_char);
    fn itsumo_bridge_ask_to_notify();
    fn itsumo_bridge_notify_allowed() -> bool;
    fn itsumo_bridge_open_settings();
    fn itsumo_bridge_start();
}

/// Has Swift put its delegates for pushes, background work and notifications in place. Before the window, once.
pub fn start() {
    // SAFETY: takes and returns nothing; called on the main thread, which is where Swift wants it.
    unsafe { itsumo_bridge_start() };
}

/// Refers to every function that Swift calls. A linker leaves out what nobody refers to, and nobody in Rust does.
pub fn keep() {
    let all: [*const (); 9] = [
        itsumo_attach as *const (),
        itsumo_wake as *const (),
        itsumo_opened as *const (),
        itsumo_push_address as *const (),
        itsumo_picked as *const (),
        itsumo_read_qr as *const (),
        itsumo_scanned as *const (),
        itsumo_note_action as *const (),
        itsumo_free as *const (),
    ];
    std::hint::black_box(all);
}

/// A copy of a text of Swift's.
///
/// # Safety
/// `text` is null, or points at bytes that end with a zero and stay as they are during the call.
unsafe fn text(text: *const c_char) -> Option<String> {
    // SAFETY: it is no null, and the rest is the caller's promise.
    (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned())
}

fn to_swift(text: &str) -> *mut c_char {
    // A zero inside would end the text early for Swift; no text of ours has one.
    CString::new(text).map_or(ptr::null_mut(), CString::into_raw)
}

/// For the length of a call.
fn held(text: &str) -> CString {
    CString::new(text.replace('\0', "")).unwrap_or_default()
}

/// First of all: where the data lies. iOS says the same through `$HOME`; Swift knows the folder that other parts of the
/// app share.
///
/// # Safety
/// As [`text`], for both.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn itsumo_attach(data: *const c_char, cache: *const c_char) {
    // SAFETY: the caller's promise.
    let (data, cache) = unsafe { (text(data), text(cache)) };
    guarded("attach", (), || {
        if let (Some(data), Some(cache)) = (data, cache) {
            place::tell(data.into(), cache.into());
        }
    });
}

/// One round of background work. Blocks: not on the main thread.
///
/// # Safety
/// As [`text`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn itsumo_wake(reason: *const c_char) -> *mut c_char {
    // SAFETY: the caller's promise.
    let reason = unsafe { text(reason) }.unwrap_or_default();
    let woken = guarded("wake", wake::Woken::failed("other"), || {
        wake::wake(one::process(), || wake::open(place::paths()), &reason, wake::LIMIT)
    });
    to_swift(&woken.json())
}

/// A link, or a chosen notification.
///
/// # Safety
/// As [`text`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn itsumo_opened(link: *const c_char) {
    // SAFETY: the caller's promise.
    let link = unsafe { text(link) };
    guarded("opened", (), || {
        if let Some(link) = link {
            arrival::opened(&link);
        }
    });
}

/// Where pushes reach this device.
///
/// # Safety
/// As [`text`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn itsumo_push_address(json: *const c_char) {
    // SAFETY: the caller's promise.
    let json = unsafe { text(json) };
    guarded("push_address", (), || {
        if let Some(json) = json {
            push::address(&json);
        }
    });
}

/// What was chosen.
///
/// # Safety
/// As [`text`] for both texts; `bytes` is null, or points at `length` bytes that stay as they are during the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn itsumo_picked(
    request: i64,
    name: *const c_char,
    mime: *const c_char,
    bytes: *const u8,
    length: usize,
) {
    // SAFETY: the caller's promise.
    let (name, mime) = unsafe { (text(name).unwrap_or_default(), text(mime).unwrap_or_default()) };
    // SAFETY: it is no null, and the rest is the caller's promise.
    let bytes = (!bytes.is_null()).then(|| unsafe { slice::from_raw_parts(bytes, length) }.to_vec());
    guarded("picked", (), || ask::picked(request, name, mime, bytes));
}

/// The text of a code in a frame of the camera, or null.
///
/// # Safety
/// `luma` is null, or points at `width * height` bytes that stay as they are during the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn itsumo_read_qr(luma: *const u8, width: usize, height: usize) -> *mut c_char {
    let Some(length) = width.checked_mul(height).filter(|_| !luma.is_null()) else { return ptr::null_mut() };
    // SAFETY: it is no null, and the rest is the caller's promise.
    let luma = unsafe { slice::from_raw_parts(luma, length) };
    guarded("read_qr", None, || qr::read(luma, width, height)).map_or(ptr::null_mut(), |found| to_swift(&found))
}

/// The camera was closed, with what it read or with null.
///
/// # Safety
/// As [`text`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn itsumo_scanned(request: i64, found: *const c_char) {
    // SAFETY: the caller's promise.
    let found = unsafe { text(found) };
    guarded("scanned", (), || ask::scanned(request, found));
}

/// A button of a notification.
///
/// # Safety
/// As [`text`], for both.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn itsumo_note_action(note: *const c_char, action: *const c_char) {
    // SAFETY: the caller's promise.
    let (note, action) = unsafe { (text(note), text(action)) };
    guarded("note_action", (), || {
        if let (Some(note), Some(action)) = (note, action) {
            arrival::note_action(&note, &action);
        }
    });
}

/// Takes back a text that was handed out. Null is fine.
///
/// # Safety
/// `text` is null or came from [`itsumo_wake`] or [`itsumo_read_qr`] and was not given back before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn itsumo_free(text: *mut c_char) {
    if !text.is_null() {
        // SAFETY: it was made by `CString::into_raw`, which is the caller's promise.
        drop(unsafe { CString::from_raw(text) });
    }
}

/// The phone, by Swift.
pub struct Swift;

impl Phone for Swift {
    fn notify(&self, json: &str) {
        let json = held(json);
        // SAFETY: here and below: the texts live until the call has returned, and Swift keeps none of them.
        unsafe { itsumo_bridge_notify(json.as_ptr()) };
    }
    fn withdraw(&self, id: &str) {
        let id = held(id);
        // SAFETY: as above.
        unsafe { itsumo_bridge_withdraw(id.as_ptr()) };
    }
    fn share(&self, path: &str, mime: &str, title: &str) {
        let (path, mime, title) = (held(path), held(mime), held(title));
        // SAFETY: as above.
        unsafe { itsumo_bridge_share(path.as_ptr(), mime.as_ptr(), title.as_ptr()) };
    }
    fn open_file(&self, path: &str, mime: &str) {
        let (path, mime) = (held(path), held(mime));
        // SAFETY: as above.
        unsafe { itsumo_bridge_open_file(path.as_ptr(), mime.as_ptr()) };
    }
    fn pick(&self, request: i64, mime: &str) {
        let mime = held(mime);
        // SAFETY: as above.
        unsafe { itsumo_bridge_pick(request, mime.as_ptr()) };
    }
    fn scan(&self, request: i64) {
        // SAFETY: takes a number.
        unsafe { itsumo_bridge_scan(request) };
    }
    fn keep_screen_on(&self, on: bool) {
        // SAFETY: takes yes or no.
        unsafe { itsumo_bridge_keep_screen_on(on) };
    }
    fn push_wanted(&self, wanted: bool, vapid: Option<&str>) {
        let vapid = vapid.map(held);
        // SAFETY: null, or as above.
        unsafe { itsumo_bridge_push_wanted(wanted, vapid.as_ref().map_or(ptr::null(), |vapid| vapid.as_ptr())) };
    }
    fn ask_to_notify(&self) {
        // SAFETY: takes nothing.
        unsafe { itsumo_bridge_ask_to_notify() };
    }
    fn notify_allowed(&self) -> bool {
        // SAFETY: takes nothing.
        unsafe { itsumo_bridge_notify_allowed() }
    }
    fn open_settings(&self) {
        // SAFETY: takes nothing.
        unsafe { itsumo_bridge_open_settings() };
    }
}
