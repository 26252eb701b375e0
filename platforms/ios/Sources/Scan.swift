// The camera, for a QR code. The Rust half reads the grey pictures, as on every other device; no picture is kept.
// Reason for Swift: AVFoundation.

import AVFoundation
import UIKit

@_cdecl("itsumo_bridge_scan")
public func scan(_ request: Int64) {
    DispatchQueue.main.async {
        guard let below = front() else { return itsumo_scanned(request, nil) }
        let screen = Scan(request)
        screen.modalPresentationStyle = .fullScreen
        below.present(screen, animated: true)
    }
}

private final class Scan: UIViewController, AVCaptureVideoDataOutputSampleBufferDelegate {
    private let request: Int64
    private let session = AVCaptureSession()
    private let worker = DispatchQueue(label: "jp.itsumo.camera", qos: .userInitiated)
    private let hint = UILabel()
    private lazy var preview = AVCaptureVideoPreviewLayer(session: session)
    private var answered = false

    init(_ request: Int64) {
        self.request = request
        super.init(nibName: nil, bundle: nil)
    }

    required init?(coder: NSCoder) { nil }

    override func viewDidLoad() {
        super.viewDidLoad()
        view.backgroundColor = .black
        preview.videoGravity = .resizeAspectFill
        view.layer.addSublayer(preview)
        hint.text = NSLocalizedString("scan-hint", comment: "")
        hint.font = .preferredFont(forTextStyle: .title3)
        hint.adjustsFontForContentSizeCategory = true
        hint.textColor = .white
        hint.textAlignment = .center
        hint.numberOfLines = 0
        let close = UIButton(type: .system)
        close.setTitle(NSLocalizedString("scan-close", comment: ""), for: .normal)
        close.titleLabel?.font = .preferredFont(forTextStyle: .title3)
        close.setTitleColor(.white, for: .normal)
        close.heightAnchor.constraint(greaterThanOrEqualToConstant: 60).isActive = true
        close.addAction(UIAction { [weak self] _ in self?.end(nil) }, for: .touchUpInside)
        let column = UIStackView(arrangedSubviews: [hint, close])
        column.axis = .vertical
        column.translatesAutoresizingMaskIntoConstraints = false
        view.addSubview(column)
        let safe = view.safeAreaLayoutGuide
        NSLayoutConstraint.activate([
            column.leadingAnchor.constraint(equalTo: safe.leadingAnchor, constant: 16),
            column.trailingAnchor.constraint(equalTo: safe.trailingAnchor, constant: -16),
            column.bottomAnchor.constraint(equalTo: safe.bottomAnchor, constant: -16),
        ])
        AVCaptureDevice.requestAccess(for: .video) { yes in
            DispatchQueue.main.async { if yes { self.begin() } else { self.noCamera() } }
        }
    }

    override func viewDidLayoutSubviews() {
        super.viewDidLayoutSubviews()
        preview.frame = view.bounds
    }

    override func accessibilityPerformEscape() -> Bool {
        end(nil)
        return true
    }

    private func begin() {
        let camera = AVCaptureDevice.default(.builtInWideAngleCamera, for: .video, position: .back)
        guard let camera, let input = try? AVCaptureDeviceInput(device: camera), session.canAddInput(input) else {
            return noCamera()
        }
        let pictures = AVCaptureVideoDataOutput()
        // The first plane of this kind is the grey one.
        pictures.videoSettings = [kCVPixelBufferPixelFormatTypeKey as String: kCVPixelFormatType_420YpCbCr8BiPlanarFullRange]
        pictures.alwaysDiscardsLateVideoFrames = true
        pictures.setSampleBufferDelegate(self, queue: worker)
        guard session.canAddOutput(pictures) else { return noCamera() }
        session.sessionPreset = .hd1280x720
        session.addInput(input)
        session.addOutput(pictures)
        let session = self.session
        worker.async { session.startRunning() }
    }

    private func noCamera() {
        hint.text = NSLocalizedString("scan-no-camera", comment: "")
        UIAccessibility.post(notification: .announcement, argument: hint.text)
    }

    func captureOutput(_ output: AVCaptureOutput, didOutput sample: CMSampleBuffer, from: AVCaptureConnection) {
        guard let picture = CMSampleBufferGetImageBuffer(sample) else { return }
        CVPixelBufferLockBaseAddress(picture, .readOnly)
        defer { CVPixelBufferUnlockBaseAddress(picture, .readOnly) }
        guard let base = CVPixelBufferGetBaseAddressOfPlane(picture, 0) else { return }
        let width = CVPixelBufferGetWidthOfPlane(picture, 0), height = CVPixelBufferGetHeightOfPlane(picture, 0)
        let stride = CVPixelBufferGetBytesPerRowOfPlane(picture, 0)
        // Rows without the gaps the camera leaves at their ends.
        var grey = [UInt8](repeating: 0, count: width * height)
        grey.withUnsafeMutableBytes { rows in
            for row in 0..<height { memcpy(rows.baseAddress! + row * width, base + row * stride, width) }
        }
        guard let found = itsumo_read_qr(grey, width, height) else { return }
        let text = copied(found)
        itsumo_free(found)
        DispatchQueue.main.async { self.end(text) }
    }

    /// Whoever asked is answered, once.
    private func end(_ found: String?) {
        guard !answered else { return }
        answered = true
        let session = self.session
        worker.async { session.stopRunning() }
        itsumo_scanned(request, found)
        dismiss(animated: true)
    }
}
