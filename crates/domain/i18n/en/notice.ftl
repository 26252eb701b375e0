# notice: the console's pages on which notices are written, looked at before they are sent, and followed.

# The list.
notice-list = Notices
notice-new = Write a new one
notice-new-empty = Start from nothing
notice-none = No notices yet. Start from one of the templates above.
notice-held = About to go out
notice-waiting = Waiting for a second person
notice-drafts = Drafts
notice-sent = Sent
notice-untitled = (no title)
notice-sent-at = Sent { $time }
notice-edited-at = Changed { $time }
notice-recalled-at = Recalled { $time }
notice-changed-at = Saved { $time }
notice-to-children = { $count ->
    [one] for { $count } child
   *[other] for { $count } children
 }
notice-returned = Given back to be changed
notice-goes-at = Goes out at { $time } (seconds left: { $seconds })
notice-undo = Do not send

# Writing.
notice-write = Write a notice
notice-edit = Change a notice that is out
notice-edit-lead = The new words go through the same check before they are delivered; until then people read the present ones. Who gets it and what is asked cannot be changed.
notice-keep = Save
notice-title = Title
notice-text = Text
notice-languages-hint = Easy Japanese and English are shown to families who chose them, wherever you wrote them; otherwise they see the Japanese. A reading goes in 《》 behind its characters, with ｜ before them.
notice-field-title = Title
notice-field-heading = Heading
notice-field-text = Paragraph
notice-field-list = List
notice-field-date = Date
notice-field-bring = Things to bring
notice-field-options = Options
notice-language-ja = Japanese
notice-language-easy = Easy Japanese
notice-language-en = English
notice-add = Add
notice-block-heading = Heading
notice-block-text = Paragraph
notice-block-list = List
notice-block-date = Date
notice-block-bring = Things to bring
notice-list-hint = One item a line.
notice-day = Day
notice-time = Time (leave empty for none)
notice-up = Move up
notice-remove = Remove this part
notice-files = Files
notice-files-hint = PDF, pictures (PNG, JPEG), CSV, Excel (xlsx) or text; 10 MB each, ten at most. Before sending they are searched for phone numbers and lists of names.
notice-attach = Choose files
notice-attach-now = Attach
notice-detach = Remove
notice-detach-named = Remove { $name }
notice-wrong-not-a-file = That kind of file cannot be attached. Use PDF, PNG, JPEG, CSV, xlsx or text.
notice-wrong-too-much = The file is too large, or there are too many: 10 MB each, ten at most.
notice-ask = What to ask back
notice-ask-nothing = Nothing
notice-ask-seen = “I have read it” (one tap)
notice-ask-choice = A choice
notice-ask-date = A day
notice-ask-text = Free text
notice-options = Options
notice-options-hint = One option a line.
notice-many = More than one may be chosen
notice-dates = Days to choose from
notice-dates-from = Earliest
notice-dates-until = Latest
notice-per = Count answers
notice-per-child = one per child
notice-per-household = one per household
notice-per-guardian = one per guardian
notice-due = Due
notice-due-label = By this day (leave empty for none)
notice-to = To whom
notice-to-whole = Everybody
notice-to-grades = Grades
notice-to-classes = Classes
notice-to-groups = Clubs and other groups
notice-people = Choose or leave out single children
notice-people-plus = { $count } chosen singly
notice-people-minus = { $count } left out
notice-people-lead = Guardians of children ticked “Send” get it too. Guardians of children ticked “Leave out” do not, even if their class is chosen.
notice-people-keep = Keep this choice
notice-people-other = Save and show another class
notice-number = No.
notice-name = Name
notice-include = Send
notice-include-named = Send to { $name }
notice-leave-out = Leave out
notice-leave-out-named = Leave out { $name }
notice-back = Back
notice-discard = Throw this draft away
notice-discard-edit = Do not change it after all
notice-discard-sure = What was written cannot be brought back. What is already out stays.
notice-discard-now = Throw away

# What is missing.
notice-faults = Before it can be sent
notice-fault-title-empty = Write a title.
notice-fault-title-too-long = Make the title 80 characters at most.
notice-fault-japanese-missing = The Japanese is missing where another language was written.
notice-fault-unfilled = ○○ of the template is still there. Write your own words, or empty the field of that language.
notice-fault-text-empty = Write some text, or attach a file.
notice-fault-too-many-blocks = There are too many parts; 60 at most.
notice-fault-block-empty = A part is empty. Fill it in or remove it.
notice-fault-block-too-long = A part is too long. Shorten it or split it.
notice-fault-two-options = Write at least two options.
notice-fault-too-many-options = At most 20 options.
notice-fault-option-empty = An option is empty.
notice-fault-option-too-long = Make each option 100 characters at most.
notice-fault-option-twice = An option is there twice.
notice-fault-dates-reversed = The latest day is before the earliest.
notice-fault-due-past = The due day has passed.
notice-fault-too-many-files = At most ten files.
notice-fault-audience-empty = Choose to whom it goes.
notice-fault-audience-not-here = Some of those chosen are not of this facility today. Choose again.
notice-fault-audience-not-yours = Some of those chosen are not yours to write to.
notice-fault-audience-nobody = Nobody is left in the audience you chose.

