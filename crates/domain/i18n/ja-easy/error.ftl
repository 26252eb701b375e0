# What went wrong, and what to do about it.
error-offline = サーバーに つながりません。｜入力《にゅうりょく》したものは ここに あります。つながったら ｜自分《じぶん》で ｜送《おく》ります。
error-signed-out = サインインして ください。
error-refused = できませんでした。｜書《か》いたものを ｜見《み》て、もう ｜一度《いちど》 やって ください。
error-conflict = ほかの ｜機械《きかい》で ｜同《おな》じものが ｜変《か》わりました。もう ｜一度《いちど》 ｜開《ひら》いて ください。
error-newer-data = このデータは ｜新《あたら》しいアプリの ものです。アプリを ｜新《あたら》しくして ください。データは そのままです。
error-internal = アプリが うまく ｜動《うご》きませんでした。もう ｜一度《いちど》 やって ください。また だめなら、｜番号《ばんごう》 { $id } を ｜教《おし》えて ください。
error-data-broken = データが こわれました。｜直《なお》せませんでした。もとのデータは { $place } に あります。
error-data-folder = データを おく ところが ｜使《つか》えません。あいている ところが あるか ｜見《み》て ください。（{ $place }）

# Refusals of a whole action.
refused-sign-in-needed = サインインして ください。それから、もう ｜一度《いちど》 やって ください。
refused-unknown-command = サーバーは まだ これが できません。あとで もう ｜一度《いちど》 やって ください。
refused-too-large = ｜大《おお》きすぎます。
refused-unknown-topic = この ｜市《し》には ない トピックです。もう ｜一度《いちど》 ｜選《えら》んで ください。
refused-too-many = ｜数《かず》が ｜多《おお》すぎます。｜少《すく》なくして ください。
refused-not-found = ありません。もう なくなったかも しれません。
refused-city-needed = ｜市《し》を ｜選《えら》んで ください。
refused-nothing-to-confirm = ｜登録《とうろく》が ありません。もう ｜一度《いちど》 ｜登録《とうろく》して ください。
refused-disk-full = あいている ところが ｜足《た》りません。いらないものを ｜消《け》して ください。いままでのデータは だいじょうぶです。
refused-disk-read-only = データを ｜書《か》くことが できません。おく ところの ｜決《き》まりを ｜見《み》て ください。
refused-rate-limited = ｜回数《かいすう》が ｜多《おお》すぎます。｜少《すこ》し ｜待《ま》って ください。

# What is wrong with a field.
field-empty = ｜書《か》いて ください。
field-missing = ｜書《か》いて ください。
field-too-short = ｜短《みじか》すぎます。10 ｜文字《もじ》より ｜長《なが》くして ください。
field-too-long = ｜長《なが》すぎます。｜短《みじか》くして ください。
field-too-simple = かんたんすぎる パスワードです。ほかのものに して ください。
field-same-as-email = パスワードを メールアドレスと ｜同《おな》じに しないで ください。
field-not-an-address = メールアドレスでは ありません。｜例《れい》: hana@example.jp
field-wrong-password = パスワードが ちがいます。
field-wrong-code = コードが ちがうか、｜古《ふる》いです。メールの ｜数字《すうじ》 6 つを ｜見《み》て ください。
field-too-many = ｜数《かず》が ｜多《おお》すぎます。
field-too-large = ｜大《おお》きすぎます。
field-too-late = ｜遠《とお》すぎる ｜日《ひ》です。
field-already-over = もう おわった ｜日《ひ》です。
field-unknown = しらない ｜値《あたい》です。
field-unknown-city = この サーバーに ない ｜市《し》です。
field-other-city = ほかの ｜市《し》の アカウントです。
field-not-a-city = ｜市《し》の コードでは ありません。｜数字《すうじ》を 6 つ ｜書《か》いて ください。
field-not-readable = ｜読《よ》めません。｜書《か》きかたを ｜見《み》て ください。
field-taken = もう ｜使《つか》われています。
field-out-of-range = ｜使《つか》えない ｜値《あたい》です。
field-not-a-url = アドレスでは ありません。｜例《れい》: https://itsumo.example.jp
field-not-secure = あぶない アドレスです。https:// で はじまるものを ｜使《つか》って ください。
field-cannot-write = そこには ｜書《か》けません。ほかの フォルダーを ｜選《えら》んで ください。

