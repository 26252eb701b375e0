package jp.itsumo.app

import android.app.Activity
import android.content.ActivityNotFoundException
import android.content.ClipData
import android.content.ContentProvider
import android.content.ContentValues
import android.content.Context
import android.content.Intent
import android.database.Cursor
import android.database.MatrixCursor
import android.net.Uri
import android.os.ParcelFileDescriptor
import android.provider.OpenableColumns
import android.widget.Toast
import java.io.File
import java.io.FileNotFoundException
import java.util.UUID
import java.util.concurrent.TimeUnit

/** Files to other apps, and links from them. */
object Sharing {
    /** The window's class, which the build tool wants in a package of its own. */
    const val WINDOW = "dev.dioxus.main.MainActivity"

    fun share(activity: Activity, path: String, mime: String, title: String) {
        val uri = SharedFiles.lend(activity, File(path))
        val send = Intent(Intent.ACTION_SEND).setType(mime).putExtra(Intent.EXTRA_STREAM, uri).putExtra(Intent.EXTRA_TITLE, title)
        send.clipData = ClipData.newRawUri(title, uri)
        send.addFlags(Intent.FLAG_GRANT_READ_URI_PERMISSION)
        activity.startActivity(Intent.createChooser(send, title))
    }

    fun open(activity: Activity, path: String, mime: String) {
        val view = Intent(Intent.ACTION_VIEW)
            .setDataAndType(SharedFiles.lend(activity, File(path)), mime)
            .addFlags(Intent.FLAG_GRANT_READ_URI_PERMISSION)
        try {
            activity.startActivity(view)
        } catch (_: ActivityNotFoundException) {
            Toast.makeText(activity, Words.NOTHING_OPENS.text, Toast.LENGTH_LONG).show()
        }
    }

    /** The link an intent brings: one that was chosen, or the first one in a text that was shared with us. */
    fun link(intent: Intent?): String? = when (intent?.action) {
        Intent.ACTION_VIEW -> intent.dataString?.takeUnless { it == "itsumo://open" }
        Intent.ACTION_SEND -> intent.getStringExtra(Intent.EXTRA_TEXT)?.let { text ->
            LINK.find(text)?.value?.trimEnd('.', ',', '。', '、', ')', '）')
        }
        else -> null
    }

    private val LINK = Regex("""(?:itsumo|https)://[^\s<>"「」]+""")
}

/**
 * Lends a file to the app the person chose, and to no other: the address is random, nothing is listed, and what was
 * lent is gone a day later. Only copies in one folder of the cache can be lent, never a path that somebody names.
 */
class SharedFiles : ContentProvider() {
    override fun onCreate(): Boolean = true

    @Throws(FileNotFoundException::class)
    override fun openFile(uri: Uri, mode: String): ParcelFileDescriptor {
        if (mode != "r") throw FileNotFoundException("only to read")
        return ParcelFileDescriptor.open(file(uri), ParcelFileDescriptor.MODE_READ_ONLY)
    }

    override fun query(uri: Uri, projection: Array<String>?, selection: String?, args: Array<String>?, order: String?): Cursor {
        val file = file(uri)
        val columns = projection ?: arrayOf(OpenableColumns.DISPLAY_NAME, OpenableColumns.SIZE)
        val row = columns.map {
            when (it) {
                OpenableColumns.DISPLAY_NAME -> file.name
                OpenableColumns.SIZE -> file.length()
                else -> null
            }
        }
        return MatrixCursor(columns, 1).apply { addRow(row) }
    }

    override fun getType(uri: Uri): String =
        android.webkit.MimeTypeMap.getSingleton().getMimeTypeFromExtension(uri.lastPathSegment.orEmpty().substringAfterLast('.', "")) ?: "application/octet-stream"

    override fun insert(uri: Uri, values: ContentValues?): Uri? = null
    override fun delete(uri: Uri, selection: String?, args: Array<String>?): Int = 0
    override fun update(uri: Uri, values: ContentValues?, selection: String?, args: Array<String>?): Int = 0

    /** `content://…files/<random>/<name>`, and nothing else. */
    private fun file(uri: Uri): File {
        val (folder, name) = uri.pathSegments.takeIf { it.size == 2 } ?: throw FileNotFoundException(uri.toString())
        val context = context ?: throw FileNotFoundException("no context")
        val place = runCatching { UUID.fromString(folder) }.getOrNull() ?: throw FileNotFoundException(uri.toString())
        val file = File(File(folder(context), place.toString()), name)
        if (file.canonicalFile.parentFile != File(folder(context), place.toString()).canonicalFile || !file.isFile) {
            throw FileNotFoundException(uri.toString())
        }
        return file
    }

    companion object {
        private val KEPT = TimeUnit.DAYS.toMillis(1)

        private fun folder(context: Context) = File(context.cacheDir, "shared")

        /** Copies the file to where it can be lent. */
        fun lend(context: Context, file: File): Uri {
            val place = UUID.randomUUID().toString()
            val copy = File(File(folder(context), place).apply { mkdirs() }, file.name)
            file.copyTo(copy)
            return Uri.Builder().scheme("content").authority("${context.packageName}.files").appendPath(place).appendPath(file.name).build()
        }

        /** Takes back what was lent more than a day ago. */
        fun tidy(context: Context, now: Long = System.currentTimeMillis()) {
            folder(context).listFiles()?.filter { now - it.lastModified() > KEPT }?.forEach { it.deleteRecursively() }
        }
    }
}
