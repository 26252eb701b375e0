//! The least window that Dioxus opens: the floor under the app's start and memory in `cargo xtask bench`.

#![allow(non_snake_case, reason = "Dioxus components are functions with the names of types")]

use dioxus::prelude::*;

fn main() {
    dioxus::LaunchBuilder::desktop().launch(Hello);
}

fn Hello() -> Element {
    use_effect(|| itsumo::platform::tell_paint("h1"));
    rsx! { h1 { "こんにちは" } }
}
