# What went wrong, and what to do about it.
error-offline = サーバーにつながりません。入力したものは端末に残っています。つながったときに自動で送ります。
error-signed-out = サインインが必要です。もう一度サインインしてください。
error-refused = 受け付けられませんでした。内容を確かめて、もう一度お試しください。
error-conflict = ほかの端末で同じものが変更されました。開き直してから、もう一度お試しください。
error-newer-data = データが新しい版のアプリで作られています。アプリを更新してください。データはそのままです。
error-internal = アプリの中で問題が起きました。もう一度お試しください。続くときは番号 { $id } を添えてお知らせください。
error-data-broken = 端末のデータが壊れていて、作り直せませんでした。元のデータは { $place } に残してあります。
error-data-folder = データの置き場所を使えません。空き容量と書き込みの許可を確かめてください。（{ $place }）

# Refusals of a whole action.
refused-sign-in-needed = サインインが必要です。サインインしてから、もう一度お試しください。
refused-unknown-command = サーバーがこの操作を知りません。サーバーの更新を待って、もう一度お試しください。
refused-too-large = 大きすぎて受け付けられませんでした。
refused-unknown-topic = この市にはないトピックです。選び直してください。
refused-too-many = 数が多すぎます。減らしてから、もう一度お試しください。
refused-not-found = 見つかりません。すでになくなったのかもしれません。
refused-city-needed = まだ市が選ばれていません。先に市を選んでください。
refused-nothing-to-confirm = 確認待ちの登録がありません。もう一度、登録から始めてください。
refused-disk-full = 端末の空き容量が足りません。容量を空けてから、もう一度お試しください。これまでのデータは無事です。
refused-disk-read-only = 端末のデータに書き込めません。置き場所の許可を確かめてください。
refused-rate-limited = 回数が多すぎます。少し待ってから、もう一度お試しください。

# What is wrong with a field.
field-empty = 入力してください。
field-missing = 入力してください。
field-too-short = 短すぎます。10 文字以上にしてください。
field-too-long = 長すぎます。短くしてください。
field-too-simple = 推測されやすいパスワードです。別のものにしてください。
field-same-as-email = メールアドレスと同じパスワードは使えません。
field-not-an-address = メールアドレスの形になっていません。例: hana@example.jp
field-wrong-password = パスワードが違います。
field-wrong-code = コードが違うか、期限が切れています。メールの 6 桁の数字を確かめてください。
field-too-many = 数が多すぎます。
field-too-large = 大きすぎます。
field-too-late = 遠すぎる日時です。
field-already-over = すでに過ぎた日時です。
field-unknown = 知らない値です。
field-unknown-city = このサーバーにはない市です。
field-other-city = 別の市のアカウントです。
field-not-a-city = 市のコードではありません。6 桁の数字を入力してください。
field-not-readable = 読み取れません。書き方を確かめてください。
field-taken = すでに使われています。
field-out-of-range = 使える範囲の外です。
field-not-a-url = アドレスの形になっていません。例: https://itsumo.example.jp
field-not-secure = 安全でないアドレスです。https:// で始まるものを使ってください。
field-cannot-write = そこには書き込めません。別のフォルダーを選んでください。

# What the server answers.
problem-busy = サーバーが混み合っています。少し待ってから、もう一度お試しください。
problem-forbidden = この操作は許可されていません。
problem-internal = サーバーで問題が起きました。少し待ってから、もう一度お試しください。
problem-invalid = 入力に誤りがあります。内容を確かめてください。
problem-method-not-allowed = サーバーがこの操作に対応していません。アプリを更新してください。
problem-not-found = 見つかりません。
problem-not-json = サーバーが読み取れませんでした。アプリを更新してください。
problem-rate-limited = 回数が多すぎます。少し待ってから、もう一度お試しください。
problem-sign-in-needed = サインインが必要です。
problem-signed-out = この端末はサインアウトされました。もう一度サインインしてください。
problem-timeout = 時間がかかりすぎました。もう一度お試しください。
problem-too-large = 大きすぎて受け付けられませんでした。
problem-unknown-city = このサーバーにはない市です。
problem-wrong-code = コードが違うか、期限が切れています。
problem-wrong-password = パスワードが違います。
problem-wrong-sign-in = メールアドレスかパスワードが違います。