# What the server answers.
problem-busy = サーバーが こんでいます。｜少《すこ》し ｜待《ま》って ください。
problem-forbidden = これは できません。
problem-internal = サーバーが うまく ｜動《うご》きませんでした。｜少《すこ》し ｜待《ま》って ください。
problem-invalid = ｜書《か》いたものが まちがっています。｜見《み》て ください。
problem-method-not-allowed = サーバーは これが できません。アプリを ｜新《あたら》しくして ください。
problem-not-found = ありません。
problem-not-json = サーバーが ｜読《よ》めませんでした。アプリを ｜新《あたら》しくして ください。
problem-rate-limited = ｜回数《かいすう》が ｜多《おお》すぎます。｜少《すこ》し ｜待《ま》って ください。
problem-sign-in-needed = サインインして ください。
problem-signed-out = この ｜機械《きかい》は サインアウト しました。もう ｜一度《いちど》 サインインして ください。
problem-timeout = ｜時間《じかん》が かかりすぎました。もう ｜一度《いちど》 やって ください。
problem-too-large = ｜大《おお》きすぎます。
problem-unknown-city = この サーバーに ない ｜市《し》です。
problem-wrong-code = コードが ちがうか、｜古《ふる》いです。
problem-wrong-password = パスワードが ちがいます。
problem-wrong-sign-in = メールアドレスか パスワードが ちがいます。

# The clinic screen.
field-not-a-pin = ｜数字《すうじ》を 4つから 8つまで ｜入《い》れて ください。
refused-handed-over = いまは ｜病院《びょういん》の ｜画面《がめん》です。｜先《さき》に ロックを ｜外《はず》して ください。

# Families on the server.
field-differs = ｜届《とど》いたものが ｜送《おく》ったものと ちがいます。もう ｜一度《いちど》 やって ください。
problem-family-access = サーバーに この ｜家族《かぞく》が ありません。または、この ｜機械《きかい》の かぎが ちがいます。
problem-family-full = サーバーの ｜場所《ばしょ》が いっぱいです。この ｜機械《きかい》の データは そのままです。
problem-family-taken = この ｜番号《ばんごう》は ほかの ｜家族《かぞく》が ｜使《つか》っています。もう ｜一度《いちど》 ｜家族《かぞく》を つくって ください。
problem-old-key = ｜家族《かぞく》の かぎが ｜新《あたら》しく なりました。｜家族《かぞく》の ｜画面《がめん》を ｜開《ひら》いて ください。
refused-entry-differs = サーバーには ｜同《おな》じ ｜番号《ばんごう》の ちがうものが あります。この ｜機械《きかい》の ものは のこっています。
refused-family-full = サーバーの ｜場所《ばしょ》が いっぱいです。この ｜機械《きかい》には のこっています。
refused-not-readable = サーバーに このままでは おけません。この ｜機械《きかい》には のこっています。
refused-old-key = ｜家族《かぞく》の かぎが ｜新《あたら》しく なりました。｜自分《じぶん》で もう ｜一度《いちど》 ｜送《おく》ります。

