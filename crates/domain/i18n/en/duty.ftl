# duty: the calendar of an association, and whose turn it is.

duty-garbage = Garbage station duty
duty-cleaning = Cleaning
duty-patrol = Patrol
duty-circular = Delivering circulars
duty-event = Event
duty-other = Something else
duty-calendar-name = Calendar of { $association }
duty-calendar-mine = Your turn: { $what }
duty-calendar-closes = Voting closes: { $title }
