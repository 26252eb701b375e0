# The machine's half of a kiosk: what whoever sets one up reads on the console.
machine-toml-syntax = { $line }行目: TOMLとして読めません（{ $said }）。
machine-toml-unknown = { $line }行目: 「{ $key }」という設定はありません。つづりを確かめてください。
machine-toml-missing = { $line }行目まで: 「{ $key }」がありません。書き足してください。
machine-toml-not-text = { $line }行目: 「{ $key }」には、引用符（"）で囲んだ文字を書いてください。
machine-toml-not-between = { $line }行目: 「{ $key }」には、{ $least }から{ $most }までの整数を書いてください。
machine-toml-not-list = { $line }行目: 「{ $key }」には、["…", "…"] の形で1つ以上書いてください。
machine-toml-not-one-of = { $line }行目: 「{ $key }」に「{ $what }」は書けません。書けるもの: { $all }
machine-toml-twice = { $line }行目: 「{ $key }」に「{ $what }」が2回あります。1つにしてください。
machine-toml-not-city = { $line }行目: 「{ $key }」には、全国地方公共団体コード（6桁）を "204847" のように書いてください。
machine-toml-not-server = { $line }行目: 「{ $key }」には、https:// で始まるサーバーのアドレスを書いてください。
machine-toml-not-pin = { $line }行目: 「{ $key }」には、暗証番号そのものではなく、「itsumo --kiosk-pin」が表示した文字を書いてください。
machine-toml-needs = { $line }行目: 「{ $key }」に「{ $what }」を書くときは、「{ $other }」も必要です。
