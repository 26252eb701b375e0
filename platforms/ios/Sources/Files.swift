// Files to other apps and from them. Reason for Swift: the share sheet, the viewer and the chooser are UIKit's; a web
// view's file field opens the chooser, but what was chosen never reaches Rust.

import PhotosUI
import QuickLook
import UIKit
import UniformTypeIdentifiers

@_cdecl("itsumo_bridge_share")
public func share(_ path: UnsafePointer<CChar>?, _ mime: UnsafePointer<CChar>?, _ title: UnsafePointer<CChar>?) {
    let file = URL(fileURLWithPath: copied(path))
    DispatchQueue.main.async {
        guard let below = front() else { return }
        let sheet = UIActivityViewController(activityItems: [file], applicationActivities: nil)
        // An iPad shows it beside something: here the middle of the screen.
        sheet.popoverPresentationController?.sourceView = below.view
        sheet.popoverPresentationController?.sourceRect = CGRect(x: below.view.bounds.midX, y: below.view.bounds.midY, width: 1, height: 1)
        below.present(sheet, animated: true)
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
    let mime = copied(mime)
    DispatchQueue.main.async {
        // Two at once cannot be: the first is answered with nothing.
        Chooser.current?.nothing()
        guard let below = front() else { return itsumo_picked(request, "", "", nil, 0) }
        let chooser = Chooser(request)
        Chooser.current = chooser
        let screen = mime == "image/*" ? chooser.photos() : chooser.files(kind(mime))
        screen.presentationController?.delegate = chooser
        below.present(screen, animated: true)
    }
}

private func kind(_ mime: String) -> UTType {
    switch mime {
    case "*/*", "": return .item
    default: return UTType(mimeType: mime) ?? .item
    }
}

/// One question and the screen it is answered on. A file takes its time to be read, and another question may come
/// meanwhile: so each knows its own number.
private final class Chooser: NSObject, UIDocumentPickerDelegate, PHPickerViewControllerDelegate, UIAdaptivePresentationControllerDelegate {
    /// The one whose screen is open. The screens themselves do not hold it.
    static var current: Chooser?

    private let request: Int64

    init(_ request: Int64) {
        self.request = request
        super.init()
    }

    /// Photos lie in a place of their own, which the chooser for files does not show. This one runs outside of the app
    /// and hands over the one that was chosen, so nobody is asked for a permission.
    func photos() -> UIViewController {
        var wish = PHPickerConfiguration()
        wish.filter = .images
        // As JPEG, whatever the camera wrote.
        wish.preferredAssetRepresentationMode = .compatible
        let screen = PHPickerViewController(configuration: wish)
        screen.delegate = self
        return screen
    }

    func files(_ kind: UTType) -> UIViewController {
        // A copy of our own: the original may lie in a place that goes away.
        let screen = UIDocumentPickerViewController(forOpeningContentTypes: [kind], asCopy: true)
        screen.delegate = self
        return screen
    }

    func documentPicker(_ controller: UIDocumentPickerViewController, didPickDocumentsAt files: [URL]) {
        guard let file = files.first else { return nothing() }
        closed()
        let number = request
        DispatchQueue.global(qos: .userInitiated).async {
            hand(number, file, named: file.lastPathComponent)
            try? FileManager.default.removeItem(at: file)
        }
    }

    func documentPickerWasCancelled(_ controller: UIDocumentPickerViewController) { nothing() }

    func picker(_ picker: PHPickerViewController, didFinishPicking results: [PHPickerResult]) {
        picker.dismiss(animated: true)
        guard let photo = results.first?.itemProvider else { return nothing() }
        closed()
        let number = request
        let name = photo.suggestedName ?? "photo"
        let kinds: [UTType] = [.jpeg, .png]
        let kind = kinds.first { photo.hasItemConformingToTypeIdentifier($0.identifier) } ?? .image
        // The file is there until this closure ends.
        photo.loadFileRepresentation(forTypeIdentifier: kind.identifier) { file, _ in
            guard let file = file else { return itsumo_picked(number, name, "", nil, 0) }
            hand(number, file, named: "\(name).\(file.pathExtension)")
        }
    }

    /// Drawn down with a finger.
    func presentationControllerDidDismiss(_ controller: UIPresentationController) { nothing() }

    /// The person chose nothing. A screen may say so twice; the first time counts.
    func nothing() {
        guard Chooser.current === self else { return }
        closed()
        itsumo_picked(request, "", "", nil, 0)
    }

    private func closed() {
        if Chooser.current === self { Chooser.current = nil }
    }
}

/// Reads the file that was chosen, and answers. On whatever thread: a large one takes a moment.
private func hand(_ request: Int64, _ file: URL, named name: String) {
    let size = (try? file.resourceValues(forKeys: [.fileSizeKey]))?.fileSize ?? Int.max
    let mime = UTType(filenameExtension: file.pathExtension)?.preferredMIMEType ?? "application/octet-stream"
    guard size <= largest, let bytes = try? Data(contentsOf: file) else {
        return itsumo_picked(request, name, mime, nil, 0)
    }
    // An empty file has no address of its own, and is still a file.
    let some = bytes.isEmpty ? Data([0]) : bytes
    some.withUnsafeBytes { itsumo_picked(request, name, mime, $0.bindMemory(to: UInt8.self).baseAddress, bytes.count) }
}
