# school: absences, notices and the day at school, as families read them. Reasons, symptoms, desks and parts of
# the day are the console's words too.

school-reason-ill = Not well
school-reason-infection = Contagious illness (told by a doctor)
school-reason-injury = Injury
school-reason-clinic = Medical appointment
school-reason-mourning = Bereavement
school-reason-family = Family reasons
school-reason-other = Other
school-symptom-fever = Fever
school-symptom-cough = Cough
school-symptom-throat = Sore throat
school-symptom-nose = Runny nose
school-symptom-headache = Headache
school-symptom-stomach = Stomach ache
school-symptom-diarrhoea = Diarrhoea
school-symptom-vomiting = Nausea or vomiting
school-symptom-rash = Rash
school-symptom-tired = Tiredness
school-lesson-pe = PE
school-lesson-pool = Swimming
school-desk-class = Class teacher
school-desk-carers = Staff
school-desk-lunch = School lunch
school-desk-bus = Bus
school-desk-other = Other
school-part-all-day = Absent
school-part-late = Arrives about { $time }
school-part-leaves = Leaves at { $time }
school-part-sits-out = Sits out { $lessons }

# notifications
note-school-from = School
note-school-notice = A notice from { $from }
note-school-edited = { $from } changed a notice
note-school-question = { $from } has a question
note-school-answer = Please open the app and answer.
note-school-confirmed = { $from }: the teacher has read your message
note-school-changed = A message to { $from } has changed
note-school-digest = { $count } notices from school
