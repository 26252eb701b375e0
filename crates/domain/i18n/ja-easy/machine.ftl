# The machine's half of a kiosk: what whoever sets one up reads on the console.
machine-toml-syntax = { $line }｜行目《ぎょうめ》: TOMLとして ｜読《よ》めません（{ $said }）。
machine-toml-unknown = { $line }｜行目《ぎょうめ》:「{ $key }」は ありません。｜書《か》きかたを ｜見《み》てください。
machine-toml-missing = { $line }｜行目《ぎょうめ》まで:「{ $key }」が ありません。｜書《か》いてください。
machine-toml-not-text = { $line }｜行目《ぎょうめ》:「{ $key }」は " と " の ｜間《あいだ》に ｜書《か》いてください。
machine-toml-not-between = { $line }｜行目《ぎょうめ》:「{ $key }」は { $least }から { $most }までの ｜数字《すうじ》で ｜書《か》いてください。
machine-toml-not-list = { $line }｜行目《ぎょうめ》:「{ $key }」は ["…", "…"] の ｜形《かたち》で ｜書《か》いてください。1つは ｜必要《ひつよう》です。
machine-toml-not-one-of = { $line }｜行目《ぎょうめ》:「{ $key }」に「{ $what }」は ｜書《か》けません。｜書《か》けるもの: { $all }
machine-toml-twice = { $line }｜行目《ぎょうめ》:「{ $key }」に「{ $what }」が 2つ あります。1つに してください。
machine-toml-not-city = { $line }｜行目《ぎょうめ》:「{ $key }」は ｜市《し》の ｜番号《ばんごう》です。｜数字《すうじ》6つで、"204847" のように ｜書《か》いてください。
machine-toml-not-server = { $line }｜行目《ぎょうめ》:「{ $key }」は サーバーの アドレスです。https:// から ｜書《か》いてください。
machine-toml-not-pin = { $line }｜行目《ぎょうめ》:「{ $key }」に ｜番号《ばんごう》を そのまま ｜書《か》かないでください。「itsumo --kiosk-pin」が ｜出《だ》した ｜文字《もじ》を ｜書《か》いてください。
machine-toml-needs = { $line }｜行目《ぎょうめ》:「{ $key }」の「{ $what }」には「{ $other }」も ｜必要《ひつよう》です。
