//! Counting days as the law does. Ages and intervals are two different functions, and one helper for both is a
//! bug: an age that falls on a day its month lacks is reached on that month's *last* day, an interval that does
//! is over on the *first of the next* month.
