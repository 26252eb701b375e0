# Circulars: what is missing before one is sent, what to look at twice, and the public notice board.
circular-kind-read = お知らせ
circular-kind-confirm = 確認
circular-kind-poll = アンケート
circular-kind-attendance = 出欠
circular-kind-duty = 当番
circular-kind-lost-and-found = 落とし物・迷子
circular-kind-obituary = おくやみ

# What cannot be sent; what is not here is said as of a notice.
circular-fault-ask-missing = この種類の回覧は、返事をもらいます。何をたずねるかを選んでください。
circular-fault-ask-of-seats = 役員だけに送る回覧では、世帯の返事をもらえません。たずねるのをやめるか、世帯にも送ってください。
circular-fault-closes-without-due = 締め切るには、期限の日を入れてください。
circular-fault-due-past = 返事の期限が過ぎた日になっています。
circular-fault-expires-missing = おくやみには、いつまで見せるかを入れてください。
circular-fault-expires-past = 見せる最後の日が、過ぎた日になっています。
circular-fault-expires-before-due = 返事の期限より先に、回覧が消えてしまいます。見せる最後の日を延ばしてください。
circular-fault-audience-not-here = 選んだ相手に、いまは町会にない班や世帯があります。選び直してください。
circular-fault-audience-not-yours = 選んだ相手に、いまの役では送れないところがあります。
circular-fault-audience-nobody = 選んだ相手に、世帯が一つもありません。
circular-fault-associations-empty = 送る町会を選んでください。
circular-fault-remark-too-long = 添える言葉は500字までにしてください。

# What to look at twice, and what is ticked.
circular-warning-wide = { $count }世帯に届きます。この役からこれまでに送った相手は、多くて{ $usual }世帯でした。
circular-warning-other-block = 文に「{ $block }」とありますが、{ $block }には届きません。
circular-warning-nobody = { $count }世帯には届きません。アプリで受け取る世帯ですが、まだだれも参加していません。
circular-warning-paper-late = 返事の期限まで{ $days }日です。紙で届ける{ $count }世帯は、返事が間に合わないかもしれません。
circular-warning-public-phones = だれでも読める回覧です。{ $where }に電話番号が{ $count }つあります。
circular-warning-public-mails = だれでも読める回覧です。{ $where }にメールアドレスが{ $count }つあります。
circular-warning-public-names = だれでも読める回覧です。{ $where }に世帯の名前が{ $count }つあります。
circular-warning-public-obituary = おくやみが、だれでも読める掲示板に出ます。
circular-warning-unreadable = だれでも読める回覧です。ファイル「{ $name }」の中を読めませんでした。開いて確かめてください。
circular-warning-other = 送る前に、この回覧をもう一度確かめてください。
circular-tick-wide = 届く世帯の数を確かめました
circular-tick-other-block = この相手でよいと確かめました
circular-tick-nobody = 届かない世帯があることを確かめました
circular-tick-paper-late = この期限でよいと確かめました
circular-tick-public-phones = この電話番号をだれにでも見せてよいと確かめました
circular-tick-public-mails = このメールアドレスをだれにでも見せてよいと確かめました
circular-tick-public-names = この名前をだれにでも見せてよいと確かめました
circular-tick-public-obituary = 掲示板に出してよいと、ご家族に確かめました
circular-tick-unreadable = ファイルを開いて、中を確かめました
circular-tick-other = もう一度確かめました

# The notice board that anybody reads.
wall-title = { $city }の掲示板
wall-empty = いま、掲示はありません。
wall-back = 掲示板にもどる
wall-files = 添付ファイル
wall-due = 返事は{ $day }まで
wall-until = { $day }まで掲示します
