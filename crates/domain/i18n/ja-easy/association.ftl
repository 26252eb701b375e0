# association: the town association as its households read it: circulars, votes, whose turn it is, the safety check.

# The first screen and the doors.
association-title = ｜町会《ちょうかい》
association-entry = ｜町会《ちょうかい》と つながる
association-entry-detail = ｜回覧《かいらん》、｜当番《とうばん》、｜安否《あんぴ》の ｜確認《かくにん》
association-now = いま、｜町会《ちょうかい》の こと
association-empty = ｜町会《ちょうかい》の ｜手紙《てがみ》の ｜番号《ばんごう》で つながります
association-empty-detail = つながると、｜回覧《かいらん》（みんなで ｜読《よ》む お｜知《し》らせ）や ｜当番《とうばん》が ここに ｜出《で》ます。｜紙《かみ》の ｜回覧《かいらん》も ｜今《いま》までと おなじです。
association-to-home = ｜町会《ちょうかい》の ｜画面《がめん》へ
association-gone = ありません
association-gone-detail = ｜町会《ちょうかい》が とりけしたか、｜日《ひ》が ｜過《す》ぎて ｜消《き》えました。
association-and = ・
association-household = { $name }さんの ｜家《いえ》
association-asked = わたしの ｜家《いえ》への お｜願《ねが》い
association-asked-nothing = いま、お｜願《ねが》いは ありません
association-ahead = これからの ｜予定《よてい》
association-homes = わたしの ｜家《いえ》
association-members-count = { $count }｜人《にん》
association-officers = ｜役員《やくいん》（｜町会《ちょうかい》の ｜係《かかり》の ｜人《ひと》）
association-officers-all = ｜役員《やくいん》を ぜんぶ ｜見《み》る

# An account is needed.
association-account-lead = ｜町会《ちょうかい》を ｜使《つか》うには、アカウントが いります。｜家《いえ》の ことを、｜家《いえ》の ｜人《ひと》と ｜役員《やくいん》だけに ｜見《み》せる ためです。
association-for-circulars = ｜回覧《かいらん》を ｜読《よ》んで、｜家《いえ》で ひとつ ｜返事《へんじ》が できます
association-for-duties = ｜当番《とうばん》や ｜行事《ぎょうじ》の ｜日《ひ》が わかります
association-for-safety = ｜地震《じしん》などの とき、｜無事《ぶじ》か どうかを すぐ ｜知《し》らせます
association-account-paper = アカウントが なくても、｜紙《かみ》の ｜回覧《かいらん》は ｜来《き》ます。

# Joining.
association-join = ｜町会《ちょうかい》と つながる
association-join-more = ほかの ｜家《いえ》とも つながる
association-join-short = ｜班《はん》の ｜手紙《てがみ》の ｜番号《ばんごう》で
association-join-lead = ｜班《はん》の ｜手紙《てがみ》の ｜番号《ばんごう》を ｜書《か》いて ください。｜家族《かぞく》も おなじ ｜番号《ばんごう》で つながります。ふたりめからは、｜家族《かぞく》か ｜役員《やくいん》が ｜確認《かくにん》します。
association-join-code = ｜手紙《てがみ》の ｜番号《ばんごう》
association-join-code-hint = アルファベットと ｜数字《すうじ》で 12｜文字《もじ》です。｜例《れい》: 7K3M-Q0ZD-1XPA。｜小《ちい》さい ｜文字《もじ》でも いいです。QRコードを ｜読《よ》んだ ｜文字《もじ》でも いいです。
association-join-household = ｜家《いえ》の ｜名前《なまえ》
association-join-household-hint = ドアに ｜書《か》いて ある ｜名前《なまえ》です。｜例《れい》: ｜山田《やまだ》
association-join-place = ｜番地《ばんち》・｜部屋《へや》
association-join-place-hint = ｜例《れい》: 3-12、205｜号室《ごうしつ》
association-join-name = あなたの ｜名前《なまえ》
association-join-name-hint = ｜家《いえ》の ｜人《ひと》と ｜役員《やくいん》が ｜見《み》ます。
association-join-far = べつの ところに ｜住《す》んで います
association-join-far-hint = ｜親《おや》の ｜家《いえ》の ｜回覧《かいらん》を いっしょに ｜読《よ》む ときなど。
association-join-do = つながる
association-join-private = ｜番号《ばんごう》は、この ｜確認《かくにん》だけに ｜使《つか》います。ほかの ｜人《ひと》に ｜見《み》せないで ください。
association-joined = つながりました
association-joined-with = { $association } { $block } の ｜家《いえ》と つながりました。
association-joined-next = ｜回覧《かいらん》と ｜当番《とうばん》が ここに ｜来《き》ます。｜紙《かみ》を やめるか どうかは、「わたしの ｜家《いえ》」で ｜選《えら》べます。
association-asked-to-join = ｜確認《かくにん》を お｜願《ねが》いしました
association-asked-with = { $association } { $block } に、｜確認《かくにん》を お｜願《ねが》いして います。
association-asked-next = ｜先《さき》に つながった ｜家族《かぞく》か ｜役員《やくいん》が ｜確認《かくにん》すると、つながります。つながったら、｜知《し》らせます。
association-request-waiting = ｜確認《かくにん》を ｜待《ま》って います
association-request-waiting-detail = { $day } に お｜願《ねが》いしました。｜家族《かぞく》か ｜役員《やくいん》が ｜確認《かくにん》すると、ここに ｜回覧《かいらん》が ｜出《で》ます。
association-request-refused = ｜家《いえ》が わかりませんでした
association-request-refused-detail = ｜名前《なまえ》、｜番地《ばんち》、｜番号《ばんごう》を ｜見《み》て、もう ｜一度《いちど》 お｜願《ねが》い できます。わからない ときは、｜班長《はんちょう》に ｜聞《き》いて ください。
association-request-again = もう ｜一度《いちど》 つながる
association-request-take-back = お｜願《ねが》いを やめる
association-request-clear = ここから ｜消《け》す
association-request-gone = やめました

