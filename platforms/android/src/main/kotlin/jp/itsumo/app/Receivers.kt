package jp.itsumo.app

import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent

/** A button of a notification, pressed while there may be no window. */
class NoteReceiver : BroadcastReceiver() {
    override fun onReceive(context: Context, intent: Intent) {
        val note = intent.getStringExtra(NOTE) ?: return
        val action = intent.getStringExtra(ACTION) ?: return
        Notes.withdraw(context, note)
        Itsumo.core.noteAction(note, action)
        // What was pressed goes out with the next sync, and that is now.
        Wake.soon(context, "action")
    }

    companion object {
        const val NOTE = "note"
        const val ACTION = "action"
    }
}

/**
 * The phone was turned on, the app was updated, or the language changed. Jobs survive the first of them by themselves;
 * push services forget, so they are asked again.
 */
class BootReceiver : BroadcastReceiver() {
    override fun onReceive(context: Context, intent: Intent) {
        when (intent.action) {
            Intent.ACTION_LOCALE_CHANGED -> Notes.channels(context)
            Intent.ACTION_BOOT_COMPLETED, Intent.ACTION_MY_PACKAGE_REPLACED -> {
                UnifiedPush.again(context)
                Wake.regularly(context)
                Wake.soon(context, "boot")
            }
        }
    }
}
