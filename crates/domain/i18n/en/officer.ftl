# officer: what officers of a town association do with a phone. Officers are neighbours who took their turn: nothing here is an office's word.

# The first screen and what all have in common.
officer-title = For officers
officer-title-detail = Carry and write circulars, the street, safety checks
officer-none = You hold no seat at the moment
officer-none-detail = A seat ends by itself on its last day. If you have taken on a new one, enter the number on your slip.
officer-gone = Not found
officer-gone-detail = It may have been taken back, or your term may have ended.
officer-to-home = To the officers' screen
officer-doors = What you can do
officer-seats = Your seats
officer-to-carry = To carry round
officer-offline = No network. Your marks stay on this device and go out by themselves.
officer-waiting = Not sent yet
officer-waiting-count = Waiting to be sent: { $count }
officer-undo = Undo
officer-block = Choose a block
officer-household = { $name }
officer-household-unknown = A household without a name here
officer-households = { $count ->
    [one] 1 household
   *[other] { $count } households
}
officer-people = { $count ->
    [one] 1 person
   *[other] { $count } people
}
officer-call-whom = Call { $name }, { $phone }
officer-call = Call
officer-pdf = Print the paper (PDF)
officer-pdf-name = circular

# Circulars that went out.
officer-circulars = Circulars sent
officer-circulars-detail = Whom they reached, how far the paper is
officer-circulars-none = No circulars yet
officer-circulars-none-detail = Circulars you send appear here, with how many households they reached.
officer-on-the-way = On the way
officer-sent = Sent

# Held, then out.
officer-held = Going out in a moment
officer-held-short = Going out in a moment. You can still take it back.
officer-held-detail = It waits a moment before it goes out. Taken back now, nobody has seen it.
officer-not-sent = It has not left this device yet
officer-not-sent-detail = It goes out by itself when there is a network. What you wrote is kept here.
officer-held-undo = Take it back
officer-held-undone = Taken back

# Whom it reached.
officer-reach = See whom it reached
officer-reach-sentence = Read by { $read } of { $of } households.
officer-known-read = Read
officer-known-not-read = Arrived, not opened yet
officer-known-unknown = Not known
officer-known-read-detail = opened { $opened }, read on paper { $paper }, replied { $replied }
officer-known-not-read-detail = on a device
officer-known-unknown-detail = paper delivered { $delivered }, not reached { $nothing }
officer-reach-at = As of { $time }
officer-reach-old = As of { $time }, with the marks made on this device since
officer-reach-again = Refresh
officer-reach-not-reached = Not reached
officer-reach-paper-delivered = Paper delivered
officer-reach-on-device = On a device
officer-reach-opened = Opened
officer-reach-paper-read = Read on paper
officer-reach-confirmed = Replied
officer-by-block = By block
officer-by-household = By household
officer-block-read = { $read } of { $of } read
officer-block-known = Not opened { $unread }, not known { $unknown }
officer-replies = Replies
officer-replied = Replied
officer-silent = No reply yet
officer-comes = Coming
officer-comes-not = Not coming
officer-people-coming = People coming

# To remind, and to take back.
officer-actions = This circular
officer-remind = Remind those who have not read it
officer-remind-ask = Remind them?
officer-remind-detail = Nothing goes to households that have read or replied. Paper households get no reminder: please have a word with them.
officer-remind-do = Remind
officer-remind-not = Not now
officer-remind-done = They will be reminded
officer-reminded = Reminded: { $day }
officer-recall = Take this circular back
officer-recall-ask = Take it back?
officer-recall-detail = It disappears from every device. This cannot be undone.
officer-recall-paper = Paper is already with { $count } households. Paper cannot be taken back: please go round and tell them.
officer-recall-do = Take it back
officer-recall-not = Leave it
officer-recall-done = Taking it back
officer-recalling = Being taken back: it disappears from each device as it connects.

