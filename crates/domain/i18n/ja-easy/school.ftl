# school: absences, notices and the day at school, as families read them. Reasons, symptoms, desks and parts of
# the day are the console's words too.

school-reason-ill = ｜体《からだ》の ｜具合《ぐあい》が ｜悪《わる》い
school-reason-infection = うつる ｜病気《びょうき》（｜医者《いしゃ》に ｜言《い》われた）
school-reason-injury = けが
school-reason-clinic = ｜病院《びょういん》に ｜行《い》く
school-reason-mourning = ｜家族《かぞく》が ｜亡《な》くなった
school-reason-family = ｜家《いえ》の ｜用事《ようじ》
school-reason-other = ほかの ｜理由《りゆう》
school-symptom-fever = ｜熱《ねつ》
school-symptom-cough = せき
school-symptom-throat = のどが ｜痛《いた》い
school-symptom-nose = ｜鼻水《はなみず》
school-symptom-headache = ｜頭《あたま》が ｜痛《いた》い
school-symptom-stomach = おなかが ｜痛《いた》い
school-symptom-diarrhoea = おなかを こわした（｜下痢《げり》）
school-symptom-vomiting = ｜吐《は》きそう・｜吐《は》いた
school-symptom-rash = ｜体《からだ》に ぶつぶつ
school-symptom-tired = だるい
school-lesson-pe = ｜体育《たいいく》
school-lesson-pool = プール
school-desk-class = ｜担任《たんにん》の ｜先生《せんせい》
school-desk-carers = ｜先生《せんせい》
school-desk-lunch = ｜給食《きゅうしょく》
school-desk-bus = バス
school-desk-other = ほかの ところ
school-part-all-day = ｜休《やす》む
school-part-late = { $time } ごろに ｜行《い》く
school-part-leaves = { $time } に ｜早《はや》く ｜帰《かえ》る
school-part-sits-out = { $lessons }を ｜見学《けんがく》する

# notifications
note-school-from = ｜学校《がっこう》
note-school-notice = { $from }から お｜知《し》らせ
note-school-edited = { $from }の お｜知《し》らせが ｜変《か》わりました
note-school-question = { $from }から ｜聞《き》きたい ことが あります
note-school-answer = アプリを ｜開《ひら》いて ｜答《こた》えて ください。
note-school-confirmed = { $from }: ｜先生《せんせい》が ｜連絡《れんらく》を ｜読《よ》みました
note-school-changed = { $from }への ｜連絡《れんらく》が ｜変《か》わりました
note-school-digest = ｜学校《がっこう》から お｜知《し》らせ { $count }つ
