package jp.itsumo.app

import android.app.job.JobInfo
import android.app.job.JobParameters
import android.app.job.JobScheduler
import android.app.job.JobService
import android.content.ComponentName
import android.content.Context
import android.os.Build
import android.os.PersistableBundle
import org.json.JSONObject
import java.util.concurrent.ExecutorService
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit

/**
 * When the engine is woken without a window. A job of the system, not a thread of ours: the system keeps the phone
 * awake for it, waits for the network, and starts the process if it is gone. That is also why a push does not sync in
 * its receiver, which has ten seconds.
 */
object Wake {
    private const val REGULAR = 1
    private const val SOON = 2
    private const val REASON = "reason"

    /** What the system allows at most, for phones that no push reaches. */
    val OFTEN: Long = TimeUnit.MINUTES.toMillis(15)

    /** With push, only a net under it. */
    val SELDOM: Long = TimeUnit.HOURS.toMillis(6)

    /** One at a time, in the order they came. */
    private val worker: ExecutorService = Executors.newSingleThreadExecutor { Thread(it, "itsumo-wake") }

    /** Keeps the regular wake-up; changes it when a push address came or went. */
    fun regularly(context: Context) {
        val period = if (UnifiedPush.hasAddress(context)) SELDOM else OFTEN
        val there = scheduler(context).getPendingJob(REGULAR)
        // Setting the same job anew would begin its wait anew, at every start of the app.
        if (there?.intervalMillis == period) return
        scheduler(context).schedule(job(context, REGULAR, "periodic").setPeriodic(period).setPersisted(true).build())
    }

    /** Wakes the engine as soon as there is a network. Several of them in a row are one. */
    fun soon(context: Context, reason: String) {
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) {
            val at = job(context, SOON, reason).setExpedited(true).build()
            if (scheduler(context).schedule(at) == JobScheduler.RESULT_SUCCESS) return
        }
        scheduler(context).schedule(job(context, SOON, reason).setMinimumLatency(0).build())
    }

    private fun job(context: Context, id: Int, reason: String) =
        JobInfo.Builder(id, ComponentName(context, WakeJob::class.java))
            .setRequiredNetworkType(JobInfo.NETWORK_TYPE_ANY)
            .setExtras(PersistableBundle().apply { putString(REASON, reason) })

    private fun scheduler(context: Context) = context.service<JobScheduler>()

    /** Runs on the worker and then says whether it must be tried again. */
    internal fun run(context: Context, params: JobParameters, done: (again: Boolean) -> Unit) {
        val reason = params.extras.getString(REASON) ?: "periodic"
        worker.execute {
            val synced = runCatching {
                JSONObject(Itsumo.core.wake(Itsumo.dataDir(context), reason)).optBoolean("synced")
            }.getOrDefault(false)
            // A regular one comes again by itself; of the others the system takes care, with growing pauses.
            done(!synced && params.jobId != REGULAR)
        }
    }
}

/** The system's side of [Wake]. */
class WakeJob : JobService() {
    override fun onStartJob(params: JobParameters): Boolean {
        Wake.run(applicationContext, params) { again -> jobFinished(params, again) }
        return true
    }

    /** The network went away, or a newer job took its place: what runs ends by itself in 25 seconds at most. */
    override fun onStopJob(params: JobParameters): Boolean = true
}
