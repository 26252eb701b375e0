handbook-title = ｜手帳《てちょう》
handbook-empty = ｜子《こ》どもは まだ いません