# The walk with the paper.
officer-walk = Round { $block }
officer-walk-open = See the marks
officer-walk-left = Carry the paper ({ $count } to go)
officer-paper-left = { $count } to go
officer-walk-mode = What a tap marks
officer-walk-deliver = Delivered
officer-walk-read = Read
officer-walk-done = Delivered to { $done } of { $of }
officer-walk-done-all = { $done } of { $of }: all delivered
officer-walk-read-done = Read by { $done } of { $of }
officer-walk-read-all = { $done } of { $of }: all have read it
officer-walk-hint = Tap a household to mark it delivered
officer-walk-hint-read = Tap a household to mark it read
officer-walk-marked = { $name }: { $mark }
officer-walk-no-paper = No household of this block gets paper.
officer-walk-on-phone = In the app: { $count }
officer-mark-nothing = Not yet
officer-mark-delivered = Delivered
officer-mark-read = Read
officer-set-nothing = Remove the mark
officer-set-delivered = Delivered
officer-set-read = Read

# Reply slips of paper.
officer-slip = Enter reply slips
officer-slip-lead = The number on a slip tells which household it is from.
officer-slip-number = Number on the slip
officer-slip-number-hint = Ten letters and figures below the QR code.
officer-slip-find = Find the household
officer-slip-another = Another slip
officer-slip-write-down = Enter what the slip says
officer-slip-kept = Slip kept: { $name }
officer-slip-read = Mark as read
officer-slip-read-only = No reply on it: mark as read
officer-slip-closed = Answers are closed. Only “read” is written down.
officer-slip-empty = Please enter the number.
officer-slip-not-one = That is not a slip's number. Please check its ten characters.
officer-slip-of-another = That slip belongs to another circular.
officer-slip-unknown = No household of your blocks has this number.

# Writing.
officer-write = Write a circular
officer-write-detail = The same goes to phones and to paper
officer-write-for = For which association
officer-write-kind = Kind
officer-write-title = Title
officer-write-text = Text
officer-write-text-hint = An empty line begins a new paragraph, ■ a heading, ・ a list.
officer-write-options = What can be chosen
officer-write-options-hint = One per line.
officer-write-many = More than one may be chosen
officer-write-day = Day
officer-write-time = Time (if there is one)
officer-write-due = Reply by
officer-write-optional = Leave it empty if there is none.
officer-write-closes = No replies after that day
officer-write-expires = Shown until
officer-write-expires-week = Left empty, it disappears everywhere after 7 days.
officer-write-to = To whom
officer-to-everybody = Every household
officer-to-blocks = Some blocks
officer-to-households = Some households
officer-to-officers = Officers only
officer-write-blocks = Which blocks
officer-write-households = Which households
officer-write-public = Also on the notice board
officer-write-public-hint = Anybody can read it, on the wall and on the web.
officer-write-look = Look it over
officer-write-files = Photos and files
officer-write-files-hint = Up to 10, PDF or photos. Paper copies only name them.
officer-write-files-choose = Choose files
officer-write-files-going = Sending…
officer-write-files-remove = Remove { $name }
officer-write-files-unread = The file could not be read. Choose it again.
officer-write-files-offline = Files need a network. What you have written is kept.
officer-write-console = Other languages are added on a computer.
officer-look = What will arrive
officer-look-due = Reply by { $day }
officer-look-whom = Who gets it
officer-look-seats = It goes to officers only; households are not counted.
officer-look-households = { $count ->
    [one] 1 household in all
   *[other] { $count } households in all
}
officer-look-phones = In the app alone: { $count }
officer-look-papers = On paper: { $count }
officer-look-nobody = Asked for the app, and nobody has joined yet: { $count }
officer-look-public = It is also posted on the notice board, where anybody can read it.
officer-look-twice = Please check before sending
officer-look-afield = There is no connection, so only what this device knows was checked. The rest is checked when there is one; you are asked again if something turns up.
officer-look-change = Change it
officer-send = Send the circular
officer-send-hold = For a moment after that you can still take it back.
officer-slip-title = Please write a title.
officer-slip-title-long = A title has 80 characters at most.
officer-slip-text = Please write the text.
officer-slip-text-long = The text has 4,000 characters at most.
officer-slip-options = Please write 2 to 20 choices.
officer-slip-day = That is not a day. Write it as 12/6.
officer-slip-past = That day has passed.
officer-slip-which-day = Please write on which day it is.
officer-slip-time = That is not a time. Write it as 8:30.
officer-slip-expires = It would disappear before the day of the reply.
officer-slip-to = Please choose to whom it goes.
officer-slip-to-officers = Replies come from households. To officers only, send it as something to read.

