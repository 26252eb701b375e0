# Seats of an association: slips, terms, hand-over, recovery.
seat-slip-title = { $name } ｜役員《やくいん》の ｜番号《ばんごう》
seat-slip-to = { $title } に なる ｜人《ひと》へ
seat-slip-to-name = { $title }　{ $name } さん
seat-slip-lead = この ｜番号《ばんごう》を アプリに ｜入《い》れると、{ $day }から ｜役員《やくいん》の ｜仕事《しごと》が できます。
seat-slip-code = ｜役員《やくいん》の ｜番号《ばんごう》（｜一人《ひとり》だけ）
seat-slip-qr = ｜役員《やくいん》の ｜番号《ばんごう》の QRコード
seat-slip-good = { $day }までに ｜入《い》れて ください
seat-slip-step-code = 「{ $tab }」を ｜開《ひら》きます。｜上《うえ》の ｜番号《ばんごう》を ｜入《い》れるか、QRコードを ｜読《よ》みます。
seat-slip-step-console = パソコンでは、｜同《おな》じ アカウントで サインインして、｜番号《ばんごう》を ｜入《い》れます。
seat-slip-each = ｜役《やく》は、｜時間《じかん》が ｜終《お》わると なくなります。パスワードを わたさなくて いいです。
seat-slip-keep = ｜番号《ばんごう》は ｜一回《いっかい》だけ ｜使《つか》えます。ほかの ｜人《ひと》に ｜見《み》せないで ください。なくした ときは、｜会長《かいちょう》か ｜市《し》に ｜言《い》って ください。
seat-slip-short = { $name }の { $title }に なる ｜人《ひと》の ｜番号《ばんごう》です。アプリに ｜入《い》れて ください。
