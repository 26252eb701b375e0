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

# The first screen and the doors.
school-title = ｜学校《がっこう》
school-entry = ｜子《こ》どもの ｜学校《がっこう》と つながる
school-entry-detail = ｜休《やす》む ｜連絡《れんらく》と、｜学校《がっこう》からの お｜知《し》らせ
school-now = ｜今《いま》の ｜学校《がっこう》の こと
school-empty = ｜学校《がっこう》の ｜手紙《てがみ》の ｜番号《ばんごう》を ｜入《い》れると、｜子《こ》どもの ことが ここに ｜出《で》ます
school-empty-detail = ｜休《やす》む ｜連絡《れんらく》と、お｜知《し》らせと、｜予定《よてい》が ここに ｜並《なら》びます。
school-to-home = ｜学校《がっこう》の ｜画面《がめん》へ
school-gone = ありません
school-gone-detail = ｜学校《がっこう》が なくした かもしれません。
school-doors = ほかの こと
school-and = { " と " }

# An account is needed.
school-account-lead = ｜学校《がっこう》の ｜画面《がめん》を ｜使《つか》うには、アカウントが いります。｜子《こ》どもの ことを、｜家族《かぞく》だけに ｜届《とど》けるためです。
school-for-absence = ｜休《やす》む ことや ｜遅《おく》れる ことを すぐに ｜知《し》らせます
school-for-notices = ｜学校《がっこう》の お｜知《し》らせを ｜読《よ》んで、｜答《こた》えます
school-for-private = ｜子《こ》どもの ことは、｜登録《とうろく》した ｜人《ひと》だけが ｜見《み》ます
school-account-phone = アカウントが なくても、｜学校《がっこう》に ｜電話《でんわ》する ことは できます。

# Joining.
school-join = ｜学校《がっこう》と つながる
school-join-more = ｜子《こ》どもを ｜増《ふ》やす
school-join-short = ｜学校《がっこう》の ｜手紙《てがみ》の ｜番号《ばんごう》で
school-join-lead = ｜学校《がっこう》の ｜手紙《てがみ》に ある ｜番号《ばんごう》を ｜入《い》れて ください。｜番号《ばんごう》は ｜子《こ》ども ひとりに ひとつです。
school-join-code = ｜手紙《てがみ》の ｜番号《ばんごう》
school-join-code-hint = ｜英語《えいご》の ｜文字《もじ》と ｜数字《すうじ》が 12こ あります。｜例《れい》: 7K3M-Q0ZD-1XPA
school-join-name = あなたの ｜名前《なまえ》
school-join-name-hint = ｜先生《せんせい》が ｜見《み》ます。
school-join-relation = ｜子《こ》どもの ｜何《なに》ですか
school-join-relation-other = ｜子《こ》どもの ｜何《なに》か ｜書《か》いて ください
school-relation-mother = お｜母《かあ》さん
school-relation-father = お｜父《とう》さん
school-relation-grandmother = おばあさん
school-relation-grandfather = おじいさん
school-relation-guardian = ｜育《そだ》てて いる ｜人《ひと》
school-relation-other = ほか
school-join-do = つながる
school-join-private = ｜番号《ばんごう》は ほかの ｜人《ひと》に ｜見《み》せないで ください。
school-joined = つながりました
school-joined-with = { $name }さん（{ $facility }）と つながりました。
school-joined-next = ｜休《やす》む ｜連絡《れんらく》と お｜知《し》らせが ｜使《つか》えます。もう ひとりの ｜家族《かぞく》も、｜同《おな》じ ｜番号《ばんごう》で つながります。
school-join-another = もう ひとり ｜増《ふ》やす

# A child's day.
school-day-usual = いつもと ｜同《おな》じ
school-day-usual-long = ｜休《やす》む ｜連絡《れんらく》は ありません
school-day-nothing = ｜今《いま》 ｜見《み》せられる ｜学校《がっこう》は ありません
school-day-expected = いつもと ｜同《おな》じ
school-day-not-told = ここには ｜知《し》らせて いません
school-lunch-eats = ｜給食《きゅうしょく》 あり
school-lunch-off = ｜給食《きゅうしょく》 なし（｜知《し》って います）
school-lunch-told = ｜給食《きゅうしょく》 なしと ｜知《し》らせました
school-lunch-not-told = ｜給食《きゅうしょく》には ｜知《し》らせて いません
school-tell = ｜休《やす》む・｜遅《おく》れる ｜連絡《れんらく》
school-tell-more = ほかの ｜日《ひ》の ｜連絡《れんらく》

