# What went wrong, and what to do about it.
error-offline = The server cannot be reached. What you entered is kept on this device and goes out by itself once you are connected.
error-signed-out = You need to sign in. Please sign in again.
error-refused = This was not accepted. Please check it and try again.
error-conflict = The same thing was changed on another device. Open it again, then try once more.
error-newer-data = The data was written by a newer version of this app. Please update the app; your data is untouched.
error-internal = Something went wrong inside the app. Please try again. If it keeps happening, report it with the number { $id }.
error-data-broken = The data on this device is damaged and could not be rebuilt. The original is kept at { $place }.
error-data-folder = The data folder cannot be used. Check free space and permission to write. ({ $place })

# Refusals of a whole action.
refused-sign-in-needed = This needs an account. Sign in, then try again.
refused-unknown-command = The server does not know this action yet. Wait until it is updated, then try again.
refused-too-large = This is too large to be accepted.
refused-unknown-topic = This city does not have that topic. Please choose again.
refused-too-many = There are too many. Remove some, then try again.
refused-not-found = It is not here. It may be gone already.
refused-city-needed = No city is chosen yet. Choose a city first.
refused-nothing-to-confirm = No registration is waiting for a code. Please register again.
refused-disk-full = There is not enough free space on this device. Free some, then try again. Everything saved so far is safe.
refused-disk-read-only = The data on this device cannot be written. Check the folder's permissions.
refused-rate-limited = Too many tries. Wait a little, then try again.

# What is wrong with a field.
field-empty = Please fill this in.
field-missing = Please fill this in.
field-too-short = Too short. Use at least 10 characters.
field-too-long = Too long. Please shorten it.
field-too-simple = This password is easy to guess. Please choose another.
field-same-as-email = The password cannot be your e-mail address.
field-not-an-address = This is not an e-mail address. Example: hana@example.jp
field-wrong-password = The password is wrong.
field-wrong-code = The code is wrong or too old. Check the six figures in the mail.
field-too-many = There are too many.
field-too-large = This is too large.
field-too-late = This is too far in the future.
field-already-over = This is already over.
field-unknown = This value is not known.
field-unknown-city = This server does not have that city.
field-other-city = This account belongs to another city.
field-not-a-city = This is not the code of a city. Enter six figures.
field-not-readable = This cannot be read. Check how it is written.
field-taken = This is already in use.
field-out-of-range = This is out of range.
field-not-a-url = This is not an address. Example: https://itsumo.example.jp
field-not-secure = This address is not secure. Use one that begins with https://.
field-cannot-write = This folder cannot be written. Choose another.

# What the server answers.
problem-busy = The server is busy. Wait a little, then try again.
problem-forbidden = This is not allowed.
problem-internal = Something went wrong on the server. Wait a little, then try again.
problem-invalid = Something entered is wrong. Please check it.
problem-method-not-allowed = The server does not do this. Please update the app.
problem-not-found = It is not here.
problem-not-json = The server could not read this. Please update the app.
problem-rate-limited = Too many tries. Wait a little, then try again.
problem-sign-in-needed = This needs an account.
problem-signed-out = This device was signed out. Please sign in again.
problem-timeout = It took too long. Please try again.
problem-too-large = This is too large to be accepted.
problem-unknown-city = This server does not have that city.
problem-wrong-code = The code is wrong or too old.
problem-wrong-password = The password is wrong.
problem-wrong-sign-in = The e-mail address or the password is wrong.

# The clinic screen.
field-not-a-pin = Use four to eight digits.
refused-handed-over = The clinic screen is open. Unlock it first.

# Families on the server.
field-differs = What arrived is not what was sent. Please try again.
problem-family-access = The server does not know this family, or this device's key is not good for it.
problem-family-full = The family's room on the server is full. What is on this device stays.
problem-family-taken = Another family has this number. Please make the family again.
problem-old-key = The family has a newer key. Open the family's page to take it over.
refused-entry-differs = The server has something else under this number. Yours is kept on this device.
refused-family-full = The family's room on the server is full. This is kept on this device.
refused-not-readable = The server cannot take this as it is. It is kept on this device.
refused-old-key = The family has a newer key. It is sealed again and sent by itself.

