# mail

mail-foot =
    --
    Itsumo, { $city }
    Nobody reads replies to this address. If you did not expect this mail, delete it and do nothing.
mail-register-subject = Your code is { $code } (Itsumo, { $city })
mail-register-text =
    Welcome to Itsumo.

    Code: { $code }

    Type this code in the app. It is good for { $minutes } minutes.
mail-known-subject = You already have an account (Itsumo, { $city })
mail-known-text =
    Somebody tried to register with this address, which already has an account.

    If that was you, choose "Sign in" in the app. If you do not know the password any more, choose "I forgot my password".
mail-recover-subject = Your code for a new password is { $code } (Itsumo, { $city })
mail-recover-text =
    This code lets you choose a new password.

    Code: { $code }

    Type this code in the app. It is good for { $minutes } minutes. A new password signs all your devices out.
mail-new-email-subject = Your code for the new address is { $code } (Itsumo, { $city })
mail-new-email-text =
    This code makes this your address in Itsumo.

    Code: { $code }

    Type this code in the app. It is good for { $minutes } minutes.
mail-email-notice-subject = A change of address was asked for (Itsumo, { $city })
mail-email-notice-text =
    Somebody signed in to your account asked to change its e-mail address. It changes once the code sent to the new address is typed in.

    If that was not you, change your password now.
mail-password-changed-subject = Your password was changed (Itsumo, { $city })
mail-password-changed-text =
    The password of your account was changed, and your other devices were signed out.

    If that was not you, choose "I forgot my password" in the app now.
mail-deleted-subject = Your account was deleted (Itsumo, { $city })
mail-deleted-text =
    Your account, the list of your devices, your interests and your saved articles are gone from the server.
    Copies in backups go when those are replaced. What is on your devices, delete there.

    The city's announcements and alerts reach you as before: they need no account.
mail-export-readme =
    # Your data in Itsumo

    This is everything that the Itsumo server of { $city } held about you on { $date }.

    - account.json — your address, when you registered, your language
    - devices.json — signed-in devices and when each was last used (to the hour)
    - interests.json — your interests and areas, and children's months of birth
    - saved.json — the articles you keep
    - commands.json — numbers and results of what your devices asked for (kept so that nothing is done twice)
    - school.json — your children at schools, your staff seats, notices, absences and answers (where there are any)
    - association.json — your households in town associations (with the household’s own replies and records while you are of it), your seats, your requests to join (if any)
    - mails.json — mails about to be sent to you
    - push.json — where your devices are woken for new notices, if they are

    The files are JSON in UTF-8. Times are milliseconds since 1 January 1970 (UTC).
    Your password and your devices' keys are not here: the server holds them only in a form that cannot be turned back.
    What you read without an account is not recorded anywhere on the server.
mail-seat-asked-subject = Please look at the post “{ $title }” (Itsumo, { $city })
mail-seat-asked-text =
    { $by } has asked to take over the post “{ $title }”, because it seems that you cannot be reached.

    If you keep it, please say so within three days in the app Itsumo, on the town association screen. If you do nothing, the post may pass on once two other officers or the city agree.