# The street.
officer-street = The street
officer-street-detail = In walking order, without a network too
officer-street-find = Find by name or door
officer-street-count = Households: { $count } (on paper: { $papers })
officer-street-none = No such household
officer-street-members = { $count ->
    [one] 1 member
   *[other] { $count } members
}
officer-street-private = This list leaves the device when your term ends. Please do not show or copy it.

# Duties.
officer-duties = Duties and calendar
officer-duties-detail = Plan a round, add to the calendar
officer-duties-none = Nothing on the calendar yet
officer-duties-none-detail = What you add appears in the households' calendars.
officer-duties-ahead = Ahead
officer-duties-open = Not ticked off
officer-duty-plan = Plan a round
officer-duty-new = Add one entry
officer-duty-kind = Kind
officer-duty-where = Whose calendar
officer-duty-what = What
officer-duty-what-hint = For example: garbage duty, weeding the park
officer-duty-from = First day
officer-duty-until = Last day
officer-duty-place = Place
officer-duty-whose = Whose turn
officer-duty-everybody = Everybody
officer-duty-keep = Add it
officer-duty-slip-what = Please write what it is.
officer-duty-slip-until = The last day is before the first.
officer-duty-first-day = First day
officer-turn = Length of a turn
officer-turn-week = A week
officer-turn-month = A month
officer-turn-day = A day
officer-turn-weekdays = On which days
officer-duty-first = Who begins
officer-duty-without = Left out this time
officer-duty-without-hint = Choose those for whom it is too hard.
officer-duty-turns = The round: { $count }
officer-duty-keep-all = Keep this round
officer-duty-edit = Change
officer-duty-done = Done
officer-duty-done-do = Mark as done
officer-duty-undone-do = Remove the mark
officer-duty-drop = Take it off the calendar ({ $when })
officer-duty-dropped = Taken off the calendar

# The safety check.
officer-safety = Safety check
officer-safety-detail = Begin, go round, hand over the list
officer-safety-none = No safety check is running
officer-safety-none-detail = When one begins, you go round from here.
officer-safety-over = Over
officer-safety-start = Begin a safety check
officer-safety-start-choose = Choose drill or real
officer-safety-which = Which one? It goes to every household.
officer-safety-drill-detail = Practice. Nothing has really happened.
officer-safety-real-detail = Only when something has really happened.
officer-safety-what = What has happened
officer-safety-what-hint = For example: earthquake, intensity 5 upper
officer-safety-what-drill-hint = For example: earthquake drill
officer-safety-what-empty = Please write what has happened.
officer-safety-type = To begin, type { $word }
officer-safety-type-hint = So that it never begins by mistake.
officer-safety-type-word = REAL
officer-safety-type-wrong = Nothing has begun. Type REAL, or go back and choose the drill.
officer-safety-other = Choose again
officer-safety-walk = Go from door to door
officer-safety-walk-short = Go round
officer-safety-since = Begun { $time } by { $by }.
officer-safety-ended-at = Ended { $time }.
officer-safety-deletes = Everything is deleted: { $day }.
officer-safety-more = Other
officer-safety-change = Say anew
officer-safety-hint = Tap Safe where you met them
officer-safety-said = { $name }: { $condition }
officer-safety-how = How they are
officer-safety-who = How do you know
officer-safety-people = How many people (if known)
officer-safety-place = Where they are
officer-safety-note = What else
officer-safety-note-hint = For example: cannot walk, a dog, on the upper floor
officer-safety-settle = The call for help was seen to
officer-safety-settle-hint = Until this is ticked, it stays "needs help".
officer-safety-tell = Keep it
officer-safety-before = Said before
officer-safety-end = End the safety check
officer-safety-end-ask = End it?
officer-safety-end-detail = Households are asked no more. What officers wrote down without a network still arrives.
officer-safety-end-do = End it
officer-safety-end-not = Go on
officer-safety-end-done = The safety check has ended
officer-safety-list = List for the fire service
officer-safety-list-short = List
officer-safety-list-at = As of { $time }, households: { $count }
officer-safety-print = Print the list (PDF)
officer-safety-round = Print the sheet for the round (PDF)
officer-safety-well = Safe
officer-count-help = Need help
officer-count-search = Nobody met
officer-count-ask = Not known
officer-count-well = Safe

