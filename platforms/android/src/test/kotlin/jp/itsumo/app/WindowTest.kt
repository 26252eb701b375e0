package jp.itsumo.app

import android.content.Intent
import android.content.res.Configuration
import android.net.Uri
import android.util.Size
import android.webkit.WebView
import dev.dioxus.main.MainActivity
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowLooper
import java.nio.ByteBuffer

class WindowTest : OnAPhone() {
    private fun window(intent: Intent = Intent(Intent.ACTION_MAIN)) = Robolectric.buildActivity(MainActivity::class.java, intent)

    @Test
    fun `the Rust half is told where its folder is before it runs, then which link was chosen`() {
        window(Intent(Intent.ACTION_VIEW, Uri.parse("itsumo://news/1"))).create()
        assertEquals("start ${context.filesDir}/itsumo", core.told.poll())
        assertEquals("opened itsumo://news/1", core.told.poll())
    }

    @Test
    fun `a link chosen later comes to the same window`() {
        val window = window().create()
        core.told.clear()
        window.newIntent(Intent(Intent.ACTION_VIEW, Uri.parse("itsumo://alert/2")))
        assertEquals("opened itsumo://alert/2", core.told.poll())
    }

    @Test
    fun `a window that was away and comes back does not open its link again`() {
        val away = android.os.Bundle()
        window(Intent(Intent.ACTION_VIEW, Uri.parse("itsumo://news/1"))).create(away)
        assertTrue(core.told.none { it.startsWith("opened") })
    }

    @Test
    fun `back goes back in the app, and at its beginning the window only steps back`() {
        val activity = window().setup().get()
        @Suppress("DEPRECATION")
        activity.onBackPressed()
        assertEquals("back", core.next("back"))
        assertFalse(activity.isFinishing)
        core.goesBack = false
        Screen.back(activity)
        assertFalse("its process goes on", activity.isFinishing)
        assertFalse(activity.handleBackNavigation)
    }

    @Test
    fun `the process ends with its window, for no second one can run in it`() {
        val window = window().create()
        var ended = 0
        window.get().apply { MainActivity::class.java.getDeclaredField("end").apply { isAccessible = true }.set(this, { ended += 1 }) }
        window.start().resume().pause().stop().destroy()
        assertEquals(1, ended)
        assertNull(Itsumo.activity)
    }

    @Test
    fun `at night the ground beside the page is dark`() {
        val activity = window().setup().get()
        val ground = { (requireNotNull(activity.findViewById<android.view.View>(android.R.id.content)).background as android.graphics.drawable.ColorDrawable).color }
        val light = ground()
        activity.resources.configuration.uiMode = Configuration.UI_MODE_NIGHT_YES
        Screen.dress(activity)
        assertFalse(light == ground())
    }

    @Test
    fun `the page reads no files and may be enlarged with two fingers`() {
        val view = WebView(context)
        Screen.secure(view)
        assertFalse(view.settings.allowFileAccess)
        assertFalse(view.settings.allowContentAccess)
        assertTrue(view.settings.builtInZoomControls)
        assertFalse(view.settings.displayZoomControls)
    }

    @Test
    fun `an old web view is told of, a new one and an unreadable number are not`() {
        assertTrue(Screen.isOld("110.0.5481.65"))
        assertFalse(Screen.isOld("111.0.5563.116"))
        assertFalse(Screen.isOld("140.0"))
        assertFalse(Screen.isOld(null))
        assertFalse(Screen.isOld("x"))
    }

    @Test
    fun `while a code is shown the screen stays on`() {
        val activity = window().setup().get()
        val on = android.view.WindowManager.LayoutParams.FLAG_KEEP_SCREEN_ON
        Bridge.keepScreenOn(true)
        ShadowLooper.idleMainLooper()
        assertTrue(activity.window.attributes.flags and on != 0)
        Bridge.keepScreenOn(false)
        ShadowLooper.idleMainLooper()
        assertEquals(0, activity.window.attributes.flags and on)
    }

    @Test
    fun `without the camera the screen says why, and closing it answers whoever asked`() {
        val scan = Robolectric.buildActivity(ScanActivity::class.java, ScanActivity.intent(context, 5)).setup()
        assertEquals(listOf(android.Manifest.permission.CAMERA), shadowOf(scan.get()).lastRequestedPermission.requestedPermissions.toList())
        scan.get().onRequestPermissionsResult(1, arrayOf(android.Manifest.permission.CAMERA), intArrayOf(-1))
        val words = ArrayList<android.view.View>()
        scan.get().window.decorView.findViewsWithText(words, Words.SCAN_NO_CAMERA.text, android.view.View.FIND_VIEWS_WITH_TEXT)
        assertEquals(1, words.size)
        scan.get().finish()
        scan.pause().stop().destroy()
        assertEquals("scanned 5 null", core.next("scanned"))
        assertNull("once", core.told.poll())
    }

    @Test
    fun `a code is a square on the screen, upright and with the phone on its side`() {
        val picture = Size(1280, 720)
        // Drawn over the whole view, then scaled and turned: how long a side of a square becomes in both directions.
        for ((width, height, turned, rotation) in listOf(listOf(1080, 2160, 90, 0), listOf(2160, 1080, 90, 1), listOf(2160, 1080, 90, 3), listOf(1600, 900, 0, 0))) {
            val fit = ScanActivity.Fit.of(width.toFloat(), height.toFloat(), picture, turned, rotation)
            val upright = if (turned == 90) Size(720, 1280) else picture
            val (x, y) = width * fit.x / upright.width to height * fit.y / upright.height
            assertEquals(x, y, 0.001f)
            // Nothing of the view stays empty.
            val (wide, high) = if (rotation % 2 == 0) width * fit.x to height * fit.y else height * fit.y to width * fit.x
            assertTrue("$wide x $high", wide >= width - 0.5f && high >= height - 0.5f)
            assertEquals(-90f * rotation, fit.degrees, 0f)
        }
    }

    @Test
    fun `the gaps a camera leaves at the end of rows are not in the picture`() {
        val rows = ByteBuffer.wrap(byteArrayOf(1, 2, 9, 9, 3, 4))
        assertArrayEquals(byteArrayOf(1, 2, 3, 4), ScanActivity.grey(rows, 4, 2, 2))
        assertEquals(Size(1280, 720), ScanActivity.best(listOf(Size(4000, 3000), Size(1280, 720), Size(320, 240))))
        assertEquals(Size(640, 480), ScanActivity.best(emptyList()))
    }
}
