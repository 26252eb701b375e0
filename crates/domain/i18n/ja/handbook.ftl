handbook-title = 手帳
handbook-empty = まだお子さんがいません
