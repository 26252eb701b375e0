# console-association: the console's pages of circulars, for officers of associations and for the city.
console-place-circulars = Circulars
console-place-burden = Load on associations
console-role-chair = Chair
console-role-vice_chair = Vice chair
console-role-secretary = Secretary
console-role-treasurer = Treasurer
console-role-auditor = Auditor
console-role-block_head = Block heads
console-role-welfare = Welfare volunteers

# The list.
console-circulars = Circulars
console-circulars-citys = Circulars from the city to associations
console-circular-new = Write a new one
console-circular-none = There are no circulars yet. Choose a kind above to begin.
console-circular-out = Sent
console-circular-numbered = No. { $number }
console-circular-to-households = To { $count } households ({ $paper } on paper)
console-circular-is-public = also on the notice board
console-circular-expired-at = Ended { $time }
console-circular-from-city = From the city
console-circular-from-city-lead = These go out by themselves at their time. You can hold one back, send it sooner, change the order, or add a few words.
console-circular-goes = Goes out by itself { $time }
console-circular-back = Held back until you press “Send now”
console-circular-hold-back = Hold back
console-circular-send-now = Send now
console-circular-has-remark = with your words
console-circular-remark = Words from the association
console-circular-remark-hint = The city’s text stays as it is; yours stands below it under the association’s name. Up to 500 characters. Leave it empty to add nothing.
console-circular-remark-keep = Add these words
console-circular-to-list = To the circulars

# Writing.
console-circular-write = Write a circular
console-circular-edit = Correct a circular that is out
console-circular-edit-lead = You look at the corrected text once more before it goes out. Until then people read the present one. To whom it goes and what is asked cannot be changed; paper that was handed out stays as it is.
console-circular-kind = Kind
console-circular-ask-nothing = Nothing
console-circular-ask-seen = “We have read it” (one tap)
console-circular-ask-choice = Let them choose
console-circular-ask-attendance = How many will come
console-circular-ask-text = Let them write
console-circular-ask-hint = Each household replies once. Where something is asked, the paper comes with reply slips.
console-circular-days = Days
console-circular-closes = Take no replies after that day
console-circular-expires = Show until (leave empty for no end)
console-circular-expires-hint = After that day it disappears from every device. Condolences always need one.
console-circular-public = Also on the town’s notice board (anybody can read it)
console-circular-which-seats = Which officers
console-circular-way-everybody = Every household
console-circular-way-some = Choose blocks or households
console-circular-way-seats = Officers only
console-circular-blocks = Blocks
console-circular-households-of = Choose single households of { $block }
console-circular-associations = Associations
console-circular-citys-hint = It reaches the associations’ officers first. For a day they can hold it back, change the order or add a few words; then it goes to the households by itself.
console-circular-urgent = Urgent: do not wait for the officers
console-circular-discard-sure = What you wrote cannot be brought back. A circular that is out stays out.

# Before sending.
console-circular-held-lead = For { $count } households. Until then you can stop it and nobody will have seen it.
console-circular-n-households = households
console-circular-n-papers = of them on paper
console-circular-of-households = { $count ->
    [one] { $count } household
   *[other] { $count } households
}
console-circular-to-seats = It goes to officers: { $seats }
console-circular-to-associations = { $count ->
    [one] { $count } association
   *[other] { $count } associations
}
console-circular-preview = As households see it
console-circular-asked-attendance = They say how many will come.
console-circular-until = Shown until { $day }
console-circular-send = Send to { $count } households
console-circular-send-seats = Send to the officers

# How it stands.
console-circular-stands = How far it came
console-circular-known-read = Read
console-circular-known-not-read = Not read yet
console-circular-known-unknown = Not known
console-reach-not-reached = not reached
console-reach-paper-delivered = paper delivered
console-reach-on-device = on a device
console-reach-opened = opened
console-reach-paper-read = paper read
console-reach-confirmed = replied
console-circular-reply-seen = We have read it
console-circular-reply-coming = { $count } will come
console-circular-reply-not-coming = Not coming
console-circular-people = People who will come
console-circular-coming = Households coming
console-circular-not-coming = Households not coming
console-circular-remind = Remind those who have not yet
console-circular-reminded-at = Reminded { $time }
console-circular-sums = { $read } read, { $unread } not yet, { $unknown } not known, of { $of }
console-circular-paper = Print the paper (list and slips for { $count })
console-circular-paper-each = Print a copy for each household
console-circular-column-block = Block
console-circular-column-order = No.
console-circular-column-name = Household
console-circular-column-place = Place
console-circular-column-state = How it stands
console-circular-column-reply = Reply
console-circular-column-paper = Paper
console-circular-mark-delivered = Delivered
console-circular-mark-read = Read
console-circular-mark-delivered-of = { $name }: paper delivered
console-circular-mark-read-of = { $name }: paper read
console-circular-slip = A slip came back
console-circular-slip-hint = Type the ten letters and figures below its QR code. With a reader for QR codes, what it reads will do.
console-circular-slip-number = Number of the slip
console-circular-slip-reply = What it says
console-circular-slip-people = How many will come (0 for none)
console-circular-slip-take = Take it in
console-circular-change = Change this circular
console-circular-recall = Take it back
console-circular-recall-sure = It disappears from every device. { $count } households have read it already. For paper that was handed out you get a list of where to fetch it.
console-circular-recalled-lead = It is gone from the devices. Who had read it stays known.
console-circular-fetch = Please fetch the paper from { $count } households
console-circular-by-association = By association
console-circular-by-block = By block
console-circular-households = Households
console-circular-with-officers = With the association’s officers

# The burden meter.
console-burden = Load on associations
console-burden-month = { $month } { $year }
console-burden-lead = What the city asked associations to pass on. Paper is carried from door to door by their people.
console-burden-sum = { $count } pieces and { $sheets } sheets of paper to { $associations } associations
console-burden-association = Association
console-burden-pieces = From the city
console-burden-sheets = Paper
console-burden-own = Their own
console-burden-light = usual
console-burden-heavy = a lot
console-burden-too-much = too much: can some be put together?

console-said-circular-moved = It has gone on or was changed meanwhile. Please look at how it stands now.
console-said-circular-held-back = Held back. Nobody gets it until you send it.
console-said-circular-sends-now = It goes out in a moment.
console-said-circular-earlier = The order was changed.
console-said-circular-remark = Your words were added.
console-said-circular-reminded = Those who have not read it yet were reminded.
console-said-circular-reminded-lately = They were reminded a short while ago. Please wait half a day.
console-said-circular-slip = The slip was taken in.
console-said-circular-slip-late = The slip was taken in. Replies are closed, so only “read” was written down.

# What the QR code on paper opens.
console-opened = A circular of a town association
console-opened-lead = The households it is for read it in the app “Itsumo”, under “Town”. It says the same as the paper.
console-opened-join = If your household has not joined yet, ask the head of your block for its code.
console-opened-board = See the town’s notice board
