# family: who shares the handbook, and how it comes back after a lost phone.

family-title = Family
family-lead = Only the devices listed here can read this handbook.
family-members = Devices that share it
family-this-device = This device
family-unnamed = No name yet
family-since = Since { $day }
family-name = What you are called here
family-name-hint = Mum, Dad, Hana. The family sees it beside what you write
family-name-save = Use this name
family-name-saved = Your name is changed
family-remove = Remove
family-remove-ask = Remove { $name } from the family?
family-remove-later = That device cannot read what is written from now on.
family-remove-before = What it already has stays on it. We cannot erase it there.
family-remove-phone = After removing a lost phone, it is wise to make a new recovery code too.
family-remove-done = Removed
family-cancel = Cancel
family-invite = Invite somebody
family-invite-short = The other parent, or another device of yours
family-invite-lead = On the other device open Handbook, Family, Join a family. Then show it this screen, or let the other type the code below.
family-invite-warning = Whoever sees this screen can read the handbook. Show it only to the person beside you. Do not photograph or send it.
family-invite-until = Good until { $time }
family-invite-qr = Invitation as a QR code
family-invite-typed = For typing
family-invite-copy = Copy the text
family-invite-copied = Copied
family-invite-done = Done
family-join = Join a family
family-join-short = With the invitation shown on a family device
family-join-lead = Ask for Handbook, Family, Invite somebody on a family device, and enter the text shown there.
family-join-code = Invitation
family-join-code-hint = Paste it, or type all six lines. Capitals and spaces do not matter
family-join-do = Join
family-joined = You are in the family
family-joined-entries = { $count ->
    [one] One entry can be read on this device.
   *[other] { $count } entries can be read on this device.
}
family-joined-brought = { $count ->
    [one] One entry written on this device came along.
   *[other] { $count } entries written on this device came along.
}
family-joined-later = The entries arrive as soon as there is a connection.
family-recovery = Recovery code
family-recovery-short = The paper that brings a lost handbook back
family-recovery-lead = If every device is lost, this paper brings the handbook back. Neither we nor the city can open it for you.
family-recovery-make = Make a recovery code
family-recovery-renew = Make a new one
family-recovery-renew-detail = The earlier code then no longer works.
family-recovery-once = This code is shown only once, now. Print it, or write it down.
family-recovery-code = Recovery code
family-recovery-print = Save a PDF to print
family-recovery-printed = Saved: { $file }
family-recovery-keep = Keep it on paper with the handbook. Do not leave a photo of it on the phone.
family-recovery-written = I have it on paper
family-recovery-made = Made: { $day }
family-recovery-waiting = It does not work yet: it will once there is a connection.
family-recovery-works = It works
family-recovery-check = Do you still have it?
family-recovery-check-detail = Look at the paper and type the code. We only check it, and keep it nowhere.
family-recovery-check-do = Check
family-recovery-right = That is right. Keep that paper safe.
family-recovery-wrong = That is not the present code. It may be an older paper. You can make a new one.
family-recovery-later = Later
family-recovery-later-done = You are asked again in a month
family-recover = Bring it back with a recovery code
family-recover-short = After a lost phone, or on a new one
family-recover-lead = Type the recovery code from the paper. The handbook comes back to this device.
family-recover-do = Bring it back
family-recovered = The handbook is back
family-code-hint = Six groups, such as ABCDE-FGHJK-…
family-share-title = Share with another family
family-share-lead = This child's entries, and no other's, are shared with a parent or grandparents who live apart.
family-share-both = From then on both families read and write. What was shared stays with them, even if you stop later.
family-share-do = Share the entries of { $name }
family-shared-children = Children shared with another family
family-delivery = Delivery
family-waiting = { $count ->
    [one] One entry is still to be delivered to the family. It goes when there is a connection.
   *[other] { $count } entries are still to be delivered to the family. They go when there is a connection.
}
family-delivered = Everything is delivered
family-send-now = Deliver now
family-doors = What you can do
family-waiting-alone = { $count ->
    [one] One entry is on this device only. When there is a connection, a sealed copy is kept safe.
   *[other] { $count } entries are on this device only. When there is a connection, a sealed copy is kept safe.
}
family-refused-open = Open the entry
family-recovery-removed = A device was removed from the family. Whoever held it may have seen the paper: make a new one.
family-key-lost = The entries are here, but their key is missing. An invitation or the recovery code opens them.
family-removed-here = This device was removed from the family. What it had can still be read here.
family-unreadable = { $count ->
    [one] One entry cannot be opened here. Nothing is lost. Look at it on another family device.
   *[other] { $count } entries cannot be opened here. Nothing is lost. Look at them on another family device.
}
family-server = The copy on the server
family-server-lead = A sealed copy of the handbook is kept on the city’s server. Neither the city nor we can read it. It brings entries to your family’s devices, and back with the recovery code.
family-server-leave = Remove it from the server
family-server-leave-ask = Remove the handbook from the server?
family-server-leave-do = Delete the copy
family-server-goes = What goes
family-server-goes-all = All entries and photos on the server are deleted.
family-server-goes-paper = The recovery code on paper no longer brings anything back. Before you lose a device, keep a copy with “Export and print”.
family-server-goes-delivery = What you write on this device no longer reaches the family’s other devices.
family-server-stays = What stays
family-server-stays-here = The handbook on this device stays as it is, all of it.
family-server-stays-others = So does the handbook on the family’s other devices. When one of them connects, it puts its copy on the server again. To remove everything, do this on each of your family’s devices.
family-server-stays-shared = A child that you share with another family goes on being shared.
family-server-left = Removed from the server
family-server-apart = This device keeps the handbook off the server. It does not reach the family’s other devices, and the recovery code brings nothing back.
family-server-return = Keep it there again
family-server-returned = It will be kept on the server again
