# school: absences, notices and the day at school, as families read them. Reasons, symptoms, desks and parts of
# the day are the console's words too.

school-reason-ill = Not well
school-reason-infection = Contagious illness (told by a doctor)
school-reason-injury = Injury
school-reason-clinic = Medical appointment
school-reason-mourning = Bereavement
school-reason-family = Family reasons
school-reason-other = Other
school-symptom-fever = Fever
school-symptom-cough = Cough
school-symptom-throat = Sore throat
school-symptom-nose = Runny nose
school-symptom-headache = Headache
school-symptom-stomach = Stomach ache
school-symptom-diarrhoea = Diarrhoea
school-symptom-vomiting = Nausea or vomiting
school-symptom-rash = Rash
school-symptom-tired = Tiredness
school-lesson-pe = PE
school-lesson-pool = Swimming
school-desk-class = Class teacher
school-desk-carers = Staff
school-desk-lunch = School lunch
school-desk-bus = Bus
school-desk-other = Other
school-part-all-day = Absent
school-part-late = Arrives about { $time }
school-part-leaves = Leaves at { $time }
school-part-sits-out = Sits out { $lessons }

# notifications
note-school-from = School
note-school-notice = A notice from { $from }
note-school-edited = { $from } changed a notice
note-school-question = { $from } has a question
note-school-answer = Please open the app and answer.
note-school-confirmed = { $from }: the teacher has read your message
note-school-changed = A message to { $from } has changed
note-school-digest = { $count } notices from school

# The first screen and the doors.
school-title = School
school-entry = Connect with your child’s school
school-entry-detail = Absences and notices from school
school-now = School, now
school-empty = Use the code in the school’s letter to connect
school-empty-detail = Absences, notices and the calendar will appear here.
school-to-home = Go to School
school-gone = Not found
school-gone-detail = The school may have taken it back, or the link is old.
school-doors = More
school-and = { ", " }

# An account is needed.
school-account-lead = School needs an account, so that what concerns your child reaches its guardians and nobody else.
school-for-absence = Report an absence or a late arrival at once
school-for-notices = Read the school’s notices and answer them
school-for-private = Only registered guardians see what is about your child
school-account-phone = You can always phone the school without an account.

# Joining.
school-join = Connect with a school
school-join-more = Add a child
school-join-short = With the code in the school’s letter
school-join-lead = Enter the code from the letter of the school, nursery or after-school club. Each child has its own.
school-join-code = Code in the letter
school-join-code-hint = Twelve letters and figures, like 7K3M-Q0ZD-1XPA. Capitals and dashes don’t matter.
school-join-name = Your name
school-join-name-hint = Teachers will see this name.
school-join-relation = You are the child’s
school-join-relation-other = What you are to the child
school-relation-mother = mother
school-relation-father = father
school-relation-grandmother = grandmother
school-relation-grandfather = grandfather
school-relation-guardian = guardian
school-relation-other = someone else
school-join-do = Connect
school-join-private = The code is sent to the school for this check only. Don’t show it to anyone else.
school-joined = Connected
school-joined-with = You are connected with { $name } at { $facility }.
school-joined-next = You can report absences and read notices. Another guardian can connect with the same letter.
school-join-another = Add another child

# A child's day.
school-day-usual = As usual
school-day-usual-long = No absence reported
school-day-nothing = No school to show
school-day-expected = As usual
school-day-not-told = Not told of the absence
school-lunch-eats = School lunch
school-lunch-off = No lunch (confirmed)
school-lunch-told = No lunch (told)
school-lunch-not-told = Lunch not told
school-tell = Report an absence
school-tell-more = Report another day

# The form.
school-form-title = Report an absence
school-form-edit = Change the report
school-form-who = Who
school-form-when = When
school-form-range = Several days
school-form-from = First day
school-form-until = Last day
school-form-part = What
school-form-all-day = Absent
school-form-late = Late
school-form-leaves = Leaves early
school-form-sits-out = Sits out
school-form-late-time = Arrives about
school-form-leaves-time = Leaves at
school-form-lessons = Sits out
school-form-reason = Reason
school-form-symptoms = Symptoms
school-form-optional = Optional
school-form-temperature = Temperature (°C)
school-form-temperature-hint = For example 38.5
school-form-note = Note to the teacher
school-form-note-hint = Optional
school-form-call-me = Please call me
school-form-call = Call
school-form-call-yes = Asks for a call
school-form-tell = Who is told
school-form-tell-hint = One report reaches them all.
school-form-send = Tell the school
school-form-send-edit = Send the change
school-form-summary = { $names } · { $days } · { $part }
school-form-choose-who = Choose who it is about
school-form-already = Already reported by { $who }: { $what }
school-form-see = See that report
school-form-offline = You’re offline. It will be delivered as soon as you’re connected. If it is urgent, please call.
school-form-nobody = No child to report for
school-form-nobody-detail = What each guardian may do is set by the school. Please ask there.
school-slip-who = Choose who it is about.
school-slip-day = That is no day we can read. Write it like 11/24.
school-slip-order = The last day is before the first.
school-slip-long = That is too long. At most 200 days.
school-slip-time = That is no time we can read. Write it like 10:30.
school-slip-lessons = Choose what to sit out.
school-slip-temperature = A temperature is between 34.0 and 43.0.
school-slip-note = That is too long. At most 1,000 characters.
school-slip-tell = Choose at least one who is told.
school-closed-on = { $day }: { $why }.
school-closed-more = { $count } more.
school-closed-not-counted = Closed days don’t count.
school-why-weekday = no school ({ $weekday })
school-why-holiday = a national holiday ({ $name })
school-why-closure = { $name }

