# Circulars: what is missing before one is sent, what to look at twice, and the public notice board.
circular-kind-read = Notice
circular-kind-confirm = To confirm
circular-kind-poll = Survey
circular-kind-attendance = Attendance
circular-kind-duty = Duty
circular-kind-lost-and-found = Lost and found
circular-kind-obituary = Condolences

# What cannot be sent; what is not here is said as of a notice.
circular-fault-ask-missing = This kind of circular asks for a reply. Please choose what to ask.
circular-fault-ask-of-seats = Officers alone get this, so no household can reply. Ask nothing, or send it to households too.
circular-fault-closes-without-due = To close it, please enter the last day for replies.
circular-fault-due-past = The last day for replies has passed already.
circular-fault-expires-missing = Please enter until when these condolences are shown.
circular-fault-expires-past = The last day on which it is shown has passed already.
circular-fault-expires-before-due = It would be gone before the last day for replies. Please show it longer.
circular-fault-audience-not-here = Some of the blocks or households you chose are not here any more. Please choose again.
circular-fault-audience-not-yours = With your present role you cannot write to some of those you chose.
circular-fault-audience-nobody = There is no household among those you chose.
circular-fault-associations-empty = Please choose the associations to write to.
circular-fault-remark-too-long = Please keep the added words to 500 characters.

# What to look at twice, and what is ticked.
circular-warning-wide = It goes to { $count } households. So far this role has written to { $usual } at most.
circular-warning-other-block = The text says “{ $block }”, but it does not go to { $block }.
circular-warning-nobody = It reaches { $count } households not at all: they read in the app, and nobody has joined yet.
circular-warning-paper-late = Replies are due in { $days } days. The { $count } households on paper may not make it.
circular-warning-public-phones = Anybody can read this. { $where }: { $count } telephone numbers.
circular-warning-public-mails = Anybody can read this. { $where }: { $count } e-mail addresses.
circular-warning-public-names = Anybody can read this. { $where }: { $count } names of households.
circular-warning-public-obituary = Condolences would hang on a board that anybody can read.
circular-warning-unreadable = Anybody can read this. The file “{ $name }” could not be looked through. Please open it and check.
circular-warning-other = Please look at this circular once more before it is sent.
circular-tick-wide = I have checked how many households it goes to
circular-tick-other-block = I have checked whom it goes to
circular-tick-nobody = I know that some households do not get it
circular-tick-paper-late = I have checked that this day is right
circular-tick-public-phones = These telephone numbers may be shown to anybody
circular-tick-public-mails = These e-mail addresses may be shown to anybody
circular-tick-public-names = These names may be shown to anybody
circular-tick-public-obituary = The family agrees that it hangs on the board
circular-tick-unreadable = I have opened the file and checked it
circular-tick-other = I have looked at it once more

# The notice board that anybody reads.
wall-title = Notice board of { $city }
wall-empty = Nothing hangs here now.
wall-back = Back to the board
wall-files = Files
wall-due = Replies until { $day }
wall-until = Shown until { $day }
