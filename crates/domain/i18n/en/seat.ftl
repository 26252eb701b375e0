# Seats of an association: slips, terms, hand-over, recovery.
seat-slip-title = { $name }: code for an officer
seat-slip-to = To whoever becomes { $title }
seat-slip-to-name = { $title }, { $name }
seat-slip-lead = This code gives the post to your account. What it lets you do begins on { $day }.
seat-slip-code = Officer’s code (for one person)
seat-slip-qr = QR code with the officer’s code
seat-slip-good = Please enter it by { $day }
seat-slip-step-code = Open “{ $tab }” and type the code above, or scan the QR code.
seat-slip-step-console = On a computer, sign in to the office pages with the same account and type the code.
seat-slip-each = The post ends by itself with its term. No password is handed on. What the one before did stays as the post’s record.
seat-slip-keep = The code works once. Please show it to nobody. If it is lost, ask the chair or the city for a new one.
seat-slip-short = This is the code of { $title } of { $name }. Enter it in the app, which speaks English too.
