// Waking the engine while the app is closed: after a push, and now and then when iOS thinks fit. Reason for Swift: iOS
// gives time by completion handlers and takes the app away when one is not called.

import BackgroundTasks
import UIKit

enum Background {
    /// Stands in Info.plist too, under BGTaskSchedulerPermittedIdentifiers.
    static let refresh = "jp.itsumo.app.refresh"

    /// One at a time, in the order they came.
    private static let worker = DispatchQueue(label: "jp.itsumo.wake", qos: .utility)

    static func register() {
        BGTaskScheduler.shared.register(forTaskWithIdentifier: refresh, using: nil) { task in
            plan()
            wake("periodic") { task.setTaskCompleted(success: $0) }
        }
    }

    /// Asks for the next time; iOS decides, by how often the app is opened.
    static func plan() {
        let request = BGAppRefreshTaskRequest(identifier: refresh)
        request.earliestBeginDate = Date(timeIntervalSinceNow: 15 * 60)
        try? BGTaskScheduler.shared.submit(request)
    }

    /// Runs one round of the engine and says whether it synced. It ends by itself before iOS's 30 seconds are over.
    static func wake(_ reason: String, done: @escaping (Bool) -> Void) {
        let app = UIApplication.shared
        // From here until the end the app is not put to sleep in the middle of a write.
        var hold = UIBackgroundTaskIdentifier.invalid
        let release = { if hold != .invalid { app.endBackgroundTask(hold); hold = .invalid } }
        hold = app.beginBackgroundTask(withName: reason, expirationHandler: release)
        worker.async {
            let answer = itsumo_wake(reason)
            let text = copied(answer)
            itsumo_free(answer)
            let read = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
            DispatchQueue.main.async {
                done(read?["synced"] as? Bool ?? false)
                release()
            }
        }
    }
}
