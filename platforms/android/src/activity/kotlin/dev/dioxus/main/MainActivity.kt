package dev.dioxus.main

import android.content.Intent
import android.content.res.Configuration
import android.os.Bundle
import android.os.Process
import android.webkit.WebView
import jp.itsumo.app.FilePicker
import jp.itsumo.app.Itsumo
import jp.itsumo.app.Screen
import jp.itsumo.app.Sharing

/** Written here, so that this file says the same in the generated project and beside the tests. */
typealias BuildConfig = jp.itsumo.app.BuildConfig

/**
 * The window. The build tool wants it in this package and above this class; whatever it does is done by the classes of
 * `jp.itsumo.app`, which need neither.
 */
class MainActivity : WryActivity() {
    // The web view has no history of its own: every screen is one page.
    override val handleBackNavigation: Boolean = false

    override fun onCreate(savedInstanceState: Bundle?) {
        Itsumo.activity = this
        // Before the line below, in which the Rust half begins to run.
        Itsumo.core.start(Itsumo.dataDir(this), cacheDir.path)
        super.onCreate(savedInstanceState)
        Screen.fit(this)
        Screen.followBack(this)
        Screen.tellIfOld(this)
        // Coming back to a window that was away is not a second choice of the same link.
        if (savedInstanceState == null) Sharing.link(intent)?.let(Itsumo.core::opened)
    }

    override fun onWebViewCreate(webView: WebView) = Screen.secure(webView)

    override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        setIntent(intent)
        Sharing.link(intent)?.let(Itsumo.core::opened)
    }

    override fun onConfigurationChanged(newConfig: Configuration) {
        super.onConfigurationChanged(newConfig)
        Screen.dress(this)
    }

    @Deprecated("Asked before Android 13 only; later ones ask Screen.followBack")
    override fun onBackPressed() = Screen.back(this)

    @Deprecated("The newer way belongs to a library the classes here do without")
    override fun onActivityResult(requestCode: Int, resultCode: Int, data: Intent?) {
        if (!FilePicker.result(this, requestCode, resultCode, data)) {
            @Suppress("DEPRECATION")
            super.onActivityResult(requestCode, resultCode, data)
        }
    }

    /**
     * The window's event loop can run once in a process, so the process ends with the window. Nothing is lost: all
     * that was done is on the disk, and the next job starts a process of its own.
     */
    override fun onDestroy() {
        super.onDestroy()
        if (Itsumo.activity === this) Itsumo.activity = null
        end()
    }

    internal var end: () -> Unit = { Process.killProcess(Process.myPid()) }
}