# The clinic screen.
field-not-a-pin = 4けたから8けたの数字にしてください。
refused-handed-over = いまは病院の画面です。先にロックを解除してください。

# Families on the server.
field-differs = 届いたものが送ったものと違います。もう一度お試しください。
problem-family-access = サーバーにこの家族がないか、この端末の鍵では開けません。
problem-family-full = サーバーの家族の保管場所がいっぱいです。この端末にあるものはそのままです。
problem-family-taken = この番号は別の家族が使っています。もう一度家族をつくってください。
problem-old-key = 家族の鍵が新しくなりました。家族の画面を開いて受け取ってください。
refused-entry-differs = サーバーには同じ番号で別の内容があります。この端末の記録は残っています。
refused-family-full = サーバーの家族の保管場所がいっぱいです。この端末には残っています。
refused-not-readable = この形のままではサーバーに預けられません。この端末には残っています。
refused-old-key = 家族の鍵が新しくなりました。新しい鍵で封をして、自動で送り直します。

# The family and its handbook.
refused-family-apart = この端末は、手帳をサーバーに置いていません。先に「もう一度置く」を選んでください。
refused-family-key-lost = この端末に、家族のかぎが見つかりません。データは残っています。家族の招待か復旧コードで、また開けます。
refused-entry-too-large = 一つの記録には長すぎます。いくつかに分けてください。
refused-photo-too-large = 写真が大きすぎます。16 MB までにしてください。
refused-photo-not-here = この写真は、まだこの端末に届いていません。書いた人の端末がつながると届きます。
refused-photo-changed = 写真が壊れているため、開けませんでした。
refused-family-removed = この端末は、家族から外れています。これまでの記録はここで読めます。新しい記録は届きません。
refused-family-key-forged = 家族のものではないかぎが届いたため、受け取りませんでした。家族の人に確かめてください。
refused-not-removed = この端末は家族に入っています。
refused-not-yourself = この端末自身は外せません。
refused-recovery-unknown = このコードの家族は、この市のサーバーに見つかりませんでした。市とコードを確かめてください。
refused-no-recovery-code = 復旧コードは、まだ作られていません。
refused-code-length = 文字の数が合いません。全部入力したか確かめてください。
refused-sealed-other-key = この端末にないかぎで封をされた記録が届きました。別に取ってあります。
refused-sealed-other-epoch = かぎの番号が合わない記録が届きました。別に取ってあります。
refused-sealed-other-entry = 別の記録と入れ替えられたものが届きました。別に取ってあります。
refused-sealed-changed = 途中で変わってしまった記録が届きました。別に取ってあります。
refused-sealed-other-revision = 書き換えられない記録の、別の版が届きました。受け取らず、別に取ってあります。
refused-sealed-differs = 同じ番号で中身の違う記録が届きました。ここにあるものはそのままです。届いたものは別に取ってあります。
refused-sealed-newer = 新しいアプリで書かれた記録です。アプリを更新すると読めます。
refused-sealed-not-an-entry = 記録として読めないものが届きました。別に取ってあります。
field-other-child = 別の子どもの記録は、置き換えられません。
field-not-an-invitation = 家族の招待ではありません。もう一度読み取ってください。
field-not-a-code = コードに使わない文字があります。
field-code-length = 文字の数が合いません。全部入力したか確かめてください。
field-typo = { $field } 番目のまとまりに、書き間違いがあります。もう一度見てください。
field-typo-after = { $field } 番目のまとまりから先に、書き間違いがいくつかあります。もう一度見てください。
field-invitation-over = この招待は期限が切れています。もう一度出してもらってください。
field-invitation-old = 招待が出されたあとに、家族のかぎが新しくなりました。もう一度出してもらってください。
field-invitation-unknown = サーバーにこの家族が見つかりません。書き間違いがないか確かめるか、コードを読み取ってください。
field-family-other-server = この家族は、別のサーバーを使っています。サーバーの設定を合わせてから、もう一度お試しください。

