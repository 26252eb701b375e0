# kiosk: the screens of a machine in a public place. Read standing, by people of every age.

kiosk-attract-title = Notices
kiosk-attract-none = Notices are on their way
kiosk-attract-none-detail = As soon as the city’s notices arrive, they take turns here.
kiosk-touch = Touch the screen to begin

kiosk-menu-title = What would you like to do?
kiosk-to-menu = Start
kiosk-tile-news = City news
kiosk-tile-news-detail = The newest first
kiosk-tile-alerts = Emergencies
kiosk-tile-alerts-detail = What is happening now, and what to do
kiosk-tile-board = Notice board
kiosk-tile-board-detail = From town associations, for everybody
kiosk-tile-offices = Opening hours
kiosk-tile-offices-detail = Which counters are open, and how to call them
kiosk-tile-print = Print from your phone
kiosk-tile-print-detail = Pre-vaccination forms and circulars, on paper
kiosk-tile-account = Sign in
kiosk-tile-account-detail = For school and your town association
kiosk-tile-school = School
kiosk-tile-school-detail = Report an absence, read notices
kiosk-tile-association = Town association
kiosk-tile-association-detail = Circulars, and whose turn it is
kiosk-signed-in = You are signed in as { $email }. Pressing “Finish” signs you out.

kiosk-alerts-none-now = No alerts right now
kiosk-alerts-now = { $count ->
    [one] { $count } alert right now
   *[other] { $count } alerts right now
}
kiosk-alerts-none-detail = In an emergency this screen tells you at once.
kiosk-danger-back = Back to what I was doing

kiosk-more-topics = More topics
kiosk-sign-in-note = Pressing “Finish”, or walking away, signs you out.
kiosk-news-none-detail = The city’s notices will appear here.
kiosk-news-only-summary = The rest is on the city’s website.
kiosk-circular-gone = This notice has come down
kiosk-paper-print = Print on paper
kiosk-paper-out = Printed. Please take your paper.

kiosk-offices-none = Opening hours are not here yet
kiosk-offices-none-detail = They will appear here as soon as they arrive.
kiosk-offices-none-open = All counters are closed now
kiosk-offices-open-now = { $count ->
    [one] { $count } counter is open now
   *[other] { $count } counters are open now
}
kiosk-open = Open
kiosk-open-until = until { $time }
kiosk-closed = Closed
kiosk-closed-until = opens { $day } { $time }

kiosk-dock = Tools for this screen
kiosk-size-normal = Normal text
kiosk-size-large = Large text
kiosk-size-largest = Very large text
kiosk-speak = Read aloud
kiosk-speak-stop = Stop reading

kiosk-end = Finish
kiosk-end-title = Are you finished?
kiosk-end-detail = Nothing you looked at or typed stays on this machine.
kiosk-end-signed-in = You will be signed out. Nothing you looked at or typed stays on this machine.
kiosk-end-waiting = { $count ->
    [one] { $count } item has not been sent yet. If you finish now, it is lost.
   *[other] { $count } items have not been sent yet. If you finish now, they are lost.
}
kiosk-go-on = Go on
kiosk-bye = Thank you
kiosk-bye-detail = Everything you typed has been erased.

kiosk-idle-title = Are you still there?
kiosk-idle-seconds = { $count ->
    [one] { $count } second left
   *[other] { $count } seconds left
}
kiosk-idle-detail = Otherwise everything you typed is erased and the first screen comes back.
kiosk-stay = I’m still here

kiosk-not-here = This is not available here
kiosk-not-here-detail = Please use Itsumo on your own phone or computer.

kiosk-staff = Staff
kiosk-staff-open = The PIN is right.
kiosk-staff-leave = Close this kiosk
kiosk-pin = Enter the PIN
kiosk-pin-typed = { $count ->
    [one] { $count } digit entered
   *[other] { $count } digits entered
}
kiosk-pin-clear = Clear
kiosk-pin-enter = Enter
kiosk-pin-wrong = That PIN is not right.
kiosk-pin-wait = { $count ->
    [one] Wrong several times. Try again in { $count } second.
   *[other] Wrong several times. Try again in { $count } seconds.
}
