# kiosk: やさしい日本語. Short sentences for people who learn Japanese, and for children.

kiosk-attract-title = ｜今《いま》のお｜知《し》らせ
kiosk-attract-none = お｜知《し》らせを｜待《ま》っています
kiosk-attract-none-detail = ｜市《し》のお｜知《し》らせが｜届《とど》くと、ここに｜出《で》ます。
kiosk-touch = ｜画面《がめん》にさわると｜始《はじ》まります

kiosk-menu-title = ｜何《なに》をしますか
kiosk-to-menu = ｜最初《さいしょ》の｜画面《がめん》
kiosk-tile-news = ｜市《し》のお｜知《し》らせ
kiosk-tile-news-detail = ｜新《あたら》しいものから｜読《よ》みます
kiosk-tile-alerts = ｜危《あぶ》ないときのお｜知《し》らせ
kiosk-tile-alerts-detail = ｜今《いま》のお｜知《し》らせと、することがわかります
kiosk-tile-board = ｜町《まち》の｜掲示板《けいじばん》
kiosk-tile-board-detail = ｜町会《ちょうかい》のお｜知《し》らせ。｜誰《だれ》でも｜読《よ》めます
kiosk-tile-offices = ｜市役所《しやくしょ》の｜時間《じかん》
kiosk-tile-offices-detail = ｜開《あ》いている｜所《ところ》と、｜電話番号《でんわばんごう》
kiosk-tile-print = スマホから｜紙《かみ》に｜出《だ》す
kiosk-tile-print-detail = スマホの｜書類《しょるい》を、この｜機械《きかい》で｜紙《かみ》にします
kiosk-tile-account = サインインする
kiosk-tile-account-detail = ｜学校《がっこう》や｜町会《ちょうかい》のことができます
kiosk-tile-school = ｜学校《がっこう》・｜園《えん》
kiosk-tile-school-detail = ｜休《やす》みの｜連絡《れんらく》と、｜学校《がっこう》の｜手紙《てがみ》
kiosk-tile-association = ｜町会《ちょうかい》
kiosk-tile-association-detail = ｜回覧《かいらん》と、｜当番《とうばん》の｜日《ひ》
kiosk-signed-in = { $email } でサインインしています。「｜終《お》わる」を｜押《お》すと、サインアウトします。

kiosk-alerts-none-now = ｜今《いま》、｜危《あぶ》ないお｜知《し》らせはありません
kiosk-alerts-now = ｜今《いま》、{ $count }｜個《こ》あります
kiosk-alerts-none-detail = ｜危《あぶ》ないとき、この｜画面《がめん》に｜大《おお》きく｜出《で》ます。
kiosk-danger-back = ｜前《まえ》の｜画面《がめん》に｜戻《もど》る

kiosk-more-topics = ほかのこと
kiosk-sign-in-note = 「｜終《お》わる」を｜押《お》すと、サインアウトします。｜長《なが》い｜時間《じかん》｜使《つか》わないときも、サインアウトします。
kiosk-news-none-detail = ｜市《し》のお｜知《し》らせが｜届《とど》くと、ここに｜出《で》ます。
kiosk-news-only-summary = ｜続《つづ》きは｜市《し》のホームページにあります。
kiosk-circular-gone = このお｜知《し》らせは｜終《お》わりました
kiosk-paper-print = ｜紙《かみ》に ｜印刷《いんさつ》する
kiosk-paper-out = ｜印刷《いんさつ》しました。｜紙《かみ》を ｜取《と》って ください。

kiosk-offices-none = ｜市役所《しやくしょ》などの｜時間《じかん》がまだわかりません
kiosk-offices-none-detail = わかると、ここに｜出《で》ます。
kiosk-offices-none-open = ｜今《いま》、｜全部《ぜんぶ》｜閉《し》まっています
kiosk-offices-open-now = ｜今《いま》、{ $count }つの｜所《ところ》が｜開《あ》いています
kiosk-open = ｜開《あ》いています
kiosk-open-until = { $time }まで
kiosk-closed = ｜閉《し》まっています
kiosk-closed-until = ｜次《つぎ》は{ $day } { $time }から

kiosk-dock = ｜画面《がめん》のボタン
kiosk-size-normal = ｜普通《ふつう》の｜大《おお》きさの｜字《じ》にする
kiosk-size-large = ｜字《じ》を｜大《おお》きくする
kiosk-size-largest = ｜字《じ》をとても｜大《おお》きくする
kiosk-speak = ｜声《こえ》で｜読《よ》む
kiosk-speak-stop = ｜声《こえ》を｜止《と》める

kiosk-end = ｜終《お》わる
kiosk-end-title = ｜終《お》わりますか
kiosk-end-detail = ｜見《み》たものや｜書《か》いたものは、この｜機械《きかい》に｜残《のこ》りません。
kiosk-end-signed-in = サインアウトします。｜見《み》たものや｜書《か》いたものは、この｜機械《きかい》に｜残《のこ》りません。
kiosk-end-waiting = まだ｜送《おく》っていないものが{ $count }｜個《こ》あります。｜今《いま》｜終《お》わると、｜送《おく》らないで｜消《き》えます。
kiosk-go-on = ｜続《つづ》ける
kiosk-bye = ありがとうございました
kiosk-bye-detail = ｜書《か》いたものは、｜全部《ぜんぶ》｜消《け》しました。

kiosk-idle-title = まだ｜使《つか》いますか
kiosk-idle-seconds = あと{ $count }｜秒《びょう》
kiosk-idle-detail = ｜何《なに》もしないと、｜書《か》いたものを｜消《け》します。｜最初《さいしょ》の｜画面《がめん》に｜戻《もど》ります。
kiosk-stay = まだ｜使《つか》います

kiosk-not-here = ここでは｜使《つか》えません
kiosk-not-here-detail = ｜自分《じぶん》のスマホやパソコンの「いつも」で｜使《つか》ってください。

kiosk-staff = ｜市役所《しやくしょ》の｜人《ひと》だけ
kiosk-staff-open = ｜番号《ばんごう》が｜合《あ》いました。
kiosk-staff-leave = この｜画面《がめん》を｜終《お》わりにする
kiosk-pin = ｜番号《ばんごう》を｜押《お》してください
kiosk-pin-typed = { $count }｜個《こ》｜押《お》しました
kiosk-pin-clear = ｜消《け》す
kiosk-pin-enter = ｜決《き》める
kiosk-pin-wrong = ｜番号《ばんごう》が｜違《ちが》います。
kiosk-pin-wait = ｜何回《なんかい》も｜違《ちが》いました。{ $count }｜秒《びょう》｜待《ま》ってから、もう｜一度《いちど》｜押《お》してください。