# The family and its handbook.
refused-family-apart = この ｜機械《きかい》は ｜手帳《てちょう》を サーバーに おいて いません。｜先《さき》に 「もう｜一度《いちど》 おく」を ｜押《お》して ください。
refused-family-key-lost = この ｜機械《きかい》に ｜家族《かぞく》の かぎが ありません。データは のこっています。｜家族《かぞく》の ｜招待《しょうたい》か、｜紙《かみ》の コードで また ｜開《あ》きます。
refused-entry-too-large = ｜長《なが》すぎます。いくつかに ｜分《わ》けて ください。
refused-photo-too-large = ｜写真《しゃしん》が ｜大《おお》きすぎます。16 MB までに して ください。
refused-photo-not-here = この ｜写真《しゃしん》は まだ ｜届《とど》いていません。｜書《か》いた ｜人《ひと》の ｜機械《きかい》が つながると ｜届《とど》きます。
refused-photo-changed = ｜写真《しゃしん》が こわれています。｜開《あ》きません。
refused-family-removed = この ｜機械《きかい》は ｜家族《かぞく》から はずれました。いままでの ｜記録《きろく》は ここで ｜読《よ》めます。｜新《あたら》しい ｜記録《きろく》は ｜届《とど》きません。
refused-family-key-forged = ｜家族《かぞく》の ものでは ない かぎが ｜来《き》ました。｜受《う》け｜取《と》りませんでした。｜家族《かぞく》に ｜聞《き》いて ください。
refused-not-removed = この ｜機械《きかい》は ｜家族《かぞく》に ｜入《はい》っています。
refused-not-yourself = この ｜機械《きかい》は はずせません。
refused-recovery-unknown = この コードの ｜家族《かぞく》が ｜見《み》つかりません。｜市《し》と コードを ｜見《み》て ください。
refused-no-recovery-code = ｜復旧《ふっきゅう》コードは まだ ありません。
refused-code-length = ｜文字《もじ》の ｜数《かず》が ちがいます。ぜんぶ ｜書《か》きましたか。
refused-sealed-other-key = この ｜機械《きかい》に ない かぎの ｜記録《きろく》が ｜来《き》ました。べつに とってあります。
refused-sealed-other-epoch = かぎの ｜番号《ばんごう》が ちがう ｜記録《きろく》が ｜来《き》ました。べつに とってあります。
refused-sealed-other-entry = べつの ｜記録《きろく》と いれかわった ものが ｜来《き》ました。べつに とってあります。
refused-sealed-changed = ｜途中《とちゅう》で ｜変《か》わった ｜記録《きろく》が ｜来《き》ました。べつに とってあります。
refused-sealed-other-revision = ｜変《か》わらない はずの ｜記録《きろく》の べつの ｜版《はん》が ｜来《き》ました。べつに とってあります。
refused-sealed-differs = ｜同《おな》じ ｜番号《ばんごう》で ｜中身《なかみ》の ちがう ｜記録《きろく》が ｜来《き》ました。ここの ものは そのままです。
refused-sealed-newer = ｜新《あたら》しい アプリの ｜記録《きろく》です。アプリを ｜新《あたら》しく すると ｜読《よ》めます。
refused-sealed-not-an-entry = ｜記録《きろく》では ない ものが ｜来《き》ました。べつに とってあります。
field-other-child = ほかの ｜子《こ》どもの ｜記録《きろく》は ｜変《か》えられません。
field-not-an-invitation = ｜家族《かぞく》の ｜招待《しょうたい》では ありません。もう ｜一度《いちど》 ｜読《よ》んで ください。
field-not-a-code = コードに ない ｜文字《もじ》が あります。
field-code-length = ｜文字《もじ》の ｜数《かず》が ちがいます。ぜんぶ ｜書《か》きましたか。
field-typo = { $field } ｜番目《ばんめ》の まとまりが ちがいます。もう ｜一度《いちど》 ｜見《み》て ください。
field-typo-after = { $field } ｜番目《ばんめ》から ｜先《さき》に まちがいが いくつか あります。もう ｜一度《いちど》 ｜見《み》て ください。
field-invitation-over = この ｜招待《しょうたい》は もう ｜使《つか》えません。もう ｜一度《いちど》 ｜出《だ》して もらって ください。
field-invitation-old = ｜家族《かぞく》の かぎが ｜新《あたら》しく なりました。｜招待《しょうたい》を もう ｜一度《いちど》 ｜出《だ》して もらって ください。
field-invitation-unknown = サーバーに この ｜家族《かぞく》が ありません。まちがいが ないか ｜見《み》て ください。
field-family-other-server = この ｜家族《かぞく》は べつの サーバーを ｜使《つか》っています。サーバーの ｜設定《せってい》を ｜同《おな》じに して ください。

# Exports and imports of the handbook.
refused-import-not-found = ｜手帳《てちょう》の フォルダーが ありません。「itsumo」が ｜入《はい》った フォルダーを ｜選《えら》んで ください。
refused-import-damaged = フォルダーの ファイルが こわれて います。｜手帳《てちょう》は ｜変《か》わって いません。ほかの コピーで もう｜一度《いちど》 して ください。
refused-import-differs = フォルダーの ｜記録《きろく》と この スマホの ｜記録《きろく》が ちがいます。｜手帳《てちょう》は ｜変《か》わって いません。
refused-form-too-long = ｜答《こた》えが ｜多《おお》いので、QRコードに ｜入《はい》りません。｜紙《かみ》を ｜使《つか》って ください。
field-folder-not-empty = この フォルダーには もう ファイルが あります。｜新《あたら》しい フォルダーを ｜選《えら》んで ください。

