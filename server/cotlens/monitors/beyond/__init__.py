"""What lies beyond a request: other checkouts, your own settings, drafts sent, deliveries nobody asked for. Parts of BD02."""
