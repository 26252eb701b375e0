# app: the frame, the first run, dates.

app-name = Itsumo
app-skip = Skip to content
app-tabs = Screens
app-tab-home = Home
app-tab-search = Search
app-tab-saved = Saved
app-tab-handbook = Handbook
app-tab-school = School
app-tab-association = Town
app-tab-settings = Settings
app-back = Back
app-close = Close
app-next = Next
app-done = Done
app-skip-step = Skip
app-retry = Try again
app-loading = Loading
app-offline = You’re offline.
app-last-updated = Last updated { $time }
app-sync-now = Update now
app-synced = Everything is up to date
app-count-unread = { $count } unread
app-count-refused = { $count ->
    [one] { $count } change was not accepted
   *[other] { $count } changes were not accepted
}
app-count-school = { $count ->
    [one] { $count } thing from school
   *[other] { $count } things from school
}
app-count-association = { $count ->
    [one] 1 thing from the town association
   *[other] { $count } things from the town association
}
app-not-found = Page not found
app-to-home = Go to Home
app-welcome-title = Always at your side.
app-welcome-lead = The announcements from your city that matter to you, and nothing else. In an emergency, you hear at once.
app-welcome-private = No account needed. What you choose stays on this device.
app-welcome-step = Step { $step } of { $steps }
app-welcome-begin = Get started
app-welcome-city = Which city do you live in?
app-welcome-city-detail = You’ll receive this city’s announcements and alerts.
app-welcome-topics = What matters to you?
app-welcome-topics-detail = We’ll gather these under “For you”. You can change them any time.
app-welcome-areas = Which parts of the city?
app-welcome-areas-detail = News that is only about other areas stays out of “For you”. Choose none for the whole city.
app-welcome-child = Do you have children?
app-welcome-child-detail = With just the year and month of birth we pick the check-ups and support for their age. No names.
app-welcome-done = You’re all set
app-welcome-done-detail = New announcements will arrive here. You can read them without a connection, too.
app-welcome-open = See the news
date-today = Today
date-yesterday = Yesterday
date-tomorrow = Tomorrow
date-minutes = { $count } min ago
date-hours = { $count } h ago
date-day = { $weekday } { $day } { $month }
date-day-year = { $weekday } { $day } { $month } { $year }
date-year = { $year }
date-not-understood = That is no day we can read. Write it like 2025-08-14
age-days = { $days ->
    [one] { $days } day
   *[other] { $days } days
}
age-unborn = a child on the way
age-months = { $months ->
    [one] { $months } month
   *[other] { $months } months
}
age-years = { $years ->
    [one] { $years } year
   *[other] { $years } years
}
age-years-months = { $years } y { $months } m
date-weekday-0 = Sun
date-weekday-1 = Mon
date-weekday-2 = Tue
date-weekday-3 = Wed
date-weekday-4 = Thu
date-weekday-5 = Fri
date-weekday-6 = Sat
date-month-1 = January
date-month-2 = February
date-month-3 = March
date-month-4 = April
date-month-5 = May
date-month-6 = June
date-month-7 = July
date-month-8 = August
date-month-9 = September
date-month-10 = October
date-month-11 = November
date-month-12 = December
date-dom-1 = 1
date-dom-2 = 2
date-dom-3 = 3
date-dom-4 = 4
date-dom-5 = 5
date-dom-6 = 6
date-dom-7 = 7
date-dom-8 = 8
date-dom-9 = 9
date-dom-10 = 10
date-dom-11 = 11
date-dom-12 = 12
date-dom-13 = 13
date-dom-14 = 14
date-dom-15 = 15
date-dom-16 = 16
date-dom-17 = 17
date-dom-18 = 18
date-dom-19 = 19
date-dom-20 = 20
date-dom-21 = 21
date-dom-22 = 22
date-dom-23 = 23
date-dom-24 = 24
date-dom-25 = 25
date-dom-26 = 26
date-dom-27 = 27
date-dom-28 = 28
date-dom-29 = 29
date-dom-30 = 30
date-dom-31 = 31
app-alerts-more = { $count ->
    [one] { $count } more alert
   *[other] { $count } more alerts
}

# Letters of schools and town associations: text, files, days for the calendar, answers.
letter-bring = Bring
letter-bring-what = Bring: { $what }
letter-newer = Update the app to see this part.
letter-to-calendar = Add
letter-day-opened = Opened in your calendar
letter-file-saved = Saved: { $path }
letter-files = Attachments
letter-file-open = Open
letter-file-show = Show
letter-file-page = Page { $page } of { $name }
letter-file-more-pages = { $count ->
    [one] One more page.
   *[other] { $count } more pages.
}
letter-file-unreadable = This file cannot be shown here.
answer-seen-do = I have seen it
answer-choose = Choose one
answer-choose-many = Choose any number
answer-day = Day
answer-text = Answer
answer-do = Send the answer
answer-change = Change the answer
answer-slip-choose = Choose one.
answer-slip-out-of-days = That day is outside the days to choose from.
answer-slip-text = Write your answer.
answer-slip-text-long = That is too long. At most 2,000 characters.
month-title = { $month } { $year }
month-before = Previous month
month-after = Next month
feed-make = Make an address
feed-copy = Copy the address
feed-copied = Copied
feed-once = The address is shown only here. Making another ends this one.
feed-private = Anyone who knows the address can read the calendar. Keep it to yourself.
feed-end = End all addresses
feed-ended = The address no longer works
date-from-until = { $from } to { $until }
answer-slip-day = That is no day we can read. Write it like 11/24.
answer-slip-people = Choose how many people.
answer-people = How many of you are coming
answer-people-none = Not coming
answer-people-count = { $count ->
    [one] 1 person
   *[other] { $count } people
}
answer-fewer = One fewer
answer-more = One more
date-due = by { $day }
date-due-over = was due { $day }
