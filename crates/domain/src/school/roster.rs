//! Lists of pupils as schools keep them, and the codes by which guardians and staff join.
