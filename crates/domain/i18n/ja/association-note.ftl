# 町会からの通知: ロック画面には、だれから来たかだけを出します
note-association-from = 町会
note-association-circular = { $from }から回覧
note-association-edited = { $from }の回覧が変わりました
note-association-reminded = { $from }: お返事を待っている回覧があります
note-association-meeting = { $from }: 総会の議決をお願いします
note-association-safety = 【安否確認】{ $from }
note-association-safety-more = 訓練ではありません。無事かどうか、アプリで知らせてください。
note-association-drill = 【訓練】{ $from }の安否確認
note-association-drill-more = これは訓練です。落ち着いているときに、アプリで答えてください。
note-association-help = 【安否確認】助けを求めている世帯があります
note-association-help-drill = 【訓練】助けを求める連絡の練習が届きました
note-association-joined = { $from }に入りました
note-association-digest = 町会から回覧 { $count } 件
note-duty-tomorrow = あすは「{ $what }」です
note-duty-today = きょうは「{ $what }」です
note-duty-days = { $days }日間の当番です
note-duty-household = 当番: { $name }さん
