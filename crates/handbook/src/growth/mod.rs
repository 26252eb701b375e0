//! Growth: exact and corrected age, references, percentiles and z-scores.