# Exports and imports of the handbook.
refused-import-not-found = ここに手帳のフォルダーが見つかりません。「itsumo」の入ったフォルダーを選んでください。
refused-import-damaged = フォルダーの中のファイルが欠けているか、変わっています。手帳はそのままです。元のコピーからもう一度お試しください。
refused-import-differs = フォルダーの記録の一部が、この端末の同じ記録とちがいます。手帳はそのままです。
refused-form-too-long = 答えが多く、QRコードに入りません。紙の予診票を使ってください。
field-folder-not-empty = このフォルダーにはすでにファイルがあります。新しいフォルダーを選んでください。

# The school, on this device.
refused-already-over = もう答えなくて大丈夫です。先生が確認できました。
refused-file-changed = ファイルが途中で変わってしまいました。もう一度お試しください。
refused-word-key-lost = この端末のかぎが変わったため、送れませんでした。もう一度入力してください。

# Codes of a school's letter.
refused-code-not-one = これは手紙の番号ではないようです。手紙にある12文字を入力してください。
refused-code-twelve = 12文字を全部入力したか確かめてください。
refused-code-slip = どこかに打ちまちがいがあります。手紙と見比べてください。
refused-code-newer = この手紙は新しいアプリのものです。アプリを更新してください。
refused-code-wrong = この番号は見つかりませんでした。市と、手紙の番号を確かめてください。
refused-code-of-staff = これは職員のコードです。保護者の方は、お子さんの手紙の番号を入力してください。
refused-code-of-a-child = これはお子さんの手紙の番号です。職員のコードを入力してください。
refused-code-replaced = 新しい手紙が出たため、この番号は使えなくなりました。新しい手紙の番号を入力してください。
refused-code-expired = この番号の期限が過ぎました。学校や園に、新しい手紙を頼んでください。
refused-code-used-up = この番号は、決められた人数がもう使いました。学校や園に、新しい手紙を頼んでください。
refused-code-child-left = お子さんは、いまこの学校や園に在籍していません。学校や園に確かめてください。
refused-code-seat-over = この席の期間は終わりました。管理職に確かめてください。
refused-code-of-a-block = これは町会の班の手紙の番号です。「町会」の画面で入力してください。
refused-code-of-an-officer = これは町会の役員の番号です。「町会」の画面の「役員の番号を入力する」から入力してください。
refused-code-of-a-school = これは学校や園の手紙の番号です。「学校」の画面で入力してください。
refused-block-code-expired = この番号の期限が過ぎました。班長に、新しい手紙を頼んでください。
refused-block-code-replaced = 新しい手紙が出たため、この番号は使えなくなりました。新しい手紙の番号を入力してください。
refused-block-code-used-up = この番号は、決められた人数がもう使いました。班長に、新しい手紙を頼んでください。
refused-block-code-over = この班は、いまはありません。町会の役員に確かめてください。
refused-seat-code-expired = この番号の期限が過ぎました。町会の会長か市の担当課に、新しい番号を頼んでください。
refused-seat-code-replaced = 新しい番号が出たため、この番号は使えなくなりました。新しい番号を入力してください。
refused-seat-code-used-up = この番号は、もう使われました。ご自分で使った覚えがなければ、町会の会長か市の担当課に知らせてください。
refused-seat-code-over = この役の任期は終わっています。町会の会長か市の担当課に確かめてください。
refused-seat-code-have = この役には、もう就いています。番号は使われていません。次の方に渡してください。
refused-notice-recalled = このお知らせは、学校が取り消しました。回答はいりません。
refused-not-an-answer = たずねられたことへの回答になっていません。お知らせを開き直して、もう一度回答してください。

