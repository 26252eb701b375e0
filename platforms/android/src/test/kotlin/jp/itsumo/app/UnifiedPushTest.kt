package jp.itsumo.app

import android.content.ComponentName
import android.content.Context
import android.content.Intent
import android.content.IntentFilter
import org.json.JSONObject
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Shadows.shadowOf
import java.util.Base64
import java.util.concurrent.TimeUnit

class UnifiedPushTest : OnAPhone() {
    private val said get() = shadowOf(context as android.app.Application).broadcastIntents

    /** Installs an app that delivers pushes. */
    private fun distributor(name: String, vararg actions: String = arrayOf(UnifiedPush.REGISTER)) {
        val receiver = ComponentName(name, "$name.Receiver")
        val phone = shadowOf(context.packageManager)
        phone.installPackage(android.content.pm.PackageInfo().apply { packageName = name })
        phone.addReceiverIfNotPresent(receiver)
        actions.forEach { phone.addIntentFilterForReceiver(receiver, IntentFilter(it)) }
    }

    private fun token() = requireNotNull(said.last { it.action == UnifiedPush.REGISTER }.getStringExtra("token"))

    private fun heard(action: String, token: String?, vararg extras: Pair<String, String>) {
        val intent = Intent(action).putExtra("token", token)
        extras.forEach { (key, value) -> intent.putExtra(key, value) }
        PushReceiver().onReceive(context, intent)
    }

    private fun registered(): String {
        distributor("org.example.push")
        Bridge.pushWanted(true, "server-key")
        return token().also { heard(UnifiedPush.NEW_ENDPOINT, it, "endpoint" to "https://push.example/abc") }
    }

    @Test
    fun `whoever wants to be told gets an address, and the server is told it`() {
        distributor("org.example.push", UnifiedPush.REGISTER, UnifiedPush.BYTES)
        Bridge.pushWanted(true, "server-key")
        val asked = said.last { it.action == UnifiedPush.REGISTER }
        assertEquals("org.example.push", asked.`package`)
        assertEquals("server-key", asked.getStringExtra("vapid"))
        assertEquals(context.packageName, asked.getStringExtra("application"))
        assertEquals(arrayListOf(UnifiedPush.BYTES), asked.getStringArrayListExtra("features"))
        assertTrue("nothing yet", UnifiedPush.address(context) == "null")

        heard(UnifiedPush.NEW_ENDPOINT, token(), "endpoint" to "https://push.example/abc")
        val address = JSONObject(core.next("push").removePrefix("push "))
        assertEquals("https://push.example/abc", address.getString("endpoint"))
        assertEquals("web_push", address.getString("transport"))
        val key = Base64.getUrlDecoder().decode(address.getString("p256dh"))
        assertEquals("a point on the curve, not compressed", 65, key.size)
        assertEquals(4, key[0].toInt())
        assertEquals(16, Base64.getUrlDecoder().decode(address.getString("auth")).size)
    }

    @Test
    fun `with push the phone looks by itself only now and then, and often again when it is lost`() {
        val token = registered()
        assertEquals(TimeUnit.HOURS.toMillis(6), Jobs.regular(context).intervalMillis)
        heard(UnifiedPush.UNREGISTERED, token)
        assertEquals(TimeUnit.MINUTES.toMillis(15), Jobs.regular(context).intervalMillis)
        core.told.last().let { assertEquals("push null", it) }
        UnifiedPush.again(context)
        assertFalse("a used token is not used twice", token() == token)
    }

    @Test
    fun `a push wakes the engine and is acknowledged`() {
        val token = registered()
        context.service<android.app.job.JobScheduler>().cancelAll()
        heard(UnifiedPush.MESSAGE, token, "id" to "m1")
        assertTrue(Jobs.soon(context))
        assertEquals("m1", said.last { it.action == UnifiedPush.ACK }.getStringExtra("id"))
    }

    @Test
    fun `who does not know our token is not listened to`() {
        registered()
        core.told.clear()
        context.service<android.app.job.JobScheduler>().cancelAll()
        heard(UnifiedPush.MESSAGE, "guessed")
        heard(UnifiedPush.MESSAGE, null)
        heard(UnifiedPush.NEW_ENDPOINT, "guessed", "endpoint" to "https://thief.example/")
        heard(UnifiedPush.UNREGISTERED, "guessed")
        assertTrue(Jobs.all(context).isEmpty())
        assertTrue(core.told.isEmpty())
        assertTrue(UnifiedPush.address(context).contains("push.example"))
    }

