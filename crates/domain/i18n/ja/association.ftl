# association: the town association as its households read it: circulars, votes, whose turn it is, the safety check.

# The first screen and the doors.
association-title = 町会
association-entry = 町会とつながる
association-entry-detail = 回覧、当番、安否の確認
association-now = いま、町会のこと
association-empty = 町会からの手紙の番号で、世帯とつながります
association-empty-detail = つながると、回覧、当番、予定、総会の議決がここに並びます。紙の回覧はこれまでどおり届きます。
association-to-home = 町会の画面へ
association-gone = 見つかりません
association-gone-detail = 町会が取り消したか、期限が過ぎて消えたか、古いリンクかもしれません。
association-and = ・
association-household = { $name }さん宅
association-asked = わたしの世帯への用件
association-asked-nothing = いま、お返事を待っているものはありません
association-ahead = これからの予定
association-homes = わたしの世帯
association-members-count = { $count }人
association-officers = 役員
association-officers-all = 役員をすべて見る

# An account is needed.
association-account-lead = 町会の機能には、アカウントが必要です。世帯のことを、世帯の人と役員だけに届けるためです。
association-for-circulars = 回覧を読んで、世帯でひとつお返事できます
association-for-duties = 当番や行事の日がわかります
association-for-safety = 災害のとき、無事かどうかをすぐに知らせられます
association-account-paper = アカウントがなくても、紙の回覧はこれまでどおり届きます。

# Joining.
association-join = 町会とつながる
association-join-more = ほかの世帯ともつながる
association-join-short = 班の手紙の番号で
association-join-lead = 班の手紙にある番号を入力してください。家族も同じ番号でつながれます。二人目からは、先につながった家族か役員が確かめます。
association-join-code = 手紙の番号
association-join-code-hint = 英字と数字の12文字です。例: 7K3M-Q0ZD-1XPA。大文字と小文字、ハイフンの有無はどちらでもかまいません。QRコードを読んだ文字を、そのまま貼ることもできます。
association-join-household = 世帯の名前
association-join-household-hint = 表札の名字です。例: 山田
association-join-place = 番地・部屋
association-join-place-hint = 例: 3-12、205号室。手紙に書かれていれば、そのとおりに。
association-join-name = あなたの名前
association-join-name-hint = 同じ世帯の人と役員に見える名前です。
association-join-far = 離れて暮らしています
association-join-far-hint = 実家の回覧をいっしょに読む、など。
association-join-do = つながる
association-join-private = 番号は、この確認のためだけに送ります。ほかの人に見せないでください。
association-joined = つながりました
association-joined-with = { $association } { $block }の世帯とつながりました。
association-joined-next = 回覧と当番がここに届きます。紙の回覧をやめるか続けるかは、「わたしの世帯」で選べます。
association-asked-to-join = 確認をお願いしました
association-asked-with = { $association } { $block }に、確かめてもらっています。
association-asked-next = 先につながった家族か、役員が確かめると、つながります。つながったら、お知らせします。
association-request-waiting = 確かめてもらっています
association-request-waiting-detail = { $day }にお願いしました。先につながった家族か役員が確かめると、ここに回覧と予定が並びます。
association-request-refused = 世帯を確かめられませんでした
association-request-refused-detail = 名前、番地、番号を見直して、もう一度お願いできます。わからないときは、班長に聞いてください。
association-request-again = もう一度つながる
association-request-take-back = お願いを取り消す
association-request-clear = 一覧から消す
association-request-gone = 取り消しました

# How far something has come.
association-waiting = まだ届いていません
association-waiting-detail = つながりしだい、町会に届けます。
association-arrived = 届きました
association-refused = 届けられませんでした
association-try-again = もう一度送る
association-let-go = やめる

# Circulars.
association-circulars = 回覧
association-circulars-all = 回覧をすべて見る
association-circulars-all-unread = 回覧をすべて見る（未読{ $count }件）
association-circulars-none = 回覧はまだありません
association-circulars-none-detail = 町会や市から回覧が届くと、ここに並びます。
association-circulars-owed = お返事をお願いします
association-circulars-unread = まだ読んでいない回覧
association-circulars-read = 読んだ回覧
association-choose = 読む回覧を選んでください
association-choose-detail = 左の一覧から選ぶと、ここに表示します。
association-answer-wanted = お返事をお願いします
association-answered = 返事ずみ
association-number = 回覧第{ $number }号
association-number-none = 番号なし
association-public = 掲示板にも出ています
association-edited = { $time }に変更
association-remark = { $name }から
association-expires = { $day }を過ぎると、この回覧は端末から消えます。
association-reply-heading = お返事
association-reply-heading-seen = 読んだことの確認
association-reply-one = 世帯でひとつのお返事です。だれか一人が返せば、ほかの家族にも伝わります。
association-reply-each = 世帯ごとにひとつのお返事です。
association-reply-late = 期限を過ぎていますが、まだお返事できます。
association-reply-closed = お返事の受付は終わりました。
association-reply-until = { $day }まで、何度でも変えられます。
association-reply-text-hint = 役員だけが読みます。
association-reply-seen = 確認しました
association-reply-nobody = 欠席します
association-reply-people = { $count }人で参加します
association-by-me = あなた
association-by-paper = 紙のお返事（{ $name }が記入）

