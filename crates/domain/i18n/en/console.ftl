# console: the staff's pages in a browser.

console-brand = Itsumo Console
console-skip = Skip to content
console-language = Language
console-places = Pages here
console-live-stopped = Updates have stopped: what you see is a little old. The page catches up by itself once it is connected.
console-unsent = That could not be sent. Check the connection and press again.
console-sign-in = Sign in
console-sign-in-lead = These pages are for staff and for officers of town associations. Enter your own e-mail address and password.
console-sign-in-now = Sign in
console-sign-out = Sign out
console-make-account = Create an account
console-make-account-lead = We’ll e-mail you a six-digit code to confirm it’s you. If you already have an account in the app, use that one.
console-have-account = I have an account
console-choose-city = Which city?
console-seats = My seats
console-no-seat = You don’t hold a seat yet. Enter the seat code you got from the head of your facility or the chair of your association.
console-seat-code = Enter a seat code
console-seat-code-hint = It is on the slip you were given. Capitals and hyphens don’t matter.
console-seat-code-label = Seat code
console-seat-code-take = Take the seat
console-said-seat-taken = The seat is yours.
console-to-start = To the start page
console-not-there = Page not found
console-not-there-lead = There is no such page, or your seats don’t open it.
console-trouble = That didn’t work
console-stale = This page is out of date. Please begin again from the start page.
console-unreadable = What was entered could not be read. Please go back and try again.
console-session-over = Your session had ended. Sign in, and you can send on what you just sent.
console-send-on = What you entered before
console-send-on-lead = We kept what you sent before signing in. It has not arrived yet.
console-send-on-now = Send it on
console-send-on-not = Don’t send it
console-place-board = Morning check
console-place-school = All classes
console-place-lunch = Lunch
console-place-bus = Bus
console-place-after-school = Arrivals
console-place-calls = Families to call
console-place-register = Register
console-place-notices = Notices
console-place-office = Office

# The board.
console-updated = As of { $time }
console-switch = Other classes and days
console-switch-day = Other days
console-summary = { $unknown } unaccounted for, { $absent } absent, { $late } late, { $present } here
console-day-before = Day before
console-day-after = Day after
console-today = Today
console-closed-day = Closed on this day.
console-no-pupils = No pupils in this class yet. They appear here once the roster is imported.
console-no-class = You don’t have a class yet.
console-count-unknown = Unaccounted for
console-count-absent = Absent
console-count-late = Late
console-count-present = Here
console-count-expected = of { $count }
console-before-cut-off = Cut-off for reports { $time }
console-past-cut-off = Cut-off { $time } has passed
console-jump = Unaccounted for:
console-state-unknown = Unknown
console-state-left-home = Left home, not here
console-state-late = Coming late
console-state-absent = Absent
console-state-present = Here
console-state-left = Left at { $time }
console-mark-present = Is here
console-mark-left = Has left
console-mark-absent = Absent, nobody told us
console-mark-clear = Undo the mark
console-confirm = Confirm
console-confirm-all = Confirm all that came in ({ $count })
console-more = More
console-write-down = Write down a phone call
console-ask = { $count ->
    [one] Ask the guardians of { $count } child whether it set out
   *[other] Ask the guardians of { $count } children whether they set out
}
console-to-calls = Families to call
console-to-board = To the class
console-guardian = Guardian
console-told-by = { $name }, { $time }
console-asked = Guardians asked at { $time }
console-answer-left-home = Answer: has left home
console-answer-absent = Answer: stays home today
console-answer-late = Answer: will be late
console-call-me = Asks for a call
console-changed = Changed after it was confirmed
console-taken-back = The report was taken back
console-after-cut-off = Came after the cut-off
console-days-in-row = { $count ->
    [one] { $count } day in a row
   *[other] { $count } days in a row
}
console-shielded = See the head before you contact anybody
console-said-marked = Marked.
console-said-cleared = The mark is undone.
console-said-confirmed = Confirmed. The family is told.
console-said-changed-meanwhile = Something changed before you confirmed it. Please look again.
console-said-asked = The guardians were asked. Their answers appear here.
console-said-nobody-asked = None of them can be asked in the app. Please call.
console-said-told = Written down.

