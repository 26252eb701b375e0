//! Tests of the school.
