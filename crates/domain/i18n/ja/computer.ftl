# computer: the app on a computer: its window, what starts with it, the buttons of notifications, addresses.

computer-title = このパソコンでの動き
computer-lead = 画面を閉じている間も、緊急の情報やお知らせを受け取るかを選べます。
computer-stays = 閉じても動く
computer-ends = 閉じると終わる
computer-stay = 画面を閉じても知らせる
computer-stay-detail = 閉じたあとも動き続けます。もう一度「いつも」を開くと、同じ画面が出ます。
computer-stay-tray = 閉じたあとも動き続けます。もう一度「いつも」を開くか、画面の端の小さな印を選ぶと、同じ画面が出ます。
computer-start = パソコンと一緒に始める
computer-start-detail = パソコンを使い始めると、画面を出さずに動き始めます。
computer-start-failed = 変えられませんでした。パソコンの設定で、書き込みが止められているかもしれません。
computer-notes = お知らせの通知では、「既読にする」と「1時間後にもう一度」を選べます。
computer-end = いつもを終わる
computer-not-here = この設定はパソコンのためのものです
computer-tray-open = いつもを開く
computer-tray-end = 終わる
computer-note-open = 開く
computer-note-read = 既読にする
computer-note-later = 1時間後にもう一度
computer-print = 印刷する
computer-printing = プリンターに送りました
computer-print-failed = 印刷できませんでした。プリンターの電源と、つながっているかを確かめてください。
computer-link-unknown = このリンクは開けませんでした。いつもを新しくすると、開けるかもしれません。
computer-link-letter = 手紙のコードを最後まで読み取れませんでした。手紙にある12文字を、つながる画面で入力してください。
computer-link-other-city = ほかの市のお知らせです。ここでその市を選ぶと読めます。
computer-silent = いつもはもう動いていますが、返事がありません。パソコンを再起動してから、もう一度開いてください。