# The family and its handbook.
refused-family-apart = This device keeps the handbook off the server. Choose “Keep it there again” first.
refused-family-key-lost = This device no longer has the family's key. Everything is still here: an invitation from the family or the recovery code opens it again.
refused-entry-too-large = This is too long for one entry. Please divide it.
refused-photo-too-large = The photo is too large. At most 16 MB, please.
refused-photo-not-here = This photo has not arrived yet. It comes once the device that took it is connected.
refused-photo-changed = The photo is damaged and could not be opened.
refused-family-removed = You are no longer in this family. What you had stays readable here; nothing new comes.
refused-family-key-forged = A key came that nobody of the family made. It was not taken; please ask the family.
refused-not-removed = This device is in its family.
refused-not-yourself = This device cannot remove itself.
refused-recovery-unknown = No family was found by this code on this city's server. Please check the city and the code.
refused-no-recovery-code = No recovery code has been made yet.
refused-code-length = That is not as many characters as the code has. Is all of it there?
refused-sealed-other-key = An entry came that is sealed with a key this device does not have. It is kept aside.
refused-sealed-other-epoch = An entry came under another key than it says. It is kept aside.
refused-sealed-other-entry = An entry came in the place of another. It is kept aside.
refused-sealed-changed = An entry was changed on its way. It is kept aside.
refused-sealed-other-revision = Another revision came of an entry that never changes. It was not taken and is kept aside.
refused-sealed-differs = Something else came under the number of an entry that is here. Yours stays; the other is kept aside.
refused-sealed-newer = A newer version of the app wrote this. Update the app to read it.
refused-sealed-not-an-entry = Something came that is no entry. It is kept aside.
field-other-child = An entry about another child cannot be replaced.
field-not-an-invitation = That is not a family's invitation. Please scan it again.
field-not-a-code = There is a character in it that codes do not have.
field-code-length = That is not as many characters as the code has. Is all of it there?
field-typo = There is a slip in group { $field }. Please look at it again.
field-typo-after = From group { $field } on there are several slips. Please look again.
field-invitation-over = This invitation is over. Please ask for a new one.
field-invitation-old = The family's key has changed since. Please ask for a new invitation.
field-invitation-unknown = The server does not know this family. Check for slips, or scan the code instead.
field-family-other-server = This family uses another server. Please set the same server and try again.

# Exports and imports of the handbook.
refused-import-not-found = There is no handbook in this folder. Choose the folder that holds “itsumo”.
refused-import-damaged = A file in the folder is missing or was changed. Nothing in the handbook was touched. Try again with another copy.
refused-import-differs = Part of the record in the folder differs from the same record on this device. Nothing was changed.
refused-form-too-long = The answers do not fit a QR code. Use the paper form.
field-folder-not-empty = This folder has files in it already. Choose a new one.

# The school, on this device.
refused-already-over = No answer is needed any more: the teacher knows.
refused-file-changed = The file was damaged on its way. Please try again.
refused-word-key-lost = This device’s key has changed, so it could not be sent. Please enter it again.

# Codes of a school's letter.
refused-code-not-one = This does not look like the code of a letter. Type the twelve letters and figures that stand there.
refused-code-twelve = A code has twelve letters and figures. Please check that all of them are there.
refused-code-slip = There is a typing slip somewhere in the code. Please compare it with the letter.
refused-code-newer = This letter is for a newer app. Please update the app.
refused-code-wrong = This code was not found. Please check the city and the code on the letter.
refused-code-of-staff = This is a code for staff. Guardians type the code from their child’s letter.
refused-code-of-a-child = This is the code from a child’s letter. Please type the code for staff.
refused-code-replaced = A new letter was printed, so this code no longer works. Please type the code of the new letter.
refused-code-expired = This code is past its date. Please ask the school or nursery for a new letter.
refused-code-used-up = As many people as this code is for have used it. Please ask the school or nursery for a new letter.
refused-code-child-left = The child is not at this school or nursery now. Please ask there.
refused-code-seat-over = The time of this seat is over. Please ask the head.
refused-code-of-a-block = This is the code from a town association block’s letter. Please type it on the town association screen.
refused-code-of-an-officer = This is a code for an officer of a town association. Please type it on the town association screen, under the officer’s code.
refused-code-of-a-school = This is a code from a school or nursery. Please type it on the school screen.
refused-block-code-expired = This code has expired. Ask your block’s head for a new letter.
refused-block-code-replaced = A newer letter has been given out, so this code no longer works. Enter the code on the new letter.
refused-block-code-used-up = This code has been used by as many people as it was made for. Ask your block’s head for a new letter.
refused-block-code-over = This block no longer exists. Ask an officer of your association.
refused-seat-code-expired = This code is past its date. Please ask the association’s chair or the city for a new one.
refused-seat-code-replaced = A new code was made, so this one no longer works. Please type the new code.
refused-seat-code-used-up = This code has been used. If you did not use it yourself, please tell the association’s chair or the city.
refused-seat-code-over = The term of this post is over. Please ask the association’s chair or the city.
refused-seat-code-have = You hold this post already. The code has not been used: please pass it on to whoever comes next.
refused-notice-recalled = The school has taken this notice back. No answer is needed.
refused-not-an-answer = That does not answer what was asked. Open the notice again and answer once more.