# How far something has come.
association-waiting = まだ とどいて いません
association-waiting-detail = つながったら、｜町会《ちょうかい》に とどけます。
association-arrived = とどきました
association-refused = とどけられませんでした
association-try-again = もう ｜一度《いちど》 ｜送《おく》る
association-let-go = やめる

# Circulars.
association-circulars = ｜回覧《かいらん》
association-circulars-all = ｜回覧《かいらん》を ぜんぶ ｜見《み》る
association-circulars-all-unread = ｜回覧《かいらん》を ぜんぶ ｜見《み》る（まだ ｜読《よ》んで いない もの { $count }）
association-circulars-none = ｜回覧《かいらん》は まだ ありません
association-circulars-none-detail = ｜町会《ちょうかい》や ｜市《し》から ｜回覧《かいらん》が ｜来《く》ると、ここに ｜出《で》ます。
association-circulars-owed = ｜返事《へんじ》を して ください
association-circulars-unread = まだ ｜読《よ》んで いない ｜回覧《かいらん》
association-circulars-read = ｜読《よ》んだ ｜回覧《かいらん》
association-choose = ｜回覧《かいらん》を ｜選《えら》んで ください
association-choose-detail = ｜左《ひだり》から ｜選《えら》ぶと、ここに ｜出《で》ます。
association-answer-wanted = ｜返事《へんじ》を して ください
association-answered = ｜返事《へんじ》を しました
association-number = ｜回覧《かいらん》 { $number }｜番《ばん》
association-number-none = ｜番号《ばんごう》 なし
association-public = ｜掲示板《けいじばん》にも あります
association-edited = { $time } に ｜変《か》えました
association-remark = { $name } から
association-expires = { $day } が ｜過《す》ぎると、この ｜回覧《かいらん》は ｜消《き》えます。
association-reply-heading = ｜返事《へんじ》
association-reply-heading-seen = ｜読《よ》みましたか
association-reply-one = ｜家《いえ》で ひとつの ｜返事《へんじ》です。だれかが ｜返事《へんじ》を すると、｜家族《かぞく》にも わかります。
association-reply-each = ｜家《いえ》ごとに ひとつの ｜返事《へんじ》です。
association-reply-late = ｜日《ひ》は ｜過《す》ぎましたが、まだ ｜返事《へんじ》が できます。
association-reply-closed = ｜返事《へんじ》は ｜終《お》わりました。
association-reply-until = { $day } まで、｜何回《なんかい》でも ｜変《か》えられます。
association-reply-text-hint = ｜役員《やくいん》だけが ｜読《よ》みます。
association-reply-seen = ｜読《よ》みました
association-reply-nobody = ｜行《い》きません
association-reply-people = { $count }｜人《にん》で ｜行《い》きます
association-by-me = あなた
association-by-paper = ｜紙《かみ》の ｜返事《へんじ》（{ $name } が ｜書《か》きました）

