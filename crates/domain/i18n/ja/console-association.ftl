# console-association: the console's pages of circulars, for officers of associations and for the city.
console-place-circulars = 回覧
console-place-burden = 町会への回覧の量
console-role-chair = 会長
console-role-vice_chair = 副会長
console-role-secretary = 書記・総務
console-role-treasurer = 会計
console-role-auditor = 監事
console-role-block_head = 班長
console-role-welfare = 民生委員

# The list.
console-circulars = 回覧
console-circulars-citys = 市から町会への回覧
console-circular-new = 新しく書く
console-circular-none = まだ回覧はありません。上の種類を選ぶと、書き始められます。
console-circular-out = 送った回覧
console-circular-numbered = 第{ $number }号
console-circular-to-households = { $count }世帯へ（紙 { $paper }）
console-circular-is-public = 掲示板にも掲示
console-circular-expired-at = { $time } に掲載終了
console-circular-from-city = 市から届いた回覧
console-circular-from-city-lead = 時刻になると自動で送ります。町会の都合に合わせて、とめる・先に送る・順番を変える・言葉を添えることができます。
console-circular-goes = { $time } に自動で送ります
console-circular-back = とめています。「いま送る」を押すまで送りません
console-circular-hold-back = とめておく
console-circular-send-now = いま送る
console-circular-has-remark = 添えた言葉あり
console-circular-remark = 町会から添える言葉
console-circular-remark-hint = 市の文はそのままで、下に町会の名前で表示します。500字まで。空にすると、添えるのをやめます。
console-circular-remark-keep = 添える
console-circular-to-list = 回覧の一覧へ

# Writing.
console-circular-write = 回覧を書く
console-circular-edit = 送った回覧を直す
console-circular-edit-lead = 直した文は、もう一度確かめてから届けます。それまでは、いまの文が読まれます。届ける相手と、たずねる内容は変えられません。配った紙は変わりません。
console-circular-kind = 種類
console-circular-ask-nothing = たずねない
console-circular-ask-seen = 読みました（1回押すだけ）
console-circular-ask-choice = 選んでもらう
console-circular-ask-attendance = 出席する人数
console-circular-ask-text = 文を書いてもらう
console-circular-ask-hint = 返事は世帯ごとに1つです。たずねると、紙には返信票が付きます。
console-circular-days = 期限と掲載
console-circular-closes = 期限を過ぎたら、返事を締め切る
console-circular-expires = この日まで見せる（なければ空のまま）
console-circular-expires-hint = 過ぎると、すべての端末から自動で消えます。おくやみには必ず入れます。
console-circular-public = 町の掲示板にも出す（だれでも読めます）
console-circular-which-seats = どの役に
console-circular-way-everybody = 全世帯
console-circular-way-some = 班や世帯を選ぶ
console-circular-way-seats = 役員だけ
console-circular-blocks = 班
console-circular-households-of = { $block }の世帯を1つずつ選ぶ
console-circular-associations = 町会
console-circular-citys-hint = 町会の役員に先に届き、1日のあいだ、とめる・順番を変える・言葉を添えることができます。そのあと自動で世帯に届きます。
console-circular-urgent = 急ぎ：町会の確認を待たずに送る
console-circular-discard-sure = 書いたものは元に戻せません。すでに送った回覧は、そのまま残ります。

# Before sending.
console-circular-held-lead = { $count }世帯分です。それまでは、だれにも見られずにやめられます。
console-circular-n-households = 世帯
console-circular-n-papers = 世帯は紙
console-circular-of-households = { $count }世帯
console-circular-to-seats = 届くのは役員です：{ $seats }
console-circular-to-associations = { $count }の町会
console-circular-preview = 世帯が見る画面
console-circular-asked-attendance = 出席する人数を答えてもらいます。
console-circular-until = { $day }まで掲載
console-circular-send = { $count }世帯に送る
console-circular-send-seats = 役員に送る

# How it stands.
console-circular-stands = 届きぐあい
console-circular-known-read = 読んだ
console-circular-known-not-read = まだ読んでいない
console-circular-known-unknown = わからない
console-reach-not-reached = 届いていない
console-reach-paper-delivered = 紙を配った
console-reach-on-device = アプリに届いた
console-reach-opened = アプリで開いた
console-reach-paper-read = 紙で読んだ
console-reach-confirmed = 返事があった
console-circular-reply-seen = 読みました
console-circular-reply-coming = 出席 { $count }人
console-circular-reply-not-coming = 欠席
console-circular-people = 出席する人
console-circular-coming = 出席する世帯
console-circular-not-coming = 欠席する世帯
console-circular-remind = まだの世帯にもう一度知らせる
console-circular-reminded-at = { $time } にもう一度知らせました
console-circular-sums = 読んだ { $read }・まだ { $unread }・わからない { $unknown }（{ $of }世帯中）
console-circular-paper = 紙を印刷（一覧と { $count }世帯分の返信票）
console-circular-paper-each = 1世帯に1部ずつ印刷
console-circular-column-block = 班
console-circular-column-order = 順
console-circular-column-name = 世帯
console-circular-column-place = 住所
console-circular-column-state = 様子
console-circular-column-reply = 返事
console-circular-column-paper = 紙
console-circular-mark-delivered = 配った
console-circular-mark-read = 読んだ
console-circular-mark-delivered-of = { $name }：紙を配った
console-circular-mark-read-of = { $name }：紙を読んだ
console-circular-slip = 戻ってきた返信票
console-circular-slip-hint = QRコードの下にある10文字を入れます。QRコードを読み取る機械があれば、読み取ったままでかまいません。
console-circular-slip-number = 返信票の番号
console-circular-slip-reply = 書いてある返事
console-circular-slip-people = 出席する人数（欠席は0）
console-circular-slip-take = 受け取る
console-circular-change = この回覧を変える
console-circular-recall = 取り消す
console-circular-recall-sure = すべての端末から消します。{ $count }世帯がすでに読んでいます。配った紙は、回収する世帯を一覧にします。
console-circular-recalled-lead = 端末からは消えました。だれが読んだかの記録は残っています。
console-circular-fetch = 紙を配った{ $count }世帯から、回収してください
console-circular-by-association = 町会ごと
console-circular-households = 世帯
console-circular-with-officers = 町会の役員が確認しています

# The burden meter.
console-burden = 町会への回覧の量
console-burden-month = { $year }年{ $month }
console-burden-lead = 市が町会に配ってもらった数です。紙は、町会の人が一軒ずつ届けます。
console-burden-sum = { $associations }の町会に、のべ{ $count }件・紙 { $sheets }部
console-burden-association = 町会
console-burden-pieces = 市からの回覧
console-burden-sheets = 紙（部）
console-burden-own = 町会の回覧
console-burden-light = ふつう
console-burden-heavy = 多い
console-burden-too-much = 多すぎます。まとめられないか考えてください

console-said-circular-moved = 回覧が先に進んだか、内容が変わっています。いまの状態を確かめてください。
console-said-circular-held-back = とめました。送るまで、だれにも届きません。
console-said-circular-sends-now = まもなく送ります。
console-said-circular-earlier = 順番を変えました。
console-said-circular-remark = 言葉を添えました。
console-said-circular-reminded = まだの世帯に、もう一度知らせました。
console-said-circular-slip = 返信票を受け取りました。

# What the QR code on paper opens.
console-opened = 町会の回覧です
console-opened-lead = この回覧は、届け先の世帯がアプリ「いつも」の「町会」で読めます。紙と同じ内容です。
console-opened-join = まだ参加していない世帯は、班長から参加の番号をもらってください。
console-opened-board = 町の掲示板を見る
