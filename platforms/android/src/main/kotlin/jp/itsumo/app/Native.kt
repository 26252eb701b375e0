package jp.itsumo.app

import android.content.Context

/**
 * What the phone tells the app's Rust half.
 *
 * Everything that thinks is Rust: this folder only knows how Android hands things over. The interface is there so that
 * each class can be tried on a computer, where there is no library for a phone.
 */
interface Core {
    /** First call in every process, whether a window opens it, a push or a job: keeps the machine and the context. */
    fun attach(context: Context)

    /** A window is about to open. Comes before the window's own start, which sets up the context once more. */
    fun start(dataDir: String, cacheDir: String)

    /**
     * Opens the engine without a window, syncs, tells what is to be told, and closes. Blocks for 25 seconds at most,
     * so it is called on [Wake]'s thread. Answers `{"synced":true|false,"problem":null|"…"}`.
     */
    fun wake(dataDir: String, reason: String): String

    /** A link was chosen: in a notification, in a browser, or in a text shared with us. */
    fun opened(link: String)

    /** The back button. False: there is nothing to go back to. */
    fun back(): Boolean

    /** Where pushes for this device go, as JSON, or `null`. */
    fun pushAddress(json: String)

    /**
     * A file was chosen. Without a name the person chose none; with a name and no bytes it could not be read or is
     * larger than [FilePicker.LARGEST].
     */
    fun picked(request: Long, name: String, mime: String, bytes: ByteArray?)

    /** The text of a QR code in a grey picture, row by row without gaps; null when there is none. */
    fun readQr(luma: ByteArray, width: Int, height: Int): String?

    /** The camera was closed, with what it read. */
    fun scanned(request: Long, text: String?)

    /** A button of a notification. */
    fun noteAction(noteId: String, action: String)
}

/** The Rust half itself. `main` is the name under which the build tool packs it: `libmain.so`. */
object Native : Core {
    init {
        System.loadLibrary("main")
    }

    external override fun attach(context: Context)
    external override fun start(dataDir: String, cacheDir: String)
    external override fun wake(dataDir: String, reason: String): String
    external override fun opened(link: String)
    external override fun back(): Boolean
    external override fun pushAddress(json: String)
    external override fun picked(request: Long, name: String, mime: String, bytes: ByteArray?)
    external override fun readQr(luma: ByteArray, width: Int, height: Int): String?
    external override fun scanned(request: Long, text: String?)
    external override fun noteAction(noteId: String, action: String)
}
