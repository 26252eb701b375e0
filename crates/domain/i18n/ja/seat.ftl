# Seats of an association: slips, terms, hand-over, recovery.
seat-slip-title = { $name } 役員の番号
seat-slip-to = { $title } になる方へ
seat-slip-to-name = { $title }　{ $name } 様
seat-slip-lead = この番号で、あなたのアカウントに役が付きます。役でできることは、{ $day }から使えるようになります。
seat-slip-code = 役員の番号（1人だけ）
seat-slip-qr = 役員の番号のQRコード
seat-slip-good = { $day }までに入力してください
seat-slip-step-code = 「{ $tab }」を開き、上の番号を入力するか、QRコードを読み取ります。
seat-slip-step-console = パソコンでは、同じアカウントで管理画面にサインインし、番号を入力します。
seat-slip-each = 役は任期が終わると自動で外れます。パスワードを引き継ぐ必要はありません。前の方がしたことは、役の記録として残ります。
seat-slip-keep = この番号は1回だけ使えます。ほかの人に見せないでください。なくしたときは、会長か市の担当課に新しい番号を頼んでください。
seat-slip-short = { $name }の { $title }の番号です。
