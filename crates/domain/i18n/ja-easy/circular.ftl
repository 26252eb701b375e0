# Circulars: what is missing before one is sent, what to look at twice, and the public notice board.
circular-kind-read = お｜知《し》らせ
circular-kind-confirm = ｜確《たし》かめ
circular-kind-poll = アンケート
circular-kind-attendance = ｜来《く》るか どうか
circular-kind-duty = ｜当番《とうばん》
circular-kind-lost-and-found = ｜落《お》とし｜物《もの》
circular-kind-obituary = ｜亡《な》くなった ｜人《ひと》

# What cannot be sent; what is not here is said as of a notice.
circular-fault-ask-missing = ｜返事《へんじ》を もらう ｜回覧《かいらん》です。｜何《なに》を ｜聞《き》くか ｜選《えら》んでください。
circular-fault-ask-of-seats = ｜役員《やくいん》だけに ｜送《おく》ります。｜家《いえ》の ｜返事《へんじ》は もらえません。｜聞《き》くのを やめるか、｜家《いえ》にも ｜送《おく》ってください。
circular-fault-closes-without-due = ｜終《お》わりの ｜日《ひ》を ｜入《い》れてください。
circular-fault-due-past = ｜返事《へんじ》の ｜日《ひ》が もう ｜過《す》ぎています。
circular-fault-expires-missing = いつまで ｜見《み》せるか ｜入《い》れてください。
circular-fault-expires-past = ｜見《み》せる ｜最後《さいご》の ｜日《ひ》が もう ｜過《す》ぎています。
circular-fault-expires-before-due = ｜返事《へんじ》の ｜日《ひ》より ｜前《まえ》に ｜消《き》えます。もっと ｜長《なが》く ｜見《み》せてください。
circular-fault-audience-not-here = ｜今《いま》は ない ｜班《はん》や ｜家《いえ》が あります。｜選《えら》びなおしてください。
circular-fault-audience-not-yours = あなたが ｜送《おく》れない ところが あります。
circular-fault-audience-nobody = ｜家《いえ》が ひとつも ありません。
circular-fault-associations-empty = ｜送《おく》る ｜町会《ちょうかい》を ｜選《えら》んでください。
circular-fault-remark-too-long = ことばは 500｜字《じ》までに してください。

# What to look at twice, and what is ticked.
circular-warning-wide = { $count }の ｜家《いえ》に ｜届《とど》きます。｜今《いま》までは { $usual }まででした。
circular-warning-other-block = ｜文《ぶん》に「{ $block }」と あります。でも { $block }には ｜届《とど》きません。
circular-warning-nobody = { $count }の ｜家《いえ》には ｜届《とど》きません。アプリで ｜読《よ》む ｜家《いえ》ですが、まだ だれも ｜入《はい》っていません。
circular-warning-paper-late = ｜返事《へんじ》の ｜日《ひ》まで { $days }｜日《にち》です。｜紙《かみ》の { $count }の ｜家《いえ》は ｜間《ま》に ｜合《あ》わないかもしれません。
circular-warning-public-phones = だれでも ｜読《よ》めます。{ $where }に ｜電話番号《でんわばんごう》が { $count }つ あります。
circular-warning-public-mails = だれでも ｜読《よ》めます。{ $where }に メールアドレスが { $count }つ あります。
circular-warning-public-names = だれでも ｜読《よ》めます。{ $where }に ｜家《いえ》の ｜名前《なまえ》が { $count }つ あります。
circular-warning-public-obituary = ｜亡《な》くなった ｜人《ひと》の お｜知《し》らせが、だれでも ｜読《よ》める ところに ｜出《で》ます。
circular-warning-unreadable = だれでも ｜読《よ》めます。ファイル「{ $name }」の ｜中《なか》を ｜読《よ》めませんでした。｜開《あ》けて ｜確《たし》かめてください。
circular-warning-other = ｜出《だ》す ｜前《まえ》に、この ｜回覧《かいらん》を もう ｜一度《いちど》 ｜見《み》て ください。
circular-tick-wide = ｜家《いえ》の ｜数《かず》を ｜見《み》ました
circular-tick-other-block = この ｜相手《あいて》で いいです
circular-tick-nobody = ｜届《とど》かない ｜家《いえ》が あると わかりました
circular-tick-paper-late = この ｜日《ひ》で いいです
circular-tick-public-phones = この ｜電話番号《でんわばんごう》を みんなに ｜見《み》せて いいです
circular-tick-public-mails = この メールアドレスを みんなに ｜見《み》せて いいです
circular-tick-public-names = この ｜名前《なまえ》を みんなに ｜見《み》せて いいです
circular-tick-public-obituary = ｜出《だ》して いいと、｜家族《かぞく》に ｜聞《き》きました
circular-tick-unreadable = ファイルを ｜開《あ》けて ｜見《み》ました
circular-tick-other = もう ｜一度《いちど》 ｜見《み》ました

# The notice board that anybody reads.
wall-title = { $city }の ｜掲示板《けいじばん》
wall-empty = ｜今《いま》は ｜何《なに》も ありません。
wall-back = ｜掲示板《けいじばん》に もどる
wall-files = ファイル
wall-due = ｜返事《へんじ》は { $day }まで
wall-until = { $day }まで ｜見《み》られます
