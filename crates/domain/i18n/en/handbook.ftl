handbook-title = Handbook
handbook-empty = No child yet
