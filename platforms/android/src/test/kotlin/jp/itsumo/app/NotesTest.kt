package jp.itsumo.app

import android.app.Notification
import android.app.NotificationManager
import android.content.Intent
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowLooper
import java.util.Locale

class NotesTest : OnAPhone() {
    private val manager get() = context.service<NotificationManager>()
    private fun shown(id: String): Notification? = shadowOf(manager).getNotification(id, 0)

    @Test
    fun `an alert rings though news is silenced, because they are two channels`() {
        assertEquals(listOf("alert", "important", "news", "quiet"), manager.notificationChannels.map { it.id }.sorted())
        assertEquals(NotificationManager.IMPORTANCE_HIGH, manager.getNotificationChannel("alert").importance)
        assertEquals(NotificationManager.IMPORTANCE_LOW, manager.getNotificationChannel("news").importance)
        Bridge.notify("""{"id":"a","title":"避難指示","body":"川のそば","channel":"alert","open":"itsumo://alert/1"}""")
        Bridge.notify("""{"id":"n","title":"図書館","body":"","channel":"news","open":null}""")
        assertEquals("alert", shown("a")?.channelId)
        assertEquals("news", shown("n")?.channelId)
    }

    @Test
    fun `channels change their names with the phone's language, and stay what the person set`() {
        assertEquals("緊急のお知らせ", manager.getNotificationChannel("alert").name)
        Locale.setDefault(Locale.ENGLISH)
        BootReceiver().onReceive(context, Intent(Intent.ACTION_LOCALE_CHANGED))
        assertEquals("Emergencies", manager.getNotificationChannel("alert").name)
        assertEquals(4, manager.notificationChannels.size)
    }

    @Test
    fun `the same id again replaces what is shown, and a recall takes it away`() {
        Bridge.notify("""{"id":"x","title":"はじめ","channel":"news"}""")
        Bridge.notify("""{"id":"x","title":"なおしました","channel":"news"}""")
        assertEquals(1, shadowOf(manager).size())
        assertEquals("なおしました", shown("x")?.extras?.getCharSequence(Notification.EXTRA_TITLE))
        Bridge.withdraw("x")
        assertNull(shown("x"))
    }

    @Test
    fun `choosing it opens the link in the one window`() {
        Bridge.notify("""{"id":"x","title":"t","channel":"news","open":"itsumo://news/7"}""")
        val intent = shadowOf(shown("x")?.contentIntent).savedIntent
        assertEquals("itsumo://news/7", Sharing.link(intent))
        assertEquals(Sharing.WINDOW, intent.component?.className)
        Bridge.notify("""{"id":"y","title":"t","channel":"news","open":null}""")
        assertNull("nothing to open but the window", Sharing.link(shadowOf(shown("y")?.contentIntent).savedIntent))
    }

    @Test
    fun `a button goes to the Rust half, takes the note away and sends at once what was pressed`() {
        Bridge.notify("""{"id":"x","title":"t","channel":"important","actions":[{"id":"read","label":"読みました"},{"id":"later","label":"あとで"}]}""")
        val buttons = requireNotNull(shown("x")).actions
        assertEquals(listOf("読みました", "あとで"), buttons.map { it.title.toString() })
        val (read, later) = buttons.map { shadowOf(it.actionIntent).savedIntent }
        assertFalse("two buttons are two intents", read.filterEquals(later))
        NoteReceiver().onReceive(context, read)
        assertEquals("action x read", core.next("action"))
        assertNull(shown("x"))
        assertTrue(Jobs.soon(context))
    }

    @Test
    fun `what nobody understands is not shown and ends nothing`() {
        Bridge.notify("no json")
        Bridge.notify("""{"title":"without an id"}""")
        assertEquals(0, shadowOf(manager).size())
        Bridge.notify("""{"id":"x","title":"t","channel":"of a newer version"}""")
        assertEquals("important", shown("x")?.channelId)
    }

    @Test
    fun `a lock screen shows nothing of it`() {
        Bridge.notify("""{"id":"x","title":"欠席の連絡","channel":"important"}""")
        assertEquals(Notification.VISIBILITY_PRIVATE, shown("x")?.visibility)
    }

    @Test
    fun `a no is taken back on the phone's own page about this app`() {
        val activity = Robolectric.buildActivity(android.app.Activity::class.java).setup().get()
        Itsumo.activity = activity
        assertTrue(Bridge.notifyAllowed())
        shadowOf(manager).setNotificationsEnabled(false)
        assertFalse(Bridge.notifyAllowed())
        Bridge.openSettings()
        ShadowLooper.idleMainLooper()
        val page = shadowOf(activity).nextStartedActivity
        assertEquals(android.provider.Settings.ACTION_APP_NOTIFICATION_SETTINGS, page.action)
        assertEquals(context.packageName, page.getStringExtra(android.provider.Settings.EXTRA_APP_PACKAGE))
    }

    @Test
    fun `the person is asked once whether we may`() {
        val activity = Robolectric.buildActivity(android.app.Activity::class.java).setup().get()
        Notes.ask(activity)
        assertEquals(listOf(android.Manifest.permission.POST_NOTIFICATIONS), shadowOf(activity).lastRequestedPermission.requestedPermissions.toList())
        val second = Robolectric.buildActivity(android.app.Activity::class.java).setup().get()
        Notes.ask(second)
        assertNull(shadowOf(second).lastRequestedPermission)
    }
}
