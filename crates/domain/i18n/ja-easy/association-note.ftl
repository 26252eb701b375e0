# ｜町会《ちょうかい》からの お｜知《し》らせ
note-association-from = ｜町会《ちょうかい》
note-association-circular = { $from }から ｜回覧《かいらん》が ｜来《き》ました
note-association-edited = { $from }の ｜回覧《かいらん》が ｜変《か》わりました
note-association-reminded = { $from }: まだ ｜返事《へんじ》を していない ｜回覧《かいらん》が あります
note-association-meeting = { $from }: ｜大切《たいせつ》な ことを ｜決《き》めます。｜答《こた》えて ください
note-association-safety = 【｜無事《ぶじ》ですか】{ $from }
note-association-safety-more = ｜練習《れんしゅう》では ありません。｜無事《ぶじ》か どうか、アプリで ｜教《おし》えて ください。
note-association-drill = 【｜練習《れんしゅう》】{ $from }: ｜無事《ぶじ》ですか
note-association-drill-more = これは ｜練習《れんしゅう》です。アプリで ｜答《こた》えて ください。
note-association-help = 【｜無事《ぶじ》ですか】｜助《たす》けが ｜必要《ひつよう》な ｜家《いえ》が あります
note-association-help-drill = 【｜練習《れんしゅう》】「｜助《たす》けて」の ｜練習《れんしゅう》が ｜来《き》ました
note-association-joined = { $from }に ｜入《はい》りました
note-association-digest = ｜町会《ちょうかい》から ｜回覧《かいらん》 { $count }つ
note-duty-tomorrow = あしたは「{ $what }」の ｜日《ひ》です
note-duty-today = きょうは「{ $what }」の ｜日《ひ》です
note-duty-days = { $days }｜日《にち》 つづきます
note-duty-household = する ｜家《いえ》: { $name }