# The form.
school-form-title = ｜休《やす》む・｜遅《おく》れる ｜連絡《れんらく》
school-form-edit = ｜連絡《れんらく》を ｜変《か》える
school-form-who = だれが
school-form-when = いつ
school-form-range = ｜何日《なんにち》も
school-form-from = ｜始《はじ》めの ｜日《ひ》
school-form-until = ｜終《お》わりの ｜日《ひ》
school-form-part = どう する
school-form-all-day = ｜休《やす》む
school-form-late = ｜遅《おく》れる
school-form-leaves = ｜早《はや》く ｜帰《かえ》る
school-form-sits-out = ｜見学《けんがく》する
school-form-late-time = ｜何時《なんじ》ごろに ｜着《つ》きますか
school-form-leaves-time = ｜何時《なんじ》に ｜帰《かえ》りますか
school-form-lessons = ｜何《なに》を ｜見学《けんがく》しますか
school-form-reason = どうして
school-form-symptoms = どんな ｜具合《ぐあい》
school-form-optional = ｜書《か》かなくても いいです
school-form-temperature = ｜体温《たいおん》（℃）
school-form-temperature-hint = ｜例《れい》: 38.5
school-form-note = ｜先生《せんせい》に ｜伝《つた》える こと
school-form-note-hint = ｜書《か》かなくても いいです
school-form-call-me = ｜学校《がっこう》から ｜電話《でんわ》を ください
school-form-call = ｜電話《でんわ》
school-form-call-yes = ｜電話《でんわ》が ほしい
school-form-tell = ｜知《し》らせる ところ
school-form-tell-hint = １｜回《かい》で ｜全部《ぜんぶ》に ｜届《とど》きます。
school-form-send = ｜学校《がっこう》に ｜知《し》らせる
school-form-send-edit = ｜変《か》えた ことを ｜知《し》らせる
school-form-summary = { $names } { $days } { $part }
school-form-choose-who = だれが ｜休《やす》むか ｜選《えら》んで ください
school-form-already = { $what }は、{ $who }が もう ｜知《し》らせました。
school-form-see = ｜見《み》る
school-form-offline = インターネットに つながって いません。つながったら ｜届《とど》けます。｜急《いそ》ぐ ときは ｜電話《でんわ》して ください。
school-form-nobody = ｜休《やす》む ｜連絡《れんらく》が できる ｜子《こ》どもが いません
school-form-nobody-detail = わからない ときは、｜学校《がっこう》に ｜聞《き》いて ください。
school-slip-who = だれか ｜選《えら》んで ください。
school-slip-day = ｜日《ひ》が わかりません。11/24 のように ｜書《か》いて ください。
school-slip-order = ｜終《お》わりの ｜日《ひ》が、｜始《はじ》めの ｜日《ひ》より ｜前《まえ》です。
school-slip-long = ｜長《なが》すぎます。200｜日《にち》までに して ください。
school-slip-time = ｜時間《じかん》が わかりません。10:30 のように ｜書《か》いて ください。
school-slip-lessons = ｜何《なに》を ｜見学《けんがく》するか ｜選《えら》んで ください。
school-slip-temperature = 34.0 から 43.0 の ｜間《あいだ》で ｜書《か》いて ください。
school-slip-note = ｜長《なが》すぎます。1000｜文字《もじ》までに して ください。
school-slip-tell = ｜知《し》らせる ところを ひとつは ｜選《えら》んで ください。
school-closed-on = { $day } は { $why } です。
school-closed-more = ほかに { $count }｜日《にち》 あります。
school-closed-not-counted = ｜休《やす》みの ｜日《ひ》は ｜数《かぞ》えません。
school-why-weekday = ｜休《やす》みの ｜日《ひ》（{ $weekday }）
school-why-holiday = ｜祝日《しゅくじつ》（{ $name }）
school-why-closure = { $name }

