package jp.itsumo.app

import android.content.Context
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit

/** Gradle makes the real one. */
object BuildConfig

/** A Rust half that writes down what it is told. */
class FakeCore : Core {
    /** Each call in words; a queue, because some come from threads. */
    val told = LinkedBlockingQueue<String>()
    var bytes: ByteArray? = null
    var answer = """{"synced":true,"problem":null}"""
    var goesBack = true

    /** The next call that begins with `what`; calls before it are passed over. */
    fun next(what: String): String {
        while (true) {
            val call = told.poll(10, TimeUnit.SECONDS) ?: throw AssertionError("nobody said $what")
            if (call.startsWith(what)) return call
        }
    }

    override fun attach(context: Context) = say("attach")
    override fun start(dataDir: String, cacheDir: String) = say("start $dataDir")
    override fun wake(dataDir: String, reason: String): String = answer.also { say("wake $reason") }
    override fun opened(link: String) = say("opened $link")
    override fun back(): Boolean = goesBack.also { say("back") }
    override fun pushAddress(json: String) = say("push $json")
    override fun picked(request: Long, name: String, mime: String, bytes: ByteArray?) {
        this.bytes = bytes
        say("picked $request [$name] [$mime] ${bytes?.size}")
    }
    override fun readQr(luma: ByteArray, width: Int, height: Int): String? = null
    override fun scanned(request: Long, text: String?) = say("scanned $request $text")
    override fun noteAction(noteId: String, action: String) = say("action $noteId $action")

    private fun say(what: String) {
        told.add(what)
    }
}