# A telephone call, written down.
console-part = What is it?
console-part-all-day = Absent
console-part-late = Late
console-part-leaves = Leaves early
console-part-sits-out = Sits out
console-part-time = Time
console-part-lessons = What of
console-from = From
console-until = Until (leave empty for one day)
console-reason = Reason
console-symptoms-felt = Symptoms
console-temperature = Temperature
console-note = What was said
console-tell = Who is told
console-desk-of = { $desk } at { $facility }
console-keep = Write down
console-back = Back
console-look-again = Something needs another look.
console-time-needed = Enter a time.

# The whole school.
console-classes = Classes
console-all-known = Everybody accounted for
console-unconfirmed = { $count } not confirmed yet
console-unknown-people = Unaccounted for
console-not-arrived = Left school and not arrived yet
console-in-a-row = Absent for days
console-symptoms = Symptoms by grade
console-grade = Grade
console-grade-name = Grade { $grade }
console-ill = Ill
console-infection = Contagious
console-of = { $count } / { $all }
console-nobody-ill = No symptoms were reported.
console-ill-by-class = Absent through illness, by class
console-nobody-absent-ill = Nobody is absent through illness.
console-class = Class
console-absent-ill = Absent, ill
console-share = Share

# The way to the 学童.
console-way = { $count ->
    [one] Who has not arrived { $count } minute after leaving school comes first.
   *[other] Who has not arrived { $count } minutes after leaving school comes first.
}
console-count-over = Overdue
console-count-on-the-way = On the way
console-count-arrived = Arrived
console-count-not-coming = Not coming
console-way-over = { $count ->
    [one] Left school at { $time }, { $count } minute ago, not here
   *[other] Left school at { $time }, { $count } minutes ago, not here
}
console-way-on = { $count ->
    [one] Left school at { $time }, { $count } minute ago
   *[other] Left school at { $time }, { $count } minutes ago
}
console-way-expected = Still at school
console-way-late = Comes about { $time }
console-way-arrived = Arrived { $time }
console-way-absent = Not coming today
console-mark-arrived = Has arrived
console-mark-home = Went home

# Telephone.
console-no-calls = No family to call.
console-calls-lead = { $count ->
    [one] { $count } child is unaccounted for. Call from the top.
   *[other] { $count } children are unaccounted for. Call from the top.
}
console-calls-early = The cut-off has not passed yet: reports may still come in.
console-no-contacts = The roster has no contact.
console-print = Print

# Lunch and bus.
console-desk-not-eating = Not eating
console-desk-not-riding = Not riding
console-desk-part = At another time
console-desk-none = Nothing was reported for this day.
console-name = Name
console-part-of-day = Report
console-known = Confirmed
console-known-at = Confirmed { $time }

# The month's register.
console-switch-month = Other classes and months
console-month-before = Month before
console-month-after = Month after
console-download = Save as CSV
register-number = No.
register-name = Name
register-taught = School days
register-excused = Excused
register-due = Days due
register-absent = Absent
register-present = Present
register-late = Late
register-early = Left early
register-unknown = Unknown
register-sign-present = Present
register-sign-ill = Absent, ill
register-sign-accident = Absent, other reasons
register-sign-absent = Absent, no word
register-sign-suspended = Kept home by law (contagious)
register-sign-mourning = Bereavement
register-sign-late = Late
register-sign-early = Left early
register-sign-late-and-early = Late and left early
register-sign-sits-out = Sat out
register-sign-unknown = Unknown
register-sign-elsewhere = Not of the class
register-sign-to-come = Still to come

# Roll call.
console-roll = Take attendance
console-roll-lead = Tick everybody who is in the room, and mark them all as here.
console-roll-lead-all = Everybody is ticked. Untick those who are not in the room.
console-roll-all = Tick everybody
console-roll-none = Untick everybody
console-roll-take = Mark the ticked as here
console-roll-nobody = Nobody is left to be marked.
console-said-rolled = Attendance is taken.
