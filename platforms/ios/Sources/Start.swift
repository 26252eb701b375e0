// What is put in place before the window: the Rust half has `main`, the window's library has the app's delegate, and
// neither knows of pushes. Reason for Swift: iOS hands these things over by Objective-C delegates only.

import UIKit
import UserNotifications

/// Called once by the Rust half, on the main thread, before the window's library takes over.
@_cdecl("itsumo_bridge_start")
public func start() {
    let files = FileManager.default
    let data = files.urls(for: .applicationSupportDirectory, in: .userDomainMask)[0].appendingPathComponent("itsumo")
    let cache = files.urls(for: .cachesDirectory, in: .userDomainMask)[0]
    // A push comes while the phone lies locked on a table: the data must be readable then, after one unlocking.
    try? files.createDirectory(
        at: data, withIntermediateDirectories: true,
        attributes: [.protectionKey: FileProtectionType.completeUntilFirstUserAuthentication])
    itsumo_attach(data.path, cache.path)
    // Both must stand before the app has finished launching.
    Background.register()
    UNUserNotificationCenter.current().delegate = Notes.shared
    // The answer comes late, so it is asked for before anybody wants it; and again when the person comes back, perhaps
    // from the phone's settings.
    Notes.look()
    NotificationCenter.default.addObserver(
        forName: UIApplication.willEnterForegroundNotification, object: nil, queue: .main
    ) { _ in Notes.look() }
    NotificationCenter.default.addObserver(
        forName: UIApplication.didFinishLaunchingNotification, object: nil, queue: .main
    ) { _ in
        Push.join()
        Background.plan()
    }
    NotificationCenter.default.addObserver(
        forName: UIApplication.didEnterBackgroundNotification, object: nil, queue: .main
    ) { _ in Background.plan() }
}

/// The screen everything is shown over.
func front() -> UIViewController? {
    // The window's library knows of no scenes; iOS puts its window into the one scene that every app has.
    let scenes = UIApplication.shared.connectedScenes.compactMap { $0 as? UIWindowScene }
    let windows = scenes.flatMap { $0.windows }
    var top = (windows.first(where: { $0.isKeyWindow }) ?? windows.first)?.rootViewController
    while let over = top?.presentedViewController { top = over }
    return top
}

/// A text of the Rust half, copied while it is valid.
func copied(_ text: UnsafePointer<CChar>?) -> String { text.map { String(cString: $0) } ?? "" }

@_cdecl("itsumo_bridge_keep_screen_on")
public func keepScreenOn(_ on: Bool) {
    DispatchQueue.main.async { UIApplication.shared.isIdleTimerDisabled = on }
}
