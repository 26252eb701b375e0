//! The half that speaks Java. Kotlin's side is `platforms/android`; names and signatures are the same there.
//!
//! **Which process, which thread.** Android starts the process for a window, a push or a job, and calls `attach` first,
//! on the main thread. A thread that Rust made sees none of the app's classes, so the one that is called is looked up
//! there and kept.
//!
//! **The keyring and the window's library** want the same slot (`ndk_context`) for the phone's context. The library
//! asserts that it is the first to fill it; the keyring reads it once, when it is reached, and keeps what it read. So
//! `attach` fills it, whoever needs the keyring reaches it before anything else, and `start` empties the slot again
//! just before the library fills it.

use crate::{Phone, arrival, ask, guarded, one, phone::Nobody, place, push, qr, wake};
use jni::{
    JNIEnv, JavaVM,
    objects::{GlobalRef, JByteArray, JObject, JString, JValue},
    sys::{JNI_FALSE, JNI_TRUE, jboolean, jint, jlong, jstring},
};
use std::{
    path::PathBuf,
    ptr,
    sync::{
        Once, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
};

/// What is kept from `attach` until the process ends.
struct Java {
    vm: JavaVM,
    /// The class `jp.itsumo.app.Bridge`.
    bridge: GlobalRef,
    /// The application: unlike a window it lives as long as the process.
    context: GlobalRef,
}

static JAVA: OnceLock<Java> = OnceLock::new();
/// The slot is filled by us.
static OURS: AtomicBool = AtomicBool::new(false);

/// The phone, once `attach` was called.
pub fn phone() -> &'static dyn Phone {
    match JAVA.get() {
        Some(java) => java,
        None => &Nobody,
    }
}

/// Refers to every function that Java calls. A linker leaves out what nobody refers to, and nobody in Rust does.
pub fn keep() {
    let all: [*const (); 10] = [
        Java_jp_itsumo_app_Native_attach as *const (),
        Java_jp_itsumo_app_Native_start as *const (),
        Java_jp_itsumo_app_Native_wake as *const (),
        Java_jp_itsumo_app_Native_opened as *const (),
        Java_jp_itsumo_app_Native_back as *const (),
        Java_jp_itsumo_app_Native_pushAddress as *const (),
        Java_jp_itsumo_app_Native_picked as *const (),
        Java_jp_itsumo_app_Native_readQr as *const (),
        Java_jp_itsumo_app_Native_scanned as *const (),
        Java_jp_itsumo_app_Native_noteAction as *const (),
    ];
    std::hint::black_box(all);
}

/// Reaches the keyring while the slot is filled. Who comes second waits for the first.
fn reach_keyring() {
    static REACHED: Once = Once::new();
    REACHED.call_once(|| {
        if let Err(error) = itsumo_engine::secrets::reach() {
            tracing::warn!(%error, "no keyring");
        }
    });
}

fn text(env: &mut JNIEnv, text: &JString) -> Option<String> {
    if text.is_null() {
        return None;
    }
    env.get_string(text).ok().map(Into::into)
}

fn to_java(env: &JNIEnv, text: &str) -> jstring {
    env.new_string(text).map_or(ptr::null_mut(), JString::into_raw)
}

fn attach(env: &mut JNIEnv, context: &JObject) -> jni::errors::Result<()> {
    let files = folder(env, context, "getFilesDir")?;
    let cache = folder(env, context, "getCacheDir")?;
    if let (Some(files), Some(cache)) = (files, cache) {
        // As `Itsumo.dataDir` names it: what of it may leave the phone in a backup stands in `res/xml`.
        place::tell(files.join("itsumo"), cache.clone());
        // SAFETY: no thread of ours runs yet, and Java's own do not read this variable. Without it SQLite and others
        // look for room for large work where an app may not write.
        unsafe { std::env::set_var("TMPDIR", &cache) };
    }
    let class = env.find_class("jp/itsumo/app/Bridge")?;
    let java =
        Java { vm: env.get_java_vm()?, bridge: env.new_global_ref(class)?, context: env.new_global_ref(context)? };
    if JAVA.set(java).is_err() {
        return Ok(());
    }
    if let Some(java) = JAVA.get() {
        // SAFETY: the machine outlives the process, and the reference is global and never given back. Nobody filled the
        // slot before: this is the first call into the library, and it comes once (see above).
        unsafe {
            ndk_context::initialize_android_context(
                java.vm.get_java_vm_pointer().cast(),
                java.context.as_obj().as_raw().cast(),
            );
        }
        OURS.store(true, Ordering::SeqCst);
    }
    Ok(())
}

