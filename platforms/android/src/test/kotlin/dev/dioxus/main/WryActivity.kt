package dev.dioxus.main

import android.app.Activity
import android.webkit.WebView

/** The part of the build tool's class that ours uses; the real one starts the Rust half in `onCreate`. */
abstract class WryActivity : Activity() {
    open val handleBackNavigation: Boolean = true

    open fun onWebViewCreate(webView: WebView) {}
}
