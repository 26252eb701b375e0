# handover: between a machine at the city hall and a phone, both ways.

handover-open-in-app = Open in the Itsumo app
handover-open-in-app-hint = You can read all of it right here, without the app.
handover-open-gone = This is no longer here
handover-open-gone-lead = It has ended or was taken down. The city's notice board shows what is current.
handover-open-board = See the notice board
handover-open-over = This has ended

handover-phone-title = Continue on your phone
handover-phone-lead = Point your phone's camera at this code. The same page opens, with or without the app.
handover-phone-code = QR code that opens this page on a phone

handover-print-one = In the Itsumo app on your phone, open what you want to print.
handover-print-two = Tap “Print at a city hall machine”.
handover-print-three = Scan this code with your phone.
handover-print-code = QR code to scan with the phone
handover-print-digits = Check number
handover-print-digits-lead = Your phone shows the same number.
handover-print-making = Getting a code ready
handover-print-waiting = Waiting for your phone
handover-print-until = Good until { $time }
handover-print-secret = Your phone encrypts it. Only this machine can read it.
handover-print-over = Time is up
handover-print-over-lead = A code is good for five minutes. To go on, get a new one.
handover-print-again = Get a new code
handover-print-came = It has arrived
handover-print-untitled = Document from a phone
handover-print-pages = { $count ->
    [one] { $count } page
   *[other] { $count } pages
}
handover-print-preview = Page { $page }
handover-print-more-pages = { $count ->
    [one] And { $count } more page.
   *[other] And { $count } more pages.
}
handover-print-do = Print
handover-print-forget = Delete without printing
handover-print-doing = Printing
handover-print-done = Printed
handover-print-done-lead = Remember to take your pages. Nothing is left on this machine.
handover-print-another = Print something else
handover-print-forgotten = Deleted. Nothing is left on this machine.
handover-print-no-printer = The printer cannot be reached. Please tell the staff. Your document is still on this screen.
handover-print-refused = The printer did not take it. Please tell the staff. Your document is still on this screen.
handover-print-stuck = No paper came out, so the printing was cancelled. Please tell the staff. Your document is still on this screen.

handover-send = Print at a city hall machine
handover-send-detail = Scan the code on the machine's screen, and it is sent from this phone.
handover-send-how = On the machine, choose “Print from your phone”. A QR code appears.
handover-send-camera = Point the phone's camera at the code: this app opens again, and you choose what to print there.
handover-send-text = Address in the code
handover-send-text-hint = If you scanned it with another camera, paste the text that begins with itsumo:// here.
handover-send-read = Next
handover-send-compare = Is this the number on the machine?
handover-send-compare-lead = Compare it with the number on the screen of { $name }.
handover-send-machine = the machine
handover-send-yes = It is the same: send
handover-send-no = It is different
handover-send-other = Nothing was sent
handover-send-other-lead = Somebody may have put up another code. Check the machine's screen and tell the staff.
handover-send-retry = Scan again
handover-send-done = Sent
handover-send-done-lead = Press “Print” on the machine. What is on its way is deleted after five minutes.
handover-send-secret = The server in between can read neither the document nor whose it is.
handover-ready = The machine is waiting
handover-ready-lead = You can print at { $name }. Choose what to print.
handover-ready-nothing = There is nothing to print on this phone yet. Vaccination forms, copies of the handbook and circulars can be printed.
handover-ready-none = No machine is waiting
handover-ready-drop = Cancel

handover-paper-form = Vaccination form
handover-paper-form-of = { $name }'s vaccination form ({ $day })
handover-paper-booklet = Copy of the handbook
handover-paper-booklet-of = Copy of { $name }'s handbook
handover-paper-circular = Circular

problem-drop-taken = This code has already been used. Get a new one on the machine.
refused-handover-over = The code has run out. Get a new one on the machine.
refused-handover-not-a-ticket = This is not a printing code. Scan the one on the machine's screen.
refused-handover-other-server = This machine belongs to another town. This phone cannot send to it.
refused-handover-too-large = This is too large to send. Print a handbook with many photos child by child, or only a part of it.
refused-handover-changed = What arrived could not be opened. Send it again from your phone.
refused-handover-not-pdf = What arrived is not a document that can be printed.
refused-handover-newer = The app on the phone is newer, so this could not be opened. Please tell the staff.
