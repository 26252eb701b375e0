package jp.itsumo.app

import android.Manifest
import android.annotation.SuppressLint
import android.app.Activity
import android.content.Context
import android.content.Intent
import android.content.pm.PackageManager
import android.graphics.Color
import android.graphics.ImageFormat
import android.graphics.Matrix
import android.graphics.SurfaceTexture
import android.hardware.camera2.CameraCaptureSession
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import android.hardware.camera2.CaptureRequest
import android.media.Image
import android.media.ImageReader
import android.os.Bundle
import android.os.Handler
import android.os.HandlerThread
import android.util.Size
import android.view.Gravity
import android.view.Surface
import android.view.TextureView
import android.view.View
import android.widget.Button
import android.widget.FrameLayout
import android.widget.LinearLayout
import android.widget.TextView
import java.nio.ByteBuffer
import java.util.concurrent.atomic.AtomicBoolean

/**
 * The camera, for a QR code. The system's camera gives grey pictures, the Rust half reads them: no library of a
 * company looks at what stands on somebody's letter, and no picture is kept.
 */
class ScanActivity : Activity(), TextureView.SurfaceTextureListener {
    private var request = 0L
    private val answered = AtomicBoolean()
    private lateinit var hint: TextView
    private lateinit var preview: TextureView
    private var eye: Eye? = null

    override fun onCreate(saved: Bundle?) {
        super.onCreate(saved)
        request = intent.getLongExtra(REQUEST, 0)
        preview = TextureView(this).apply { surfaceTextureListener = this@ScanActivity }
        hint = TextView(this).apply {
            text = Words.SCAN_HINT.text
            textSize = 20f
            gravity = Gravity.CENTER
            setTextColor(Color.WHITE)
            setBackgroundColor(Color.argb(0xC0, 0, 0, 0))
            accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
            setPadding(32, 32, 32, 32)
        }
        val close = Button(this).apply {
            text = Words.SCAN_CLOSE.text
            textSize = 20f
            minHeight = (60 * resources.displayMetrics.density).toInt()
            setOnClickListener { finish() }
        }
        val column = LinearLayout(this).apply {
            orientation = LinearLayout.VERTICAL
            addView(hint)
            addView(close)
        }
        val root = FrameLayout(this).apply {
            setBackgroundColor(Color.BLACK)
            addView(preview)
            addView(column, FrameLayout.LayoutParams(FrameLayout.LayoutParams.MATCH_PARENT, FrameLayout.LayoutParams.WRAP_CONTENT, Gravity.BOTTOM))
            fitsSystemWindows = true
        }
        setContentView(root)
        if (!mayUseCamera()) requestPermissions(arrayOf(Manifest.permission.CAMERA), 1)
    }

    private fun mayUseCamera() = checkSelfPermission(Manifest.permission.CAMERA) == PackageManager.PERMISSION_GRANTED

    override fun onRequestPermissionsResult(code: Int, permissions: Array<out String>, results: IntArray) {
        super.onRequestPermissionsResult(code, permissions, results)
        if (!mayUseCamera()) hint.text = Words.SCAN_NO_CAMERA.text
    }

    // The dialog for the permission is a pause of its own: on the way back the camera is opened.
    override fun onResume() {
        super.onResume()
        if (preview.isAvailable) open()
    }

    override fun onPause() {
        eye?.close()
        eye = null
        super.onPause()
    }

    /** However the screen ends, whoever asked is answered, once. */
    override fun onDestroy() {
        if (isFinishing) answer(null)
        super.onDestroy()
    }

    private fun answer(text: String?) {
        if (answered.compareAndSet(false, true)) Itsumo.core.scanned(request, text)
    }

    private fun found(text: String) {
        answer(text)
        runOnUiThread { finish() }
    }

    private fun open() {
        val texture = preview.surfaceTexture
        if (texture == null || !mayUseCamera() || eye != null) return
        val manager = service<CameraManager>()
        runCatching {
            val id = back(manager) ?: return noCamera()
            val turned = manager.getCameraCharacteristics(id).get(CameraCharacteristics.SENSOR_ORIENTATION) ?: 90
            eye = Eye(texture, pictureSize(manager, id), turned).also { it.open(manager, id) }
            fit()
        }.onFailure { noCamera() }
    }

    /** A preview is stretched over the whole view, whatever its form: this takes that back, so that a code is a square. */
    private fun fit() {
        val (width, height) = preview.width.toFloat() to preview.height.toFloat()
        val eye = eye ?: return
        if (width == 0f || height == 0f) return
        val fit = Fit.of(width, height, eye.size, eye.turned, preview.display?.rotation ?: Surface.ROTATION_0)
        preview.setTransform(Matrix().apply {
            setScale(fit.x, fit.y, width / 2, height / 2)
            postRotate(fit.degrees, width / 2, height / 2)
        })
    }

