# What only a phone offers.
phone-scan = カメラで QRコードを ｜読《よ》みます
