# console-association: the console's pages of circulars, for officers of associations and for the city.
console-place-circulars = ｜回覧《かいらん》
console-place-burden = ｜町会《ちょうかい》への ｜回覧《かいらん》の ｜量《りょう》
console-role-chair = ｜会長《かいちょう》
console-role-vice_chair = ｜副会長《ふくかいちょう》
console-role-secretary = ｜書記《しょき》・｜総務《そうむ》
console-role-treasurer = ｜会計《かいけい》
console-role-auditor = ｜監事《かんじ》
console-role-block_head = ｜班長《はんちょう》
console-role-welfare = ｜民生委員《みんせいいいん》

# The list.
console-circulars = ｜回覧《かいらん》
console-circulars-citys = ｜市《し》から ｜町会《ちょうかい》への ｜回覧《かいらん》
console-circular-new = ｜新《あたら》しく ｜書《か》く
console-circular-none = まだ ｜回覧《かいらん》は ありません。｜上《うえ》の ｜種類《しゅるい》を ｜選《えら》ぶと、｜書《か》けます。
console-circular-out = ｜送《おく》った ｜回覧《かいらん》
console-circular-numbered = ｜第《だい》{ $number }｜号《ごう》
console-circular-to-households = { $count }の ｜家《いえ》へ（｜紙《かみ》 { $paper }）
console-circular-is-public = ｜掲示板《けいじばん》にも ｜出《だ》す
console-circular-expired-at = { $time }に ｜終《お》わりました
console-circular-from-city = ｜市《し》から ｜来《き》た ｜回覧《かいらん》
console-circular-from-city-lead = ｜時間《じかん》に なると、｜自動《じどう》で ｜送《おく》ります。｜止《と》めること、｜早《はや》く ｜送《おく》ること、｜順番《じゅんばん》を ｜変《か》えること、ことばを ｜足《た》すことが できます。
console-circular-goes = { $time }に ｜自動《じどう》で ｜送《おく》ります
console-circular-back = ｜止《と》めて います。「｜今《いま》 ｜送《おく》る」を ｜押《お》すまで ｜送《おく》りません
console-circular-hold-back = ｜止《と》める
console-circular-send-now = ｜今《いま》 ｜送《おく》る
console-circular-has-remark = ｜足《た》した ことばが あります
console-circular-remark = ｜町会《ちょうかい》から ｜足《た》す ことば
console-circular-remark-hint = ｜市《し》の ｜文《ぶん》の ｜下《した》に ｜出《で》ます。500｜字《じ》までです。｜空《から》にすると、なくなります。
console-circular-remark-keep = ことばを ｜足《た》す
console-circular-to-list = ｜回覧《かいらん》の ｜一覧《いちらん》へ

# Writing.
console-circular-write = ｜回覧《かいらん》を ｜書《か》く
console-circular-edit = ｜送《おく》った ｜回覧《かいらん》を ｜直《なお》す
console-circular-edit-lead = ｜直《なお》した ｜文《ぶん》は、もう｜一度《いちど》 ｜見《み》てから ｜送《おく》ります。それまでは ｜今《いま》の ｜文《ぶん》が ｜見《み》えます。｜送《おく》る ｜相手《あいて》と ｜聞《き》く ことは ｜変《か》えられません。｜配《くば》った ｜紙《かみ》は ｜変《か》わりません。
console-circular-kind = ｜種類《しゅるい》
console-circular-ask-nothing = ｜聞《き》かない
console-circular-ask-seen = ｜読《よ》みました（1｜回《かい》 ｜押《お》すだけ）
console-circular-ask-choice = ｜選《えら》んで もらう
console-circular-ask-attendance = ｜来《く》る ｜人《ひと》の ｜数《かず》
console-circular-ask-text = ｜書《か》いて もらう
console-circular-ask-hint = ｜返事《へんじ》は 1つの ｜家《いえ》に 1つです。｜聞《き》くと、｜紙《かみ》に ｜返事《へんじ》の ｜紙《かみ》が つきます。
console-circular-days = ｜日《ひ》にち
console-circular-closes = この ｜日《ひ》の ｜後《あと》は ｜返事《へんじ》を もらわない
console-circular-expires = この ｜日《ひ》まで ｜見《み》せる（なければ ｜空《から》のまま）
console-circular-expires-hint = ｜過《す》ぎると、｜全部《ぜんぶ》の ｜電話《でんわ》から ｜消《き》えます。お｜悔《く》やみには ｜必《かなら》ず ｜入《い》れます。
console-circular-public = ｜町《まち》の ｜掲示板《けいじばん》にも ｜出《だ》す（だれでも ｜読《よ》めます）
console-circular-which-seats = どの ｜役《やく》に
console-circular-way-everybody = ｜全部《ぜんぶ》の ｜家《いえ》
console-circular-way-some = ｜班《はん》や ｜家《いえ》を ｜選《えら》ぶ
console-circular-way-seats = ｜役員《やくいん》だけ
console-circular-blocks = ｜班《はん》
console-circular-households-of = { $block }の ｜家《いえ》を 1つずつ ｜選《えら》ぶ
console-circular-associations = ｜町会《ちょうかい》
console-circular-citys-hint = ｜先《さき》に ｜町会《ちょうかい》の ｜役員《やくいん》に ｜届《とど》きます。1｜日《にち》の ｜間《あいだ》、｜止《と》めること、｜順番《じゅんばん》を ｜変《か》えること、ことばを ｜足《た》すことが できます。その｜後《あと》、｜自動《じどう》で ｜家《いえ》に ｜届《とど》きます。
console-circular-urgent = ｜急《いそ》ぎ：｜町会《ちょうかい》の ｜確認《かくにん》を ｜待《ま》たないで ｜送《おく》る
console-circular-discard-sure = ｜書《か》いた ものは ｜戻《もど》りません。もう ｜送《おく》った ｜回覧《かいらん》は ｜残《のこ》ります。

