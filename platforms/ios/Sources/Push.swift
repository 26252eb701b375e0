// The device's address for pushes, and waking the engine when one comes. A push is a bell: it says that something is
// new, never what; the notification a person sees is made on the device, by the engine.
//
// Reason for Swift: the token and the silent push are handed to the app's delegate, and that is a class of the window's
// library which lacks the three methods. They are added to it here, while the program runs.

import ObjectiveC
import UIKit

enum Push {
    private static let kept = "push-token"

    /// An app does not hold its delegate: taken from it for a moment, the delegate would be gone.
    private static var held: UIApplicationDelegate?

    /// Adds what the delegate lacks. UIKit looks only once which methods a delegate has, so it is given it anew.
    static func join() {
        let app = UIApplication.shared
        guard let delegate = app.delegate, let its = object_getClass(delegate) else { return }
        add(its, "application:didRegisterForRemoteNotificationsWithDeviceToken:", "v@:@@", #selector(Joined.registered))
        add(its, "application:didFailToRegisterForRemoteNotificationsWithError:", "v@:@@", #selector(Joined.failed))
        add(its, "application:didReceiveRemoteNotification:fetchCompletionHandler:", "v@:@@@?", #selector(Joined.received))
        held = delegate
        app.delegate = nil
        app.delegate = delegate
        tell(UserDefaults.standard.string(forKey: kept))
        // A token may change between two starts: whoever wants pushes asks every time.
        if UserDefaults.standard.bool(forKey: "push-wanted") { app.registerForRemoteNotifications() }
    }

    private static func add(_ to: AnyClass, _ name: String, _ types: String, _ method: Selector) {
        guard let found = class_getInstanceMethod(Joined.self, method) else { return }
        class_addMethod(to, NSSelectorFromString(name), method_getImplementation(found), types)
    }

    /// The address as `domain::push::PushAddress` is written; none is `null`.
    static func tell(_ token: String?) {
        UserDefaults.standard.set(token, forKey: kept)
        guard let token else { return itsumo_push_address("null") }
        itsumo_push_address("{\"transport\":\"apns\",\"token\":\"\(token)\",\"sandbox\":\(sandbox)}")
    }

    /// An app signed for developers is reached by another service of Apple's. `cargo xtask ios` says which this is.
    private static var sandbox: Bool { Bundle.main.object(forInfoDictionaryKey: "ItsumoPushSandbox") as? Bool ?? false }

    static func wanted(_ wanted: Bool) {
        UserDefaults.standard.set(wanted, forKey: "push-wanted")
        if wanted {
            UIApplication.shared.registerForRemoteNotifications()
        } else {
            UIApplication.shared.unregisterForRemoteNotifications()
            tell(nil)
        }
    }
}

/// The methods as they run inside the window's delegate: `self` is that one, so nothing of it is touched.
private final class Joined: NSObject {
    @objc func registered(_ app: UIApplication, token: NSData) {
        Push.tell((token as Data).map { String(format: "%02x", $0) }.joined())
    }

    @objc func failed(_ app: UIApplication, error: NSError) {
        // Without a network at the start there is none yet; the one of before is still good.
        NSLog("itsumo: no push token: %@", error.localizedDescription)
    }

    @objc func received(_ app: UIApplication, push: NSDictionary, done: @escaping (UIBackgroundFetchResult) -> Void) {
        Background.wake("push") { done($0 ? .newData : .failed) }
    }
}

@_cdecl("itsumo_bridge_push_wanted")
public func pushWanted(_ wanted: Bool, _ vapid: UnsafePointer<CChar>?) {
    // The server's key is for Web Push; Apple's service knows the server by another.
    DispatchQueue.main.async { Push.wanted(wanted) }
}