    /**
     * The camera, opened once. All of it lives on a thread of its own, and closing too: a reader that another thread
     * closes takes a picture away while it is being read.
     */
    private inner class Eye(private val texture: SurfaceTexture, val size: Size, val turned: Int) : CameraDevice.StateCallback() {
        private val thread = HandlerThread("itsumo-camera").apply { start() }
        private val handler = Handler(thread.looper)
        private val reader = ImageReader.newInstance(size.width, size.height, ImageFormat.YUV_420_888, 2)
        private var camera: CameraDevice? = null
        private var shown: Surface? = null
        private var closed = false

        /** The system was asked for the camera and has not answered. Until it has, the thread must hear it. */
        private var asked = false

        @SuppressLint("MissingPermission") // mayUseCamera has looked
        fun open(manager: CameraManager, id: String) {
            handler.post {
                if (closed) return@post
                reader.setOnImageAvailableListener({ from -> runCatching { from.acquireLatestImage()?.use(::look) } }, handler)
                asked = runCatching { manager.openCamera(id, this, handler) }.onFailure { noCamera() }.isSuccess
            }
        }

        fun close() {
            handler.post {
                closed = true
                if (!asked) end()
            }
        }

        private fun end() {
            camera?.close()
            reader.close()
            shown?.release()
            thread.quitSafely()
        }

        override fun onOpened(device: CameraDevice) {
            asked = false
            camera = device
            if (closed) return end()
            runCatching { show(device) }.onFailure { noCamera() }
        }

        private fun show(device: CameraDevice) {
            texture.setDefaultBufferSize(size.width, size.height)
            val shown = Surface(texture).also { shown = it }
            val wish = device.createCaptureRequest(CameraDevice.TEMPLATE_PREVIEW).apply {
                addTarget(shown)
                addTarget(reader.surface)
                set(CaptureRequest.CONTROL_AF_MODE, CaptureRequest.CONTROL_AF_MODE_CONTINUOUS_PICTURE)
            }
            val running = object : CameraCaptureSession.StateCallback() {
                override fun onConfigured(session: CameraCaptureSession) {
                    runCatching { session.setRepeatingRequest(wish.build(), null, handler) }
                }

                override fun onConfigureFailed(session: CameraCaptureSession) = noCamera()
            }
            @Suppress("DEPRECATION") // the newer way exists since Android 9
            device.createCaptureSession(listOf(shown, reader.surface), running, handler)
        }

        /** Another app took the camera, or it broke. */
        private fun gone(device: CameraDevice) {
            asked = false
            device.close()
            if (closed) end()
        }

        override fun onDisconnected(device: CameraDevice) = gone(device)

        override fun onError(device: CameraDevice, error: Int) {
            gone(device)
            noCamera()
        }
    }

    private fun look(image: Image) {
        if (answered.get()) return
        val plane = image.planes[0]
        val luma = grey(plane.buffer, plane.rowStride, image.width, image.height)
        Itsumo.core.readQr(luma, image.width, image.height)?.let(::found)
    }

    private fun noCamera() = runOnUiThread { hint.text = Words.SCAN_NO_CAMERA.text }

    override fun onSurfaceTextureAvailable(texture: SurfaceTexture, width: Int, height: Int) = open()
    override fun onSurfaceTextureSizeChanged(texture: SurfaceTexture, width: Int, height: Int) = fit()
    override fun onSurfaceTextureUpdated(texture: SurfaceTexture) = Unit
    override fun onSurfaceTextureDestroyed(texture: SurfaceTexture): Boolean = true

    /** How the preview is to be drawn: scaled and then turned about its middle. */
    internal data class Fit(val x: Float, val y: Float, val degrees: Float) {
        companion object {
            /**
             * So that a picture of `size` fills a view and keeps its form; what is too much at two sides is not seen.
             * Android turns it upright for the phone held as usual (`turned`: how the camera is built in), and knows
             * nothing of the phone lying on its side.
             */
            fun of(width: Float, height: Float, size: Size, turned: Int, rotation: Int): Fit {
                val upright = if (turned % 180 == 0) size else Size(size.height, size.width)
                val lying = rotation == Surface.ROTATION_90 || rotation == Surface.ROTATION_270
                val seen = if (lying) Size(upright.height, upright.width) else upright
                val scale = maxOf(width / seen.width, height / seen.height)
                return Fit(upright.width * scale / width, upright.height * scale / height, -90f * rotation)
            }
        }
    }

    companion object {
        private const val REQUEST = "request"

        fun intent(context: Context, request: Long): Intent = Intent(context, ScanActivity::class.java).putExtra(REQUEST, request)

        /** The camera on the back, or any. */
        private fun back(manager: CameraManager): String? = manager.cameraIdList.let { all ->
            val facing = { id: String -> manager.getCameraCharacteristics(id).get(CameraCharacteristics.LENS_FACING) }
            all.find { facing(it) == CameraCharacteristics.LENS_FACING_BACK } ?: all.firstOrNull()
        }

        /** Enough for the codes on our paper at arm's length, and read in some milliseconds. */
        private fun pictureSize(manager: CameraManager, id: String): Size {
            val map = manager.getCameraCharacteristics(id).get(CameraCharacteristics.SCALER_STREAM_CONFIGURATION_MAP)
            return best(map?.getOutputSizes(ImageFormat.YUV_420_888).orEmpty().toList())
        }

        internal fun best(sizes: List<Size>): Size =
            sizes.filter { it.width <= 1280 && it.height <= 960 }.maxByOrNull { it.width * it.height } ?: Size(640, 480)

        /** The grey plane without the gaps that cameras leave at the end of rows. */
        internal fun grey(buffer: ByteBuffer, stride: Int, width: Int, height: Int): ByteArray {
            val picture = ByteArray(width * height)
            for (row in 0 until height) {
                buffer.position(row * stride)
                buffer.get(picture, row * width, width)
            }
            return picture
        }
    }
}