# What cannot be told of an absence.
refused-past-days = This is about days that are over, so it can no longer be taken back. If something is wrong, please phone the school.
field-past-days = Days that are over can no longer be changed. If something is wrong, please phone the school.
field-not-a-school-day = Only days off are chosen. Please choose a day on which school is open.
field-not-found = Something chosen here is not available now. Please choose again.
field-not-a-temperature = Enter a temperature from 34.0 to 43.0.
field-ends-before-it-begins = The last day is before the first.

# Circulars of associations.
refused-circular-recalled = This circular was taken back.
refused-circular-closed = Replies are closed.
refused-circular-unticked = There is something to look at before it is sent.
refused-circular-moved = This circular has been sent already.
refused-circular-unfit = It cannot be sent like this. Please check what you have written.
refused-file-not-there = A file has not arrived yet. Please attach it again.
refused-reminded-lately = A reminder went out a little while ago. Please try again in half a day.

# A reply slip of a circular on paper.
refused-slip-not-one = That does not look like the number of a slip. Type the ten letters and figures below its QR code.
refused-slip-ten = The number of a slip has ten letters and figures.
refused-slip-mistyped = Something is mistyped. Please compare it with the slip.
refused-slip-newer = This slip is of a newer kind. Please update the app.
refused-slip-other = This slip belongs to another circular. Take it in on that circular’s page.
refused-slip-not-here = No household of the blocks you see has this number.
refused-seat-held = You hold this post already.
refused-recovery-many = Others have asked for this post too. Please talk to the city.
field-seat-three = Two people hold this post on that day already. Please give the one before an earlier last day.
field-seat-overlap-long = Two people would hold this post for too long. Please keep it to two months.
field-seat-last-chair = There would be no chair. Please decide on the next chair first.
refused-check-running = One is running already. Please open the page again.
refused-real-check-running = A drill cannot be started while a real safety check is running.
refused-drill-words = The text says it is a drill. For a drill, use “Start the drill”.
refused-taken = Something else already has this number. Please enter it again and send it.
refused-check-gone = This check is over, and its records have been deleted.
refused-vote-closed = Voting is closed.
refused-vote-open = Voting is still open. Please count after it closes.
refused-vote-count = The number of answers does not match the proposals. Please open the page again.
refused-proxy-to-self = You cannot entrust your own household. Choose another, or the chair.
refused-not-a-household = This is not a household of the association. Please choose again.
refused-ballot-there = Another ballot is there already. To replace it, tick “Replace the earlier ballot”.
refused-ballot-in-hall = You were registered at the meeting, so it cannot be changed in the app. Please tell an officer there.
refused-ballot-on-paper = This household has voted on paper. To change it, please tell an officer.
refused-ballot-of-the-app = A ballot that a household gave in the app cannot be taken back by an officer.
refused-has-ballots = Ballots have come in, so the proposals cannot be changed. Call this meeting off and write a new one.
refused-hall-count = Please enter the hands and the chair's vote for every proposal.
refused-too-many-hands = For and against together are more than the votes at the meeting.
refused-not-a-share = That is not a fraction: the number above must not be larger than the one below.
refused-closes-in-the-past = The closing time has passed. Please choose a later one.
refused-closes-after-the-day = Voting has to close by the day of the meeting.
refused-day-is-past = That day has passed. Please choose a later one.
refused-no-turns = There is no turn in this time. Please choose other weekdays or days.
refused-nobody-left = No household is left to take a turn. Please excuse fewer.
refused-not-sure = Please tick the confirmation before you start.
