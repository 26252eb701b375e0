# push: what a phone shows by itself while the app cannot run

push-urgent = { $city } has an urgent notice. Please open the app.
