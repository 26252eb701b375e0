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

# The first screen and the doors.
school-title = 学校
school-entry = お子さんの学校とつながる
school-entry-detail = 欠席の連絡、学校からのおたより
school-now = いま、学校のこと
school-empty = 学校からの手紙の番号で、お子さんとつながります
school-empty-detail = つながると、欠席の連絡、おたより、予定がここに並びます。
school-to-home = 学校の画面へ
school-gone = 見つかりません
school-gone-detail = 学校が取り消したか、古いリンクかもしれません。
school-doors = そのほか
school-and = ・

# An account is needed.
school-account-lead = 学校の機能には、アカウントが必要です。お子さんのことを、保護者だけに届けるためです。
school-for-absence = 欠席や遅刻を、すぐに知らせられます
school-for-notices = 学校からのおたよりを読んで、回答できます
school-for-private = お子さんの情報は、登録した保護者だけが見られます
school-account-phone = アカウントがなくても、学校への電話の連絡はこれまでどおり使えます。

# Joining.
school-join = 学校とつながる
school-join-more = お子さんを追加
school-join-short = 学校からの手紙の番号で
school-join-lead = 学校、園、学童から届いた手紙の番号を入力してください。番号はお子さんごとに一つです。
school-join-code = 手紙の番号
school-join-code-hint = 英字と数字の12文字です。例: 7K3M-Q0ZD-1XPA。大文字と小文字、ハイフンの有無はどちらでもかまいません。
school-join-name = あなたの名前
school-join-name-hint = 先生に見える名前です。
school-join-relation = お子さんとの続柄
school-join-relation-other = 続柄
school-relation-mother = 母
school-relation-father = 父
school-relation-grandmother = 祖母
school-relation-grandfather = 祖父
school-relation-guardian = 養育者
school-relation-other = その他
school-join-do = つながる
school-join-private = 番号は、この確認のためだけに学校へ送ります。ほかの人に見せないでください。
school-joined = つながりました
school-joined-with = { $name }さん（{ $facility }）とつながりました。
school-joined-next = 欠席の連絡とおたよりが使えます。もう一人の保護者は、同じ手紙の番号でつながれます。
school-join-another = もう一人、追加する

# A child's day.
school-day-usual = いつもどおり
school-day-usual-long = 欠席の連絡はありません
school-day-nothing = いま表示できる学校はありません
school-day-expected = いつもどおり
school-day-not-told = ここには欠席を知らせていません
school-lunch-eats = 給食あり
school-lunch-off = 給食なし（確認ずみ）
school-lunch-told = 給食なしの連絡ずみ
school-lunch-not-told = 給食には知らせていません
school-tell = 欠席・遅刻の連絡
school-tell-more = ほかの日の連絡

# The form.
school-form-title = 欠席・遅刻の連絡
school-form-edit = 連絡の内容を変える
school-form-who = だれが
school-form-when = いつ
school-form-range = 期間で選ぶ
school-form-from = はじめの日
school-form-until = おわりの日
school-form-part = どうする
school-form-all-day = 休む
school-form-late = 遅れる
school-form-leaves = 早退する
school-form-sits-out = 見学する
school-form-late-time = 何時ごろに着きますか
school-form-leaves-time = 何時に帰りますか
school-form-lessons = 何を見学しますか
school-form-reason = 理由
school-form-symptoms = 症状
school-form-optional = 書かなくてもかまいません
school-form-temperature = 体温（℃）
school-form-temperature-hint = 例: 38.5
school-form-note = 先生へのひとこと
school-form-note-hint = 書かなくてもかまいません
school-form-call-me = 学校から電話をください
school-form-call = 電話
school-form-call-yes = 折り返しの電話を希望
school-form-tell = 知らせる先
school-form-tell-hint = 一度の連絡で、すべてに届きます。
school-form-send = 学校に知らせる
school-form-send-edit = 変えた内容を知らせる
school-form-summary = { $names } { $days } { $part }
school-form-choose-who = だれの連絡かを選んでください
school-form-already = { $what }は、{ $who }がもう知らせています。
school-form-see = その連絡を見る
school-form-offline = オフラインです。つながりしだい、学校に届けます。急ぐときは電話してください。
school-form-nobody = 欠席を知らせられるお子さんがいません
school-form-nobody-detail = 保護者の役割は学校が決めています。変えたいときは学校に聞いてください。
school-slip-who = だれの連絡かを選んでください。
school-slip-day = 日にちがわかりません。11/24 のように書いてください。
school-slip-order = おわりの日が、はじめの日より前です。
school-slip-long = 期間が長すぎます。200日までにしてください。
school-slip-time = 時刻がわかりません。10:30 のように書いてください。
school-slip-lessons = 見学するものを選んでください。
school-slip-temperature = 体温は 34.0 から 43.0 の間で書いてください。
school-slip-note = 長すぎます。1000文字までにしてください。
school-slip-tell = 知らせる先を一つは選んでください。
school-closed-on = { $day }は{ $why }です。
school-closed-more = ほかに{ $count }日あります。
school-closed-not-counted = 休みの日は数えません。
school-why-weekday = { $weekday }曜日で、お休み
school-why-holiday = 祝日（{ $name }）
school-why-closure = { $name }

