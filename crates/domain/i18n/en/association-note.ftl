# Notifications from the town association: a lock screen says who writes, and no more
note-association-from = Town association
note-association-circular = A circular from { $from }
note-association-edited = { $from } changed a circular
note-association-reminded = { $from }: a circular waits for your reply
note-association-meeting = { $from }: please vote in the general meeting
note-association-safety = [Safety check] { $from }
note-association-safety-more = This is not a drill. Please say in the app whether you are safe.
note-association-drill = [Drill] Safety check of { $from }
note-association-drill-more = This is a drill. Please answer in the app when you have a moment.
note-association-help = [Safety check] A household asks for help
note-association-help-drill = [Drill] A practice call for help has come
note-association-joined = You have joined { $from }
note-association-digest = { $count } circulars from the town association
note-duty-tomorrow = Your turn tomorrow: { $what }
note-duty-today = Your turn today: { $what }
note-duty-days = For { $days } days
note-duty-household = Household: { $name }
