# push: what a phone shows by itself while the app cannot run

push-urgent = { $city }から ｜大事《だいじ》な お｜知《し》らせが あります。アプリを ｜開《ひら》いて ください。
