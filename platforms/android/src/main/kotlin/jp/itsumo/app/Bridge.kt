package jp.itsumo.app

import android.os.Handler
import android.os.Looper
import android.view.WindowManager

/**
 * What the Rust half wants of the phone. Called from threads of its own, by name and signature: what is renamed here
 * is renamed in `crates/mobile`, and `itsumo.pro` keeps the names in a release.
 *
 * Nothing here throws: an exception that crosses into Rust ends the process.
 */
object Bridge {
    private val main = Handler(Looper.getMainLooper())

    /** Shows or replaces a notification: `{id,title,body,channel,open,ongoing,actions:[{id,label}]}`. */
    @JvmStatic
    fun notify(json: String) {
        safely { Notes.show(Itsumo.context, json) }
    }

    /** Takes a notification back, if it is still shown. */
    @JvmStatic
    fun withdraw(id: String) {
        safely { Notes.withdraw(Itsumo.context, id) }
    }

    /** May we show notifications? */
    @JvmStatic
    fun notifyAllowed(): Boolean = safely { Notes.allowed(Itsumo.context) } ?: false

    /** Asks the person whether we may, where the phone wants them asked. A no is not asked about again. */
    @JvmStatic
    fun askToNotify() = onWindow { Notes.ask(it) }

    /** The phone's own page about this app's notifications, where a no can be taken back. */
    @JvmStatic
    fun openSettings() = onWindow { Notes.openSettings(it) }

    /** Hands a file to another app. */
    @JvmStatic
    fun share(path: String, mime: String, title: String) = onWindow { Sharing.share(it, path, mime, title) }

    /** Shows a file in the app that is for such files. */
    @JvmStatic
    fun openFile(path: String, mime: String) = onWindow { Sharing.open(it, path, mime) }

    /** Has the person choose a file; the answer comes by [Core.picked]. */
    @JvmStatic
    fun pick(request: Long, mime: String) = onWindow(orElse = { Itsumo.core.picked(request, "", "", null) }) {
        FilePicker.ask(it, request, mime)
    }

    /** Opens the camera for a QR code; the answer comes by [Core.scanned]. */
    @JvmStatic
    fun scan(request: Long) = onWindow(orElse = { Itsumo.core.scanned(request, null) }) {
        it.startActivity(ScanActivity.intent(it, request))
    }

    /** While somebody shows a QR code to a machine, the screen stays on. */
    @JvmStatic
    fun keepScreenOn(on: Boolean) = onWindow {
        val flag = WindowManager.LayoutParams.FLAG_KEEP_SCREEN_ON
        if (on) it.window.addFlags(flag) else it.window.clearFlags(flag)
    }

    /** The person wants to be told while the app is closed, or no longer; `vapid` is the server's public key. */
    @JvmStatic
    fun pushWanted(wanted: Boolean, vapid: String?) {
        safely { UnifiedPush.wanted(Itsumo.context, wanted, vapid) }
    }

    private fun onWindow(orElse: () -> Unit = {}, work: (android.app.Activity) -> Unit) {
        main.post {
            val activity = Itsumo.activity
            if (activity == null || activity.isFinishing || safely { work(activity) } == null) safely(orElse)
        }
    }

    private fun <T> safely(work: () -> T): T? = runCatching(work)
        .onFailure { android.util.Log.w("itsumo", "the phone refused", it) }
        .getOrNull()
}