# An absence and how far it got.
school-absences = ｜休《やす》む ｜連絡《れんらく》
school-absences-detail = ｜知《し》らせた ことと、｜先生《せんせい》の ｜返事《へんじ》
school-absences-ahead = ｜今日《きょう》と これから
school-absences-past = これまで
school-absences-none = ｜休《やす》む ｜連絡《れんらく》は ありません
school-absences-none-detail = ｜知《し》らせると、｜先生《せんせい》が ｜見《み》たか ここで わかります。
school-absence-line = { $days } { $part }（{ $reason }）
school-absence-of = { $name } { $what }
school-absence-late = ｜決《き》まった ｜時間《じかん》の あとに ｜届《とど》きました。｜大丈夫《だいじょうぶ》です。
school-waiting = まだ ｜届《とど》いて いません
school-waiting-detail = つながったら ｜届《とど》けます。
school-waiting-call = まだ ｜学校《がっこう》に ｜届《とど》いて いません。｜電話《でんわ》でも ｜知《し》らせて ください。
school-arrived = ｜届《とど》きました
school-confirmed = ｜先生《せんせい》が ｜見《み》ました
school-refused = ｜届《とど》けられませんでした
school-refused-correct = ｜直《なお》して ｜知《し》らせる
school-refused-retry = もう ｜一度《いちど》 ｜届《とど》ける
school-refused-discard = やめる
school-refused-gone = やめました
school-told-to = ｜知《し》らせた ところ
school-told-what = ｜知《し》らせた こと
school-desk-confirmed = { $time } に ｜見《み》ました
school-desk-waiting = まだ ｜見《み》て いません
school-edit = ｜変《か》える
school-tell-again = もう ｜一度《いちど》 ｜知《し》らせる
school-withdraw = ｜取《と》り｜消《け》す
school-withdraw-ask = ｜取《と》り｜消《け》しますか
school-withdraw-detail = ｜学校《がっこう》に ｜行《い》く ことに なった とき、｜取《と》り｜消《け》します。｜学校《がっこう》にも ｜届《とど》きます。
school-withdraw-do = ｜取《と》り｜消《け》して ｜知《し》らせる
school-withdraw-not = やめる
school-withdrawn = ｜取《と》り｜消《け》しました
school-history = これまでの こと
school-history-withdrawn = ｜取《と》り｜消《け》しました
school-by-me = わたし
school-by-other = ほかの ｜家族《かぞく》

# The school asks.
school-question = { $name }さんは ｜学校《がっこう》に ｜行《い》きましたか
school-question-detail = { $place }から { $time } に ｜届《とど》きました。まだ ｜来《き》て いません。
school-question-answered = { $who }が「{ $answer }」と ｜答《こた》えました。
school-arrival-left-home = ｜家《いえ》を ｜出《で》ました
school-arrival-late = ｜遅《おく》れて ｜行《い》きます
school-arrival-absent = ｜今日《きょう》は ｜休《やす》みます

# Notices.
school-notices = お｜知《し》らせ
school-notices-all = ｜全部《ぜんぶ》 ｜見《み》る
school-notices-all-unread = ｜全部《ぜんぶ》 ｜見《み》る（まだ { $count }こ）
school-notices-due = ｜答《こた》えて ください
school-notices-rest = お｜知《し》らせ
school-notices-none = お｜知《し》らせは まだ ありません
school-notices-none-detail = ｜学校《がっこう》の お｜知《し》らせが ここに ｜届《とど》きます。
school-notice-choose = お｜知《し》らせを ｜選《えら》んで ください
school-notice-choose-detail = ｜左《ひだり》から ｜選《えら》ぶと、ここで ｜読《よ》めます。
school-notice-edited = { $time } に ｜変《か》わりました
school-answer-wanted = ｜答《こた》えて ください
school-answered = ｜答《こた》えました
school-reply = ｜答《こた》え
school-reply-seen = ｜読《よ》みましたか
school-reply-for = { $names } の ｜分《ぶん》を いっしょに ｜知《し》らせます。
school-reply-household = ｜家族《かぞく》で ひとつの ｜答《こた》えです。
school-reply-guardian = ｜家族《かぞく》 ひとりずつ ｜答《こた》えます。
school-reply-late = ｜決《き》まった ｜日《ひ》は ｜過《す》ぎました。まだ ｜答《こた》えられます。
school-reply-text-hint = ｜先生《せんせい》だけが ｜読《よ》みます。
school-answer-seen = ｜読《よ》みました
school-answers = ｜答《こた》えた こと
school-answers-detail = お｜知《し》らせに ｜答《こた》えた こと
school-answers-none = まだ ありません
school-answers-none-detail = お｜知《し》らせに ｜答《こた》えると、ここに ｜残《のこ》ります。

