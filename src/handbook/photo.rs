//! Photos: sealed by the engine as soon as they are chosen, opened again when they are looked at.

use crate::{
    hooks::{error_text, use_engine},
    i18n::{ruby, use_i18n},
    ui::{ChosenFile, Icon, PickFiles},
};
use dioxus::prelude::*;
use itsumo_domain::handbook::BlobRef;

/// A photo of the handbook. Without `alt` it is decoration.
#[component]
pub fn Photo(blob: BlobRef, alt: String) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let bytes = use_resource(use_reactive!(|blob| {
        let engine = engine.clone();
        async move { engine.blob(&blob).await.map(|bytes| data_url(&blob.media, &bytes)) }
    }));
    match &*bytes.read() {
        None => rsx! { span { class: "photo waiting", "aria-hidden": "true" } },
        Some(Ok(url)) => rsx! { img { class: "photo", src: "{url}", alt } },
        Some(Err(_)) => rsx! {
            span { class: "photo missing",
                Icon { name: "offline" }
                small { {i.show("handbook-photo-missing")} }
            }
        },
    }
}

/// Chooses photos. Each is sealed at once, and only its name is handed on.
#[component]
pub fn PhotoPicker(
    id: String,
    label: Element,
    photos: Vec<BlobRef>,
    #[props(default = 1)] most: usize,
    onchange: EventHandler<Vec<BlobRef>>,
) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let mut trouble = use_signal(|| None::<String>);
    let mut busy = use_signal(|| false);
    let full = photos.len() >= most;
    let chosen = photos.clone();
    rsx! {
        div { class: "field",
            span { class: "label", id: "{id}-label", {label} }
            if !photos.is_empty() {
                ul { class: "photos",
                    for (at, photo) in photos.iter().cloned().enumerate() {
                        li { key: "{photo.sha256}",
                            Photo { blob: photo, alt: i.say_with("handbook-photo-number", &[("number", crate::i18n::Arg::Number(i64::try_from(at + 1).unwrap_or(0)))]) }
                            button {
                                class: "icon-button",
                                r#type: "button",
                                "aria-label": i.say("handbook-photo-remove"),
                                onclick: {
                                    let photos = photos.clone();
                                    move |_| {
                                        let rest = photos.iter().enumerate().filter(|(other, _)| *other != at);
                                        onchange.call(rest.map(|(_, photo)| photo.clone()).collect());
                                    }
                                },
                                Icon { name: "close" }
                            }
                        }
                    }
                }
            }
            if !full {
                PickFiles {
                    id: "{id}",
                    label: i.show(if busy() { "handbook-photo-sealing" } else { "handbook-photo-choose" }),
                    accept: "image/*",
                    multiple: most > 1,
                    describedby: "{id}-label",
                    onbegin: move |()| {
                        busy.set(true);
                        trouble.set(None);
                    },
                    onfiles: move |files: Vec<ChosenFile>| {
                        let (engine, mut kept) = (engine.clone(), chosen.clone());
                        async move {
                            for file in files {
                                if kept.len() >= most {
                                    break;
                                }
                                let Some(bytes) = file.bytes else {
                                    trouble.set(Some(i.marked("handbook-photo-unread", &[])));
                                    continue;
                                };
                                let Some(media) = picture(&bytes) else {
                                    trouble.set(Some(i.marked("handbook-photo-kind", &[])));
                                    continue;
                                };
                                match engine.keep_blob(bytes, media).await {
                                    Ok(blob) => kept.push(blob),
                                    Err(error) => trouble.set(Some(error_text(i, &error))),
                                }
                            }
                            busy.set(false);
                            onchange.call(kept);
                        }
                    },
                }
            }
            if let Some(trouble) = trouble() {
                p { class: "error", role: "alert", Icon { name: "info" } span { {ruby(&trouble)} } }
            }
        }
    }
}

/// What sort of picture the bytes are, of those that every web view shows.
fn picture(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [b'G', b'I', b'F', b'8', ..] => Some("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

/// The picture as an address that needs no server and no file.
pub fn data_url(media: &str, bytes: &[u8]) -> String {
    format!("data:{media};base64,{}", base64(bytes))
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letter = |bits: u32| LETTERS.get((bits & 63) as usize).map_or('=', |letter| char::from(*letter));
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let at = |index: usize| u32::from(three.get(index).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        text.push(letter(bits >> 18));
        text.push(letter(bits >> 12));
        text.push(if three.len() > 1 { letter(bits >> 6) } else { '=' });
        text.push(if three.len() > 2 { letter(bits) } else { '=' });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_the_picture() {
        for (bytes, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
        assert_eq!(picture(&[0xff, 0xd8, 0xff, 0xe0]), Some("image/jpeg"));
        assert_eq!(picture(b"%PDF-1.7"), None);
        assert_eq!(picture(b""), None);
    }
}
