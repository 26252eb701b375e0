package jp.itsumo.app

import android.app.Activity
import android.app.Application
import android.content.Context
import java.io.File
import java.lang.ref.WeakReference

/**
 * The process. Android starts it for a window, for a push, for a job or after the phone was turned on; whichever it
 * is, this runs first, so that nobody further on asks whether the Rust half is there.
 */
class ItsumoApp : Application() {
    override fun onCreate() {
        super.onCreate()
        Itsumo.begin(this, Native)
    }
}

/** What the classes of this folder share. */
object Itsumo {
    lateinit var context: Context
        private set
    lateinit var core: Core
        private set

    private var front = WeakReference<Activity>(null)

    /** The window, while there is one: what asks the person something needs it. */
    var activity: Activity?
        get() = front.get()
        set(value) {
            front = WeakReference(value)
        }

    /** Once per process. */
    fun begin(context: Context, core: Core) {
        this.context = context
        this.core = core
        core.attach(context)
        Notes.channels(context)
        SharedFiles.tidy(context)
        UnifiedPush.look(context)
        Wake.regularly(context)
        core.pushAddress(UnifiedPush.address(context))
    }

    /** The engine's folder. What of it may leave the phone in a backup stands in `res/xml`. */
    fun dataDir(context: Context): String = File(context.filesDir, "itsumo").path
}

/** A service of the system that every phone has. */
internal inline fun <reified T : Any> Context.service(): T = requireNotNull(getSystemService(T::class.java))
