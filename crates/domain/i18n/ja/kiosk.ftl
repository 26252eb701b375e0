# kiosk: the screens of a machine in a public place. Read standing, by people of every age.

kiosk-attract-title = いまのお知らせ
kiosk-attract-none = お知らせを準備しています
kiosk-attract-none-detail = 市のお知らせが届くと、ここに順に出ます。
kiosk-touch = 画面にふれると始まります

kiosk-menu-title = どれにしますか
kiosk-to-menu = はじめの画面
kiosk-tile-news = 市のお知らせ
kiosk-tile-news-detail = 新しいものから読めます
kiosk-tile-alerts = 緊急の情報
kiosk-tile-alerts-detail = 災害などのときに、することがわかります
kiosk-tile-board = 町の掲示板
kiosk-tile-board-detail = 町会からの、だれでも読めるお知らせ
kiosk-tile-offices = 窓口の時間
kiosk-tile-offices-detail = 開いている窓口と、電話番号
kiosk-tile-print = スマートフォンから印刷する
kiosk-tile-print-detail = 予診票や回覧を、この機械で紙にできます
kiosk-tile-account = サインインする
kiosk-tile-account-detail = 学校や町会の用事ができます
kiosk-tile-school = 学校・園
kiosk-tile-school-detail = 欠席の連絡と、お便り
kiosk-tile-association = 町会
kiosk-tile-association-detail = 回覧と、当番の予定
kiosk-signed-in = { $email } でサインインしています。「終わる」を押すと、サインアウトします。

kiosk-alerts-none-now = いま出ている情報はありません
kiosk-alerts-now = いま{ $count }件出ています
kiosk-alerts-none-detail = 災害などのときは、この画面がすぐに知らせます。
kiosk-danger-back = 元の画面に戻る

kiosk-more-topics = ほかの分野
kiosk-sign-in-note = 「終わる」を押すか、しばらく使わないと、サインアウトします。
kiosk-news-none-detail = 市のお知らせが届くと、ここに並びます。
kiosk-news-only-summary = 続きは市のホームページにあります。
kiosk-circular-gone = この掲示は終わりました
kiosk-paper-print = 紙に印刷する
kiosk-paper-out = 印刷しました。紙をお取りください。

kiosk-offices-none = 窓口の情報がまだありません
kiosk-offices-none-detail = 市の情報が届くと、ここに並びます。
kiosk-offices-none-open = いま開いている窓口はありません
kiosk-offices-open-now = いま{ $count }か所が開いています
kiosk-open = 開いています
kiosk-open-until = { $time }まで
kiosk-closed = 閉まっています
kiosk-closed-until = 次は{ $day } { $time }から

kiosk-dock = 画面の道具
kiosk-size-normal = 文字を標準の大きさにする
kiosk-size-large = 文字を大きくする
kiosk-size-largest = 文字をとても大きくする
kiosk-speak = 読み上げる
kiosk-speak-stop = 読み上げをやめる

kiosk-end = 終わる
kiosk-end-title = 終わりますか
kiosk-end-detail = 見たものや入力したものは、この機械に残りません。
kiosk-end-signed-in = サインアウトします。見たものや入力したものは、この機械に残りません。
kiosk-end-waiting = まだ送れていないものが{ $count }件あります。いま終わると、送られずに消えます。
kiosk-go-on = 続ける
kiosk-bye = ご利用ありがとうございました
kiosk-bye-detail = 入力したものは、すべて消しました。

kiosk-idle-title = まだ使いますか
kiosk-idle-seconds = あと{ $count }秒
kiosk-idle-detail = このままだと、入力したものを消して、はじめの画面に戻ります。
kiosk-stay = まだ使います

kiosk-not-here = ここでは使えない画面です
kiosk-not-here-detail = ご自分のスマートフォンやパソコンの「いつも」でお使いください。

kiosk-staff = 職員用
kiosk-staff-open = 暗証番号を確かめました。
kiosk-staff-leave = この機械の表示を終了する
kiosk-pin = 暗証番号を入力してください
kiosk-pin-typed = { $count }桁を入力しました
kiosk-pin-clear = 消す
kiosk-pin-enter = 決定
kiosk-pin-wrong = 暗証番号が違います。
kiosk-pin-wait = 続けて違いました。{ $count }秒たってから、もう一度入力してください。
