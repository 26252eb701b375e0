package jp.itsumo.app

import android.app.Application
import android.content.Context
import org.junit.Before
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config
import java.util.Locale

/** A phone with the app's process begun, as [ItsumoApp] begins it. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35], application = Application::class, manifest = Config.NONE)
abstract class OnAPhone {
    val core = FakeCore()
    val context: Context get() = RuntimeEnvironment.getApplication()

    @Before
    fun begin() {
        Locale.setDefault(Locale.JAPAN)
        Itsumo.begin(context, core)
        // A test before this one may have left a question open.
        FilePicker.result(context, FilePicker.CODE, android.app.Activity.RESULT_CANCELED, null)
        core.told.clear()
    }
}
