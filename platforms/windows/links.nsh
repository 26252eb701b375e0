; Links that begin with itsumo:// open the app. Included by the installer that `dx bundle` makes, outside its own
; sections, so these run after them: SHCTX is the person's half of the registry, or the machine's, as they chose.

Section "-itsumo links"
  WriteRegStr SHCTX "Software\Classes\itsumo" "" "URL:Itsumo"
  WriteRegStr SHCTX "Software\Classes\itsumo" "URL Protocol" ""
  WriteRegStr SHCTX "Software\Classes\itsumo\DefaultIcon" "" "$\"$INSTDIR\itsumo.exe$\",0"
  WriteRegStr SHCTX "Software\Classes\itsumo\shell\open\command" "" "$\"$INSTDIR\itsumo.exe$\" $\"%1$\""
SectionEnd

Section "un.itsumo links"
  DeleteRegKey SHCTX "Software\Classes\itsumo"
  ; What the app wrote to start with the computer, if the person chose that.
  Delete "$SMSTARTUP\Itsumo.cmd"
SectionEnd