# Before sending.
console-circular-held-lead = { $count }の ｜家《いえ》に ｜送《おく》ります。それまでは、だれにも ｜見《み》られないで やめられます。
console-circular-n-households = の ｜家《いえ》
console-circular-n-papers = の ｜家《いえ》は ｜紙《かみ》
console-circular-of-households = { $count }の ｜家《いえ》
console-circular-to-seats = ｜役員《やくいん》に ｜届《とど》きます：{ $seats }
console-circular-to-associations = { $count }の ｜町会《ちょうかい》
console-circular-preview = ｜家《いえ》の ｜人《ひと》が ｜見《み》る ｜画面《がめん》
console-circular-asked-attendance = ｜来《く》る ｜人《ひと》の ｜数《かず》を ｜聞《き》きます。
console-circular-until = { $day }まで ｜見《み》えます
console-circular-send = { $count }の ｜家《いえ》に ｜送《おく》る
console-circular-send-seats = ｜役員《やくいん》に ｜送《おく》る

# How it stands.
console-circular-stands = どこまで ｜届《とど》いたか
console-circular-known-read = ｜読《よ》んだ
console-circular-known-not-read = まだ ｜読《よ》んで いない
console-circular-known-unknown = わからない
console-reach-not-reached = ｜届《とど》いて いない
console-reach-paper-delivered = ｜紙《かみ》を ｜配《くば》った
console-reach-on-device = アプリに ｜届《とど》いた
console-reach-opened = アプリで ｜開《ひら》いた
console-reach-paper-read = ｜紙《かみ》で ｜読《よ》んだ
console-reach-confirmed = ｜返事《へんじ》が あった
console-circular-reply-seen = ｜読《よ》みました
console-circular-reply-coming = { $count }｜人《にん》 ｜来《き》ます
console-circular-reply-not-coming = ｜来《き》ません
console-circular-people = ｜来《く》る ｜人《ひと》
console-circular-coming = ｜来《く》る ｜家《いえ》
console-circular-not-coming = ｜来《こ》ない ｜家《いえ》
console-circular-remind = まだの ｜家《いえ》に もう｜一度《いちど》 ｜知《し》らせる
console-circular-reminded-at = { $time }に もう｜一度《いちど》 ｜知《し》らせました
console-circular-sums = ｜読《よ》んだ { $read }・まだ { $unread }・わからない { $unknown }（{ $of }の ｜家《いえ》の ｜中《なか》）
console-circular-paper = ｜紙《かみ》を ｜印刷《いんさつ》する（｜一覧《いちらん》と { $count }の ｜家《いえ》の ｜返事《へんじ》の ｜紙《かみ》）
console-circular-paper-each = 1つの ｜家《いえ》に 1｜枚《まい》ずつ ｜印刷《いんさつ》する
console-circular-column-block = ｜班《はん》
console-circular-column-order = ｜順番《じゅんばん》
console-circular-column-name = ｜家《いえ》
console-circular-column-place = ｜場所《ばしょ》
console-circular-column-state = ｜様子《ようす》
console-circular-column-reply = ｜返事《へんじ》
console-circular-column-paper = ｜紙《かみ》
console-circular-mark-delivered = ｜配《くば》った
console-circular-mark-read = ｜読《よ》んだ
console-circular-mark-delivered-of = { $name }：｜紙《かみ》を ｜配《くば》った
console-circular-mark-read-of = { $name }：｜紙《かみ》を ｜読《よ》んだ
console-circular-slip = ｜戻《もど》って ｜来《き》た ｜返事《へんじ》の ｜紙《かみ》
console-circular-slip-hint = QRコードの ｜下《した》の 10｜文字《もじ》を ｜入《い》れます。QRコードを ｜読《よ》む ｜機械《きかい》が あれば、そのまま ｜読《よ》んで ください。
console-circular-slip-number = ｜返事《へんじ》の ｜紙《かみ》の ｜番号《ばんごう》
console-circular-slip-reply = ｜紙《かみ》に ｜書《か》いて ある ｜返事《へんじ》
console-circular-slip-people = ｜来《く》る ｜人《ひと》の ｜数《かず》（｜来《こ》ない ときは 0）
console-circular-slip-take = ｜受《う》け｜取《と》る
console-circular-change = この ｜回覧《かいらん》を ｜変《か》える
console-circular-recall = ｜取《と》り｜消《け》す
console-circular-recall-sure = ｜全部《ぜんぶ》の ｜電話《でんわ》から ｜消《け》します。{ $count }の ｜家《いえ》が もう ｜読《よ》みました。｜紙《かみ》を ｜配《くば》った ｜家《いえ》は、｜一覧《いちらん》に します。
console-circular-recalled-lead = ｜電話《でんわ》から ｜消《き》えました。だれが ｜読《よ》んだかは ｜残《のこ》って います。
console-circular-fetch = { $count }の ｜家《いえ》から、｜紙《かみ》を もらって ｜来《き》て ください
console-circular-by-association = ｜町会《ちょうかい》ごと
console-circular-households = ｜家《いえ》
console-circular-with-officers = ｜町会《ちょうかい》の ｜役員《やくいん》が ｜見《み》て います

