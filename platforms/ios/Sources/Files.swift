// Files to other apps and from them. Reason for Swift: the share sheet, the viewer and the chooser are UIKit's; a web
// view's file field opens the chooser, but what was chosen never reaches Rust.

import QuickLook
import UIKit
import UniformTypeIdentifiers

@_cdecl("itsumo_bridge_share")
public func share(_ path: UnsafePointer<CChar>?, _ mime: UnsafePointer<CChar>?, _ title: UnsafePointer<CChar>?) {
    let file = URL(fileURLWithPath: copied(path))
    DispatchQueue.main.async {
        guard let front = front() else { return }
        let sheet = UIActivityViewController(activityItems: [file], applicationActivities: nil)
        // An iPad shows it beside something: here the middle of the screen.
        sheet.popoverPresentationController?.sourceView = front.view
        sheet.popoverPresentationController?.sourceRect = CGRect(x: front.view.bounds.midX, y: front.view.bounds.midY, width: 1, height: 1)
        front.present(sheet, animated: true)
    }
}

@_cdecl("itsumo_bridge_open_file")
public func openFile(_ path: UnsafePointer<CChar>?, _ mime: UnsafePointer<CChar>?) {
    let file = URL(fileURLWithPath: copied(path))
    DispatchQueue.main.async {
        Viewer.shared.file = file
        let viewer = QLPreviewController()
        viewer.dataSource = Viewer.shared
        front()?.present(viewer, animated: true)
    }
}

private final class Viewer: NSObject, QLPreviewControllerDataSource {
    static let shared = Viewer()
    var file = URL(fileURLWithPath: "/")
    func numberOfPreviewItems(in controller: QLPreviewController) -> Int { 1 }
    func previewController(_ controller: QLPreviewController, previewItemAt index: Int) -> QLPreviewItem { file as NSURL }
}

/// More than any photo or letter; a film chosen by mistake must not end the app.
private let largest = 32 * 1024 * 1024

@_cdecl("itsumo_bridge_pick")
public func pick(_ request: Int64, _ mime: UnsafePointer<CChar>?) {
    let kind = kind(copied(mime))
    DispatchQueue.main.async {
        guard let front = front() else { return itsumo_picked(request, "", "", nil, 0) }
        Chooser.shared.answer("", "", nil)
        Chooser.shared.request = request
        // A copy of our own: the original may lie in a place that goes away.
        let chooser = UIDocumentPickerViewController(forOpeningContentTypes: [kind], asCopy: true)
        chooser.delegate = Chooser.shared
        front.present(chooser, animated: true)
    }
}

private func kind(_ mime: String) -> UTType {
    switch mime {
    case "image/*": return .image
    case "*/*", "": return .item
    default: return UTType(mimeType: mime) ?? .item
    }
}

private final class Chooser: NSObject, UIDocumentPickerDelegate {
    static let shared = Chooser()
    var request: Int64?

    func documentPicker(_ controller: UIDocumentPickerViewController, didPickDocumentsAt files: [URL]) {
        guard let file = files.first else { return answer("", "", nil) }
        let size = (try? file.resourceValues(forKeys: [.fileSizeKey]))?.fileSize ?? Int.max
        let mime = UTType(filenameExtension: file.pathExtension)?.preferredMIMEType ?? "application/octet-stream"
        DispatchQueue.global(qos: .userInitiated).async {
            let bytes = size <= largest ? try? Data(contentsOf: file) : nil
            try? FileManager.default.removeItem(at: file)
            DispatchQueue.main.async { self.answer(file.lastPathComponent, mime, bytes) }
        }
    }

    func documentPickerWasCancelled(_ controller: UIDocumentPickerViewController) { answer("", "", nil) }

    func answer(_ name: String, _ mime: String, _ bytes: Data?) {
        guard let waiting = request else { return }
        request = nil
        guard let bytes else { return itsumo_picked(waiting, name, mime, nil, 0) }
        // An empty file has no address of its own, and is still a file.
        let some = bytes.isEmpty ? Data([0]) : bytes
        some.withUnsafeBytes { itsumo_picked(waiting, name, mime, $0.bindMemory(to: UInt8.self).baseAddress, bytes.count) }
    }
}
