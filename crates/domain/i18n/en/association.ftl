# association: the town association as its households read it: circulars, votes, whose turn it is, the safety check.

# The first screen and the doors.
association-title = Town association
association-entry = Join your town association
association-entry-detail = Circulars, duties, safety checks
association-now = Your town association now
association-empty = Join your household with the code from the association's letter
association-empty-detail = Circulars, duties, dates and votes will appear here. Circulars on paper keep coming as before.
association-to-home = To the town association
association-gone = This is not here
association-gone-detail = It was taken back, has expired, or the link is an old one.
association-and = {", "}
association-household = { $name } household
association-asked = What your household is asked
association-asked-nothing = Nothing is waiting for your answer
association-ahead = Coming up
association-homes = Your household
association-members-count = { $count ->
    [one] 1 member
   *[other] { $count } members
}
association-officers = Officers
association-officers-all = All officers

# An account is needed.
association-account-lead = The town association needs an account, so that what is yours reaches only your household and its officers.
association-for-circulars = Read circulars and answer once for your household
association-for-duties = Know whose turn it is and what is on
association-for-safety = In a disaster, say at once whether you are safe
association-account-paper = Without an account, circulars keep coming on paper as before.

# Joining.
association-join = Join your town association
association-join-more = Join another household
association-join-short = With the code from your block's letter
association-join-lead = Enter the code from your block’s letter. Family members can use the same code; those who joined before, or an officer, confirm them.
association-join-code = Code from the letter
association-join-code-hint = 12 letters and digits, for example 7K3M-Q0ZD-1XPA. Capitals and hyphens do not matter. You can also paste what a QR code reads.
association-join-household = Name of the household
association-join-household-hint = The family name on your door, for example 山田
association-join-place = House or flat
association-join-place-hint = For example 3-12 or 205. As it stands on the letter, if it does.
association-join-name = Your name
association-join-name-hint = Your household and the officers see this name.
association-join-far = I live somewhere else
association-join-far-hint = For example, to read along with your parents.
association-join-do = Join
association-join-private = The code is sent for this check only. Do not show it to others.
association-joined = You have joined
association-joined-with = You have joined a household of { $association }, { $block }.
association-joined-next = Circulars and duties will arrive here. Choose under “Your household” whether paper should keep coming.
association-asked-to-join = An officer has been asked
association-asked-with = { $association }, { $block }, has been asked.
association-asked-next = Family who joined before you, or an officer, will confirm it. We will tell you when you are in.
association-request-waiting = Waiting to be confirmed
association-request-waiting-detail = You asked on { $day }. Once your family or an officer has confirmed it, circulars and dates appear here.
association-request-refused = Your household could not be confirmed
association-request-refused-detail = Look at the name, the address and the code, and ask again. If you are not sure, ask the head of your block.
association-request-again = Join again
association-request-take-back = Take the request back
association-request-clear = Remove from this list
association-request-gone = Taken back

# How far something has come.
association-waiting = Not delivered yet
association-waiting-detail = It goes to the association as soon as there is a connection.
association-arrived = Delivered
association-refused = Could not be delivered
association-try-again = Send again
association-let-go = Discard

# Circulars.
association-circulars = Circulars
association-circulars-all = See all circulars
association-circulars-all-unread = See all circulars ({ $count } unread)
association-circulars-none = No circulars yet
association-circulars-none-detail = Circulars from your association and the city will appear here.
association-circulars-owed = Waiting for your answer
association-circulars-unread = Not read yet
association-circulars-read = Read
association-choose = Choose a circular to read
association-choose-detail = Pick one from the list and it opens here.
association-answer-wanted = Please answer
association-answered = Answered
association-number = Circular no. { $number }
association-number-none = No number
association-public = Also on the notice board
association-edited = Changed { $time }
association-remark = From { $name }
association-expires = After { $day } this circular disappears from every device.
association-reply-heading = Your answer
association-reply-heading-seen = Confirm that you have read it
association-reply-one = One answer per household. When one of you answers, the others can see it.
association-reply-each = One answer for each household.
association-reply-late = The date has passed, but you can still answer.
association-reply-closed = Answers are no longer taken.
association-reply-until = You can change it until { $day }.
association-reply-text-hint = Only the officers read this.
association-reply-seen = Confirmed
association-reply-nobody = Not coming
association-reply-people = { $count ->
    [one] 1 person is coming
   *[other] { $count } people are coming
}
association-by-me = you
association-by-paper = on paper (written down by { $name })

