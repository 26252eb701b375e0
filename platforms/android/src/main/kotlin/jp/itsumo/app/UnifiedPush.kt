package jp.itsumo.app

import android.app.PendingIntent
import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import android.net.Uri
import org.json.JSONObject
import java.security.KeyPairGenerator
import java.security.SecureRandom
import java.security.interfaces.ECPublicKey
import java.security.spec.ECGenParameterSpec
import java.util.ArrayList
import java.util.Base64
import java.util.UUID

/**
 * Push by the service the person chose ("distributor"), after the UnifiedPush specification for Android: broadcasts
 * between two apps, no library, and no company's services needed. Where a phone has no such service, [Wake] looks every quarter of an hour.
 *
 * A push is a bell: it says that something is new, never what. So what it carries is not even opened, and the private
 * half of the key it is encrypted for is thrown away at once: nobody can read these messages, we included.
 */
object UnifiedPush {
    const val REGISTER = "org.unifiedpush.android.distributor.REGISTER"
    const val UNREGISTER = "org.unifiedpush.android.distributor.UNREGISTER"
    const val ACK = "org.unifiedpush.android.distributor.MESSAGE_ACK"
    const val BYTES = "org.unifiedpush.android.distributor.feature.BYTES_MESSAGE"
    const val NEW_ENDPOINT = "org.unifiedpush.android.connector.NEW_ENDPOINT"
    const val MESSAGE = "org.unifiedpush.android.connector.MESSAGE"
    const val UNREGISTERED = "org.unifiedpush.android.connector.UNREGISTERED"
    const val FAILED = "org.unifiedpush.android.connector.REGISTRATION_FAILED"

    /** The server's wish, or the end of it. */
    fun wanted(context: Context, wanted: Boolean, vapid: String?) {
        if (!wanted) return giveUp(context)
        forgetRemoved(context)
        val before = kept(context)
        if (before.getBoolean(WANTED, false) && before.getString(VAPID, null) == vapid && hasAddress(context)) return
        before.edit().putBoolean(WANTED, true).putString(VAPID, vapid).apply()
        again(context)
    }

    /** Asks the distributor for an address. It answers with [NEW_ENDPOINT], the same one if nothing changed. */
    fun again(context: Context) {
        val kept = kept(context)
        if (!kept.getBoolean(WANTED, false)) return
        forgetRemoved(context)
        val distributor = distributor(context) ?: return
        kept.edit().putString(DISTRIBUTOR, distributor).apply()
        val intent = Intent(REGISTER)
            .setPackage(distributor)
            .putExtra("token", token(context))
            .putExtra("application", context.packageName)
            .putExtra("message", Words.PUSH_WHY.text)
            .putExtra("vapid", kept.getString(VAPID, null))
            // Newer distributors know by this who really asks.
            .putExtra("pi", PendingIntent.getBroadcast(context, 0, Intent("${context.packageName}.push").setPackage(context.packageName), PendingIntent.FLAG_IMMUTABLE))
        if (understands(context, distributor, BYTES)) intent.putStringArrayListExtra("features", arrayListOf(BYTES))
        context.sendBroadcast(intent)
    }

    /** At the start of each process: was the distributor removed meanwhile? Then another is asked, if there is one. */
    fun look(context: Context) {
        if (forgetRemoved(context)) again(context)
    }

    /**
     * A distributor that is removed says nothing, and its address looks as good as before: pushes would go nowhere and
     * the phone would look by itself every six hours only. So whoever needs it looks first whether it is still there.
     */
    private fun forgetRemoved(context: Context): Boolean {
        val kept = kept(context)
        val before = kept.getString(DISTRIBUTOR, null) ?: return false
        if (before in distributors(context)) return false
        kept.edit().remove(DISTRIBUTOR).apply()
        lost(context)
        return true
    }

    /** For [Core.pushAddress]: what the server needs to send a push here, in the words of `domain::push`. */
    fun address(context: Context): String {
        val kept = kept(context)
        val endpoint = kept.getString(ENDPOINT, null) ?: return "null"
        return JSONObject()
            .put("transport", "web_push")
            .put("endpoint", endpoint)
            .put("p256dh", kept.getString(KEY, null))
            .put("auth", kept.getString(AUTH, null))
            .toString()
    }

    fun hasAddress(context: Context): Boolean = kept(context).contains(ENDPOINT)

    /** Is it about our registration? Anybody may send a broadcast; only our distributor knows the token. */
    fun ours(context: Context, intent: Intent): Boolean {
        val token = kept(context).getString(TOKEN, null) ?: return false
        return intent.getStringExtra("token") == token
    }

