// Notifications, as the engine tells them. Reason for Swift: UNUserNotificationCenter.

import UIKit
import UserNotifications

final class Notes: NSObject, UNUserNotificationCenterDelegate {
    static let shared = Notes()

    /// What iOS last said about permission; asked for anew at every use, since it answers late. Who was not asked yet
    /// has not said no.
    private(set) static var allowed = true

    static func look() {
        UNUserNotificationCenter.current().getNotificationSettings { settings in
            let denied = settings.authorizationStatus == .denied
            DispatchQueue.main.async { allowed = !denied }
        }
    }

    /// iOS asks the person once in the life of the app, whatever is answered.
    static func ask() {
        UNUserNotificationCenter.current().requestAuthorization(options: [.alert, .sound, .badge]) { yes, _ in
            DispatchQueue.main.async { allowed = yes }
        }
    }

    /// `{id,title,body,channel,open,ongoing,actions:[{id,label}]}`; the same id again replaces what is shown.
    static func show(_ json: String) {
        guard let note = try? JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any],
            let id = note["id"] as? String, let title = note["title"] as? String
        else { return NSLog("itsumo: a notification nobody understands") }
        let channel = note["channel"] as? String ?? "important"
        let content = UNMutableNotificationContent()
        content.title = title
        content.body = note["body"] as? String ?? ""
        content.threadIdentifier = channel
        content.userInfo = ["open": note["open"] as? String ?? ""]
        content.sound = ["alert", "important"].contains(channel) ? .default : nil
        switch channel {
        // Through the night's silence goes only what Apple's entitlement for emergencies allows; this is the loudest without.
        case "alert": content.interruptionLevel = .timeSensitive
        case "important": content.interruptionLevel = .active
        default: content.interruptionLevel = .passive
        }
        let center = UNUserNotificationCenter.current()
        let buttons = (note["actions"] as? [[String: String]] ?? []).compactMap { action in
            action["id"].flatMap { id in action["label"].map { UNNotificationAction(identifier: id, title: $0) } }
        }
        let request = UNNotificationRequest(identifier: id, content: content, trigger: nil)
        guard !buttons.isEmpty else { return center.add(request) }
        // A set of buttons has a name, and is known before the notification that wants it.
        let name = buttons.map { "\($0.identifier)=\($0.title)" }.joined(separator: ",")
        content.categoryIdentifier = name
        center.getNotificationCategories { known in
            let category = UNNotificationCategory(identifier: name, actions: buttons, intentIdentifiers: [])
            center.setNotificationCategories(known.union([category]))
            center.add(UNNotificationRequest(identifier: id, content: content, trigger: nil))
        }
    }

    /// While the app is open it is shown as well: the person may be reading something else.
    func userNotificationCenter(
        _ center: UNUserNotificationCenter, willPresent note: UNNotification,
        withCompletionHandler done: @escaping (UNNotificationPresentationOptions) -> Void
    ) {
        done([.banner, .list, .sound])
    }

    func userNotificationCenter(
        _ center: UNUserNotificationCenter, didReceive response: UNNotificationResponse,
        withCompletionHandler done: @escaping () -> Void
    ) {
        let request = response.notification.request
        switch response.actionIdentifier {
        case UNNotificationDefaultActionIdentifier:
            if let link = request.content.userInfo["open"] as? String, !link.isEmpty { itsumo_opened(link) }
            done()
        case UNNotificationDismissActionIdentifier:
            done()
        case let action:
            itsumo_note_action(request.identifier, action)
            // What was pressed goes out now.
            Background.wake("action") { _ in done() }
        }
    }
}

@_cdecl("itsumo_bridge_notify")
public func notify(_ json: UnsafePointer<CChar>?) { Notes.show(copied(json)) }

@_cdecl("itsumo_bridge_withdraw")
public func withdraw(_ id: UnsafePointer<CChar>?) {
    let id = copied(id)
    UNUserNotificationCenter.current().removeDeliveredNotifications(withIdentifiers: [id])
    UNUserNotificationCenter.current().removePendingNotificationRequests(withIdentifiers: [id])
}

@_cdecl("itsumo_bridge_ask_to_notify")
public func askToNotify() { DispatchQueue.main.async { Notes.ask() } }

@_cdecl("itsumo_bridge_notify_allowed")
public func notifyAllowed() -> Bool {
    Notes.look()
    return Notes.allowed
}

@_cdecl("itsumo_bridge_open_settings")
public func openSettings() {
    DispatchQueue.main.async {
        guard let page = URL(string: UIApplication.openNotificationSettingsURLString) else { return }
        UIApplication.shared.open(page, options: [:], completionHandler: nil)
    }
}
