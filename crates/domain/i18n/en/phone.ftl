# What only a phone offers.
phone-scan = Scan the code with the camera
