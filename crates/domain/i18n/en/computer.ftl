# computer: the app on a computer: its window, what starts with it, the buttons of notifications, addresses.

computer-title = On this computer
computer-lead = Choose whether alerts and news still reach you while the window is closed.
computer-stays = Keeps running
computer-ends = Ends when closed
computer-stay = Keep telling me when the window is closed
computer-stay-detail = Itsumo goes on in the background. Open it again and you are back on the same screen.
computer-stay-tray = Itsumo goes on in the background. Open it again, or choose its small icon at the edge of the screen.
computer-start = Start with the computer
computer-start-detail = Itsumo starts in the background when you begin to use this computer.
computer-start-failed = That could not be changed. This computer may not allow it.
computer-notes = From a notification about news you can choose “Mark as read” or “Again in an hour”.
computer-end = Quit Itsumo
computer-not-here = These settings are for a computer
computer-tray-open = Open Itsumo
computer-tray-end = Quit
computer-note-open = Open
computer-note-read = Mark as read
computer-note-later = Again in an hour
computer-print = Print
computer-printing = Sent to the printer
computer-print-failed = Nothing was printed. Check that the printer is on and connected.
computer-link-unknown = This link could not be opened. A newer version of Itsumo may know it.
computer-link-letter = The letter’s code was not read to its end. Type its twelve characters on the screen for joining.
computer-link-other-city = This is from another city. Choose that city here to read it.
computer-silent = Itsumo is already running but does not answer. Restart the computer, then open it again.