# What cannot be told of an absence.
refused-past-days = もう過ぎた日の連絡なので、取り消せません。まちがいがあるときは、学校や園に電話してください。
field-past-days = もう過ぎた日の分は変えられません。まちがいがあるときは、学校や園に電話してください。
field-not-a-school-day = 休みの日だけが選ばれています。学校や園のある日を選んでください。
field-not-found = いまは選べないものが入っています。選び直してください。
field-not-a-temperature = 体温は34.0から43.0までの数字で入力してください。
field-ends-before-it-begins = 終わりの日が、始まりの日より前になっています。

# Circulars of associations.
refused-circular-recalled = この回覧は取り下げられています。
refused-circular-closed = 返事は締め切られました。
refused-circular-unticked = 出す前に確かめてほしいことがあります。
refused-circular-moved = この回覧は、もう送られました。
refused-circular-unfit = このままでは送れません。書いた内容を確かめてください。
refused-file-not-there = 添付ファイルがまだ届いていません。もう一度添付してください。
refused-reminded-lately = 少し前に知らせたばかりです。半日たってから、もう一度お試しください。

# A reply slip of a circular on paper.
refused-slip-not-one = 返信票の番号ではないようです。QRコードの下の10文字を入れてください。
refused-slip-ten = 返信票の番号は10文字です。
refused-slip-mistyped = どこかに打ちまちがいがあります。返信票と見比べてください。
refused-slip-newer = 新しい形の返信票です。アプリを新しくしてください。
refused-slip-other = ほかの回覧の返信票です。その回覧の画面で受け取ってください。
refused-slip-not-here = この番号の世帯は、いま見えている班にありません。
refused-seat-held = この役には、もう就いています。
refused-recovery-many = この役には、ほかにも申し出があります。市の担当課に相談してください。
field-seat-three = その日は、すでに二人がこの役に就いています。前の方の最後の日を早めてください。
field-seat-overlap-long = 二人が同じ役に就く期間が長すぎます。2か月までにしてください。
field-seat-last-chair = 会長がいなくなります。先に次の会長を決めてください。
refused-check-running = すでに安否の確認が動いています。画面を開き直してください。
refused-real-check-running = 実際の安否確認が動いている間は、訓練を始められません。
refused-drill-words = 「訓練」と書かれています。訓練のときは、「訓練を始める」を使ってください。
refused-taken = 同じ番号の別の記録がすでにあります。お手数ですが、もう一度入力して送ってください。
refused-check-gone = この安否の確認は期間が終わり、記録は消えました。
refused-vote-closed = 投票は締め切られました。
refused-vote-open = まだ投票の締め切り前です。締め切りの後に集計してください。
refused-vote-count = 議案の数と答えの数が合いません。画面を開き直して、もう一度選んでください。
refused-proxy-to-self = 自分の世帯には委任できません。別の世帯か議長を選んでください。
refused-not-a-household = この町会の世帯ではありません。選び直してください。
refused-ballot-there = この世帯からは、すでに別の票が届いています。差し替えるときは「前の票を差し替える」に印をつけてください。
refused-ballot-in-hall = 会場で受け付けが済んでいるため、アプリでは変えられません。会場で役員に伝えてください。
refused-ballot-on-paper = この世帯の票は、紙で出されています。変えるときは、役員に伝えてください。
refused-ballot-of-the-app = 世帯がアプリで出した票は、役員が取り消せません。
refused-has-ballots = すでに票が届いているため、議案は変えられません。変える場合は、この会議を取りやめて、新しく作ってください。
refused-hall-count = 会場の数と議長の票を、すべての議案に入れてください。
refused-too-many-hands = 賛成と反対の合計が、会場の票の数を超えています。
refused-not-a-share = 割合が正しくありません。「2分の1」のように、上の数を下の数以下にしてください。
refused-closes-in-the-past = 締め切りが過ぎています。先の日時にしてください。
refused-closes-after-the-day = 締め切りは、会議の日までにしてください。
refused-day-is-past = 日付が過ぎています。先の日にしてください。
refused-no-turns = この期間に当番の日がありません。曜日か期間を選び直してください。
refused-nobody-left = 当番に入る世帯がありません。外す世帯を減らしてください。
refused-not-sure = 始める前に、確認の欄に印をつけてください。
