# alert