# An absence and how far it got.
school-absences = Absences
school-absences-detail = What was reported, and whether the teacher knows
school-absences-ahead = Today and ahead
school-absences-past = Past
school-absences-none = No absences reported
school-absences-none-detail = Once reported, you can follow it here until the teacher knows.
school-absence-line = { $days }: { $part } ({ $reason })
school-absence-of = { $name }: { $what }
school-absence-late = It arrived after the cut-off, and was accepted.
school-waiting = Not delivered yet
school-waiting-detail = It will be delivered as soon as you’re connected.
school-waiting-call = The school doesn’t have it yet. Please call as well.
school-arrived = Delivered
school-confirmed = The teacher knows
school-refused = Not accepted
school-refused-correct = Correct it
school-refused-retry = Send again
school-refused-discard = Discard
school-refused-gone = Discarded
school-told-to = Who was told
school-told-what = What was told
school-desk-confirmed = Confirmed { $time }
school-desk-waiting = Not confirmed yet
school-edit = Change it
school-tell-again = Report it again
school-withdraw = Withdraw the report
school-withdraw-ask = Withdraw this report?
school-withdraw-detail = For when your child goes to school after all. The school is told of that too.
school-withdraw-do = Withdraw and tell the school
school-withdraw-not = Keep it
school-withdrawn = Withdrawn
school-history = History
school-history-withdrawn = Withdrawn
school-by-me = Me
school-by-other = Another guardian

# The school asks.
school-question = Has { $name } left for school?
school-question-detail = { $place } asked at { $time }: your child has not been seen there yet.
school-question-answered = { $who } answered: { $answer }
school-arrival-left-home = Has left home
school-arrival-late = Will be late
school-arrival-absent = Is absent today

# Notices.
school-notices = Notices
school-notices-all = All notices
school-notices-all-unread = All notices ({ $count } unread)
school-notices-due = Waiting for your answer
school-notices-rest = Notices
school-notices-none = No notices yet
school-notices-none-detail = The school’s notices will arrive here.
school-notice-choose = Choose a notice
school-notice-choose-detail = Pick one on the left to read it here.
school-notice-edited = Changed { $time }
school-answer-wanted = Please answer
school-answered = Answered
school-reply = Your answer
school-reply-seen = Confirm
school-reply-for = For { $names }, at once.
school-reply-household = One answer for the whole household.
school-reply-guardian = One answer from each guardian.
school-reply-late = The deadline has passed, but you can still answer.
school-reply-text-hint = Only the school reads it.
school-answer-seen = Seen
school-answers = My answers
school-answers-detail = What you answered to notices
school-answers-none = No answers yet
school-answers-none-detail = Answers to notices are kept here.

# The calendar.
school-calendar = School calendar
school-calendar-detail = Events, things to bring, deadlines
school-calendar-due = Answer due
school-calendar-closed = { $place } closed ({ $why })
school-month-empty = Nothing this month
school-month-empty-detail = Days named in notices appear here.
school-feed = Connect a calendar app
school-feed-of = { $name }’s calendar
school-feed-short = See it in the calendar you use
school-feed-lead = Makes an address at which your calendar app finds { $name }’s events and deadlines.

# Titles in the calendar that a phone subscribes to. Their days stand beside them.
school-feed-bring = Bring: { $what }
school-feed-due = Due: { $title }
school-feed-answer = Answer due: { $title }

# A child: places, parts, who looked.
school-places = Where your child goes
school-places-none = There is nothing to show now.
school-place-since = since { $day }
school-place-until = until { $day }
school-place-cut-off = Report absences by { $time }. Later ones are accepted too.
school-scopes = What you can do
school-scope-records = See your child’s record
school-scope-notices = Read and answer notices
school-scope-absence = Report absences
school-scope-pickup = Pick your child up
school-scopes-until = Until { $day }.
school-scopes-detail = Please ask the school to change this.
school-looked = Who looked
school-looked-detail = Staff who looked at your child’s record, and why
school-looked-lead = Whenever somebody at the school looks at { $name }’s record, it is noted here.
school-looked-none = Nobody has looked yet
school-looked-none-detail = Who looked, and why, appears here by day.
school-looked-times = { $count } times
school-looked-asked = As of { $time }.
school-looked-board = For the morning roll call
school-looked-absence = For a reported absence
school-looked-register = For the attendance register
school-looked-roster = For the class list
school-looked-notice = For a notice
school-looked-call-list = To make a phone call
school-looked-export = For an export
school-looked-other = For another reason
school-leave = Disconnect
school-leave-ask = Disconnect from { $name }?
school-leave-detail = Notices and absences will no longer be available, and leave this device. To connect again you need a new code from the school.
school-leave-do = Disconnect
school-leave-not = Stay connected
school-left = Disconnected
