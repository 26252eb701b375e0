package jp.itsumo.app

import android.app.Activity
import android.content.Intent
import android.net.Uri
import android.provider.OpenableColumns
import android.webkit.MimeTypeMap
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowLooper
import java.io.ByteArrayInputStream
import java.io.File
import java.io.FileNotFoundException
import java.io.InputStream
import java.util.concurrent.CountDownLatch

class FilesTest : OnAPhone() {
    private lateinit var activity: Activity
    private lateinit var provider: SharedFiles

    @Before
    fun window() {
        activity = Robolectric.buildActivity(Activity::class.java).setup().get()
        Itsumo.activity = activity
        shadowOf(MimeTypeMap.getSingleton()).addExtensionMimeTypeMapping("pdf", "application/pdf")
        provider = Robolectric.setupContentProvider(SharedFiles::class.java, "${context.packageName}.files")
    }

    private fun letter(): File = File(context.filesDir, "予診票.pdf").apply { writeText("%PDF") }

    @Test
    fun `a chosen file arrives with its name and bytes`() {
        Bridge.pick(7, "image/*")
        ShadowLooper.idleMainLooper()
        val asked = shadowOf(activity).nextStartedActivity
        assertEquals(Intent.ACTION_OPEN_DOCUMENT, asked.action)
        assertEquals("image/*", asked.type)
        val uri = SharedFiles.lend(context, letter())
        assertTrue(FilePicker.result(activity, FilePicker.CODE, Activity.RESULT_OK, Intent().setData(uri)))
        assertEquals("picked 7 [予診票.pdf] [application/pdf] 4", core.next("picked"))
        assertEquals("%PDF", core.bytes?.decodeToString())
    }

    @Test
    fun `who chose nothing is answered, and other results are not ours`() {
        Bridge.pick(8, "*/*")
        ShadowLooper.idleMainLooper()
        assertFalse(FilePicker.result(activity, 1, Activity.RESULT_OK, Intent()))
        assertTrue(FilePicker.result(activity, FilePicker.CODE, Activity.RESULT_CANCELED, null))
        assertEquals("picked 8 [] [] null", core.next("picked"))
    }

    @Test
    fun `a file that is slow to read answers its own question, not the one that was asked meanwhile`() {
        Bridge.pick(7, "image/*")
        ShadowLooper.idleMainLooper()
        val (slow, ready) = Uri.parse("content://cloud.example/photo.jpg") to CountDownLatch(1)
        shadowOf(context.contentResolver).registerInputStreamSupplier(slow) {
            ready.await()
            ByteArrayInputStream(byteArrayOf(1, 2, 3))
        }
        FilePicker.result(activity, FilePicker.CODE, Activity.RESULT_OK, Intent().setData(slow))
        Bridge.pick(8, "application/pdf")
        ShadowLooper.idleMainLooper()
        ready.countDown()
        assertEquals("picked 7 [photo.jpg] [application/octet-stream] 3", core.next("picked"))
        FilePicker.result(activity, FilePicker.CODE, Activity.RESULT_CANCELED, null)
        assertEquals("picked 8 [] [] null", core.next("picked"))
    }

    @Test
    fun `a file that cannot be read has a name and no bytes`() {
        Bridge.pick(9, "*/*")
        ShadowLooper.idleMainLooper()
        val gone = Uri.parse("content://${context.packageName}.files/00000000-0000-0000-0000-000000000000/gone.pdf")
        FilePicker.result(activity, FilePicker.CODE, Activity.RESULT_OK, Intent().setData(gone))
        assertTrue(core.next("picked").startsWith("picked 9 [gone.pdf]"))
        assertNull(core.bytes)
    }

    @Test
    fun `a film of an hour is refused without filling the memory`() {
        var read = 0L
        val endless = object : InputStream() {
            override fun read(): Int = 0
            override fun read(into: ByteArray, from: Int, length: Int): Int = length.also { read += it }
        }
        assertNull(FilePicker.atMost(endless))
        assertTrue(read <= FilePicker.LARGEST + 64 * 1024)
        assertArrayEquals(byteArrayOf(1, 2), FilePicker.atMost(ByteArrayInputStream(byteArrayOf(1, 2))))
    }

    @Test
    fun `without a window nobody waits for ever`() {
        Itsumo.activity = null
        Bridge.pick(1, "*/*")
        Bridge.scan(2)
        ShadowLooper.idleMainLooper()
        assertEquals("picked 1 [] [] null", core.next("picked"))
        assertEquals("scanned 2 null", core.next("scanned"))
    }

    @Test
    fun `a shared letter is lent to the chosen app to read, and to nobody else`() {
        Bridge.share(letter().path, "application/pdf", "予診票")
        ShadowLooper.idleMainLooper()
        val chooser = shadowOf(activity).nextStartedActivity
        @Suppress("DEPRECATION")
        val send = requireNotNull(chooser.getParcelableExtra<Intent>(Intent.EXTRA_INTENT))
        @Suppress("DEPRECATION")
        val uri = requireNotNull(send.getParcelableExtra<Uri>(Intent.EXTRA_STREAM))
        assertTrue(send.flags and Intent.FLAG_GRANT_READ_URI_PERMISSION != 0)
        assertEquals("application/pdf", provider.getType(uri))
        provider.query(uri, null, null, null, null).use {
            it.moveToFirst()
            assertEquals("予診票.pdf", it.getString(it.getColumnIndexOrThrow(OpenableColumns.DISPLAY_NAME)))
            assertEquals(4, it.getInt(it.getColumnIndexOrThrow(OpenableColumns.SIZE)))
        }
        provider.openFile(uri, "r").close()
        assertThrows(FileNotFoundException::class.java) { provider.openFile(uri, "w") }
    }

    @Test
    fun `no address leads to another file`() {
        val base = "content://${context.packageName}.files"
        val lent = SharedFiles.lend(context, letter()).pathSegments.first()
        File(context.cacheDir, "secret").writeText("secret")
        for (path in listOf("", "/$lent", "/$lent/..%2F..%2Fsecret", "/..%2F/secret", "/not-a-number/予診票.pdf", "/$lent/other.pdf", "/$lent/予診票.pdf/more")) {
            assertThrows(path, FileNotFoundException::class.java) { provider.openFile(Uri.parse(base + path), "r") }
        }
    }

    @Test
    fun `what was lent is gone a day later`() {
        val uri = SharedFiles.lend(context, letter())
        SharedFiles.tidy(context)
        provider.openFile(uri, "r").close()
        SharedFiles.tidy(context, System.currentTimeMillis() + 25 * 60 * 60 * 1000)
        assertThrows(FileNotFoundException::class.java) { provider.openFile(uri, "r") }
    }

    @Test
    fun `a link in a text somebody sent on is found, and a text without one is none`() {
        val text = { words: String -> Sharing.link(Intent(Intent.ACTION_SEND).putExtra(Intent.EXTRA_TEXT, words)) }
        assertEquals("https://city.example/open/131229/news/1", text("これ見て「https://city.example/open/131229/news/1」ね"))
        assertEquals("itsumo://join/ABCD", text("コードは itsumo://join/ABCD。"))
        assertNull(text("またあした"))
        assertNull(Sharing.link(Intent(Intent.ACTION_MAIN)))
        assertNull(Sharing.link(null))
        assertEquals("itsumo://alert/3", Sharing.link(Intent(Intent.ACTION_VIEW, Uri.parse("itsumo://alert/3"))))
    }
}
