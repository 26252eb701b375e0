package jp.itsumo.app

import android.app.Activity
import android.content.ActivityNotFoundException
import android.content.Context
import android.content.Intent
import android.net.Uri
import android.provider.OpenableColumns
import java.io.ByteArrayOutputStream
import java.io.InputStream
import kotlin.concurrent.thread

/**
 * A file of the person's, chosen in the system's own chooser. The web view's file field opens the chooser too, but
 * what was chosen never reaches Rust; and this way no permission for anybody's storage is needed.
 */
object FilePicker {
    /** More than any photo or letter; a video chosen by mistake must not end the app. */
    const val LARGEST: Int = 32 * 1024 * 1024

    /** `0x17…`: far from the numbers the library above us gives out. */
    const val CODE: Int = 0x1750

    /** The question whose chooser is open. Once something was chosen it is out of here: reading takes its time. */
    private var waiting: Long? = null

    fun ask(activity: Activity, request: Long, mime: String) {
        // Two at once cannot be: the first is answered with nothing.
        waiting?.let { Itsumo.core.picked(it, "", "", null) }
        waiting = request
        val intent = Intent(Intent.ACTION_OPEN_DOCUMENT).addCategory(Intent.CATEGORY_OPENABLE).setType(mime)
        try {
            @Suppress("DEPRECATION")
            activity.startActivityForResult(intent, CODE)
        } catch (_: ActivityNotFoundException) {
            waiting = null
            Itsumo.core.picked(request, "", "", null)
        }
    }

    /** From the window's `onActivityResult`; true when it was ours. */
    fun result(context: Context, code: Int, result: Int, data: Intent?): Boolean {
        if (code != CODE) return false
        // Android may have ended the process under the chooser: then nobody waits any more.
        val request = waiting ?: return true
        waiting = null
        val uri = data?.data.takeIf { result == Activity.RESULT_OK }
        if (uri == null) {
            Itsumo.core.picked(request, "", "", null)
        } else {
            thread(name = "itsumo-file") { read(context, request, uri) }
        }
        return true
    }

    /** Whatever the app behind the file does wrong, whoever waits is answered. */
    private fun read(context: Context, request: Long, uri: Uri) {
        val files = context.contentResolver
        val mime = runCatching { files.getType(uri) }.getOrNull() ?: "application/octet-stream"
        val bytes = runCatching { files.openInputStream(uri)?.use(::atMost) }.getOrNull()
        Itsumo.core.picked(request, name(context, uri), mime, bytes)
    }

    /** Null when there is more than [LARGEST]. */
    internal fun atMost(stream: InputStream): ByteArray? {
        val all = ByteArrayOutputStream()
        val buffer = ByteArray(64 * 1024)
        while (true) {
            val read = stream.read(buffer)
            if (read < 0) return all.toByteArray()
            if (all.size() + read > LARGEST) return null
            all.write(buffer, 0, read)
        }
    }

    private fun name(context: Context, uri: Uri): String {
        val columns = arrayOf(OpenableColumns.DISPLAY_NAME)
        val told = runCatching {
            context.contentResolver.query(uri, columns, null, null, null)?.use { if (it.moveToFirst()) it.getString(0) else null }
        }.getOrNull()
        return told ?: uri.lastPathSegment?.substringAfterLast('/') ?: "file"
    }
}