# The calendar and whose turn it is.
association-calendar = 予定と当番
association-calendar-detail = 行事、当番、総会、締め切り
association-calendar-due = お返事の締め切り:
association-month-empty = この月の予定はありません
association-month-empty-detail = 町会の行事、当番、回覧の締め切りが、ここに並びます。
association-turn = わたしの世帯の当番です
association-turn-of = { $name }さんの当番
association-duty-done = すみ
association-duty-done-at = { $time }に「すんだ」と記録しました
association-duty-lead = 終わったら、ここで知らせると班の人にも伝わります。
association-duty-do = 当番がすみました
association-duty-undo = まだすんでいない
association-feed = カレンダーアプリにつなぐ
association-feed-of = { $name }さん宅の予定
association-feed-short = いつものカレンダーにも表示します
association-feed-lead = { $name }の当番と町会の行事を、いつものカレンダーで見られるアドレスを作ります。

# The vote.
association-meeting = 総会
association-meeting-closes = 議決の締め切り { $time }
association-vote-wanted = 議決をお願いします
association-until = { $time }まで
association-proposals = 議案
association-outcome = 結果
association-quorate = { $of }世帯のうち{ $took }世帯が参加し、成立しました（必要{ $needed }世帯）。
association-not-quorate = { $of }世帯のうち{ $took }世帯の参加で、成立しませんでした（必要{ $needed }世帯）。
association-ballot = わたしの世帯の一票
association-ballot-one = 世帯でひとつです。締め切りまで、何度でも変えられます。
association-ballot-closed = 議決の受付は終わりました。
association-ballot-way = どのように参加しますか
association-ballot-way-votes = 議案ごとに賛否を出す
association-ballot-way-present = 会場に行く
association-ballot-way-proxy = 議長に任せる（委任状）
association-ballot-present-detail = 賛否は会場で示します。人数の準備のために知らせます。
association-ballot-proxy-detail = 議長が、あなたの世帯に代わって議決します。ほかの世帯に任せるときは、紙の委任状を班長に渡してください。
association-ballot-slip-way = 参加のしかたを選んでください。
association-ballot-slip-votes = すべての議案に、賛成・反対・棄権のどれかを選んでください。
association-ballot-do = 提出する
association-ballot-change = 変える
association-ballot-present = 会場に行きます
association-ballot-proxy = 議長に任せます
association-ballot-vote = 第{ $number }号 { $vote }

# The safety check. A drill and a real one are said in safety.ftl.
association-condition-none = まだ知らせていません
association-safety-all-well = 全員無事です
association-safety-else = ほかのことを知らせる・助けを求める
association-safety-more = くわしく知らせる・変える
association-safety-again = 新しい様子を知らせる
association-safety-help-open = 助けを求める知らせが出ています。役員が見ています。
association-safety-how = いまの様子
association-safety-settle = 前に出した「助けが必要」は、もう大丈夫です
association-safety-settle-hint = 選ばないと、助けを求める知らせは残ります。
association-safety-people = 何人の様子ですか
association-safety-place = いまいる場所
association-safety-note = 伝えること
association-safety-note-hint = 書かなくてもかまいません。
association-safety-note-help = けが、閉じこめ、薬や酸素など。書かずに送ってもかまいません。
association-safety-send = 様子を知らせる
association-safety-slip = いまの様子を選んでください。
association-safety-offline = 電波がなくても送れます。つながりしだい届きます。命の危険があるときは119へ。
association-safety-deletes = この確認の記録は、{ $time }にすべて消えます。

# The household.
association-members = いっしょに読む人
association-members-more = 家族を増やすには、班の手紙の番号を使ってもらいます。ここで確かめると、つながります。
association-member-far = 離れて暮らす家族
association-member-since = { $day }から
association-member-out = 外す
association-take-out-ask = { $name }さんを外しますか
association-take-out-detail = この方の端末から、世帯と町会の記録が消えます。手紙の番号があれば、またつながれます。
association-take-out-do = 外す
association-taken-out = 外しました
association-knocks = いっしょに読みたい人
association-knock = { $name }さんが、この世帯の人だと言っています
association-knock-answer = 確かめてください
association-knock-detail = 「はい」にすると、この世帯と町会の回覧が読めるようになります。心当たりがなければ「いいえ」にしてください。
association-knock-yes = はい、家族です
association-knock-no = いいえ
association-knock-in = つながりました
association-knock-out = お断りしました
association-delivery = 回覧の受け取り方
association-delivery-app = アプリだけ
association-delivery-app-detail = 紙は届きません
association-delivery-both = アプリと紙
association-delivery-both-detail = どちらでも読めます。数えるのは一世帯です
association-delivery-paper = 紙だけ
association-delivery-paper-detail = 通知は来ません。アプリでも読めます
association-home-more = 世帯の記録
association-home-until = { $day }でこの班を離れます。世帯の記録は手元に残せます。
association-pack = 世帯の記録を保存する
association-pack-detail = 引っ越しのときなどに。{ $name }のお返事と議決だけで、ほかの世帯のことは入りません。
association-leave = この世帯から抜ける
association-leave-ask = { $name }から抜けますか
association-leave-detail = この端末から、世帯と町会の記録が消えます。ほかの家族はそのまま使えます。
association-leave-last = つながっているのは、あなただけです。抜けると、回覧は紙で届くようになります。
association-leave-do = 抜ける
association-leave-not = やめておく
association-left = 世帯から抜けました

# The officers.
association-officers-lead = 名前と電話は、本人が見せてよいとしたものだけです。
association-officers-none = 役員はまだ登録されていません
association-officers-none-detail = 町会が登録すると、ここに並びます。
association-officer-hidden = 名前と電話は公開していません
association-officer-until = 任期は{ $day }まで
