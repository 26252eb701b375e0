# computer: the app on a computer: its window, what starts with it, the buttons of notifications, addresses.

computer-title = この パソコンでの ｜動《うご》き｜方《かた》
computer-lead = ｜画面《がめん》を ｜閉《し》めた ときの ｜動《うご》きを ｜選《えら》びます。
computer-stays = ｜閉《し》めても ｜動《うご》く
computer-ends = ｜閉《し》めると ｜終《お》わる
computer-stay = ｜画面《がめん》を ｜閉《し》めても お｜知《し》らせを もらう
computer-stay-detail = ｜閉《し》めても アプリは ｜動《うご》きます。もう｜一度《いちど》 アプリを ｜開《ひら》くと、｜同《おな》じ ｜画面《がめん》が ｜出《で》ます。
computer-stay-tray = ｜閉《し》めても アプリは ｜動《うご》きます。もう｜一度《いちど》 アプリを ｜開《ひら》くか、｜画面《がめん》の すみの ｜小《ちい》さい ｜絵《え》を ｜押《お》すと、また ｜出《で》ます。
computer-start = パソコンと いっしょに ｜始《はじ》める
computer-start-detail = パソコンを ｜使《つか》い｜始《はじ》めると、アプリも ｜動《うご》きます。｜画面《がめん》は ｜出《で》ません。
computer-start-failed = ｜変《か》える ことが できませんでした。パソコンの ｜設定《せってい》を ｜見《み》て ください。
computer-notes = お｜知《し》らせが ｜来《き》たら、「｜読《よ》んだ」か「1｜時間《じかん》あとに もう｜一度《いちど》」を ｜押《お》す ことが できます。
computer-end = アプリを ｜終《お》わる
computer-not-here = これは パソコンの ｜設定《せってい》です
computer-tray-open = アプリを ｜開《ひら》く
computer-tray-end = ｜終《お》わる
computer-note-open = ｜開《ひら》く
computer-note-read = ｜読《よ》んだ
computer-note-later = 1｜時間《じかん》あとに もう｜一度《いちど》
computer-print = ｜紙《かみ》に ｜出《だ》す
computer-printing = プリンターに ｜送《おく》りました
computer-print-failed = ｜紙《かみ》に ｜出《だ》す ことが できませんでした。プリンターの ｜電源《でんげん》を ｜見《み》て ください。
computer-link-unknown = この リンクは ｜開《ひら》く ことが できませんでした。アプリを ｜新《あたら》しく して ください。
computer-link-letter = ｜手紙《てがみ》の ｜番号《ばんごう》を ｜全部《ぜんぶ》 ｜読《よ》む ことが できませんでした。｜手紙《てがみ》を ｜見《み》て、12の ｜文字《もじ》を ｜入《い》れて ください。
computer-link-other-city = ほかの ｜市《し》の お｜知《し》らせです。ここで その ｜市《し》を ｜選《えら》ぶと ｜読《よ》めます。
computer-silent = アプリは もう ｜動《うご》いて います。でも ｜返事《へんじ》が ありません。パソコンの ｜電源《でんげん》を ｜切《き》って、もう｜一度《いちど》 ｜入《い》れて ください。
