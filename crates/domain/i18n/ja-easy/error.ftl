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
