# school: absences, notices and the day at school, as families read them. Reasons, symptoms, desks and parts of
# the day are the console's words too.

school-reason-ill = 体調不良
school-reason-infection = 感染症（出席停止）
school-reason-injury = けが
school-reason-clinic = 通院
school-reason-mourning = 忌引
school-reason-family = 家庭の都合
school-reason-other = その他
school-symptom-fever = 発熱
school-symptom-cough = せき
school-symptom-throat = のどの痛み
school-symptom-nose = 鼻水
school-symptom-headache = 頭痛
school-symptom-stomach = 腹痛
school-symptom-diarrhoea = 下痢
school-symptom-vomiting = 吐き気・おう吐
school-symptom-rash = 発しん
school-symptom-tired = だるさ
school-lesson-pe = 体育
school-lesson-pool = プール
school-desk-class = 担任
school-desk-carers = 職員
school-desk-lunch = 給食
school-desk-bus = バス
school-desk-other = ほかの窓口
school-part-all-day = 欠席
school-part-late = { $time }ごろに登校
school-part-leaves = { $time }に早退
school-part-sits-out = { $lessons }を見学

# notifications
note-school-from = 学校
note-school-notice = { $from }からお知らせ
note-school-edited = { $from }のお知らせが変わりました
note-school-question = { $from }から確認のお願い
note-school-answer = アプリを開いて、答えてください。
note-school-confirmed = { $from }: 先生が連絡を確認しました
note-school-changed = { $from }への連絡が変わりました
note-school-digest = 学校からお知らせ { $count } 件
