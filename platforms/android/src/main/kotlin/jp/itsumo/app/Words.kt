package jp.itsumo.app

import java.util.Locale

/**
 * The few words Android shows while the app itself is not asked: names of kinds of notifications in the phone's
 * settings, and the camera's screen. They follow the phone's language, as everything around them does; all other
 * words come from the app's own catalogue.
 */
enum class Words(private val japanese: String, private val english: String) {
    CHANNEL_ALERT("緊急のお知らせ", "Emergencies"),
    CHANNEL_ALERT_WHY("避難や大雨など、すぐに知らせること", "Evacuation, heavy rain: what must be known at once"),
    CHANNEL_IMPORTANT("大切なお知らせ", "Important"),
    CHANNEL_IMPORTANT_WHY("学校や町内会からの連絡、期限のあること", "From school and neighbourhood, and what has a deadline"),
    CHANNEL_NEWS("市からのお知らせ", "News of the city"),
    CHANNEL_NEWS_WHY("選んだ話題の新しい記事", "New articles on your topics"),
    CHANNEL_QUIET("音のしないお知らせ", "Silent"),
    CHANNEL_QUIET_WHY("急がないこと。音は鳴りません", "What can wait. Makes no sound"),
    SCAN_HINT("QRコードを画面に入れてください", "Hold the QR code in the picture"),
    SCAN_CLOSE("閉じる", "Close"),
    SCAN_NO_CAMERA(
        "カメラを使えません。設定でカメラを許可すると、QRコードを読めます。",
        "The camera cannot be used. Allow it in the settings to read QR codes.",
    ),
    OLD_WEBVIEW(
        "このままでは画面が正しく出ません。ストアで「Android System WebView」を更新してください。",
        "Screens may look wrong. Please update “Android System WebView” in the store.",
    ),
    PUSH_WHY("市からのお知らせ", "News of your city"),
    NOTHING_OPENS("このファイルを開くアプリがありません。", "No app on this phone opens this file.");

    /** In the phone's language: Japanese where that is Japanese, else English. */
    val text: String
        get() = if (Locale.getDefault().language == "ja") japanese else english
}
