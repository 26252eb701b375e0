# Vaccines: the list, why, visits, records, the paper book, reactions, reminders, the clinic screen.

vaccine-title = Vaccinations
vaccine-family-title = The family's vaccinations
vaccine-group-review = To be looked at
vaccine-group-now = Possible now
vaccine-group-soon = Soon
vaccine-group-later = Later
vaccine-group-done = Done
vaccine-group-past = The time is over
vaccine-group-past-detail = It may still be worth having at your own cost. Ask your doctor.
vaccine-count = { $count }
vaccine-between = {", "}
vaccine-series-dose = { $series }, { $dose }
vaccine-voluntary = optional
vaccine-category-routine = A routine vaccine: free of charge within the legal period.
vaccine-category-voluntary = An optional vaccine: the family decides. What it costs differs by city.
vaccine-days-left = {" "}({ $days ->
    [one] { $days } day
   *[other] { $days } days
} left)
vaccine-when-from = From { $day }{ $left }
vaccine-when-last = Free until { $day }{ $left }
vaccine-when-standard-from = Possible; usually from { $day }{ $left }
vaccine-when-standard-until = The usual time, until { $day }{ $left }
vaccine-when-still = After the usual time; still free until { $day }{ $left }
vaccine-when-until = Possible until { $day }{ $left }
vaccine-when-any = Possible at any time
vaccine-when-done = { $count ->
    [one] { $count } dose
   *[other] { $count } doses
}, the last on { $day }
vaccine-when-complete = Complete
vaccine-when-review = Something in the record should be looked at. Ask the doctor or the city
vaccine-when-closed = The legal period ended on { $day }
vaccine-when-over = The legal period is over
vaccine-when-none = No set time now
vaccine-why-short = Why
vaccine-none = Nothing planned yet
vaccine-none-detail = Once the birth date (or due date) is known, the days appear here.
vaccine-none-do = Open the child's page
vaccine-no-child = No child yet
vaccine-no-child-detail = Add a child, and the vaccines to come appear here.
vaccine-no-child-do = Add a child
vaccine-copy-first = Nothing is recorded yet. Copy the dates from the paper handbook, and what stands here becomes right.
vaccine-doing = What you can do
vaccine-visits = Visits planned
vaccine-whose = Whose
vaccine-everybody = Everybody
vaccine-has-visit = A visit is planned: { $day } { $place }
vaccine-review-detail = A recorded dose does not follow the rules, so no next day is given. How such a dose counts is decided by the doctor and the city.
vaccine-closed-detail = A subsidy or an exception after a long illness may apply. Ask the city or your doctor.
vaccine-next = The next dose
vaccine-earliest = The earliest day
vaccine-standard = The usual time
vaccine-last = The last day free of charge
vaccine-no-last = None is set
vaccine-last-of = { $product }: { $day }
vaccine-span = { $from } to { $to }
vaccine-span-from = from { $day }
vaccine-span-to = until { $day }
vaccine-window = A period in which it is given: { $from } to { $to }
vaccine-alternative = There is also a schedule of { $doses } doses: { $dose } from { $day }.
vaccine-products = Vaccines in use: { $products }
vaccine-given = What was given
vaccine-counts-as = Counts as { $dose }
vaccine-counts-not = Not counted
vaccine-rules = Rules and sources
vaccine-quiet = Reminders are on
vaccine-quiet-detail = When you have decided to wait, it stays quiet for three months.
vaccine-quiet-do = Quiet for now
vaccine-quiet-until = Quiet until { $day }
vaccine-quiet-end = Remind again
vaccine-quiet-title = Quiet for now
vaccine-visit = Plan a visit
vaccine-visit-detail = See what can be given together
vaccine-visit-lead = Choose a day to see what can be given together and what waits.
vaccine-visit-day = The day of the visit
vaccine-visit-day-missing = Enter a day, such as 2026-11-24.
vaccine-visit-days = Days worth going
vaccine-visit-count = { $day }: { $count }
vaccine-visit-fix = Put it in the plan
vaccine-visit-time = Time
vaccine-visit-time-hint = For example 10:30. Leave it empty if not fixed.
vaccine-visit-time-wrong = This is not a time. For example 10:30
vaccine-visit-keep = Plan this visit
vaccine-visit-change = Change the visit
vaccine-visit-fixed = Planned. The clinic still has to be booked.
vaccine-fits = Can be given together that day
vaccine-fits-detail = Untick what you leave out. Whether to give them together is the doctor's decision.
vaccine-fits-none = Nothing can be given that day
vaccine-fits-none-detail = Choose another day.
vaccine-waits = What waits
vaccine-wait-early = Possible from { $day }
vaccine-wait-live = After { $other } there has to be a gap: from { $day }
vaccine-wait-closed = The legal period is over
vaccine-record = Record doses
vaccine-edit = Correct a dose
vaccine-given-day = Given on
vaccine-day-missing = Enter the day.
vaccine-which = What was given
vaccine-which-missing = Choose what was given.
vaccine-which-other = Other vaccines
vaccine-product = Product
vaccine-product-unknown = product not known
vaccine-lot = Lot number
vaccine-lot-hint = On the sticker, after “Lot”. It can wait.
vaccine-site = Where on the body
vaccine-site-left-arm = Left upper arm
vaccine-site-right-arm = Right upper arm
vaccine-site-left-thigh = Left thigh
vaccine-site-right-thigh = Right thigh
vaccine-site-mouth = By mouth
vaccine-site-nose = By the nose
vaccine-sticker = Photo of the sticker
vaccine-exception = The doctor found the shorter interval necessary
vaccine-exception-hint = It matters only where the rule allows it.
vaccine-own-cost = Paid by the family (optional)
vaccine-note = Note
vaccine-clinic-name = Clinic
vaccine-doctor = Doctor
vaccine-warning = Before you save: please check
vaccine-warning-line = { $vaccine }, { $day }: { $finding }
vaccine-warning-detail = If day and vaccine are right, keep it as it is: what happened should be recorded as it happened.
vaccine-keep = Keep
vaccine-keep-anyway = Keep it as it is
vaccine-recorded = Recorded
vaccine-recorded-today = Recorded. Keep an eye on the child for a while.
vaccine-dose-history = Who wrote it, and what changed
vaccine-remove = Remove
vaccine-remove-ask = Remove this dose?
vaccine-remove-detail = For slips of the pen. The family's history keeps it, and it can be brought back.
vaccine-remove-do = Remove
vaccine-remove-not = Keep it
vaccine-removed = Removed
vaccine-past = Copy from the paper handbook
vaccine-past-detail = Past doses, days only, all at once
vaccine-past-lead = Days are enough: 2021/4/5 or R3.4.5. Lots and photos can follow later.
vaccine-past-nothing = No day is entered yet.
vaccine-past-wrong = { $count ->
    [one] { $count } entry is not a day; the rest is kept.
   *[other] { $count } entries are not days; the rest is kept.
}
vaccine-past-far = before birth, or still to come
vaccine-past-family = Vaccine
vaccine-past-family-auto = As used on that day
vaccine-past-keep = { $count ->
    [one] Keep { $count } dose
   *[other] Keep { $count } doses
}
vaccine-past-keep-anyway = { $count ->
    [one] Keep { $count } dose as it is
   *[other] Keep { $count } doses as they are
}
vaccine-nth = Dose { $number }
vaccine-paste = Paste a list
vaccine-paste-label = Names and days
vaccine-paste-hint = One vaccine a line, such as: BCG 2021/4/5
vaccine-paste-do = Read it
vaccine-pasted = { $count } days put in; { $known } were there already
vaccine-paste-unread = These lines could not be read. Enter them below.
vaccine-reactions = After a vaccine
vaccine-reactions-detail = Keep what you saw; whom to call
vaccine-reactions-lead = Stay near the clinic for { $minutes } minutes after a vaccine, and keep an eye on the child that day.
vaccine-reactions-before = Before
vaccine-seen-new = Write it down
vaccine-seen-signs = What you noticed
vaccine-seen-day = Noticed on
vaccine-seen-time = At
vaccine-seen-doses = After which dose
vaccine-dose-on = { $vaccine }, { $day }
vaccine-seen-note = In detail
vaccine-seen-photo = Photo
vaccine-seen-nothing = Choose or write what you noticed.
vaccine-seen-keep = Keep it
vaccine-seen-after = after { $vaccines }
vaccine-phones-clinic = During its hours, call the clinic that gave the vaccine.
vaccine-reminders = Reminders
vaccine-reminders-detail = How many days before, and when
vaccine-reminders-lead = This device reminds you by itself, with no network and no server.
vaccine-reminders-on = Remind me
vaccine-reminders-on-detail = Visits, first days, last days
vaccine-reminders-when = When
vaccine-reminders-day = On the day
vaccine-reminders-days = { $days ->
    [one] { $days } day before
   *[other] { $days } days before
}
vaccine-reminders-at = At
vaccine-reminders-coming = Coming reminders
vaccine-reminders-none = None for now.
vaccine-reminder-visit = Visit on { $day }: { $series }
vaccine-reminder-opens = Possible from { $day }: { $series }
vaccine-reminder-usual = The usual time ends on { $day }: { $series }
vaccine-reminder-closes = Free until { $day }: { $series }
vaccine-clinic = Show at the clinic
vaccine-clinic-detail = This child only; nothing else opens
vaccine-clinic-lead = While you hand the device over, it shows this child's plan for today, doses and form. No other screen opens until you unlock it, not even after a restart.
vaccine-clinic-hand = Lock and hand over
vaccine-clinic-preview = What the clinic will see
vaccine-clinic-title = Vaccination check
vaccine-clinic-born = Born { $day }, { $age }
vaccine-clinic-today = Today: { $day }
vaccine-clinic-fits = Fits today
vaccine-clinic-waits = Does not fit today
vaccine-clinic-given = Given so far
vaccine-clinic-given-none = Nothing recorded. Please ask for the paper handbook.
vaccine-clinic-consent = Consent is given by the guardian after your explanation.
vaccine-clinic-advice = Worked out from the family's record and the published rules. The decision is the doctor's; please check the paper handbook too.
vaccine-clinic-nothing = This child's record cannot be opened. The family can unlock the device.
vaccine-clinic-back = Give back to the family
vaccine-clinic-back-not = Stay here
vaccine-clinic-pin = PIN
vaccine-clinic-pin-hint = Four to eight digits
vaccine-clinic-pin-again = PIN again
vaccine-clinic-pin-differs = The two PINs differ.
vaccine-clinic-pin-keep = Use this PIN
vaccine-clinic-pin-kept = The PIN is set
vaccine-clinic-pin-without = Do without a PIN
vaccine-clinic-pin-forgotten-hint = A forgotten PIN loses nothing: after a wait of ten minutes it opens.
vaccine-clinic-pin-set = Opens with your PIN
vaccine-clinic-pin-set-detail = You will be asked for it.
vaccine-clinic-pin-none = No PIN yet
vaccine-clinic-pin-none-detail = Holding a button opens it. A PIN is safer.
vaccine-clinic-pin-change = Change the PIN
vaccine-clinic-pin-make = Set a PIN
vaccine-clinic-pin-wrong = Not the PIN. { $left ->
    [one] { $left } try is left.
   *[other] { $left } tries are left.
}
vaccine-clinic-pin-wait = Try again after { $time }.
vaccine-clinic-pin-forgotten = I forgot the PIN
vaccine-clinic-opens-at = After { $time } it opens without a PIN.
vaccine-clinic-open = Unlock
vaccine-clinic-hold-lead = Press and hold until the button is full.
vaccine-clinic-hold = Hold to unlock
vaccine-clinic-whose = Is this your family's device?
vaccine-clinic-mine = Yes, it is ours

