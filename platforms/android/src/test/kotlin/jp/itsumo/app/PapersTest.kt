package jp.itsumo.app

import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.w3c.dom.Element
import java.io.File
import javax.xml.parsers.DocumentBuilderFactory

/** What Android reads instead of running: the manifest and the rules for backups. */
class PapersTest {
    private val platform = File(requireNotNull(System.getProperty("platform")))
    private fun xml(path: String): Element =
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(File(platform, path)).documentElement

    private fun Element.all(tag: String): List<Element> =
        getElementsByTagName(tag).let { found -> List(found.length) { found.item(it) as Element } }

    @Test
    fun `every class the manifest names is here and is what it is said to be`() {
        val kinds = mapOf(
            "application" to android.app.Application::class.java,
            "activity" to android.app.Activity::class.java,
            "service" to android.app.Service::class.java,
            "receiver" to android.content.BroadcastReceiver::class.java,
            "provider" to android.content.ContentProvider::class.java,
        )
        val manifest = xml("AndroidManifest.xml")
        var seen = 0
        for ((tag, kind) in kinds) {
            for (one in manifest.all(tag)) {
                val name = one.getAttribute("android:name")
                assertTrue(name, kind.isAssignableFrom(Class.forName(name)))
                seen += 1
            }
        }
        assertEquals("application, two screens, a job, three receivers, the lender", 8, seen)
        assertEquals(listOf(Sharing.WINDOW), manifest.all("activity").map { it.getAttribute("android:name") }.filterNot { it.startsWith("jp.itsumo") })
    }

    @Test
    fun `only the window and the push receiver are open to other apps`() {
        val open = listOf("activity", "service", "receiver", "provider").flatMap { xml("AndroidManifest.xml").all(it) }
            .filter { it.getAttribute("android:exported") != "false" }.map { it.getAttribute("android:name") }
        assertEquals(listOf(Sharing.WINDOW, PushReceiver::class.java.name), open)
    }

    @Test
    fun `no backup holds a key, and nothing is backed up that is not named`() {
        for (path in listOf("res/xml/itsumo_extraction.xml", "res/xml-v28/itsumo_backup.xml")) {
            val rules = xml(path)
            val named = rules.all("include").map { it.getAttribute("domain") to it.getAttribute("path") }.toSet()
            assertTrue(path, named.contains("file" to "itsumo/itsumo.db"))
            assertTrue(path, named.all { (domain, file) -> domain == "file" && file in setOf("itsumo/itsumo.db", "itsumo/itsumo.db-wal", "itsumo/blobs") })
            // One `include` in a section means: that and nothing else.
            assertEquals(path, 0, rules.all("exclude").size)
        }
        assertEquals("true", xml("res/xml/itsumo_extraction.xml").all("cloud-backup").single().getAttribute("disableIfNoEncryptionCapabilities"))
        assertFalse(xml("res/xml-v28/itsumo_backup.xml").all("include").any { it.getAttribute("requireFlags").isEmpty() })
        assertEquals("Android 8 encrypts nothing: nothing is backed up", 0, xml("res/xml/itsumo_backup.xml").all("include").size)
    }

    @Test
    fun `every word is there in both languages of the resources`() {
        val words = { path: String -> xml(path).all("string").map { it.getAttribute("name") }.sorted() }
        assertEquals(words("res/values/itsumo.xml"), words("res/values-en/itsumo.xml"))
    }
}
