package jp.itsumo.app

import android.app.job.JobInfo
import android.app.job.JobParameters
import android.app.job.JobScheduler
import android.content.Context
import android.content.Intent
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowLooper
import org.robolectric.util.ReflectionHelpers
import java.util.concurrent.TimeUnit

object Jobs {
    fun all(context: Context): List<JobInfo> = context.service<JobScheduler>().allPendingJobs
    fun regular(context: Context): JobInfo = all(context).single { it.isPeriodic }
    fun soon(context: Context): Boolean = all(context).any { !it.isPeriodic }
}

class WakeTest : OnAPhone() {
    @Test
    fun `a phone that no push reaches looks every quarter of an hour, also after it was turned off and on`() {
        val job = Jobs.regular(context)
        assertEquals(TimeUnit.MINUTES.toMillis(15), job.intervalMillis)
        assertTrue(job.isPersisted)
        @Suppress("DEPRECATION")
        assertEquals(JobInfo.NETWORK_TYPE_ANY, job.networkType)
        BootReceiver().onReceive(context, Intent(Intent.ACTION_BOOT_COMPLETED))
        assertTrue(Jobs.soon(context))
    }

    @Test
    fun `starting the app again does not begin the wait again`() {
        val before = Jobs.regular(context)
        Wake.regularly(context)
        assertTrue("the very same job", before === Jobs.regular(context))
    }

    @Test
    fun `three pushes in a row are one wake-up`() {
        repeat(3) { Wake.soon(context, "push") }
        assertEquals(1, Jobs.all(context).count { !it.isPeriodic })
    }

    @Test
    fun `a job wakes the engine and says when it is done`() {
        Wake.soon(context, "push")
        assertFalse("synced: not again", runJob())
        assertEquals("wake push", core.next("wake"))
    }

    @Test
    fun `what did not sync is tried again`() {
        core.answer = """{"synced":false,"problem":"offline"}"""
        Wake.soon(context, "push")
        assertTrue(runJob())
    }

    @Test
    fun `an answer nobody understands counts as not synced`() {
        core.answer = "oh"
        Wake.soon(context, "push")
        assertTrue(runJob())
    }

    /** Runs the pending job as the system does; true when it asks to be run again. */
    private fun runJob(): Boolean {
        val info = Jobs.all(context).single { !it.isPeriodic }
        val params = ReflectionHelpers.newInstance(JobParameters::class.java)
        ReflectionHelpers.setField(params, "jobId", info.id)
        ReflectionHelpers.setField(params, "extras", info.extras)
        val service = Robolectric.buildService(WakeJob::class.java).create().get()
        assertTrue("work goes on beside it", service.onStartJob(params))
        val shadow = shadowOf(service)
        val until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10)
        while (!shadow.isJobFinished && System.nanoTime() < until) {
            ShadowLooper.idleMainLooper()
            Thread.onSpinWait()
        }
        assertTrue(shadow.isJobFinished)
        return shadow.isRescheduleNeeded
    }
}