# The engine's findings and derivations (immunization::explain).
vaccine-day = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }
vaccine-dose-primary = first round, dose { $n }
vaccine-dose-nth = dose { $n }
vaccine-dose-booster = booster
vaccine-dose-single = the only dose
vaccine-found-too-early = Possible only from { $day }
vaccine-found-too-late = Was possible only until { $day }
vaccine-found-few-days = Clear days since “{ $dose }”: { $clear }, and at least { $needed } are needed
vaccine-found-few-months = At least { $needed } months after “{ $dose }” are needed: from { $day }
vaccine-found-few-months-half = At least { $needed } and a half months after “{ $dose }” are needed: from { $day }
vaccine-found-needs-exception = Clear days: { $clear }. The rule is { $needed }; { $excepted } are enough only if the doctor found it necessary
vaccine-found-live-gap = Clear days since “{ $other }”: { $clear }, and at least { $needed } are needed
vaccine-found-product-from = “{ $vaccine }” is part of the routine programme since { $day }
vaccine-found-product-until = “{ $vaccine }” was part of the routine programme until { $day }
vaccine-found-product-switch = Changed from “{ $from }” to “{ $to }”; in principle the same vaccine goes on
vaccine-found-too-many = More than the planned number of doses, which is { $doses }
vaccine-found-duplicate = The same vaccine is recorded twice on one day
vaccine-found-in-the-future = This day has not come yet
vaccine-found-unknown-vaccine = A vaccine that this app does not know
vaccine-found-excluded = Not to be given: { $rule }
vaccine-found-not-for-this-child = Not for this person: { $rule }
vaccine-found-not-advised = Beginning on or after { $day } is not advised, though it is still allowed
vaccine-found-confirm = Falls under { $exception }: ask your city to confirm it
vaccine-found-met = Clear days: { $clear }. The condition is just met
vaccine-step-by = { $sum } ({ $rule })
vaccine-step-reach-months = Day of reaching { $months } months of age: { $day }
vaccine-step-reach-years = Day of reaching { $years } years, the eve of the birthday: { $day }
vaccine-step-day-after-reach = Day after reaching { $months } months of age: { $day }
vaccine-step-days-after-birth = { $weeks } weeks and { $days } days after birth: { $day }
vaccine-step-birth = Day of birth: { $day }
vaccine-step-fiscal-start = First day of the fiscal year of reaching { $years }: { $day }
vaccine-step-fiscal-end = Last day of the fiscal year of reaching { $years }: { $day }
vaccine-step-school-start = 1 April of school entry, moved back by years ({ $years }): { $day }
vaccine-step-school-eve = Eve of school entry: { $day }
vaccine-step-gestation = { $weeks } weeks and { $days } days of pregnancy: { $day }
vaccine-step-clear-days = { $days } clear days after “{ $dose }” ({ $from }): { $day }
vaccine-step-months = { $months } months after “{ $dose }” ({ $from }): { $day }
vaccine-step-months-half = { $months } and a half months after “{ $dose }” ({ $from }): { $day }
vaccine-step-named = Day that the rule names: { $day }