# The calendar.
school-calendar = ｜学校《がっこう》の ｜予定《よてい》
school-calendar-detail = ｜行事《ぎょうじ》と ｜持《も》って いく もの
school-calendar-due = ｜答《こた》える ｜最後《さいご》の ｜日《ひ》
school-calendar-closed = { $place } は ｜休《やす》み（{ $why }）
school-month-empty = この ｜月《つき》の ｜予定《よてい》は ありません
school-month-empty-detail = お｜知《し》らせの ｜日《ひ》が ここに ｜並《なら》びます。
school-feed = カレンダーに つなぐ
school-feed-of = { $name }さんの ｜予定《よてい》
school-feed-short = いつもの カレンダーでも ｜見《み》る
school-feed-lead = { $name }さんの ｜予定《よてい》を いつもの カレンダーで ｜見《み》るための アドレスを ｜作《つく》ります。

# Titles in the calendar that a phone subscribes to. Their days stand beside them.
school-feed-bring = ｜持《も》って いく もの：{ $what }
school-feed-due = ここまで：{ $title }
school-feed-answer = ｜答《こた》える ｜日《ひ》：{ $title }

# A child: places, parts, who looked.
school-places = ｜行《い》って いる ところ
school-places-none = ｜今《いま》 ｜見《み》せられる ところは ありません。
school-place-since = { $day } から
school-place-until = { $day } まで
school-place-cut-off = ｜休《やす》む ｜連絡《れんらく》は { $time } まで。そのあとも できます。
school-scopes = あなたが できる こと
school-scope-records = ｜子《こ》どもの ことを ｜見《み》る
school-scope-notices = お｜知《し》らせを ｜読《よ》んで ｜答《こた》える
school-scope-absence = ｜休《やす》む ことを ｜知《し》らせる
school-scope-pickup = ｜迎《むか》えに ｜行《い》く
school-scopes-until = { $day } までです。
school-scopes-detail = ｜変《か》えたい ときは、｜学校《がっこう》に ｜言《い》って ください。
school-looked = だれが ｜見《み》たか
school-looked-detail = ｜見《み》た ｜先生《せんせい》と、その ｜理由《りゆう》
school-looked-lead = ｜学校《がっこう》の ｜人《ひと》が { $name }さんの ことを ｜見《み》ると、ここに ｜残《のこ》ります。
school-looked-none = まだ だれも ｜見《み》て いません
school-looked-none-detail = ｜見《み》た ｜人《ひと》が ここに ｜並《なら》びます。
school-looked-times = { $count }｜回《かい》
school-looked-asked = { $time } に ｜見《み》ました。
school-looked-board = ｜朝《あさ》 ｜来《き》たか ｜見《み》るため
school-looked-absence = ｜休《やす》む ｜連絡《れんらく》を ｜見《み》るため
school-looked-register = ｜出席《しゅっせき》の ｜記録《きろく》のため
school-looked-roster = ｜名前《なまえ》の ｜表《ひょう》のため
school-looked-notice = お｜知《し》らせのため
school-looked-call-list = ｜電話《でんわ》するため
school-looked-export = データを ｜出《だ》すため
school-looked-other = ほかの ｜理由《りゆう》
school-leave = つながりを やめる
school-leave-ask = { $name }さんとの つながりを やめますか
school-leave-detail = お｜知《し》らせも ｜連絡《れんらく》も ｜使《つか》えなく なります。また ｜使《つか》う ときは、｜学校《がっこう》から ｜番号《ばんごう》を もらって ください。
school-leave-do = やめる
school-leave-not = つづける
school-left = やめました
