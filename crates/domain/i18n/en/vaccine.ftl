# The engine's findings and derivations (immunization::explain).
vaccine-day = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }
vaccine-dose-primary = first round, dose { $n }
vaccine-dose-nth = dose { $n }
vaccine-dose-booster = booster
vaccine-dose-single = the only dose
vaccine-found-too-early = Possible only from { $day }
vaccine-found-too-late = Was possible only until { $day }
vaccine-found-few-days = Clear days since “{ $dose }”: { $clear }, and at least { $needed } are needed
vaccine-found-few-months = At least { $needed } months after “{ $dose }” are needed: from { $day }
vaccine-found-few-months-half = At least { $needed } and a half months after “{ $dose }” are needed: from { $day }
vaccine-found-needs-exception = Clear days: { $clear }. The rule is { $needed }; { $excepted } are enough only if the doctor found it necessary
vaccine-found-live-gap = Clear days since “{ $other }”: { $clear }, and at least { $needed } are needed
vaccine-found-product-from = “{ $vaccine }” is part of the routine programme since { $day }
vaccine-found-product-until = “{ $vaccine }” was part of the routine programme until { $day }
vaccine-found-product-switch = Changed from “{ $from }” to “{ $to }”; in principle the same vaccine goes on
vaccine-found-too-many = More than the planned number of doses, which is { $doses }
vaccine-found-duplicate = The same vaccine is recorded twice on one day
vaccine-found-in-the-future = This day has not come yet
vaccine-found-unknown-vaccine = A vaccine that this app does not know
vaccine-found-excluded = Not to be given: { $rule }
vaccine-found-not-for-this-child = Not for this person: { $rule }
vaccine-found-not-advised = Beginning on or after { $day } is not advised, though it is still allowed
vaccine-found-confirm = Falls under { $exception }: ask your city to confirm it
vaccine-found-met = Clear days: { $clear }. The condition is just met
vaccine-step-by = { $sum } ({ $rule })
vaccine-step-reach-months = Day of reaching { $months } months of age: { $day }
vaccine-step-reach-years = Day of reaching { $years } years, the eve of the birthday: { $day }
vaccine-step-day-after-reach = Day after reaching { $months } months of age: { $day }
vaccine-step-days-after-birth = { $weeks } weeks and { $days } days after birth: { $day }
vaccine-step-birth = Day of birth: { $day }
vaccine-step-fiscal-start = First day of the fiscal year of reaching { $years }: { $day }
vaccine-step-fiscal-end = Last day of the fiscal year of reaching { $years }: { $day }
vaccine-step-school-start = 1 April of school entry, moved back by years ({ $years }): { $day }
vaccine-step-school-eve = Eve of school entry: { $day }
vaccine-step-gestation = { $weeks } weeks and { $days } days of pregnancy: { $day }
vaccine-step-clear-days = { $days } clear days after “{ $dose }” ({ $from }): { $day }
vaccine-step-months = { $months } months after “{ $dose }” ({ $from }): { $day }
vaccine-step-months-half = { $months } and a half months after “{ $dose }” ({ $from }): { $day }
vaccine-step-named = Day that the rule names: { $day }
