package jp.itsumo.app

import android.app.Activity
import android.app.AlertDialog
import android.content.res.Configuration
import android.graphics.Color
import android.os.Build
import android.view.View
import android.view.WindowInsets
import android.view.WindowInsetsController
import android.webkit.WebView
import android.window.OnBackInvokedDispatcher

/** How the page lies in the window: below the bars, above the keyboard, with a back button that goes back. */
object Screen {
    /** The oldest web view on which the screens were looked at; it is updated apart from the phone. */
    const val OLDEST_WEBVIEW = 111

    /** The page's own ground (`assets/tokens.css`), so that the strips beside it are not seen. */
    private val LIGHT = Color.rgb(0xf2, 0xf2, 0xf2)
    private val DARK = Color.rgb(0x12, 0x12, 0x12)

    /**
     * Since Android 15 a window reaches behind the bars whether it wants to or not, and the keyboard covers it. The
     * padding is done here and the insets are used up, so that the page knows one rectangle: all of it is its own.
     */
    fun fit(activity: Activity) {
        val content: View = page(activity)
        dress(activity)
        // Before Android 11 the system itself makes room, as the manifest asks it to.
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.R) return
        @Suppress("DEPRECATION") // says nothing to phones of Android 15 and later, and all to those before
        activity.window.setDecorFitsSystemWindows(false)
        content.setOnApplyWindowInsetsListener { view, insets ->
            val kinds = WindowInsets.Type.systemBars() or WindowInsets.Type.displayCutout() or WindowInsets.Type.ime()
            val taken = insets.getInsets(kinds)
            view.setPadding(taken.left, taken.top, taken.right, taken.bottom)
            WindowInsets.CONSUMED
        }
    }

    /** Light or dark, as the phone is; called again when that changes, since the window is not made anew. */
    fun dress(activity: Activity) {
        val night = activity.resources.configuration.uiMode and Configuration.UI_MODE_NIGHT_MASK
        val dark = night == Configuration.UI_MODE_NIGHT_YES
        page(activity).setBackgroundColor(if (dark) DARK else LIGHT)
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.R) return
        val both = WindowInsetsController.APPEARANCE_LIGHT_STATUS_BARS or WindowInsetsController.APPEARANCE_LIGHT_NAVIGATION_BARS
        activity.window.insetsController?.setSystemBarsAppearance(if (dark) 0 else both, both)
    }

    /** Android makes it with every window. */
    private fun page(activity: Activity): View = requireNotNull(activity.findViewById(android.R.id.content))

    /** From Android 13 on, where a gesture asks beforehand; older ones ask by `onBackPressed`. */
    fun followBack(activity: Activity) {
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.TIRAMISU) return
        activity.onBackInvokedDispatcher.registerOnBackInvokedCallback(OnBackInvokedDispatcher.PRIORITY_DEFAULT) { back(activity) }
    }

    /** Into the app's own history; at its beginning the window steps back and stays alive. */
    fun back(activity: Activity) {
        if (!Itsumo.core.back()) activity.moveTaskToBack(true)
    }

    /** The page is ours alone: no files, no places, but every size of text. */
    fun secure(view: WebView) {
        view.settings.apply {
            allowFileAccess = false
            allowContentAccess = false
            setGeolocationEnabled(false)
            // Two fingers enlarge the page, as a person with weak eyes expects; the old buttons stay away.
            setSupportZoom(true)
            builtInZoomControls = true
            displayZoomControls = false
        }
        view.overScrollMode = View.OVER_SCROLL_NEVER
    }

    /** A web view from before [OLDEST_WEBVIEW] is said once, in words, rather than shown as broken screens. */
    fun tellIfOld(activity: Activity, version: String? = WebView.getCurrentWebViewPackage()?.versionName) {
        if (!isOld(version)) return
        AlertDialog.Builder(activity).setMessage(Words.OLD_WEBVIEW.text).setPositiveButton(android.R.string.ok, null).show()
    }

    internal fun isOld(version: String?): Boolean {
        // A version nobody can read is no reason to alarm anybody.
        val major = version?.substringBefore('.')?.toIntOrNull() ?: return false
        return major < OLDEST_WEBVIEW
    }
}