# A seat.
officer-take-seat = Take a seat with a code
officer-take-seat-short = The code from the chair or the city
officer-take-seat-lead = The slip you were given carries a code.
officer-take-seat-code = Code
officer-take-seat-code-hint = Case and hyphens do not matter.
officer-take-seat-do = Take it
officer-take-seat-private = A code works once. There is no shared password.
officer-taken = The seat is yours
officer-taken-with = { $association }, { $title }
officer-taken-next = The street and its circulars will be on this device in a moment.
officer-taken-later = It begins { $day }.
officer-ask = Take on a seat whose holder cannot be reached
officer-ask-lead = When two other officers, or the city, agree, the seat is yours. Its present holder is told, and has three days to say no.
officer-ask-which = Which seat
officer-ask-name = Your name
officer-ask-why = Why
officer-ask-why-hint = For example: the chair is in hospital
officer-ask-do = Ask the officers and the city
officer-asked-open = Waiting for their word
officer-asked-given = The seat is yours
officer-asked-refused = Its holder goes on
officer-asked-over = Not enough agreed in time
officer-asked-taken = Somebody else took this seat
officer-asked-back = Take it back
officer-asked-other = Being looked at
officer-asked-yeses = Officers who agreed: { $count }
officer-asked-waits = Its holder may say no until { $day }
officer-wanted = { $name } asks to take on the seat “{ $title }”
officer-wanted-own = { $name } asks to take on your seat “{ $title }”
officer-wanted-own-detail = If you go on, press below. Otherwise the seat may pass to them.
officer-wanted-detail = Two officers' word is enough. Please speak with them before you agree.
officer-wanted-yes = Agree
officer-wanted-no = I go on in this seat
officer-wanted-said = You agreed
officer-wanted-refused = They are told that you go on
officer-seat-detail = Hand-over, and what you show
officer-seat-ends = Until { $day }. To hand over: { $count }
officer-seat-term = { $since } to { $until }
officer-seat-since = Since { $since }
officer-seat-not-now = Its term is not now.
officer-seat-left = It ends by itself in { $days } days.
officer-seat-beside = Beside you: { $name }
officer-checklist-open = To hand over ({ $count } left)
officer-checklist-done = Everything is handed over
officer-shows = What everybody sees of you
officer-shows-detail = It stands beside your seat, for every household.
officer-shows-name = Name
officer-shows-phone = Telephone
officer-shows-nothing = Left empty, only the seat's title is shown.
officer-shows-kept = Saved
officer-shows-keep = Save
officer-seat-lost = If you lose your device
officer-seat-lost-detail = Sign in with your usual address on the new device and the seat is back. If you cannot, two other officers or the city can issue a new code.

# The notice board.
officer-board = Notice board
officer-board-detail = What associations let anybody read
officer-board-none = Nothing is posted
officer-board-none-detail = Circulars that associations make public appear here.
officer-board-old = No network: this is what was posted last.
officer-board-files = Attached files: { $count }
officer-board-back = Back to the board
