# The terminal.
cli-hint-city-needed = See the cities with "itsumo-cli cities", then choose with "itsumo-cli city choose CODE".
cli-hint-signed-out = Sign in with "itsumo-cli sign-in ADDRESS".
cli-hint-offline = Server: { $server } (change it with --server)
cli-cities-none = This server has no cities.
cli-fictional = fictional
cli-city-chosen = Chose { $name }.
cli-news-none = No announcements.
cli-found = { $count ->
    [one] { $count } find.
   *[other] { $count } finds.
}
cli-found-none = Nothing found.
cli-saved = Saved.
cli-unsaved = No longer saved.
cli-important = important
cli-why = Why is this here?
cli-why-important = The city tells everybody
cli-why-topic = You chose the topic { $topic }
cli-why-child = For the age of your child (born { $born }): { $topic }
cli-why-area = You chose the area { $area }
cli-interests-none = No interests are chosen.
cli-interests-topics = Topics: { $list }
cli-interests-areas = Areas: { $list }
cli-interests-children = Children born in: { $list }
cli-interests-muted = { $topic }: quiet until { $until }
cli-unknown-topic = This city has no such topic: { $id } (it has: { $list })
cli-unknown-area = This city has no such area: { $id } (it has: { $list })
cli-not-a-month = Write a month as 2024-05: { $text }
cli-sync-done = Received { $pulled }, delivered { $pushed }, refused { $refused }.
cli-outbox-empty = Nothing is waiting to be delivered.
cli-outbox-set-interests = change of interests
cli-outbox-save-news = saving an announcement
cli-outbox-unsave-news = no longer saving an announcement
cli-outbox-report-absence = Telling an absence
cli-outbox-withdraw-absence = Taking an absence back
cli-outbox-answer-question = Answer to the school’s question
cli-outbox-answer-notice = Answer to a notice from school
cli-outbox-open-notice = Having read a notice from school
cli-outbox-association = Something for the town association
cli-outbox-unknown = unknown action
cli-outbox-waiting = waiting (tries: { $tries })
cli-outbox-refused = refused: { $why }
cli-outbox-retried = It will be sent again.
cli-outbox-discarded = Discarded.
cli-registered = A code is on its way to { $email }. Type "itsumo-cli confirm CODE".
cli-signed-in = Signed in as { $email }.
cli-signed-out = Signed out.
cli-device-this = this device
cli-device-signed-out = That device is signed out.
cli-password-changed = The password is changed. Other devices were signed out.
cli-recover-sent = A code is on its way to { $email }. Type "itsumo-cli recover { $email } --code CODE".
cli-recovered = The password is new, and you are signed in.
cli-exported = { $count ->
    [one] { $count } file written to { $place }.
   *[other] { $count } files written to { $place }.
}
cli-delete-goes = What goes:
cli-delete-stays = What stays:
cli-delete-sure = To really delete it, add --yes.
cli-deleted = The account is deleted.
cli-ask-password = Password:
cli-ask-old-password = Password so far:
cli-ask-new-password = New password:
cli-no-password = No password could be read. Type it in a terminal, or put it into the environment variable { $variable }.
cli-alerts-none = No alerts.
cli-alert-lifted = Lifted: { $headline }
cli-alert-from = From { $sender } ({ $issued })
cli-alert-next = More at { $at }
cli-watching = Waiting for changes. End with Ctrl+C.
cli-health-keyring = Secrets: the system's keyring
cli-health-file = Secrets: the file { $place } (no keyring can be reached)
cli-health-rebuilt = The data was damaged and has been rebuilt. The original: { $place }
cli-health-database = Database: schema { $schema }, { $kib } KiB
cli-health-sync = Last sync: { $at }
cli-health-never = Never synced.
cli-unknown-id = No such announcement: { $id }
cli-ambiguous-id = Several announcements fit; write more of it: { $id }

# Notifications the engine shows.
note-digest = { $count ->
    [one] { $count } new announcement
   *[other] { $count } new announcements
}
note-alert = { $headline }
note-alert-emergency = EMERGENCY: { $headline }
note-alert-drill = DRILL: { $headline }
note-alert-test = TEST: { $headline }
cli-handbook-lines = { $bad } of { $lines } lines could not be answered; each says why in its place.
cli-growth-reference = { $name } is no reference. Give jp2023, jp2010 or a folder with LMS tables. { $why }
cli-growth-header = The first line does not name the columns (id,sex,age_days,…).

# The register audit (itsumo-cli handbook audit).
cli-audit-encoding = The line is not UTF-8. Save the file as UTF-8.
cli-audit-quote = A quotation mark is opened and not closed.
cli-audit-columns = The line has { $found } columns; { $needed } are needed.
cli-audit-empty = { $column } is empty.
cli-audit-date = { $column } is not a date ({ $text }). Write it like 2026-04-01.
cli-audit-sex = The sex cannot be read ({ $text }). Write F, M, 女 or 男.
cli-audit-vaccine = No vaccine is called { $text }.
cli-audit-mismatch = { $series } is not given with { $product }.
cli-audit-birth = The birth date differs from line { $line } ({ $first }): { $here }.
cli-audit-other-sex = The sex differs from line { $line }.
cli-audit-before-birth = The dose of { $date } is before the birth on { $birth }.
cli-audit-no-header = The first line has to name the columns.
cli-audit-missing = There is no column { $column }. See --help for the names.
cli-audit-twice = The column { $column } is there twice.
cli-audit-unsorted = Line { $line }: { $child } comes after { $before }. The rows of one child have to stand together; with --sort they are sorted first.
cli-audit-unreadable = It could not be read: { $reason }
cli-audit-summary = { $rows } rows of { $children } children. Doses that break a rule: { $broken }. Doses to look at: { $doubtful }. Lines that could not be read: { $bad }.
cli-lint-sound = Nothing is wrong. ({ $series } series, { $rules } rules)
cli-lint-flaws = { $count } things are wrong.

# Reminders that the device makes itself.
reminder-child = your child
reminder-today = today
reminder-tomorrow = tomorrow
reminder-in-days = in { $days } days
reminder-appointment = { $name } has an appointment { $when }
reminder-opens = { $name } can get a vaccine: { $when }
reminder-usual-ends = The usual time of a vaccine for { $name } ends { $when }
reminder-closes = The last day of a free routine vaccine for { $name } is { $when }

# School.
cli-school-none = No child here yet. The code of the school’s letter adds one: school join
cli-school-joined = { $name } at { $facility } is now here.
cli-school-unsaid = Taken back before it was sent. The school never heard of it.
cli-school-withdrawn = taken back
cli-school-state-waiting = not delivered yet
cli-school-state-refused = not accepted
cli-school-state-arrived = delivered
cli-school-state-confirmed = the teacher has read it
cli-school-call = If it is urgent, please call { $facility }: { $phone }