# The burden meter.
console-burden = ｜町会《ちょうかい》への ｜回覧《かいらん》の ｜量《りょう》
console-burden-month = { $year }｜年《ねん》{ $month }
console-burden-lead = ｜市《し》が ｜町会《ちょうかい》に ｜配《くば》って もらった ｜数《かず》です。｜紙《かみ》は、｜町会《ちょうかい》の ｜人《ひと》が 1｜軒《けん》ずつ ｜届《とど》けます。
console-burden-sum = { $associations }の ｜町会《ちょうかい》に、｜全部《ぜんぶ》で { $count }｜件《けん》・｜紙《かみ》 { $sheets }｜枚《まい》
console-burden-association = ｜町会《ちょうかい》
console-burden-pieces = ｜市《し》からの ｜回覧《かいらん》
console-burden-sheets = ｜紙《かみ》
console-burden-own = ｜町会《ちょうかい》の ｜回覧《かいらん》
console-burden-light = ｜普通《ふつう》
console-burden-heavy = ｜多《おお》い
console-burden-too-much = ｜多《おお》すぎます。まとめられないか ｜考《かんが》えて ください

console-said-circular-moved = ｜回覧《かいらん》が ｜変《か》わって います。｜今《いま》の ｜様子《ようす》を ｜見《み》て ください。
console-said-circular-held-back = ｜止《と》めました。｜送《おく》るまで、だれにも ｜届《とど》きません。
console-said-circular-sends-now = もうすぐ ｜送《おく》ります。
console-said-circular-earlier = ｜順番《じゅんばん》を ｜変《か》えました。
console-said-circular-remark = ことばを ｜足《た》しました。
console-said-circular-reminded = まだの ｜家《いえ》に もう｜一度《いちど》 ｜知《し》らせました。
console-said-circular-slip = ｜返事《へんじ》の ｜紙《かみ》を ｜受《う》け｜取《と》りました。

# What the QR code on paper opens.
console-opened = ｜町会《ちょうかい》の ｜回覧《かいらん》です
console-opened-lead = この ｜回覧《かいらん》は、アプリ「いつも」の「｜町会《ちょうかい》」で ｜読《よ》めます。｜紙《かみ》と ｜同《おな》じです。
console-opened-join = まだ アプリに ｜入《はい》っていない ｜人《ひと》は、｜班長《はんちょう》に ｜番号《ばんごう》を もらって ください。
console-opened-board = ｜町《まち》の ｜掲示板《けいじばん》を ｜見《み》る