fn folder(env: &mut JNIEnv, context: &JObject, of: &str) -> jni::errors::Result<Option<PathBuf>> {
    let file = env.call_method(context, of, "()Ljava/io/File;", &[])?.l()?;
    if file.is_null() {
        return Ok(None);
    }
    let path = JString::from(env.call_method(file, "getPath", "()Ljava/lang/String;", &[])?.l()?);
    Ok(text(env, &path).map(PathBuf::from))
}

/// `Native.attach(Context)`: first of all, in every process.
#[unsafe(no_mangle)]
pub extern "system" fn Java_jp_itsumo_app_Native_attach(mut env: JNIEnv, _: JObject, context: JObject) {
    guarded("attach", (), || {
        if let Err(error) = attach(&mut env, &context) {
            tracing::error!(%error, "the phone's own half was not found");
            // An exception that waits would meet the next call.
            let _ = env.exception_clear();
        }
    });
}

/// `Native.start(String, String)`: before the window's library fills the slot.
#[unsafe(no_mangle)]
pub extern "system" fn Java_jp_itsumo_app_Native_start(mut env: JNIEnv, _: JObject, data: JString, cache: JString) {
    guarded("start", (), || {
        if let (Some(data), Some(cache)) = (text(&mut env, &data), text(&mut env, &cache)) {
            place::tell(data.into(), cache.into());
        }
        reach_keyring();
        if OURS.swap(false, Ordering::SeqCst) {
            // SAFETY: we filled it and nobody emptied it since; the keyring was reached above and keeps what it read,
            // so nobody reads the slot between this and the window's library filling it.
            unsafe { ndk_context::release_android_context() };
        }
    });
}

/// `Native.wake(String, String): String`. Blocks: on Kotlin's worker.
#[unsafe(no_mangle)]
pub extern "system" fn Java_jp_itsumo_app_Native_wake(
    mut env: JNIEnv,
    _: JObject,
    _data: JString,
    reason: JString,
) -> jstring {
    let reason = text(&mut env, &reason).unwrap_or_default();
    let woken = guarded("wake", wake::Woken::failed("other"), || {
        reach_keyring();
        // The folder is the one that `attach` named: two would be two sets of data.
        wake::wake(one::process(), || wake::open(place::paths()), &reason, wake::LIMIT)
    });
    to_java(&env, &woken.json())
}

/// `Native.opened(String)`.
#[unsafe(no_mangle)]
pub extern "system" fn Java_jp_itsumo_app_Native_opened(mut env: JNIEnv, _: JObject, link: JString) {
    guarded("opened", (), || {
        if let Some(link) = text(&mut env, &link) {
            arrival::opened(&link);
        }
    });
}

/// `Native.back(): Boolean`.
#[unsafe(no_mangle)]
pub extern "system" fn Java_jp_itsumo_app_Native_back(_: JNIEnv, _: JObject) -> jboolean {
    if guarded("back", false, arrival::back) { JNI_TRUE } else { JNI_FALSE }
}

/// `Native.pushAddress(String)`.
#[unsafe(no_mangle)]
pub extern "system" fn Java_jp_itsumo_app_Native_pushAddress(mut env: JNIEnv, _: JObject, json: JString) {
    guarded("pushAddress", (), || {
        if let Some(json) = text(&mut env, &json) {
            push::address(&json);
        }
    });
}

/// `Native.picked(Long, String, String, ByteArray?)`.
#[unsafe(no_mangle)]
pub extern "system" fn Java_jp_itsumo_app_Native_picked(
    mut env: JNIEnv,
    _: JObject,
    request: jlong,
    name: JString,
    mime: JString,
    bytes: JByteArray,
) {
    guarded("picked", (), || {
        let name = text(&mut env, &name).unwrap_or_default();
        let mime = text(&mut env, &mime).unwrap_or_default();
        let bytes = if bytes.is_null() { None } else { env.convert_byte_array(&bytes).ok() };
        ask::picked(request, name, mime, bytes);
    });
}

/// `Native.readQr(ByteArray, Int, Int): String?`.
#[unsafe(no_mangle)]
pub extern "system" fn Java_jp_itsumo_app_Native_readQr(
    env: JNIEnv,
    _: JObject,
    luma: JByteArray,
    width: jint,
    height: jint,
) -> jstring {
    let found = guarded("readQr", None, || {
        let luma = if luma.is_null() { return None } else { env.convert_byte_array(&luma).ok()? };
        qr::read(&luma, usize::try_from(width).ok()?, usize::try_from(height).ok()?)
    });
    found.map_or(ptr::null_mut(), |found| to_java(&env, &found))
}

