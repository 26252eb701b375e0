# alert: what an alert screen, banner, notification or terminal says. The advice is for anybody, anywhere in
# Japan; what the sender says comes before it.

alert-title = Alerts
alert-none = There are no alerts right now
alert-none-detail = Warnings and evacuation notices appear here and at the top of Home as soon as they are issued.
alert-open = Read more
alert-more = Open the issuer’s page
alert-offline = You are offline. This is what we received at { $time }. Listen to the radio or the town loudspeakers for news.

alert-severity-info = Notice
alert-severity-advisory = Advisory
alert-severity-warning = Warning
alert-severity-emergency = Emergency

alert-status-actual = This is real
alert-status-drill = This is a drill
alert-status-test = This is a test of the system
alert-drill-prefix = [DRILL]{" "}
alert-drill-detail = This is only a drill. Nothing has happened. Use it to check how you would get to safety.
alert-test-detail = We are testing the system. You do not need to do anything.

alert-lifted = Lifted
alert-lifted-detail = This alert is over. Keep away from dangerous places for now.
alert-lifted-at = Lifted { $time }

alert-sender = From: { $sender }
alert-issued = Issued: { $time }
alert-received = Received: { $time }
alert-next-update = Next update expected: { $time }
alert-next-update-unknown = No time has been given for the next update
alert-expires = Shown until: { $time }
alert-for-areas = For: { $areas }
alert-for-whole-city = For: the whole city
alert-elsewhere = Outside the areas you chose
alert-what-to-do = What to do now
alert-sender-says = What the issuer asks you to do
alert-in-detail = Full text


alert-hazard-earthquake = Earthquake
alert-hazard-tsunami = Tsunami
alert-hazard-heavy-rain = Heavy rain
alert-hazard-landslide = Landslide
alert-hazard-flood = Flood
alert-hazard-wind = Strong wind
alert-hazard-snow = Heavy snow
alert-hazard-storm-surge = Storm surge and high waves
alert-hazard-thunder = Lightning and tornadoes
alert-hazard-volcano = Volcano
alert-hazard-heat = Extreme heat
alert-hazard-weather = Weather
alert-hazard-evacuation = Evacuation
alert-hazard-fire = Fire
alert-hazard-safety = Public safety
alert-hazard-lifeline = Water, power and gas
alert-hazard-other = Notice

alert-do-earthquake = Protect your head and stay still under a table until the shaking stops. Then turn off flames and open a door so you can get out. Outside, keep clear of walls and glass; near the sea, go to high ground at once.
alert-do-tsunami = Leave the sea and rivers now and run to high ground or a tall building. Do not go by car if you can walk. Do not go back until the warning is lifted.
alert-do-heavy-rain = Stay away from rivers, slopes, ditches and basements. Agree on a safe place and a way there, and move before dark. If it is dangerous outside, go upstairs to a room far from any slope.
alert-do-landslide = If you are near a slope or a mountain stream, leave now for a safe place. If you cannot get out, go upstairs on the side away from the slope. Rumbling or muddy water means a slide may be close.
alert-do-flood = Do not go to look at the river; move away from it and from low ground. Leave while you can still walk. If water has reached you, go up in a tall building nearby, and never drive into water.
alert-do-wind = Close windows and curtains and stay inside. Bring in anything that could blow away. Keep clear of old walls, signs and power lines.
alert-do-snow = Put off trips that can wait. If your car gets stuck, keep snow away from the exhaust pipe. Never clear snow from a roof alone.
alert-do-storm-surge = Keep away from the coast, river mouths and harbours. If you are on low ground, move to high ground before the wind picks up.
alert-do-thunder = Go inside a solid building or a car. Stay at least 4 metres from trees and poles. In a tornado, keep away from windows and protect your head in a ground-floor room without windows.
alert-do-volcano = Stay out of closed areas. If stones are falling, take cover and protect your head. In falling ash, wear a mask and glasses and keep windows shut.
alert-do-heat = Use air conditioning and drink water before you feel thirsty. Do not go out or exercise in the middle of the day. Check on older people and small children. If someone is limp or confused, call 119.
alert-do-weather = Check the forecast and the trains before you go out. Take care of crops, water pipes and open fires.
alert-do-evacuation = If you are in a dangerous place, move to a safe place nearby. A relative’s or friend’s home or a higher floor can be as good as a shelter. Tell your neighbours, and take your medicine and phone.
alert-do-fire = Stay low and move away from the smoke. Do not go back. If you live nearby, close your windows and keep the road clear for fire engines.
alert-do-safety = Avoid going out alone and check that your doors are locked. Walk with children to and from school. If you notice something, keep your distance and call 110.
alert-do-lifeline = Find out when service should be back and where water is handed out. In a power cut, switch appliances off and do not use candles. If you depend on medical equipment, call your hospital or supplier early.
alert-do-other = Read the message and do what the city asks. Look out for people who may need help.