# Before sending.
notice-check = Before sending
notice-fix = Change it
notice-audience = Who gets it
notice-audience-edit = Who has it
notice-number-children = children
notice-number-households = households
notice-number-guardians = guardians
notice-of-children = { $count ->
    [one] { $count } child
   *[other] { $count } children
 }
notice-unjoined = { $count ->
    [one] For { $count } child nobody can read it in the app. Hand out paper.
   *[other] For { $count } children nobody can read it in the app. Hand out paper.
 }
notice-names = Show the names
notice-preview = As guardians see it
notice-preview-ja-easy = In easy Japanese
notice-preview-en = In English
notice-bring = Bring: { $what }
notice-asked-seen = Guardians are asked to press “I have read it”.
notice-asked-choice = Guardians choose one.
notice-asked-many = Guardians choose as many as they like.
notice-asked-date = Guardians choose a day.
notice-asked-text = Guardians write an answer.
notice-asked-due = Due { $day }
notice-file-opened = opened
notice-file-not-opened = not opened yet
notice-warnings = Please look twice
notice-unticked = Look at each point and tick it.
notice-where-text = the text
notice-where-file = the file “{ $name }”
notice-warning-wide = It goes out for { $count } children. Until now this seat has sent to { $usual } at most.
notice-warning-wide-first = It goes out for { $count } children. This seat has not sent to so many before.
notice-warning-phones = { $count ->
    [one] There is { $count } phone number in { $where }.
   *[other] There are { $count } phone numbers in { $where }.
 }
notice-warning-mails = { $count ->
    [one] There is { $count } e-mail address in { $where }.
   *[other] There are { $count } e-mail addresses in { $where }.
 }
notice-warning-others-names = { $count ->
    [one] { $where } names { $count } child to whose guardians it does not go.
   *[other] { $where } names { $count } children to whose guardians it does not go.
 }
notice-warning-own-names = { $where } names { $count } children of the audience. Every family that gets it reads all of the names.
notice-warning-unreadable = The inside of “{ $name }” could not be read. Open it and look.
notice-warning-unfilled = Somewhere there is still a “○○” to be filled in.
notice-tick-wide = I looked at the names and the number
notice-tick-phones = These numbers may be in it
notice-tick-mails = These addresses may be in it
notice-tick-others-names = These names may be seen by the families who get it
notice-tick-own-names = These names may be seen by all the families who get it
notice-tick-unreadable = I opened the file and looked through it
notice-tick-unfilled = “○○” is meant to be there
notice-send = { $count ->
    [one] Send for { $count } child
   *[other] Send for { $count } children
 }
notice-send-hint = For { $seconds } seconds after that you can still stop it, and nobody will have seen it.
notice-give = { $count ->
    [one] Ask for approval for { $count } child
   *[other] Ask for approval for { $count } children
 }
notice-give-hint = Here a second person looks at it before it goes out.
notice-held-page = About to go out
notice-held-lead = { $count ->
    [one] For { $count } child. Until then you can stop it and nobody will have seen it.
   *[other] For { $count } children. Until then you can stop it and nobody will have seen it.
 }
notice-to-list = To the list of notices
notice-waiting-page = Waiting for a second person
notice-waiting-you = Written by { $seat }. Read it, and open every file.
notice-waiting-other = Written by { $seat }. It goes out once somebody who may approve it has looked at it.
notice-ticked = What the writer looked at twice
notice-second = The second look
notice-approve = { $count ->
    [one] I looked at it: send for { $count } child
   *[other] I looked at it: send for { $count } children
 }
notice-give-back-why = What should be changed
notice-give-back = Give it back
notice-not-opened = Some files have not been opened. Open them, look through them, and press again.
notice-same-person = Somebody other than the writer has to look at it.

# How it stands.
notice-stands = How it stands
notice-counted = of { $count }, { $per }
notice-state-not-reached = Not reached
notice-no-reader = nobody has joined in the app
notice-state-not-seen = Delivered, not opened
notice-state-seen = Opened
notice-state-answered = Answered
notice-calls-open = Whom to phone ({ $count })
notice-csv = Answers as a table (CSV)
notice-each = One by one
notice-column-class = Class
notice-column-number = No.
notice-column-name = Name
notice-column-state = State
notice-column-answer = Answer
notice-column-by = By
notice-column-at = When
notice-column-phone = Phone
notice-column-done = Done
notice-late = after the due day
notice-opened = Opened by ({ $count })
notice-somebody = somebody who is no guardian any more
notice-change = Change or recall
notice-recall = Recall this notice
notice-recall-sure = { $count ->
    [one] It disappears from every device. { $count } person has opened it already.
   *[other] It disappears from every device. { $count } people have opened it already.
 }
notice-recall-now = Recall
notice-recalled-lead = { $count ->
    [one] It is gone from the devices. { $count } person had opened it, named below.
   *[other] It is gone from the devices. { $count } people had opened it, named below.
 }
notice-calls = Families still to be told
notice-calls-at = as of { $time }
notice-calls-hint = This page can be printed. That you opened it is kept in the record that guardians see.

# Said after a step.
console-said-notice-kept = Saved.
console-said-notice-moved = Somebody was faster, or it has changed. This is how it stands now.
console-said-notice-discarded = Thrown away.
console-said-notice-undone = It was not sent, and nobody has seen it.
console-said-notice-given-back = Given back to the writer.
console-said-notice-recalled = Recalled.