# The calendar and whose turn it is.
association-calendar = ｜予定《よてい》と ｜当番《とうばん》
association-calendar-detail = ｜行事《ぎょうじ》、｜当番《とうばん》、｜会議《かいぎ》、｜返事《へんじ》の ｜日《ひ》
association-calendar-due = ｜返事《へんじ》の ｜日《ひ》:
association-month-empty = この ｜月《つき》の ｜予定《よてい》は ありません
association-month-empty-detail = ｜町会《ちょうかい》の ｜行事《ぎょうじ》や ｜当番《とうばん》が ここに ｜出《で》ます。
association-turn = わたしの ｜家《いえ》の ｜当番《とうばん》です
association-turn-of = { $name }さんの ｜当番《とうばん》
association-duty-done = ｜終《お》わり
association-duty-done-at = { $time } に「｜終《お》わり」に しました
association-duty-lead = ｜終《お》わったら、ここで ｜知《し》らせて ください。｜班《はん》の ｜人《ひと》にも わかります。
association-duty-do = ｜当番《とうばん》が ｜終《お》わりました
association-duty-undo = まだ ｜終《お》わって いない
association-feed = カレンダーの アプリに つなぐ
association-feed-of = { $name }さんの ｜家《いえ》の ｜予定《よてい》
association-feed-short = いつもの カレンダーで ｜見《み》る
association-feed-lead = { $name }の ｜当番《とうばん》と ｜町会《ちょうかい》の ｜行事《ぎょうじ》を、いつもの カレンダーで ｜見《み》る アドレスを ｜作《つく》ります。

# The vote.
association-meeting = ｜総会《そうかい》（みんなの ｜会議《かいぎ》）
association-meeting-closes = { $time } まで ｜決《き》められます
association-vote-wanted = ｜決《き》めて ください
association-until = { $time } まで
association-proposals = ｜決《き》める こと
association-outcome = ｜結果《けっか》
association-quorate = { $of }の ｜家《いえ》の うち { $took }の ｜家《いえ》が ｜参加《さんか》しました。｜会議《かいぎ》は できました（{ $needed } ｜必要《ひつよう》）。
association-not-quorate = { $of }の ｜家《いえ》の うち { $took }の ｜家《いえ》が ｜参加《さんか》しました。｜会議《かいぎ》は できませんでした（{ $needed } ｜必要《ひつよう》）。
association-ballot = わたしの ｜家《いえ》の ｜票《ひょう》
association-ballot-one = ｜家《いえ》で ひとつです。｜終《お》わるまで、｜何回《なんかい》でも ｜変《か》えられます。
association-ballot-closed = ｜終《お》わりました。
association-ballot-way = どう ｜参加《さんか》しますか
association-ballot-way-votes = ひとつずつ ｜決《き》める
association-ballot-way-present = ｜会場《かいじょう》に ｜行《い》く
association-ballot-way-proxy = ｜議長《ぎちょう》に まかせる
association-ballot-present-detail = ｜会場《かいじょう》で ｜決《き》めます。｜何人《なんにん》 ｜来《く》るか わかると、｜準備《じゅんび》が できます。
association-ballot-proxy-detail = ｜議長《ぎちょう》が、あなたの ｜家《いえ》の かわりに ｜決《き》めます。ほかの ｜家《いえ》に まかせる ときは、｜紙《かみ》を ｜班長《はんちょう》に わたして ください。
association-ballot-slip-way = どう ｜参加《さんか》するか ｜選《えら》んで ください。
association-ballot-slip-votes = ぜんぶ ｜選《えら》んで ください。
association-ballot-do = ｜出《だ》す
association-ballot-change = ｜変《か》える
association-ballot-present = ｜会場《かいじょう》に ｜行《い》きます
association-ballot-proxy = ｜議長《ぎちょう》に まかせます
association-ballot-vote = { $number }｜番《ばん》 { $vote }

