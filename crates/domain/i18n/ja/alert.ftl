# alert: what an alert screen, banner, notification or terminal says. The advice is for anybody, anywhere in
# Japan; what the sender says comes before it.

alert-title = 緊急のお知らせ
alert-none = いま出ているお知らせはありません
alert-none-detail = 警報や避難の情報が出ると、この画面とホームのいちばん上に表示します。
alert-open = くわしく見る
alert-more = 発表元のページを開く
alert-offline = 圏外のため、{ $time }に受け取った内容です。新しい情報はラジオや防災無線で確かめてください。

alert-severity-info = お知らせ
alert-severity-advisory = 注意
alert-severity-warning = 警戒
alert-severity-emergency = 緊急

alert-status-actual = 実際のお知らせです
alert-status-drill = 訓練です
alert-status-test = 配信の試験です
alert-drill-prefix = 【訓練】
alert-drill-detail = これは訓練です。実際には起きていません。避難のしかたを確かめる機会にしてください。
alert-test-detail = 配信のしくみを試すためのものです。何もする必要はありません。

alert-lifted = 解除されました
alert-lifted-detail = このお知らせは終わりました。危ない場所にはまだ近づかないでください。
alert-lifted-at = { $time } 解除

alert-sender = 発表: { $sender }
alert-issued = 発表時刻: { $time }
alert-received = 受信時刻: { $time }
alert-next-update = 次の発表予定: { $time }
alert-next-update-unknown = 次の発表予定は決まっていません
alert-expires = 表示の終わり: { $time }
alert-for-areas = 対象の地域: { $areas }
alert-for-whole-city = 対象の地域: 市内全域
alert-elsewhere = 登録した地域のほかのお知らせ
alert-what-to-do = いますること
alert-sender-says = 発表元からの呼びかけ
alert-in-detail = 発表の内容


alert-hazard-earthquake = 地震
alert-hazard-tsunami = 津波
alert-hazard-heavy-rain = 大雨
alert-hazard-landslide = 土砂災害
alert-hazard-flood = 洪水
alert-hazard-wind = 暴風・強風
alert-hazard-snow = 大雪・吹雪
alert-hazard-storm-surge = 高潮・高波
alert-hazard-thunder = 雷・竜巻
alert-hazard-volcano = 火山
alert-hazard-heat = 暑さ・熱中症
alert-hazard-weather = 天気の注意
alert-hazard-evacuation = 避難
alert-hazard-fire = 火災
alert-hazard-safety = 防犯・安全
alert-hazard-lifeline = 水道・電気・ガス
alert-hazard-other = お知らせ

alert-do-earthquake = 揺れている間は頭を守り、机の下などでじっとします。おさまったら火を消し、ドアを開けて出口をつくります。外では塀やガラスから離れ、海の近くならすぐ高い所へ向かいます。
alert-do-tsunami = 海や川からすぐに離れ、高い所か高い建物へ走ります。車はなるべく使いません。警報が解除されるまで戻りません。
alert-do-heavy-rain = 川、がけ、用水路、地下に近づきません。避難先と道順を家族で決め、暗くなる前に動きます。外が危ないときは、がけから遠い2階以上の部屋へ移ります。
alert-do-landslide = がけや沢のそばにいる人は、すぐに離れて安全な場所へ移ります。外へ出られないときは、がけと反対側の2階以上へ移ります。地鳴りや濁った水は崩れる前ぶれです。
alert-do-flood = 川を見に行かず、川や低い土地から離れます。歩けるうちに避難し、水が来ていたら近くの高い建物の上の階へ移ります。車で水に入りません。
alert-do-wind = 窓とカーテンを閉め、外に出ません。飛びやすい物は家の中へ入れます。古い塀、看板、電線に近づきません。
alert-do-snow = 急ぎでなければ出かけません。車が動けなくなったら、排気口のまわりの雪をどけます。雪おろしはひとりでしません。
alert-do-storm-surge = 海岸、河口、港に近づきません。低い土地にいる人は、風が強くなる前に高い所へ避難します。
alert-do-thunder = 丈夫な建物か車の中に入ります。木や電柱から4メートル以上離れます。竜巻のときは窓から離れ、1階の窓のない部屋で頭を守ります。
alert-do-volcano = 決められた区域に入りません。石が飛んできたら、建物や岩のかげで頭を守ります。灰が降るときはマスクと眼鏡をつけ、窓を閉めます。
alert-do-heat = 冷房を使い、のどが渇く前に水をこまめに飲みます。昼間の外出や運動はやめます。お年寄りや小さな子に声をかけます。ぐったりして返事がおかしいときは119に電話します。
alert-do-weather = 出かける前に、これからの天気と交通の情報を確かめます。農作物、水道管、火の始末に気をつけます。
alert-do-evacuation = 危ない場所にいる人は、近くの安全な場所へ移ります。避難所のほか、親せきや知人の家、上の階も避難先です。となりの人に声をかけ、薬と携帯電話を持って出ます。
alert-do-fire = 煙の来ない方へ、姿勢を低くして逃げます。戻りません。近くの人は窓を閉め、消防の車の通り道をあけます。
alert-do-safety = ひとりで出歩くのを控え、戸締まりを確かめます。子どもの行き帰りに付き添います。何か気づいたら、近づかずに110へ電話します。
alert-do-lifeline = 復旧の見込みと給水などの場所を確かめます。停電では家電のスイッチを切り、ろうそくは使いません。医療機器を使う人は、早めに病院や業者に電話します。
alert-do-other = 発表の内容を読み、市の呼びかけに従って動きます。困っている人がいたら声をかけます。