/// `Native.scanned(Long, String?)`.
#[unsafe(no_mangle)]
pub extern "system" fn Java_jp_itsumo_app_Native_scanned(mut env: JNIEnv, _: JObject, request: jlong, found: JString) {
    guarded("scanned", (), || ask::scanned(request, text(&mut env, &found)));
}

/// `Native.noteAction(String, String)`.
#[unsafe(no_mangle)]
pub extern "system" fn Java_jp_itsumo_app_Native_noteAction(
    mut env: JNIEnv,
    _: JObject,
    note: JString,
    action: JString,
) {
    guarded("noteAction", (), || {
        if let (Some(note), Some(action)) = (text(&mut env, &note), text(&mut env, &action)) {
            arrival::note_action(&note, &action);
        }
    });
}

/// An argument on its way to Java.
enum Word<'a> {
    Text(Option<&'a str>),
    Number(i64),
    Yes(bool),
}

impl Java {
    /// Calls a static method of `Bridge`; `answer` reads what it returned.
    fn call<T>(
        &self,
        name: &str,
        signature: &str,
        words: &[Word],
        answer: impl FnOnce(jni::objects::JValueOwned) -> Option<T>,
    ) -> Option<T> {
        let called = self.vm.attach_current_thread().and_then(|mut env| {
            let called = env.with_local_frame(16, |env| -> jni::errors::Result<Option<T>> {
                let mut held = Vec::new();
                for word in words {
                    held.push(match word {
                        Word::Text(Some(text)) => JObject::from(env.new_string(text)?),
                        Word::Text(None) | Word::Number(_) | Word::Yes(_) => JObject::null(),
                    });
                }
                let args: Vec<JValue> = words
                    .iter()
                    .zip(&held)
                    .map(|(word, held)| match word {
                        Word::Text(_) => JValue::Object(held),
                        Word::Number(number) => JValue::Long(*number),
                        Word::Yes(yes) => JValue::Bool(u8::from(*yes)),
                    })
                    .collect();
                env.call_static_method(&self.bridge, name, signature, &args).map(answer)
            });
            if env.exception_check().unwrap_or(false) {
                let _ = env.exception_describe();
                let _ = env.exception_clear();
            }
            called
        });
        called.unwrap_or_else(|error| {
            tracing::warn!(name, %error, "the phone did not do it");
            None
        })
    }

    fn tell(&self, name: &str, signature: &str, words: &[Word]) {
        self.call(name, signature, words, |_| Some(()));
    }
}

impl Phone for Java {
    fn notify(&self, json: &str) {
        self.tell("notify", "(Ljava/lang/String;)V", &[Word::Text(Some(json))]);
    }
    fn withdraw(&self, id: &str) {
        self.tell("withdraw", "(Ljava/lang/String;)V", &[Word::Text(Some(id))]);
    }
    fn share(&self, path: &str, mime: &str, title: &str) {
        let words = [path, mime, title].map(|word| Word::Text(Some(word)));
        self.tell("share", "(Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;)V", &words);
    }
    fn open_file(&self, path: &str, mime: &str) {
        let words = [path, mime].map(|word| Word::Text(Some(word)));
        self.tell("openFile", "(Ljava/lang/String;Ljava/lang/String;)V", &words);
    }
    fn pick(&self, request: i64, mime: &str) {
        self.tell("pick", "(JLjava/lang/String;)V", &[Word::Number(request), Word::Text(Some(mime))]);
    }
    fn scan(&self, request: i64) {
        self.tell("scan", "(J)V", &[Word::Number(request)]);
    }
    fn keep_screen_on(&self, on: bool) {
        self.tell("keepScreenOn", "(Z)V", &[Word::Yes(on)]);
    }
    fn push_wanted(&self, wanted: bool, vapid: Option<&str>) {
        self.tell("pushWanted", "(ZLjava/lang/String;)V", &[Word::Yes(wanted), Word::Text(vapid)]);
    }
    fn ask_to_notify(&self) {
        self.tell("askToNotify", "()V", &[]);
    }
    fn notify_allowed(&self) -> bool {
        self.call("notifyAllowed", "()Z", &[], |answer| answer.z().ok()).unwrap_or(false)
    }
    fn open_settings(&self) {
        self.tell("openSettings", "()V", &[]);
    }
}
