# account: optional, and it says what for.

account-title = Account
account-optional = You don’t need an account. With one, you get this:
account-for-devices = The same choices on your phone and computer
account-for-saved = What you saved, on every device
account-for-lost = Nothing lost when a device is
account-without = News, search and alerts all work without one.
account-register = Create an account
account-register-lead = We’ll e-mail you a six-digit code to confirm it’s you.
account-register-private = Your address is used only for codes and important notices.
account-registered = Your account is ready and has taken over what you chose on this device.
account-email = E-mail address
account-password = Password
account-password-hint = At least { $count } characters. A long phrase you can remember works best.
account-show-password = Show password
account-send-code = Send me the code
account-code = Code from the e-mail
account-code-hint = Six digits, valid for 30 minutes.
account-code-sent = We sent a code to { $email }.
account-code-sent-maybe = If { $email } has an account, a code is on its way.
account-confirm = Confirm
account-confirming = Enter the code we sent to { $email } to finish.
account-enter-code = Enter the code
account-other-address = Use another address
account-sign-in = Sign in
account-sign-in-merge = What you chose and saved on this device is kept and joined with your account’s.
account-signed-in = Signed in
account-signed-in-done = Signed in
account-sign-out = Sign out
account-sign-out-detail = Removes your account’s choices and saved news from this device. They stay in your account.
account-signed-out-done = Signed out
account-forgot = Forgot your password?
account-recover = Reset your password
account-recover-lead = We’ll e-mail a code to the address of your account.
account-recover-signs-out = Setting a new password signs out every other device.
account-recovered-done = Your new password is set
account-set-password = Set new password
account-old-password = Current password
account-new-password = New password
account-change-password = Change password
account-password-done = Password changed
account-password-signs-out = Other devices will be signed out.
account-change-email = Change e-mail address
account-change-email-lead = We’ll send a code to the new address, and a notice to the current one.
account-new-email = New e-mail address
account-email-done = E-mail address changed
account-devices = Devices
account-devices-detail = Sign out a device you lost
account-devices-lead = If you don’t recognise one, sign it out and change your password.
account-this-device = This device
account-device-seen = Last used { $seen } · Signed in { $since }
account-sign-out-device = Sign out { $name }
account-sign-out-device-detail = The next time it connects, your choices and saved news are removed from it.
account-device-done = That device is signed out
account-data = My data
account-data-detail = Everything the service holds about you
account-data-lead = Your account, devices, choices and saved announcements, as a folder with an explanation.
account-data-folder = Saved to: { $folder }
account-data-download = Download
account-data-done = { $count ->
    [one] { $count } file saved: { $folder }
   *[other] { $count } files saved: { $folder }
}
account-delete = Delete account
account-delete-goes = What goes
account-delete-stays = What stays
account-delete-first = You may want to download your data first.
account-delete-password = A deleted account cannot be brought back. Enter your password.
account-delete-now = Delete my account
account-deleted-done = Your account is deleted
deletion-email = Your e-mail address and password
deletion-devices = { $count ->
    [one] { $count } signed-in device
   *[other] { $count } signed-in devices
}
deletion-interests = { $count ->
    [0] No chosen topics or areas
   *[other] Your chosen topics and areas
}
deletion-saved = { $count ->
    [one] { $count } saved announcement
   *[other] { $count } saved announcements
}
deletion-children = Your part in { $count ->
        [one] one child’s
       *[other] { $count } children’s
    } school life
deletion-seats = Your staff seats ({ $count })
deletion-homes = Your place in { $count ->
        [one] { $count } household
       *[other] { $count } households
    } of a town association
deletion-offices = Your seats as an officer of a town association ({ $count })
deletion-replies = Replies and votes you gave for a household stay with the household
deletion-office-work = What you did as an officer stays in the seat’s records
deletion-backups = Backups of the server keep a copy until they are rotated out
deletion-on-device = Announcements, choices and saved news on this device
deletion-told = Absences and answers you sent stay in the school’s records
deletion-seat-work = What you did as staff stays in the seat’s records
account-go-on = Back to School
account-go-on-association = Back to your town association
