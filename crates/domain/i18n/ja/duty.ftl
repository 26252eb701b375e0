# duty: the calendar of an association, and whose turn it is.

duty-garbage = ごみ当番
duty-cleaning = 清掃
duty-patrol = 見回り
duty-circular = 回覧・配布
duty-event = 行事
duty-other = そのほか
duty-calendar-name = { $association }の予定
duty-calendar-mine = 当番：{ $what }
duty-calendar-closes = 投票の締め切り：{ $title }