    /** A new address. Only https is one. */
    fun take(context: Context, endpoint: String) {
        if (Uri.parse(endpoint).scheme != "https") return
        val kept = kept(context)
        if (kept.getString(ENDPOINT, null) == endpoint) return
        val (key, auth) = keys()
        kept.edit().putString(ENDPOINT, endpoint).putString(KEY, key).putString(AUTH, auth).apply()
        changed(context)
    }

    /** The distributor let go of us: the token is used up. */
    fun lost(context: Context) {
        kept(context).edit().remove(ENDPOINT).remove(KEY).remove(AUTH).remove(TOKEN).apply()
        changed(context)
    }

    fun acknowledge(context: Context, id: String) {
        val distributor = kept(context).getString(DISTRIBUTOR, null) ?: return
        context.sendBroadcast(Intent(ACK).setPackage(distributor).putExtra("token", token(context)).putExtra("id", id))
    }

    private fun giveUp(context: Context) {
        val kept = kept(context)
        val (distributor, token) = kept.getString(DISTRIBUTOR, null) to kept.getString(TOKEN, null)
        if (distributor != null && token != null) {
            context.sendBroadcast(Intent(UNREGISTER).setPackage(distributor).putExtra("token", token))
        }
        val had = hasAddress(context)
        kept.edit().clear().apply()
        if (had) changed(context)
    }

    private fun changed(context: Context) {
        Itsumo.core.pushAddress(address(context))
        Wake.regularly(context)
        Wake.soon(context, "address")
    }

    /** The one that was asked before, the one the person made the default, or the first. */
    private fun distributor(context: Context): String? {
        val all = distributors(context)
        val before = kept(context).getString(DISTRIBUTOR, null)
        val link = Intent(Intent.ACTION_VIEW, Uri.parse("unifiedpush://link"))
        val default = context.packageManager.resolveActivity(link, 0)?.activityInfo?.packageName
        return before?.takeIf(all::contains) ?: default?.takeIf(all::contains) ?: all.firstOrNull()
    }

    private fun distributors(context: Context): List<String> =
        context.packageManager.queryBroadcastReceivers(Intent(REGISTER), 0)
            .mapNotNull { it.activityInfo?.packageName }.distinct().sorted()

    private fun understands(context: Context, distributor: String, action: String): Boolean =
        context.packageManager.queryBroadcastReceivers(Intent(action).setPackage(distributor), 0).isNotEmpty()

    private fun token(context: Context): String {
        val kept = kept(context)
        return kept.getString(TOKEN, null)
            ?: UUID.randomUUID().toString().also { kept.edit().putString(TOKEN, it).apply() }
    }

    /** A public key on P-256 as RFC 8291 writes it, and its secret for authentication. */
    private fun keys(): Pair<String, String> {
        val generator = KeyPairGenerator.getInstance("EC").apply { initialize(ECGenParameterSpec("secp256r1")) }
        val point = (generator.generateKeyPair().public as ECPublicKey).w
        val side = { number: java.math.BigInteger ->
            val bytes = number.toByteArray()
            // BigInteger puts a zero before a high bit, and leaves leading zeros out.
            ByteArray(32).also { wide ->
                val from = maxOf(0, bytes.size - 32)
                bytes.copyInto(wide, 32 - (bytes.size - from), from)
            }
        }
        val key = byteArrayOf(4) + side(point.affineX) + side(point.affineY)
        val auth = ByteArray(16).also(SecureRandom()::nextBytes)
        val text = Base64.getUrlEncoder().withoutPadding()
        return text.encodeToString(key) to text.encodeToString(auth)
    }

    private fun kept(context: Context) = context.getSharedPreferences("push", Context.MODE_PRIVATE)

    private const val WANTED = "wanted"
    private const val VAPID = "vapid"
    private const val DISTRIBUTOR = "distributor"
    private const val TOKEN = "token"
    private const val ENDPOINT = "endpoint"
    private const val KEY = "key"
    private const val AUTH = "auth"
}

/** What the distributor says. */
class PushReceiver : BroadcastReceiver() {
    override fun onReceive(context: Context, intent: Intent) {
        if (!UnifiedPush.ours(context, intent)) return
        when (intent.action) {
            UnifiedPush.MESSAGE -> {
                Wake.soon(context, "push")
                intent.getStringExtra("id")?.let { UnifiedPush.acknowledge(context, it) }
            }
            UnifiedPush.NEW_ENDPOINT -> intent.getStringExtra("endpoint")?.let { UnifiedPush.take(context, it) }
            UnifiedPush.UNREGISTERED, UnifiedPush.FAILED -> UnifiedPush.lost(context)
        }
    }
}
