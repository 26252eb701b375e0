package jp.itsumo.app

import android.Manifest
import android.annotation.SuppressLint
import android.app.Activity
import android.content.Context
import android.content.Intent
import android.content.pm.PackageManager
import android.graphics.Color
import android.graphics.ImageFormat
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
    private val reading = AtomicBoolean()
    private lateinit var hint: TextView
    private lateinit var preview: TextureView
    private var thread: HandlerThread? = null
    private var camera: CameraDevice? = null
    private var reader: ImageReader? = null

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
        closeCamera()
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

    @SuppressLint("MissingPermission") // mayUseCamera has looked
    private fun open() {
        if (!mayUseCamera() || camera != null || thread != null) return
        val manager = service<CameraManager>()
        runCatching {
            val id = back(manager) ?: return noCamera()
            val size = pictureSize(manager, id)
            val handler = HandlerThread("itsumo-camera").also { it.start(); thread = it }.looper.let(::Handler)
            reader = ImageReader.newInstance(size.width, size.height, ImageFormat.YUV_420_888, 2).apply {
                setOnImageAvailableListener({ it.acquireLatestImage()?.use(::look) }, handler)
            }
            manager.openCamera(id, Opened(handler, size), handler)
        }.onFailure { noCamera() }
    }

    private inner class Opened(val handler: Handler, val size: Size) : CameraDevice.StateCallback() {
        override fun onOpened(device: CameraDevice) {
            val texture = preview.surfaceTexture
            val pictures = reader?.surface
            if (texture == null || pictures == null) return device.close()
            camera = device
            texture.setDefaultBufferSize(size.width, size.height)
            val shown = Surface(texture)
            val wish = device.createCaptureRequest(CameraDevice.TEMPLATE_PREVIEW).apply {
                addTarget(shown)
                addTarget(pictures)
                set(CaptureRequest.CONTROL_AF_MODE, CaptureRequest.CONTROL_AF_MODE_CONTINUOUS_PICTURE)
            }
            val running = object : CameraCaptureSession.StateCallback() {
                override fun onConfigured(session: CameraCaptureSession) {
                    runCatching { session.setRepeatingRequest(wish.build(), null, handler) }
                }

                override fun onConfigureFailed(session: CameraCaptureSession) = noCamera()
            }
            @Suppress("DEPRECATION") // the newer way exists since Android 9
            runCatching { device.createCaptureSession(listOf(shown, pictures), running, handler) }.onFailure { noCamera() }
        }

        override fun onDisconnected(device: CameraDevice) = device.close()

        override fun onError(device: CameraDevice, error: Int) {
            device.close()
            noCamera()
        }
    }

    /** One picture at a time: those that come meanwhile are dropped. */
    private fun look(image: Image) {
        if (answered.get() || !reading.compareAndSet(false, true)) return
        try {
            val plane = image.planes[0]
            val luma = grey(plane.buffer, plane.rowStride, image.width, image.height)
            Itsumo.core.readQr(luma, image.width, image.height)?.let(::found)
        } finally {
            reading.set(false)
        }
    }

    private fun noCamera() = runOnUiThread { hint.text = Words.SCAN_NO_CAMERA.text }

    private fun closeCamera() {
        camera?.close()
        camera = null
        reader?.close()
        reader = null
        thread?.quitSafely()
        thread = null
    }

    override fun onSurfaceTextureAvailable(texture: SurfaceTexture, width: Int, height: Int) = open()
    override fun onSurfaceTextureSizeChanged(texture: SurfaceTexture, width: Int, height: Int) = Unit
    override fun onSurfaceTextureUpdated(texture: SurfaceTexture) = Unit
    override fun onSurfaceTextureDestroyed(texture: SurfaceTexture): Boolean = true

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
