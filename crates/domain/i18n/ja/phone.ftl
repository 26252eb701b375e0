# What only a phone offers.
phone-scan = カメラでQRコードを読み取る