# The school, on this device.
refused-already-over = もう ｜答《こた》えなくて ｜大丈夫《だいじょうぶ》です。｜先生《せんせい》は もう ｜知《し》って います。
refused-file-changed = ファイルが こわれて いました。もう ｜一度《いちど》 やって みて ください。
refused-word-key-lost = この ｜機械《きかい》の かぎが ｜変《か》わりました。それで ｜送《おく》れませんでした。もう ｜一度《いちど》 ｜書《か》いて ください。

# Codes of a school's letter.
refused-code-not-one = ｜手紙《てがみ》の ｜番号《ばんごう》では ありません。｜手紙《てがみ》の 12｜文字《もじ》を ｜入《い》れて ください。
refused-code-twelve = 12｜文字《もじ》を ぜんぶ ｜入《い》れたか ｜見《み》て ください。
refused-code-slip = ｜文字《もじ》が どこか ちがいます。｜手紙《てがみ》を もう ｜一度《いちど》 ｜見《み》て ください。
refused-code-newer = ｜新《あたら》しいアプリの ｜手紙《てがみ》です。アプリを ｜新《あたら》しくして ください。
refused-code-wrong = この ｜番号《ばんごう》は ありません。｜市《し》と ｜手紙《てがみ》の ｜番号《ばんごう》を ｜見《み》て ください。
refused-code-of-staff = ｜先生《せんせい》の コードです。｜子《こ》どもの ｜手紙《てがみ》の ｜番号《ばんごう》を ｜入《い》れて ください。
refused-code-of-a-child = ｜子《こ》どもの ｜手紙《てがみ》の ｜番号《ばんごう》です。｜先生《せんせい》の コードを ｜入《い》れて ください。
refused-code-replaced = ｜新《あたら》しい ｜手紙《てがみ》が あります。｜古《ふる》い ｜番号《ばんごう》は ｜使《つか》えません。｜新《あたら》しい ｜番号《ばんごう》を ｜入《い》れて ください。
refused-code-expired = ｜番号《ばんごう》を ｜使《つか》える ｜日《ひ》が ｜終《お》わりました。｜学校《がっこう》に ｜新《あたら》しい ｜手紙《てがみ》を たのんで ください。
refused-code-used-up = この ｜番号《ばんごう》は もう ｜使《つか》えません。｜学校《がっこう》に ｜新《あたら》しい ｜手紙《てがみ》を たのんで ください。
refused-code-child-left = ｜子《こ》どもは いま この ｜学校《がっこう》に いません。｜学校《がっこう》に ｜聞《き》いて ください。
refused-code-seat-over = この ｜席《せき》は ｜終《お》わりました。｜校長《こうちょう》や ｜園長《えんちょう》に ｜聞《き》いて ください。
refused-notice-recalled = この お｜知《し》らせは ｜学校《がっこう》が ｜取《と》り｜消《け》しました。｜答《こた》えなくて いいです。
refused-not-an-answer = ｜答《こた》えが ちがいます。お｜知《し》らせを もう｜一度《いちど》 ｜開《あ》けて、｜答《こた》えてください。

# What cannot be told of an absence.
refused-past-days = もう ｜終《お》わった ｜日《ひ》の れんらくです。｜取《と》り｜消《け》す ことは できません。まちがって いる ときは ｜学校《がっこう》や ｜園《えん》に ｜電話《でんわ》して ください。
field-past-days = もう ｜終《お》わった ｜日《ひ》は ｜変《か》える ことが できません。まちがって いる ときは ｜学校《がっこう》や ｜園《えん》に ｜電話《でんわ》して ください。
field-not-a-school-day = ｜休《やす》みの ｜日《ひ》だけを ｜選《えら》んで います。｜学校《がっこう》や ｜園《えん》が ある ｜日《ひ》を ｜選《えら》んで ください。
field-not-found = ｜今《いま》は ｜選《えら》べない ものが あります。もう｜一度《いちど》 ｜選《えら》んで ください。
field-not-a-temperature = ｜体温《たいおん》は 34.0から 43.0までの ｜数字《すうじ》で ｜書《か》いて ください。
field-ends-before-it-begins = ｜終《お》わりの ｜日《ひ》が、はじめの ｜日《ひ》より ｜前《まえ》です。
