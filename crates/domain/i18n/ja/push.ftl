# push: what a phone shows by itself while the app cannot run

push-urgent = { $city }から緊急のお知らせがあります。アプリを開いて確かめてください。
