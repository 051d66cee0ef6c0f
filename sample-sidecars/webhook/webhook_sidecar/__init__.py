"""A sidecar for webhooks of any provider: signed JSON becomes events, answers go to a callback."""
