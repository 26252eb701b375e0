# The machine's half of a kiosk: what whoever sets one up reads on the console.
machine-toml-syntax = Line { $line }: this is not TOML ({ $said }).
machine-toml-unknown = Line { $line }: there is no setting called “{ $key }”. Please check how it is spelled.
machine-toml-missing = Up to line { $line }: “{ $key }” is missing. Please add it.
machine-toml-not-text = Line { $line }: “{ $key }” needs a text in quotes (").
machine-toml-not-between = Line { $line }: “{ $key }” needs a whole number from { $least } to { $most }.
machine-toml-not-list = Line { $line }: “{ $key }” needs a list such as ["…", "…"] with at least one entry.
machine-toml-not-one-of = Line { $line }: “{ $what }” cannot stand in “{ $key }”. Possible are: { $all }
machine-toml-twice = Line { $line }: “{ $what }” stands in “{ $key }” twice. Once is enough.
machine-toml-not-city = Line { $line }: “{ $key }” needs the city’s six-digit code, such as "204847".
machine-toml-not-server = Line { $line }: “{ $key }” needs the server’s address, beginning with https://.
machine-toml-not-pin = Line { $line }: “{ $key }” needs what “itsumo --kiosk-pin” prints, not the PIN itself.
machine-toml-needs = Line { $line }: “{ $what }” in “{ $key }” also needs “{ $other }”.
