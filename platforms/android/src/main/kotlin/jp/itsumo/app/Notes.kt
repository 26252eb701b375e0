package jp.itsumo.app

import android.Manifest
import android.app.Activity
import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.content.Context
import android.content.Intent
import android.content.pm.PackageManager
import android.graphics.drawable.Icon
import android.net.Uri
import android.os.Build
import android.provider.Settings
import org.json.JSONObject

/**
 * Notifications. What is told, how loudly, and in which words is decided by the engine; here each goes into its
 * channel, because a person turns channels off, not sentences: who silences news must still hear an evacuation.
 */
object Notes {
    /** One kind of loudness each. The names are what the Rust half says. */
    enum class Channel(val id: String, val importance: Int, val title: Words, val why: Words) {
        ALERT("alert", NotificationManager.IMPORTANCE_HIGH, Words.CHANNEL_ALERT, Words.CHANNEL_ALERT_WHY),
        IMPORTANT("important", NotificationManager.IMPORTANCE_DEFAULT, Words.CHANNEL_IMPORTANT, Words.CHANNEL_IMPORTANT_WHY),
        NEWS("news", NotificationManager.IMPORTANCE_LOW, Words.CHANNEL_NEWS, Words.CHANNEL_NEWS_WHY),
        QUIET("quiet", NotificationManager.IMPORTANCE_MIN, Words.CHANNEL_QUIET, Words.CHANNEL_QUIET_WHY);

        companion object {
            /** A name from a newer Rust half is no reason to stay silent. */
            fun of(id: String): Channel = entries.find { it.id == id } ?: IMPORTANT
        }
    }

    private const val EVERY = 0

    /** Makes the channels, or renames them when the phone's language changed. What the person set stays. */
    fun channels(context: Context) {
        val made = Channel.entries.map {
            NotificationChannel(it.id, it.title.text, it.importance).apply {
                description = it.why.text
                lockscreenVisibility = Notification.VISIBILITY_PRIVATE
                setShowBadge(it != Channel.QUIET)
                enableVibration(it == Channel.ALERT || it == Channel.IMPORTANT)
            }
        }
        manager(context).createNotificationChannels(made)
    }

    /** @throws org.json.JSONException when it is not what [Bridge.notify] says. */
    fun show(context: Context, json: String) {
        val note = JSONObject(json)
        val id = note.getString("id")
        val channel = Channel.of(note.optString("channel"))
        val body = note.optString("body")
        val built = Notification.Builder(context, channel.id)
            .setSmallIcon(icon(context))
            .setContentTitle(note.getString("title"))
            .setContentText(body)
            .setStyle(Notification.BigTextStyle().bigText(body))
            .setVisibility(Notification.VISIBILITY_PRIVATE)
            .setCategory(if (channel == Channel.ALERT) Notification.CATEGORY_ALARM else Notification.CATEGORY_MESSAGE)
            .setGroup(channel.id.takeIf { channel == Channel.NEWS })
            .setOngoing(note.optBoolean("ongoing"))
            // The same note again is a correction: it is shown, and does not ring a second time.
            .setOnlyAlertOnce(channel != Channel.ALERT)
            .setAutoCancel(true)
            .setContentIntent(openIntent(context, id, note.optString("open").takeUnless { note.isNull("open") }))
        val actions = note.optJSONArray("actions")
        for (index in 0 until (actions?.length() ?: 0)) {
            val action = actions?.getJSONObject(index) ?: continue
            built.addAction(actionOf(context, id, action.getString("id"), action.getString("label")))
        }
        manager(context).notify(id, EVERY, built.build())
    }

    fun withdraw(context: Context, id: String) = manager(context).cancel(id, EVERY)

    fun allowed(context: Context): Boolean = manager(context).areNotificationsEnabled()

    /** Before Android 13 nobody is asked. */
    fun ask(activity: Activity) {
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.TIRAMISU) return
        val permission = Manifest.permission.POST_NOTIFICATIONS
        if (activity.checkSelfPermission(permission) == PackageManager.PERMISSION_GRANTED) return
        val asked = activity.getSharedPreferences("asked", Context.MODE_PRIVATE)
        if (asked.getBoolean(permission, false)) return
        asked.edit().putBoolean(permission, true).apply()
        activity.requestPermissions(arrayOf(permission), 1)
    }

    fun openSettings(activity: Activity) {
        val page = Intent(Settings.ACTION_APP_NOTIFICATION_SETTINGS).putExtra(Settings.EXTRA_APP_PACKAGE, activity.packageName)
        activity.startActivity(page)
    }

    private fun openIntent(context: Context, id: String, link: String?): PendingIntent {
        val intent = Intent(Intent.ACTION_VIEW, Uri.parse(link ?: "itsumo://open"))
            .setClassName(context, Sharing.WINDOW)
            .addFlags(Intent.FLAG_ACTIVITY_NEW_TASK or Intent.FLAG_ACTIVITY_SINGLE_TOP)
        return PendingIntent.getActivity(context, id.hashCode(), intent, FLAGS)
    }

    private fun actionOf(context: Context, id: String, action: String, label: String): Notification.Action {
        // The data makes two intents different; extras alone do not.
        val intent = Intent(context, NoteReceiver::class.java)
            .setData(Uri.fromParts("note", id, action))
            .putExtra(NoteReceiver.NOTE, id)
            .putExtra(NoteReceiver.ACTION, action)
        val pending = PendingIntent.getBroadcast(context, 0, intent, FLAGS)
        return Notification.Action.Builder(null as Icon?, label, pending).build()
    }

    /** By name, since the resources belong to the generated project; Android's own mark where it is not there. */
    private fun icon(context: Context): Int {
        val own = context.resources.getIdentifier("itsumo_note", "drawable", context.packageName)
        return if (own != 0) own else android.R.drawable.ic_dialog_info
    }

    private fun manager(context: Context) = context.service<NotificationManager>()

    private val FLAGS = PendingIntent.FLAG_IMMUTABLE or PendingIntent.FLAG_UPDATE_CURRENT
}
