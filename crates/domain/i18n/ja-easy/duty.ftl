# duty: the calendar of an association, and whose turn it is.

duty-garbage = ごみの ｜当番《とうばん》
duty-cleaning = ｜掃除《そうじ》
duty-patrol = ｜見回《みまわ》り
duty-circular = ｜回覧《かいらん》を ｜配《くば》る
duty-event = ｜行事《ぎょうじ》
duty-other = ｜他《ほか》の こと
duty-calendar-name = { $association }の ｜予定《よてい》
duty-calendar-mine = ｜当番《とうばん》：{ $what }
duty-calendar-closes = ｜投票《とうひょう》の ｜終《お》わり：{ $title }