# An absence and how far it got.
school-absences = 欠席・遅刻の記録
school-absences-detail = 連絡した内容と、先生の確認
school-absences-ahead = 今日とこれから
school-absences-past = これまで
school-absences-none = 欠席の連絡はありません
school-absences-none-detail = 知らせると、先生が確認するまでの様子がここで分かります。
school-absence-line = { $days } { $part }（{ $reason }）
school-absence-of = { $name } { $what }
school-absence-late = 締め切りの時刻のあとに届きました。受け付けています。
school-waiting = まだ届いていません
school-waiting-detail = つながりしだい、自動で届けます。
school-waiting-call = まだ学校に届いていません。電話でも知らせてください。
school-arrived = 届きました
school-confirmed = 先生が確認しました
school-refused = 受け付けられませんでした
school-refused-correct = 直して知らせる
school-refused-retry = もう一度届ける
school-refused-discard = この変更をやめる
school-refused-gone = 変更をやめました
school-told-to = 知らせた先
school-told-what = 連絡の内容
school-desk-confirmed = { $time }に確認
school-desk-waiting = まだ確認していません
school-edit = 内容を変える
school-tell-again = もう一度知らせる
school-withdraw = 連絡を取り消す
school-withdraw-ask = この連絡を取り消しますか
school-withdraw-detail = 登校することになったときなどに取り消します。取り消したことも学校に届きます。
school-withdraw-do = 取り消して、学校に知らせる
school-withdraw-not = 取り消さない
school-withdrawn = 取り消しました
school-history = これまでのやりとり
school-history-withdrawn = 取り消し
school-by-me = わたし
school-by-other = ほかの保護者

# The school asks.
school-question = { $name }さんは登校しましたか
school-question-detail = { $place }から{ $time }に届きました。まだ姿が見えません。
school-question-answered = 「{ $answer }」と{ $who }が答えました。
school-arrival-left-home = 家を出ました
school-arrival-late = 遅れて行きます
school-arrival-absent = 今日は休みます

# Notices.
school-notices = おたより
school-notices-all = おたよりをすべて見る
school-notices-all-unread = おたよりをすべて見る（未読{ $count }件）
school-notices-due = 回答をお願いします
school-notices-rest = おたより
school-notices-none = おたよりはまだありません
school-notices-none-detail = 学校からのおたよりが、ここに届きます。
school-notice-choose = おたよりを選んでください
school-notice-choose-detail = 左の一覧から選ぶと、ここで読めます。
school-notice-edited = { $time }に内容が変わりました
school-answer-wanted = 回答をお願いします
school-answered = 回答ずみ
school-reply = 回答
school-reply-seen = 確認
school-reply-for = { $names }の分をまとめて知らせます。
school-reply-household = ご家庭で一つの回答です。
school-reply-guardian = 保護者お一人ずつの回答です。
school-reply-late = 締め切りを過ぎていますが、まだ回答できます。
school-reply-text-hint = 先生だけが読みます。
school-answer-seen = 確認しました
school-answers = わたしの回答
school-answers-detail = おたよりに答えた内容
school-answers-none = まだ回答はありません
school-answers-none-detail = おたよりに答えると、ここに残ります。

# The calendar.
school-calendar = 学校の予定
school-calendar-detail = 行事、持ち物、締め切り
school-calendar-due = 回答の締め切り
school-calendar-closed = { $place }はお休み（{ $why }）
school-month-empty = この月の予定はありません
school-month-empty-detail = おたよりに書かれた日にちが、ここに並びます。
school-feed = カレンダーアプリにつなぐ
school-feed-of = { $name }さんの予定
school-feed-short = いつものカレンダーにも表示します
school-feed-lead = { $name }さんの行事と締め切りを、いつものカレンダーで見られるアドレスを作ります。

# Titles in the calendar that a phone subscribes to. Their days stand beside them.
school-feed-bring = 持ち物：{ $what }
school-feed-due = 締め切り：{ $title }
school-feed-answer = 回答の締め切り：{ $title }

# A child: places, parts, who looked.
school-places = 通っているところ
school-places-none = いま表示できるところはありません。
school-place-since = { $day }から
school-place-until = { $day }まで
school-place-cut-off = 欠席の連絡は { $time } まで。過ぎても受け付けます。
school-scopes = あなたができること
school-scope-records = お子さんの情報を見る
school-scope-notices = おたよりを読んで回答する
school-scope-absence = 欠席・遅刻を知らせる
school-scope-pickup = お迎えに行く
school-scopes-until = { $day }までです。
school-scopes-detail = 変えたいときは、学校に伝えてください。
school-looked = だれが見たか
school-looked-detail = お子さんの記録を見た先生と、その理由
school-looked-lead = 学校の人が{ $name }さんの記録を見ると、ここに残ります。
school-looked-none = まだだれも見ていません
school-looked-none-detail = 見た人と理由が、日ごとに並びます。
school-looked-times = { $count }回
school-looked-asked = { $time }に確かめました。
school-looked-board = 朝の出欠を確かめるため
school-looked-absence = 欠席の連絡を確かめるため
school-looked-register = 出席簿のため
school-looked-roster = 名簿のため
school-looked-notice = おたよりのため
school-looked-call-list = 電話をかけるため
school-looked-export = 書き出しのため
school-looked-other = そのほかの理由
school-leave = つながりをやめる
school-leave-ask = { $name }さんとのつながりをやめますか
school-leave-detail = おたよりも欠席の連絡も使えなくなり、この端末からも消えます。また使うときは、学校から番号をもらってください。
school-leave-do = つながりをやめる
school-leave-not = やめない
school-left = つながりをやめました
