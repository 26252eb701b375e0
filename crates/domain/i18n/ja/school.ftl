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