    @Test
    fun `an address that is not encrypted on its way is none`() {
        distributor("org.example.push")
        Bridge.pushWanted(true, null)
        heard(UnifiedPush.NEW_ENDPOINT, token(), "endpoint" to "http://push.example/abc")
        assertEquals("null", UnifiedPush.address(context))
    }

    @Test
    fun `the same address again changes nothing, another one gets keys of its own`() {
        val token = registered()
        val before = UnifiedPush.address(context)
        core.told.clear()
        heard(UnifiedPush.NEW_ENDPOINT, token, "endpoint" to "https://push.example/abc")
        assertEquals(before, UnifiedPush.address(context))
        assertNull(core.told.poll())
        heard(UnifiedPush.NEW_ENDPOINT, token, "endpoint" to "https://push.example/def")
        assertFalse(JSONObject(before).getString("p256dh") == JSONObject(UnifiedPush.address(context)).getString("p256dh"))
    }

    @Test
    fun `who no longer wants it is unregistered and forgotten`() {
        val token = registered()
        Bridge.pushWanted(false, null)
        assertEquals(token, said.last { it.action == UnifiedPush.UNREGISTER }.getStringExtra("token"))
        assertEquals("null", UnifiedPush.address(context))
        val before = said.size
        UnifiedPush.again(context)
        assertEquals("asks nobody any more", before, said.size)
    }

    @Test
    fun `without an app that delivers pushes nothing is asked and the regular look goes on`() {
        Bridge.pushWanted(true, "server-key")
        assertTrue(said.none { it.action == UnifiedPush.REGISTER })
        assertEquals(Wake.OFTEN, Jobs.regular(context).intervalMillis)
    }

    /** Removes it, as a person does who no longer wants that app: it tells nobody. */
    private fun remove(name: String) {
        shadowOf(context.packageManager).removeReceiver(ComponentName(name, "$name.Receiver"))
        shadowOf(context.packageManager).removePackage(name)
    }

    @Test
    fun `a distributor that was removed is noticed at the next start, and the phone looks often again`() {
        registered()
        assertEquals(Wake.SELDOM, Jobs.regular(context).intervalMillis)
        remove("org.example.push")
        core.told.clear()
        Itsumo.begin(context, core)
        assertEquals("push null", core.next("push"))
        assertEquals("null", UnifiedPush.address(context))
        assertEquals(Wake.OFTEN, Jobs.regular(context).intervalMillis)
    }

    @Test
    fun `when it was removed another one is asked, with a token of its own`() {
        val token = registered()
        remove("org.example.push")
        distributor("org.other.push")
        // The same wish as before, told at every start of the app.
        Bridge.pushWanted(true, "server-key")
        val asked = said.last { it.action == UnifiedPush.REGISTER }
        assertEquals("org.other.push", asked.`package`)
        assertFalse(token() == token)
        assertEquals("null", UnifiedPush.address(context))
        heard(UnifiedPush.NEW_ENDPOINT, token(), "endpoint" to "https://other.example/abc")
        assertTrue(UnifiedPush.address(context).contains("other.example"))
    }

    @Test
    fun `after the phone was turned on a removed one is not asked`() {
        registered()
        remove("org.example.push")
        val before = said.size
        BootReceiver().onReceive(context, Intent(Intent.ACTION_BOOT_COMPLETED))
        assertEquals(before, said.size)
        assertEquals("null", UnifiedPush.address(context))
    }

    @Test
    fun `after the phone was turned on the distributor is asked again, the same one`() {
        distributor("zz.other.push")
        val token = registered()
        // Chosen first by name, kept when another one comes.
        distributor("aa.newer.push")
        BootReceiver().onReceive(context, Intent(Intent.ACTION_BOOT_COMPLETED))
        val asked = said.last { it.action == UnifiedPush.REGISTER }
        assertEquals("org.example.push", asked.`package`)
        assertEquals(token, asked.getStringExtra("token"))
    }
}