# The calendar and whose turn it is.
association-calendar = Dates and duties
association-calendar-detail = Events, duties, meetings, deadlines
association-calendar-due = Answer due:
association-month-empty = Nothing in this month
association-month-empty-detail = Events, duties and answers that are due will appear here.
association-turn = Your household's turn
association-turn-of = Turn of { $name }
association-duty-done = Done
association-duty-done-at = Marked as done { $time }
association-duty-lead = When it is done, say so here and your block will know too.
association-duty-do = It is done
association-duty-undo = Not done after all
association-feed = Connect your calendar app
association-feed-of = Dates of the { $name } household
association-feed-short = Shows them in your usual calendar too
association-feed-lead = Make an address at which your calendar finds the duties of the { $name } and what is on.

# The vote.
association-meeting = General meeting
association-meeting-closes = Votes close { $time }
association-vote-wanted = Please vote
association-until = until { $time }
association-proposals = Proposals
association-outcome = Outcome
association-quorate = { $took } of { $of } households took part; the meeting was valid ({ $needed } needed).
association-not-quorate = { $took } of { $of } households took part; the meeting was not valid ({ $needed } needed).
association-ballot = Your household's vote
association-ballot-one = One per household. You can change it until the vote closes.
association-ballot-closed = Votes are no longer taken.
association-ballot-way = How will you take part?
association-ballot-way-votes = Vote on each proposal
association-ballot-way-present = Go to the meeting
association-ballot-way-proxy = Let the chair vote (proxy)
association-ballot-present-detail = You vote in the hall. Telling us helps with the seats.
association-ballot-proxy-detail = The chair of the meeting votes for your household. To let another household vote, hand a proxy on paper to the head of your block.
association-ballot-slip-way = Choose how you take part.
association-ballot-slip-votes = Choose for, against or abstain for every proposal.
association-ballot-do = Hand in
association-ballot-change = Change
association-ballot-present = Going to the meeting
association-ballot-proxy = The chair votes for us
association-ballot-vote = No. { $number } { $vote }

# The safety check. A drill and a real one are said in safety.ftl.
association-condition-none = Not reported yet
association-safety-all-well = All of us are safe
association-safety-else = Report something else, or ask for help
association-safety-more = Say more, or change it
association-safety-again = Report how you are now
association-safety-help-open = Your call for help is open. The officers can see it.
association-safety-how = How are you now?
association-safety-settle = The call for help from before is seen to
association-safety-settle-hint = If you leave this, the call for help stays open.
association-safety-people = How many people is this about?
association-safety-place = Where you are
association-safety-note = What to tell
association-safety-note-hint = You may leave this empty.
association-safety-note-help = Injuries, trapped, medicine, oxygen. You can send it empty.
association-safety-send = Report
association-safety-slip = Choose how you are.
association-safety-offline = This works without a network and goes out as soon as there is one. If a life is in danger, call 119.
association-safety-deletes = Everything about this check is deleted on { $time }.

# The household.
association-members = Who reads along
association-members-more = To add family, let them use the code from your block’s letter, and confirm them here.
association-member-far = Family living elsewhere
association-member-since = Since { $day }
association-member-out = Take out
association-take-out-ask = Take { $name } out?
association-take-out-detail = The household and the association disappear from their device. With the letter's code they can join again.
association-take-out-do = Take out
association-taken-out = Taken out
association-knocks = Who would like to read along
association-knock = { $name } says they are of this household
association-knock-answer = Please confirm
association-knock-detail = With “yes” they can read what is your household's and the association's. If you do not know them, say “no”.
association-knock-yes = Yes, they are family
association-knock-no = No
association-knock-in = They have joined
association-knock-out = They were not let in
association-delivery = How circulars come
association-delivery-app = App only
association-delivery-app-detail = No paper
association-delivery-both = App and paper
association-delivery-both-detail = Read either. You count as one household
association-delivery-paper = Paper only
association-delivery-paper-detail = No notifications. You can still read in the app
association-home-more = Your household's records
association-home-until = You leave this block on { $day }. You can keep your household's records.
association-pack = Save your household's records
association-pack-detail = For a move, say. Only the answers and votes of the { $name }; nothing of other households.
association-leave = Leave this household
association-leave-ask = Leave the { $name }?
association-leave-detail = The household and the association disappear from this device. The rest of your family can go on.
association-leave-last = You are the only one who has joined. After you leave, circulars come on paper.
association-leave-do = Leave
association-leave-not = Not now
association-left = You have left the household

# The officers.
association-officers-lead = Names and telephone numbers are those that each agreed to show.
association-officers-none = No officers are registered yet
association-officers-none-detail = When the association registers them, they appear here.
association-officer-hidden = Name and telephone are not shown
association-officer-until = In office until { $day }