# The safety check. A drill and a real one are said in safety.ftl.
association-condition-none = まだ ｜知《し》らせて いません
association-safety-all-well = みんな ｜無事《ぶじ》です
association-safety-else = ほかの ことを ｜知《し》らせる・｜助《たす》けを よぶ
association-safety-more = もっと ｜知《し》らせる・｜変《か》える
association-safety-again = ｜今《いま》の ようすを ｜知《し》らせる
association-safety-help-open = ｜助《たす》けを よんで います。｜役員《やくいん》が ｜見《み》て います。
association-safety-how = ｜今《いま》の ようす
association-safety-settle = ｜前《まえ》の「｜助《たす》けが ｜必要《ひつよう》」は、もう だいじょうぶです
association-safety-settle-hint = ｜選《えら》ばないと、｜助《たす》けを よぶ ｜知《し》らせは のこります。
association-safety-people = ｜何人《なんにん》の ことですか
association-safety-place = ｜今《いま》 いる ところ
association-safety-note = ｜伝《つた》えたい こと
association-safety-note-hint = ｜書《か》かなくても いいです。
association-safety-note-help = けが、｜出《で》られない、｜薬《くすり》など。｜書《か》かなくても ｜送《おく》れます。
association-safety-send = ようすを ｜知《し》らせる
association-safety-slip = ｜今《いま》の ようすを ｜選《えら》んで ください。
association-safety-offline = ｜電波《でんぱ》が なくても ｜送《おく》れます。つながったら とどきます。｜命《いのち》が あぶない ときは 119に ｜電話《でんわ》して ください。
association-safety-deletes = この ｜記録《きろく》は、{ $time } に ぜんぶ ｜消《き》えます。

# The household.
association-members = いっしょに ｜読《よ》む ｜人《ひと》
association-members-more = ｜家族《かぞく》も、｜班《はん》の ｜手紙《てがみ》の ｜番号《ばんごう》を ｜使《つか》います。ここで「はい」と すると、つながります。
association-member-far = べつの ところに ｜住《す》む ｜家族《かぞく》
association-member-since = { $day } から
association-member-out = はずす
association-take-out-ask = { $name }さんを はずしますか
association-take-out-detail = この ｜人《ひと》の ｜画面《がめん》から、｜家《いえ》と ｜町会《ちょうかい》が ｜消《き》えます。｜手紙《てがみ》の ｜番号《ばんごう》が あれば、また つながります。
association-take-out-do = はずす
association-taken-out = はずしました
association-knocks = いっしょに ｜読《よ》みたい ｜人《ひと》
association-knock = { $name }さんが、この ｜家《いえ》の ｜人《ひと》だと ｜言《い》って います
association-knock-answer = ｜確認《かくにん》して ください
association-knock-detail = 「はい」に すると、この ｜家《いえ》と ｜町会《ちょうかい》の ｜回覧《かいらん》が ｜読《よ》めます。わからない ｜人《ひと》なら「いいえ」に して ください。
association-knock-yes = はい、｜家族《かぞく》です
association-knock-no = いいえ
association-knock-in = つながりました
association-knock-out = ことわりました
association-delivery = ｜回覧《かいらん》の もらいかた
association-delivery-app = アプリだけ
association-delivery-app-detail = ｜紙《かみ》は ｜来《き》ません
association-delivery-both = アプリと ｜紙《かみ》
association-delivery-both-detail = どちらでも ｜読《よ》めます。｜家《いえ》で ひとつと ｜数《かぞ》えます
association-delivery-paper = ｜紙《かみ》だけ
association-delivery-paper-detail = お｜知《し》らせは ｜鳴《な》りません。アプリでも ｜読《よ》めます
association-home-more = ｜家《いえ》の ｜記録《きろく》
association-home-until = { $day } で この ｜班《はん》を ｜出《で》ます。｜家《いえ》の ｜記録《きろく》は のこせます。
association-pack = ｜家《いえ》の ｜記録《きろく》を ほぞんする
association-pack-detail = ひっこしの ときなど。{ $name }の ｜返事《へんじ》だけです。ほかの ｜家《いえ》の ことは ｜入《はい》りません。
association-leave = この ｜家《いえ》から ぬける
association-leave-ask = { $name }から ぬけますか
association-leave-detail = この ｜画面《がめん》から、｜家《いえ》と ｜町会《ちょうかい》が ｜消《き》えます。ほかの ｜家族《かぞく》は そのまま ｜使《つか》えます。
association-leave-last = つながって いるのは、あなただけです。ぬけると、｜回覧《かいらん》は ｜紙《かみ》で ｜来《き》ます。
association-leave-do = ぬける
association-leave-not = やめる
association-left = ぬけました

# The officers.
association-officers-lead = ｜名前《なまえ》と ｜電話《でんわ》は、｜見《み》せても いいと ｜言《い》った ｜人《ひと》だけです。
association-officers-none = ｜役員《やくいん》は まだ ありません
association-officers-none-detail = ｜町会《ちょうかい》が ｜入《い》れると、ここに ｜出《で》ます。
association-officer-hidden = ｜名前《なまえ》と ｜電話《でんわ》は ｜見《み》せて いません
association-officer-until = { $day } まで
